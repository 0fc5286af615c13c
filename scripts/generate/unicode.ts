/**
 * Makes assembly/generated/unicode_tables.ts: properties of the characters of Unicode 15.1, from the package @unicode/unicode-15.1.0 and
 * scripts/data/numeric.txt. A code point's record number stands in a two-stage table (blocks of 128); records are shared. Counterpart:
 * Tools/unicode/makeunicodedata.py and Objects/unicodetype_db.h, with the same flag bits.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import bidiClass from "@unicode/unicode-15.1.0/Bidi_Class/index.mjs";
import caseIgnorable from "@unicode/unicode-15.1.0/Binary_Property/Case_Ignorable/ranges.mjs";
import cased from "@unicode/unicode-15.1.0/Binary_Property/Cased/ranges.mjs";
import lowercase from "@unicode/unicode-15.1.0/Binary_Property/Lowercase/ranges.mjs";
import uppercase from "@unicode/unicode-15.1.0/Binary_Property/Uppercase/ranges.mjs";
import xidContinue from "@unicode/unicode-15.1.0/Binary_Property/XID_Continue/ranges.mjs";
import xidStart from "@unicode/unicode-15.1.0/Binary_Property/XID_Start/ranges.mjs";
import foldCommon from "@unicode/unicode-15.1.0/Case_Folding/C/code-points.mjs";
import foldFull from "@unicode/unicode-15.1.0/Case_Folding/F/code-points.mjs";
import generalCategory from "@unicode/unicode-15.1.0/General_Category/index.mjs";
import simpleLower from "@unicode/unicode-15.1.0/Simple_Case_Mapping/Lowercase/code-points.mjs";
import simpleTitle from "@unicode/unicode-15.1.0/Simple_Case_Mapping/Titlecase/code-points.mjs";
import simpleUpper from "@unicode/unicode-15.1.0/Simple_Case_Mapping/Uppercase/code-points.mjs";
import specialLower from "@unicode/unicode-15.1.0/Special_Casing/Lowercase/code-points.mjs";
import specialTitle from "@unicode/unicode-15.1.0/Special_Casing/Titlecase/code-points.mjs";
import specialUpper from "@unicode/unicode-15.1.0/Special_Casing/Uppercase/code-points.mjs";

const ALPHA = 1;
const DECIMAL = 2;
const DIGIT = 4;
const LOWER = 8;
const LINEBREAK = 0x10;
const SPACE = 0x20;
const TITLE = 0x40;
const UPPER = 0x80;
const XID_START = 0x100;
const XID_CONTINUE = 0x200;
const PRINTABLE = 0x400;
const NUMERIC = 0x800;
const CASE_IGNORABLE = 0x1000;
const CASED = 0x2000;

const LIMIT = 0x110000;
const BLOCK = 128;

/** The order of unicodedata's category table; the number is the table's index. */
const CATEGORIES: Record<string, string> = {
  Unassigned: "Cn",
  Uppercase_Letter: "Lu",
  Lowercase_Letter: "Ll",
  Titlecase_Letter: "Lt",
  Nonspacing_Mark: "Mn",
  Spacing_Mark: "Mc",
  Enclosing_Mark: "Me",
  Decimal_Number: "Nd",
  Letter_Number: "Nl",
  Other_Number: "No",
  Space_Separator: "Zs",
  Line_Separator: "Zl",
  Paragraph_Separator: "Zp",
  Control: "Cc",
  Format: "Cf",
  Surrogate: "Cs",
  Private_Use: "Co",
  Modifier_Letter: "Lm",
  Other_Letter: "Lo",
  Connector_Punctuation: "Pc",
  Dash_Punctuation: "Pd",
  Open_Punctuation: "Ps",
  Close_Punctuation: "Pe",
  Initial_Punctuation: "Pi",
  Final_Punctuation: "Pf",
  Other_Punctuation: "Po",
  Math_Symbol: "Sm",
  Currency_Symbol: "Sc",
  Modifier_Symbol: "Sk",
  Other_Symbol: "So",
};
const CATEGORY_NAMES = Object.values(CATEGORIES);

