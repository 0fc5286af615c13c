/** bytes % values and bytearray % values (_PyBytes_FormatEx). Specifications and numbers: percent_spec.ts. */
import { PyObject } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { PyErr_ExceptionMatches, PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyExc_OverflowError, PyExc_TypeError } from "../object/exception_types";
import { _PyObject_LookupSpecial } from "../protocol/attr";
import { PyObject_CheckBuffer, freeBuffer, simpleBuffer } from "../protocol/buffer";
import { PyObject_CallNoArgs } from "../protocol/call";
import { PyObject_ASCII } from "../protocol/compare";
import { PyIndex_Check, PyNumber_Index } from "../protocol/number";
import { ID } from "../generated/ids";
import { PyByteArray_AS_STRING, PyByteArray_Check, PyByteArray_GET_SIZE } from "./bytearray";
import { PyBytes_AS_STRING, PyBytes_Check, PyBytes_GET_SIZE } from "./bytes";
import {
  BytesWriter,
  dropBytes,
  finishByteArray,
  finishBytes,
  newBytesWriter,
  putByte,
  putBytes,
  putFill,
} from "./bytes_writer";
import { PyFloat_AsDouble } from "./float";
import { PyOS_double_to_string, Py_DTSF_ALT, textLength } from "./float_text";
import { PyLong_AsLongAndOverflow, longOverflow } from "./long";
import {
  F_ALT,
  F_LJUST,
  F_ZERO,
  PercentState,
  beginPercent,
  bodyStart,
  checkAllUsed,
  dissectNumber,
  endPercent,
  integerOf,
  nextArgument,
  numberText,
  numberTextLength,
  prefixLength,
  readSpec,
  signChar,
  unsupportedCharacter,
} from "./percent_spec";
import { PyUnicode_DATA, PyUnicode_GET_LENGTH } from "./unicode";

function writeNumber(w: BytesWriter, s: PercentState, text: usize, length: i32): bool {
  dissectNumber(text, length, s.flags, s.ch);
  const prefix = prefixLength;
  const start = bodyStart;
  const size = length - start + (signChar != 0 ? 1 : 0);
  const padding = s.width > size ? s.width - size : 0;
  const left = (s.flags & F_LJUST) != 0;
  const zeros = s.flags & F_ZERO && !left ? padding : 0;
  const at = start + prefix;
  if (!left && zeros == 0 && !putFill(w, 0x20, padding)) return false;
  if (signChar != 0 && !putByte(w, signChar)) return false;
  if (!putBytes(w, text + <usize>start, prefix) || !putFill(w, 0x30, zeros)) return false;
  if (!putBytes(w, text + <usize>at, length - at)) return false;
  return !left || putFill(w, 0x20, padding);
}

function writeFloat(w: BytesWriter, s: PercentState, v: PyObject): bool {
  const x = PyFloat_AsDouble(v);
  if (x == -1.0 && PyErr_Occurred() !== null) {
    if (PyErr_ExceptionMatches(PyExc_TypeError)) {
      PyErr_Format(PyExc_TypeError, "float argument required, not %s", v.ob_type.tp_name);
    }
    return false;
  }
  const flags = s.flags & F_ALT ? Py_DTSF_ALT : 0;
  const text = PyOS_double_to_string(x, <i32>s.ch, s.precision < 0 ? 6 : s.precision, flags);
  return text != 0 && writeNumber(w, s, text, textLength);
}

function writeInteger(w: BytesWriter, s: PercentState, v: PyObject): bool {
  const n = integerOf(v, s.ch);
  if (n === null) return false;
  const text = numberText(n, s.ch, s.flags, s.precision);
  Py_DECREF(n);
  return text != 0 && writeNumber(w, s, text, numberTextLength);
}

/** Writes n bytes cut to the precision (if `cut`) and padded. */
function writeText(w: BytesWriter, s: PercentState, p: usize, n: i32, cut: bool): bool {
  if (cut && s.precision >= 0 && n > s.precision) n = s.precision;
  const padding = s.width > n ? s.width - n : 0;
  const left = (s.flags & F_LJUST) != 0;
  if (!left && !putFill(w, 0x20, padding)) return false;
  return putBytes(w, p, n) && (!left || putFill(w, 0x20, padding));
}

function writeAscii(w: BytesWriter, s: PercentState, v: PyObject): bool {
  const text = PyObject_ASCII(v);
  if (text === null) return false;
  const ok = writeText(w, s, PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text), true);
  Py_DECREF(text);
  return ok;
}

