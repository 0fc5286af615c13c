/**
 * The builtins that run code and talk to streams: compile, exec, eval, print, input, __import__ (Python/bltinmodule.c).
 */
import { PyObject, ptrAt } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { PyCell_Type, PyCode_Type, Py_None } from "../object/statics";
import {
  PyExc_EOFError,
  PyExc_RuntimeError,
  PyExc_SystemError,
  PyExc_TypeError,
  PyExc_ValueError,
} from "../object/exception_types";
import { PyErr_Clear, PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional, arg, argReq, parseArgs } from "../protocol/args";
import { argValue, intArg } from "../protocol/arg_values";
import {
  Py_buffer,
  PyBUF_SIMPLE,
  PyBuffer_Release,
  PyObject_CheckBuffer,
  PyObject_GetBuffer,
  allocBuffer,
  freeBuffer,
} from "../protocol/buffer";
import { PyObject_GetAttr, PyObject_GetOptionalAttr } from "../protocol/attr";
import { PyObject_CallMethodNoArgs, PyObject_CallOneArg } from "../protocol/call";
import { PyObject_IsTrue, PyObject_Str } from "../protocol/compare";
import { PyMapping_Check } from "../protocol/sequence";
import { PyBytes_AS_STRING, PyBytes_Check, PyBytes_GET_SIZE } from "../types/bytes";
import { PyCodeObject } from "../types/code";
import { PyDict_Check } from "../types/dict";
import { PyTuple_CheckExact, PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "../types/tuple";
import {
  PyUnicode_AsUTF8AndSize,
  PyUnicode_Check,
  PyUnicode_CheckExact,
  PyUnicode_EqualToLiteral,
  PyUnicode_GET_LENGTH,
  PyUnicode_READ_CHAR,
  PyUnicode_Substring,
  utf8Length,
} from "../types/unicode";
import { PyUnicode_DecodeFSDefaultAndSize } from "../types/unicode_codecs";
import { PyUnicode_FromLiteral } from "../types/unicode_format";
import { unicodeLatin1 } from "../types/unicode_static";
import {
  FORM_BYTES,
  FORM_TEXT,
  FORM_TREE,
  PyEval_GetGlobals,
  compileBytes,
  currentLocals,
  ensureBuiltins,
  execCode,
  inheritedFlags,
} from "../vm/code_runner";
import { PyImport_ImportModuleLevelObject } from "./import";
import { PyAST_Check } from "./_ast";
import { PyAST_mod2obj, PyAST_obj2mod } from "./ast_convert";
import { textiowrapper_write, writesDirectly } from "./io/textio_write";
import { PySys_GetObject } from "./sys";
import { ID } from "../generated/ids";

const cell = memory.data(8, 8);
const MODE_EXEC: i32 = 0;
const MODE_EVAL: i32 = 1;
const MODE_SINGLE: i32 = 2;
const MODE_FUNC_TYPE: i32 = 3;
/** CO_FUTURE_* and the flags of compile() that change no syntax tree. */
const PyCF_MASK: i32 = 0x1ffe0000;
const PyCF_KNOWN: i32 = PyCF_MASK | 0x0100 | 0x0200 | 0x0400 | 0x1000 | 0x2000 | 0x4000 | 0x8000;
const PyCF_ONLY_AST: i32 = 0x0400;
const PyCF_OPTIMIZED_AST: i32 = 0x8400;

// --- source texts ---

let sourceStart: usize = 0;
let sourceSize: i32 = 0;
let sourceIsText: bool = false;
let sourceView: Py_buffer | null = null;

/** Finds the bytes of a source argument; false with TypeError. `releaseSource()` afterwards. */
function sourceBytes(cmd: PyObject, fname: string, what: string): bool {
  sourceView = null;
  sourceIsText = PyUnicode_Check(cmd);
  if (sourceIsText) {
    sourceStart = PyUnicode_AsUTF8AndSize(cmd);
    sourceSize = utf8Length;
    return sourceStart != 0;
  }
  if (PyBytes_Check(cmd)) {
    sourceStart = PyBytes_AS_STRING(cmd);
    sourceSize = PyBytes_GET_SIZE(cmd);
    return true;
  }
  if (PyObject_CheckBuffer(cmd)) {
    const view = allocBuffer();
    if (PyObject_GetBuffer(cmd, view, PyBUF_SIMPLE) < 0) {
      freeBuffer(view);
      return false;
    }
    sourceView = view;
    sourceStart = view.buf;
    sourceSize = view.len;
    return true;
  }
  PyErr_Format(PyExc_TypeError, "%L() arg 1 must be a %L object", changetype<usize>(fname), changetype<usize>(what));
  return false;
}

function releaseSource(): void {
  const view = sourceView;
  sourceView = null;
  if (view === null) return;
  PyBuffer_Release(view);
  freeBuffer(view);
}

/** `new` str of a file name argument: str, bytes or what __fspath__ gives. */
function fsName(op: PyObject): PyObject | null {
  if (PyUnicode_Check(op)) return Py_NewRef(op);
  if (PyBytes_Check(op)) return PyUnicode_DecodeFSDefaultAndSize(PyBytes_AS_STRING(op), PyBytes_GET_SIZE(op));
  store<u64>(cell, 0);
  if (PyObject_GetOptionalAttr(op.ob_type, ID.__fspath__, cell) < 0) return null;
  const method = load<PyObject | null>(cell);
  if (method === null) {
    return PyErr_Format(PyExc_TypeError, "expected str, bytes or os.PathLike object, not %s", op.ob_type.tp_name);
  }
  const path = PyObject_CallOneArg(method, op);
  Py_DECREF(method);
  if (path === null) return null;
  if (PyUnicode_Check(path)) return path;
  const text: PyObject | null = PyBytes_Check(path)
    ? PyUnicode_DecodeFSDefaultAndSize(PyBytes_AS_STRING(path), PyBytes_GET_SIZE(path))
    : PyErr_Format(
        PyExc_TypeError,
        "expected %s.__fspath__() to return str or bytes, not %s",
        op.ob_type.tp_name,
        path.ob_type.tp_name,
      );
  Py_DECREF(path);
  return text;
}

/** 0 exec, 1 eval, 2 single, 3 func_type; -1 with ValueError. */
function modeNumber(mode: PyObject, onlyAst: bool): i32 {
  if (PyUnicode_EqualToLiteral(mode, "exec")) return MODE_EXEC;
  if (PyUnicode_EqualToLiteral(mode, "eval")) return MODE_EVAL;
  if (PyUnicode_EqualToLiteral(mode, "single")) return MODE_SINGLE;
  if (PyUnicode_EqualToLiteral(mode, "func_type")) {
    if (onlyAst) return MODE_FUNC_TYPE;
    PyErr_SetString(PyExc_ValueError, "compile() mode 'func_type' requires flag PyCF_ONLY_AST");
  } else {
    PyErr_SetString(
      PyExc_ValueError,
      onlyAst
        ? "compile() mode must be 'exec', 'eval', 'single' or 'func_type'"
        : "compile() mode must be 'exec', 'eval' or 'single'",
    );
  }
  return -1;
}

/** An int argument, or `deflt` if it is not given; sets intOk. */
let intOk: bool = true;

function intOr(op: PyObject | null, deflt: i32): i32 {
  intOk = true;
  if (op === null) return deflt;
  intOk = intArg(op);
  return argValue;
}

export function builtin_compile(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  const spec = "source,filename,mode,flags=,dont_inherit=,optimize=,*,_feature_version=";
  if (!parseArgs("compile", spec, args, nargs, kwnames)) return null;
  const source = argReq(0);
  const filenameArg = argReq(1);
  const modeArg = argReq(2);
  const flagsArg = arg(3);
  const dontInheritArg = arg(4);
  const optimizeArg = arg(5);
  const versionArg = arg(6);
  const filename = fsName(filenameArg);
  if (filename === null) return null;
  let result: PyObject | null = null;
  if (!PyUnicode_Check(modeArg)) {
    PyErr_Format(PyExc_TypeError, "compile() argument 'mode' must be str, not %s", modeArg.ob_type.tp_name);
  } else {
    result = compileChecked(source, filename, modeArg, flagsArg, dontInheritArg, optimizeArg, versionArg);
  }
  Py_DECREF(filename);
  return result;
}

function compileChecked(
  source: PyObject,
  filename: PyObject,
  modeArg: PyObject,
  flagsArg: PyObject | null,
  dontInheritArg: PyObject | null,
  optimizeArg: PyObject | null,
  versionArg: PyObject | null,
): PyObject | null {
  let flags = intOr(flagsArg, 0);
  if (!intOk) return null;
  const dontInherit = dontInheritArg === null ? 0 : PyObject_IsTrue(dontInheritArg);
  if (dontInherit < 0) return null;
  const optimize = intOr(optimizeArg, -1);
  if (!intOk) return null;
  const version = intOr(versionArg, -1);
  if (!intOk) return null;
  if (flags & ~PyCF_KNOWN) return PyErr_SetString(PyExc_ValueError, "compile(): unrecognised flags");
  if (optimize < -1 || optimize > 2) return PyErr_SetString(PyExc_ValueError, "compile(): invalid optimize value");
  if (!dontInherit) flags |= inheritedFlags();
  const onlyAst = (flags & PyCF_ONLY_AST) != 0;
  const mode = modeNumber(modeArg, onlyAst);
  if (mode < 0) return null;
  const isTree = PyAST_Check(source);
  if (isTree < 0) return null;
  if (isTree) return compileTree(source, filename, mode, flags, optimize);
  if (!sourceBytes(source, "compile", "string, bytes or AST")) return null;
  const form = sourceIsText ? FORM_TEXT : FORM_BYTES;
  const result = compileBytes(sourceStart, sourceSize, form, filename, mode, flags, optimize, onlyAst ? version : -1);
  releaseSource();
  return result !== null && onlyAst ? PyAST_mod2obj(result) : result;
}

/** compile() of a syntax tree: `new` code object, or the tree itself, or the folded tree. */
function compileTree(tree: PyObject, filename: PyObject, mode: i32, flags: i32, optimize: i32): PyObject | null {
  const onlyAst = (flags & PyCF_ONLY_AST) != 0;
  if ((flags & PyCF_OPTIMIZED_AST) == PyCF_ONLY_AST) return Py_NewRef(tree);
  const data = PyAST_obj2mod(tree, mode);
  if (data === null) return null;
  const start = PyBytes_AS_STRING(data);
  const result = compileBytes(start, PyBytes_GET_SIZE(data), FORM_TREE, filename, mode, flags, optimize);
  Py_DECREF(data);
  return result !== null && onlyAst ? PyAST_mod2obj(result) : result;
}

/** Compiles the source argument of exec or eval: `new` code object. */
function compileString(source: PyObject, fname: string, mode: i32): PyObject | null {
  const filename = PyUnicode_FromLiteral("<string>");
  if (filename === null) return null;
  let code: PyObject | null = null;
  if (sourceBytes(source, fname, "string, bytes or code")) {
    let at = sourceStart;
    let n = sourceSize;
    if (mode == MODE_EVAL) {
      while (n > 0 && (load<u8>(at) == 0x20 || load<u8>(at) == 0x09)) {
        at++;
        n--;
      }
    }
    const form = sourceIsText ? FORM_TEXT : FORM_BYTES;
    code = compileBytes(at, n, form, filename, mode, inheritedFlags(), -1);
    releaseSource();
  }
  Py_DECREF(filename);
  return code;
}

// --- exec and eval ---

/** The namespaces of exec and eval after defaults; `scopeLocals` is `new`. */
let scopeGlobals: PyObject = changetype<PyObject>(0);
let scopeLocals: PyObject | null = null;

function fillScope(globals: PyObject | null, locals: PyObject | null, fname: string): bool {
  scopeLocals = locals === null ? null : Py_NewRef(locals);
  if (globals === null) {
    const current = PyEval_GetGlobals();
    if (current !== null && locals === null) scopeLocals = currentLocals();
    if (current === null || scopeLocals === null) {
      Py_XDECREF(scopeLocals);
      if (PyErr_Occurred() === null) {
        PyErr_Format(PyExc_SystemError, "globals and locals cannot be NULL in %L()", changetype<usize>(fname));
      }
      return false;
    }
    scopeGlobals = current;
  } else {
    scopeGlobals = globals;
    if (locals === null) scopeLocals = Py_NewRef(globals);
  }
  if (ensureBuiltins(scopeGlobals)) return true;
  Py_XDECREF(scopeLocals);
  return false;
}

/** Argument `i`, with None read as absent. */
function optional(i: i32): PyObject | null {
  const op = arg(i);
  return op !== null && op == Py_None ? null : op;
}

export function builtin_eval(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("eval", "source,/,globals=,locals=", args, nargs, kwnames)) return null;
  const source = argReq(0);
  const globals = optional(1);
  const locals = optional(2);
  if (locals !== null && !PyMapping_Check(locals)) return PyErr_SetString(PyExc_TypeError, "locals must be a mapping");
  if (globals !== null && !PyDict_Check(globals)) {
    return PyErr_SetString(
      PyExc_TypeError,
      PyMapping_Check(globals) ? "globals must be a real dict; try eval(code, {}, mapping)" : "globals must be a dict",
    );
  }
  if (!fillScope(globals, locals, "eval")) return null;
  const g = scopeGlobals;
  const l = scopeLocals!;
  let result: PyObject | null = null;
  if (source.ob_type == PyCode_Type) {
    if (changetype<PyCodeObject>(source).co_nfreevars > 0) {
      PyErr_SetString(PyExc_TypeError, "code object passed to eval() may not contain free variables");
    } else {
      result = execCode(source, g, l, null);
    }
  } else {
    const code = compileString(source, "eval", MODE_EVAL);
    if (code !== null) {
      result = execCode(code, g, l, null);
      Py_DECREF(code);
    }
  }
  Py_DECREF(l);
  return result;
}

