/**
 * The form in which a pattern is run: the instructions of the engine, their records, and the translation from the code of re/_compiler.py.
 * The pattern keeps that code (its hash and equality are the code's); the program lies behind it in the same object.
 *
 * What the translation adds is knowledge of first characters (first.ts): each set of characters becomes bits, an alternative that cannot begin with the
 * next character is not entered, and a greedy repeat of a character whose tail cannot begin with any such character never gives one back.
 *
 * Words of 4 bytes; `to` is a distance in bytes from the instruction. CLASS: 8 words of bits below 256, whether characters beyond can belong to it, where
 * in the pattern's code the operation stands that decides those. FIRST: 8 words of bits, then BEYOND and ANY. TABLE: the bits as SIMD wants them, for
 * each low half of a byte those of the high halves 0 to 7, then those of 8 to 15.
 *
 *   header   minimal length, mode, character, length of the prefix, address of the prefix from here, 0, FIRST, TABLE, prefix's bytes
 *   FAIL   END   NEWLINE_NOT   CHAR_ALL   LIT ch   STR n ch ...   SET CLASS   AT code   MARK number   JUMP to
 *   RUN ONLY|BACK|LEAD|LAZY: what ch min max CLASS TABLE FIRST (of the tail)
 *   BRANCH, then alternatives: FIRST, to the next one or 0, its code
 *   OPTION lazy to-tail FIRST (of the body) FIRST (of the tail) body
 *   REPEAT to-until body UNTIL|UNTIL_LAZY to-body min max FIRST (body) FIRST (tail)
 *   LOOK back negate CLASS   ASSERT|ASSERT_NOT to-next back body END   ATOMIC to-next body END   POSSESSIVE to-next min max body END
 *   GROUP number fold   IF_GROUP number to-else
 */
import { PyMem_Free, PyMem_Realloc } from "../../memory/blocks";
import {
  SET_BYTES,
  addItem,
  addSet,
  areApart,
  beyondOf,
  clearSet,
  firstOf,
  hasBit,
  isAny,
  isItem,
  isWithin,
  itemSize,
  onlyChar,
  setAny,
  skipFrom,
} from "./first";

export const FAIL: u32 = 0;
export const END: u32 = 1;
export const NEWLINE_NOT: u32 = 2;
export const CHAR_ALL: u32 = 3;
export const LIT: u32 = 4;
export const STR: u32 = 5;
export const SET: u32 = 6;
export const AT: u32 = 7;
export const MARK: u32 = 8;
export const JUMP: u32 = 9;
export const RUN_ONLY: u32 = 10;
export const RUN_LEAD: u32 = 11;
export const RUN_BACK: u32 = 12;
export const RUN_LAZY: u32 = 13;
export const BRANCH: u32 = 14;
export const OPTION: u32 = 15;
export const REPEAT: u32 = 16;
export const UNTIL: u32 = 17;
export const UNTIL_LAZY: u32 = 18;
export const LOOK: u32 = 19;
export const ASSERT: u32 = 20;
export const ASSERT_NOT: u32 = 21;
export const ATOMIC: u32 = 22;
export const POSSESSIVE: u32 = 23;
export const GROUP: u32 = 24;
export const IF_GROUP: u32 = 25;

export const MAXREPEAT: u32 = 0xffffffff;

/** A class's and a FIRST's words after the bits. */
export const CLASS_BEYOND: usize = 32;
export const CLASS_ITEM: usize = 36;
export const CLASS_BYTES: usize = 40;
export const FIRST_FLAGS: usize = 32;
export const FIRST_BYTES: usize = 36;
export const BEYOND: u32 = 1;
export const ANY: u32 = 2;

/** Where the parts of an instruction are. */
export const SET_CLASS: usize = 4;
export const RUN_CLASS: usize = 20;
export const RUN_TABLE: usize = 60;
export const RUN_FIRST: usize = 92;
export const RUN_BYTES: usize = 128;
export const OPTION_BODY: usize = 12;
export const OPTION_TAIL: usize = 48;
export const OPTION_BYTES: usize = 84;
export const UNTIL_BODY_FIRST: usize = 16;
export const UNTIL_TAIL_FIRST: usize = 52;
export const UNTIL_BYTES: usize = 88;
export const ALTERNATIVE_NEXT: usize = 36;
export const ALTERNATIVE_BYTES: usize = 40;
export const LOOK_CLASS: usize = 12;
export const LOOK_BYTES: usize = 52;

/** What a run's characters are. */
export const OF_CLASS: u32 = 0;
export const OF_CHAR: u32 = 1;
export const OF_OTHERS: u32 = 2;
export const OF_ALL: u32 = 3;

