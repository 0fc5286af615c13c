/**
 * The start of the interpreter above the types (Python/pylifecycle.c, Modules/main.c): importlib, the codecs, `__main__`, and what the command line
 * configures.
 *
 * It has two halves. `bootInterpreter` does what is the same for every program and asks the host for nothing but frozen code and the library:
 * its end is the point where an image of the machine may be taken (docs/image.md). `configure` and `importSite` do the rest, after a boot and
 * after an image alike.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { Py_None } from "../object/statics";
import { ID } from "../generated/ids";
import { PyErr_Clear } from "../protocol/errors";
import { PyObject_GetAttr, PyObject_SetAttr } from "../protocol/attr";
import { PyObject_IsTrue } from "../protocol/compare";
import { PyObject_CallMethodNoArgs, callMethodThreeArgs, callMethodTwoArgs, callTwoArgs } from "../protocol/call";
import { PySequence_List } from "../protocol/sequence";
import { setDebugRanges } from "../types/code";
import { readMarshal } from "../load/marshal";
import { PyDict_Clear, PyDict_DelItem, PyDict_GetItem, PyDict_New, PyDict_SetItem, PyDict_Update } from "../types/dict";
import { _PyCodec_Lookup } from "../types/codecs";
import { PyList_Append, PyList_GET_SIZE, PyList_Insert, PyList_New } from "../types/list";
import { PyLong_AsI32 } from "../types/long";
import { PyModule_GetDict, PyModule_NewObject } from "../types/module";
import { PyTuple_GET_ITEM } from "../types/tuple";
import { PyUnicode_FromLiteral } from "../types/unicode_format";
import { PyEval_EvalCode } from "../vm/run";
import { ensureBuiltins } from "../vm/code_runner";
import { frozenCode, frozenOrigin } from "./frozen";
import { PyImport_GetModuleByName, PyImport_ImportModule, initImport, setImportOptions, setImportlib } from "./import";
import { adoptStdStreams, makeStdStreams } from "./io/stdio";
import { makeNativeModule } from "./registry";
import { LIBRARY_PATH, setSysFlags } from "./sys_info";
import { setBytesWarning } from "../types/bytes";
import { enableFaulthandler } from "./faulthandler";
import { startTracing } from "./tracemalloc/traces";
import { setIntMaxStrDigits } from "../types/long_text";
import { PySys_GetObject, PySys_SetObject, setCpuCount, sysModule, sysModules } from "./sys";

let mainModule: PyObject | null = null;

/** The dict of `__main__`: borrowed. */
export function mainDict(): PyObject {
  return PyModule_GetDict(mainModule!);
}

/** The program is over: from now on only sys.modules holds `__main__`. */
export function releaseMain(): void {
  const module = mainModule;
  mainModule = null;
  if (module !== null) Py_DECREF(module);
}

// ---- the half that every start has in common -------------------------------------------------------------------------

/** Makes and runs the frozen module `name`, puts it into sys.modules: borrowed, null with an exception. */
function importFrozen(name: PyObject): PyObject | null {
  const module = PyModule_NewObject(name);
  const code = frozenCode(name);
  const origin = frozenOrigin(name);
  if (module === null || code === null || origin === null) return null;
  const dict = PyModule_GetDict(module);
  let good = PyDict_SetItem(sysModules!, name, module) == 0 && ensureBuiltins(dict);
  good = good && PyDict_SetItem(dict, ID.__origname__, origin) == 0;
  const result: PyObject | null = good ? PyEval_EvalCode(code, dict, dict, null) : null;
  Py_DECREF(origin);
  Py_DECREF(code);
  Py_DECREF(module); // sys.modules keeps it
  if (result === null) return null;
  Py_DECREF(result);
  return module;
}

/** importlib._bootstrap with its built-in and frozen importers, then the one for files (init_importlib). */
function installImportlib(): bool {
  const bootstrap = importFrozen(ID._frozen_importlib);
  if (bootstrap === null) return false;
  const imp = makeNativeModule(ID._imp);
  if (imp === null || PyDict_SetItem(sysModules!, ID._imp, imp) < 0) return false;
  const installed = callMethodTwoArgs(bootstrap, ID._install, sysModule!, imp);
  Py_DECREF(imp);
  if (installed === null) return false;
  setImportlib(Py_NewRef(bootstrap));
  const external = PyObject_CallMethodNoArgs(bootstrap, ID._install_external_importers);
  return external !== null;
}

