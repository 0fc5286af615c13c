/** `krait refs [options] FILE args`: runs a program on the instrumented build and shows its ledger of references and blocks beside the source (docs/lab.md). */
import * as fs from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { getInstructions } from "../bytecode/dis.js";
import { CodeObject } from "../bytecode/values.js";
import { compile } from "../compiler/compile.js";
import {
  columnsOf,
  type FileTally,
  type LineTally,
  REF_COLUMNS,
  type RefColumn,
  type Refs,
  refsOf,
} from "../lab/refs.js";
import type { CodeLedger, Tally } from "../machine/counters.js";
import type { Machine } from "../machine/machine.js";
import { CliError, systemReason } from "./fail.js";
import { scanRunOptions } from "./options.js";
import { runWatched } from "./run.js";

export const REFS_HELP = `usage: krait refs [option] ... [krait's options] FILE.py [arg] ...
Runs the program on the instrumented build, its output on standard error, and shows for each
line how often it ran, the references it took and released (those of immortal objects apart:
their counts stay), and the blocks it allocated and freed, with their bytes. What a native
function does belongs to the line that called it.
-v, --bytecode     each instruction below its line
--top N            the N lines with the largest numbers, instead of the whole source
--by COLUMN        ${REF_COLUMNS.join(", ")}: what --top sorts by
                   (default increfs and decrefs together)
--all              every file whose code ran, not the program's alone
--opcodes          the same by opcode
--json FILE        everything as JSON (- is standard output)
`;

interface Request {
  readonly rest: string[];
  bytecode: boolean;
  top: number;
  by: RefColumn | null;
  all: boolean;
  opcodes: boolean;
  json: string | null;
}

/** krait's options that take the next argument. */
const WITH_VALUE =
  /^(--(gc|trigger|alloc|intern|memory|profile|small-ints|immortals|constants|check-hash-based-pycs)|-[WXcm])$/;

function requestOf(argv: readonly string[]): Request {
  const request: Request = { rest: [], bytecode: false, top: 0, by: null, all: false, opcodes: false, json: null };
  let i = 0;
  const value = (option: string): string => {
    const text = argv[++i];
    if (text === undefined) throw new CliError(`krait refs: ${option} needs a value`, 2);
    return text;
  };
  for (; i < argv.length; i++) {
    const arg = argv[i]!;
    if (!arg.startsWith("-") || arg === "-") break;
    if (arg === "-v" || arg === "--bytecode") request.bytecode = true;
    else if (arg === "--all") request.all = true;
    else if (arg === "--opcodes") request.opcodes = true;
    else if (arg === "--json") request.json = value(arg);
    else if (arg === "--top") {
      const top = value(arg);
      if (!/^[1-9]\d*$/.test(top)) throw new CliError(`krait refs: --top cannot be '${top}': give a number from 1`, 2);
      request.top = Number(top);
    } else if (arg === "--by") {
      const by = value(arg);
      if (!(REF_COLUMNS as readonly string[]).includes(by)) {
        throw new CliError(`krait refs: --by cannot be '${by}': columns are ${REF_COLUMNS.join(", ")}`, 2);
      }
      request.by = by as RefColumn;
    } else if (arg === "--build" || arg.startsWith("--build=")) {
      throw new CliError("krait refs: only the instrumented build counts, so --build has no place here", 2);
    } else {
      request.rest.push(arg);
      if (WITH_VALUE.test(arg)) request.rest.push(value(arg));
      if (arg === "-c" || arg === "-m") {
        i++;
        break;
      }
    }
  }
  request.rest.push(...argv.slice(i));
  return request;
}

/** Nothing, where there is nothing: so that numbers stand out. */
function numberText(n: number): string {
  return n === 0 ? "" : n.toLocaleString("en").replaceAll(",", " ");
}

