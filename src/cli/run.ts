/** `krait FILE`, `-c`, `-m`, `-`: finds the program's source or code and runs it to its exit status. */
import * as fs from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Machine, type MachineOptions, processStreams, readPyc } from "../index.js";
import { crypto, isTerminal } from "../machine/builtin.js";
import { realClock } from "../machine/clock.js";
import { nodeLibc } from "../machine/libc.js";
import { nodeSystem } from "../machine/node_system.js";
import { fsDecode } from "../machine/services/posix_at.js";
import { hashSeed, type Settings, settingsOf } from "./environment.js";
import { CliError, systemReason } from "./fail.js";
import { type RunOptions, scanRunOptions } from "./options.js";
import { nodePath, rawArguments, rawEnvironment } from "./raw_process.js";
import { readAll, stdinLines } from "./stdin.js";

export function randomSeed(): number {
  return crypto().randomFillSync(new Uint32Array(1))[0]!;
}

function inThisFolder(name: string): string {
  return fileURLToPath(new URL(`./${name}`, import.meta.url));
}

/** What every program of the command line may use of its host. */
export function hostOptions(
  strategies: Pick<RunOptions, "plan" | "build"> & Partial<Pick<RunOptions, "memory">>,
): MachineOptions {
  const { build, plan } = strategies;
  const system = nodeSystem();
  return {
    ...processStreams(),
    // with a C library the program reads descriptor 0 itself
    ...(system.libc?.() == null ? { stdin: stdinLines() } : {}),
    files: fs,
    clock: realClock(),
    system: {
      ...system,
      env: rawEnvironment(process.env),
      executable: inThisFolder("krait"),
      program: [process.execPath, inThisFolder("krait.cjs")],
    },
    build,
    ...plan,
    memoryLimit: strategies.memory ?? 0,
  };
}

/** The hash seed of commands that have no options for it. */
export function environmentSeed(): { hashSeed: number } {
  return { hashSeed: hashSeed(process.env["PYTHONHASHSEED"], false, randomSeed) };
}

/** Ends the program: its exit status. After an uncaught KeyboardInterrupt the process ends by the signal, as python does, so that a shell sees it. */
function ended(machine: Machine): number {
  const status = machine.finish();
  if (machine.interrupted && process.platform !== "win32") {
    const libc = nodeLibc();
    if (libc?.hasSignals === true) libc.signals().set(2, 0);
    process.kill(process.pid, "SIGINT");
  }
  return status;
}

/** What a command that looks at a program while it runs adds to the run. */
export interface Watch {
  readonly options: Partial<MachineOptions>;
  /** Before the program begins; `file`: its name in its code objects. */
  started(machine: Machine, file: string): void;
  /** After its last statement, before anything is taken down. */
  ended(machine: Machine): void;
}

/** A run of the command line: its options, its settings, and the machine once the program is known. */
class Run {
  readonly settings: Settings;
  private machine: Machine | null = null;

  constructor(
    readonly options: RunOptions,
    private readonly argv: readonly string[],
    private readonly watch: Watch | null = null,
  ) {
    this.settings = settingsOf(options, process.env, randomSeed);
    const { coercedLocale, localeWarning } = this.settings;
    if (coercedLocale !== null) process.env["LC_CTYPE"] = coercedLocale;
    if (localeWarning !== "") fs.writeSync(2, localeWarning);
  }

  /** `path0`: what stands first in sys.path, unless -P forbids it. */
  start(argv0: string, path0: string, forced = false): Machine {
    const { machine, flags } = this.settings;
    const skipped = flags.safePath === true && !forced;
    const host = hostOptions(this.options);
    const { cpuCount } = flags;
    const system = cpuCount === undefined ? {} : { system: { ...host.system!, cpuCount: () => cpuCount } };
    this.machine = new Machine({
      ...host,
      ...(this.options.build === "instrumented" ? { pystats: this.settings.pystats } : {}),
      ...system,
      ...machine,
      argv: [argv0, ...this.options.args],
      origArgv: [inThisFolder("krait"), ...this.argv],
      buffering: this.settings.unbuffered ? "none" : isTerminal(1) ? "line" : "block",
      ...(this.options.program.kind === "code" ? { command: `${this.options.program.code}\n` } : {}),
      checkHashPycs: this.options.checkHashPycs ?? "default",
      ...(skipped ? {} : { path0 }),
      ...this.watch?.options,
    });
    const { program } = this.options;
    this.watch?.started(this.machine, program.kind === "file" ? resolve(program.path) : "<string>");
    return this.machine;
  }

  /** The exit status; -i and PYTHONINSPECT ask for a prompt first. */
  async finish(machine: Machine): Promise<number> {
    this.watch?.ended(machine);
    if (!this.settings.inspect) return ended(machine);
    const { interact } = await import("./repl.js");
    machine.printError();
    return interact(machine, { ...this.settings, banner: false });
  }
}

