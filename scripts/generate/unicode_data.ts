/**
 * Makes assembly/generated/unicode_data.ts: what only the module unicodedata needs: combining classes, bidirectional classes, widths,
 * mirroring, decompositions and compositions; what was different in Unicode 3.2; names of sequences. From @unicode/unicode-15.1.0 and scripts/data/, whose
 * files scripts/oracle/unicode_database.py describes.
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

const CATEGORIES = "Cn Lu Ll Lt Mn Mc Me Nd Nl No Zs Zl Zp Cc Cf Cs Co Lm Lo Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So".split(
  " ",
);
/** The kinds of changes since Unicode 3.2, by their letters in ucd_3_2_0.txt; the number is theirs in the table. */
const CHANGES = "gbmwdn";

/** Bounds of what was not assigned in Unicode 3.2, and (code << 3 | kind, value) of what was different, sorted. */
function formerDatabase(root: string): { bounds: number[]; changes: number[] } {
  const [head, rest] = readFileSync(join(root, "scripts", "data", "ucd_3_2_0.txt"), "utf8").split("\n\n") as [
    string,
    string,
  ];
  const valueOf = (kind: string, text: string): number => {
    if (kind === "g") return CATEGORIES.indexOf(text);
    if (kind === "b") return BIDI.indexOf(text);
    if (kind === "w") return WIDTHS.indexOf(text);
    return Number.parseInt(text, kind === "n" ? 16 : 10);
  };
  const changes = rest
    .trim()
    .split("\n")
    .map((line) => line.split(" ") as [string, string, string])
    .map(
      ([kind, code, value]) =>
        [(Number.parseInt(code, 16) << 3) | CHANGES.indexOf(kind), valueOf(kind, value)] as const,
    )
    .sort((a, b) => a[0] - b[0]);
  return { bounds: head.split(/\s+/).map((hex) => Number.parseInt(hex, 16)), changes: changes.flat() };
}

/** Each named sequence: how many bytes its name has and how many characters, the name, the characters in three bytes each. */
function namedSequences(root: string): number[] {
  const lines = readFileSync(join(root, "scripts", "data", "named_sequences.txt"), "utf8")
    .trim()
    .split("\n");
  return lines.flatMap((line) => {
    const [name, codes] = line.split("|") as [string, string];
    const characters = codes.split(" ").map((hex) => Number.parseInt(hex, 16));
    const bytes = characters.flatMap((c) => [c & 255, (c >> 8) & 255, c >> 16]);
    return [name.length, characters.length, ...Buffer.from(name, "latin1"), ...bytes];
  });
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
  const former = formerDatabase(root);
  const sequences = namedSequences(root);
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
export const FORMER_BOUNDS: i32 = ${former.bounds.length};
/** Where what was not assigned in Unicode 3.2 begins and ends, by turns. */
export const formerBounds: usize = memory.data<i32>([
${rows(former.bounds)}
]);
export const FORMER_CHANGES: i32 = ${former.changes.length / 2};
/** Code << 3 | kind (0 category, 1 bidirectional, 2 mirrored, 3 width, 4 decimal, 5 decomposition), value in Unicode 3.2; sorted. */
export const formerChanges: usize = memory.data<i32>([
${rows(former.changes)}
]);
export const SEQUENCES_SIZE: usize = ${sequences.length};
/** Length of a name, number of characters, the name, three bytes a character. */
export const namedSequences: usize = memory.data<u8>([
${rows(sequences)}
]);
`;
  return { path: join(root, "assembly", "generated", "unicode_data.ts"), text };
}
