/**
 * Code objects made by programs: code(...), code.replace(), and what they are compared by. Counterparts: code_new_impl, code_replace_impl,
 * PyUnstable_Code_NewWithPosOnlyArgs, _PyCode_Validate, code_richcompare and code_hash of Objects/codeobject.c.
 *
 * Invariant: nothing here hands `_PyCode_New` tables of the wrong type or names that are no strings. The instructions themselves are taken as they
 * come, as in CPython: a program that writes its own bytecode can break the machine.
 */
import { PyObject, PyTypeObject } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import {
  PyBytes_Type,
  PyCode_Type,
  PyComplex_Type,
  PyFloat_Type,
  PyFrozenSet_Type,
  PyTuple_Type,
  PyUnicode_Type,
  Py_NotImplemented,
} from "../object/statics";
import { PyExc_SystemError, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { PyErr_BadInternalCall, PyErr_Format, PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional, arg, noKeywordsDict, parseArgs } from "../protocol/args";
import { argValue, intArg } from "../protocol/arg_values";
import { PyObject_RichCompareBool, Py_RETURN_BOOL } from "../protocol/compare";
import { PyObject_Hash } from "../protocol/hash";
import { opcodeCaches } from "../generated/opcode_tables";
import { PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE } from "./bytes";
import {
  CO_FAST_CELL,
  CO_FAST_FREE,
  CO_FAST_LOCAL,
  CodeConstructor,
  PyCodeObject,
  _PyCode_New,
  codeConstructor,
  codeNames,
  deoptimisedBytes,
} from "./code";
import { PyComplexObject } from "./complex";
import { PyFloat_AS_DOUBLE } from "./float";
import { PySet_Size, _PySet_NextEntry, setNextKey } from "./set";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_New, PyTuple_SET_ITEM } from "./tuple";
import { PyUnicode_Check, _PyUnicode_Copy } from "./unicode";

const Py_EQ: i32 = 2;
const Py_NE: i32 = 3;
const CO_VARARGS: i32 = 4;
const CO_VARKEYWORDS: i32 = 8;

/** co_code: the unspecialised units as bytes: `new`. */
export function _PyCode_GetCode(co: PyCodeObject): PyObject | null {
  const bytes = PyBytes_FromStringAndSize(0, co.ob_size << 1);
  if (bytes !== null) deoptimisedBytes(co, PyBytes_AS_STRING(bytes));
  return bytes;
}

// ---- making ----

/** The tuples of names that a constructor was given, and its nlocals; all borrowed. */
let givenNlocals: i32 = 0;
let givenVarnames: PyObject = changetype<PyObject>(0);
let givenFreevars: PyObject = changetype<PyObject>(0);
let givenCellvars: PyObject = changetype<PyObject>(0);

function areNames(tuple: PyObject): bool {
  for (let i = 0; i < PyTuple_GET_SIZE(tuple); i++) {
    if (PyUnicode_Check(PyTuple_GET_ITEM(tuple, i))) continue;
    PyErr_SetString(PyExc_SystemError, "non-string found in code slot");
    return false;
  }
  return true;
}

function contains(tuple: PyObject, name: PyObject): bool {
  for (let i = 0; i < PyTuple_GET_SIZE(tuple); i++) {
    if (PyObject_RichCompareBool(PyTuple_GET_ITEM(tuple, i), name, Py_EQ) > 0) return true;
  }
  return false;
}

/** _PyCode_Validate: counts and the shape of the code; false with an exception. */
function isValid(con: CodeConstructor, nlocals: i32): bool {
  if (con.argcount < con.posonlyargcount || con.posonlyargcount < 0 || con.kwonlyargcount < 0) return badCall();
  if (con.stacksize < 0 || con.flags < 0) return badCall();
  if ((PyBytes_GET_SIZE(con.code) & 1) != 0) {
    PyErr_SetString(PyExc_ValueError, "code: co_code is malformed");
    return false;
  }
  let parameters: i64 = <i64>con.argcount + <i64>con.kwonlyargcount;
  if (con.flags & CO_VARARGS) parameters++;
  if (con.flags & CO_VARKEYWORDS) parameters++;
  if (parameters > <i64>nlocals) {
    PyErr_SetString(PyExc_ValueError, "code: co_varnames is too small");
    return false;
  }
  return true;
}

function badCall(): bool {
  PyErr_BadInternalCall();
  return false;
}