/** Checks exec's closure argument for a code object with `n` free variables; false with TypeError. */
function checkClosure(closure: PyObject | null, n: i32): bool {
  if (n == 0) {
    if (closure === null) return true;
    PyErr_SetString(PyExc_TypeError, "cannot use a closure with this code object");
    return false;
  }
  let ok = closure !== null && PyTuple_CheckExact(closure) && PyTuple_GET_SIZE(closure) == n;
  for (let i = 0; ok && i < n; i++) ok = PyTuple_GET_ITEM(closure!, i).ob_type == PyCell_Type;
  if (!ok) PyErr_Format(PyExc_TypeError, "code object requires a closure of exactly length %zd", n);
  return ok;
}

export function builtin_exec(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("exec", "source,/,globals=,locals=,*,closure=", args, nargs, kwnames)) return null;
  const source = argReq(0);
  const globals = optional(1);
  const locals = optional(2);
  const closure = optional(3);
  if (globals !== null && !PyDict_Check(globals)) {
    return PyErr_Format(PyExc_TypeError, "exec() globals must be a dict, not %s", globals.ob_type.tp_name);
  }
  if (locals !== null && !PyMapping_Check(locals)) {
    return PyErr_Format(PyExc_TypeError, "locals must be a mapping or None, not %s", locals.ob_type.tp_name);
  }
  if (!fillScope(globals, locals, "exec")) return null;
  const g = scopeGlobals;
  const l = scopeLocals!;
  let result: PyObject | null = null;
  if (source.ob_type == PyCode_Type) {
    if (checkClosure(closure, changetype<PyCodeObject>(source).co_nfreevars)) result = execCode(source, g, l, closure);
  } else if (closure !== null) {
    PyErr_SetString(PyExc_TypeError, "closure can only be used when source is a code object");
  } else {
    const code = compileString(source, "exec", MODE_EXEC);
    if (code !== null) {
      result = execCode(code, g, l, null);
      Py_DECREF(code);
    }
  }
  Py_DECREF(l);
  if (result === null) return null;
  Py_DECREF(result);
  return Py_NewRef(Py_None);
}

