/**
 * How a type's file describes itself at boot: static C strings, method, getset and member definitions, and the slot structs.
 * Counterpart: PyMethodDef, PyGetSetDef, PyMemberDef (Include/methodobject.h, descrobject.h), with CPython's field offsets plus a
 * link, since an AssemblyScript file has no static initialiser arrays. PyType_Ready walks these chains.
 *
 * Invariant: nothing here allocates an object. All of it lives in a static region that is filled during boot and never freed
 * (`staticAlloc`); `initXType()` functions run before any object exists.
 */
import {
  PyTypeObject,
  PyNumberMethods,
  PySequenceMethods,
  PyMappingMethods,
  PyAsyncMethods,
  PyBufferProcs,
  initPtr,
  Py_TPFLAGS_DEFAULT,
  Py_TPFLAGS_STATIC_BUILTIN,
  Py_TPFLAGS_IMMUTABLETYPE,
} from "./layout";
import { singletonCount } from "./refcount";

/** ml_flags (Include/methodobject.h). The function's signature follows from them; see `addMethod`. */
export const METH_VARARGS: i32 = 0x0001;
export const METH_KEYWORDS: i32 = 0x0002;
export const METH_NOARGS: i32 = 0x0004;
export const METH_O: i32 = 0x0008;
export const METH_CLASS: i32 = 0x0010;
export const METH_STATIC: i32 = 0x0020;
export const METH_COEXIST: i32 = 0x0040;
export const METH_FASTCALL: i32 = 0x0080;
export const METH_METHOD: i32 = 0x0200;
export const METH_FASTCALL_KEYWORDS: i32 = 0x0082;
export const METH_VARARGS_KEYWORDS: i32 = 0x0003;

/** Member types (Include/descrobject.h). */
export const Py_T_SHORT: i32 = 0;
export const Py_T_INT: i32 = 1;
export const Py_T_LONG: i32 = 2;
export const Py_T_FLOAT: i32 = 3;
export const Py_T_DOUBLE: i32 = 4;
export const Py_T_STRING: i32 = 5;
export const _Py_T_OBJECT: i32 = 6; // null reads as None
export const Py_T_CHAR: i32 = 7;
export const Py_T_BYTE: i32 = 8;
export const Py_T_UBYTE: i32 = 9;
export const Py_T_USHORT: i32 = 10;
export const Py_T_UINT: i32 = 11;
export const Py_T_ULONG: i32 = 12;
export const Py_T_BOOL: i32 = 14;
export const Py_T_OBJECT_EX: i32 = 16; // null raises AttributeError
export const Py_T_LONGLONG: i32 = 17;
export const Py_T_ULONGLONG: i32 = 18;
export const Py_T_PYSSIZET: i32 = 19;
export const Py_READONLY: i32 = 1;

/** A method or module function. 32 bytes as in CPython, then the link. */
@unmanaged
export class PyMethodDef {
  ml_name: usize;
  ml_name_hi: u32;
  ml_meth: u32;
  ml_meth_hi: u32;
  ml_flags: i32;
  ml_flags_hi: u32;
  ml_doc: usize;
  ml_doc_hi: u32;
  next: PyMethodDef | null;
  next_hi: u32;
}

/** A computed attribute: getter (self, closure: usize): PyObject | null; setter (self, value: PyObject | null, closure: usize): i32. */
@unmanaged
export class PyGetSetDef {
  name: usize;
  name_hi: u32;
  get: u32;
  get_hi: u32;
  set: u32;
  set_hi: u32;
  doc: usize;
  doc_hi: u32;
  closure: usize;
  closure_hi: u32;
  next: PyGetSetDef | null;
  next_hi: u32;
}

/** A struct field shown as an attribute. */
@unmanaged
export class PyMemberDef {
  name: usize;
  name_hi: u32;
  type: i32;
  type_hi: u32;
  offset: i32;
  offset_hi: u32;
  flags: i32;
  flags_hi: u32;
  doc: usize;
  doc_hi: u32;
  next: PyMemberDef | null;
  next_hi: u32;
}

/** Bump pointer of the static region; boot.ts gives it its first chunk. */
let staticTop: usize = 0;
let staticEnd: usize = 0;

/** Hands `size` bytes of address space at `start` to the static region (boot only). */
export function staticRegion(start: usize, size: usize): void {
  staticTop = start;
  staticEnd = start + size;
}

/** Zeroed, 16-aligned memory that lives as long as the machine. */
export function staticAlloc(size: usize): usize {
  const at = staticTop;
  staticTop = (at + size + 15) & ~15;
  assert(staticTop <= staticEnd);
  memory.fill(at, 0, size);
  return at;
}

/** The NUL-terminated UTF-8 bytes of an AssemblyScript literal, in static memory: for tp_name, ml_name, docs. */
export function cstr(literal: string): usize {
  const size = <usize>String.UTF8.byteLength(literal, true);
  const at = staticTop;
  staticTop = at + size;
  assert(staticTop <= staticEnd);
  String.UTF8.encodeUnsafe(changetype<usize>(literal), literal.length, at, true);
  return at;
}

/** Every static type in the order of initStaticType: boot.ts readies them from here. */
const registry = memory.data(512 * 4, 8);
let registered: i32 = 0;

export function staticTypeCount(): i32 {
  return registered;
}

export function staticTypeAt(i: i32): PyTypeObject {
  return changetype<PyTypeObject>(<usize>load<u32>(registry + ((<usize>i) << 2)));
}

