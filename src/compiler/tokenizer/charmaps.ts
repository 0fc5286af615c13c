/**
 * The encodings of one byte a character, for sources that declare one: a table of 256 characters each, U+FFFE where there is none. The tables
 * are the library's own (encodings/NAME.py); the embedder hands them over, as it does the names of characters.
 */

/** The table of an encoding by any of its names; "not text" for codecs of bytes to bytes; null if there is no table. */
export type CharmapLookup = (name: string) => string | null;

export const NOT_TEXT = "not text";

let lookup: CharmapLookup = () => null;

export function installCharmaps(tables: CharmapLookup): void {
  lookup = tables;
}

export function charmapOf(name: string): string | null {
  return lookup(name);
}
