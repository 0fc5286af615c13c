/**
 * Trees between a program's node objects and the compiler, as one flat tuple (its order is described in src/machine/ast_host.ts).
 * Counterpart: ast2obj_* and obj2ast_* of Python/Python-ast.c, driven by the table of nodes instead of written out.
 *
 * Invariant: what `PyAST_obj2mod` hands over has the right type in every field; whether the tree makes sense is checked by the compiler
 * (src/compiler/ast/validate.ts). Attributes of nodes are read with ordinary attribute access, so code of the program may run.
 */
import { PyObject, PyTypeObject } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import {
  PyBool_Type,
  PyBytes_Type,
  PyComplex_Type,
  PyFloat_Type,
  PyFrozenSet_Type,
  PyLong_Type,
  PyTuple_Type,
  PyUnicode_Type,
  Py_Ellipsis,
  Py_False,
  Py_None,
  Py_True,
} from "../object/statics";
import {
  PyExc_OverflowError,
  PyExc_RecursionError,
  PyExc_RuntimeError,
  PyExc_TypeError,
  PyExc_ValueError,
} from "../object/exception_types";
import { ID } from "../generated/ids";
import { writeMarshal } from "../load/marshal_write";
import { PyObject_SetAttr } from "../protocol/attr";
import { PyObject_IsInstance } from "../protocol/compare";
import {
  PyErr_Format,
  PyErr_Occurred,
  PyErr_SetString,
  Py_EnterRecursiveCall,
  Py_LeaveRecursiveCall,
} from "../protocol/errors";
import {
  PyList_Append,
  PyList_AsTuple,
  PyList_Check,
  PyList_GET_ITEM,
  PyList_GET_SIZE,
  PyList_New,
  PyList_SET_ITEM,
  PyList_SetItem,
} from "../types/list";
import { PyLong_AsLongAndOverflow, PyLong_AsI32, PyLong_Check, PyLong_FromLong } from "../types/long";
import { _PySet_NextEntry, setNextKey } from "../types/set";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_New } from "../types/tuple";
import { PyUnicode_FromFormat } from "../types/unicode_format";
import { PyType_GenericNew } from "../types/typeobject";
import {
  FIELD_CONSTANT,
  FIELD_IDENTIFIER,
  FIELD_INT,
  FIELD_KIND,
  FIELD_LIST,
  FIELD_NODE,
  FIELD_OPTIONAL,
  FIELD_STRING,
  KIND_ENUM,
  KIND_PRODUCT,
  astClass,
  astRow,
  astSingleton,
  fieldNumber,
  initAst,
  optionalAttr,
  rowConstructor,
  rowConstructors,
  rowKind,
  rowLocated,
} from "./_ast";

/** The type `mod` is the first of the table. */
const MOD: i32 = 0;
/** Nested nodes before RecursionError, in both directions: what the engine's stack holds of the functions here. */
const MAX_DEPTH: i32 = 1500;
let depth: i32 = 0;

// --- to objects ---

/** Where the reader of a tree's tuple stands. */
let tokens: PyObject | null = null;
let tokenAt: i32 = 0;

function nextToken(): PyObject {
  return PyTuple_GET_ITEM(tokens!, tokenAt++);
}

/** obj.name = value, which is stolen; false with an exception. */
function setStolen(obj: PyObject, name: PyObject, value: PyObject | null): bool {
  if (value === null) return false;
  const rc = PyObject_SetAttr(obj, name, value);
  Py_DECREF(value);
  return rc == 0;
}

/** The four positions at the reader; they become attributes after the fields, as CPython sets them. */
function setPositions(obj: PyObject, at: i32): bool {
  const all = tokens!;
  return (
    PyObject_SetAttr(obj, ID.lineno, PyTuple_GET_ITEM(all, at)) == 0 &&
    PyObject_SetAttr(obj, ID.col_offset, PyTuple_GET_ITEM(all, at + 1)) == 0 &&
    PyObject_SetAttr(obj, ID.end_lineno, PyTuple_GET_ITEM(all, at + 2)) == 0 &&
    PyObject_SetAttr(obj, ID.end_col_offset, PyTuple_GET_ITEM(all, at + 3)) == 0
  );
}

/** The node of type `t` at the reader: `new`. */
function buildNode(t: i32): PyObject | null {
  const token = nextToken();
  if (token == Py_None) return Py_NewRef(Py_None);
  const i = PyLong_AsI32(token);
  const row = astRow(t);
  if (rowKind(row) == KIND_ENUM) return Py_NewRef(astSingleton(t, i));
  if (depth >= MAX_DEPTH) {
    return PyErr_SetString(PyExc_RecursionError, "maximum recursion depth exceeded during ast construction");
  }
  depth++;
  const node = PyType_GenericNew(astClass(t, i), noArgs!, null);
  const positions = tokenAt;
  const located = rowLocated(row) != 0;
  if (located) tokenAt += 4;
  let good = node !== null;
  const constructor = rowConstructor(row, i);
  const names = PyTuple_GET_ITEM(constructor, 2);
  for (let k = 0; good && k < PyTuple_GET_SIZE(names); k++) {
    good = setStolen(node!, PyTuple_GET_ITEM(names, k), buildField(constructor, k));
  }
  if (good && located) good = setPositions(node!, positions);
  depth--;
  if (good) return node;
  Py_XDECREF(node);
  return null;
}