const WIDTHS: Readonly<Record<RefColumn, number>> = {
  runs: 10,
  increfs: 12,
  decrefs: 12,
  immortal: 12,
  allocs: 10,
  frees: 10,
  bytes: 13,
  freed: 13,
};

function row(tally: Tally & { readonly runs?: number }, what: string): string {
  const columns = columnsOf(tally);
  return `${REF_COLUMNS.map((name) => numberText(columns[name]).padStart(WIDTHS[name])).join("")}  ${what}`.trimEnd();
}

const HEADS = `${REF_COLUMNS.map((name) => name.padStart(WIDTHS[name])).join("")}`;

/** Arguments of instructions, from the program's own source compiled once more: by name and line of the code object, then by offset. */
type Arguments = ReadonlyMap<string, ReadonlyMap<number, string>>;

function argumentsOf(source: string | null, file: string): Arguments {
  const found = new Map<string, ReadonlyMap<number, string>>();
  if (source === null) return found;
  const walk = (code: CodeObject): void => {
    const key = `${code.fields.qualname} ${code.fields.firstlineno}`;
    const texts = new Map(
      getInstructions(code).map(({ offset, arg, argrepr }) => [
        offset,
        argrepr !== "" ? `${arg} (${argrepr})` : arg === null ? "" : String(arg),
      ]),
    );
    // two of one name on one line: their arguments cannot be told apart
    found.set(key, found.has(key) ? new Map() : texts);
    for (const item of code.fields.consts) if (item instanceof CodeObject) walk(item);
  };
  try {
    walk(compile(source, file, "exec"));
  } catch {
    // what was run is not what the file holds now
  }
  return found;
}

