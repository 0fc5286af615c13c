/**
 * The module _contextvars (Python/context.c): Context, ContextVar and Token, and the context of the running thread.
 *
 *   Context      16 ctx_prev   24 ctx_vars (a dict)   32 weak references   40 ctx_entered (i32)   48
 *   ContextVar   16 var_name   24 var_default   32 var_cached   40 cached_tsid   48 cached_tsver   56 var_hash   64
 *   Token        16 tok_ctx   24 tok_var   32 tok_oldval   40 tok_used (i32)   48
 *
 * DIFFERS: ctx_vars is a dict that Context.copy() copies, where CPython shares the nodes of a tree: a copy costs time in proportion to the variables,
 * and iteration is in the order of setting. The cache fields of a variable stay empty.
 * Invariant: a dict of variables is never changed while another Context has it.
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_HAVE_GC, Py_TPFLAGS_IMMUTABLETYPE, initPtr, ptrAt } from "../object/layout";
import { Py_CLEAR, Py_DECREF, Py_NewRef, Py_XDECREF, Py_XNewRef } from "../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_None, Py_NotImplemented } from "../object/statics";
import {
  METH_CLASS,
  METH_FASTCALL,
  METH_FASTCALL_KEYWORDS,
  METH_NOARGS,
  METH_O,
  Py_READONLY,
  _Py_T_OBJECT,
  addGetSet,
  addMember,
  addMethod,
  initStaticType,
  mappingMethods,
  sequenceMethods,
} from "../object/typedef";
import { visitField } from "../object/slots";
import { PyExc_LookupError, PyExc_RuntimeError, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { ID } from "../generated/ids";
import {
  PyObject_GC_Del,
  PyObject_GC_Track,
  PyObject_GC_UnTrack,
  _PyObject_GC_New,
  _PyObject_New,
} from "../gc/collector";
import { PyObject_Free } from "../memory/blocks";
import { PyErr_Format, PyErr_Occurred, PyErr_SetObject, PyErr_SetString } from "../protocol/errors";
import { PyObject_GetIter } from "../protocol/iter";
import { PyObject_RichCompare } from "../protocol/compare";
import { PyObject_Vectorcall } from "../protocol/call";
import { PyObject_HashNotImplemented } from "../protocol/hash";
import { arg, argReq, parseArgs, parseTupleArgs } from "../protocol/args";
import {
  PyDict_DelItem,
  PyDict_GET_SIZE,
  PyDict_GetItemWithError,
  PyDict_Items,
  PyDict_Keys,
  PyDict_New,
  PyDict_SetItem,
  PyDict_Values,
  _PyErr_SetKeyError,
} from "../types/dict";
import { PyDict_Copy } from "../types/dict_merge";
import { classGetItem } from "../types/genericalias";
import { PyModule_AddObjectRef, PyModule_New, moduleFunction } from "../types/module";
import { PyTuple_GET_SIZE } from "../types/tuple";
import { PyType_Ready } from "../types/type_ready";
import { lookup_tp_dict } from "../types/typeobject";
import { currentContext, setCurrentContext } from "../vm/thread_state";
import { PyUnicode_Check } from "../types/unicode";
import { PyUnicode_FromFormat, PyUnicode_FromLiteral } from "../types/unicode_format";
import { PyObject_ClearWeakRefs } from "../types/weakref";

export const PyContext_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const PyContextVar_Type = changetype<PyTypeObject>(memory.data(416, 16));
export const PyContextToken_Type = changetype<PyTypeObject>(memory.data(416, 16));
const TokenMissing_Type = changetype<PyTypeObject>(memory.data(416, 16));

@unmanaged
class Context extends PyObject {
  prev: PyObject | null;
  prev_hi: u32;
  vars: PyObject;
  vars_hi: u32;
  weaklist: PyObject | null;
  weaklist_hi: u32;
  entered: i32;
  pad: i32;
}

@unmanaged
class ContextVar extends PyObject {
  name: PyObject;
  name_hi: u32;
  deflt: PyObject | null;
  deflt_hi: u32;
}

@unmanaged
class Token extends PyObject {
  ctx: PyObject;
  ctx_hi: u32;
  variable: PyObject;
  variable_hi: u32;
  oldval: PyObject | null;
  oldval_hi: u32;
  used: i32;
  pad: i32;
}

function asContext(op: PyObject): Context {
  return changetype<Context>(op);
}

function asVar(op: PyObject): ContextVar {
  return changetype<ContextVar>(op);
}

function asToken(op: PyObject): Token {
  return changetype<Token>(op);
}

let missing: PyObject | null = null;

/** Token.MISSING: borrowed, made with the module. */
function tokenMissing(): PyObject | null {
  if (missing === null) missing = _PyObject_New(TokenMissing_Type);
  return missing;
}

