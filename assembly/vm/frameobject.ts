/**
 * Frame objects: the Python view of a frame (Objects/frameobject.c), made only when someone looks.
 *
 * Layout (basic size 136): f_back 16  f_frame 24  f_trace 32  f_lineno 40 (i32)  f_trace_lines 44  f_trace_opcodes 45
 *   f_extra_locals 48  f_locals_cache 56  _f_frame_data 64.. (the frame itself once its call has ended)
 *
 * Invariant: while the call runs, f_frame points to the live frame and that frame owns one reference to the object; when the call ends
 * with the object still wanted, the frame's contents move into _f_frame_data and f_back is fixed (take_ownership).
 */
import { INSTRUMENTED } from "../config";
import { FRAME_OBJECTS, countSingle } from "../memory/counters";
import { PyObject, PyTypeObject, Py_TPFLAGS_HAVE_GC } from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef, Py_XNewRef, Py_CLEAR } from "../object/refcount";
import { visitField } from "../object/slots";
import { PyFrame_Type, PyType_Type, PyBaseObject_Type, Py_None, Py_True, Py_False } from "../object/statics";
import { PyExc_RuntimeError, PyExc_TypeError } from "../object/exception_types";
import { initStaticType, addGetSet, addMethod, METH_NOARGS } from "../object/typedef";
import { _PyObject_GC_NewVar, PyObject_GC_Del, _PyObject_GC_TRACK, _PyObject_GC_UNTRACK } from "../gc/collector";
import { PyObject_GenericGetAttr, PyObject_GenericSetAttr } from "../protocol/attr";
import { PyErr_SetString } from "../protocol/errors";
import { PyUnicode_FromFormat } from "../types/unicode_format";
import { PyLong_FromLong } from "../types/long";
import { PyDict_New } from "../types/dict";
import { PyCodeObject } from "../types/code";
import { PyFunctionObject, PyFunction_New } from "../types/function";
import { lineOfUnit } from "../types/code_lines";
import {
  FRAME_OWNED_BY_FRAME_OBJECT,
  FRAME_OWNED_BY_GENERATOR,
  F_LOCALSPLUS,
  frameAt,
  frameCode,
  frameLasti,
  firstComplete,
  initFrame,
  clearFrameLocals,
  setTakeOwnershipHook,
} from "./frame";
import {
  _PyGen_Finalize,
  frameGenerator,
  traverseFrame,
  FRAME_EXECUTING,
  FRAME_SUSPENDED,
  FRAME_SUSPENDED_YIELD_FROM,
} from "./genobject";
import { setOpcodeTrace } from "./legacy_trace";
import { frame_set_lineno } from "./frame_jump";
import { needsProxy } from "./frame_locals";
import { frameLocalsProxy, initFrameLocalsProxyType } from "./frame_locals_proxy";

const F_BACK: usize = 16;
const F_FRAME: usize = 24;
const F_TRACE: usize = 32;
const F_LINENO: usize = 40;
const F_TRACE_LINES: usize = 44;
const F_TRACE_OPCODES: usize = 45;
const F_EXTRA_LOCALS: usize = 48;
const F_LOCALS_CACHE: usize = 56;
const F_DATA: usize = 64;

/** The frame that a frame object shows. */
export function frameOf(op: PyObject): usize {
  return <usize>load<u32>(changetype<usize>(op) + F_FRAME);
}

/** Keys that Python code added to the frame's namespace and that are no variables of its code: borrowed dict or null. */
export function frameExtraLocals(op: PyObject): PyObject | null {
  return load<PyObject | null>(changetype<usize>(op) + F_EXTRA_LOCALS);
}

/** The same, made now: borrowed. */
export function makeExtraLocals(op: PyObject): PyObject | null {
  const dict = PyDict_New();
  store<u32>(changetype<usize>(op) + F_EXTRA_LOCALS, <u32>changetype<usize>(dict));
  return dict;
}

/** Its trace function: borrowed or null. */
export function frameTrace(op: PyObject): PyObject | null {
  return load<PyObject | null>(changetype<usize>(op) + F_TRACE);
}

