/**
 * The strs that exist before any allocation: the names of ID, the 256 Latin-1 characters and the empty str (pycore_global_strings.h).
 *
 * Invariant: they are hashed and interned (SSTATE_INTERNED_IMMORTAL_STATIC), and never freed. A one-character str below
 * 256 is always one of these, whoever makes it; so is the empty str. Characters 128..255 carry their UTF-8, as CPython's do.
 */
import { PyObject, initPtr } from "../object/layout";
import { staticDataCount } from "../object/refcount";
import { PyUnicode_Type } from "../object/statics";
import {
  PyASCIIObject,
  PyCompactUnicodeObject,
  ASCII_DATA,
  COMPACT_DATA,
  STATE_ASCII,
  STATE_COMPACT,
  STATE_KIND_SHIFT,
  STATE_STATIC,
} from "./unicode";
import { internStatic } from "../intern/policy";

const ASCII_STRIDE: usize = 48;
const LATIN_STRIDE: usize = 64;
/** Compact ASCII strs of 42 bytes, and 128 Latin-1 ones of 58. scripts/generate/ids.ts knows ASCII_STRIDE. */
export const asciiCharacters: usize = memory.data(6144, 16);
const latinCharacters: usize = memory.data(8192, 16);
const latinUtf8: usize = memory.data(512, 8);
const emptyStr: usize = memory.data(48, 16);

/** The empty str; borrowed. */
export function unicodeEmpty(): PyObject {
  return changetype<PyObject>(emptyStr);
}

/** The str of one character below 256; borrowed. */
export function unicodeLatin1(ch: u32): PyObject {
  if (ch < 128) return changetype<PyObject>(asciiCharacters + <usize>ch * ASCII_STRIDE);
  return changetype<PyObject>(latinCharacters + <usize>(ch - 128) * LATIN_STRIDE);
}

function head(at: usize, length: i32, state: u32): void {
  store<u64>(at, <u64>staticDataCount);
  initPtr(at + 8, changetype<usize>(PyUnicode_Type));
  const s = changetype<PyASCIIObject>(at);
  s.length = length;
  s.length_hi = 0;
  s.hash = -1;
  s.state = state | STATE_COMPACT | STATE_STATIC | (1 << STATE_KIND_SHIFT);
  s.state_pad = 0;
}

/** Fills in the static compact ASCII str at `op` (40 + length + 1 bytes) and interns it. */
export function initStaticName(op: PyObject, lit: string): void {
  const at = changetype<usize>(op);
  const n = lit.length;
  head(at, n, STATE_ASCII);
  for (let i = 0; i < n; i++) store<u8>(at + ASCII_DATA + <usize>i, <u8>lit.charCodeAt(i));
  store<u8>(at + ASCII_DATA + <usize>n, 0);
  internStatic(op);
}

/** Latin-1 characters and the empty str. Runs before any other object exists; needs the hash secret. */
export function initUnicodeStatics(): void {
  head(emptyStr, 0, STATE_ASCII);
  store<u8>(emptyStr + ASCII_DATA, 0);
  internStatic(unicodeEmpty());
  for (let ch: u32 = 0; ch < 128; ch++) {
    const at = changetype<usize>(unicodeLatin1(ch));
    head(at, 1, STATE_ASCII);
    store<u16>(at + ASCII_DATA, <u16>ch);
    internStatic(changetype<PyObject>(at));
  }
  for (let ch: u32 = 128; ch < 256; ch++) {
    const at = changetype<usize>(unicodeLatin1(ch));
    head(at, 1, 0);
    store<u16>(at + COMPACT_DATA, <u16>ch);
    const text = latinUtf8 + ((<usize>ch - 128) << 2);
    store<u8>(text, <u8>(0xc0 | (ch >> 6)));
    store<u8>(text + 1, <u8>(0x80 | (ch & 0x3f)));
    store<u8>(text + 2, 0);
    const s = changetype<PyCompactUnicodeObject>(at);
    s.utf8_length = 2;
    s.utf8_length_hi = 0;
    initPtr(at + 48, text);
    internStatic(changetype<PyObject>(at));
  }
}
