/**
 * The module _ast: the base class AST and the node classes, which are made at run time from the compiler's one table of them
 * (src/machine/ast_host.ts). Counterpart: the part of Python/Python-ast.c that Parser/asdl_c.py writes for types.
 *
 *   0 PyObject   16 dict   24        (the node classes add a weak reference before the object)
 *
 * Invariant: the classes are made once, when the module or a tree is first asked for, and live as long as the machine. Row `t` of the table is a
 * type of the grammar; its constructors are numbered from 0. Trees go to and from the compiler in ast_convert.ts.
 */
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_HAVE_GC,
  Py_TPFLAGS_IMMUTABLETYPE,
  SHOWN_AS_HEAPTYPE,
} from "../object/layout";
import { Py_CLEAR, Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import {
  PyBaseObject_Type,
  PyList_Type,
  PyLong_Type,
  PyTuple_Type,
  PyType_Type,
  PyUnicode_Type,
  Py_None,
} from "../object/statics";
import { visitField } from "../object/slots";
import { METH_NOARGS, addGetSet, addMethod, initStaticType } from "../object/typedef";
import { PyExc_DeprecationWarning, PyExc_TypeError } from "../object/exception_types";
import { ID } from "../generated/ids";
import { PyObject_GC_Del, PyObject_GC_UnTrack, PyType_GenericAlloc } from "../gc/collector";
import { PyErr_Format, PyErr_Occurred } from "../protocol/errors";
import { PyUnicode_InternInPlace } from "../intern/policy";
import {
  PyObject_GenericGetAttr,
  PyObject_GenericSetAttr,
  PyObject_GetAttr,
  PyObject_GetOptionalAttr,
  PyObject_SetAttr,
} from "../protocol/attr";
import { callThreeArgs } from "../protocol/call";
import { PyObject_IsInstance } from "../protocol/compare";
import { PySequence_Contains, PySequence_GetItem, PySequence_List, PySequence_Size } from "../protocol/sequence";
import { PyErr_WarnFormat } from "../protocol/warnings";
import {
  PyDict_Contains,
  PyDict_GetItemRef,
  PyDict_New,
  PyDict_Next,
  PyDict_SetItem,
  dictNextKey,
  dictNextValue,
} from "../types/dict";
import { Py_GenericAlias, Py_GenericAliasType } from "../types/genericalias";
import {
  PyList_AsTuple,
  PyList_Append,
  PyList_GET_ITEM,
  PyList_GET_SIZE,
  PyList_New,
  PyList_SET_ITEM,
} from "../types/list";
import { PyLong_AsI32 } from "../types/long";
import { PyModule_AddIntConstant, PyModule_AddType, PyModule_GetDict, PyModule_New } from "../types/module";
import { PyObject_GenericGetDict, PyObject_GenericSetDict } from "../types/object";
import { PySet_Discard, PySet_New } from "../types/set";
import {
  PyTuple_GET_ITEM,
  PyTuple_GET_SIZE,
  PyTuple_New,
  PyTuple_Pack1,
  PyTuple_Pack2,
  PyTuple_Pack3,
  PyTuple_Pack4,
  PyTuple_SET_ITEM,
} from "../types/tuple";
import { PyType_Ready } from "../types/type_ready";
import { PyType_GenericNew, _PyType_Name } from "../types/typeobject";
import { _PyUnion_Type, _Py_union_type_or } from "../types/union";
import { callServiceWith } from "./host_module";

export const AST_type = changetype<PyTypeObject>(memory.data(416, 16));

/** Codes of fields (src/machine/ast_host.ts). */
export const FIELD_KIND: i32 = 7;
export const FIELD_IDENTIFIER: i32 = 0;
export const FIELD_STRING: i32 = 1;
export const FIELD_INT: i32 = 2;
export const FIELD_CONSTANT: i32 = 3;
export const FIELD_NODE: i32 = 4;
export const FIELD_OPTIONAL: i32 = 8;
export const FIELD_LIST: i32 = 16;

export const KIND_SUM: i32 = 0;
export const KIND_ENUM: i32 = 1;
export const KIND_PRODUCT: i32 = 2;

/** The host's table, and of each row: the class of the type, a tuple with those of its constructors, a tuple with the one object of each of an enum. */
let table: PyObject | null = null;
let rowClasses: PyObject | null = null;
let constructorClasses: PyObject | null = null;
let singletons: PyObject | null = null;
let exprContext: PyObject | null = null;
let loadSingleton: PyObject | null = null;

// --- the table ---

/** Row of type `t`: (name, kind, located, doc, constructors). Borrowed. */
export function astRow(t: i32): PyObject {
  return PyTuple_GET_ITEM(table!, t);
}

export function rowKind(row: PyObject): i32 {
  return PyLong_AsI32(PyTuple_GET_ITEM(row, 1));
}

/** 0 without positions, 1 with, 2 with ends that may be left out. */
export function rowLocated(row: PyObject): i32 {
  return PyLong_AsI32(PyTuple_GET_ITEM(row, 2));
}

/** (name, doc, field names, codes, types of the fields). Borrowed. */
export function rowConstructor(row: PyObject, i: i32): PyObject {
  return PyTuple_GET_ITEM(PyTuple_GET_ITEM(row, 4), i);
}

export function rowConstructors(row: PyObject): i32 {
  return PyTuple_GET_SIZE(PyTuple_GET_ITEM(row, 4));
}

/** An int of a constructor's tuple `part` (3 codes, 4 types). */
export function fieldNumber(constructor: PyObject, part: i32, i: i32): i32 {
  return PyLong_AsI32(PyTuple_GET_ITEM(PyTuple_GET_ITEM(constructor, part), i));
}

/** The class of type `t`, and of its constructor `i`. Borrowed. */
export function astRowClass(t: i32): PyObject {
  return PyList_GET_ITEM(rowClasses!, t);
}

export function astClass(t: i32, i: i32): PyTypeObject {
  return changetype<PyTypeObject>(PyTuple_GET_ITEM(PyList_GET_ITEM(constructorClasses!, t), i));
}

/** The one object of an enum's constructor. Borrowed. */
export function astSingleton(t: i32, i: i32): PyObject {
  return PyTuple_GET_ITEM(PyList_GET_ITEM(singletons!, t), i);
}

// --- AST objects ---

function ast_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  Py_CLEAR(changetype<usize>(self) + 16);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

function ast_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return visitField(changetype<usize>(self) + 16, visit, arg);
}

