/**
 * itemgetter, attrgetter and methodcaller of _operator (Modules/_operator.c).
 *
 *   itemgetter    0 nitems  1 item (one key, or the tuple of keys)  2 index  3 vectorcall
 *   attrgetter    0 nattrs  1 attr (tuple: a name, or a tuple of the parts of a dotted one)  2 vectorcall
 *   methodcaller  0 name    1 args (tuple)  2 kwds (dict or null)  3..4 unused  5 vectorcall
 */
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_HAVE_GC,
  Py_TPFLAGS_HAVE_VECTORCALL,
  ptrAt,
} from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyBaseObject_Type, PyType_Type } from "../object/statics";
import { PyExc_TypeError } from "../object/exception_types";
import { PyVectorcall_NARGS } from "../object/slots";
import { METH_NOARGS, addGetSet, addMethod, initStaticType } from "../object/typedef";
import { PyObject_GC_Del, PyType_GenericAlloc } from "../gc/collector";
import { PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional, noKeywords, noKeywordsDict } from "../protocol/args";
import { PyObject_GenericGetAttr, PyObject_GetAttr } from "../protocol/attr";
import { PyObject_Call, PyVectorcall_Call } from "../protocol/call";
import { PyObject_Repr, Py_ReprEnter, Py_ReprLeave } from "../protocol/compare";
import { PyObject_GetItem } from "../protocol/sequence";
import { PyUnicode_InternInPlace } from "../intern/policy";
import { PyDict_GET_SIZE, PyDict_Next, PyDict_Copy, dictNextKey, dictNextValue } from "../types/dict";
import {
  PyTuple_CheckExact,
  PyTuple_GET_ITEM,
  PyTuple_GET_SIZE,
  PyTuple_GetSlice,
  PyTuple_New,
  PyTuple_Pack1,
  PyTuple_Pack2,
  PyTuple_SET_ITEM,
  _PyTuple_ITEMS,
} from "../types/tuple";
import { packSteal2 } from "../types/tuple_build";
import { PyImport_ImportModule } from "./import";
import { ID } from "../generated/ids";
import { PyType_GetFullyQualifiedName } from "../types/typeobject";
import { PyUnicode_Check } from "../types/unicode";
import { PyUnicode_FromFormat, PyUnicode_FromLiteral } from "../types/unicode_format";
import { PyUnicode_Join } from "../types/unicode_ops";
import { PyUnicode_Split } from "../types/unicode_split";
import { PyList_AsTuple } from "../types/list";
import { unicodeLatin1 } from "../types/unicode_static";
import {
  UnicodeWriter,
  _PyUnicodeWriter_Dealloc,
  _PyUnicodeWriter_Finish,
  _PyUnicodeWriter_Init,
  _PyUnicodeWriter_WriteLiteral,
  _PyUnicodeWriter_WriteStr,
} from "../types/unicode_writer";
import { allocate, deallocMask, num, ref, refOf, setNum, setRef, slotAt, traverseMask } from "./itertools_base";

export const itemgetter_type = changetype<PyTypeObject>(memory.data(416, 16));
export const attrgetter_type = changetype<PyTypeObject>(memory.data(416, 16));
export const methodcaller_type = changetype<PyTypeObject>(memory.data(416, 16));

function dealloc2(self: PyObject): void {
  deallocMask(self, 2);
}

function traverse2(self: PyObject, visit: u32, arg: usize): i32 {
  return traverseMask(self, 2, visit, arg);
}

// --- itemgetter ---

function itemgetter_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if (!noKeywordsDict("itemgetter", kwds)) return null;
  const n = PyTuple_GET_SIZE(args);
  if (!PyArg_CheckPositional("itemgetter", min(n, 1), 1, 1)) return null;
  const self = allocate(type);
  if (self === null) return null;
  setNum(self, 0, n);
  setRef(self, 1, Py_NewRef(n == 1 ? PyTuple_GET_ITEM(args, 0) : args));
  setNum(self, 2, -1);
  setNum(self, 3, itemgetter_vectorcall.index);
  return self;
}

function itemgetter_vectorcall(self: PyObject, args: usize, nargsf: u32, kwnames: PyObject | null): PyObject | null {
  if (!noKeywords("itemgetter", kwnames)) return null;
  if (!PyArg_CheckPositional("itemgetter", PyVectorcall_NARGS(nargsf), 1, 1)) return null;
  const obj = ptrAt(args, 0);
  const n = <i32>num(self, 0);
  const item = refOf(self, 1);
  if (n == 1) return PyObject_GetItem(obj, item);
  const result = PyTuple_New(n);
  if (result === null) return null;
  for (let i = 0; i < n; i++) {
    const value = PyObject_GetItem(obj, PyTuple_GET_ITEM(item, i));
    if (value === null) {
      Py_DECREF(result);
      return null;
    }
    PyTuple_SET_ITEM(result, i, value);
  }
  return result;
}

