/**
 * TypeVar, ParamSpec, TypeVarTuple and the pieces of a ParamSpec. Counterpart: Objects/typevarobject.c.
 *
 *   TypeVar       16 name  24 bound  32 evaluate_bound  40 constraints  48 evaluate_constraints  56 default_value
 *                 64 evaluate_default  72 covariant  73 contravariant  74 infer_variance   80
 *   ParamSpec     16 name  24 bound  32 default_value  40 evaluate_default  48 covariant ...   56
 *   TypeVarTuple  16 name  24 default_value  32 evaluate_default   40
 *   P.args        16 origin   24
 *
 * Invariant: a bound, constraint or default that came from the type parameter syntax is a function until someone asks for its value.
 *
 * Elsewhere: type aliases, Generic, NoDefault (typealias.ts). What is Python in CPython stays in Lib/typing.py and is called there.
 */
import {
  PyObject,
  PyTypeObject,
  Py_EQ,
  Py_NE,
  Py_TPFLAGS_HAVE_GC,
  Py_TPFLAGS_MANAGED_DICT,
  Py_TPFLAGS_MANAGED_WEAKREF,
} from "../object/layout";
import { Py_CLEAR, Py_DECREF, Py_NewRef, Py_XDECREF, Py_XNewRef } from "../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_None, Py_NotImplemented, _PyNone_Type } from "../object/statics";
import {
  METH_FASTCALL,
  METH_NOARGS,
  METH_O,
  Py_READONLY,
  Py_T_BOOL,
  _Py_T_OBJECT,
  addGetSet,
  addMember,
  addMethod,
  initStaticType,
  numberMethods,
} from "../object/typedef";
import { visitField } from "../object/slots";
import { PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { arg, argReq, parseTupleArgs } from "../protocol/args";
import { PyObject_Call, PyObject_CallNoArgs } from "../protocol/call";
import { PyObject_GetAttr, PyObject_SetAttr } from "../protocol/attr";
import { PyObject_IsTrue, PyObject_RichCompareBool, Py_RETURN_BOOL } from "../protocol/compare";
import { PyObject_HashNotImplemented } from "../protocol/hash";
import { PyObject_GetIter } from "../protocol/iter";
import { PyObject_GetItem, PySequence_Concat, PySequence_Index, PySequence_Size } from "../protocol/sequence";
import { PyObject_GC_Del, PyObject_GC_UnTrack, PyType_GenericAlloc } from "../gc/collector";
import { PyTuple_GET_SIZE, PyTuple_GetSlice, PyTuple_New, PyTuple_Pack1, PyTuple_Pack2, PyTuple_Pack3 } from "./tuple";
import { PyDict_GetItemWithError } from "./dict";
import { PyObject_ClearManagedDict, PyObject_VisitManagedDict } from "./dict_instance";
import { PyObject_ClearWeakRefs } from "./weakref";
import { PyUnicode_Check } from "./unicode";
import { PyUnicode_FromFormat } from "./unicode_format";
import { importModule } from "./object_reduce";
import { globalsHook } from "./type_new";
import { initTypeAliasTypes, _Py_NoDefaultStruct } from "./typealias";
import { ID } from "../generated/ids";

export {
  _PyTypeAlias_Type,
  PyGeneric_Type,
  _PyNoDefault_Type,
  _Py_NoDefaultStruct,
  _Py_make_typealias,
  _Py_subscript_generic,
} from "./typealias";

export const PyTypeVar_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const PyTypeVarTuple_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const PyParamSpec_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const PyParamSpecArgs_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const PyParamSpecKwargs_Type = changetype<PyTypeObject>(memory.data(416, 16));

// Field offsets; behind each default lies the function that evaluates it.
const NAME: usize = 16;
const TV_BOUND: usize = 24;
const TV_EVALUATE_BOUND: usize = 32;
const TV_CONSTRAINTS: usize = 40;
const TV_EVALUATE_CONSTRAINTS: usize = 48;
const TV_DEFAULT: usize = 56;
const TV_VARIANCE: usize = 72;
const PS_BOUND: usize = 24;
const PS_DEFAULT: usize = 32;
const PS_VARIANCE: usize = 48;
const TT_DEFAULT: usize = 24;

function field(op: PyObject, at: usize): PyObject | null {
  return load<PyObject | null>(changetype<usize>(op) + at);
}

/** Steals `value`; the field was empty. */
function setField(op: PyObject, at: usize, value: PyObject | null): void {
  store<u32>(changetype<usize>(op) + at, <u32>changetype<usize>(value));
}

function defaultAt(op: PyObject): usize {
  if (op.ob_type == PyTypeVar_Type) return TV_DEFAULT;
  return op.ob_type == PyParamSpec_Type ? PS_DEFAULT : TT_DEFAULT;
}

// ---- calls into Lib/typing.py ----------------------------------------------------------------------------------------

/** typing.name(*args). Borrows `args`; `new`. */
export function callTyping(name: PyObject, args: PyObject | null, kwargs: PyObject | null = null): PyObject | null {
  if (args === null) return null;
  const typing = importModule(ID.typing);
  if (typing === null) return null;
  const f = PyObject_GetAttr(typing, name);
  Py_DECREF(typing);
  if (f === null) return null;
  const result = PyObject_Call(f, args, kwargs);
  Py_DECREF(f);
  return result;
}

function callTyping2(name: PyObject, a: PyObject, b: PyObject): PyObject | null {
  const args = PyTuple_Pack2(a, b);
  const result = callTyping(name, args);
  Py_XDECREF(args);
  return result;
}

function callTyping3(name: PyObject, a: PyObject, b: PyObject, c: PyObject): PyObject | null {
  const args = PyTuple_Pack3(a, b, c);
  const result = callTyping(name, args);
  Py_XDECREF(args);
  return result;
}

/** typing._type_check(arg, message); None stands for NoneType. `new`. */
function typeCheck(op: PyObject, message: string): PyObject | null {
  if (op == Py_None) return Py_NewRef(_PyNone_Type);
  const text = PyUnicode_FromFormat("%L", changetype<usize>(message));
  if (text === null) return null;
  const result = callTyping2(ID._type_check, op, text);
  Py_DECREF(text);
  return result;
}

/** `__module__` of a variable made by a call: the caller's `__name__`, or None. False with an exception. */
function setCallerModule(op: PyObject): bool {
  const module = callerModule();
  if (module === null && PyErr_Occurred() !== null) return false;
  const rc = PyObject_SetAttr(op, ID.__module__, module === null ? Py_None : module);
  Py_XDECREF(module);
  return rc == 0;
}

/** `__name__` of the running frame's globals: `new`, null if there is none. */
export function callerModule(): PyObject | null {
  if (globalsHook == 0) return null;
  const globals = call_indirect<PyObject | null>(globalsHook);
  if (globals === null) return null;
  return Py_XNewRef(PyDict_GetItemWithError(globals, ID.__name__));
}

/** The value in field `at`, computed from the function in field `evaluate` the first time: `new`; null with exception, or if neither. */
export function lazyField(op: PyObject, at: usize, evaluate: usize): PyObject | null {
  const known = field(op, at);
  if (known !== null) return Py_NewRef(known);
  const f = field(op, evaluate);
  if (f === null) return null;
  const value = PyObject_CallNoArgs(f);
  if (value !== null) setField(op, at, Py_NewRef(value));
  return value;
}

// ---- what all three share --------------------------------------------------------------------------------------------

function isDefaultSet(op: PyObject): bool {
  const at = defaultAt(op);
  const value = field(op, at);
  return field(op, at + 8) !== null || (value !== null && value != _Py_NoDefaultStruct);
}

function var_has_default(self: PyObject, unused: PyObject | null): PyObject | null {
  return Py_RETURN_BOOL(isDefaultSet(self));
}

function var_default(self: PyObject, closure: usize): PyObject | null {
  const at = defaultAt(self);
  const value = lazyField(self, at, at + 8);
  if (value !== null || PyErr_Occurred() !== null) return value;
  return Py_NewRef(_Py_NoDefaultStruct);
}

function var_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  return Py_XNewRef(field(self, NAME));
}