// --- print and input ---

/** file.write(str(op)), where `writer` is that method, or null for a native text stream that writes directly; false with an exception. */
function writeStr(stream: PyObject, writer: PyObject | null, op: PyObject): bool {
  const text: PyObject | null = PyUnicode_CheckExact(op) ? Py_NewRef(op) : PyObject_Str(op);
  if (text === null) return false;
  const result = writer === null ? textiowrapper_write(stream, text) : PyObject_CallOneArg(writer, text);
  Py_DECREF(text);
  if (result === null) return false;
  Py_DECREF(result);
  return true;
}

/** Checks print's sep or end: a str or None (then `deflt`, an interned str). Borrowed; null with TypeError. */
function textArg(op: PyObject | null, deflt: PyObject, name: string): PyObject | null {
  if (op === null || op == Py_None) return deflt;
  if (PyUnicode_Check(op)) return op;
  return PyErr_Format(
    PyExc_TypeError,
    "%L must be None or a string, not %s",
    changetype<usize>(name),
    op.ob_type.tp_name,
  );
}

export function builtin_print(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("print", "*args,sep=,end=,file=,flush=", args + ((<usize>nargs) << 3), 0, kwnames)) return null;
  const sepArg = arg(0);
  const endArg = arg(1);
  let file = optional(2);
  const flushArg = arg(3);
  if (file === null) {
    file = PySys_GetObject("stdout");
    if (file === null) return PyErr_SetString(PyExc_RuntimeError, "lost sys.stdout");
    if (file == Py_None) return Py_NewRef(Py_None);
  }
  const sep = textArg(sepArg, unicodeLatin1(0x20), "sep");
  if (sep === null) return null;
  const end = textArg(endArg, unicodeLatin1(0x0a), "end");
  if (end === null) return null;
  const flush = flushArg === null ? 0 : PyObject_IsTrue(flushArg);
  if (flush < 0) return null;
  const stream: PyObject = Py_NewRef(file!);
  const direct = writesDirectly(stream);
  const writer: PyObject | null = direct ? null : PyObject_GetAttr(stream, ID.write);
  let ok = direct || writer !== null;
  for (let i = 0; ok && i < nargs; i++) {
    if (i > 0) ok = writeStr(stream, writer, sep);
    ok = ok && writeStr(stream, writer, ptrAt(args, i));
  }
  ok = ok && writeStr(stream, writer, end);
  Py_XDECREF(writer);
  if (ok && flush) {
    const flushed = PyObject_CallMethodNoArgs(stream, ID.flush);
    ok = flushed !== null;
    Py_XDECREF(flushed);
  }
  Py_DECREF(stream);
  return ok ? Py_NewRef(Py_None) : null;
}

