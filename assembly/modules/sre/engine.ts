/**
 * The matcher: runs the code that re/_compiler.py makes (counterpart: Modules/_sre/sre_lib.h). A backtracking machine without recursion:
 *
 *   choices   what to try when the present attempt fails: a stack of records
 *   trail     group marks that were overwritten, so that going back restores them exactly
 *   repeats   one record for each iteration of a general repeat, linked to the enclosing repeat's
 *
 * Assertions, atomic groups and possessive repeats put a barrier on the choice stack; the SUCCESS at their end cuts the stack back to it.
 *
 * Invariant: nothing here runs Python, so one machine in static memory serves all; `choices`, `trail` and `repeats` are empty between runs.
 */
import { PyMem_Free, PyMem_Realloc } from "../../memory/blocks";
import { acceptsOne, inCategory, inSet, isWord, isWordUnicode, lowerAscii, lowerUnicode } from "./chars";

export const MAXREPEAT: u32 = 0xffffffff;

// ---- the subject -----------------------------------------------------------------------------------------------------

let base: usize = 0;
let kind: i32 = 1;
/** End of the part that is searched; `\Z` and `$` mean it. */
let end: i32 = 0;

/** Address of the first mark (i32 each): start and end of group 1, of group 2 ...; -1 is unset. */
export let marks: usize = 0;
let markRoom: i32 = 0;
let markCount: i32 = 0;
export let lastIndex: i32 = -1;

/** Where the last match began and ended. */
export let matchStart: i32 = 0;
export let matchEnd: i32 = 0;

let matchAll: bool = false;
let mustAdvance: bool = false;
let startOfMatch: i32 = 0;

function charAt(i: i32): u32 {
  if (kind == 1) return <u32>load<u8>(base + <usize>i);
  if (kind == 2) return <u32>load<u16>(base + ((<usize>i) << 1));
  return load<u32>(base + ((<usize>i) << 2));
}

/** The subject of the next runs, and the number of groups. False without memory. */
export function setSubject(data: usize, charKind: i32, endPos: i32, groups: i32): bool {
  base = data;
  kind = charKind;
  end = endPos;
  markCount = groups * 2;
  if (markCount > markRoom) {
    const grown = PyMem_Realloc(marks, <usize>(markCount << 2));
    if (grown == 0) return false;
    marks = grown;
    markRoom = markCount;
  }
  return true;
}

// ---- stacks ----------------------------------------------------------------------------------------------------------

const UNTIL_TAIL: i32 = 0; // the tail of a greedy repeat
const UNTIL_BODY: i32 = 1; // another iteration of a lazy repeat
const BRANCH: i32 = 2; // the next alternative
const ONE_LESS: i32 = 3; // a greedy one-character repeat gives one back
const ONE_MORE: i32 = 4; // a lazy one takes one more
const ASSERT: i32 = 5; // barriers: the pending choice is failure ...
const ASSERT_NOT: i32 = 6; // ... or success
const ATOMIC: i32 = 7;
const POSSESSIVE: i32 = 8;

@unmanaged
class Choice {
  kind: i32;
  pc: usize;
  ptr: i32;
  trail: usize;
  repeat: usize;
  barrier: usize;
  lastIndex: i32;
  repeats: usize;
  count: i32;
  limit: i32;
}
const CHOICE_SIZE: usize = 40;

@unmanaged
class Repeat {
  prev: usize;
  pc: usize;
  count: i32;
  lastPtr: i32;
}
const REPEAT_SIZE: usize = 16;

/** Stacks are addressed by offsets, since they move when they grow. */
let choices: usize = 0;
let choicesTop: usize = 0;
let choicesEnd: usize = 0;
let trail: usize = 0;
let trailTop: usize = 0;
let trailEnd: usize = 0;
let repeats: usize = 0;
let repeatsTop: usize = REPEAT_SIZE;
let repeatsEnd: usize = 0;
let outOfMemory: bool = false;

/** Registers of the run besides pc and ptr: offset of the present repeat (0 none), and of the innermost barrier + 1 (0 none). */
let repeat: usize = 0;
let barrier: usize = 0;

