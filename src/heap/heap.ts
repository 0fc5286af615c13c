/**
 * A heap as it was at one moment: every object with its type, size and count, every reference by name, every block and pool. The tables are those of
 * assembly/debug/heap_tables.ts; nothing here reads the machine's memory.
 */
import { fieldName } from "./fields.js";

export interface HeapTables {
  readonly blocks: Uint32Array;
  readonly pools: Uint32Array;
  readonly objects: Uint32Array;
  readonly edges: Uint32Array;
}

/** What the copy says of single objects. */
export interface HeapTexts {
  text(address: number): string;
  typeName(address: number): string;
  chars(address: number): string;
  literal(address: number): string;
  /** Equal for equal strs. */
  stringKey(address: number): string;
}

const BLOCK = 3;
const POOL = 4;
const OBJECT = 9;
const EDGE = 3;
const POOL_BYTES = 16384;
const OWNER_FREELIST = 0xffffffff;
const OWNER_ARENA = 0xfffffffe;
const IMMORTAL = 0x80000000;

export const FLAG_ROOT = 1;
export const FLAG_FRAME = 2;
export const FLAG_STATIC = 4;
export const FLAG_TRACKED = 8;
export const FLAG_LEFT = 16;
export const FLAG_INTERNED = 32;

export enum Kind {
  Offset = 0,
  Index = 1,
  Attribute = 2,
  Value = 3,
  Key = 4,
  Local = 5,
  Element = 6,
  Member = 7,
  Stack = 8,
  Root = 9,
  Type = 10,
}
const BORROWED = 0x200;

/** Records 0 to 5, in the order in which heap_walk.ts makes them. */
export const ROOT = 0;
export const ROOT_MODULES = 1;
export const ROOT_TYPES = 2;
export const ROOT_FRAMES = 3;
export const ROOT_INTERNED = 4;
export const ROOT_NATIVE = 5;

export interface HeapTotals {
  /** Objects, without roots and frames; those at fixed addresses, which lie in no block. */
  readonly objects: number;
  readonly staticObjects: number;
  readonly staticBytes: number;
  readonly references: number;
  /** Bytes of blocks that belong to objects: their own, and their buffers. */
  readonly objectBytes: number;
  readonly bufferBytes: number;
  /** Bytes of blocks kept in free lists, and of those that only the machine itself uses. */
  readonly freeListBytes: number;
  readonly machineBytes: number;
  /** What pools hold besides blocks in use: free blocks, headers, remainders. */
  readonly poolRest: number;
  /** Blocks in use, and the machine's own count of them (arenas' records left out). */
  readonly blocks: number;
  readonly allocatedBlocks: number;
  /** The machine's own count: pools in use and large blocks. All of the above but static objects add up to it. */
  readonly inUse: number;
  /** Size of the linear memory. */
  readonly reserved: number;
}

export interface TypeRow {
  readonly type: string;
  readonly count: number;
  readonly bytes: number;
}

export class Heap {
  readonly objectCount: number;
  readonly edgeCount: number;
  private readonly types = new Map<number, string>();
  private readonly names = new Map<number, string>();
  private readonly byAddress = new Map<number, number>();
  readonly totals: HeapTotals;

  constructor(
    private readonly tables: HeapTables,
    machine: { readonly inUse: number; readonly allocatedBlocks: number; readonly reserved: number },
    private readonly texts: HeapTexts,
  ) {
    this.objectCount = tables.objects.length / OBJECT;
    this.edgeCount = tables.edges.length / EDGE;
    for (let i = 0; i < this.objectCount; i++) if (!this.isPseudo(i)) this.byAddress.set(this.address(i), i);
    this.totals = this.sum(machine);
  }

  // ---- objects

  private field(i: number, which: number): number {
    return this.tables.objects[i * OBJECT + which]!;
  }

  address(i: number): number {
    return this.field(i, 0);
  }

  flags(i: number): number {
    return this.field(i, 2);
  }

  /** A root or a running frame, which is no object. */
  isPseudo(i: number): boolean {
    return (this.flags(i) & (FLAG_ROOT | FLAG_FRAME)) !== 0;
  }

