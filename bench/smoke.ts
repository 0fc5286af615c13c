/**
 * `npm run bench -- smoke [N]`: three programs, krait (warm) against native python3.13 (warm), interleaved, medians of N. A program is a file
 * of bench/programs with `run()` and the RESULT that it must return.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { realClock } from "../dist/machine/clock.js";
import { Machine } from "../dist/machine/machine.js";
import { nativePython, output } from "./processes.js";
import { median } from "./statistics.js";

const PROGRAMS = ["int_loop", "float_loop", "fib"];

/** Runs `run()` once more than `warm` times in a native process and prints the last time. */
const NATIVE_DRIVER = `
import sys, time
space = {}
exec(compile(open(sys.argv[1]).read(), sys.argv[1], "exec"), space)
space["run"]()
start = time.perf_counter()
result = space["run"]()
print((time.perf_counter() - start) * 1000)
assert result == space["RESULT"], result
`;

interface Subject {
  readonly machine: Machine;
  time(): number;
}

/** A machine with the program loaded and run twice, so that V8 has its optimised code. */
function kraitSubject(path: string): Subject {
  let errors = "";
  const machine = new Machine({ clock: realClock(), stderr: (data) => (errors += new TextDecoder().decode(data)) });
  const check = (ok: boolean) => {
    if (ok) return;
    machine.finish();
    throw new Error(`krait failed on ${path}: ${errors}`);
  };
  check(machine.runSource(readFileSync(path), path).ok);
  const time = () => {
    const from = performance.now();
    check(machine.runSource("result = run()", "<bench>").ok);
    const ms = performance.now() - from;
    check(machine.runSource("assert result == RESULT, result", "<bench>").ok);
    return ms;
  };
  time();
  time();
  return { machine, time };
}

export function smoke(repetitions: number): void {
  const native = nativePython();
  if (native === null) throw new Error("no native python3.13 on this machine: nothing to compare with");
  const folder = mkdtempSync(join(tmpdir(), "krait-bench-"));
  const driver = join(folder, "driver.py");
  writeFileSync(driver, NATIVE_DRIVER);
  console.log(`medians of ${repetitions}, interleaved, ms; bar: at most 1.4 times native`);
  let worst = 0;
  for (const name of PROGRAMS) {
    const path = `bench/programs/${name}.py`;
    const subject = kraitSubject(path);
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let i = 0; i < repetitions; i++) {
      ours.push(subject.time());
      theirs.push(Number(output(native.command, [driver, path], native.env)));
    }
    const ratio = median(ours) / median(theirs);
    worst = Math.max(worst, ratio);
    console.log(
      `  ${name.padEnd(12)} krait ${median(ours).toFixed(1).padStart(7)}  native ${median(theirs).toFixed(1).padStart(7)}  ratio ${ratio.toFixed(2)}`,
    );
  }
  rmSync(folder, { recursive: true, force: true });
  console.log(`  worst ratio ${worst.toFixed(2)}: ${worst <= 1.4 ? "within" : "above"} the bar`);
}
