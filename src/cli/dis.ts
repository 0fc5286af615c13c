/**
 * `krait dis`: what `python -m dis` prints, and views of our own on top. FILE is a source, a .pyc, or `-` for standard input.
 */
import { readFileSync } from "node:fs";
import { type DisOptions, dis, disassemble, disJson } from "../bytecode/dis.js";
import { readPyc } from "../bytecode/pyc.js";
import { pyRepr } from "../bytecode/repr.js";
import { CodeObject } from "../bytecode/values.js";
import { compile } from "../compiler/compile.js";
import { PyException } from "../compiler/errors.js";
import { cfgDot, cfgText } from "../compiler/flowgraph/cfg_text.js";
import type { Tuning } from "../compiler/tuning.js";
import { compileDeep } from "../machine/deep_compile.js";
import { internedAtStart } from "../machine/interned_file.js";
import type { RunRequest } from "./dis_run.js";
import { systemReason } from "./fail.js";
import { pythonErrorText } from "./python_errors.js";

const USAGE = `usage: krait dis [-C] [-O] [-P] [-S] [--run] [--counts] [--stats] [--explain] [--json] [--cfg[=dot]] [--opt=LEVEL[,LEVEL]]
                 [FILE | -c CODE] [program's arguments, with --run, --counts or --stats]
  -C, --show-caches     inline caches
  -O, --show-offsets    offsets of instructions
  -P, --positions       source ranges
  -S, --specialized     the code as the machine has it: with --run as the run has specialised it
  --run                 run the program first, then show its specialised code; what it prints goes to standard error
  --counts              run it on the debug build and show how often each instruction ran
  --stats               run it on the instrumented build and show how well its instructions specialise: hits, misses, why attempts
                        failed, the commonest pairs
  --explain             stack picture and meaning of each instruction
  --json                everything as JSON
  --cfg, --cfg=dot      blocks after each pass that changed something, as text or DOT
  --opt=LEVEL           none, ast or all (CPython's); two or three, with commas between, side by side
`;

type Level = NonNullable<Tuning["passes"]>;
const LEVELS: readonly Level[] = ["none", "ast", "all"];

interface Request {
  readonly options: DisOptions;
  readonly json: boolean;
  readonly cfg: "" | "text" | "dot";
  readonly levels: readonly Level[];
  readonly name: string;
  /** null: the code object alone is shown. */
  readonly machine: RunRequest | null;
  readonly source: Uint8Array | string;
}

class UsageError extends Error {}

function parseLevels(text: string): Level[] {
  const levels = text.split(",");
  const unknown = levels.find((level) => !(LEVELS as readonly string[]).includes(level));
  if (unknown === undefined) return levels as Level[];
  throw new UsageError(`--opt: there is no level '${unknown}'; levels are ${LEVELS.join(", ")}`);
}

const FLAGS =
  /^(-[COPS]|--show-caches|--show-offsets|--positions|--specialized|--run|--counts|--stats|--explain|--json)$/;

/** `-CO` is `-C -O`, as with argparse. */
function split(args: readonly string[]): string[] {
  return args.flatMap((arg) =>
    /^-[COPS]{2,}$/.test(arg) ? Array.from(arg.slice(1), (letter) => `-${letter}`) : [arg],
  );
}

function parseArguments(given: readonly string[]): Request {
  const args = split(given);
  const flags = new Set<string>();
  let cfg: Request["cfg"] = "";
  let levels: Level[] = ["all"];
  let source: string | undefined;
  const rest: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === "-c") {
      source = args[++i];
      if (source === undefined) throw new UsageError("argument -c: expected one argument");
    } else if (rest.length > 0 && ["--run", "--counts", "--stats"].some((flag) => flags.has(flag))) rest.push(arg);
    else if (arg === "--cfg" || arg === "--cfg=text") cfg = "text";
    else if (arg === "--cfg=dot") cfg = "dot";
    else if (arg.startsWith("--opt=")) levels = parseLevels(arg.slice(6));
    else if (FLAGS.test(arg)) flags.add(arg);
    else if (arg.startsWith("-") && arg !== "-") throw new UsageError(`unrecognized arguments: ${arg}`);
    else rest.push(arg);
  }
  const has = (...names: string[]): boolean => names.some((flag) => flags.has(flag));
  const options: DisOptions = {
    showCaches: has("-C", "--show-caches"),
    showOffsets: has("-O", "--show-offsets"),
    positions: has("-P", "--positions"),
    explain: has("--explain"),
    color: process.stdout.isTTY === true && !process.env["NO_COLOR"],
  };
  const counts = has("--counts");
  const stats = has("--stats");
  const run = counts || stats || has("--run");
  const programArgs = source === undefined ? rest.slice(1) : rest;
  if (programArgs.length > 0 && !run) throw new UsageError(`unrecognized arguments: ${programArgs.join(" ")}`);
  const inMachine = run || has("-S", "--specialized");
  if (inMachine && cfg !== "")
    throw new UsageError("--cfg shows code before it runs: not with -S, --run, --counts or --stats");
  if (stats && (counts || has("-S", "--specialized")))
    throw new UsageError("--stats shows no listing: not with -S or --counts");
  if (inMachine && levels.length > 1) throw new UsageError("-S, --run and --counts show one --opt level at a time");
  const file = rest[0] ?? "-";
  const name = source !== undefined ? "<string>" : file === "-" ? "<stdin>" : file;
  const machine = inMachine ? { run, counts, stats, name, args: programArgs } : null;
  return { options, json: has("--json"), cfg, levels, name, machine, source: source ?? readInput(file) };
}