/** `new`: "name(args)" for a tuple of arguments, or one argument. */
function callRepr(self: PyObject, n: i32, item: PyObject): PyObject | null {
  const entered = Py_ReprEnter(self);
  const name = PyType_GetFullyQualifiedName(self.ob_type);
  if (name === null) return null;
  let result: PyObject | null = null;
  if (entered > 0) {
    result = PyUnicode_FromFormat("%U(...)", changetype<usize>(name));
  } else if (entered == 0) {
    const format = n == 1 ? "%U(%R)" : "%U%R";
    result = PyUnicode_FromFormat(format, changetype<usize>(name), changetype<usize>(item));
    Py_ReprLeave(self);
  }
  Py_DECREF(name);
  return result;
}

function itemgetter_repr(self: PyObject): PyObject | null {
  return callRepr(self, <i32>num(self, 0), refOf(self, 1));
}

function itemgetter_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  if (num(self, 0) != 1) return PyTuple_Pack2(self.ob_type, refOf(self, 1));
  const args = PyTuple_Pack1(refOf(self, 1));
  if (args === null) return null;
  const result = PyTuple_Pack2(self.ob_type, args);
  Py_DECREF(args);
  return result;
}

// --- attrgetter ---

/** `new`: the name itself, or the tuple of its parts if it has dots. */
function attrParts(name: PyObject): PyObject | null {
  if (!PyUnicode_Check(name)) return PyErr_SetString(PyExc_TypeError, "attribute name must be a string");
  const parts = PyUnicode_Split(name, unicodeLatin1(0x2e), -1);
  if (parts === null) return null;
  const tuple = PyList_AsTuple(parts);
  Py_DECREF(parts);
  if (tuple === null) return null;
  const n = PyTuple_GET_SIZE(tuple);
  for (let i = 0; i < n; i++) PyUnicode_InternInPlace(_PyTuple_ITEMS(tuple) + ((<usize>i) << 3));
  if (n > 1) return tuple;
  const only = Py_NewRef(PyTuple_GET_ITEM(tuple, 0));
  Py_DECREF(tuple);
  return only;
}

function attrgetter_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if (!noKeywordsDict("attrgetter", kwds)) return null;
  const n = PyTuple_GET_SIZE(args);
  if (!PyArg_CheckPositional("attrgetter", min(n, 1), 1, 1)) return null;
  const attrs = PyTuple_New(n);
  if (attrs === null) return null;
  for (let i = 0; i < n; i++) {
    const parts = attrParts(PyTuple_GET_ITEM(args, i));
    if (parts === null) {
      Py_DECREF(attrs);
      return null;
    }
    PyTuple_SET_ITEM(attrs, i, parts);
  }
  const self = allocate(type);
  if (self === null) {
    Py_DECREF(attrs);
    return null;
  }
  setNum(self, 0, n);
  setRef(self, 1, attrs);
  setNum(self, 2, attrgetter_vectorcall.index);
  return self;
}

/** `new`: obj.name or obj.a.b.c. */
function dotted(obj: PyObject, attr: PyObject): PyObject | null {
  if (!PyTuple_CheckExact(attr)) return PyObject_GetAttr(obj, attr);
  let at: PyObject = Py_NewRef(obj);
  for (let i = 0; i < PyTuple_GET_SIZE(attr); i++) {
    const next = PyObject_GetAttr(at, PyTuple_GET_ITEM(attr, i));
    Py_DECREF(at);
    if (next === null) return null;
    at = next;
  }
  return at;
}

function attrgetter_vectorcall(self: PyObject, args: usize, nargsf: u32, kwnames: PyObject | null): PyObject | null {
  if (!noKeywords("attrgetter", kwnames)) return null;
  if (!PyArg_CheckPositional("attrgetter", PyVectorcall_NARGS(nargsf), 1, 1)) return null;
  const obj = ptrAt(args, 0);
  const n = <i32>num(self, 0);
  const attrs = refOf(self, 1);
  if (n == 1) return dotted(obj, PyTuple_GET_ITEM(attrs, 0));
  const result = PyTuple_New(n);
  if (result === null) return null;
  for (let i = 0; i < n; i++) {
    const value = dotted(obj, PyTuple_GET_ITEM(attrs, i));
    if (value === null) {
      Py_DECREF(result);
      return null;
    }
    PyTuple_SET_ITEM(result, i, value);
  }
  return result;
}

