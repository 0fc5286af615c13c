/**
 * Generators and coroutines (Objects/genobject.c): an object that owns a frame.
 *
 * Layout (basic size 144, 8 bytes for each local and stack slot):
 *   weakreflist 16  name 24  qualname 32  exc_state 40 (exc_value, previous_item)  origin_or_finalizer 56
 *   hooks_inited 64  closed 65  running_async 66  frame_state 67 (i8)  the frame 72..
 *
 * Frame states: created -3, suspended -2, suspended in yield from -1, executing 0, completed 1, cleared 4.
 * Invariant: the frame is in the chain of running frames exactly while the state is "executing"; its `previous` is 0 otherwise. The
 * `instr_ptr` of a frame that waits is the instruction it goes on with, the one behind its YIELD_VALUE or RETURN_GENERATOR.
 */
import { INSTRUMENTED } from "../config";
import { EVAL_GENERATOR, countSingle, noteRevival } from "../memory/counters";
import { PyObject, PyTypeObject, Py_TPFLAGS_HAVE_GC } from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { visitField } from "../object/slots";
import {
  PyGen_Type,
  PyCoro_Type,
  PyAsyncGen_Type,
  PyType_Type,
  PyBaseObject_Type,
  Py_None,
  PyUnicode_Type,
} from "../object/statics";
import {
  PyExc_StopIteration,
  PyExc_StopAsyncIteration,
  PyExc_RuntimeError,
  PyExc_TypeError,
  PyExc_ValueError,
} from "../object/exception_types";
import {
  initStaticType,
  addMethod,
  addGetSet,
  asyncMethods,
  METH_NOARGS,
  METH_O,
  METH_FASTCALL,
  METH_CLASS,
  addMember,
  _Py_T_OBJECT,
  Py_READONLY,
} from "../object/typedef";
import { _PyObject_GC_NewVar, PyObject_GC_Del, _PyObject_GC_TRACK, _PyObject_GC_UNTRACK } from "../gc/collector";
import {
  PyErrStackItem,
  excInfo,
  setExcInfo,
  PyErr_SetString,
  PyErr_SetNone,
  PyErr_Format,
  PyErr_Occurred,
  PyErr_GetRaisedException,
  PyErr_SetRaisedException,
  _PyErr_ChainStackItem,
} from "../protocol/errors";
import { PyObject_GenericGetAttr, PyObject_SelfIter } from "../protocol/attr";
import { PyObject_CallOneArg } from "../protocol/call";
import { PyErr_WriteUnraisable } from "../protocol/unraisable";
import { classGetItem } from "../types/genericalias";
import { PyObject_ClearWeakRefs } from "../types/weakref";
import { PyFunctionObject } from "../types/function";
import { PyLong_FromLong } from "../types/long";
import { PyUnicode_FromFormat } from "../types/unicode_format";
import { Py_RETURN_BOOL } from "../protocol/compare";
import {
  FRAME_OWNED_BY_GENERATOR,
  F_LOCALSPLUS,
  frameAt,
  frameCode,
  enterPythonCall,
  leavePythonCall,
  setCurrentFrame,
  _PyFrame_ClearExceptCode,
} from "./frame";
import { runFrame } from "./run";
import { genThrow, genClose } from "./gen_throw";
import { frameObjectOf } from "./frameobject";
import { setStopIterationValue } from "./stop_iteration";
import { recordOrigin, warnUnawaitedCoroutine, coro_await } from "./coroutine";
import { initAsyncGenTypes } from "./asyncgen";

export const FRAME_CREATED: i8 = -3;
export const FRAME_SUSPENDED: i8 = -2;
export const FRAME_SUSPENDED_YIELD_FROM: i8 = -1;
export const FRAME_EXECUTING: i8 = 0;
export const FRAME_COMPLETED: i8 = 1;
export const FRAME_CLEARED: i8 = 4;

/** Offset of the frame in its generator. */
export const GEN_FRAME: usize = 72;

