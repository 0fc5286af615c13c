/**
 * The tables of the East Asian codecs: the build's dist/multibyte.pack (scripts/multibyte.mjs), unpacked for one codec at a time into the block of
 * bytes that assembly/modules/multibyte/tables.ts reads.
 *
 * The pack, deflated: length of the head (u32), the head as JSON, then the cells of all planes: first every cell's low byte, then every high
 * byte. A plane is a box of cells [first row, last row, first column, last column]; a cell is a code point XOR the same cell of the base plane,
 * 0 where there is none. `wide` has the cells that are no single character below U+10000. A codec's encoding is the inverse of its decoding,
 * the first code winning, changed by `exceptions`.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

type Wide = readonly [key: number, first: number, second: number];

interface PlaneHead {
  readonly name: string;
  readonly shape: "raw" | "three" | "sjis" | "gl";
  readonly base: string;
  readonly box: readonly [number, number, number, number];
  readonly wide: readonly Wide[];
}

interface CodecHead {
  readonly planes: readonly string[];
  /** What each byte alone is: a code point, -1 the first of several bytes, -2 nothing. */
  readonly single?: readonly number[];
  readonly exceptions: readonly (readonly [point: number, value: number])[];
  readonly runs?: readonly (readonly [first: number, last: number, index: number])[];
}

interface Plane extends PlaneHead {
  readonly cells: Map<number, number>;
}

/** Kinds and flags of assembly/modules/multibyte/tables.ts. */
const STATELESS = 0;
const HZ = 1;
const ISO2022 = 2;
const THREE_BYTES = 1;
const FOUR_BYTES = 2;
const HANGUL = 4;
const OWN_ASCII = 8;
const NO_SHIFT = 16;
const USE_G2 = 32;
const JISX0208_EXT = 64;

const NO_PLANE = 255;
const LEAD_BYTE = 0xffff;
const NO_BYTE = 0xfffe;
const WIDE_CELL = 0xd800;
const LATER_CELL = 0xdfff;

/** ISO 2022: the final bytes of each codec's sets, in the order of its planes, 0x80 added for sets of 2-byte codes; then those without a plane. */
const DESIGNATIONS: Readonly<
  Record<string, { readonly planes: string; readonly others?: string; readonly flags: number }>
> = {
  iso2022_kr: { planes: "C", flags: 0 },
  iso2022_jp: { planes: "B", others: "J", flags: NO_SHIFT | JISX0208_EXT },
  iso2022_jp_1: { planes: "BD", others: "J", flags: NO_SHIFT | JISX0208_EXT },
  iso2022_jp_2: { planes: "BDCA", others: "JAF", flags: NO_SHIFT | USE_G2 | JISX0208_EXT },
  iso2022_jp_ext: { planes: "BD", others: "JI", flags: NO_SHIFT | JISX0208_EXT },
  iso2022_jp_2004: { planes: "BQP", flags: NO_SHIFT | JISX0208_EXT },
  iso2022_jp_3: { planes: "BOP", flags: NO_SHIFT | JISX0208_EXT },
};
/** JIS X 0213 of 2000: the codes of 2004's edition that they have not. */
const EDITION_2000 = new Set(["jis1_2000", "sjis_2000"]);
/** These know the 1978 edition of JIS X 0208 by a name of its own. */
const WITH_JISX0208_1978 = new Set(["iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_ext"]);

let codecs: Readonly<Record<string, CodecHead>> | null = null;
const planes = new Map<string, Plane>();

