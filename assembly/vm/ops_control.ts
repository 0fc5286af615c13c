/** What a backward jump or function entry does when something is pending or the slice is over. Control path. */
import { evalBreaker, PY_MONITORING_BIT } from "../object/eval_breaker";
import { PyErr_Occurred } from "../protocol/errors";
import { frameAt, frameCode } from "./frame";
import { instrumentAtStart } from "./instrument";
import { tracing } from "./monitor_state";
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

/** The same behind a RESUME, which is done again if the code has just been instrumented. */
export function breakerAtResume(frame: usize, pc: usize, sp: usize): i32 {
  if (evalBreaker & PY_MONITORING_BIT && tracing == 0 && instrumentAtStart(frameCode(frame))) {
    if (PyErr_Occurred() !== null) return unwindError(frame, pc - 2, sp);
    setRegisters(frame, pc - 2, sp);
    return STATUS_FRAME;
  }
  // in the frame that waits below a `yield from` or `await` nothing is handled: what comes belongs to the innermost frame
  if ((load<u8>(pc - 1) & RESUME_LOCATION) >= RESUME_AFTER_YIELD_FROM) {
    setRegisters(frame, pc, sp);
    return STATUS_FRAME;
  }
  return breakerAtJump(frame, pc, sp);
}

const RESUME_LOCATION: i32 = 3;
const RESUME_AFTER_YIELD_FROM: i32 = 2;
