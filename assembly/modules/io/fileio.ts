/**
 * _io.FileIO (Modules/_io/fileio.c): the raw stream over a descriptor.
 *
 *   16 fd (-1: closed)   20 bits, see below   21 finalizing   24 block size   32 weak references   40 __dict__   48
 *
 * Invariant: a descriptor that the stream opened or was told to own (`closefd`) is closed once, by close() or the stream's end.
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_BASETYPE, Py_TPFLAGS_HAVE_GC, ptrAt } from "../../object/layout";
import { Py_CLEAR, Py_DECREF, Py_NewRef, Py_XDECREF } from "../../object/refcount";
import { PyType_Type, Py_False, Py_None, Py_True } from "../../object/statics";
import {
  METH_FASTCALL,
  METH_NOARGS,
  METH_O,
  Py_T_BOOL,
  Py_T_UINT,
  addGetSet,
  addMember,
  addMethod,
  initStaticType,
} from "../../object/typedef";
import { visitField } from "../../object/slots";
import {
  PyExc_OverflowError,
  PyExc_RuntimeError,
  PyExc_TypeError,
  PyExc_ValueError,
  PyExc_Warning,
} from "../../object/exception_types";
import { blocked } from "../../object/eval_breaker";
import * as host from "../../host";
import { ID } from "../../generated/ids";
import { PyObject_GC_Del, PyObject_GC_UnTrack, PyType_GenericAlloc } from "../../gc/collector";
import {
  PyErr_Clear,
  PyErr_ExceptionMatches,
  PyErr_Format,
  PyErr_GetRaisedException,
  PyErr_Occurred,
  PyErr_SetRaisedException,
  PyErr_SetString,
  _PyErr_ChainExceptions1,
} from "../../protocol/errors";
import { PyErr_WriteUnraisable } from "../../protocol/unraisable";
import { PyErr_ResourceWarning } from "../../protocol/warnings";
import { PyArg_CheckPositional, arg, argReq, parseTupleArgs } from "../../protocol/args";
import { argValue, intArg, strArg } from "../../protocol/arg_values";
import { PyObject_SetAttr } from "../../protocol/attr";
import { PyBUF_SIMPLE, PyObject_GetBuffer, allocBuffer, freeBuffer } from "../../protocol/buffer";
import { callTwoArgs } from "../../protocol/call";
import { PyObject_IsTrue, Py_ReprEnter, Py_ReprLeave } from "../../protocol/compare";
import { _PyNumber_Index } from "../../protocol/number";
import { PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE, _PyBytes_Resize } from "../../types/bytes";
import {
  PyLong_AsLongAndOverflow,
  PyLong_Check,
  PyLong_FromI64,
  PyLong_FromLong,
  longOverflow,
} from "../../types/long";
import { PyUnicode_GET_LENGTH, PyUnicode_READ_CHAR } from "../../types/unicode";
import { PyUnicode_FromFormat, PyUnicode_FromLiteral } from "../../types/unicode_format";
import { _PyType_Name } from "../../types/typeobject";
import { PyObject_ClearWeakRefs } from "../../types/weakref";
import {
  WOULD_BLOCK,
  canKeepPartial,
  closeFile,
  keepPartial,
  knowFlags,
  offerSite,
  offeredSite,
  openFile,
  raiseErrno,
  readFile,
  seekErrno,
  statBlockSize,
  statFile,
  statMode,
  statSize,
  takePartial,
  truncateFile,
  trySeek,
  withdrawSite,
  writeFile,
} from "./files";
import {
  CREATED,
  READABLE,
  WRITABLE,
  APPENDING,
  SEEKABLE,
  SEEK_KNOWN,
  CLOSEFD,
  descriptorOf,
  openFlags,
  parseMode,
  pathBytes,
} from "./file_mode";
import { finalizeStream, iobase_close } from "./iobase";
import {
  DEFAULT_BUFFER_SIZE,
  PyFileIO_Type,
  PyRawIOBase_Type,
  nameOf,
  sizeOrNone,
  sizeValue,
  unsupportedOperation,
  writableBuffer,
} from "./state";

@unmanaged
class FileIO extends PyObject {
  fd: i32; // 16
  bits: u8; // 20
  finalizing: u8; // 21
  pad: u16;
  blksize: i32; // 24
  blksize_hi: i32;
  weakreflist: PyObject | null; // 32
  weakreflist_hi: u32;
  dict: PyObject | null; // 40
  dict_hi: u32;
}

const S_IFMT: i32 = 0o170000;
const S_IFDIR: i32 = 0o040000;
const S_IFREG: i32 = 0o100000;
const S_IFBLK: i32 = 0o060000;
const S_IFCHR: i32 = 0o020000;
const EBADF: i32 = 9;
const EISDIR: i32 = 21;
const ESPIPE: i32 = 29;

function F(op: PyObject): FileIO {
  return changetype<FileIO>(op);
}

/** The instance's dict of a FileIO: borrowed, or null. */
export function fileDict(self: PyObject): PyObject | null {
  return F(self).dict;
}