function var_or(left: PyObject, right: PyObject): PyObject | null {
  return callTyping2(ID._make_union, left, right);
}

function refuseSubclass(what: string): PyObject | null {
  return PyErr_Format(PyExc_TypeError, "Cannot subclass an instance of %L", changetype<usize>(what));
}

function var_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  const end = <usize>self.ob_type.tp_basicsize;
  const last = self.ob_type == PyTypeVar_Type ? TV_VARIANCE : self.ob_type == PyParamSpec_Type ? PS_VARIANCE : end;
  for (let at: usize = 16; at < last; at += 8) {
    const stop = visitField(changetype<usize>(self) + at, visit, arg);
    if (stop) return stop;
  }
  return PyObject_VisitManagedDict(self, visit, arg);
}

function var_clear(self: PyObject): i32 {
  const end = <usize>self.ob_type.tp_basicsize;
  const last = self.ob_type == PyTypeVar_Type ? TV_VARIANCE : self.ob_type == PyParamSpec_Type ? PS_VARIANCE : end;
  for (let at: usize = 24; at < last; at += 8) Py_CLEAR(changetype<usize>(self) + at);
  PyObject_ClearManagedDict(self);
  return 0;
}

function var_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  PyObject_ClearWeakRefs(self);
  var_clear(self);
  Py_CLEAR(changetype<usize>(self) + NAME);
  PyObject_GC_Del(changetype<usize>(self));
}

