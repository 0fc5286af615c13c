/**
 * types.GenericAlias: what `list[int]` makes, and the substitution of type variables. Counterpart: Objects/genericaliasobject.c.
 *
 *   0 PyObject   16 origin   24 args   32 parameters   40 weakreflist   48 starred (bool)   56 vectorcall   64
 *
 * Invariant: `args` is a tuple; `parameters` holds its type variables in order of first appearance, made on demand.
 */
import {
  PyObject,
  PyTypeObject,
  Py_EQ,
  Py_NE,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_HAVE_GC,
  Py_TPFLAGS_HAVE_VECTORCALL,
} from "../object/layout";
import { Py_CLEAR, Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import {
  PyBaseObject_Type,
  PyTuple_Type,
  PyType_Type,
  Py_Ellipsis,
  Py_None,
  Py_NotImplemented,
} from "../object/statics";
import {
  METH_NOARGS,
  METH_O,
  Py_READONLY,
  Py_T_BOOL,
  _Py_T_OBJECT,
  addGetSet,
  addMember,
  addMethod,
  initStaticType,
  mappingMethods,
  numberMethods,
} from "../object/typedef";
import { visitField } from "../object/slots";
import { PyExc_AttributeError, PyExc_TypeError } from "../object/exception_types";
import { PyErr_Clear, PyErr_ExceptionMatches, PyErr_Format, PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional, noKeywordsDict } from "../protocol/args";
import { PyObject_Call, PyObject_CallOneArg, PyObject_Vectorcall, PyVectorcall_Function } from "../protocol/call";
import {
  PyObject_Dir,
  PyObject_GenericGetAttr,
  PyObject_GenericSetAttr,
  PyObject_GetAttr,
  PyObject_GetOptionalAttr,
  PyObject_SetAttr,
} from "../protocol/attr";
import { PyObject_IsTrue, PyObject_Repr, PyObject_RichCompareBool, Py_RETURN_BOOL } from "../protocol/compare";
import { PyObject_Hash } from "../protocol/hash";
import { PyObject_GetItem, PySequence_Contains } from "../protocol/sequence";
import {
  PyObject_GC_Del,
  PyObject_GC_UnTrack,
  PyType_GenericAlloc,
  _PyObject_GC_New,
  _PyObject_GC_TRACK,
} from "../gc/collector";
import { PyList_Append, PyList_AsTuple, PyList_Check, PyList_GET_ITEM, PyList_GET_SIZE, PyList_New } from "./list";
import {
  PyTuple_Check,
  PyTuple_GET_ITEM,
  PyTuple_GET_SIZE,
  PyTuple_New,
  PyTuple_Pack1,
  PyTuple_Pack2,
  PyTuple_SET_ITEM,
} from "./tuple";
import { PyObject_ClearWeakRefs } from "./weakref";
import { PyUnicode_Check, PyUnicode_EqualToLiteral } from "./unicode";
import { PyUnicode_FromFormat, PyUnicode_FromLiteral } from "./unicode_format";
import { PyUnicode_Join } from "./unicode_ops";
import { PyObject_TypeCheck, PyType_Check } from "./typeobject";
import { _Py_union_type_or } from "./union";
import { PyTypeVarTuple_Type } from "./typevar";
import { builtinsAttribute } from "./object_reduce";
import { ID } from "../generated/ids";

export const Py_GenericAliasType = changetype<PyTypeObject>(memory.data(416, 16));
export const _Py_GenericAliasIterType = changetype<PyTypeObject>(memory.data(416, 16));

@unmanaged
export class GenericAliasObject extends PyObject {
  origin: PyObject; // 16
  origin_hi: u32;
  args: PyObject; // 24
  args_hi: u32;
  parameters: PyObject | null; // 32
  parameters_hi: u32;
  weakreflist: PyObject | null; // 40
  weakreflist_hi: u32;
  starred: u8; // 48
  pad0: u8;
  pad1: u16;
  pad2: u32;
  vectorcall: u32; // 56
  vectorcall_hi: u32;
}

/** iter(list[int]) gives one item, the starred alias. */
@unmanaged
export class GenericAliasIterObject extends PyObject {
  obj: PyObject | null; // 16
  obj_hi: u32;
}

function asAlias(op: PyObject): GenericAliasObject {
  return changetype<GenericAliasObject>(op);
}

/** An alias or an instance of a subclass (collections.abc has one for Callable). */
export function _PyGenericAlias_Check(op: PyObject): bool {
  return PyObject_TypeCheck(op, Py_GenericAliasType);
}

const cell = memory.data(8, 8);

// ---- making ----------------------------------------------------------------------------------------------------------

/** Fills a fresh alias; `args` not a tuple becomes one. */
function setup(alias: GenericAliasObject, origin: PyObject, args: PyObject): bool {
  const tuple = PyTuple_Check(args) ? Py_NewRef(args) : PyTuple_Pack1(args);
  if (tuple === null) return false;
  alias.origin = Py_NewRef(origin);
  alias.args = tuple;
  alias.vectorcall = PyVectorcall_Function(origin) != 0 ? ga_vectorcall.index : 0;
  return true;
}

/** Borrows both; `new`. */
export function Py_GenericAlias(origin: PyObject, args: PyObject): PyObject | null {
  const made = PyType_GenericAlloc(Py_GenericAliasType, 0);
  if (made === null) return null;
  if (!setup(asAlias(made), origin, args)) {
    Py_DECREF(made);
    return null;
  }
  return made;
}

/** Body of `__class_getitem__` (METH_O | METH_CLASS) of native generic types. */
export function classGetItem(cls: PyObject, args: PyObject): PyObject | null {
  return Py_GenericAlias(cls, args);
}

function ga_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!noKeywordsDict("GenericAlias", kwargs)) return null;
  if (!PyArg_CheckPositional("GenericAlias", PyTuple_GET_SIZE(args), 2, 2)) return null;
  const made = PyType_GenericAlloc(type, 0);
  if (made === null) return null;
  if (!setup(asAlias(made), PyTuple_GET_ITEM(args, 0), PyTuple_GET_ITEM(args, 1))) {
    Py_DECREF(made);
    return null;
  }
  return made;
}