function ast_clear(self: PyObject): i32 {
  Py_CLEAR(changetype<usize>(self) + 16);
  return 0;
}

const cell = memory.data(8, 8);

/** An attribute of the object, or null: then with or without an exception (`PyErr_Occurred`). `new`. */
export function optionalAttr(op: PyObject, name: PyObject): PyObject | null {
  store<u64>(cell, 0);
  if (PyObject_GetOptionalAttr(op, name, cell) < 0) return null;
  return load<PyObject | null>(cell);
}

function typeNameOf(self: PyObject): usize {
  return _PyType_Name(self.ob_type);
}

/** The positional arguments; -1 with an exception. */
function initPositional(self: PyObject, args: PyObject, fields: PyObject, remaining: PyObject): i32 {
  const count = PySequence_Size(fields);
  if (count < 0) return -1;
  const given = PyTuple_GET_SIZE(args);
  if (given > count) {
    PyErr_Format(
      PyExc_TypeError,
      count == 1
        ? "%s constructor takes at most %d positional argument"
        : "%s constructor takes at most %d positional arguments",
      typeNameOf(self),
      count,
    );
    return -1;
  }
  for (let i = 0; i < given; i++) {
    const name = PySequence_GetItem(fields, i);
    if (name === null) return -1;
    const bad = PyObject_SetAttr(self, name, PyTuple_GET_ITEM(args, i)) < 0 || PySet_Discard(remaining, name) < 0;
    Py_DECREF(name);
    if (bad) return -1;
  }
  return 0;
}

