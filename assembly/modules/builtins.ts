/**
 * The module builtins: its functions, constants and types (Python/bltinmodule.c).
 *
 * Elsewhere: compile, exec, eval, print, input, __import__ (builtins_code.ts), sum, min, max, sorted (builtins_reduce.ts), the
 * types map, filter, zip (builtins_iter.ts), __build_class__ (builtins_class.ts).
 */
import { PyObject, PyTypeObject, ptrAt } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import * as T from "../object/statics";
import { Py_None } from "../object/statics";
import {
  PyExc_EnvironmentError,
  PyExc_IOError,
  PyExc_RuntimeError,
  PyExc_StopIteration,
  PyExc_SystemError,
  PyExc_TypeError,
  PyExc_ValueError,
} from "../object/exception_types";
import { callUnary } from "../object/slots";
import { METH_FASTCALL, METH_FASTCALL_KEYWORDS, METH_NOARGS, METH_O } from "../object/typedef";
import {
  PyErr_Clear,
  PyErr_ExceptionMatches,
  PyErr_Format,
  PyErr_Occurred,
  PyErr_SetNone,
  PyErr_SetString,
} from "../protocol/errors";
import { PyArg_CheckPositional, arg, argReq, parseArgs } from "../protocol/args";
import {
  PyCallable_Check,
  PyObject_Dir,
  PyObject_GetAttr,
  PyObject_GetOptionalAttr,
  PyObject_SetAttr,
  _PyObject_LookupSpecial,
  PyObject_GetAttrString,
  PyObject_SetAttrString,
} from "../protocol/attr";
import { PyObject_CallNoArgs, PyObject_CallOneArg, PyObject_Vectorcall } from "../protocol/call";
import {
  PyObject_ASCII,
  PyObject_Format,
  PyObject_IsInstance,
  PyObject_IsSubclass,
  PyObject_IsTrue,
  PyObject_Repr,
  Py_RETURN_BOOL,
} from "../protocol/compare";
import { PyObject_Hash } from "../protocol/hash";
import {
  PyNumber_Absolute,
  PyNumber_Divmod,
  PyNumber_Index,
  PyNumber_Power,
  PyNumber_ToBase,
} from "../protocol/number";
import { setBuiltinsDict } from "../protocol/builtin_lookup";
import { PyIter_Check, PyObject_GetAIter, PyObject_GetIter } from "../protocol/iter";
import { PyByteArray_AS_STRING, PyByteArray_Check, PyByteArray_GET_SIZE } from "../types/bytearray";
import { PyBytes_AS_STRING, PyBytes_Check, PyBytes_GET_SIZE } from "../types/bytes";
import { PyEnum_Type, PyReversed_Type } from "../types/enum";
import { forEachExceptionType } from "../types/exceptions_tree";
import { PyAnextAwaitable_New, PyCallIter_New } from "../types/iterobject";
import {
  PyLong_AsLongAndOverflow,
  PyLong_FromI64,
  PyLong_FromLong,
  PyLong_FromVoidPtr,
  longOverflow,
} from "../types/long";
import { objectSize64 } from "../protocol/sequence64";
import {
  PyModule_AddObjectRef,
  PyModule_AddType,
  PyModule_GetDict,
  PyModule_New,
  moduleFunction,
} from "../types/module";
import { PyUnicode_Check, PyUnicode_FromOrdinal, PyUnicode_GET_LENGTH, PyUnicode_READ_CHAR } from "../types/unicode";
import { PyEval_GetGlobals, currentLocals } from "../vm/code_runner";
import { setCallableCache } from "../vm/ops_call_special";
import {
  builtin___import__,
  builtin_compile,
  builtin_eval,
  builtin_exec,
  builtin_input,
  builtin_print,
} from "./builtins_code";
import { builtin___build_class__ } from "./builtins_class";
import { PyFilter_Type, PyMap_Type, PyZip_Type } from "./builtins_iter";
import { builtin_max, builtin_min, builtin_sorted, builtin_sum } from "./builtins_reduce";
import { PyImport_ImportModule } from "./import";
import { PySys_GetObject } from "./sys";
import { ID } from "../generated/ids";

const cell = memory.data(8, 8);

// --- numbers and texts ---

function builtin_abs(self: PyObject, x: PyObject): PyObject | null {
  return PyNumber_Absolute(x);
}