function choiceAt(offset: usize): Choice {
  return changetype<Choice>(choices + offset);
}

function repeatAt(offset: usize): Repeat {
  return changetype<Repeat>(repeats + offset);
}

function pushChoice(what: i32, pc: usize, ptr: i32, count: i32, limit: i32): bool {
  if (choicesTop + CHOICE_SIZE > choicesEnd) {
    const room = choicesEnd == 0 ? 4096 : choicesEnd << 1;
    const grown = PyMem_Realloc(choices, room);
    if (grown == 0) {
      outOfMemory = true;
      return false;
    }
    choices = grown;
    choicesEnd = room;
  }
  const c = choiceAt(choicesTop);
  choicesTop += CHOICE_SIZE;
  c.kind = what;
  c.pc = pc;
  c.ptr = ptr;
  c.trail = trailTop;
  c.repeat = repeat;
  c.barrier = barrier;
  c.lastIndex = lastIndex;
  c.repeats = repeatsTop;
  c.count = count;
  c.limit = limit;
  return true;
}

function pushRepeat(prev: usize, pc: usize, count: i32, lastPtr: i32): bool {
  if (repeatsTop + REPEAT_SIZE > repeatsEnd) {
    const room = repeatsEnd == 0 ? 2048 : repeatsEnd << 1;
    const grown = PyMem_Realloc(repeats, room);
    if (grown == 0) {
      outOfMemory = true;
      return false;
    }
    repeats = grown;
    repeatsEnd = room;
  }
  const r = repeatAt(repeatsTop);
  r.prev = prev;
  r.pc = pc;
  r.count = count;
  r.lastPtr = lastPtr;
  repeat = repeatsTop;
  repeatsTop += REPEAT_SIZE;
  return true;
}

function setMark(i: i32, ptr: i32): bool {
  if (trailTop + 8 > trailEnd) {
    const room = trailEnd == 0 ? 1024 : trailEnd << 1;
    const grown = PyMem_Realloc(trail, room);
    if (grown == 0) {
      outOfMemory = true;
      return false;
    }
    trail = grown;
    trailEnd = room;
  }
  const at = marks + ((<usize>i) << 2);
  store<i32>(trail + trailTop, i);
  store<i32>(trail + trailTop + 4, load<i32>(at));
  trailTop += 8;
  store<i32>(at, ptr);
  return true;
}

function undoTrail(to: usize): void {
  while (trailTop > to) {
    trailTop -= 8;
    store<i32>(marks + ((<usize>load<i32>(trail + trailTop)) << 2), load<i32>(trail + trailTop + 4));
  }
}

/** Gives large stacks back. */
export function endOfRuns(): void {
  if (choicesEnd > 1 << 20) {
    PyMem_Free(choices);
    choices = 0;
    choicesEnd = 0;
  }
  if (repeatsEnd > 1 << 20) {
    PyMem_Free(repeats);
    repeats = 0;
    repeatsEnd = 0;
  }
}

// ---- pieces of the pattern -------------------------------------------------------------------------------------------

function wordBefore(ptr: i32, unicode: bool): bool {
  return ptr > 0 && (unicode ? isWordUnicode(charAt(ptr - 1)) : isWord(charAt(ptr - 1)));
}

function wordAt(ptr: i32, unicode: bool): bool {
  return ptr < end && (unicode ? isWordUnicode(charAt(ptr)) : isWord(charAt(ptr)));
}