function load(): Readonly<Record<string, CodecHead>> {
  if (codecs !== null) return codecs;
  const { inflateSync } = createRequire(import.meta.url)("fflate") as typeof import("fflate");
  const data = inflateSync(readFileSync(new URL("../../dist/multibyte.pack", import.meta.url)));
  const size = new DataView(data.buffer, data.byteOffset).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(data.subarray(4, 4 + size))) as {
    codecs: Record<string, CodecHead>;
    planes: PlaneHead[];
  };
  const low = data.subarray(4 + size, 4 + size + (data.length - 4 - size) / 2);
  const high = data.subarray(4 + size + low.length);
  let at = 0;
  for (const plane of head.planes) {
    const base = planes.get(plane.base)?.cells;
    const cells = new Map<number, number>();
    for (let row = plane.box[0]; row <= plane.box[1]; row++) {
      for (let column = plane.box[2]; column <= plane.box[3]; column++, at++) {
        const key = row * 256 + column;
        const value = (low[at]! | (high[at]! << 8)) ^ (base?.get(key) ?? 0);
        if (value !== 0) cells.set(key, value);
      }
    }
    planes.set(plane.name, { ...plane, cells });
  }
  codecs = head.codecs;
  return codecs;
}

/** The two bytes of a cell as they stand in text. */
function bytesOf(key: number, shape: Plane["shape"]): number {
  if (shape === "gl") return key & 0x7f7f;
  if (shape !== "sjis") return key;
  const row = (key >> 8) - 0xa1;
  const column = (key & 255) - 0xa1 + (row & 1) * 94;
  const lead = row >> 1;
  return ((lead < 0x1f ? lead + 0x81 : lead + 0xc1) << 8) | (column < 0x3f ? column + 0x40 : column + 0x41);
}

/** In the encoding table a 3-byte code is told by the clear high bit of its last byte; two high bits number the sets of ISO 2022. */
function valueOf(code: number, shape: Plane["shape"], which: number): number {
  if (shape === "three") return code & 0xff7f;
  return shape === "gl" ? code | ((which & 1) << 7) | ((which & 2) << 14) : code;
}

/** Bytes that grow; u32 fields of the head are patched when their sections are placed. */
class Block {
  bytes = new Uint8Array(1 << 18);
  size = 64;

  place(data: Uint16Array | Uint32Array): number {
    const at = (this.size + 3) & ~3;
    this.size = at + data.byteLength;
    if (this.size > this.bytes.length) {
      const grown = new Uint8Array(this.size * 2);
      grown.set(this.bytes);
      this.bytes = grown;
    }
    this.bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    return at;
  }

  field(index: number, value: number): void {
    new DataView(this.bytes.buffer).setUint32(index * 4, value, true);
  }
}

/** Code point -> value of the encoding table, as pages of 256. */
function encodingPages(table: ReadonlyMap<number, number>): { index: Uint16Array; pages: Uint16Array } {
  const index = new Uint16Array(0x300);
  const pages: Uint16Array[] = [];
  for (const [point, value] of table) {
    const page = point >> 8;
    if (index[page] === 0) index[page] = pages.push(new Uint16Array(256));
    pages[index[page]! - 1]![point & 255] = value;
  }
  const all = new Uint16Array(pages.length * 256);
  for (const [i, page] of pages.entries()) all.set(page, i * 256);
  return { index, pages: all };
}

function placePlanes(block: Block, list: readonly Plane[], marks: string): number[] {
  const wide: number[] = [];
  const records = new Uint32Array(list.length * 4);
  list.forEach(({ name, base, shape, cells, wide: own }, i) => {
    const entries = [...cells].map(([key, value]) => [bytesOf(key, shape), value] as const);
    for (const [key, first, second] of own) {
      entries.push([bytesOf(key, shape), WIDE_CELL + wide.length / 2]);
      wide.push(first, second);
    }
    if (EDITION_2000.has(name)) {
      const later = planes.get(base)!;
      const has = new Set([...cells.keys(), ...own.map(([key]) => key)]);
      for (const key of [...later.cells.keys(), ...later.wide.map(([wideKey]) => wideKey)]) {
        if (!has.has(key)) entries.push([bytesOf(key, shape), LATER_CELL]);
      }
    }
    const [rows, columns] = [entries.map(([code]) => code >> 8), entries.map(([code]) => code & 255)];
    const least = (list: number[]) => list.reduce((a, b) => Math.min(a, b));
    const most = (list: number[]) => list.reduce((a, b) => Math.max(a, b));
    const box = [least(rows), most(rows), least(columns), most(columns)] as const;
    const width = box[3] - box[2] + 1;
    const grid = new Uint16Array((box[1] - box[0] + 1) * width);
    for (const [code, value] of entries) grid[((code >> 8) - box[0]) * width + (code & 255) - box[2]] = value;
    records.set(
      [box[0] | (box[1] << 8) | (box[2] << 16) | (box[3] << 24), block.place(grid), marks.charCodeAt(i) | 0x80, 0],
      i * 4,
    );
  });
  block.field(3, list.length);
  block.field(4, block.place(records));
  block.field(5, block.place(Uint32Array.from(wide)));
  return wide;
}