// ---- contexts --------------------------------------------------------------------------------------------------------

/** A context with these variables. Steals `vars`. `new`. */
function newContext(vars: PyObject | null): PyObject | null {
  if (vars === null) return null;
  const op = _PyObject_GC_New(PyContext_Type);
  if (op === null) {
    Py_DECREF(vars);
    return null;
  }
  const at = changetype<usize>(op);
  initPtr(at + 16, 0);
  initPtr(at + 24, changetype<usize>(vars));
  initPtr(at + 32, 0);
  store<u64>(at + 40, 0);
  PyObject_GC_Track(op);
  return op;
}

/** PyContext_CopyCurrent: `new`. */
export function PyContext_CopyCurrent(): PyObject | null {
  const current = contextGet();
  return current === null ? null : newContext(PyDict_Copy(asContext(current).vars));
}

/** The running thread's context, made on first use: borrowed. */
function contextGet(): PyObject | null {
  if (currentContext === null) setCurrentContext(newContext(PyDict_New()));
  return currentContext;
}

/** 0, or -1 with RuntimeError if the context is entered already. */
export function PyContext_Enter(op: PyObject): i32 {
  const ctx = asContext(op);
  if (ctx.entered) {
    PyErr_Format(PyExc_RuntimeError, "cannot enter context: %R is already entered", changetype<usize>(op));
    return -1;
  }
  ctx.prev = currentContext;
  ctx.entered = 1;
  setCurrentContext(Py_NewRef(op));
  return 0;
}

export function PyContext_Exit(op: PyObject): i32 {
  const ctx = asContext(op);
  if (!ctx.entered) {
    PyErr_Format(PyExc_RuntimeError, "cannot exit context: %R has not been entered", changetype<usize>(op));
    return -1;
  }
  if (currentContext != op) {
    PyErr_SetString(PyExc_RuntimeError, "cannot exit context: thread state references a different context object");
    return -1;
  }
  const prev = ctx.prev;
  ctx.prev = null;
  ctx.entered = 0;
  setCurrentContext(prev);
  Py_DECREF(op);
  return 0;
}

function context_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (PyTuple_GET_SIZE(args) > 0 || (kwargs !== null && PyDict_GET_SIZE(kwargs) > 0)) {
    return PyErr_SetString(PyExc_TypeError, "Context() does not accept any arguments");
  }
  return newContext(PyDict_New());
}

function context_traverse(self: PyObject, visit: u32, a: usize): i32 {
  const stop = visitField(changetype<usize>(self) + 16, visit, a);
  return stop ? stop : visitField(changetype<usize>(self) + 24, visit, a);
}

function context_clear(self: PyObject): i32 {
  Py_CLEAR(changetype<usize>(self) + 16);
  Py_CLEAR(changetype<usize>(self) + 24);
  return 0;
}

function context_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  if (asContext(self).weaklist !== null) PyObject_ClearWeakRefs(self);
  context_clear(self);
  PyObject_GC_Del(changetype<usize>(self));
}