/** "+T", "-T", "~T", or the bare name where variance is inferred. */
function reprWithVariance(self: PyObject, at: usize): PyObject | null {
  const flags = changetype<usize>(self) + at;
  const name = changetype<usize>(field(self, NAME));
  if (load<u8>(flags + 2)) return Py_NewRef(changetype<PyObject>(name));
  if (load<u8>(flags)) return PyUnicode_FromFormat("+%U", name);
  if (load<u8>(flags + 1)) return PyUnicode_FromFormat("-%U", name);
  return PyUnicode_FromFormat("~%U", name);
}

function truth(op: PyObject | null): i32 {
  return op === null ? 0 : PyObject_IsTrue(op);
}

let covariant: i32 = 0;
let contravariant: i32 = 0;
let inferVariance: i32 = 0;

/** Reads and checks the three variance arguments; false with an exception. */
function readVariance(co: PyObject | null, contra: PyObject | null, infer: PyObject | null): bool {
  covariant = truth(co);
  contravariant = truth(contra);
  inferVariance = truth(infer);
  if (covariant < 0 || contravariant < 0 || inferVariance < 0) return false;
  if (covariant && contravariant) {
    PyErr_SetString(PyExc_ValueError, "Bivariant types are not supported.");
    return false;
  }
  if (inferVariance && (covariant || contravariant)) {
    PyErr_SetString(PyExc_ValueError, "Variance cannot be specified with infer_variance.");
    return false;
  }
  return true;
}

function storeVariance(op: PyObject, at: usize): void {
  store<u8>(changetype<usize>(op) + at, <u8>covariant);
  store<u8>(changetype<usize>(op) + at + 1, <u8>contravariant);
  store<u8>(changetype<usize>(op) + at + 2, <u8>inferVariance);
}

function badName(what: string, name: PyObject): PyObject | null {
  return PyErr_Format(
    PyExc_TypeError,
    "%L() argument 'name' must be str, not %s",
    changetype<usize>(what),
    name.ob_type.tp_name,
  );
}

// ---- TypeVar ---------------------------------------------------------------------------------------------------------

function newVar(type: PyTypeObject, name: PyObject): PyObject | null {
  const made = PyType_GenericAlloc(type, 0);
  if (made !== null) setField(made, NAME, Py_NewRef(name));
  return made;
}

