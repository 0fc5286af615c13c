/**
 * Code objects (Objects/codeobject.c): the immutable product of the compiler, plus the one mutable part, the adaptive code units,
 * in which the specialiser rewrites opcodes and inline caches.
 *
 * Layout (200 bytes, then 2 bytes for each code unit; offsets equal CPython's):
 *   ob_size 16 (code units)  co_consts 24  co_names 32  co_exceptiontable 40  co_flags 48  co_argcount 52 ...
 *   co_nlocalsplus 72  co_framesize 76 (words)  ... co_linetable 136  co_weakreflist 144  _co_cached 160  co_code_adaptive 200
 *
 * Invariant: `codeStart(co)` never moves while the code lives; frames hold addresses into it. What Python sees as co_code is
 * remade from the adaptive units by `deoptimisedBytes` (code_getters.ts).
 */
import { PyObject, PyVarObject, initPtr } from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { INSTRUMENTED } from "../config";
import { PyCode_Type } from "../object/statics";
import { PyExc_ValueError } from "../object/exception_types";
import { PyErr_Clear, PyErr_SetString, PyErr_NoMemory } from "../protocol/errors";
import { PyObject_Malloc, PyObject_Free } from "../memory/blocks";
import { noteCodeDeath } from "../memory/counters";
import { _Py_NewReference } from "../object/refcount";
import { PyBytes_AS_STRING, PyBytes_GET_SIZE } from "./bytes";
import { withoutColumns } from "./code_lines";
import { releaseExtra } from "./code_extra";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_New, PyTuple_SET_ITEM } from "./tuple";
import { PyObject_ClearWeakRefs } from "./weakref";
import { opcodeCaches } from "../generated/opcode_tables";
import { placeBreaks } from "./code_breaks";
import { internCodeConstants } from "./code_constants";
import { baseOpcode, freeMonitoring } from "./code_monitoring";

export const CO_OPTIMIZED: i32 = 0x0001;
export const CO_NEWLOCALS: i32 = 0x0002;
export const CO_VARARGS: i32 = 0x0004;
export const CO_VARKEYWORDS: i32 = 0x0008;
export const CO_NESTED: i32 = 0x0010;
export const CO_GENERATOR: i32 = 0x0020;
export const CO_COROUTINE: i32 = 0x0080;
export const CO_ITERABLE_COROUTINE: i32 = 0x0100;
export const CO_ASYNC_GENERATOR: i32 = 0x0200;

export const CO_FAST_HIDDEN: u8 = 0x10;
export const CO_FAST_LOCAL: u8 = 0x20;
export const CO_FAST_CELL: u8 = 0x40;
export const CO_FAST_FREE: u8 = 0x80;

/** Words of a frame before its locals (sizeof _PyInterpreterFrame without localsplus, in 8-byte words). */
export const FRAME_SPECIALS_SIZE: i32 = 9;

@unmanaged
export class PyCodeObject extends PyVarObject {
  co_consts: PyObject;
  co_consts_hi: u32;
  co_names: PyObject;
  co_names_hi: u32;
  co_exceptiontable: PyObject;
  co_exceptiontable_hi: u32;
  co_flags: i32;
  co_argcount: i32;
  co_posonlyargcount: i32;
  co_kwonlyargcount: i32;
  co_stacksize: i32;
  co_firstlineno: i32;
  co_nlocalsplus: i32;
  co_framesize: i32;
  co_nlocals: i32;
  co_ncellvars: i32;
  co_nfreevars: i32;
  co_version: u32;
  co_localsplusnames: PyObject;
  co_localsplusnames_hi: u32;
  co_localspluskinds: PyObject;
  co_localspluskinds_hi: u32;
  co_filename: PyObject;
  co_filename_hi: u32;
  co_name: PyObject;
  co_name_hi: u32;
  co_qualname: PyObject;
  co_qualname_hi: u32;
  co_linetable: PyObject;
  co_linetable_hi: u32;
  co_weakreflist: PyObject | null;
  co_weakreflist_hi: u32;
  co_executors: usize;
  co_executors_hi: u32;
  _co_cached: usize;
  _co_cached_hi: u32;
  _co_instrumentation_version: u64;
  _co_monitoring: usize;
  _co_monitoring_hi: u32;
  _co_firsttraceable: i32;
  _co_firsttraceable_pad: u32;
  co_extra: usize;
  co_extra_hi: u32;
}

/** Address of the first code unit. */
export function codeStart(co: PyCodeObject): usize {
  return changetype<usize>(co) + 200;
}

