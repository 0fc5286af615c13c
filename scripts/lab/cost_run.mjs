/** One program of bench/programs on one build: cost_run.mjs BUILD PROGRAM RUNS. Prints the least CPU time of its warm runs, in ms. */
import { readFileSync } from "node:fs";
import { freshBuild, Machine } from "../../dist/machine/machine.js";

const [build, path, runs] = process.argv.slice(2);
// both builds boot: a machine that starts from an image finds the engine with other code optimised
freshBuild(build);
const machine = new Machine({ build, stderr: (data) => process.stderr.write(data) });

function run(text, name) {
  if (machine.runSource(text, name).ok) return;
  machine.finish();
  process.exit(1);
}

function cpu() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

run(readFileSync(path), path);
run("run()", "<cost>");
let least = Number.POSITIVE_INFINITY;
for (let i = 0; i < Number(runs); i++) {
  const from = cpu();
  run("run()", "<cost>");
  least = Math.min(least, cpu() - from);
}
console.log(least);
