/** `npm run bench -- startup|smoke|micro [repetitions]`: the benchmarks. Times are never taken inside tests. */
import { micro } from "./micro/operations.js";
import { smoke } from "./smoke.js";
import { startup } from "./startup.js";

const [which, count] = process.argv.slice(2);
const repetitions = (standard: number) => Math.max(1, Number(count ?? standard) || standard);

if (which === "startup") startup(repetitions(15));
else if (which === "smoke") smoke(repetitions(5));
else if (which === "micro") micro();
else {
  console.error("usage: npm run bench -- startup | smoke | micro [repetitions]");
  process.exitCode = 2;
}
