/** Runs one program of bench/programs in a krait machine: krait.mjs PROGRAM WARM_RUNS. Prints one line of JSON as native.py does. */
import { readFileSync } from "node:fs";
import { realClock } from "../../dist/machine/clock.js";
import { Machine } from "../../dist/machine/machine.js";

const [path, runs] = process.argv.slice(2) as [string, string];
const source = readFileSync(path);
let errors = "";
const machine = new Machine({ clock: realClock(), stderr: (data) => (errors += new TextDecoder().decode(data)) });

function run(text: string | Uint8Array, name: string): void {
  if (machine.runSource(text, name).ok) return;
  machine.finish();
  throw new Error(`krait failed on ${path}: ${errors}`);
}

const start = performance.now();
run(source, path);
run("result = run()", "<bench>");
const cold = performance.now() - start;
run("assert result == RESULT, result", "<bench>");
const warm: number[] = [];
for (let i = 0; i < Number(runs); i++) {
  const from = performance.now();
  run("run()", "<bench>");
  warm.push(performance.now() - from);
}
console.log(JSON.stringify({ cold, warm, memory: process.resourceUsage().maxRSS / 1024 }));
