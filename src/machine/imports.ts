/** What the machine may ask of its host: the counterpart of assembly/host.ts. Nothing that the embedder did not pass in is reachable. */
import { dumps } from "../bytecode/marshal.js";
import { PyTuple } from "../bytecode/values.js";
import { bigIntImports } from "./big_ints.js";
import type { CompilerHost } from "./compile_host.js";
import type { FileCalls } from "./file_calls.js";
import type { FileHost } from "./files.js";
import { floatTextImports } from "./float_text.js";
import type { HostModules } from "./host_module.js";
import { frozenModule } from "./import_host.js";
import type { MemoryView } from "./memory_view.js";
import { multibyteTables } from "./multibyte_file.js";
import { characterNames } from "./names_file.js";
import { type LineSource, sourceExcerpt } from "./source_lines.js";
import { FROZEN_MODULE, FROZEN_PACKAGE, PYTHON_BUILTIN, type StandardLibrary } from "./stdlib.js";
import type { TimeZone } from "./time_zone.js";

/** The beginning (phase 0) or end (1) of a collection, the end of its search (2), of its finalizers (3), or a count (4): assembly/host.ts says what the numbers are. */
export interface CollectionEvent {
  readonly phase: number;
  readonly reason: number;
  readonly generation: number;
  readonly objects: number;
  readonly bytes: number;
}

export interface HostServices {
  now(): number;
  monotonic(): number;
  cpuSeconds(): number;
  /** Waits for descriptors (struct pollfd records), time (-1: no limit) or a signal: 1, 0, 2. */
  waitFor(fds: Uint8Array, count: number, seconds: number): number;
  /** The next signal to handle, or 0. */
  takeSignal(): number;
  /** Makes the engine's stack larger where that can be; the nested native calls it carries then. */
  moreStack(levels: number): number;
  /** The instrumented build: writes its counters; false if they are all 0. */
  dumpStats(): boolean;
  random(to: Uint8Array): void;
  /** 1 where the embedder gives no system. */
  readonly processId: number;
  readonly timeZone: TimeZone;
  readonly files: FileHost | null;
  readonly fileCalls: FileCalls;
  readonly library: StandardLibrary;
  readonly lines: LineSource;
  /** Adds a source to those that `lines` knows; null takes it away. */
  keepSource(filename: string, text: string | null): void;
  readonly collection?: ((event: CollectionEvent) => void) | undefined;
  readonly lineBegins?: ((which: number, stackTop: number) => boolean) | undefined;
  heapEvent(kind: number, address: number, size: number): void;
  readonly compiler: CompilerHost;
  readonly modules: HostModules;
}

export function hostImports(
  memory: MemoryView,
  services: HostServices,
): Record<string, (...args: number[]) => number | void> {
  let zoneName = "UTC";
  return {
    ...(floatTextImports(() => memory.bytes()) as unknown as Record<string, (...args: number[]) => number>),
    ...(bigIntImports(() => memory.bytes()) as unknown as Record<string, (...args: number[]) => number>),
    write: (fd, data, size) => services.fileCalls.write(fd!, memory.bytes().subarray(data!, data! + size!)),
    fileOpen: (path, size, flags, mode) => services.fileCalls.open(memory.copy(path!, size!), flags!, mode!),
    fileRead: (fd, to, size) => services.fileCalls.read(fd!, memory.bytes().subarray(to!, to! + size!)),
    fileSeek: (fd, offset, whence) => services.fileCalls.seek(fd!, offset!, whence!),
    fileClose: (fd) => services.fileCalls.close(fd!),
    fileStat(fd, to) {
      const { buffer } = memory.bytes();
      return services.fileCalls.stat(fd!, new Float64Array(buffer, to!, 3));
    },
    isTerminal: (fd) => (services.fileCalls.isTerminal(fd!) ? 1 : 0),
    processId: () => services.processId,
    resultSize: () => memory.lastSize(),
    wallClock: () => services.now(),
    monotonicClock: () => services.monotonic(),
    lineBegins: (which, stackTop) => (services.lineBegins?.(which!, stackTop!) === true ? 1 : 0),
    collection(phase, reason, generation, objects, bytes) {
      services.collection?.({
        phase: phase!,
        reason: reason!,
        generation: generation!,
        objects: objects!,
        bytes: bytes! >>> 0,
      });
    },
    heapEvent: (kind, address, size) => services.heapEvent(kind!, address! >>> 0, size! >>> 0),
    processClock: () => services.cpuSeconds(),
    waitFor(fds, count, seconds) {
      return services.waitFor(memory.bytes().subarray(fds!, fds! + count! * 8), count!, seconds!);
    },
    takeSignal: () => services.takeSignal(),
    dumpStats: () => (services.dumpStats() ? 1 : 0),
    moreStack: (levels) => services.moreStack(levels!),
    resetZone() {
      services.timeZone.reset();
    },
    zoneAt(seconds) {
      const { offset, isDst, name } = services.timeZone.at(seconds!);
      zoneName = name;
      return offset * 2 + (isDst ? 1 : 0);
    },
    zoneName: () => memory.textBlock(zoneName),
    randomBytes(to, size) {
      services.random(memory.bytes().subarray(to!, to! + size!));
    },
    compileSource(source, size, form, name, nameSize, mode, flags, optimize, featureVersion, maxIntDigits, errorAt) {
      const request = {
        data: memory.copy(source!, size!),
        form: form!,
        filename: memory.text(name!, nameSize!),
        mode: mode!,
        flags: flags!,
        optimize: optimize!,
        featureVersion: featureVersion!,
        maxIntDigits: maxIntDigits!,
        errorAt: errorAt!,
      };
      return memory.block(services.compiler.compile(request));
    },
    takeWarnings() {
      const warnings = services.compiler.takeWarnings();
      return warnings === null ? 0 : memory.block(warnings);
    },
    findFrozen(name, size, wantsCode) {
      const found = frozenModule(services.library, memory.text(name!, size!), wantsCode !== 0);
      return found === null ? 0 : memory.block(found);
    },
    moduleNames(frozen) {
      const { library, modules } = services;
      const names = frozen
        ? library.frozenNames([FROZEN_MODULE, FROZEN_PACKAGE])
        : [...modules.names(), ...library.frozenNames([PYTHON_BUILTIN])];
      return memory.block(dumps(new PyTuple(names)));
    },
    describeModule(name, size) {
      const described = services.modules.describe(memory.text(name!, size!));
      return described === null ? 0 : memory.block(described);
    },
    hostCall(name, size, args, argsSize) {
      services.fileCalls.forget();
      return memory.block(services.modules.call(memory.text(name!, size!), memory.copy(args!, argsSize!)));
    },
    sourceExcerpt(filename, filenameSize, line, endLine, column, endColumn) {
      const name = memory.text(filename!, filenameSize!);
      const text = sourceExcerpt(services.lines, name, line!, endLine!, column!, endColumn!);
      return text === null ? 0 : memory.textBlock(text);
    },
    keepSource(filename, filenameSize, text, textSize) {
      services.keepSource(memory.text(filename!, filenameSize!), text === 0 ? null : memory.text(text!, textSize!));
    },
    characterByName: (name, size) => characterNames().lookup(memory.text(name!, size!)),
    nameOfCharacter(code) {
      const name = characterNames().nameOf(code!);
      return name === null ? 0 : memory.textBlock(name);
    },
    multibyteTables(name, size) {
      const tables = multibyteTables(memory.text(name!, size!));
      return tables === null ? 0 : memory.block(tables);
    },
  };
}
