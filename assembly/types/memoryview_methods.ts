/** The methods and attributes of memory views, and their iterator. */
import { PyObject, PyTypeObject, Py_TPFLAGS_HAVE_GC, initPtr } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { visitField } from "../object/slots";
import { PyBaseObject_Type, PyMemoryView_Type, PyType_Type, Py_None } from "../object/statics";
import {
  METH_CLASS,
  METH_FASTCALL,
  METH_FASTCALL_KEYWORDS,
  METH_NOARGS,
  addGetSet,
  addMethod,
  initStaticType,
} from "../object/typedef";
import { PyObject_GC_Del, PyObject_GC_Track, PyObject_GC_UnTrack, _PyObject_GC_New } from "../gc/collector";
import { PyMem_Free } from "../memory/blocks";
import { PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { arg, argReq, parseArgs } from "../protocol/args";
import { argValue, badArgument, intArg, strArg } from "../protocol/arg_values";
import { PyObject_SelfIter } from "../protocol/attr";
import { Py_buffer } from "../protocol/buffer";
import { Py_RETURN_BOOL } from "../protocol/compare";
import { PyBytes_AS_STRING, PyBytes_FromStringAndSize } from "./bytes";
import { hexArgs, hexOf } from "./bytes_hex";
import { PyList_Check } from "./list";
import { PyLong_AsI64, PyLong_Check, PyLong_FromSsize_t } from "./long";
import { PyTuple_Check, PyTuple_New, PyTuple_SET_ITEM } from "./tuple";
import { PySequence_Fast_GET_ITEM, PySequence_Fast_GET_SIZE } from "../protocol/sequence";
import { PyUnicode_AsUTF8AndSize, PyUnicode_Check, PyUnicode_EqualToLiteral, PyUnicode_FromString } from "./unicode";
import {
  MV_C,
  MV_FORTRAN,
  PyMemoryViewObject,
  checkReleased,
  checkRestricted,
  dimAt,
  initFlags,
  initStrides,
  mbuf_add_incomplete_view,
  mbuf_add_view,
  releaseView,
  setDim,
  viewOf,
  viewWithFlags,
} from "./memoryview";
import { contiguousCopy, copyItems, listOf } from "./memoryview_data";
import { memory_item } from "./memoryview_index";
import { isByteFormat, nativeChar, nativeSize } from "./memoryview_items";

function memory_release(self: PyObject, unused: PyObject | null): PyObject | null {
  return releaseView(self) ? Py_NewRef(Py_None) : null;
}

function memory_enter(self: PyObject, unused: PyObject | null): PyObject | null {
  return checkReleased(self) ? Py_NewRef(self) : null;
}

function memory_exit(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return releaseView(self) ? Py_NewRef(Py_None) : null;
}

function memory_tobytes(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("tobytes", "order=", args, nargs, kwnames)) return null;
  const given = arg(0);
  let order: u32 = 0x43;
  if (given !== null && given != Py_None) {
    if (!PyUnicode_Check(given)) {
      badArgument("tobytes", "argument 'order'", "str or None", given);
      return null;
    }
    if (PyUnicode_EqualToLiteral(given, "F")) order = 0x46;
    else if (PyUnicode_EqualToLiteral(given, "A")) order = 0x41;
    else if (!PyUnicode_EqualToLiteral(given, "C")) {
      return PyErr_SetString(PyExc_ValueError, "order must be 'C', 'F' or 'A'");
    }
  }
  if (!checkReleased(self)) return null;
  const view = viewOf(self);
  const result = PyBytes_FromStringAndSize(0, view.len);
  if (result !== null && view.len > 0) copyItems(view, PyBytes_AS_STRING(result), order);
  return result;
}

function memory_hex(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!checkReleased(self) || !hexArgs(args, nargs, kwnames)) return null;
  const view = viewOf(self);
  if (changetype<PyMemoryViewObject>(self).flags & MV_C) return hexOf(view.buf, view.len);
  const copy = contiguousCopy(view, 0x43);
  if (copy == 0) return null;
  const result = hexOf(copy, view.len);
  PyMem_Free(copy);
  return result;
}

function memory_tolist(self: PyObject, unused: PyObject | null): PyObject | null {
  return checkReleased(self) ? listOf(viewOf(self)) : null;
}

function memory_toreadonly(self: PyObject, unused: PyObject | null): PyObject | null {
  if (!checkReleased(self) || !checkRestricted(self)) return null;
  const view = mbuf_add_view(changetype<PyMemoryViewObject>(self).mbuf!, viewOf(self));
  if (view !== null) viewOf(view).readonly = 1;
  return view;
}