/** Borrows `value`. */
export function setFrameTrace(op: PyObject, value: PyObject | null): void {
  const old = frameTrace(op);
  if (old == value) return;
  store<u32>(changetype<usize>(op) + F_TRACE, <u32>changetype<usize>(Py_XNewRef(value)));
  if (old !== null) Py_DECREF(old);
}

/** The line that f_lineno shows while a trace function runs; 0: the one of the instruction. */
export function setFrameLine(op: PyObject, line: i32): void {
  store<i32>(changetype<usize>(op) + F_LINENO, line);
}

export function tracesLines(op: PyObject): bool {
  return load<u8>(changetype<usize>(op) + F_TRACE_LINES) != 0;
}

export function tracesOpcodes(op: PyObject): bool {
  return load<u8>(changetype<usize>(op) + F_TRACE_OPCODES) != 0;
}

/** The object for a live frame, made on first use: borrowed; null with MemoryError. */
export function frameObjectOf(frame: usize): PyObject | null {
  const f = frameAt(frame);
  if (f.frame_obj !== null) return f.frame_obj;
  const code = frameCode(frame);
  const op = _PyObject_GC_NewVar(PyFrame_Type, code.co_nlocalsplus + code.co_stacksize);
  if (op === null) return null;
  if (INSTRUMENTED) countSingle(FRAME_OBJECTS);
  memory.fill(changetype<usize>(op) + 16, 0, F_DATA - 16);
  store<u32>(changetype<usize>(op) + F_FRAME, <u32>frame);
  store<u8>(changetype<usize>(op) + F_TRACE_LINES, 1);
  f.frame_obj = op;
  return op;
}

/** The call ends but its frame object lives: the contents move into it (take_ownership). */
function takeOwnership(op: PyObject, frame: usize): void {
  const f = frameAt(frame);
  const to = changetype<usize>(op) + F_DATA;
  const size = F_LOCALSPLUS + ((<usize>f.stacktop) << 3);
  memory.copy(to, frame, size);
  const own = frameAt(to);
  own.owner = FRAME_OWNED_BY_FRAME_OBJECT;
  own.frame_obj = null;
  Py_INCREF(own.f_executable); // the ending frame releases its own reference
  if (own.instr_ptr == 0) own.instr_ptr = f.instr_ptr;
  store<u32>(changetype<usize>(op) + F_FRAME, <u32>to);
  const back = firstComplete(f.previous);
  if (back != 0 && load<u32>(changetype<usize>(op) + F_BACK) == 0) {
    store<u32>(changetype<usize>(op) + F_BACK, <u32>changetype<usize>(Py_XNewRef(frameObjectOf(back))));
  }
  own.previous = 0;
  _PyObject_GC_TRACK(op);
}

/** A frame object for code that does not run (PyFrame_New): `new`. Borrows all. */
export function detachedFrame(code: PyObject, globals: PyObject, locals: PyObject): PyObject | null {
  const func = PyFunction_New(code, globals);
  if (func === null) return null;
  const co = changetype<PyCodeObject>(code);
  const op = _PyObject_GC_NewVar(PyFrame_Type, co.co_nlocalsplus + co.co_stacksize);
  if (op === null) {
    Py_DECREF(func);
    return null;
  }
  const at = changetype<usize>(op);
  const n = <usize>(co.co_nlocalsplus + co.co_stacksize);
  memory.fill(at + 16, 0, F_DATA - 16 + F_LOCALSPLUS + (n << 3));
  store<u8>(at + F_TRACE_LINES, 1);
  const frame = at + F_DATA;
  store<u32>(at + F_FRAME, <u32>frame);
  initFrame(frame, changetype<PyFunctionObject>(func), Py_NewRef(locals), co);
  frameAt(frame).owner = FRAME_OWNED_BY_FRAME_OBJECT;
  _PyObject_GC_TRACK(op);
  return op;
}

/** Line that a frame stands at, -1 if it has none. */
export function frameLine(frame: usize): i32 {
  return lineOfUnit(frameCode(frame), frameLasti(frame));
}

