/**
 * traceback: one frame of the way an exception took (Objects/traceback.c). The entries form a list from the outermost frame inwards;
 * unwinding puts each frame it leaves at the front. Printing is not done here.
 *
 *   16 tb_next   24 tb_frame   32 tb_lasti (int)   36 tb_lineno (int, -1: computed from tb_lasti when asked)
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_HAVE_GC, initPtr } from "../object/layout";
import { PyExc_SystemError, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { Py_CLEAR, Py_DECREF, Py_NewRef, Py_XDECREF, Py_XNewRef, Py_XSETREF } from "../object/refcount";
import { PyBaseObject_Type, PyFrame_Type, PyTraceBack_Type, PyType_Type, Py_None } from "../object/statics";
import { visitField } from "../object/slots";
import {
  METH_NOARGS,
  Py_READONLY,
  Py_T_INT,
  _Py_T_OBJECT,
  addGetSet,
  addMember,
  addMethod,
  initStaticType,
} from "../object/typedef";
import { PyObject_GC_Del, PyObject_GC_Track, PyObject_GC_UnTrack, _PyObject_GC_New } from "../gc/collector";
import { argReq, parseTupleArgs } from "../protocol/args";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString, raised } from "../protocol/errors";
import { PyNumber_Index } from "../protocol/number";
import { PyObject_GenericGetAttr } from "../protocol/attr";
import { PyBaseExceptionObject } from "./exception_layouts";
import { PyException_SetTraceback } from "./exceptions";
import { PyList_Append, PyList_New } from "./list";
import { PyLong_AsI32, PyLong_FromLong } from "./long";
import { PyUnicode_FromLiteral } from "./unicode_format";

@unmanaged
export class PyTracebackObject extends PyObject {
  tb_next: PyTracebackObject | null; // 16
  tb_next_hi: u32;
  tb_frame: PyObject; // 24: frame object
  tb_frame_hi: u32;
  tb_lasti: i32; // 32: byte offset of the instruction
  tb_lineno: i32; // 36: -1: computed on demand
}

const NEXT: usize = 16;
const FRAME: usize = 24;

/** (frame: PyObject, lasti: i32): i32, the source line of an instruction; vm/ sets it at boot. */
let hookLineOfFrame: u32 = 0;

export function setHookLineOfFrame(fn: u32): void {
  hookLineOfFrame = fn;
}

export function PyTraceBack_Check(op: PyObject): bool {
  return op.ob_type == PyTraceBack_Type;
}

/** A traceback entry: `new`; borrows its arguments. `lineno` -1 is computed from `lasti` when asked. */
export function _PyTraceBack_New(next: PyObject | null, frame: PyObject, lasti: i32, lineno: i32): PyObject | null {
  const op = _PyObject_GC_New(PyTraceBack_Type);
  if (op === null) return null;
  const tb = changetype<PyTracebackObject>(op);
  initPtr(changetype<usize>(op) + NEXT, changetype<usize>(Py_XNewRef(next)));
  initPtr(changetype<usize>(op) + FRAME, changetype<usize>(Py_NewRef(frame)));
  tb.tb_lasti = lasti;
  tb.tb_lineno = lineno;
  PyObject_GC_Track(op);
  return op;
}

/** Puts an entry for `frame` at instruction offset `lasti` before the pending exception's traceback; -1 on failure. */
export function PyTraceBack_Here(frame: PyObject, lasti: i32): i32 {
  if (raised === null) PyErr_SetString(PyExc_SystemError, "error return without exception set");
  const exc = raised!;
  const tb = _PyTraceBack_New(changetype<PyBaseExceptionObject>(exc).traceback, frame, lasti, -1);
  if (tb === null) return -1;
  PyException_SetTraceback(exc, tb);
  Py_DECREF(tb);
  return 0;
}

/** The line an entry stands for; computed once. */
export function tracebackLine(tb: PyTracebackObject): i32 {
  if (tb.tb_lineno == -1 && hookLineOfFrame != 0) {
    tb.tb_lineno = call_indirect<i32>(hookLineOfFrame, tb.tb_frame, tb.tb_lasti);
  }
  return tb.tb_lineno;
}

function tb_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  tb_clear(self);
  PyObject_GC_Del(changetype<usize>(self));
}

function tb_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  const stop = visitField(changetype<usize>(self) + NEXT, visit, arg);
  return stop != 0 ? stop : visitField(changetype<usize>(self) + FRAME, visit, arg);
}