/** `new` tuple of the names as they were given. */
function attrNames(self: PyObject): PyObject | null {
  const n = <i32>num(self, 0);
  const attrs = refOf(self, 1);
  const names = PyTuple_New(n);
  if (names === null) return null;
  for (let i = 0; i < n; i++) {
    const attr = PyTuple_GET_ITEM(attrs, i);
    const name = PyTuple_CheckExact(attr) ? PyUnicode_Join(unicodeLatin1(0x2e), attr) : Py_NewRef(attr);
    if (name === null) {
      Py_DECREF(names);
      return null;
    }
    PyTuple_SET_ITEM(names, i, name);
  }
  return names;
}

function attrgetter_repr(self: PyObject): PyObject | null {
  const names = attrNames(self);
  if (names === null) return null;
  const n = PyTuple_GET_SIZE(names);
  const result = callRepr(self, n, n == 1 ? PyTuple_GET_ITEM(names, 0) : names);
  Py_DECREF(names);
  return result;
}

function attrgetter_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const names = attrNames(self);
  if (names === null) return null;
  const result = PyTuple_Pack2(self.ob_type, names);
  Py_DECREF(names);
  return result;
}

// --- methodcaller ---

function methodcaller_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  const n = PyTuple_GET_SIZE(args);
  if (n < 1) {
    return PyErr_SetString(PyExc_TypeError, "methodcaller needs at least one argument, the method name");
  }
  if (!PyUnicode_Check(PyTuple_GET_ITEM(args, 0)))
    return PyErr_SetString(PyExc_TypeError, "method name must be a string");
  const own = PyTuple_GetSlice(args, 1, n);
  const kw: PyObject | null = own === null || kwds === null || PyDict_GET_SIZE(kwds) == 0 ? null : PyDict_Copy(kwds);
  const self: PyObject | null = own === null ? null : allocate(type);
  if (self === null) {
    Py_XDECREF(own);
    Py_XDECREF(kw);
    return null;
  }
  setRef(self, 0, Py_NewRef(PyTuple_GET_ITEM(args, 0)));
  PyUnicode_InternInPlace(slotAt(self, 0));
  setRef(self, 1, own);
  setRef(self, 2, kw);
  setNum(self, 5, methodcaller_vectorcall.index);
  return self;
}

function methodcaller_vectorcall(self: PyObject, args: usize, nargsf: u32, kwnames: PyObject | null): PyObject | null {
  if (!noKeywords("methodcaller", kwnames)) return null;
  if (!PyArg_CheckPositional("methodcaller", PyVectorcall_NARGS(nargsf), 1, 1)) return null;
  const method = PyObject_GetAttr(ptrAt(args, 0), refOf(self, 0));
  if (method === null) return null;
  const result = PyObject_Call(method, refOf(self, 1), ref(self, 2));
  Py_DECREF(method);
  return result;
}

function methodcaller_dealloc(self: PyObject): void {
  deallocMask(self, 7);
}

function methodcaller_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return traverseMask(self, 7, visit, arg);
}

function writeStolen(w: UnicodeWriter, text: PyObject | null): bool {
  if (text === null) return false;
  const ok = _PyUnicodeWriter_WriteStr(w, text);
  Py_DECREF(text);
  return ok;
}

function methodcaller_repr(self: PyObject): PyObject | null {
  const entered = Py_ReprEnter(self);
  if (entered != 0) return entered > 0 ? PyUnicode_FromLiteral("operator.methodcaller(...)") : null;
  const w = _PyUnicodeWriter_Init();
  let ok = writeStolen(w, PyType_GetFullyQualifiedName(self.ob_type));
  ok = ok && _PyUnicodeWriter_WriteLiteral(w, "(") && writeStolen(w, PyObject_Repr(refOf(self, 0)));
  const args = refOf(self, 1);
  for (let i = 0; ok && i < PyTuple_GET_SIZE(args); i++) {
    ok = _PyUnicodeWriter_WriteLiteral(w, ", ") && writeStolen(w, PyObject_Repr(PyTuple_GET_ITEM(args, i)));
  }
  const kw = ref(self, 2);
  let pos = 0;
  while (ok && kw !== null && (pos = PyDict_Next(kw, pos)) != 0) {
    const key = Py_NewRef(dictNextKey());
    const value = Py_NewRef(dictNextValue());
    ok = writeStolen(w, PyUnicode_FromFormat(", %U=%R", changetype<usize>(key), changetype<usize>(value)));
    Py_DECREF(key);
    Py_DECREF(value);
  }
  ok = ok && _PyUnicodeWriter_WriteLiteral(w, ")");
  Py_ReprLeave(self);
  if (ok) return _PyUnicodeWriter_Finish(w);
  _PyUnicodeWriter_Dealloc(w);
  return null;
}