function frame_dealloc(self: PyObject): void {
  const own = frameOf(self);
  if (frameAt(own).owner == FRAME_OWNED_BY_FRAME_OBJECT) {
    _PyObject_GC_UNTRACK(self);
    frame_clear(self);
    const f = frameAt(own);
    if (f.f_funcobj !== null) Py_DECREF(f.f_funcobj!);
    Py_DECREF(f.f_executable);
  } else {
    frameAt(own).frame_obj = null;
  }
  Py_CLEAR(changetype<usize>(self) + F_BACK);
  Py_CLEAR(changetype<usize>(self) + F_TRACE);
  Py_CLEAR(changetype<usize>(self) + F_EXTRA_LOCALS);
  Py_CLEAR(changetype<usize>(self) + F_LOCALS_CACHE);
  PyObject_GC_Del(changetype<usize>(self));
}

function frame_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  const base = changetype<usize>(self);
  let r = visitField(base + F_BACK, visit, arg);
  if (r == 0) r = visitField(base + F_TRACE, visit, arg);
  if (r == 0) r = visitField(base + F_EXTRA_LOCALS, visit, arg);
  if (r == 0) r = visitField(base + F_LOCALS_CACHE, visit, arg);
  if (r != 0 || frameAt(frameOf(self)).owner != FRAME_OWNED_BY_FRAME_OBJECT) return r;
  return traverseFrame(frameOf(self), visit, arg);
}

function frame_clear(self: PyObject): i32 {
  Py_CLEAR(changetype<usize>(self) + F_EXTRA_LOCALS);
  Py_CLEAR(changetype<usize>(self) + F_LOCALS_CACHE);
  const frame = frameOf(self);
  if (frameAt(frame).owner == FRAME_OWNED_BY_FRAME_OBJECT) {
    clearFrameLocals(frame);
    for (let i = 0; i < frameCode(frame).co_nlocalsplus; i++) store<u32>(frame + F_LOCALSPLUS + ((<usize>i) << 3), 0);
  }
  return 0;
}

function frame_repr(self: PyObject): PyObject | null {
  const frame = frameOf(self);
  const code = frameCode(frame);
  return PyUnicode_FromFormat(
    "<frame at %p, file %R, line %d, code %S>",
    changetype<usize>(self),
    changetype<usize>(code.co_filename),
    frameLine(frame),
    changetype<usize>(code.co_name),
  );
}

function frame_get_back(self: PyObject, closure: usize): PyObject | null {
  const known = load<PyObject | null>(changetype<usize>(self) + F_BACK);
  if (known !== null) return Py_NewRef(known);
  const back = firstComplete(frameAt(frameOf(self)).previous);
  if (back == 0) return Py_NewRef(Py_None);
  return Py_XNewRef(frameObjectOf(back));
}

function frame_get_code(self: PyObject, closure: usize): PyObject | null {
  return Py_NewRef(frameCode(frameOf(self)));
}

function frame_get_globals(self: PyObject, closure: usize): PyObject | null {
  return Py_NewRef(frameAt(frameOf(self)).f_globals!);
}

function frame_get_builtins(self: PyObject, closure: usize): PyObject | null {
  return Py_NewRef(frameAt(frameOf(self)).f_builtins!);
}

function frame_get_locals(self: PyObject, closure: usize): PyObject | null {
  const frame = frameOf(self);
  return needsProxy(frame) ? frameLocalsProxy(self) : Py_NewRef(frameAt(frame).f_locals!);
}

/** PyFrame_GetLineNumber. */
export function frameLineNumber(op: PyObject): i32 {
  const given = load<i32>(changetype<usize>(op) + F_LINENO);
  return given != 0 ? given : frameLine(frameOf(op));
}

function frame_get_lineno(self: PyObject, closure: usize): PyObject | null {
  const line = frameLineNumber(self);
  return line < 0 ? Py_NewRef(Py_None) : PyLong_FromLong(line);
}

function frame_get_lasti(self: PyObject, closure: usize): PyObject | null {
  const lasti = frameLasti(frameOf(self));
  return PyLong_FromLong(lasti < 0 ? -1 : lasti * 2);
}

function frame_get_trace(self: PyObject, closure: usize): PyObject | null {
  const trace = frameTrace(self);
  return Py_NewRef(trace === null ? Py_None : trace);
}

