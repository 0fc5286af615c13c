/**
 * The arguments of functions that the host serves: bound to the parameters as Argument Clinic does, and each converted by the kind that the function's
 * declaration names (src/machine/host_signature.ts), so that the host sees plain data of the right type only. Messages are CPython's.
 *
 * Invariant: a converted argument is None, a bool, an int in its C type's range, a float, an exact str or bytes, a tuple of such, or what the host
 * itself looks at ("O"); Ellipsis stands for an argument that was not given.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import {
  PyBytes_Type,
  PyFloat_Type,
  PyTuple_Type,
  PyUnicode_Type,
  Py_Ellipsis,
  Py_False,
  Py_None,
  Py_True,
} from "../object/statics";
import {
  PyExc_NotImplementedError,
  PyExc_OverflowError,
  PyExc_RuntimeWarning,
  PyExc_TypeError,
  PyExc_ValueError,
} from "../object/exception_types";
import {
  PyErr_Clear,
  PyErr_ExceptionMatches,
  PyErr_Format,
  PyErr_NoMemory,
  PyErr_Occurred,
  PyErr_SetString,
} from "../protocol/errors";
import { arg, parseArgs } from "../protocol/args";
import { PyObject_IsTrue } from "../protocol/compare";
import { _PyObject_LookupSpecial, PyObject_GetOptionalAttr } from "../protocol/attr";
import { PyObject_CallNoArgs } from "../protocol/call";
import { freeBuffer, simpleBuffer } from "../protocol/buffer";
import { PyIndex_Check, PyNumber_Index, _PyNumber_Index } from "../protocol/number";
import { PySequence_List } from "../protocol/sequence";
import { PyList_GET_ITEM, PyList_GET_SIZE } from "../types/list";
import { PyErr_WarnEx } from "../protocol/warnings";
import { ID } from "../generated/ids";
import { PyMem_Free, PyMem_Malloc } from "../memory/blocks";
import { PyBytes_AS_STRING, PyBytes_Check, PyBytes_FromStringAndSize, PyBytes_GET_SIZE } from "../types/bytes";
import { PyFloat_AsDouble, PyFloat_Check, PyFloat_FromDouble } from "../types/float";
import {
  PyLong_AsLongAndOverflow,
  PyLong_AsU64,
  PyLong_Check,
  PyLong_FromI64,
  PyLong_FromU64,
  longOverflow,
} from "../types/long";
import { PyTuple_New, PyTuple_SET_ITEM } from "../types/tuple";
import {
  PyUnicode_AsUTF8AndSize,
  PyUnicode_Check,
  PyUnicode_GET_LENGTH,
  PyUnicode_IS_ASCII,
  PyUnicode_READ_CHAR,
  _PyUnicode_Copy,
} from "../types/unicode";
import { PyUnicode_FromLiteral } from "../types/unicode_format";
import { PyUnicode_EncodeFSDefault } from "../types/unicode_codecs";
import { travelling } from "./host_module";

const INT_MAX: i64 = 0x7fffffff;
const INT_MIN: i64 = -0x80000000;
const UINT_MAX: i64 = 0xffffffff;

/** A text as AssemblyScript's functions take it: UTF-16 behind a header that ends in its size. Never freed. 0 without memory. */
export function literalOf(op: PyObject): usize {
  const n = PyUnicode_GET_LENGTH(op);
  const block = PyMem_Malloc(20 + ((<usize>n) << 1));
  if (block == 0) return 0;
  memory.fill(block, 0, 20);
  store<u32>(block + 16, (<u32>n) << 1);
  for (let i = 0; i < n; i++) store<u16>(block + 20 + ((<usize>i) << 1), <u16>PyUnicode_READ_CHAR(op, i));
  return block + 20;
}

/** The name of parameter `i` in the spec, as address and length of UTF-16 units for %W. */
let partAt: usize = 0;
let partLength: i32 = 0;
/** Are names of parameters shown, or their numbers (those before a "/")? */
let isPositional: bool = false;
/** Has the function one parameter alone? */
let isOnly: bool = false;

