/**
 * Tables of the heap walk: blocks, pools, objects, edges, and the index of objects by address. They lie above the end of the machine's memory, in
 * pages that only the walk knows of: it runs in a copy of a machine (src/heap/reader.ts), which is thrown away afterwards.
 *
 *   block    0 address   4 size in the allocator   8 owner: object + 1, 0 nobody's, OWNER_... else
 *   pool     0 address   4 size class   8 blocks in use   12 blocks that fit
 *   object   0 address   4 type's address   8 flags   12 first edge   16 edges   20 bytes of its own block   24 bytes of its buffers   28 count
 *           32 references found to it
 *   edge     0 object   4 kind   8 name: what it is depends on the kind
 *
 * Invariant: edges are the last table, so that it may grow; all others have their final size when it begins.
 */
export const BLOCK_SIZE: usize = 12;
export const POOL_SIZE: usize = 16;
export const OBJECT_SIZE: usize = 36;
export const EDGE_SIZE: usize = 12;

export const OWNER_FREELIST: u32 = 0xffffffff;
export const OWNER_ARENA: u32 = 0xfffffffe;

/** Flags of objects. */
export const OBJECT_ROOT: u32 = 1; // no object: a root, its address is a label (UTF-16 literal)
export const OBJECT_FRAME: u32 = 2; // no object: a running frame; type is its code's address, bytes 20 its line
export const OBJECT_STATIC: u32 = 4;
export const OBJECT_TRACKED: u32 = 8;
/** Found by no path from the named roots: in the collector's lists, or by its type in a block of nobody's. */
export const OBJECT_LEFT: u32 = 16;
export const OBJECT_INTERNED: u32 = 32;

/** Kinds of edges. */
export const EDGE_OFFSET: u32 = 0; // the name is the field's offset
export const EDGE_INDEX: u32 = 1;
export const EDGE_ATTRIBUTE: u32 = 2; // the name is a str's address
export const EDGE_VALUE: u32 = 3; // the name is the key's address
export const EDGE_KEY: u32 = 4;
export const EDGE_LOCAL: u32 = 5; // the name is a str's address
export const EDGE_ELEMENT: u32 = 6;
export const EDGE_MEMBER: u32 = 7; // the name is the address of NUL-terminated text
export const EDGE_STACK: u32 = 8; // the name is the slot's number
export const EDGE_ROOT: u32 = 9;
export const EDGE_TYPE: u32 = 10;
/** Owned, but tp_traverse says nothing of it. */
export const EDGE_UNTRAVERSED: u32 = 0x100;
/** A pointer that owns nothing. */
export const EDGE_BORROWED: u32 = 0x200;

export let blocks: usize = 0;
export let blockCount: u32 = 0;
export let pools: usize = 0;
export let poolCount: u32 = 0;
export let objects: usize = 0;
export let objectCount: u32 = 0;
let objectRoom: u32 = 0;
let index: usize = 0;
let indexMask: u32 = 0;
export let edges: usize = 0;
export let edgeCount: u32 = 0;
let edgeEnd: usize = 0;
/** Set when a table had no room: the walk's answer is not whole. */
export let overflowed: bool = false;

/** `bytes` zeroed above the memory's end; 0 if the engine gives no more. */
function reserve(bytes: usize): usize {
  const at = (<usize>memory.size()) << 16;
  const pages = <i32>((bytes + 65535) >> 16);
  return memory.grow(pages) < 0 ? 0 : at;
}

/** Tables of blocks and pools for at most so many. */
export function beginBlocks(most: u32, mostPools: u32): bool {
  blockCount = 0;
  poolCount = 0;
  blocks = reserve(<usize>most * BLOCK_SIZE);
  pools = reserve(<usize>mostPools * POOL_SIZE);
  return blocks != 0 && pools != 0;
}

export function addBlock(address: usize, size: usize): void {
  const at = blocks + <usize>blockCount * BLOCK_SIZE;
  store<u32>(at, <u32>address);
  store<u32>(at, <u32>size, 4);
  store<u32>(at, 0, 8);
  blockCount++;
}

