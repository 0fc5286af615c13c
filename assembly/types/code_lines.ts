/**
 * The location table of a code object (PEP 626 and 657; Objects/locations.md): code unit -> line and columns.
 *
 * Format: entries of one first byte (bit 7 set, 4 bits of kind, 3 bits of length - 1) and the kind's operands; line deltas add up
 * from co_firstlineno. A lookup walks from the start: tables are short and only tracebacks and tools look.
 */
import { PyBytes_AS_STRING, PyBytes_GET_SIZE } from "./bytes";
import { PyObject } from "../object/layout";
import { BytesWriter, dropBytes, finishBytes, newBytesWriter, putByte } from "./bytes_writer";
import { PyCodeObject } from "./code";

/** The entry that the walk stands at: code units [entryStart, entryEnd), and its location; -1 where it has none. */
export let entryStart: i32 = 0;
export let entryEnd: i32 = 0;
export let entryLine: i32 = -1;
export let entryEndLine: i32 = -1;
export let entryColumn: i32 = -1;
export let entryEndColumn: i32 = -1;

let at: usize = 0;
let end: usize = 0;
/** Line that deltas add to, kept over entries without a line. */
let computedLine: i32 = 0;

/** Begins a walk over the entries of `code`. */
export function startLocations(code: PyCodeObject): void {
  at = PyBytes_AS_STRING(code.co_linetable);
  end = at + PyBytes_GET_SIZE(code.co_linetable);
  computedLine = code.co_firstlineno;
  entryStart = 0;
  entryEnd = 0;
}

function varint(): i32 {
  let byte = load<u8>(at++);
  let value = <i32>(byte & 63);
  let shift = 0;
  while (byte & 64 && at < end) {
    byte = load<u8>(at++);
    shift += 6;
    value |= (<i32>(byte & 63)) << shift;
  }
  return value;
}

function signedVarint(): i32 {
  const value = <u32>varint();
  return value & 1 ? -(<i32>(value >> 1)) : <i32>(value >> 1);
}

/** Moves to the next entry; false at the end. */
export function nextLocation(): bool {
  if (at >= end) return false;
  const first = load<u8>(at++);
  const kind = (first >> 3) & 15;
  entryStart = entryEnd;
  entryEnd += <i32>(first & 7) + 1;
  entryLine = -1;
  entryEndLine = -1;
  entryColumn = -1;
  entryEndColumn = -1;
  if (kind == 15) return true; // no location
  if (kind == 14) {
    computedLine += signedVarint();
    entryLine = computedLine;
    entryEndLine = entryLine + varint();
    entryColumn = varint() - 1;
    entryEndColumn = varint() - 1;
  } else if (kind == 13) {
    computedLine += signedVarint();
    entryLine = computedLine;
    entryEndLine = computedLine;
  } else if (kind >= 10) {
    computedLine += <i32>kind - 10;
    entryLine = computedLine;
    entryEndLine = computedLine;
    entryColumn = <i32>load<u8>(at++);
    entryEndColumn = <i32>load<u8>(at++);
  } else {
    const second = <i32>load<u8>(at++);
    entryLine = computedLine;
    entryEndLine = computedLine;
    entryColumn = ((<i32>kind) << 3) | (second >> 4);
    entryEndColumn = entryColumn + (second & 15);
  }
  return true;
}

function putVarint(w: BytesWriter, value: u32): bool {
  while (value >= 64) {
    if (!putByte(w, 64 | (value & 63))) return false;
    value >>= 6;
  }
  return putByte(w, value);
}

/** remove_column_info: the table with lines alone: `new` bytes. */
export function withoutColumns(code: PyCodeObject): PyObject | null {
  const w = newBytesWriter(64);
  if (w === null) return null;
  let good = true;
  let line = code.co_firstlineno;
  startLocations(code);
  while (good && nextLocation()) {
    const length = <u32>(entryEnd - entryStart - 1);
    if (entryLine < 0) {
      good = putByte(w, 0xf8 | length);
      continue;
    }
    const delta = entryLine - line;
    line = entryLine;
    good = putByte(w, 0xe8 | length) && putVarint(w, delta < 0 ? ((<u32>-delta) << 1) | 1 : (<u32>delta) << 1);
  }
  if (good) return finishBytes(w);
  dropBytes(w);
  return null;
}

/** Walks to the entry that covers code unit `unit`; false if none does. */
export function findLocation(code: PyCodeObject, unit: i32): bool {
  startLocations(code);
  while (nextLocation()) if (unit < entryEnd) return true;
  return false;
}

/**
 * Line of code unit `unit`, -1 if it has none; the first line for a frame that has not begun. Columns are not read, and a walk in progress stays where it
 * is: tracemalloc asks at every allocation.
 */
export function lineOfUnit(code: PyCodeObject, unit: i32): i32 {
  let line = code.co_firstlineno;
  if (unit < 0) return line;
  let p = PyBytes_AS_STRING(code.co_linetable);
  const limit = p + PyBytes_GET_SIZE(code.co_linetable);
  let reached = 0;
  while (p < limit) {
    const first = load<u8>(p++);
    const kind = <i32>(first >> 3) & 15;
    if (kind == 13 || kind == 14) {
      let value: u32 = 0;
      let shift: u32 = 0;
      let byte: u32 = 64;
      while (byte & 64 && p < limit) {
        byte = load<u8>(p++);
        value |= (byte & 63) << shift;
        shift += 6;
      }
      line += value & 1 ? -(<i32>(value >> 1)) : <i32>(value >> 1);
    } else if (kind >= 10 && kind < 13) line += kind - 10;
    reached += <i32>(first & 7) + 1;
    if (unit < reached) return kind == 15 ? -1 : line;
    // an entry's operands have bit 7 clear
    while (p < limit && load<u8>(p) < 128) p++;
  }
  return -1;
}
