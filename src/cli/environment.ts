/**
 * What python's options and environment variables together mean for a machine: sys.flags, sys.warnoptions, sys._xoptions, the hash seed, the search
 * path. Counterpart: Python/initconfig.c.
 */
import { delimiter } from "node:path";
import type { MachineOptions } from "../index.js";
import type { Flags } from "../machine/configuration.js";
import { CliError } from "./fail.js";
import { coercion, ctypeLocale, isCLocale } from "./locale.js";
import type { RunOptions } from "./options.js";

export type Environment = Readonly<Record<string, string | undefined>>;

/** The seed that PYTHONHASHSEED and -R ask for: 0 without either; `random` gives one at random. */
export function hashSeed(variable: string | undefined, randomHash: boolean, random: () => number): number {
  if (variable === undefined || variable === "") return randomHash ? random() : 0;
  if (variable === "random") return random();
  const value = Number(variable);
  if (/^\d+$/.test(variable) && value <= 0xffffffff) return value;
  const problem = 'PYTHONHASHSEED must be "random" or an integer in range [0; 4294967295]';
  throw fatal(`config_init_hash_seed: ${problem}`);
}

function fatal(message: string, state = "preinitialized"): CliError {
  return new CliError(`Fatal Python error: ${message}\nPython runtime state: ${state}\n`, 1);
}

/** A variable that counts like a letter: a number is that number, any other text is 1. */
function flagOf(variable: string | undefined): number {
  if (variable === undefined || variable === "") return 0;
  const value = /^\s*[+-]?\d+$/.test(variable) ? Number(variable) : 1;
  return value < 0 ? 1 : value;
}

/** -X options as sys._xoptions has them: name -> text after "=", or true. The last of a name counts. */
function xOptionMap(options: readonly string[]): Map<string, string | boolean> {
  const map = new Map<string, string | boolean>();
  for (const option of options) {
    const equals = option.indexOf("=");
    if (equals < 0) map.set(option, true);
    else map.set(option.slice(0, equals), option.slice(equals + 1));
  }
  return map;
}

function intMaxStrDigits(env: Environment, x: ReadonlyMap<string, string | boolean>): number {
  const parse = (text: string, where: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && (value === 0 || value >= 640) && value <= 0x7fffffff) return value;
    throw fatal(`config_init_int_max_str_digits: ${where}: invalid limit; must be >= 640 or 0 for unlimited.`);
  };
  let limit = 4300;
  const variable = env["PYTHONINTMAXSTRDIGITS"];
  if (variable !== undefined && variable !== "") limit = parse(variable, "PYTHONINTMAXSTRDIGITS");
  const option = x.get("int_max_str_digits");
  if (option !== undefined) limit = parse(option === true ? "" : String(option), "-X int_max_str_digits");
  return limit;
}

/** -X cpu_count and PYTHON_CPU_COUNT: what os.cpu_count() answers, -1: the system's number. */
function cpuCount(env: Environment, x: ReadonlyMap<string, string | boolean>): number {
  const parse = (text: string): number => {
    if (text === "default") return -1;
    const value = /^\s*[+-]?\d+$/.test(text) ? Number(text) : 0;
    if (value > 0 && value <= 0x7fffffff) return value;
    const problem = "n is missing or an invalid number, n must be greater than 0";
    throw fatal(`config_init_cpu_count: -X cpu_count=n option: ${problem}`);
  };
  const variable = env["PYTHON_CPU_COUNT"] ?? "";
  const option = x.get("cpu_count");
  if (option !== undefined) return parse(option === true ? "" : String(option));
  return variable === "" ? -1 : parse(variable);
}

/** -X frozen_modules and PYTHON_FROZEN_MODULES: whether modules come frozen where they can. */
function frozenModules(env: Environment, x: ReadonlyMap<string, string | boolean>): boolean {
  const parse = (text: string, where: string): boolean => {
    if (text === "on" || text === "off") return text === "on";
    throw fatal(`bad value for ${where} (expected "on" or "off")`);
  };
  const option = x.get("frozen_modules");
  if (option !== undefined)
    return option === true || option === "" || parse(String(option), "option -X frozen_modules");
  const variable = env["PYTHON_FROZEN_MODULES"] ?? "";
  return variable === "" || parse(variable, "PYTHON_FROZEN_MODULES");
}

