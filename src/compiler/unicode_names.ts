/**
 * Names of Unicode characters, for `\N{...}` in string literals (and for whoever needs them in the other direction; CPython:
 * Modules/unicodedata.c). The data is a text file that `scripts/generate/unicode_names.ts` makes and the embedder hands to
 * `installUnicodeNames`; without it no name is known.
 *
 * The file: one line a name in code point order, `delta|nwords`, where delta is the step from the previous code point in base
 * 36 (nothing: 1), n in base 36 how many words it shares with the previous name, then its other words. An empty line, the aliases
 * as `hex NAME`, an empty line, and the ranges of unified ideographs as `hex hex`.
 */
import { setUnicodeNameLookup } from "./parser/literals.js";

export class UnicodeNames {
  private readonly codes = new Map<string, number>();
  private readonly names = new Map<number, string>();
  private readonly ideographs: [number, number][] = [];

  constructor(text: string) {
    const [names, aliases, ranges] = text.split("\n\n") as [string, string, string];
    let code = 0;
    let previous: string[] = [];
    for (const line of names.split("\n")) {
      const bar = line.indexOf("|");
      code += bar === 0 ? 1 : Number.parseInt(line.slice(0, bar), 36);
      const shared = previous.slice(0, Number.parseInt(line[bar + 1]!, 36));
      const rest = line.slice(bar + 2);
      previous = rest === "" ? shared : [...shared, ...rest.split(" ")];
      const name = previous.join(" ");
      this.codes.set(name, code);
      this.names.set(code, name);
    }
    for (const line of aliases.split("\n")) {
      const space = line.indexOf(" ");
      const alias = line.slice(space + 1);
      if (!this.codes.has(alias)) this.codes.set(alias, Number.parseInt(line.slice(0, space), 16));
    }
    for (const line of ranges.trim().split("\n")) {
      const [first, last] = line.split(" ").map((hex) => Number.parseInt(hex, 16)) as [number, number];
      this.ideographs.push([first, last]);
    }
  }

  /** The code point called `name` (any case; aliases too), or -1. */
  lookup(name: string): number {
    if (name.startsWith("HANGUL SYLLABLE ")) return hangulCode(name.slice(16));
    const ideograph = /^CJK UNIFIED IDEOGRAPH-([0-9A-F]{4,5})$/.exec(name);
    if (ideograph !== null) {
      const code = Number.parseInt(ideograph[1]!, 16);
      return this.isIdeograph(code) ? code : -1;
    }
    return this.codes.get(name.toUpperCase()) ?? -1;
  }

  /** The name of a code point, or null. */
  nameOf(code: number): string | null {
    if (code >= HANGUL_FIRST && code <= HANGUL_LAST) return `HANGUL SYLLABLE ${hangulName(code)}`;
    if (this.isIdeograph(code)) return `CJK UNIFIED IDEOGRAPH-${code.toString(16).toUpperCase()}`;
    return this.names.get(code) ?? null;
  }

  private isIdeograph(code: number): boolean {
    return this.ideographs.some(([first, last]) => first <= code && code <= last);
  }
}

const HANGUL_FIRST = 0xac00;
const HANGUL_LAST = 0xd7a3;
const LEADS = "G GG N D DD R M B BB S SS  J JJ C K T P H".split(" ");
const VOWELS = "A AE YA YAE EO E YEO YE O WA WAE OE YO U WEO WE WI YU EU YI I".split(" ");
const TAILS = " G GG GS N NJ NH D L LG LM LB LS LT LP LH M B BS S SS NG J C K T P H".split(" ");

function hangulName(code: number): string {
  const index = code - HANGUL_FIRST;
  const vowel = Math.floor(index / TAILS.length) % VOWELS.length;
  const lead = Math.floor(index / (TAILS.length * VOWELS.length));
  return LEADS[lead]! + VOWELS[vowel]! + TAILS[index % TAILS.length]!;
}

function longestPrefix(text: string, parts: readonly string[]): number {
  let best = -1;
  parts.forEach((part, i) => {
    if (text.startsWith(part) && (best < 0 || part.length > parts[best]!.length)) best = i;
  });
  return best;
}

function hangulCode(name: string): number {
  const lead = longestPrefix(name, LEADS);
  name = name.slice(LEADS[lead]!.length);
  const vowel = longestPrefix(name, VOWELS);
  if (vowel < 0) return -1;
  const tail = TAILS.indexOf(name.slice(VOWELS[vowel]!.length));
  return tail < 0 ? -1 : HANGUL_FIRST + (lead * VOWELS.length + vowel) * TAILS.length + tail;
}

/** Gives the compiler the names; `text` is asked for when the first name is met. */
export function installUnicodeNames(text: () => string): void {
  let names: UnicodeNames | null = null;
  setUnicodeNameLookup((name) => {
    names ??= new UnicodeNames(text());
    return names.lookup(name);
  });
}
