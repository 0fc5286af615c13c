/**
 * A machine: one Wasm instance with its memory, driven in slices. This is what src/index.ts offers; the CLI and the notebook runner are
 * its users.
 */

import { writeSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { dumps, dumpsForMachine } from "../bytecode/marshal.js";
import type { CodeObject } from "../bytecode/values.js";
import { type CellPiece, type CellStyle, type CompileOptions, compileCell } from "../compiler/compile.js";
import type { PyException } from "../compiler/errors.js";
import { type BootKey, BuiltMachine } from "./built_machine.js";
import { crypto } from "./builtin.js";
import { type ClockHost, VirtualClock } from "./clock.js";
import { CompilerHost, errorBytes } from "./compile_host.js";
import { configurationBytes, type Flags, textsBytes } from "./configuration.js";
import { Control, type ControlOptions } from "./control.js";
import { CounterReader } from "./counter_reader.js";
import type { CodeLedger, Counters } from "./counters.js";
import { type CounterExports, type MachineExports, RUN_AGAIN, RUN_RAISED } from "./exports.js";
import { FileCalls } from "./file_calls.js";
import type { FileHost, SystemHost } from "./files.js";
import { encodeValue, type HostValue, Tuple } from "./host_values.js";
import { type CollectionEvent, type HostServices, hostImports } from "./imports.js";
import { internedAtStart } from "./interned_file.js";
import { withLibrary } from "./library_files.js";
import { Loopback } from "./loopback.js";
import { MemoryView } from "./memory_view.js";
import { useUnicodeNames } from "./names_file.js";
import { firstLevels, moreLevels } from "./native_stack.js";
import { fromMarshal, type PlainInput, type PlainValue, toHostValue } from "./plain_values.js";
import { DEFAULT_THRESHOLDS, type PlanOptions, planFault, planNumbers, planOf } from "./plans.js";
import { pystatsText, specialisationStats } from "./pystats.js";
import { PythonError, TimeLimitError } from "./python_error.js";
import { hostModules } from "./services/index.js";
import { Posix } from "./services/posix.js";
import { epollEventSize } from "./services/unix.js";
import { shortSite } from "./site.js";
import { LIBRARY_PATH, StandardLibrary } from "./stdlib.js";
import { TimeZone } from "./time_zone.js";
import { Waits } from "./waits.js";

export type Build = "release" | "debug" | "stress" | "instrumented";
export const BUFFERINGS = ["line", "none", "block"] as const;

export interface MachineOptions extends PlanOptions, ControlOptions {
  /** Which of the builds runs; default "release". */
  readonly build?: Build;
  /**
   * The instrumented build: makes it a CPython with --enable-pystats. sys has _stats_on, _stats_off, _stats_clear and _stats_dump, counting begins at once
   * (true: -X pystats) or with sys._stats_on(), and at the end what was counted is written to a file in /tmp/py_stats, or to stderr if that folder is not there.
   */
  readonly pystats?: boolean;
  /** Called at the beginning and the end of every collection; what it does is not part of the program. */
  readonly onCollection?: (event: CollectionEvent) => void;
  /** Called when a line begins that `breakAt` named; `stackTop` is for src/heap/reader.ts. False: not again. */
  readonly onBreak?: (which: number, stackTop: number) => boolean;
  /** Asked for each signal before the program gets it; true: it does not. */
  readonly onSignal?: (signum: number) => boolean;
  /** PYTHONHASHSEED, 0 to 4294967295; default 0. */
  readonly hashSeed?: number;
  /** Most memory in MiB; default no limit but the engine's. */
  readonly memoryLimit?: number;
  /** -O level; default 0. */
  readonly optimize?: number;
  /** Receives what the program writes. Default: nothing is written anywhere. */
  readonly stdout?: (data: Uint8Array) => void;
  readonly stderr?: (data: Uint8Array) => void;
  /**
   * Gives a line of input with its end, or null at the end. Default: descriptor 0 of the process if `system` grants a C library, else no input.
   */
  readonly stdin?: () => Uint8Array | null;
  /** File system the program may read; default none. */
  readonly files?: FileHost;
  /** The process around the program: environment, working folder; default none. */
  readonly system?: SystemHost;
  /** os.environ, where `system` is not given; default empty. */
  readonly env?: Readonly<Record<string, string>>;
  /** What time it is and how to wait; default a VirtualClock, which shows nothing of the host's. The command line passes `realClock()`. */
  readonly clock?: ClockHost;
  /** sys.argv; default [""]. */
  readonly argv?: readonly string[];
  /** Entries of sys.path before the standard library's. */
  readonly path?: readonly string[];
  /** Entries of sys.path after the standard library's: folders that add to it, whatever options say of the environment. */
  readonly libraryPath?: readonly string[];
  /** What stands first in sys.path once `site` has run: the folder of the program. Default: nothing. */
  readonly path0?: string;
  /** sys.orig_argv; default argv. */
  readonly origArgv?: readonly string[];
  /** sys.warnoptions: -W and PYTHONWARNINGS. */
  readonly warnOptions?: readonly string[];
  /** -X options. */
  readonly xOptions?: ReadonlyMap<string, string | boolean>;
  /** sys.pycache_prefix; default none. */
  readonly pycachePrefix?: string;
  /** When what is written to stdout leaves the machine: at line ends (default), at once, or when a block is full. */
  readonly buffering?: (typeof BUFFERINGS)[number];
  /** Encoding and error handler of the standard streams, null for the usual: "utf-8", "strict"; stderr always has "backslashreplace". */
  readonly stdioCoding?: readonly [string | null, string | null];
  /** _imp.check_hash_based_pycs: "default", "always" or "never". */
  readonly checkHashPycs?: string;
  /** The program's text, if it came with -c: linecache knows it then. */
  readonly command?: string;
  /** The rest of sys.flags. Without `noSite` the module site runs at the start. */
  readonly flags?: Flags;
}

/** Bytes of the memory that hold nothing. */
export interface FreeSpace {
  /** Inside pools in use; in pools that nothing uses; between large blocks and in segments that nothing uses. */
  readonly inPools: number;
  readonly pools: number;
  readonly large: number;
  /** The largest piece without a block in it. */
  readonly largest: number;
}

/** How a piece of code ended. */
/** What a machine's heap holds. */
export interface MemoryUse {
  /** Bytes of the pools in use and of the large blocks; `peak`: the most since the last question. */
  readonly bytes: number;
  readonly peak: number;
  /** sys.getallocatedblocks(). */
  readonly blocks: number;
  /** Taken from the linear memory so far, in segments of 1 MiB; it grows by more at a time, and what lies above has never been touched. */
  readonly reserved: number;
  /** Interned strs. */
  readonly interned: number;
}

export interface Outcome {
  /** False if an exception left it; it stays pending until `finish`, `errorText` or the next run. */
  readonly ok: boolean;
}

/** Where static data begins (memoryBase of asconfig.json); below it an image passes its globals through. */
export const MEMORY_BASE = 65536;

/** What a recorder may ask about the heap, while it is told of an event. Lists are good until the next question. */
export interface HeapQuestions {
  /** The object in a block, or 0 for memory that belongs to one. */
  object(block: number, size: number): number;
  /** Its reference count. */
  count(op: number): number;
  typeName(op: number): string;
  /** 1: it takes part in cycle collection; 3: and is tracked. */
  collectable(op: number): number;
  /** What it refers to, as its tp_traverse says. */
  references(op: number): Uint32Array;
  /** The words of a block that may be addresses. */
  words(block: number, size: number): Uint32Array;
}

export interface HeapRecorder {
  begin(questions: HeapQuestions): void;
  /** assembly/host.ts, heapEvent. */
  event(kind: number, address: number, size: number): void;
}

/** Backward jumps and calls in one slice. */
const SLICE = 20_000;

const dist = fileURLToPath(new URL("../../dist/", import.meta.url));

const builds = new Map<Build, BuiltMachine>();

/** The compiled module of a build and its images; kept, since several machines share it. */
export function builtMachine(build: Build): BuiltMachine {
  let built = builds.get(build);
  if (built === undefined) builds.set(build, (built = new BuiltMachine(dist, build)));
  return built;
}

export function freeSpaceOf({ freeSpace }: MachineExports): FreeSpace {
  // the first question looks, the others tell what it saw
  const [inPools, pools, large, largest] = [0, 1, 2, 3].map((which) => freeSpace(which) >>> 0) as [
    number,
    number,
    number,
    number,
  ];
  return { inPools, pools, large, largest };
}

export class Machine {
  private readonly memory = new MemoryView();
  private readonly exports: MachineExports;
  private readonly innards: { readonly module: WebAssembly.Module; readonly instance: WebAssembly.Instance };
  /** Sources that are no files: "<stdin>", cells; and those read for tracebacks. */
  private readonly sources = new Map<string, readonly string[]>();
  private readonly compiler: CompilerHost;
  private readonly library: StandardLibrary;
  private readonly waits: Waits;
  /** Sockets within the machine, where it has no C library. */
  private readonly sockets: Loopback | null;
  private readonly control: Control;
  private readonly clock: ClockHost;

  /** Starts a machine: 1 to 5 ms, if `dist` has an image for its options, else about 100. RangeError for strategies that do not go together. */
  constructor(private readonly options: MachineOptions = {}) {
    this.clock = options.clock ?? new VirtualClock();
    this.control = new Control(options);
    const plan = planOf(options);
    const fault = planFault(plan);
    if (fault !== null) throw new RangeError(`krait: ${fault}`);
    this.compiler = new CompilerHost(options.optimize ?? 0, (filename) => this.sourceLines(filename), plan.constants);
    useUnicodeNames();
    this.sockets = (options.system?.libc?.() ?? null) === null ? new Loopback(epollEventSize()) : null;
    this.waits = new Waits(options.system ?? null, this.clock, this.control, this.sockets, options.onSignal);
    const frozen = options.flags?.frozenModules !== false;
    this.library = new StandardLibrary(`${dist}stdlib.pack`, `${dist}python_stdlib.zip`, frozen);
    const imports = {
      host: hostImports(this.memory, this.services()),
      env: { abort: (message: number, file: number, line: number) => this.aborted(message, file, line) },
    };
    const built = builtMachine(options.build ?? "release");
    const instance = new WebAssembly.Instance(built.module, imports);
    this.exports = instance.exports as unknown as MachineExports;
    this.innards = { module: built.module, instance };
    this.memory.attach(this.exports);
    const strategies = [
      ...planNumbers(plan),
      options.hashSeed ?? 0,
      options.memoryLimit ?? 0,
      // -S: not even loaded
      options.flags?.noSite === true ? 0 : 1,
      // what the host grants decides which functions posix has; a boot without frozen modules reads files
      (options.system === undefined ? 0 : 1) +
        ((options.system?.libc?.() ?? null) === null ? 0 : 2) +
        (options.flags?.frozenModules === false ? 4 : 0),
    ] as const;
    if (!built.restore(instance, strategies)) {
      this.boot(strategies);
      built.booted(instance, imports, strategies);
    }
    this.exports.limitNativeRecursion(firstLevels(this.probe, options.system?.libc?.() ?? null));
    this.configure();
    if (plan.thresholds.join() !== DEFAULT_THRESHOLDS.join()) this.exports.setThresholds(...plan.thresholds);
    if (options.onCollection !== undefined) this.exports.recordCollections(1);
    if (options.build === "instrumented" && this.counting().startCounters() === 0) {
      throw new RangeError("krait: the engine has no memory for the counters");
    }
    if (options.pystats !== undefined) {
      this.counting().addStatsFunctions();
      this.clearCounters();
      this.countEvents(options.pystats);
    }
  }

  private counting(): CounterExports {
    if (this.options.build !== "instrumented") throw new TypeError("krait: only the instrumented build counts");
    return this.exports as unknown as CounterExports;
  }

  private boot(key: BootKey): void {
    const [gc, trigger, triggerSize, alloc, intern, smallInts, immortals, hashSeed, memoryLimit, withSite] = key;
    const failed =
      this.exports.boot(gc, trigger, triggerSize, alloc, intern, smallInts, immortals, hashSeed, memoryLimit) ||
      this.exports.bootInterpreter(withSite);
    if (failed !== 0) throw new Error(`the machine did not start (step ${failed}): ${this.errorText(2)}`);
  }

  /** What makes this program's start its own: arguments, paths, environment; then `site`. */
  private configure(): void {
    const { options } = this;
    const argv = options.argv ?? [""];
    const flags = options.flags ?? {};
    const userSite = flags.noSite === true ? undefined : shortSite(options);
    const data = configurationBytes({
      argv,
      origArgv: options.origArgv ?? argv,
      path: [...(options.path ?? []), LIBRARY_PATH, ...(options.libraryPath ?? [])],
      executable: options.system?.executable ?? "",
      warnOptions: options.warnOptions ?? [],
      xOptions: options.xOptions ?? new Map(),
      pycachePrefix: options.pycachePrefix ?? null,
      environment: options.system?.env ?? options.env ?? {},
      optimize: options.optimize ?? 0,
      flags,
      userSite,
      checkHashPycs: options.checkHashPycs ?? "default",
      buffering: BUFFERINGS.indexOf(options.buffering ?? "line"),
      stdioCoding: options.stdioCoding,
      command: options.command,
    });
    this.set(0, data);
    if (flags.noSite !== true && userSite === undefined && this.exports.importSite() !== 0) this.siteFailed = true;
    if (!this.siteFailed && options.path0 !== undefined) this.set(4, dumps(options.path0));
  }

  /** An exception left `site`: it is pending, and the program cannot run. */
  private siteFailed = false;

  /** Takes about 300 bytes of the engine's stack per level. */
  private readonly probe = (depth: number): void => {
    this.exports.probeStack(depth);
  };

  private services(): HostServices {
    const { options } = this;
    const library = withLibrary(options.files ?? null, this.library);
    const write = (fd: number, data: Uint8Array) => (fd === 2 ? options.stderr : options.stdout)?.(data);
    const system = options.system ?? null;
    const readLine = options.stdin ?? null;
    const posix = new Posix(library.files, system, { write, readLine }, system?.libc?.() ?? null);
    return {
      now: () => this.clock.now(),
      monotonic: () => this.clock.monotonic(),
      cpuSeconds: () => this.clock.cpu(),
      waitFor: (fds, count, seconds) => this.waits.waitFor(fds, count, seconds),
      takeSignal: () => this.waits.takeSignal(),
      processId: system?.pid ?? 1,
      dumpStats: () => this.dumpStats(),
      moreStack: (levels) => moreLevels(this.probe, options.system?.libc?.() ?? null, levels),
      random: (to) => {
        crypto().randomFillSync(to);
      },
      timeZone: new TimeZone(options.files ?? null, options.system ?? null),
      files: library.files,
      ...(options.onCollection === undefined ? {} : { collection: options.onCollection }),
      ...(options.onBreak === undefined ? {} : { lineBegins: options.onBreak }),
      heapEvent: (kind, address, size) => this.recorder?.event(kind, address, size),
      fileCalls: new FileCalls(posix, library.descriptors, write),
      modules: hostModules(
        library,
        system,
        posix,
        {
          reply: (data) => {
            this.reply = data;
          },
          source: (filename) => this.sources.get(filename)?.join("\n") ?? null,
          specialisationStats: () => (options.pystats === undefined ? null : specialisationStats(this.counters())),
        },
        this.sockets,
      ),
      library: this.library,
      lines: (filename) => this.sourceLines(filename),
      keepSource: (filename, text) => {
        if (text === null) this.sources.delete(filename);
        else this.remember(filename, text);
      },
      compiler: this.compiler,
    };
  }

  private aborted(message: number, file: number, line: number): never {
    const text = (at: number) => {
      if (at === 0) return "";
      const bytes = this.memory.bytes();
      const view = new DataView(bytes.buffer);
      const size = view.getUint32(at - 4, true);
      return new TextDecoder("utf-16le").decode(bytes.slice(at, at + size));
    };
    throw new Error(`krait: internal error: ${text(message)} (${text(file)}:${line})`);
  }

  private remember(filename: string, source: Uint8Array | string): void {
    const text = typeof source === "string" ? source : new TextDecoder().decode(source);
    this.sources.set(filename, text.split(/\r\n|\r|\n/));
  }

  private sourceLines(filename: string): readonly string[] | null {
    const known = this.sources.get(filename);
    if (known !== undefined) return known;
    const bytes = filename.startsWith(`${LIBRARY_PATH}/`)
      ? this.library.source(filename.slice(LIBRARY_PATH.length + 1))
      : this.readable(filename);
    if (bytes === null) return null;
    this.remember(filename, bytes);
    return this.sources.get(filename)!;
  }

  private readable(filename: string): Uint8Array | null {
    try {
      return this.options.files?.readFileSync(filename) ?? null;
    } catch {
      return null;
    }
  }

  private withBlock<T>(data: Uint8Array, use: (at: number, size: number) => T): T {
    const at = this.memory.block(data);
    try {
      return use(at, data.length);
    } finally {
      this.exports.hostFree(at);
    }
  }

  private set(which: number, data: Uint8Array): void {
    const good = this.withBlock(data, (at, size) => this.exports.setFromMarshal(which, at, size));
    if (good === 0) throw new Error(`the machine did not take its configuration (${which}): ${this.errorText(2)}`);
  }

  /** Binds a str in __main__. */
  setMain(name: string, value: string | null): void {
    this.set(2, textsBytes(name, value));
  }

  /** Makes __main__ the module of a file, before it runs: `__file__`, `__cached__`, `__loader__`. */
  setMainFile(path: string): void {
    this.set(3, textsBytes(path, path.endsWith(".pyc") ? "SourcelessFileLoader" : "SourceFileLoader"));
  }

  /** Runs marshalled code in __main__ to its end. `rebuild` compiles it again, with one warning as an error. */
  runMarshalled(data: Uint8Array, rebuild?: (errorAt: number) => Uint8Array): Outcome {
    this.checkAlive();
    if (this.siteFailed) return { ok: false };
    const start = (bytes: Uint8Array) => this.withBlock(bytes, (at, size) => this.exports.start(at, size));
    let started = start(data);
    // from 2 on: the number of the compiler's warning that the program's filters make an error
    if (started >= 2 && rebuild !== undefined) started = start(rebuild(started - 2));
    if (started !== 0) return { ok: false };
    if (this.failAt >= 0) this.exports.failAllocation(this.failAt);
    try {
      return this.inside(() => {
        let status = this.exports.run(SLICE);
        while (status === RUN_AGAIN) {
          this.control.check();
          status = this.exports.run(SLICE);
        }
        return { ok: status !== RUN_RAISED };
      });
    } finally {
      if (this.failAt >= 0) this.exports.failAllocation(-1);
    }
  }

  private failAt = -1;

  /**
   * Debug and stress builds: in each run from now on, the n-th allocation and all after it fail, so that the program should end in
   * MemoryError with a sound heap; -1 ends that.
   */
  failAllocation(n: number): void {
    this.failAt = n;
  }

  /** Debug and stress builds: the sum of all mortal reference counts. It is the same again after a run that leaks nothing. */
  referenceTotal(): number {
    return this.exports.referenceTotal();
  }

  /**
   * Keeps the code that is run from now on, for `specializedCode` and, in the debug and stress builds, `executionCounts`. Call it before the
   * code runs.
   */
  keepCode(): void {
    this.exports.keepCode();
  }

  /** Enters code without running it, so that it can be looked at as the machine has loaded it. */
  load(code: CodeObject): void {
    this.withBlock(dumpsForMachine(code), (at, size) => this.exports.start(at, size));
  }

  /** The kept code's units as specialised now; code objects among the constants follow, in their order, each before its own. */
  specializedCode(): Uint8Array {
    const at = this.exports.keptCode(0);
    return at === 0 ? new Uint8Array(0) : this.memory.copy(at, this.exports.keptCodeSize());
  }

  /** How often each unit of the kept code has run, in the same order; caches count 0, and so does everything in the release build. */
  executionCounts(): BigUint64Array {
    const at = this.exports.keptCode(1);
    if (at === 0) return new BigUint64Array(0);
    return new BigUint64Array(this.memory.copy(at, this.exports.keptCodeSize() * 4).buffer);
  }

  runCode(code: CodeObject): Outcome {
    return this.runMarshalled(dumpsForMachine(code));
  }

  /** Compiles and runs a program in __main__. A syntax error is an exception of the program. `shown`: its lines, in tracebacks. */
  runSource(source: Uint8Array | string, filename: string, options: CompileOptions = {}, shown = true): Outcome {
    if (shown) this.remember(filename, source);
    const decode = (bytes: Uint8Array, encoding: string) => this.decodedSource(bytes, encoding, filename);
    const build = (errorAt: number) => this.compiler.program(source, filename, options, errorAt, decode);
    return this.runMarshalled(build(-1), build);
  }

  /** A source as one of the program's codecs decodes it, which tracebacks then show; null if none does. */
  private decodedSource(source: Uint8Array, encoding: string, filename: string): string | null {
    try {
      const text = this.invoke("codecs:decode", [source, encoding]);
      if (typeof text !== "string") return null;
      this.remember(filename, text);
      return text;
    } catch {
      return null;
    }
  }

  /** Makes an exception of the compiler the program's pending one, as if running it had raised it. */
  raise(error: PyException): void {
    this.runMarshalled(errorBytes(error));
  }

  /** Cuts a cell into its pieces; a syntax error becomes the pending exception and null. */
  compileCell(source: string, filename: string, style: CellStyle): CellPiece[] | null {
    this.remember(filename, source);
    try {
      return compileCell(source, filename, style, { optimize: this.options.optimize ?? 0, interned: internedAtStart });
    } catch (error) {
      this.runMarshalled(errorBytes(error));
      return null;
    }
  }

  /** Whether displayed values are kept for `takeDisplayed` instead of going to sys.displayhook. */
  captureDisplay(on: boolean): void {
    this.exports.setCaptureDisplay(on ? 1 : 0);
  }

  /** Calls a function of a Python module, with texts, numbers and truth values. What it raises stays pending. */
  call(module: string, name: string, ...args: readonly HostValue[]): Outcome {
    this.checkAlive();
    if (this.siteFailed) return { ok: false };
    const data = encodeValue(new Tuple([module, name, ...args]));
    return this.inside(() => ({ ok: this.withBlock(data, (at, size) => this.exports.callFunction(at, size)) === 0 }));
  }

  /** Runs a module as `python -m` does; `argv0`: whether sys.argv[0] becomes its file. */
  runModule(name: string, argv0 = true): Outcome {
    return this.call("runpy", "_run_module_as_main", name, argv0);
  }

  /** repr of what the last display piece showed, or null. Binds `_`. */
  takeDisplayed(): string | null {
    const at = this.exports.resultRepr();
    return at === 0 ? null : this.memory.text(at, this.exports.resultTextSize());
  }

  /** The pending exception: 0 its class name, 1 its str, 2 the text python prints for it. */
  errorText(which: 0 | 1 | 2): string {
    const at = this.exports.errorText(which);
    return at === 0 ? "" : this.memory.text(at, this.exports.resultTextSize());
  }

  /** Lets out what the program's streams hold back. */
  flush(): void {
    this.exports.flushStreams();
  }

  clearError(): void {
    this.exports.clearError();
  }

  /** Prints the pending exception as python does when one leaves a program; the exit status that it asks for, -1 if there was none. */
  printError(): number {
    return this.exports.printError();
  }

  /**
   * Ends the program as python does: prints a pending exception, waits for threads, runs atexit's functions, flushes the streams. The answer is python's exit
   * status; 1 if the machine had broken down. Afterwards the machine is good for nothing more.
   */
  finish(): number {
    if (this.state !== "ready") return this.state === "finished" ? 0 : 1;
    const status = this.inside(() => this.exports.finish());
    this.state = "finished";
    if (this.options.pystats !== undefined) this.dumpStats();
    return status;
  }

  /** Lets go of the machine at once: no `finally` clause runs, nothing is flushed. Its memory is free as soon as nothing else refers to the machine. */
  dispose(): void {
    this.state = "finished";
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  private state: "ready" | "broken" | "finished" = "ready";
  private running = 0;
  /** What _krait_calls has answered to the call that runs. */
  private reply: Uint8Array | null = null;

  private checkAlive(): void {
    if (this.state === "finished") throw new Error("krait: the machine has finished");
    if (this.state === "broken") throw new Error("krait: the machine has broken down and cannot be used again");
  }

  /** Runs in the machine. What ends it in the middle of native code leaves it unusable. */
  private inside<T>(run: () => T): T {
    this.running++;
    try {
      return this.control.during(run);
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) this.tellFailure();
      if (error instanceof TimeLimitError || error instanceof WebAssembly.RuntimeError) this.state = "broken";
      throw error;
    } finally {
      this.running--;
    }
  }

  /** The machine itself has failed: what ran is told on standard error, as python tells it. */
  private tellFailure(): void {
    try {
      this.exports.fatalError();
    } catch {
      // nothing can be told
    }
  }

  /** Whether an uncaught KeyboardInterrupt ended the program: the exit status is 130 then, and a process should end by the signal. */
  get interrupted(): boolean {
    return this.exports.wasInterrupted() !== 0;
  }

  private checkIdle(): void {
    this.checkAlive();
    if (this.running > 0) throw new Error("krait: the machine is running; it cannot be called from inside");
  }

  /** The pending exception as an error, which is no longer pending then. */
  private takeError(): PythonError {
    const type = this.errorText(0);
    const value = this.errorText(1);
    const text = this.errorText(2);
    this.clearError();
    if (type !== "SystemExit") return new PythonError(type, value, text);
    const status = /^-?\d+$/.test(value) ? Number(value) : value === "" || value === "None" ? 0 : 1;
    return new PythonError(type, value, text, status);
  }

  private answer(name: string, ...args: readonly HostValue[]): PlainValue {
    this.checkIdle();
    this.reply = null;
    if (!this.call("_krait_calls", name, ...args).ok) throw this.takeError();
    const [good, value, ...rest] = fromMarshal(this.reply!) as [boolean, PlainValue, string, string, number | null];
    if (good) return value;
    throw new PythonError(value as string, ...rest);
  }

  /**
   * Runs statements in `__main__`. Throws PythonError for an exception that leaves them, SyntaxError and SystemExit included.
   *
   * @example
   * machine.exec("def area(w, h): return w * h");
   * machine.invoke("area", [3, 4]); // 12
   */
  exec(source: string | Uint8Array, filename = "<string>"): void {
    this.checkIdle();
    this.remember(filename, source);
    if (!this.call("_krait_calls", "keep", filename).ok) throw this.takeError();
    if (!this.runSource(source, filename).ok) throw this.takeError();
  }

  /**
   * The value of an expression in `__main__`, as plain data. Throws PythonError; TypeError (a Python one) if the value is no plain data.
   *
   * @example machine.evaluate("sum(range(10))") // 45
   */
  evaluate(expression: string): PlainValue {
    return this.answer("evaluate", expression);
  }

  /**
   * Calls a Python function with plain data. `path` is a name of `__main__` or a built-in one ("area", "shop.total"), or a module's with a colon
   * ("json:dumps", "os.path:join"). `kwargs` are arguments by name. Throws PythonError, or a JavaScript TypeError for an argument that is no plain data.
   *
   * @example machine.invoke("json:dumps", [{ b: 1, a: [true, null] }], { sort_keys: true }) // '{"a": [true, null], "b": 1}'
   */
  invoke(
    path: string,
    args: readonly PlainInput[] = [],
    kwargs: Readonly<Record<string, PlainInput>> = {},
  ): PlainValue {
    const values = args.map((value, i) => toHostValue(value, `argument ${i + 1}`));
    const named = Object.entries(kwargs).map(
      ([name, value]) => [name, toHostValue(value, `argument ${name}`)] as const,
    );
    return this.answer("call", path, values, new Map(named));
  }

  /** The value of a variable of `__main__` (or an attribute, "a.b"; or a module's, "sys:version") as plain data. Throws PythonError. */
  getGlobal(name: string): PlainValue {
    return this.answer("fetch", name);
  }

  /** Binds a variable of `__main__` to plain data. */
  setGlobal(name: string, value: PlainInput): void {
    this.answer("assign", name, toHostValue(value));
  }

  private recorder: HeapRecorder | null = null;

  /**
   * Tells `recorder` from now on what the program does with memory, and asks it to look at the heap after each `interval` blocks; null ends it. Not together with
   * tracemalloc, whose door it takes.
   */
  recordHeap(recorder: HeapRecorder | null, interval = 0): void {
    const { exports } = this;
    this.recorder = recorder;
    const answers = exports.recordHeap(recorder === null ? 0 : interval) >>> 0;
    if (recorder === null) return;
    if (answers === 0) throw new RangeError("krait: there is no memory left to record with");
    const list = (count: number) => new Uint32Array(this.memory.bytes().buffer, answers, count);
    recorder.begin({
      object: (block, size) => exports.recordedObject(block, size) >>> 0,
      count: (op) => exports.recordedFact(op, 0) >>> 0,
      typeName: (op) => this.memory.cText(exports.recordedFact(op, 1) >>> 0),
      collectable: (op) => exports.recordedFact(op, 2),
      references: (op) => list(exports.recordedReferences(op)),
      words: (block, size) => list(exports.recordedWords(block, size)),
    });
  }

  /** A fixed heap from now on: pools and large blocks take at most `kib` KiB together; beyond that allocations fail. 0 ends it. */
  limitHeap(kib: number): void {
    this.exports.limitHeap(kib);
  }

  /** Bytes of pools in use and of large blocks, and taken from the linear memory: what `memoryUse` asks for more of. */
  heapBytes(): readonly [live: number, reserved: number] {
    return [this.exports.bytesInUse() >>> 0, this.memorySize()];
  }

  /** Memory that holds nothing. */
  freeSpace(): FreeSpace {
    return freeSpaceOf(this.exports);
  }

  /** What has been counted since the machine started. The instrumented build only. */
  counters(): Counters {
    return new CounterReader(this.counting(), this.exports.memory).counters();
  }

  /** The ledger of each code object that has run, in the order in which they first ran. The instrumented build only. */
  ledgers(): CodeLedger[] {
    return new CounterReader(this.counting(), this.exports.memory).ledgers();
  }

  private dumpStats(): boolean {
    const text = pystatsText(this.counters());
    if (text === null) return false;
    const data = new TextEncoder().encode(text);
    const name = [...crypto().randomFillSync(new Uint8Array(20))].map((byte) => byte.toString(16).padStart(2, "0"));
    try {
      const files = this.options.files!;
      const fd = files.openSync!(`/tmp/py_stats/${name.join("")}.txt`, "w");
      files.writeSync!(fd, data);
      files.closeSync!(fd);
    } catch {
      this.options.stderr?.(data); // no such folder, or no files at all
    }
    return true;
  }

  /** The instrumented build: forgets what it has counted. */
  clearCounters(): void {
    this.counting().clearCounters();
  }

  /** The instrumented build: whether events are counted. */
  countEvents(on: boolean): void {
    this.counting().countEvents(on ? 1 : 0);
  }

  /** A copy of the program's whole memory, static objects and heap, from `MEMORY_BASE` on: to compare one run with another. */
  memoryContents(): Uint8Array {
    return this.memory.copy(MEMORY_BASE, this.memorySize() - MEMORY_BASE);
  }

  /** The part of the memory that is the program's: without what the memory has in advance, and without counters. */
  private memorySize(): number {
    return this.exports.memoryTop() >>> 0;
  }

  /** What the heap holds; the peak starts anew. */
  memoryUse(): MemoryUse {
    const { exports } = this;
    return {
      bytes: exports.bytesInUse() >>> 0,
      peak: exports.takePeak() >>> 0,
      blocks: exports.allocatedBlocks() >>> 0,
      reserved: this.memorySize(),
      interned: exports.internedCount(),
    };
  }

  /** Has `onBreak` called with `which` (0 to 7) when `line` of a file begins, in code that is loaded from now on. */
  breakAt(which: number, filename: string, line: number): void {
    const points = Uint32Array.from(filename, (character) => character.codePointAt(0)!);
    this.withBlock(new Uint8Array(points.buffer), (at) => this.exports.breakAtLine(which, at, points.length, line));
  }

  /** For src/heap/reader.ts, which copies the machine and looks at the copy: the module and the instance. Nothing may be written through them. */
  look<T>(read: (module: WebAssembly.Module, instance: WebAssembly.Instance) => T): T {
    return read(this.innards.module, this.innards.instance);
  }

  /**
   * Walks the whole heap: pools, large blocks, every tracked object. 0 if all is sound, else a code that assembly/debug/verify.ts lists.
   * Meant for the debug and stress builds; call it between runs.
   */
  verifyHeap(): number {
    return this.exports.verifyHeap();
  }

  /**
   * Debug and stress builds: from now on each collection is followed by a look at what it touched, and each of the first `walks`, each full one and ever
   * fewer of the others by verifyHeap. The stress build looks at what is touched without being asked.
   */
  verifyCollections(walks: number): void {
    this.exports.verifyCollections(walks);
  }

  /** What those looks have found: the first fault's code (0: none) and after which collection, how many collections and whole heaps were looked at. */
  collectionsVerified(): { fault: number; at: number; collections: number; walks: number } {
    const [fault, at, collections, walks] = [0, 1, 2, 3].map((which) => this.exports.collectionsVerified(which));
    return { fault: fault!, at: at!, collections: collections!, walks: walks! };
  }

  /**
   * Raises KeyboardInterrupt in the running program, at its next backward jump or call. Since a run keeps its thread, this is for the embedder's own
   * functions that the program calls (stdout, files ...); from another thread use `interruptFlag`.
   */
  interrupt(): void {
    this.exports.interrupt();
  }
}

/** Streams of this process, for the CLI. */
export function processStreams(): Pick<MachineOptions, "stdout" | "stderr"> {
  const writer = (fd: number) => (data: Uint8Array) => {
    let at = 0;
    while (at < data.length) {
      try {
        at += writeSync(fd, data, at);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      }
    }
  };
  return { stdout: writer(1), stderr: writer(2) };
}

/** A build as dist/ holds it, whose images start empty: what scripts/make-image.mjs fills. */
export function freshBuild(build: Build): BuiltMachine {
  const built = new BuiltMachine(dist, build, false);
  builds.set(build, built);
  return built;
}
