/**
 * The benchmarks; times are never taken inside tests.
 *
 *   npm run bench [-- NAME ... --repetitions N --warm N --json --no-pyodide]    the programs: krait, native, Pyodide
 *   npm run bench -- startup|tierup|smoke|micro|compile [N] [--json]                   see the files of these names
 */
import { compileBench } from "./compile.js";
import { micro } from "./micro/operations.js";
import { smoke } from "./smoke.js";
import { startup } from "./startup.js";
import { suite } from "./suite.js";
import { tierup } from "./tierup.js";

const args = process.argv.slice(2);

/** The number after `--name`. */
function numberOption(name: string, standard: number): number {
  const i = args.indexOf(`--${name}`);
  return i < 0 ? standard : Math.max(1, Number(args.splice(i, 2)[1]) || standard);
}

const repetitions = numberOption("repetitions", 5);
const warm = Math.max(2, numberOption("warm", 3));
const flags = new Set(args.filter((arg) => arg.startsWith("--")));
const words = args.filter((arg) => !arg.startsWith("--"));
const json = flags.has("--json");
const count = (standard: number) => Math.max(1, Number(words[1] ?? standard) || standard);
const unknown = [...flags].filter((flag) => flag !== "--json" && flag !== "--no-pyodide");

if (unknown.length > 0) {
  console.error(`bench: there is no option ${unknown.join(", ")}`);
  process.exitCode = 2;
} else if (words[0] === "startup") startup(count(15));
else if (words[0] === "tierup") tierup(count(5));
else if (words[0] === "smoke") smoke(count(5));
else if (words[0] === "micro") micro();
else if (words[0] === "compile") await compileBench(count(7), json);
else suite({ only: words, repetitions, warm, json, pyodide: !flags.has("--no-pyodide") });