/** sys.path_hooks gets zipimporter in front (init_zipimport). */
function installZipimport(): bool {
  const module = PyImport_ImportModule("zipimport");
  if (module === null) return false;
  const importer = PyObject_GetAttr(module, ID.zipimporter);
  Py_DECREF(module);
  const hooks = PySys_GetObject("path_hooks");
  if (importer === null || hooks === null) return false;
  const rc = PyList_Insert(hooks, 0, importer);
  Py_DECREF(importer);
  return rc == 0;
}

/** `__main__` with what Python gives it before any program is known (add_main_module). */
function addMainModule(): bool {
  const module = PyModule_NewObject(ID.__main__);
  const annotations = PyDict_New();
  const builtins = PyDict_GetItem(sysModules!, ID.builtins);
  const bootstrap = PyDict_GetItem(sysModules!, ID._frozen_importlib);
  if (module === null || annotations === null || builtins === null || bootstrap === null) return false;
  const importer = PyObject_GetAttr(bootstrap, ID.BuiltinImporter);
  if (importer === null) return false;
  mainModule = module;
  const dict = PyModule_GetDict(module);
  const good =
    PyDict_SetItem(sysModules!, ID.__main__, module) == 0 &&
    PyDict_SetItem(dict, ID.__loader__, importer) == 0 &&
    PyDict_SetItem(dict, ID.__annotations__, annotations) == 0 &&
    PyDict_SetItem(dict, ID.__builtins__, builtins) == 0;
  Py_DECREF(importer);
  Py_DECREF(annotations);
  return good;
}

function importNamed(name: string): bool {
  const module = PyImport_ImportModule(name);
  Py_XDECREF(module);
  return module !== null;
}

function setLibraryPath(): bool {
  const path = PyList_New(0);
  const entry = PyUnicode_FromLiteral(LIBRARY_PATH);
  if (path === null || entry === null || PyList_Append(path, entry) < 0) return false;
  Py_DECREF(entry);
  const rc = PySys_SetObject("path", path);
  Py_DECREF(path);
  return rc == 0;
}

function lookUpCodec(name: string): bool {
  const encoding = PyUnicode_FromLiteral(name);
  if (encoding === null) return false;
  const codec = _PyCodec_Lookup(encoding);
  Py_XDECREF(codec);
  Py_DECREF(encoding);
  return codec !== null;
}

/** Brings the interpreter up to where programs differ; `withSite`: the module site is loaded, not run. 0, or the number of the step that failed, with its exception pending. */
export function bootInterpreter(withSite: bool): i32 {
  initImport();
  if (!installImportlib()) return 11;
  if (!setLibraryPath()) return 12;
  if (!importNamed("time") || !installZipimport()) return 13;
  if (!lookUpCodec("utf-8")) return 14;
  if (!importNamed("_signal") || !importNamed("io") || !makeStdStreams()) return 15;
  if (!addMainModule()) return 16;
  // sys.flags.no_site is set: it is only loaded; no_user_site, too: nobody's home is looked at
  if (withSite && (!importNamed("site") || importSite() < 0)) return 17;
  // for the text of -c (registerCommand); other programs do without
  if (!importNamed("linecache")) return 18;
  return 0;
}

// ---- what the command line and the environment say -------------------------------------------------------------------

/** sys.name = configuration[name], where it is there; false with an exception. */
function copyToSys(configuration: PyObject, name: PyObject, asList: bool): bool {
  const value = PyDict_GetItem(configuration, name);
  if (value === null) return true;
  const set: PyObject | null = asList ? PySequence_List(value) : Py_NewRef(value);
  if (set === null) return false;
  const rc = PyDict_SetItem(PyModule_GetDict(sysModule!), name, set);
  Py_DECREF(set);
  return rc == 0;
}

