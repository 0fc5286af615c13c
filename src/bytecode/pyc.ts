/**
 * `.pyc` files: 16 bytes of header, then the marshalled module code. CPython's counterpart: importlib._bootstrap_external.
 * Header: magic number 3571 and "\r\n", a flags word (bit 0: validated by source hash, bit 1: check the source), then the
 * source's modification time and size, or its hash.
 */
import { dumps, loads, MarshalError } from "./marshal.js";
import { CodeObject } from "./values.js";

export const MAGIC_NUMBER = 3571;

/** `mtime` in seconds since 1970, `size` in bytes: of the source. */
export function writePyc(code: CodeObject, mtime: number, size: number): Uint8Array {
  const body = dumps(code);
  const pyc = new Uint8Array(16 + body.length);
  const view = new DataView(pyc.buffer);
  view.setUint32(0, MAGIC_NUMBER | (0x0d << 16) | (0x0a << 24), true);
  view.setUint32(8, mtime >>> 0, true);
  view.setUint32(12, size >>> 0, true);
  pyc.set(body, 16);
  return pyc;
}

/** The code of a .pyc; a MarshalError says what is wrong with the file. */
export function readPyc(pyc: Uint8Array): CodeObject {
  if (pyc.length < 16) throw new MarshalError("EOFError", "reached EOF while reading pyc header");
  const magic = pyc[0]! | (pyc[1]! << 8);
  if (magic !== MAGIC_NUMBER || pyc[2] !== 0x0d || pyc[3] !== 0x0a) {
    throw new MarshalError("ValueError", `bad magic number in .pyc: ${magic}, CPython 3.13 writes ${MAGIC_NUMBER}`);
  }
  const code = loads(pyc.subarray(16));
  if (code instanceof CodeObject) return code;
  throw new MarshalError("TypeError", "the .pyc does not hold a code object");
}
