/**
 * Images: the state of a machine that has just booted, so that the next one starts from a copy instead of booting (docs/image.md).
 *
 * The state is the linear memory and the mutable Wasm globals. The module as built exports neither of the latter; `withGlobals` adds two
 * functions to it that write them to memory and read them back. An image keeps the pages that differ from a fresh instance's.
 *
 * Invariant: an image fits one build of the machine and one library: `stamp` says which, and whoever restores compares it.
 */

export const PAGE = 4096;
const WASM_PAGE = 65536;
/** Where the globals pass through: below memoryBase of asconfig.json nothing else lies. */
const GLOBALS_AT = 1024;
const GLOBALS_END = 65536;

/** Two exports that `withGlobals` adds. */
interface GlobalAccess {
  readonly "image:save": (at: number) => number;
  readonly "image:restore": (at: number) => void;
}

export interface Image {
  /** Size of the memory in Wasm pages of 64 KiB. */
  readonly pages: number;
  readonly globals: Uint8Array;
  /** Numbers of the pages of 4 KiB that follow in `data`. */
  readonly numbers: Uint32Array;
  readonly data: Uint8Array;
}

// ---- the module ------------------------------------------------------------------------------------------------------

const I32 = 0x7f;
const I64 = 0x7e;
const F32 = 0x7d;
const F64 = 0x7c;

class Bytes {
  constructor(
    readonly data: Uint8Array,
    public at: number,
  ) {}

  byte(): number {
    return this.data[this.at++]!;
  }

  leb(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value |= (byte & 127) << shift;
      if (byte < 128) return value >>> 0;
    }
  }

  /** Skips a text with its length. */
  name(): void {
    const size = this.leb();
    this.at += size;
  }

  /** Skips a constant expression and its end. */
  constant(): void {
    for (;;) {
      const opcode = this.byte();
      if (opcode === 0x0b) return;
      if (opcode === 0x44) this.at += 8;
      else if (opcode === 0x43) this.at += 4;
      else while (this.byte() >= 128) {}
    }
  }
}

function leb(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.push((rest & 127) | (rest > 127 ? 128 : 0));
    rest >>>= 7;
  } while (rest !== 0);
  return bytes;
}

/** Signed LEB128, as immediates of constants are. */
function sleb(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const byte = rest & 127;
    rest >>= 7;
    const done = (rest === 0 && (byte & 64) === 0) || (rest === -1 && (byte & 64) !== 0);
    bytes.push(done ? byte : byte | 128);
    if (done) return bytes;
  }
}

interface Section {
  readonly id: number;
  readonly from: number;
  readonly to: number;
}

function sectionsOf(module: Uint8Array): Section[] {
  const sections: Section[] = [];
  const r = new Bytes(module, 8);
  while (r.at < module.length) {
    const id = r.byte();
    const size = r.leb();
    sections.push({ id, from: r.at, to: r.at + size });
    r.at += size;
  }
  return sections;
}

/** (index, type) of each mutable global; the module imports none. */
function mutableGlobals(module: Uint8Array, section: Section): [number, number][] {
  const r = new Bytes(module, section.from);
  const count = r.leb();
  const found: [number, number][] = [];
  for (let i = 0; i < count; i++) {
    const type = r.byte();
    const mutable = r.byte();
    r.constant();
    if (mutable === 1 && (type === I32 || type === I64 || type === F32 || type === F64)) found.push([i, type]);
  }
  return found;
}

const LOAD: Record<number, number> = { [I32]: 0x28, [I64]: 0x29, [F32]: 0x2a, [F64]: 0x2b };
const STORE: Record<number, number> = { [I32]: 0x36, [I64]: 0x37, [F32]: 0x38, [F64]: 0x39 };
const ALIGN: Record<number, number> = { [I32]: 2, [I64]: 3, [F32]: 2, [F64]: 3 };

/** Bodies of save(at) -> bytes written, and restore(at). */
function accessBodies(globals: readonly (readonly [number, number])[]): [number[], number[]] {
  const save = [0];
  const restore = [0];
  globals.forEach(([index, type], i) => {
    const offset = leb(i * 8);
    save.push(0x20, 0, 0x23, ...leb(index), STORE[type]!, ALIGN[type]!, ...offset);
    restore.push(0x20, 0, LOAD[type]!, ALIGN[type]!, ...offset, 0x24, ...leb(index));
  });
  save.push(0x41, ...sleb(globals.length * 8), 0x0b);
  restore.push(0x0b);
  return [save, restore];
}

/** The vector section `s` with `count` more items, whose bytes are `added`. */
function extended(module: Uint8Array, s: Section, count: number, added: readonly number[]): Uint8Array {
  const r = new Bytes(module, s.from);
  const before = r.leb();
  const head = leb(before + count);
  const size = head.length + (s.to - r.at) + added.length;
  const start = [s.id, ...leb(size), ...head];
  const data = new Uint8Array(start.length + (s.to - r.at) + added.length);
  data.set(start);
  data.set(module.subarray(r.at, s.to), start.length);
  data.set(added, data.length - added.length);
  return data;
}

function vectorLength(module: Uint8Array, s: Section): number {
  return new Bytes(module, s.from).leb();
}

function importedFunctions(module: Uint8Array, s: Section): number {
  const r = new Bytes(module, s.from);
  let functions = 0;
  for (let n = r.leb(); n > 0; n--) {
    r.name();
    r.name();
    if (r.byte() !== 0) throw new Error("krait: the machine imports something that is no function");
    r.leb();
    functions++;
  }
  return functions;
}