function buildField(constructor: PyObject, k: i32): PyObject | null {
  const code = fieldNumber(constructor, 3, k);
  const type = fieldNumber(constructor, 4, k);
  if (!(code & FIELD_LIST)) return buildValue(code, type);
  const n = PyLong_AsI32(nextToken());
  const list = PyList_New(n);
  if (list === null) return null;
  for (let i = 0; i < n; i++) {
    const item = buildValue(code, type);
    if (item === null) {
      Py_DECREF(list);
      return null;
    }
    PyList_SET_ITEM(list, i, item);
  }
  return list;
}

function buildValue(code: i32, type: i32): PyObject | null {
  return (code & FIELD_KIND) == FIELD_NODE ? buildNode(type) : Py_NewRef(nextToken());
}

let noArgs: PyObject | null = null;

/** Node objects of a tree that came from the host: `new`. Steals the tuple. */
export function PyAST_mod2obj(tree: PyObject): PyObject | null {
  let result: PyObject | null = null;
  if (noArgs === null) noArgs = PyTuple_New(0);
  if (initAst() && noArgs !== null) {
    const outer = tokens;
    const outerAt = tokenAt;
    tokens = tree;
    tokenAt = 1;
    result = buildNode(MOD);
    tokens = outer;
    tokenAt = outerAt;
  }
  Py_DECREF(tree);
  return result;
}

// --- from objects ---

/** Adds a token that is stolen; false with an exception. */
function put(out: PyObject, token: PyObject | null): bool {
  if (token === null) return false;
  const rc = PyList_Append(out, token);
  Py_DECREF(token);
  return rc == 0;
}

function putInt(out: PyObject, value: i32): bool {
  return put(out, PyLong_FromLong(value));
}

/** obj2ast_int: a token for an int that fits into 32 bits. */
function putIntObject(out: PyObject, value: PyObject): bool {
  if (!PyLong_Check(value)) {
    PyErr_Format(PyExc_ValueError, "invalid integer value: %R", changetype<usize>(value));
    return false;
  }
  const n = PyLong_AsLongAndOverflow(value);
  if (n == -1 && PyErr_Occurred() !== null) return false;
  if (n != <i64>(<i32>n)) {
    PyErr_SetString(PyExc_OverflowError, "Python int too large to convert to C int");
    return false;
  }
  return putInt(out, <i32>n);
}

function missing(name: PyObject, owner: PyObject): bool {
  PyErr_Format(
    PyExc_TypeError,
    'required field "%U" missing from %U',
    changetype<usize>(name),
    changetype<usize>(owner),
  );
  return false;
}

/** One position of a node. `deflt`: the token that stands for a missing or None end, null if it must be there. */
function putPosition(out: PyObject, obj: PyObject, name: PyObject, owner: PyObject, deflt: PyObject | null): bool {
  const value = optionalAttr(obj, name);
  if (value === null && PyErr_Occurred() !== null) return false;
  if (deflt !== null && (value === null || value == Py_None)) {
    Py_XDECREF(value);
    return put(out, Py_NewRef(deflt));
  }
  if (value === null) return missing(name, owner);
  const good = putIntObject(out, value);
  Py_DECREF(value);
  return good;
}

/** lineno, col_offset, end_lineno, end_col_offset; ends may fall back to the starts. */
function putPositions(out: PyObject, obj: PyObject, row: PyObject): bool {
  const owner = PyTuple_GET_ITEM(row, 0);
  const mayMiss = rowLocated(row) == 2;
  if (!putPosition(out, obj, ID.lineno, owner, null) || !putPosition(out, obj, ID.col_offset, owner, null))
    return false;
  const n = PyList_GET_SIZE(out);
  const lineno: PyObject | null = mayMiss ? PyList_GET_ITEM(out, n - 2) : null;
  const column: PyObject | null = mayMiss ? PyList_GET_ITEM(out, n - 1) : null;
  return putPosition(out, obj, ID.end_lineno, owner, lineno) && putPosition(out, obj, ID.end_col_offset, owner, column);
}