export function PyCode_Check(op: PyObject): bool {
  return op.ob_type == PyCode_Type;
}

/** Next version number for the specialiser; 0 once the numbers are used up. */
let nextCodeVersion: u32 = 1;

/** What `_PyCode_New` reads: the fields of CPython's struct _PyCodeConstructor. All borrowed. Filled by load/marshal.ts and code.replace. */
@unmanaged
export class CodeConstructor {
  filename: PyObject;
  name: PyObject;
  qualname: PyObject;
  flags: i32;
  code: PyObject;
  firstlineno: i32;
  linetable: PyObject;
  consts: PyObject;
  names: PyObject;
  localsplusnames: PyObject;
  localspluskinds: PyObject;
  argcount: i32;
  posonlyargcount: i32;
  kwonlyargcount: i32;
  stacksize: i32;
  exceptiontable: PyObject;
}

/** The one constructor record; valid until the next `_PyCode_New`. */
export const codeConstructor = changetype<CodeConstructor>(memory.data(64, 8));

function own(at: usize, op: PyObject): void {
  Py_INCREF(op);
  initPtr(at, changetype<usize>(op));
}

/** Do code objects keep columns? (-X no_debug_ranges) */
let debugRanges: bool = true;

export function setDebugRanges(on: bool): void {
  debugRanges = on;
}

function dropColumns(co: PyCodeObject): void {
  const table = withoutColumns(co);
  if (table === null) {
    PyErr_Clear();
    return;
  }
  Py_DECREF(co.co_linetable);
  co.co_linetable = table;
}

/** A code object from the constructor record: `new`. Interns names and identifier-like constants as CPython does. */
export function _PyCode_New(con: CodeConstructor): PyCodeObject | null {
  const size = PyBytes_GET_SIZE(con.code);
  if ((size & 1) != 0 || con.stacksize < 0) {
    PyErr_SetString(PyExc_ValueError, "code: co_code is malformed");
    return null;
  }
  if (!internCodeConstants(con.names, con.localsplusnames, con.consts)) return null;
  const co = changetype<PyCodeObject>(PyObject_Malloc(200 + size));
  if (changetype<usize>(co) == 0) {
    PyErr_NoMemory();
    return null;
  }
  memory.fill(changetype<usize>(co), 0, 200);
  _Py_NewReference(co);
  initPtr(changetype<usize>(co) + 8, changetype<usize>(PyCode_Type));
  co.ob_size = size >> 1;
  own(offsetof<PyCodeObject>("co_consts") + changetype<usize>(co), con.consts);
  own(offsetof<PyCodeObject>("co_names") + changetype<usize>(co), con.names);
  own(offsetof<PyCodeObject>("co_exceptiontable") + changetype<usize>(co), con.exceptiontable);
  own(offsetof<PyCodeObject>("co_localsplusnames") + changetype<usize>(co), con.localsplusnames);
  own(offsetof<PyCodeObject>("co_localspluskinds") + changetype<usize>(co), con.localspluskinds);
  own(offsetof<PyCodeObject>("co_filename") + changetype<usize>(co), con.filename);
  own(offsetof<PyCodeObject>("co_name") + changetype<usize>(co), con.name);
  own(offsetof<PyCodeObject>("co_qualname") + changetype<usize>(co), con.qualname);
  own(offsetof<PyCodeObject>("co_linetable") + changetype<usize>(co), con.linetable);
  co.co_flags = con.flags;
  co.co_argcount = con.argcount;
  co.co_posonlyargcount = con.posonlyargcount;
  co.co_kwonlyargcount = con.kwonlyargcount;
  co.co_stacksize = con.stacksize;
  co.co_firstlineno = con.firstlineno;
  countLocals(co);
  co.co_framesize = co.co_nlocalsplus + con.stacksize + FRAME_SPECIALS_SIZE;
  co.co_version = nextCodeVersion;
  if (nextCodeVersion != 0) nextCodeVersion++;
  memory.copy(codeStart(co), PyBytes_AS_STRING(con.code), size);
  setFirstTraceable(co);
  quicken(co);
  placeBreaks(co);
  if (!debugRanges) dropColumns(co);
  return co;
}

/** Before its RESUME a frame is not complete: no traceback or trace function sees it. */
function setFirstTraceable(co: PyCodeObject): void {
  let i = 0;
  while (i < co.ob_size && load<u8>(codeStart(co) + ((<usize>i) << 1)) != <u8>RESUME_OP) i++;
  co._co_firsttraceable = i;
}

