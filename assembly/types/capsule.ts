/**
 * The type PyCapsule (Objects/capsule.c): an address under a name, by which C extensions hand each other tables of functions. Nobody here can
 * call through one; the address and what lies there are for those who look at memory.
 *
 *   16 pointer  24 name (NUL-terminated)  32 context  40 destructor  48 traverse  56 clear                64 bytes
 */
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_DISALLOW_INSTANTIATION,
  Py_TPFLAGS_HAVE_GC,
  initPtr,
} from "../object/layout";
import { PyBaseObject_Type, PyType_Type } from "../object/statics";
import { initStaticType } from "../object/typedef";
import { PyObject_GC_Del, PyObject_GC_UnTrack, _PyObject_GC_New } from "../gc/collector";
import { PyObject_GenericGetAttr } from "../protocol/attr";
import { PyType_Ready } from "./typeobject";
import { PyUnicode_FromFormat } from "./unicode_format";

export const PyCapsule_Type = changetype<PyTypeObject>(memory.data(416, 16)); // PyCapsule

let defined: bool = false;

function capsule_repr(self: PyObject): PyObject | null {
  const name = load<u32>(changetype<usize>(self), 24);
  return PyUnicode_FromFormat('<capsule object "%s" at 0x%x>', <usize>name, changetype<usize>(self));
}

function capsule_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  PyObject_GC_Del(changetype<usize>(self));
}

/** It holds no reference. */
function capsule_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return 0;
}

function defineCapsule(): bool {
  if (defined) return true;
  const t = PyCapsule_Type;
  const flags = Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "PyCapsule",
    64,
    0,
    flags,
    "An address with a name, for C extensions.",
  );
  t.tp_repr = capsule_repr.index;
  t.tp_dealloc = capsule_dealloc.index;
  t.tp_traverse = capsule_traverse.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  defined = PyType_Ready(t) == 0;
  return defined;
}

/** `new` capsule of an address; the name must last. Not tracked, as in CPython unless it is given a traverse function. */
export function PyCapsule_New(pointer: usize, name: usize): PyObject | null {
  if (!defineCapsule()) return null;
  const op = _PyObject_GC_New(PyCapsule_Type);
  if (op === null) return null;
  memory.fill(changetype<usize>(op) + 16, 0, 48);
  initPtr(changetype<usize>(op) + 16, pointer);
  initPtr(changetype<usize>(op) + 24, name);
  return op;
}
