/** Names of characters, for namereplace, \N{...} and unicodedata. They are the host's (src/compiler/unicode_names.ts). */
import { PyObject } from "../object/layout";

/** `new` str, or null (without an exception) if the character has no name. */
export function characterName(ch: u32): PyObject | null {
  return null;
}