/** -X utf8, PYTHONUTF8; without them the mode is on where the locale is C's, which names no encoding. */
function utf8Mode(env: Environment, x: ReadonlyMap<string, string | boolean>, locale: string): number {
  const option = x.get("utf8");
  if (option !== undefined) {
    if (option === true || option === "1") return 1;
    if (option === "0") return 0;
    throw fatal("preconfig_init_utf8_mode: invalid -X utf8 option value", "preinitializing");
  }
  const variable = env["PYTHONUTF8"];
  if (variable === undefined || variable === "") return isCLocale(locale) ? 1 : 0;
  if (variable === "0") return 0;
  if (variable === "1") return 1;
  throw fatal("preconfig_init_utf8_mode: invalid PYTHONUTF8 environment variable value", "preinitializing");
}

/** Frames that tracemalloc keeps from the start on, 0: it is off. */
function tracemallocFrames(env: Environment, x: ReadonlyMap<string, string | boolean>): number {
  const parse = (text: string, where: string): number => {
    const frames = Number(text);
    if (/^\s*[+-]?\d*$/.test(text) && frames >= 0 && frames <= 65535) return frames;
    throw fatal(`config_init_tracemalloc: ${where}: invalid number of frames`);
  };
  const option = x.get("tracemalloc");
  if (option !== undefined) return option === true ? 1 : parse(String(option), "-X tracemalloc=NFRAME");
  const variable = env["PYTHONTRACEMALLOC"];
  return variable === undefined || variable === "" ? 0 : parse(variable, "PYTHONTRACEMALLOC");
}

/** sys.warnoptions: development mode, PYTHONWARNINGS, -W, -b, in the order in which they come to count. */
function warnOptions(options: RunOptions, env: Environment, devMode: boolean, bytesWarning: number): string[] {
  const variable = env["PYTHONWARNINGS"] ?? "";
  const list = [
    ...(devMode ? ["default"] : []),
    ...(variable === "" ? [] : variable.split(",")),
    ...options.warnings,
    ...(bytesWarning > 1 ? ["error::BytesWarning"] : bytesWarning === 1 ? ["default::BytesWarning"] : []),
  ];
  // one that stands there again counts where it stands last
  return list.filter((option, i) => !list.includes(option, i + 1));
}

/** Locales in which texts that are not of their encoding pass through, since nobody chose the encoding. */
const NEUTRAL_LOCALES = ["C", "POSIX", "C.UTF-8", "C.utf8", "UTF-8"];

/** Encoding and error handler of the standard streams (config_init_stdio_encoding); undefined: the usual ones. */
function stdioCoding(
  env: Environment,
  locale: string,
  utf8: boolean,
): readonly [string | null, string | null] | undefined {
  const [, encoding, given] = /^([^:]*)(?::(.*))?$/s.exec(env["PYTHONIOENCODING"] ?? "")!;
  const errors = given === undefined || given === "" ? null : given;
  if (encoding !== "") return [encoding!, errors ?? "strict"];
  if (errors !== null) return [null, errors];
  return utf8 || NEUTRAL_LOCALES.includes(locale) ? [null, "surrogateescape"] : undefined;
}

/** What a run of the command line is, options and environment taken together. */
export interface Settings {
  readonly machine: Pick<
    MachineOptions,
    | "optimize"
    | "hashSeed"
    | "warnOptions"
    | "xOptions"
    | "pycachePrefix"
    | "path"
    | "libraryPath"
    | "flags"
    | "stdioCoding"
  >;
  readonly flags: Flags;
  /** -i and PYTHONINSPECT. */
  readonly inspect: boolean;
  readonly unbuffered: boolean;
  readonly skipFirstLine: boolean;
  /** -X pystats and PYTHONSTATS: the instrumented build counts from the start. */
  readonly pystats: boolean;
  readonly environment: Environment;
  /** What LC_CTYPE is for the program and its children, null: as it is. */
  readonly coercedLocale: string | null;
  /** Said on standard error before the program runs. */
  readonly localeWarning: string;
}