/** Is the FileIO closed? */
export function fileIsClosed(self: PyObject): bool {
  return F(self).fd < 0;
}

function has(self: FileIO, bit: u8): bool {
  return (self.bits & bit) != 0;
}

function isOpen(self: FileIO): bool {
  if (self.fd >= 0) return true;
  PyErr_SetString(PyExc_ValueError, "I/O operation on closed file");
  return false;
}

/** Open, and for reading? False with ValueError or UnsupportedOperation. */
function mayRead(self: FileIO): bool {
  if (!isOpen(self)) return false;
  if (has(self, READABLE)) return true;
  PyErr_SetString(unsupportedOperation(), "File not open for reading");
  return false;
}

function mayWrite(self: FileIO): bool {
  if (!isOpen(self)) return false;
  if (has(self, WRITABLE)) return true;
  PyErr_SetString(unsupportedOperation(), "File not open for writing");
  return false;
}

// ---- opening ---------------------------------------------------------------------------------------------------------

/** Closes the descriptor if it is there; false with OSError. */
function closeDescriptor(self: FileIO): bool {
  const fd = self.fd;
  self.fd = -1;
  return fd < 0 || closeFile(fd);
}

/** What opener(file, flags) gives: a descriptor, or -1 with an exception. */
function openedBy(opener: PyObject, file: PyObject, flags: i32): i32 {
  const number = PyLong_FromLong(flags);
  if (number === null) return -1;
  const result = callTwoArgs(opener, file, number);
  Py_DECREF(number);
  if (result === null) return -1;
  if (!PyLong_Check(result)) {
    Py_DECREF(result);
    PyErr_SetString(PyExc_TypeError, "expected integer from opener");
    return -1;
  }
  const good = intArg(result);
  Py_DECREF(result);
  if (!good) return -1;
  if (argValue >= 0) return argValue;
  PyErr_Format(PyExc_ValueError, "opener returned %d", argValue);
  return -1;
}

/** Looks at the descriptor that `self` has got, and takes the file's name; false with an exception. */
function settle(self: PyObject, file: PyObject): bool {
  const f = F(self);
  f.blksize = DEFAULT_BUFFER_SIZE;
  const errno = statFile(f.fd);
  if (errno == 0) {
    if ((statMode & S_IFMT) == S_IFDIR) {
      raiseErrno(EISDIR, file);
      return false;
    }
    if (statBlockSize > 1) f.blksize = statBlockSize;
  } else if (errno == EBADF) {
    raiseErrno(EBADF, null);
    return false;
  }
  if (PyObject_SetAttr(self, ID.name, file) < 0) return false;
  if (!has(f, APPENDING)) return true;
  // now, and not only at the first write
  const at = seekNoting(f, 0, 2);
  if (at >= 0 || seekErrno == ESPIPE) return true;
  if (PyErr_Occurred() === null) raiseErrno(seekErrno, null);
  return false;
}

/** Opens `file` by name; false with an exception. */
function openNamed(self: FileIO, file: PyObject, path: PyObject, closefd: bool, opener: PyObject): bool {
  self.bits |= CLOSEFD;
  if (!closefd) {
    PyErr_SetString(PyExc_ValueError, "Cannot use closefd=False with file name");
    return false;
  }
  self.fd = opener == Py_None ? openFile(path, openFlags, file) : openedBy(opener, file, openFlags);
  return self.fd >= 0;
}