function countLocals(co: PyCodeObject): void {
  const n = PyTuple_GET_SIZE(co.co_localsplusnames);
  const kinds = PyBytes_AS_STRING(co.co_localspluskinds);
  co.co_nlocalsplus = n;
  for (let i = 0; i < n; i++) {
    const kind = load<u8>(kinds + i);
    if (kind & CO_FAST_LOCAL) co.co_nlocals++;
    if (kind & CO_FAST_CELL) co.co_ncellvars++;
    if (kind & CO_FAST_FREE) co.co_nfreevars++;
  }
}

/** 3.13's counters (pycore_backoff.h): value in the upper 12 bits, backoff exponent in the lower 4. */
export const ADAPTIVE_WARMUP: u16 = (1 << 4) | 1;
export const ADAPTIVE_COOLDOWN: u16 = 52 << 4;
const JUMP_BACKWARD_INITIAL: u16 = (16 << 4) | 4;

const RESUME_OP: i32 = 149;
const JUMP_BACKWARD_OP: i32 = 77;
const POP_JUMP_IF_FALSE_OP: i32 = 97;
const POP_JUMP_IF_TRUE_OP: i32 = 100;

/** _PyCode_Quicken: gives every inline cache its first counter. */
function quicken(co: PyCodeObject): void {
  const n = co.ob_size;
  const start = codeStart(co);
  for (let i = 0; i < n; i++) {
    const at = start + ((<usize>i) << 1);
    const op = <i32>load<u8>(at);
    const caches = <i32>load<u8>(opcodeCaches + op);
    if (caches == 0) continue;
    let counter = ADAPTIVE_WARMUP;
    if (op == JUMP_BACKWARD_OP) counter = JUMP_BACKWARD_INITIAL;
    else if (op >= POP_JUMP_IF_FALSE_OP && op <= POP_JUMP_IF_TRUE_OP) counter = 0x5555;
    store<u16>(at + 2, counter);
    i += caches;
  }
}

/** Writes the unspecialised code units of `co` to `to` (2 * ob_size bytes): what co_code shows. */
export function deoptimisedBytes(co: PyCodeObject, to: usize): void {
  const n = co.ob_size;
  memory.copy(to, codeStart(co), (<usize>n) << 1);
  for (let i = 0; i < n; i++) {
    const at = to + ((<usize>i) << 1);
    const op = baseOpcode(co, i);
    store<u8>(at, <u8>op);
    const caches = <i32>load<u8>(opcodeCaches + op);
    memory.fill(at + 2, 0, (<usize>caches) << 1);
    i += caches;
  }
}

/** Name of fast local `i`: borrowed. */
export function localName(co: PyCodeObject, i: i32): PyObject {
  return PyTuple_GET_ITEM(co.co_localsplusnames, i);
}

export function localKind(co: PyCodeObject, i: i32): u8 {
  return load<u8>(PyBytes_AS_STRING(co.co_localspluskinds) + i);
}

/** The names whose kind has the bit `kind`: `new` tuple. */
export function codeNames(co: PyCodeObject, kind: u8): PyObject | null {
  let n = 0;
  for (let i = 0; i < co.co_nlocalsplus; i++) if (localKind(co, i) & kind) n++;
  const tuple = PyTuple_New(n);
  if (tuple === null) return null;
  let at = 0;
  for (let i = 0; i < co.co_nlocalsplus; i++) {
    if (localKind(co, i) & kind) PyTuple_SET_ITEM(tuple, at++, Py_NewRef(localName(co, i)));
  }
  return tuple;
}

export function code_dealloc(self: PyObject): void {
  const co = changetype<PyCodeObject>(self);
  if (INSTRUMENTED) noteCodeDeath(changetype<usize>(self));
  releaseExtra(co);
  if (co.co_weakreflist !== null) PyObject_ClearWeakRefs(self);
  freeMonitoring(co);
  Py_DECREF(co.co_consts);
  Py_DECREF(co.co_names);
  Py_DECREF(co.co_localsplusnames);
  Py_DECREF(co.co_localspluskinds);
  Py_DECREF(co.co_filename);
  Py_DECREF(co.co_name);
  Py_DECREF(co.co_qualname);
  Py_DECREF(co.co_linetable);
  Py_DECREF(co.co_exceptiontable);
  const cached = co._co_cached;
  if (cached != 0) {
    for (let i: usize = 0; i < 4; i++) Py_XDECREF(load<PyObject | null>(cached + (i << 3)));
    PyObject_Free(cached);
  }
  PyObject_Free(changetype<usize>(co));
}
