/**
 * The two generic iterators: over a sequence by index until IndexError, and over a callable until a sentinel
 * (Objects/iterobject.c); and the awaitable of anext() with a default.
 *
 *   iterator           16 it_index   24 it_seq (null once exhausted)
 *   callable_iterator  16 it_callable (null once exhausted)   24 it_sentinel
 *   anext_awaitable    16 wrapped    24 default_value
 */
import { PyObject, PyTypeObject, Py_EQ, Py_TPFLAGS_HAVE_GC, initPtr } from "../object/layout";
import { Py_CLEAR, Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_None, Py_NotImplemented } from "../object/statics";
import {
  PyExc_IndexError,
  PyExc_OverflowError,
  PyExc_StopAsyncIteration,
  PyExc_StopIteration,
  PyExc_TypeError,
} from "../object/exception_types";
import { callUnary, visitField } from "../object/slots";
import { METH_NOARGS, METH_O, METH_VARARGS, addMethod, asyncMethods, initStaticType } from "../object/typedef";
import { _PyObject_GC_TRACK, _PyObject_GC_UNTRACK } from "../object/gc_head";
import { PyObject_GC_Del, _PyObject_GC_New } from "../gc/collector";
import {
  PyErr_Clear,
  PyErr_ExceptionMatches,
  PyErr_Occurred,
  PyErr_SetObject,
  PyErr_SetString,
} from "../protocol/errors";
import { PyObject_GenericGetAttr, PyObject_GetAttr, PyObject_SelfIter } from "../protocol/attr";
import { PyObject_Call, PyObject_CallNoArgs } from "../protocol/call";
import { PyObject_RichCompareBool } from "../protocol/compare";
import { sequenceGetItem64, sequenceSize64 } from "../protocol/sequence64";
import { nextOf } from "../protocol/iter";
import { _PyEval_GetBuiltin } from "../protocol/builtin_lookup";
import { PyLong_FromI64, PyLong_FromSsize_t, ssizeOf } from "./long";
import { PyTuple_Pack2, reduceIndexed, tupleEmpty } from "./tuple";
import { PyUnicode_InternFromLiteral } from "../intern/policy";
import { ID } from "../generated/ids";

export const PySeqIter_Type = changetype<PyTypeObject>(memory.data(416, 16)); // iterator
export const PyCallIter_Type = changetype<PyTypeObject>(memory.data(416, 16)); // callable_iterator
export const _PyAnextAwaitable_Type = changetype<PyTypeObject>(memory.data(416, 16)); // anext_awaitable

/** 32 bytes: it_index 16, it_seq 24. */
@unmanaged
class seqiterobject extends PyObject {
  it_index: i64;
  it_seq: PyObject | null;
  it_seq_hi: u32;
}

/** 32 bytes: two owned references at 16 and 24. Shape of callable_iterator and anext_awaitable. */
@unmanaged
class pairobject extends PyObject {
  first: PyObject | null;
  first_hi: u32;
  second: PyObject | null;
  second_hi: u32;
}

// --- iterator over a sequence ---

/** `new`. */
export function PySeqIter_New(seq: PyObject): PyObject | null {
  const at = changetype<usize>(_PyObject_GC_New(PySeqIter_Type));
  if (at == 0) return null;
  store<u64>(at + 16, 0);
  initPtr(at + 24, changetype<usize>(Py_NewRef(seq)));
  _PyObject_GC_TRACK(changetype<PyObject>(at));
  return changetype<PyObject>(at);
}

function iter_dealloc(self: PyObject): void {
  _PyObject_GC_UNTRACK(self);
  Py_XDECREF(changetype<seqiterobject>(self).it_seq);
  PyObject_GC_Del(changetype<usize>(self));
}

function iter_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return visitField(changetype<usize>(self) + 24, visit, arg);
}

function iter_iternext(self: PyObject): PyObject | null {
  const it = changetype<seqiterobject>(self);
  const seq = it.it_seq;
  if (seq === null) return null;
  if (it.it_index == i64.MAX_VALUE) return PyErr_SetString(PyExc_OverflowError, "iter index too large");
  const result = sequenceGetItem64(seq, it.it_index);
  if (result !== null) {
    it.it_index++;
    return result;
  }
  if (PyErr_ExceptionMatches(PyExc_IndexError) || PyErr_ExceptionMatches(PyExc_StopIteration)) {
    PyErr_Clear();
    it.it_seq = null;
    Py_DECREF(seq);
  }
  return null;
}

