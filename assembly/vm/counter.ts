/**
 * The adaptive counter in the first cache entry of an instruction (pycore_backoff.h): 12 bits of value, 4 bits of backoff.
 */
import { INSTRUMENTED } from "../config";
import { FAILURES, STEPS, SUCCESSES, countOpcode } from "../memory/counters";
import { ADAPTIVE_COOLDOWN } from "../types/code";

/** One execution of a generic instruction at `pc`: true when it is time to try to specialise. */
export function stepCounter(pc: usize): bool {
  if (INSTRUMENTED) countOpcode(<u32>load<u8>(pc), STEPS);
  const counter = load<u16>(pc + 2);
  if (counter < 16) return true;
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
  if (INSTRUMENTED) countOpcode(<u32>opcode, SUCCESSES);
  store<u8>(pc, <u8>opcode);
  store<u16>(pc + 2, ADAPTIVE_COOLDOWN);
}

/** A failed attempt: the instruction stays or becomes generic `opcode` and backs off. */
export function unspecialized(pc: usize, opcode: i32): void {
  if (INSTRUMENTED) countOpcode(<u32>load<u8>(pc), FAILURES);
  store<u8>(pc, <u8>opcode);
  backOff(pc);
}
