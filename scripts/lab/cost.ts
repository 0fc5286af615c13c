/**
 * `npm run lab-cost [-- NAME ... --reps N --warm N --together]`: what it costs the default plan that plans can be chosen. bench/programs on the release
 * build and on one whose plan is compiled in (FIXED_PLAN of assembly/config.ts, asc-uncounted.mjs), in pairs of processes, first the one, then the other;
 * CPU time, the least of the warm runs. With --together both run at once, so that what else the computer does meets both. A ratio is taken inside a
 * pair. Shown are its median over the pairs for each program, the geometric mean of these, and that of each pair with a bootstrap interval.
 */
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { promisify } from "node:util";
import { geometricMean, interval, median } from "../../bench/statistics.js";

const PROGRAMS = "bench/programs";
const args = process.argv.slice(2);

function numberOption(name: string, standard: number): number {
  const i = args.indexOf(`--${name}`);
  return i < 0 ? standard : Math.max(1, Number(args.splice(i, 2)[1]) || standard);
}

const repetitions = numberOption("reps", 5);
const warm = numberOption("warm", 8);
const together = args.includes("--together");
if (together) args.splice(args.indexOf("--together"), 1);

type Build = "release" | "fixed";
type Times = Record<Build, number>;

/** ms */
async function measured(build: Build, program: string): Promise<number> {
  const run = ["scripts/lab/cost_run.mjs", build, `${PROGRAMS}/${program}.py`, String(warm)];
  return Number((await promisify(execFile)(process.execPath, run)).stdout);
}

async function measuredPair(first: Build, second: Build, program: string): Promise<Times> {
  const times = { release: 0, fixed: 0 };
  const measure = async (build: Build) => {
    times[build] = await measured(build, program);
  };
  if (together) await Promise.all([measure(first), measure(second)]);
  else {
    await measure(first);
    await measure(second);
  }
  return times;
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
    const { release, fixed } =
      i % 2 === 0 ? await measuredPair("release", "fixed", name) : await measuredPair("fixed", "release", name);
    ratios.get(name)!.push(release / fixed);
  }
  means.push(geometricMean(programs.map((name) => ratios.get(name)![i]!)));
  console.error(`pair ${i + 1} of ${repetitions}: ${percent(means[i]!)}`);
}

for (const [name, values] of ratios) console.log(`${name.padEnd(20)} ${percent(median(values)).padStart(9)}`);
const medians = [...ratios.values()].map((values) => median(values));
console.log(`${"mean of medians".padEnd(20)} ${percent(geometricMean(medians)).padStart(9)}`);
const [low, high] = interval(means);
console.log(
  `${"median of means".padEnd(20)} ${percent(median(means)).padStart(9)}   [${percent(low)}, ${percent(high)}], ${repetitions} pairs of ${programs.length} programs`,
);