/** How a search finds where a match can begin. */
export const EVERYWHERE: u32 = 0;
export const BY_CHAR: u32 = 1;
export const BY_PREFIX: u32 = 2;
export const BY_SET: u32 = 3;
export const AT_START: u32 = 4;
export const HEADER_FIRST: usize = 24;
export const HEADER_TABLE: usize = 60;
export const HEADER_BYTES: usize = 92;

// ---- output ----------------------------------------------------------------------------------------------------------

let out: usize = 0;
let used: usize = 0;
let room: usize = 0;
let failed: bool = false;
let codeStart: usize = 0;
/** Where the RUN_LEAD is, 0 without one; whether the pattern asks what a group matched. */
let leadAt: usize = 0;
let looksBack: bool = false;

/** `size` bytes at the end: their distance from the start; 0 and `failed` without memory. */
function reserve(size: usize): usize {
  if (used + size > room) {
    let wanted = room == 0 ? <usize>4096 : room << 1;
    while (wanted < used + size) wanted <<= 1;
    const grown = wanted > 0x40000000 ? 0 : PyMem_Realloc(out, wanted);
    if (grown == 0) {
      failed = true;
      return 0;
    }
    out = grown;
    room = wanted;
  }
  const at = used;
  used += size;
  return at;
}

function emit(word: u32): void {
  const at = reserve(4);
  if (!failed) store<u32>(out + at, word);
}

/** Writes the distance from `from` to here into the word at `at`. */
function landHere(at: usize, from: usize): void {
  if (!failed) store<u32>(out + at, <u32>(used - from));
}

/** Sets of characters that wait while what they were made for is translated: a stack, by index. Set 0 is that of the end. */
let sets: usize = 0;
let setCount: i32 = 0;
let setRoom: i32 = 0;
/** What follows where a block ends in END: nothing that could fail and come back, except for the wrong end of the whole. */
const AT_END: i32 = 0;

function newSet(): i32 {
  if (setCount == setRoom) {
    const wanted = setRoom == 0 ? 32 : setRoom << 1;
    const grown = PyMem_Realloc(sets, <usize>wanted * SET_BYTES);
    if (grown == 0) {
      failed = true;
      return 0;
    }
    sets = grown;
    setRoom = wanted;
  }
  clearSet(setAt(setCount));
  return setCount++;
}

function setAt(i: i32): usize {
  return sets + <usize>i * SET_BYTES;
}

function itemSet(item: usize): i32 {
  const set = newSet();
  if (!failed) addItem(setAt(set), item);
  return set;
}

/** What can follow at `pc` in a block that ends at `stop` and is followed by `follow`. */
function tailSet(pc: usize, stop: usize, follow: i32): i32 {
  let at = pc;
  while (at < stop && load<u32>(at) == 17) at += 8;
  if (at >= stop) return follow;
  const set = newSet();
  if (!failed && firstOf(at, stop, setAt(set))) addSet(setAt(set), setAt(follow));
  return set;
}

function emitFirst(set: i32): void {
  const at = reserve(FIRST_BYTES);
  if (failed) return;
  const from = setAt(set);
  memory.copy(out + at, from, 32);
  store<u32>(out + at, (beyondOf(from) != 0 ? BEYOND : 0) | (isAny(from) ? ANY : 0), FIRST_FLAGS);
}

function emitClass(set: i32, item: usize): void {
  const at = reserve(CLASS_BYTES);
  if (failed) return;
  const from = setAt(set);
  memory.copy(out + at, from, 32);
  store<u32>(out + at, beyondOf(from), CLASS_BEYOND);
  store<u32>(out + at, <u32>(item - codeStart), CLASS_ITEM);
}

function emitTable(set: i32): void {
  const at = reserve(32);
  if (failed) return;
  const table = out + at;
  const from = setAt(set);
  memory.fill(table, 0, 32);
  for (let ch: u32 = 0; ch < 256; ch++) {
    if (!hasBit(from, ch)) continue;
    const byte = table + (ch & 15) + ((ch >> 3) & 16);
    store<u8>(byte, <u8>(<u32>load<u8>(byte) | (1 << ((ch >> 4) & 7))));
  }
}

// ---- instructions ----------------------------------------------------------------------------------------------------

function emitItem(item: usize): void {
  switch (load<u32>(item)) {
    case 2:
      emit(NEWLINE_NOT);
      return;
    case 3:
      emit(CHAR_ALL);
      return;
    case 16:
      emit(LIT);
      emit(load<u32>(item, 4));
      return;
  }
  const before = setCount;
  emit(SET);
  emitClass(itemSet(item), item);
  setCount = before;
}

