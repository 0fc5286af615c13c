/**
 * The commonest specialised calls of native functions, done inside the loop: the frame does not change, so nothing goes through the registers of state.ts
 * (half of the time of `len(x)` and `isinstance(x, int)` went there).
 *
 * Contract of each: the new sp behind the result; 0 with an exception, the operands still on the stack; GENERIC where the guard fails. The loop looks at
 * what is pending afterwards.
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_IMMUTABLETYPE } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { PY_VECTORCALL_ARGUMENTS_OFFSET, callVectorcall } from "../object/slots";
import {
  PyCFunction_Type,
  PyFunction_Type,
  PyList_Type,
  PyMethodDescr_Type,
  PyMethod_Type,
  PyTuple_Type,
  PyType_Type,
  PyUnicode_Type,
  Py_False,
  Py_True,
} from "../object/statics";
import { METH_FASTCALL, METH_KEYWORDS, METH_NOARGS, METH_O, PyMethodDef } from "../object/typedef";
import { CALL_STR_1, CALL_TYPE_1 } from "../generated/opcode";
import { PyVectorcall_Function, _Py_CheckFunctionResult } from "../protocol/call";
import { Py_EnterRecursiveCall, Py_LeaveRecursiveCall } from "../protocol/errors";
import { PyObject_IsInstance, PyObject_Str } from "../protocol/compare";
import { PySequence_Tuple } from "../protocol/sequence";
import { objectSize64 } from "../protocol/sequence64";
import { PyCFunctionObject, PyCFunction_GET_SELF } from "../types/methodobject";
import { PyMethodDescrObject } from "../types/descr";
import { PyList_Append } from "../types/list";
import { list_append } from "../types/list_methods";
import { PyLong_FromI64 } from "../types/long";
import { PyType_IsSubtype } from "../types/typeobject";
import { METHOD_KIND, isinstanceIndex, lenIndex } from "./ops_call_special";

/** No address of a stack. */
export const GENERIC: usize = 1;

const WHERE = " while calling a Python object";

/** Releases callable, self and arguments from `base` on and puts the result (stolen) there; 0 if there is none. */
function replaceCall(base: usize, sp: usize, result: PyObject | null): usize {
  if (result === null) return 0;
  for (let at = base + 16; at < sp; at += 8) Py_DECREF(load<PyObject>(at));
  const self = load<PyObject | null>(base + 8);
  if (self !== null) Py_DECREF(self);
  const callable = load<PyObject>(base);
  store<u32>(base, <u32>changetype<usize>(result));
  Py_DECREF(callable);
  return base + 8;
}

/** CALL_BUILTIN_O without a self slot. */
export function call_builtin_o(sp: usize, oparg: i32): usize {
  const base = sp - 24;
  const callable = load<PyObject>(base);
  if (oparg != 1 || callable.ob_type != PyCFunction_Type || load<u32>(base + 8) != 0) return GENERIC;
  const def: PyMethodDef = changetype<PyCFunctionObject>(callable).m_ml;
  if ((def.ml_flags & METHOD_KIND) != METH_O) return GENERIC;
  if (!Py_EnterRecursiveCall(WHERE)) return 0;
  const result = call_indirect<PyObject | null>(def.ml_meth, PyCFunction_GET_SELF(callable), load<PyObject>(sp - 8));
  Py_LeaveRecursiveCall();
  return replaceCall(base, sp, result);
}

/** CALL_BUILTIN_FAST and CALL_BUILTIN_FAST_WITH_KEYWORDS without a self slot. */
export function call_builtin_fast(sp: usize, oparg: i32): usize {
  const base = sp - ((<usize>(oparg + 2)) << 3);
  const callable = load<PyObject>(base);
  if (callable.ob_type != PyCFunction_Type || load<u32>(base + 8) != 0) return GENERIC;
  const def: PyMethodDef = changetype<PyCFunctionObject>(callable).m_ml;
  const kind = def.ml_flags & METHOD_KIND;
  if (kind != METH_FASTCALL && kind != (METH_FASTCALL | METH_KEYWORDS)) return GENERIC;
  if (!Py_EnterRecursiveCall(WHERE)) return 0;
  const self = PyCFunction_GET_SELF(callable);
  const result: PyObject | null =
    kind == METH_FASTCALL
      ? call_indirect<PyObject | null>(def.ml_meth, self, base + 16, oparg)
      : call_indirect<PyObject | null>(def.ml_meth, self, base + 16, oparg, <usize>0);
  Py_LeaveRecursiveCall();
  return replaceCall(base, sp, result);
}

/** CALL_NON_PY_GENERAL and CALL_BUILTIN_CLASS of what has a vectorcall, is no function or method in Python, and no class that may enter a frame. */
export function call_non_py(sp: usize, oparg: i32): usize {
  const base = sp - ((<usize>(oparg + 2)) << 3);
  const callable = load<PyObject>(base);
  const type = callable.ob_type;
  if (type == PyFunction_Type || type == PyMethod_Type || load<u32>(base + 8) != 0) return GENERIC;
  if (type == PyType_Type && !(changetype<PyTypeObject>(callable).tp_flags & Py_TPFLAGS_IMMUTABLETYPE)) return GENERIC;
  const f = PyVectorcall_Function(callable);
  if (f == 0) return GENERIC;
  const result = callVectorcall(f, callable, base + 16, <u32>oparg | PY_VECTORCALL_ARGUMENTS_OFFSET, null);
  return replaceCall(base, sp, _Py_CheckFunctionResult(callable, result));
}