function iter_len(self: PyObject, unused: PyObject | null): PyObject | null {
  const it = changetype<seqiterobject>(self);
  const seq = it.it_seq;
  if (seq === null) return PyLong_FromSsize_t(0);
  const m = seq.ob_type.tp_as_sequence;
  if (m === null || m.sq_length == 0) return Py_NewRef(Py_NotImplemented);
  const size = sequenceSize64(seq);
  if (size == -1) return null;
  return PyLong_FromI64(max<i64>(size - it.it_index, 0));
}

function iter_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const iter = _PyEval_GetBuiltin(ID.iter);
  if (iter === null) return null;
  const it = changetype<seqiterobject>(self);
  const seq = it.it_seq;
  return reduceIndexed(iter, seq === null ? tupleEmpty : seq, seq === null ? -1 : it.it_index);
}

function iter_setstate(self: PyObject, state: PyObject): PyObject | null {
  const it = changetype<seqiterobject>(self);
  const index = ssizeOf(state);
  if (index == -1 && PyErr_Occurred() !== null) return null;
  if (it.it_seq !== null) it.it_index = max<i64>(index, 0);
  return Py_NewRef(Py_None);
}

// --- iterator over a callable ---

function newPair(type: PyTypeObject, a: PyObject, b: PyObject): PyObject | null {
  const at = changetype<usize>(_PyObject_GC_New(type));
  if (at == 0) return null;
  initPtr(at + 16, changetype<usize>(Py_NewRef(a)));
  initPtr(at + 24, changetype<usize>(Py_NewRef(b)));
  _PyObject_GC_TRACK(changetype<PyObject>(at));
  return changetype<PyObject>(at);
}

/** `new`. */
export function PyCallIter_New(callable: PyObject, sentinel: PyObject): PyObject | null {
  return newPair(PyCallIter_Type, callable, sentinel);
}

function pair_dealloc(self: PyObject): void {
  _PyObject_GC_UNTRACK(self);
  Py_XDECREF(changetype<pairobject>(self).first);
  Py_XDECREF(changetype<pairobject>(self).second);
  PyObject_GC_Del(changetype<usize>(self));
}

function pair_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  const r = visitField(changetype<usize>(self) + 16, visit, arg);
  return r != 0 ? r : visitField(changetype<usize>(self) + 24, visit, arg);
}

function clearPair(self: PyObject): void {
  Py_CLEAR(changetype<usize>(self) + 16);
  Py_CLEAR(changetype<usize>(self) + 24);
}

function calliter_iternext(self: PyObject): PyObject | null {
  const it = changetype<pairobject>(self);
  const callable = it.first;
  if (callable === null) return null;
  const result = PyObject_CallNoArgs(callable);
  const sentinel = it.second;
  if (result !== null && sentinel !== null) {
    const ok = PyObject_RichCompareBool(sentinel, result, Py_EQ);
    if (ok == 0) return result;
    if (ok > 0) clearPair(self);
  } else if (result === null && PyErr_ExceptionMatches(PyExc_StopIteration)) {
    PyErr_Clear();
    clearPair(self);
  }
  Py_XDECREF(result);
  return null;
}

function calliter_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const iter = _PyEval_GetBuiltin(ID.iter);
  if (iter === null) return null;
  const it = changetype<pairobject>(self);
  const callable = it.first;
  const sentinel = it.second;
  if (callable === null || sentinel === null) return reduceIndexed(iter, tupleEmpty, -1);
  const args = PyTuple_Pack2(callable, sentinel);
  const result: PyObject | null = args === null ? null : PyTuple_Pack2(iter, args);
  Py_DECREF(iter);
  Py_XDECREF(args);
  return result;
}

// --- anext(iterator, default) ---

/** `new`: awaits `awaitable`, and gives `value` where that ends with StopAsyncIteration. */
export function PyAnextAwaitable_New(awaitable: PyObject, value: PyObject): PyObject | null {
  return newPair(_PyAnextAwaitable_Type, awaitable, value);
}

/** _PyCoro_GetAwaitableIter of vm/coroutine.ts: `new`, what awaiting an object iterates. */
let awaitableIterHook: u32 = 0;

export function setAwaitableIterHook(fn: u32): void {
  awaitableIterHook = fn;
}

