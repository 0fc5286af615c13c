/**
 * `npm run leaks [-- FILE...]`: runs each program of tests/lang (or those named) six times in one machine of the debug build. From the third run to
 * the sixth the sum of all reference counts, those of static objects too, must not change. Prints what grew, and ends with the figure.
 */
import { relative } from "node:path";
import { langFolder, programsIn } from "../oracle/record-lang.mjs";
import { RepeatedProgram } from "./programs.js";

/** Programs that leave something behind under CPython, too. */
export const KEEPS = new Map([
  ["memory/finalization.py", "a destructor that stores an object of its class in the dying globals"],
  ["contextvars/context_and_tokens.py", "the thread's own context keeps the variables that were set in it"],
  ["ctypes/native_module.py", "it calls PyLong_FromLong with a result type that drops the object"],
  ["threads/waits.py", "the thread's own context keeps the variables that were set in it"],
]);

const WARM_UP = 3;
const RUNS = 3;

/** How many references the last runs of a program left behind. */
export function leaked(file: string): number {
  const program = new RepeatedProgram(file);
  for (let i = 0; i < WARM_UP; i++) program.once();
  const before = program.references();
  for (let i = 0; i < RUNS; i++) program.once();
  return program.references() - before;
}

function main(files: string[]): number {
  let clean = 0;
  for (const file of files) {
    let grown: number | string;
    try {
      grown = leaked(file);
    } catch (error) {
      grown = `failed: ${(error as Error).message.split("\n", 1)[0]}`;
    }
    const keeps = KEEPS.get(relative(langFolder, file));
    if (grown === 0) clean++;
    else if (keeps !== undefined) console.log(`${relative(langFolder, file)}: keeps references as it must: ${keeps}`);
    else
      console.log(
        `${relative(langFolder, file)}: ${typeof grown === "number" ? `${grown} references more in ${RUNS} runs` : grown}`,
      );
  }
  const expected = files.filter((file) => !KEEPS.has(relative(langFolder, file))).length;
  console.log(`${clean} of ${expected} programs leave nothing behind`);
  return clean >= expected ? 0 : 1;
}

if (process.argv[1]?.endsWith("leaks.ts")) {
  const named = process.argv.slice(2);
  process.exitCode = main(named.length > 0 ? named : programsIn(langFolder));
}
