/**
 * How arrays are pickled: by type code and values up to protocol 2, from protocol 3 by the name of their machine format and raw bytes, which
 * _array_reconstructor turns into items of the reading machine.
 */
import { PyObject, PyTypeObject, ptrAt } from "../../object/layout";
import { Py_DECREF, Py_XDECREF, Py_NewRef } from "../../object/refcount";
import { Py_None } from "../../object/statics";
import { PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import { ID } from "../../generated/ids";
import { PyArg_CheckPositional } from "../../protocol/args";
import { argValue, intArg } from "../../protocol/arg_values";
import { PyObject_GetAttr, PyObject_GetOptionalAttr } from "../../protocol/attr";
import { PyErr_Format, PyErr_SetString } from "../../protocol/errors";
import { PyBytes_AS_STRING, PyBytes_Check, PyBytes_GET_SIZE } from "../../types/bytes";
import { decodeUTF16, decodeUTF32 } from "../../types/codecs_utf16";
import { PyFloat_FromDouble, PyFloat_Unpack4, PyFloat_Unpack8 } from "../../types/float";
import { PyList_New, PyList_SET_ITEM } from "../../types/list";
import { PyLong_AsLongAndOverflow, PyLong_Check, PyLong_FromSsize_t } from "../../types/long";
import { _PyLong_FromByteArray } from "../../types/long_bytes";
import { importModule } from "../../types/object_reduce";
import { PyTuple_Pack2, PyTuple_Pack3, PyTuple_Pack4 } from "../../types/tuple";
import { PyType_Check, PyType_IsSubtype } from "../../types/typeobject";
import { PyUnicode_Check, PyUnicode_GET_LENGTH, PyUnicode_READ_CHAR, unicodeChar } from "../../types/unicode";
import { descrOf, integerDescr, machineFormatOf, typecodeOf } from "./items";
import { A, PyArray_Type } from "./array";
import { array_tobytes, array_tolist } from "./methods";
import { array_new } from "./module";

const FLOAT_LE: i32 = 14;
const DOUBLE_LE: i32 = 16;
const UTF16_LE: i32 = 18;
const UTF32_LE: i32 = 20;
const LAST_FORMAT: i32 = 21;

/** Bytes of an item of a machine format. */
function formatSize(format: i32): i32 {
  if (format < 2) return 1;
  if (format < 6 || format == UTF16_LE || format == UTF16_LE + 1) return 2;
  if (format < 10 || format == FLOAT_LE || format == FLOAT_LE + 1 || format >= UTF32_LE) return 4;
  return 8;
}

/** An even code is little-endian; of the integers, codes 1, 4, 5, 8, 9, 12, 13 are signed. */
function formatSigned(format: i32): bool {
  return (
    format == 1 ||
    (format >= 4 && (format & 4) == 4 && format < 6) ||
    format == 8 ||
    format == 9 ||
    format == 12 ||
    format == 13
  );
}

/** The one character of a "C" argument; -1 with TypeError. */
export function characterArg(fname: string, position: string, op: PyObject): i32 {
  if (PyUnicode_Check(op) && PyUnicode_GET_LENGTH(op) == 1) return <i32>PyUnicode_READ_CHAR(op, 0);
  PyErr_Format(
    PyExc_TypeError,
    op == Py_None
      ? "%L() argument %L must be a unicode character, not None"
      : "%L() argument %L must be a unicode character, not %s",
    changetype<usize>(fname),
    changetype<usize>(position),
    op.ob_type.tp_name,
  );
  return -1;
}

/** array(typecode, items) of a class, without its __init__: `new`. */
function makeArray(type: PyTypeObject, c: u32, items: PyObject): PyObject | null {
  const code = unicodeChar(c);
  if (code === null) return null;
  const args = PyTuple_Pack2(code, items);
  Py_DECREF(code);
  if (args === null) return null;
  const made = array_new(type, args, null);
  Py_DECREF(args);
  return made;
}

/** `new` list (or str) of the values in foreign bytes. */
function foreignValues(format: i32, p: usize, n: i32): PyObject | null {
  const little = (format & 1) == 0;
  if (format == UTF16_LE || format == UTF16_LE + 1) return decodeUTF16(p, n, 0, little ? -1 : 1, true);
  if (format >= UTF32_LE) return decodeUTF32(p, n, 0, little ? -1 : 1, true);
  const size = formatSize(format);
  const list = PyList_New(n / size);
  if (list === null) return null;
  for (let i = 0; i < n / size; i++) {
    const at = p + <usize>(i * size);
    let v: PyObject | null;
    if (format == FLOAT_LE || format == FLOAT_LE + 1) v = PyFloat_FromDouble(PyFloat_Unpack4(at, little));
    else if (format >= DOUBLE_LE) v = PyFloat_FromDouble(PyFloat_Unpack8(at, little));
    else v = _PyLong_FromByteArray(at, size, little || size == 1, formatSigned(format));
    if (v === null) {
      Py_DECREF(list);
      return null;
    }
    PyList_SET_ITEM(list, i, v);
  }
  return list;
}

export function array_reconstructor(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("_array_reconstructor", nargs, 4, 4)) return null;
  const cls = ptrAt(args, 0);
  const c = characterArg("_array_reconstructor", "2", ptrAt(args, 1));
  if (c < 0 || !intArg(ptrAt(args, 2))) return null;
  const format = argValue;
  const items = ptrAt(args, 3);
  if (!PyType_Check(cls)) {
    return PyErr_Format(PyExc_TypeError, "first argument must be a type object, not %s", cls.ob_type.tp_name);
  }
  const type = changetype<PyTypeObject>(cls);
  if (!PyType_IsSubtype(type, PyArray_Type)) {
    return PyErr_Format(PyExc_TypeError, "%s is not a subtype of %s", type.tp_name, PyArray_Type.tp_name);
  }
  const descr = descrOf(<u32>c);
  if (descr == 0) return PyErr_SetString(PyExc_ValueError, "second argument must be a valid type code");
  if (format < 0 || format > LAST_FORMAT) {
    return PyErr_SetString(PyExc_ValueError, "third argument must be a valid machine format code.");
  }
  if (!PyBytes_Check(items)) {
    return PyErr_Format(PyExc_TypeError, "fourth argument should be bytes, not %s", items.ob_type.tp_name);
  }
  if (format == machineFormatOf(descr)) return makeArray(type, <u32>c, items);
  return fromForeign(type, <u32>c, format, items);
}