export function settingsOf(options: RunOptions, environment: Environment, random: () => number): Settings {
  const count = (letter: string): number => options.letters[letter] ?? 0;
  const isolated = count("I") > 0;
  const ignored = isolated || count("E") > 0;
  // PYTHON* variables that are not to count are not there
  const env: Environment = ignored ? {} : environment;
  const both = (letter: string, variable: string): number => Math.max(count(letter), flagOf(env[variable]));
  const x = xOptionMap(options.xOptions);
  const devMode = x.has("dev") || (env["PYTHONDEVMODE"] ?? "") !== "";
  const locale = ctypeLocale(environment);
  // -R has the last word
  const seed = count("R") > 0 ? "random" : env["PYTHONHASHSEED"];
  const cpus = cpuCount(env, x);
  const bytesWarning = count("b");
  const inspect = both("i", "PYTHONINSPECT");
  const flags: Flags = {
    debug: Math.min(both("d", "PYTHONDEBUG"), 1),
    inspect: Math.min(inspect, 1),
    interactive: Math.min(count("i"), 1),
    optimize: both("O", "PYTHONOPTIMIZE"),
    ...(cpus > 0 ? { cpuCount: cpus } : {}),
    dontWriteBytecode: both("B", "PYTHONDONTWRITEBYTECODE") > 0,
    noUserSite: isolated || both("s", "PYTHONNOUSERSITE") > 0,
    noSite: count("S") > 0,
    ignoreEnvironment: ignored,
    verbose: both("v", "PYTHONVERBOSE"),
    bytesWarning,
    quiet: count("q") > 0,
    hashRandomization: (seed ?? "") !== "" && seed !== "0",
    isolated,
    devMode,
    utf8Mode: utf8Mode(env, x, locale),
    warnDefaultEncoding: x.has("warn_default_encoding") || flagOf(env["PYTHONWARNDEFAULTENCODING"]) > 0,
    safePath: isolated || both("P", "PYTHONSAFEPATH") > 0,
    intMaxStrDigits: intMaxStrDigits(env, x),
    frozenModules: frozenModules(env, x),
    codeDebugRanges: !x.has("no_debug_ranges") && (env["PYTHONNODEBUGRANGES"] ?? "") === "",
    tracemalloc: tracemallocFrames(env, x),
    faulthandler: devMode || x.has("faulthandler") || (env["PYTHONFAULTHANDLER"] ?? "") !== "",
    importTime: x.has("importtime") || flagOf(env["PYTHONPROFILEIMPORTTIME"]) > 0,
  };
  const { coerced, warning } = coercion(environment, env["PYTHONCOERCECLOCALE"]);
  const prefix = x.get("pycache_prefix") ?? env["PYTHONPYCACHEPREFIX"];
  const searchPath = env["PYTHONPATH"] ?? "";
  const coding = stdioCoding(env, locale, flags.utf8Mode === 1);
  const machine: Settings["machine"] = {
    optimize: Math.min(both("O", "PYTHONOPTIMIZE"), 2),
    hashSeed: hashSeed(seed, false, random),
    warnOptions: warnOptions(options, env, devMode, bytesWarning),
    xOptions: x,
    path: searchPath === "" ? [] : searchPath.split(delimiter),
    // what adds to the library is there with -I and -E as the library is
    libraryPath: environment["KRAIT_LIBRARY_PATH"] ? environment["KRAIT_LIBRARY_PATH"].split(delimiter) : [],
    flags,
    ...(coding === undefined ? {} : { stdioCoding: coding }),
    ...(typeof prefix === "string" && prefix !== "" ? { pycachePrefix: prefix } : {}),
  };
  return {
    machine,
    flags,
    inspect: inspect > 0,
    unbuffered: both("u", "PYTHONUNBUFFERED") > 0,
    skipFirstLine: count("x") > 0,
    pystats: x.has("pystats") || env["PYTHONSTATS"] === "1",
    environment: env,
    coercedLocale: coerced,
    localeWarning: warning,
  };
}