function ga_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  const at = changetype<usize>(self);
  if (asAlias(self).weakreflist !== null) PyObject_ClearWeakRefs(self);
  Py_CLEAR(at + 16);
  Py_CLEAR(at + 24);
  Py_CLEAR(at + 32);
  call_indirect<void>(self.ob_type.tp_free, at);
}

function ga_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  const at = changetype<usize>(self);
  let stop = visitField(at + 16, visit, arg);
  if (!stop) stop = visitField(at + 24, visit, arg);
  if (!stop) stop = visitField(at + 32, visit, arg);
  return stop;
}

// ---- text ------------------------------------------------------------------------------------------------------------

/** "[a, b]" of a list of types (as in Callable's arguments). */
function reprList(list: PyObject): PyObject | null {
  const parts = PyList_New(0);
  if (parts === null) return null;
  let ok = true;
  for (let i = 0; i < PyList_GET_SIZE(list) && ok; i++) {
    const text = reprItem(PyList_GET_ITEM(list, i));
    ok = text !== null && PyList_Append(parts, text) == 0;
    Py_XDECREF(text);
  }
  const comma = PyUnicode_FromLiteral(", ");
  const joined: PyObject | null = ok && comma !== null ? PyUnicode_Join(comma, parts) : null;
  Py_XDECREF(comma);
  Py_DECREF(parts);
  if (joined === null) return null;
  const result = PyUnicode_FromFormat("[%U]", changetype<usize>(joined));
  Py_DECREF(joined);
  return result;
}