/** Of the type parameter syntax. Borrows all; `new`. */
export function _Py_make_typevar(
  name: PyObject,
  evaluateBound: PyObject | null,
  evaluateConstraints: PyObject | null,
): PyObject | null {
  const made = newVar(PyTypeVar_Type, name);
  if (made === null) return null;
  setField(made, TV_EVALUATE_BOUND, Py_XNewRef(evaluateBound));
  setField(made, TV_EVALUATE_CONSTRAINTS, Py_XNewRef(evaluateConstraints));
  store<u8>(changetype<usize>(made) + TV_VARIANCE + 2, 1);
  return nameModule(made);
}

/** Sets `__module__` of a fresh variable; steals and returns it, null on failure. */
function nameModule(made: PyObject): PyObject | null {
  if (setCallerModule(made)) return made;
  Py_DECREF(made);
  return null;
}

/** Every positional argument after the name is a constraint; the rest are keywords. */
function typevar_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  const n = PyTuple_GET_SIZE(args);
  const head: PyObject | null = n > 1 ? PyTuple_GetSlice(args, 0, 1) : Py_NewRef(args);
  if (head === null) return null;
  const ok = parseTupleArgs(
    "typevar",
    "name,*,bound=,default=,covariant=,contravariant=,infer_variance=",
    head,
    kwargs,
  );
  Py_DECREF(head);
  if (!ok) return null;
  const name = argReq(0);
  const givenBound = arg(1);
  const deflt = arg(2);
  if (!PyUnicode_Check(name)) return badName("typevar", name);
  if (!readVariance(arg(3), arg(4), arg(5))) return null;
  let bound: PyObject | null = null;
  if (givenBound !== null && givenBound != Py_None) {
    bound = typeCheck(givenBound, "Bound must be a type.");
    if (bound === null) return null;
  }
  if (n == 2 || (n > 2 && bound !== null)) {
    Py_XDECREF(bound);
    return PyErr_SetString(
      PyExc_TypeError,
      n == 2 ? "A single constraint is not allowed" : "Constraints cannot be combined with bound=...",
    );
  }
  const made = newVar(PyTypeVar_Type, name);
  if (made === null) {
    Py_XDECREF(bound);
    return null;
  }
  setField(made, TV_BOUND, bound);
  if (n > 2) setField(made, TV_CONSTRAINTS, PyTuple_GetSlice(args, 1, n));
  setField(made, TV_DEFAULT, Py_NewRef(deflt === null ? _Py_NoDefaultStruct : deflt));
  storeVariance(made, TV_VARIANCE);
  return nameModule(made);
}

function typevar_repr(self: PyObject): PyObject | null {
  return reprWithVariance(self, TV_VARIANCE);
}

function typevar_bound(self: PyObject, closure: usize): PyObject | null {
  const value = lazyField(self, TV_BOUND, TV_EVALUATE_BOUND);
  return value === null && PyErr_Occurred() === null ? Py_NewRef(Py_None) : value;
}

function typevar_constraints(self: PyObject, closure: usize): PyObject | null {
  const value = lazyField(self, TV_CONSTRAINTS, TV_EVALUATE_CONSTRAINTS);
  return value === null && PyErr_Occurred() === null ? PyTuple_New(0) : value;
}

function typevar_subst(self: PyObject, argument: PyObject): PyObject | null {
  return callTyping2(ID._typevar_subst, self, argument);
}