function builtin_divmod(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("divmod", nargs, 2, 2)) return null;
  return PyNumber_Divmod(ptrAt(args, 0), ptrAt(args, 1));
}

function builtin_pow(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("pow", "base,exp,mod=", args, nargs, kwnames)) return null;
  const mod = arg(2);
  return PyNumber_Power(argReq(0), argReq(1), mod === null ? Py_None : mod);
}

function builtin_round(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("round", "number,ndigits=", args, nargs, kwnames)) return null;
  const number = argReq(0);
  const ndigits = arg(1);
  const round = _PyObject_LookupSpecial(number, ID.__round__);
  if (round === null) {
    if (PyErr_Occurred() !== null) return null;
    return PyErr_Format(PyExc_TypeError, "type %s doesn't define __round__ method", number.ob_type.tp_name);
  }
  const result =
    ndigits === null || ndigits == Py_None ? PyObject_CallNoArgs(round) : PyObject_CallOneArg(round, ndigits);
  Py_DECREF(round);
  return result;
}

function builtin_bin(self: PyObject, x: PyObject): PyObject | null {
  return PyNumber_ToBase(x, 2);
}

function builtin_oct(self: PyObject, x: PyObject): PyObject | null {
  return PyNumber_ToBase(x, 8);
}

function builtin_hex(self: PyObject, x: PyObject): PyObject | null {
  return PyNumber_ToBase(x, 16);
}

function builtin_chr(self: PyObject, x: PyObject): PyObject | null {
  const index = PyNumber_Index(x);
  if (index === null) return null;
  const v = PyLong_AsLongAndOverflow(index);
  Py_DECREF(index);
  if (longOverflow != 0 || v < 0 || v > 0x10ffff) {
    return PyErr_SetString(PyExc_ValueError, "chr() arg not in range(0x110000)");
  }
  return PyUnicode_FromOrdinal(<i32>v);
}

function builtin_ord(self: PyObject, c: PyObject): PyObject | null {
  let size: i32;
  if (PyBytes_Check(c)) {
    size = PyBytes_GET_SIZE(c);
    if (size == 1) return PyLong_FromLong(load<u8>(PyBytes_AS_STRING(c)));
  } else if (PyUnicode_Check(c)) {
    size = PyUnicode_GET_LENGTH(c);
    if (size == 1) return PyLong_FromLong(PyUnicode_READ_CHAR(c, 0));
  } else if (PyByteArray_Check(c)) {
    size = PyByteArray_GET_SIZE(c);
    if (size == 1) return PyLong_FromLong(load<u8>(PyByteArray_AS_STRING(c)));
  } else {
    return PyErr_Format(PyExc_TypeError, "ord() expected string of length 1, but %s found", c.ob_type.tp_name);
  }
  return PyErr_Format(PyExc_TypeError, "ord() expected a character, but string of length %zd found", size);
}

function builtin_ascii(self: PyObject, x: PyObject): PyObject | null {
  return PyObject_ASCII(x);
}

function builtin_repr(self: PyObject, x: PyObject): PyObject | null {
  return PyObject_Repr(x);
}

function builtin_format(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("format", nargs, 1, 2)) return null;
  if (nargs == 1) return PyObject_Format(ptrAt(args, 0), null);
  const spec = ptrAt(args, 1);
  if (!PyUnicode_Check(spec)) {
    return PyErr_Format(PyExc_TypeError, "format() argument 2 must be str, not %s", spec.ob_type.tp_name);
  }
  return PyObject_Format(ptrAt(args, 0), spec);
}

// --- objects ---

function builtin_callable(self: PyObject, x: PyObject): PyObject | null {
  return Py_RETURN_BOOL(PyCallable_Check(x));
}

function builtin_hash(self: PyObject, x: PyObject): PyObject | null {
  const hash = PyObject_Hash(x);
  return hash == -1 && PyErr_Occurred() !== null ? null : PyLong_FromI64(hash);
}

function builtin_id(self: PyObject, x: PyObject): PyObject | null {
  return PyLong_FromVoidPtr(changetype<usize>(x));
}

/** len(x): `new`. */
function builtin_len(self: PyObject, x: PyObject): PyObject | null {
  const n = objectSize64(x);
  return n < 0 ? null : PyLong_FromI64(n);
}

function builtin_isinstance(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("isinstance", nargs, 2, 2)) return null;
  const r = PyObject_IsInstance(ptrAt(args, 0), ptrAt(args, 1));
  return r < 0 ? null : Py_RETURN_BOOL(r != 0);
}