@unmanaged
export class PyGenObject extends PyObject {
  gi_weakreflist: PyObject | null;
  gi_weakreflist_hi: u32;
  gi_name: PyObject;
  gi_name_hi: u32;
  gi_qualname: PyObject;
  gi_qualname_hi: u32;
  exc_value: PyObject | null;
  exc_value_hi: u32;
  previous_item: PyErrStackItem | null;
  previous_item_hi: u32;
  gi_origin_or_finalizer: PyObject | null;
  gi_origin_or_finalizer_hi: u32;
  gi_hooks_inited: u8;
  gi_closed: u8;
  gi_running_async: u8;
  gi_frame_state: i8;
  pad: u32;
}

export function genFrame(gen: PyObject): usize {
  return changetype<usize>(gen) + GEN_FRAME;
}

/** The generator that owns `frame`. */
export function frameGenerator(frame: usize): PyGenObject {
  return changetype<PyGenObject>(frame - GEN_FRAME);
}

export function genExcState(gen: PyGenObject): PyErrStackItem {
  return changetype<PyErrStackItem>(changetype<usize>(gen) + offsetof<PyGenObject>("exc_value"));
}

/** A generator, coroutine or async generator over a copy of `frame` (RETURN_GENERATOR); the frame's contents move: `new`. */
export function makeGenerator(frame: usize): PyObject | null {
  const code = frameCode(frame);
  const func = changetype<PyFunctionObject>(frameAt(frame).f_funcobj);
  let type: PyTypeObject = PyGen_Type;
  if (code.co_flags & 0x200) type = PyAsyncGen_Type;
  else if (code.co_flags & 0x80) type = PyCoro_Type;
  const made = _PyObject_GC_NewVar(type, code.co_nlocalsplus + code.co_stacksize + 1); // SPARE_SLOT of frame.ts
  if (made === null) return null;
  const gen = changetype<PyGenObject>(made);
  memory.fill(changetype<usize>(gen) + 16, 0, GEN_FRAME - 16);
  gen.gi_name = Py_NewRef(func.func_name);
  gen.gi_qualname = Py_NewRef(func.func_qualname);
  gen.gi_frame_state = FRAME_CREATED;
  const to = genFrame(gen);
  memory.copy(to, frame, F_LOCALSPLUS + ((<usize>code.co_nlocalsplus) << 3));
  memory.fill(to + F_LOCALSPLUS + ((<usize>code.co_nlocalsplus) << 3), 0, (<usize>code.co_stacksize) << 3);
  const f = frameAt(to);
  f.owner = FRAME_OWNED_BY_GENERATOR;
  f.previous = 0;
  f.instr_ptr += 2; // it begins behind RETURN_GENERATOR
  f.stacktop = code.co_nlocalsplus;
  _PyObject_GC_TRACK(gen);
  if (type == PyCoro_Type) recordOrigin(gen, frameAt(frame).previous);
  return gen;
}

/** A generator's frame has returned or raised (clear_gen_frame). It has left the chain already. */
export function clearGeneratorFrame(frame: usize): void {
  const gen = frameGenerator(frame);
  gen.gi_frame_state = FRAME_CLEARED;
  setExcInfo(gen.previous_item!);
  gen.previous_item = null;
  leavePythonCall();
  // a frame object that lives on finds its caller through `previous`
  _PyFrame_ClearExceptCode(frame);
  frameAt(frame).previous = 0;
  // CPython releases what exc_state still holds in the handler's POP_EXCEPT or here
  const value = gen.exc_value;
  if (value !== null) {
    gen.exc_value = null;
    Py_DECREF(value);
  }
}

/** Links the generator's handler entry in and marks it running: the caller pushes its frame. False with RecursionError. */
export function beginGenerator(gen: PyGenObject): bool {
  if (!enterPythonCall()) return false;
  gen.previous_item = excInfo;
  setExcInfo(genExcState(gen));
  gen.gi_frame_state = FRAME_EXECUTING;
  return true;
}