function tb_clear(self: PyObject): i32 {
  Py_CLEAR(changetype<usize>(self) + NEXT);
  Py_CLEAR(changetype<usize>(self) + FRAME);
  return 0;
}

/** None or a traceback; false with TypeError in the words of `format`. */
function checkNext(op: PyObject, format: string): bool {
  if (op == Py_None || PyTraceBack_Check(op)) return true;
  PyErr_Format(PyExc_TypeError, format, op.ob_type.tp_name);
  return false;
}

function intArgument(op: PyObject): i32 {
  const index = PyNumber_Index(op);
  if (index === null) return -1;
  const value = PyLong_AsI32(index);
  Py_DECREF(index);
  return value;
}

function tb_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  if (!parseTupleArgs("traceback", "tb_next,tb_frame,tb_lasti,tb_lineno", args, kwds)) return null;
  const next = argReq(0);
  const frame = argReq(1);
  const lastiArg = argReq(2);
  const linenoArg = argReq(3);
  if (frame.ob_type != PyFrame_Type) {
    const format = "traceback() argument 'tb_frame' must be frame, not %s";
    return PyErr_Format(PyExc_TypeError, format, frame.ob_type.tp_name);
  }
  const lasti = intArgument(lastiArg);
  if (lasti == -1 && PyErr_Occurred() !== null) return null;
  const lineno = intArgument(linenoArg);
  if (lineno == -1 && PyErr_Occurred() !== null) return null;
  if (!checkNext(next, "expected traceback object or None, got '%s'")) return null;
  return _PyTraceBack_New(next == Py_None ? null : next, frame, lasti, lineno);
}

/** new */
function tb_dir(self: PyObject, unused: PyObject | null): PyObject | null {
  const list = PyList_New(0);
  if (list === null) return null;
  for (let i = 0; i < 4; i++) {
    const literal = i == 0 ? "tb_frame" : i == 1 ? "tb_next" : i == 2 ? "tb_lasti" : "tb_lineno";
    const name = PyUnicode_FromLiteral(literal);
    const failed = name === null || PyList_Append(list, name) < 0;
    Py_XDECREF(name);
    if (failed) {
      Py_DECREF(list);
      return null;
    }
  }
  return list;
}

function getNext(self: PyObject, closure: usize): PyObject | null {
  const next = changetype<PyTracebackObject>(self).tb_next;
  return Py_NewRef(next === null ? Py_None : next);
}

function setNext(self: PyObject, value: PyObject | null, closure: usize): i32 {
  if (value === null) {
    PyErr_SetString(PyExc_TypeError, "can't delete tb_next attribute");
    return -1;
  }
  if (!checkNext(value, "expected traceback object, got '%s'")) return -1;
  const next: PyTracebackObject | null = value == Py_None ? null : changetype<PyTracebackObject>(value);
  let cursor: PyTracebackObject | null = next;
  while (cursor !== null) {
    if (cursor == self) {
      PyErr_SetString(PyExc_ValueError, "traceback loop detected");
      return -1;
    }
    cursor = cursor.tb_next;
  }
  Py_XSETREF(changetype<usize>(self) + NEXT, Py_XNewRef(next));
  return 0;
}

function getLineno(self: PyObject, closure: usize): PyObject | null {
  const line = tracebackLine(changetype<PyTracebackObject>(self));
  return line < 0 ? Py_NewRef(Py_None) : PyLong_FromLong(line);
}

export function initTracebackType(): void {
  const t = PyTraceBack_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "traceback",
    40,
    0,
    Py_TPFLAGS_HAVE_GC,
    "traceback(tb_next, tb_frame, tb_lasti, tb_lineno)\n--\n\nCreate a new traceback object.",
  );
  t.tp_dealloc = tb_dealloc.index;
  t.tp_traverse = tb_traverse.index;
  t.tp_clear = tb_clear.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_new = tb_new.index;
  addMethod(t, "__dir__", tb_dir.index, METH_NOARGS, "__dir__($self, /)\n--\n\n");
  addMember(t, "tb_frame", _Py_T_OBJECT, <i32>FRAME, Py_READONLY);
  addMember(t, "tb_lasti", Py_T_INT, 32, Py_READONLY);
  addGetSet(t, "tb_next", getNext.index, setNext.index);
  addGetSet(t, "tb_lineno", getLineno.index, 0);
}
