/** `krait FILE`, `-c`, `-m`, `-`: finds the program's source or code and runs it to its exit status. */
import { randomFillSync } from "node:crypto";
import * as fs from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Machine, type MachineOptions, processStreams, readPyc } from "../index.js";
import { nodeSystem } from "../machine/node_system.js";
import { CliError, systemReason } from "./fail.js";
import { HELP, hashSeed, type RunOptions, scanRunOptions } from "./options.js";
import { readAll, stdinLines } from "./stdin.js";

export function randomSeed(): number {
  return randomFillSync(new Uint32Array(1))[0]!;
}

function inThisFolder(name: string): string {
  return fileURLToPath(new URL(`./${name}`, import.meta.url));
}

/** What every program of the command line may use of its host. */
export function hostOptions(
  options: Pick<RunOptions, "gc" | "intern" | "build" | "optimize" | "randomHash">,
): MachineOptions {
  return {
    ...processStreams(),
    stdin: stdinLines(),
    files: fs,
    system: {
      ...nodeSystem(),
      executable: inThisFolder("krait"),
      program: [process.execPath, inThisFolder("main.js")],
    },
    build: options.build,
    gc: options.gc,
    intern: options.intern,
    optimize: options.optimize,
    hashSeed: hashSeed(process.env["PYTHONHASHSEED"], options.randomHash, randomSeed),
  };
}

function pythonPath(): string[] {
  const variable = process.env["PYTHONPATH"] ?? "";
  return variable === "" ? [] : variable.split(process.platform === "win32" ? ";" : ":").map((path) => resolve(path));
}

function newMachine(options: RunOptions, argv0: string, path0: string): Machine {
  const argv = [argv0, ...options.args];
  return new Machine({ ...hostOptions(options), argv, path0, path: pythonPath() });
}

function readProgram(path: string): Uint8Array {
  try {
    return fs.readFileSync(path);
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
    return dirname(fs.realpathSync(path));
  } catch {
    return dirname(resolve(path));
  }
}

function runFile(options: RunOptions, path: string): number {
  let file = path;
  let folder: string | null = null;
  if (fs.existsSync(path) && fs.statSync(path).isDirectory()) {
    folder = path;
    file = join(path, "__main__.py");
    if (!fs.existsSync(file)) throw new CliError(`krait: can't find '__main__' module in '${path}'`, 1);
  }
  const data = readProgram(file);
  const machine = newMachine(options, path, folder ?? folderOf(file));
  // as python does since 3.9: tracebacks and __file__ name the whole path, sys.argv[0] what was typed
  const full = resolve(file);
  machine.setMainFile(full);
  if (file.endsWith(".pyc")) runPyc(machine, path, data);
  else machine.runSource(data, full);
  return machine.finish();
}

function runModule(options: RunOptions, name: string): number {
  const machine = newMachine(options, "-m", process.cwd());
  machine.runModule(name);
  return machine.finish();
}

export function runProgram(argv: readonly string[]): number {
  const options = scanRunOptions(argv);
  const { program } = options;
  switch (program.kind) {
    case "help":
      process.stdout.write(HELP);
      return 0;
    case "version": {
      const { version } = JSON.parse(fs.readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
        version: string;
      };
      process.stdout.write(`krait ${version} (Python 3.13.2)\n`);
      return 0;
    }
    case "code": {
      const machine = newMachine(options, "-c", "");
      machine.runSource(program.code, "<string>");
      return machine.finish();
    }
    case "module":
      return runModule(options, program.name);
    case "file":
      return runFile(options, program.path);
    case "stdin": {
      if (process.stdin.isTTY && argv.length === 0) {
        throw new CliError(
          "krait: there is no interactive prompt yet: give a FILE, -c CODE or -m MODULE (krait -h)",
          2,
        );
      }
      const source = readAll(0);
      const machine = newMachine(options, "-", "");
      machine.runSource(source, "<stdin>");
      return machine.finish();
    }
  }
}
