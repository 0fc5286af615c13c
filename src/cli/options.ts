/**
 * The arguments of a program run, scanned as python scans its own: options up to the program, everything after it is the program's.
 * Written by hand, since python's rules (bundled letters, `-c` and `-m` ending the options) are not those of GNU commands.
 *
 * `environment.ts` adds what the environment says.
 */
import type { PlanOptions } from "../machine/plans.js";
import { CliError } from "./fail.js";
import { HELP_TEXTS, USAGE } from "./help.js";
import { checkedPlan, isPlanOption, type PlanKey, withPlanOption } from "./plan_options.js";

export type BuildName = "release" | "debug" | "stress" | "instrumented";

/** MiB that a machine needs to start. */
const LEAST_MEMORY = 16;

export const BUILD_NAMES: readonly BuildName[] = ["release", "debug", "stress", "instrumented"];

export type Program =
  | { readonly kind: "code"; readonly code: string }
  | { readonly kind: "module"; readonly name: string }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "stdin"; readonly named: boolean }
  | { readonly kind: "help"; readonly text: string }
  | { readonly kind: "version"; readonly long: boolean };

/** What the letters of the command line say; numbers count how often a letter stands there. */
export interface RunOptions {
  readonly program: Program;
  readonly args: readonly string[];
  /** -B -I -O ...: how often. */
  readonly letters: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
  readonly xOptions: readonly string[];
  readonly checkHashPycs: string | null;
  readonly plan: PlanOptions;
  /** The most memory of the machine in MiB; 0: what the engine gives. */
  readonly memory: number;
  readonly build: BuildName;
}

function usageError(message: string): CliError {
  return new CliError(`${message}\n${USAGE}\nTry \`krait -h' for more information.`, 2);
}

function mebibytes(option: string, value: string | undefined): number {
  const size = Number(value);
  if (value !== undefined && /^\d+$/.test(value) && size >= LEAST_MEMORY && size <= 4095) return size;
  const given = value === undefined ? "needs a value" : `cannot be '${value}'`;
  throw usageError(`krait: ${option} ${given}: give a number of MiB, ${LEAST_MEMORY} to 4095`);
}

function oneOf<T extends string>(option: string, value: string | undefined, names: readonly T[]): T {
  const found = names.find((name) => name === value);
  if (found !== undefined) return found;
  const given = value === undefined ? "needs a value" : `cannot be '${value}'`;
  throw usageError(`krait: ${option} ${given}: choose ${names.join(" or ")}`);
}

/** Letters that stand for themselves; python ignores J and t as well. */
const PLAIN = "bBdEiIOPqRsSuvxt";

class Scan {
  private at = 0;
  private readonly counts: Record<string, number> = {};
  private readonly warnings: string[] = [];
  private readonly xOptions: string[] = [];
  private checkHashPycs: string | null = null;
  private plan: PlanOptions = {};
  private memory = 0;
  private build: BuildName = "release";

  constructor(private readonly argv: readonly string[]) {}

  private done(program: Program): RunOptions {
    const { counts: letters, warnings, xOptions, checkHashPycs, memory, build } = this;
    const plan = checkedPlan(this.plan);
    const args = this.argv.slice(this.at);
    return { program, args, letters, warnings, xOptions, checkHashPycs, plan, memory, build };
  }

  run(): RunOptions {
    let versions = 0;
    while (this.at < this.argv.length) {
      const arg = this.argv[this.at++]!;
      if (arg === "-") return this.done({ kind: "stdin", named: true });
      if (!arg.startsWith("-")) {
        if (versions > 0) break;
        return this.done({ kind: "file", path: arg });
      }
      const program = arg.startsWith("--") ? this.long(arg) : this.letters(arg);
      if (program === null) continue;
      if (program.kind !== "version") return this.done(program);
      versions += program.long ? 2 : 1;
    }
    if (versions > 0) return this.done({ kind: "version", long: versions > 1 });
    return this.done({ kind: "stdin", named: false });
  }

  private long(arg: string): Program | null {
    if (arg === "--") {
      const path = this.argv[this.at++];
      return path === undefined || path === "-" ? { kind: "stdin", named: path === "-" } : { kind: "file", path };
    }
    const help = HELP_TEXTS[arg];
    if (help !== undefined) return { kind: "help", text: help };
    if (arg === "--version") return { kind: "version", long: false };
    const equals = arg.indexOf("=");
    const name = equals < 0 ? arg : arg.slice(0, equals);
    const value = () => (equals < 0 ? this.argv[this.at++] : arg.slice(equals + 1));
    if (isPlanOption(name)) this.plan = withPlanOption(this.plan, name.slice(2) as PlanKey, value());
    else if (name === "--memory") this.memory = mebibytes(name, value());
    else if (name === "--build") this.build = oneOf(name, value(), BUILD_NAMES);
    else if (name === "--check-hash-based-pycs") {
      const mode = value();
      if (mode === undefined) throw usageError(`Argument expected for the ${name} options`);
      if (!["always", "default", "never"].includes(mode)) {
        throw usageError(`--check-hash-based-pycs must be one of 'default', 'always', or 'never'`);
      }
      this.checkHashPycs = mode;
    } else throw usageError(`unknown option ${arg}`);
    return null;
  }

  /** One argument of letters: "-OO", "-Ec". `-c`, `-m`, `-W` and `-X` take the rest of it, or the next argument. */
  private letters(arg: string): Program | null {
    let version = 0;
    for (let i = 1; i < arg.length; i++) {
      const letter = arg[i]!;
      if (letter === "h" || letter === "?") return { kind: "help", text: HELP_TEXTS["--help"]! };
      if (letter === "V") version++;
      else if ("cmWX".includes(letter)) {
        const value = i + 1 < arg.length ? arg.slice(i + 1) : this.argv[this.at++];
        if (value === undefined) throw usageError(`Argument expected for the -${letter} option`);
        if (letter === "c") return { kind: "code", code: value };
        if (letter === "m") return { kind: "module", name: value };
        (letter === "W" ? this.warnings : this.xOptions).push(value);
        return null;
      } else if (letter === "J") throw usageError("-J is reserved for Jython");
      else if (PLAIN.includes(letter)) this.counts[letter] = (this.counts[letter] ?? 0) + 1;
      else throw usageError(`Unknown option: -${letter}`);
    }
    return version === 0 ? null : { kind: "version", long: version > 1 };
  }
}

export function scanRunOptions(argv: readonly string[]): RunOptions {
  return new Scan(argv).run();
}