function isVar(key: PyObject): bool {
  if (key.ob_type == PyContextVar_Type) return true;
  PyErr_Format(PyExc_TypeError, "a ContextVar key was expected, got %R", changetype<usize>(key));
  return false;
}

function context_contains(self: PyObject, key: PyObject): i32 {
  if (!isVar(key)) return -1;
  if (PyDict_GetItemWithError(asContext(self).vars, key) !== null) return 1;
  return PyErr_Occurred() !== null ? -1 : 0;
}

function context_subscript(self: PyObject, key: PyObject): PyObject | null {
  if (!isVar(key)) return null;
  const value = PyDict_GetItemWithError(asContext(self).vars, key);
  if (value !== null) return Py_NewRef(value);
  if (PyErr_Occurred() === null) _PyErr_SetKeyError(key);
  return null;
}

function context_length(self: PyObject): i32 {
  return PyDict_GET_SIZE(asContext(self).vars);
}

function context_iter(self: PyObject): PyObject | null {
  return PyObject_GetIter(asContext(self).vars);
}

function context_richcompare(a: PyObject, b: PyObject, op: i32): PyObject | null {
  if (b.ob_type != PyContext_Type || (op != 2 && op != 3)) return Py_NewRef(Py_NotImplemented);
  return PyObject_RichCompare(asContext(a).vars, asContext(b).vars, op);
}

function context_get(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!parseArgs("get", "key,default=,/", args, nargs, null)) return null;
  const key = argReq(0);
  const deflt = arg(1);
  if (!isVar(key)) return null;
  const value = PyDict_GetItemWithError(asContext(self).vars, key);
  if (value !== null) return Py_NewRef(value);
  if (PyErr_Occurred() !== null) return null;
  return Py_NewRef(deflt === null ? Py_None : deflt);
}

function iteratorOf(list: PyObject | null): PyObject | null {
  if (list === null) return null;
  const it = PyObject_GetIter(list);
  Py_DECREF(list);
  return it;
}

function context_keys(self: PyObject, unused: PyObject | null): PyObject | null {
  return iteratorOf(PyDict_Keys(asContext(self).vars));
}

function context_values(self: PyObject, unused: PyObject | null): PyObject | null {
  return iteratorOf(PyDict_Values(asContext(self).vars));
}

function context_items(self: PyObject, unused: PyObject | null): PyObject | null {
  return iteratorOf(PyDict_Items(asContext(self).vars));
}

function context_copy(self: PyObject, unused: PyObject | null): PyObject | null {
  return newContext(PyDict_Copy(asContext(self).vars));
}

function context_run(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (nargs < 1) return PyErr_SetString(PyExc_TypeError, "run() missing 1 required positional argument");
  if (PyContext_Enter(self) < 0) return null;
  const result = PyObject_Vectorcall(ptrAt(args, 0), args + 8, nargs - 1, kwnames);
  if (PyContext_Exit(self) < 0) {
    Py_XDECREF(result);
    return null;
  }
  return result;
}

// ---- variables -------------------------------------------------------------------------------------------------------

function var_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!parseTupleArgs("ContextVar", "name,/,*,default=", args, kwargs)) return null;
  const name = argReq(0);
  const deflt = arg(1);
  if (!PyUnicode_Check(name)) return PyErr_SetString(PyExc_TypeError, "context variable name must be a str");
  const op = _PyObject_GC_New(PyContextVar_Type);
  if (op === null) return null;
  const at = changetype<usize>(op);
  initPtr(at + 16, changetype<usize>(Py_NewRef(name)));
  initPtr(at + 24, changetype<usize>(Py_XNewRef(deflt)));
  memory.fill(at + 32, 0, 32);
  if (deflt !== null) PyObject_GC_Track(op);
  return op;
}