function builtin_issubclass(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("issubclass", nargs, 2, 2)) return null;
  const r = PyObject_IsSubclass(ptrAt(args, 0), ptrAt(args, 1));
  return r < 0 ? null : Py_RETURN_BOOL(r != 0);
}

function builtin_getattr(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("getattr", nargs, 2, 3)) return null;
  const v = ptrAt(args, 0);
  const name = ptrAt(args, 1);
  if (nargs == 2) return PyObject_GetAttr(v, name);
  store<u64>(cell, 0);
  const found = PyObject_GetOptionalAttr(v, name, cell);
  if (found < 0) return null;
  return found > 0 ? load<PyObject>(cell) : Py_NewRef(ptrAt(args, 2));
}

function builtin_hasattr(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("hasattr", nargs, 2, 2)) return null;
  store<u64>(cell, 0);
  const found = PyObject_GetOptionalAttr(ptrAt(args, 0), ptrAt(args, 1), cell);
  if (found < 0) return null;
  if (found > 0) Py_DECREF(load<PyObject>(cell));
  return Py_RETURN_BOOL(found > 0);
}

function builtin_setattr(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("setattr", nargs, 3, 3)) return null;
  return PyObject_SetAttr(ptrAt(args, 0), ptrAt(args, 1), ptrAt(args, 2)) < 0 ? null : Py_NewRef(Py_None);
}

function builtin_delattr(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("delattr", nargs, 2, 2)) return null;
  return PyObject_SetAttr(ptrAt(args, 0), ptrAt(args, 1), null) < 0 ? null : Py_NewRef(Py_None);
}

function builtin_dir(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("dir", nargs, 0, 1)) return null;
  return PyObject_Dir(nargs == 0 ? null : ptrAt(args, 0));
}

function builtin_vars(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("vars", nargs, 0, 1)) return null;
  if (nargs == 0) return currentLocals();
  store<u64>(cell, 0);
  const found = PyObject_GetOptionalAttr(ptrAt(args, 0), ID.__dict__, cell);
  if (found > 0) return load<PyObject>(cell);
  if (found == 0) PyErr_SetString(PyExc_TypeError, "vars() argument must have __dict__ attribute");
  return null;
}

function builtin_globals(self: PyObject, unused: PyObject | null): PyObject | null {
  const globals = PyEval_GetGlobals();
  return globals === null
    ? PyErr_SetString(PyExc_SystemError, "globals() without a running frame")
    : Py_NewRef(globals);
}

function builtin_locals(self: PyObject, unused: PyObject | null): PyObject | null {
  return currentLocals();
}

// --- iteration ---

/** all() and any(): stops at the first item whose truth is `stop`. */
function anyAll(iterable: PyObject, stop: i32): PyObject | null {
  const it = PyObject_GetIter(iterable);
  if (it === null) return null;
  const iternext = it.ob_type.tp_iternext;
  let result = 1 - stop;
  while (true) {
    const item = callUnary(iternext, it);
    if (item === null) break;
    const truth = PyObject_IsTrue(item);
    Py_DECREF(item);
    if (truth < 0) {
      Py_DECREF(it);
      return null;
    }
    if (truth == stop) {
      result = stop;
      break;
    }
  }
  Py_DECREF(it);
  if (PyErr_Occurred() !== null) {
    if (!PyErr_ExceptionMatches(PyExc_StopIteration)) return null;
    PyErr_Clear();
  }
  return Py_RETURN_BOOL(result != 0);
}

function builtin_all(self: PyObject, iterable: PyObject): PyObject | null {
  return anyAll(iterable, 0);
}

function builtin_any(self: PyObject, iterable: PyObject): PyObject | null {
  return anyAll(iterable, 1);
}

function builtin_iter(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("iter", nargs, 1, 2)) return null;
  const v = ptrAt(args, 0);
  if (nargs == 1) return PyObject_GetIter(v);
  if (!PyCallable_Check(v)) return PyErr_SetString(PyExc_TypeError, "iter(v, w): v must be callable");
  return PyCallIter_New(v, ptrAt(args, 1));
}