function placeEncoding(block: Block, codec: CodecHead, list: readonly Plane[]): void {
  const table = new Map<number, number>();
  const pairs: number[] = [];
  codec.single?.forEach((point, byte) => {
    if (point >= 0) table.set(point, byte);
  });
  list.forEach(({ shape, cells, wide }, which) => {
    const keys: (readonly [number, number])[] = [...cells];
    for (const [key, first, second] of wide) {
      if (second === 0) keys.push([key, first]);
      else pairs.push(first, second, valueOf(bytesOf(key, shape), shape, which));
    }
    keys.sort((a, b) => a[0] - b[0]);
    for (const [key, point] of keys) {
      if (!table.has(point)) table.set(point, valueOf(bytesOf(key, shape), shape, which));
    }
  });
  for (const [point, value] of codec.exceptions) table.set(point, value);
  const { index, pages } = encodingPages(table);
  block.field(6, block.place(index));
  block.field(7, block.place(pages));
  block.field(8, pairs.length / 3);
  block.field(9, block.place(Uint32Array.from(pairs)));
  const runs = Uint32Array.from((codec.runs ?? []).flat());
  block.field(10, runs.length / 3);
  block.field(11, block.place(runs));
}

/** The marks that an escape sequence may designate: [mark, plane or NO_PLANE] as mark | plane << 8. */
function placeMarks(block: Block, name: string): void {
  const { planes: own, others = "" } = DESIGNATIONS[name]!;
  const marks = Array.from(own, (mark, i) => mark.charCodeAt(0) | 0x80 | (i << 8));
  for (const mark of others) marks.push(mark.charCodeAt(0) | (NO_PLANE << 8));
  if (WITH_JISX0208_1978.has(name)) marks.push(0x40 | 0x80);
  block.field(12, marks.length);
  block.field(13, block.place(Uint32Array.from(marks)));
}

function flagsOf(name: string, codec: CodecHead, list: readonly Plane[]): number {
  let flags = DESIGNATIONS[name]?.flags ?? 0;
  if (list.some(({ shape }) => shape === "three")) flags |= THREE_BYTES;
  if (codec.runs !== undefined) flags |= FOUR_BYTES;
  if (name === "euc_kr") flags |= HANGUL;
  if (codec.single !== undefined && codec.single[0x5c] !== 0x5c) flags |= OWN_ASCII;
  return flags;
}

/** The block of tables of a codec, by CPython's name of it; null if there is no such codec. */
export function multibyteTables(name: string): Uint8Array | null {
  const codec = load()[name === "hz" ? "gb2312" : name];
  if (codec === undefined) return null;
  const list = codec.planes.map((plane) => planes.get(plane)!);
  const block = new Block();
  block.field(0, name === "hz" ? HZ : name in DESIGNATIONS ? ISO2022 : STATELESS);
  block.field(1, flagsOf(name, codec, list));
  const single = codec.single ?? [];
  block.field(
    2,
    block.place(Uint16Array.from(single, (point) => (point === -1 ? LEAD_BYTE : point === -2 ? NO_BYTE : point))),
  );
  placePlanes(block, list, DESIGNATIONS[name]?.planes ?? "");
  placeEncoding(block, codec, list);
  if (name in DESIGNATIONS) placeMarks(block, name);
  return block.bytes.slice(0, block.size);
}