/** A type as it stands inside an alias: its qualified name, "..." for Ellipsis, else its repr. `new`. */
export function reprItem(op: PyObject): PyObject | null {
  if (op == Py_Ellipsis) return PyUnicode_FromLiteral("...");
  let rc = PyObject_GetOptionalAttr(op, ID.__origin__, cell);
  if (rc < 0) return null;
  if (rc > 0) {
    Py_DECREF(load<PyObject>(cell));
    rc = PyObject_GetOptionalAttr(op, ID.__args__, cell);
    if (rc < 0) return null;
    if (rc > 0) {
      Py_DECREF(load<PyObject>(cell));
      return PyObject_Repr(op); // another alias
    }
  }
  rc = PyObject_GetOptionalAttr(op, ID.__qualname__, cell);
  if (rc < 0) return null;
  if (rc == 0) return PyObject_Repr(op);
  const qualname = load<PyObject>(cell);
  let result: PyObject | null = null;
  rc = PyObject_GetOptionalAttr(op, ID.__module__, cell);
  if (rc >= 0) {
    const module = load<PyObject | null>(cell);
    if (module === null || module == Py_None) result = PyObject_Repr(op);
    else if (PyUnicode_Check(module) && PyUnicode_EqualToLiteral(module, "builtins")) {
      result = PyUnicode_FromFormat("%S", changetype<usize>(qualname));
    } else {
      result = PyUnicode_FromFormat("%S.%S", changetype<usize>(module), changetype<usize>(qualname));
    }
    Py_XDECREF(module);
  }
  Py_DECREF(qualname);
  return result;
}

function ga_repr(self: PyObject): PyObject | null {
  const alias = asAlias(self);
  const parts = PyList_New(0);
  if (parts === null) return null;
  const n = PyTuple_GET_SIZE(alias.args);
  let ok = true;
  for (let i = 0; i < n && ok; i++) {
    const p = PyTuple_GET_ITEM(alias.args, i);
    const text = PyList_Check(p) ? reprList(p) : reprItem(p);
    ok = text !== null && PyList_Append(parts, text) == 0;
    Py_XDECREF(text);
  }
  let inner: PyObject | null = null;
  if (ok) {
    const comma = PyUnicode_FromLiteral(n == 0 ? "" : ", ");
    if (n == 0) inner = PyUnicode_FromLiteral("()");
    else if (comma !== null) inner = PyUnicode_Join(comma, parts);
    Py_XDECREF(comma);
  }
  Py_DECREF(parts);
  if (inner === null) return null;
  const origin = reprItem(alias.origin);
  let result: PyObject | null = null;
  if (origin !== null) {
    result = PyUnicode_FromFormat(
      alias.starred ? "*%U[%U]" : "%U[%U]",
      changetype<usize>(origin),
      changetype<usize>(inner),
    );
    Py_DECREF(origin);
  }
  Py_DECREF(inner);
  return result;
}

// ---- parameters ------------------------------------------------------------------------------------------------------

function containsIdentity(list: PyObject, op: PyObject): bool {
  for (let i = 0; i < PyList_GET_SIZE(list); i++) {
    if (PyList_GET_ITEM(list, i) == op) return true;
  }
  return false;
}

/** Appends the type variables of `op` to `list`; false with an exception. */
function collectParameters(list: PyObject, op: PyObject): bool {
  if (PyType_Check(op)) return true; // classes are never type variables
  let rc = PyObject_GetOptionalAttr(op, ID.__typing_subst__, cell);
  if (rc < 0) return false;
  if (rc > 0) {
    Py_DECREF(load<PyObject>(cell));
    return containsIdentity(list, op) || PyList_Append(list, op) == 0;
  }
  rc = PyObject_GetOptionalAttr(op, ID.__parameters__, cell);
  if (rc <= 0) return rc == 0;
  const sub = load<PyObject>(cell);
  let ok = true;
  if (PyTuple_Check(sub)) {
    for (let i = 0; i < PyTuple_GET_SIZE(sub) && ok; i++) {
      const p = PyTuple_GET_ITEM(sub, i);
      ok = containsIdentity(list, p) || PyList_Append(list, p) == 0;
    }
  }
  Py_DECREF(sub);
  return ok;
}

/** The type variables in `args`, each once: `new` tuple. */
export function _Py_make_parameters(args: PyObject): PyObject | null {
  const list = PyList_New(0);
  if (list === null) return null;
  let ok = true;
  for (let i = 0; i < PyTuple_GET_SIZE(args) && ok; i++) ok = collectParameters(list, PyTuple_GET_ITEM(args, i));
  const result: PyObject | null = ok ? PyList_AsTuple(list) : null;
  Py_DECREF(list);
  return result;
}

function indexOf(tuple: PyObject, op: PyObject): i32 {
  for (let i = 0; i < PyTuple_GET_SIZE(tuple); i++) {
    if (PyTuple_GET_ITEM(tuple, i) == op) return i;
  }
  return -1;
}

