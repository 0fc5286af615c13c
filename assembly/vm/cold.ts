/**
 * The second switch of the loop: instructions too rare or too long for eval.ts. Each line hands over to a slow path.
 *
 * Contract: a non-zero result is the new sp and the loop goes on 2 bytes further; 0 means `coldStatus()`: an error at (pc, sp), or a control path
 * that left registers. Instructions with caches that stand here move on themselves (`jumpTo`).
 */
import { COUNTED } from "../config";
import { countInstruction } from "./counts";
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef } from "../object/refcount";
import { PyExc_AssertionError, PyExc_SystemError, PyExc_TypeError } from "../object/exception_types";
import { Py_None, PyUnicode_Type } from "../object/statics";
import { ID } from "../generated/ids";
import * as O from "../generated/opcode";
import { opcodeCaches, opcodeDeopt } from "../generated/opcode_tables";
import { PyErr_Format, PyErr_Occurred } from "../protocol/errors";
import { PyMapping_GetOptionalItem } from "../protocol/sequence";
import { PyCell_New } from "../types/cell";
import { PyTuple_GET_ITEM } from "../types/tuple";
import { PyFunctionObject } from "../types/function";
import { PyCodeObject } from "../types/code";
import { frameAt, frameCode, F_LOCALSPLUS } from "./frame";
import { setRegisters } from "./state";
import { STATUS_ERROR, STATUS_FRAME, unwindError } from "./unwind";
import { peek, push, dropTop } from "./stack";
import * as number from "./ops_number";
import * as container from "./ops_container";
import * as name from "./ops_name";
import * as attr from "./ops_attr";
import * as call from "./ops_call";
import * as calls from "./ops_call_special";
import * as gen from "./ops_gen";
import * as exception from "./ops_exception";
import * as match from "./ops_match";
import * as imports from "./ops_import";
import * as instance from "./ops_instance";
import * as intrinsic from "./intrinsics";
import { breakerAtResume } from "./ops_control";
import { runBreak, runExtended, runInstrumented } from "./traced";
import { tick } from "./state";
import { evalBreaker } from "../object/eval_breaker";

let status: i32 = 0;

/** Why evalCold returned 0. */
export function coldStatus(): i32 {
  const s = status;
  status = STATUS_ERROR;
  return s;
}

/** Ends a control path. */
export function control(s: i32): usize {
  status = s;
  return 0;
}

/** Goes on at `pc` instead of 2 bytes further; 0 passes an error on. */
export function jumpTo(frame: usize, pc: usize, sp: usize): usize {
  if (sp == 0) return 0;
  setRegisters(frame, pc, sp);
  return control(STATUS_FRAME);
}

