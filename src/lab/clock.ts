/** Processor time of the thread that measures: what a run costs, whatever else the computer does. */
import { readFileSync } from "node:fs";

/** Linux: what the thread has run, in ns, then what it has waited (Documentation/scheduler/sched-stats.rst). */
const SCHEDSTAT = "/proc/thread-self/schedstat";

const nobody = new Int32Array(new SharedArrayBuffer(4));

/** ms of this thread since it began; null where the system does not tell. It sleeps first: of a thread that runs the file knows what it had run at the last tick (4 ms). */
function fromScheduler(): number | null {
  try {
    Atomics.wait(nobody, 0, 0, 0.05);
    const ns = Number(readFileSync(SCHEDSTAT, "latin1").split(" ")[0]);
    return ns > 0 ? ns / 1e6 : null;
  } catch {
    return null;
  }
}

/**
 * ms of CPU time so far: of this thread where Node (process.threadCpuUsage) or Linux tells, else of the process. The difference is V8's own threads, which collect
 * the garbage of earlier runs at times of their choosing: up to 40 ms in a run of 60.
 */
export function cpuTime(): number {
  const own = process as { threadCpuUsage?: () => NodeJS.CpuUsage };
  if (own.threadCpuUsage === undefined) {
    const ms = fromScheduler();
    if (ms !== null) return ms;
  }
  const { user, system } = own.threadCpuUsage?.() ?? process.cpuUsage();
  return (user + system) / 1000;
}
