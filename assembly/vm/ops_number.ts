/**
 * Slow paths of operators: BINARY_OP, COMPARE_OP, CONTAINS_OP, TO_BOOL and the unary ones, with their adaptive counters.
 * Contract: stack.ts. A specialised form whose guard fails comes here too: the generic work plus one step of the counter.
 */
import { frameAt } from "./frame";
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { PyLong_Type, Py_True, Py_False } from "../object/statics";
import {
  PyNumber_Add,
  PyNumber_And,
  PyNumber_FloorDivide,
  PyNumber_Lshift,
  PyNumber_MatrixMultiply,
  PyNumber_Multiply,
  PyNumber_Remainder,
  PyNumber_Or,
  PyNumber_Power,
  PyNumber_Rshift,
  PyNumber_Subtract,
  PyNumber_TrueDivide,
  PyNumber_Xor,
  PyNumber_InPlaceAdd,
  PyNumber_InPlaceAnd,
  PyNumber_InPlaceFloorDivide,
  PyNumber_InPlaceLshift,
  PyNumber_InPlaceMatrixMultiply,
  PyNumber_InPlaceMultiply,
  PyNumber_InPlaceRemainder,
  PyNumber_InPlaceOr,
  PyNumber_InPlacePower,
  PyNumber_InPlaceRshift,
  PyNumber_InPlaceSubtract,
  PyNumber_InPlaceTrueDivide,
  PyNumber_InPlaceXor,
  PyNumber_Invert,
  PyNumber_Negative,
} from "../protocol/number";
import { PyObject_RichCompare, PyObject_IsTrue } from "../protocol/compare";
import { PySequence_Contains } from "../protocol/sequence";
import { Py_None } from "../object/statics";
import { PyUnicode_Append } from "../types/unicode_ops";
import { stepCounter } from "./counter";
import { BINARY_OP_ADD_INT, BINARY_OP_MULTIPLY_INT, BINARY_OP_SUBTRACT_INT } from "../generated/opcode";
import { specializeBinaryOp, specializeCompareOp, specializeContainsOp, specializeToBool } from "./specialize";
import { dropTop, peek, poke, push, replaceTop } from "./stack";

/** `a op b` for BINARY_OP's operand (Include/opcode.h NB_*): `new`. */
export function binaryOperation(op: i32, a: PyObject, b: PyObject): PyObject | null {
  switch (op) {
    case 0:
      return PyNumber_Add(a, b);
    case 1:
      return PyNumber_And(a, b);
    case 2:
      return PyNumber_FloorDivide(a, b);
    case 3:
      return PyNumber_Lshift(a, b);
    case 4:
      return PyNumber_MatrixMultiply(a, b);
    case 5:
      return PyNumber_Multiply(a, b);
    case 6:
      return PyNumber_Remainder(a, b);
    case 7:
      return PyNumber_Or(a, b);
    case 8:
      return PyNumber_Power(a, b, Py_None);
    case 9:
      return PyNumber_Rshift(a, b);
    case 10:
      return PyNumber_Subtract(a, b);
    case 11:
      return PyNumber_TrueDivide(a, b);
    case 12:
      return PyNumber_Xor(a, b);
    default:
      return inPlaceOperation(op, a, b);
  }
}

function inPlaceOperation(op: i32, a: PyObject, b: PyObject): PyObject | null {
  switch (op) {
    case 13:
      return PyNumber_InPlaceAdd(a, b);
    case 14:
      return PyNumber_InPlaceAnd(a, b);
    case 15:
      return PyNumber_InPlaceFloorDivide(a, b);
    case 16:
      return PyNumber_InPlaceLshift(a, b);
    case 17:
      return PyNumber_InPlaceMatrixMultiply(a, b);
    case 18:
      return PyNumber_InPlaceMultiply(a, b);
    case 19:
      return PyNumber_InPlaceRemainder(a, b);
    case 20:
      return PyNumber_InPlaceOr(a, b);
    case 21:
      return PyNumber_InPlacePower(a, b, Py_None);
    case 22:
      return PyNumber_InPlaceRshift(a, b);
    case 23:
      return PyNumber_InPlaceSubtract(a, b);
    case 24:
      return PyNumber_InPlaceTrueDivide(a, b);
    default:
      return PyNumber_InPlaceXor(a, b);
  }
}