/** The frame stops at a yield (YIELD_VALUE): out of the chain, handler entry unlinked. Returns the frame it goes back to. */
export function suspendGenerator(frame: usize, oparg: i32): usize {
  const gen = frameGenerator(frame);
  gen.gi_frame_state = FRAME_SUSPENDED + <i8>oparg;
  setExcInfo(gen.previous_item!);
  gen.previous_item = null;
  leavePythonCall();
  const f = frameAt(frame);
  const previous = f.previous;
  f.previous = 0;
  setCurrentFrame(previous);
  return previous;
}

export const PYGEN_RETURN: i32 = 0;
export const PYGEN_ERROR: i32 = -1;
export const PYGEN_NEXT: i32 = 1;

/** The value of the last resume: `new` for NEXT and RETURN. */
export let genValue: PyObject | null = null;

function kindName(gen: PyObject): string {
  if (gen.ob_type == PyCoro_Type) return "coroutine";
  return gen.ob_type == PyAsyncGen_Type ? "async generator" : "generator";
}

/** gen_send_ex2: sends `arg` (null: next) or, `throwing`, lets the pending exception rise in the frame. Result in genValue. */
export function genSend(gen: PyGenObject, arg: PyObject | null, throwing: bool, closing: bool): i32 {
  genValue = null;
  const state = gen.gi_frame_state;
  if (state == FRAME_CREATED && arg !== null && arg != Py_None) {
    PyErr_Format(PyExc_TypeError, "can't send non-None value to a just-started %L", changetype<usize>(kindName(gen)));
    return PYGEN_ERROR;
  }
  if (state == FRAME_EXECUTING) {
    PyErr_Format(PyExc_ValueError, "%L already executing", changetype<usize>(kindName(gen)));
    return PYGEN_ERROR;
  }
  if (state >= FRAME_COMPLETED) {
    if (gen.ob_type == PyCoro_Type && !closing) {
      PyErr_SetString(PyExc_RuntimeError, "cannot reuse already awaited coroutine");
    } else if (arg !== null && !throwing) {
      genValue = Py_NewRef(Py_None);
      return PYGEN_RETURN;
    }
    return PYGEN_ERROR;
  }
  const frame = genFrame(gen);
  const f = frameAt(frame);
  const sent: PyObject = arg === null ? Py_None : arg;
  if (!beginGenerator(gen)) return PYGEN_ERROR;
  const top = frame + F_LOCALSPLUS + ((<usize>f.stacktop) << 3);
  store<u32>(top, <u32>changetype<usize>(Py_NewRef(sent)));
  f.stacktop++;
  if (throwing) _PyErr_ChainStackItem(); // what the generator itself is handling becomes the context
  Py_INCREF(gen);
  if (INSTRUMENTED) countSingle(EVAL_GENERATOR);
  const result = runFrame(frame, throwing);
  let answer = PYGEN_ERROR;
  if (result !== null) {
    genValue = result;
    answer = gen.gi_frame_state < 0 ? PYGEN_NEXT : PYGEN_RETURN;
  }
  Py_DECREF(gen);
  return answer;
}

/** Turns an answer of genSend into an object for send and next: null with StopIteration(value) at the end. */
export function genResult(gen: PyGenObject, answer: i32, isNext: bool): PyObject | null {
  const value = genValue;
  genValue = null;
  if (answer == PYGEN_NEXT) return value;
  if (answer == PYGEN_ERROR) return null;
  if (gen.ob_type == PyAsyncGen_Type) PyErr_SetNone(PyExc_StopAsyncIteration);
  else if (value == Py_None) {
    if (!isNext) PyErr_SetNone(PyExc_StopIteration);
  } else setStopIterationValue(value!);
  Py_XDECREF(value);
  return null;
}

export function gen_iternext(self: PyObject): PyObject | null {
  const gen = changetype<PyGenObject>(self);
  return genResult(gen, genSend(gen, null, false, false), true);
}

