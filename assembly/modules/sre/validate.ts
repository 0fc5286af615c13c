/**
 * Is a list of numbers code that the matcher can run? Programs may call _sre.compile themselves and give it anything; the matcher trusts that every skip
 * leads to an instruction of the same code, every mark and group exists, every block ends as it must. Counterpart: _validate of Modules/_sre/sre.c,
 * whose rules these are.
 *
 * Invariant: `at` never passes `limit`; a check that fails sets `broken` and everything ends.
 */
import { Py_EnterRecursiveCall, Py_LeaveRecursiveCall } from "../../protocol/errors";

const FAILURE: u32 = 0;
const SUCCESS: u32 = 1;
const JUMP: u32 = 15;
const MAX_UNTIL: u32 = 18;
const MIN_UNTIL: u32 = 19;
const POSSESSIVE_REPEAT: u32 = 28;
const MAX_GROUPS: i32 = 0x3fffffff;
/** Words of a set of 256 bits, and of a table of 256 bytes. */
const BITMAP_WORDS: u32 = 8;
const TABLE_WORDS: u32 = 64;

/** The code's first word, the word that is read next, the number of groups. */
let words: usize = 0;
let at: u32 = 0;
let groupCount: u32 = 0;
let broken: bool = false;

function word(i: u32): u32 {
  return load<u32>(words + ((<usize>i) << 2));
}

function fail(): u32 {
  broken = true;
  return 0;
}

/** The next word before `limit`. */
function next(limit: u32): u32 {
  if (at >= limit) return fail();
  return word(at++);
}

/** The next word as a distance from itself, less `less`, that stays within `limit`. */
function skip(limit: u32, less: u32): u32 {
  if (at >= limit) return fail();
  const distance = word(at);
  if (distance - less > limit - at) return fail();
  at++;
  return distance;
}

/** The set from `at` to `limit`. */
function checkSet(limit: u32): void {
  while (!broken && at < limit) {
    switch (next(limit)) {
      case 21: // NEGATE
        break;
      case 16: // LITERAL
        next(limit);
        break;
      case 22: // RANGE
      case 42: // RANGE_UNI_IGNORE
        next(limit);
        next(limit);
        break;
      case 9: // CHARSET
        pass(BITMAP_WORDS, limit);
        break;
      case 10: // BIGCHARSET
        checkBigSet(limit);
        break;
      case 8: // CATEGORY
        if (next(limit) > 17) fail();
        break;
      default:
        fail();
    }
  }
}

function pass(n: u32, limit: u32): void {
  if (n > limit - at) fail();
  else at += n;
}

/** A number of blocks, a table of 256 bytes that each name a block, the blocks. */
function checkBigSet(limit: u32): void {
  const blocks = next(limit);
  const table = words + ((<usize>at) << 2);
  pass(TABLE_WORDS, limit);
  for (let i: usize = 0; !broken && i < 256; i++) if (<u32>load<u8>(table + i) >= blocks) fail();
  if (broken || blocks > 256) fail();
  else pass(blocks * BITMAP_WORDS, limit);
}

/** INFO skip flags min max [prefix length, length of its literal part, prefix, overlaps] [set]. */
function checkInfo(limit: u32): void {
  const distance = skip(limit, 0);
  if (broken || distance == 0) {
    fail();
    return;
  }
  const end = at + distance - 1;
  const flags = next(limit);
  next(limit);
  next(limit);
  if (broken || (flags & ~7) != 0 || (flags & 5) == 5 || (flags & 3) == 2 || at > end) {
    fail();
    return;
  }
  if (flags & 1) {
    const length = next(limit);
    next(limit);
    if (broken || at > end) {
      fail();
      return;
    }
    pass(length, end);
    const overlaps = at;
    pass(length, end);
    for (let i: u32 = 0; !broken && i < length; i++) if (word(overlaps + i) >= length) fail();
  }
  if (broken) return;
  if (flags & 4) {
    checkSet(end - 1);
    if (!broken && word(end - 1) != FAILURE) fail();
    at = end;
  } else if (at != end) fail();
}

/** Alternatives, each with the distance to the next and a JUMP to the common end; a distance of 0 ends them. */
function checkBranch(limit: u32): void {
  let target: u32 = 0;
  while (!broken) {
    const distance = skip(limit, 0);
    if (broken) return;
    if (distance == 0) break;
    if (distance < 3) {
      fail();
      return;
    }
    const end = at + distance - 3;
    if (checkBlock(end) != 0) fail();
    if (broken) return;
    at = end;
    if (next(limit) != JUMP) fail();
    const jump = skip(limit, 0);
    if (broken) return;
    const to = at + jump - 1;
    if (target == 0) target = to;
    else if (to != target) fail();
  }
  if (at != target) fail();
}

