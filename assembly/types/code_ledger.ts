/**
 * The instrumented build's ledger: a tally (memory/counters.ts) for each code unit that has run. What is needed to show it (file, name, line table, the
 * units themselves) is copied when the code first runs, so that a ledger outlives its code.
 *
 *   ledger   0 next ledger    4 address of the code, 0 once it is gone    8 code units    12 first line
 *            16 file: state, length, address   28 qualified name   40 line table: 0, length, address   52 address of the units' copy   56 tallies
 *
 * Invariant: the rows of memory/counters.ts are those of the instruction that runs, native functions that it calls included; a nested eval loop
 * gives its caller's back (`unitRow`, `opcodeRow`).
 */
import {
  APART,
  EXECUTIONS,
  TALLY_SIZE,
  count,
  countFrameEntry,
  countPair,
  enterRows,
  opcodeRowOf,
  reserve,
} from "../memory/counters";
import { INSTRUMENTED_RESUME, RESUME, RESUME_CHECK, RETURN_GENERATOR } from "../generated/opcode";
import { PyObject } from "../object/layout";
import { PyCode_Type } from "../object/statics";
import { PyBytes_AS_STRING, PyBytes_GET_SIZE } from "./bytes";
import { PyCodeObject, codeStart } from "./code";
import { PyUnicode_DATA, PyUnicode_GET_LENGTH, PyUnicode_KIND } from "./unicode";

const HEAD: usize = 56;

export let firstLedger: usize = 0;
/** The code that ran last and its ledger. */
let lastCode: usize = 0;
let lastLedger: usize = 0;

/** Ledgers by address of the code, open addressing; a ledger whose code is gone keeps its place until the table grows. */
let table: usize = 0;
let tableSize: u32 = 0;
let tableUsed: u32 = 0;

/** Where the ledger of `code` is, or is to be. */
function slotOf(code: usize): usize {
  let i = <u32>(code >> 4) & (tableSize - 1);
  while (true) {
    const at = table + ((<usize>i) << 2);
    const ledger = load<u32>(at);
    if (ledger == 0 || load<usize>(<usize>ledger, 4) == code) return at;
    i = (i + 1) & (tableSize - 1);
  }
}

function growTable(): bool {
  const size = max(tableSize * 2, 4096);
  const larger = reserve((<usize>size) << 2);
  if (larger == 0) return false;
  table = larger;
  tableSize = size;
  tableUsed = 0;
  for (let ledger = firstLedger; ledger != 0; ledger = load<usize>(ledger)) {
    const code = load<usize>(ledger, 4);
    if (code == 0) continue;
    store<u32>(slotOf(code), <u32>ledger);
    tableUsed++;
  }
  return true;
}

/** Copies a str's text to reserved memory, and notes kind, length in characters and address at `at`. */
function keepText(at: usize, text: PyObject): void {
  const length = PyUnicode_GET_LENGTH(text);
  const kind = PyUnicode_KIND(text);
  const bytes = <usize>(length * kind);
  const copy = reserve(bytes);
  store<u32>(at, <u32>kind);
  store<i32>(at, copy == 0 ? 0 : length, 4);
  store<usize>(at, copy, 8);
  if (copy != 0) memory.copy(copy, PyUnicode_DATA(text), bytes);
}

function newLedger(co: PyCodeObject): usize {
  const units = <usize>co.ob_size;
  const ledger = reserve(HEAD + units * TALLY_SIZE);
  if (ledger == 0) return 0;
  store<usize>(ledger, firstLedger);
  firstLedger = ledger;
  store<usize>(ledger, changetype<usize>(co), 4);
  store<u32>(ledger, <u32>units, 8);
  store<i32>(ledger, co.co_firstlineno, 12);
  keepText(ledger + 16, co.co_filename);
  keepText(ledger + 28, co.co_qualname);
  const size = <usize>PyBytes_GET_SIZE(co.co_linetable);
  const lines = reserve(size);
  const copy = reserve(units * 2);
  if (lines != 0 && copy != 0) {
    store<usize>(ledger, size, 44);
    store<usize>(ledger, lines, 48);
    memory.copy(lines, PyBytes_AS_STRING(co.co_linetable), size);
    store<usize>(ledger, copy, 52);
    memory.copy(copy, codeStart(co), units * 2);
  }
  return ledger;
}

/** The ledger of `code`, made when it first runs; 0 without room. */
function ledgerOf(code: usize): usize {
  if (tableUsed * 2 >= tableSize && !growTable()) return 0;
  const at = slotOf(code);
  let ledger = <usize>load<u32>(at);
  if (ledger != 0) return ledger;
  ledger = newLedger(changetype<PyCodeObject>(code));
  store<u32>(at, <u32>ledger);
  tableUsed++;
  return ledger;
}

/** What happens from now on is done by the instruction at `pc`. */
export function enterInstruction(frame: usize, pc: usize): void {
  const code = load<usize>(frame);
  const op = <i32>load<u8>(pc);
  const row = opcodeRowOf(op);
  if (code != lastCode) {
    // an entry frame has no code
    lastLedger = changetype<PyObject>(code).ob_type == PyCode_Type ? ledgerOf(code) : 0;
    lastCode = code;
  }
  enterRows(row, lastLedger == 0 ? APART : lastLedger + HEAD + ((pc - code - 200) >> 1) * TALLY_SIZE);
  count(EXECUTIONS);
  countPair(op);
  if (op == RESUME_CHECK || op == RESUME || op == RETURN_GENERATOR || op == INSTRUMENTED_RESUME) countFrameEntry();
}

/** The code at `code` dies: another may come to lie there. */
export function forgetCode(code: usize): void {
  if (code == lastCode) lastCode = 0;
  if (tableSize == 0) return;
  const ledger = <usize>load<u32>(slotOf(code));
  if (ledger != 0) store<usize>(ledger, 0, 4);
}

/** Sets all tallies to 0. */
export function clearLedgers(): void {
  for (let ledger = firstLedger; ledger != 0; ledger = load<usize>(ledger)) {
    memory.fill(ledger + HEAD, 0, <usize>load<u32>(ledger, 8) * TALLY_SIZE);
  }
}