export function evalCold(op: i32, frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  frameAt(frame).instr_ptr = pc;
  switch (op) {
    case O.EXTENDED_ARG:
      return runExtended(frame, pc, sp, oparg);
    case O.RESUME:
      return resume(frame, pc, sp, oparg);
    case O.LOAD_NAME:
      return name.op_load_name(frame, sp, oparg);
    case O.STORE_NAME:
      return name.op_store_name(frame, sp, oparg);
    case O.DELETE_NAME:
      return name.op_delete_name(frame, sp, oparg);
    case O.STORE_GLOBAL:
      return name.op_store_global(frame, sp, oparg);
    case O.DELETE_GLOBAL:
      return name.op_delete_global(frame, sp, oparg);
    case O.DELETE_FAST:
      return name.op_delete_fast(frame, sp, oparg);
    case O.DELETE_DEREF:
      return name.op_delete_deref(frame, sp, oparg);
    case O.LOAD_LOCALS:
      return name.op_load_locals(frame, sp);
    case O.LOAD_FROM_DICT_OR_GLOBALS:
      return name.op_load_from_dict_or_globals(frame, sp, oparg);
    case O.LOAD_FROM_DICT_OR_DEREF:
      return name.op_load_from_dict_or_deref(frame, sp, oparg);
    case O.SETUP_ANNOTATIONS:
      return name.op_setup_annotations(frame, sp);
    case O.MAKE_CELL:
      return makeCell(frame, sp, oparg);
    case O.COPY_FREE_VARS:
      copyFreeVars(frame, pc);
      return sp;
    case O.MAKE_FUNCTION:
      return call.op_make_function(frame, sp);
    case O.SET_FUNCTION_ATTRIBUTE:
      return call.op_set_function_attribute(sp, oparg);
    case O.CALL_KW:
      return control(call.op_call_kw(frame, pc, sp, oparg));
    case O.CALL_FUNCTION_EX:
      return control(call.op_call_function_ex(frame, pc, sp, oparg));
    case O.CALL_INTRINSIC_1:
      return intrinsic.op_call_intrinsic_1(frame, sp, oparg);
    case O.CALL_INTRINSIC_2:
      return intrinsic.op_call_intrinsic_2(frame, sp, oparg);
    case O.LOAD_BUILD_CLASS:
      return loadBuildClass(frame, sp);
    case O.LOAD_ASSERTION_ERROR:
      return push(sp, Py_NewRef(PyExc_AssertionError));
    case O.UNARY_NEGATIVE:
      return number.op_unary_negative(sp);
    case O.UNARY_INVERT:
      return number.op_unary_invert(sp);
    case O.DELETE_ATTR:
      return attr.op_delete_attr(frame, sp, oparg);
    case O.LOAD_SUPER_ATTR:
      return jumpTo(frame, pc + 4, attr.op_load_super_attr(frame, pc, sp, oparg));
    case O.BINARY_OP_INPLACE_ADD_UNICODE:
      return inplaceAddUnicode(frame, pc, sp, oparg);
    case O.CALL_PY_GENERAL:
    case O.CALL_BOUND_METHOD_GENERAL:
      return control(calls.op_call_py_general(frame, pc, sp, oparg));
    case O.CALL_NON_PY_GENERAL:
    case O.CALL_BUILTIN_CLASS:
      return control(calls.op_call_non_py(frame, pc, sp, oparg));
    case O.CALL_TYPE_1:
    case O.CALL_STR_1:
    case O.CALL_TUPLE_1:
      return control(call.op_call(frame, pc, sp, oparg));
    case O.CALL_BUILTIN_FAST_WITH_KEYWORDS:
      return control(calls.op_call_builtin(frame, pc, sp, oparg));
    case O.CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS:
      return control(calls.op_call_method_descriptor(frame, pc, sp, oparg));
    case O.CALL_ALLOC_AND_ENTER_INIT:
      return control(instance.op_call_alloc_and_enter_init(frame, pc, sp, oparg));
    case O.LOAD_ATTR_PROPERTY:
      return control(instance.op_load_attr_property(frame, pc, sp, oparg));
    case O.LOAD_ATTR_GETATTRIBUTE_OVERRIDDEN:
      return control(instance.op_load_attr_getattribute(frame, pc, sp, oparg));
    case O.BINARY_SUBSCR_GETITEM:
      return control(instance.op_binary_subscr_getitem(frame, pc, sp, oparg));
    case O.LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES:
    case O.LOAD_ATTR_NONDESCRIPTOR_NO_DICT:
    case O.LOAD_ATTR_METHOD_LAZY_DICT:
      return jumpTo(frame, pc + 20, instance.op_load_attr_cached(op, frame, pc, sp, oparg));
    case O.LOAD_ATTR_WITH_HINT:
      return jumpTo(frame, pc + 20, instance.op_load_attr_with_hint(frame, pc, sp, oparg));
    case O.STORE_ATTR_SLOT:
      return jumpTo(frame, pc + 10, instance.op_store_attr_slot(frame, pc, sp, oparg));
    default:
      return evalColder(op, frame, pc, sp, oparg);
  }
}

