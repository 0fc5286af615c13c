/**
 * `npm run bench [-- NAME ... --repetitions N --warm N --json --no-pyodide]`: the programs of bench/programs on krait, native python3.13 and Pyodide.
 *
 * Each repetition runs each program once on each, in turns and each time in a process of its own, so that what disturbs the machine for a
 * while disturbs all three. A process measures its first run (cold: compiling the program included, start-up not) and then warm ones, of which the
 * first is dropped and the median counts. A ratio is taken inside a repetition; its median and interval are over the repetitions. Where the
 * interval holds 1, nothing is said about which is faster.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { buildSync } from "esbuild";
import { nativePython } from "./processes.js";
import { startupTimes } from "./startup.js";
import { geometricMean, interval, median, verdict } from "./statistics.js";

const PROGRAMS = "bench/programs";

export interface SuiteOptions {
  readonly only: readonly string[];
  readonly repetitions: number;
  readonly warm: number;
  readonly json: boolean;
  readonly pyodide: boolean;
}

interface Sample {
  readonly cold: number;
  readonly warm: number;
  readonly memory: number;
}

type Runtime = "krait" | "native" | "pyodide";
type Run = (program: string, warm: number) => Sample;

/** One process of a runtime; its last line is the measurement. */
function runnerOf(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Run {
  return (program, warm) => {
    const result = spawnSync(command, [...args, program, String(warm)], { env, encoding: "utf8", maxBuffer: 1 << 26 });
    if (result.status !== 0) throw new Error(`${command} fails on ${program}: ${result.stderr}`);
    const measured = JSON.parse(result.stdout.trimEnd().split("\n").at(-1)!) as {
      cold: number;
      warm: number[];
      memory: number;
    };
    return { cold: measured.cold, warm: median(measured.warm.slice(1)), memory: measured.memory };
  };
}

function bundled(name: string, folder: string): string {
  const outfile = join(folder, `${name}.mjs`);
  // beside the project, so that what stays outside of the bundle is found
  buildSync({
    entryPoints: [`bench/runners/${name}.ts`],
    bundle: true,
    format: "esm",
    platform: "node",
    outfile,
    external: ["pyodide", "../../dist/*"],
  });
  return outfile;
}

function runtimes(folder: string, pyodide: boolean): Map<Runtime, Run> {
  const native = nativePython();
  if (native === null) throw new Error("no native python3.13 on this machine: nothing to compare with");
  const env = { ...process.env };
  const map = new Map<Runtime, Run>();
  map.set("krait", runnerOf(process.execPath, [bundled("krait", folder)], env));
  map.set("native", runnerOf(native.command, ["bench/runners/native.py"], native.env));
  if (pyodide) map.set("pyodide", runnerOf(process.execPath, [bundled("pyodide", folder)], env));
  return map;
}

interface Ratio {
  readonly median: number;
  readonly interval: readonly [number, number];
  readonly verdict: ReturnType<typeof verdict>;
}

function ratioOf(ours: readonly number[], theirs: readonly number[]): Ratio {
  const ratios = ours.map((time, i) => time / theirs[i]!);
  const range = interval(ratios);
  return { median: median(ratios), interval: range, verdict: verdict(range) };
}

interface Row {
  readonly name: string;
  readonly about: string;
  readonly samples: Record<Runtime, Sample[]>;
  readonly warm: Ratio;
  readonly cold: Ratio;
  readonly againstPyodide: Ratio | null;
}

/** Geometric means of the ratios of each repetition, over all programs. */
function means(rows: readonly Row[], pick: (row: Row, i: number) => number): Ratio {
  const repetitions = rows[0]!.samples.krait.length;
  const all = Array.from({ length: repetitions }, (_, i) => geometricMean(rows.map((row) => pick(row, i))));
  const range = interval(all);
  return { median: median(all), interval: range, verdict: verdict(range) };
}

const ratioText = ({ median: m, interval: [low, high], verdict: v }: Ratio): string =>
  `${m.toFixed(2)} [${low.toFixed(2)}, ${high.toFixed(2)}]${v === "no verdict" ? " ?" : ""}`;

function report(rows: readonly Row[], options: SuiteOptions): void {
  const { repetitions, warm, pyodide } = options;
  console.log(
    `medians of ${repetitions} processes each, in turns; warm: median of ${warm - 1} after 2 other runs; ms; ratios to native with intervals, ? where they hold 1`,
  );
  const head = ["krait", "native", ...(pyodide ? ["pyodide"] : [])].map((name) => name.padStart(8)).join("");
  console.log(
    `  ${"program".padEnd(15)}${head}  ${"warm / native".padEnd(22)}${"cold / native".padEnd(22)}${pyodide ? "warm / pyodide".padEnd(22) : ""}MB krait, native`,
  );
  for (const row of rows) {
    const time = (runtime: Runtime): string =>
      median(row.samples[runtime].map((s) => s.warm))
        .toFixed(0)
        .padStart(8);
    const memory = (runtime: Runtime): string => median(row.samples[runtime].map((s) => s.memory)).toFixed(0);
    console.log(
      `  ${row.name.padEnd(15)}${time("krait")}${time("native")}${pyodide ? time("pyodide") : ""}  ${ratioText(row.warm).padEnd(22)}${ratioText(row.cold).padEnd(22)}${row.againstPyodide ? ratioText(row.againstPyodide).padEnd(22) : ""}${memory("krait")}, ${memory("native")}`,
    );
  }
}

function summary(rows: readonly Row[], pyodide: boolean): Record<string, Ratio> {
  const at = (row: Row, runtime: Runtime, i: number): Sample => row.samples[runtime][i]!;
  return {
    "warm / native": means(rows, (row, i) => at(row, "krait", i).warm / at(row, "native", i).warm),
    "cold / native": means(rows, (row, i) => at(row, "krait", i).cold / at(row, "native", i).cold),
    ...(pyodide && {
      "warm / pyodide": means(rows, (row, i) => at(row, "krait", i).warm / at(row, "pyodide", i).warm),
    }),
  };
}

function measure(options: SuiteOptions, folder: string): { rows: Row[]; failed: string[] } {
  const names = readdirSync(PROGRAMS)
    .filter((name) => name.endsWith(".py"))
    .map((name) => name.slice(0, -3))
    .filter((name) => options.only.length === 0 || options.only.includes(name));
  if (names.length === 0) throw new Error(`no such program in ${PROGRAMS}: ${options.only.join(", ")}`);
  const runs = [...runtimes(folder, options.pyodide)];
  const samples = new Map(
    names.map((name) => [name, { krait: [], native: [], pyodide: [] } as Record<Runtime, Sample[]>]),
  );
  const failed: string[] = [];
  for (let i = 0; i < options.repetitions; i++) {
    for (const name of names) {
      if (failed.some((line) => line.startsWith(`${name}: `))) continue;
      if (!options.json && process.stderr.isTTY)
        process.stderr.write(`\r${i + 1}/${options.repetitions} ${name.padEnd(20)}`);
      // another one goes first each time
      for (let k = 0; k < runs.length; k++) {
        const [runtime, run] = runs[(k + i) % runs.length]!;
        try {
          samples.get(name)![runtime].push(run(resolve(PROGRAMS, `${name}.py`), options.warm));
        } catch (error) {
          failed.push(`${name}: ${(error as Error).message}`);
          break;
        }
      }
    }
  }
  if (!options.json && process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  const good = names.filter((name) => !failed.some((line) => line.startsWith(`${name}: `)));
  const rows = good.map((name): Row => {
    const all = samples.get(name)!;
    const about = /^"""(.*?)"""/s.exec(readFileSync(join(PROGRAMS, `${name}.py`), "utf8"))?.[1] ?? "";
    const warmOf = (runtime: Runtime): number[] => all[runtime].map((s) => s.warm);
    return {
      name,
      about,
      samples: all,
      warm: ratioOf(warmOf("krait"), warmOf("native")),
      cold: ratioOf(
        all.krait.map((s) => s.cold),
        all.native.map((s) => s.cold),
      ),
      againstPyodide: options.pyodide ? ratioOf(warmOf("krait"), warmOf("pyodide")) : null,
    };
  });
  return { rows, failed };
}

export function suite(options: SuiteOptions): void {
  const folder = mkdtempSync(resolve("bench/.run-"));
  try {
    const { rows, failed } = measure(options, folder);
    const startup = startupTimes(Math.max(5, options.repetitions));
    const overall = rows.length > 0 ? summary(rows, options.pyodide) : {};
    if (options.json) console.log(JSON.stringify({ options, programs: rows, overall, startup, failed }, null, 1));
    else {
      report(rows, options);
      for (const [name, ratio] of Object.entries(overall)) {
        const words = ratio.verdict === "no verdict" ? "no verdict: the interval holds 1" : `krait is ${ratio.verdict}`;
        console.log(`  geometric mean ${name.padEnd(16)} ${ratioText(ratio)}: ${words}`);
      }
      for (const s of startup)
        console.log(
          `  start-up ${s.name.padEnd(26)} ${s.ms.toFixed(0).padStart(5)} ms${s.memory === null ? "" : `  ${s.memory.toFixed(0).padStart(4)} MB`}`,
        );
      for (const line of failed) console.log(`  FAILED ${line.trim()}`);
    }
    if (failed.length > 0) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
