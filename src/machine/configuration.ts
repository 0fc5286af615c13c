/**
 * What a program is started with, as marshal data for assembly/modules/lifecycle.ts: sys.argv, sys.path, sys.flags, the environment. CPython's
 * PyConfig is the counterpart.
 */
import { dumps } from "../bytecode/marshal.js";
import { type PyConst, PyTuple } from "../bytecode/values.js";
import { encodeValue, type HostValue, Tuple } from "./host_values.js";
import { fsEncode } from "./services/posix_at.js";
import type { UserSite } from "./site.js";

/** The values of python's options and environment variables; what is left out has python's default. */
export interface Flags {
  readonly debug?: number;
  readonly inspect?: number;
  readonly interactive?: number;
  readonly dontWriteBytecode?: boolean;
  readonly noUserSite?: boolean;
  /** Without it `site` is run at the start. */
  readonly noSite?: boolean;
  readonly ignoreEnvironment?: boolean;
  readonly verbose?: number;
  readonly bytesWarning?: number;
  readonly quiet?: boolean;
  readonly hashRandomization?: boolean;
  readonly isolated?: boolean;
  readonly devMode?: boolean;
  readonly utf8Mode?: number;
  readonly warnDefaultEncoding?: boolean;
  readonly safePath?: boolean;
  readonly intMaxStrDigits?: number;
  /** What os.cpu_count() and os.process_cpu_count() answer instead of the system's number. */
  readonly cpuCount?: number;
  /** -O as often as it stands there, if that is more than counts (`MachineOptions.optimize`). */
  readonly optimize?: number;
  readonly importTime?: boolean;
  /** Frames that tracemalloc keeps of each allocation from the start on; 0: it does not trace. */
  readonly tracemalloc?: number;
  /** Whether faulthandler is enabled from the start on. */
  readonly faulthandler?: boolean;
  /** Whether the library's modules that are frozen in CPython come so (the default), or from their files as the others do. */
  readonly frozenModules?: boolean;
  /** Columns in code objects; on by default. */
  readonly codeDebugRanges?: boolean;
}

export interface Configuration {
  readonly argv: readonly string[];
  readonly origArgv: readonly string[];
  readonly path: readonly string[];
  readonly executable: string;
  readonly warnOptions: readonly string[];
  /** -X options: name -> value, or true. */
  readonly xOptions: ReadonlyMap<string, string | boolean>;
  readonly pycachePrefix: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly optimize: number;
  readonly flags: Flags;
  /** With it the site that the boot ran is completed, without it site.main() runs. */
  readonly userSite: UserSite | undefined;
  readonly checkHashPycs: string;
  /** The text of -c, which linecache is told. */
  readonly command: string | undefined;
  /** When stdout is let out: 0 at line ends, 1 at once, 2 when a block is full. */
  readonly buffering: number;
  /** Encoding and error handler of the standard streams. */
  readonly stdioCoding: readonly [string | null, string | null] | undefined;
}

function flagValues(flags: Flags, optimize: number): Tuple {
  const on = (flag: boolean | undefined): number => (flag === true ? 1 : 0);
  return new Tuple([
    flags.debug ?? 0,
    flags.inspect ?? 0,
    flags.interactive ?? 0,
    flags.optimize ?? optimize,
    on(flags.dontWriteBytecode),
    on(flags.noUserSite),
    on(flags.noSite),
    on(flags.ignoreEnvironment),
    flags.verbose ?? 0,
    flags.bytesWarning ?? 0,
    on(flags.quiet),
    on(flags.hashRandomization),
    on(flags.isolated),
    flags.devMode === true,
    flags.utf8Mode ?? 0,
    on(flags.warnDefaultEncoding),
    flags.safePath === true,
    flags.intMaxStrDigits ?? 4300,
    1,
  ]);
}

export function configurationBytes(configuration: Configuration): Uint8Array {
  const environment = new Map<HostValue, HostValue>();
  for (const [name, value] of Object.entries(configuration.environment)) {
    if (value !== undefined) environment.set(fsEncode(name), fsEncode(value));
  }
  const { flags } = configuration;
  return encodeValue(
    new Map<HostValue, HostValue>([
      ["argv", new Tuple(configuration.argv)],
      ["orig_argv", new Tuple(configuration.origArgv)],
      ["path", new Tuple(configuration.path)],
      ["executable", configuration.executable],
      ["_base_executable", configuration.executable],
      ["warnoptions", new Tuple(configuration.warnOptions)],
      ["_xoptions", new Map<HostValue, HostValue>(configuration.xOptions)],
      ["pycache_prefix", configuration.pycachePrefix],
      ["dont_write_bytecode", flags.dontWriteBytecode === true],
      ["environ", environment],
      ["flags", flagValues(flags, configuration.optimize)],
      ...(configuration.userSite === undefined ? [] : [["user_site", new Tuple(configuration.userSite)] as const]),
      ["check_hash_based_pycs", configuration.checkHashPycs],
      ["buffering", configuration.buffering],
      ...(configuration.stdioCoding === undefined ? [] : [["stdio", new Tuple(configuration.stdioCoding)] as const]),
      ["import_time", flags.importTime === true],
      ["faulthandler", flags.faulthandler === true],
      ["tracemalloc", flags.tracemalloc ?? 0],
      ...(configuration.command === undefined ? [] : [["command", configuration.command] as const]),
      ["cpu_count", flags.cpuCount ?? -1],
      ["code_debug_ranges", flags.codeDebugRanges !== false],
    ]),
  );
}

/** Marshal data of a tuple of texts. */
export function textsBytes(...items: readonly PyConst[]): Uint8Array {
  return dumps(new PyTuple([...items]));
}
