/**
 * `npm run lab-cost [-- NAME ... --reps N --warm N]`: what it costs the default plan that plans can be chosen. bench/programs on the release build and on
 * one whose plan is compiled in (FIXED_PLAN of assembly/config.ts), in pairs of processes, first the one, then the other; CPU time, the least of the warm
 * runs. A ratio is taken inside a pair; shown are its median over the pairs and, over all programs, the geometric mean with a bootstrap interval.
 */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { geometricMean, interval, median } from "../../bench/statistics.js";

const PROGRAMS = "bench/programs";
const args = process.argv.slice(2);

function numberOption(name: string, standard: number): number {
  const i = args.indexOf(`--${name}`);
  return i < 0 ? standard : Math.max(1, Number(args.splice(i, 2)[1]) || standard);
}

const repetitions = numberOption("reps", 5);
const warm = numberOption("warm", 8);

/** ms */
function measured(build: "release" | "fixed", program: string): number {
  const run = ["scripts/lab/cost_run.mjs", build, `${PROGRAMS}/${program}.py`, String(warm)];
  const result = spawnSync(process.execPath, run, { encoding: "utf8" });
  if (result.status !== 0) throw new Error(`${program} fails on the ${build} build: ${result.stderr}`);
  return Number(result.stdout);
}

const all = readdirSync(PROGRAMS)
  .filter((file) => file.endsWith(".py"))
  .map((file) => file.slice(0, -3));
const programs = all.filter((name) => args.length === 0 || args.includes(name));

const percent = (ratio: number) => `${ratio >= 1 ? "+" : ""}${((ratio - 1) * 100).toFixed(2)} %`;

/** Ratios release / fixed of each program, one for each pair. */
const ratios = new Map<string, number[]>(programs.map((name) => [name, []]));
/** The mean over the programs of each pair. */
const means: number[] = [];
for (let i = 0; i < repetitions; i++) {
  for (const name of programs) {
    const order = i % 2 === 0 ? (["release", "fixed"] as const) : (["fixed", "release"] as const);
    const times = Object.fromEntries(order.map((build) => [build, measured(build, name)])) as Record<string, number>;
    ratios.get(name)!.push(times["release"]! / times["fixed"]!);
  }
  means.push(geometricMean(programs.map((name) => ratios.get(name)![i]!)));
  console.error(`pair ${i + 1} of ${repetitions}: ${percent(means[i]!)}`);
}

for (const [name, values] of ratios) console.log(`${name.padEnd(20)} ${percent(median(values)).padStart(9)}`);
const [low, high] = interval(means);
console.log(
  `${"geometric mean".padEnd(20)} ${percent(median(means)).padStart(9)}   [${percent(low)}, ${percent(high)}], ${repetitions} pairs of ${programs.length} programs`,
);