function builtin_next(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("next", nargs, 1, 2)) return null;
  const it = ptrAt(args, 0);
  if (!PyIter_Check(it)) return PyErr_Format(PyExc_TypeError, "'%s' object is not an iterator", it.ob_type.tp_name);
  const result = callUnary(it.ob_type.tp_iternext, it);
  if (result !== null) return result;
  const failed = PyErr_Occurred() !== null;
  if (nargs > 1) {
    if (failed) {
      if (!PyErr_ExceptionMatches(PyExc_StopIteration)) return null;
      PyErr_Clear();
    }
    return Py_NewRef(ptrAt(args, 1));
  }
  return failed ? null : stopIteration();
}

/** StopIteration without arguments. Always null. */
function stopIteration(): PyObject | null {
  PyErr_SetNone(PyExc_StopIteration);
  return null;
}

function builtin_aiter(self: PyObject, x: PyObject): PyObject | null {
  return PyObject_GetAIter(x);
}

function builtin_anext(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("anext", nargs, 1, 2)) return null;
  const it = ptrAt(args, 0);
  const am = it.ob_type.tp_as_async;
  if (am === null || am.am_anext == 0) {
    return PyErr_Format(PyExc_TypeError, "'%s' object is not an async iterator", it.ob_type.tp_name);
  }
  const awaitable = callUnary(am.am_anext, it);
  if (awaitable === null || nargs == 1) return awaitable;
  const result = PyAnextAwaitable_New(awaitable, ptrAt(args, 1));
  Py_DECREF(awaitable);
  return result;
}

function builtin_breakpoint(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  const hook = PySys_GetObject("breakpointhook");
  if (hook === null) return PyErr_SetString(PyExc_RuntimeError, "lost sys.breakpointhook");
  Py_NewRef(hook);
  const result = PyObject_Vectorcall(hook, args, nargs, kwnames);
  Py_DECREF(hook);
  return result;
}

// --- the module ---

/** open(...): the module _io's, which takes this one's place in builtins at the first call. */
function builtin_open(m: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  const io = PyImport_ImportModule("_io");
  if (io === null) return null;
  const open = PyObject_GetAttrString(io, "open");
  Py_DECREF(io);
  if (open === null) return null;
  if (PyObject_SetAttrString(m, "open", open) < 0) return null;
  const result = PyObject_Vectorcall(open, args, nargs, kwnames);
  Py_DECREF(open);
  return result;
}