/** Containers, exceptions, iteration, imports, matching. */
function evalColder(op: i32, frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  switch (op) {
    case O.BUILD_MAP:
      return container.op_build_map(sp, oparg);
    case O.BUILD_CONST_KEY_MAP:
      return container.op_build_const_key_map(sp, oparg);
    case O.BUILD_SET:
      return container.op_build_set(sp, oparg);
    case O.BUILD_STRING:
      return container.op_build_string(sp, oparg);
    case O.BUILD_SLICE:
      return container.op_build_slice(sp, oparg);
    case O.BINARY_SLICE:
      return container.op_binary_slice(sp);
    case O.STORE_SLICE:
      return container.op_store_slice(sp);
    case O.DELETE_SUBSCR:
      return container.op_delete_subscr(sp);
    case O.LIST_EXTEND:
      return container.op_list_extend(sp, oparg);
    case O.SET_ADD:
      return container.op_set_add(sp, oparg);
    case O.SET_UPDATE:
      return container.op_set_update(sp, oparg);
    case O.MAP_ADD:
      return container.op_map_add(sp, oparg);
    case O.DICT_UPDATE:
      return container.op_dict_update(sp, oparg);
    case O.DICT_MERGE:
      return container.op_dict_merge(sp, oparg);
    case O.UNPACK_EX:
      return container.op_unpack_ex(sp, oparg);
    case O.GET_LEN:
      return container.op_get_len(sp);
    case O.CONVERT_VALUE:
      return container.op_convert_value(sp, oparg);
    case O.FORMAT_SIMPLE:
      return container.op_format_simple(sp);
    case O.FORMAT_WITH_SPEC:
      return container.op_format_with_spec(sp);
    case O.GET_ITER:
      return gen.op_get_iter(sp);
    case O.GET_YIELD_FROM_ITER:
      return gen.op_get_yield_from_iter(frame, sp);
    case O.GET_AWAITABLE:
      return gen.op_get_awaitable(sp, oparg);
    case O.GET_AITER:
      return gen.op_get_aiter(sp);
    case O.GET_ANEXT:
      return gen.op_get_anext(sp);
    case O.SEND:
    case O.SEND_GEN:
      return control(gen.op_send(frame, pc, sp, oparg));
    case O.END_SEND:
      return endSend(sp);
    case O.END_ASYNC_FOR:
      return control(gen.op_end_async_for(frame, pc, sp));
    case O.CLEANUP_THROW:
      return control(gen.op_cleanup_throw(frame, pc, sp));
    case O.RETURN_GENERATOR:
      return control(gen.op_return_generator(frame, pc, sp));
    case O.RAISE_VARARGS:
      return control(exception.op_raise_varargs(frame, pc, sp, oparg));
    case O.RERAISE:
      return control(exception.op_reraise(frame, pc, sp, oparg));
    case O.PUSH_EXC_INFO:
      return exception.op_push_exc_info(sp);
    case O.POP_EXCEPT:
      return exception.op_pop_except(sp);
    case O.CHECK_EXC_MATCH:
      return exception.op_check_exc_match(sp);
    case O.CHECK_EG_MATCH:
      return exception.op_check_eg_match(frame, sp);
    case O.BEFORE_WITH:
      return exception.op_before_with(frame, pc, sp);
    case O.BEFORE_ASYNC_WITH:
      return exception.op_before_async_with(sp);
    case O.WITH_EXCEPT_START:
      return exception.op_with_except_start(sp);
    case O.EXIT_INIT_CHECK:
      return exitInitCheck(sp);
    case O.IMPORT_NAME:
      return imports.op_import_name(frame, sp, oparg);
    case O.IMPORT_FROM:
      return imports.op_import_from(frame, sp, oparg);
    case O.MATCH_MAPPING:
      return match.op_match_mapping(sp);
    case O.MATCH_SEQUENCE:
      return match.op_match_sequence(sp);
    case O.MATCH_KEYS:
      return match.op_match_keys(sp);
    case O.MATCH_CLASS:
      return match.op_match_class(sp, oparg);
    default:
      return runDeoptimised(op, frame, pc, sp, oparg);
  }
}

/** A specialised form without a fast path of its own does its family's generic work. */
function runDeoptimised(op: i32, frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  const generic = <i32>load<u8>(opcodeDeopt + op);
  const next = pc + 2 + ((<usize>load<u8>(opcodeCaches + generic)) << 1);
  switch (generic) {
    case O.BINARY_OP:
      return jumpTo(frame, next, number.op_binary_op(frame, pc, sp, oparg));
    case O.COMPARE_OP:
      return jumpTo(frame, next, number.op_compare_op(frame, pc, sp, oparg));
    case O.CONTAINS_OP:
      return jumpTo(frame, next, number.op_contains_op(frame, pc, sp, oparg));
    case O.TO_BOOL:
      return jumpTo(frame, next, number.op_to_bool(frame, pc, sp, oparg));
    case O.BINARY_SUBSCR:
      return jumpTo(frame, next, container.op_binary_subscr(frame, pc, sp, oparg));
    case O.STORE_SUBSCR:
      return jumpTo(frame, next, container.op_store_subscr(frame, pc, sp, oparg));
    case O.UNPACK_SEQUENCE:
      return jumpTo(frame, next, container.op_unpack_sequence(frame, pc, sp, oparg));
    case O.LOAD_GLOBAL:
      return jumpTo(frame, next, name.op_load_global(frame, pc, sp, oparg));
    case O.LOAD_ATTR:
      return jumpTo(frame, next, attr.op_load_attr(frame, pc, sp, oparg));
    case O.STORE_ATTR:
      return jumpTo(frame, next, attr.op_store_attr(frame, pc, sp, oparg));
    case O.LOAD_SUPER_ATTR:
      return jumpTo(frame, next, attr.op_load_super_attr(frame, pc, sp, oparg));
    case O.CALL:
      return control(call.op_call(frame, pc, sp, oparg));
    case O.FOR_ITER:
      return control(gen.op_for_iter(frame, pc, sp, oparg));
    default:
      if (op >= O.INSTRUMENTED_RESUME) return runInstrumented(op, frame, pc, sp, oparg);
      if (op == O.RESERVED) return runBreak(frame, pc, sp, oparg);
      PyErr_Format(PyExc_SystemError, "%L opcode %d", changetype<usize>("unknown"), op);
      return 0;
  }
}