/** Whether `op` is a TypeVarTuple (it says `__typing_is_unpacked_typevartuple__`). */
function isUnpackedTypeVarTuple(op: PyObject): i32 {
  if (PyType_Check(op)) return 0;
  const rc = PyObject_GetOptionalAttr(op, ID.__typing_is_unpacked_typevartuple__, cell);
  if (rc <= 0) return rc;
  const value = load<PyObject>(cell);
  const truth = PyObject_IsTrue(value);
  Py_DECREF(value);
  return truth;
}

/** The items given in brackets, with `*tuple[...]` spread out: `new` tuple. */
function unpackArgs(item: PyObject): PyObject | null {
  const list = PyList_New(0);
  if (list === null) return null;
  const isTuple = PyTuple_Check(item);
  const n = isTuple ? PyTuple_GET_SIZE(item) : 1;
  let ok = true;
  for (let i = 0; i < n && ok; i++) {
    const one = isTuple ? PyTuple_GET_ITEM(item, i) : item;
    let spread: PyObject | null = null;
    if (!PyType_Check(one)) {
      const rc = PyObject_GetOptionalAttr(one, ID.__typing_unpacked_tuple_args__, cell);
      if (rc < 0) ok = false;
      spread = load<PyObject | null>(cell);
    }
    const usable =
      spread !== null &&
      spread != Py_None &&
      PyTuple_Check(spread) &&
      !(PyTuple_GET_SIZE(spread) > 0 && PyTuple_GET_ITEM(spread, PyTuple_GET_SIZE(spread) - 1) == Py_Ellipsis);
    if (ok && usable) {
      for (let j = 0; j < PyTuple_GET_SIZE(spread!) && ok; j++)
        ok = PyList_Append(list, PyTuple_GET_ITEM(spread!, j)) == 0;
    } else if (ok) {
      ok = PyList_Append(list, one) == 0;
    }
    Py_XDECREF(spread);
  }
  const result: PyObject | null = ok ? PyList_AsTuple(list) : null;
  Py_DECREF(list);
  return result;
}

/** Substitutes inside a nested alias or union: op[its parameters replaced]. `new`. */
function substituteNested(op: PyObject, params: PyObject, values: PyObject): PyObject | null {
  if (PyType_Check(op)) return Py_NewRef(op);
  if (PyObject_GetOptionalAttr(op, ID.__parameters__, cell) < 0) return null;
  const sub = load<PyObject | null>(cell);
  if (sub === null || !PyTuple_Check(sub) || PyTuple_GET_SIZE(sub) == 0) {
    Py_XDECREF(sub);
    return Py_NewRef(op);
  }
  const list = PyList_New(0);
  let ok = list !== null;
  for (let i = 0; i < PyTuple_GET_SIZE(sub) && ok; i++) {
    const p = PyTuple_GET_ITEM(sub, i);
    const k = indexOf(params, p);
    if (k < 0) {
      ok = PyList_Append(list!, p) == 0;
      continue;
    }
    const value = PyTuple_GET_ITEM(values, k);
    // A TypeVarTuple's value is a tuple that takes its place.
    if (PyTuple_Check(value) && isTypeVarTuple(p)) {
      for (let j = 0; j < PyTuple_GET_SIZE(value) && ok; j++)
        ok = PyList_Append(list!, PyTuple_GET_ITEM(value, j)) == 0;
    } else {
      ok = PyList_Append(list!, value) == 0;
    }
  }
  Py_DECREF(sub);
  let result: PyObject | null = null;
  if (ok) {
    const args = PyList_AsTuple(list!);
    if (args !== null) {
      result = PyObject_GetItem(op, args);
      Py_DECREF(args);
    }
  }
  Py_XDECREF(list);
  return result;
}

function isTypeVarTuple(op: PyObject): bool {
  return op.ob_type == PyTypeVarTuple_Type;
}