export function op_binary_op(frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  frameAt(frame).instr_ptr = pc;
  const a = peek(sp, 2);
  const b = peek(sp, 1);
  // the loop does short ints itself; long ones are no miss of its forms for ints
  const form = <i32>load<u8>(pc);
  const ofInts = form == BINARY_OP_ADD_INT || form == BINARY_OP_SUBTRACT_INT || form == BINARY_OP_MULTIPLY_INT;
  if (!(ofInts && a.ob_type == PyLong_Type && b.ob_type == PyLong_Type) && stepCounter(pc)) {
    specializeBinaryOp(pc, a, b, oparg, frame);
  }
  return replaceTop(sp, 2, binaryOperation(oparg, a, b));
}

/** BINARY_OP_INPLACE_ADD_UNICODE: `local += str` where the local is the left operand: the local lets go first, so that the str grows in place. */
export function op_inplace_add_unicode(local: usize, sp: usize): usize {
  const left = peek(sp, 2);
  const right = peek(sp, 1);
  Py_DECREF(left); // the stack's reference; the local still holds one
  poke(sp, 2, null);
  PyUnicode_Append(local, right);
  poke(sp, 1, null);
  Py_DECREF(right);
  return load<u32>(local) == 0 ? 0 : sp - 16;
}

export function op_compare_op(frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  const a = peek(sp, 2);
  const b = peek(sp, 1);
  if (stepCounter(pc)) specializeCompareOp(pc, a, b, oparg);
  let result = PyObject_RichCompare(a, b, oparg >> 5);
  if (result !== null && oparg & 16) result = toBool(result);
  return replaceTop(sp, 2, result);
}

/** Steals; `new` True or False. */
function toBool(op: PyObject): PyObject | null {
  if (op == Py_True || op == Py_False) return op;
  const truth = PyObject_IsTrue(op);
  Py_DECREF(op);
  if (truth < 0) return null;
  return Py_NewRef(truth != 0 ? Py_True : Py_False);
}

/** Takes `n` operands off the stack behind a truth, which comes back; -1, an exception, leaves them. */
export function truthOf(sp: usize, n: i32, truth: i32): i32 {
  if (truth >= 0) dropTop(sp, n, false);
  return truth;
}

/** In place of `n` operands: the sp behind the bool, 0 for -1. */
function boolOf(base: usize, truth: i32): usize {
  return truth < 0 ? 0 : push(base, Py_NewRef(truth != 0 ? Py_True : Py_False));
}

/** The truth, without the operands; -1 with an exception, and they stay. As all that is named so: the loop jumps by it if a jump follows. */
export function truth_contains_op(frame: usize, pc: usize, sp: usize, oparg: i32): i32 {
  const value = peek(sp, 2);
  const container = peek(sp, 1);
  if (stepCounter(pc)) specializeContainsOp(pc, container);
  const found = PySequence_Contains(container, value);
  return truthOf(sp, 2, found < 0 ? found : found ^ oparg);
}

export function op_contains_op(frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  return boolOf(sp - 16, truth_contains_op(frame, pc, sp, oparg));
}

export function truth_to_bool(frame: usize, pc: usize, sp: usize, oparg: i32): i32 {
  const value = peek(sp, 1);
  if (stepCounter(pc)) specializeToBool(pc, value);
  return truthOf(sp, 1, PyObject_IsTrue(value));
}

export function op_to_bool(frame: usize, pc: usize, sp: usize, oparg: i32): usize {
  return boolOf(sp - 8, truth_to_bool(frame, pc, sp, oparg));
}

export function op_unary_negative(sp: usize): usize {
  return replaceTop(sp, 1, PyNumber_Negative(peek(sp, 1)));
}

export function op_unary_invert(sp: usize): usize {
  return replaceTop(sp, 1, PyNumber_Invert(peek(sp, 1)));
}