export function addPool(address: usize, sizeClass: u32, used: u32, room: u32): void {
  const at = pools + <usize>poolCount * POOL_SIZE;
  store<u32>(at, <u32>address);
  store<u32>(at, sizeClass, 4);
  store<u32>(at, used, 8);
  store<u32>(at, room, 12);
  poolCount++;
}

/** The number of the block that holds `address`, or -1. Blocks are in the order of their addresses. */
export function blockAt(address: usize): i32 {
  let low: i32 = 0;
  let high = <i32>blockCount - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const at = blocks + <usize>middle * BLOCK_SIZE;
    const start = <usize>load<u32>(at);
    if (address < start) high = middle - 1;
    else if (address >= start + <usize>load<u32>(at, 4)) low = middle + 1;
    else return middle;
  }
  return -1;
}

export function blockStart(block: i32): usize {
  return <usize>load<u32>(blocks + <usize>block * BLOCK_SIZE);
}

export function blockSize(block: i32): u32 {
  return load<u32>(blocks + <usize>block * BLOCK_SIZE, 4);
}

export function blockOwner(block: i32): u32 {
  return load<u32>(blocks + <usize>block * BLOCK_SIZE, 8);
}

export function setOwner(block: i32, owner: u32): void {
  store<u32>(blocks + <usize>block * BLOCK_SIZE, owner, 8);
}

/** Tables of objects and edges; every object lies in a block of its own or is one of `mostStatic`. */
export function beginObjects(mostStatic: u32): bool {
  objectRoom = blockCount + mostStatic;
  objectCount = 0;
  edgeCount = 0;
  overflowed = false;
  let size: u32 = 1024;
  while (size < objectRoom * 2) size <<= 1;
  indexMask = size - 1;
  objects = reserve(<usize>objectRoom * OBJECT_SIZE);
  index = reserve((<usize>size) << 2);
  edges = reserve(1 << 20);
  edgeEnd = edges + (1 << 20);
  return objects != 0 && index != 0 && edges != 0;
}

export function objectAt(i: u32): usize {
  return objects + <usize>i * OBJECT_SIZE;
}

/** Where the number of the object at `address` is, or belongs: 0 there means that it is not known. */
function slotOf(address: usize): usize {
  let i = ((<u32>address >> 4) * 2654435769) & indexMask;
  while (true) {
    const at = index + ((<usize>i) << 2);
    const found = load<u32>(at);
    if (found == 0 || <usize>load<u32>(objectAt(found - 1)) == address) return at;
    i = (i + 1) & indexMask;
  }
}

/** The object's number + 1, or 0. */
export function knownObject(address: usize): u32 {
  return load<u32>(slotOf(address));
}

/** A new record: its number. Without room the last one is given again. */
export function addRecord(address: usize, type: usize, flags: u32): u32 {
  if (objectCount == objectRoom) {
    overflowed = true;
    return objectCount - 1;
  }
  const at = objectAt(objectCount);
  store<u32>(at, <u32>address);
  store<u32>(at, <u32>type, 4);
  store<u32>(at, flags, 8);
  return objectCount++;
}

/** The number of the object at `address`, which becomes known. */
export function objectOf(address: usize): u32 {
  const slot = slotOf(address);
  const found = load<u32>(slot);
  if (found != 0) return found - 1;
  const number = addRecord(address, <usize>load<u32>(address, 8), 0);
  store<u32>(objectAt(number), load<u32>(address), 28);
  if (!overflowed) store<u32>(slot, number + 1);
  return number;
}

export function addEdge(to: u32, kind: u32, name: usize): void {
  const at = edges + <usize>edgeCount * EDGE_SIZE;
  if (at + EDGE_SIZE > edgeEnd) {
    if (memory.grow(64) < 0) {
      overflowed = true;
      return;
    }
    edgeEnd += 64 << 16;
  }
  store<u32>(at, to);
  store<u32>(at, kind, 4);
  store<u32>(at, <u32>name, 8);
  edgeCount++;
}

export function edgeAt(i: u32): usize {
  return edges + <usize>i * EDGE_SIZE;
}