/** Fast locals of the given names (a parameter that is a cell stands once), then the code object: `new`. */
function withNames(con: CodeConstructor): PyObject | null {
  const varnames = givenVarnames;
  const cellvars = givenCellvars;
  const freevars = givenFreevars;
  if (!areNames(con.names) || !areNames(varnames) || !areNames(cellvars) || !areNames(freevars)) return null;
  const nvars = PyTuple_GET_SIZE(varnames);
  const ncells = PyTuple_GET_SIZE(cellvars);
  const nfree = PyTuple_GET_SIZE(freevars);
  let own = 0;
  for (let i = 0; i < ncells; i++) if (!contains(varnames, PyTuple_GET_ITEM(cellvars, i))) own++;
  const names = PyTuple_New(nvars + own + nfree);
  const kinds = PyBytes_FromStringAndSize(0, nvars + own + nfree);
  let result: PyObject | null = null;
  if (names !== null && kinds !== null) {
    const bytes = PyBytes_AS_STRING(kinds);
    let at = 0;
    for (let i = 0; i < nvars; i++) {
      const name = PyTuple_GET_ITEM(varnames, i);
      PyTuple_SET_ITEM(names, at, Py_NewRef(name));
      store<u8>(bytes + at++, contains(cellvars, name) ? CO_FAST_LOCAL | CO_FAST_CELL : CO_FAST_LOCAL);
    }
    for (let i = 0; i < ncells; i++) {
      const name = PyTuple_GET_ITEM(cellvars, i);
      if (contains(varnames, name)) continue;
      PyTuple_SET_ITEM(names, at, Py_NewRef(name));
      store<u8>(bytes + at++, CO_FAST_CELL);
    }
    for (let i = 0; i < nfree; i++) {
      PyTuple_SET_ITEM(names, at, Py_NewRef(PyTuple_GET_ITEM(freevars, i)));
      store<u8>(bytes + at++, CO_FAST_FREE);
    }
    con.localsplusnames = names;
    con.localspluskinds = kinds;
    if (isValid(con, nvars)) {
      if (givenNlocals == nvars) result = _PyCode_New(con);
      else PyErr_SetString(PyExc_ValueError, "code: co_nlocals != len(co_varnames)");
    }
  }
  Py_XDECREF(names);
  Py_XDECREF(kinds);
  return result;
}

// ---- code(...) ----

/** The name that an argument's error tells. */
function hasType(op: PyObject, type: PyTypeObject, position: i32): bool {
  if (op.ob_type == type) return true;
  if (type == PyUnicode_Type && PyUnicode_Check(op)) return true;
  PyErr_Format(PyExc_TypeError, "code() argument %d must be %s, not %s", position, type.tp_name, op.ob_type.tp_name);
  return false;
}

/** validate_and_copy_tuple: names as exact strings: `new`. */
function copiedNames(tuple: PyObject): PyObject | null {
  const n = PyTuple_GET_SIZE(tuple);
  const copy = PyTuple_New(n);
  if (copy === null) return null;
  for (let i = 0; i < n; i++) {
    const item = PyTuple_GET_ITEM(tuple, i);
    let name: PyObject | null = null;
    if (item.ob_type == PyUnicode_Type) name = Py_NewRef(item);
    else if (PyUnicode_Check(item)) name = _PyUnicode_Copy(item);
    else {
      PyErr_Format(PyExc_TypeError, "name tuples must contain only strings, not '%s'", item.ob_type.tp_name);
    }
    if (name === null) {
      Py_DECREF(copy);
      return null;
    }
    PyTuple_SET_ITEM(copy, i, name);
  }
  return copy;
}

const FIRST_INTS: i32 = 6;

/** The first six arguments and the line: false with an exception. */
function takeNumbers(con: CodeConstructor, args: PyObject): bool {
  for (let i = 0; i < FIRST_INTS; i++) {
    if (!intArg(PyTuple_GET_ITEM(args, i))) return false;
    if (i == 0) con.argcount = argValue;
    else if (i == 1) con.posonlyargcount = argValue;
    else if (i == 2) con.kwonlyargcount = argValue;
    else if (i == 3) givenNlocals = argValue;
    else if (i == 4) con.stacksize = argValue;
    else con.flags = argValue;
  }
  return true;
}

function notNegative(value: i32, name: string): bool {
  if (value >= 0) return true;
  PyErr_Format(PyExc_ValueError, "code: %L must not be negative", changetype<usize>(name));
  return false;
}

