/**
 * Single characters for the matcher: categories, case, and the sets of the compiled pattern (counterpart: Modules/_sre/sre.c).
 * A pattern's code is an array of u32 words; `pc` is the address of a word.
 */
import {
  _PyUnicode_IsAlpha,
  _PyUnicode_IsLinebreak,
  _PyUnicode_IsNumeric,
  _PyUnicode_IsSpace,
  _PyUnicode_ToDecimalDigit,
  _PyUnicode_ToDigit,
  _PyUnicode_ToLowercase,
  _PyUnicode_ToUppercase,
} from "../../types/unicode_ctype";

export function lowerAscii(ch: u32): u32 {
  return ch - 65 < 26 ? ch + 32 : ch;
}

function upperAscii(ch: u32): u32 {
  return ch - 97 < 26 ? ch - 32 : ch;
}

export function lowerUnicode(ch: u32): u32 {
  return ch < 128 ? lowerAscii(ch) : _PyUnicode_ToLowercase(ch);
}

export function upperUnicode(ch: u32): u32 {
  return ch < 128 ? upperAscii(ch) : _PyUnicode_ToUppercase(ch);
}

/** The locale is C's. */
export function equalsLocale(pattern: u32, ch: u32): bool {
  return ch == pattern || lowerAscii(ch) == pattern || upperAscii(ch) == pattern;
}

function isDigit(ch: u32): bool {
  return ch - 48 < 10;
}

function isSpace(ch: u32): bool {
  return ch == 32 || ch - 9 < 5;
}

export function isWord(ch: u32): bool {
  return ch - 97 < 26 || ch - 65 < 26 || ch - 48 < 10 || ch == 95;
}

export function isWordUnicode(ch: u32): bool {
  if (ch < 128) return isWord(ch);
  return (
    _PyUnicode_IsAlpha(ch) ||
    _PyUnicode_ToDecimalDigit(ch) >= 0 ||
    _PyUnicode_ToDigit(ch) >= 0 ||
    _PyUnicode_IsNumeric(ch)
  );
}

/** Is `ch` of category `c` (CHCODES of re/_constants.py)? */
export function inCategory(c: u32, ch: u32): bool {
  switch (c) {
    case 0:
      return isDigit(ch);
    case 1:
      return !isDigit(ch);
    case 2:
      return isSpace(ch);
    case 3:
      return !isSpace(ch);
    case 4:
    case 8:
      return isWord(ch);
    case 5:
    case 9:
      return !isWord(ch);
    case 6:
      return ch == 10;
    case 7:
      return ch != 10;
    case 10:
      return ch < 128 ? isDigit(ch) : _PyUnicode_ToDecimalDigit(ch) >= 0;
    case 11:
      return ch < 128 ? !isDigit(ch) : _PyUnicode_ToDecimalDigit(ch) < 0;
    case 12:
      return _PyUnicode_IsSpace(ch);
    case 13:
      return !_PyUnicode_IsSpace(ch);
    case 14:
      return isWordUnicode(ch);
    case 15:
      return !isWordUnicode(ch);
    case 16:
      return _PyUnicode_IsLinebreak(ch);
    case 17:
      return !_PyUnicode_IsLinebreak(ch);
  }
  return false;
}

function word(pc: usize, i: usize): u32 {
  return load<u32>(pc + (i << 2));
}

/** Is `ch` in the set at `pc`, which ends in FAILURE? */
export function inSet(set: usize, ch: u32): bool {
  let pc = set;
  let ok = true;
  while (true) {
    const op = load<u32>(pc);
    pc += 4;
    switch (op) {
      case 0: // FAILURE
        return !ok;
      case 16: // LITERAL
        if (ch == load<u32>(pc)) return ok;
        pc += 4;
        break;
      case 8: // CATEGORY
        if (inCategory(load<u32>(pc), ch)) return ok;
        pc += 4;
        break;
      case 9: // CHARSET
        if (ch < 256 && (word(pc, ch >> 5) & (1 << (ch & 31))) != 0) return ok;
        pc += 32;
        break;
      case 22: // RANGE
        if (ch >= load<u32>(pc) && ch <= load<u32>(pc, 4)) return ok;
        pc += 8;
        break;
      case 42: {
        // RANGE_UNI_IGNORE
        if (ch >= load<u32>(pc) && ch <= load<u32>(pc, 4)) return ok;
        const upper = upperUnicode(ch);
        if (upper >= load<u32>(pc) && upper <= load<u32>(pc, 4)) return ok;
        pc += 8;
        break;
      }
      case 21: // NEGATE
        ok = !ok;
        break;
      case 10: {
        // BIGCHARSET
        const count = <usize>load<u32>(pc);
        pc += 4;
        const block: i32 = ch < 65536 ? <i32>load<u8>(pc + <usize>(ch >> 8)) : -1;
        pc += 256;
        if (block >= 0) {
          const bit = ((<u32>block) << 8) | (ch & 255);
          if ((word(pc, bit >> 5) & (1 << (bit & 31))) != 0) return ok;
        }
        pc += count << 5;
        break;
      }
      default:
        return false;
    }
  }
}

function inSetLocale(set: usize, ch: u32): bool {
  const low = lowerAscii(ch);
  if (inSet(set, low)) return true;
  const up = upperAscii(ch);
  return up != low && inSet(set, up);
}

/** Does the one-character operation at `pc` accept `ch`? */
export function acceptsOne(pc: usize, ch: u32): bool {
  switch (load<u32>(pc)) {
    case 2: // ANY
      return ch != 10;
    case 3: // ANY_ALL
      return true;
    case 8: // CATEGORY
      return inCategory(load<u32>(pc, 4), ch);
    case 13: // IN
      return inSet(pc + 8, ch);
    case 16: // LITERAL
      return ch == load<u32>(pc, 4);
    case 20: // NOT_LITERAL
      return ch != load<u32>(pc, 4);
    case 31: // IN_IGNORE
      return inSet(pc + 8, lowerAscii(ch));
    case 32: // LITERAL_IGNORE
      return lowerAscii(ch) == load<u32>(pc, 4);
    case 33: // NOT_LITERAL_IGNORE
      return lowerAscii(ch) != load<u32>(pc, 4);
    case 35: // IN_LOC_IGNORE
      return inSetLocale(pc + 8, ch);
    case 36: // LITERAL_LOC_IGNORE
      return equalsLocale(load<u32>(pc, 4), ch);
    case 37: // NOT_LITERAL_LOC_IGNORE
      return !equalsLocale(load<u32>(pc, 4), ch);
    case 39: // IN_UNI_IGNORE
      return inSet(pc + 8, lowerUnicode(ch));
    case 40: // LITERAL_UNI_IGNORE
      return lowerUnicode(ch) == load<u32>(pc, 4);
    case 41: // NOT_LITERAL_UNI_IGNORE
      return lowerUnicode(ch) != load<u32>(pc, 4);
  }
  return false;
}
