/**
 * Lines at which the host wants to look (`krait heap --at`): the first instruction of such a line has RESERVED in its unit, and what it covers is kept
 * here. Nothing of the heap is used, so a program with them allocates what it allocates without.
 *
 *   wanted   0 which   4 line (0: none)   8 length of the file's name   12 its code points, 4 bytes each
 *   place    0 address of the unit   4 which   8 the opcode that stood there
 *
 * Invariant: a unit holds RESERVED exactly if it has a place here. New code at the address of old takes its places over.
 */
import { PyUnicode_GET_LENGTH, PyUnicode_READ_CHAR } from "./unicode";
import { PyCodeObject, codeStart } from "./code";
import { entryLine, entryStart, nextLocation, startLocations } from "./code_lines";
import { RESERVED } from "../generated/opcode";

const MOST_WANTED: i32 = 8;
const MOST_NAME: i32 = 500;
const WANTED_SIZE: usize = 12 + 4 * 500;
const MOST_PLACES: i32 = 256;

const wanted = memory.data(8 * 2012, 8);
const places = memory.data(256 * 12, 8);
let wantedCount: i32 = 0;
let placeCount: i32 = 0;

/** Host: line `line` of the file whose name is `length` code points at `points`. */
export function breakAtLine(which: i32, points: usize, length: i32, line: i32): void {
  if (wantedCount == MOST_WANTED || length > MOST_NAME) return;
  const at = wanted + <usize>wantedCount * WANTED_SIZE;
  wantedCount++;
  store<i32>(at, which);
  store<i32>(at, line, 4);
  store<i32>(at, length, 8);
  memory.copy(at + 12, points, (<usize>length) << 2);
}

function isFile(co: PyCodeObject, at: usize): bool {
  const n = load<i32>(at, 8);
  if (PyUnicode_GET_LENGTH(co.co_filename) != n) return false;
  for (let i = 0; i < n; i++) {
    if (PyUnicode_READ_CHAR(co.co_filename, i) != load<u32>(at + ((<usize>i) << 2), 12)) return false;
  }
  return true;
}

/** New code: covers the lines that are wanted. */
export function placeBreaks(co: PyCodeObject): void {
  if (wantedCount == 0) return;
  const start = codeStart(co);
  const end = start + ((<usize>co.ob_size) << 1);
  for (let i = placeCount - 1; i >= 0; i--) {
    const at = <usize>load<u32>(places + <usize>i * 12);
    if (at >= start && at < end) dropPlace(i);
  }
  for (let i = 0; i < wantedCount; i++) {
    const at = wanted + <usize>i * WANTED_SIZE;
    if (isFile(co, at)) placeLine(co, load<i32>(at), load<i32>(at, 4));
  }
}

function placeLine(co: PyCodeObject, which: i32, line: i32): void {
  let before = -1;
  startLocations(co);
  while (nextLocation()) {
    const unit = codeStart(co) + ((<usize>entryStart) << 1);
    if (entryLine == line && before != line && load<u8>(unit) != <u8>RESERVED && placeCount < MOST_PLACES) {
      const place = places + <usize>placeCount * 12;
      placeCount++;
      store<u32>(place, <u32>unit);
      store<i32>(place, which, 4);
      store<u32>(place, <u32>load<u8>(unit), 8);
      store<u8>(unit, <u8>RESERVED);
    }
    before = entryLine;
  }
}

function dropPlace(i: i32): void {
  placeCount--;
  memory.copy(places + <usize>i * 12, places + <usize>placeCount * 12, 12);
}

/** The number of the place of the unit at `pc`, or -1. */
function placeOf(pc: usize): i32 {
  for (let i = 0; i < placeCount; i++) if (<usize>load<u32>(places + <usize>i * 12) == pc) return i;
  return -1;
}

/** The opcode under RESERVED at `pc`. */
export function coveredOpcode(pc: usize): i32 {
  const i = placeOf(pc);
  return i < 0 ? RESERVED : load<i32>(places + <usize>i * 12, 8);
}

/** Which of the wanted lines it is; -1: none. */
export function breakNumber(pc: usize): i32 {
  const i = placeOf(pc);
  return i < 0 ? -1 : load<i32>(places + <usize>i * 12, 4);
}

/** Puts the opcode back. */
export function removeBreak(pc: usize): void {
  const i = placeOf(pc);
  if (i < 0) return;
  store<u8>(pc, load<u8>(places + <usize>i * 12, 8));
  dropPlace(i);
}