export function code_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!noKeywordsDict("code", kwargs)) return null;
  const n = PyTuple_GET_SIZE(args);
  if (!PyArg_CheckPositional("code", n, 16, 18)) return null;
  const con: CodeConstructor = codeConstructor;
  if (!takeNumbers(con, args)) return null;
  for (let i = FIRST_INTS; i < n; i++) {
    const op = PyTuple_GET_ITEM(args, i);
    if (i == 13) {
      if (!intArg(op)) return null;
      con.firstlineno = argValue;
      continue;
    }
    const isBytes = i == 6 || i == 14 || i == 15;
    const isText = i >= 10 && i <= 12;
    if (!hasType(op, isBytes ? PyBytes_Type : isText ? PyUnicode_Type : PyTuple_Type, i + 1)) return null;
  }
  if (!notNegative(con.argcount, "argcount") || !notNegative(con.posonlyargcount, "posonlyargcount")) return null;
  if (!notNegative(con.kwonlyargcount, "kwonlyargcount") || !notNegative(givenNlocals, "nlocals")) return null;
  con.code = PyTuple_GET_ITEM(args, 6);
  con.consts = PyTuple_GET_ITEM(args, 7);
  con.filename = PyTuple_GET_ITEM(args, 10);
  con.name = PyTuple_GET_ITEM(args, 11);
  con.qualname = PyTuple_GET_ITEM(args, 12);
  con.linetable = PyTuple_GET_ITEM(args, 14);
  con.exceptiontable = PyTuple_GET_ITEM(args, 15);
  return newWithCopies(con, args, n);
}

function newWithCopies(con: CodeConstructor, args: PyObject, n: i32): PyObject | null {
  const empty = PyTuple_New(0);
  if (empty === null) return null;
  const names = copiedNames(PyTuple_GET_ITEM(args, 8));
  const varnames: PyObject | null = names === null ? null : copiedNames(PyTuple_GET_ITEM(args, 9));
  const freevars: PyObject | null = varnames === null ? null : copiedNames(n > 16 ? PyTuple_GET_ITEM(args, 16) : empty);
  const cellvars: PyObject | null = freevars === null ? null : copiedNames(n > 17 ? PyTuple_GET_ITEM(args, 17) : empty);
  let result: PyObject | null = null;
  if (cellvars !== null) {
    con.names = names!;
    givenVarnames = varnames!;
    givenFreevars = freevars!;
    givenCellvars = cellvars;
    result = withNames(con);
  }
  Py_XDECREF(names);
  Py_XDECREF(varnames);
  Py_XDECREF(freevars);
  Py_XDECREF(cellvars);
  Py_DECREF(empty);
  return result;
}

// ---- replace() ----

let numbersGood: bool = true;

function takeInt(i: i32, current: i32): i32 {
  const given = arg(i);
  if (given === null || !numbersGood) return current;
  numbersGood = intArg(given);
  return argValue;
}

function takeObject(i: i32, current: PyObject): PyObject {
  const given = arg(i);
  return given === null ? current : given;
}

const REPLACE_SPEC: string =
  "*,co_argcount=,co_posonlyargcount=,co_kwonlyargcount=,co_nlocals=,co_stacksize=,co_flags=,co_firstlineno=,co_code=,co_consts=,co_names=,co_varnames=,co_freevars=,co_cellvars=,co_filename=,co_name=,co_qualname=,co_linetable=,co_exceptiontable=";

function checkType(i: i32, type: PyTypeObject, what: string): bool {
  const op = arg(i);
  if (op === null || op.ob_type == type || (type == PyUnicode_Type && PyUnicode_Check(op))) return true;
  PyErr_Format(
    PyExc_TypeError,
    "replace() argument '%L' must be %s, not %s",
    changetype<usize>(what),
    type.tp_name,
    op.ob_type.tp_name,
  );
  return false;
}

function typesAreRight(): bool {
  return (
    checkType(7, PyBytes_Type, "co_code") &&
    checkType(8, PyTuple_Type, "co_consts") &&
    checkType(9, PyTuple_Type, "co_names") &&
    checkType(10, PyTuple_Type, "co_varnames") &&
    checkType(11, PyTuple_Type, "co_freevars") &&
    checkType(12, PyTuple_Type, "co_cellvars") &&
    checkType(13, PyUnicode_Type, "co_filename") &&
    checkType(14, PyUnicode_Type, "co_name") &&
    checkType(15, PyUnicode_Type, "co_qualname") &&
    checkType(16, PyBytes_Type, "co_linetable") &&
    checkType(17, PyBytes_Type, "co_exceptiontable")
  );
}

