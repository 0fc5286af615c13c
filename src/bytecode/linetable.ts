/**
 * co_linetable (PEP 626, PEP 657): which source range each instruction has. An entry covers 1 to 8 code units:
 *
 *   1ccccnnn   n + 1 units, form c, then by form:
 *     0-9      short: byte `lsss eeee`: column c*8 + lsss, end column that + eeee, same line as before
 *     10-12    one line: line + (c - 10), column byte, end column byte
 *     13       no columns: svarint line delta
 *     14       long: svarint line delta, varint lines spanned, varint column + 1, varint end column + 1 (0: unknown)
 *     15       no location
 *
 * Varints are little-endian groups of 6 bits, bit 6 says that more follow; svarints have the sign in bit 0.
 * CPython's counterparts: write_location_info_entry (assemble.c), co_positions and co_lines (codeobject.c).
 */
import type { Location } from "../compiler/instruction_sequence.js";
import type { ByteWriter } from "./bytes.js";

const SHORT_LIMIT = 80;
const ONE_LINE = 10;
const NO_COLUMNS = 13;
const LONG = 14;
const NONE = 15;

function writeVarint(out: ByteWriter, value: number): void {
  while (value >= 64) {
    out.push(0x40 | (value & 0x3f));
    value >>>= 6;
  }
  out.push(value);
}

function writeSignedVarint(out: ByteWriter, value: number): void {
  writeVarint(out, value < 0 ? (-value << 1) | 1 : value << 1);
}

/** Appends the entries for `units` code units at `loc`; `line` is the line of the entry before. Returns the new line. */
export function writeLocation(out: ByteWriter, loc: Location, units: number, line: number): number {
  while (units > 8) {
    line = writeEntry(out, loc, 8, line);
    units -= 8;
  }
  return units > 0 ? writeEntry(out, loc, units, line) : line;
}

function writeEntry(out: ByteWriter, loc: Location, units: number, line: number): number {
  const { lineno, endLineno, col, endCol } = loc;
  const length = 0x80 | (units - 1);
  if (lineno < 0) {
    out.push(length | (NONE << 3));
    return line;
  }
  const delta = lineno - line;
  if (col < 0 || endCol < 0) {
    if (endLineno === lineno || endLineno < 0) {
      out.push(length | (NO_COLUMNS << 3));
      writeSignedVarint(out, delta);
      return lineno;
    }
  } else if (endLineno === lineno) {
    if (delta === 0 && col < SHORT_LIMIT && endCol - col < 16 && endCol >= col) {
      out.push(length | ((col >> 3) << 3));
      out.push(((col & 7) << 4) | (endCol - col));
      return line;
    }
    if (delta >= 0 && delta < 3 && col < 128 && endCol < 128) {
      out.push(length | ((ONE_LINE + delta) << 3));
      out.push(col);
      out.push(endCol);
      return lineno;
    }
  }
  out.push(length | (LONG << 3));
  writeSignedVarint(out, delta);
  writeVarint(out, endLineno - lineno);
  writeVarint(out, col + 1);
  writeVarint(out, endCol + 1);
  return lineno;
}

/** The location of each code unit (caches included), as `code.co_positions()` gives it; -1 where that gives None. */
export function readLocations(linetable: Uint8Array, firstlineno: number): Location[] {
  const locations: Location[] = [];
  let at = 0;
  let line = firstlineno;
  const varint = (): number => {
    let shift = 0;
    let value = 0;
    for (;;) {
      const byte = linetable[at++]!;
      value |= (byte & 0x3f) << shift;
      if ((byte & 0x40) === 0) return value;
      shift += 6;
    }
  };
  const svarint = (): number => {
    const value = varint();
    return value & 1 ? -(value >>> 1) : value >>> 1;
  };
  while (at < linetable.length) {
    const first = linetable[at++]!;
    const form = (first >> 3) & 15;
    let loc: Location;
    if (form === NONE) {
      loc = { lineno: -1, endLineno: -1, col: -1, endCol: -1 };
    } else if (form === LONG) {
      line += svarint();
      const endLineno = line + varint();
      const col = varint() - 1;
      loc = { lineno: line, endLineno, col, endCol: varint() - 1 };
    } else if (form === NO_COLUMNS) {
      line += svarint();
      loc = { lineno: line, endLineno: line, col: -1, endCol: -1 };
    } else if (form >= ONE_LINE) {
      line += form - ONE_LINE;
      const col = linetable[at++]!;
      loc = { lineno: line, endLineno: line, col, endCol: linetable[at++]! };
    } else {
      const second = linetable[at++]!;
      const col = (form << 3) | (second >> 4);
      loc = { lineno: line, endLineno: line, col, endCol: col + (second & 15) };
    }
    for (let n = (first & 7) + 1; n > 0; n--) locations.push(loc);
  }
  return locations;
}
