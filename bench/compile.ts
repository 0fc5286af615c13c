/**
 * `npm run bench -- compile [N]`: compiling the 531 files of the library's zip, ours against native python's compile(), each in a process that
 * has warmed up, in turns; medians of N. The bar: at most 1.0 times native's time and 300 MB.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { buildSync } from "esbuild";
import { nativePython, requireFile } from "./processes.js";
import { median } from "./statistics.js";

const ZIP = "dist/python_stdlib.zip";

/** The other side. The heap's collector runs as it does in any program. */
const NATIVE_WORKER = `
import json, resource, sys, time, zipfile
with zipfile.ZipFile(sys.argv[1]) as zip:
    files = [(name, zip.read(name)) for name in zip.namelist() if name.endswith(".py")]
for _ in sys.stdin:
    start = time.perf_counter()
    for name, source in files:
        code = compile(source, name, "exec", dont_inherit=True)
    ms = (time.perf_counter() - start) * 1000
    print(json.dumps({"ms": ms, "maxRss": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}), flush=True)
`;

interface Round {
  readonly ms: number;
  readonly marshalMs?: number;
  readonly maxRss: number;
}

/** A worker process: a line in, a line of JSON out. */
class Worker {
  private readonly process: ChildProcess;
  private readonly lines: AsyncIterator<string>;

  constructor(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
    this.process = spawn(command, args, { env, stdio: ["pipe", "pipe", "inherit"] });
    this.lines = createInterface({ input: this.process.stdout! })[Symbol.asyncIterator]();
  }

  async round(): Promise<Round> {
    this.process.stdin!.write("\n");
    const { value, done } = await this.lines.next();
    if (done) throw new Error("a worker of the benchmark ended early");
    return JSON.parse(value) as Round;
  }

  end(): void {
    this.process.stdin!.end();
  }
}

/** The worker as one JavaScript file: a loader of TypeScript in its process would count as memory of the compiler. */
function bundle(folder: string): string {
  const file = join(folder, "worker.mjs");
  buildSync({ entryPoints: ["bench/compile_worker.ts"], bundle: true, format: "esm", platform: "node", outfile: file });
  return file;
}

const WARM_UP = 3;

export async function compileBench(repetitions: number, json: boolean): Promise<void> {
  const native = nativePython();
  if (native === null) throw new Error("no native python3.13 on this machine: nothing to compare with");
  requireFile(ZIP);
  const folder = mkdtempSync(join(tmpdir(), "krait-bench-"));
  const ours = new Worker(process.execPath, [bundle(folder), ZIP]);
  const theirs = new Worker(native.command, ["-W", "ignore", "-c", NATIVE_WORKER, ZIP], native.env);
  const rounds: { krait: Round; native: Round }[] = [];
  const cold = { krait: await ours.round(), native: await theirs.round() };
  for (let i = 1; i < WARM_UP; i++) await ours.round();
  for (let i = 0; i < repetitions; i++) rounds.push({ krait: await ours.round(), native: await theirs.round() });
  ours.end();
  theirs.end();
  rmSync(folder, { recursive: true, force: true });
  const of = (pick: (round: (typeof rounds)[number]) => number): number => median(rounds.map(pick));
  const result = {
    repetitions,
    krait: {
      coldMs: cold.krait.ms,
      ms: of((r) => r.krait.ms),
      marshalMs: of((r) => r.krait.marshalMs!),
      maxRss: rounds.at(-1)!.krait.maxRss,
    },
    native: { coldMs: cold.native.ms, ms: of((r) => r.native.ms), maxRss: rounds.at(-1)!.native.maxRss },
    ratio: of((r) => r.krait.ms / r.native.ms),
  };
  if (json) return console.log(JSON.stringify(result, null, 1));
  const line = (name: string, { coldMs, ms, maxRss }: { coldMs: number; ms: number; maxRss: number }) =>
    console.log(
      `  ${name.padEnd(8)} first ${coldMs.toFixed(0).padStart(5)}  warm ${ms.toFixed(0).padStart(5)}  memory ${maxRss.toFixed(0).padStart(4)} MB`,
    );
  console.log(`compiling the zip's files, ms, medians of ${repetitions} in turns; bar: ratio 1.0, 300 MB`);
  line("krait", result.krait);
  line("native", result.native);
  const within = result.ratio <= 1 && result.krait.maxRss <= 300;
  console.log(
    `  ratio ${result.ratio.toFixed(2)} (marshalling ours: ${result.krait.marshalMs.toFixed(0)} ms more): ${within ? "within" : "above"} the bar`,
  );
}
