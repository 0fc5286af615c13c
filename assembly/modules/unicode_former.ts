/**
 * Unicode 3.2, the database unicodedata.ucd_3_2_0 that idna and stringprep read: the present one, less what was not assigned then, with what was different; and the
 * names of sequences of characters, which only the present one knows.
 */
import { PyObject } from "../object/layout";
import {
  FORMER_BOUNDS,
  FORMER_CHANGES,
  SEQUENCES_SIZE,
  formerBounds,
  formerChanges,
  namedSequences,
} from "../generated/unicode_data";
import { PyUnicode_FromKindAndData } from "../types/unicode";

export const WAS_CATEGORY: u32 = 0;
export const WAS_BIDIRECTIONAL: u32 = 1;
export const WAS_MIRRORED: u32 = 2;
export const WAS_WIDTH: u32 = 3;
export const WAS_DECIMAL: u32 = 4;
export const WAS_DECOMPOSITION: u32 = 5;

/** Is the character assigned now and was not in Unicode 3.2? */
export function isLater(ch: u32): bool {
  let low = 0;
  let high = FORMER_BOUNDS;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (load<u32>(formerBounds + ((<usize>mid) << 2)) <= ch) low = mid + 1;
    else high = mid;
  }
  return (low & 1) != 0;
}

/** What a property of the character was, -1 if it is so still. */
export function formerValue(ch: u32, kind: u32): i32 {
  const key = (ch << 3) | kind;
  let low = 0;
  let high = FORMER_CHANGES - 1;
  while (low <= high) {
    const mid = (low + high) >> 1;
    const at = formerChanges + ((<usize>mid) << 3);
    const found = load<u32>(at);
    if (found == key) return load<i32>(at, 4);
    if (found < key) low = mid + 1;
    else high = mid - 1;
  }
  return -1;
}

function upper(b: u32): u32 {
  return b - 0x61 < 26 ? b - 32 : b;
}

/** Is the name of n bytes the one at p, whatever its case? */
function isName(name: usize, p: usize, n: usize): bool {
  for (let i: usize = 0; i < n; i++) {
    if (upper(<u32>load<u8>(name + i)) != <u32>load<u8>(p + i)) return false;
  }
  return true;
}

const characters = memory.data(32 * 4, 4);

/** The sequence of that name: `new` str; null if there is none, or with an exception. */
export function namedSequence(name: usize, n: i32): PyObject | null {
  for (let p = namedSequences, end = p + SEQUENCES_SIZE; p < end; ) {
    const length = <usize>load<u8>(p);
    const count = <usize>load<u8>(p, 1);
    const codes = p + 2 + length;
    if (length == <usize>n && isName(name, p + 2, length)) {
      for (let i: usize = 0; i < count; i++) {
        const at = codes + i * 3;
        store<u32>(characters + (i << 2), <u32>load<u16>(at) | ((<u32>load<u8>(at, 2)) << 16));
      }
      return PyUnicode_FromKindAndData(4, characters, <i32>count);
    }
    p = codes + count * 3;
  }
  return null;
}
