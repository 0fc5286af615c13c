/** The machine's exports, typed: the counterpart of assembly/index.ts. Numbers and byte ranges only. */
export interface MachineExports {
  readonly memory: WebAssembly.Memory;
  readonly table: WebAssembly.Table;
  boot(
    gc: number,
    trigger: number,
    triggerKiB: number,
    alloc: number,
    intern: number,
    smallInts: number,
    immortals: number,
    hashSeed: number,
    ceilingMiB: number,
  ): number;
  /** After boot: importlib, codecs, __main__. 0, or the step that failed. */
  bootInterpreter(withSite: number): number;
  importSite(): number;
  /** Nested native calls before RecursionError, at most 10000; 0 if there was no memory for more. Only while nothing runs. */
  limitNativeRecursion(levels: number): number;
  /** Needs about 300 bytes of the engine's stack per level; ends in a RangeError if there are fewer. */
  probeStack(depth: number): bigint;
  /** Writes what runs to descriptor 2, after a trap. */
  fatalError(): void;
  hostAlloc(size: number): number;
  hostFree(block: number): void;
  resultTextSize(): number;
  setFromMarshal(which: number, data: number, size: number): number;
  start(data: number, size: number): number;
  run(budget: number): number;
  setCaptureDisplay(on: number): void;
  resultRepr(): number;
  errorText(which: number): number;
  clearError(): void;
  /** Prints the pending exception through sys.excepthook; the exit status of it, -1 if there was none. */
  printError(): number;
  /** Calls (module, function, arguments...): 0, or 1 with its exception pending. */
  callFunction(data: number, size: number): number;
  flushStreams(): void;
  finish(): number;
  /** 1 after an uncaught KeyboardInterrupt. */
  wasInterrupted(): number;
  interrupt(): void;
  /** Whether host.collection is called at the beginning and end of each collection. */
  setThresholds(young: number, middle: number, old: number): void;
  recordCollections(on: number): void;
  /** Bytes of pools in use and of large blocks: now; and at most since the last call. */
  /** The end of the heap's part of the memory. */
  memoryTop(): number;
  bytesInUse(): number;
  limitHeap(kib: number): void;
  takePeak(): number;
  allocatedBlocks(): number;
  /** Recording what a program does with memory (assembly/debug/record.ts). */
  recordHeap(blocks: number): number;
  recordedObject(block: number, size: number): number;
  recordedFact(op: number, which: number): number;
  recordedReferences(op: number): number;
  recordedWords(block: number, size: number): number;
  /** Doing it again (assembly/debug/replay.ts). */
  bootHeap(gc: number, trigger: number, triggerKiB: number, alloc: number, ceilingMiB: number): void;
  replayBegin(numbers: number): number;
  replayRun(size: number): number;
  replayFact(which: number): number;
  internedCount(): number;
  /** Bytes that hold nothing: 0 (looks) inside pools, 1 in free pools, 2 between large blocks, 3 the largest piece. */
  freeSpace(which: number): number;
  /** Debug and stress builds: 0 if the heap is sound, else a code of assembly/debug/verify.ts. Always 0 in the release build. */
  verifyHeap(): number;
  /** The address that the last verifyHeap found fault with. */
  verifyAddress(): number;
  /** Debug and stress builds: looks after every collection from now on (assembly/debug/verify_collections.ts); a negative number ends it. */
  verifyCollections(firstWalks: number): void;
  /** 0 the first fault's code, 1 after which collection, 2 collections looked at, 3 walks through the whole heap. */
  collectionsVerified(which: number): number;
  /** Debug and stress builds: the sum of all mortal reference counts; 0 in the release build. */
  referenceTotal(): number;
  /** Debug and stress builds: the n-th allocation from now on fails, and all after it; -1: none does. */
  failAllocation(n: number): void;
  /** Keeps the code that `start` gets from now on; debug and stress builds also count how often its instructions run. */
  keepCode(): void;
  /** The kept code's units, those of code objects inside it after it: 2 bytes each, or with `counts` 1 their executions, 8 bytes each. */
  keptCode(counts: number): number;
  /** Bytes of the units. */
  keptCodeSize(): number;
  /** Has host.lineBegins called when a line begins in code loaded from now on; `points`: the file's name as `length` code points of 4 bytes. */
  breakAtLine(which: number, points: number, length: number, line: number): void;
  /** Fills tables with all that lives in the heap: only in a copy of a machine (src/heap/reader.ts). 0, or 1 if there was no memory. */
  walkHeap(stackTop: number): number;
  /** Address and length of a table: 0 blocks, 1 pools, 2 objects, 3 edges (assembly/debug/heap_tables.ts). */
  heapTable(which: number): number;
  heapTableCount(which: number): number;
  heapText(address: number): number;
  heapTextSize(): number;
  heapTypeName(address: number): number;
  heapStringHash(address: number): bigint;
  heapStringLength(address: number): number;
}

/** What the instrumented build exports beside these: the counterpart of assembly/instrumented.ts. */
export interface CounterExports {
  /** Counts from now on; 0 if the engine has no room for the counters. */
  startCounters(): number;
  countEvents(on: number): void;
  /** Gives sys the functions of a CPython built with --enable-pystats; 0 without memory. */
  addStatsFunctions(): number;
  clearCounters(): void;
  /** Address of the fixed rows; 0 while nothing is counted, or if there was no more memory to count on. */
  counterRows(): number;
  /** The type entered last, the ledger made last: each begins with the address of the one before. */
  typeRows(): number;
  ledgerRows(): number;
  aliveByAge(): number;
  /** Whose free list lies at an address. */
  freeListKind(list: number): number;
}

/** What `run` answers (assembly/vm/unwind.ts). */
export const RUN_DONE = 2;
export const RUN_RAISED = 3;
export const RUN_AGAIN = 4;