/** CALL_TYPE_1, CALL_STR_1, CALL_TUPLE_1: `type(x)`, `str(x)`, `tuple(x)`. */
export function call_class_1(op: i32, sp: usize, oparg: i32): usize {
  const base = sp - 24;
  const type = op == CALL_STR_1 ? PyUnicode_Type : op == CALL_TYPE_1 ? PyType_Type : PyTuple_Type;
  if (oparg != 1 || load<u32>(base + 8) != 0 || load<PyObject>(base) != type) return GENERIC;
  const arg = load<PyObject>(sp - 8);
  let result: PyObject | null;
  if (op == CALL_STR_1) result = PyObject_Str(arg);
  else if (op == CALL_TYPE_1) result = Py_NewRef(arg.ob_type);
  else result = PySequence_Tuple(arg);
  return replaceCall(base, sp, result);
}

/** The method's definition if the call is `self.method(...)` on an object of its type, else null. */
function methodFor(base: usize): PyMethodDef | null {
  const callable = load<PyObject>(base);
  const self = load<PyObject | null>(base + 8);
  if (callable.ob_type != PyMethodDescr_Type || self === null) return null;
  const descr = changetype<PyMethodDescrObject>(callable);
  const owner: PyTypeObject = descr.d_type;
  if (self.ob_type != owner && !PyType_IsSubtype(self.ob_type, owner)) return null;
  return descr.d_method;
}

/** CALL_METHOD_DESCRIPTOR_NOARGS. */
export function call_method_noargs(sp: usize, oparg: i32): usize {
  const base = sp - 16;
  const def: PyMethodDef | null = oparg == 0 ? methodFor(base) : null;
  if (def === null || (def.ml_flags & METHOD_KIND) != METH_NOARGS) return GENERIC;
  if (!Py_EnterRecursiveCall(WHERE)) return 0;
  const result = call_indirect<PyObject | null>(def.ml_meth, load<PyObject>(base + 8), <usize>0);
  Py_LeaveRecursiveCall();
  return replaceCall(base, sp, result);
}

/** CALL_METHOD_DESCRIPTOR_O. */
export function call_method_o(sp: usize, oparg: i32): usize {
  const base = sp - 24;
  const def: PyMethodDef | null = oparg == 1 ? methodFor(base) : null;
  if (def === null || (def.ml_flags & METHOD_KIND) != METH_O) return GENERIC;
  if (!Py_EnterRecursiveCall(WHERE)) return 0;
  const result = call_indirect<PyObject | null>(def.ml_meth, load<PyObject>(base + 8), load<PyObject>(sp - 8));
  Py_LeaveRecursiveCall();
  return replaceCall(base, sp, result);
}

/** CALL_METHOD_DESCRIPTOR_FAST and CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS. */
export function call_method_fast(sp: usize, oparg: i32): usize {
  const base = sp - ((<usize>(oparg + 2)) << 3);
  const def = methodFor(base);
  const kind = def === null ? 0 : def.ml_flags & METHOD_KIND;
  if (def === null || (kind != METH_FASTCALL && kind != (METH_FASTCALL | METH_KEYWORDS))) return GENERIC;
  if (!Py_EnterRecursiveCall(WHERE)) return 0;
  const self = load<PyObject>(base + 8);
  const result: PyObject | null =
    kind == METH_FASTCALL
      ? call_indirect<PyObject | null>(def.ml_meth, self, base + 16, oparg)
      : call_indirect<PyObject | null>(def.ml_meth, self, base + 16, oparg, <usize>0);
  Py_LeaveRecursiveCall();
  return replaceCall(base, sp, result);
}

function isBuiltin(callable: PyObject, index: u32): bool {
  return callable.ob_type == PyCFunction_Type && changetype<PyCFunctionObject>(callable).m_ml.ml_meth == index;
}

/** CALL_LEN. */
export function call_len(sp: usize, oparg: i32): usize {
  const base = sp - 24;
  if (oparg != 1 || load<u32>(base + 8) != 0 || !isBuiltin(load<PyObject>(base), lenIndex)) return GENERIC;
  const size = objectSize64(load<PyObject>(sp - 8));
  return size < 0 ? 0 : replaceCall(base, sp, PyLong_FromI64(size));
}

/** CALL_ISINSTANCE. True and False are immortal: their reference costs nothing. */
export function call_isinstance(sp: usize, oparg: i32): usize {
  const base = sp - 32;
  if (oparg != 2 || load<u32>(base + 8) != 0 || !isBuiltin(load<PyObject>(base), isinstanceIndex)) return GENERIC;
  const answer = PyObject_IsInstance(load<PyObject>(sp - 16), load<PyObject>(sp - 8));
  return answer < 0 ? 0 : replaceCall(base, sp, Py_NewRef(answer != 0 ? Py_True : Py_False));
}

/** CALL_LIST_APPEND: the POP_TOP behind it is skipped, so there is no result: the sp is that of the callable. */
export function call_list_append(sp: usize, oparg: i32): usize {
  const base = sp - 24;
  if (oparg != 1) return GENERIC;
  const callable = load<PyObject>(base);
  const self = load<PyObject | null>(base + 8);
  const fits =
    callable.ob_type == PyMethodDescr_Type &&
    changetype<PyMethodDescrObject>(callable).d_method.ml_meth == list_append.index &&
    self !== null &&
    self!.ob_type == PyList_Type;
  if (!fits) return GENERIC;
  const value = load<PyObject>(sp - 8);
  if (PyList_Append(self!, value) < 0) return 0;
  Py_DECREF(value);
  Py_DECREF(self!);
  Py_DECREF(callable);
  return base;
}