/** Appends the default where the alias was given too few arguments. */
function typevar_prepare_subst(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (nargs != 2) {
    return PyErr_Format(PyExc_TypeError, "__typing_prepare_subst__ expected 2 arguments, got %d", nargs);
  }
  const alias = load<PyObject>(args);
  const given = load<PyObject>(args + 8);
  const params = PyObject_GetAttr(alias, ID.__parameters__);
  if (params === null) return null;
  const n = PySequence_Size(given);
  const index = n < 0 ? -1 : PySequence_Index(params, self);
  Py_DECREF(params);
  if (index < 0) return null;
  if (index < n) return Py_NewRef(given);
  if (index == n) {
    const deflt = var_default(self, 0);
    if (deflt === null) return null;
    if (deflt != _Py_NoDefaultStruct) {
      const more = PyTuple_Pack1(deflt);
      Py_DECREF(deflt);
      if (more === null) return null;
      const result = PySequence_Concat(given, more);
      Py_DECREF(more);
      return result;
    }
  }
  return PyErr_Format(
    PyExc_TypeError,
    "Too few arguments for %S; actual %d, expected at least %d",
    changetype<usize>(alias),
    n,
    index + 1,
  );
}

function typevar_mro_entries(self: PyObject, bases: PyObject): PyObject | null {
  return refuseSubclass("TypeVar");
}

// ---- ParamSpec -------------------------------------------------------------------------------------------------------

export function _Py_make_paramspec(name: PyObject): PyObject | null {
  const made = newVar(PyParamSpec_Type, name);
  if (made === null) return null;
  store<u8>(changetype<usize>(made) + PS_VARIANCE + 2, 1);
  return nameModule(made);
}

function paramspec_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!parseTupleArgs("paramspec", "name,*,bound=,default=,covariant=,contravariant=,infer_variance=", args, kwargs)) {
    return null;
  }
  const name = argReq(0);
  const givenBound = arg(1);
  const deflt = arg(2);
  if (!PyUnicode_Check(name)) return badName("paramspec", name);
  if (!readVariance(arg(3), arg(4), arg(5))) return null;
  let bound: PyObject | null = null;
  if (givenBound !== null) {
    bound = typeCheck(givenBound, "Bound must be a type.");
    if (bound === null) return null;
  }
  const made = newVar(PyParamSpec_Type, name);
  if (made === null) {
    Py_XDECREF(bound);
    return null;
  }
  setField(made, PS_BOUND, bound);
  setField(made, PS_DEFAULT, Py_NewRef(deflt === null ? _Py_NoDefaultStruct : deflt));
  storeVariance(made, PS_VARIANCE);
  return nameModule(made);
}

function paramspec_repr(self: PyObject): PyObject | null {
  return reprWithVariance(self, PS_VARIANCE);
}

function newPiece(type: PyTypeObject, origin: PyObject): PyObject | null {
  return newVar(type, origin); // the origin lies where a variable has its name
}

function paramspec_args(self: PyObject, closure: usize): PyObject | null {
  return newPiece(PyParamSpecArgs_Type, self);
}

function paramspec_kwargs(self: PyObject, closure: usize): PyObject | null {
  return newPiece(PyParamSpecKwargs_Type, self);
}

function paramspec_subst(self: PyObject, argument: PyObject): PyObject | null {
  return callTyping2(ID._paramspec_subst, self, argument);
}

function paramspec_prepare_subst(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (nargs != 2) {
    return PyErr_Format(PyExc_TypeError, "__typing_prepare_subst__ expected 2 arguments, got %d", nargs);
  }
  return callTyping3(ID._paramspec_prepare_subst, self, load<PyObject>(args), load<PyObject>(args + 8));
}

function paramspec_mro_entries(self: PyObject, bases: PyObject): PyObject | null {
  return refuseSubclass("ParamSpec");
}

// ---- P.args and P.kwargs ---------------------------------------------------------------------------------------------

function piece_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  const isArgs = type == PyParamSpecArgs_Type;
  if (!parseTupleArgs(isArgs ? "paramspecargs" : "paramspeckwargs", "origin", args, kwargs)) return null;
  return newPiece(type, argReq(0));
}

function piece_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  PyObject_ClearWeakRefs(self);
  Py_CLEAR(changetype<usize>(self) + NAME);
  PyObject_GC_Del(changetype<usize>(self));
}

function piece_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return visitField(changetype<usize>(self) + NAME, visit, arg);
}

