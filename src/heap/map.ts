/** The map of a heap: arenas of 1 MiB with their pools of 16 KiB, and segments of large blocks, as text and as SVG. */
import type { Heap } from "./heap.js";
import { grouped } from "./text.js";

const ARENA = 1 << 20;
const POOLS = 64;
const POOL_BYTES = 16384;

interface PoolCell {
  readonly size: number;
  readonly used: number;
  readonly room: number;
}

function arenasOf(heap: Heap): Map<number, (PoolCell | null)[]> {
  const arenas = new Map<number, (PoolCell | null)[]>();
  for (const { address, size, used, room } of heap.pools()) {
    const base = Math.floor(address / ARENA);
    let cells = arenas.get(base);
    if (cells === undefined) arenas.set(base, (cells = new Array<PoolCell | null>(POOLS).fill(null)));
    cells[Math.floor((address % ARENA) / POOL_BYTES)] = { size, used, room };
  }
  return new Map([...arenas].sort(([a], [b]) => a - b));
}

/** For each MiB with large blocks, which of its 64 pieces of 16 KiB are in use, 0 to 1. */
function largeOf(heap: Heap): Map<number, Float64Array> {
  const segments = new Map<number, Float64Array>();
  for (const { address, size } of heap.largeBlocks()) {
    for (let at = address - 8, end = at + size; at < end; ) {
      const base = Math.floor(at / ARENA);
      let cells = segments.get(base);
      if (cells === undefined) segments.set(base, (cells = new Float64Array(POOLS)));
      const cell = Math.floor((at % ARENA) / POOL_BYTES);
      const upTo = Math.min(end, base * ARENA + (cell + 1) * POOL_BYTES);
      cells[cell]! += (upTo - at) / POOL_BYTES;
      at = upTo;
    }
  }
  return new Map([...segments].sort(([a], [b]) => a - b));
}

/** " " nothing, "1" to "9" tenths in use, "#" full. */
function mark(fill: number): string {
  if (fill <= 0) return ".";
  return fill >= 0.995 ? "#" : String(Math.max(1, Math.min(9, Math.floor(fill * 10))));
}

export function mapText(heap: Heap): string {
  let text = "arenas: a character is a pool of 16 KiB, 1 to 9 tenths of it in use, # full, . none\n";
  for (const [base, cells] of arenasOf(heap)) {
    const line = cells.map((cell) => (cell === null ? "." : mark(cell.used / cell.room))).join("");
    text += `  ${hex(base)}  ${line}\n`;
  }
  const large = largeOf(heap);
  if (large.size > 0) text += "blocks above 512 bytes: a character is 16 KiB\n";
  for (const [base, cells] of large) text += `  ${hex(base)}  ${[...cells].map(mark).join("")}\n`;
  return `${text}${classesText(heap)}`;
}

function hex(base: number): string {
  return `0x${(base * ARENA).toString(16).padStart(8, "0")}`;
}

function classesText(heap: Heap): string {
  const classes = new Map<number, { pools: number; used: number; room: number }>();
  for (const { size, used, room } of heap.pools()) {
    const row = classes.get(size) ?? { pools: 0, used: 0, room: 0 };
    row.pools++;
    row.used += used;
    row.room += room;
    classes.set(size, row);
  }
  let text = "size class    pools   blocks in use      free    full\n";
  for (const [size, { pools, used, room }] of [...classes].sort(([a], [b]) => a - b)) {
    const cells = [String(pools).padStart(9), grouped(used).padStart(16), grouped(room - used).padStart(10)];
    text += `${String(size).padStart(10)}${cells.join("")}${`${((100 * used) / room).toFixed(1)}%`.padStart(8)}\n`;
  }
  const large = heap.largeBlocks();
  const bytes = large.reduce((sum, block) => sum + block.size, 0);
  return `${text}${grouped(large.length)} blocks above 512 bytes, ${grouped(bytes)} bytes\n`;
}

/** A colour for each size class: the hue says the size, the strength how full the pool is. */
function colour(size: number, fill: number): string {
  const hue = Math.round((Math.log2(size / 16) / 5) * 280);
  return `hsl(${hue} 60% ${Math.round(95 - fill * 45)}%)`;
}

const CELL = 12;
const LEFT = 90;

export function mapSvg(heap: Heap): string {
  const rows: string[] = [];
  let y = 30;
  const label = (text: string) => `<text x="${LEFT - 8}" y="${y + 10}" text-anchor="end" font-size="10">${text}</text>`;
  const cell = (i: number, fill: string, title: string) =>
    `<rect x="${LEFT + i * CELL}" y="${y}" width="${CELL - 1}" height="${CELL - 1}" fill="${fill}"><title>${title}</title></rect>`;
  for (const [base, cells] of arenasOf(heap)) {
    rows.push(label(hex(base)));
    cells.forEach((pool, i) => {
      if (pool === null) rows.push(cell(i, "#eee", "no pool"));
      else {
        const { size, used, room } = pool;
        rows.push(cell(i, colour(size, used / room), `blocks of ${size} bytes: ${used} of ${room} in use`));
      }
    });
    y += CELL + 2;
  }
  y += 24;
  rows.push(`<text x="${LEFT}" y="${y - 6}" font-size="11">blocks above 512 bytes</text>`);
  for (const [base, cells] of largeOf(heap)) {
    rows.push(label(hex(base)));
    cells.forEach((fill, i) => {
      rows.push(
        cell(i, fill <= 0 ? "#eee" : `hsl(0 0% ${Math.round(90 - fill * 55)}%)`, `${Math.round(fill * 100)} %`),
      );
    });
    y += CELL + 2;
  }
  const legend = [16, 32, 64, 128, 256, 512].map(
    (size, i) =>
      `<rect x="${LEFT + i * 90}" y="${y + 12}" width="11" height="11" fill="${colour(size, 1)}"/><text x="${LEFT + i * 90 + 16}" y="${y + 22}" font-size="10">${size} bytes</text>`,
  );
  const width = LEFT + POOLS * CELL + 10;
  const title = `<text x="${LEFT}" y="18" font-size="12">arenas of 1 MiB: a square is a pool of 16 KiB, its colour the size of its blocks, its strength how full it is</text>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y + 36}" font-family="sans-serif"><rect width="100%" height="100%" fill="white"/>${title}${rows.join("")}${legend.join("")}</svg>\n`;
}