function addFunctions(m: PyObject): bool {
  let bad = 0;
  bad |= moduleFunction(
    m,
    "__build_class__",
    builtin___build_class__.index,
    METH_FASTCALL_KEYWORDS,
    "__build_class__(func, name, /, *bases, [metaclass], **kwds) -> class\n\nWhat a class statement calls to build its class.",
  );
  bad |= moduleFunction(
    m,
    "open",
    builtin_open.index,
    METH_FASTCALL_KEYWORDS,
    "open($module, /, file, mode='r', buffering=-1, encoding=None,\n     errors=None, newline=None, closefd=True, opener=None)\n--\n\nOpen file and return a stream.  Raise OSError upon failure.",
  );
  bad |= moduleFunction(
    m,
    "__import__",
    builtin___import__.index,
    METH_FASTCALL_KEYWORDS,
    "__import__($module, /, name, globals=None, locals=None, fromlist=(),\n           level=0)\n--\n\nImport a module.",
  );
  bad |= moduleFunction(
    m,
    "abs",
    builtin_abs.index,
    METH_O,
    "abs($module, x, /)\n--\n\nReturn the absolute value of the argument.",
  );
  bad |= moduleFunction(
    m,
    "all",
    builtin_all.index,
    METH_O,
    "all($module, iterable, /)\n--\n\nSay whether every item counts as true.\n\nSo it does when there are no items.",
  );
  bad |= moduleFunction(
    m,
    "any",
    builtin_any.index,
    METH_O,
    "any($module, iterable, /)\n--\n\nSay whether at least one item counts as true.\n\nNone does when there are no items.",
  );
  bad |= moduleFunction(
    m,
    "ascii",
    builtin_ascii.index,
    METH_O,
    "ascii($module, obj, /)\n--\n\nReturn an ASCII-only representation of an object.",
  );
  bad |= moduleFunction(
    m,
    "bin",
    builtin_bin.index,
    METH_O,
    "bin($module, number, /)\n--\n\nAn integer's digits in base two.\n\n   >>> bin(10)\n   '0b1010'",
  );
  bad |= moduleFunction(
    m,
    "breakpoint",
    builtin_breakpoint.index,
    METH_FASTCALL_KEYWORDS,
    "breakpoint($module, /, *args, **kws)\n--\n\nCall sys.breakpointhook(*args, **kws).",
  );
  bad |= moduleFunction(
    m,
    "callable",
    builtin_callable.index,
    METH_O,
    "callable($module, obj, /)\n--\n\nSay whether the object can be called.\n\nFunctions, methods and classes can, and whatever has a __call__().",
  );
  bad |= moduleFunction(
    m,
    "chr",
    builtin_chr.index,
    METH_O,
    "chr($module, i, /)\n--\n\nThe str of the one character with code point i; 0 <= i <= 0x10ffff.",
  );
  bad |= moduleFunction(
    m,
    "compile",
    builtin_compile.index,
    METH_FASTCALL_KEYWORDS,
    "compile($module, /, source, filename, mode, flags=0,\n        dont_inherit=False, optimize=-1, *, _feature_version=-1)\n--\n\nCompile Python source, or a tree of ast, to what exec() and eval() run.",
  );
  bad |= moduleFunction(
    m,
    "delattr",
    builtin_delattr.index,
    METH_FASTCALL,
    "delattr($module, obj, name, /)\n--\n\nDelete an attribute by its name.\n\ndelattr(x, 'y') does what ``del x.y`` does",
  );
  bad |= moduleFunction(
    m,
    "dir",
    builtin_dir.index,
    METH_FASTCALL,
    "dir([object]) -> list of strings\n\nThe names of the current scope, or those that an object knows.",
  );
  bad |= moduleFunction(
    m,
    "divmod",
    builtin_divmod.index,
    METH_FASTCALL,
    "divmod($module, x, y, /)\n--\n\nReturn the tuple (x//y, x%y).  Invariant: div*y + mod == x.",
  );
  bad |= moduleFunction(
    m,
    "eval",
    builtin_eval.index,
    METH_FASTCALL_KEYWORDS,
    "eval($module, source, /, globals=None, locals=None)\n--\n\nEvaluate an expression, given as text or as code, in these namespaces.",
  );
  bad |= moduleFunction(
    m,
    "exec",
    builtin_exec.index,
    METH_FASTCALL_KEYWORDS,
    "exec($module, source, /, globals=None, locals=None, *, closure=None)\n--\n\nRun statements, given as text or as code, in these namespaces.",
  );
  bad |= moduleFunction(
    m,
    "format",
    builtin_format.index,
    METH_FASTCALL,
    "format($module, value, format_spec='', /)\n--\n\nReturn type(value).__format__(value, format_spec)",
  );
  bad |= moduleFunction(
    m,
    "getattr",
    builtin_getattr.index,
    METH_FASTCALL,
    "getattr(object, name[, default]) -> value\n\nThe attribute of that name; getattr(x, 'y') is x.y.\nWhere there is none, the default if one was given, and otherwise an\nAttributeError.",
  );
  bad |= moduleFunction(
    m,
    "globals",
    builtin_globals.index,
    METH_NOARGS,
    "globals($module, /)\n--\n\nThe namespace of the module that the caller belongs to.",
  );
  bad |= moduleFunction(
    m,
    "hasattr",
    builtin_hasattr.index,
    METH_FASTCALL,
    "hasattr($module, obj, name, /)\n--\n\nSay whether getattr() would find an attribute of this name.",
  );
  bad |= moduleFunction(
    m,
    "hash",
    builtin_hash.index,
    METH_O,
    "hash($module, obj, /)\n--\n\nReturn the hash value for the given object.",
  );
  bad |= moduleFunction(
    m,
    "hex",
    builtin_hex.index,
    METH_O,
    "hex($module, number, /)\n--\n\nAn integer's digits in base sixteen.\n\n   >>> hex(3735928559)\n   '0xdeadbeef'",
  );
  bad |= moduleFunction(
    m,
    "id",
    builtin_id.index,
    METH_O,
    "id($module, obj, /)\n--\n\nA number that no other object has as long as this one lives.\n\n(Here, as in CPython, its address.)",
  );
  bad |= moduleFunction(
    m,
    "input",
    builtin_input.index,
    METH_FASTCALL,
    "input($module, prompt='', /)\n--\n\nRead a line from standard input and give it without its line end.",
  );
  return (bad | addMoreFunctions(m)) == 0;
}