function positive(value: i32, name: string): bool {
  if (value >= 0) return true;
  PyErr_Format(PyExc_ValueError, "%L must be a positive integer", changetype<usize>(name));
  return false;
}

function numbersArePositive(con: CodeConstructor): bool {
  return (
    positive(con.argcount, "co_argcount") &&
    positive(con.posonlyargcount, "co_posonlyargcount") &&
    positive(con.kwonlyargcount, "co_kwonlyargcount") &&
    positive(givenNlocals, "co_nlocals") &&
    positive(con.stacksize, "co_stacksize") &&
    positive(con.flags, "co_flags") &&
    positive(con.firstlineno, "co_firstlineno")
  );
}

export function code_replace(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (nargs > 0) return PyErr_SetString(PyExc_TypeError, "replace() takes no positional arguments");
  if (!parseArgs("replace", REPLACE_SPEC, args, nargs, kwnames)) return null;
  const co = changetype<PyCodeObject>(self);
  const con: CodeConstructor = codeConstructor;
  numbersGood = true;
  con.argcount = takeInt(0, co.co_argcount);
  con.posonlyargcount = takeInt(1, co.co_posonlyargcount);
  con.kwonlyargcount = takeInt(2, co.co_kwonlyargcount);
  givenNlocals = takeInt(3, co.co_nlocals);
  con.stacksize = takeInt(4, co.co_stacksize);
  con.flags = takeInt(5, co.co_flags);
  con.firstlineno = takeInt(6, co.co_firstlineno);
  if (!numbersGood || !typesAreRight() || !numbersArePositive(con)) return null;
  con.consts = takeObject(8, co.co_consts);
  con.names = takeObject(9, co.co_names);
  con.filename = takeObject(13, co.co_filename);
  con.name = takeObject(14, co.co_name);
  con.qualname = takeObject(15, co.co_qualname);
  con.linetable = takeObject(16, co.co_linetable);
  con.exceptiontable = takeObject(17, co.co_exceptiontable);
  const givenCode = arg(7);
  const varnames: PyObject | null = arg(10) === null ? codeNames(co, CO_FAST_LOCAL) : Py_NewRef(arg(10)!);
  const freevars: PyObject | null = arg(11) === null ? codeNames(co, CO_FAST_FREE) : Py_NewRef(arg(11)!);
  const cellvars: PyObject | null = arg(12) === null ? codeNames(co, CO_FAST_CELL) : Py_NewRef(arg(12)!);
  const code: PyObject | null = givenCode === null ? _PyCode_GetCode(co) : Py_NewRef(givenCode);
  let result: PyObject | null = null;
  if (code !== null && varnames !== null && freevars !== null && cellvars !== null) {
    con.code = code;
    givenVarnames = varnames;
    givenFreevars = freevars;
    givenCellvars = cellvars;
    result = withNames(con);
  }
  Py_XDECREF(varnames);
  Py_XDECREF(freevars);
  Py_XDECREF(cellvars);
  Py_XDECREF(code);
  return result;
}

// ---- comparing ----

/** Are two constants the same to the compiler (_PyCode_ConstantKey): 1, 0 or -1 with an exception. */
function sameConstant(a: PyObject, b: PyObject): i32 {
  if (a == b) return 1;
  const type = a.ob_type;
  if (type != b.ob_type) return 0;
  if (type == PyTuple_Type) {
    const n = PyTuple_GET_SIZE(a);
    if (n != PyTuple_GET_SIZE(b)) return 0;
    for (let i = 0; i < n; i++) {
      const same = sameConstant(PyTuple_GET_ITEM(a, i), PyTuple_GET_ITEM(b, i));
      if (same <= 0) return same;
    }
    return 1;
  }
  if (type == PyFrozenSet_Type) return sameElements(a, b);
  if (type == PyFloat_Type) return sameFloat(PyFloat_AS_DOUBLE(a), PyFloat_AS_DOUBLE(b)) ? 1 : 0;
  if (type == PyComplex_Type) {
    const x = changetype<PyComplexObject>(a);
    const y = changetype<PyComplexObject>(b);
    return sameFloat(x.real, y.real) && sameFloat(x.imag, y.imag) ? 1 : 0;
  }
  return PyObject_RichCompareBool(a, b, Py_EQ);
}

/** Equal, and of the same sign if they are zeros. */
function sameFloat(a: f64, b: f64): bool {
  return a == b && reinterpret<u64>(a) == reinterpret<u64>(b);
}

