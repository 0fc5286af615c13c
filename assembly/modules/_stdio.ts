/** The text streams sys.stdout and sys.stderr until _io comes. Bodies follow. */
import { PyObject, PyVarObject, PyTypeObject, PyNumberMethods, PySequenceMethods, PyMappingMethods, PyAsyncMethods, PyBufferProcs, Py_TPFLAGS_TYPE_SUBCLASS } from "../object/layout";
import { PyMethodDef, PyMemberDef, PyGetSetDef } from "../object/typedef";
import * as S from "../object/statics";

/** new: a text writer on host file descriptor `fd` (0 reads lines) */
export function newStdStream(fd: i32): PyObject | null {
  unreachable();
}

export function initStdioType(): void {
  unreachable();
}