export function gen_send(self: PyObject, arg: PyObject): PyObject | null {
  const gen = changetype<PyGenObject>(self);
  return genResult(gen, genSend(gen, arg, false, false), false);
}

/** am_send: PySendResult, value stored at `result`. */
export function gen_am_send(self: PyObject, arg: PyObject, result: usize): i32 {
  const answer = genSend(changetype<PyGenObject>(self), arg, false, false);
  store<u32>(result, <u32>changetype<usize>(genValue));
  genValue = null;
  return answer;
}

/** What a suspended generator delegates to (`yield from` or `await`): borrowed, null if nothing (_PyGen_yf). */
export function genDelegate(gen: PyGenObject): PyObject | null {
  if (gen.gi_frame_state != FRAME_SUSPENDED_YIELD_FROM) return null;
  const frame = genFrame(gen);
  return load<PyObject>(frame + F_LOCALSPLUS + ((<usize>(frameAt(frame).stacktop - 1)) << 3));
}

function gen_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  const gen = changetype<PyGenObject>(self);
  const base = changetype<usize>(self);
  let r = visitField(base + 24, visit, arg);
  if (r == 0) r = visitField(base + 32, visit, arg);
  if (r == 0) r = visitField(base + 40, visit, arg);
  if (r == 0) r = visitField(base + 56, visit, arg);
  if (r != 0) return r;
  if (gen.gi_frame_state >= FRAME_CLEARED) return 0;
  const frame = genFrame(gen);
  if (gen.gi_frame_state != FRAME_EXECUTING) return traverseFrame(frame, visit, arg);
  // how much of the stack a running frame uses is not written down
  const saved = frameAt(frame).stacktop;
  frameAt(frame).stacktop = frameCode(frame).co_nlocalsplus;
  const stopped = traverseFrame(frame, visit, arg);
  frameAt(frame).stacktop = saved;
  return stopped;
}

/** _PyFrame_Traverse. A running frame's stack slots are not known here: they count as outside references, which is safe. */
export function traverseFrame(frame: usize, visit: u32, arg: usize): i32 {
  let r = visitField(frame + 48, visit, arg);
  if (r == 0) r = visitField(frame + 40, visit, arg);
  if (r == 0) r = visitField(frame + 16, visit, arg);
  if (r == 0) r = visitField(frame, visit, arg);
  const n = frameAt(frame).stacktop;
  for (let i = 0; i < n && r == 0; i++) r = visitField(frame + F_LOCALSPLUS + ((<usize>i) << 3), visit, arg);
  return r;
}

function gen_dealloc(self: PyObject): void {
  const gen = changetype<PyGenObject>(self);
  _PyObject_GC_UNTRACK(self);
  if (gen.gi_weakreflist !== null) PyObject_ClearWeakRefs(self);
  _PyObject_GC_TRACK(self);
  if (finalizeGenerator(self)) return; // resurrected
  _PyObject_GC_UNTRACK(self);
  if (gen.gi_frame_state != FRAME_CLEARED) {
    const frame = genFrame(gen);
    gen.gi_frame_state = FRAME_CLEARED;
    frameAt(frame).previous = 0;
    _PyFrame_ClearExceptCode(frame);
  }
  Py_DECREF(frameCode(genFrame(gen)));
  if (gen.exc_value !== null) Py_DECREF(gen.exc_value!);
  if (gen.gi_origin_or_finalizer !== null) Py_DECREF(gen.gi_origin_or_finalizer!);
  Py_DECREF(gen.gi_name);
  Py_DECREF(gen.gi_qualname);
  PyObject_GC_Del(changetype<usize>(self));
}

/** Runs tp_finalize with a temporary reference (PyObject_CallFinalizerFromDealloc); true if something kept the object. */
function finalizeGenerator(self: PyObject): bool {
  store<u32>(changetype<usize>(self), 1);
  _PyGen_Finalize(self);
  const count = load<u32>(changetype<usize>(self)) - 1;
  store<u32>(changetype<usize>(self), count);
  if (INSTRUMENTED && count != 0) noteRevival(changetype<usize>(self));
  return count != 0;
}