// ---- cast ----

function fail(message: string): bool {
  PyErr_SetString(PyExc_TypeError, message);
  return false;
}

/** The format strings casts can give ("x" and "@x" for each character): static, since a view's format is an address. */
const castFormats: usize = memory.data(1024, 8);

function staticFormat(c: u32, prefixed: bool): usize {
  const at = castFormats + ((<usize>c) << 3) + (prefixed ? 4 : 0);
  store<u32>(at, prefixed ? 0x40 | (c << 8) : c);
  return at;
}

/** Gives a one-dimensional byte-compatible view another item format; false on error. */
function castTo1D(self: PyObject, format: PyObject): bool {
  const view = viewOf(self);
  const text = PyUnicode_AsUTF8AndSize(format);
  if (text == 0) return false;
  const c = nativeChar(text);
  if (c == 0) {
    PyErr_SetString(
      PyExc_ValueError,
      "memoryview: destination format must be a native single character format prefixed with an optional '@'",
    );
    return false;
  }
  const from = nativeChar(view.format);
  if (!isByteFormat(from) && !isByteFormat(c)) return fail("memoryview: cannot cast between two non-byte formats");
  const size = nativeSize(c);
  if (view.len % size != 0) return fail("memoryview: length is not a multiple of itemsize");
  view.format = staticFormat(c, load<u8>(text) == 0x40);
  view.itemsize = size;
  view.ndim = 1;
  setDim(view.shape, 0, view.len / size);
  setDim(view.strides, 0, size);
  view.suboffsets = 0;
  initFlags(self);
  return true;
}

/** Reads a shape into the view; its size in bytes, or -1 with an exception. */
function readShape(view: Py_buffer, shape: PyObject, ndim: i32): i64 {
  let product: i64 = view.itemsize;
  for (let i = 0; i < ndim; i++) {
    const item = PySequence_Fast_GET_ITEM(shape, i);
    if (!PyLong_Check(item)) {
      fail("memoryview.cast(): elements of shape must be integers");
      return -1;
    }
    const n = PyLong_AsI64(item);
    if (n == -1 && PyErr_Occurred() !== null) return -1;
    if (n <= 0) {
      PyErr_SetString(PyExc_ValueError, "memoryview.cast(): elements of shape must be integers > 0");
      return -1;
    }
    if (n > i64.MAX_VALUE / product) {
      PyErr_SetString(PyExc_ValueError, "memoryview.cast(): product(shape) > SSIZE_MAX");
      return -1;
    }
    product *= n;
    // A size beyond the memory is found not to fit the buffer before the shape is used.
    setDim(view.shape, i, n > 0x7fffffff ? 0x7fffffff : <i32>n);
  }
  return product;
}

function castToND(self: PyObject, shape: PyObject, ndim: i32): bool {
  const view = viewOf(self);
  view.ndim = ndim;
  let length: i64 = view.itemsize;
  if (ndim > 0) {
    length = readShape(view, shape, ndim);
    if (length < 0) return false;
    initStrides(view);
  } else {
    view.shape = 0;
    view.strides = 0;
  }
  if (length != view.len) return fail("memoryview: product(shape) * itemsize != buffer size");
  initFlags(self);
  return true;
}

function hasZeros(view: Py_buffer): bool {
  for (let i = 0; i < view.ndim; i++) {
    if (dimAt(view.shape, i) == 0 || dimAt(view.strides, i) == 0) return true;
  }
  return false;
}

function memory_cast(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("cast", "format,shape=", args, nargs, kwnames)) return null;
  const format = argReq(0);
  const shape = arg(1);
  if (!strArg("cast", "argument 'format'", format) || !checkReleased(self) || !checkRestricted(self)) return null;
  const view = viewOf(self);
  const mv = changetype<PyMemoryViewObject>(self);
  if (!(mv.flags & MV_C)) {
    return PyErr_SetString(PyExc_TypeError, "memoryview: casts are restricted to C-contiguous views");
  }
  if ((shape !== null || view.ndim != 1) && hasZeros(view)) {
    return PyErr_SetString(PyExc_TypeError, "memoryview: cannot cast view with zeros in shape or strides");
  }
  let ndim = 1;
  if (shape !== null) {
    if (!PyList_Check(shape) && !PyTuple_Check(shape)) {
      return PyErr_SetString(PyExc_TypeError, "shape must be a list or a tuple");
    }
    ndim = PySequence_Fast_GET_SIZE(shape);
    if (ndim > 64) return PyErr_SetString(PyExc_ValueError, "memoryview: number of dimensions must not exceed 64");
    if (view.ndim != 1 && ndim != 1) {
      return PyErr_SetString(PyExc_TypeError, "memoryview: cast must be 1D -> ND or ND -> 1D");
    }
  }
  const result = mbuf_add_incomplete_view(mv.mbuf!, view, ndim == 0 ? 1 : ndim);
  if (result === null) return null;
  if (castTo1D(result, format) && (shape === null || castToND(result, shape, ndim))) return result;
  Py_DECREF(result);
  return null;
}