type Mapping = Map<number, number | readonly number[]>;

/** Sets `bit` in `flags` for every code point of a property's ranges. */
function mark(flags: Uint16Array, ranges: unknown, bit: number): void {
  for (const range of ranges as { begin: number; end: number }[]) {
    for (let c = range.begin; c < range.end; c++) flags[c]! |= bit;
  }
}

function sequence(map: unknown, code: number): readonly number[] | undefined {
  const value = (map as Mapping).get(code);
  if (value === undefined) return undefined;
  return typeof value === "number" ? [value] : value;
}

/** Numeric kinds and values: code point -> value; digits also in `digits`, decimals in `decimals`. */
interface Numerics {
  flags: Uint16Array;
  digits: Int8Array;
  ranges: { first: number; count: number; value: number; step: number }[];
}

function readNumerics(root: string): Numerics {
  const flags = new Uint16Array(LIMIT);
  const digits = new Int8Array(LIMIT).fill(-1);
  const ranges: Numerics["ranges"] = [];
  for (const line of readFileSync(join(root, "scripts", "data", "numeric.txt"), "utf8").split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const [hex, count, kind, fraction, same] = line.split(" ") as [string, string, string, string, string?];
    const [top, bottom] = fraction.split("/");
    const run = {
      first: Number.parseInt(hex, 16),
      count: Number(count),
      value: Number(top) / Number(bottom ?? 1),
      step: same === undefined ? 1 : 0,
    };
    ranges.push(run);
    for (let i = 0; i < run.count; i++) {
      flags[run.first + i] = NUMERIC | (kind === "n" ? 0 : DIGIT) | (kind === "d" ? DECIMAL : 0);
      if (kind !== "n") digits[run.first + i] = run.value + i * run.step;
    }
  }
  return { flags, digits, ranges };
}

function readFlags(numerics: Numerics): { flags: Uint16Array; categories: Uint8Array } {
  const flags = numerics.flags;
  const categories = new Uint8Array(LIMIT);
  for (const [code, name] of generalCategory as Map<number, string>) {
    categories[code] = CATEGORY_NAMES.indexOf(CATEGORIES[name]!);
  }
  mark(flags, lowercase, LOWER);
  mark(flags, uppercase, UPPER);
  mark(flags, cased, CASED);
  mark(flags, caseIgnorable, CASE_IGNORABLE);
  mark(flags, xidStart, XID_START);
  mark(flags, xidContinue, XID_CONTINUE);
  for (const [code, name] of bidiClass as Map<number, string>) {
    if (name === "White_Space" || name === "Paragraph_Separator" || name === "Segment_Separator") flags[code]! |= SPACE;
    if (name === "Paragraph_Separator") flags[code]! |= LINEBREAK;
  }
  for (const code of [0x0b, 0x0c, 0x2028]) flags[code]! |= LINEBREAK;
  for (let c = 0; c < LIMIT; c++) {
    const category = CATEGORY_NAMES[categories[c]!]!;
    if (/^L[mtulo]$/.test(category)) flags[c]! |= ALPHA;
    if (category === "Lt") flags[c]! |= TITLE;
    if (category === "Zs") flags[c]! |= SPACE;
    if (c === 0x20 || !/^(C[cfson]|Z[lps])$/.test(category)) flags[c]! |= PRINTABLE;
  }
  return { flags, categories };
}

/** Two stages: for each block of 128 its place among the distinct blocks. */
export function twoStage(values: Uint16Array): { index: number[]; blocks: number[] } {
  const known = new Map<string, number>();
  const index: number[] = [];
  const blocks: number[] = [];
  for (let c = 0; c < LIMIT; c += BLOCK) {
    const block = values.subarray(c, c + BLOCK);
    const key = block.join(",");
    let at = known.get(key);
    if (at === undefined) {
      at = known.size;
      known.set(key, at);
      blocks.push(...block);
    }
    index.push(at);
  }
  return { index, blocks };
}