/** Does position code `at` (ATCODES of re/_constants.py) hold at ptr? */
function holdsAt(at: u32, ptr: i32): bool {
  switch (at) {
    case 0: // BEGINNING
    case 2: // BEGINNING_STRING
      return ptr == 0;
    case 1: // BEGINNING_LINE
      return ptr == 0 || charAt(ptr - 1) == 10;
    case 3: // BOUNDARY
    case 8:
      return end != 0 && wordBefore(ptr, false) != wordAt(ptr, false);
    case 4: // NON_BOUNDARY
    case 9:
      return end != 0 && wordBefore(ptr, false) == wordAt(ptr, false);
    case 5: // END
      return ptr == end || (ptr + 1 == end && charAt(ptr) == 10);
    case 6: // END_LINE
      return ptr == end || charAt(ptr) == 10;
    case 7: // END_STRING
      return ptr == end;
    case 10:
      return end != 0 && wordBefore(ptr, true) != wordAt(ptr, true);
    case 11:
      return end != 0 && wordBefore(ptr, true) == wordAt(ptr, true);
  }
  return false;
}

/** How many characters from ptr on the one-character operation at `item` accepts, at most `max`. */
function countOne(item: usize, ptr: i32, max: u32): i32 {
  let stop = end;
  if (max < <u32>(end - ptr)) stop = ptr + <i32>max;
  let p = ptr;
  const op = load<u32>(item);
  if (op == 3) return stop - ptr; // ANY_ALL
  if (op == 13) {
    const set = item + 8;
    while (p < stop && inSet(set, charAt(p))) p++;
  } else if (op == 2) {
    while (p < stop && charAt(p) != 10) p++;
  } else if (op == 16) {
    const ch = load<u32>(item, 4);
    while (p < stop && charAt(p) == ch) p++;
  } else if (op == 20) {
    const ch = load<u32>(item, 4);
    while (p < stop && charAt(p) != ch) p++;
  } else {
    while (p < stop && acceptsOne(item, charAt(p))) p++;
  }
  return p - ptr;
}

/** Length of group `g` (from 0), or -1 if it is unset; its start in `groupStart`. */
let groupStart: i32 = 0;
function groupLength(g: u32): i32 {
  const at = marks + ((<usize>g) << 3);
  groupStart = load<i32>(at);
  const stop = load<i32>(at, 4);
  return groupStart < 0 || stop < groupStart ? -1 : stop - groupStart;
}

/** Matches the text of group `g` at ptr: the new ptr, or -1. `fold`: 0 as is, 1 ASCII case, 2 Unicode case. */
function matchGroup(g: u32, ptr: i32, fold: i32): i32 {
  const n = groupLength(g);
  if (n < 0 || end - ptr < n) return -1;
  const from = groupStart;
  for (let i = 0; i < n; i++) {
    const a = charAt(ptr + i);
    const b = charAt(from + i);
    if (a == b) continue;
    if (fold == 0) return -1;
    if (fold == 1 ? lowerAscii(a) != lowerAscii(b) : lowerUnicode(a) != lowerUnicode(b)) return -1;
  }
  return ptr + n;
}

/** May an alternative that begins at `pc` match here? Only its first character is looked at. */
function mayBegin(pc: usize, ptr: i32): bool {
  const op = load<u32>(pc);
  if (op == 16) return ptr < end && charAt(ptr) == load<u32>(pc, 4);
  if (op == 13) return ptr < end && inSet(pc + 8, charAt(ptr));
  return true;
}

// ---- the machine -----------------------------------------------------------------------------------------------------

/** What `backtrack` and `succeed` resume with. */
let nextPc: usize = 0;
let nextPtr: i32 = 0;

/** Restores the registers that a choice saved. */
function restore(c: Choice): void {
  undoTrail(c.trail);
  repeat = c.repeat;
  barrier = c.barrier;
  lastIndex = c.lastIndex;
  repeatsTop = c.repeats;
}

