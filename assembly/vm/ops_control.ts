/** What a backward jump or function entry does when something is pending or the slice is over. Control path. */
import { frameAt } from "./frame";
import { handlePending } from "./pending";
import { setRegisters } from "./state";
import { saveForYield } from "./ops_call";
import { unwindError, STATUS_FRAME } from "./unwind";

/** The jump to `pc` is done: STATUS_FRAME to go on there, STATUS_YIELD, or what unwinding says. */
export function breakerAtJump(frame: usize, pc: usize, sp: usize): i32 {
  frameAt(frame).instr_ptr = pc;
  const pending = handlePending();
  if (pending < 0) return unwindError(frame, pc, sp);
  if (pending > 0) return saveForYield(frame, pc, sp);
  setRegisters(frame, pc, sp);
  return STATUS_FRAME;
}