/** RESUME becomes RESUME_CHECK the first time, unless something waits. */
function resume(frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  store<u8>(pc, <u8>O.RESUME_CHECK);
  if (!tick() && evalBreaker == 0) return sp;
  return control(breakerAtResume(frame, pc + 2, sp));
}

function makeCell(frame: usize, sp: usize, oparg: i32): usize {
  const at = frame + F_LOCALSPLUS + ((<usize>oparg) << 3);
  const initial = load<PyObject | null>(at);
  const cell = PyCell_New(initial);
  if (cell === null) return 0;
  if (initial !== null) Py_DECREF(initial);
  store<u32>(at, <u32>changetype<usize>(cell));
  frameAt(frame).instr_ptr += 2; // RESUME leaves no address: with the last of these the frame is complete
  return sp;
}

export function copyFreeVars(frame: usize, pc: usize): void {
  const code: PyCodeObject = frameCode(frame);
  const func = changetype<PyFunctionObject>(frameAt(frame).f_funcobj);
  const closure = func.func_closure!;
  const n = code.co_nfreevars;
  const offset = code.co_nlocalsplus - n;
  for (let i = 0; i < n; i++) {
    const cell = PyTuple_GET_ITEM(closure, i);
    Py_INCREF(cell);
    store<u32>(frame + F_LOCALSPLUS + ((<usize>(offset + i)) << 3), <u32>changetype<usize>(cell));
  }
  frameAt(frame).instr_ptr = pc + 2;
}

function loadBuildClass(frame: usize, sp: usize): usize {
  const builtins = frameAt(frame).f_builtins!;
  const found = PyMapping_GetOptionalItem(builtins, ID.__build_class__);
  if (found === null) {
    if (PyErr_Occurred() === null) name.noBuildClass();
    return 0;
  }
  return push(sp, found);
}

function endSend(sp: usize): usize {
  const receiver = peek(sp, 2);
  store<u32>(sp - 16, load<u32>(sp - 8));
  Py_DECREF(receiver);
  return sp - 8;
}

/** EXIT_INIT_CHECK: what __init__ returned must be None. */
function exitInitCheck(sp: usize): usize {
  const value = peek(sp, 1);
  if (value != Py_None) {
    PyErr_Format(PyExc_TypeError, "__init__() should return None, not '%s'", value.ob_type.tp_name);
    return 0;
  }
  return dropTop(sp, 1, false);
}

/** `local += text`: the STORE_FAST that follows is done here too. */
function inplaceAddUnicode(frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  const left = load<PyObject>(sp - 16);
  const follow = <i32>load<u16>(pc, 4);
  const local = frame + F_LOCALSPLUS + ((<usize>(follow >> 8)) << 3);
  const right = load<PyObject>(sp - 8);
  const fits =
    (follow & 0xff) == O.STORE_FAST &&
    load<u32>(local) == <u32>changetype<usize>(left) &&
    left.ob_type == PyUnicode_Type &&
    right.ob_type == PyUnicode_Type;
  if (!fits) return jumpTo(frame, pc + 4, number.op_binary_op(frame, pc, sp, oparg));
  const next = number.op_inplace_add_unicode(local, sp);
  if (next == 0) {
    setRegisters(frame, pc, sp - 16);
    return control(unwindError(frame, pc, sp - 16));
  }
  if (COUNTED) countInstruction(frame, pc + 4);
  return jumpTo(frame, pc + 6, next);
}