/** Closes a generator that is dropped unfinished (PEP 342, 525): `finally` blocks run now. */
export function _PyGen_Finalize(self: PyObject): void {
  const gen = changetype<PyGenObject>(self);
  if (gen.gi_frame_state >= FRAME_COMPLETED) return;
  const saved = PyErr_GetRaisedException();
  if (self.ob_type == PyAsyncGen_Type && gen.gi_origin_or_finalizer !== null && gen.gi_closed == 0) {
    // the event loop's finalizer closes it (PEP 525)
    const done = PyObject_CallOneArg(gen.gi_origin_or_finalizer!, self);
    if (done === null) PyErr_WriteUnraisable(self);
    else Py_DECREF(done);
    PyErr_SetRaisedException(saved);
    return;
  }
  if (self.ob_type == PyCoro_Type && gen.gi_frame_state == FRAME_CREATED) {
    warnUnawaitedCoroutine(gen);
  } else {
    const result = genClose(gen);
    if (result === null) {
      if (PyErr_Occurred() !== null) PyErr_WriteUnraisable(self);
    } else Py_DECREF(result);
  }
  PyErr_SetRaisedException(saved);
}

// ---- Python-visible ----

function gen_repr(self: PyObject): PyObject | null {
  return PyUnicode_FromFormat(
    "<%L object %S at %p>",
    changetype<usize>(
      self.ob_type == PyCoro_Type ? "coroutine" : self.ob_type == PyGen_Type ? "generator" : "async_generator",
    ),
    changetype<usize>(changetype<PyGenObject>(self).gi_qualname),
    changetype<usize>(self),
  );
}

export function gen_get_text(self: PyObject, closure: usize): PyObject | null {
  return Py_NewRef(load<PyObject>(changetype<usize>(self) + closure));
}

export function gen_set_text(self: PyObject, value: PyObject | null, closure: usize): i32 {
  if (value === null || value.ob_type != PyUnicode_Type) {
    PyErr_Format(
      PyExc_TypeError,
      "%L must be set to a string object",
      changetype<usize>(closure == 24 ? "__name__" : "__qualname__"),
    );
    return -1;
  }
  const old = load<PyObject>(changetype<usize>(self) + closure);
  store<u32>(changetype<usize>(self) + closure, <u32>changetype<usize>(Py_NewRef(value)));
  Py_DECREF(old);
  return 0;
}

export function gen_get_yieldfrom(self: PyObject, closure: usize): PyObject | null {
  const inner = genDelegate(changetype<PyGenObject>(self));
  return Py_NewRef(inner === null ? Py_None : inner);
}

export function gen_get_running(self: PyObject, closure: usize): PyObject | null {
  return Py_RETURN_BOOL(changetype<PyGenObject>(self).gi_frame_state == FRAME_EXECUTING);
}

export function gen_get_suspended(self: PyObject, closure: usize): PyObject | null {
  const state = changetype<PyGenObject>(self).gi_frame_state;
  return Py_RETURN_BOOL(state == FRAME_SUSPENDED || state == FRAME_SUSPENDED_YIELD_FROM);
}

export function gen_get_frame(self: PyObject, closure: usize): PyObject | null {
  const gen = changetype<PyGenObject>(self);
  if (gen.gi_frame_state >= FRAME_COMPLETED) return Py_NewRef(Py_None);
  const frame = frameObjectOf(genFrame(gen));
  return frame === null ? null : Py_NewRef(frame);
}

export function gen_get_code(self: PyObject, closure: usize): PyObject | null {
  return Py_NewRef(frameCode(genFrame(self)));
}

function gen_close(self: PyObject, unused: PyObject | null): PyObject | null {
  return genClose(changetype<PyGenObject>(self));
}

function gen_throw(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return genThrow(changetype<PyGenObject>(self), args, nargs);
}

