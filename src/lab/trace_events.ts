/**
 * A document of the lab as trace events, which Perfetto and chrome://tracing show on a time line: each run is a process, with its program, its collections and a
 * counter of its heap. Times in the format are microseconds; runs follow each other with a gap, as if one had waited for the other.
 */
import type { LabDocument, RunRecord } from "./document.js";

export interface TraceEvent {
  readonly name: string;
  /** X: something with a duration; C: a counter; M: names. */
  readonly ph: "X" | "C" | "M";
  readonly ts: number;
  readonly dur?: number;
  readonly pid: number;
  readonly tid: number;
  readonly cat?: string;
  readonly args: Readonly<Record<string, number | string>>;
}

export interface TraceFile {
  readonly displayTimeUnit: "ms";
  readonly otherData: Readonly<Record<string, string>>;
  readonly traceEvents: readonly TraceEvent[];
}

const PROGRAM = 1;
const COLLECTOR = 2;
/** ms between runs. */
const GAP = 10;

const micro = (ms: number): number => Math.round(ms * 1000);

function runEvents(run: RunRecord, pid: number, begin: number): TraceEvent[] {
  const { workload, plan, repetition } = run;
  const named = (name: string, tid: number, value: string): TraceEvent => {
    return { name, ph: "M", ts: 0, pid, tid, args: { name: value } };
  };
  const heap = (at: number, live: number, reserved: number): TraceEvent => {
    return { name: "heap", ph: "C", ts: micro(begin + at), pid, tid: 0, args: { live, reserved } };
  };
  return [
    named("process_name", 0, `${workload}, ${plan}, repetition ${repetition}`),
    named("thread_name", PROGRAM, "program"),
    named("thread_name", COLLECTOR, "collector"),
    {
      name: workload,
      cat: "program",
      ph: "X",
      ts: micro(begin),
      dur: micro(run.total),
      pid,
      tid: PROGRAM,
      args: { plan, repetition, peak: run.peak, cpu: run.cpu, collecting: run.collecting },
    },
    ...run.collections.map(
      ({ at, ms, reason, generation, candidates, found, resurrected, before, after }): TraceEvent => {
        const args = { reason, generation, candidates, found, resurrected, before, after };
        const dur = micro(at + ms) - micro(at);
        return {
          name: `generation ${generation}`,
          cat: "gc",
          ph: "X",
          ts: micro(begin + at),
          dur,
          pid,
          tid: COLLECTOR,
          args,
        };
      },
    ),
    ...run.curve.at.map((at, i) => heap(at, run.curve.live[i]!, run.curve.reserved[i]!)),
  ];
}

export function traceEvents(document: LabDocument): TraceFile {
  const events: TraceEvent[] = [];
  let begin = 0;
  document.runs.forEach((run, i) => {
    events.push(...runEvents(run, i + 1, begin));
    begin += run.total + GAP;
  });
  const otherData = { created: document.created, command: document.command.join(" ") };
  return { displayTimeUnit: "ms", otherData, traceEvents: events };
}

/** Why `value` is no file of trace events as this module writes them, or null: fields and their types, and no collection outside its run. */
export function traceEventsFault(value: unknown): string | null {
  const events = (value as Partial<TraceFile> | null)?.traceEvents;
  if (!Array.isArray(events)) return "it has no list 'traceEvents'";
  const runs = new Map<number, TraceEvent>();
  for (const [i, event] of (events as TraceEvent[]).entries()) {
    const fault = eventFault(event);
    if (fault !== null) return `event ${i}: ${fault}`;
    if (event.cat === "program") runs.set(event.pid, event);
    if (event.cat !== "gc") continue;
    const run = runs.get(event.pid);
    if (run === undefined) return `event ${i}: a collection of no run`;
    // both ends are rounded
    if (event.ts < run.ts || event.ts + event.dur! > run.ts + run.dur! + 2)
      return `event ${i}: a collection outside its run`;
  }
  return null;
}

function eventFault(event: Partial<TraceEvent>): string | null {
  const isCount = (n: unknown) => Number.isInteger(n) && (n as number) >= 0;
  if (typeof event.name !== "string" || event.name === "") return "no name";
  if (!["X", "C", "M"].includes(event.ph!)) return `no phase that is known: ${event.ph}`;
  if (!isCount(event.ts) || !isCount(event.pid) || !isCount(event.tid)) return "ts, pid or tid are no numbers";
  if (typeof event.args !== "object" || event.args === null) return "no args";
  if (event.ph === "X" && !isCount(event.dur)) return "no duration";
  const values = Object.values(event.args);
  if (event.ph === "C" && (values.length === 0 || values.some((n) => typeof n !== "number")))
    return "a counter of no numbers";
  if (event.ph === "M" && typeof event.args["name"] !== "string") return "names nothing";
  return null;
}