function sourceOf(file: string, code: string | null): string | null {
  if (file === "<string>") return code;
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

class Listing {
  readonly out: string[] = [];

  constructor(
    private readonly request: Request,
    private readonly code: string | null,
  ) {}

  file(tally: FileTally): void {
    const text = sourceOf(tally.file, this.code);
    const source = text?.split(/\r\n|\r|\n/) ?? null;
    const ran = new Map(tally.lines.map((line) => [line.line, line]));
    this.out.push(`== ${tally.file}`, `${HEADS}  line`);
    const last = source === null ? Math.max(0, ...tally.lines.map(({ line }) => line ?? 0)) : source.length;
    const digits = String(last).length;
    const args = this.request.bytecode ? argumentsOf(text, tally.file) : new Map();
    for (let n = 1; n <= last; n++) {
      const there = ran.get(n);
      const label = `${String(n).padStart(digits)}  ${source?.[n - 1] ?? ""}`;
      if (there !== undefined) this.out.push(row(there, label));
      else if (source !== null && !(n === last && source[n - 1] === "")) {
        this.out.push(`${" ".repeat(HEADS.length)}  ${label}`.trimEnd());
      }
      if (this.request.bytecode) this.instructions(tally.codes, n, args);
    }
    const none = ran.get(null);
    if (none !== undefined) this.out.push(row(none, `${"".padStart(digits)}  (no line)`));
    this.out.push(row({ ...tally, runs: 0 }, `${"".padStart(digits)}  (all lines)`), "");
  }

  private instructions(codes: readonly CodeLedger[], line: number, args: Arguments): void {
    for (const { qualname, firstLine, units } of codes) {
      const texts = args.get(`${qualname} ${firstLine}`);
      for (const unit of units) {
        if (unit.line !== line) continue;
        const name = `${qualname} ${String(unit.offset).padStart(4)} ${unit.opname.padEnd(22)} ${texts?.get(unit.offset) ?? ""}`;
        this.out.push(row(unit, `      ${name}`));
      }
    }
  }

  top(files: readonly FileTally[]): void {
    const { by, top } = this.request;
    const key = (line: LineTally) => (by === null ? line.increfs + line.decrefs : columnsOf(line)[by]);
    const all = files.flatMap(({ file, lines }) => lines.map((line) => ({ file, line })));
    all.sort((a, b) => key(b.line) - key(a.line));
    this.out.push(`${HEADS}  where`);
    for (const { file, line } of all.slice(0, top)) {
      const text =
        line.line === null ? "" : (sourceOf(file, this.code)?.split(/\r\n|\r|\n/)[line.line - 1] ?? "").trim();
      this.out.push(row(line, `${file}:${line.line ?? "?"}  ${text}`));
    }
    this.out.push("");
  }

  opcodes({ counters }: Refs): void {
    this.out.push(`${HEADS}  opcode`);
    for (const op of [...counters.opcodes].sort((a, b) => b.executions - a.executions)) {
      const misses = op.misses > 0 ? `  ${((op.misses / op.executions) * 100).toFixed(1)} % misses` : "";
      this.out.push(row(op, `${op.name}${misses}`));
    }
    this.out.push("");
  }

  summary({ counters, files }: Refs, shown: readonly FileTally[]): void {
    const { total, outside, collector } = counters;
    this.out.push("== in all", HEADS);
    for (const file of shown) this.out.push(row({ ...file, runs: 0 }, file.file));
    const others = files.filter((file) => !shown.includes(file));
    for (const file of others) this.out.push(row({ ...file, runs: 0 }, file.file));
    this.out.push(
      row(collector, "the collector"),
      row(outside, "the host"),
      row({ ...total, runs: 0 }, "total, of everything"),
    );
  }
}

function checkBuild(): void {
  const file = fileURLToPath(new URL("../../dist/krait.instrumented.wasm", import.meta.url));
  if (fs.existsSync(file)) return;
  throw new CliError("krait refs: needs the instrumented build of the machine: npm run build -- instrumented", 2);
}

function jsonOf({ counters, files }: Refs, bytecode: boolean): string {
  const shown = files.map(({ codes, ...file }) => (bytecode ? { ...file, codes } : file));
  return `${JSON.stringify({ schema: 1, counters, files: shown }, null, 1)}\n`;
}

export async function refsCommand(argv: readonly string[]): Promise<number> {
  if (argv[0] === "--help" || argv[0] === "-h") {
    fs.writeSync(1, REFS_HELP);
    return 0;
  }
  checkBuild();
  const request = requestOf(argv);
  const { program } = scanRunOptions(request.rest);
  let main = "";
  let refs: Refs | null = null;
  const toStderr = (data: Uint8Array): void => {
    fs.writeSync(2, data);
  };
  const status = await runWatched(request.rest, {
    options: { build: "instrumented", stdout: toStderr, stderr: toStderr },
    started: (_: Machine, file: string) => {
      main = file;
    },
    ended: (machine: Machine) => {
      refs = refsOf(machine.counters(), machine.ledgers());
    },
  });
  if (refs !== null) show(refs, main, request, program.kind === "code" ? program.code : null);
  return status;
}

function show(refs: Refs, main: string, request: Request, code: string | null): void {
  if (request.json !== null) writeJson(request.json, jsonOf(refs, request.bytecode));
  if (request.json === "-") return;
  const own = (file: string) => file === main || resolve(file) === main;
  // frozen and built-in code has no file that could be shown
  const shown = refs.files.filter(({ file }) => own(file) || (request.all && !file.startsWith("<frozen")));
  const listing = new Listing(request, code);
  if (request.top > 0) listing.top(shown);
  else for (const file of shown) listing.file(file);
  if (request.opcodes) listing.opcodes(refs);
  listing.summary(refs, shown);
  fs.writeSync(1, `${listing.out.join("\n")}\n`);
}

function writeJson(path: string, text: string): void {
  if (path === "-") {
    fs.writeSync(1, text);
    return;
  }
  try {
    fs.writeFileSync(path, text);
  } catch (error) {
    throw new CliError(`krait refs: can't write '${path}': ${systemReason(error)}`, 1);
  }
}