function memory_from_flags(cls: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("_from_flags", "object,flags", args, nargs, kwnames)) return null;
  const object = argReq(0);
  return intArg(argReq(1)) ? viewWithFlags(object, argValue) : null;
}

// ---- attributes ----

/** `new` tuple of the view's ndim sizes at `array` (none: empty). */
function tupleOf(array: usize, n: i32): PyObject | null {
  if (array == 0) n = 0;
  const result = PyTuple_New(n);
  if (result === null) return null;
  for (let i = 0; i < n; i++) {
    const item = PyLong_FromSsize_t(dimAt(array, i));
    if (item === null) {
      Py_DECREF(result);
      return null;
    }
    PyTuple_SET_ITEM(result, i, item);
  }
  return result;
}

const A_OBJ: usize = 0;
const A_NBYTES: usize = 1;
const A_READONLY: usize = 2;
const A_ITEMSIZE: usize = 3;
const A_FORMAT: usize = 4;
const A_NDIM: usize = 5;
const A_SHAPE: usize = 6;
const A_STRIDES: usize = 7;
const A_SUBOFFSETS: usize = 8;
const A_C: usize = 9;
const A_F: usize = 10;
const A_CONTIGUOUS: usize = 11;

function memory_get(self: PyObject, which: usize): PyObject | null {
  if (!checkReleased(self)) return null;
  const view = viewOf(self);
  const flags = changetype<PyMemoryViewObject>(self).flags;
  switch (<i32>which) {
    case A_OBJ: {
      const obj = view.obj;
      return Py_NewRef(obj === null ? Py_None : obj);
    }
    case A_NBYTES:
      return PyLong_FromSsize_t(view.len);
    case A_READONLY:
      return Py_RETURN_BOOL(view.readonly != 0);
    case A_ITEMSIZE:
      return PyLong_FromSsize_t(view.itemsize);
    case A_FORMAT:
      return PyUnicode_FromString(view.format);
    case A_NDIM:
      return PyLong_FromSsize_t(view.ndim);
    case A_SHAPE:
      return tupleOf(view.shape, view.ndim);
    case A_STRIDES:
      return tupleOf(view.strides, view.ndim);
    case A_SUBOFFSETS:
      return tupleOf(view.suboffsets, view.ndim);
    case A_C:
      return Py_RETURN_BOOL((flags & MV_C) != 0);
    case A_F:
      return Py_RETURN_BOOL((flags & MV_FORTRAN) != 0);
    default:
      return Py_RETURN_BOOL((flags & (MV_C | MV_FORTRAN)) != 0);
  }
}

function attribute(name: string, which: usize, doc: string): void {
  addGetSet(PyMemoryView_Type, name, memory_get.index, 0, doc, which);
}