function var_traverse(self: PyObject, visit: u32, a: usize): i32 {
  const stop = visitField(changetype<usize>(self) + 16, visit, a);
  return stop ? stop : visitField(changetype<usize>(self) + 24, visit, a);
}

function var_clear(self: PyObject): i32 {
  Py_CLEAR(changetype<usize>(self) + 16);
  Py_CLEAR(changetype<usize>(self) + 24);
  return 0;
}

function var_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  var_clear(self);
  PyObject_GC_Del(changetype<usize>(self));
}

function var_repr(self: PyObject): PyObject | null {
  const v = asVar(self);
  const deflt = v.deflt;
  if (deflt === null) {
    return PyUnicode_FromFormat("<ContextVar name=%R at %p>", changetype<usize>(v.name), changetype<usize>(self));
  }
  return PyUnicode_FromFormat(
    "<ContextVar name=%R default=%R at %p>",
    changetype<usize>(v.name),
    changetype<usize>(deflt),
    changetype<usize>(self),
  );
}

/** The value in the running context, else `deflt`, else the variable's own default: `new`; null without an exception if there is none. */
export function PyContextVar_Get(self: PyObject, deflt: PyObject | null): PyObject | null {
  if (currentContext !== null) {
    const value = PyDict_GetItemWithError(asContext(currentContext!).vars, self);
    if (value !== null) return Py_NewRef(value);
    if (PyErr_Occurred() !== null) return null;
  }
  if (deflt !== null) return Py_NewRef(deflt);
  return Py_XNewRef(asVar(self).deflt);
}

function var_get(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!parseArgs("get", "default=,/", args, nargs, null)) return null;
  const value = PyContextVar_Get(self, arg(0));
  if (value === null && PyErr_Occurred() === null) PyErr_SetObject(PyExc_LookupError, self);
  return value;
}

/** Sets the variable in the running context: a token, `new`. */
export function PyContextVar_Set(self: PyObject, value: PyObject): PyObject | null {
  const ctx = contextGet();
  if (ctx === null) return null;
  const vars = asContext(ctx).vars;
  const old = PyDict_GetItemWithError(vars, self);
  if (old === null && PyErr_Occurred() !== null) return null;
  const token = newToken(ctx, self, old);
  if (token === null) return null;
  if (PyDict_SetItem(vars, self, value) < 0) {
    Py_DECREF(token);
    return null;
  }
  return token;
}

function var_set(self: PyObject, value: PyObject): PyObject | null {
  return PyContextVar_Set(self, value);
}

function var_reset(self: PyObject, op: PyObject): PyObject | null {
  if (op.ob_type != PyContextToken_Type) {
    return PyErr_Format(PyExc_TypeError, "expected an instance of Token, got %R", changetype<usize>(op));
  }
  const token = asToken(op);
  if (token.used) return PyErr_Format(PyExc_RuntimeError, "%R has already been used once", changetype<usize>(op));
  if (token.variable != self) {
    return PyErr_Format(PyExc_ValueError, "%R was created by a different ContextVar", changetype<usize>(op));
  }
  if (currentContext === null || currentContext != token.ctx) {
    return PyErr_Format(PyExc_ValueError, "%R was created in a different Context", changetype<usize>(op));
  }
  token.used = 1;
  const vars = asContext(token.ctx).vars;
  const old = token.oldval;
  if (old !== null) return PyDict_SetItem(vars, self, old) < 0 ? null : Py_NewRef(Py_None);
  const there = PyDict_GetItemWithError(vars, self);
  if (there === null) {
    if (PyErr_Occurred() === null) PyErr_SetObject(PyExc_LookupError, self);
    return null;
  }
  return PyDict_DelItem(vars, self) < 0 ? null : Py_NewRef(Py_None);
}

// ---- tokens ----------------------------------------------------------------------------------------------------------