/** The number of the constructor whose instance `obj` is; -1 if there is none or with an exception. */
function constructorOf(obj: PyObject, t: i32, row: PyObject): i32 {
  const n = rowConstructors(row);
  for (let i = 0; i < n; i++) if (obj.ob_type == astClass(t, i)) return i;
  for (let i = 0; i < n; i++) {
    const is = PyObject_IsInstance(obj, astClass(t, i));
    if (is < 0) return -1;
    if (is) return i;
  }
  PyErr_Format(
    PyExc_TypeError,
    "expected some sort of %U, but got %R",
    changetype<usize>(PyTuple_GET_ITEM(row, 0)),
    changetype<usize>(obj),
  );
  return -1;
}

/** The tokens of a node of type `t`; false with an exception. */
function putNode(out: PyObject, obj: PyObject, t: i32): bool {
  const row = astRow(t);
  const kind = rowKind(row);
  if (kind == KIND_PRODUCT) return putProduct(out, obj, row);
  if (kind == KIND_ENUM) {
    const at = constructorOf(obj, t, row);
    return at >= 0 && putInt(out, at);
  }
  if (obj == Py_None) return put(out, Py_NewRef(Py_None));
  const start = PyList_GET_SIZE(out);
  if (!putInt(out, 0)) return false;
  if (rowLocated(row) != 0 && !putPositions(out, obj, row)) return false;
  const at = constructorOf(obj, t, row);
  if (at < 0) return false;
  const number = PyLong_FromLong(at);
  if (number === null || PyList_SetItem(out, start, number) < 0) return false;
  return putFields(out, obj, rowConstructor(row, at));
}

/** A product is what has its fields; its positions are read after them. */
function putProduct(out: PyObject, obj: PyObject, row: PyObject): bool {
  if (!putInt(out, 0)) return false;
  if (rowLocated(row) == 0) return putFields(out, obj, rowConstructor(row, 0));
  const start = PyList_GET_SIZE(out);
  for (let i = 0; i < 4; i++) if (!put(out, Py_NewRef(Py_None))) return false;
  if (!putFields(out, obj, rowConstructor(row, 0))) return false;
  const places = PyList_New(0);
  if (places === null) return false;
  let good = putPositions(places, obj, row);
  for (let i = 0; good && i < 4; i++) good = PyList_SetItem(out, start + i, Py_NewRef(PyList_GET_ITEM(places, i))) == 0;
  Py_DECREF(places);
  return good;
}

/** Must a field of this code have a value in the end? */
function isRequired(code: i32): bool {
  const kind = code & FIELD_KIND;
  return (code & (FIELD_LIST | FIELD_OPTIONAL)) == 0 && kind != FIELD_INT && kind != FIELD_CONSTANT;
}

function putFields(out: PyObject, obj: PyObject, constructor: PyObject): bool {
  const names = PyTuple_GET_ITEM(constructor, 2);
  let absent = -1;
  for (let k = 0; k < PyTuple_GET_SIZE(names); k++) {
    const start = PyList_GET_SIZE(out);
    if (!putField(out, obj, constructor, k)) return false;
    const isNone = PyList_GET_SIZE(out) == start + 1 && PyList_GET_ITEM(out, start) == Py_None;
    if (absent < 0 && isNone && isRequired(fieldNumber(constructor, 3, k))) absent = k;
  }
  if (absent < 0) return true;
  PyErr_Format(
    PyExc_ValueError,
    "field '%U' is required for %U",
    changetype<usize>(PyTuple_GET_ITEM(names, absent)),
    changetype<usize>(PyTuple_GET_ITEM(constructor, 0)),
  );
  return false;
}

function putField(out: PyObject, obj: PyObject, constructor: PyObject, k: i32): bool {
  const name = PyTuple_GET_ITEM(PyTuple_GET_ITEM(constructor, 2), k);
  const code = fieldNumber(constructor, 3, k);
  const type = fieldNumber(constructor, 4, k);
  const value = optionalAttr(obj, name);
  if (value === null && PyErr_Occurred() !== null) return false;
  if (code & FIELD_LIST) {
    if (value === null) return putInt(out, 0);
    const good = putList(out, value, constructor, k);
    Py_DECREF(value);
    return good;
  }
  if (code & FIELD_OPTIONAL && (value === null || value == Py_None)) {
    Py_XDECREF(value);
    return put(out, Py_NewRef(Py_None));
  }
  if (value === null) return missing(name, PyTuple_GET_ITEM(constructor, 0));
  const good = putValue(out, value, code, type, constructor);
  Py_DECREF(value);
  return good;
}