function piece_clear(self: PyObject): i32 {
  Py_CLEAR(changetype<usize>(self) + NAME);
  return 0;
}

function piece_repr(self: PyObject): PyObject | null {
  const origin = field(self, NAME)!;
  const isArgs = self.ob_type == PyParamSpecArgs_Type;
  if (origin.ob_type == PyParamSpec_Type) {
    return PyUnicode_FromFormat(isArgs ? "%U.args" : "%U.kwargs", changetype<usize>(field(origin, NAME)));
  }
  return PyUnicode_FromFormat(isArgs ? "%R.args" : "%R.kwargs", changetype<usize>(origin));
}

function piece_richcompare(a: PyObject, b: PyObject, op: i32): PyObject | null {
  if (a.ob_type != b.ob_type || (op != Py_EQ && op != Py_NE)) return Py_NewRef(Py_NotImplemented);
  const eq = PyObject_RichCompareBool(field(a, NAME)!, field(b, NAME)!, Py_EQ);
  if (eq < 0) return null;
  return Py_RETURN_BOOL(op == Py_EQ ? eq != 0 : eq == 0);
}

function piece_mro_entries(self: PyObject, bases: PyObject): PyObject | null {
  return refuseSubclass(self.ob_type == PyParamSpecArgs_Type ? "ParamSpecArgs" : "ParamSpecKwargs");
}

// ---- TypeVarTuple ----------------------------------------------------------------------------------------------------

export function _Py_make_typevartuple(name: PyObject): PyObject | null {
  const made = newVar(PyTypeVarTuple_Type, name);
  return made === null ? null : nameModule(made);
}

function typevartuple_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!parseTupleArgs("typevartuple", "name,*,default=", args, kwargs)) return null;
  const name = argReq(0);
  const deflt = arg(1);
  if (!PyUnicode_Check(name)) return badName("typevartuple", name);
  const made = newVar(PyTypeVarTuple_Type, name);
  if (made === null) return null;
  setField(made, TT_DEFAULT, Py_NewRef(deflt === null ? _Py_NoDefaultStruct : deflt));
  return nameModule(made);
}

function typevartuple_repr(self: PyObject): PyObject | null {
  return Py_XNewRef(field(self, NAME));
}

/** typing.Unpack[self]: `new`. */
export function unpackTypeVarTuple(self: PyObject): PyObject | null {
  const typing = importModule(ID.typing);
  if (typing === null) return null;
  const unpack = PyObject_GetAttr(typing, ID.Unpack);
  Py_DECREF(typing);
  if (unpack === null) return null;
  const result = PyObject_GetItem(unpack, self);
  Py_DECREF(unpack);
  return result;
}

/** iter((Unpack[self],)) */
function typevartuple_iter(self: PyObject): PyObject | null {
  const unpacked = unpackTypeVarTuple(self);
  if (unpacked === null) return null;
  const tuple = PyTuple_Pack1(unpacked);
  Py_DECREF(unpacked);
  if (tuple === null) return null;
  const result = PyObject_GetIter(tuple);
  Py_DECREF(tuple);
  return result;
}

function typevartuple_subst(self: PyObject, argument: PyObject): PyObject | null {
  return PyErr_SetString(PyExc_TypeError, "Substitution of bare TypeVarTuple is not supported");
}

function typevartuple_prepare_subst(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (nargs != 2) {
    return PyErr_Format(PyExc_TypeError, "__typing_prepare_subst__ expected 2 arguments, got %d", nargs);
  }
  return callTyping3(ID._typevartuple_prepare_subst, self, load<PyObject>(args), load<PyObject>(args + 8));
}

function typevartuple_mro_entries(self: PyObject, bases: PyObject): PyObject | null {
  return refuseSubclass("TypeVarTuple");
}