/** Fills the head of a static type, and notes it for boot. Flags get STATIC_BUILTIN and IMMUTABLETYPE as all of CPython's own types have. */
export function initStaticType(
  type: PyTypeObject,
  metatype: PyTypeObject,
  base: PyTypeObject | null,
  name: string,
  basicsize: i32,
  itemsize: i32,
  flags: u32,
  doc: string | null = null,
): void {
  assert(registered < 512);
  store<u32>(registry + ((<usize>registered) << 2), <u32>changetype<usize>(type));
  registered++;
  store<u64>(changetype<usize>(type), <u64>singletonCount);
  initPtr(changetype<usize>(type) + 8, changetype<usize>(metatype));
  type.tp_name = cstr(name);
  type.tp_basicsize = basicsize;
  type.tp_itemsize = itemsize;
  type.tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_STATIC_BUILTIN | Py_TPFLAGS_IMMUTABLETYPE | flags;
  type.tp_base = base;
  if (doc !== null) type.tp_doc = cstr(doc);
}

export function numberMethods(type: PyTypeObject): PyNumberMethods {
  const m = changetype<PyNumberMethods>(staticAlloc(offsetof<PyNumberMethods>()));
  type.tp_as_number = m;
  return m;
}

export function sequenceMethods(type: PyTypeObject): PySequenceMethods {
  const m = changetype<PySequenceMethods>(staticAlloc(offsetof<PySequenceMethods>()));
  type.tp_as_sequence = m;
  return m;
}

export function mappingMethods(type: PyTypeObject): PyMappingMethods {
  const m = changetype<PyMappingMethods>(staticAlloc(offsetof<PyMappingMethods>()));
  type.tp_as_mapping = m;
  return m;
}

export function asyncMethods(type: PyTypeObject): PyAsyncMethods {
  const m = changetype<PyAsyncMethods>(staticAlloc(offsetof<PyAsyncMethods>()));
  type.tp_as_async = m;
  return m;
}

export function bufferProcs(type: PyTypeObject): PyBufferProcs {
  const m = changetype<PyBufferProcs>(staticAlloc(offsetof<PyBufferProcs>()));
  type.tp_as_buffer = m;
  return m;
}

/** A definition record outside any chain (for a module's function table, see `moduleFunction` in types/module.ts). */
export function newMethodDef(name: string, meth: u32, flags: i32, doc: string | null): PyMethodDef {
  const def = changetype<PyMethodDef>(staticAlloc(offsetof<PyMethodDef>()));
  def.ml_name = cstr(name);
  def.ml_meth = meth;
  def.ml_flags = flags;
  def.ml_doc = doc === null ? 0 : cstr(doc);
  return def;
}

/**
 * Adds a method to `type`. `meth` is `fn.index` of a function whose signature follows from `flags`:
 *   METH_NOARGS             (self: PyObject, unused: PyObject | null): PyObject | null
 *   METH_O                  (self: PyObject, arg: PyObject): PyObject | null
 *   METH_FASTCALL           (self: PyObject, args: usize, nargs: i32): PyObject | null
 *   METH_FASTCALL_KEYWORDS  (self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null
 *   METH_VARARGS            (self: PyObject, args: PyObject): PyObject | null
 *   METH_VARARGS_KEYWORDS   (self: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null
 * With METH_CLASS self is the class; with METH_STATIC it is the null address. `doc` may begin with CPython's signature line
 * ("append($self, object, /)\n--\n\n...") which becomes __text_signature__.
 */
export function addMethod(type: PyTypeObject, name: string, meth: u32, flags: i32, doc: string | null = null): void {
  const def = newMethodDef(name, meth, flags, doc);
  if (type.tp_methods == 0) {
    type.tp_methods = changetype<usize>(def);
    return;
  }
  let last = changetype<PyMethodDef>(type.tp_methods);
  while (last.next !== null) last = last.next!;
  last.next = def;
}

/** Adds a computed attribute; `set` 0 makes it read-only. */
export function addGetSet(
  type: PyTypeObject,
  name: string,
  get: u32,
  set: u32,
  doc: string | null = null,
  closure: usize = 0,
): void {
  const def = changetype<PyGetSetDef>(staticAlloc(offsetof<PyGetSetDef>()));
  def.name = cstr(name);
  def.get = get;
  def.set = set;
  def.doc = doc === null ? 0 : cstr(doc);
  def.closure = closure;
  if (type.tp_getset == 0) {
    type.tp_getset = changetype<usize>(def);
    return;
  }
  let last = changetype<PyGetSetDef>(type.tp_getset);
  while (last.next !== null) last = last.next!;
  last.next = def;
}

/** Shows the struct field at `offset` as an attribute. */
export function addMember(
  type: PyTypeObject,
  name: string,
  kind: i32,
  offset: i32,
  flags: i32,
  doc: string | null = null,
): void {
  const def = changetype<PyMemberDef>(staticAlloc(offsetof<PyMemberDef>()));
  def.name = cstr(name);
  def.type = kind;
  def.offset = offset;
  def.flags = flags;
  def.doc = doc === null ? 0 : cstr(doc);
  if (type.tp_members == 0) {
    type.tp_members = changetype<usize>(def);
    return;
  }
  let last = changetype<PyMemberDef>(type.tp_members);
  while (last.next !== null) last = last.next!;
  last.next = def;
}
