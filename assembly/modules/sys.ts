/** The module sys (Python/sysmodule.c). Bodies follow. */
import { PyObject, PyVarObject, PyTypeObject, PyNumberMethods, PySequenceMethods, PyMappingMethods, PyAsyncMethods, PyBufferProcs, Py_TPFLAGS_TYPE_SUBCLASS } from "../object/layout";
import { PyMethodDef, PyMemberDef, PyGetSetDef } from "../object/typedef";
import * as S from "../object/statics";


/** The sys module and its dict, once made. */
export let sysModule: PyObject | null = null;
export let sysModules: PyObject | null = null;
/** vm hook: (depth: i32): PyObject | null, new frame object or null with ValueError. */
export let getframeHook: u32 = 0;
export function setGetframeHook(fn: u32): void {
  getframeHook = fn;
}
/** vm hook: (exc: PyObject): void, prints a traceback to stderr. */
export let printExceptionHook: u32 = 0;
export function setPrintExceptionHook(fn: u32): void {
  printExceptionHook = fn;
}
/** Makes sys; -1 on failure. */
export function initSysModule(): i32 {
  unreachable();
}

/** borrowed, null without exception if absent */
export function PySys_GetObject(name: string): PyObject | null {
  unreachable();
}

export function PySys_SetObject(name: string, value: PyObject | null): i32 {
  unreachable();
}

export function setSysArgv(argv: PyObject): i32 {
  unreachable();
}

export function setSysPath(path: PyObject): i32 {
  unreachable();
}
