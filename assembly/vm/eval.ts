/**
 * The eval loop: one function, one switch, the hot instructions and only their fast paths. Everything else is behind `default` in
 * cold.ts, every slow path is an exported function of ops_*.ts.
 *
 * Why so small: V8 on Node 20 loses 1.4 times on a Wasm function above about 25 KB (docs/performance.md); a test measures this one.
 *
 * What the loop carries round is frame, pc, sp and consts, nothing else: V8 keeps a value that lives across any call in memory, and writes it there at
 * each change. So each case reads its own oparg, the locals are found from the frame, and an instruction behind EXTENDED_ARG is done by cold.ts.
 *
 * Inside a case: `pc` is the address of the current instruction; `continue` goes to the next one; `break` leaves the switch with
 * `status`: STATUS_ERROR unwinds from (pc, sp), STATUS_FRAME reloads the registers that a control path left in state.ts, anything else
 * leaves the loop. Slots are 8 bytes apart, low half used; `sp` is the address after the top.
 */
import { Py_TPFLAGS_TYPE_SUBCLASS, PyObject } from "../object/layout";
import { Py_INCREF, drop, noteDrop, _Py_Dealloc, _Py_NewReference, staticsCounted } from "../object/refcount";
import { PyObject_Malloc, freeSmall } from "../memory/blocks";
import { COUNTED, DEBUG, INSTRUMENTED } from "../config";
import { DECREFS, DECREFS_IMMORTAL, count as countEvent } from "../memory/counters";
import { evalBreaker } from "../object/eval_breaker";
import {
  PyLong_Type,
  PyFloat_Type,
  PyList_Type,
  PyTuple_Type,
  PyFunction_Type,
  PyMethod_Type,
  PyGen_Type,
  PyCoro_Type,
  Py_None,
  PyModule_Type,
  Py_True,
  Py_False,
} from "../object/statics";
import { smallIntCount, smallInt, PyLong_FromI64 } from "../types/long";
import { PyErr_NoMemory, excInfo, setExcInfo } from "../protocol/errors";
import { PyFloat_FromDouble, _PyFloat_ExactDealloc } from "../types/float";
import { PyListIter_Type } from "../types/list";
import { PyTupleIter_Type } from "../types/tuple";
import { PyRangeIter_Type } from "../types/range";
import {
  CACHE,
  LOAD_FAST,
  LOAD_FAST_CHECK,
  LOAD_FAST_AND_CLEAR,
  LOAD_FAST_LOAD_FAST,
  STORE_FAST,
  STORE_FAST_LOAD_FAST,
  STORE_FAST_STORE_FAST,
  LOAD_CONST,
  POP_TOP,
  PUSH_NULL,
  NOP,
  COPY,
  SWAP,
  END_FOR,
  RESUME_CHECK,
  JUMP_FORWARD,
  JUMP_BACKWARD,
  JUMP_BACKWARD_NO_INTERRUPT,
  POP_JUMP_IF_TRUE,
  POP_JUMP_IF_FALSE,
  POP_JUMP_IF_NONE,
  POP_JUMP_IF_NOT_NONE,
  RETURN_VALUE,
  RETURN_CONST,
  YIELD_VALUE,
  BINARY_OP,
  BINARY_OP_ADD_UNICODE,
  BINARY_OP_ADD_INT,
  BINARY_OP_SUBTRACT_INT,
  BINARY_OP_MULTIPLY_INT,
  BINARY_OP_ADD_FLOAT,
  BINARY_OP_SUBTRACT_FLOAT,
  BINARY_OP_MULTIPLY_FLOAT,
  COMPARE_OP,
  COMPARE_OP_STR,
  COMPARE_OP_INT,
  COMPARE_OP_FLOAT,
  IS_OP,
  CONTAINS_OP,
  CONTAINS_OP_SET,
  CONTAINS_OP_DICT,
  TO_BOOL,
  TO_BOOL_ALWAYS_TRUE,
  TO_BOOL_STR,
  TO_BOOL_LIST,
  TO_BOOL_BOOL,
  TO_BOOL_INT,
  TO_BOOL_NONE,
  UNARY_NOT,
  BINARY_SUBSCR,
  BINARY_SUBSCR_STR_INT,
  BINARY_SUBSCR_DICT,
  BINARY_SUBSCR_LIST_INT,
  BINARY_SUBSCR_TUPLE_INT,
  STORE_SUBSCR,
  STORE_SUBSCR_DICT,
  STORE_SUBSCR_LIST_INT,
  LOAD_GLOBAL,
  LOAD_GLOBAL_MODULE,
  LOAD_GLOBAL_BUILTIN,
  LOAD_ATTR,
  LOAD_ATTR_INSTANCE_VALUE,
  LOAD_ATTR_METHOD_WITH_VALUES,
  LOAD_ATTR_METHOD_NO_DICT,
  LOAD_ATTR_SLOT,
  LOAD_ATTR_MODULE,
  LOAD_ATTR_CLASS,
  STORE_ATTR,
  STORE_ATTR_INSTANCE_VALUE,
  CALL,
  CALL_PY_EXACT_ARGS,
  CALL_BOUND_METHOD_EXACT_ARGS,
  CALL_BUILTIN_O,
  CALL_BUILTIN_FAST,
  CALL_METHOD_DESCRIPTOR_NOARGS,
  CALL_METHOD_DESCRIPTOR_O,
  CALL_METHOD_DESCRIPTOR_FAST,
  CALL_LEN,
  CALL_ISINSTANCE,
  CALL_LIST_APPEND,
  FOR_ITER,
  FOR_ITER_LIST,
  FOR_ITER_RANGE,
  FOR_ITER_TUPLE,
  FOR_ITER_GEN,
  BUILD_TUPLE,
  BUILD_LIST,
  LIST_APPEND,
  UNPACK_SEQUENCE,
  UNPACK_SEQUENCE_TWO_TUPLE,
  UNPACK_SEQUENCE_TUPLE,
  UNPACK_SEQUENCE_LIST,
  LOAD_DEREF,
  STORE_DEREF,
  GET_ITER,
  BUILD_MAP,
  BUILD_STRING,
  FORMAT_SIMPLE,
  BUILD_SLICE,
  BINARY_SLICE,
  STORE_SLICE,
  SET_ADD,
  MAP_ADD,
  LIST_EXTEND,
  UNPACK_EX,
  PUSH_EXC_INFO,
  POP_EXCEPT,
  CHECK_EXC_MATCH,
  GET_AWAITABLE,
  LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES,
  LOAD_ATTR_WITH_HINT,
  STORE_ATTR_SLOT,
  LOAD_SUPER_ATTR_ATTR,
  LOAD_SUPER_ATTR_METHOD,
  SEND,
  SEND_GEN,
  RETURN_GENERATOR,
  LOAD_ATTR_PROPERTY,
  CALL_PY_GENERAL,
  CALL_BOUND_METHOD_GENERAL,
  CALL_NON_PY_GENERAL,
  CALL_BUILTIN_CLASS,
  CALL_TYPE_1,
  CALL_STR_1,
  CALL_TUPLE_1,
  CALL_BUILTIN_FAST_WITH_KEYWORDS,
  CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS,
  CALL_ALLOC_AND_ENTER_INIT,
  CALL_KW,
  CALL_FUNCTION_EX,
  END_SEND,
  COPY_FREE_VARS,
  INTERPRETER_EXIT,
} from "../generated/opcode";
import {
  frameAt,
  frameCode,
  currentFrame,
  setCurrentFrame,
  stackTop,
  stackLimit,
  chunkStart,
  setStackTop,
  initFrame,
  recursionRemaining,
  takeRecursion,
  giveRecursion,
  FRAME_OWNED_BY_THREAD,
  F_LOCALSPLUS,
} from "./frame";
import { PyFunctionObject } from "../types/function";
import { codeStart } from "../types/code";
import { vmFrame, vmPc, vmSp, tick } from "./state";
import { countInstruction } from "./counts";
import { unwindError, unwindThrown, leaveFrame, STATUS_ERROR, STATUS_FRAME, STATUS_DONE } from "./unwind";
import { FRAME_EXECUTING, FRAME_SUSPENDED, PyGenObject, frameGenerator, genExcState, genFrame } from "./genobject";
import { op_binary_op, op_compare_op, op_to_bool, truth_contains_op, truth_to_bool } from "./ops_number";
import {
  op_binary_subscr,
  op_store_subscr,
  op_build_tuple,
  op_build_list,
  op_list_append,
  op_unpack_sequence,
  op_build_map,
  op_build_string,
  op_format_simple,
  op_build_slice,
  op_binary_slice,
  op_store_slice,
  op_set_add,
  op_map_add,
  op_list_extend,
  op_unpack_ex,
} from "./ops_container";
import {
  op_binary_subscr_dict,
  op_binary_subscr_str_int,
  op_store_subscr_dict,
  truth_contains_op_dict,
  truth_contains_op_set,
  truth_compare_op_str,
  op_binary_op_add_unicode,
  truth_to_bool_list,
  truth_to_bool_str,
  truth_to_bool_always_true,
} from "./ops_special";
import { op_load_global, unboundLocal, unboundDeref } from "./ops_name";
import { op_load_attr, op_load_super_attr_cached, op_store_attr } from "./ops_attr";
import { endHeldCall } from "./ops_call_held";
import { afterNativeCall, op_call, op_call_kw, op_call_function_ex } from "./ops_call";
import { callNative, op_call_py_general, op_call_non_py } from "./ops_call_special";
import {
  GENERIC,
  call_builtin_o,
  call_builtin_fast,
  call_class_1,
  call_method_noargs,
  call_method_o,
  call_method_fast,
  call_non_py,
  call_len,
  call_isinstance,
  call_list_append,
} from "./ops_call_native";
import {
  NOW_A_GENERATOR,
  iterNext,
  iterationEnded,
  op_for_iter,
  op_for_iter_gen,
  op_get_iter,
  op_get_awaitable,
  op_send,
  op_return_generator,
} from "./ops_gen";
import { breakerAtJump, breakerAtResume } from "./ops_control";
import { op_push_exc_info, op_pop_except, op_check_exc_match } from "./ops_exception";
import { evalCold, coldStatus, copyFreeVars } from "./cold";
import {
  instanceValueStore,
  op_load_attr_cached,
  op_load_attr_with_hint,
  op_store_attr_slot,
  op_load_attr_property,
  op_call_alloc_and_enter_init,
} from "./ops_instance";

/** Offsets in objects that the fast paths read. */
const OB_TYPE: usize = 8;
const LV_TAG: usize = 16;
const DIGIT: usize = 24;
const FLOAT_VALUE: usize = 16;
const OB_SIZE: usize = 16;
const LIST_ITEMS: usize = 24;
const LIST_ALLOCATED: usize = 32;
const TUPLE_ITEMS: usize = 24;
const TP_FLAGS: usize = 168;

const INT_TYPE = changetype<u32>(PyLong_Type);
const FLOAT_TYPE = changetype<u32>(PyFloat_Type);