/** One keyword argument; -1 with an exception. */
function initKeyword(self: PyObject, key: PyObject, value: PyObject, fields: PyObject, remaining: PyObject): i32 {
  const isField = PySequence_Contains(fields, key);
  if (isField < 0) return -1;
  if (isField) {
    const found = PySet_Discard(remaining, key);
    if (found < 0) return -1;
    if (found == 0) {
      PyErr_Format(PyExc_TypeError, "%s got multiple values for argument %R", typeNameOf(self), changetype<usize>(key));
      return -1;
    }
  } else {
    const attributes = PyObject_GetAttr(self.ob_type, ID._attributes);
    if (attributes === null) return -1;
    const isAttribute = PySequence_Contains(attributes, key);
    Py_DECREF(attributes);
    if (isAttribute < 0) return -1;
    if (!isAttribute) {
      const text =
        "%s.__init__ got an unexpected keyword argument %R. Support for arbitrary keyword arguments is deprecated and will be removed in Python 3.15.";
      if (PyErr_WarnFormat(PyExc_DeprecationWarning, 1, text, typeNameOf(self), changetype<usize>(key)) < 0) return -1;
    }
  }
  return PyObject_SetAttr(self, key, value);
}

/** What a field that was not given becomes; -1 with an exception. */
function initMissing(self: PyObject, name: PyObject, fieldTypes: PyObject): i32 {
  const type = PyDict_GetItemRef(fieldTypes, name);
  if (type === null) {
    if (PyErr_Occurred() !== null) return -1;
    return PyErr_WarnFormat(
      PyExc_DeprecationWarning,
      1,
      "Field %R is missing from %s._field_types. This will become an error in Python 3.15.",
      changetype<usize>(name),
      typeNameOf(self),
    );
  }
  let rc = 0;
  if (type.ob_type == _PyUnion_Type) {
    // the class has None for it
  } else if (type.ob_type == Py_GenericAliasType) {
    const empty = PyList_New(0);
    rc = empty === null ? -1 : PyObject_SetAttr(self, name, empty);
    Py_XDECREF(empty);
  } else if (type == exprContext) {
    rc = PyObject_SetAttr(self, name, loadSingleton);
  } else {
    rc = PyErr_WarnFormat(
      PyExc_DeprecationWarning,
      1,
      "%s.__init__ missing 1 required positional argument: %R. This will become an error in Python 3.15.",
      typeNameOf(self),
      changetype<usize>(name),
    );
  }
  Py_DECREF(type);
  return rc;
}

function initRest(self: PyObject, remaining: PyObject): i32 {
  const fieldTypes = optionalAttr(self.ob_type, ID._field_types);
  if (fieldTypes === null) return PyErr_Occurred() === null ? 0 : -1; // a class of the program's own
  const names = PySequence_List(remaining);
  let rc = names === null ? -1 : 0;
  for (let i = 0; rc == 0 && i < PyList_GET_SIZE(names!); i++) {
    rc = initMissing(self, PyList_GET_ITEM(names!, i), fieldTypes);
  }
  Py_XDECREF(names);
  Py_DECREF(fieldTypes);
  return rc;
}

function ast_init(self: PyObject, args: PyObject, kwargs: PyObject | null): i32 {
  const fields = PyObject_GetAttr(self.ob_type, ID._fields);
  if (fields === null) return -1;
  const remaining = PySet_New(fields);
  let rc = remaining === null ? -1 : initPositional(self, args, fields, remaining);
  let pos = 0;
  while (rc == 0 && kwargs !== null && (pos = PyDict_Next(kwargs, pos)) != 0) {
    rc = initKeyword(self, dictNextKey(), dictNextValue(), fields, remaining!);
  }
  if (rc == 0) rc = initRest(self, remaining!);
  Py_XDECREF(remaining);
  Py_DECREF(fields);
  return rc;
}

