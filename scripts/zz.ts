import { Machine, processStreams } from "../src/machine/machine.ts";
const t=performance.now();
const m = new Machine({ ...processStreams(), build: (process.env.KB ?? "release") as any });
console.error("boot", performance.now()-t);
const r = m.runSource(process.argv[2], "<string>");
process.exitCode = m.finish();