function newToken(ctx: PyObject, variable: PyObject, old: PyObject | null): PyObject | null {
  const op = _PyObject_GC_New(PyContextToken_Type);
  if (op === null) return null;
  const at = changetype<usize>(op);
  initPtr(at + 16, changetype<usize>(Py_NewRef(ctx)));
  initPtr(at + 24, changetype<usize>(Py_NewRef(variable)));
  initPtr(at + 32, changetype<usize>(Py_XNewRef(old)));
  store<u64>(at + 40, 0);
  PyObject_GC_Track(op);
  return op;
}

function token_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return PyErr_SetString(PyExc_RuntimeError, "Tokens can only be created by ContextVars");
}

function token_traverse(self: PyObject, visit: u32, a: usize): i32 {
  for (let at: usize = 16; at <= 32; at += 8) {
    const stop = visitField(changetype<usize>(self) + at, visit, a);
    if (stop) return stop;
  }
  return 0;
}

function token_clear(self: PyObject): i32 {
  for (let at: usize = 16; at <= 32; at += 8) Py_CLEAR(changetype<usize>(self) + at);
  return 0;
}

function token_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  token_clear(self);
  PyObject_GC_Del(changetype<usize>(self));
}

function token_repr(self: PyObject): PyObject | null {
  const token = asToken(self);
  return PyUnicode_FromFormat(
    token.used ? "<Token used var=%R at %p>" : "<Token var=%R at %p>",
    changetype<usize>(token.variable),
    changetype<usize>(self),
  );
}

function token_old_value(self: PyObject, closure: usize): PyObject | null {
  const old: PyObject | null = asToken(self).oldval;
  if (old !== null) return Py_NewRef(old);
  const none = tokenMissing();
  return none === null ? null : Py_NewRef(none);
}

function missing_repr(self: PyObject): PyObject | null {
  return PyUnicode_FromLiteral("<Token.MISSING>");
}

function missing_dealloc(self: PyObject): void {
  PyObject_Free(changetype<usize>(self));
}

function contextvars_copy_context(m: PyObject, unused: PyObject | null): PyObject | null {
  return PyContext_CopyCurrent();
}

function initContextType(): void {
  const t = PyContext_Type;
  const flags = Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE;
  initStaticType(t, PyType_Type, PyBaseObject_Type, "_contextvars.Context", <i32>offsetof<Context>(), 0, flags);
  t.tp_new = context_new.index;
  t.tp_dealloc = context_dealloc.index;
  t.tp_traverse = context_traverse.index;
  t.tp_clear = context_clear.index;
  t.tp_hash = PyObject_HashNotImplemented.index;
  t.tp_iter = context_iter.index;
  t.tp_richcompare = context_richcompare.index;
  t.tp_weaklistoffset = 32;
  const mapping = mappingMethods(t);
  mapping.mp_length = context_length.index;
  mapping.mp_subscript = context_subscript.index;
  sequenceMethods(t).sq_contains = context_contains.index;
  addMethod(
    t,
    "get",
    context_get.index,
    METH_FASTCALL,
    "get($self, key, default=None, /)\n--\n\nThe value that this context holds for `key`, or else the default.",
  );
  addMethod(
    t,
    "items",
    context_items.index,
    METH_NOARGS,
    "items($self, /)\n--\n\nPairs of every variable and its value here.",
  );
  addMethod(
    t,
    "keys",
    context_keys.index,
    METH_NOARGS,
    "keys($self, /)\n--\n\nReturn a list of all variables in the context object.",
  );
  addMethod(
    t,
    "values",
    context_values.index,
    METH_NOARGS,
    "values($self, /)\n--\n\nThe value of every variable in this context.",
  );
  addMethod(
    t,
    "copy",
    context_copy.index,
    METH_NOARGS,
    "copy($self, /)\n--\n\nReturn a shallow copy of the context object.",
  );
  addMethod(t, "run", context_run.index, METH_FASTCALL_KEYWORDS);
}