/** A tuple with a None for each of the leading fields that `dict` has: `new`. */
function placeholders(fields: PyObject, dict: PyObject): PyObject | null {
  const count = PySequence_Size(fields);
  const list: PyObject | null = count < 0 ? null : PyList_New(0);
  if (list === null) return null;
  let good = true;
  for (let i = 0; good && i < count; i++) {
    const name = PySequence_GetItem(fields, i);
    const has = name === null ? -1 : PyDict_Contains(dict, name);
    Py_XDECREF(name);
    if (has == 0) break;
    good = has > 0 && PyList_Append(list, Py_None) == 0;
  }
  const result: PyObject | null = good ? PyList_AsTuple(list) : null;
  Py_DECREF(list);
  return result;
}

/** (class, arguments) or (class, arguments, dict): the arguments are only there to silence the class, which warns of missing fields. */
function ast_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const dict = optionalAttr(self, ID.__dict__);
  if (dict === null && PyErr_Occurred() !== null) return null;
  const fields: PyObject | null = dict === null ? null : optionalAttr(self.ob_type, ID._fields);
  let args: PyObject | null = null;
  if (fields !== null) args = placeholders(fields, dict!);
  else if (PyErr_Occurred() === null) args = PyTuple_New(0);
  let result: PyObject | null = null;
  if (args !== null)
    result = dict === null ? PyTuple_Pack2(self.ob_type, args) : PyTuple_Pack3(self.ob_type, args, dict);
  Py_XDECREF(args);
  Py_XDECREF(fields);
  Py_XDECREF(dict);
  return result;
}

/** 1 if `op` is a node, 0 if not, -1 with an exception. */
export function PyAST_Check(op: PyObject): i32 {
  return table === null ? 0 : PyObject_IsInstance(op, AST_type);
}

// --- making the classes ---

/** class name(base): `new`. */
function makeClass(name: PyObject, base: PyTypeObject, fields: PyObject, doc: PyObject): PyObject | null {
  const space = PyDict_New();
  const bases = PyTuple_Pack1(base);
  let cls: PyObject | null = null;
  if (space !== null && bases !== null) {
    const good =
      PyDict_SetItem(space, ID._fields, fields) == 0 &&
      PyDict_SetItem(space, ID.__match_args__, fields) == 0 &&
      PyDict_SetItem(space, ID.__module__, ID.ast) == 0 &&
      PyDict_SetItem(space, ID.__doc__, doc) == 0;
    if (good) cls = callThreeArgs(PyType_Type, name, bases, space);
  }
  Py_XDECREF(space);
  Py_XDECREF(bases);
  return cls;
}

/** `_attributes` of a sum or product, and None for positions that may be left out; false with an exception. */
function addPositions(cls: PyObject, located: i32): bool {
  const names: PyObject | null =
    located != 0 ? PyTuple_Pack4(ID.lineno, ID.col_offset, ID.end_lineno, ID.end_col_offset) : PyTuple_New(0);
  if (names === null) return false;
  const rc = PyObject_SetAttr(cls, ID._attributes, names);
  Py_DECREF(names);
  return rc == 0;
}

function addNoneEnds(cls: PyObject, located: i32): bool {
  if (located != 2) return true;
  return PyObject_SetAttr(cls, ID.end_lineno, Py_None) == 0 && PyObject_SetAttr(cls, ID.end_col_offset, Py_None) == 0;
}

/** None for the fields that may be left out. */
function addNoneFields(cls: PyObject, constructor: PyObject): bool {
  const names = PyTuple_GET_ITEM(constructor, 2);
  for (let i = 0; i < PyTuple_GET_SIZE(names); i++) {
    const code = fieldNumber(constructor, 3, i);
    if (code & FIELD_LIST || !(code & FIELD_OPTIONAL)) continue;
    if (PyObject_SetAttr(cls, PyTuple_GET_ITEM(names, i), Py_None) < 0) return false;
  }
  return true;
}