function addMoreFunctions(m: PyObject): i32 {
  let bad = 0;
  bad |= moduleFunction(
    m,
    "isinstance",
    builtin_isinstance.index,
    METH_FASTCALL,
    "isinstance($module, obj, class_or_tuple, /)\n--\n\nSay whether an object belongs to a class, or to one of several.",
  );
  bad |= moduleFunction(
    m,
    "issubclass",
    builtin_issubclass.index,
    METH_FASTCALL,
    "issubclass($module, cls, class_or_tuple, /)\n--\n\nSay whether a class is another one or derives from it.",
  );
  bad |= moduleFunction(
    m,
    "iter",
    builtin_iter.index,
    METH_FASTCALL,
    "iter(iterable) -> iterator\niter(callable, sentinel) -> iterator\n\nAn iterator over an iterable, or over what calls return until the sentinel.",
  );
  bad |= moduleFunction(
    m,
    "aiter",
    builtin_aiter.index,
    METH_O,
    "aiter($module, async_iterable, /)\n--\n\nReturn an AsyncIterator for an AsyncIterable object.",
  );
  bad |= moduleFunction(
    m,
    "len",
    builtin_len.index,
    METH_O,
    "len($module, obj, /)\n--\n\nReturn the number of items in a container.",
  );
  bad |= moduleFunction(
    m,
    "locals",
    builtin_locals.index,
    METH_NOARGS,
    "locals($module, /)\n--\n\nThe names and values that are local where the call stands.",
  );
  bad |= moduleFunction(
    m,
    "max",
    builtin_max.index,
    METH_FASTCALL_KEYWORDS,
    "max(iterable, *[, default=obj, key=func]) -> value\nmax(arg1, arg2, *args, *[, key=func]) -> value\n\nThe biggest of the items, or of the arguments when there are two and\nmore. default is for an iterable without items, key says what to compare\nitems by.",
  );
  bad |= moduleFunction(
    m,
    "min",
    builtin_min.index,
    METH_FASTCALL_KEYWORDS,
    "min(iterable, *[, default=obj, key=func]) -> value\nmin(arg1, arg2, *args, *[, key=func]) -> value\n\nThe smallest of the items, or of the arguments when there are two and\nmore. default is for an iterable without items, key says what to compare\nitems by.",
  );
  bad |= moduleFunction(
    m,
    "next",
    builtin_next.index,
    METH_FASTCALL,
    "next(iterator[, default])\n\nThe iterator's next item. At its end the default if one was given, and\notherwise StopIteration.",
  );
  bad |= moduleFunction(
    m,
    "anext",
    builtin_anext.index,
    METH_FASTCALL,
    "anext($module, aiterator, default=<unrepresentable>, /)\n--\n\nReturn the next item from the async iterator.",
  );
  bad |= moduleFunction(
    m,
    "oct",
    builtin_oct.index,
    METH_O,
    "oct($module, number, /)\n--\n\nAn integer's digits in base eight.\n\n   >>> oct(511)\n   '0o777'",
  );
  bad |= moduleFunction(
    m,
    "ord",
    builtin_ord.index,
    METH_O,
    "ord($module, c, /)\n--\n\nReturn the Unicode code point for a one-character string.",
  );
  bad |= moduleFunction(
    m,
    "pow",
    builtin_pow.index,
    METH_FASTCALL_KEYWORDS,
    "pow($module, /, base, exp, mod=None)\n--\n\nEquivalent to base**exp with 2 arguments or base**exp % mod with 3 arguments.",
  );
  bad |= moduleFunction(
    m,
    "print",
    builtin_print.index,
    METH_FASTCALL_KEYWORDS,
    "print($module, /, *args, sep=' ', end='\\\n', file=None, flush=False)\n--\n\nWrite the values as text to a stream.\n\n  sep\n    stands between two values; a space unless given.\n  end\n    stands behind the last; a newline unless given.\n  file\n    where to write; sys.stdout as it is at the call.\n  flush\n    true to have the stream send on what it holds.",
  );
  bad |= moduleFunction(
    m,
    "repr",
    builtin_repr.index,
    METH_O,
    "repr($module, obj, /)\n--\n\nReturn the canonical string representation of the object.",
  );
  bad |= moduleFunction(
    m,
    "round",
    builtin_round.index,
    METH_FASTCALL_KEYWORDS,
    "round($module, /, number, ndigits=None)\n--\n\nRound a number to a given precision in decimal digits.",
  );
  bad |= moduleFunction(
    m,
    "setattr",
    builtin_setattr.index,
    METH_FASTCALL,
    "setattr($module, obj, name, value, /)\n--\n\nSet an attribute by its name.\n\nsetattr(x, 'y', v) does what ``x.y = v`` does",
  );
  bad |= moduleFunction(
    m,
    "sorted",
    builtin_sorted.index,
    METH_FASTCALL_KEYWORDS,
    "sorted($module, iterable, /, *, key=None, reverse=False)\n--\n\nA new list of the items, the smallest first.",
  );
  bad |= moduleFunction(
    m,
    "sum",
    builtin_sum.index,
    METH_FASTCALL_KEYWORDS,
    "sum($module, iterable, /, start=0)\n--\n\nAdd the numbers up, beginning with 'start' (0 unless given)",
  );
  bad |= moduleFunction(
    m,
    "vars",
    builtin_vars.index,
    METH_FASTCALL,
    "vars([object]) -> dictionary\n\nThe __dict__ of the object; the names of the current scope without one.",
  );
  return bad;
}

