/**
 * The one visible initialisation order: memory, static objects, types, modules. Everything that a room must do before the first Python
 * instruction is called from here and nowhere else.
 *
 * Invariant: until `readyTypes` no object is allocated from the heap except strs, tuples and dicts that readying itself makes.
 */

import { staticRegion, staticTypeCount, staticTypeAt } from "./object/typedef";
import { initPages, setMemoryCeiling } from "./memory/pages";
import { initBlocks } from "./memory/blocks";
import { countStatics } from "./object/refcount";
import { initAllocator } from "./memory/strategy";
import { keepsFreeLists } from "./memory/freelist";
import { initTrigger } from "./gc/trigger";
import { initCollector, setGcEnabled } from "./gc/collector";
import { initVerifyCollections } from "./debug/verify_collections";
import { initGcHooks } from "./modules/gc";
import { initRoots } from "./modules/gc_roots";
import { initHashSecret } from "./protocol/hash";
import { prepareMemoryErrors } from "./protocol/errors";
import { initDeduplicate } from "./intern/deduplicate";
import { initIntern, setInternPolicy } from "./intern/policy";
import { initIds } from "./generated/ids";
import { initUnicodeStatics } from "./types/unicode_static";
import { initSmallInts } from "./types/long";
import { initLongType } from "./types/long_type";
import { initBoolType } from "./types/bool";
import { keepFloats } from "./types/float";
import { initFloatType } from "./types/float_type";
import { initComplexType } from "./types/complex_type";
import { initSingletonTypes } from "./types/singletons";
import { initUnicodeType } from "./types/unicode";
import { initUnicodeIterTypes } from "./types/unicode_iter";
import { initBytesType } from "./types/bytes";
import { initByteArrayType } from "./types/bytearray";
import { initBytesIterType, initByteArrayIterType } from "./types/bytes_iter";
import { initMemoryViewType } from "./types/memoryview";
import { initTupleType } from "./types/tuple";
import { initListType } from "./types/list";
import { initDictType } from "./types/dict";
import { initDictViewTypes } from "./types/dict_views";
import { initSetTypes } from "./types/set";
import { initSliceType } from "./types/slice";
import { initRangeTypes } from "./types/range";
import { initIterTypes } from "./types/iterobject";
import { initEnumTypes } from "./types/enum";
import { initObjectType } from "./types/object";
import { initTypeType, PyType_Ready } from "./types/typeobject";
import { initDescrTypes } from "./types/descr";
import { initPropertyType } from "./types/property";
import { initClassMethodTypes } from "./types/classmethod";
import { initSuperType } from "./types/super";
import { initCFunctionType } from "./types/methodobject";
import { initMethodTypes } from "./types/method";
import { initCellType } from "./types/cell";
import { initModuleType } from "./types/module";
import { initNamespaceType } from "./types/namespace";
import { initGenericAliasTypes } from "./types/genericalias";
import { initUnionType } from "./types/union";
import { initTypeVarTypes } from "./types/typevar";
import { initExceptionTypes } from "./types/exceptions_tree";
import { initTracebackType } from "./types/traceback";
import { initWeakrefType } from "./types/weakref";
import { initWeakProxyTypes } from "./types/weakproxy";
import { initFunctionType } from "./types/function";
import { initCodeType } from "./types/code_getters";
import { initRun } from "./vm/run";
import { initFrameType } from "./vm/frameobject";
import { initGeneratorTypes } from "./vm/genobject";
import { initCoroutineTypes } from "./vm/coroutine";
import { initHooks } from "./hooks";
import { initIoTypes } from "./modules/io/types";
import { initBufferWrapperType } from "./types/slot_buffer";
import { initArrayType } from "./modules/array/module";
import { initZlibTypes } from "./modules/zlib/objects";
import { initBz2Types } from "./modules/bz2/registry";
import { initCodecType } from "./modules/multibyte/codec";
import { initIncrementalTypes } from "./modules/multibyte/incremental";
import { initStreamTypes } from "./modules/multibyte/streams";
import { initTestBufType } from "./modules/testcapi/buffer";
import { initTestBufferTypes } from "./modules/testcapi/_testbuffer_core";
import { initHashTypes } from "./modules/hashes/modules";
import { initBlake2Types } from "./modules/hashes/blake2";
import { initStringIterTypes } from "./modules/_string";
import { initStructTypes } from "./modules/_struct";
import { initEncodingMapType } from "./types/codecs_charmap";
import { initCharacterNames } from "./types/character_names";
import { initBuiltinIterTypes } from "./modules/builtins_iter";
import { initPosixTypes } from "./modules/posix";
import { initThreadTypes } from "./modules/_thread";
import { initSreTypes } from "./modules/_sre";
import { initModules } from "./modules/registry";

