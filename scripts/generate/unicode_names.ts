/**
 * Makes the text file that src/compiler/unicode_names.ts reads (its format is described there) from @unicode/unicode-15.1.0.
 */
import { join } from "node:path";
import abbreviations from "@unicode/unicode-15.1.0/Names/Abbreviation/index.mjs";
import alternates from "@unicode/unicode-15.1.0/Names/Alternate/index.mjs";
import controls from "@unicode/unicode-15.1.0/Names/Control/index.mjs";
import corrections from "@unicode/unicode-15.1.0/Names/Correction/index.mjs";
import figments from "@unicode/unicode-15.1.0/Names/Figment/index.mjs";
import names from "@unicode/unicode-15.1.0/Names/index.mjs";

type Aliases = Readonly<Record<number, readonly string[]>>;

export function unicodeNamesText(): string {
  const lines: string[] = [];
  const ideographs: number[] = [];
  let last = 0;
  let previous: string[] = [];
  for (const [code, name] of [...(names as ReadonlyMap<number, string>)].sort((a, b) => a[0] - b[0])) {
    // Lower case marks ranges without names of their own: ideographs, Hangul syllables, private use.
    if (name.startsWith("CJK Ideograph")) ideographs.push(code);
    if (/[a-z]/.test(name)) continue;
    const words = name.split(" ");
    let shared = 0;
    while (shared < words.length && shared < 35 && words[shared] === previous[shared]) shared++;
    const delta = code - last === 1 ? "" : (code - last).toString(36);
    lines.push(`${delta}|${shared.toString(36)}${words.slice(shared).join(" ")}`);
    last = code;
    previous = words;
  }
  const aliases: string[] = [];
  for (const map of [corrections, controls, alternates, figments, abbreviations] as Aliases[]) {
    for (const [code, value] of Object.entries(map)) {
      for (const alias of value) aliases.push(`${Number(code).toString(16)} ${alias}`);
    }
  }
  return `${lines.join("\n")}\n\n${aliases.join("\n")}\n\n${ranges(ideographs).join("\n")}\n`;
}

function ranges(codes: readonly number[]): string[] {
  const out: string[] = [];
  for (let i = 0; i < codes.length; ) {
    let j = i;
    while (j + 1 < codes.length && codes[j + 1] === codes[j]! + 1) j++;
    out.push(`${codes[i]!.toString(16)} ${codes[j]!.toString(16)}`);
    i = j + 1;
  }
  return out;
}

export function generateUnicodeNames(root: string): { path: string; text: string } {
  return { path: join(root, "dist/unicode_names.txt"), text: unicodeNamesText() };
}
