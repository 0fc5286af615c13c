/** `npm run bench -- startup|smoke|micro|compile [repetitions] [--json]`: the benchmarks. Times are never taken inside tests. */
import { compileBench } from "./compile.js";
import { micro } from "./micro/operations.js";
import { smoke } from "./smoke.js";
import { startup } from "./startup.js";

const [which, count] = process.argv.slice(2).filter((arg) => !arg.startsWith("--"));
const json = process.argv.includes("--json");
const repetitions = (standard: number) => Math.max(1, Number(count ?? standard) || standard);

if (which === "startup") startup(repetitions(15));
else if (which === "smoke") smoke(repetitions(5));
else if (which === "micro") micro();
else if (which === "compile") await compileBench(repetitions(7), json);
else {
  console.error("usage: npm run bench -- startup | smoke | micro | compile [repetitions] [--json]");
  process.exitCode = 2;
}