/** A block that begins at `at` and `size` words after it, then one instruction: which. */
function blockAndEnd(size: u32, limit: u32): u32 {
  const end = at + size;
  if (end < at || end > limit || checkBlock(end) != 0) return fail();
  at = end;
  return next(limit);
}

/** skip min max block end: `less` is what of the distance lies before the block and behind it. */
function checkRepeat(op: u32, limit: u32, less: u32): void {
  const distance = skip(limit, 0);
  const min = next(limit);
  const max = next(limit);
  if (broken || min > max || distance < less) {
    fail();
    return;
  }
  const end = blockAndEnd(distance - less, limit);
  if (broken) return;
  const general = op == 23; // REPEAT
  if (general ? end != MAX_UNTIL && end != MIN_UNTIL : end != SUCCESS) fail();
}

/** group skip then [JUMP skip else]: with an else the block ends in a JUMP. */
function checkConditional(limit: u32): void {
  if (next(limit) >= groupCount) fail();
  if (broken) return;
  const start = at;
  const distance = skip(limit, 1);
  if (broken || distance < 1) {
    fail();
    return;
  }
  let end = start + distance - 1;
  if (end < at) {
    fail();
    return;
  }
  const how = checkBlock(end);
  if (broken) return;
  if (how == 1) {
    at = end - 1;
    const rest = skip(limit, 0);
    if (broken || rest < 1) {
      fail();
      return;
    }
    end = at + rest - 1;
    if (checkBlock(end) != 0) fail();
  }
  at = end;
}

/** The instructions from `at` to `limit`: 0, or 1 if the last is a JUMP. */
function checkBlock(limit: u32): i32 {
  if (broken || at > limit) {
    fail();
    return 0;
  }
  if (!Py_EnterRecursiveCall(" in regular expression code")) {
    fail();
    return 0;
  }
  const how = checkInstructions(limit);
  Py_LeaveRecursiveCall();
  return how;
}

function checkInstructions(limit: u32): i32 {
  while (!broken && at < limit) {
    const op = next(limit);
    switch (op) {
      case 0: // FAILURE
      case 1: // SUCCESS
      case 2: // ANY
      case 3: // ANY_ALL
        break;
      case 17: // MARK
        if (next(limit) > 2 * groupCount + 1) fail();
        break;
      case 16: // LITERAL, NOT_LITERAL and those that ignore case
      case 20:
      case 32:
      case 33:
      case 36:
      case 37:
      case 40:
      case 41:
        next(limit);
        break;
      case 6: // AT
        if (next(limit) > 11) fail();
        break;
      case 13: // IN and those that ignore case
      case 31:
      case 35:
      case 39: {
        const distance = skip(limit, 0);
        if (broken || distance < 2) {
          fail();
          break;
        }
        const end = at + distance - 2;
        checkSet(end);
        if (!broken && word(end) != FAILURE) fail();
        at = end + 1;
        break;
      }
      case 14: // INFO
        checkInfo(limit);
        break;
      case 7: // BRANCH
        checkBranch(limit);
        break;
      case 24: // REPEAT_ONE
      case 26: // MIN_REPEAT_ONE
      case 29: // POSSESSIVE_REPEAT_ONE
        checkRepeat(op, limit, 4);
        break;
      case 23: // REPEAT
      case POSSESSIVE_REPEAT:
        checkRepeat(op, limit, 3);
        break;
      case 27: {
        // ATOMIC_GROUP
        const distance = skip(limit, 0);
        if (broken || distance < 2 || blockAndEnd(distance - 2, limit) != SUCCESS) fail();
        break;
      }
      case 11: // GROUPREF and those that ignore case
      case 30:
      case 34:
      case 38:
        if (next(limit) >= groupCount) fail();
        break;
      case 12: // GROUPREF_EXISTS
        checkConditional(limit);
        break;
      case 4: // ASSERT
      case 5: {
        // ASSERT_NOT
        const distance = skip(limit, 0);
        next(limit); // how far back it begins
        if (broken || distance < 3 || blockAndEnd(distance - 3, limit) != SUCCESS) fail();
        break;
      }
      case JUMP:
        if (at + 1 != limit) fail();
        return 1;
      default:
        fail();
    }
  }
  return 0;
}

/** Are the `n` words at `code` code over `groups` groups? An exception may be pending if not. */
export function isValidCode(code: usize, n: i32, groups: i64): bool {
  words = code;
  at = 0;
  broken = false;
  if (groups < 0 || groups > <i64>MAX_GROUPS || n < 1 || word(<u32>n - 1) != SUCCESS) return false;
  groupCount = <u32>groups;
  return checkBlock(<u32>n - 1) == 0 && !broken;
}