/** posix.environ, which os.environ works on, gets the program's environment. */
function setEnvironment(configuration: PyObject): bool {
  const given = PyDict_GetItem(configuration, ID.environ);
  const posix = PyDict_GetItem(sysModules!, ID.posix);
  if (given === null || posix === null) return true;
  const environ = PyDict_GetItem(PyModule_GetDict(posix), ID.environ);
  if (environ === null) return true;
  PyDict_Clear(environ);
  return PyDict_Update(environ, given) == 0;
}

/** Takes what the program is started with: marshal data of a dict (MachineConfiguration of src/machine/configuration.ts). */
export function configure(data: usize, size: i32): i32 {
  const configuration = readMarshal(data, <usize>size);
  if (configuration === null) return -1;
  let good =
    copyToSys(configuration, ID.argv, true) &&
    copyToSys(configuration, ID.orig_argv, true) &&
    copyToSys(configuration, ID.path, true) &&
    copyToSys(configuration, ID.warnoptions, true) &&
    copyToSys(configuration, ID._xoptions, false) &&
    copyToSys(configuration, ID.executable, false) &&
    copyToSys(configuration, ID._base_executable, false) &&
    copyToSys(configuration, ID.dont_write_bytecode, false) &&
    copyToSys(configuration, ID.pycache_prefix, false) &&
    setEnvironment(configuration);
  const flags = PyDict_GetItem(configuration, ID.flags);
  if (good && flags !== null) {
    good = setSysFlags(sysModule!, flags);
    const timed = PyDict_GetItem(configuration, ID.import_time);
    setImportOptions(PyLong_AsI32(PyTuple_GET_ITEM(flags, 8)) > 0, timed !== null && PyObject_IsTrue(timed) > 0);
  }
  const checkHash = PyDict_GetItem(configuration, ID.check_hash_based_pycs);
  const imp = PyDict_GetItem(sysModules!, ID._imp);
  if (good && checkHash !== null && imp !== null)
    good = PyObject_SetAttr(imp, ID.check_hash_based_pycs, checkHash) == 0;
  if (good) good = setCounts(configuration, flags);
  const ranges = PyDict_GetItem(configuration, ID.code_debug_ranges);
  if (ranges !== null) setDebugRanges(PyObject_IsTrue(ranges) > 0);
  const buffering = PyDict_GetItem(configuration, ID.buffering);
  if (flags !== null) setBytesWarning(PyLong_AsI32(PyTuple_GET_ITEM(flags, 9)));
  const faults = PyDict_GetItem(configuration, ID.faulthandler);
  if (faults !== null && PyObject_IsTrue(faults) > 0) enableFaulthandler();
  const traced = PyDict_GetItem(configuration, ID.tracemalloc);
  const frames = traced === null ? 0 : PyLong_AsI32(traced);
  if (good && frames > 0) good = startTracing(frames) == 0;
  const coding = PyDict_GetItem(configuration, ID.stdio);
  good = good && adoptStdStreams(buffering === null ? 0 : PyLong_AsI32(buffering), coding);
  const user = PyDict_GetItem(configuration, ID.user_site);
  if (good && user !== null && flags !== null) good = completeSite(user, PyLong_AsI32(PyTuple_GET_ITEM(flags, 12)) > 0);
  good = good && registerCommand(configuration);
  Py_DECREF(configuration);
  return good ? renewedModules() : -1;
}

/** The limit of decimal texts, and the number of processors if it is overridden: `os` has chosen its function before. */
function setCounts(configuration: PyObject, flags: PyObject | null): bool {
  if (flags !== null) setIntMaxStrDigits(PyLong_AsI32(PyTuple_GET_ITEM(flags, 17)));
  const count = PyDict_GetItem(configuration, ID.cpu_count);
  const n = count === null ? -1 : PyLong_AsI32(count);
  if (n <= 0) return true;
  setCpuCount(n);
  const os = PyDict_GetItem(sysModules!, ID.os);
  if (os === null) return true;
  const counts = PyObject_GetAttr(os, ID.cpu_count);
  const good = counts !== null && PyObject_SetAttr(os, ID.process_cpu_count, counts) == 0;
  Py_XDECREF(counts);
  return good;
}

