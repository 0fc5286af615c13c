/**
 * The native half of the stand-in for _testinternalcapi (lib/_testinternalcapi.py): what needs an object's or frame's insides.
 */
import { PyObject, Py_TPFLAGS_INLINE_VALUES, ptrAt } from "../../object/layout";
import { Py_DECREF, Py_NewRef } from "../../object/refcount";
import { PyCode_Type, Py_False, Py_None, Py_True } from "../../object/statics";
import { METH_FASTCALL, METH_NOARGS, METH_O } from "../../object/typedef";
import { PyExc_KeyError, PyExc_SystemError, PyExc_TypeError } from "../../object/exception_types";
import { PyErr_Occurred, PyErr_SetObject, PyErr_SetString } from "../../protocol/errors";
import { PyArg_CheckPositional } from "../../protocol/args";
import { PyCodeObject } from "../../types/code";
import { PyUnicode_FromLiteral } from "../../types/unicode_format";
import { PyTuple_New, PyTuple_SET_ITEM } from "../../types/tuple";
import { CACHED_KEYS, _PyObject_InlineValues } from "../../types/dict_instance";
import { PyLong_AsI64, PyLong_AsI32, PyLong_FromI64, PyLong_FromLong } from "../../types/long";
import { PyModule_New, moduleFunction } from "../../types/module";
import { PyDict_Check, _PyDict_GetItem_KnownHash } from "../../types/dict";
import { recursionDepth } from "../../vm/frame";
import { NATIVE_RECURSION_MOST } from "../../config";
import { addTracebackFunction } from "./tracemalloc";
import { PyAST_Check } from "../_ast";
import { PyAST_obj2mod } from "../ast_convert";

function tree_data(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("_tree_data", nargs, 2, 2)) return null;
  const tree = ptrAt(args, 0);
  const is = PyAST_Check(tree);
  if (is < 0) return null;
  if (!is) return PyErr_SetString(PyExc_TypeError, "expected an AST");
  const mode = PyLong_AsI32(ptrAt(args, 1));
  if (PyErr_Occurred() !== null) return null;
  return PyAST_obj2mod(tree, mode);
}

function get_co_framesize(m: PyObject, code: PyObject): PyObject | null {
  if (code.ob_type != PyCode_Type) return PyErr_SetString(PyExc_TypeError, "argument must be a code object");
  return PyLong_FromLong(changetype<PyCodeObject>(code).co_framesize);
}

function get_recursion_depth(m: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromLong(recursionDepth());
}

function get_c_recursion_remaining(m: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromI64(NATIVE_RECURSION_MOST);
}

function has_inline_values(m: PyObject, obj: PyObject): PyObject | null {
  const has = (obj.ob_type.tp_flags & Py_TPFLAGS_INLINE_VALUES) != 0 && _PyObject_InlineValues(obj).valid != 0;
  return Py_NewRef(has ? Py_True : Py_False);
}

/** The inline values in the order of their keys, "<NULL>" for those not set; None if the object has none any more. */
function get_object_dict_values(m: PyObject, obj: PyObject): PyObject | null {
  const type = obj.ob_type;
  if (!(type.tp_flags & Py_TPFLAGS_INLINE_VALUES)) return Py_NewRef(Py_None);
  const values = _PyObject_InlineValues(obj);
  const keys = CACHED_KEYS(type);
  if (values.valid == 0 || keys === null) return Py_NewRef(Py_None);
  const n = <i32>keys.dk_nentries;
  const tuple = PyTuple_New(n);
  if (tuple === null) return null;
  for (let i = 0; i < n; i++) {
    const value = load<PyObject | null>(changetype<usize>(values) + 8 + ((<usize>i) << 3));
    const shown: PyObject | null = value === null ? PyUnicode_FromLiteral("<NULL>") : Py_NewRef(value);
    if (shown === null) {
      Py_DECREF(tuple);
      return null;
    }
    PyTuple_SET_ITEM(tuple, i, shown);
  }
  return tuple;
}

function dict_getitem_knownhash(m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("dict_getitem_knownhash", nargs, 3, 3)) return null;
  const mp = ptrAt(args, 0);
  const key = ptrAt(args, 1);
  const hash = PyLong_AsI64(ptrAt(args, 2));
  if (PyErr_Occurred() !== null) return null;
  if (!PyDict_Check(mp)) return PyErr_SetString(PyExc_SystemError, "bad argument to internal function");
  const found = _PyDict_GetItem_KnownHash(mp, key, hash);
  if (found !== null) return Py_NewRef(found);
  if (PyErr_Occurred() === null) PyErr_SetObject(PyExc_KeyError, key);
  return null;
}

/** `new` module _testinternalcapi_native. */
export function PyInit__testinternalcapi_native(): PyObject | null {
  const m = PyModule_New("_testinternalcapi_native");
  if (m === null) return null;
  let bad = 0;
  bad |= moduleFunction(m, "_tree_data", tree_data.index, METH_FASTCALL);
  bad |= moduleFunction(m, "get_co_framesize", get_co_framesize.index, METH_O);
  bad |= moduleFunction(m, "get_recursion_depth", get_recursion_depth.index, METH_NOARGS);
  bad |= moduleFunction(m, "get_c_recursion_remaining", get_c_recursion_remaining.index, METH_NOARGS);
  bad |= moduleFunction(m, "has_inline_values", has_inline_values.index, METH_O);
  bad |= moduleFunction(m, "get_object_dict_values", get_object_dict_values.index, METH_O);
  bad |= moduleFunction(m, "dict_getitem_knownhash", dict_getitem_knownhash.index, METH_FASTCALL);
  bad |= addTracebackFunction(m);
  if (bad == 0) return m;
  Py_DECREF(m);
  return null;
}