/** The stream sys.`name`, borrowed; RuntimeError if it is lost. */
function stdStream(name: string): PyObject | null {
  const stream = PySys_GetObject(name);
  if (stream !== null && stream != Py_None) return stream;
  return PyErr_Format(PyExc_RuntimeError, "input(): lost sys.%L", changetype<usize>(name));
}

/** stream.flush(), errors dropped. */
function flushQuietly(stream: PyObject): void {
  const result = PyObject_CallMethodNoArgs(stream, ID.flush);
  if (result === null) PyErr_Clear();
  Py_XDECREF(result);
}

export function builtin_input(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("input", nargs, 0, 1)) return null;
  const stdin = stdStream("stdin");
  if (stdin === null) return null;
  const stdout = stdStream("stdout");
  if (stdout === null) return null;
  const stderr = stdStream("stderr");
  if (stderr === null) return null;
  flushQuietly(stderr);
  if (nargs > 0) {
    const writer = PyObject_GetAttr(stdout, ID.write);
    const ok = writer !== null && writeStr(stdout, writer, ptrAt(args, 0));
    Py_XDECREF(writer);
    if (!ok) return null;
  }
  flushQuietly(stdout);
  const line = PyObject_CallMethodNoArgs(stdin, ID.readline);
  if (line === null) return null;
  if (!PyUnicode_Check(line)) {
    Py_DECREF(line);
    return PyErr_SetString(PyExc_TypeError, "object.readline() returned non-string");
  }
  const n = PyUnicode_GET_LENGTH(line);
  if (n == 0) {
    Py_DECREF(line);
    return PyErr_SetString(PyExc_EOFError, "EOF when reading a line");
  }
  if (PyUnicode_READ_CHAR(line, n - 1) != 0x0a) return line;
  const text = PyUnicode_Substring(line, 0, n - 1);
  Py_DECREF(line);
  return text;
}

// --- import ---

export function builtin___import__(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("__import__", "name,globals=,locals=,fromlist=,level=", args, nargs, kwnames)) return null;
  const name = argReq(0);
  const globals = arg(1);
  const fromlist = arg(3);
  const level = intOr(arg(4), 0);
  if (!intOk) return null;
  return PyImport_ImportModuleLevelObject(name, globals, fromlist, level);
}
