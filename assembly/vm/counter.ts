/**
 * The adaptive counter in the first cache entry of an instruction (pycore_backoff.h): 12 bits of value, 4 bits of backoff.
 */
import { INSTRUMENTED } from "../config";
import {
  ATTEMPTS,
  FAILURES,
  STEPS,
  SUCCESSES,
  countOpcode,
  countOutcome,
  noteOperands,
  setFailureKind,
} from "../memory/counters";
import { PyObject } from "../object/layout";
import { ADAPTIVE_COOLDOWN } from "../types/code";

/** One execution of a generic instruction at `pc`: true when it is time to try to specialise. */
export function stepCounter(pc: usize): bool {
  if (INSTRUMENTED) countOpcode(<u32>load<u8>(pc), STEPS);
  const counter = load<u16>(pc + 2);
  if (counter < 16) {
    if (INSTRUMENTED) countOpcode(<u32>load<u8>(pc), ATTEMPTS);
    return true;
  }
  if (counter != 0xffff) store<u16>(pc + 2, counter - 16);
  return false;
}

/** After a failed attempt: the value restarts at the next power of two, at most 4095 (restart_backoff_counter). */
export function backOff(pc: usize): void {
  let exponent = <u32>load<u16>(pc + 2) & 15;
  if (exponent < 12) exponent++;
  store<u16>(pc + 2, <u16>(((((<u32>1) << exponent) - 1) << 4) | exponent));
}

/** Rewrites the instruction to its specialised form `opcode` and starts its cooldown. */
export function specialized(pc: usize, opcode: i32): void {
  if (INSTRUMENTED) {
    countOpcode(<u32>opcode, SUCCESSES);
    countOutcome(<u32>opcode, false);
  }
  store<u8>(pc, <u8>opcode);
  store<u16>(pc + 2, ADAPTIVE_COOLDOWN);
}

/** An attempt has come to nothing: false. The instrumented build counts `kind` (generated/failure_kinds.ts) as the reason. */
export function fails(kind: u32): bool {
  if (INSTRUMENTED) setFailureKind(kind);
  return false;
}

/** A failed attempt at the generic `opcode`, which has no form for the operands `a` and `b`. */
export function withoutForm(pc: usize, opcode: i32, a: PyObject, b: PyObject, oparg: i32): void {
  if (INSTRUMENTED) noteOperands(<u32>opcode, changetype<usize>(a), changetype<usize>(b), oparg);
  unspecialized(pc, opcode);
}

/** A failed attempt: the instruction stays or becomes generic `opcode` and backs off. */
export function unspecialized(pc: usize, opcode: i32): void {
  if (INSTRUMENTED) {
    countOpcode(<u32>load<u8>(pc), FAILURES);
    countOutcome(<u32>opcode, true);
  }
  store<u8>(pc, <u8>opcode);
  backOff(pc);
}