/** The work of __init__ when file is the descriptor `fd`, or else a name: false with an exception. */
function openAny(self: PyObject, file: PyObject, fd: i32, mode: PyObject, closefd: bool, opener: PyObject): bool {
  const f = F(self);
  let path: PyObject | null = null;
  if (fd < 0) {
    path = pathBytes(file);
    if (path === null) return false;
  }
  const bits = parseMode(mode);
  let good = bits != 0;
  if (good) {
    f.bits = bits;
    if (path !== null) good = openNamed(f, file, path, closefd, opener);
    else {
      f.fd = fd;
      if (closefd) f.bits |= CLOSEFD;
    }
  }
  const opened = good;
  good = good && settle(self, file);
  if (!good) {
    if (path === null || !opened) f.fd = -1;
    const saved = PyErr_GetRaisedException();
    closeDescriptor(f);
    _PyErr_ChainExceptions1(saved);
  }
  Py_XDECREF(path);
  return good;
}

/** A str argument without NUL; false with an exception. */
function modeArg(mode: PyObject): bool {
  if (!strArg("FileIO", "argument 'mode'", mode)) return false;
  for (let i = 0; i < PyUnicode_GET_LENGTH(mode); i++) {
    if (PyUnicode_READ_CHAR(mode, i) != 0) continue;
    PyErr_SetString(PyExc_ValueError, "embedded null character");
    return false;
  }
  return true;
}

function fileio_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  if (!parseTupleArgs("FileIO", "file,mode=,closefd=,opener=", args, kwds)) return -1;
  const file = argReq(0);
  const givenMode = arg(1);
  const closefdArg = arg(2);
  const openerArg = arg(3);
  if (givenMode !== null && !modeArg(givenMode)) return -1;
  const closefd = closefdArg === null ? 1 : PyObject_IsTrue(closefdArg);
  if (closefd < 0 || !knowFlags()) return -1;
  const f = F(self);
  if (f.fd >= 0) {
    // __init__ once more
    if (!has(f, CLOSEFD)) f.fd = -1;
    else if (!closeDescriptor(f)) return -1;
  }
  const fd = descriptorOf(file);
  if (fd < -1) return -1;
  const mode = givenMode === null ? PyUnicode_FromLiteral("r") : Py_NewRef(givenMode);
  if (mode === null) return -1;
  const opener: PyObject = openerArg === null ? Py_None : openerArg;
  const good = openAny(self, file, fd, mode, closefd != 0, opener);
  Py_DECREF(mode);
  return good ? 0 : -1;
}

function fileio_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  const self = call_indirect<PyObject | null>(type.tp_alloc, type, 0);
  if (self === null) return null;
  F(self).fd = -1;
  F(self).bits = CLOSEFD;
  return self;
}

// ---- the standard streams, of which stdio.ts makes files without a look at their descriptors ---------------------------

/** A FileIO over a standard descriptor: `new`. */
export function newStdFile(fd: i32, writable: bool, name: PyObject): PyObject | null {
  const self = PyType_GenericAlloc(PyFileIO_Type, 0);
  if (self === null) return null;
  F(self).fd = fd;
  F(self).bits = SEEK_KNOWN | (writable ? WRITABLE : READABLE);
  F(self).blksize = DEFAULT_BUFFER_SIZE;
  if (PyObject_SetAttr(self, ID.name, name) == 0) return self;
  F(self).fd = -1;
  Py_DECREF(self);
  return null;
}

/** Learns what the descriptor is; false if it is not open. */
export function lookAtStdFile(self: PyObject): bool {
  const f = F(self);
  const errno = statFile(f.fd);
  if (errno == EBADF) {
    f.fd = -1;
    return false;
  }
  if (errno != 0) return true;
  if (statBlockSize > 1) f.blksize = statBlockSize;
  const kind = statMode & S_IFMT;
  if (kind == S_IFREG || kind == S_IFBLK || (kind == S_IFCHR && !host.isTerminal(f.fd))) f.bits |= SEEKABLE;
  return true;
}

export function isSeekableFile(self: PyObject): bool {
  return has(F(self), SEEKABLE);
}

export function blockSizeOf(self: PyObject): i32 {
  return F(self).blksize;
}

// ---- closing ---------------------------------------------------------------------------------------------------------

/** Tells of an owned descriptor that is still open, in the name of `source`. */
function fileio_dealloc_warn(self: PyObject, source: PyObject): PyObject | null {
  if (F(self).fd < 0 || !has(F(self), CLOSEFD)) return Py_NewRef(Py_None);
  const saved = PyErr_GetRaisedException();
  if (PyErr_ResourceWarning(source, 1, "unclosed file %R", changetype<usize>(source)) < 0) {
    // anything may go wrong at the end of a program; what a filter made an exception is told
    if (PyErr_ExceptionMatches(PyExc_Warning)) PyErr_WriteUnraisable(self);
    else PyErr_Clear();
  }
  PyErr_SetRaisedException(saved);
  return Py_NewRef(Py_None);
}

