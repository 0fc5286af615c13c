/** Runs one program of bench/programs in Pyodide: pyodide.mjs PROGRAM WARM_RUNS. Prints one line of JSON as native.py does. */
import { readFileSync } from "node:fs";
import { loadPyodide } from "pyodide";

const [path, runs] = process.argv.slice(2) as [string, string];
const source = readFileSync(path, "utf8");
const py = await loadPyodide();
const globals = py.globals;
const start = performance.now();
py.runPython(source, { globals, filename: path });
py.runPython("result = run()", { globals });
const cold = performance.now() - start;
py.runPython("assert result == RESULT, result", { globals });
const warm: number[] = [];
for (let i = 0; i < Number(runs); i++) {
  const from = performance.now();
  py.runPython("run(); None", { globals });
  warm.push(performance.now() - from);
}
console.log(JSON.stringify({ cold, warm, memory: process.resourceUsage().maxRSS / 1024 }));