/** `new`: the iterator of the wrapped awaitable. */
function anextGetIter(self: PyObject): PyObject | null {
  let awaitable = call_indirect<PyObject | null>(awaitableIterHook, changetype<pairobject>(self).first!);
  if (awaitable === null) return null;
  if (awaitable.ob_type.tp_iternext == 0) {
    // An async generator's anext object or a coroutine: its __await__ is the iterator.
    const am = awaitable.ob_type.tp_as_async;
    const next: PyObject | null = am === null || am.am_await == 0 ? null : callUnary(am.am_await, awaitable);
    Py_DECREF(awaitable);
    if (next === null) return null;
    awaitable = next;
    if (awaitable.ob_type.tp_iternext == 0) {
      PyErr_SetString(PyExc_TypeError, "__await__ returned a non-iterable");
      Py_DECREF(awaitable);
      return null;
    }
  }
  return awaitable;
}

/** Turns a pending StopAsyncIteration into StopIteration(default). Always null. */
function anextFinish(self: PyObject): PyObject | null {
  if (PyErr_Occurred() !== null && PyErr_ExceptionMatches(PyExc_StopAsyncIteration)) {
    PyErr_Clear();
    PyErr_SetObject(PyExc_StopIteration, changetype<pairobject>(self).second);
  }
  return null;
}

function anext_iternext(self: PyObject): PyObject | null {
  const awaitable = anextGetIter(self);
  if (awaitable === null) return null;
  const result = nextOf(awaitable);
  Py_DECREF(awaitable);
  return result !== null ? result : anextFinish(self);
}

function anextProxy(self: PyObject, name: PyObject, args: PyObject): PyObject | null {
  const awaitable = anextGetIter(self);
  if (awaitable === null) return null;
  const method = PyObject_GetAttr(awaitable, name);
  Py_DECREF(awaitable);
  if (method === null) return null;
  const result = PyObject_Call(method, args, null);
  Py_DECREF(method);
  return result !== null ? result : anextFinish(self);
}

function anext_send(self: PyObject, args: PyObject): PyObject | null {
  return anextProxy(self, ID.send, args);
}

function anext_throw(self: PyObject, args: PyObject): PyObject | null {
  const name = PyUnicode_InternFromLiteral("throw");
  if (name === null) return null;
  const result = anextProxy(self, name, args);
  Py_DECREF(name);
  return result;
}

function anext_close(self: PyObject, args: PyObject): PyObject | null {
  return anextProxy(self, ID.close, args);
}

function initType(t: PyTypeObject, name: string, dealloc: u32, traverse: u32, next: u32): void {
  initStaticType(t, PyType_Type, PyBaseObject_Type, name, 32, 0, Py_TPFLAGS_HAVE_GC);
  t.tp_dealloc = dealloc;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_traverse = traverse;
  t.tp_iter = PyObject_SelfIter.index;
  t.tp_iternext = next;
}

export function initIterTypes(): void {
  const seq = PySeqIter_Type;
  initType(seq, "iterator", iter_dealloc.index, iter_traverse.index, iter_iternext.index);
  addMethod(
    seq,
    "__length_hint__",
    iter_len.index,
    METH_NOARGS,
    "Private method returning an estimate of len(list(it)).",
  );
  addMethod(seq, "__reduce__", iter_reduce.index, METH_NOARGS, "Return state information for pickling.");
  addMethod(seq, "__setstate__", iter_setstate.index, METH_O, "Set state information for unpickling.");

  const call = PyCallIter_Type;
  initType(call, "callable_iterator", pair_dealloc.index, pair_traverse.index, calliter_iternext.index);
  addMethod(call, "__reduce__", calliter_reduce.index, METH_NOARGS, "Return state information for pickling.");

  const anext = _PyAnextAwaitable_Type;
  initType(anext, "anext_awaitable", pair_dealloc.index, pair_traverse.index, anext_iternext.index);
  asyncMethods(anext).am_await = PyObject_SelfIter.index;
  addMethod(
    anext,
    "send",
    anext_send.index,
    METH_VARARGS,
    "send(arg) -> hand arg to the iterator below,\nand return what it yields.",
  );
  addMethod(
    anext,
    "throw",
    anext_throw.index,
    METH_VARARGS,
    "throw(value)\nthrow(typ[,val[,tb]])\n\nraise an exception in the iterator below, and return what it yields\nthen.",
  );
  addMethod(anext, "close", anext_close.index, METH_VARARGS, "close() -> raise GeneratorExit inside generator.");
}