function initVarType(): void {
  const t = PyContextVar_Type;
  const flags = Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE;
  initStaticType(t, PyType_Type, PyBaseObject_Type, "_contextvars.ContextVar", 64, 0, flags);
  t.tp_new = var_new.index;
  t.tp_dealloc = var_dealloc.index;
  t.tp_traverse = var_traverse.index;
  t.tp_clear = var_clear.index;
  t.tp_repr = var_repr.index;
  addMember(t, "name", _Py_T_OBJECT, 16, Py_READONLY);
  addMethod(
    t,
    "get",
    var_get.index,
    METH_FASTCALL,
    "get($self, default=<unrepresentable>, /)\n--\n\nWhat the current context holds for this variable, or else a default.",
  );
  addMethod(
    t,
    "set",
    var_set.index,
    METH_O,
    "set($self, value, /)\n--\n\nCall to set a new value for the context variable in the current context.\n\nThe required *value* argument is the new value for the context variable.\n\nReturns a Token object that can be used to restore the variable to its previous\nvalue via the `ContextVar.reset()` method.",
  );
  addMethod(
    t,
    "reset",
    var_reset.index,
    METH_O,
    "reset($self, token, /)\n--\n\nBring back an earlier value.\n\nThe token says which: the one that stood before the `ContextVar.set()` that\nmade it.",
  );
  addMethod(
    t,
    "__class_getitem__",
    classGetItem.index,
    METH_O | METH_CLASS,
    "__class_getitem__($type, object, /)\n--\n\nSee PEP 585",
  );
}

function initTokenTypes(): void {
  const t = PyContextToken_Type;
  const flags = Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE;
  initStaticType(t, PyType_Type, PyBaseObject_Type, "_contextvars.Token", <i32>offsetof<Token>(), 0, flags);
  t.tp_new = token_new.index;
  t.tp_dealloc = token_dealloc.index;
  t.tp_traverse = token_traverse.index;
  t.tp_clear = token_clear.index;
  t.tp_hash = PyObject_HashNotImplemented.index;
  t.tp_repr = token_repr.index;
  addMember(t, "var", _Py_T_OBJECT, 24, Py_READONLY);
  addGetSet(t, "old_value", token_old_value.index, 0);
  addMethod(
    t,
    "__class_getitem__",
    classGetItem.index,
    METH_O | METH_CLASS,
    "__class_getitem__($type, object, /)\n--\n\nSee PEP 585",
  );
  const m = TokenMissing_Type;
  initStaticType(m, PyType_Type, PyBaseObject_Type, "Token.MISSING", 16, 0, 1 << 7);
  m.tp_dealloc = missing_dealloc.index;
  m.tp_repr = missing_repr.index;
}

function initTypes(): bool {
  initContextType();
  initVarType();
  initTokenTypes();
  if (PyType_Ready(PyContext_Type) < 0 || PyType_Ready(PyContextVar_Type) < 0) return false;
  if (PyType_Ready(PyContextToken_Type) < 0 || PyType_Ready(TokenMissing_Type) < 0) return false;
  const none = tokenMissing();
  return none !== null && PyDict_SetItem(lookup_tp_dict(PyContextToken_Type), ID.MISSING, none) == 0;
}

/** The module `_contextvars`: `new`. */
export function PyInit__contextvars(): PyObject | null {
  if (!initTypes()) return null;
  const m = PyModule_New("_contextvars", "Context Variables");
  if (m === null) return null;
  let bad = 0;
  bad |= moduleFunction(
    m,
    "copy_context",
    contextvars_copy_context.index,
    METH_NOARGS,
    "copy_context($module, /)\n--\n\n",
  );
  bad |= PyModule_AddObjectRef(m, "Context", PyContext_Type);
  bad |= PyModule_AddObjectRef(m, "ContextVar", PyContextVar_Type);
  bad |= PyModule_AddObjectRef(m, "Token", PyContextToken_Type);
  return bad < 0 ? null : m;
}
