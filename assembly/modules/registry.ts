/**
 * The native modules by name, and the making of the first ones. A module is made when it is first imported; sys, builtins and the few that
 * every program has are made at boot.
 */
import { PyObject } from "../object/layout";
import { ID } from "../generated/ids";
import { PyModule_GetDict } from "../types/module";
import { PyDict_SetItem } from "../types/dict";
import { setDefaultBuiltins } from "../types/function";
import { PyUnicode_EqualToLiteral } from "../types/unicode";
import { setModulesDict } from "../vm/import_hook";
import { setBuiltinsDict } from "../vm/code_runner";
import { PyInit_builtins } from "./builtins";
import { initSysModule, sysModule, sysModules } from "./sys";
import { initFinalize } from "./finalize";
import { PyInit_gc } from "./gc";
import { PyInit__decimal } from "./_decimal";
import { PyInit__weakref } from "./_weakref";
import { PyInit__ctypes } from "./_ctypes";
import { PyInit__functools } from "./_functools";
import { PyInit__collections } from "./_collections";
import { PyInit__operator } from "./_operator";
import { PyInit__bisect } from "./_bisect";
import { PyInit__heapq } from "./_heapq";
import { PyInit__csv } from "./_csv";
import { PyInit__elementtree } from "./_elementtree";
import { PyInit__json } from "./_json";
import { PyInit_itertools } from "./itertools";
import { initCmathModule } from "./cmath";
import { initMathModule } from "./math";
import { initRandomModule } from "./_random";
import { initTimeModule } from "./time";
import { initStructModule } from "./_struct";
import { initStringModule } from "./_string";
import { initCodecsModule } from "./_codecs";
import { init_abcModule } from "./_abc";
import { init_typingModule } from "./_typing";
import { initUnicodedataModule } from "./unicodedata";
import { PyInit_posix } from "./posix";
import { PyInit__contextvars } from "./_contextvars";
import { PyInit__queue } from "./_queue";
import { PyInit__posixsubprocess } from "./_posixsubprocess";
import { PyInit_marshal } from "./marshal";
import { PyInit__thread } from "./_thread";
import { PyInit__warnings, initWarnings } from "./_warnings";
import { PyInit_atexit } from "./atexit";
import { PyInit__signal } from "./_signal";
import { PyInit__imp } from "./_imp";
import { PyInit__io } from "./_io";
import { PyInit__socket_capsule } from "./_socket_capsule";
import { PyInit__sre } from "./_sre";
import { PyInit__statistics } from "./_statistics";
import { zlibModuleInit } from "./zlib/registry";
import { bz2ModuleInit } from "./bz2/registry";
import { lzmaModuleInit } from "./lzma/registry";
import { multibyteModuleInit } from "./multibyte/registry";
import { hashModuleInit } from "./hashes/registry";
import { PyInit__asyncio } from "./asyncio/module";
import { PyInit_array } from "./array/module";
import { testModuleInit } from "./testcapi/registry";
import { PyInit_faulthandler } from "./faulthandler";
import { PyInit__tracemalloc } from "./tracemalloc/module";
import { PyInit__ast } from "./_ast";
import { PyInit__pickle } from "./_pickle";
import { PyInit__datetime } from "./_datetime";
import { PyErr_Occurred } from "../protocol/errors";
import { PYTHON_BUILTIN, frozenKind, makePythonBuiltin } from "./frozen";
import { makeHostModule } from "./host_module";
import * as host from "../host";
import { PyMem_Free } from "../memory/blocks";
import { PyUnicode_AsUTF8AndSize, utf8Length } from "../types/unicode";

