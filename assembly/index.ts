/**
 * Every export of the module, by purpose. Numbers and byte ranges cross the boundary, nothing else; src/machine/exports.ts is the typed
 * counterpart, and a test holds the two lists together.
 */
export { boot, bootHeap } from "./boot";
export { bootInterpreter, importSite } from "./modules/lifecycle";
export { limitNativeRecursion, probeStack } from "./vm/run";
export { fatalError } from "./modules/faulthandler_text";
export { setCaptureDisplay } from "./vm/intrinsics";
export {
  hostAlloc,
  hostFree,
  resultTextSize,
  setFromMarshal,
  start,
  run,
  resultRepr,
  errorText,
  clearError,
  flushStreams,
  printError,
  callFunction,
  finish,
  wasInterrupted,
  interrupt,
} from "./host_calls";
/** Debug and stress builds: the heap's soundness, the sum of all counts, allocations that fail. In the release build they do nothing. */
export { verifyHeap, verifyAddress, referenceTotal, failAllocation } from "./debug/verify";
export { verifyCollections, collectionsVerified } from "./debug/verify_collections";
/** What the lab measures: collections as they happen, memory in use, live blocks, interned strs. */
export { recordCollections, setThresholds } from "./gc/generations";
export { freeSpace } from "./memory/free_space";
export { memoryTop } from "./memory/pages";
export { bytesInUse, limitHeap, takePeak } from "./memory/pressure";
/** Recording allocations and references, and doing them again without the interpreter. */
export {
  recordHeap,
  recordedObject,
  recordedFact,
  recordedReferences,
  recordedWords,
} from "./debug/record";
export { replayBegin, replayRun, replayFact } from "./debug/replay";
export { allocatedBlocks } from "./memory/blocks";
export { internedCount } from "./intern/policy";
/** What running made of a program's code, for `krait dis --run`; counts in debug builds only. */
export { keepCode, keptCode, keptCodeSize } from "./debug/kept_code";
/** Lines at which the host looks at the heap. */
export { breakAtLine } from "./types/code_breaks";
/** The heap seen from outside: called in a copy of the machine, never in the one that is looked at (src/heap/reader.ts). */
export {
  walkHeap,
  heapTable,
  heapTableCount,
  heapText,
  heapTextSize,
  heapTypeName,
  heapStringHash,
  heapStringLength,
} from "./debug/heap_walk";