function readProgram(path: string): Uint8Array {
  try {
    return fs.readFileSync(nodePath(path));
  } catch (error) {
    throw new CliError(`krait: can't open file '${resolve(path)}': ${systemReason(error)}`, 2);
  }
}

function runPyc(machine: Machine, path: string, data: Uint8Array): void {
  let code: ReturnType<typeof readPyc>;
  try {
    code = readPyc(data);
  } catch (error) {
    const { message } = error as Error;
    throw new CliError(`krait: can't run '${path}': ${message}`, 1);
  }
  machine.runCode(code);
}

/** The script's folder with links followed: sys.path[0]. */
function folderOf(path: string): string {
  try {
    return dirname(fsDecode(fs.realpathSync(nodePath(path), "buffer")));
  } catch {
    return dirname(resolve(path));
  }
}

/** Whether the end of a file looks like a zip archive's. */
function isZip(data: Uint8Array): boolean {
  const from = Math.max(0, data.length - 65557);
  return Buffer.from(data.buffer, data.byteOffset, data.length).indexOf("PK\x05\x06", from, "latin1") >= 0;
}

/** -x: without the first line, whose end stays so that lines keep their numbers. */
function withoutFirstLine(data: Uint8Array): Uint8Array {
  const end = data.indexOf(10);
  return end < 0 ? new Uint8Array(0) : data.subarray(end);
}

function runFile(run: Run, path: string): Machine {
  const isFolder = fs.statSync(nodePath(path), { throwIfNoEntry: false })?.isDirectory() === true;
  if (isFolder && !["__main__.py", "__main__.pyc"].some((name) => fs.existsSync(join(path, name)))) {
    throw new CliError(`krait: can't find '__main__' module in '${path}'`, 1);
  }
  const data = isFolder ? null : readProgram(path);
  if (data === null || isZip(data)) {
    const machine = run.start(path, path, true);
    machine.runModule("__main__", false);
    return machine;
  }
  const machine = run.start(path, folderOf(path));
  // as python does since 3.9: tracebacks and __file__ name the whole path, sys.argv[0] what was typed
  const full = resolve(path);
  machine.setMainFile(full);
  if (path.endsWith(".pyc")) runPyc(machine, path, data);
  else machine.runSource(run.settings.skipFirstLine ? withoutFirstLine(data) : data, full, { isFile: true });
  return machine;
}

async function runStdin(run: Run, named: boolean): Promise<number> {
  const interactive = isTerminal(0) || run.settings.inspect;
  const machine = run.start(named ? "-" : "", "");
  if (interactive) {
    const { interact } = await import("./repl.js");
    return interact(machine, { ...run.settings, banner: run.settings.flags.quiet !== true });
  }
  machine.runSource(readAll(0), "<stdin>", {}, false);
  return ended(machine);
}

function versionText(long: boolean): string {
  const { version } = JSON.parse(fs.readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  const engine = long ? `, Node ${process.versions.node}, V8 ${process.versions.v8}` : "";
  return `Python 3.13.2 (krait ${version}${engine})\n`;
}

/** A program text of other bytes than UTF-8 cannot be compiled. */
function checkText(code: string): void {
  const at = code.search(/[\udc80-\udcff]/);
  if (at < 0) return;
  const problem = `can't encode character '\\udc${(code.charCodeAt(at) & 0xff).toString(16)}' in position`;
  throw new CliError(
    `Unable to decode the command from the command line:\nUnicodeEncodeError: 'utf-8' codec ${problem} ${[...code.slice(0, at)].length}: surrogates not allowed`,
    1,
  );
}

export function runProgram(argv: readonly string[]): Promise<number> {
  return runWatched(argv, null);
}

export async function runWatched(given: readonly string[], watch: Watch | null): Promise<number> {
  const argv = rawArguments(given);
  const options = scanRunOptions(argv);
  const { program } = options;
  if (program.kind === "help") {
    fs.writeSync(1, program.text);
    return 0;
  }
  if (program.kind === "version") {
    fs.writeSync(1, versionText(program.long));
    return 0;
  }
  if (program.kind === "code") checkText(program.code);
  const run = new Run(options, argv, watch);
  if (program.kind === "stdin") return runStdin(run, program.named);
  let machine: Machine;
  if (program.kind === "file") machine = runFile(run, program.path);
  else {
    const isCode = program.kind === "code";
    machine = run.start(isCode ? "-c" : "-m", isCode ? "" : process.cwd());
    if (program.kind === "code") machine.runSource(program.code, "<string>");
    else machine.runModule(program.name);
  }
  return run.finish(machine);
}
