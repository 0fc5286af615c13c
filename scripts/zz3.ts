import { Machine, processStreams } from "../src/machine/machine.ts";
import { readFileSync } from "node:fs";
const src = readFileSync("/tmp/mb/mb.py","utf8").replace(/^import sys[\s\S]*?perf_counter = None\n/,"");
const native = new Map(readFileSync("/tmp/mb/native.txt","utf8").trim().split("\n").map(l=>l.split(" ") as [string,string]));
let g=0,c=0;
for (const n of [...src.matchAll(/def (b_\w+)/g)].map(m=>m[1]!)) {
  if (process.argv[2] && !n.includes(process.argv[2])) continue;
  try {
  const m = new Machine({ ...processStreams() });
  m.runSource(src, "<mb>");
  let best=1e9;
  for (let k=0;k<4;k++){ const t=performance.now(); const r=m.runSource(n+"()", "<x>"); if(!r.ok){console.log(m.errorText(2));break;} best=Math.min(best,performance.now()-t); }
  const r = best/Number(native.get(n)); g+=Math.log(r); c++;
  console.log(n.padEnd(16), best.toFixed(1).padStart(8), native.get(n)!.padStart(8), r.toFixed(2).padStart(6));
  } catch(e) { console.log(n, "TRAP", String(e).slice(0,100)); }
}
console.log("geomean", Math.exp(g/c).toFixed(2));
