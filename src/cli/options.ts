/**
 * The arguments of a program run, scanned as python scans its own: options up to the program, everything after it is the program's.
 * Written by hand, since python's rules (bundled letters, `-c` and `-m` ending the options) are not those of GNU commands.
 */
import { CliError } from "./fail.js";

export type GcName = "generational" | "rc";
export type InternName = "cpython313" | "none";
export type BuildName = "release" | "debug" | "stress";

export const GC_NAMES: readonly GcName[] = ["generational", "rc"];
export const INTERN_NAMES: readonly InternName[] = ["cpython313", "none"];
export const BUILD_NAMES: readonly BuildName[] = ["release", "debug", "stress"];

export type Program =
  | { readonly kind: "code"; readonly code: string }
  | { readonly kind: "module"; readonly name: string }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "stdin" }
  | { readonly kind: "help" }
  | { readonly kind: "version" };

export interface RunOptions {
  readonly program: Program;
  readonly args: readonly string[];
  readonly optimize: number;
  readonly randomHash: boolean;
  readonly gc: GcName;
  readonly intern: InternName;
  readonly build: BuildName;
}

export const USAGE = "usage: krait [option] ... [-c cmd | -m mod | file | -] [arg] ...";

export const HELP = `${USAGE}
       krait dis | compile | notebook ...   (krait dis --help and so on)

Runs a Python 3.13 program.

-c cmd    : run the program given as text
-m mod    : run a module found on sys.path as a script
file      : run a source file, a .pyc, or a folder with __main__.py
-         : run the program read from standard input (also without any argument)
arg ...   : what the program finds in sys.argv[1:]

-O        : leave assert statements and code under __debug__ out; -OO: docstrings too
-R        : hash seeds at random (also PYTHONHASHSEED=random); the default is PYTHONHASHSEED=0
-V        : print the version; also --version
-h        : print this help; also --help
-b -d -v -B -E -I -P -q -s -S -u -X opt -W arg : accepted, without effect

--gc generational|rc      : CPython's collector, or reference counting alone
--intern cpython313|none  : which strings are made one object
--build release|debug|stress : debug checks the heap as it runs, stress also collects at every allocation
`;

function usageError(message: string): CliError {
  return new CliError(`${message}\n${USAGE}\nTry \`krait -h' for more information.`, 2);
}

function oneOf<T extends string>(option: string, value: string | undefined, names: readonly T[]): T {
  const found = names.find((name) => name === value);
  if (found !== undefined) return found;
  const given = value === undefined ? "needs a value" : `cannot be '${value}'`;
  throw usageError(`krait: ${option} ${given}: choose ${names.join(" or ")}`);
}

const WITHOUT_EFFECT = "bdvBEIPqsSu";

class Scan {
  private at = 0;
  private optimize = 0;
  private randomHash = false;
  private gc: GcName = "generational";
  private intern: InternName = "cpython313";
  private build: BuildName = "release";

  constructor(private readonly argv: readonly string[]) {}

  private done(program: Program): RunOptions {
    const { optimize, randomHash, gc, intern, build } = this;
    return { program, args: this.argv.slice(this.at), optimize, randomHash, gc, intern, build };
  }

  run(): RunOptions {
    while (this.at < this.argv.length) {
      const arg = this.argv[this.at++]!;
      if (arg === "-") return this.done({ kind: "stdin" });
      if (!arg.startsWith("-")) return this.done({ kind: "file", path: arg });
      const program = arg.startsWith("--") ? this.long(arg) : this.letters(arg);
      if (program !== null) return this.done(program);
    }
    return this.done({ kind: "stdin" });
  }

  private long(arg: string): Program | null {
    if (arg === "--") {
      const path = this.argv[this.at++];
      return path === undefined || path === "-" ? { kind: "stdin" } : { kind: "file", path };
    }
    if (arg === "--help") return { kind: "help" };
    if (arg === "--version") return { kind: "version" };
    const equals = arg.indexOf("=");
    const name = equals < 0 ? arg : arg.slice(0, equals);
    const value = () => (equals < 0 ? this.argv[this.at++] : arg.slice(equals + 1));
    if (name === "--gc") this.gc = oneOf(name, value(), GC_NAMES);
    else if (name === "--intern") this.intern = oneOf(name, value(), INTERN_NAMES);
    else if (name === "--build") this.build = oneOf(name, value(), BUILD_NAMES);
    else throw usageError(`unknown option ${arg}`);
    return null;
  }

  /** One argument of letters: "-OO", "-Ec". `-c` and `-m` take the rest of it, or the next argument. */
  private letters(arg: string): Program | null {
    for (let i = 1; i < arg.length; i++) {
      const letter = arg[i]!;
      if (letter === "h" || letter === "?") return { kind: "help" };
      if (letter === "V") return { kind: "version" };
      if (letter === "c" || letter === "m") {
        const value = i + 1 < arg.length ? arg.slice(i + 1) : this.argv[this.at++];
        if (value === undefined) throw usageError(`Argument expected for the -${letter} option`);
        return letter === "c" ? { kind: "code", code: value } : { kind: "module", name: value };
      }
      if (letter === "X" || letter === "W") {
        const value = i + 1 < arg.length ? arg.slice(i + 1) : this.argv[this.at++];
        if (value === undefined) throw usageError(`Argument expected for the -${letter} option`);
        return null;
      }
      if (letter === "O") this.optimize = Math.min(this.optimize + 1, 2);
      else if (letter === "R") this.randomHash = true;
      else if (!WITHOUT_EFFECT.includes(letter)) throw usageError(`Unknown option: -${letter}`);
    }
    return null;
  }
}

export function scanRunOptions(argv: readonly string[]): RunOptions {
  return new Scan(argv).run();
}

/** The seed that PYTHONHASHSEED and -R ask for: 0 without either; `random` gives one at random. */
export function hashSeed(variable: string | undefined, randomHash: boolean, random: () => number): number {
  if (variable === undefined || variable === "") return randomHash ? random() : 0;
  if (variable === "random") return random();
  const value = Number(variable);
  if (/^\d+$/.test(variable) && value <= 0xffffffff) return value;
  throw new CliError(
    `krait: PYTHONHASHSEED must be "random" or an integer in range [0; 4294967295], not '${variable}'`,
    1,
  );
}