/** (partial(type, name, **kwds), args): `new`. */
function reduceWithKeywords(self: PyObject, args: PyObject, kwds: PyObject): PyObject | null {
  const functools = PyImport_ImportModule("functools");
  if (functools === null) return null;
  const partial = PyObject_GetAttr(functools, ID.partial);
  Py_DECREF(functools);
  if (partial === null) return null;
  let constructor: PyObject | null = null;
  const bound = PyTuple_Pack2(self.ob_type, refOf(self, 0));
  if (bound !== null) {
    constructor = PyObject_Call(partial, bound, kwds);
    Py_DECREF(bound);
  }
  Py_DECREF(partial);
  return packSteal2(constructor, Py_NewRef(args));
}

function methodcaller_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const own = refOf(self, 1);
  const kwds = ref(self, 2);
  if (kwds !== null && PyDict_GET_SIZE(kwds) != 0) return reduceWithKeywords(self, own, kwds);
  const n = PyTuple_GET_SIZE(own);
  const args = PyTuple_New(n + 1);
  if (args === null) return null;
  PyTuple_SET_ITEM(args, 0, Py_NewRef(refOf(self, 0)));
  for (let i = 0; i < n; i++) PyTuple_SET_ITEM(args, i + 1, Py_NewRef(PyTuple_GET_ITEM(own, i)));
  const result = PyTuple_Pack2(self.ob_type, args);
  Py_DECREF(args);
  return result;
}

// --- the types ---

function getter_signature(self: PyObject, closure: usize): PyObject | null {
  return PyUnicode_FromLiteral("(obj, /)");
}

function define(
  t: PyTypeObject,
  name: string,
  size: i32,
  vectorcallOffset: i32,
  make: u32,
  repr: u32,
  reduce: u32,
  doc: string,
): void {
  const flags = Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_VECTORCALL;
  initStaticType(t, PyType_Type, PyBaseObject_Type, name, size, 0, flags, doc);
  t.tp_dealloc = dealloc2.index;
  t.tp_traverse = traverse2.index;
  t.tp_repr = repr;
  t.tp_call = PyVectorcall_Call.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_vectorcall_offset = vectorcallOffset;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = make;
  t.tp_free = PyObject_GC_Del.index;
  addMethod(t, "__reduce__", reduce, METH_NOARGS, "Return state information for pickling");
  addGetSet(t, "__text_signature__", getter_signature.index, 0);
}

/** Describes the three types. */
export function defineGetterTypes(): void {
  define(
    itemgetter_type,
    "operator.itemgetter",
    48,
    40,
    itemgetter_new.index,
    itemgetter_repr.index,
    itemgetter_reduce.index,
    "itemgetter(item, /, *items)\n--\n\nA callable that gives its operand's item or, for several keys, a tuple of them.\nitemgetter(2)(r) is r[2];\nitemgetter(2, 5)(r) is (r[2], r[5])",
  );
  define(
    attrgetter_type,
    "operator.attrgetter",
    40,
    32,
    attrgetter_new.index,
    attrgetter_repr.index,
    attrgetter_reduce.index,
    "attrgetter(attr, /, *attrs)\n--\n\nA callable that gives its operand's attribute or, for several names, a tuple.\nattrgetter('a')(r) is r.a;\nattrgetter('a', 'b')(r) is (r.a, r.b);\nattrgetter('a.b')(r) is r.a.b.",
  );
  define(
    methodcaller_type,
    "operator.methodcaller",
    64,
    56,
    methodcaller_new.index,
    methodcaller_repr.index,
    methodcaller_reduce.index,
    "methodcaller(name, /, *args, **kwargs)\n--\n\nA callable that calls a method of its operand.\nmethodcaller('f')(r) is r.f();\nmethodcaller('f', 1, k=2)(r) is\nr.f(1, k=2).",
  );
  methodcaller_type.tp_dealloc = methodcaller_dealloc.index;
  methodcaller_type.tp_traverse = methodcaller_traverse.index;
}