  /** Bytes of the object's block, and of the blocks that are its buffers. */
  ownBytes(i: number): number {
    return this.isPseudo(i) ? 0 : this.field(i, 5);
  }

  bufferBytes(i: number): number {
    return this.isPseudo(i) ? 0 : this.field(i, 6);
  }

  bytes(i: number): number {
    return this.ownBytes(i) + this.bufferBytes(i);
  }

  /** The reference count; null for an immortal object. */
  refcount(i: number): number | null {
    const count = this.field(i, 7);
    return count >= IMMORTAL ? null : count;
  }

  /** References to the object that were found. */
  found(i: number): number {
    return this.isPseudo(i) ? 0 : this.field(i, 8);
  }

  typeName(i: number): string {
    if (this.isPseudo(i)) return this.flags(i) & FLAG_FRAME ? "frame" : "root";
    return this.nameOfType(this.field(i, 1));
  }

  private nameOfType(address: number): string {
    let name = this.types.get(address);
    if (name === undefined) this.types.set(address, (name = this.texts.typeName(address)));
    return name;
  }

  /** A str's text, the repr of a number, the name of a class, function or module; "" for others. */
  text(i: number): string {
    if (this.flags(i) & FLAG_ROOT) return this.texts.literal(this.address(i));
    if (this.flags(i) & FLAG_FRAME) return `${this.textAt(this.field(i, 1))}, line ${this.field(i, 8)}`;
    if (this.isType(i)) return this.nameOfType(this.address(i));
    return this.textAt(this.address(i));
  }

  private textAt(address: number): string {
    let text = this.names.get(address);
    if (text === undefined) this.names.set(address, (text = this.texts.text(address)));
    return text;
  }

  /** Whether the object is a class: other objects name it as their type, or it is an instance of `type`. */
  isType(i: number): boolean {
    const type = this.field(i, 1);
    if (this.nameOfType(type) === "type") return true;
    return this.typeAddresses().has(this.address(i));
  }

  private usedTypes: Set<number> | null = null;

  private typeAddresses(): Set<number> {
    if (this.usedTypes === null) {
      this.usedTypes = new Set();
      for (let i = 0; i < this.objectCount; i++) if (!this.isPseudo(i)) this.usedTypes.add(this.field(i, 1));
    }
    return this.usedTypes;
  }

  /** "Node at 0x2f5a10", "str 'abc'", "function main". */
  label(i: number): string {
    const type = this.typeName(i);
    if (this.flags(i) & FLAG_ROOT) return this.text(i);
    const text = this.text(i);
    if (type === "frame") return `frame ${text}`;
    const short = text.length > 40 ? `${text.slice(0, 37)}...` : text;
    if (type === "str") return `str ${quoted(short)}`;
    if (text !== "") return `${type} ${short}`;
    return `${type} at 0x${this.address(i).toString(16)}`;
  }

  /** The object at `address`, or -1. */
  at(address: number): number {
    return this.byAddress.get(address) ?? -1;
  }

  stringKey(i: number): string {
    return this.texts.stringKey(this.address(i));
  }

  // ---- references

  firstEdge(i: number): number {
    return this.field(i, 3);
  }

  edgesOf(i: number): number {
    return this.field(i, 4);
  }

  target(edge: number): number {
    return this.tables.edges[edge * EDGE]!;
  }

  kind(edge: number): Kind {
    return this.tables.edges[edge * EDGE + 1]! & 0xff;
  }

  edgeValue(edge: number): number {
    return this.tables.edges[edge * EDGE + 2]!;
  }

  /** A reference that keeps nothing alive: a weak one. Those of roots do. */
  isWeak(edge: number, from: number): boolean {
    return (this.tables.edges[edge * EDGE + 1]! & BORROWED) !== 0 && !this.isPseudo(from);
  }

  /** ".items", "[3]", "['key']", "local x". */
  edgeText(edge: number, from: number): string {
    const value = this.edgeValue(edge);
    switch (this.kind(edge)) {
      case Kind.Index:
        return `[${value}]`;
      case Kind.Attribute:
        return `.${this.textAt(value)}`;
      case Kind.Value:
        return `[${this.keyText(value)}]`;
      case Kind.Key:
        return "a key";
      case Kind.Local:
        return `local ${this.textAt(value)}`;
      case Kind.Element:
        return "an element";
      case Kind.Member:
        return `.${this.texts.chars(value)}`;
      case Kind.Stack:
        return `stack slot ${value}`;
      case Kind.Root:
        return "";
      case Kind.Type:
        return ".__class__";
      default: {
        const name = fieldName(this.typeName(from), value | 0);
        return name.startsWith("+") ? `field ${name}` : `.${name}`;
      }
    }
  }

