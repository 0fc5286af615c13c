/**
 * `krait dis`: what `python -m dis` prints, and views of our own on top. FILE is a source, a .pyc, or `-` for standard input.
 */
import { readFileSync } from "node:fs";
import { systemReason } from "./fail.js";
import { type DisOptions, dis, disassemble, disJson } from "../bytecode/dis.js";
import { readPyc } from "../bytecode/pyc.js";
import { pyRepr } from "../bytecode/repr.js";
import { CodeObject } from "../bytecode/values.js";
import { compile } from "../compiler/compile.js";
import { PyException } from "../compiler/errors.js";
import { cfgDot, cfgText } from "../compiler/flowgraph/cfg_text.js";
import type { Tuning } from "../compiler/tuning.js";
import { internedAtStart } from "../machine/interned_file.js";
import { pythonErrorText } from "./python_errors.js";

const USAGE = `usage: krait dis [-C] [-O] [-P] [--explain] [--json] [--cfg[=dot]] [--opt=LEVEL[,LEVEL]] [FILE | -c CODE]
  -C, --show-caches     inline caches
  -O, --show-offsets    offsets of instructions
  -P, --positions       source ranges
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
  readonly source: Uint8Array | string;
}

class UsageError extends Error {}

function parseLevels(text: string): Level[] {
  const levels = text.split(",");
  const unknown = levels.find((level) => !(LEVELS as readonly string[]).includes(level));
  if (unknown === undefined) return levels as Level[];
  throw new UsageError(`--opt: there is no level '${unknown}'; levels are ${LEVELS.join(", ")}`);
}

/** `-CO` is `-C -O`, as with argparse. */
function split(args: readonly string[]): string[] {
  return args.flatMap((arg) => (/^-[COP]{2,}$/.test(arg) ? Array.from(arg.slice(1), (letter) => `-${letter}`) : [arg]));
}

function parseArguments(given: readonly string[]): Request {
  const args = split(given);
  const flags = new Set<string>();
  let cfg: Request["cfg"] = "";
  let levels: Level[] = ["all"];
  let name = "-";
  let source: string | undefined;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === "-c") source = args[++i] ?? "";
    else if (arg === "--cfg" || arg === "--cfg=text") cfg = "text";
    else if (arg === "--cfg=dot") cfg = "dot";
    else if (arg.startsWith("--opt=")) levels = parseLevels(arg.slice(6));
    else if (/^(-[COP]|--show-caches|--show-offsets|--positions|--explain|--json)$/.test(arg)) flags.add(arg);
    else if (arg.startsWith("-") && arg !== "-") throw new UsageError(`unrecognized arguments: ${arg}`);
    else name = arg;
  }
  const has = (...names: string[]): boolean => names.some((flag) => flags.has(flag));
  const options: DisOptions = {
    showCaches: has("-C", "--show-caches"),
    showOffsets: has("-O", "--show-offsets"),
    positions: has("-P", "--positions"),
    explain: has("--explain"),
    color: process.stdout.isTTY === true && !process.env["NO_COLOR"],
  };
  const read = source ?? readInput(name);
  const shownName = source !== undefined ? "<string>" : name === "-" ? "<stdin>" : name;
  return { options, json: has("--json"), cfg, levels, name: shownName, source: read };
}

function codeOf({ source, name }: Request, tuning: Tuning): CodeObject {
  if (name.endsWith(".pyc") && typeof source !== "string") return readPyc(source);
  const lines = (): string[] => source.toString().split(/(?<=\n)/);
  const interned = (text: string): boolean => internedAtStart(text, true);
  return compile(source, name, "exec", { ...tuning, interned, programText: (lineno) => lines()[lineno - 1] ?? null });
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

function view(request: Request): string {
  const { options, levels } = request;
  if (request.cfg !== "") return cfgView(request);
  const codes = levels.map((passes) => codeOf(request, { passes }));
  if (request.json)
    return `${JSON.stringify(codes.length === 1 ? disJson(codes[0]!) : codes.map((c) => disJson(c)), null, 1)}\n`;
  return codes.length === 1 ? dis(codes[0]!, options) : sideBySide(codes, levels, options);
}

/** What `krait dis ARGS` prints. */
/** The file's bytes; a file that cannot be read is an error in python's words. */
function readInput(name: string): Uint8Array {
  try {
    return readFileSync(name === "-" ? 0 : name);
  } catch (error) {
    throw new Error(`can't open file '${name}': ${systemReason(error)}`);
  }
}

export function disText(args: readonly string[]): string {
  return view(parseArguments(args));
}

export function disCommand(args: readonly string[]): number {
  try {
    process.stdout.write(disText(args));
    return 0;
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