function findPart(spec: string, wanted: i32): void {
  const base = changetype<usize>(spec);
  let k = 0;
  let start = 0;
  let last = 0;
  let slash = -1;
  partAt = 0;
  for (let i = 0; i <= spec.length; i++) {
    if (i < spec.length && spec.charCodeAt(i) != 0x2c) continue;
    const first = start < spec.length ? spec.charCodeAt(start) : 0;
    if (first == 0x2f) slash = k;
    else if (first != 0x2a) {
      if (k == wanted) {
        partAt = base + ((<usize>start) << 1);
        partLength = i - start;
        if (spec.charCodeAt(i - 1) == 0x3d) partLength--;
      }
      k++;
    }
    last = k;
    start = i + 1;
  }
  isPositional = wanted < slash;
  isOnly = last == 1 && slash == 1;
}

/** "f() argument 'x' must be str, not int". */
function refused(fname: string, spec: string, i: i32, expected: string, op: PyObject): PyObject | null {
  findPart(spec, i);
  const what = changetype<usize>(fname);
  const type: usize = op == Py_None ? noneName : op.ob_type.tp_name;
  if (isOnly)
    PyErr_Format(PyExc_TypeError, "%L() argument must be %L, not %s", what, changetype<usize>(expected), type);
  else if (isPositional) {
    PyErr_Format(
      PyExc_TypeError,
      "%L() argument %d must be %L, not %s",
      what,
      i + 1,
      changetype<usize>(expected),
      type,
    );
  } else {
    const format = "%L() argument '%W' must be %L, not %s";
    PyErr_Format(PyExc_TypeError, format, what, partAt, partLength, changetype<usize>(expected), type);
  }
  return null;
}

const noneName = memory.data<u8>([78, 111, 110, 101, 0]);

// ---- numbers -----------------------------------------------------------------------------------------------------------

function overflow(text: string): PyObject | null {
  return PyErr_SetString(PyExc_OverflowError, text);
}

/** The int of an object within bounds: `new`. */
function rangedInt(op: PyObject, min: i64, max: i64, tooLarge: string): PyObject | null {
  const index = _PyNumber_Index(op);
  if (index === null) return null;
  const v = PyLong_AsLongAndOverflow(index);
  Py_DECREF(index);
  if (longOverflow != 0 || v < min || v > max) return overflow(tooLarge);
  return PyLong_FromI64(v);
}

function descriptorNumber(op: PyObject): PyObject | null {
  if (op == Py_True || op == Py_False) {
    if (PyErr_WarnEx(PyExc_RuntimeWarning, "bool is used as a file descriptor", 1) < 0) return null;
  }
  const index = _PyNumber_Index(op);
  if (index === null) return null;
  const v = PyLong_AsLongAndOverflow(index);
  Py_DECREF(index);
  if (longOverflow > 0 || (longOverflow == 0 && v > INT_MAX)) return overflow("fd is greater than maximum");
  if (longOverflow < 0 || v < INT_MIN) return overflow("fd is less than minimum");
  return PyLong_FromI64(v);
}

/** The bits of an int: `new`. */
function bitsOf(op: PyObject): PyObject | null {
  const index = _PyNumber_Index(op);
  if (index === null) return null;
  const v = PyLong_AsLongAndOverflow(index);
  if (longOverflow != 0) return index;
  Py_DECREF(index);
  return PyLong_FromI64(v & UINT_MAX);
}

/** A user or group: -1 says "leave it". */
function identityOf(op: PyObject, isUser: bool): PyObject | null {
  if (!PyIndex_Check(op)) {
    const format = isUser ? "uid should be integer, not %s" : "gid should be integer, not %s";
    return PyErr_Format(PyExc_TypeError, format, op.ob_type.tp_name);
  }
  const index = _PyNumber_Index(op);
  if (index === null) return null;
  const v = PyLong_AsLongAndOverflow(index);
  Py_DECREF(index);
  if (longOverflow < 0 || (longOverflow == 0 && v < -1))
    return overflow(isUser ? "uid is less than minimum" : "gid is less than minimum");
  if (longOverflow > 0 || v > UINT_MAX)
    return overflow(isUser ? "uid is greater than maximum" : "gid is greater than maximum");
  return PyLong_FromI64(v);
}