/** Lets each parameter prepare the argument list (`__typing_prepare_subst__`): TypeVarTuple and ParamSpec gather. Steals `items`. */
function prepareArgs(self: PyObject, params: PyObject, given: PyObject): PyObject | null {
  let items: PyObject | null = given;
  for (let i = 0; i < PyTuple_GET_SIZE(params) && items !== null; i++) {
    const rc = PyObject_GetOptionalAttr(PyTuple_GET_ITEM(params, i), ID.__typing_prepare_subst__, cell);
    if (rc < 0) {
      Py_DECREF(items);
      return null;
    }
    const prepare = load<PyObject | null>(cell);
    if (prepare === null) continue;
    if (prepare != Py_None) {
      const args: PyObject = PyTuple_Check(items) ? Py_NewRef(items) : PyTuple_Pack1(items)!;
      const pair = PyTuple_Pack2(self, args);
      Py_DECREF(args);
      Py_DECREF(items);
      items = pair === null ? null : PyObject_Call(prepare, pair, null);
      Py_XDECREF(pair);
    }
    Py_DECREF(prepare);
  }
  return items;
}

/** `args` with `params` replaced by what stands in brackets: `new` tuple, null with TypeError. */
export function _Py_subs_parameters(self: PyObject, args: PyObject, params: PyObject, item: PyObject): PyObject | null {
  const nparams = PyTuple_GET_SIZE(params);
  if (nparams == 0) return PyErr_Format(PyExc_TypeError, "%R is not a generic class", changetype<usize>(self));
  const spread = unpackArgs(item);
  const values: PyObject | null = spread === null ? null : prepareArgs(self, params, spread);
  if (values === null) return null;
  const isTuple = PyTuple_Check(values);
  const nitems = isTuple ? PyTuple_GET_SIZE(values) : 1;
  if (nitems != nparams) {
    Py_DECREF(values);
    return PyErr_Format(
      PyExc_TypeError,
      "Too %L arguments for %R; actual %d, expected %d",
      changetype<usize>(nitems > nparams ? "many" : "few"),
      changetype<usize>(self),
      nitems,
      nparams,
    );
  }
  const tuple: PyObject | null = isTuple ? values : PyTuple_Pack1(values);
  if (!isTuple) Py_DECREF(values);
  if (tuple === null) return null;
  const result = substituteAll(args, params, tuple);
  Py_DECREF(tuple);
  return result;
}

function substituteAll(args: PyObject, params: PyObject, values: PyObject): PyObject | null {
  const list = PyList_New(0);
  if (list === null) return null;
  let ok = true;
  for (let i = 0; i < PyTuple_GET_SIZE(args) && ok; i++) {
    const a = PyTuple_GET_ITEM(args, i);
    if (PyType_Check(a)) {
      ok = PyList_Append(list, a) == 0;
      continue;
    }
    const unpack = isUnpackedTypeVarTuple(a);
    if (unpack < 0) ok = false;
    const value: PyObject | null = ok ? substituteOne(a, params, values) : null;
    if (value === null) {
      ok = false;
    } else if (unpack > 0 && PyTuple_Check(value)) {
      for (let j = 0; j < PyTuple_GET_SIZE(value) && ok; j++) ok = PyList_Append(list, PyTuple_GET_ITEM(value, j)) == 0;
    } else {
      ok = ok && PyList_Append(list, value) == 0;
    }
    Py_XDECREF(value);
  }
  const result: PyObject | null = ok ? PyList_AsTuple(list) : null;
  Py_DECREF(list);
  return result;
}

/** One argument: a variable asks its `__typing_subst__`, an alias is rebuilt, a tuple or list goes item by item. `new`. */
function substituteOne(a: PyObject, params: PyObject, values: PyObject): PyObject | null {
  if (PyTuple_Check(a)) return substituteAll(a, params, values);
  const rc = PyObject_GetOptionalAttr(a, ID.__typing_subst__, cell);
  if (rc < 0) return null;
  if (rc == 0) return substituteNested(a, params, values);
  const subst = load<PyObject>(cell);
  const k = indexOf(params, a);
  const result: PyObject | null = k < 0 ? Py_NewRef(a) : PyObject_CallOneArg(subst, PyTuple_GET_ITEM(values, k));
  Py_DECREF(subst);
  return result;
}

function ensureParameters(alias: GenericAliasObject): bool {
  if (alias.parameters === null) alias.parameters = _Py_make_parameters(alias.args);
  return alias.parameters !== null;
}

