/** The module _socket_capsule: the capsule that _socket.CAPI is (lib/_socket.py), which Python code cannot make. */
import { PyObject } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { cstr } from "../object/typedef";
import { _PyObject_GC_TRACK } from "../gc/collector";
import { PyCapsule_New } from "../types/capsule";
import { PyModule_Add, PyModule_New } from "../types/module";

/** `new` module. */
export function PyInit__socket_capsule(): PyObject | null {
  const m = PyModule_New("_socket_capsule");
  if (m === null) return null;
  // DIFFERS: CPython's points to a table of C functions
  const capsule = PyCapsule_New(changetype<usize>(m), cstr("_socket.CAPI"));
  if (capsule !== null) _PyObject_GC_TRACK(capsule);
  if (PyModule_Add(m, "CAPI", capsule) == 0) return m;
  Py_DECREF(m);
  return null;
}