/** A user to look for: None for a number that none can have. */
function keyOf(op: PyObject): PyObject | null {
  const id = identityOf(op, true);
  if (id !== null || !PyErr_ExceptionMatches(PyExc_OverflowError)) return id;
  PyErr_Clear();
  return Py_NewRef(Py_None);
}

/** A device's number of 64 bits; -1 is none. */
function deviceOf(op: PyObject): PyObject | null {
  if (!PyLong_Check(op)) return PyErr_SetString(PyExc_TypeError, "an integer is required");
  const v = PyLong_AsLongAndOverflow(op);
  if (longOverflow < 0 || (longOverflow == 0 && v < -1)) return overflow("can't convert negative int to unsigned");
  if (longOverflow == 0) return PyLong_FromI64(v);
  const bits = PyLong_AsU64(op);
  if (PyErr_Occurred() === null) return PyLong_FromU64(bits);
  PyErr_Clear();
  return overflow("int too big to convert");
}

/** The ints that an iterable yields: `new` tuple. */
function intsOf(op: PyObject): PyObject | null {
  const list = PySequence_List(op);
  if (list === null) return null;
  const n = PyList_GET_SIZE(list);
  let tuple = PyTuple_New(n);
  for (let i = 0; tuple !== null && i < n; i++) {
    const index = PyNumber_Index(PyList_GET_ITEM(list, i));
    if (index !== null) PyTuple_SET_ITEM(tuple, i, index);
    else {
      Py_DECREF(tuple);
      tuple = null;
    }
  }
  Py_DECREF(list);
  return tuple;
}

/** _PyTime_ObjectToTimeval's acceptance: `new` int or float. */
function timeOf(op: PyObject): PyObject | null {
  if (!PyFloat_Check(op))
    return rangedInt(op, i64.MIN_VALUE, i64.MAX_VALUE, "timestamp out of range for platform time_t");
  const value = PyFloat_AsDouble(op);
  if (value != value) return PyErr_SetString(PyExc_ValueError, "Invalid value NaN (not a number)");
  if (!(value >= -9223372036854775808.0 && value < 9223372036854775808.0)) {
    return overflow("timestamp out of range for platform time_t");
  }
  return PyFloat_FromDouble(value);
}

const cell = memory.data(8, 8);

/** PyObject_AsFileDescriptor: `new` int. */
function fileDescriptor(op: PyObject): PyObject | null {
  let number: PyObject | null = null;
  if (PyLong_Check(op)) {
    if (op == Py_True || op == Py_False) {
      if (PyErr_WarnEx(PyExc_RuntimeWarning, "bool is used as a file descriptor", 1) < 0) return null;
    }
    number = Py_NewRef(op);
  } else {
    const name = PyUnicode_FromLiteral("fileno");
    if (name === null) return null;
    const rc = PyObject_GetOptionalAttr(op, name, cell);
    Py_DECREF(name);
    if (rc < 0) return null;
    if (rc == 0) return PyErr_SetString(PyExc_TypeError, "argument must be an int, or have a fileno() method.");
    const method = load<PyObject>(cell);
    number = PyObject_CallNoArgs(method);
    Py_DECREF(method);
    if (number === null) return null;
    if (!PyLong_Check(number)) {
      Py_DECREF(number);
      return PyErr_SetString(PyExc_TypeError, "fileno() returned a non-integer");
    }
  }
  const v = PyLong_AsLongAndOverflow(number);
  Py_DECREF(number);
  if (longOverflow != 0 || v < INT_MIN || v > INT_MAX) return overflow("Python int too large to convert to C int");
  if (v < 0) {
    return PyErr_Format(PyExc_ValueError, "file descriptor cannot be a negative integer (%d)", <i32>v);
  }
  return PyLong_FromI64(v);
}

