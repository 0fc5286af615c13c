/**
 * The heap walk's view of the allocator: every block in use, in the order of addresses, and which object each belongs to: the block it lies in, and those
 * that its fields point to (items of a list, keys of a dict, nodes of a deque), found by reading its words, so that no type needs to be known here.
 *
 * Invariant: the sizes of blocks and what pools waste besides add up to memory/pressure.ts's bytesInUse().
 */
import {
  PyTypeObject,
  PyObject,
  Py_TPFLAGS_HAVE_GC,
  Py_TPFLAGS_PREHEADER,
  Py_TPFLAGS_TYPE_SUBCLASS,
} from "../object/layout";
import { PyBytes_Type, PyComplex_Type, PyFloat_Type, PyLong_Type, PyUnicode_Type } from "../object/statics";
import { ArenaObject, Pool, addressInArena, poolInUse } from "../memory/blocks";
import { freelistAt, freelists } from "../memory/freelist";
import { SEGMENT_LARGE, SEGMENT_SIZE, segmentOf } from "../memory/pages";
import {
  OWNER_ARENA,
  OWNER_FREELIST,
  addBlock,
  addPool,
  beginBlocks,
  blockAt,
  blockCount,
  blockOwner,
  blockSize,
  blockStart,
  knownObject,
  objectAt,
  setOwner,
} from "./heap_tables";

const POOL_BYTES: usize = 16384;
const POOL_HEADER: usize = 48;
const SEGMENTS: usize = 4096;
/** One bit for each 16 bytes of a pool. */
const freeBits = memory.data(128, 8);

/** Finds all blocks; false if there is no memory for the tables. */
export function findBlocks(): bool {
  let most: u32 = 0;
  let pools: u32 = 0;
  for (let segment: usize = 1; segment < SEGMENTS; segment++) {
    const start = segment << 20;
    if (addressInArena(start)) {
      pools += 64;
      const arena = changetype<ArenaObject>(<usize>segmentOf(start));
      for (let pool = start; pool < arena.poolAddress; pool += POOL_BYTES) most += changetype<Pool>(pool).used & 1023;
    } else if (segmentOf(start) == SEGMENT_LARGE) most += 32768;
  }
  if (!beginBlocks(most, pools)) return false;
  for (let segment: usize = 1; segment < SEGMENTS; segment++) {
    const start = segment << 20;
    if (addressInArena(start)) addArena(start);
    else if (segmentOf(start) == SEGMENT_LARGE && segmentOf(start - 1) != SEGMENT_LARGE) addRegion(start);
  }
  nameOwners();
  return true;
}

function addArena(start: usize): void {
  const arena = changetype<ArenaObject>(<usize>segmentOf(start));
  for (let at = start; at < arena.poolAddress; at += POOL_BYTES) {
    if (!poolInUse(arena, at)) continue;
    const pool = changetype<Pool>(at);
    const size = <usize>((pool.sizeClass + 1) << 4);
    addPool(at, pool.sizeClass, pool.used, <u32>((POOL_BYTES - POOL_HEADER) / size));
    memory.fill(freeBits, 0, 128);
    for (let free = pool.freeblock; free != 0; free = <usize>load<u32>(free)) {
      const bit = (free - at) >> 4;
      store<u8>(freeBits + (bit >> 3), load<u8>(freeBits + (bit >> 3)) | ((<u8>1) << (<u8>(bit & 7))));
    }
    for (let offset = POOL_HEADER; offset < <usize>pool.nextOffset; offset += size) {
      const bit = offset >> 4;
      if (!(load<u8>(freeBits + (bit >> 3)) & (1 << (<u32>bit & 7)))) addBlock(at + offset, size);
    }
  }
}

/** Large blocks from the first of a run of segments on; their sizes count the 8 bytes of header, as stats.ts counts them. */
function addRegion(start: usize): void {
  let payload = start + 16;
  while (true) {
    const word = load<u32>(payload - 4);
    const size = <usize>(word & ~3);
    if (size == 0) {
      if (payload & (SEGMENT_SIZE - 1) || segmentOf(payload) != SEGMENT_LARGE) return;
      payload += 16;
      continue;
    }
    if ((word & 3) == 0) addBlock(payload, size);
    payload += size;
  }
}

/** Blocks of free lists and records of arenas. */
function nameOwners(): void {
  for (let i = 0; i < freelists(); i++) {
    let op = <usize>load<u32>(freelistAt(i));
    while (op != 0) {
      const block = blockAt(op);
      if (block >= 0) setOwner(block, OWNER_FREELIST);
      op = <usize>load<u32>(op, 8);
    }
  }
  for (let segment: usize = 1; segment < SEGMENTS; segment++) {
    const start = segment << 20;
    if (!addressInArena(start)) continue;
    const block = blockAt(<usize>segmentOf(start));
    if (block >= 0) setOwner(block, OWNER_ARENA);
  }
}

