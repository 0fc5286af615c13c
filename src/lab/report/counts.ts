/** The counts of the instrumented build in the report: exact numbers, the same in every repetition. Runs of the other builds have none. */
import type { Counters } from "../../machine/counters.js";
import { esc, numberText, tableHtml } from "./html.js";

interface Counted {
  /** HTML. */
  readonly name: string;
  readonly counters?: Counters | undefined;
}

const TYPES_SHOWN = 12;

function totals(all: readonly { name: string; counters: Counters }[]): string {
  const heads = [
    "plan",
    "allocations",
    "frees",
    "MiB allocated",
    "increfs",
    "decrefs",
    "of immortals",
    "free-list hits",
    "interning lookups",
    "hits",
    "KiB saved",
    "compares avoided",
  ];
  return tableHtml(
    heads,
    all.map(({ name, counters: { total, freeLists, interning } }) => [
      name,
      numberText(total.allocations),
      numberText(total.frees),
      (total.allocated / 1048576).toFixed(1),
      numberText(total.increfs),
      numberText(total.decrefs),
      numberText(total.immortalIncrefs + total.immortalDecrefs),
      numberText(freeLists.reduce((sum, { hits }) => sum + hits, 0)),
      numberText(interning.lookups),
      numberText(interning.already + interning.hits),
      (interning.bytesSaved / 1024).toFixed(1),
      numberText(interning.comparesAvoided),
    ]),
  );
}

function types({ types: all }: Counters): string {
  const rows = [...all]
    .sort((a, b) => b.made - a.made)
    .slice(0, TYPES_SHOWN)
    .map((type) => [esc(type.name), numberText(type.made), numberText(type.died), (type.bytes / 1048576).toFixed(2)]);
  return tableHtml(["type", "made", "died", "MiB"], rows);
}

/** Blocks by size class, the most bytes first. */
function sizes({ sizes: all }: Counters): string {
  const rows = [...all]
    .sort((a, b) => b.allocated - a.allocated)
    .slice(0, TYPES_SHOWN)
    .map(({ bytes, allocations, frees, requested, allocated }) => [
      bytes === 0 ? "larger" : String(bytes),
      numberText(allocations),
      numberText(frees),
      (allocated / 1048576).toFixed(2),
      `${(allocated === 0 ? 0 : (1 - requested / allocated) * 100).toFixed(1)} %`,
    ]);
  return tableHtml(["block, bytes", "allocated", "freed", "MiB", "of it not asked for"], rows);
}

function survival({ survival: ages }: Counters): string {
  const rows = ages.map(({ age, died, alive }) => [numberText(age), numberText(died), numberText(alive)]);
  return tableHtml(["age, objects made since", "died", "alive at the end"], rows);
}

export function countersHtml(shown: readonly Counted[]): string {
  const all = shown.flatMap(({ name, counters }) => (counters === undefined ? [] : [{ name, counters }]));
  const [first] = all;
  if (first === undefined) return "";
  return [
    `<h3>Operations, exact</h3>${totals(all)}`,
    `<details><summary>Objects by type, blocks by size and survival by age, of ${first.name}</summary>${types(first.counters)}${sizes(first.counters)}${survival(first.counters)}</details>`,
  ].join("\n");
}