function folderDescriptor(op: PyObject, canUse: bool): PyObject | null {
  if (op == Py_None) return Py_NewRef(Py_None);
  if (!PyIndex_Check(op)) {
    return PyErr_Format(PyExc_TypeError, "argument should be integer or None, not %s", op.ob_type.tp_name);
  }
  const fd = descriptorNumber(op);
  if (fd === null || canUse) return fd;
  Py_DECREF(fd);
  return PyErr_SetString(PyExc_NotImplementedError, "dir_fd unavailable on this platform");
}

// ---- texts, paths, buffers ---------------------------------------------------------------------------------------------

function exactText(op: PyObject): PyObject | null {
  return op.ob_type == PyUnicode_Type ? Py_NewRef(op) : _PyUnicode_Copy(op);
}

function exactBytes(op: PyObject): PyObject | null {
  if (op.ob_type == PyBytes_Type) return Py_NewRef(op);
  return PyBytes_FromStringAndSize(PyBytes_AS_STRING(op), PyBytes_GET_SIZE(op));
}

function hasZero(at: usize, n: i32): bool {
  for (let i = 0; i < n; i++) if (load<u8>(at + i) == 0) return true;
  return false;
}

/** A str or bytes as the system can take it: `new`. */
function systemText(op: PyObject): PyObject | null {
  if (PyUnicode_Check(op)) {
    const bytes = PyUnicode_EncodeFSDefault(op);
    if (bytes === null) return null;
    const bad = hasZero(PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes));
    Py_DECREF(bytes);
    return bad ? PyErr_SetString(PyExc_ValueError, "embedded null byte") : exactText(op);
  }
  if (hasZero(PyBytes_AS_STRING(op), PyBytes_GET_SIZE(op))) {
    return PyErr_SetString(PyExc_ValueError, "embedded null byte");
  }
  return exactBytes(op);
}

function pathTypes(canBeFd: bool, canBeNone: bool): string {
  if (canBeFd)
    return canBeNone ? "string, bytes, os.PathLike, integer or None" : "string, bytes, os.PathLike or integer";
  return canBeNone ? "string, bytes, os.PathLike or None" : "string, bytes or os.PathLike";
}

/** What __fspath__ gives for an object that is no text itself: `new`; null without an exception if it has none. */
function pathOf(op: PyObject): PyObject | null {
  const method = _PyObject_LookupSpecial(op, ID.__fspath__);
  if (method === null || method == Py_None) return null;
  const found = PyObject_CallNoArgs(method);
  Py_DECREF(method);
  if (found === null || PyUnicode_Check(found) || PyBytes_Check(found)) return found;
  PyErr_Format(
    PyExc_TypeError,
    "expected %s.__fspath__() to return str or bytes, not %s",
    op.ob_type.tp_name,
    found.ob_type.tp_name,
  );
  Py_DECREF(found);
  return null;
}

function pathArgument(
  fname: string,
  spec: string,
  i: i32,
  op: PyObject,
  canBeFd: bool,
  canBeNone: bool,
): PyObject | null {
  if (canBeNone && op == Py_None) return Py_NewRef(Py_None);
  const isText = PyUnicode_Check(op) || PyBytes_Check(op);
  if (!isText && canBeFd && PyIndex_Check(op)) return descriptorNumber(op);
  const path: PyObject | null = isText ? Py_NewRef(op) : pathOf(op);
  if (path === null) {
    if (PyErr_Occurred() !== null) return null;
    findPart(spec, i);
    const format = "%L: %W should be %L, not %s";
    const types = changetype<usize>(pathTypes(canBeFd, canBeNone));
    return PyErr_Format(
      PyExc_TypeError,
      format,
      changetype<usize>(fname),
      partAt,
      partLength,
      types,
      op.ob_type.tp_name,
    );
  }
  let sent: PyObject | null = null;
  const bytes: PyObject | null = PyBytes_Check(path) ? Py_NewRef(path) : PyUnicode_EncodeFSDefault(path);
  if (bytes !== null) {
    if (hasZero(PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes))) {
      findPart(spec, i);
      const format = "%L: embedded null character in %W";
      PyErr_Format(PyExc_ValueError, format, changetype<usize>(fname), partAt, partLength);
    } else sent = PyBytes_Check(path) ? exactBytes(path) : exactText(path);
    Py_DECREF(bytes);
  }
  Py_DECREF(path);
  return sent;
}