function fileio_close(self: PyObject, unused: PyObject | null): PyObject | null {
  const f = F(self);
  const result = iobase_close(self, null);
  if (!has(f, CLOSEFD)) {
    f.fd = -1;
    return result;
  }
  const saved = result === null ? PyErr_GetRaisedException() : null;
  if (f.finalizing) Py_XDECREF(fileio_dealloc_warn(self, self));
  const good = closeDescriptor(f);
  if (result === null) {
    _PyErr_ChainExceptions1(saved);
    return null;
  }
  if (good) return result;
  Py_DECREF(result);
  return null;
}

function fileio_dealloc(self: PyObject): void {
  F(self).finalizing = 1;
  if (!finalizeStream(self)) return;
  PyObject_GC_UnTrack(self);
  if (F(self).weakreflist !== null) PyObject_ClearWeakRefs(self);
  fileio_clear(self);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

function fileio_traverse(self: PyObject, visit: u32, a: usize): i32 {
  return visitField(changetype<usize>(self) + offsetof<FileIO>("dict"), visit, a);
}

function fileio_clear(self: PyObject): i32 {
  Py_CLEAR(changetype<usize>(self) + offsetof<FileIO>("dict"));
  return 0;
}

// ---- reading and writing ---------------------------------------------------------------------------------------------

/** Reads to `to` for a stream above: bytes, 0 at the end, WOULD_BLOCK, or -1 with an exception. */
export function fileReadInto(self: PyObject, to: usize, size: i32): i32 {
  return mayRead(F(self)) ? readFile(F(self).fd, to, size) : -1;
}

/** The same for writing. */
export function fileWriteFrom(self: PyObject, data: usize, size: i32): i32 {
  return mayWrite(F(self)) ? writeFile(F(self).fd, data, size) : -1;
}

/** A count as an int; None if it would block; null if it is an exception. */
function countOf(n: i32): PyObject | null {
  if (n >= 0) return PyLong_FromLong(n);
  return n == WOULD_BLOCK ? Py_NewRef(Py_None) : null;
}

function fileio_readinto(self: PyObject, buffer: PyObject): PyObject | null {
  const view = writableBuffer("readinto", buffer);
  if (view === null) return null;
  const n = fileReadInto(self, view.buf, view.len);
  freeBuffer(view);
  return countOf(n);
}

function fileio_write(self: PyObject, data: PyObject): PyObject | null {
  const view = allocBuffer();
  if (PyObject_GetBuffer(data, view, PyBUF_SIMPLE) < 0) {
    view.obj = null;
    freeBuffer(view);
    return null;
  }
  const n = fileWriteFrom(self, view.buf, view.len);
  freeBuffer(view);
  return countOf(n);
}

const bytesCell = memory.data(8, 8);

/** `bytes` cut to `size`: steals, `new`. */
export function cutBytes(bytes: PyObject, size: i32): PyObject | null {
  store<u64>(bytesCell, <u64>changetype<usize>(bytes));
  _PyBytes_Resize(bytesCell, size);
  return load<PyObject | null>(bytesCell);
}

function fileio_read(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("read", nargs, 0, 1)) return null;
  if (!sizeOrNone(nargs > 0 ? ptrAt(args, 0) : null, -1)) return null;
  const size = sizeValue;
  if (!mayRead(F(self))) return null;
  const offered = offerSite(args);
  const result = size < 0 ? fileio_readall(self, null) : readSome(F(self), size);
  withdrawSite(offered);
  return result;
}

function readSome(self: FileIO, size: i32): PyObject | null {
  const bytes = PyBytes_FromStringAndSize(0, size);
  if (bytes === null) return null;
  const n = readFile(self.fd, PyBytes_AS_STRING(bytes), size);
  if (n >= 0) return cutBytes(bytes, n);
  Py_DECREF(bytes);
  return countOf(n);
}

/** The size of readall's next buffer: twice as large up to 64 KB, then an eighth more. */
function grown(size: i32): i32 {
  const more = size > 65536 ? size >> 3 : 256 + size;
  return size + max(more, DEFAULT_BUFFER_SIZE);
}

