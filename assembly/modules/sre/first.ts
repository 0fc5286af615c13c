/**
 * Which characters a piece of a pattern's code can begin with: what the translation asks in order to leave out attempts that must fail.
 *
 * A set is a record of SET_BYTES: 8 words of bits for the characters below 256, then `beyond` for all others, then `any`. The others fall into four
 * kinds (Unicode's decimal digits, other word characters, spaces, the rest), one bit each, so that \d+ and \s are known to have nothing in common
 * there either; INEXACT says that of the kinds named not all characters are meant. `any`: a character does not decide (the piece may be empty).
 *
 * Invariant: a set may name too many characters, never too few. A set of one item (addItem into an empty set) is exact below 256.
 */
import { acceptsOne, inCategory, inSet } from "./chars";

export const SET_BYTES: usize = 40;

const DIGIT: u32 = 1;
const LETTER: u32 = 2;
const SPACE: u32 = 4;
const OTHER: u32 = 8;
const ALL: u32 = 15;
const INEXACT: u32 = 16;

export function beyondOf(set: usize): u32 {
  return load<u32>(set, 32) & ALL;
}

export function isAny(set: usize): bool {
  return load<u32>(set, 36) != 0;
}

export function clearSet(set: usize): void {
  memory.fill(set, 0, SET_BYTES);
}

/** Every character, and no decision. */
export function setAny(set: usize): void {
  memory.fill(set, 0xff, 32);
  store<u32>(set, ALL | INEXACT, 32);
  store<u32>(set, 1, 36);
}

export function addSet(to: usize, from: usize): void {
  for (let i: usize = 0; i < 40; i += 4) store<u32>(to + i, load<u32>(to + i) | load<u32>(from + i));
}

export function hasBit(set: usize, ch: u32): bool {
  return ((load<u32>(set + ((ch >> 3) & 28)) >> (ch & 31)) & 1) != 0;
}

/** Has no character both? */
export function areApart(a: usize, b: usize): bool {
  if (isAny(a) || isAny(b)) return false;
  for (let i: usize = 0; i < 32; i += 4) if (load<u32>(a + i) & load<u32>(b + i)) return false;
  return (beyondOf(a) & beyondOf(b)) == 0;
}

/** Is every character of `a` of the category? */
export function isWithin(a: usize, category: u32): bool {
  const bits = categoryBits(category);
  for (let i: usize = 0; i < 32; i += 4) if (load<u32>(a + i) & ~load<u32>(bits + i)) return false;
  return (beyondOf(a) & ~(categoryBeyond(category) & ALL)) == 0;
}

/** The only character below 256 of a set that has none beyond: else -1. */
export function onlyChar(set: usize): i32 {
  if (isAny(set) || beyondOf(set) != 0) return -1;
  let found = -1;
  for (let i: usize = 0; i < 32; i += 4) {
    const bits = load<u32>(set + i);
    if (bits == 0) continue;
    if (found >= 0 || (bits & (bits - 1)) != 0) return -1;
    found = <i32>(i << 3) + <i32>ctz(bits);
  }
  return found;
}

// ---- sets of one item ------------------------------------------------------------------------------------------------

function addBit(set: usize, ch: u32): void {
  const at = set + ((ch >> 3) & 28);
  store<u32>(at, load<u32>(at) | (1 << (ch & 31)));
}

function addBeyond(set: usize, kinds: u32): void {
  store<u32>(set, load<u32>(set, 32) | kinds, 32);
}

function addChar(set: usize, ch: u32): void {
  if (ch < 256) addBit(set, ch);
  else addBeyond(set, ALL | INEXACT);
}

/** Bits of the 18 categories, made when they are asked for. */
const categories: usize = memory.data(576, 8);
let categoriesMade: u32 = 0;

function categoryBits(c: u32): usize {
  const bits = categories + ((<usize>c) << 5);
  if (categoriesMade & (1 << c)) return bits;
  categoriesMade |= 1 << c;
  for (let ch: u32 = 0; ch < 256; ch++) if (inCategory(c, ch)) addBit(bits, ch);
  return bits;
}

/** The kinds of characters beyond 255 in category `c` (CHCODES of re/_constants.py). */
function categoryBeyond(c: u32): u32 {
  switch (c) {
    case 10:
      return DIGIT;
    case 11:
      return LETTER | SPACE | OTHER;
    case 12:
      return SPACE;
    case 13:
      return DIGIT | LETTER | OTHER;
    case 14:
      return DIGIT | LETTER;
    case 15:
      return SPACE | OTHER;
    case 16: // some of the spaces end a line
      return SPACE | INEXACT;
    case 17:
      return ALL | INEXACT;
  }
  return c & 1 ? ALL : 0;
}

const scratch: usize = memory.data(40, 8);

/** The set at `pc`, which ends in FAILURE, as bits in `scratch`: false if only trying each character tells. */
function readSet(pc: usize): bool {
  clearSet(scratch);
  let negate = false;
  while (true) {
    const op = load<u32>(pc);
    const first = load<u32>(pc, 4);
    switch (op) {
      case 0: // FAILURE
        if (negate) invert();
        return true;
      case 16: // LITERAL
        addChar(scratch, first);
        pc += 8;
        break;
      case 8: // CATEGORY
        if (first > 17) return false;
        addBits(categoryBits(first));
        addBeyond(scratch, categoryBeyond(first));
        pc += 8;
        break;
      case 9: // CHARSET
        addBits(pc + 4);
        pc += 36;
        break;
      case 22: {
        // RANGE
        const last = load<u32>(pc, 8);
        for (let ch = first; ch <= last && ch < 256; ch++) addBit(scratch, ch);
        if (last > 255) addBeyond(scratch, first <= 256 && last >= 0x10ffff ? ALL : ALL | INEXACT);
        pc += 12;
        break;
      }
      case 21: // NEGATE: at the front it concerns the whole
        if (pc != start) return false;
        negate = true;
        pc += 4;
        break;
      default:
        return false;
    }
  }
}