/** PyUnicode_FSConverter. */
function systemArgument(op: PyObject): PyObject | null {
  const path: PyObject | null = PyUnicode_Check(op) || PyBytes_Check(op) ? Py_NewRef(op) : pathOf(op);
  if (path === null) {
    if (PyErr_Occurred() !== null) return null;
    return PyErr_Format(PyExc_TypeError, "expected str, bytes or os.PathLike object, not %s", op.ob_type.tp_name);
  }
  const sent = systemText(path);
  Py_DECREF(path);
  return sent;
}

/** The bytes of a buffer: `new`. */
function bufferBytes(op: PyObject): PyObject | null {
  if (op.ob_type == PyBytes_Type) return Py_NewRef(op);
  const view = simpleBuffer(op);
  if (view === null) return null;
  const bytes = PyBytes_FromStringAndSize(view.buf, view.len);
  freeBuffer(view);
  return bytes;
}

function asciiBuffer(fname: string, op: PyObject): PyObject | null {
  if (PyUnicode_Check(op)) {
    if (!PyUnicode_IS_ASCII(op)) {
      return PyErr_SetString(PyExc_ValueError, "string argument should contain only ASCII characters");
    }
    return exactText(op);
  }
  const view = simpleBuffer(op);
  if (view === null) {
    PyErr_Clear(); // whatever it was
    return PyErr_Format(
      PyExc_TypeError,
      "argument should be bytes, buffer or ASCII string, not '%s'",
      op.ob_type.tp_name,
    );
  }
  const bytes = PyBytes_FromStringAndSize(view.buf, view.len);
  freeBuffer(view);
  return bytes;
}

// ---- all of a call -----------------------------------------------------------------------------------------------------