/** Bytes before an object of `type` in its block. */
export function headerOf(type: PyTypeObject): usize {
  if (!(type.tp_flags & Py_TPFLAGS_HAVE_GC)) return 0;
  return type.tp_flags & Py_TPFLAGS_PREHEADER ? 32 : 16;
}

/** Is there an object in block `block`, to judge by its count and type? Its address, or 0. */
export function objectInBlock(block: i32): usize {
  const start = blockStart(block);
  const size = blockSize(block);
  for (let header: usize = 0; header <= 32; header += 16) {
    if (<usize>size < header + 16) return 0;
    const at = start + header;
    const type = <usize>load<u32>(at, 8);
    const known = type == 0 || load<u32>(at, 12) != 0 ? 0 : knownObject(type);
    if (known == 0 || !isType(type)) continue;
    const count = load<u32>(at);
    // a pointer where the count should be: an array of objects whose second is a type
    const above = load<u32>(at, 4);
    // a dead one that waits for a collection has its place in the queue above its count (object/refcount.ts)
    if (count == 0 ? (above & 1) == 0 : above != 0 || knownObject(<usize>count) != 0) continue;
    const t = changetype<PyTypeObject>(type);
    if (headerOf(t) == header && <u32>t.tp_basicsize + <u32>header <= size) return at;
  }
  return 0;
}

function isType(at: usize): bool {
  return (changetype<PyObject>(at).ob_type.tp_flags & Py_TPFLAGS_TYPE_SUBCLASS) != 0;
}

/** Gives the object its block and those that it points to. */
export function claimBlocks(number: u32): void {
  const record = objectAt(number);
  const address = <usize>load<u32>(record);
  const block = blockAt(address);
  if (block < 0) {
    store<u32>(record, <u32>staticSize(changetype<PyObject>(address)), 20);
    const type = changetype<PyObject>(address).ob_type;
    if (type.tp_flags & Py_TPFLAGS_TYPE_SUBCLASS) claimFrom(number, address + 16, <usize>type.tp_basicsize - 16, 0);
    return;
  }
  const before = blockOwner(block);
  if (before != 0 && before < OWNER_ARENA) {
    // taken for a buffer before the object was known
    const other = objectAt(before - 1);
    store<u32>(other, load<u32>(other, 24) - blockSize(block), 24);
  }
  setOwner(block, number + 1);
  store<u32>(record, blockSize(block), 20);
  if (isOpaque(changetype<PyObject>(address).ob_type)) {
    // the UTF-8 text that a str keeps beside it
    if (changetype<PyObject>(address).ob_type == PyUnicode_Type) claimFrom(number, address + 40, 16, 0);
    return;
  }
  const start = blockStart(block);
  claimFrom(number, address + 16, start + <usize>blockSize(block) - address - 16, 0);
  if (start < address) claimFrom(number, start, address - start, 0);
}

/** Types whose bytes are data. */
function isOpaque(type: PyTypeObject): bool {
  return (
    type == PyUnicode_Type ||
    type == PyLong_Type ||
    type == PyBytes_Type ||
    type == PyFloat_Type ||
    type == PyComplex_Type
  );
}

function staticSize(op: PyObject): usize {
  const type = op.ob_type;
  if (type == PyUnicode_Type) return 41 + <usize>load<u32>(changetype<usize>(op), 16);
  return <usize>type.tp_basicsize;
}

/** Blocks that begin where a word from `at` on points to, and those that these point to: a chain of nodes is followed, not recursed into. */
function claimFrom(number: u32, at: usize, size: usize, depth: i32): void {
  let from = at;
  const end = at + (size & ~7);
  while (from + 8 <= end) {
    const word = <usize>load<u32>(from);
    from += 8;
    if (word < 65536 || (word & 15) != 0 || load<u32>(from - 4) != 0) continue;
    const block = blockAt(word);
    if (block < 0 || blockStart(block) != word || blockOwner(block) != 0 || knownObject(word) != 0) continue;
    if (objectInBlock(block) != 0) continue;
    setOwner(block, number + 1);
    const record = objectAt(number);
    store<u32>(record, load<u32>(record, 24) + blockSize(block), 24);
    if (depth < 64) claimFrom(number, word, <usize>blockSize(block), depth + 1);
  }
}

/** The next block from `from` on that is nobody's and holds an object: its number, or -1. */
export function orphanBlock(from: i32): i32 {
  for (let i = from; i < <i32>blockCount; i++) {
    if (blockOwner(i) == 0 && objectInBlock(i) != 0) return i;
  }
  return -1;
}