/** One or more LITERALs: the address after them. */
function emitLiterals(pc: usize, stop: usize): usize {
  let n: u32 = 0;
  let at = pc;
  while (at < stop && load<u32>(at) == 16) {
    n++;
    at += 8;
  }
  if (n == 1) emitItem(pc);
  else {
    emit(STR);
    emit(n);
    for (let p = pc; p < at; p += 8) emit(load<u32>(p, 4));
  }
  return at;
}

/** Can a greedy run of the characters in `set`, at least `min`, that gives some back be followed by what stands at `tail`? */
function mayGiveBack(set: i32, min: u32, tail: usize, stop: usize, follow: i32, tailFirst: i32): bool {
  let at = tail;
  while (at < stop && load<u32>(at) == 17) at += 8;
  if (at >= stop) return follow != AT_END && !areApart(setAt(set), setAt(follow));
  if (load<u32>(at) == 6) {
    // between two characters of the run no position holds that means the end, or the edge of a word
    const where = load<u32>(at, 4);
    if (where == 7) return false;
    if ((where == 5 || where == 6) && !hasBit(setAt(set), 10)) return false;
    if (min > 0 && (where == 3 || where == 8)) {
      if (isWithin(setAt(set), 4) || isWithin(setAt(set), 5)) return false;
    }
    if (min > 0 && where == 10 && (isWithin(setAt(set), 14) || isWithin(setAt(set), 15))) return false;
  }
  return !areApart(setAt(set), setAt(tailFirst));
}

/** REPEAT_ONE (24), MIN_REPEAT_ONE (26), POSSESSIVE_REPEAT_ONE (29) at `pc`. */
function emitRun(pc: usize, stop: usize, follow: i32, leads: bool): void {
  const op = load<u32>(pc);
  const item = pc + 16;
  const tail = skipFrom(pc);
  const min = load<u32>(pc, 8);
  const max = load<u32>(pc, 12);
  const before = setCount;
  const set = isItem(load<u32>(item)) ? itemSet(item) : newSet();
  const tailFirst = tailSet(tail, stop, follow);
  if (failed) return;
  if (op == 26) emit(RUN_LAZY);
  else if (op == 24 && mayGiveBack(set, min, tail, stop, follow, tailFirst)) emit(RUN_BACK);
  else {
    if (leads && max == MAXREPEAT) leadAt = used;
    emit(RUN_ONLY);
  }
  const kind = load<u32>(item);
  if (kind == 16) emit(OF_CHAR);
  else if (kind == 20 || kind == 2) emit(OF_OTHERS);
  else emit(kind == 3 ? OF_ALL : OF_CLASS);
  emit(kind == 2 ? 10 : load<u32>(item, 4));
  emit(min);
  emit(max);
  emitClass(set, item);
  emitTable(set);
  emitFirst(tailFirst);
  setCount = before;
}

function emitBranch(pc: usize, stop: usize, follow: i32): usize {
  let after = pc + 4;
  while (load<u32>(after) != 0) after += (<usize>load<u32>(after)) << 2;
  after += 4;
  const before = setCount;
  const tail = tailSet(after, stop, follow);
  const kept = setCount;
  emit(BRANCH);
  let jumps: usize = 0; // a list of the JUMPs through their targets
  let at = pc + 4;
  while (load<u32>(at) != 0 && !failed) {
    const next = at + ((<usize>load<u32>(at)) << 2);
    const record = used;
    emitFirst(tailSet(at + 4, next - 8, tail));
    emit(0);
    block(at + 4, next - 8, tail, false);
    setCount = kept;
    const jump = used;
    emit(JUMP);
    emit(<u32>jumps);
    jumps = jump;
    if (load<u32>(next) != 0) landHere(record + ALTERNATIVE_NEXT, record);
    at = next;
  }
  while (jumps != 0 && !failed) {
    const next = <usize>load<u32>(out + jumps, 4);
    landHere(jumps + 4, jumps);
    jumps = next;
  }
  setCount = before;
  return after;
}