/** Argument `i` by its kind: `new`, or null with its exception. */
function converted(kind: u32, fname: string, spec: string, i: i32, op: PyObject): PyObject | null {
  switch (kind) {
    case 0x69: // i
      return rangedInt(op, INT_MIN, INT_MAX, "Python int too large to convert to C int");
    case 0x6e: // n
      return rangedInt(op, i64.MIN_VALUE, i64.MAX_VALUE, "Python int too large to convert to C ssize_t");
    case 0x6c: // l
      return rangedInt(op, i64.MIN_VALUE, i64.MAX_VALUE, "Python int too large to convert to C long");
    case 0x4c: // L
      return rangedInt(op, i64.MIN_VALUE, i64.MAX_VALUE, "int too big to convert");
    case 0x49: // I
      return bitsOf(op);
    case 0x6a: // j
      if (op == Py_None) return Py_NewRef(Py_None);
      return rangedInt(op, INT_MIN, INT_MAX, "Python int too large to convert to C int");
    case 0x76: // v
      return deviceOf(op);
    case 0x4e: // N
      return intsOf(op);
    case 0x63: // c
      if (PyUnicode_Check(op)) return exactText(op);
      if (PyIndex_Check(op)) return rangedInt(op, INT_MIN, INT_MAX, "Python int too large to convert to C int");
      return PyErr_SetString(PyExc_TypeError, "configuration names must be strings or integers");
    case 0x72: // r
      if (op == Py_None) return op;
      return op.ob_type == PyTuple_Type ? travelling(op) : Py_NewRef(Py_True);
    case 0x4d: // M
      return op == Py_None ? op : intsOf(op);
    case 0x6b: // k
      return op == Py_None ? op : rangedInt(op, i64.MIN_VALUE, i64.MAX_VALUE, "int too big to convert");
    case 0x54: // T
      return op == Py_None ? op : systemArgument(op);
    case 0x74: // t
      return timeOf(op);
    case 0x62: {
      // b
      const truth = PyObject_IsTrue(op);
      return truth < 0 ? null : Py_NewRef(truth > 0 ? Py_True : Py_False);
    }
    case 0x65: {
      // e
      if (op.ob_type == PyFloat_Type) return Py_NewRef(op);
      const value = PyFloat_AsDouble(op);
      return value == -1 && PyErr_Occurred() !== null ? null : PyFloat_FromDouble(value);
    }
    case 0x66: // f
      return fileDescriptor(op);
    case 0x64: // d
      return folderDescriptor(op, true);
    case 0x44: // D
      return folderDescriptor(op, false);
    case 0x75: // u
      return identityOf(op, true);
    case 0x67: // g
      return identityOf(op, false);
    case 0x78: // x
      return keyOf(op);
    case 0x70: // p
      return pathArgument(fname, spec, i, op, false, false);
    case 0x50: // P
      return pathArgument(fname, spec, i, op, true, false);
    case 0x71: // q
      return pathArgument(fname, spec, i, op, false, true);
    case 0x51: // Q
      return pathArgument(fname, spec, i, op, true, true);
    case 0x53: // S
      return systemArgument(op);
    case 0x73: // s
      return PyUnicode_Check(op) ? checkedText(op) : refused(fname, spec, i, "str", op);
    case 0x7a: // z
      if (op == Py_None) return Py_NewRef(Py_None);
      return PyUnicode_Check(op) ? checkedText(op) : refused(fname, spec, i, "str or None", op);
    case 0x79: // y
      return bufferBytes(op);
    case 0x61: // a
      return asciiBuffer(fname, op);
    default:
      if (op != Py_Ellipsis) return travelling(op);
      return PyErr_SetString(PyExc_TypeError, "argument of an unexpected type");
  }
}

/** A str for C: UTF-8 without zeros. */
function checkedText(op: PyObject): PyObject | null {
  if (PyUnicode_AsUTF8AndSize(op) == 0) return null;
  for (let i = 0; i < PyUnicode_GET_LENGTH(op); i++) {
    if (PyUnicode_READ_CHAR(op, i) == 0) return PyErr_SetString(PyExc_ValueError, "embedded null character");
  }
  return exactText(op);
}

/** The arguments of a call as the host takes them: `new` tuple. `kinds`: NUL-terminated letters, one for each parameter. */
export function boundArguments(
  fname: string,
  spec: string,
  kinds: usize,
  args: usize,
  nargs: i32,
  kwnames: PyObject | null,
): PyObject | null {
  if (!parseArgs(fname, spec, args, nargs, kwnames)) return null;
  let n = 0;
  while (load<u8>(kinds + n) != 0) n++;
  const given = PyMem_Malloc(((<usize>n) << 3) + 8);
  const tuple = PyTuple_New(n);
  if (given == 0 || tuple === null) {
    PyMem_Free(given);
    Py_XDECREF(tuple);
    return given == 0 ? PyErr_NoMemory() : null;
  }
  // conversions run Python code, which parses calls of its own
  for (let i = 0; i < n; i++) {
    store<u64>(given + ((<usize>i) << 3), <u64>changetype<usize>(arg(i)));
  }
  for (let i = 0; i < n; i++) {
    const at = load<usize>(given + ((<usize>i) << 3));
    const sent: PyObject | null =
      at == 0 ? Py_NewRef(Py_Ellipsis) : converted(load<u8>(kinds + i), fname, spec, i, changetype<PyObject>(at));
    if (sent === null) {
      PyMem_Free(given);
      Py_DECREF(tuple);
      return null;
    }
    PyTuple_SET_ITEM(tuple, i, sent);
  }
  PyMem_Free(given);
  return tuple;
}