function fromForeign(type: PyTypeObject, c: u32, format: i32, items: PyObject): PyObject | null {
  const n = PyBytes_GET_SIZE(items);
  if (n % formatSize(format) != 0)
    return PyErr_SetString(PyExc_ValueError, "string length not a multiple of item size");
  const values = foreignValues(format, PyBytes_AS_STRING(items), n);
  if (values === null) return null;
  // An integer keeps its width on this machine, whatever its type code meant on the other.
  if (format < FLOAT_LE) {
    const descr = integerDescr(formatSize(format), formatSigned(format));
    if (descr != 0) c = typecodeOf(descr);
  }
  const made = makeArray(type, c, values);
  Py_DECREF(values);
  return made;
}

const cell = memory.data(8, 8);

/** The instance's __dict__, or None: `new`. */
function stateOf(self: PyObject): PyObject | null {
  if (PyObject_GetOptionalAttr(self, ID.__dict__, cell) < 0) return null;
  const dict = load<PyObject | null>(cell);
  return dict === null ? Py_NewRef(Py_None) : dict;
}

export function array_reduce_ex(self: PyObject, value: PyObject): PyObject | null {
  if (!PyLong_Check(value)) return PyErr_SetString(PyExc_TypeError, "__reduce_ex__ argument should be an integer");
  const protocol = PyLong_AsLongAndOverflow(value);
  const dict = stateOf(self);
  if (dict === null) return null;
  const code = unicodeChar(typecodeOf(A(self).ob_descr));
  let result: PyObject | null = null;
  if (code !== null) {
    result = protocol < 3 ? reduceValues(self, code, dict) : reduceBytes(self, code, dict);
    Py_DECREF(code);
  }
  Py_DECREF(dict);
  return result;
}

/** (type, (typecode, list), dict) */
function reduceValues(self: PyObject, code: PyObject, dict: PyObject): PyObject | null {
  const list = array_tolist(self, null);
  const args: PyObject | null = list === null ? null : PyTuple_Pack2(code, list);
  Py_XDECREF(list);
  if (args === null) return null;
  const result = PyTuple_Pack3(self.ob_type, args, dict);
  Py_DECREF(args);
  return result;
}

/** (_array_reconstructor, (type, typecode, machine format, bytes), dict) */
function reduceBytes(self: PyObject, code: PyObject, dict: PyObject): PyObject | null {
  const module = importModule(ID.array);
  if (module === null) return null;
  const maker = PyObject_GetAttr(module, ID._array_reconstructor);
  Py_DECREF(module);
  if (maker === null) return null;
  const format = PyLong_FromSsize_t(machineFormatOf(A(self).ob_descr));
  const bytes = array_tobytes(self, null);
  let result: PyObject | null = null;
  if (format !== null && bytes !== null) {
    const args = PyTuple_Pack4(self.ob_type, code, format, bytes);
    if (args !== null) {
      result = PyTuple_Pack3(maker, args, dict);
      Py_DECREF(args);
    }
  }
  Py_XDECREF(format);
  Py_XDECREF(bytes);
  Py_DECREF(maker);
  return result;
}