let start: usize = 0;

function addBits(from: usize): void {
  for (let i: usize = 0; i < 32; i += 4) store<u32>(scratch + i, load<u32>(scratch + i) | load<u32>(from + i));
}

function invert(): void {
  for (let i: usize = 0; i < 32; i += 4) store<u32>(scratch + i, ~load<u32>(scratch + i));
  const beyond = load<u32>(scratch, 32);
  store<u32>(scratch, beyond & INEXACT ? ALL | INEXACT : ~beyond & ALL, 32);
}

function addSetItem(set: usize, pc: usize): void {
  start = pc;
  if (!readSet(pc)) {
    clearSet(scratch);
    for (let ch: u32 = 0; ch < 256; ch++) if (inSet(pc, ch)) addBit(scratch, ch);
    addBeyond(scratch, ALL | INEXACT);
  }
  addSet(set, scratch);
}

/** Adds what the one-character operation at `item` accepts. */
export function addItem(set: usize, item: usize): void {
  const ch = load<u32>(item, 4);
  switch (load<u32>(item)) {
    case 8: // CATEGORY
      if (ch > 17) break;
      clearSet(scratch);
      addBits(categoryBits(ch));
      addBeyond(scratch, categoryBeyond(ch));
      addSet(set, scratch);
      return;
    case 13: // IN
      addSetItem(set, item + 8);
      return;
    case 16: // LITERAL
      addChar(set, ch);
      return;
  }
  for (let c: u32 = 0; c < 256; c++) if (acceptsOne(item, c)) addBit(set, c);
  addBeyond(set, ALL | INEXACT);
}

// ---- sets of pieces --------------------------------------------------------------------------------------------------

/** Does one character decide the operation? */
export function isItem(op: u32): bool {
  switch (op) {
    case 2: // ANY, ANY_ALL, CATEGORY, IN, LITERAL, NOT_LITERAL
    case 3:
    case 8:
    case 13:
    case 16:
    case 20:
    case 31: // and those that ignore case
    case 32:
    case 33:
    case 35:
    case 36:
    case 37:
    case 39:
    case 40:
    case 41:
      return true;
  }
  return false;
}

/** The words of a one-character operation, in bytes. */
export function itemSize(item: usize): usize {
  switch (load<u32>(item)) {
    case 2:
    case 3:
      return 4;
    case 13:
    case 31:
    case 35:
    case 39:
      return 4 + ((<usize>load<u32>(item, 4)) << 2);
  }
  return 8;
}

/** The address that the skip in the word after `pc` leads to. */
export function skipFrom(pc: usize): usize {
  return pc + 4 + ((<usize>load<u32>(pc, 4)) << 2);
}

/** How many operations one question may look at. */
const MOST: i32 = 400;
let looked: i32 = 0;

/** Adds what code from `pc` to `stop` can begin with: true if it may be passed without a character. */
export function firstOf(pc: usize, stop: usize, set: usize): bool {
  looked = 0;
  return addFirst(pc, stop, set);
}

function addFirst(from: usize, stop: usize, set: usize): bool {
  let pc = from;
  while (pc < stop) {
    if (++looked > MOST) {
      setAny(set);
      return false;
    }
    const op = load<u32>(pc);
    if (isItem(op)) {
      addItem(set, pc);
      return false;
    }
    switch (op) {
      case 0: // FAILURE
        return false;
      case 1: // SUCCESS
      case 15: // JUMP, the end of an alternative
        return true;
      case 6: // AT, MARK: they take no character
      case 17:
        pc += 8;
        break;
      case 4: // ASSERT, ASSERT_NOT, INFO
      case 5:
      case 14:
        pc = skipFrom(pc);
        break;
      case 7: {
        // BRANCH
        let at = pc + 4;
        let passes = false;
        while (load<u32>(at) != 0) {
          const next = at + ((<usize>load<u32>(at)) << 2);
          if (addFirst(at + 4, next, set)) passes = true;
          at = next;
        }
        if (!passes) return false;
        pc = at + 4;
        break;
      }
      case 24: // REPEAT_ONE and its like
      case 26:
      case 29:
        if (!isItem(load<u32>(pc, 16))) {
          setAny(set);
          return false;
        }
        addItem(set, pc + 16);
        if (load<u32>(pc, 8) > 0) return false;
        pc = skipFrom(pc);
        break;
      case 23: // REPEAT, POSSESSIVE_REPEAT
      case 28: {
        const last = skipFrom(pc);
        const passes = addFirst(pc + 16, last, set);
        if (load<u32>(pc, 8) > 0 && !passes) return false;
        pc = last + 4;
        break;
      }
      case 27: {
        // ATOMIC_GROUP
        const next = skipFrom(pc);
        if (!addFirst(pc + 8, next - 4, set)) return false;
        pc = next;
        break;
      }
      default: // back references
        setAny(set);
        return false;
    }
  }
  return true;
}