function ga_getitem(self: PyObject, item: PyObject): PyObject | null {
  const alias = asAlias(self);
  if (!ensureParameters(alias)) return null;
  const args = _Py_subs_parameters(self, alias.args, alias.parameters!, item);
  if (args === null) return null;
  const result = Py_GenericAlias(alias.origin, args);
  if (result !== null) asAlias(result).starred = alias.starred;
  Py_DECREF(args);
  return result;
}

// ---- calls, comparison, attributes -----------------------------------------------------------------------------------

/** Notes the alias on a new instance, where it can be noted. Steals `obj`. */
function setOrigClass(obj: PyObject | null, self: PyObject): PyObject | null {
  if (obj === null) return null;
  if (PyObject_SetAttr(obj, ID.__orig_class__, self) < 0) {
    if (!PyErr_ExceptionMatches(PyExc_AttributeError) && !PyErr_ExceptionMatches(PyExc_TypeError)) {
      Py_DECREF(obj);
      return null;
    }
    PyErr_Clear();
  }
  return obj;
}

function ga_call(self: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return setOrigClass(PyObject_Call(asAlias(self).origin, args, kwargs), self);
}

function ga_vectorcall(self: PyObject, args: usize, nargsf: u32, kwnames: PyObject | null): PyObject | null {
  return setOrigClass(PyObject_Vectorcall(asAlias(self).origin, args, nargsf, kwnames), self);
}

function ga_hash(self: PyObject): i64 {
  const h0 = PyObject_Hash(asAlias(self).origin);
  if (h0 == -1) return -1;
  const h1 = PyObject_Hash(asAlias(self).args);
  return h1 == -1 ? -1 : h0 ^ h1;
}

function ga_richcompare(a: PyObject, b: PyObject, op: i32): PyObject | null {
  if (!_PyGenericAlias_Check(b) || (op != Py_EQ && op != Py_NE)) return Py_NewRef(Py_NotImplemented);
  const x = asAlias(a);
  const y = asAlias(b);
  let eq: i32 = x.starred == y.starred ? 1 : 0;
  if (eq) eq = PyObject_RichCompareBool(x.origin, y.origin, Py_EQ);
  if (eq > 0) eq = PyObject_RichCompareBool(x.args, y.args, Py_EQ);
  if (eq < 0) return null;
  return Py_RETURN_BOOL(op == Py_EQ ? eq != 0 : eq == 0);
}

/** Names answered by the alias itself; the rest come from the origin. */
function isOwnName(name: PyObject): bool {
  return (
    PyUnicode_EqualToLiteral(name, "__class__") ||
    PyUnicode_EqualToLiteral(name, "__bases__") ||
    PyUnicode_EqualToLiteral(name, "__copy__") ||
    PyUnicode_EqualToLiteral(name, "__deepcopy__") ||
    PyUnicode_EqualToLiteral(name, "__unpacked__") ||
    PyUnicode_EqualToLiteral(name, "__typing_unpacked_tuple_args__") ||
    PyUnicode_EqualToLiteral(name, "__origin__") ||
    PyUnicode_EqualToLiteral(name, "__args__") ||
    PyUnicode_EqualToLiteral(name, "__parameters__") ||
    PyUnicode_EqualToLiteral(name, "__mro_entries__") ||
    PyUnicode_EqualToLiteral(name, "__reduce_ex__") ||
    PyUnicode_EqualToLiteral(name, "__reduce__")
  );
}

function ga_getattro(self: PyObject, name: PyObject): PyObject | null {
  if (PyUnicode_Check(name) && !isOwnName(name)) return PyObject_GetAttr(asAlias(self).origin, name);
  return PyObject_GenericGetAttr(self, name);
}

function ga_mro_entries(self: PyObject, bases: PyObject): PyObject | null {
  return PyTuple_Pack1(asAlias(self).origin);
}

function ga_instancecheck(self: PyObject, unused: PyObject): PyObject | null {
  return PyErr_SetString(PyExc_TypeError, "isinstance() argument 2 cannot be a parameterized generic");
}