/** The classes and singletons of row `t`; false with an exception. */
function makeRow(t: i32, noFields: PyObject): bool {
  const row = astRow(t);
  const kind = rowKind(row);
  const located = rowLocated(row);
  const count = rowConstructors(row);
  const classes = PyTuple_New(count);
  const ones = PyTuple_New(kind == KIND_ENUM ? count : 0);
  if (classes === null || ones === null) return false;
  PyList_SET_ITEM(constructorClasses!, t, classes);
  PyList_SET_ITEM(singletons!, t, ones);
  let base = AST_type;
  if (kind != KIND_PRODUCT) {
    const cls = makeClass(PyTuple_GET_ITEM(row, 0), AST_type, noFields, PyTuple_GET_ITEM(row, 3));
    if (cls === null) return false;
    PyList_SET_ITEM(rowClasses!, t, cls);
    if (!addPositions(cls, located) || !addNoneEnds(cls, located)) return false;
    base = changetype<PyTypeObject>(cls);
  }
  for (let i = 0; i < count; i++) {
    const constructor = rowConstructor(row, i);
    const cls = makeClass(
      PyTuple_GET_ITEM(constructor, 0),
      base,
      PyTuple_GET_ITEM(constructor, 2),
      PyTuple_GET_ITEM(constructor, 1),
    );
    if (cls === null) return false;
    PyTuple_SET_ITEM(classes, i, cls);
    if (kind == KIND_PRODUCT) {
      PyList_SET_ITEM(rowClasses!, t, Py_NewRef(cls));
      if (!addPositions(cls, located)) return false;
    }
    if (!addNoneFields(cls, constructor)) return false;
    if (kind == KIND_PRODUCT && !addNoneEnds(cls, located)) return false;
    if (kind != KIND_ENUM) continue;
    const one = PyType_GenericNew(changetype<PyTypeObject>(cls), noFields, null);
    if (one === null) return false;
    PyTuple_SET_ITEM(ones, i, one);
  }
  return true;
}

/** The type of a field as a program reads it: `new`. */
function fieldType(constructor: PyObject, i: i32): PyObject | null {
  const code = fieldNumber(constructor, 3, i);
  const kind = code & FIELD_KIND;
  let type: PyObject;
  if (kind == FIELD_IDENTIFIER || kind == FIELD_STRING) type = PyUnicode_Type;
  else if (kind == FIELD_INT) type = PyLong_Type;
  else if (kind == FIELD_CONSTANT) type = PyBaseObject_Type;
  else type = astRowClass(fieldNumber(constructor, 4, i));
  if (code & FIELD_LIST) return Py_GenericAlias(PyList_Type, type);
  return code & FIELD_OPTIONAL ? _Py_union_type_or(type, Py_None) : Py_NewRef(type);
}

function annotate(cls: PyObject, constructor: PyObject): bool {
  const dict = PyDict_New();
  if (dict === null) return false;
  const names = PyTuple_GET_ITEM(constructor, 2);
  let good = true;
  for (let i = 0; good && i < PyTuple_GET_SIZE(names); i++) {
    const type = fieldType(constructor, i);
    good = type !== null && PyDict_SetItem(dict, PyTuple_GET_ITEM(names, i), type) == 0;
    Py_XDECREF(type);
  }
  good =
    good && PyObject_SetAttr(cls, ID._field_types, dict) == 0 && PyObject_SetAttr(cls, ID.__annotations__, dict) == 0;
  Py_DECREF(dict);
  return good;
}

