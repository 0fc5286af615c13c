/**
 * The file of an allocation trace: what a program did with memory, event by event, as `krait lab trace` writes and `krait lab replay` reads it.
 *
 *   magic   "KRAITTRC" (8 bytes)    version u32    size of the header u32    header (JSON, UTF-8)
 *   body    deflated (zlib): blocks of u32 size and so many bytes, each of whole events
 *
 * An event is its kind (one byte) and numbers of 7 bits in each byte, the lowest first. Objects and blocks of memory are numbered; a number is given again when
 * nothing refers to it any more.
 *
 *   0 MEMORY n size        a block that belongs to an object, or to the machine
 *   1 LEAF n size type     an object that takes no part in cycle collection, held from outside the heap
 *   2 NODE n size type     one that does
 *   3 ROOT n    4 UNROOT n     something outside the heap (a frame, the machine) begins to hold it; nothing does any more
 *   5 REFER a b 6 FORGET a b   a node refers to an object once more; once less
 *   7 OWN m n              the memory lives as long as the node
 *   13 DISOWN m            it does not, after all
 *   8 GIVE_BACK m          the memory is given back by itself
 *   9 RESIZE m size
 *   10 SAFE_POINT          a collection may run here
 *   11 TRACK n  12 UNTRACK n   a node enters or leaves the collector's lists; it begins in them
 *
 * An object dies when nothing holds or refers to it: that is no event, it is what a reclaimer finds out.
 */
import { deflateSync, inflateSync } from "node:zlib";

export const TRACE_VERSION = 1;
const MAGIC = "KRAITTRC";

export const MEMORY = 0;
export const LEAF = 1;
export const NODE = 2;
export const ROOT = 3;
export const UNROOT = 4;
export const REFER = 5;
export const FORGET = 6;
export const OWN = 7;
export const GIVE_BACK = 8;
export const RESIZE = 9;
export const SAFE_POINT = 10;
export const TRACK = 11;
export const UNTRACK = 12;
export const DISOWN = 13;

/** Numbers behind each kind. */
export const OPERANDS = [2, 3, 3, 1, 1, 2, 2, 2, 1, 2, 0, 1, 1, 1] as const;

export interface TraceHeader {
  readonly program: string;
  readonly dials: Readonly<Record<string, number>>;
  /** Names of types, by number. */
  readonly types: readonly string[];
  /** Numbers are below it. */
  readonly numbers: number;
  readonly events: number;
  readonly objects: number;
  readonly memoryBlocks: number;
  /** Bytes asked for, all blocks together. */
  readonly bytes: number;
  /** REFER events. */
  readonly references: number;
  /** Objects and blocks that were left at the end, what the recorded program's cycles kept included. */
  readonly left: number;
}

export interface Trace {
  readonly header: TraceHeader;
  /** Blocks of whole events, at most REPLAY_BLOCK bytes each. */
  readonly blocks: readonly Uint8Array[];
}

/** Writes events into blocks. */
export class TraceWriter {
  private readonly blocks: Uint8Array[] = [];
  private block: Uint8Array;
  private used = 0;
  events = 0;

  constructor(private readonly blockSize = 1 << 16) {
    this.block = new Uint8Array(blockSize);
  }

  private number(value: number): void {
    let rest = value;
    while (rest >= 128) {
      this.block[this.used++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.block[this.used++] = rest;
  }

  event(kind: number, a: number, b: number, c: number): void {
    if (this.used + 16 > this.blockSize) this.flush();
    this.events++;
    this.block[this.used++] = kind;
    const operands = OPERANDS[kind]!;
    if (operands > 0) this.number(a);
    if (operands > 1) this.number(b);
    if (operands > 2) this.number(c);
  }

  private flush(): void {
    if (this.used > 0) this.blocks.push(this.block.slice(0, this.used));
    this.used = 0;
  }

  finish(): Uint8Array[] {
    this.flush();
    return this.blocks;
  }
}

/** Calls `see(kind, a, b, c)` for each event. */
export function eachEvent(trace: Trace, see: (kind: number, a: number, b: number, c: number) => void): void {
  for (const block of trace.blocks) {
    let at = 0;
    const number = (): number => {
      let value = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = block[at++]!;
        value |= (byte & 127) << shift;
        if (byte < 128) return value >>> 0;
      }
    };
    while (at < block.length) {
      const kind = block[at++]!;
      const operands = OPERANDS[kind]!;
      const a = operands > 0 ? number() : 0;
      const b = operands > 1 ? number() : 0;
      see(kind, a, b, operands > 2 ? number() : 0);
    }
  }
}

/** The file's bytes: the same for the same trace. */
export function traceBytes({ header, blocks }: Trace): Uint8Array {
  const head = new TextEncoder().encode(JSON.stringify(header));
  const body = new Uint8Array(blocks.reduce((sum, { length }) => sum + 4 + length, 0));
  const view = new DataView(body.buffer);
  let at = 0;
  for (const block of blocks) {
    view.setUint32(at, block.length, true);
    body.set(block, at + 4);
    at += 4 + block.length;
  }
  const packed = deflateSync(body);
  const start = new DataView(new ArrayBuffer(16));
  for (let i = 0; i < 8; i++) start.setUint8(i, MAGIC.charCodeAt(i));
  start.setUint32(8, TRACE_VERSION, true);
  start.setUint32(12, head.length, true);
  return Buffer.concat([new Uint8Array(start.buffer), head, packed]);
}

/** Throws RangeError for what is no trace of this version. */
export function readTrace(data: Uint8Array): Trace {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (data.length < 16 || String.fromCharCode(...data.subarray(0, 8)) !== MAGIC) throw new RangeError("it is no trace");
  const version = view.getUint32(8, true);
  if (version !== TRACE_VERSION)
    throw new RangeError(`it has version ${version} of the format, this krait reads ${TRACE_VERSION}`);
  const headEnd = 16 + view.getUint32(12, true);
  let body: Uint8Array;
  let header: TraceHeader;
  try {
    header = JSON.parse(new TextDecoder().decode(data.subarray(16, headEnd))) as TraceHeader;
    body = inflateSync(data.subarray(headEnd));
  } catch {
    throw new RangeError("the trace is damaged");
  }
  const blocks: Uint8Array[] = [];
  const sizes = new DataView(body.buffer, body.byteOffset, body.byteLength);
  for (let at = 0; at + 4 <= body.length; ) {
    const size = sizes.getUint32(at, true);
    blocks.push(body.subarray(at + 4, at + 4 + size));
    at += 4 + size;
  }
  const trace = { header, blocks };
  checkEvents(trace);
  return trace;
}

/** The machine that does the events does not look: everything is looked at here, once. */
function checkEvents(trace: Trace): void {
  let good = true;
  let events = 0;
  eachEvent(trace, (kind) => {
    if (kind > DISOWN) good = false;
    events++;
  });
  const whole = trace.blocks.every((block) => block.length <= 1 << 20);
  if (!good || !whole || events !== trace.header.events) throw new RangeError("the trace is damaged");
}