  private keyText(address: number): string {
    const key = this.at(address);
    if (key < 0) return "?";
    const text = this.text(key);
    if (this.typeName(key) === "str") return quoted(text.length > 40 ? `${text.slice(0, 37)}...` : text);
    return text === "" ? this.label(key) : text;
  }

  // ---- the whole

  private sum(machine: { inUse: number; allocatedBlocks: number; reserved: number }): HeapTotals {
    const { blocks } = this.tables;
    let objects = 0;
    let staticObjects = 0;
    let staticBytes = 0;
    let objectBytes = 0;
    let bufferBytes = 0;
    for (let i = 0; i < this.objectCount; i++) {
      if (this.isPseudo(i)) continue;
      objects++;
      bufferBytes += this.bufferBytes(i);
      if (this.flags(i) & FLAG_STATIC) {
        staticObjects++;
        staticBytes += this.ownBytes(i);
      } else objectBytes += this.ownBytes(i);
    }
    let freeListBytes = 0;
    let machineBytes = 0;
    let arenas = 0;
    for (let at = 0; at < blocks.length; at += BLOCK) {
      const owner = blocks[at + 2]!;
      if (owner === OWNER_FREELIST) freeListBytes += blocks[at + 1]!;
      else if (owner === 0 || owner === OWNER_ARENA) machineBytes += blocks[at + 1]!;
      if (owner === OWNER_ARENA) arenas++;
    }
    let poolRest = 0;
    for (const { size, used } of this.pools()) poolRest += POOL_BYTES - size * used;
    return {
      objects,
      staticObjects,
      staticBytes,
      references: this.edgeCount,
      objectBytes,
      bufferBytes,
      freeListBytes,
      machineBytes,
      poolRest,
      blocks: blocks.length / BLOCK - arenas,
      allocatedBlocks: machine.allocatedBlocks,
      inUse: machine.inUse,
      reserved: machine.reserved,
    };
  }

  /** The pools in use; `size`: of its blocks, `room`: how many there are. */
  pools(): { readonly address: number; readonly size: number; readonly used: number; readonly room: number }[] {
    const { pools } = this.tables;
    const list = [];
    for (let at = 0; at < pools.length; at += POOL) {
      const [address, sizeClass, used, room] = pools.subarray(at, at + POOL) as unknown as [
        number,
        number,
        number,
        number,
      ];
      list.push({ address, size: (sizeClass + 1) * 16, used, room });
    }
    return list;
  }

  /** Blocks above 512 bytes in use. */
  largeBlocks(): { readonly address: number; readonly size: number; readonly owner: number }[] {
    const { blocks } = this.tables;
    const arenas = new Set(this.pools().map(({ address }) => address >>> 20));
    const list = [];
    for (let at = 0; at < blocks.length; at += BLOCK) {
      const address = blocks[at]!;
      if (arenas.has(address >>> 20)) continue;
      const owner = blocks[at + 2]!;
      list.push({ address, size: blocks[at + 1]!, owner: owner === 0 || owner >= OWNER_ARENA ? -1 : owner - 1 });
    }
    return list;
  }

  /** Objects and bytes of each type, most bytes first. */
  byType(): TypeRow[] {
    const rows = new Map<number, { type: string; count: number; bytes: number }>();
    for (let i = 0; i < this.objectCount; i++) {
      if (this.isPseudo(i)) continue;
      const type = this.field(i, 1);
      let row = rows.get(type);
      if (row === undefined) rows.set(type, (row = { type: this.nameOfType(type), count: 0, bytes: 0 }));
      row.count++;
      row.bytes += this.bytes(i);
    }
    return [...rows.values()].sort((a, b) => b.bytes - a.bytes || b.count - a.count || (a.type < b.type ? -1 : 1));
  }
}

export function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\n", "\\n")}'`;
}