/** Tells linecache, as python does, the text of a program that came with -c; the module goes where there is none. */
function registerCommand(configuration: PyObject): bool {
  const command = PyDict_GetItem(configuration, ID.command);
  const cache = PyDict_GetItem(sysModules!, ID.linecache);
  if (cache === null) return true;
  if (command === null) return PyDict_DelItem(sysModules!, ID.linecache) == 0;
  const name = PyUnicode_FromLiteral("<string>");
  const done: PyObject | null =
    name === null ? null : callMethodThreeArgs(cache, ID._register_code, name, command, name);
  Py_XDECREF(name);
  Py_XDECREF(done);
  return done !== null;
}

/** Lets modules that came with an image look at this program's world: the time zone, the warning options. */
function renewedModules(): i32 {
  const time = PyDict_GetItem(sysModules!, ID.time);
  if (time !== null) {
    const result = PyObject_CallMethodNoArgs(time, ID.tzset);
    if (result === null) return -1;
    Py_DECREF(result);
  }
  const options = PySys_GetObject("warnoptions");
  if (options !== null && PyList_GET_SIZE(options) > 0 && !importNamed("warnings")) return -1;
  return 0;
}

/** Runs site.main(), as `import site` does at a start without -S; -1 with an exception. What the boot's run found out of the user is forgotten first. */
export function importSite(): i32 {
  const site = PyImport_GetModuleByName(ID.site);
  if (site === null) return -1;
  const dict = PyModule_GetDict(site);
  if (
    PyDict_SetItem(dict, ID.USER_BASE, Py_None) < 0 ||
    PyDict_SetItem(dict, ID.USER_SITE, Py_None) < 0 ||
    PyDict_SetItem(dict, ID.ENABLE_USER_SITE, Py_None) < 0
  ) {
    Py_DECREF(site);
    return -1;
  }
  const result = PyObject_CallMethodNoArgs(site, ID.main);
  Py_DECREF(site);
  if (result === null) return -1;
  Py_DECREF(result);
  return 0;
}

/**
 * Completes the site that the boot ran, where running it for this program would find nothing more: `user` is a tuple (USER_BASE, USER_SITE,
 * ENABLE_USER_SITE, whether that folder is there: it goes to the end of sys.path). -I takes the prompt's hook away.
 */
function completeSite(user: PyObject, isolated: bool): bool {
  const site = PyDict_GetItem(sysModules!, ID.site);
  if (site === null) return true;
  if (isolated && PyDict_DelItem(PyModule_GetDict(sysModule!), ID.__interactivehook__) < 0) PyErr_Clear();
  const dict = PyModule_GetDict(site);
  const path = PySys_GetObject("path");
  if (
    path !== null &&
    PyObject_IsTrue(PyTuple_GET_ITEM(user, 3)) > 0 &&
    PyList_Append(path, PyTuple_GET_ITEM(user, 1)) < 0
  )
    return false;
  return (
    PyDict_SetItem(dict, ID.USER_BASE, PyTuple_GET_ITEM(user, 0)) == 0 &&
    PyDict_SetItem(dict, ID.USER_SITE, PyTuple_GET_ITEM(user, 1)) == 0 &&
    PyDict_SetItem(dict, ID.ENABLE_USER_SITE, PyTuple_GET_ITEM(user, 2)) == 0
  );
}

/** `__main__` becomes the module of a file: its loader is importlib's class `loader` (SourceFileLoader, SourcelessFileLoader). */
export function setMainFile(file: PyObject, loader: PyObject): i32 {
  const dict = mainDict();
  const external = PyDict_GetItem(sysModules!, ID._frozen_importlib_external);
  if (external === null) return -1;
  const cls = PyObject_GetAttr(external, loader);
  if (cls === null) return -1;
  const made = callTwoArgs(cls, ID.__main__, file);
  Py_DECREF(cls);
  if (made === null) return -1;
  const good =
    PyDict_SetItem(dict, ID.__file__, file) == 0 &&
    PyDict_SetItem(dict, ID.__cached__, Py_None) == 0 &&
    PyDict_SetItem(dict, ID.__loader__, made) == 0;
  Py_DECREF(made);
  return good ? 0 : -1;
}