function frame_set_trace(self: PyObject, value: PyObject | null, closure: usize): i32 {
  const given: PyObject | null = value == Py_None ? null : value;
  if (given == frameTrace(self)) return 0;
  setFrameTrace(self, given);
  return given !== null && tracesOpcodes(self) && !setOpcodeTrace(self, true) ? -1 : 0;
}

function frame_get_flag(self: PyObject, closure: usize): PyObject | null {
  return Py_NewRef(load<u8>(changetype<usize>(self) + closure) != 0 ? Py_True : Py_False);
}

function frame_set_flag(self: PyObject, value: PyObject | null, closure: usize): i32 {
  if (value != Py_True && value != Py_False) {
    PyErr_SetString(PyExc_TypeError, "attribute value type must be bool");
    return -1;
  }
  store<u8>(changetype<usize>(self) + closure, value == Py_True ? 1 : 0);
  return 0;
}

function frame_set_trace_opcodes(self: PyObject, value: PyObject | null, closure: usize): i32 {
  if (frame_set_flag(self, value, closure) < 0) return -1;
  const on = value == Py_True;
  if (on && frameTrace(self) === null) return 0;
  return setOpcodeTrace(self, on) ? 0 : -1;
}

/** frame.clear(): drops the locals of a frame that does not run. */
function frame_tp_clear(self: PyObject, unused: PyObject | null): PyObject | null {
  const frame = frameOf(self);
  const owner = frameAt(frame).owner;
  if (owner == FRAME_OWNED_BY_GENERATOR) {
    const gen = frameGenerator(frame);
    if (gen.gi_frame_state == FRAME_EXECUTING) {
      return PyErr_SetString(PyExc_RuntimeError, "cannot clear an executing frame");
    }
    if (gen.gi_frame_state == FRAME_SUSPENDED || gen.gi_frame_state == FRAME_SUSPENDED_YIELD_FROM) {
      return PyErr_SetString(PyExc_RuntimeError, "cannot clear a suspended frame");
    }
    _PyGen_Finalize(gen);
    return Py_NewRef(Py_None);
  }
  if (owner != FRAME_OWNED_BY_FRAME_OBJECT) {
    return PyErr_SetString(PyExc_RuntimeError, "cannot clear an executing frame");
  }
  frame_clear(self);
  return Py_NewRef(Py_None);
}

function frame_sizeof(self: PyObject, unused: PyObject | null): PyObject | null {
  const code = frameCode(frameOf(self));
  return PyLong_FromLong(136 + ((code.co_nlocalsplus + code.co_stacksize) << 3));
}

export function initFrameType(): void {
  const t: PyTypeObject = PyFrame_Type;
  initStaticType(t, PyType_Type, PyBaseObject_Type, "frame", 136, 8, Py_TPFLAGS_HAVE_GC);
  t.tp_dealloc = frame_dealloc.index;
  t.tp_repr = frame_repr.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_setattro = PyObject_GenericSetAttr.index;
  t.tp_traverse = frame_traverse.index;
  t.tp_clear = frame_clear.index;
  addGetSet(t, "f_back", frame_get_back.index, 0);
  addGetSet(t, "f_code", frame_get_code.index, 0);
  addGetSet(t, "f_globals", frame_get_globals.index, 0);
  addGetSet(t, "f_builtins", frame_get_builtins.index, 0);
  addGetSet(t, "f_locals", frame_get_locals.index, 0);
  addGetSet(t, "f_lineno", frame_get_lineno.index, frame_set_lineno.index);
  addGetSet(t, "f_lasti", frame_get_lasti.index, 0);
  addGetSet(t, "f_trace", frame_get_trace.index, frame_set_trace.index);
  addGetSet(t, "f_trace_lines", frame_get_flag.index, frame_set_flag.index, null, F_TRACE_LINES);
  addGetSet(t, "f_trace_opcodes", frame_get_flag.index, frame_set_trace_opcodes.index, null, F_TRACE_OPCODES);
  addMethod(t, "clear", frame_tp_clear.index, METH_NOARGS, "F.clear(): clear all references held by the frame");
  addMethod(t, "__sizeof__", frame_sizeof.index, METH_NOARGS, "F.__sizeof__() -> size of F in memory, in bytes");
  setTakeOwnershipHook(takeOwnership.index);
  initFrameLocalsProxyType();
}