/** What is left in the file, as far as one can know, and one byte to see the end with. */
function expectedSize(fd: i32): i32 {
  if (statFile(fd) != 0 || statSize <= 0) return DEFAULT_BUFFER_SIZE;
  const end = statSize;
  const at = trySeek(fd, 0, 1);
  if (at < 0) PyErr_Clear();
  if (at < 0 || at > end || end - at > 0x7ffffe00) return DEFAULT_BUFFER_SIZE;
  return <i32>(end - at) + 1;
}

export function fileio_readall(self: PyObject, unused: PyObject | null): PyObject | null {
  const f = F(self);
  if (!isOpen(f)) return null;
  const site = offeredSite();
  const kept: PyObject | null = site == 0 ? null : takePartial(self);
  let got = kept === null ? 0 : PyBytes_GET_SIZE(kept);
  let size = kept === null ? expectedSize(f.fd) : grown(got);
  let bytes: PyObject | null = kept === null ? PyBytes_FromStringAndSize(0, size) : cutBytes(kept, size);
  while (bytes !== null) {
    if (got >= size) {
      size = grown(got);
      bytes = cutBytes(bytes, size);
      if (bytes === null) return null;
    }
    const again = got > 0 && site != 0 && canKeepPartial() && offerSite(site);
    const n = readFile(f.fd, PyBytes_AS_STRING(bytes) + <usize>got, size - got);
    withdrawSite(again);
    if (n > 0) {
      got += n;
      continue;
    }
    if (n == 0 || (n == WOULD_BLOCK && got > 0)) return cutBytes(bytes, got);
    if (n < 0 && blocked && got > 0) {
      bytes = cutBytes(bytes, got);
      if (bytes !== null) keepPartial(self, bytes);
      return null;
    }
    Py_DECREF(bytes);
    return countOf(n);
  }
  return null;
}

// ---- position --------------------------------------------------------------------------------------------------------

/** trySeek, which also tells whether the file is seekable at all. */
function seekNoting(self: FileIO, offset: i64, whence: i32): i64 {
  const at = trySeek(self.fd, offset, whence);
  if (!has(self, SEEK_KNOWN)) self.bits |= at >= 0 ? SEEKABLE | SEEK_KNOWN : SEEK_KNOWN;
  return at;
}

function seekTo(self: FileIO, offset: i64, whence: i32): PyObject | null {
  const at = seekNoting(self, offset, whence);
  if (at >= 0) return PyLong_FromI64(at);
  return PyErr_Occurred() === null ? raiseErrno(seekErrno, null) : null;
}

/** A position argument: false with TypeError or OverflowError. */
let position: i64 = 0;

function positionArg(op: PyObject): bool {
  const index = _PyNumber_Index(op);
  if (index === null) return false;
  position = PyLong_AsLongAndOverflow(index);
  Py_DECREF(index);
  if (longOverflow == 0) return true;
  PyErr_SetString(PyExc_OverflowError, "Python int too large to convert to C long");
  return false;
}

function fileio_seek(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("seek", nargs, 1, 2)) return null;
  let whence = 0;
  if (nargs > 1) {
    if (!intArg(ptrAt(args, 1))) return null;
    whence = argValue;
  }
  if (!isOpen(F(self)) || !positionArg(ptrAt(args, 0)) || !isOpen(F(self))) return null;
  return seekTo(F(self), position, whence);
}

/** seek() for a stream above: the new position, -1 with an exception. */
export function fileSeek(self: PyObject, offset: i64, whence: i32): i64 {
  if (!isOpen(F(self))) return -1;
  const at = seekNoting(F(self), offset, whence);
  if (at < 0 && PyErr_Occurred() === null) raiseErrno(seekErrno, null);
  return at;
}

function fileio_tell(self: PyObject, unused: PyObject | null): PyObject | null {
  return isOpen(F(self)) ? seekTo(F(self), 0, 1) : null;
}

function fileio_truncate(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("truncate", nargs, 0, 1)) return null;
  const f = F(self);
  if (!mayWrite(f)) return null;
  let size: PyObject | null = nargs > 0 ? ptrAt(args, 0) : Py_None;
  if (size == Py_None) size = seekTo(f, 0, 1);
  else Py_NewRef(size!);
  if (size === null) return null;
  if (positionArg(size) && mayWrite(f) && truncateFile(f.fd, position)) return size;
  Py_DECREF(size);
  return null;
}

// ---- questions -------------------------------------------------------------------------------------------------------

