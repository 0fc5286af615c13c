/**
 * The wait of a buffered stream over socket.SocketIO, whose readinto() is Python code and would wait below native code (docs/threads.md): the
 * stream waits for the descriptor first, where the loop has called it, and calls readinto() when that will not block.
 *
 * Invariant: nothing waits here that readinto() itself would not wait for: its own checks come first, and a time-out is raised by it.
 */
import { PyObject } from "../../object/layout";
import { Py_DECREF, Py_XDECREF } from "../../object/refcount";
import { Py_False, Py_None } from "../../object/statics";
import { ID } from "../../generated/ids";
import { PyErr_Clear } from "../../protocol/errors";
import { PyObject_GetAttr } from "../../protocol/attr";
import { PyFunctionObject, isPlainFunction } from "../../types/function";
import { _PyType_Lookup } from "../../types/typeobject";
import { PyUnicode_EqualToLiteral } from "../../types/unicode";
import { PyUnicode_FromLiteral } from "../../types/unicode_format";
import { endAsLate } from "../../vm/threads";
import { callService } from "../host_module";

/** Is method `name` of the object's class the Python function `qualname` of the library's own module? */
function isOwn(op: PyObject, name: PyObject, qualname: string): bool {
  const f = _PyType_Lookup(op.ob_type, name);
  return (
    f !== null &&
    isPlainFunction(f) &&
    PyUnicode_EqualToLiteral(changetype<PyFunctionObject>(f).func_qualname, qualname)
  );
}

/** Attribute `name`, borrowed from `op`, which must hold it; null if it is not there. */
function held(op: PyObject, name: PyObject): PyObject | null {
  const value = PyObject_GetAttr(op, name);
  if (value === null) PyErr_Clear();
  else Py_DECREF(value);
  return value;
}

/** Does this raw stream read from a socket as socket.SocketIO does? Then the socket, borrowed; else null. */
export function socketOf(raw: PyObject): PyObject | null {
  if (!isOwn(raw, ID.readinto, "SocketIO.readinto")) return null;
  const socket = held(raw, ID._sock);
  if (socket === null || !isOwn(socket, ID.recv_into, "socket.recv_into")) return null;
  return held(raw, ID._timeout_occurred) == Py_False ? socket : null;
}

/**
 * Waits at `site` until the socket has bytes, has ended or its time is over; the next wait of the thread is late then. False when the caller has to
 * answer -1: to be called again by the loop, or with an exception.
 */
export function waitForSocket(socket: PyObject, site: usize): bool {
  const fd = PyObject_GetAttr(socket, ID._fd);
  const seconds: PyObject | null = fd === null ? null : PyObject_GetAttr(socket, ID._seconds);
  const name: PyObject | null = seconds === null ? null : PyUnicode_FromLiteral("_socketcalls._await_bytes");
  let late: PyObject | null = null;
  if (name !== null) {
    const slots = memory.data(16, 8);
    store<u64>(slots, <u64>changetype<usize>(fd));
    store<u64>(slots, <u64>changetype<usize>(seconds), 8);
    late = callService(name, slots, 2, null, site);
  }
  Py_XDECREF(name);
  Py_XDECREF(seconds);
  Py_XDECREF(fd);
  if (late === null) return false;
  if (late != Py_None) endAsLate();
  Py_DECREF(late);
  return true;
}
