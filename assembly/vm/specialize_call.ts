/**
 * Specialisation of CALL (the call part of Python/specialize.c): by the kind of callable and, for native functions, by their calling
 * convention. Caches: the function's version at pc+4 (u32).
 */
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_IMMUTABLETYPE,
  Py_TPFLAGS_INLINE_VALUES,
  Py_TPFLAGS_IS_ABSTRACT,
} from "../object/layout";
import {
  PyCFunction_Type,
  PyFunction_Type,
  PyMethod_Type,
  PyMethodDescr_Type,
  PyTuple_Type,
  PyType_Type,
  PyUnicode_Type,
} from "../object/statics";
import { METH_FASTCALL, METH_KEYWORDS, METH_NOARGS, METH_O } from "../object/typedef";
import * as F from "../generated/failure_kinds";
import * as O from "../generated/opcode";
import { PyFunctionObject, _PyFunction_GetVersionForCurrentState } from "../types/function";
import { PyCFunctionObject } from "../types/methodobject";
import { PyMethodDescrObject } from "../types/descr";
import { list_append } from "../types/list_methods";
import { HT_SPEC_INIT, PyType_Check, _PyType_AssignVersionTag, _PyType_Lookup } from "../types/typeobject";
import { object_new } from "../types/object";
import { PyType_GenericAlloc } from "../gc/collector";
import { ID } from "../generated/ids";
import {
  CO_ASYNC_GENERATOR,
  CO_COROUTINE,
  CO_GENERATOR,
  CO_OPTIMIZED,
  CO_VARARGS,
  CO_VARKEYWORDS,
} from "../types/code";
import { PyMethod_GET_FUNCTION } from "../types/method";
import { METHOD_KIND, isinstanceIndex, lenIndex } from "./ops_call_special";
import { fails, specialized, unspecialized } from "./counter";

/** `self` is the slot after the callable; `oparg` does not count it. */
export function specializeCall(pc: usize, callable: PyObject, self: PyObject | null, oparg: i32): void {
  const total = self === null ? oparg : oparg + 1;
  const form = callForm(pc, callable, total, oparg);
  if (form == 0) unspecialized(pc, O.CALL);
  else specialized(pc, form);
}

/** No form; `kind` says why. */
function noForm(kind: u32): i32 {
  fails(kind);
  return 0;
}

/** The form for a callable; 0 if there is none. */
function callForm(pc: usize, callable: PyObject, total: i32, oparg: i32): i32 {
  const type = callable.ob_type;
  if (type == PyCFunction_Type) return builtinForm(changetype<PyCFunctionObject>(callable), total);
  if (type == PyFunction_Type) return pythonForm(pc, callable, total, false);
  if (PyType_Check(callable)) return classForm(pc, changetype<PyTypeObject>(callable), total, oparg);
  if (type == PyMethodDescr_Type) return methodForm(pc, changetype<PyMethodDescrObject>(callable), total, oparg);
  if (type != PyMethod_Type) return O.CALL_NON_PY_GENERAL;
  const func = PyMethod_GET_FUNCTION(callable);
  return func.ob_type == PyFunction_Type ? pythonForm(pc, func, total + 1, true) : noForm(F.CALL_BOUND_METHOD);
}

function builtinForm(f: PyCFunctionObject, total: i32): i32 {
  const def = f.m_ml;
  switch (def.ml_flags & METHOD_KIND) {
    case METH_O:
      if (total != 1) return noForm(F.WRONG_NUMBER_ARGUMENTS);
      return def.ml_meth == lenIndex ? O.CALL_LEN : O.CALL_BUILTIN_O;
    case METH_FASTCALL:
      return total == 2 && def.ml_meth == isinstanceIndex ? O.CALL_ISINSTANCE : O.CALL_BUILTIN_FAST;
    case METH_FASTCALL | METH_KEYWORDS:
      return O.CALL_BUILTIN_FAST_WITH_KEYWORDS;
    default:
      return O.CALL_NON_PY_GENERAL;
  }
}

function methodForm(pc: usize, descr: PyMethodDescrObject, total: i32, oparg: i32): i32 {
  const def = descr.d_method;
  switch (def.ml_flags & METHOD_KIND) {
    case METH_NOARGS:
      return total == 1 ? O.CALL_METHOD_DESCRIPTOR_NOARGS : noForm(F.WRONG_NUMBER_ARGUMENTS);
    case METH_O: {
      if (total != 2) return noForm(F.WRONG_NUMBER_ARGUMENTS);
      const dropped = load<u8>(pc + 8) == <u8>O.POP_TOP;
      return def.ml_meth == list_append.index && oparg == 1 && dropped
        ? O.CALL_LIST_APPEND
        : O.CALL_METHOD_DESCRIPTOR_O;
    }
    case METH_FASTCALL:
      return O.CALL_METHOD_DESCRIPTOR_FAST;
    case METH_FASTCALL | METH_KEYWORDS:
      return O.CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS;
    default:
      return O.CALL_NON_PY_GENERAL;
  }
}