function addType(m: PyObject, name: string, type: PyTypeObject): i32 {
  return PyModule_AddObjectRef(m, name, type);
}

function addConstantsAndTypes(m: PyObject): bool {
  let bad = 0;
  bad |= PyModule_AddObjectRef(m, "None", Py_None);
  bad |= PyModule_AddObjectRef(m, "Ellipsis", T.Py_Ellipsis);
  bad |= PyModule_AddObjectRef(m, "NotImplemented", T.Py_NotImplemented);
  bad |= PyModule_AddObjectRef(m, "False", T.Py_False);
  bad |= PyModule_AddObjectRef(m, "True", T.Py_True);
  bad |= addType(m, "bool", T.PyBool_Type);
  bad |= addType(m, "memoryview", T.PyMemoryView_Type);
  bad |= addType(m, "bytearray", T.PyByteArray_Type);
  bad |= addType(m, "bytes", T.PyBytes_Type);
  bad |= addType(m, "classmethod", T.PyClassMethod_Type);
  bad |= addType(m, "complex", T.PyComplex_Type);
  bad |= addType(m, "dict", T.PyDict_Type);
  bad |= addType(m, "enumerate", PyEnum_Type);
  bad |= addType(m, "filter", PyFilter_Type);
  bad |= addType(m, "float", T.PyFloat_Type);
  bad |= addType(m, "frozenset", T.PyFrozenSet_Type);
  bad |= addType(m, "property", T.PyProperty_Type);
  bad |= addType(m, "int", T.PyLong_Type);
  bad |= addType(m, "list", T.PyList_Type);
  bad |= addType(m, "map", PyMap_Type);
  bad |= addType(m, "object", T.PyBaseObject_Type);
  bad |= addType(m, "range", T.PyRange_Type);
  bad |= addType(m, "reversed", PyReversed_Type);
  bad |= addType(m, "set", T.PySet_Type);
  bad |= addType(m, "slice", T.PySlice_Type);
  bad |= addType(m, "staticmethod", T.PyStaticMethod_Type);
  bad |= addType(m, "str", T.PyUnicode_Type);
  bad |= addType(m, "super", T.PySuper_Type);
  bad |= addType(m, "tuple", T.PyTuple_Type);
  bad |= addType(m, "type", T.PyType_Type);
  bad |= addType(m, "zip", PyZip_Type);
  bad |= PyModule_AddObjectRef(m, "__debug__", T.Py_True);
  return bad == 0;
}

let target: PyObject | null = null;

function addException(type: PyTypeObject): i32 {
  return PyModule_AddType(target!, type);
}

/** The exceptions, and OSError's other names. */
function addExceptions(m: PyObject): bool {
  target = m;
  let bad = forEachExceptionType(addException.index);
  bad |= addType(m, "EnvironmentError", PyExc_EnvironmentError);
  bad |= addType(m, "IOError", PyExc_IOError);
  return bad == 0;
}

/** `new`: the module object. */
export function PyInit_builtins(): PyObject | null {
  const m = PyModule_New("builtins", "Built-in functions, types, exceptions, and other objects.");
  if (m === null) return null;
  setBuiltinsDict(PyModule_GetDict(m));
  setCallableCache(builtin_len.index, builtin_isinstance.index);
  if (addFunctions(m) && addConstantsAndTypes(m) && addExceptions(m)) return m;
  Py_DECREF(m);
  return null;
}