function sameElements(a: PyObject, b: PyObject): i32 {
  if (PySet_Size(a) != PySet_Size(b)) return 0;
  let pos = 0;
  while ((pos = _PySet_NextEntry(a, pos)) != 0) {
    const key = setNextKey();
    let found = 0;
    let other = 0;
    while (found == 0 && (other = _PySet_NextEntry(b, other)) != 0) found = sameConstant(key, setNextKey());
    if (found <= 0) return found;
  }
  return 1;
}

/** Fields that take part in equality besides the objects. */
function sameNumbers(a: PyCodeObject, b: PyCodeObject): bool {
  return (
    a.co_argcount == b.co_argcount &&
    a.co_posonlyargcount == b.co_posonlyargcount &&
    a.co_kwonlyargcount == b.co_kwonlyargcount &&
    a.co_flags == b.co_flags &&
    a.co_firstlineno == b.co_firstlineno &&
    a.ob_size == b.ob_size
  );
}

function sameInstructions(a: PyCodeObject, b: PyCodeObject): i32 {
  const x = _PyCode_GetCode(a);
  const y = _PyCode_GetCode(b);
  const same = x === null || y === null ? -1 : PyObject_RichCompareBool(x, y, Py_EQ);
  Py_XDECREF(x);
  Py_XDECREF(y);
  return same;
}

export function code_richcompare(self: PyObject, other: PyObject, op: i32): PyObject | null {
  if ((op != Py_EQ && op != Py_NE) || other.ob_type != PyCode_Type) return Py_NewRef(Py_NotImplemented);
  const a = changetype<PyCodeObject>(self);
  const b = changetype<PyCodeObject>(other);
  let same = PyObject_RichCompareBool(a.co_name, b.co_name, Py_EQ);
  if (same > 0) same = sameNumbers(a, b) ? 1 : 0;
  if (same > 0) same = sameInstructions(a, b);
  if (same > 0) same = sameConstant(a.co_consts, b.co_consts);
  if (same > 0) same = PyObject_RichCompareBool(a.co_names, b.co_names, Py_EQ);
  if (same > 0) same = PyObject_RichCompareBool(a.co_localsplusnames, b.co_localsplusnames, Py_EQ);
  if (same > 0) same = PyObject_RichCompareBool(a.co_linetable, b.co_linetable, Py_EQ);
  if (same > 0) same = PyObject_RichCompareBool(a.co_exceptiontable, b.co_exceptiontable, Py_EQ);
  if (same < 0) return null;
  return Py_RETURN_BOOL(same > 0 == (op == Py_EQ));
}

function scramble(hash: u64, value: i64): u64 {
  return (hash ^ <u64>value) * 1000003;
}

/** Mixes the hash of `op` in; sets hashGood. */
let hashGood: bool = true;

function scrambleObject(hash: u64, op: PyObject): u64 {
  const h = PyObject_Hash(op);
  if (h == -1) hashGood = false;
  return scramble(hash, h);
}

export function code_hash(self: PyObject): i64 {
  const co = changetype<PyCodeObject>(self);
  hashGood = true;
  let h: u64 = 20221211;
  h = scrambleObject(h, co.co_name);
  if (hashGood) h = scrambleObject(h, co.co_consts);
  if (hashGood) h = scrambleObject(h, co.co_names);
  if (hashGood) h = scrambleObject(h, co.co_localsplusnames);
  if (hashGood) h = scrambleObject(h, co.co_linetable);
  if (hashGood) h = scrambleObject(h, co.co_exceptiontable);
  if (!hashGood) return -1;
  h = scramble(h, co.co_argcount);
  h = scramble(h, co.co_posonlyargcount);
  h = scramble(h, co.co_kwonlyargcount);
  h = scramble(h, co.co_flags);
  h = scramble(h, co.co_firstlineno);
  h = scramble(h, co.ob_size);
  const code = _PyCode_GetCode(co);
  if (code === null) return -1;
  const units = PyBytes_AS_STRING(code);
  for (let i = 0; i < co.ob_size; i++) {
    const op = load<u8>(units + ((<usize>i) << 1));
    h = scramble(h, <i64>op);
    h = scramble(h, <i64>load<u8>(units + ((<usize>i) << 1), 1));
    i += <i32>load<u8>(opcodeCaches + <usize>op);
  }
  Py_DECREF(code);
  return <i64>h == -1 ? -2 : <i64>h;
}