/** SET_FUNCTION_TYPE_PARAMS' sibling: the default of a type parameter. Borrows both; `new` (the parameter). */
export function _Py_set_typeparam_default(typeparam: PyObject, evaluateDefault: PyObject): PyObject | null {
  const at = changetype<usize>(typeparam) + defaultAt(typeparam) + 8;
  const old = load<PyObject | null>(at);
  store<u32>(at, <u32>changetype<usize>(Py_NewRef(evaluateDefault)));
  Py_XDECREF(old);
  return Py_NewRef(typeparam);
}

// ---- types -----------------------------------------------------------------------------------------------------------

function initVarType(t: PyTypeObject, name: string, size: i32, doc: string, make: u32, repr: u32): void {
  const flags = Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_MANAGED_DICT | Py_TPFLAGS_MANAGED_WEAKREF;
  initStaticType(t, PyType_Type, PyBaseObject_Type, name, size, 0, flags, doc);
  t.tp_dealloc = var_dealloc.index;
  t.tp_repr = repr;
  t.tp_traverse = var_traverse.index;
  t.tp_clear = var_clear.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = make;
  t.tp_free = PyObject_GC_Del.index;
}

function addVarMethods(t: PyTypeObject, subst: u32, prepare: u32, mroEntries: u32): void {
  addMethod(t, "__typing_subst__", subst, METH_O, "__typing_subst__($self, arg, /)\n--\n\n");
  addMethod(
    t,
    "__typing_prepare_subst__",
    prepare,
    METH_FASTCALL,
    "__typing_prepare_subst__($self, alias, args, /)\n--\n\n",
  );
  addMethod(t, "__reduce__", var_reduce.index, METH_NOARGS, "__reduce__($self, /)\n--\n\n");
  addMethod(t, "has_default", var_has_default.index, METH_NOARGS, "has_default($self, /)\n--\n\n");
  addMethod(t, "__mro_entries__", mroEntries, METH_O, "__mro_entries__($self, object, /)\n--\n\n");
  addMember(t, "__name__", _Py_T_OBJECT, <i32>NAME, Py_READONLY);
}

function addVariance(t: PyTypeObject, at: usize): void {
  addMember(t, "__covariant__", Py_T_BOOL, <i32>at, Py_READONLY);
  addMember(t, "__contravariant__", Py_T_BOOL, <i32>at + 1, Py_READONLY);
  addMember(t, "__infer_variance__", Py_T_BOOL, <i32>at + 2, Py_READONLY);
}

function initPieceType(t: PyTypeObject, name: string, doc: string): void {
  initStaticType(t, PyType_Type, PyBaseObject_Type, name, 24, 0, Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_MANAGED_WEAKREF, doc);
  t.tp_dealloc = piece_dealloc.index;
  t.tp_repr = piece_repr.index;
  t.tp_hash = PyObject_HashNotImplemented.index;
  t.tp_traverse = piece_traverse.index;
  t.tp_clear = piece_clear.index;
  t.tp_richcompare = piece_richcompare.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = piece_new.index;
  t.tp_free = PyObject_GC_Del.index;
  addMethod(t, "__mro_entries__", piece_mro_entries.index, METH_O, "__mro_entries__($self, object, /)\n--\n\n");
  addMember(t, "__origin__", _Py_T_OBJECT, <i32>NAME, Py_READONLY);
}

