/** `npm run bench -- startup [N]`: how long `krait -c 'print(1)'` takes beside `node -e 0` and native python, process by process. */
import { median, nativePython, wall } from "./processes.js";

export function startup(repetitions: number): void {
  const native = nativePython();
  const runs: { name: string; run: () => number; times: number[] }[] = [
    { name: "node -e 0", run: () => wall(process.execPath, ["-e", "0"]), times: [] },
    {
      name: "krait -c 'print(1)'",
      run: () => wall(process.execPath, ["dist/cli/main.js", "-c", "print(1)"]),
      times: [],
    },
    { name: "krait -c pass", run: () => wall(process.execPath, ["dist/cli/main.js", "-c", "pass"]), times: [] },
  ];
  if (native !== null) {
    runs.push({
      name: "python3.13 -c 'print(1)'",
      run: () => wall(native.command, ["-c", "print(1)"], native.env),
      times: [],
    });
  }
  for (const r of runs) r.run(); // warms the file cache
  for (let i = 0; i < repetitions; i++) for (const r of runs) r.times.push(r.run());
  const base = median(runs[0]!.times);
  console.log(`start-up, ${repetitions} processes of each, interleaved, ms`);
  for (const r of runs) {
    const m = median(r.times);
    const least = Math.min(...r.times);
    console.log(
      `  ${r.name.padEnd(26)} median ${m.toFixed(0).padStart(4)}  least ${least.toFixed(0).padStart(4)}  above node ${(m - base).toFixed(0).padStart(4)}`,
    );
  }
}
