/**
 * Makes assembly/generated/unicode_data.ts: what only the module unicodedata needs: combining classes, bidirectional classes, widths,
 * mirroring, decompositions and compositions. From @unicode/unicode-15.1.0 and scripts/data/properties.txt.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import mirrored from "@unicode/unicode-15.1.0/Binary_Property/Bidi_Mirrored/ranges.mjs";
import excluded from "@unicode/unicode-15.1.0/Binary_Property/Full_Composition_Exclusion/ranges.mjs";
import { rows, twoStage } from "./unicode.js";

const LIMIT = 0x110000;
/** The order of the tables of names in assembly/modules/unicodedata.ts. */
const BIDI = ["", ..."L LRE LRO R AL RLE RLO PDF EN ES ET AN CS NSM BN B S WS ON LRI RLI FSI PDI".split(" ")];
const WIDTHS = ["N", "F", "H", "W", "Na", "A"];
const TAGS = [
  "-",
  ..."noBreak font initial medial final isolated circle super sub vertical wide narrow small square fraction compat".split(
    " ",
  ),
];

interface Decomposition {
  readonly code: number;
  readonly tag: number;
  readonly chars: readonly number[];
}

interface Properties {
  readonly records: Uint32Array;
  readonly decompositions: readonly Decomposition[];
}

function readProperties(root: string): Properties {
  const records = new Uint32Array(LIMIT);
  const decompositions: Decomposition[] = [];
  const hex = (text: string) => Number.parseInt(text, 16);
  for (const line of readFileSync(join(root, "scripts", "data", "properties.txt"), "utf8").split("\n")) {
    const [kind, first, second, ...rest] = line.split(" ") as [string, string, string, ...string[]];
    if (kind === "d") {
      decompositions.push({ code: hex(first), tag: TAGS.indexOf(second), chars: rest.map(hex) });
      continue;
    }
    if (kind !== "c" && kind !== "w" && kind !== "b") continue;
    const value =
      kind === "c" ? Number(rest[0]) : kind === "b" ? BIDI.indexOf(rest[0]!) << 8 : WIDTHS.indexOf(rest[0]!) << 16;
    for (let c = hex(first); c <= hex(second); c++) records[c]! |= value;
  }
  for (const range of mirrored as unknown as { begin: number; end: number }[]) {
    for (let c = range.begin; c < range.end; c++) records[c]! |= 1 << 24;
  }
  return { records, decompositions };
}

/** (first, second, composed), sorted: the canonical pairs that NFC puts together. */
function compositions(all: readonly Decomposition[]): number[] {
  const out = new Set<number>();
  for (const range of excluded as unknown as { begin: number; end: number }[]) {
    for (let c = range.begin; c < range.end; c++) out.add(c);
  }
  return all
    .filter((d) => d.tag === 0 && d.chars.length === 2 && !out.has(d.code))
    .sort((a, b) => a.chars[0]! - b.chars[0]! || a.chars[1]! - b.chars[1]!)
    .flatMap((d) => [d.chars[0]!, d.chars[1]!, d.code]);
}

export function generateUnicodeData(root: string): { path: string; text: string } {
  const { records, decompositions } = readProperties(root);
  const known = new Map<number, number>();
  const numbers = new Uint16Array(LIMIT);
  records.forEach((record, c) => {
    if (!known.has(record)) known.set(record, known.size);
    numbers[c] = known.get(record)!;
  });
  const { index, blocks } = twoStage(numbers);
  const data: number[] = [];
  const entries = decompositions.flatMap(({ code, tag, chars }) => {
    const at = data.length;
    data.push(tag | (chars.length << 8), ...chars);
    return [code, at];
  });
  const pairs = compositions(decompositions);
  const text = `// Made by scripts/generate/unicode_data.ts. Do not edit.
export const dataIndex: usize = memory.data<u16>([
${rows(index)}
]);
export const dataBlocks: usize = memory.data<u16>([
${rows(blocks)}
]);
/** combining | bidirectional << 8 | width << 16 | mirrored << 24. */
export const dataRecords: usize = memory.data<i32>([
${rows([...known.keys()])}
]);
export const DECOMPOSITIONS: i32 = ${decompositions.length};
/** Code point, place in decompositionData; sorted. */
export const decompositionEntries: usize = memory.data<i32>([
${rows(entries)}
]);
/** tag | length << 8, then the characters. */
export const decompositionData: usize = memory.data<i32>([
${rows(data)}
]);
export const COMPOSITIONS: i32 = ${pairs.length / 3};
/** First, second, composed; sorted. */
export const compositionEntries: usize = memory.data<i32>([
${rows(pairs)}
]);
`;
  return { path: join(root, "assembly", "generated", "unicode_data.ts"), text };
}
