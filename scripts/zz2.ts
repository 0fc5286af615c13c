import { Machine, processStreams } from "../src/machine/machine.ts";
import { readFileSync } from "node:fs";
for (const p of (process.argv[2]??"1,2,3").split(",")) {
const m = new Machine({ });
const src = readFileSync(`/tmp/p${p}.py`);
const ts=[];
for (let k=0;k<7;k++){ const t=performance.now(); m.runSource(src, "<string>"); ts.push(Math.round(performance.now()-t)); }
console.log(p, ts.join(" "));
}