function fileio_fileno(self: PyObject, unused: PyObject | null): PyObject | null {
  return isOpen(F(self)) ? PyLong_FromLong(F(self).fd) : null;
}

function fileio_readable(self: PyObject, unused: PyObject | null): PyObject | null {
  if (!isOpen(F(self))) return null;
  return Py_NewRef(has(F(self), READABLE) ? Py_True : Py_False);
}

function fileio_writable(self: PyObject, unused: PyObject | null): PyObject | null {
  if (!isOpen(F(self))) return null;
  return Py_NewRef(has(F(self), WRITABLE) ? Py_True : Py_False);
}

function fileio_seekable(self: PyObject, unused: PyObject | null): PyObject | null {
  if (!isOpen(F(self))) return null;
  if (!has(F(self), SEEK_KNOWN)) {
    const at = seekTo(F(self), 0, 1);
    if (at === null) PyErr_Clear();
    Py_XDECREF(at);
  }
  return Py_NewRef(has(F(self), SEEKABLE) ? Py_True : Py_False);
}

function fileio_isatty(self: PyObject, unused: PyObject | null): PyObject | null {
  if (!isOpen(F(self))) return null;
  return Py_NewRef(host.isTerminal(F(self).fd) ? Py_True : Py_False);
}

function fileio_get_closed(self: PyObject, closure: usize): PyObject | null {
  return Py_NewRef(F(self).fd < 0 ? Py_True : Py_False);
}

function fileio_get_closefd(self: PyObject, closure: usize): PyObject | null {
  return Py_NewRef(has(F(self), CLOSEFD) ? Py_True : Py_False);
}

function modeText(f: FileIO): string {
  if (has(f, CREATED)) return has(f, READABLE) ? "xb+" : "xb";
  if (has(f, APPENDING)) return has(f, READABLE) ? "ab+" : "ab";
  if (has(f, READABLE)) return has(f, WRITABLE) ? "rb+" : "rb";
  return "wb";
}

function fileio_get_mode(self: PyObject, closure: usize): PyObject | null {
  return PyUnicode_FromLiteral(modeText(F(self)));
}

function fileio_repr(self: PyObject): PyObject | null {
  const typeName = self.ob_type.tp_name;
  const f = F(self);
  if (f.fd < 0) return PyUnicode_FromFormat("<%s [closed]>", typeName);
  const name = nameOf(self);
  if (name === null && PyErr_Occurred() !== null) return null;
  const mode = changetype<usize>(modeText(f));
  const closefd = changetype<usize>(has(f, CLOSEFD) ? "True" : "False");
  if (name === null) return PyUnicode_FromFormat("<%s fd=%d mode='%L' closefd=%L>", typeName, f.fd, mode, closefd);
  let result: PyObject | null = null;
  const entered = Py_ReprEnter(self);
  if (entered == 0) {
    result = PyUnicode_FromFormat(
      "<%s name=%R mode='%L' closefd=%L>",
      typeName,
      changetype<usize>(name),
      mode,
      closefd,
    );
    Py_ReprLeave(self);
  } else if (entered > 0) PyErr_Format(PyExc_RuntimeError, "reentrant call inside %s.__repr__", typeName);
  Py_DECREF(name);
  return result;
}

/** Streams over files cannot be pickled (_PyIOBase_cannot_pickle). */
export function cannotPickle(self: PyObject, arg: PyObject | null): PyObject | null {
  return PyErr_Format(PyExc_TypeError, "cannot pickle '%s' instances", _PyType_Name(self.ob_type));
}

const DOC =
  "FileIO(file, mode='r', closefd=True, opener=None)\n--\n\nA file of the operating system as a raw stream.\n\nmode is 'r' to read (unless given), 'w' to write from empty, 'a' to write at\nthe end, 'x' to write a file that must not exist yet (FileExistsError); '+'\nadds the other direction. All but 'r' make the file if it is not there.\nname is a path or a descriptor. *opener*, if given, is called with *name* and\n*flags* and returns the open descriptor, as os.open does.";