/** The module with functions that save and restore its mutable globals. */
export function withGlobals(module: Uint8Array): Uint8Array {
  const sections = sectionsOf(module);
  const section = (id: number): Section => sections.find((s) => s.id === id)!;
  const types = vectorLength(module, section(1));
  const firstFunction = importedFunctions(module, section(2)) + vectorLength(module, section(3));
  const [save, restore] = accessBodies(mutableGlobals(module, section(6)));
  const name = (text: string) => [text.length, ...new TextEncoder().encode(text)];
  const additions = new Map<number, readonly number[]>([
    [1, [0x60, 1, I32, 1, I32, 0x60, 1, I32, 0]],
    [3, [...leb(types), ...leb(types + 1)]],
    [7, [...name("image:save"), 0, ...leb(firstFunction), ...name("image:restore"), 0, ...leb(firstFunction + 1)]],
    [10, [...leb(save.length), ...save, ...leb(restore.length), ...restore]],
  ]);
  const parts: Uint8Array[] = [];
  let from = 0;
  for (const s of sections) {
    const added = additions.get(s.id);
    if (added === undefined) continue;
    // up to the section's id; its old head is dropped
    let head = s.from - 1;
    while (module[head - 1]! >= 128) head--;
    parts.push(module.subarray(from, head - 1), extended(module, s, 2, added));
    from = s.to;
  }
  parts.push(module.subarray(from));
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}

// ---- taking and restoring --------------------------------------------------------------------------------------------

function bytesOf(instance: WebAssembly.Instance): Uint8Array {
  return new Uint8Array((instance.exports["memory"] as WebAssembly.Memory).buffer);
}

function access(instance: WebAssembly.Instance): GlobalAccess {
  return instance.exports as unknown as GlobalAccess;
}

function samePage(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/** The state of `instance`; `fresh` is one that nothing has run in. */
export function takeImage(instance: WebAssembly.Instance, fresh: WebAssembly.Instance): Image {
  const size = access(instance)["image:save"](GLOBALS_AT);
  if (GLOBALS_AT + size > GLOBALS_END) throw new Error("krait: too many globals for an image");
  const memory = bytesOf(instance);
  const globals = memory.slice(GLOBALS_AT, GLOBALS_AT + size);
  memory.fill(0, GLOBALS_AT, GLOBALS_AT + size);
  const before = bytesOf(fresh);
  const zeros = new Uint8Array(PAGE);
  const numbers: number[] = [];
  for (let at = 0; at < memory.length; at += PAGE) {
    const old = at < before.length ? before.subarray(at, at + PAGE) : zeros;
    if (!samePage(memory.subarray(at, at + PAGE), old)) numbers.push(at / PAGE);
  }
  const data = new Uint8Array(numbers.length * PAGE);
  for (const [i, page] of numbers.entries()) data.set(memory.subarray(page * PAGE, (page + 1) * PAGE), i * PAGE);
  return { pages: memory.length / WASM_PAGE, globals, numbers: Uint32Array.from(numbers), data };
}

/** Puts `image` into an instance that nothing has run in. */
export function restoreImage(instance: WebAssembly.Instance, image: Image): void {
  const memory = instance.exports["memory"] as WebAssembly.Memory;
  const missing = image.pages - memory.buffer.byteLength / WASM_PAGE;
  if (missing > 0) memory.grow(missing);
  const bytes = bytesOf(instance);
  const { numbers, data } = image;
  for (let i = 0; i < numbers.length; ) {
    let end = i + 1;
    while (end < numbers.length && numbers[end] === numbers[end - 1]! + 1) end++;
    bytes.set(data.subarray(i * PAGE, end * PAGE), numbers[i]! * PAGE);
    i = end;
  }
  bytes.set(image.globals, GLOBALS_AT);
  access(instance)["image:restore"](GLOBALS_AT);
  bytes.fill(0, GLOBALS_AT, GLOBALS_AT + image.globals.length);
}

// ---- files -----------------------------------------------------------------------------------------------------------

/** What a file holds: the image, what the boot depended on (BootKey), and the module that the image is of, with access to its globals. */
export interface StoredImage {
  readonly key: string;
  readonly image: Image;
  readonly code: Uint8Array;
}

/** A file: length of the head and the head as JSON; module; globals; page numbers; pages. */
interface Head {
  readonly stamp: string;
  readonly key: string;
  readonly code: number;
  readonly pages: number;
  readonly globals: number;
  readonly numbers: number;
}

export function imageBytes({ key, image, code }: StoredImage, stamp: string): Uint8Array {
  const { pages, globals, numbers, data } = image;
  const sizes = { code: code.length, pages, globals: globals.length, numbers: numbers.length };
  const head = new TextEncoder().encode(JSON.stringify({ stamp, key, ...sizes } satisfies Head));
  const parts = [head, code, globals, new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength), data];
  const file = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 4));
  new DataView(file.buffer).setUint32(0, head.length, true);
  let at = 4;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

/** What is in a file, or null if the stamp is another. */
export function imageOf(file: Uint8Array, stamp: string): StoredImage | null {
  const headSize = new DataView(file.buffer, file.byteOffset).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(file.subarray(4, 4 + headSize))) as Head;
  if (head.stamp !== stamp) return null;
  let at = 4 + headSize;
  const part = (size: number) => file.subarray(at, (at += size));
  const code = part(head.code);
  const globals = part(head.globals);
  const numbers = new Uint32Array(new Uint8Array(part(head.numbers * 4)).buffer);
  return { key: head.key, code, image: { pages: head.pages, globals, numbers, data: part(head.numbers * PAGE) } };
}
