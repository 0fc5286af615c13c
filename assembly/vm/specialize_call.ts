/** Specialisation of CALL (Python/specialize.c): Python functions and bound methods with exact arguments. */
import { PyObject } from "../object/layout";
import { PyMethod_Type } from "../object/statics";
import * as O from "../generated/opcode";
import { PyFunctionObject, isPlainFunction, _PyFunction_GetVersionForCurrentState } from "../types/function";
import { CO_OPTIMIZED, CO_VARARGS, CO_VARKEYWORDS, CO_NEWLOCALS } from "../types/code";
import { PyMethod_GET_FUNCTION } from "../types/method";
import { specialized, unspecialized } from "./counter";

/** `self` is the slot after the callable; `nargs` does not count it. */
export function specializeCall(pc: usize, callable: PyObject, self: PyObject | null, nargs: i32): void {
  if (callable.ob_type == PyMethod_Type) {
    const func = PyMethod_GET_FUNCTION(callable);
    if (self === null && isPlainFunction(func) && tryPython(pc, func, nargs + 1, true)) return;
  } else if (isPlainFunction(callable) && tryPython(pc, callable, self === null ? nargs : nargs + 1, false)) {
    return;
  }
  unspecialized(pc, O.CALL);
}

function tryPython(pc: usize, op: PyObject, total: i32, bound: bool): bool {
  const func = changetype<PyFunctionObject>(op);
  const code = func.func_code;
  const simple =
    (code.co_flags & (CO_OPTIMIZED | CO_NEWLOCALS | CO_VARARGS | CO_VARKEYWORDS)) == (CO_OPTIMIZED | CO_NEWLOCALS);
  if (!simple || code.co_kwonlyargcount != 0 || code.co_argcount != total) return false;
  const version = _PyFunction_GetVersionForCurrentState(func);
  if (version == 0) return false;
  store<u32>(pc, version, 4);
  specialized(pc, bound ? O.CALL_BOUND_METHOD_EXACT_ARGS : O.CALL_PY_EXACT_ARGS);
  return true;
}
