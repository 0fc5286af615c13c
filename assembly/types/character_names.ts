/** Names of characters, for namereplace, \N{...} and unicodedata. They are the host's (src/compiler/unicode_names.ts). */
import { PyObject } from "../object/layout";
import { characterByName, nameOfCharacter, resultSize } from "../host";
import { PyMem_Free } from "../memory/blocks";
import { PyUnicode_FromASCII } from "./unicode";
import { setNameLookup } from "./codecs_escape";

/** `new` str, or null; without an exception the character has no name. */
export function characterName(ch: u32): PyObject | null {
  const text = nameOfCharacter(ch);
  if (text == 0) return null;
  const name = PyUnicode_FromASCII(text, resultSize());
  PyMem_Free(text);
  return name;
}

/** The character of an ASCII name, or -1. */
export function characterOfName(name: usize, length: i32): i32 {
  return characterByName(name, length);
}

export function initCharacterNames(): void {
  setNameLookup(characterOfName.index);
}