function codeOf({ source, name }: Request, tuning: Tuning): CodeObject {
  if (name.endsWith(".pyc") && typeof source !== "string") return readPyc(source);
  const lines = (): string[] => source.toString().split(/(?<=\n)/);
  const interned = (text: string): boolean => internedAtStart(text, true);
  // blocks can be watched in this thread only
  const make = tuning.observe === undefined ? compileDeep : compile;
  return make(source, name, "exec", { ...tuning, interned, programText: (lineno) => lines()[lineno - 1] ?? null });
}

/** Each code unit's graph after the passes that changed it. */
function cfgView(request: Request): string {
  let text = "";
  const last = new Map<string, string>();
  const observe: Tuning["observe"] = (unit, pass, cfg) => {
    const shown = cfgText(cfg);
    if (last.get(unit) === shown) return;
    last.set(unit, shown);
    text += request.cfg === "dot" ? cfgDot(cfg, `${unit}: ${pass}`) : `== ${unit}: ${pass}\n${shown}\n`;
  };
  codeOf(request, { passes: request.levels[0]!, observe });
  return text;
}

const stripColor = (text: string): number => text.replace(/\x1b\[\d+m/g, "").length;

/** The same code object at each level, in columns; then those inside it. */
function sideBySide(codes: readonly CodeObject[], levels: readonly Level[], options: DisOptions): string {
  const columns = codes.map((code, i) => [`--opt=${levels[i]}`, ...disassemble(code, options).trimEnd().split("\n")]);
  const widths = columns.map((lines) => Math.max(...lines.map(stripColor)));
  const height = Math.max(...columns.map((lines) => lines.length));
  let text = "";
  for (let row = 0; row < height; row++) {
    const cells = columns.map((lines, i) => {
      const line = lines[row] ?? "";
      return line + " ".repeat(widths[i]! - stripColor(line));
    });
    text += `${cells.join(" | ").trimEnd()}\n`;
  }
  const inner = codes.map((code) => code.fields.consts.filter((value) => value instanceof CodeObject));
  inner[0]!.forEach((child, i) => {
    const group = inner.map((list) => list[i]).filter((code) => code !== undefined);
    text += `\nDisassembly of ${pyRepr(child)}:\n${sideBySide(group, levels, options)}`;
  });
  return text;
}

interface View {
  readonly text: string;
  readonly status: number;
}

/** One code object after the machine has loaded or run it. */
async function machineView(request: Request, machine: RunRequest): Promise<View> {
  const { runForDis, runForStats } = await import("./dis_run.js");
  const code = codeOf(request, { passes: request.levels[0]! });
  if (machine.stats) {
    const { statsJson, statsText } = await import("./dis_stats.js");
    const { status, counters } = runForStats(code, machine);
    return { status, text: request.json ? statsJson(counters) : statsText(counters) };
  }
  const { status, adaptive, counts } = runForDis(code, machine);
  const options = { ...request.options, adaptive, counts };
  return { status, text: request.json ? `${JSON.stringify(disJson(code, options), null, 1)}\n` : dis(code, options) };
}

function view(request: Request): string {
  const { options, levels } = request;
  if (request.cfg !== "") return cfgView(request);
  const codes = levels.map((passes) => codeOf(request, { passes }));
  if (request.json)
    return `${JSON.stringify(codes.length === 1 ? disJson(codes[0]!) : codes.map((c) => disJson(c)), null, 1)}\n`;
  return codes.length === 1 ? dis(codes[0]!, options) : sideBySide(codes, levels, options);
}

/** The file's bytes; a file that cannot be read is an error in python's words. */
function readInput(name: string): Uint8Array {
  try {
    return readFileSync(name === "-" ? 0 : name);
  } catch (error) {
    throw new Error(`can't open file '${name}': ${systemReason(error)}`);
  }
}

/** What `krait dis ARGS` prints without a machine. */
export function disText(args: readonly string[]): string {
  return view(parseArguments(args));
}

export async function disCommand(args: readonly string[]): Promise<number> {
  try {
    if (args.includes("-h") || args.includes("--help")) {
      process.stdout.write(USAGE);
      return 0;
    }
    const request = parseArguments(args);
    const { machine } = request;
    const { text, status } =
      machine === null ? { text: view(request), status: 0 } : await machineView(request, machine);
    process.stdout.write(text);
    return status;
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${USAGE}krait dis: error: ${error.message}\n`);
      return 2;
    }
    if (error instanceof PyException) process.stderr.write(pythonErrorText(error));
    else process.stderr.write(`krait dis: ${(error as Error).message}\n`);
    return 1;
  }
}