/** Takes the last choice: true with nextPc and nextPtr; false if there is none left, or without memory. */
function backtrack(): bool {
  while (choicesTop != 0 && !outOfMemory) {
    const at = choicesTop - CHOICE_SIZE;
    const c = choiceAt(at);
    restore(c);
    choicesTop = at;
    nextPc = c.pc;
    nextPtr = c.ptr;
    switch (c.kind) {
      case UNTIL_TAIL:
        repeat = repeatAt(c.repeat).prev;
        return true;
      case UNTIL_BODY: {
        const r = repeatAt(c.repeat);
        if (!pushRepeat(r.prev, r.pc, c.count, c.ptr)) return false;
        return true;
      }
      case BRANCH:
        if (tryBranch(c.pc, c.ptr)) return true;
        break;
      case ONE_LESS:
        if (oneLess(c.pc, c.ptr, c.count, c.limit)) return true;
        break;
      case ONE_MORE:
        if (oneMore(c.pc, c.ptr, c.count, c.limit)) return true;
        break;
      case ASSERT_NOT:
        return true;
      case POSSESSIVE:
        // the last iteration failed: enough of them?
        if (c.count >= <i32>load<u32>(c.pc, 8)) {
          nextPc = c.pc + 4 + ((<usize>load<u32>(c.pc, 4)) << 2) + 4;
          return true;
        }
        break;
      default:
        break;
    }
  }
  return false;
}

/** Enters the first possible alternative from `pc` on (the word of an alternative's length): false if none can match. */
function tryBranch(start: usize, ptr: i32): bool {
  let pc = start;
  while (true) {
    const skip = <usize>load<u32>(pc);
    if (skip == 0) return false;
    const following = pc + (skip << 2);
    if (mayBegin(pc + 4, ptr)) {
      if (load<u32>(following) != 0 && !pushChoice(BRANCH, following, ptr, 0, 0)) return false;
      nextPc = pc + 4;
      nextPtr = ptr;
      return true;
    }
    pc = following;
  }
}

/** A greedy one-character repeat at `pc` tries its tail with `count` or fewer characters from `ptr` on. */
function oneLess(pc: usize, ptr: i32, most: i32, min: i32): bool {
  const tail = pc + 4 + ((<usize>load<u32>(pc, 4)) << 2);
  let count = most;
  if (load<u32>(tail) == 16) {
    // LITERAL: only where it stands can the tail match
    const ch = load<u32>(tail, 4);
    while (count >= min && (ptr + count >= end || charAt(ptr + count) != ch)) count--;
  }
  if (count < min) return false;
  if (count > min && !pushChoice(ONE_LESS, pc, ptr, count - 1, min)) return false;
  nextPc = tail;
  nextPtr = ptr + count;
  return true;
}

/** A lazy one-character repeat has matched `count` up to ptr: one more, then its tail. */
function oneMore(pc: usize, ptr: i32, count: i32, max: i32): bool {
  if (<u32>count >= <u32>max && <u32>max != MAXREPEAT) return false;
  if (ptr >= end || !acceptsOne(pc + 16, charAt(ptr))) return false;
  if (!pushChoice(ONE_MORE, pc, ptr + 1, count + 1, max)) return false;
  nextPc = pc + 4 + ((<usize>load<u32>(pc, 4)) << 2);
  nextPtr = ptr + 1;
  return true;
}

/** The end of an assertion, atomic group or possessive repeat: true with nextPc and nextPtr, false to backtrack. */
function leaveBarrier(ptr: i32): bool {
  const at = barrier - 1;
  const c = choiceAt(at);
  choicesTop = at; // cuts
  const pc = c.pc;
  switch (c.kind) {
    case ASSERT:
      barrier = c.barrier;
      repeat = c.repeat;
      nextPc = pc;
      nextPtr = c.limit;
      return true;
    case ASSERT_NOT:
      restore(c);
      return false;
    case ATOMIC:
      barrier = c.barrier;
      repeat = c.repeat;
      nextPc = pc;
      nextPtr = ptr;
      return true;
    default: {
      const count = c.count + 1;
      const before = c.ptr;
      const outer = c.barrier;
      barrier = outer;
      repeat = c.repeat;
      const min = load<u32>(pc, 8);
      const max = load<u32>(pc, 12);
      if (<u32>count < min || ((<u32>count < max || max == MAXREPEAT) && ptr != before)) {
        return enterPossessive(pc, ptr, count);
      }
      nextPc = pc + 4 + ((<usize>load<u32>(pc, 4)) << 2) + 4;
      nextPtr = ptr;
      return true;
    }
  }
}

