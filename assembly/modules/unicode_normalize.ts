/**
 * The four normalisation forms (Modules/unicodedata.c): full decomposition, canonical ordering, and composition for NFC and NFKC. Hangul
 * syllables go by arithmetic. Unicode 3.2's forms leave alone what was not assigned then.
 */
import { PyObject } from "../object/layout";
import {
  COMPOSITIONS,
  DECOMPOSITIONS,
  compositionEntries,
  dataBlocks,
  dataIndex,
  dataRecords,
  decompositionData,
  decompositionEntries,
} from "../generated/unicode_data";
import { PyMem_Free, PyMem_Malloc, PyMem_Realloc } from "../memory/blocks";
import { PyErr_NoMemory } from "../protocol/errors";
import {
  PyUnicode_DATA,
  PyUnicode_FromKindAndData,
  PyUnicode_GET_LENGTH,
  PyUnicode_IS_ASCII,
  PyUnicode_KIND,
  PyUnicode_READ,
  unicodeResultUnchanged,
} from "../types/unicode";
import { WAS_DECOMPOSITION, formerValue, isLater } from "./unicode_former";

const S_BASE: u32 = 0xac00;
const L_BASE: u32 = 0x1100;
const V_BASE: u32 = 0x1161;
const T_BASE: u32 = 0x11a7;
const L_COUNT: u32 = 19;
const V_COUNT: u32 = 21;
const T_COUNT: u32 = 28;
const S_COUNT: u32 = 11172;

/** combining | bidirectional << 8 | width << 16 | mirrored << 24 of a character. */
export function dataRecord(ch: u32): u32 {
  const block = <u32>load<u16>(dataIndex + ((<usize>ch >> 7) << 1));
  const number = <u32>load<u16>(dataBlocks + ((((<usize>block) << 7) + (<usize>ch & 127)) << 1));
  return load<u32>(dataRecords + ((<usize>number) << 2));
}

/** Address of a character's decomposition (tag | length << 8, characters), or 0. */
export function decompositionOf(ch: u32): usize {
  let low = 0;
  let high = DECOMPOSITIONS - 1;
  while (low <= high) {
    const mid = (low + high) >> 1;
    const at = decompositionEntries + ((<usize>mid) << 3);
    const code = load<u32>(at);
    if (code == ch) return decompositionData + ((<usize>load<u32>(at, 4)) << 2);
    if (code < ch) low = mid + 1;
    else high = mid - 1;
  }
  return 0;
}

/** The composed character of a pair, or 0. */
function composed(first: u32, second: u32): u32 {
  if (first - L_BASE < L_COUNT && second - V_BASE < V_COUNT) {
    return S_BASE + ((first - L_BASE) * V_COUNT + (second - V_BASE)) * T_COUNT;
  }
  if (first - S_BASE < S_COUNT && (first - S_BASE) % T_COUNT == 0 && second - T_BASE - 1 < T_COUNT - 1) {
    return first + (second - T_BASE);
  }
  let low = 0;
  let high = COMPOSITIONS - 1;
  while (low <= high) {
    const mid = (low + high) >> 1;
    const at = compositionEntries + <usize>mid * 12;
    const a = load<u32>(at);
    const b = load<u32>(at, 4);
    if (a == first && b == second) return load<u32>(at, 8);
    if (a < first || (a == first && b < second)) low = mid + 1;
    else high = mid - 1;
  }
  return 0;
}

/** The text being made: 32-bit characters. */
let buffer: usize = 0;
let room: i32 = 0;
let used: i32 = 0;

function push(ch: u32): bool {
  if (used == room) {
    room = room * 2 + 16;
    const grown = PyMem_Realloc(buffer, (<usize>room) << 2);
    if (grown == 0) {
      PyErr_NoMemory();
      return false;
    }
    buffer = grown;
  }
  store<u32>(buffer + ((<usize>used) << 2), ch);
  used++;
  return true;
}

function at(i: i32): u32 {
  return load<u32>(buffer + ((<usize>i) << 2));
}

function put(i: i32, ch: u32): void {
  store<u32>(buffer + ((<usize>i) << 2), ch);
}

/** The form is one of Unicode 3.2's. */
let isFormer: bool = false;

/** Appends the full decomposition of `ch`. Depth is bounded by the data. */
function decompose(ch: u32, compat: bool): bool {
  const s = ch - S_BASE;
  if (s < S_COUNT) {
    const tail = s % T_COUNT;
    const ok = push(L_BASE + s / (V_COUNT * T_COUNT)) && push(V_BASE + (s % (V_COUNT * T_COUNT)) / T_COUNT);
    return ok && (tail == 0 || push(T_BASE + tail));
  }
  if (isFormer && ch >= 0xa0) {
    const was = formerValue(ch, WAS_DECOMPOSITION);
    if (was >= 0) return push(<u32>was);
    if (isLater(ch)) return push(ch);
  }
  const p = ch < 0xa0 ? 0 : decompositionOf(ch);
  if (p == 0) return push(ch);
  const word = load<u32>(p);
  if ((word & 0xff) != 0 && !compat) return push(ch);
  const n = <usize>(word >> 8);
  for (let i: usize = 1; i <= n; i++) if (!decompose(load<u32>(p + (i << 2)), compat)) return false;
  return true;
}

/** Stable order of combining marks by class. */
function reorder(): void {
  for (let i = 1; i < used; i++) {
    const ch = at(i);
    const cls = dataRecord(ch) & 0xff;
    if (cls == 0) continue;
    let k = i;
    while (k > 0 && (dataRecord(at(k - 1)) & 0xff) > cls) {
      put(k, at(k - 1));
      k--;
    }
    put(k, ch);
  }
}

/** Puts pairs together in place. */
function compose(): void {
  let out = 0;
  let starter = -1;
  let lastClass: i32 = -1;
  for (let i = 0; i < used; i++) {
    const ch = at(i);
    const cls = <i32>(dataRecord(ch) & 0xff);
    if (starter >= 0 && (lastClass < cls || lastClass == -1)) {
      const whole = composed(at(starter), ch);
      if (whole != 0) {
        put(starter, whole);
        continue;
      }
    }
    if (cls == 0) {
      starter = out;
      lastClass = -1;
    } else {
      lastClass = cls;
    }
    put(out++, ch);
  }
  used = out;
}

/** `new` str in the form: `compat` for the K forms, `joined` for the C forms, `former` for those of Unicode 3.2. */
export function normalized(text: PyObject, compat: bool, joined: bool, former: bool): PyObject | null {
  isFormer = former;
  if (PyUnicode_IS_ASCII(text)) return unicodeResultUnchanged(text);
  const n = PyUnicode_GET_LENGTH(text);
  const kind = PyUnicode_KIND(text);
  const data = PyUnicode_DATA(text);
  room = n + 16;
  used = 0;
  buffer = PyMem_Malloc((<usize>room) << 2);
  if (buffer == 0) return PyErr_NoMemory();
  let ok = true;
  for (let i = 0; i < n && ok; i++) ok = decompose(PyUnicode_READ(kind, data, i), compat);
  let result: PyObject | null = null;
  if (ok) {
    reorder();
    if (joined) compose();
    result = PyUnicode_FromKindAndData(4, buffer, used);
  }
  PyMem_Free(buffer);
  buffer = 0;
  return result;
}