function gen_sizeof(self: PyObject, unused: PyObject | null): PyObject | null {
  const code = frameCode(genFrame(self));
  return PyLong_FromLong(144 + ((code.co_nlocalsplus + code.co_stacksize) << 3));
}

/** What generators, coroutines and async generators share; `prefix` attributes differ. */
export function initGeneratorLike(t: PyTypeObject, name: string, nameDoc: string, qualnameDoc: string): void {
  initStaticType(t, PyType_Type, PyBaseObject_Type, name, 144, 8, Py_TPFLAGS_HAVE_GC);
  t.tp_dealloc = gen_dealloc.index;
  t.tp_repr = gen_repr.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_traverse = gen_traverse.index;
  t.tp_weaklistoffset = offsetof<PyGenObject>("gi_weakreflist");
  t.tp_finalize = _PyGen_Finalize.index;
  addGetSet(t, "__name__", gen_get_text.index, gen_set_text.index, nameDoc, 24);
  addGetSet(t, "__qualname__", gen_get_text.index, gen_set_text.index, qualnameDoc, 32);
  addMethod(t, "__sizeof__", gen_sizeof.index, METH_NOARGS, "gen.__sizeof__() -> size of gen in memory, in bytes");
}

/** send, throw and close, for generators and coroutines. */
function addSendMethods(t: PyTypeObject, coroutine: bool): void {
  addMethod(
    t,
    "send",
    gen_send.index,
    METH_O,
    coroutine
      ? "send(arg) -> hand arg into coroutine,\nand return what it yields next."
      : "send(arg) -> hand arg to the generator,\nand return what it yields next.",
  );
  addMethod(
    t,
    "throw",
    gen_throw.index,
    METH_FASTCALL,
    coroutine
      ? "throw(value)\nthrow(type[,value[,traceback]])\n\nRaise an exception in coroutine code, and return what it yields next."
      : "throw(value)\nthrow(type[,value[,tb]])\n\nRaise an exception in the generator, and return what it yields next.",
  );
  const close = coroutine
    ? "close() -> raise GeneratorExit inside coroutine."
    : "close() -> raise GeneratorExit inside generator.";
  addMethod(t, "close", gen_close.index, METH_NOARGS, close);
  addMethod(t, "__class_getitem__", classGetItem.index, METH_O | METH_CLASS, "See PEP 585");
}

export function initGeneratorTypes(): void {
  const g = PyGen_Type;
  initGeneratorLike(g, "generator", "name of the generator", "qualified name of the generator");
  g.tp_iter = PyObject_SelfIter.index;
  g.tp_iternext = gen_iternext.index;
  asyncMethods(g).am_send = gen_am_send.index;
  addGetSet(g, "gi_yieldfrom", gen_get_yieldfrom.index, 0, "object being iterated by yield from, or None");
  addGetSet(g, "gi_running", gen_get_running.index, 0);
  addGetSet(g, "gi_frame", gen_get_frame.index, 0);
  addGetSet(g, "gi_suspended", gen_get_suspended.index, 0);
  addGetSet(g, "gi_code", gen_get_code.index, 0);
  addSendMethods(g, false);
  const c = PyCoro_Type;
  initGeneratorLike(c, "coroutine", "name of the coroutine", "qualified name of the coroutine");
  const am = asyncMethods(c);
  am.am_send = gen_am_send.index;
  am.am_await = coro_await.index;
  addGetSet(c, "cr_await", gen_get_yieldfrom.index, 0, "object being awaited on, or None");
  addGetSet(c, "cr_running", gen_get_running.index, 0);
  addGetSet(c, "cr_frame", gen_get_frame.index, 0);
  addGetSet(c, "cr_code", gen_get_code.index, 0);
  addGetSet(c, "cr_suspended", gen_get_suspended.index, 0);
  addMember(c, "cr_origin", _Py_T_OBJECT, offsetof<PyGenObject>("gi_origin_or_finalizer"), Py_READONLY);
  addSendMethods(c, true);
  initAsyncGenTypes();
}