function writeBytesLike(w: BytesWriter, s: PercentState, v: PyObject): bool {
  if (PyBytes_Check(v)) return writeText(w, s, PyBytes_AS_STRING(v), PyBytes_GET_SIZE(v), true);
  const method = _PyObject_LookupSpecial(v, ID.__bytes__);
  if (method !== null) {
    const made = PyObject_CallNoArgs(method);
    Py_DECREF(method);
    if (made === null) return false;
    let ok = false;
    if (PyBytes_Check(made)) ok = writeText(w, s, PyBytes_AS_STRING(made), PyBytes_GET_SIZE(made), true);
    else PyErr_Format(PyExc_TypeError, "__bytes__ returned non-bytes (type %s)", made.ob_type.tp_name);
    Py_DECREF(made);
    return ok;
  }
  if (PyErr_Occurred() !== null) return false;
  if (PyObject_CheckBuffer(v)) {
    const view = simpleBuffer(v);
    if (view === null) return false;
    const ok = writeText(w, s, view.buf, view.len, true);
    freeBuffer(view);
    return ok;
  }
  PyErr_Format(
    PyExc_TypeError,
    "%%b requires a bytes-like object, or an object that implements __bytes__, not '%s'",
    v.ob_type.tp_name,
  );
  return false;
}

const oneByte: usize = memory.data(8, 8);

function writeByte(w: BytesWriter, s: PercentState, v: PyObject): bool {
  let value = -1;
  if (PyBytes_Check(v) && PyBytes_GET_SIZE(v) == 1) value = <i32>load<u8>(PyBytes_AS_STRING(v));
  else if (PyByteArray_Check(v) && PyByteArray_GET_SIZE(v) == 1) value = <i32>load<u8>(PyByteArray_AS_STRING(v));
  else if (PyIndex_Check(v)) {
    const index = PyNumber_Index(v);
    if (index === null) return false;
    const code = PyLong_AsLongAndOverflow(index);
    Py_DECREF(index);
    if (longOverflow != 0 || code < 0 || code > 255) {
      PyErr_SetString(PyExc_OverflowError, "%c arg not in range(256)");
      return false;
    }
    value = <i32>code;
  }
  if (value < 0) {
    PyErr_SetString(PyExc_TypeError, "%c requires an integer in range(256) or a single byte");
    return false;
  }
  store<u8>(oneByte, <u8>value);
  return writeText(w, s, oneByte, 1, false);
}

function writeArgument(w: BytesWriter, s: PercentState): bool {
  const v = nextArgument(s);
  if (v === null) return false;
  switch (s.ch) {
    case 0x72: // r
    case 0x61: // a
      return writeAscii(w, s, v);
    case 0x73: // s
    case 0x62: // b
      return writeBytesLike(w, s, v);
    case 0x64: // d
    case 0x69: // i
    case 0x75: // u
    case 0x6f: // o
    case 0x78: // x
    case 0x58: // X
      return writeInteger(w, s, v);
    case 0x65: // e
    case 0x45:
    case 0x66: // f
    case 0x46:
    case 0x67: // g
    case 0x47:
      return writeFloat(w, s, v);
    case 0x63: // c
      return writeByte(w, s, v);
    default:
      return unsupportedCharacter(s);
  }
}

function formatInto(w: BytesWriter, s: PercentState): bool {
  while (s.pos < s.end) {
    const start = s.pos;
    while (s.pos < s.end && load<u8>(s.data + <usize>s.pos) != 0x25) s.pos++;
    if (!putBytes(w, s.data + <usize>start, s.pos - start)) return false;
    if (s.pos >= s.end) break;
    s.pos++;
    if (s.pos < s.end && load<u8>(s.data + <usize>s.pos) == 0x25) {
      s.pos++;
      if (!putByte(w, 0x25)) return false;
      continue;
    }
    if (!readSpec(s) || !writeArgument(w, s)) return false;
  }
  return checkAllUsed(s);
}

/** `new` bytes, or bytearray. The caller keeps the format's memory in place. */
export function bytesFormat(format: usize, length: i32, args: PyObject, isByteArray: bool): PyObject | null {
  const s = beginPercent(1, format, length, args, true);
  if (s === null) return null;
  const w = newBytesWriter(length + 100);
  let result: PyObject | null = null;
  if (w !== null) {
    if (!formatInto(w, s)) dropBytes(w);
    else result = isByteArray ? finishByteArray(w) : finishBytes(w);
  }
  endPercent(s);
  return result;
}