/** REPEAT at `pc`, which ends in MAX_UNTIL (18) or MIN_UNTIL (19): the address after it. */
function emitRepeat(pc: usize, stop: usize, follow: i32): usize {
  const last = skipFrom(pc);
  const min = load<u32>(pc, 8);
  const max = load<u32>(pc, 12);
  const lazy = load<u32>(last) == 19;
  const before = setCount;
  const tail = tailSet(last + 4, stop, follow);
  const body = newSet();
  if (failed) return last + 4;
  if (firstOf(pc + 16, last, setAt(body))) setAny(setAt(body));
  const start = used;
  if (min == 0 && max == 1) {
    emit(OPTION);
    emit(lazy ? 1 : 0);
    emit(0);
    emitFirst(body);
    emitFirst(tail);
    block(pc + 16, last, tail, false);
    landHere(start + 8, start);
  } else {
    const again = newSet();
    if (failed) return last + 4;
    addSet(setAt(again), setAt(body));
    addSet(setAt(again), setAt(tail));
    emit(REPEAT);
    emit(0);
    const bodyStart = used;
    block(pc + 16, last, again, false);
    landHere(start + 4, start);
    const until = used;
    emit(lazy ? UNTIL_LAZY : UNTIL);
    emit(<u32>(until - bodyStart));
    emit(min);
    emit(max);
    emitFirst(body);
    emitFirst(tail);
  }
  setCount = before;
  return last + 4;
}

/** ASSERT (4) and ASSERT_NOT (5): the address after it. */
function emitAssert(pc: usize): usize {
  const next = skipFrom(pc);
  const body = pc + 12;
  const negate: u32 = load<u32>(pc) == 5 ? 1 : 0;
  const before = setCount;
  if (isItem(load<u32>(body)) && body + itemSize(body) == next - 4) {
    emit(LOOK);
    emit(load<u32>(pc, 8));
    emit(negate);
    emitClass(itemSet(body), body);
  } else {
    const at = used;
    emit(negate ? ASSERT_NOT : ASSERT);
    emit(0);
    emit(load<u32>(pc, 8));
    block(body, next - 4, AT_END, false);
    emit(END);
    landHere(at + 4, at);
  }
  setCount = before;
  return next;
}

/** ATOMIC_GROUP (27) and POSSESSIVE_REPEAT (28): the address after it. */
function emitAtomic(pc: usize): usize {
  const at = used;
  const group = load<u32>(pc) == 27;
  const last = group ? skipFrom(pc) - 4 : skipFrom(pc);
  emit(group ? ATOMIC : POSSESSIVE);
  emit(0);
  if (!group) {
    emit(load<u32>(pc, 8));
    emit(load<u32>(pc, 12));
  }
  block(group ? pc + 8 : pc + 16, last, AT_END, false);
  emit(END);
  landHere(at + 4, at);
  return last + 4;
}

/** GROUPREF_EXISTS group skip then [JUMP skip else]: the address after it. */
function emitConditional(pc: usize, stop: usize, follow: i32): usize {
  const at = used;
  const other = pc + 4 + ((<usize>load<u32>(pc, 8)) << 2);
  const before = setCount;
  const jump = other - 8;
  // the word before may be an operand that looks like a JUMP: only an instruction counts
  const both = endsInJump(pc + 12, other);
  const after = both ? jump + 4 + ((<usize>load<u32>(jump, 4)) << 2) : other;
  const tail = tailSet(after, stop, follow);
  looksBack = true;
  emit(IF_GROUP);
  emit(load<u32>(pc, 4));
  emit(0);
  block(pc + 12, both ? jump : other, tail, false);
  const jumped = used;
  if (both) {
    emit(JUMP);
    emit(0);
  }
  landHere(at + 8, at);
  if (both) {
    block(other, after, tail, false);
    landHere(jumped + 4, jumped);
  }
  setCount = before;
  return after;
}

/** The address after the instruction at `pc`. */
function afterOf(pc: usize): usize {
  const op = load<u32>(pc);
  if (isItem(op)) return pc + itemSize(pc);
  switch (op) {
    case 0:
    case 1:
      return pc + 4;
    case 7: {
      let at = pc + 4;
      while (load<u32>(at) != 0) at += (<usize>load<u32>(at)) << 2;
      return at + 4;
    }
    case 23:
    case 28:
      return skipFrom(pc) + 4;
    case 4:
    case 5:
    case 14:
    case 15:
    case 24:
    case 26:
    case 27:
    case 29:
      return skipFrom(pc);
    case 12: {
      const other = pc + 4 + ((<usize>load<u32>(pc, 8)) << 2);
      return endsInJump(pc + 12, other) ? skipFrom(other - 8) : other;
    }
  }
  return pc + 8;
}

function endsInJump(from: usize, stop: usize): bool {
  let at = from;
  let last = from;
  while (at < stop) {
    last = at;
    at = afterOf(at);
  }
  return last == stop - 8 && from < stop && load<u32>(last) == 15;
}