export function initTypeVarTypes(): void {
  let t = PyTypeVar_Type;
  initVarType(
    t,
    "typing.TypeVar",
    80,
    "A type parameter: it stands for a type that is not known yet.\n\nThe syntax makes them where they are declared::\n\n    class Box[T]: ...                # any type\n    class Text[S: str]: ...          # str or a subtype: a bound\n    class Line[A: (str, bytes)]: ... # one of these: constraints\n    class Count[T = int]: ...        # with a default\n\nand so does a call, for one that is used in several places::\n\n   S = TypeVar('S', bound=str)\n\nThey mean something to type checkers, not to the interpreter. Checkers infer\ntheir variance if the syntax made them or ``infer_variance`` is true; otherwise\nit is none, or what ``covariant`` and ``contravariant`` say. See PEP 484 and\nPEP 695.",
    typevar_new.index,
    typevar_repr.index,
  );
  numberMethods(t).nb_or = var_or.index;
  addVarMethods(t, typevar_subst.index, typevar_prepare_subst.index, typevar_mro_entries.index);
  addVariance(t, TV_VARIANCE);
  addGetSet(t, "__bound__", typevar_bound.index, 0);
  addGetSet(t, "__constraints__", typevar_constraints.index, 0);
  addGetSet(t, "__default__", var_default.index, 0);

  t = PyParamSpec_Type;
  initVarType(
    t,
    "typing.ParamSpec",
    56,
    "A type parameter that stands for all parameters of a callable.\n\nThe syntax makes them with two stars, and so does a call::\n\n    type Handler[**P] = Callable[P, None]\n    P = ParamSpec('P')\n\nThey serve type checkers where a function passes its arguments on::\n\n    def logged[**P, R](f: Callable[P, R]) -> Callable[P, R]:\n        def inner(*args: P.args, **kwargs: P.kwargs) -> R:\n            print('calling', f.__name__)\n            return f(*args, **kwargs)\n        return inner\n\nTheir places are the first argument of ``Callable``, ``Concatenate``, and the\nparameters of generic classes. Only those that are a module's globals can be\npickled. See PEP 612.",
    paramspec_new.index,
    paramspec_repr.index,
  );
  numberMethods(t).nb_or = var_or.index;
  addVarMethods(t, paramspec_subst.index, paramspec_prepare_subst.index, paramspec_mro_entries.index);
  addMember(t, "__bound__", _Py_T_OBJECT, <i32>PS_BOUND, Py_READONLY);
  addVariance(t, PS_VARIANCE);
  addGetSet(t, "args", paramspec_args.index, 0, "Represents positional arguments.");
  addGetSet(t, "kwargs", paramspec_kwargs.index, 0, "Represents keyword arguments.");
  addGetSet(t, "__default__", var_default.index, 0, "The default value for this ParamSpec.");

  t = PyTypeVarTuple_Type;
  initVarType(
    t,
    "typing.TypeVarTuple",
    40,
    "A type parameter that stands for any number of types.\n\nThe syntax makes them with a star, and so does a call::\n\n    def rotate[T, *Ts](t: tuple[T, *Ts]) -> tuple[*Ts, T]:\n        return (*t[1:], t[0])\n\n    Ts = TypeVarTuple('Ts')\n\nA generic class that has one takes as many arguments as it is given::\n\n    class Row[*Ts]: ...\n    Row[()], Row[int], Row[int, str]\n\nOnly those that are a module's globals can be pickled. See PEP 646.",
    typevartuple_new.index,
    typevartuple_repr.index,
  );
  t.tp_iter = typevartuple_iter.index;
  addVarMethods(t, typevartuple_subst.index, typevartuple_prepare_subst.index, typevartuple_mro_entries.index);
  addGetSet(t, "__default__", var_default.index, 0, "The default value for this TypeVarTuple.");

  initPieceType(
    PyParamSpecArgs_Type,
    "typing.ParamSpecArgs",
    'The args for a ParamSpec object.\n\nGiven a ParamSpec object P, P.args is an instance of ParamSpecArgs.\n\nParamSpecArgs objects have a reference back to their ParamSpec::\n\n    >>> P = ParamSpec("P")\n    >>> P.args.__origin__ is P\n    True\n\nThis type is meant for runtime introspection and has no special meaning\nto static type checkers.\n',
  );
  initPieceType(
    PyParamSpecKwargs_Type,
    "typing.ParamSpecKwargs",
    'The kwargs for a ParamSpec object.\n\nGiven a ParamSpec object P, P.kwargs is an instance of ParamSpecKwargs.\n\nParamSpecKwargs objects have a reference back to their ParamSpec::\n\n    >>> P = ParamSpec("P")\n    >>> P.kwargs.__origin__ is P\n    True\n\nThis type is meant for runtime introspection and has no special meaning\nto static type checkers.\n',
  );
  initTypeAliasTypes();
}
