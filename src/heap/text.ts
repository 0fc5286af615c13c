/** A heap in words: the tables and lists that `krait heap` prints. Sizes are bytes of the allocator's blocks, headers of collected objects included. */
import type { Graph } from "./graph.js";
import { FLAG_FRAME, FLAG_INTERNED, FLAG_ROOT, type Heap, quoted, type TypeRow } from "./heap.js";

/** "12 345". */
export function grouped(n: number): string {
  return String(n).replace(/\B(?=(\d{3})+$)/g, " ");
}

function table(rows: readonly (readonly string[])[], left: readonly number[]): string {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => (left.includes(i) ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
        .join("  ")
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join("");
}

function share(part: number, whole: number): string {
  return whole === 0 ? "" : `${((100 * part) / whole).toFixed(1)}%`;
}

export function typesText(rows: readonly TypeRow[], top: number): string {
  const all = rows.reduce((sum, { bytes }) => sum + bytes, 0);
  const count = rows.reduce((sum, row) => sum + row.count, 0);
  const shown = rows.slice(0, top);
  const lines = shown.map((row) => [grouped(row.count), grouped(row.bytes), share(row.bytes, all), row.type]);
  const rest = rows.slice(top);
  if (rest.length > 0) {
    const bytes = rest.reduce((sum, row) => sum + row.bytes, 0);
    const more = rest.reduce((sum, row) => sum + row.count, 0);
    lines.push([grouped(more), grouped(bytes), share(bytes, all), `(${rest.length} more types)`]);
  }
  return table([["objects", "bytes", "", "type"], ...lines, [grouped(count), grouped(all), "", "all"]], [3]);
}

export function totalsText(heap: Heap): string {
  const t = heap.totals;
  const rows: [string, number, string][] = [
    ["objects", t.objectBytes, `${grouped(t.objects - t.staticObjects)} in blocks of their own`],
    ["their buffers", t.bufferBytes, "items of lists, tables of dicts and sets ..."],
    ["the machine's own", t.machineBytes, "frames, tables, modules' state"],
    ["free lists", t.freeListBytes, "dead objects kept for the next of their type"],
    ["rest of pools", t.poolRest, "free blocks, headers"],
    ["in use", t.inUse, `pools of 16 KiB and blocks above 512 bytes; ${grouped(t.reserved)} reserved`],
    ["static", t.staticBytes, `${grouped(t.staticObjects)} objects at fixed addresses, besides`],
  ];
  return table(
    rows.map(([what, bytes, note]) => [what, grouped(bytes), note]),
    [0, 2],
  );
}

/** What grew: rows of both, by the difference in bytes. */
export function diffText(before: readonly TypeRow[], after: readonly TypeRow[], top: number): string {
  const rows = new Map<string, [number, number]>();
  const add = (row: TypeRow, sign: number) => {
    const [count, bytes] = rows.get(row.type) ?? [0, 0];
    rows.set(row.type, [count + sign * row.count, bytes + sign * row.bytes]);
  };
  for (const row of before) add(row, -1);
  for (const row of after) add(row, 1);
  const signed = (n: number) => (n < 0 ? `-${grouped(-n)}` : `+${grouped(n)}`);
  const changed = [...rows].filter(([, [count, bytes]]) => count !== 0 || bytes !== 0);
  if (changed.length === 0) return "nothing has changed\n";
  changed.sort(([a, [, x]], [b, [, y]]) => Math.abs(y) - Math.abs(x) || (a < b ? -1 : 1));
  const lines = changed.slice(0, top).map(([type, [count, bytes]]) => [signed(count), signed(bytes), type]);
  if (changed.length > top) lines.push(["", "", `(${changed.length - top} more types)`]);
  const sum = changed.reduce((total, [, [, bytes]]) => total + bytes, 0);
  const objects = changed.reduce((total, [, [count]]) => total + count, 0);
  return table([["objects", "bytes", "type"], ...lines, [signed(objects), signed(sum), "all"]], [2]);
}

/** Path from a root to each of the objects, the first `most` of them. */
export function whyText(graph: Graph, what: string, objects: readonly number[], most: number): string {
  const { heap } = graph;
  const parts: string[] = [];
  if (objects.length > most) parts.push(`${objects.length} objects; the first ${most}:\n`);
  for (const object of objects.slice(0, most)) {
    const steps = graph.why(object);
    const count = heap.refcount(object);
    const counts = count === null ? "immortal" : `reference count ${count}, ${heap.found(object)} found`;
    let text = `${heap.label(object)}  (${grouped(heap.bytes(object))} bytes, ${counts})\n`;
    if (steps === null) text += "  nothing keeps it alive: it waits for a collection\n";
    else {
      steps.forEach(({ object: at, by }, i) => {
        text += `  ${"  ".repeat(i)}${by === "" ? "" : `${by} -> `}${heap.label(at)}\n`;
      });
    }
    const instances = heap.isType(object) ? graph.find(`${heap.text(object)}()`).length : 0;
    if (instances > 0) text += `  the class of ${grouped(instances)} objects: --why '${heap.text(object)}()'\n`;
    const holders = graph.holders(object);
    if (holders.length > 1) {
      text += `  held by ${holders.length} references:\n`;
      for (const { from, by } of holders.slice(0, 8)) text += `    ${heap.label(from)} ${by}\n`;
      if (holders.length > 8) text += `    and ${holders.length - 8} more\n`;
    }
    parts.push(text);
  }
  if (objects.length === 0) parts.push(`there is no object '${what}' in the heap\n`);
  return parts.join("\n");
}

export interface CycleGroup {
  readonly objects: number;
  readonly bytes: number;
  readonly garbage: boolean;
  readonly types: Readonly<Record<string, number>>;
  /** One way round through it. */
  readonly path: readonly string[];
}

export function cycleGroups(graph: Graph): CycleGroup[] {
  const { heap } = graph;
  return graph.cycles().map((group) => {
    const types: Record<string, number> = {};
    for (const i of group) types[heap.typeName(i)] = (types[heap.typeName(i)] ?? 0) + 1;
    return {
      objects: group.length,
      bytes: group.reduce((sum, i) => sum + heap.bytes(i), 0),
      garbage: !graph.isReachable(group[0]!),
      types,
      path: roundTrip(heap, group),
    };
  });
}

/** The shortest way from the first object of a group back to it. */
function roundTrip(heap: Heap, group: readonly number[]): string[] {
  const members = new Set(group);
  const start = group[0]!;
  const from = new Map<number, [number, number]>();
  const queue = [start];
  for (let at = 0; at < queue.length; at++) {
    const i = queue[at]!;
    const first = heap.firstEdge(i);
    for (let edge = first; edge < first + heap.edgesOf(i); edge++) {
      const to = heap.target(edge);
      if (!members.has(to) || heap.isWeak(edge, i)) continue;
      if (to === start) {
        const steps = [`${heap.edgeText(edge, i)} -> ${heap.label(start)}`];
        for (let back = i; back !== start; back = from.get(back)![0]) {
          const [parent, via] = from.get(back)!;
          steps.push(`${heap.edgeText(via, parent)} -> ${heap.label(back)}`);
        }
        return [heap.label(start), ...steps.reverse()];
      }
      if (from.has(to)) continue;
      from.set(to, [i, edge]);
      queue.push(to);
    }
  }
  return [heap.label(start)];
}

export function cyclesText(groups: readonly CycleGroup[], top: number): string {
  if (groups.length === 0) return "no object is part of a cycle (modules and classes are not looked at)\n";
  const garbage = groups.filter((group) => group.garbage);
  const sum = (list: readonly CycleGroup[], of: (group: CycleGroup) => number) => list.reduce((n, g) => n + of(g), 0);
  let text = `${grouped(groups.length)} cyclic groups, ${grouped(sum(groups, (g) => g.objects))} objects, ${grouped(sum(groups, (g) => g.bytes))} bytes`;
  text += ` (modules and classes are not looked at); garbage of them: ${grouped(garbage.length)} groups, ${grouped(sum(garbage, (g) => g.bytes))} bytes\n`;
  for (const group of groups.slice(0, top)) {
    const types = Object.entries(group.types)
      .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
      .slice(0, 6)
      .map(([type, n]) => `${n} ${type}`);
    text += `\n${grouped(group.objects)} objects, ${grouped(group.bytes)} bytes${group.garbage ? ", garbage" : ""}: ${types.join(", ")}\n`;
    const path = group.path.length > 8 ? [...group.path.slice(0, 7), `... ${group.path.length - 7} more`] : group.path;
    for (const step of path) text += `  ${step}\n`;
  }
  if (groups.length > top) text += `\nand ${grouped(groups.length - top)} more groups\n`;
  return text;
}

export interface Duplicate {
  readonly text: string;
  readonly count: number;
  /** Bytes of all but one of them. */
  readonly saved: number;
  readonly interned: boolean;
}

/** Equal strs that are several objects, most bytes first. */
export function duplicates(heap: Heap): Duplicate[] {
  const groups = new Map<string, number[]>();
  for (let i = 0; i < heap.objectCount; i++) {
    if (heap.flags(i) & (FLAG_ROOT | FLAG_FRAME) || heap.typeName(i) !== "str") continue;
    const key = heap.stringKey(i);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [i]);
    else group.push(i);
  }
  const found: Duplicate[] = [];
  for (const group of groups.values()) {
    if (group.length < 2) continue;
    const sizes = group.map((i) => heap.bytes(i));
    found.push({
      text: heap.text(group[0]!),
      count: group.length,
      saved: sizes.reduce((sum, size) => sum + size, 0) - Math.max(...sizes),
      interned: group.some((i) => (heap.flags(i) & FLAG_INTERNED) !== 0),
    });
  }
  return found.sort((a, b) => b.saved - a.saved || (a.text < b.text ? -1 : 1));
}

export function duplicatesText(list: readonly Duplicate[], top: number): string {
  if (list.length === 0) return "no two strs are equal\n";
  const saved = list.reduce((sum, entry) => sum + entry.saved, 0);
  const extra = list.reduce((sum, entry) => sum + entry.count - 1, 0);
  const rows = list.slice(0, top).map(({ text, count, saved: bytes, interned }) => {
    const short = text.length > 60 ? `${text.slice(0, 57)}...` : text;
    return [grouped(count), grouped(bytes), interned ? "yes" : "no", quoted(short)];
  });
  const head = `${grouped(list.length)} texts are several strs: ${grouped(extra)} strs and ${grouped(saved)} bytes less if each were one object\n`;
  return head + table([["strs", "bytes saved", "one interned", "text"], ...rows], [3]);
}