/** The instructions from `from` to `stop`, which `follow` follows. `leads`: every match begins here. */
function block(from: usize, stop: usize, follow: i32, leads: bool): void {
  let pc = from;
  let first = leads;
  while (pc < stop && !failed) {
    const op = load<u32>(pc);
    let still = false;
    if (op == 16) pc = emitLiterals(pc, stop);
    else if (isItem(op)) {
      emitItem(pc);
      pc += itemSize(pc);
    } else {
      switch (op) {
        case 4:
        case 5:
          pc = emitAssert(pc);
          break;
        case 6:
        case 17:
          emit(op == 6 ? AT : MARK);
          emit(load<u32>(pc, 4));
          pc += 8;
          still = first;
          break;
        case 7:
          pc = emitBranch(pc, stop, follow);
          break;
        case 11: // GROUPREF and those that ignore case
        case 30:
        case 34:
        case 38:
          looksBack = true;
          emit(GROUP);
          emit(load<u32>(pc, 4));
          emit(op == 11 ? 0 : op == 38 ? 2 : 1);
          pc += 8;
          break;
        case 12:
          pc = emitConditional(pc, stop, follow);
          break;
        case 14: // INFO
          pc = skipFrom(pc);
          still = first;
          break;
        case 23:
          pc = emitRepeat(pc, stop, follow);
          break;
        case 24:
        case 26:
        case 29:
          emitRun(pc, stop, follow, first);
          pc = skipFrom(pc);
          break;
        case 27:
        case 28:
          pc = emitAtomic(pc);
          break;
        default:
          emit(op == 1 ? END : FAIL);
          pc += 4;
          break;
      }
    }
    first = still;
  }
}

// ---- the whole -------------------------------------------------------------------------------------------------------

/** How a search begins: fills the header, appends the prefix. */
function describeSearch(code: usize, stop: usize): void {
  const before = setCount;
  const set = newSet();
  if (failed) return;
  const infoed = load<u32>(code) == 14;
  let body = infoed ? skipFrom(code) : code;
  let mode: u32 = EVERYWHERE;
  if (firstOf(body, stop, setAt(set)) || isAny(setAt(set))) setAny(setAt(set));
  else mode = BY_SET;
  let ch: i32 = onlyChar(setAt(set));
  let prefix: u32 = 0;
  if (infoed && load<u32>(code, 8) & 1) prefix = load<u32>(code, 20);
  if (prefix > 0) ch = <i32>load<u32>(code, 28);
  if (ch >= 0) mode = BY_CHAR;
  let bytes: usize = 0;
  if (prefix > 1) {
    bytes = reserve((<usize>prefix + 3) & ~3);
    if (failed) return;
    mode = BY_PREFIX;
    for (let i: usize = 0; i < <usize>prefix; i++) {
      const c = load<u32>(code + 28 + (i << 2));
      if (c > 255) mode = BY_CHAR;
      store<u8>(out + bytes + i, <u8>c);
    }
  }
  while (body < stop && load<u32>(body) == 17) body += 8;
  if (body < stop && load<u32>(body) == 6 && (load<u32>(body, 4) & ~2) == 0) mode = AT_START;
  // the first part of the header is written last: the buffer may have moved
  store<u32>(out, infoed ? load<u32>(code, 12) : 0);
  store<u32>(out, mode, 4);
  store<u32>(out, <u32>ch, 8);
  store<u32>(out, prefix, 12);
  store<u32>(out, <u32>bytes, 16);
  store<u32>(out, 0, 20);
  const end = used;
  used = HEADER_FIRST;
  emitFirst(set);
  emitTable(set);
  used = end;
  setCount = before;
}

/** Translates `n` words of valid code: the program's size in bytes, which takeProgram fetches; 0 without memory. */
export function translate(code: usize, n: i32): usize {
  used = 0;
  setCount = 0;
  failed = false;
  codeStart = code;
  const stop = code + ((<usize>(n - 1)) << 2);
  leadAt = 0;
  looksBack = false;
  newSet();
  if (!failed) setAny(setAt(AT_END));
  reserve(HEADER_BYTES);
  block(code, stop, AT_END, true);
  emit(END);
  if (!failed && leadAt != 0 && !looksBack) store<u32>(out + leadAt, RUN_LEAD);
  if (!failed) describeSearch(code, stop);
  return failed ? 0 : used;
}

/** Writes the program last translated to `to`, and gives large buffers back. */
export function takeProgram(to: usize): void {
  if (to != 0) memory.copy(to, out, used);
  if (room > 1 << 16) {
    PyMem_Free(out);
    out = 0;
    room = 0;
  }
  if (setRoom > 1 << 10) {
    PyMem_Free(sets);
    sets = 0;
    setRoom = 0;
  }
}