function ga_subclasscheck(self: PyObject, unused: PyObject): PyObject | null {
  return PyErr_SetString(PyExc_TypeError, "issubclass() argument 2 cannot be a parameterized generic");
}

function ga_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const alias = asAlias(self);
  if (alias.starred) {
    // next(iter(origin[args])) makes a starred alias again.
    const plain = Py_GenericAlias(alias.origin, alias.args);
    if (plain === null) return null;
    const iterator = ga_iter(plain);
    Py_DECREF(plain);
    if (iterator === null) return null;
    const next = builtinsAttribute(ID.next);
    const tuple = PyTuple_Pack1(iterator);
    Py_DECREF(iterator);
    const result: PyObject | null = next !== null && tuple !== null ? PyTuple_Pack2(next, tuple) : null;
    Py_XDECREF(next);
    Py_XDECREF(tuple);
    return result;
  }
  const args = PyTuple_Pack2(alias.origin, alias.args);
  if (args === null) return null;
  const result = PyTuple_Pack2(self.ob_type, args);
  Py_DECREF(args);
  return result;
}

function ga_dir(self: PyObject, unused: PyObject | null): PyObject | null {
  const names = PyObject_Dir(asAlias(self).origin);
  if (names === null) return null;
  const own = PyTuple_New(12);
  if (own === null) {
    Py_DECREF(names);
    return null;
  }
  PyTuple_SET_ITEM(own, 0, Py_NewRef(ID.__class__));
  PyTuple_SET_ITEM(own, 1, Py_NewRef(ID.__bases__));
  PyTuple_SET_ITEM(own, 2, Py_NewRef(ID.__origin__));
  PyTuple_SET_ITEM(own, 3, Py_NewRef(ID.__args__));
  PyTuple_SET_ITEM(own, 4, Py_NewRef(ID.__unpacked__));
  PyTuple_SET_ITEM(own, 5, Py_NewRef(ID.__parameters__));
  PyTuple_SET_ITEM(own, 6, Py_NewRef(ID.__typing_unpacked_tuple_args__));
  PyTuple_SET_ITEM(own, 7, Py_NewRef(ID.__mro_entries__));
  PyTuple_SET_ITEM(own, 8, Py_NewRef(ID.__reduce_ex__));
  PyTuple_SET_ITEM(own, 9, Py_NewRef(ID.__reduce__));
  PyTuple_SET_ITEM(own, 10, Py_NewRef(ID.__copy__));
  PyTuple_SET_ITEM(own, 11, Py_NewRef(ID.__deepcopy__));
  let ok = true;
  for (let i = 0; i < 12 && ok; i++) {
    const name = PyTuple_GET_ITEM(own, i);
    const has = PySequence_Contains(names, name);
    ok = has >= 0 && (has > 0 || PyList_Append(names, name) == 0);
  }
  Py_DECREF(own);
  if (!ok) {
    Py_DECREF(names);
    return null;
  }
  return names;
}

function ga_parameters(self: PyObject, closure: usize): PyObject | null {
  const alias = asAlias(self);
  return ensureParameters(alias) ? Py_NewRef(alias.parameters!) : null;
}

function ga_unpacked_tuple_args(self: PyObject, closure: usize): PyObject | null {
  const alias = asAlias(self);
  if (alias.starred && alias.origin == <PyObject>PyTuple_Type) return Py_NewRef(alias.args);
  return Py_NewRef(Py_None);
}

// ---- iterator --------------------------------------------------------------------------------------------------------

function ga_iter(self: PyObject): PyObject | null {
  const made = _PyObject_GC_New(_Py_GenericAliasIterType);
  if (made === null) return null;
  store<u64>(changetype<usize>(made) + 16, <u64>changetype<usize>(Py_NewRef(self)));
  _PyObject_GC_TRACK(made);
  return made;
}

function ga_iternext(self: PyObject): PyObject | null {
  const it = changetype<GenericAliasIterObject>(self);
  const alias = it.obj;
  if (alias === null) return null;
  const starred = Py_GenericAlias(asAlias(alias).origin, asAlias(alias).args);
  if (starred === null) return null;
  asAlias(starred).starred = 1;
  it.obj = null;
  Py_DECREF(alias);
  return starred;
}