/** Value of the compact int at `p` (lv_tag below 16). */
function compact(p: usize): i32 {
  return (1 - <i32>(load<u32>(p, LV_TAG) & 3)) * load<i32>(p, DIGIT);
}

/** True if both objects are ints of at most one digit. */
function compactPair(a: usize, b: usize): bool {
  const types = (load<u32>(a, OB_TYPE) ^ INT_TYPE) | (load<u32>(b, OB_TYPE) ^ INT_TYPE);
  return (types | ((load<u32>(a, LV_TAG) | load<u32>(b, LV_TAG)) >> 4)) == 0;
}

/** True if `container` is exactly of that type and `key` an int from 0 to 2**30 - 1 (lv_tag 1 or 8). */
function indexes(container: usize, type: u32, key: usize): bool {
  const types = (load<u32>(container, OB_TYPE) ^ type) | (load<u32>(key, OB_TYPE) ^ INT_TYPE);
  return (types | (load<u32>(key, LV_TAG) & ~9)) == 0;
}

/** Address of list[key] for an exact list and an int within its length; 0 for anything else. */
function listSlot(list: usize, key: usize): usize {
  if (!indexes(list, <u32>changetype<usize>(PyList_Type), key)) return 0;
  const index = load<u32>(key, DIGIT);
  return index < load<u32>(list, OB_SIZE) ? load<usize>(list, LIST_ITEMS) + ((<usize>index) << 3) : 0;
}

/** list[key] under the same condition, borrowed; else 0. */
function listItem(list: usize, key: usize): usize {
  const at = listSlot(list, key);
  return at != 0 ? load<usize>(at) : 0;
}

/** Two instructions as one number: COPY 2 twice, and SWAP 3 with SWAP 2 after it. */
const COPY_TWO: u32 = COPY | (2 << 8) | (COPY << 16) | (2 << 24);
const SWAP_THREE: u32 = SWAP | (3 << 8) | (SWAP << 16) | (2 << 24);

/** True if both objects are floats. */
function floatPair(a: usize, b: usize): bool {
  return ((load<u32>(a, OB_TYPE) ^ FLOAT_TYPE) | (load<u32>(b, OB_TYPE) ^ FLOAT_TYPE)) == 0;
}

/** An int of one digit outside the static ones, count 1; 0 with MemoryError. The instruction is noted: tracemalloc asks who allocates. */
export function newInt(frame: usize, pc: usize, v: i32): usize {
  frameAt(frame).instr_ptr = pc;
  const r = PyObject_Malloc(28);
  if (r == 0) {
    PyErr_NoMemory();
    return 0;
  }
  _Py_NewReference(changetype<PyObject>(r));
  store<u64>(r, <u64>INT_TYPE, OB_TYPE);
  store<u64>(r, v < 0 ? 10 : 8, LV_TAG);
  store<i32>(r, v < 0 ? -v : v, DIGIT);
  return r;
}

/** The address of a static object that goes where a reference is held. */
function referred(p: usize): u32 {
  if (staticsCounted()) Py_INCREF(changetype<PyObject>(p));
  return <u32>p;
}

/** One reference less to a static object; never the last. */
function dropStatic(p: usize): void {
  if (staticsCounted()) drop(p);
}

/** True or False for the stack. */
function truthValue(truth: bool): u32 {
  return referred(changetype<usize>(truth ? Py_True : Py_False));
}

/** Frees an exact int whose last reference went. */
function freeInt(p: usize): void {
  // counted there; and not for pools: static ones, whose count a program has written, and those that wait for a collection
  if (INSTRUMENTED || !freeSmall(p)) _Py_Dealloc(changetype<PyObject>(p));
}

/**
 * Replaces the ints a and b (the top two slots) by `v`. A left operand that nobody else holds is reused, as native CPython's allocator would
 * hand out its block again. Returns the new sp, 0 on error.
 */
export function intResult(frame: usize, pc: usize, sp: usize, a: usize, b: usize, v: i64): usize {
  if (<u64>(v + 5) < <u64>smallIntCount()) {
    store<u32>(sp - 16, referred(changetype<usize>(smallInt(<i32>v))));
    if (drop(a)) freeInt(a);
  } else if (<u64>(v + 0x3fffffff) <= 0x7ffffffe) {
    if (load<u32>(a) != 1) {
      const r = newInt(frame, pc, <i32>v);
      if (r == 0) return 0;
      drop(a); // not the last reference
      store<u32>(sp - 16, <u32>r);
      if (drop(b)) freeInt(b);
      return sp - 8;
    }
    store<u32>(a, v < 0 ? 10 : 8, LV_TAG);
    store<i32>(a, v < 0 ? -(<i32>v) : <i32>v, DIGIT);
  } else {
    const r = PyLong_FromI64(v);
    if (r === null) return 0;
    store<u32>(sp - 16, <u32>changetype<usize>(r));
    if (drop(a)) freeInt(a);
  }
  if (drop(b)) freeInt(b);
  return sp - 8;
}

/** Replaces floats a (which somebody else holds too) and b by `v`, in b if nobody else holds that. Returns the new sp, 0 on error. */
export function floatResult(frame: usize, pc: usize, sp: usize, a: usize, b: usize, v: f64): usize {
  if (load<u32>(b) == 1) {
    store<f64>(b, v, FLOAT_VALUE);
    store<u32>(sp - 16, <u32>b);
    drop(a); // not the last reference
    return sp - 8;
  }
  frameAt(frame).instr_ptr = pc;
  const r = PyFloat_FromDouble(v);
  if (r === null) return 0;
  store<u32>(sp - 16, <u32>changetype<usize>(r));
  drop(a);
  drop(b); // neither was the last reference
  return sp - 8;
}

/** What is no address: an exception is set. */
const FAILED: usize = 1;

/** a op b of two local variables' floats or small ints, which need no references for it: `new`; 0 for other operands, FAILED with MemoryError. */
export function localArithmetic(frame: usize, pc: usize, op: i32, a: usize, b: usize): usize {
  if (floatPair(a, b)) {
    const x = load<f64>(a, FLOAT_VALUE);
    const y = load<f64>(b, FLOAT_VALUE);
    let v: f64;
    if (op == BINARY_OP_MULTIPLY_FLOAT) v = x * y;
    else if (op == BINARY_OP_ADD_FLOAT) v = x + y;
    else if (op == BINARY_OP_SUBTRACT_FLOAT) v = x - y;
    else return 0;
    frameAt(frame).instr_ptr = pc;
    const r = changetype<usize>(PyFloat_FromDouble(v));
    return r != 0 ? r : FAILED;
  }
  if (!compactPair(a, b)) return 0;
  let v: i64;
  if (op == BINARY_OP_ADD_INT) v = <i64>(compact(a) + compact(b));
  else if (op == BINARY_OP_SUBTRACT_INT) v = <i64>(compact(a) - compact(b));
  else if (op == BINARY_OP_MULTIPLY_INT) v = <i64>compact(a) * <i64>compact(b);
  else return 0;
  if (<u64>(v + 5) < <u64>smallIntCount()) return <usize>referred(changetype<usize>(smallInt(<i32>v)));
  if (<u64>(v + 0x3fffffff) > 0x7ffffffe) return 0;
  const r = newInt(frame, pc, <i32>v);
  return r != 0 ? r : FAILED;
}

/** a + b or a - b of a local's and a constant's small ints, `new`; 0 for other operands, FAILED with MemoryError. */
function localSum(frame: usize, pc: usize, a: usize, b: usize, plus: bool): usize {
  if (!compactPair(a, b)) return 0;
  const v = plus ? compact(a) + compact(b) : compact(a) - compact(b);
  if (<u32>(v + 5) < smallIntCount()) return <usize>referred(changetype<usize>(smallInt(v)));
  if (<u32>(v + 0x3fffffff) > 0x7ffffffe) return 0;
  const r = newInt(frame, pc, v);
  return r != 0 ? r : FAILED;
}

/** Frees an object whose last reference went (see `drop`); ints, by far the most, without their type's slot. */
export function dealloc(p: usize): void {
  const type = load<u32>(p, OB_TYPE);
  if (type == INT_TYPE) freeInt(p);
  else if (!INSTRUMENTED && type == FLOAT_TYPE) _PyFloat_ExactDealloc(changetype<PyObject>(p));
  else _Py_Dealloc(changetype<PyObject>(p));
}

/** The same for what a local held: what its death runs (__del__, callbacks, warnings) sees the frame at this instruction. */
export function deallocLocal(frame: usize, pc: usize, p: usize): void {
  const type = load<u32>(p, OB_TYPE);
  if (type != INT_TYPE && type != FLOAT_TYPE) frameAt(frame).instr_ptr = pc;
  dealloc(p);
}

/**
 * One reference less. Inlined everywhere in the release build (asc-inline.mjs), and written as one chain of jumps: V8 makes a number of a truth that
 * one function hands to another's `if`, and tests it again.
 */
export function release(p: usize): void {
  const count = load<u32>(p);
  if (INSTRUMENTED) countEvent(<i32>count < 0 ? DECREFS_IMMORTAL : DECREFS);
  if (<i32>count >= 0) {
    if (DEBUG) noteDrop();
    store<u32>(p, count - 1);
    if (count == 1) dealloc(p);
  }
}

/** The same for what a local held (see deallocLocal). */
export function releaseLocal(frame: usize, pc: usize, p: usize): void {
  const count = load<u32>(p);
  if (INSTRUMENTED) countEvent(<i32>count < 0 ? DECREFS_IMMORTAL : DECREFS);
  if (<i32>count >= 0) {
    if (DEBUG) noteDrop();
    store<u32>(p, count - 1);
    if (count == 1) deallocLocal(frame, pc, p);
  }
}

/** BINARY_OP of two compact ints for which CPython has no specialised form: & | ^ and // % by a positive divisor. */
export function intOperation(frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  const a = load<usize>(sp - 16);
  const b = load<usize>(sp - 8);
  const x = compact(a);
  const y = compact(b);
  const counter = load<u16>(pc, 2);
  if (counter >= 16 && counter != 0xffff) {
    // an if chain: the loop's own switch is to be its only branch table
    const which = oparg >= 13 ? oparg - 13 : oparg;
    let v: i32;
    if (which == 1) v = x & y;
    else if (which == 7) v = x | y;
    else if (which == 12) v = x ^ y;
    else if (which == 2 && y > 0 && x >= 0) v = x / y;
    else if (which == 6 && y > 0 && x >= 0) v = x % y;
    else return op_binary_op(frame, pc, sp, oparg);
    store<u16>(pc, counter - 16, 2);
    return intResult(frame, pc, sp, a, b, <i64>v);
  }
  return op_binary_op(frame, pc, sp, oparg);
}

/** COMPARE_OP's operand: bits 0-3 are the outcomes (unordered 1, less 2, greater 4, equal 8) that make it true. */
function outcomeBit(less: bool, greater: bool): i32 {
  return less ? 2 : greater ? 4 : 8;
}

