/** Running a program before `krait dis` shows it: its code as the machine has specialised it, and how often each instruction has run. */
import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { CodeObject } from "../bytecode/values.js";
import type { Counters } from "../machine/counters.js";
import { type Build, Machine } from "../machine/machine.js";
import { environmentSeed, hostOptions } from "./run.js";

export interface RunView {
  /** The code units of a code object as specialised. */
  readonly adaptive: (code: CodeObject) => Uint8Array;
  /** Executions of each unit, or undefined if nothing was counted. */
  readonly counts: ((code: CodeObject) => BigUint64Array) | undefined;
  /** The program's exit status; 0 if it was not run. */
  readonly status: number;
}

export interface RunRequest {
  readonly run: boolean;
  readonly counts: boolean;
  /** What the instrumented build counts is wanted instead. */
  readonly stats: boolean;
  /** The program's name as shown; `args` follow it in sys.argv. */
  readonly name: string;
  readonly args: readonly string[];
}

function checkBuild(option: string, build: Build): void {
  const file = fileURLToPath(new URL(`../../dist/krait.${build}.wasm`, import.meta.url));
  if (existsSync(file)) return;
  throw new Error(`${option} needs the ${build} build of the machine, which counts: npm run build -- ${build}`);
}

/** Cuts the machine's answer into the pieces of each code object, which it gives in preorder. */
function pieces<T extends Uint8Array | BigUint64Array>(code: CodeObject, all: T, perUnit: number): Map<CodeObject, T> {
  const map = new Map<CodeObject, T>();
  let at = 0;
  const walk = (co: CodeObject): void => {
    const size = (co.fields.code.length / 2) * perUnit;
    map.set(co, all.subarray(at, at + size) as T);
    at += size;
    for (const item of co.fields.consts) if (item instanceof CodeObject) walk(item);
  };
  walk(code);
  return map;
}

/** What the program prints goes to standard error: standard output is the listing's. */
function machineFor({ name, args }: RunRequest, build: Build): Machine {
  const write = (data: Uint8Array): void => {
    process.stderr.write(data);
  };
  const isFile = !name.startsWith("<");
  return new Machine({
    ...hostOptions({ plan: {}, build }),
    ...environmentSeed(),
    stdout: write,
    stderr: write,
    argv: [isFile ? name : name === "<string>" ? "-c" : "-", ...args],
    path: [isFile ? dirname(resolve(name)) : ""],
  });
}

function runMain(machine: Machine, code: CodeObject, { name }: RunRequest): void {
  if (!name.startsWith("<")) machine.setMain("__file__", resolve(name));
  machine.runCode(code);
}

/** What the program did until its last statement, and its exit status. */
export function runForStats(code: CodeObject, request: RunRequest): { counters: Counters; status: number } {
  checkBuild("--stats", "instrumented");
  const machine = machineFor(request, "instrumented");
  runMain(machine, code, request);
  return { counters: machine.counters(), status: machine.finish() };
}

export function runForDis(code: CodeObject, request: RunRequest): RunView {
  if (request.counts) checkBuild("--counts", "debug");
  const machine = machineFor(request, request.counts ? "debug" : "release");
  machine.keepCode();
  let status = 0;
  if (request.run) {
    runMain(machine, code, request);
    status = machine.finish();
  } else machine.load(code);
  const adaptive = pieces(code, machine.specializedCode(), 2);
  const counts = request.counts ? pieces(code, machine.executionCounts(), 1) : undefined;
  return { adaptive: (co) => adaptive.get(co)!, counts: counts && ((co) => counts.get(co)!), status };
}