function ga_iter_self(self: PyObject): PyObject | null {
  return Py_NewRef(self);
}

function ga_iter_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  Py_XDECREF(changetype<GenericAliasIterObject>(self).obj);
  PyObject_GC_Del(changetype<usize>(self));
}

function ga_iter_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return visitField(changetype<usize>(self) + 16, visit, arg);
}

function ga_iter_clear(self: PyObject): i32 {
  Py_CLEAR(changetype<usize>(self) + 16);
  return 0;
}

function ga_iter_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const iter = builtinsAttribute(ID.iter);
  if (iter === null) return null;
  const alias = changetype<GenericAliasIterObject>(self).obj;
  let argument: PyObject | null;
  if (alias === null) {
    const empty = PyTuple_New(0);
    argument = empty === null ? null : PyTuple_Pack1(empty);
    Py_XDECREF(empty);
  } else {
    argument = PyTuple_Pack1(alias);
  }
  const result: PyObject | null = argument === null ? null : PyTuple_Pack2(iter, argument);
  Py_XDECREF(argument);
  Py_DECREF(iter);
  return result;
}

export function initGenericAliasTypes(): void {
  let t = Py_GenericAliasType;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "types.GenericAlias",
    <i32>offsetof<GenericAliasObject>(),
    0,
    Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_VECTORCALL,
    "GenericAlias(origin, args, /)\n--\n\nA generic type with its arguments (PEP 585)\n\nlist[int] is one: its __origin__ is list, its __args__ is (int,).",
  );
  t.tp_dealloc = ga_dealloc.index;
  t.tp_vectorcall_offset = <i32>offsetof<GenericAliasObject>("vectorcall");
  t.tp_repr = ga_repr.index;
  numberMethods(t).nb_or = _Py_union_type_or.index;
  mappingMethods(t).mp_subscript = ga_getitem.index;
  t.tp_hash = ga_hash.index;
  t.tp_call = ga_call.index;
  t.tp_getattro = ga_getattro.index;
  t.tp_setattro = PyObject_GenericSetAttr.index;
  t.tp_traverse = ga_traverse.index;
  t.tp_richcompare = ga_richcompare.index;
  t.tp_weaklistoffset = <i32>offsetof<GenericAliasObject>("weakreflist");
  t.tp_iter = ga_iter.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = ga_new.index;
  t.tp_free = PyObject_GC_Del.index;
  addMethod(t, "__mro_entries__", ga_mro_entries.index, METH_O, "__mro_entries__($self, object, /)\n--\n\n");
  addMethod(t, "__instancecheck__", ga_instancecheck.index, METH_O, "__instancecheck__($self, object, /)\n--\n\n");
  addMethod(t, "__subclasscheck__", ga_subclasscheck.index, METH_O, "__subclasscheck__($self, object, /)\n--\n\n");
  addMethod(t, "__reduce__", ga_reduce.index, METH_NOARGS, "__reduce__($self, /)\n--\n\n");
  addMethod(t, "__dir__", ga_dir.index, METH_NOARGS, "__dir__($self, /)\n--\n\n");
  addMember(t, "__origin__", _Py_T_OBJECT, 16, Py_READONLY);
  addMember(t, "__args__", _Py_T_OBJECT, 24, Py_READONLY);
  addMember(t, "__unpacked__", Py_T_BOOL, 48, Py_READONLY);
  addGetSet(t, "__parameters__", ga_parameters.index, 0, "Type variables in the GenericAlias.");
  addGetSet(t, "__typing_unpacked_tuple_args__", ga_unpacked_tuple_args.index, 0);

  t = _Py_GenericAliasIterType;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "generic_alias_iterator",
    <i32>offsetof<GenericAliasIterObject>(),
    0,
    Py_TPFLAGS_HAVE_GC,
  );
  t.tp_iter = ga_iter_self.index;
  t.tp_iternext = ga_iternext.index;
  t.tp_traverse = ga_iter_traverse.index;
  t.tp_clear = ga_iter_clear.index;
  t.tp_dealloc = ga_iter_dealloc.index;
  t.tp_free = PyObject_GC_Del.index;
  addMethod(t, "__reduce__", ga_iter_reduce.index, METH_NOARGS, null);
}