/** Another iteration of the possessive repeat at `pc`. */
function enterPossessive(pc: usize, ptr: i32, count: i32): bool {
  if (!enterBarrier(POSSESSIVE, pc, ptr, count, 0)) return false;
  nextPc = pc + 16;
  nextPtr = ptr;
  return true;
}

function enterBarrier(what: i32, pc: usize, ptr: i32, count: i32, limit: i32): bool {
  const at = choicesTop;
  if (!pushChoice(what, pc, ptr, count, limit)) return false;
  barrier = at + 1;
  return true;
}

/** MAX_UNTIL at `pc`: true with nextPc and nextPtr. */
function maxUntil(pc: usize, ptr: i32): bool {
  const r = repeatAt(repeat);
  const body = r.pc;
  const prev = r.prev;
  const lastPtr = r.lastPtr;
  const count = r.count + 1;
  nextPtr = ptr;
  if (<u32>count < load<u32>(body, 8)) {
    nextPc = body + 16;
    return pushRepeat(prev, body, count, lastPtr);
  }
  const max = load<u32>(body, 12);
  if ((<u32>count < max || max == MAXREPEAT) && ptr != lastPtr) {
    if (!pushChoice(UNTIL_TAIL, pc + 4, ptr, 0, 0)) return false;
    nextPc = body + 16;
    return pushRepeat(prev, body, count, ptr);
  }
  repeat = prev;
  nextPc = pc + 4;
  return true;
}

/** MIN_UNTIL at `pc`. */
function minUntil(pc: usize, ptr: i32): bool {
  const r = repeatAt(repeat);
  const body = r.pc;
  const prev = r.prev;
  const count = r.count + 1;
  nextPtr = ptr;
  if (<u32>count < load<u32>(body, 8)) {
    nextPc = body + 16;
    return pushRepeat(prev, body, count, r.lastPtr);
  }
  const max = load<u32>(body, 12);
  if ((<u32>count < max || max == MAXREPEAT) && ptr != r.lastPtr) {
    if (!pushChoice(UNTIL_BODY, body + 16, ptr, count, 0)) return false;
  }
  repeat = prev;
  nextPc = pc + 4;
  return true;
}

/** MIN_REPEAT_ONE at `pc`. */
function minRepeatOne(pc: usize, ptr: i32): bool {
  const min = load<u32>(pc, 8);
  const max = load<u32>(pc, 12);
  if (<u32>(end - ptr) < min) return false;
  let p = ptr;
  if (min > 0) {
    const count = countOne(pc + 16, ptr, min);
    if (<u32>count < min) return false;
    p += count;
  }
  if (!pushChoice(ONE_MORE, pc, p, <i32>min, <i32>max)) return false;
  nextPc = pc + 4 + ((<usize>load<u32>(pc, 4)) << 2);
  nextPtr = p;
  return true;
}