function defineAstType(): bool {
  const t = AST_type;
  initStaticType(t, PyType_Type, PyBaseObject_Type, "ast.AST", 24, 0, Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE);
  t.tp_flags = (t.tp_flags & ~Py_TPFLAGS_IMMUTABLETYPE) | SHOWN_AS_HEAPTYPE;
  t.tp_dealloc = ast_dealloc.index;
  t.tp_traverse = ast_traverse.index;
  t.tp_clear = ast_clear.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_setattro = PyObject_GenericSetAttr.index;
  t.tp_dictoffset = 16;
  t.tp_init = ast_init.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = PyType_GenericNew.index;
  t.tp_free = PyObject_GC_Del.index;
  addGetSet(t, "__dict__", PyObject_GenericGetDict.index, PyObject_GenericSetDict.index);
  addMethod(t, "__reduce__", ast_reduce.index, METH_NOARGS);
  return PyType_Ready(t) == 0;
}

/** Interns the strings of a tuple, and of the tuples in it: names of classes and fields become keys. */
function internNames(tuple: PyObject): void {
  for (let i = 0; i < PyTuple_GET_SIZE(tuple); i++) {
    const item = PyTuple_GET_ITEM(tuple, i);
    if (item.ob_type == PyTuple_Type) internNames(item);
    else if (item.ob_type == PyUnicode_Type) PyUnicode_InternInPlace(changetype<usize>(tuple) + 24 + ((<usize>i) << 3));
  }
}

function makeClasses(): bool {
  const rows = table!;
  const count = PyTuple_GET_SIZE(rows);
  rowClasses = PyList_New(count);
  constructorClasses = PyList_New(count);
  singletons = PyList_New(count);
  const noFields = PyTuple_New(0);
  if (rowClasses === null || constructorClasses === null || singletons === null || noFields === null) return false;
  let good =
    PyObject_SetAttr(AST_type, ID.__module__, ID.ast) == 0 &&
    PyObject_SetAttr(AST_type, ID._fields, noFields) == 0 &&
    PyObject_SetAttr(AST_type, ID.__match_args__, noFields) == 0 &&
    PyObject_SetAttr(AST_type, ID._attributes, noFields) == 0;
  for (let t = 0; good && t < count; t++) good = makeRow(t, noFields);
  Py_DECREF(noFields);
  for (let t = 0; good && t < count; t++) {
    const row = astRow(t);
    for (let i = 0; good && i < rowConstructors(row); i++) good = annotate(astClass(t, i), rowConstructor(row, i));
    if (rowKind(row) == KIND_ENUM && PyTuple_GET_ITEM(rowConstructor(row, 0), 0) == ID.Load) {
      exprContext = astRowClass(t);
      loadSingleton = astSingleton(t, 0);
    }
  }
  return good;
}

/** Makes the classes if that has not happened; false with an exception. */
export function initAst(): bool {
  if (table !== null) return true;
  if (!defineAstType()) return false;
  table = callServiceWith("_ast.tables", null);
  if (table === null) return false;
  internNames(table!);
  return makeClasses();
}

/** The module `_ast`: `new`. */
export function PyInit__ast(): PyObject | null {
  if (!initAst()) return null;
  const m = PyModule_New("_ast");
  if (m === null) return null;
  const dict = PyModule_GetDict(m);
  let good = PyModule_AddType(m, AST_type) == 0;
  for (let t = 0; good && t < PyTuple_GET_SIZE(table!); t++) {
    const row = astRow(t);
    good = PyDict_SetItem(dict, PyTuple_GET_ITEM(row, 0), astRowClass(t)) == 0;
    for (let i = 0; good && i < rowConstructors(row); i++) {
      good = PyDict_SetItem(dict, PyTuple_GET_ITEM(rowConstructor(row, i), 0), astClass(t, i)) == 0;
    }
  }
  good =
    good &&
    PyModule_AddIntConstant(m, "PyCF_ALLOW_TOP_LEVEL_AWAIT", 0x2000) == 0 &&
    PyModule_AddIntConstant(m, "PyCF_ONLY_AST", 0x400) == 0 &&
    PyModule_AddIntConstant(m, "PyCF_TYPE_COMMENTS", 0x1000) == 0 &&
    PyModule_AddIntConstant(m, "PyCF_OPTIMIZED_AST", 0x8400) == 0;
  if (good) return m;
  Py_DECREF(m);
  return null;
}