/** Bytes for definitions, C strings and slot structs of the static types and modules. */
const STATIC_REGION: usize = 1 << 20;

function initTypes(): void {
  initObjectType();
  initTypeType();
  initLongType();
  initBoolType();
  initFloatType();
  initComplexType();
  initSingletonTypes();
  initUnicodeType();
  initUnicodeIterTypes();
  initBytesType();
  initByteArrayType();
  initBytesIterType();
  initByteArrayIterType();
  initMemoryViewType();
  initTupleType();
  initListType();
  initDictType();
  initDictViewTypes();
  initSetTypes();
  initSliceType();
  initRangeTypes();
  initIterTypes();
  initEnumTypes();
  initDescrTypes();
  initPropertyType();
  initClassMethodTypes();
  initSuperType();
  initCFunctionType();
  initMethodTypes();
  initCellType();
  initModuleType();
  initNamespaceType();
  initGenericAliasTypes();
  initUnionType();
  initTypeVarTypes();
  initExceptionTypes();
  initTracebackType();
  initWeakrefType();
  initWeakProxyTypes();
  initFunctionType();
  initCodeType();
  initFrameType();
  initGeneratorTypes();
  initCoroutineTypes();
  initIoTypes();
  initStringIterTypes();
  initArrayType();
  initBufferWrapperType();
  initHashTypes();
  initTestBufferTypes();
  initTestBufType();
  initZlibTypes();
  initBz2Types();
  initCodecType();
  initIncrementalTypes();
  initStreamTypes();
  initBlake2Types();
  initStructTypes();
  initEncodingMapType();
  initCharacterNames();
  initPosixTypes();
  initThreadTypes();
  initSreTypes();
  initBuiltinIterTypes();
}

function readyTypes(): bool {
  for (let i = 0; i < staticTypeCount(); i++) if (PyType_Ready(staticTypeAt(i)) < 0) return false;
  return true;
}

/** The heap alone: allocator, trigger, reclaimer. Enough to replay a trace in (debug/replay.ts). */
export function bootHeap(gc: i32, trigger: i32, triggerKiB: u32, alloc: i32, ceilingMiB: u32): void {
  startHeap(gc, trigger, triggerKiB, alloc, ceilingMiB);
}

function startHeap(gc: i32, trigger: i32, triggerKiB: u32, alloc: i32, ceilingMiB: u32): void {
  // far enough up that the few static objects which the instrumented build has beyond the others' move nothing
  const heap = (__heap_base + 0xffff) & ~0xffff;
  staticRegion(heap, STATIC_REGION);
  initPages(heap + STATIC_REGION);
  if (ceilingMiB != 0) setMemoryCeiling(ceilingMiB);
  initBlocks();
  initAllocator(alloc);
  initTrigger(trigger, (<usize>triggerKiB) << 10);
  initCollector(gc);
}

/**
 * Makes the machine. The plan is seven numbers: reclaimer, trigger and its KiB, allocator, interning policy, the largest static int, immortals (src/machine/plans.ts). `hashSeed`:
 * PYTHONHASHSEED; `ceilingMiB`: most memory it may use, 0 for no ceiling. Returns 0, or the number of the step that failed.
 */
export function boot(
  gc: i32,
  trigger: i32,
  triggerKiB: u32,
  alloc: i32,
  intern: i32,
  smallInts: i32,
  immortals: i32,
  hashSeed: u32,
  ceilingMiB: u32,
): i32 {
  if (immortals != 0) countStatics();
  startHeap(gc, trigger, triggerKiB, alloc, ceilingMiB);
  initHashSecret(hashSeed);
  initIntern();
  initUnicodeStatics();
  initSmallInts(smallInts);
  initIds();
  setInternPolicy(intern);
  initDeduplicate();
  initTypes();
  keepFloats(keepsFreeLists());
  initRun();
  if (!readyTypes()) return 1;
  if (!prepareMemoryErrors()) return 2;
  initHooks();
  initGcHooks();
  initVerifyCollections();
  initRoots();
  if (!initModules()) return 3;
  setGcEnabled(true);
  return 0;
}
