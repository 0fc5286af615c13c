/**
 * The matcher: runs a pattern's program (program.ts; counterpart: Modules/_sre/sre_lib.h). A backtracking machine without recursion:
 *
 *   choices   what to try when the present attempt fails: a stack of records
 *   trail     group marks that were overwritten, so that going back restores them exactly
 *   repeats   one record for each iteration of a general repeat, linked to the enclosing repeat's
 *
 * Assertions, atomic groups and possessive repeats put a barrier on the choice stack; the END of their body cuts the stack back to it.
 * Functions with a T are made for each width of the subject's characters.
 *
 * Invariant: nothing here runs Python, so one machine in static memory serves all; `choices`, `trail` and `repeats` are empty between runs.
 */
import { PyMem_Free, PyMem_Realloc } from "../../memory/blocks";
import { findChar, fastFind } from "../../types/fastsearch";
import { acceptsOne, isWord, isWordUnicode, lowerAscii, lowerUnicode } from "./chars";
import {
  ALTERNATIVE_BYTES,
  ALTERNATIVE_NEXT,
  ANY,
  ASSERT,
  ASSERT_NOT,
  AT,
  ATOMIC,
  AT_START,
  BEYOND,
  BRANCH,
  BY_CHAR,
  BY_PREFIX,
  BY_SET,
  CHAR_ALL,
  CLASS_BEYOND,
  CLASS_ITEM,
  END,
  FIRST_FLAGS,
  GROUP,
  HEADER_BYTES,
  HEADER_FIRST,
  HEADER_TABLE,
  IF_GROUP,
  JUMP,
  LIT,
  LOOK,
  LOOK_BYTES,
  LOOK_CLASS,
  MARK,
  MAXREPEAT,
  NEWLINE_NOT,
  OF_CHAR,
  OF_CLASS,
  OF_OTHERS,
  OPTION,
  OPTION_BODY,
  OPTION_BYTES,
  OPTION_TAIL,
  POSSESSIVE,
  REPEAT,
  RUN_BACK,
  RUN_BYTES,
  RUN_CLASS,
  RUN_FIRST,
  RUN_LAZY,
  RUN_LEAD,
  RUN_ONLY,
  RUN_TABLE,
  SET,
  SET_CLASS,
  STR,
  UNTIL,
  UNTIL_BODY_FIRST,
  UNTIL_BYTES,
  UNTIL_LAZY,
  UNTIL_TAIL_FIRST,
} from "./program";

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

/** Where the code is that the program was translated from: it decides about characters beyond 255. */
let items: usize = 0;
/** Where the run of a RUN_LEAD ended: no match begins before, if the one from its beginning fails; -1 if there was none. */
let leadEnd: i32 = -1;

function at<T>(i: i32): u32 {
  return <u32>load<T>(base + ((<usize>i) << alignof<T>()));
}

/** The subject of the next runs, and the number of groups. False without memory. */
export function setSubject(data: usize, charKind: i32, endPos: i32, groups: i32): bool {
  base = data;
  kind = charKind;
  end = endPos;
  markCount = groups * 2;
  if (markCount + 2 > markRoom) {
    // code that no compiler made may set the marks of one group more
    const grown = PyMem_Realloc(marks, <usize>((markCount + 2) << 2));
    if (grown == 0) return false;
    marks = grown;
    markRoom = markCount + 2;
  }
  return true;
}

// ---- stacks ----------------------------------------------------------------------------------------------------------

const RESUME: i32 = 0; // go on at pc
const AGAIN: i32 = 1; // another iteration of a lazy repeat
const NEXT_BRANCH: i32 = 2; // the alternative whose record is at pc
const ONE_LESS: i32 = 3; // a greedy run gives one back
const ONE_MORE: i32 = 4; // a lazy one takes one more
const IN_ASSERT: i32 = 5; // barriers: the pending choice is failure ...
const IN_ASSERT_NOT: i32 = 6; // ... or success
const IN_ATOMIC: i32 = 7;
const IN_POSSESSIVE: i32 = 8;

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
  count: i32;
  lastPtr: i32;
}
const REPEAT_SIZE: usize = 12;

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

