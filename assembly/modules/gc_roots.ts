/**
 * What a program surely reaches: the modules, the builtins, the frames of all threads. A reclaimer that marks begins here (gc/mark_alive.ts); the list
 * need not be complete.
 */
import { setHookRoots } from "../gc/hooks";
import { visitField } from "../object/slots";
import { sysModule, sysModules } from "./sys";
import { F_LOCALSPLUS, FRAME_OWNED_BY_CSTACK, currentFrame, frameAt, frameCode } from "../vm/frame";
import { THREAD_DONE, ThreadState, current, mainThread } from "../vm/thread_state";

/** A thread's frames from `frame` outwards: functions, namespaces, locals. The values on their stacks are found by their counts. */
function visitFrames(frame: usize, visit: u32, arg: usize): void {
  while (frame != 0) {
    const f = frameAt(frame);
    if (f.owner != FRAME_OWNED_BY_CSTACK) {
      visitField(frame + 16, visit, arg);
      visitField(frame + 40, visit, arg);
      const n = frameCode(frame).co_nlocalsplus;
      for (let i = 0; i < n; i++) visitField(frame + F_LOCALSPLUS + ((<usize>i) << 3), visit, arg);
    }
    frame = f.previous;
  }
}

/** Calls visit(op, arg) for each root. */
export function visitRoots(visit: u32, arg: usize): void {
  if (sysModules !== null) call_indirect<i32>(visit, sysModules, arg);
  if (sysModule !== null) call_indirect<i32>(visit, sysModule, arg);
  visitFrames(currentFrame, visit, arg);
  for (let t: ThreadState | null = mainThread; t !== null; t = t.next) {
    if (t != current && t.status != THREAD_DONE) visitFrames(t.frame, visit, arg);
  }
}

export function initRoots(): void {
  setHookRoots(visitRoots.index);
}
