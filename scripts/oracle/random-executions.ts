/**
 * `npm run random-programs [-- FIRST LAST]`: runs the random programs of random_executions.py (seeds 0 to 2000 unless told) under krait and under native
 * CPython 3.13, each many programs to a process, and compares what they print. Prints the first difference of each seed that differs, and the figure.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { nativePython } from "./native.mjs";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const SCRIPT = at("run_programs.py");
const KRAIT = at("../../dist/cli/krait.cjs");
/** Programs to a process. */
const BATCH = 250;

/** What each seed's program printed; the last one's text ends in how the process ended, if it did not end well. */
function outputs(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  first: number,
  last: number,
): Map<number, string> {
  const result = spawnSync(command, [...args, SCRIPT, String(first), String(last)], {
    env,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const texts = result.stdout.split(/^== (\d+)\n/m);
  const found = new Map<number, string>();
  for (let i = 1; i < texts.length; i += 2) found.set(Number(texts[i]), texts[i + 1]!);
  if (result.status !== 0) {
    const seed = Math.max(first, ...found.keys());
    found.set(
      seed,
      `${found.get(seed) ?? ""}ended with ${result.signal ?? result.status}: ${result.stderr.slice(-300)}\n`,
    );
  }
  return found;
}

/** Seeds whose programs print something else under krait, with the first line that differs; null without a native CPython. */
export function differences(first: number, last: number): Map<number, string> | null {
  const native = nativePython();
  if (native === null) return null;
  const different = new Map<number, string>();
  for (let from = first; from < last; from += BATCH) {
    const to = Math.min(from + BATCH, last);
    const expected = outputs(native.command, [], native.env, from, to);
    const got = outputs(process.execPath, [KRAIT], native.env, from, to);
    for (let seed = from; seed < to; seed++) {
      const theirs = (expected.get(seed) ?? "").split("\n");
      const ours = (got.get(seed) ?? "").split("\n");
      const line = theirs.findIndex((text, i) => text !== ours[i]);
      if (line >= 0 || theirs.length !== ours.length) {
        different.set(seed, `line ${line}: python ${theirs[line]}\n    krait ${ours[line]}`);
      }
    }
  }
  return different;
}

if (process.argv[1]?.endsWith("random-executions.ts")) {
  const [first = 0, last = 2000] = process.argv.slice(2).map(Number);
  const different = differences(first, last);
  if (different === null) {
    console.error("krait: no CPython 3.13 on this machine to compare with (PYTHON names one)");
    process.exitCode = 2;
  } else {
    for (const [seed, text] of different) console.log(`seed ${seed}, ${text}`);
    console.log(`${last - first - different.size} of ${last - first} random programs print the same`);
    process.exitCode = different.size === 0 ? 0 : 1;
  }
}