export function rows(values: readonly number[]): string {
  const lines: string[] = [];
  for (let i = 0; i < values.length; i += 32) lines.push("  " + values.slice(i, i + 32).join(",") + ",");
  return lines.join("\n");
}

/** The longer mappings of `code`, each with its length before it, or undefined if the simple ones say all. */
function extendedMapping(code: number, lower: number, title: number, upper: number): number[] | undefined {
  const full = {
    lower: sequence(specialLower, code) ?? [lower],
    title: sequence(specialTitle, code) ?? [title],
    upper: sequence(specialUpper, code) ?? [upper],
    fold: sequence(foldFull, code) ?? sequence(foldCommon, code) ?? [code],
  };
  const isPlain =
    full.lower.length === 1 &&
    full.lower[0] === lower &&
    full.title.length === 1 &&
    full.title[0] === title &&
    full.upper.length === 1 &&
    full.upper[0] === upper &&
    full.fold.length === 1 &&
    full.fold[0] === lower;
  if (isPlain) return undefined;
  return [full.lower, full.title, full.upper, full.fold].flatMap((seq) => [seq.length, ...seq]);
}

export function generateUnicode(root: string): { path: string; text: string } {
  const numerics = readNumerics(root);
  const { flags, categories } = readFlags(numerics);
  const extended: number[] = [0];
  const records: number[] = [];
  const known = new Map<string, number>();
  const numbers = new Uint16Array(LIMIT);
  const delta = (map: unknown, c: number) => (sequence(map, c)?.[0] ?? c) - c;
  for (let c = 0; c < LIMIT; c++) {
    const lower = delta(simpleLower, c);
    const upper = delta(simpleUpper, c);
    const title = sequence(simpleTitle, c) === undefined ? upper : delta(simpleTitle, c);
    const full = extendedMapping(c, c + lower, c + title, c + upper);
    const record = [
      upper,
      lower,
      title,
      full === undefined ? 0 : extended.length,
      flags[c]! | ((numerics.digits[c]! & 0xff) << 16) | (categories[c]! << 24),
    ];
    if (full !== undefined) extended.push(...full);
    const key = record.join(",");
    let at = known.get(key);
    if (at === undefined) {
      at = known.size;
      known.set(key, at);
      records.push(...record);
    }
    numbers[c] = at;
  }
  const { index, blocks } = twoStage(numbers);
  const text = `// Made by scripts/generate/unicode.ts from @unicode/unicode-15.1.0. Do not edit.
/** Block number of each 128 code points. */
export const unicodeIndex: usize = memory.data<u16>([
${rows(index)}
]);
/** Record number of each code point of the distinct blocks. */
export const unicodeBlocks: usize = memory.data<u16>([
${rows(blocks)}
]);
/** 20 bytes each: upper, lower and title deltas, place in unicodeExtended (0: none), flags | digit << 16 | category << 24. */
export const unicodeRecords: usize = memory.data<i32>([
${rows(records.map((v) => v | 0))}
]);
/** Longer mappings: length and characters of lower, title, upper and folded. */
export const unicodeExtended: usize = memory.data<i32>([
${rows(extended)}
]);
export const NUMERIC_RANGES: i32 = ${numerics.ranges.length};
/** First code point, count | step << 16. */
export const unicodeNumericRanges: usize = memory.data<i32>([
${rows(numerics.ranges.flatMap((r) => [r.first, r.count | (r.step << 16)]))}
]);
export const unicodeNumericValues: usize = memory.data<f64>([
${rows(numerics.ranges.map((r) => r.value))}
]);
`;
  return { path: join(root, "assembly", "generated", "unicode_tables.ts"), text };
}