/** Runs the code at `code` from ptr: true with matchStart and matchEnd. */
function run(code: usize, start: i32): bool {
  choicesTop = 0;
  trailTop = 0;
  repeatsTop = REPEAT_SIZE;
  repeat = 0;
  barrier = 0;
  lastIndex = -1;
  memory.fill(marks, 0xff, <usize>(markCount << 2));
  let pc = code;
  let ptr = start;
  while (true) {
    let good = true;
    const op = load<u32>(pc);
    switch (op) {
      case 1: // SUCCESS
        if (barrier != 0) {
          good = leaveBarrier(ptr);
          if (good) {
            pc = nextPc;
            ptr = nextPtr;
          }
          break;
        }
        if ((matchAll && ptr != end) || (mustAdvance && ptr == startOfMatch)) {
          good = false;
          break;
        }
        matchStart = start;
        matchEnd = ptr;
        return true;
      case 2: // ANY
        if (ptr >= end || charAt(ptr) == 10) good = false;
        else {
          ptr++;
          pc += 4;
        }
        break;
      case 3: // ANY_ALL
        if (ptr >= end) good = false;
        else {
          ptr++;
          pc += 4;
        }
        break;
      case 4: {
        // ASSERT skip back
        const back = load<i32>(pc, 8);
        const next = pc + 4 + ((<usize>load<u32>(pc, 4)) << 2);
        if (ptr < back) good = false;
        else {
          good = enterBarrier(ASSERT, next, ptr, 0, ptr);
          ptr -= back;
          pc += 12;
        }
        break;
      }
      case 5: {
        // ASSERT_NOT skip back
        const back = load<i32>(pc, 8);
        const next = pc + 4 + ((<usize>load<u32>(pc, 4)) << 2);
        if (ptr < back) pc = next;
        else {
          good = enterBarrier(ASSERT_NOT, next, ptr, 0, ptr);
          ptr -= back;
          pc += 12;
        }
        break;
      }
      case 6: // AT
        if (holdsAt(load<u32>(pc, 4), ptr)) pc += 8;
        else good = false;
        break;
      case 7: // BRANCH
        good = tryBranch(pc + 4, ptr);
        if (good) pc = nextPc;
        break;
      case 8: // CATEGORY
        if (ptr >= end || !inCategory(load<u32>(pc, 4), charAt(ptr))) good = false;
        else {
          ptr++;
          pc += 8;
        }
        break;
      case 11: // GROUPREF
      case 30:
      case 34:
      case 38: {
        const to = matchGroup(load<u32>(pc, 4), ptr, op == 11 ? 0 : op == 38 ? 2 : 1);
        if (to < 0) good = false;
        else {
          ptr = to;
          pc += 8;
        }
        break;
      }
      case 12: // GROUPREF_EXISTS group skip
        pc += groupLength(load<u32>(pc, 4)) < 0 ? 4 + ((<usize>load<u32>(pc, 8)) << 2) : 12;
        break;
      case 13: // IN
        if (ptr >= end || !inSet(pc + 8, charAt(ptr))) good = false;
        else {
          ptr++;
          pc += 4 + ((<usize>load<u32>(pc, 4)) << 2);
        }
        break;
      case 14: // INFO
      case 15: // JUMP
        pc += 4 + ((<usize>load<u32>(pc, 4)) << 2);
        break;
      case 16: // LITERAL
        if (ptr >= end || charAt(ptr) != load<u32>(pc, 4)) good = false;
        else {
          ptr++;
          pc += 8;
        }
        break;
      case 17: {
        // MARK
        const i = load<i32>(pc, 4);
        good = setMark(i, ptr);
        if (i & 1) lastIndex = (i >> 1) + 1;
        pc += 8;
        break;
      }
      case 18: // MAX_UNTIL
        good = maxUntil(pc, ptr);
        pc = nextPc;
        break;
      case 19: // MIN_UNTIL
        good = minUntil(pc, ptr);
        pc = nextPc;
        break;
      case 20: // NOT_LITERAL
        if (ptr >= end || charAt(ptr) == load<u32>(pc, 4)) good = false;
        else {
          ptr++;
          pc += 8;
        }
        break;
      case 23: // REPEAT skip min max
        good = pushRepeat(repeat, pc, -1, -1);
        pc += 4 + ((<usize>load<u32>(pc, 4)) << 2);
        break;
      case 24: {
        // REPEAT_ONE skip min max item
        const min = load<u32>(pc, 8);
        if (<u32>(end - ptr) < min) {
          good = false;
          break;
        }
        const count = countOne(pc + 16, ptr, load<u32>(pc, 12));
        good = <u32>count >= min && oneLess(pc, ptr, count, <i32>min);
        if (good) {
          pc = nextPc;
          ptr = nextPtr;
        }
        break;
      }
      case 26: // MIN_REPEAT_ONE
        good = minRepeatOne(pc, ptr);
        if (good) {
          pc = nextPc;
          ptr = nextPtr;
        }
        break;
      case 27: {
        // ATOMIC_GROUP skip
        const next = pc + 4 + ((<usize>load<u32>(pc, 4)) << 2);
        good = enterBarrier(ATOMIC, next, ptr, 0, 0);
        pc += 8;
        break;
      }
      case 28: {
        // POSSESSIVE_REPEAT skip min max: a barrier that no position equals, for the first iteration
        if (load<u32>(pc, 12) == 0) {
          pc = pc + 4 + ((<usize>load<u32>(pc, 4)) << 2) + 4;
          break;
        }
        good = enterPossessive(pc, ptr, 0);
        if (good) pc = nextPc;
        break;
      }
      case 29: {
        // POSSESSIVE_REPEAT_ONE skip min max item
        const min = load<u32>(pc, 8);
        const count = <u32>(end - ptr) < min ? -1 : countOne(pc + 16, ptr, load<u32>(pc, 12));
        if (count < 0 || <u32>count < min) good = false;
        else {
          ptr += count;
          pc += 4 + ((<usize>load<u32>(pc, 4)) << 2);
        }
        break;
      }
      case 31: // the one-character operations that ignore case
      case 35:
      case 39:
        if (ptr >= end || !acceptsOne(pc, charAt(ptr))) good = false;
        else {
          ptr++;
          pc += 4 + ((<usize>load<u32>(pc, 4)) << 2);
        }
        break;
      case 32:
      case 33:
      case 36:
      case 37:
      case 40:
      case 41:
        if (ptr >= end || !acceptsOne(pc, charAt(ptr))) good = false;
        else {
          ptr++;
          pc += 8;
        }
        break;
      default: // FAILURE
        good = false;
        break;
    }
    if (!good) {
      if (!backtrack()) return false;
      pc = nextPc;
      ptr = nextPtr;
    }
  }
}