export function initFileIOType(): void {
  const t = PyFileIO_Type;
  const flags = Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC;
  initStaticType(t, PyType_Type, PyRawIOBase_Type, "_io.FileIO", <i32>offsetof<FileIO>(), 0, flags, DOC);
  t.tp_dealloc = fileio_dealloc.index;
  t.tp_traverse = fileio_traverse.index;
  t.tp_clear = fileio_clear.index;
  t.tp_repr = fileio_repr.index;
  t.tp_dictoffset = <i32>offsetof<FileIO>("dict");
  t.tp_weaklistoffset = <i32>offsetof<FileIO>("weakreflist");
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_new = fileio_new.index;
  t.tp_init = fileio_init.index;
  t.tp_free = PyObject_GC_Del.index;
  addMethod(
    t,
    "read",
    fileio_read.index,
    METH_FASTCALL,
    "read($self, size=-1, /)\n--\n\nRead at most size bytes with one system call.\n\nThere may be fewer; an empty bytes object is the end. None if the file does\nnot block and has nothing now.",
  );
  addMethod(
    t,
    "readall",
    fileio_readall.index,
    METH_NOARGS,
    "readall($self, /)\n--\n\nRead to the end.\n\nIf the file does not block, what it has now, or None if that is nothing.",
  );
  addMethod(
    t,
    "readinto",
    fileio_readinto.index,
    METH_O,
    "readinto($self, buffer, /)\n--\n\nSame as RawIOBase.readinto().",
  );
  addMethod(
    t,
    "write",
    fileio_write.index,
    METH_O,
    "write($self, b, /)\n--\n\nWrite with one system call and return how many bytes of b it took.\n\nNone if the file does not block and took nothing.",
  );
  addMethod(
    t,
    "seek",
    fileio_seek.index,
    METH_FASTCALL,
    "seek($self, pos, whence=0, /)\n--\n\nMove to a position and return it, in bytes.\n\nwhence says from where offset counts: SEEK_SET (0, unless given) from the\nstart, SEEK_CUR (1) from the position now, SEEK_END (2) from the end.\n\nNot every file has positions.",
  );
  addMethod(
    t,
    "tell",
    fileio_tell.index,
    METH_NOARGS,
    "tell($self, /)\n--\n\nThe position, in bytes.\n\nAn OSError for a file without positions.",
  );
  addMethod(
    t,
    "truncate",
    fileio_truncate.index,
    METH_FASTCALL,
    "truncate($self, size=None, /)\n--\n\nCut the file at size bytes, or at the position, and return the size.\n\nA file that was shorter grows by zeros.",
  );
  addMethod(
    t,
    "close",
    fileio_close.index,
    METH_NOARGS,
    "close($self, /)\n--\n\nClose the file.\n\nNothing can be read or written any more; to close it again does nothing.",
  );
  addMethod(
    t,
    "seekable",
    fileio_seekable.index,
    METH_NOARGS,
    "seekable($self, /)\n--\n\nTrue if file supports random-access.",
  );
  addMethod(
    t,
    "readable",
    fileio_readable.index,
    METH_NOARGS,
    "readable($self, /)\n--\n\nTrue if file was opened in a read mode.",
  );
  addMethod(
    t,
    "writable",
    fileio_writable.index,
    METH_NOARGS,
    "writable($self, /)\n--\n\nTrue if file was opened in a write mode.",
  );
  addMethod(
    t,
    "fileno",
    fileio_fileno.index,
    METH_NOARGS,
    "fileno($self, /)\n--\n\nReturn the underlying file descriptor (an integer).",
  );
  addMethod(
    t,
    "isatty",
    fileio_isatty.index,
    METH_NOARGS,
    "isatty($self, /)\n--\n\nTrue if the file is connected to a TTY device.",
  );
  addMethod(t, "_dealloc_warn", fileio_dealloc_warn.index, METH_O, "_dealloc_warn($self, object, /)\n--\n\n");
  addMethod(t, "__reduce__", cannotPickle.index, METH_NOARGS, "__reduce__($self, /)\n--\n\n");
  addMethod(t, "__reduce_ex__", cannotPickle.index, METH_O, "__reduce_ex__($self, object, /)\n--\n\n");
  addMember(t, "_blksize", Py_T_UINT, <i32>offsetof<FileIO>("blksize"), 0);
  addMember(t, "_finalizing", Py_T_BOOL, <i32>offsetof<FileIO>("finalizing"), 0);
  addGetSet(t, "closed", fileio_get_closed.index, 0, "True if the file is closed");
  addGetSet(t, "closefd", fileio_get_closefd.index, 0, "True if the file descriptor will be closed by close().");
  addGetSet(t, "mode", fileio_get_mode.index, 0, "String giving the file mode");
}
