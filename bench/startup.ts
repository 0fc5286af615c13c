/**
 * `npm run bench -- startup [N]`: how long `krait -c 'print(1)'` takes beside `node -e 0` and native python, process by process, and the memory
 * that processes of node need.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nativePython, wall } from "./processes.js";
import { median } from "./statistics.js";

export interface Startup {
  readonly name: string;
  readonly ms: number;
  readonly least: number;
  /** MB; null for what is not node. */
  readonly memory: number | null;
}

/** Loaded first by a node process: leaves its highest memory in a file when it ends. */
const PRELOAD = `process.on("exit", () => require("fs").writeFileSync(process.env.BENCH_MEMORY, String(process.resourceUsage().maxRSS / 1024)));\n`;

/** Medians of `repetitions` processes of each, in turns. */
export function startupTimes(repetitions: number): Startup[] {
  const native = nativePython();
  const folder = mkdtempSync(join(tmpdir(), "krait-bench-"));
  const preload = join(folder, "preload.cjs");
  const memoryFile = join(folder, "memory");
  writeFileSync(preload, PRELOAD);
  const node = (...args: string[]) => ({
    run: () => wall(process.execPath, args),
    memory: (): number | null => {
      wall(process.execPath, ["--require", preload, ...args], { ...process.env, BENCH_MEMORY: memoryFile });
      return Number(readFileSync(memoryFile, "utf8"));
    },
  });
  const runs = [
    { name: "node -e 0", ...node("-e", "0"), times: [] as number[] },
    { name: "krait -c pass", ...node("dist/cli/krait.cjs", "-c", "pass"), times: [] },
    { name: "krait -c 'print(1)'", ...node("dist/cli/krait.cjs", "-c", "print(1)"), times: [] },
  ];
  if (native !== null) {
    const run = () => wall(native.command, ["-c", "print(1)"], native.env);
    runs.push({ name: "python3.13 -c 'print(1)'", run, memory: () => null, times: [] });
  }
  for (const r of runs) r.run(); // warms the file cache
  for (let i = 0; i < repetitions; i++) for (const r of runs) r.times.push(r.run());
  const result = runs.map(({ name, times, memory }) => ({
    name,
    ms: median(times),
    least: Math.min(...times),
    memory: memory(),
  }));
  rmSync(folder, { recursive: true, force: true });
  return result;
}

export function startup(repetitions: number): void {
  const all = startupTimes(repetitions);
  const [base] = all;
  console.log(`start-up, ${repetitions} processes of each, interleaved, ms; memory, MB`);
  for (const { name, ms, least, memory } of all) {
    const above =
      memory === null
        ? ""
        : `  memory ${memory.toFixed(0).padStart(4)}, above node ${(memory - base!.memory!).toFixed(0).padStart(4)}`;
    console.log(
      `  ${name.padEnd(26)} median ${ms.toFixed(0).padStart(4)}  least ${least.toFixed(0).padStart(4)}  above node ${(ms - base!.ms).toFixed(0).padStart(4)}${above}`,
    );
  }
}