/** (): PyObject | null, `new` module. */
function initOf(name: PyObject): u32 {
  if (PyUnicode_EqualToLiteral(name, "_decimal")) return PyInit__decimal.index;
  if (PyUnicode_EqualToLiteral(name, "gc")) return PyInit_gc.index;
  if (PyUnicode_EqualToLiteral(name, "_weakref")) return PyInit__weakref.index;
  if (PyUnicode_EqualToLiteral(name, "_ctypes")) return PyInit__ctypes.index;
  if (PyUnicode_EqualToLiteral(name, "_functools")) return PyInit__functools.index;
  if (PyUnicode_EqualToLiteral(name, "_collections")) return PyInit__collections.index;
  if (PyUnicode_EqualToLiteral(name, "_operator")) return PyInit__operator.index;
  if (PyUnicode_EqualToLiteral(name, "_bisect")) return PyInit__bisect.index;
  if (PyUnicode_EqualToLiteral(name, "_heapq")) return PyInit__heapq.index;
  if (PyUnicode_EqualToLiteral(name, "_csv")) return PyInit__csv.index;
  if (PyUnicode_EqualToLiteral(name, "_elementtree")) return PyInit__elementtree.index;
  if (PyUnicode_EqualToLiteral(name, "_json")) return PyInit__json.index;
  if (PyUnicode_EqualToLiteral(name, "itertools")) return PyInit_itertools.index;
  if (PyUnicode_EqualToLiteral(name, "math")) return initMathModule.index;
  if (PyUnicode_EqualToLiteral(name, "_random")) return initRandomModule.index;
  if (PyUnicode_EqualToLiteral(name, "time")) return initTimeModule.index;
  if (PyUnicode_EqualToLiteral(name, "cmath")) return initCmathModule.index;
  if (PyUnicode_EqualToLiteral(name, "_struct")) return initStructModule.index;
  if (PyUnicode_EqualToLiteral(name, "_string")) return initStringModule.index;
  if (PyUnicode_EqualToLiteral(name, "_codecs")) return initCodecsModule.index;
  if (PyUnicode_EqualToLiteral(name, "_abc")) return init_abcModule.index;
  if (PyUnicode_EqualToLiteral(name, "_typing")) return init_typingModule.index;
  if (PyUnicode_EqualToLiteral(name, "unicodedata")) return initUnicodedataModule.index;
  if (PyUnicode_EqualToLiteral(name, "posix")) return PyInit_posix.index;
  if (PyUnicode_EqualToLiteral(name, "_contextvars")) return PyInit__contextvars.index;
  if (PyUnicode_EqualToLiteral(name, "_queue")) return PyInit__queue.index;
  if (PyUnicode_EqualToLiteral(name, "_posixsubprocess")) return PyInit__posixsubprocess.index;
  if (PyUnicode_EqualToLiteral(name, "marshal")) return PyInit_marshal.index;
  if (PyUnicode_EqualToLiteral(name, "_thread")) return PyInit__thread.index;
  if (PyUnicode_EqualToLiteral(name, "_warnings")) return PyInit__warnings.index;
  if (PyUnicode_EqualToLiteral(name, "atexit")) return PyInit_atexit.index;
  if (PyUnicode_EqualToLiteral(name, "_signal")) return PyInit__signal.index;
  if (PyUnicode_EqualToLiteral(name, "_imp")) return PyInit__imp.index;
  if (PyUnicode_EqualToLiteral(name, "_io")) return PyInit__io.index;
  if (PyUnicode_EqualToLiteral(name, "_sre")) return PyInit__sre.index;
  if (PyUnicode_EqualToLiteral(name, "_ast")) return PyInit__ast.index;
  if (PyUnicode_EqualToLiteral(name, "_pickle")) return PyInit__pickle.index;
  if (PyUnicode_EqualToLiteral(name, "_datetime")) return PyInit__datetime.index;
  if (PyUnicode_EqualToLiteral(name, "_asyncio")) return PyInit__asyncio.index;
  if (PyUnicode_EqualToLiteral(name, "array")) return PyInit_array.index;
  if (PyUnicode_EqualToLiteral(name, "_statistics")) return PyInit__statistics.index;
  if (PyUnicode_EqualToLiteral(name, "faulthandler")) return PyInit_faulthandler.index;
  if (PyUnicode_EqualToLiteral(name, "_tracemalloc")) return PyInit__tracemalloc.index;
  if (PyUnicode_EqualToLiteral(name, "_socket_capsule")) return PyInit__socket_capsule.index;
  const hash = hashModuleInit(name);
  if (hash != 0) return hash;
  const zlib = zlibModuleInit(name);
  if (zlib != 0) return zlib;
  const bz2 = bz2ModuleInit(name);
  if (bz2 != 0) return bz2;
  const lzma = lzmaModuleInit(name);
  if (lzma != 0) return lzma;
  const multibyte = multibyteModuleInit(name);
  if (multibyte != 0) return multibyte;
  return testModuleInit(name);
}

/** Makes the native module `name`: `new`; null without an exception if there is none. */
export function makeNativeModule(name: PyObject): PyObject | null {
  const init = initOf(name);
  if (init != 0) return call_indirect<PyObject | null>(init);
  const made = makeHostModule(name);
  return made === null && PyErr_Occurred() === null ? makePythonBuiltin(name) : made;
}

/** Is there a native module of this name? */
export function isNativeModule(name: PyObject): bool {
  if (initOf(name) != 0 || PyUnicode_EqualToLiteral(name, "sys") || PyUnicode_EqualToLiteral(name, "builtins"))
    return true;
  const text = PyUnicode_AsUTF8AndSize(name);
  const block = host.describeModule(text, utf8Length);
  if (block == 0) return frozenKind(name) == PYTHON_BUILTIN;
  PyMem_Free(block);
  return true;
}

export function initModules(): bool {
  if (initSysModule() < 0 || !initWarnings()) return false;
  const builtins = PyInit_builtins();
  if (builtins === null) return false;
  const dict = PyModule_GetDict(builtins);
  setDefaultBuiltins(dict);
  setBuiltinsDict(dict);
  const modules = sysModules!;
  setModulesDict(modules);
  if (PyDict_SetItem(modules, ID.builtins, builtins) < 0) return false;
  if (PyDict_SetItem(modules, ID.sys, sysModule!) < 0) return false;
  return initFinalize(dict);
}