/** Has the function just `nargs` positional parameters and nothing else? */
export function takesExactly(func: PyFunctionObject, nargs: i32): bool {
  const code = func.func_code;
  if (!isSimple(func)) return fails(code.co_flags & CO_OPTIMIZED ? F.CODE_COMPLEX_PARAMETERS : F.CODE_NOT_OPTIMIZED);
  return code.co_argcount == nargs || fails(F.WRONG_NUMBER_ARGUMENTS);
}

/** A function whose arguments go straight into its locals (SIMPLE_FUNCTION). */
function isSimple(func: PyFunctionObject): bool {
  const code = func.func_code;
  return (
    (code.co_flags & (CO_VARARGS | CO_VARKEYWORDS)) == 0 &&
    code.co_kwonlyargcount == 0 &&
    (code.co_flags & CO_OPTIMIZED) != 0
  );
}

/** The __init__ of a class that does nothing else at its call than to make an instance and run that; noted in the class (HT_SPEC_INIT). */
function simpleInit(type: PyTypeObject): bool {
  if (type.tp_new != object_new.index || type.tp_alloc != PyType_GenericAlloc.index) return false;
  if (!(type.tp_flags & Py_TPFLAGS_INLINE_VALUES) || type.tp_flags & Py_TPFLAGS_IS_ABSTRACT) return false;
  const init = _PyType_Lookup(type, ID.__init__);
  if (init === null || init.ob_type != PyFunction_Type || !isSimple(changetype<PyFunctionObject>(init))) return false;
  const code = changetype<PyFunctionObject>(init).func_code;
  if (code.co_flags & (CO_GENERATOR | CO_COROUTINE | CO_ASYNC_GENERATOR)) return false;
  if (!_PyType_AssignVersionTag(type)) return false;
  store<u32>(changetype<usize>(type), <u32>changetype<usize>(init), HT_SPEC_INIT);
  return true;
}

/** A class: the built-in ones have forms; an ordinary Python class has one that enters its __init__ without a native call. */
function classForm(pc: usize, type: PyTypeObject, total: i32, oparg: i32): i32 {
  if (!(type.tp_flags & Py_TPFLAGS_IMMUTABLETYPE)) {
    if (type.ob_type != PyType_Type || total != oparg || !simpleInit(type)) return O.CALL_NON_PY_GENERAL;
    const init = load<PyFunctionObject>(changetype<usize>(type), HT_SPEC_INIT);
    if (init.func_code.co_argcount != total + 1) return noForm(F.WRONG_NUMBER_ARGUMENTS);
    store<u32>(pc, type.tp_version_tag, 4);
    return O.CALL_ALLOC_AND_ENTER_INIT;
  }
  if (total == 1 && oparg == 1) {
    if (type == PyUnicode_Type) return O.CALL_STR_1;
    if (type == PyType_Type) return O.CALL_TYPE_1;
    if (type == PyTuple_Type) return O.CALL_TUPLE_1;
  }
  if (type.tp_vectorcall != 0) return O.CALL_BUILTIN_CLASS;
  return noForm(type == PyUnicode_Type ? F.CALL_STR : F.CALL_CLASS_NO_VECTORCALL);
}

function pythonForm(pc: usize, op: PyObject, total: i32, bound: bool): i32 {
  const func = changetype<PyFunctionObject>(op);
  const code = func.func_code;
  const version = _PyFunction_GetVersionForCurrentState(func);
  if (!(code.co_flags & CO_OPTIMIZED)) return noForm(F.CODE_NOT_OPTIMIZED);
  if (version == 0) return noForm(F.OUT_OF_VERSIONS);
  store<u32>(pc, version, 4);
  const simple = !(code.co_flags & (CO_VARARGS | CO_VARKEYWORDS)) && code.co_kwonlyargcount == 0;
  if (simple && code.co_argcount == total) return bound ? O.CALL_BOUND_METHOD_EXACT_ARGS : O.CALL_PY_EXACT_ARGS;
  return bound ? O.CALL_BOUND_METHOD_GENERAL : O.CALL_PY_GENERAL;
}
