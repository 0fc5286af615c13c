/**
 * The arguments of a program run, scanned as python scans its own: options up to the program, everything after it is the program's.
 * Written by hand, since python's rules (bundled letters, `-c` and `-m` ending the options) are not those of GNU commands.
 *
 * `environment.ts` adds what the environment says.
 */
import type { PlanOptions } from "../machine/plans.js";
import { CliError } from "./fail.js";
import { checkedPlan, isPlanOption, PLAN_OPTIONS, planOption } from "./plan_options.js";

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

export const USAGE = "usage: krait [option] ... [-c cmd | -m mod | file | -] [arg] ...";

/** "--gc a|b|" over lines of 78 columns. */
function wrapped(option: string, names: readonly string[]): string {
  const lines = [option];
  for (const [i, name] of names.entries()) {
    const piece = i + 1 < names.length ? `${name}|` : name;
    if ((lines.at(-1) as string).length + piece.length > 78) lines.push(" ".repeat(9));
    lines[lines.length - 1] += piece;
  }
  return `${lines.join("\n")}\n`;
}

export const HELP = `${USAGE}
       krait dis | compile | notebook | heap | lab ...   (krait dis --help and so on)
Options (and corresponding environment variables):
-b     : issue warnings about converting bytes/bytearray to str and comparing
         bytes/bytearray with str or bytes with int; also warn about comparing
         (-bb: issue errors)
-B     : don't write .pyc files on import; also PYTHONDONTWRITEBYTECODE=x
-c cmd : program passed in as string (terminates option list)
-d     : accepted, without effect; also PYTHONDEBUG=x
-E     : ignore PYTHON* environment variables (such as PYTHONPATH)
-h     : print this help message and exit (also -? or --help)
-i     : inspect interactively after running script; forces a prompt even
         if stdin does not appear to be a terminal; also PYTHONINSPECT=x
-I     : isolate krait from the user's environment (implies -E, -P and -s)
-m mod : run library module as a script (terminates option list)
-O     : remove assert and __debug__-dependent statements; also PYTHONOPTIMIZE=x
-OO    : do -O changes and also discard docstrings
-P     : don't prepend a potentially unsafe path to sys.path; also
         PYTHONSAFEPATH
-q     : don't print version and copyright messages on interactive startup
-R     : hash seeds at random; also PYTHONHASHSEED=random. Without it the seed
         is 0, unlike python's, so that two runs print the same
-s     : don't add user site directory to sys.path; also PYTHONNOUSERSITE=x
-S     : don't imply 'import site' on initialization
-u     : force the stdout and stderr streams to be unbuffered;
         also PYTHONUNBUFFERED=x
-v     : verbose (trace import statements); also PYTHONVERBOSE=x
         can be supplied multiple times to increase verbosity
-V     : print the version number and exit (also --version)
         when given twice, print more information about the build
-W arg : warning control; arg is action:message:category:module:lineno
         also PYTHONWARNINGS=arg
-x     : skip first line of source, allowing use of non-Unix forms of #!cmd
-X opt : set implementation-specific option: dev, importtime, utf8[=0|1],
         pycache_prefix=PATH, int_max_str_digits=N, warn_default_encoding ...
--check-hash-based-pycs always|default|never:
         control how krait invalidates hash-based .pyc files
${PLAN_OPTIONS.map(({ key, names }) => wrapped(`--${key} `, names)).join("")}         how objects are freed, when, where they lie, which strings are one object;
         the first of each is CPython's; --trigger bytes:KIB, heap:KIB
--memory MIB              : the most memory the program may take; beyond it MemoryError
--build release|debug|stress : debug checks the heap as it runs, stress also
         collects at every allocation

Arguments:
file   : program read from script file; a .pyc; a folder or zip file with
         __main__.py
-      : program read from stdin (default; interactive mode if a tty)
arg ...: arguments passed to program in sys.argv[1:]
`;

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
    if (arg === "--help" || arg === "--help-all" || arg === "--help-env" || arg === "--help-xoptions") {
      return { kind: "help", text: HELP };
    }
    if (arg === "--version") return { kind: "version", long: false };
    const equals = arg.indexOf("=");
    const name = equals < 0 ? arg : arg.slice(0, equals);
    const value = () => (equals < 0 ? this.argv[this.at++] : arg.slice(equals + 1));
    if (isPlanOption(name)) this.plan = { ...this.plan, ...planOption(name.slice(2) as "gc", value()) };
    else if (name === "--memory") this.memory = mebibytes(name, value());
    else if (name === "--build") this.build = oneOf(name, value(), BUILD_NAMES);
    else if (name === "--check-hash-based-pycs") {
      const mode = value();
      if (mode === undefined) throw usageError(`Argument expected for the ${name} option`);
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
      if (letter === "h" || letter === "?") return { kind: "help", text: HELP };
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