/**
 * A truth that has just been found: nearly always a jump by it follows, at `pc`. Returns where the jump leads, so that the bool need not pass through the
 * stack; 0 if there is none.
 */
function jumpBy(truth: bool, frame: usize, pc: usize): usize {
  const follow = <i32>load<u16>(pc);
  const op = follow & 0xff;
  if (op != POP_JUMP_IF_FALSE && op != POP_JUMP_IF_TRUE) return 0;
  if (COUNTED) countInstruction(frame, pc);
  return pc + 4 + (truth == (op == POP_JUMP_IF_TRUE) ? (<usize>(follow >> 8)) << 1 : 0);
}

/** Runs from currentFrame until its entry frame is reached; `throwing`: begins by raising the pending exception there. */
export function evalLoop(throwing: bool): i32 {
  let frame = currentFrame;
  let pc = frameAt(frame).instr_ptr;
  let sp = frame + F_LOCALSPLUS + ((<usize>frameAt(frame).stacktop) << 3);
  let consts = changetype<usize>(frameCode(frame).co_consts) + TUPLE_ITEMS;
  if (throwing) {
    const thrown = unwindThrown(frame, pc, sp);
    if (thrown != STATUS_FRAME) return thrown;
    frame = vmFrame;
    pc = vmPc;
    sp = vmSp;
    consts = changetype<usize>(frameCode(frame).co_consts) + TUPLE_ITEMS;
  }
  while (true) {
    let status = STATUS_ERROR;
    const op = <i32>load<u8>(pc);
    if (COUNTED) countInstruction(frame, pc);
    switch (op) {
      case STORE_FAST: {
        const oparg = <i32>load<u8>(pc, 1);
        const at = frame + F_LOCALSPLUS + ((<usize>oparg) << 3);
        const old = load<usize>(at);
        sp -= 8;
        store<u32>(at, load<u32>(sp));
        pc += 2;
        if (old != 0) releaseLocal(frame, pc - 2, old);
        // half of the time a local is loaded next
        if (<i32>load<u8>(pc) != LOAD_FAST) continue;
        if (COUNTED) countInstruction(frame, pc);
      }
      // falls through
      case LOAD_FAST: {
        const oparg = <i32>load<u8>(pc, 1);
        const v = load<PyObject>(frame + F_LOCALSPLUS + ((<usize>oparg) << 3));
        pc += 2;
        // `local op constant` is the commonest pair: the constant is pushed here too, which saves a dispatch
        const follow = <i32>load<u16>(pc);
        if ((follow & 0xff) != LOAD_CONST) {
          if ((follow & 0xff) == LOAD_ATTR_INSTANCE_VALUE) {
            // an attribute of a local: the owner needs no reference
            const type = load<usize>(changetype<usize>(v), OB_TYPE);
            if (load<u32>(type, 384) == load<u32>(pc, 4)) {
              const values = changetype<usize>(v) + load<usize>(type, 32);
              const item = load<usize>(values + ((<usize>load<u16>(pc, 8)) << 3), 8);
              if (load<u8>(values, 3) != 0 && item != 0) {
                if (COUNTED) countInstruction(frame, pc);
                Py_INCREF(changetype<PyObject>(item));
                store<u32>(sp, <u32>item);
                store<u32>(sp, 0, 8);
                sp += 8 + ((<usize>((follow >> 8) & 1)) << 3);
                pc += 20;
                continue;
              }
            }
          }
          Py_INCREF(v);
          store<u32>(sp, <u32>changetype<usize>(v));
          sp += 8;
          continue;
        }
        if (COUNTED) countInstruction(frame, pc);
        const w = load<PyObject>(consts + ((<usize>(follow >> 8)) << 3));
        const third = <i32>load<u8>(pc, 2);
        if (third == BINARY_SUBSCR_LIST_INT) {
          // an item of a local list: nothing of the pair needs a reference of its own
          const item = listItem(changetype<usize>(v), changetype<usize>(w));
          if (item != 0) {
            if (COUNTED) countInstruction(frame, pc + 2);
            Py_INCREF(changetype<PyObject>(item));
            store<u32>(sp, <u32>item);
            sp += 8;
            pc += 6;
            continue;
          }
        } else if (third == COMPARE_OP_INT) {
          // a condition on a local: nor do ints that are only compared
          const jump = <i32>load<u16>(pc, 6);
          if ((jump & 0xff) == POP_JUMP_IF_FALSE) {
            if (compactPair(changetype<usize>(v), changetype<usize>(w))) {
              if (COUNTED) {
                countInstruction(frame, pc + 2);
                countInstruction(frame, pc + 6);
              }
              const x = compact(changetype<usize>(v));
              const y = compact(changetype<usize>(w));
              pc += (<i32>load<u8>(pc, 3) & outcomeBit(x < y, x > y)) != 0 ? 10 : 10 + ((<usize>(jump >> 8)) << 1);
              continue;
            }
          }
        } else if (third == BINARY_OP_ADD_INT || third == BINARY_OP_SUBTRACT_INT) {
          const r = localSum(frame, pc + 2, changetype<usize>(v), changetype<usize>(w), third == BINARY_OP_ADD_INT);
          if (r != 0) {
            if (COUNTED) countInstruction(frame, pc + 2);
            pc += 2;
            if (r == FAILED) break;
            store<u32>(sp, <u32>r);
            sp += 8;
            pc += 4;
            continue;
          }
        }
        Py_INCREF(v);
        store<u32>(sp, <u32>changetype<usize>(v));
        sp += 8;
        Py_INCREF(w);
        store<u32>(sp, <u32>changetype<usize>(w));
        sp += 8;
        pc += 2;
        continue;
      }
      case LOAD_FAST_LOAD_FAST: {
        const oparg = <i32>load<u8>(pc, 1);
        const v = load<PyObject>(frame + F_LOCALSPLUS + ((<usize>(oparg >> 4)) << 3));
        const w = load<PyObject>(frame + F_LOCALSPLUS + ((<usize>(oparg & 15)) << 3));
        const next = <i32>load<u8>(pc, 2);
        if (next == BINARY_SUBSCR_LIST_INT) {
          const item = listItem(changetype<usize>(v), changetype<usize>(w));
          if (item != 0) {
            if (COUNTED) countInstruction(frame, pc + 2);
            Py_INCREF(changetype<PyObject>(item));
            store<u32>(sp, <u32>item);
            sp += 8;
            pc += 6;
            continue;
          }
        } else if (next >= BINARY_OP_ADD_FLOAT && next <= BINARY_OP_SUBTRACT_INT) {
          const r = localArithmetic(frame, pc + 2, next, changetype<usize>(v), changetype<usize>(w));
          if (r != 0) {
            if (COUNTED) countInstruction(frame, pc + 2);
            pc += 2;
            if (r == FAILED) break;
            store<u32>(sp, <u32>r);
            sp += 8;
            pc += 4;
            continue;
          }
        }
        Py_INCREF(v);
        Py_INCREF(w);
        store<u32>(sp, <u32>changetype<usize>(v));
        store<u32>(sp, <u32>changetype<usize>(w), 8);
        sp += 16;
        pc += 2;
        continue;
      }
      case LOAD_FAST_CHECK: {
        const oparg = <i32>load<u8>(pc, 1);
        const v = load<usize>(frame + F_LOCALSPLUS + ((<usize>oparg) << 3));
        if (v == 0) {
          unboundLocal(frame, oparg);
          break;
        }
        Py_INCREF(changetype<PyObject>(v));
        store<u32>(sp, <u32>v);
        sp += 8;
        pc += 2;
        continue;
      }
      case LOAD_FAST_AND_CLEAR: {
        const oparg = <i32>load<u8>(pc, 1);
        const at = frame + F_LOCALSPLUS + ((<usize>oparg) << 3);
        store<u32>(sp, load<u32>(at));
        store<u32>(at, 0);
        sp += 8;
        pc += 2;
        continue;
      }
      case STORE_FAST_LOAD_FAST: {
        const oparg = <i32>load<u8>(pc, 1);
        const at = frame + F_LOCALSPLUS + ((<usize>(oparg >> 4)) << 3);
        const old = load<usize>(at);
        store<u32>(at, load<u32>(sp - 8));
        const v = load<PyObject>(frame + F_LOCALSPLUS + ((<usize>(oparg & 15)) << 3));
        Py_INCREF(v);
        store<u32>(sp - 8, <u32>changetype<usize>(v));
        if (old != 0) releaseLocal(frame, pc, old);
        pc += 2;
        continue;
      }
      case STORE_FAST_STORE_FAST: {
        const oparg = <i32>load<u8>(pc, 1);
        const at = frame + F_LOCALSPLUS + ((<usize>(oparg >> 4)) << 3);
        const to = frame + F_LOCALSPLUS + ((<usize>(oparg & 15)) << 3);
        const old = load<usize>(at);
        sp -= 16;
        store<u32>(at, load<u32>(sp, 8));
        const old2 = load<usize>(to);
        store<u32>(to, load<u32>(sp));
        if (old != 0) releaseLocal(frame, pc, old);
        if (old2 != 0) releaseLocal(frame, pc, old2);
        pc += 2;
        continue;
      }
      case LOAD_CONST: {
        const oparg = <i32>load<u8>(pc, 1);
        const v = load<PyObject>(consts + ((<usize>oparg) << 3));
        Py_INCREF(v);
        store<u32>(sp, <u32>changetype<usize>(v));
        sp += 8;
        pc += 2;
        const follow = <i32>load<u16>(pc);
        if ((follow & 0xff) != LOAD_FAST) continue;
        if (COUNTED) countInstruction(frame, pc);
        const w = load<PyObject>(frame + F_LOCALSPLUS + ((<usize>(follow >> 8)) << 3));
        Py_INCREF(w);
        store<u32>(sp, <u32>changetype<usize>(w));
        sp += 8;
        pc += 2;
        continue;
      }
      case POP_TOP: {
        sp -= 8;
        pc += 2;
        const v = load<usize>(sp);
        release(v);
        continue;
      }
      case END_FOR: {
        sp -= 8;
        pc += 2;
        release(load<usize>(sp));
        continue;
      }
      case PUSH_NULL: {
        store<u32>(sp, 0);
        sp += 8;
        pc += 2;
        continue;
      }
      case NOP: {
        pc += 2;
        continue;
      }
      case COPY: {
        const oparg = <i32>load<u8>(pc, 1);
        if (load<u32>(pc) == COPY_TWO && load<u8>(pc, 4) == BINARY_SUBSCR_LIST_INT) {
          // `list[i] op= ...`: the item of what stays on the stack
          const item = listItem(load<usize>(sp - 16), load<usize>(sp - 8));
          if (item != 0) {
            if (COUNTED) {
              countInstruction(frame, pc + 2);
              countInstruction(frame, pc + 4);
            }
            Py_INCREF(changetype<PyObject>(item));
            store<u32>(sp, <u32>item);
            sp += 8;
            pc += 8;
            continue;
          }
        }
        const v = load<usize>(sp - ((<usize>oparg) << 3));
        if (v != 0) Py_INCREF(changetype<PyObject>(v));
        store<u32>(sp, <u32>v);
        sp += 8;
        pc += 2;
        continue;
      }
      case SWAP: {
        const oparg = <i32>load<u8>(pc, 1);
        if (load<u32>(pc) == SWAP_THREE && load<u8>(pc, 4) == STORE_SUBSCR_LIST_INT) {
          // ... and its end: stack list, index, value
          const list = load<usize>(sp - 24);
          const key = load<usize>(sp - 16);
          const to = listSlot(list, key);
          if (to != 0) {
            if (COUNTED) {
              countInstruction(frame, pc + 2);
              countInstruction(frame, pc + 4);
            }
            const old = load<usize>(to);
            store<u32>(to, load<u32>(sp - 8));
            frameAt(frame).instr_ptr = pc + 4;
            sp -= 24;
            pc += 8;
            release(old);
            release(key);
            release(list);
            continue;
          }
        }
        const at = sp - ((<usize>oparg) << 3);
        const v = load<u32>(at);
        store<u32>(at, load<u32>(sp - 8));
        store<u32>(sp - 8, v);
        pc += 2;
        continue;
      }
      case RESUME_CHECK: {
        pc += 2;
        if (tick() || evalBreaker != 0) {
          status = breakerAtResume(frame, pc, sp);
          break;
        }
        continue;
      }
      case JUMP_FORWARD: {
        const oparg = <i32>load<u8>(pc, 1);
        pc += 2 + ((<usize>oparg) << 1);
        continue;
      }
      case JUMP_BACKWARD: {
        const oparg = <i32>load<u8>(pc, 1);
        pc += 4 - ((<usize>oparg) << 1);
        if (tick() || evalBreaker != 0) {
          status = breakerAtJump(frame, pc, sp);
          break;
        }
        continue;
      }
      case JUMP_BACKWARD_NO_INTERRUPT: {
        const oparg = <i32>load<u8>(pc, 1);
        pc += 2 - ((<usize>oparg) << 1);
        continue;
      }
      case POP_JUMP_IF_FALSE: {
        const oparg = <i32>load<u8>(pc, 1);
        sp -= 8;
        const v = load<usize>(sp);
        dropStatic(v);
        pc += v == changetype<usize>(Py_False) ? 4 + ((<usize>oparg) << 1) : 4;
        continue;
      }
      case POP_JUMP_IF_TRUE: {
        const oparg = <i32>load<u8>(pc, 1);
        sp -= 8;
        const v = load<usize>(sp);
        dropStatic(v);
        pc += v == changetype<usize>(Py_True) ? 4 + ((<usize>oparg) << 1) : 4;
        continue;
      }
      case POP_JUMP_IF_NONE: {
        const oparg = <i32>load<u8>(pc, 1);
        sp -= 8;
        const v = load<usize>(sp);
        pc += v == changetype<usize>(Py_None) ? 4 + ((<usize>oparg) << 1) : 4;
        release(v);
        continue;
      }
      case POP_JUMP_IF_NOT_NONE: {
        const oparg = <i32>load<u8>(pc, 1);
        sp -= 8;
        const v = load<usize>(sp);
        pc += v == changetype<usize>(Py_None) ? 4 : 4 + ((<usize>oparg) << 1);
        release(v);
        continue;
      }
      case BINARY_OP_ADD_INT: {
        const oparg = <i32>load<u8>(pc, 1);
        const a = load<usize>(sp - 16);
        const b = load<usize>(sp - 8);
        if (!compactPair(a, b)) {
          const next = op_binary_op(frame, pc, sp, oparg);
          if (next == 0) break;
          sp = next;
          pc += 4;
          continue;
        }
        const v = compact(a) + compact(b);
        if (<u32>(v + 5) < smallIntCount()) {
          store<u32>(sp - 16, referred(changetype<usize>(smallInt(v))));
          release(a);
          release(b);
        } else if (load<u32>(a) == 1 && <u32>(v + 0x3fffffff) <= 0x7ffffffe) {
          store<u32>(a, v < 0 ? 10 : 8, LV_TAG);
          store<i32>(a, v < 0 ? -v : v, DIGIT);
          release(b);
        } else if (intResult(frame, pc, sp, a, b, <i64>v) == 0) break;
        sp -= 8;
        pc += 4;
        const follow = <i32>load<u16>(pc);
        if ((follow & 0xff) != STORE_FAST) continue;
        if (COUNTED) countInstruction(frame, pc);
        const at = frame + F_LOCALSPLUS + ((<usize>(follow >> 8)) << 3);
        const old = load<usize>(at);
        sp -= 8;
        store<u32>(at, load<u32>(sp));
        pc += 2;
        if (old != 0) release(old);
        continue;
      }
      case BINARY_OP_SUBTRACT_INT: {
        const oparg = <i32>load<u8>(pc, 1);
        const a = load<usize>(sp - 16);
        const b = load<usize>(sp - 8);
        if (!compactPair(a, b)) {
          const next = op_binary_op(frame, pc, sp, oparg);
          if (next == 0) break;
          sp = next;
          pc += 4;
          continue;
        }
        const v = compact(a) - compact(b);
        if (<u32>(v + 5) < smallIntCount()) {
          store<u32>(sp - 16, referred(changetype<usize>(smallInt(v))));
          release(a);
          release(b);
        } else if (load<u32>(a) == 1 && <u32>(v + 0x3fffffff) <= 0x7ffffffe) {
          store<u32>(a, v < 0 ? 10 : 8, LV_TAG);
          store<i32>(a, v < 0 ? -v : v, DIGIT);
          release(b);
        } else if (intResult(frame, pc, sp, a, b, <i64>v) == 0) break;
        sp -= 8;
        pc += 4;
        const follow = <i32>load<u16>(pc);
        if ((follow & 0xff) != STORE_FAST) continue;
        if (COUNTED) countInstruction(frame, pc);
        const at = frame + F_LOCALSPLUS + ((<usize>(follow >> 8)) << 3);
        const old = load<usize>(at);
        sp -= 8;
        store<u32>(at, load<u32>(sp));
        pc += 2;
        if (old != 0) release(old);
        continue;
      }
      case BINARY_OP_MULTIPLY_INT: {
        const oparg = <i32>load<u8>(pc, 1);
        const a = load<usize>(sp - 16);
        const b = load<usize>(sp - 8);
        const next = compactPair(a, b)
          ? intResult(frame, pc, sp, a, b, <i64>compact(a) * <i64>compact(b))
          : op_binary_op(frame, pc, sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 4;
        const follow = <i32>load<u16>(pc);
        if ((follow & 0xff) != STORE_FAST) continue;
        if (COUNTED) countInstruction(frame, pc);
        const at = frame + F_LOCALSPLUS + ((<usize>(follow >> 8)) << 3);
        const old = load<usize>(at);
        sp -= 8;
        store<u32>(at, load<u32>(sp));
        pc += 2;
        if (old != 0) release(old);
        continue;
      }
      case BINARY_OP_ADD_FLOAT: {
        const oparg = <i32>load<u8>(pc, 1);
        const a = load<usize>(sp - 16);
        const b = load<usize>(sp - 8);
        if (!floatPair(a, b)) {
          const next = op_binary_op(frame, pc, sp, oparg);
          if (next == 0) break;
          sp = next;
          pc += 4;
          continue;
        }
        const v = load<f64>(a, FLOAT_VALUE) + load<f64>(b, FLOAT_VALUE);
        if (load<u32>(a) == 1) {
          store<f64>(a, v, FLOAT_VALUE);
          release(b);
        } else if (floatResult(frame, pc, sp, a, b, v) == 0) break;
        sp -= 8;
        pc += 4;
        const follow = <i32>load<u16>(pc);
        if ((follow & 0xff) != STORE_FAST) continue;
        if (COUNTED) countInstruction(frame, pc);
        const at = frame + F_LOCALSPLUS + ((<usize>(follow >> 8)) << 3);
        const old = load<usize>(at);
        sp -= 8;
        store<u32>(at, load<u32>(sp));
        pc += 2;
        if (old != 0) release(old);
        continue;
      }
      case BINARY_OP_SUBTRACT_FLOAT: {
        const oparg = <i32>load<u8>(pc, 1);
        const a = load<usize>(sp - 16);
        const b = load<usize>(sp - 8);
        if (!floatPair(a, b)) {
          const next = op_binary_op(frame, pc, sp, oparg);
          if (next == 0) break;
          sp = next;
          pc += 4;
          continue;
        }
        const v = load<f64>(a, FLOAT_VALUE) - load<f64>(b, FLOAT_VALUE);
        if (load<u32>(a) == 1) {
          store<f64>(a, v, FLOAT_VALUE);
          release(b);
        } else if (floatResult(frame, pc, sp, a, b, v) == 0) break;
        sp -= 8;
        pc += 4;
        const follow = <i32>load<u16>(pc);
        if ((follow & 0xff) != STORE_FAST) continue;
        if (COUNTED) countInstruction(frame, pc);
        const at = frame + F_LOCALSPLUS + ((<usize>(follow >> 8)) << 3);
        const old = load<usize>(at);
        sp -= 8;
        store<u32>(at, load<u32>(sp));
        pc += 2;
        if (old != 0) release(old);
        continue;
      }
      case BINARY_OP_MULTIPLY_FLOAT: {
        const oparg = <i32>load<u8>(pc, 1);
        const a = load<usize>(sp - 16);
        const b = load<usize>(sp - 8);
        if (!floatPair(a, b)) {
          const next = op_binary_op(frame, pc, sp, oparg);
          if (next == 0) break;
          sp = next;
          pc += 4;
          continue;
        }
        const v = load<f64>(a, FLOAT_VALUE) * load<f64>(b, FLOAT_VALUE);
        if (load<u32>(a) == 1) {
          store<f64>(a, v, FLOAT_VALUE);
          release(b);
        } else if (floatResult(frame, pc, sp, a, b, v) == 0) break;
        sp -= 8;
        pc += 4;
        const follow = <i32>load<u16>(pc);
        if ((follow & 0xff) != STORE_FAST) continue;
        if (COUNTED) countInstruction(frame, pc);
        const at = frame + F_LOCALSPLUS + ((<usize>(follow >> 8)) << 3);
        const old = load<usize>(at);
        sp -= 8;
        store<u32>(at, load<u32>(sp));
        pc += 2;
        if (old != 0) release(old);
        continue;
      }
      case BINARY_OP_ADD_UNICODE: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const next = op_binary_op_add_unicode(frame, pc, sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 4;
        continue;
      }
      case BINARY_OP: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const a = load<usize>(sp - 16);
        const b = load<usize>(sp - 8);
        const next = compactPair(a, b) ? intOperation(frame, pc, sp, oparg) : op_binary_op(frame, pc, sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 4;
        continue;
      }
      case COMPARE_OP_INT: {
        const oparg = <i32>load<u8>(pc, 1);
        const a = load<usize>(sp - 16);
        const b = load<usize>(sp - 8);
        if (!compactPair(a, b)) {
          const next = op_compare_op(frame, pc, sp, oparg);
          if (next == 0) break;
          sp = next;
          pc += 4;
          continue;
        }
        const x = compact(a);
        const y = compact(b);
        const truth = (oparg & outcomeBit(x < y, x > y)) != 0;
        release(a);
        release(b);
        const to = jumpBy(truth, frame, pc + 4);
        if (to != 0) {
          sp -= 16;
          pc = to;
          continue;
        }
        sp -= 8;
        store<u32>(sp - 8, truthValue(truth));
        pc += 4;
        continue;
      }
      case COMPARE_OP_FLOAT: {
        const oparg = <i32>load<u8>(pc, 1);
        const a = load<usize>(sp - 16);
        const b = load<usize>(sp - 8);
        if (!floatPair(a, b)) {
          const next = op_compare_op(frame, pc, sp, oparg);
          if (next == 0) break;
          sp = next;
          pc += 4;
          continue;
        }
        const x = load<f64>(a, FLOAT_VALUE);
        const y = load<f64>(b, FLOAT_VALUE);
        const truth = (oparg & (x == y ? 8 : x < y ? 2 : x > y ? 4 : 1)) != 0;
        release(a);
        release(b);
        const to = jumpBy(truth, frame, pc + 4);
        if (to != 0) {
          sp -= 16;
          pc = to;
          continue;
        }
        sp -= 8;
        store<u32>(sp - 8, truthValue(truth));
        pc += 4;
        continue;
      }
      case COMPARE_OP_STR: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const truth = truth_compare_op_str(sp, oparg);
        if (truth < 0) {
          const next = op_compare_op(frame, pc, sp, oparg);
          if (next == 0) break;
          sp = next;
          pc += 4;
          continue;
        }
        const to = jumpBy(truth != 0, frame, pc + 4);
        if (to != 0) {
          sp -= 16;
          pc = to;
          continue;
        }
        sp -= 8;
        store<u32>(sp - 8, truthValue(truth != 0));
        pc += 4;
        continue;
      }
      case COMPARE_OP: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const next = op_compare_op(frame, pc, sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 4;
        continue;
      }
      case IS_OP: {
        const oparg = <i32>load<u8>(pc, 1);
        const a = load<usize>(sp - 16);
        const b = load<usize>(sp - 8);
        const truth = (a == b) != (oparg != 0);
        release(a);
        release(b);
        const to = jumpBy(truth, frame, pc + 2);
        if (to != 0) {
          sp -= 16;
          pc = to;
          continue;
        }
        sp -= 8;
        store<u32>(sp - 8, truthValue(truth));
        pc += 2;
        continue;
      }
      case CONTAINS_OP_DICT: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const truth = truth_contains_op_dict(frame, pc, sp, oparg);
        if (truth < 0) break;
        const to = jumpBy(truth != 0, frame, pc + 4);
        if (to != 0) {
          sp -= 16;
          pc = to;
          continue;
        }
        sp -= 8;
        store<u32>(sp - 8, truthValue(truth != 0));
        pc += 4;
        continue;
      }
      case CONTAINS_OP_SET: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const truth = truth_contains_op_set(frame, pc, sp, oparg);
        if (truth < 0) break;
        const to = jumpBy(truth != 0, frame, pc + 4);
        if (to != 0) {
          sp -= 16;
          pc = to;
          continue;
        }
        sp -= 8;
        store<u32>(sp - 8, truthValue(truth != 0));
        pc += 4;
        continue;
      }
      case CONTAINS_OP: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const truth = truth_contains_op(frame, pc, sp, oparg);
        if (truth < 0) break;
        const to = jumpBy(truth != 0, frame, pc + 4);
        if (to != 0) {
          sp -= 16;
          pc = to;
          continue;
        }
        sp -= 8;
        store<u32>(sp - 8, truthValue(truth != 0));
        pc += 4;
        continue;
      }
      case TO_BOOL_BOOL: {
        const oparg = <i32>load<u8>(pc, 1);
        const v = load<u32>(sp - 8);
        if (v == <u32>changetype<usize>(Py_True) || v == <u32>changetype<usize>(Py_False)) {
          pc += 8;
          const to = jumpBy(v == <u32>changetype<usize>(Py_True), frame, pc);
          if (to != 0) {
            dropStatic(v);
            sp -= 8;
            pc = to;
          }
          continue;
        }
        const next = op_to_bool(frame, pc, sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 8;
        continue;
      }
      case TO_BOOL_INT: {
        const oparg = <i32>load<u8>(pc, 1);
        const v = load<usize>(sp - 8);
        let truth: i32;
        if (load<u32>(v, OB_TYPE) == INT_TYPE) {
          truth = i32((load<u32>(v, LV_TAG) & 3) != 1);
          release(v);
        } else {
          truth = truth_to_bool(frame, pc, sp, oparg);
          if (truth < 0) break;
        }
        const to = jumpBy(truth != 0, frame, pc + 8);
        if (to != 0) {
          sp -= 8;
          pc = to;
          continue;
        }
        store<u32>(sp - 8, truthValue(truth != 0));
        pc += 8;
        continue;
      }
      case TO_BOOL_NONE: {
        const oparg = <i32>load<u8>(pc, 1);
        let truth = 0;
        if (load<u32>(sp - 8) == <u32>changetype<usize>(Py_None)) dropStatic(changetype<usize>(Py_None));
        else {
          truth = truth_to_bool(frame, pc, sp, oparg);
          if (truth < 0) break;
        }
        const to = jumpBy(truth != 0, frame, pc + 8);
        if (to != 0) {
          sp -= 8;
          pc = to;
          continue;
        }
        store<u32>(sp - 8, truthValue(truth != 0));
        pc += 8;
        continue;
      }
      case TO_BOOL_LIST: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const truth = truth_to_bool_list(frame, pc, sp, oparg);
        if (truth < 0) break;
        const to = jumpBy(truth != 0, frame, pc + 8);
        if (to != 0) {
          sp -= 8;
          pc = to;
          continue;
        }
        store<u32>(sp - 8, truthValue(truth != 0));
        pc += 8;
        continue;
      }
      case TO_BOOL_STR: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const truth = truth_to_bool_str(frame, pc, sp, oparg);
        if (truth < 0) break;
        const to = jumpBy(truth != 0, frame, pc + 8);
        if (to != 0) {
          sp -= 8;
          pc = to;
          continue;
        }
        store<u32>(sp - 8, truthValue(truth != 0));
        pc += 8;
        continue;
      }
      case TO_BOOL_ALWAYS_TRUE: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const truth = truth_to_bool_always_true(frame, pc, sp, oparg);
        if (truth < 0) break;
        const to = jumpBy(truth != 0, frame, pc + 8);
        if (to != 0) {
          sp -= 8;
          pc = to;
          continue;
        }
        store<u32>(sp - 8, truthValue(truth != 0));
        pc += 8;
        continue;
      }
      case TO_BOOL: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const truth = truth_to_bool(frame, pc, sp, oparg);
        if (truth < 0) break;
        const to = jumpBy(truth != 0, frame, pc + 8);
        if (to != 0) {
          sp -= 8;
          pc = to;
          continue;
        }
        store<u32>(sp - 8, truthValue(truth != 0));
        pc += 8;
        continue;
      }
      case UNARY_NOT: {
        const v = load<usize>(sp - 8);
        dropStatic(v);
        store<u32>(sp - 8, truthValue(v == changetype<usize>(Py_False)));
        pc += 2;
        continue;
      }
      case BINARY_SUBSCR_LIST_INT: {
        const oparg = <i32>load<u8>(pc, 1);
        const list = load<usize>(sp - 16);
        const key = load<usize>(sp - 8);
        if (indexes(list, <u32>changetype<usize>(PyList_Type), key)) {
          const index = load<u32>(key, DIGIT);
          if (index < load<u32>(list, OB_SIZE)) {
            const v = load<PyObject>(load<usize>(list, LIST_ITEMS) + ((<usize>index) << 3));
            Py_INCREF(v);
            store<u32>(sp - 16, <u32>changetype<usize>(v));
            sp -= 8;
            pc += 4;
            release(key);
            release(list);
            continue;
          }
        }
        frameAt(frame).instr_ptr = pc;
        const next = op_binary_subscr(frame, pc, sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 4;
        continue;
      }
      case BINARY_SUBSCR_TUPLE_INT: {
        const oparg = <i32>load<u8>(pc, 1);
        const tuple = load<usize>(sp - 16);
        const key = load<usize>(sp - 8);
        if (indexes(tuple, <u32>changetype<usize>(PyTuple_Type), key)) {
          const index = load<u32>(key, DIGIT);
          if (index < load<u32>(tuple, OB_SIZE)) {
            const v = load<PyObject>(tuple + ((<usize>index) << 3), TUPLE_ITEMS);
            Py_INCREF(v);
            store<u32>(sp - 16, <u32>changetype<usize>(v));
            sp -= 8;
            pc += 4;
            release(key);
            release(tuple);
            continue;
          }
        }
        frameAt(frame).instr_ptr = pc;
        const next = op_binary_subscr(frame, pc, sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 4;
        continue;
      }
      case BINARY_SUBSCR_DICT: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const next = op_binary_subscr_dict(frame, pc, sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 4;
        continue;
      }
      case BINARY_SUBSCR_STR_INT: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const next = op_binary_subscr_str_int(frame, pc, sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 4;
        continue;
      }
      case BINARY_SUBSCR: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const next = op_binary_subscr(frame, pc, sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 4;
        continue;
      }
      case STORE_SUBSCR_LIST_INT: {
        const oparg = <i32>load<u8>(pc, 1);
        const list = load<usize>(sp - 16);
        const key = load<usize>(sp - 8);
        if (indexes(list, <u32>changetype<usize>(PyList_Type), key)) {
          const index = load<u32>(key, DIGIT);
          if (index < load<u32>(list, OB_SIZE)) {
            const at = load<usize>(list, LIST_ITEMS) + ((<usize>index) << 3);
            const old = load<usize>(at);
            store<u32>(at, load<u32>(sp - 24));
            sp -= 24;
            pc += 4;
            release(old);
            release(key);
            release(list);
            continue;
          }
        }
        frameAt(frame).instr_ptr = pc;
        const next = op_store_subscr(frame, pc, sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 4;
        continue;
      }
      case STORE_SUBSCR_DICT: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const next = op_store_subscr_dict(frame, pc, sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 4;
        continue;
      }
      case STORE_SUBSCR: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const next = op_store_subscr(frame, pc, sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 4;
        continue;
      }
      case LOAD_GLOBAL_MODULE: {
        const oparg = <i32>load<u8>(pc, 1);
        const keys = load<usize>(changetype<usize>(frameAt(frame).f_globals), 32);
        if (load<u32>(keys, 12) == <u32>load<u16>(pc, 4)) {
          const v = load<usize>(keys + 32 + ((<usize>1) << load<u8>(keys, 9)) + ((<usize>load<u16>(pc, 8)) << 4), 8);
          if (v != 0) {
            Py_INCREF(changetype<PyObject>(v));
            store<u32>(sp, <u32>v);
            store<u32>(sp, 0, 8);
            sp += 8 + ((<usize>(oparg & 1)) << 3);
            pc += 10;
            continue;
          }
        }
        const next = op_load_global(frame, pc, sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 10;
        continue;
      }
      case LOAD_GLOBAL_BUILTIN: {
        const oparg = <i32>load<u8>(pc, 1);
        const globalKeys = load<usize>(changetype<usize>(frameAt(frame).f_globals), 32);
        const keys = load<usize>(changetype<usize>(frameAt(frame).f_builtins), 32);
        if (load<u32>(globalKeys, 12) == <u32>load<u16>(pc, 4) && load<u32>(keys, 12) == <u32>load<u16>(pc, 6)) {
          const v = load<usize>(keys + 32 + ((<usize>1) << load<u8>(keys, 9)) + ((<usize>load<u16>(pc, 8)) << 4), 8);
          if (v != 0) {
            Py_INCREF(changetype<PyObject>(v));
            store<u32>(sp, <u32>v);
            store<u32>(sp, 0, 8);
            sp += 8 + ((<usize>(oparg & 1)) << 3);
            pc += 10;
            continue;
          }
        }
        const next = op_load_global(frame, pc, sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 10;
        continue;
      }
      case LOAD_GLOBAL: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const next = op_load_global(frame, pc, sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 10;
        continue;
      }
      case LOAD_ATTR_INSTANCE_VALUE: {
        const oparg = <i32>load<u8>(pc, 1);
        const owner = load<usize>(sp - 8);
        const type = load<usize>(owner, OB_TYPE);
        if (load<u32>(type, 384) == load<u32>(pc, 4)) {
          const values = owner + load<usize>(type, 32);
          const v = load<usize>(values + ((<usize>load<u16>(pc, 8)) << 3), 8);
          if (load<u8>(values, 3) != 0 && v != 0) {
            Py_INCREF(changetype<PyObject>(v));
            store<u32>(sp - 8, <u32>v);
            store<u32>(sp, 0);
            sp += (<usize>(oparg & 1)) << 3;
            pc += 20;
            release(owner);
            continue;
          }
        }
        frameAt(frame).instr_ptr = pc;
        const next = op_load_attr(frame, pc, sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 20;
        continue;
      }
      case LOAD_ATTR_MODULE: {
        const oparg = <i32>load<u8>(pc, 1);
        const owner = load<usize>(sp - 8);
        if (load<u32>(owner, OB_TYPE) == <u32>changetype<usize>(PyModule_Type)) {
          const keys = load<usize>(load<usize>(owner, 16), 32);
          if (load<u32>(keys, 12) == load<u32>(pc, 4)) {
            const v = load<usize>(keys + 32 + ((<usize>1) << load<u8>(keys, 9)) + ((<usize>load<u16>(pc, 8)) << 4), 8);
            if (v != 0) {
              Py_INCREF(changetype<PyObject>(v));
              store<u32>(sp - 8, <u32>v);
              store<u32>(sp, 0);
              sp += (<usize>(oparg & 1)) << 3;
              pc += 20;
              release(owner);
              continue;
            }
          }
        }
        frameAt(frame).instr_ptr = pc;
        const next = op_load_attr(frame, pc, sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 20;
        continue;
      }
      case LOAD_ATTR_CLASS: {
        const oparg = <i32>load<u8>(pc, 1);
        const owner = load<usize>(sp - 8);
        if (
          (load<u32>(load<usize>(owner, OB_TYPE), TP_FLAGS) & Py_TPFLAGS_TYPE_SUBCLASS) != 0 &&
          load<u32>(owner, 384) == load<u32>(pc, 4)
        ) {
          const v = load<PyObject>(pc, 12);
          Py_INCREF(v);
          store<u32>(sp - 8, <u32>changetype<usize>(v));
          store<u32>(sp, 0);
          sp += (<usize>(oparg & 1)) << 3;
          pc += 20;
          release(owner);
          continue;
        }
        frameAt(frame).instr_ptr = pc;
        const next = op_load_attr(frame, pc, sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 20;
        continue;
      }
      case LOAD_ATTR_SLOT: {
        const oparg = <i32>load<u8>(pc, 1);
        const owner = load<usize>(sp - 8);
        if (load<u32>(load<usize>(owner, OB_TYPE), 384) == load<u32>(pc, 4)) {
          const v = load<usize>(owner + <usize>load<u16>(pc, 8));
          if (v != 0) {
            Py_INCREF(changetype<PyObject>(v));
            store<u32>(sp - 8, <u32>v);
            store<u32>(sp, 0);
            sp += (<usize>(oparg & 1)) << 3;
            pc += 20;
            release(owner);
            continue;
          }
        }
        frameAt(frame).instr_ptr = pc;
        const next = op_load_attr(frame, pc, sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 20;
        continue;
      }
      case LOAD_ATTR_METHOD_WITH_VALUES: {
        const oparg = <i32>load<u8>(pc, 1);
        const owner = load<usize>(sp - 8);
        const type = load<usize>(owner, OB_TYPE);
        if (
          load<u32>(type, 384) == load<u32>(pc, 4) &&
          load<u8>(owner + load<usize>(type, 32), 3) != 0 &&
          load<u32>(load<usize>(type, 880), 12) == load<u32>(pc, 8)
        ) {
          const v = load<PyObject>(pc, 12);
          Py_INCREF(v);
          store<u32>(sp - 8, <u32>changetype<usize>(v));
          store<u32>(sp, <u32>owner);
          sp += 8;
          pc += 20;
          continue;
        }
        frameAt(frame).instr_ptr = pc;
        const next = op_load_attr(frame, pc, sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 20;
        continue;
      }
      case LOAD_ATTR_METHOD_NO_DICT: {
        const oparg = <i32>load<u8>(pc, 1);
        const owner = load<usize>(sp - 8);
        if (load<u32>(load<usize>(owner, OB_TYPE), 384) == load<u32>(pc, 4)) {
          const v = load<PyObject>(pc, 12);
          Py_INCREF(v);
          store<u32>(sp - 8, <u32>changetype<usize>(v));
          store<u32>(sp, <u32>owner);
          sp += 8;
          pc += 20;
          continue;
        }
        frameAt(frame).instr_ptr = pc;
        const next = op_load_attr(frame, pc, sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 20;
        continue;
      }
      case LOAD_ATTR: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const next = op_load_attr(frame, pc, sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 20;
        continue;
      }
      case STORE_ATTR_INSTANCE_VALUE: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const next = instanceValueStore(pc, sp) ? sp - 16 : op_store_attr(frame, pc, sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 10;
        continue;
      }
      case STORE_ATTR: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const next = op_store_attr(frame, pc, sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 10;
        continue;
      }
      case CALL_BOUND_METHOD_EXACT_ARGS: {
        const at = sp - ((<usize>load<u8>(pc, 1) + 2) << 3);
        const method = load<usize>(at);
        if (load<u32>(method, OB_TYPE) == <u32>changetype<usize>(PyMethod_Type) && load<u32>(at, 8) == 0) {
          const self = load<PyObject>(method, 24);
          const func = load<PyObject>(method, 16);
          Py_INCREF(self);
          Py_INCREF(func);
          store<u32>(at, <u32>changetype<usize>(self), 8);
          store<u32>(at, <u32>changetype<usize>(func));
          release(method);
        }
      }
      // falls through: a call of the function with one more argument
      case CALL_PY_EXACT_ARGS: {
        const oparg = <i32>load<u8>(pc, 1);
        const base = sp - ((<usize>(oparg + 2)) << 3);
        const callable = load<usize>(base);
        if (
          load<u32>(callable, OB_TYPE) == <u32>changetype<usize>(PyFunction_Type) &&
          load<u32>(callable, 136) == load<u32>(pc, 4)
        ) {
          const hasSelf = load<u32>(base, 8) != 0 ? 1 : 0;
          const func = changetype<PyFunctionObject>(callable);
          const code = func.func_code;
          const callee = stackTop;
          const end = callee + ((<usize>code.co_framesize) << 3);
          if (code.co_argcount == oparg + hasSelf && recursionRemaining > 1 && end <= stackLimit) {
            takeRecursion();
            setStackTop(end);
            initFrame(callee, func, null, code);
            let from = base + 16 - ((<usize>hasSelf) << 3);
            let to = callee + F_LOCALSPLUS;
            while (from < sp) {
              store<u32>(to, load<u32>(from));
              to += 8;
              from += 8;
            }
            const localsEnd = callee + F_LOCALSPLUS + ((<usize>code.co_nlocalsplus) << 3);
            while (to < localsEnd) {
              store<u32>(to, 0);
              to += 8;
            }
            const f = frameAt(frame);
            f.instr_ptr = pc;
            f.return_offset = 4;
            f.stacktop = <i32>((base - frame - F_LOCALSPLUS) >> 3);
            frameAt(callee).previous = frame;
            setCurrentFrame(callee);
            frame = callee;
            sp = localsEnd;
            pc = codeStart(code);
            consts = changetype<usize>(code.co_consts) + TUPLE_ITEMS;
            if (<i32>load<u8>(pc) != RESUME_CHECK) continue;
            if (COUNTED) countInstruction(frame, pc);
            pc += 2;
            if (!tick() && evalBreaker == 0) continue;
            status = breakerAtResume(frame, pc, sp);
            break;
          }
        }
        status = op_call(frame, pc, sp, oparg);
        break;
      }
      case CALL_BUILTIN_O: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const next = call_builtin_o(sp, oparg);
        if (next == 0) break;
        if (next == GENERIC) {
          status = callNative(<i32>load<u8>(pc), frame, pc, sp, oparg);
          break;
        }
        sp = next;
        pc += 8;
        if (evalBreaker == 0) continue;
        status = afterNativeCall(frame, pc, sp);
        break;
      }
      case CALL_BUILTIN_FAST:
      case CALL_BUILTIN_FAST_WITH_KEYWORDS: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const next = call_builtin_fast(sp, oparg);
        if (next == 0) break;
        if (next == GENERIC) {
          status = callNative(<i32>load<u8>(pc), frame, pc, sp, oparg);
          break;
        }
        sp = next;
        pc += 8;
        if (evalBreaker == 0) continue;
        status = afterNativeCall(frame, pc, sp);
        break;
      }
      case CALL_METHOD_DESCRIPTOR_NOARGS: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const next = call_method_noargs(sp, oparg);
        if (next == 0) break;
        if (next == GENERIC) {
          status = callNative(<i32>load<u8>(pc), frame, pc, sp, oparg);
          break;
        }
        sp = next;
        pc += 8;
        if (evalBreaker == 0) continue;
        status = afterNativeCall(frame, pc, sp);
        break;
      }
      case CALL_METHOD_DESCRIPTOR_O: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const next = call_method_o(sp, oparg);
        if (next == 0) break;
        if (next == GENERIC) {
          status = callNative(<i32>load<u8>(pc), frame, pc, sp, oparg);
          break;
        }
        sp = next;
        pc += 8;
        if (evalBreaker == 0) continue;
        status = afterNativeCall(frame, pc, sp);
        break;
      }
      case CALL_METHOD_DESCRIPTOR_FAST:
      case CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const next = call_method_fast(sp, oparg);
        if (next == 0) break;
        if (next == GENERIC) {
          status = callNative(<i32>load<u8>(pc), frame, pc, sp, oparg);
          break;
        }
        sp = next;
        pc += 8;
        if (evalBreaker == 0) continue;
        status = afterNativeCall(frame, pc, sp);
        break;
      }
      case CALL_LEN: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const next = call_len(sp, oparg);
        if (next == 0) break;
        if (next == GENERIC) {
          status = callNative(<i32>load<u8>(pc), frame, pc, sp, oparg);
          break;
        }
        sp = next;
        pc += 8;
        if (evalBreaker == 0) continue;
        status = afterNativeCall(frame, pc, sp);
        break;
      }
      case CALL_ISINSTANCE: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const next = call_isinstance(sp, oparg);
        if (next == 0) break;
        if (next == GENERIC) {
          status = callNative(<i32>load<u8>(pc), frame, pc, sp, oparg);
          break;
        }
        sp = next;
        pc += 8;
        if (evalBreaker == 0) continue;
        status = afterNativeCall(frame, pc, sp);
        break;
      }
      case CALL_LIST_APPEND: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const next = call_list_append(sp, oparg);
        if (next == 0) break;
        if (next == GENERIC) {
          status = callNative(<i32>load<u8>(pc), frame, pc, sp, oparg);
          break;
        }
        sp = next;
        pc += 10;
        continue;
      }
      case CALL: {
        const oparg = <i32>load<u8>(pc, 1);
        status = op_call(frame, pc, sp, oparg);
        break;
      }
      case RETURN_VALUE:
      case RETURN_CONST: {
        const oparg = <i32>load<u8>(pc, 1);
        let v: usize;
        if (<i32>load<u8>(pc) == RETURN_CONST) {
          v = load<usize>(consts + ((<usize>oparg) << 3));
          Py_INCREF(changetype<PyObject>(v));
        } else {
          sp -= 8;
          v = load<usize>(sp);
        }
        const f = frameAt(frame);
        const held = f.held;
        if (f.owner == FRAME_OWNED_BY_THREAD && f.frame_obj === null && f.f_locals === null && frame > chunkStart) {
          // nearly every return: locals, function and code go in CPython's order
          giveRecursion();
          setCurrentFrame(f.previous);
          for (let at = frame + F_LOCALSPLUS; at < sp; at += 8) {
            const p = load<usize>(at);
            if (p != 0) release(p);
          }
          const func = changetype<usize>(f.f_funcobj);
          release(func);
          const code = changetype<usize>(f.f_executable);
          release(code);
          setStackTop(frame);
          frame = f.previous;
        } else {
          f.stacktop = <i32>((sp - frame - F_LOCALSPLUS) >> 3);
          f.instr_ptr = pc;
          frame = leaveFrame(frame);
        }
        const caller = frameAt(frame);
        sp = frame + F_LOCALSPLUS + ((<usize>caller.stacktop) << 3);
        consts = changetype<usize>(frameCode(frame).co_consts) + TUPLE_ITEMS;
        if (held == 0) {
          store<u32>(sp, <u32>v);
          sp += 8;
        } else if (held != 1 || v != changetype<usize>(Py_None)) {
          const next = endHeldCall(held, sp, changetype<PyObject>(v));
          if (next == 0) {
            pc = caller.instr_ptr;
            break;
          }
          sp = next;
        } else dropStatic(v);
        pc = caller.instr_ptr + ((<usize>caller.return_offset) << 1);
        continue;
      }
      case YIELD_VALUE: {
        const oparg = <i32>load<u8>(pc, 1);
        sp -= 8;
        const v = load<u32>(sp);
        const f = frameAt(frame);
        f.stacktop = <i32>((sp - frame - F_LOCALSPLUS) >> 3);
        f.instr_ptr = pc + 2;
        const gen = frameGenerator(frame);
        gen.gi_frame_state = FRAME_SUSPENDED + <i8>oparg;
        setExcInfo(gen.previous_item!);
        gen.previous_item = null;
        giveRecursion();
        frame = f.previous;
        f.previous = 0;
        setCurrentFrame(frame);
        const caller = frameAt(frame);
        sp = frame + F_LOCALSPLUS + ((<usize>caller.stacktop) << 3);
        store<u32>(sp, v);
        sp += 8;
        pc = caller.instr_ptr + 4;
        consts = changetype<usize>(frameCode(frame).co_consts) + TUPLE_ITEMS;
        continue;
      }
      case FOR_ITER_RANGE: {
        const oparg = <i32>load<u8>(pc, 1);
        const iter = load<usize>(sp - 8);
        if (load<u32>(iter, OB_TYPE) == <u32>changetype<usize>(PyRangeIter_Type)) {
          const left = load<i64>(iter, 32);
          if (left <= 0) {
            sp -= 8;
            pc += 8 + ((<usize>oparg) << 1);
            release(iter);
            continue;
          }
          const v = load<i64>(iter, 16);
          store<i64>(iter, left - 1, 32);
          store<i64>(iter, v + load<i64>(iter, 24), 16);
          let r: usize;
          if (<u64>(v + 5) < <u64>smallIntCount()) r = <usize>referred(changetype<usize>(smallInt(<i32>v)));
          else if (<u64>(v + 0x3fffffff) <= 0x7ffffffe) r = newInt(frame, pc, <i32>v);
          else r = changetype<usize>(PyLong_FromI64(v));
          if (r == 0) break;
          pc += 4;
          const follow = <i32>load<u16>(pc);
          if ((follow & 0xff) != STORE_FAST) {
            store<u32>(sp, <u32>r);
            sp += 8;
            continue;
          }
          if (COUNTED) countInstruction(frame, pc);
          const at = frame + F_LOCALSPLUS + ((<usize>(follow >> 8)) << 3);
          const old = load<usize>(at);
          store<u32>(at, <u32>r);
          pc += 2;
          if (old != 0) release(old);
          continue;
        }
        status = op_for_iter(frame, pc, sp, oparg);
        break;
      }
      case FOR_ITER_LIST: {
        const oparg = <i32>load<u8>(pc, 1);
        const iter = load<usize>(sp - 8);
        const list = load<usize>(iter, 24);
        if (load<u32>(iter, OB_TYPE) == <u32>changetype<usize>(PyListIter_Type) && list != 0) {
          const i = load<u32>(iter, 16);
          if (i < load<u32>(list, OB_SIZE)) {
            const v = load<PyObject>(load<usize>(list, LIST_ITEMS) + ((<usize>i) << 3));
            store<u32>(iter, i + 1, 16);
            Py_INCREF(v);
            pc += 4;
            const follow = <i32>load<u16>(pc);
            if ((follow & 0xff) != STORE_FAST) {
              store<u32>(sp, <u32>changetype<usize>(v));
              sp += 8;
              continue;
            }
            if (COUNTED) countInstruction(frame, pc);
            const at = frame + F_LOCALSPLUS + ((<usize>(follow >> 8)) << 3);
            const old = load<usize>(at);
            store<u32>(at, <u32>changetype<usize>(v));
            pc += 2;
            if (old != 0) release(old);
            continue;
          }
        }
        status = op_for_iter(frame, pc, sp, oparg);
        break;
      }
      case FOR_ITER_TUPLE: {
        const oparg = <i32>load<u8>(pc, 1);
        const iter = load<usize>(sp - 8);
        const tuple = load<usize>(iter, 24);
        if (load<u32>(iter, OB_TYPE) == <u32>changetype<usize>(PyTupleIter_Type) && tuple != 0) {
          const i = load<u32>(iter, 16);
          if (i < load<u32>(tuple, OB_SIZE)) {
            const v = load<PyObject>(tuple + ((<usize>i) << 3), TUPLE_ITEMS);
            store<u32>(iter, i + 1, 16);
            Py_INCREF(v);
            store<u32>(sp, <u32>changetype<usize>(v));
            sp += 8;
            pc += 4;
            continue;
          }
        }
        status = op_for_iter(frame, pc, sp, oparg);
        break;
      }
      case FOR_ITER_GEN: {
        const oparg = <i32>load<u8>(pc, 1);
        const gen = load<PyGenObject>(sp - 8);
        if (gen.ob_type == PyGen_Type && gen.gi_frame_state < FRAME_EXECUTING && recursionRemaining > 1) {
          takeRecursion();
          gen.previous_item = excInfo;
          setExcInfo(genExcState(gen));
          gen.gi_frame_state = FRAME_EXECUTING;
          const f = frameAt(frame);
          f.instr_ptr = pc;
          f.return_offset = <u16>(2 + oparg);
          f.stacktop = <i32>((sp - frame - F_LOCALSPLUS) >> 3);
          const callee = genFrame(gen);
          const resumed = frameAt(callee);
          resumed.previous = frame;
          setCurrentFrame(callee);
          frame = callee;
          sp = callee + F_LOCALSPLUS + ((<usize>resumed.stacktop) << 3) + 8;
          store<u32>(sp - 8, <u32>changetype<usize>(Py_None));
          consts = changetype<usize>(frameCode(frame).co_consts) + TUPLE_ITEMS;
          pc = resumed.instr_ptr;
          if (<i32>load<u8>(pc) != RESUME_CHECK) {
            referred(changetype<usize>(Py_None));
            continue;
          }
          if (COUNTED) countInstruction(frame, pc);
          pc += 2;
          if (!tick() && evalBreaker == 0) {
            // the None that resumes a generator is nearly always dropped, and not counted then
            if (<i32>load<u8>(pc) != POP_TOP) {
              referred(changetype<usize>(Py_None));
              continue;
            }
            if (COUNTED) countInstruction(frame, pc);
            sp -= 8;
            pc += 2;
            continue;
          }
          referred(changetype<usize>(Py_None));
          status = breakerAtResume(frame, pc, sp);
          break;
        }
        status = op_for_iter_gen(frame, pc, sp, oparg);
        break;
      }
      case FOR_ITER: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const r = iterNext(pc, load<PyObject>(sp - 8), oparg);
        if (r <= NOW_A_GENERATOR) {
          status = r == NOW_A_GENERATOR ? op_for_iter_gen(frame, pc, sp, oparg) : iterationEnded(frame, pc, sp, oparg);
          break;
        }
        store<u32>(sp, <u32>r);
        sp += 8;
        pc += 4;
        continue;
      }
      case BUILD_TUPLE: {
        frameAt(frame).instr_ptr = pc;
        const oparg = <i32>load<u8>(pc, 1);
        const next = op_build_tuple(sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 2;
        continue;
      }
      case BUILD_LIST: {
        frameAt(frame).instr_ptr = pc;
        const oparg = <i32>load<u8>(pc, 1);
        const next = op_build_list(sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 2;
        continue;
      }
      case LIST_APPEND: {
        const oparg = <i32>load<u8>(pc, 1);
        const list = load<usize>(sp - 8 - ((<usize>oparg) << 3));
        const size = load<i32>(list, OB_SIZE);
        if (size < load<i32>(list, LIST_ALLOCATED)) {
          sp -= 8;
          store<u64>(load<usize>(list, LIST_ITEMS) + ((<usize>size) << 3), <u64>load<u32>(sp));
          store<i32>(list, size + 1, OB_SIZE);
          pc += 2;
          continue;
        }
        frameAt(frame).instr_ptr = pc;
        const next = op_list_append(sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 2;
        continue;
      }
      case UNPACK_SEQUENCE_TWO_TUPLE: {
        const oparg = <i32>load<u8>(pc, 1);
        const tuple = load<usize>(sp - 8);
        if (load<u32>(tuple, OB_TYPE) == <u32>changetype<usize>(PyTuple_Type) && load<u32>(tuple, OB_SIZE) == 2) {
          const first = load<PyObject>(tuple, TUPLE_ITEMS);
          const second = load<PyObject>(tuple, TUPLE_ITEMS + 8);
          Py_INCREF(first);
          Py_INCREF(second);
          pc += 4;
          release(tuple);
          const follow = <i32>load<u16>(pc);
          if ((follow & 0xff) != STORE_FAST_STORE_FAST) {
            store<u32>(sp - 8, <u32>changetype<usize>(second));
            store<u32>(sp, <u32>changetype<usize>(first));
            sp += 8;
            continue;
          }
          if (COUNTED) countInstruction(frame, pc);
          const at = frame + F_LOCALSPLUS + ((<usize>(follow >> 12)) << 3);
          const to = frame + F_LOCALSPLUS + ((<usize>((follow >> 8) & 15)) << 3);
          const old = load<usize>(at);
          store<u32>(at, <u32>changetype<usize>(first));
          const old2 = load<usize>(to);
          store<u32>(to, <u32>changetype<usize>(second));
          sp -= 8;
          pc += 2;
          if (old != 0) releaseLocal(frame, pc - 2, old);
          if (old2 != 0) releaseLocal(frame, pc - 2, old2);
          continue;
        }
        const next = op_unpack_sequence(frame, pc, sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 4;
        continue;
      }
      case UNPACK_SEQUENCE_TUPLE:
      case UNPACK_SEQUENCE_LIST:
      case UNPACK_SEQUENCE: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const next = op_unpack_sequence(frame, pc, sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 4;
        continue;
      }
      case LOAD_DEREF: {
        const oparg = <i32>load<u8>(pc, 1);
        const v = load<usize>(load<usize>(frame + F_LOCALSPLUS + ((<usize>oparg) << 3)), 16);
        if (v == 0) {
          unboundDeref(frame, oparg);
          break;
        }
        Py_INCREF(changetype<PyObject>(v));
        store<u32>(sp, <u32>v);
        sp += 8;
        pc += 2;
        continue;
      }
      case STORE_DEREF: {
        const oparg = <i32>load<u8>(pc, 1);
        const cell = load<usize>(frame + F_LOCALSPLUS + ((<usize>oparg) << 3));
        const old = load<usize>(cell, 16);
        sp -= 8;
        pc += 2;
        store<u32>(cell, load<u32>(sp), 16);
        if (old != 0) release(old);
        continue;
      }
      case GET_ITER: {
        frameAt(frame).instr_ptr = pc;
        const next = op_get_iter(sp);
        if (next == 0) break;
        sp = next;
        pc += 2;
        continue;
      }
      case BUILD_MAP: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const next = op_build_map(sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 2;
        continue;
      }
      case BUILD_STRING: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const next = op_build_string(sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 2;
        continue;
      }
      case FORMAT_SIMPLE: {
        frameAt(frame).instr_ptr = pc;
        const next = op_format_simple(sp);
        if (next == 0) break;
        sp = next;
        pc += 2;
        continue;
      }
      case BUILD_SLICE: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const next = op_build_slice(sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 2;
        continue;
      }
      case BINARY_SLICE: {
        frameAt(frame).instr_ptr = pc;
        const next = op_binary_slice(sp);
        if (next == 0) break;
        sp = next;
        pc += 2;
        continue;
      }
      case STORE_SLICE: {
        frameAt(frame).instr_ptr = pc;
        const next = op_store_slice(sp);
        if (next == 0) break;
        sp = next;
        pc += 2;
        continue;
      }
      case SET_ADD: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const next = op_set_add(sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 2;
        continue;
      }
      case MAP_ADD: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const next = op_map_add(sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 2;
        continue;
      }
      case LIST_EXTEND: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const next = op_list_extend(sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 2;
        continue;
      }
      case UNPACK_EX: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const next = op_unpack_ex(sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 2;
        continue;
      }
      case PUSH_EXC_INFO: {
        frameAt(frame).instr_ptr = pc;
        const next = op_push_exc_info(sp);
        if (next == 0) break;
        sp = next;
        pc += 2;
        continue;
      }
      case POP_EXCEPT: {
        frameAt(frame).instr_ptr = pc;
        const next = op_pop_except(sp);
        if (next == 0) break;
        sp = next;
        pc += 2;
        continue;
      }
      case CHECK_EXC_MATCH: {
        frameAt(frame).instr_ptr = pc;
        const next = op_check_exc_match(sp);
        if (next == 0) break;
        sp = next;
        pc += 2;
        continue;
      }
      case GET_AWAITABLE: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const next = op_get_awaitable(sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 2;
        continue;
      }
      case LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const next = op_load_attr_cached(LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES, frame, pc, sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 20;
        continue;
      }
      case LOAD_ATTR_WITH_HINT: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const next = op_load_attr_with_hint(frame, pc, sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 20;
        continue;
      }
      case LOAD_SUPER_ATTR_ATTR:
      case LOAD_SUPER_ATTR_METHOD: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const next = op_load_super_attr_cached(frame, pc, sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 4;
        continue;
      }
      case STORE_ATTR_SLOT: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const next = op_store_attr_slot(frame, pc, sp, oparg);
        if (next == 0) break;
        sp = next;
        pc += 10;
        continue;
      }
      case SEND_GEN: {
        const oparg = <i32>load<u8>(pc, 1);
        const gen = load<PyGenObject>(sp - 16);
        if (
          (gen.ob_type == PyGen_Type || gen.ob_type == PyCoro_Type) &&
          gen.gi_frame_state < FRAME_EXECUTING &&
          recursionRemaining > 1
        ) {
          takeRecursion();
          gen.previous_item = excInfo;
          setExcInfo(genExcState(gen));
          gen.gi_frame_state = FRAME_EXECUTING;
          const f = frameAt(frame);
          f.instr_ptr = pc;
          f.return_offset = <u16>(2 + oparg);
          f.stacktop = <i32>((sp - 8 - frame - F_LOCALSPLUS) >> 3);
          const callee = genFrame(gen);
          const resumed = frameAt(callee);
          resumed.previous = frame;
          setCurrentFrame(callee);
          const sent = load<u32>(sp - 8);
          frame = callee;
          sp = callee + F_LOCALSPLUS + ((<usize>resumed.stacktop) << 3) + 8;
          store<u32>(sp - 8, sent);
          consts = changetype<usize>(frameCode(frame).co_consts) + TUPLE_ITEMS;
          pc = resumed.instr_ptr;
          if (<i32>load<u8>(pc) != RESUME_CHECK) continue;
          if (COUNTED) countInstruction(frame, pc);
          pc += 2;
          if (!tick() && evalBreaker == 0) continue;
          status = breakerAtResume(frame, pc, sp);
          break;
        }
        status = op_send(frame, pc, sp, oparg);
        break;
      }
      case SEND: {
        const oparg = <i32>load<u8>(pc, 1);
        status = op_send(frame, pc, sp, oparg);
        break;
      }
      case RETURN_GENERATOR: {
        frameAt(frame).instr_ptr = pc;
        status = op_return_generator(frame, pc, sp);
        break;
      }
      case LOAD_ATTR_PROPERTY: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        status = op_load_attr_property(frame, pc, sp, oparg);
        break;
      }
      case CALL_PY_GENERAL:
      case CALL_BOUND_METHOD_GENERAL: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        status = op_call_py_general(frame, pc, sp, oparg);
        break;
      }
      case CALL_NON_PY_GENERAL:
      case CALL_BUILTIN_CLASS: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const next = call_non_py(sp, oparg);
        if (next == 0) break;
        if (next == GENERIC) {
          status = op_call_non_py(frame, pc, sp, oparg);
          break;
        }
        sp = next;
        pc += 8;
        if (evalBreaker == 0) continue;
        status = afterNativeCall(frame, pc, sp);
        break;
      }
      case CALL_TYPE_1:
      case CALL_STR_1:
      case CALL_TUPLE_1: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        const next = call_class_1(<i32>load<u8>(pc), sp, oparg);
        if (next == 0) break;
        if (next == GENERIC) {
          status = op_call(frame, pc, sp, oparg);
          break;
        }
        sp = next;
        pc += 8;
        if (evalBreaker == 0) continue;
        status = afterNativeCall(frame, pc, sp);
        break;
      }
      case CALL_ALLOC_AND_ENTER_INIT: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        status = op_call_alloc_and_enter_init(frame, pc, sp, oparg);
        break;
      }
      case CALL_KW: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        status = op_call_kw(frame, pc, sp, oparg);
        break;
      }
      case CALL_FUNCTION_EX: {
        const oparg = <i32>load<u8>(pc, 1);
        frameAt(frame).instr_ptr = pc;
        status = op_call_function_ex(frame, pc, sp, oparg);
        break;
      }
      case END_SEND: {
        const receiver = load<usize>(sp - 16);
        sp -= 8;
        store<u32>(sp - 8, load<u32>(sp));
        pc += 2;
        release(receiver);
        continue;
      }
      case COPY_FREE_VARS: {
        copyFreeVars(frame, pc);
        pc += 2;
        continue;
      }
      case INTERPRETER_EXIT: {
        return STATUS_DONE;
      }
      // never run; with a case of its own the table begins at 0, and the opcode is its index as it is
      case CACHE: {
        evalCold(CACHE, frame, pc, sp, 0);
        status = coldStatus();
        break;
      }
      default: {
        const oparg = <i32>load<u8>(pc, 1);
        const next = evalCold(<i32>load<u8>(pc), frame, pc, sp, oparg);
        if (next == 0) {
          status = coldStatus();
          break;
        }
        sp = next;
        pc += 2;
        continue;
      }
    }
    if (status == STATUS_ERROR) status = unwindError(frame, pc, sp);
    if (status != STATUS_FRAME) return status;
    frame = vmFrame;
    pc = vmPc;
    sp = vmSp;
    consts = changetype<usize>(frameCode(frame).co_consts) + TUPLE_ITEMS;
  }
}
