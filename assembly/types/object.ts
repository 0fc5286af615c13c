/** The type `object` (the second half of Objects/typeobject.c). Bodies follow. */
import {
  PyObject,
  PyVarObject,
  PyTypeObject,
  PyNumberMethods,
  PySequenceMethods,
  PyMappingMethods,
  PyAsyncMethods,
  PyBufferProcs,
  Py_TPFLAGS_TYPE_SUBCLASS,
} from "../object/layout";
import { PyMethodDef, PyMemberDef, PyGetSetDef } from "../object/typedef";
import * as S from "../object/statics";

export function PyObject_GenericGetDict(self: PyObject, closure: usize): PyObject | null {
  unreachable();
}

export function PyObject_GenericSetDict(self: PyObject, value: PyObject | null, closure: usize): i32 {
  unreachable();
}

export function object_repr(self: PyObject): PyObject | null {
  unreachable();
}

export function object_str(self: PyObject): PyObject | null {
  unreachable();
}

export function object_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  unreachable();
}

export function object_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  unreachable();
}

export function object_dealloc(self: PyObject): void {
  unreachable();
}

export function object_richcompare(self: PyObject, other: PyObject, op: i32): PyObject | null {
  unreachable();
}

export function _PyObject_GetState(self: PyObject): PyObject | null {
  unreachable();
}

export function initObjectType(): void {
  unreachable();
}