export function addMemoryViewMethods(): void {
  const t = PyMemoryView_Type;
  const KW = METH_FASTCALL_KEYWORDS;
  addMethod(
    t,
    "release",
    memory_release.index,
    METH_NOARGS,
    "release($self, /)\n--\n\nLet go of the other object's buffer.",
  );
  addMethod(
    t,
    "tobytes",
    memory_tobytes.index,
    KW,
    "tobytes($self, /, order='C')\n--\n\nReturn the data in the buffer as a byte string.",
  );
  addMethod(
    t,
    "hex",
    memory_hex.index,
    KW,
    "hex($self, /, sep=<unrepresentable>, bytes_per_sep=1)\n--\n\nReturn the data in the buffer as a str of hexadecimal numbers.\n\n>>> memoryview(b'krait').hex(':')\n'6b:72:61:69:74'",
  );
  addMethod(
    t,
    "tolist",
    memory_tolist.index,
    METH_NOARGS,
    "tolist($self, /)\n--\n\nReturn the data in the buffer as a list of elements.",
  );
  addMethod(
    t,
    "cast",
    memory_cast.index,
    KW,
    "cast($self, /, format, shape=<unrepresentable>)\n--\n\nCast a memoryview to a new format or shape.",
  );
  addMethod(
    t,
    "toreadonly",
    memory_toreadonly.index,
    METH_NOARGS,
    "toreadonly($self, /)\n--\n\nReturn a readonly version of the memoryview.",
  );
  addMethod(
    t,
    "_from_flags",
    memory_from_flags.index,
    KW | METH_CLASS,
    "_from_flags($type, /, object, flags)\n--\n\nA view of another object's memory, asked for with these flags.",
  );
  addMethod(t, "__enter__", memory_enter.index, METH_NOARGS, "__enter__($self, /)\n--\n\n");
  addMethod(
    t,
    "__exit__",
    memory_exit.index,
    METH_FASTCALL,
    "__exit__($self, /, *exc_info)\n--\n\nLet go of the other object's buffer.",
  );
  attribute("obj", A_OBJ, "The underlying object of the memoryview.");
  attribute("nbytes", A_NBYTES, "How many bytes the items would take without gaps.");
  attribute("readonly", A_READONLY, "A bool indicating whether the memory is read only.");
  attribute("itemsize", A_ITEMSIZE, "The size in bytes of each element of the memoryview.");
  attribute("format", A_FORMAT, "The format of an item, as the module struct writes it.");
  attribute("ndim", A_NDIM, "How many dimensions the memory has.");
  attribute("shape", A_SHAPE, "The length of each of the ndim dimensions, as a tuple.");
  attribute(
    "strides",
    A_STRIDES,
    "A tuple of ndim integers giving the size in bytes to access each element for each dimension.",
  );
  attribute("suboffsets", A_SUBOFFSETS, "A tuple of integers used internally for PIL-style arrays.");
  attribute("c_contiguous", A_C, "A bool indicating whether the memory is C contiguous.");
  attribute("f_contiguous", A_F, "A bool indicating whether the memory is Fortran contiguous.");
  attribute("contiguous", A_CONTIGUOUS, "A bool indicating whether the memory is contiguous.");
}

// ---- iterator ----

const PyMemoryIter_Type = changetype<PyTypeObject>(memory.data(416, 16)); // memory_iterator

/** it_index 16, it_seq 24, it_length 32: 40 bytes. */
@unmanaged
class MemoryIterObject extends PyObject {
  it_index: i32;
  it_index_hi: u32;
  it_seq: PyObject | null;
  it_seq_hi: u32;
  it_length: i32;
  it_length_hi: u32;
  /** CPython's format text; the items here are read through the view's. */
  it_fmt: u64;
}

export function memory_iter(seq: PyObject): PyObject | null {
  if (!checkReleased(seq)) return null;
  const view = viewOf(seq);
  if (view.ndim == 0) return PyErr_SetString(PyExc_TypeError, "invalid indexing of 0-dim memory");
  const op = _PyObject_GC_New(PyMemoryIter_Type);
  if (op === null) return null;
  changetype<MemoryIterObject>(op).it_fmt = 0;
  store<u64>(changetype<usize>(op), 0, 16);
  initPtr(changetype<usize>(op) + 24, changetype<usize>(Py_NewRef(seq)));
  store<u64>(changetype<usize>(op), <u64>dimAt(view.shape, 0), 32);
  PyObject_GC_Track(op);
  return op;
}

function memoryiter_next(op: PyObject): PyObject | null {
  const it = changetype<MemoryIterObject>(op);
  const seq = it.it_seq;
  if (seq === null) return null;
  if (it.it_index < it.it_length) return memory_item(seq, it.it_index++);
  it.it_seq = null;
  Py_DECREF(seq);
  return null;
}

function memoryiter_dealloc(op: PyObject): void {
  PyObject_GC_UnTrack(op);
  Py_XDECREF(changetype<MemoryIterObject>(op).it_seq);
  PyObject_GC_Del(changetype<usize>(op));
}

function memoryiter_traverse(op: PyObject, visit: u32, arg: usize): i32 {
  return visitField(changetype<usize>(op) + 24, visit, arg);
}

export function initMemoryIterType(): void {
  const t = PyMemoryIter_Type;
  initStaticType(t, PyType_Type, PyBaseObject_Type, "memory_iterator", 48, 0, Py_TPFLAGS_HAVE_GC);
  t.tp_dealloc = memoryiter_dealloc.index;
  t.tp_traverse = memoryiter_traverse.index;
  t.tp_iter = PyObject_SelfIter.index;
  t.tp_iternext = memoryiter_next.index;
}