function pushRepeat(prev: usize, count: i32, lastPtr: i32): bool {
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
  r.count = count;
  r.lastPtr = lastPtr;
  repeat = repeatsTop;
  repeatsTop += REPEAT_SIZE;
  return true;
}

function setMark(i: i32, ptr: i32): bool {
  const mark = marks + ((<usize>i) << 2);
  if (choicesTop == 0) {
    // nothing can come back to what was there
    store<i32>(mark, ptr);
    return true;
  }
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
  store<i32>(trail + trailTop, i);
  store<i32>(trail + trailTop + 4, load<i32>(mark));
  trailTop += 8;
  store<i32>(mark, ptr);
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

function wordBefore<T>(ptr: i32, unicode: bool): bool {
  return ptr > 0 && (unicode ? isWordUnicode(at<T>(ptr - 1)) : isWord(at<T>(ptr - 1)));
}

function wordAt<T>(ptr: i32, unicode: bool): bool {
  return ptr < end && (unicode ? isWordUnicode(at<T>(ptr)) : isWord(at<T>(ptr)));
}

/** Does position code `where` (ATCODES of re/_constants.py) hold at ptr? */
function holdsAt<T>(where: u32, ptr: i32): bool {
  switch (where) {
    case 0: // BEGINNING
    case 2: // BEGINNING_STRING
      return ptr == 0;
    case 1: // BEGINNING_LINE
      return ptr == 0 || at<T>(ptr - 1) == 10;
    case 3: // BOUNDARY
    case 8:
      return end != 0 && wordBefore<T>(ptr, false) != wordAt<T>(ptr, false);
    case 4: // NON_BOUNDARY
    case 9:
      return end != 0 && wordBefore<T>(ptr, false) == wordAt<T>(ptr, false);
    case 5: // END
      return ptr == end || (ptr + 1 == end && at<T>(ptr) == 10);
    case 6: // END_LINE
      return ptr == end || at<T>(ptr) == 10;
    case 7: // END_STRING
      return ptr == end;
    case 10:
      return end != 0 && wordBefore<T>(ptr, true) != wordAt<T>(ptr, true);
    case 11:
      return end != 0 && wordBefore<T>(ptr, true) == wordAt<T>(ptr, true);
  }
  return false;
}

/** Length of group `g` (from 0), or -1 if it is unset; its start in `groupStart`. */
let groupStart: i32 = 0;
function groupLength(g: u32): i32 {
  const pair = marks + ((<usize>g) << 3);
  groupStart = load<i32>(pair);
  const stop = load<i32>(pair, 4);
  return groupStart < 0 || stop < groupStart ? -1 : stop - groupStart;
}

/** Matches the text of group `g` at ptr: the new ptr, or -1. `fold`: 0 as is, 1 ASCII case, 2 Unicode case. */
function matchGroup<T>(g: u32, ptr: i32, fold: u32): i32 {
  const n = groupLength(g);
  if (n < 0 || end - ptr < n) return -1;
  const from = groupStart;
  for (let i = 0; i < n; i++) {
    const a = at<T>(ptr + i);
    const b = at<T>(from + i);
    if (a == b) continue;
    if (fold == 0) return -1;
    if (fold == 1 ? lowerAscii(a) != lowerAscii(b) : lowerUnicode(a) != lowerUnicode(b)) return -1;
  }
  return ptr + n;
}

function inClass<T>(cls: usize, ch: u32): bool {
  if (sizeof<T>() == 1 || ch < 256) return ((load<u32>(cls + ((ch >> 3) & 28)) >> (ch & 31)) & 1) != 0;
  return load<u32>(cls + CLASS_BEYOND) != 0 && acceptsOne(items + <usize>load<u32>(cls + CLASS_ITEM), ch);
}

/** May what `first` describes begin at ptr? */
function mayBegin<T>(first: usize, ptr: i32): bool {
  if (ptr >= end) return (load<u32>(first + FIRST_FLAGS) & ANY) != 0;
  const ch = at<T>(ptr);
  if (sizeof<T>() == 1 || ch < 256) return ((load<u32>(first + ((ch >> 3) & 28)) >> (ch & 31)) & 1) != 0;
  return (load<u32>(first + FIRST_FLAGS) & BEYOND) != 0;
}

/** A bit for each of 16 bytes that is in the set of which `table` is the TABLE. */
function membersOf(table: usize, bytes: v128): i32 {
  const low = v128.and(bytes, i8x16.splat(15));
  const high = i8x16.shr_u(bytes, 4);
  const upper = i8x16.lt_s(bytes, i8x16.splat(0));
  const rows = v128.bitselect(i8x16.swizzle(v128.load(table + 16), low), i8x16.swizzle(v128.load(table), low), upper);
  const bit = i8x16.swizzle(i8x16(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128), high);
  return i8x16.bitmask(i8x16.ne(v128.and(rows, bit), i8x16.splat(0)));
}

/** Runs shorter than this are not worth SIMD. */
const SHORT: i32 = 12;

/** How many characters from ptr on belong to the run at `pc`, at most `max`. */
function countRun<T>(pc: usize, ptr: i32, max: u32): i32 {
  let stop = end;
  if (max < <u32>(end - ptr)) stop = ptr + <i32>max;
  let p = ptr;
  const what = load<u32>(pc, 4);
  if (what == OF_CLASS) {
    const cls = pc + RUN_CLASS;
    if (sizeof<T>() == 1) {
      const soon = stop - ptr > SHORT ? ptr + SHORT : stop;
      while (p < soon && inClass<T>(cls, at<T>(p))) p++;
      if (p < soon || p == stop) return p - ptr;
      for (; p + 16 <= stop; p += 16) {
        const others = membersOf(pc + RUN_TABLE, v128.load(base + <usize>p)) ^ 0xffff;
        if (others != 0) return p + <i32>ctz(others) - ptr;
      }
    }
    while (p < stop && inClass<T>(cls, at<T>(p))) p++;
  } else if (what == OF_OTHERS) {
    const n = findChar<T>(base + ((<usize>ptr) << alignof<T>()), stop - ptr, load<u32>(pc, 8));
    return n < 0 ? stop - ptr : n;
  } else if (what == OF_CHAR) {
    const ch = load<u32>(pc, 8);
    while (p < stop && at<T>(p) == ch) p++;
  } else return stop - ptr;
  return p - ptr;
}

/** Does `ch` belong to the run at `pc`? */
function inRun<T>(pc: usize, ch: u32): bool {
  switch (load<u32>(pc, 4)) {
    case OF_CLASS:
      return inClass<T>(pc + RUN_CLASS, ch);
    case OF_CHAR:
      return ch == load<u32>(pc, 8);
    case OF_OTHERS:
      return ch != load<u32>(pc, 8);
  }
  return true;
}

/** Does the one character that LOOK at `pc` asks for stand where it should? */
function looksRight<T>(pc: usize, ptr: i32): bool {
  const back = load<i32>(pc, 4);
  const negate = load<u32>(pc, 8) != 0;
  if (ptr < back || ptr - back >= end) return negate;
  return inClass<T>(pc + LOOK_CLASS, at<T>(ptr - back)) != negate;
}

function isString<T>(chars: usize, n: i32, ptr: i32): bool {
  if (end - ptr < n) return false;
  for (let i = 0; i < n; i++) if (at<T>(ptr + i) != load<u32>(chars + ((<usize>i) << 2))) return false;
  return true;
}

// ---- the machine -----------------------------------------------------------------------------------------------------

/** What `backtrack` and others that decide where to go on leave for `run`. */
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
function backtrack<T>(): bool {
  while (choicesTop != 0 && !outOfMemory) {
    const top = choicesTop - CHOICE_SIZE;
    const c = choiceAt(top);
    restore(c);
    choicesTop = top;
    nextPc = c.pc;
    nextPtr = c.ptr;
    switch (c.kind) {
      case RESUME:
      case IN_ASSERT_NOT:
        return true;
      case AGAIN:
        return pushRepeat(repeatAt(c.repeat).prev, c.count, c.ptr);
      case NEXT_BRANCH:
        return enterBranch<T>(c.pc, c.ptr);
      case ONE_LESS:
        if (giveBack<T>(c.pc, c.ptr, c.count, c.limit)) return true;
        break;
      case ONE_MORE:
        if (takeMore<T>(c.pc, c.ptr, c.count)) return true;
        break;
      case IN_POSSESSIVE:
        // the last iteration failed: enough of them?
        if (c.count >= <i32>load<u32>(c.pc, 8)) {
          nextPc = c.pc + <usize>load<u32>(c.pc, 4);
          return true;
        }
        break;
      default:
        break;
    }
  }
  return false;
}

/** The first alternative from the record at `start` on that may begin at ptr: 0 if none. */
function findBranch<T>(start: usize, ptr: i32): usize {
  let record = start;
  while (!mayBegin<T>(record, ptr)) {
    const next = <usize>load<u32>(record + ALTERNATIVE_NEXT);
    if (next == 0) return 0;
    record += next;
  }
  return record;
}

/** Enters the alternative of `record`; the next that is possible waits. False without memory. */
function enterBranch<T>(record: usize, ptr: i32): bool {
  const next = <usize>load<u32>(record + ALTERNATIVE_NEXT);
  if (next != 0) {
    const other = findBranch<T>(record + next, ptr);
    if (other != 0 && !pushChoice(NEXT_BRANCH, other, ptr, 0, 0)) return false;
  }
  nextPc = record + ALTERNATIVE_BYTES;
  nextPtr = ptr;
  return true;
}

/** The greedy run at `pc` tries its tail with `most` or fewer characters from `ptr` on. */
function giveBack<T>(pc: usize, ptr: i32, most: i32, min: i32): bool {
  let count = most;
  while (count >= min && !mayBegin<T>(pc + RUN_FIRST, ptr + count)) count--;
  if (count < min) return false;
  if (count > min && !pushChoice(ONE_LESS, pc, ptr, count - 1, min)) return false;
  nextPc = pc + RUN_BYTES;
  nextPtr = ptr + count;
  return true;
}

/** The lazy run at `pc` has `count` characters up to `ptr`: its tail, where it may begin, else more of them. */
function tryTail<T>(pc: usize, ptr: i32, count: i32): bool {
  const max = load<u32>(pc, 16);
  let p = ptr;
  let n = count;
  while (!mayBegin<T>(pc + RUN_FIRST, p)) {
    if (p >= end || (<u32>n >= max && max != MAXREPEAT) || !inRun<T>(pc, at<T>(p))) return false;
    p++;
    n++;
  }
  if ((<u32>n < max || max == MAXREPEAT) && p < end && !pushChoice(ONE_MORE, pc, p, n, 0)) return false;
  nextPc = pc + RUN_BYTES;
  nextPtr = p;
  return true;
}

/** The tail failed after `count` characters: one more. */
function takeMore<T>(pc: usize, ptr: i32, count: i32): bool {
  return inRun<T>(pc, at<T>(ptr)) && tryTail<T>(pc, ptr + 1, count + 1);
}

/** The end of an assertion, atomic group or possessive repeat: true with nextPc and nextPtr, false to backtrack. */
function leaveBarrier(ptr: i32): bool {
  const top = barrier - 1;
  const c = choiceAt(top);
  choicesTop = top; // cuts
  const pc = c.pc;
  nextPc = pc + <usize>load<u32>(pc, 4);
  nextPtr = ptr;
  if (c.kind == IN_ASSERT_NOT) {
    restore(c);
    return false;
  }
  barrier = c.barrier;
  repeat = c.repeat;
  if (c.kind == IN_ASSERT) nextPtr = c.ptr;
  else if (c.kind == IN_POSSESSIVE) {
    const count = c.count + 1;
    const max = load<u32>(pc, 12);
    if (<u32>count < load<u32>(pc, 8) || ((<u32>count < max || max == MAXREPEAT) && ptr != c.ptr)) {
      return enterPossessive(pc, ptr, count);
    }
  }
  return true;
}

/** Another iteration of the possessive repeat at `pc`. */
function enterPossessive(pc: usize, ptr: i32, count: i32): bool {
  nextPc = pc + 16;
  return enterBarrier(IN_POSSESSIVE, pc, ptr, count);
}

/** IN_ASSERT_NOT resumes where the instruction leads to, the others fail with their body. */
function enterBarrier(what: i32, pc: usize, ptr: i32, count: i32): bool {
  const top = choicesTop;
  if (!pushChoice(what, pc, ptr, count, 0)) return false;
  barrier = top + 1;
  return true;
}

/** UNTIL at `pc`, an iteration having ended at ptr: true with nextPc. */
function until<T>(pc: usize, ptr: i32): bool {
  const r = repeatAt(repeat);
  const prev = r.prev;
  const lastPtr = r.lastPtr;
  const count = r.count + 1;
  const body = pc - <usize>load<u32>(pc, 4);
  const tail = pc + UNTIL_BYTES;
  nextPc = body;
  if (<u32>count < load<u32>(pc, 8)) {
    return mayBegin<T>(pc + UNTIL_BODY_FIRST, ptr) && pushRepeat(prev, count, lastPtr);
  }
  const max = load<u32>(pc, 12);
  repeat = prev;
  if ((<u32>count < max || max == MAXREPEAT) && ptr != lastPtr && mayBegin<T>(pc + UNTIL_BODY_FIRST, ptr)) {
    if (mayBegin<T>(pc + UNTIL_TAIL_FIRST, ptr) && !pushChoice(RESUME, tail, ptr, 0, 0)) return false;
    return pushRepeat(prev, count, ptr);
  }
  nextPc = tail;
  return true;
}

/** UNTIL_LAZY at `pc`. */
function untilLazy<T>(pc: usize, ptr: i32): bool {
  const r = repeatAt(repeat);
  const prev = r.prev;
  const lastPtr = r.lastPtr;
  const count = r.count + 1;
  const body = pc - <usize>load<u32>(pc, 4);
  nextPc = body;
  if (<u32>count < load<u32>(pc, 8)) {
    return mayBegin<T>(pc + UNTIL_BODY_FIRST, ptr) && pushRepeat(prev, count, lastPtr);
  }
  const max = load<u32>(pc, 12);
  if ((<u32>count < max || max == MAXREPEAT) && ptr != lastPtr && mayBegin<T>(pc + UNTIL_BODY_FIRST, ptr)) {
    if (!pushChoice(AGAIN, body, ptr, count, 0)) return false;
  }
  repeat = prev;
  nextPc = pc + UNTIL_BYTES;
  return true;
}

/** OPTION at `pc`: true with nextPc. */
function option<T>(pc: usize, ptr: i32): bool {
  const tail = pc + <usize>load<u32>(pc, 8);
  const body = mayBegin<T>(pc + OPTION_BODY, ptr);
  nextPc = tail;
  if (!body) return true;
  const other = mayBegin<T>(pc + OPTION_TAIL, ptr);
  if (load<u32>(pc, 4) != 0) {
    if (other) return pushChoice(RESUME, pc + OPTION_BYTES, ptr, 0, 0);
  } else if (other && !pushChoice(RESUME, tail, ptr, 0, 0)) return false;
  nextPc = pc + OPTION_BYTES;
  return true;
}

/** Runs the program from `first` on at `start`: true with matchStart and matchEnd. */
function run<T>(first: usize, start: i32): bool {
  choicesTop = 0;
  trailTop = 0;
  repeatsTop = REPEAT_SIZE;
  repeat = 0;
  barrier = 0;
  lastIndex = -1;
  if (markCount != 0) memory.fill(marks, 0xff, <usize>(markCount << 2));
  let pc = first;
  let ptr = start;
  while (true) {
    let good = true;
    switch (load<u32>(pc)) {
      case END:
        if (barrier != 0) {
          good = leaveBarrier(ptr);
          pc = nextPc;
          ptr = nextPtr;
          break;
        }
        if ((matchAll && ptr != end) || (mustAdvance && ptr == startOfMatch)) {
          good = false;
          break;
        }
        matchStart = start;
        matchEnd = ptr;
        return true;
      case NEWLINE_NOT:
        good = ptr < end && at<T>(ptr) != 10;
        ptr++;
        pc += 4;
        break;
      case CHAR_ALL:
        good = ptr < end;
        ptr++;
        pc += 4;
        break;
      case LIT:
        good = ptr < end && at<T>(ptr) == load<u32>(pc, 4);
        ptr++;
        pc += 8;
        break;
      case STR: {
        const n = load<i32>(pc, 4);
        good = isString<T>(pc + 8, n, ptr);
        ptr += n;
        pc += 8 + ((<usize>n) << 2);
        break;
      }
      case SET:
        good = ptr < end && inClass<T>(pc + SET_CLASS, at<T>(ptr));
        ptr++;
        pc += 44;
        break;
      case AT:
        good = holdsAt<T>(load<u32>(pc, 4), ptr);
        pc += 8;
        break;
      case MARK: {
        const i = load<i32>(pc, 4);
        good = setMark(i, ptr);
        if (i & 1) lastIndex = (i >> 1) + 1;
        pc += 8;
        break;
      }
      case JUMP:
        pc += <usize>load<u32>(pc, 4);
        break;
      case RUN_ONLY: {
        const n = countRun<T>(pc, ptr, load<u32>(pc, 16));
        good = <u32>n >= load<u32>(pc, 12);
        ptr += n;
        pc += RUN_BYTES;
        break;
      }
      case RUN_LEAD: {
        const n = countRun<T>(pc, ptr, MAXREPEAT);
        good = <u32>n >= load<u32>(pc, 12);
        ptr += n;
        leadEnd = ptr;
        pc += RUN_BYTES;
        break;
      }
      case RUN_BACK: {
        const n = countRun<T>(pc, ptr, load<u32>(pc, 16));
        const min = load<u32>(pc, 12);
        good = <u32>n >= min && giveBack<T>(pc, ptr, n, <i32>min);
        pc = nextPc;
        ptr = nextPtr;
        break;
      }
      case RUN_LAZY: {
        const min = load<u32>(pc, 12);
        const n = min == 0 ? 0 : countRun<T>(pc, ptr, min);
        good = <u32>n >= min && tryTail<T>(pc, ptr + n, n);
        pc = nextPc;
        ptr = nextPtr;
        break;
      }
      case BRANCH: {
        const record = findBranch<T>(pc + 4, ptr);
        good = record != 0 && enterBranch<T>(record, ptr);
        pc = nextPc;
        break;
      }
      case OPTION:
        good = option<T>(pc, ptr);
        pc = nextPc;
        break;
      case REPEAT:
        good = pushRepeat(repeat, -1, -1);
        pc += <usize>load<u32>(pc, 4);
        break;
      case UNTIL:
        good = until<T>(pc, ptr);
        pc = nextPc;
        break;
      case UNTIL_LAZY:
        good = untilLazy<T>(pc, ptr);
        pc = nextPc;
        break;
      case LOOK:
        good = looksRight<T>(pc, ptr);
        pc += LOOK_BYTES;
        break;
      case ASSERT: {
        const back = load<i32>(pc, 8);
        good = ptr >= back && enterBarrier(IN_ASSERT, pc, ptr, 0);
        ptr -= back;
        pc += 12;
        break;
      }
      case ASSERT_NOT: {
        const back = load<i32>(pc, 8);
        const next = pc + <usize>load<u32>(pc, 4);
        if (ptr < back) pc = next;
        else {
          good = enterBarrier(IN_ASSERT_NOT, next, ptr, 0);
          ptr -= back;
          pc += 12;
        }
        break;
      }
      case ATOMIC:
        good = enterBarrier(IN_ATOMIC, pc, ptr, 0);
        pc += 8;
        break;
      case POSSESSIVE:
        if (load<u32>(pc, 12) == 0) pc += <usize>load<u32>(pc, 4);
        else {
          good = enterPossessive(pc, ptr, 0);
          pc = nextPc;
        }
        break;
      case GROUP:
        ptr = matchGroup<T>(load<u32>(pc, 4), ptr, load<u32>(pc, 8));
        good = ptr >= 0;
        pc += 12;
        break;
      case IF_GROUP:
        pc += groupLength(load<u32>(pc, 4)) < 0 ? <usize>load<u32>(pc, 8) : 12;
        break;
      default: // FAIL
        good = false;
        break;
    }
    if (!good) {
      if (!backtrack<T>()) return false;
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

/** Does `program`, the translation of `code`, match at `start`? `all`: to the end of the subject. */
export function matchAt(program: usize, code: usize, start: i32, all: bool, advance: bool): bool {
  if (start > end) return false;
  items = code;
  matchAll = all;
  mustAdvance = advance;
  startOfMatch = start;
  const first = program + HEADER_BYTES;
  return kind == 1 ? run<u8>(first, start) : kind == 2 ? run<u16>(first, start) : run<u32>(first, start);
}

/** The first match at or after `start`; `advance`: an empty one at `start` does not count. */
export function searchFrom(program: usize, code: usize, start: i32, advance: bool): bool {
  if (start > end) return false;
  items = code;
  matchAll = false;
  mustAdvance = advance;
  startOfMatch = start;
  return kind == 1 ? search<u8>(program, start) : kind == 2 ? search<u16>(program, start) : search<u32>(program, start);
}

function search<T>(program: usize, start: i32): bool {
  const min = load<u32>(program);
  if (min > <u32>(end - start)) return false;
  const first = program + HEADER_BYTES;
  const mode = load<u32>(program, 4);
  if (mode == AT_START) return run<T>(first, start);
  const last = end - <i32>min;
  let ptr = start;
  while (ptr <= last) {
    ptr = candidate<T>(program, mode, ptr, last);
    if (ptr < 0) return false;
    if (ptr > start) mustAdvance = false;
    leadEnd = -1;
    if (run<T>(first, ptr)) return true;
    if (outOfMemory) return false;
    ptr = leadEnd > ptr ? leadEnd : ptr + 1;
  }
  return false;
}

/** Where from ptr to `last` a match may begin: -1 nowhere. */
function candidate<T>(program: usize, mode: u32, ptr: i32, last: i32): i32 {
  const from = base + ((<usize>ptr) << alignof<T>());
  let found = 0;
  if (mode == BY_SET) return findMember<T>(program, ptr, last);
  if (mode == BY_PREFIX && sizeof<T>() == 1) {
    const prefix = program + <usize>load<u32>(program, 16);
    found = fastFind<u8>(from, end - ptr, prefix, load<i32>(program, 12));
  } else if (mode == BY_CHAR || mode == BY_PREFIX) found = findChar<T>(from, last + 1 - ptr, load<u32>(program, 8));
  return found < 0 ? -1 : ptr + found;
}

function findMember<T>(program: usize, ptr: i32, last: i32): i32 {
  const set = program + HEADER_FIRST;
  let p = ptr;
  if (sizeof<T>() == 1) {
    const soon = last - ptr > 4 ? ptr + 4 : last;
    for (; p < soon; p++) if (mayBegin<T>(set, p)) return p;
    for (; p + 15 <= last; p += 16) {
      const members = membersOf(program + HEADER_TABLE, v128.load(base + <usize>p));
      if (members != 0) return p + <i32>ctz(members);
    }
  }
  for (; p <= last; p++) if (mayBegin<T>(set, p)) return p;
  return -1;
}