/** Whether the last run that failed did so for want of memory; forgets it. */
export function ranOutOfMemory(): bool {
  const was = outOfMemory;
  outOfMemory = false;
  return was;
}

/** Does the code match at `start`? `all`: to the end of the subject. */
export function matchAt(code: usize, start: i32, all: bool, advance: bool): bool {
  if (start > end) return false;
  matchAll = all;
  mustAdvance = advance;
  startOfMatch = start;
  return run(code, start);
}

/** The first match at or after `start`; `advance`: an empty one at `start` does not count. */
export function searchFrom(code: usize, start: i32, advance: bool): bool {
  if (start > end) return false;
  matchAll = false;
  startOfMatch = start;
  let first: i64 = -1;
  let set: usize = 0;
  let last = end;
  if (load<u32>(code) == 14) {
    // INFO skip flags min max, then prefix_len prefix_skip prefix ... or a set
    const flags = load<u32>(code, 8);
    const min = load<u32>(code, 12);
    if (min > <u32>(end - start)) return false;
    if (min > 1) last = end - <i32>min + 1;
    if (flags & 1) {
      if (load<u32>(code, 20) > 0) first = <i64>load<u32>(code, 28);
    } else if (flags & 4) set = code + 20;
  }
  // A pattern that begins with ^ or \A can match nowhere else.
  const body = load<u32>(code) == 14 ? code + 4 + ((<usize>load<u32>(code, 4)) << 2) : code;
  if (first < 0 && set == 0 && load<u32>(body) == 6 && load<u32>(body, 4) != 1 && load<u32>(body, 4) < 3) last = start;
  mustAdvance = advance;
  let ptr = start;
  if (first >= 0) {
    const ch = <u32>first;
    while (true) {
      while (ptr < last && charAt(ptr) != ch) ptr++;
      if (ptr >= last) return false;
      if (ptr > start) mustAdvance = false;
      if (run(code, ptr)) return true;
      if (outOfMemory) return false;
      ptr++;
    }
  }
  if (set != 0) {
    while (true) {
      while (ptr < last && !inSet(set, charAt(ptr))) ptr++;
      if (ptr >= last) return false;
      if (ptr > start) mustAdvance = false;
      if (run(code, ptr)) return true;
      if (outOfMemory) return false;
      ptr++;
    }
  }
  while (ptr <= last) {
    if (ptr > start) mustAdvance = false;
    if (run(code, ptr)) return true;
    if (outOfMemory) return false;
    ptr++;
  }
  return false;
}
