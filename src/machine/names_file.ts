/** The names of characters, for `\N{...}`: the build's dist/unicode_names.txt, read when a program first needs one. */
import { readFileSync } from "node:fs";
import { installCharmaps } from "../compiler/tokenizer/charmaps.js";
import { installUnicodeNames, UnicodeNames } from "../compiler/unicode_names.js";
import { libraryCharmap } from "./charmaps_file.js";

let installed = false;
let names: UnicodeNames | null = null;

function namesText(): string {
  return readFileSync(new URL("../../dist/unicode_names.txt", import.meta.url), "utf8");
}

/** The names, for the machine's own questions (unicodedata, namereplace). */
export function characterNames(): UnicodeNames {
  names ??= new UnicodeNames(namesText());
  return names;
}

/** Gives the compiler the names, and the tables of encodings. Machines do it themselves; who compiles without one calls it first. */
export function useUnicodeNames(): void {
  if (installed) return;
  installed = true;
  installUnicodeNames(namesText);
  installCharmaps(libraryCharmap);
}