function putList(out: PyObject, list: PyObject, constructor: PyObject, k: i32): bool {
  const owner = PyTuple_GET_ITEM(constructor, 0);
  const name = PyTuple_GET_ITEM(PyTuple_GET_ITEM(constructor, 2), k);
  if (!PyList_Check(list)) {
    PyErr_Format(
      PyExc_TypeError,
      '%U field "%U" must be a list, not a %s',
      changetype<usize>(owner),
      changetype<usize>(name),
      list.ob_type.tp_name,
    );
    return false;
  }
  const code = fieldNumber(constructor, 3, k);
  const type = fieldNumber(constructor, 4, k);
  const n = PyList_GET_SIZE(list);
  if (!putInt(out, n)) return false;
  for (let i = 0; i < n; i++) {
    const item = Py_NewRef(PyList_GET_ITEM(list, i));
    const good = putValue(out, item, code, type, constructor);
    Py_DECREF(item);
    if (!good) return false;
    if (PyList_GET_SIZE(list) != n) {
      PyErr_Format(
        PyExc_RuntimeError,
        '%U field "%U" changed size during iteration',
        changetype<usize>(owner),
        changetype<usize>(name),
      );
      return false;
    }
  }
  return true;
}

function putValue(out: PyObject, value: PyObject, code: i32, type: i32, constructor: PyObject): bool {
  const kind = code & FIELD_KIND;
  if (kind == FIELD_CONSTANT) return putConstant(out, value);
  if (kind == FIELD_INT) return putIntObject(out, value);
  if (kind == FIELD_NODE) {
    if (depth >= MAX_DEPTH) return tooDeep(constructor);
    depth++;
    const good = putNode(out, value, type);
    depth--;
    return good;
  }
  const isText = value.ob_type == PyUnicode_Type || (kind == FIELD_STRING && value.ob_type == PyBytes_Type);
  if (!isText && value != Py_None) {
    PyErr_SetString(
      PyExc_TypeError,
      kind == FIELD_IDENTIFIER ? "AST identifier must be of type str" : "AST string must be of type str",
    );
    return false;
  }
  return PyList_Append(out, value) == 0;
}

function tooDeep(constructor: PyObject): bool {
  PyErr_Format(
    PyExc_RecursionError,
    "maximum recursion depth exceeded while traversing '%U' node",
    changetype<usize>(PyTuple_GET_ITEM(constructor, 0)),
  );
  return false;
}

/** The type of the first part of `value` that is no constant's; null if all is good. */
function badConstantType(value: PyObject): PyTypeObject | null {
  const type = value.ob_type;
  if (value == Py_None || value == Py_Ellipsis) return null;
  if (type == PyLong_Type || type == PyFloat_Type || type == PyComplex_Type || type == PyBool_Type) return null;
  if (type == PyUnicode_Type || type == PyBytes_Type) return null;
  if (type != PyTuple_Type && type != PyFrozenSet_Type) return type;
  if (!Py_EnterRecursiveCall(" during compilation")) return null;
  let bad: PyTypeObject | null = null;
  if (type == PyTuple_Type) {
    for (let i = 0; bad === null && i < PyTuple_GET_SIZE(value); i++) bad = badConstantType(PyTuple_GET_ITEM(value, i));
  } else {
    let pos = 0;
    while (bad === null && (pos = _PySet_NextEntry(value, pos)) != 0) bad = badConstantType(setNextKey());
  }
  Py_LeaveRecursiveCall();
  return bad;
}

function putConstant(out: PyObject, value: PyObject): bool {
  const bad = badConstantType(value);
  if (PyErr_Occurred() !== null) return false;
  if (bad === null) return PyList_Append(out, Py_True) == 0 && PyList_Append(out, value) == 0;
  return PyList_Append(out, Py_False) == 0 && put(out, PyUnicode_FromFormat("%s", bad.tp_name));
}

/** Which constructor of `mod` compile()'s mode asks for. */
function modConstructor(mode: i32): i32 {
  return mode == 1 ? 2 : mode == 2 ? 1 : mode;
}

/** Marshal data of the tree `obj`, checked for `mode` (0 exec, 1 eval, 2 single, 3 func_type): `new` bytes. */
export function PyAST_obj2mod(obj: PyObject, mode: i32): PyObject | null {
  if (!initAst()) return null;
  const at = modConstructor(mode);
  const wanted = astClass(MOD, at);
  const is = PyObject_IsInstance(obj, wanted);
  if (is < 0) return null;
  if (!is) {
    return PyErr_Format(
      PyExc_TypeError,
      "expected %U node, got %s",
      changetype<usize>(PyTuple_GET_ITEM(rowConstructor(astRow(MOD), at), 0)),
      obj.ob_type.tp_name,
    );
  }
  const out = PyList_New(0);
  if (out === null) return null;
  const data: PyObject | null = putNode(out, obj, MOD) ? marshalled(out) : null;
  Py_DECREF(out);
  return data;
}

function marshalled(list: PyObject): PyObject | null {
  const tuple = PyList_AsTuple(list);
  if (tuple === null) return null;
  const data = writeMarshal(tuple, 4, false);
  Py_DECREF(tuple);
  return data;
}
