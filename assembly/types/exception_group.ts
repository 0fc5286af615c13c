import { PyObject } from "../object/layout";

/** ExceptionGroup(msg, excs) or BaseExceptionGroup: `new`. `excs` a sequence, borrowed. */
export function _PyExc_CreateExceptionGroup(message: string, excs: PyObject): PyObject | null {
  unreachable();
}
/** What an except* statement re-raises: None, one exception or a group (`new`). `excs`: list of what the clauses raised. */
export function _PyExc_PrepReraiseStar(orig: PyObject, excs: PyObject): PyObject | null {
  unreachable();
}
export function PyBaseExceptionGroup_Check(op: PyObject): bool {
  unreachable();
}
