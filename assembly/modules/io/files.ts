/**
 * Descriptors as the streams use them: open, read, write, seek, with their errors as OSError. The quick way is a number from the host; where the
 * host asks for it (FILE_ASK) the service of the module posix does the same with a wait that lets other threads and signals in.
 *
 * Invariant: a result of -1 has an exception pending; WOULD_BLOCK has none, and stands for a descriptor in non-blocking mode.
 */
import { PyObject } from "../../object/layout";
import { Py_DECREF, Py_XDECREF } from "../../object/refcount";
import { PyExc_BlockingIOError } from "../../object/exception_types";
import * as host from "../../host";
import { ID } from "../../generated/ids";
import { PyErr_Clear, PyErr_ExceptionMatches, PyErr_Occurred } from "../../protocol/errors";
import { borrowSlots, releaseSlots } from "../../protocol/call";
import { PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE } from "../../types/bytes";
import { PyDict_GetItem } from "../../types/dict";
import { raiseOSError } from "../../types/exceptions_os";
import { PyLong_AsI32, PyLong_AsI64, PyLong_FromI64, PyLong_FromLong } from "../../types/long";
import { PyModule_GetDict } from "../../types/module";
import { importModule } from "../../types/object_reduce";
import { PyUnicode_FromLiteral } from "../../types/unicode_format";
import { currentIdent } from "../../vm/thread_state";
import { callService, callServiceWith } from "../host_module";

const FILE_ASK: i32 = -65536;
export const WOULD_BLOCK: i32 = -2;
export const EAGAIN: i32 = 11;

/** Raises the OSError of a number of the system's; null. */
export function raiseErrno(errno: i32, filename: PyObject | null): PyObject | null {
  const number = PyLong_FromLong(errno);
  const text: PyObject | null = number === null ? null : callServiceWith("posix.strerror", number);
  Py_XDECREF(number);
  if (text === null) return null;
  raiseOSError(errno, text, filename);
  Py_DECREF(text);
  return null;
}

/**
 * Where the loop has called the method that reads next, as waitOn has it, or 0: while nothing is there to read, the method is left and called
 * again, and its thread does not wait on top of others (docs/threads.md). Only who has not changed anything yet may offer it.
 */
let readSite: usize = 0;

/** False if an outer method has offered its own. */
export function offerSite(site: usize): bool {
  if (readSite != 0 || site == 0) return false;
  readSite = site;
  return true;
}

/** `offered`: what offerSite has said. */
export function withdrawSite(offered: bool): void {
  if (offered) readSite = 0;
}

/** The offered site, for a wait before the bytes are asked for; nobody else has it then. */
export function takeSite(): usize {
  const site = readSite;
  readSite = 0;
  return site;
}

/** The site that the next read takes, for a method that reads more than once. */
export function offeredSite(): usize {
  return readSite;
}

/** What a thread had read of a whole file when it was left to wait: its ident (8), the stream (4), the bytes (4, a reference). */
const partials = memory.data(64 * 16, 8);
const PARTIALS: i32 = 64;

/** The entry of this thread, a free one, or 0. */
function partialEntry(): usize {
  const ident = currentIdent();
  let free: usize = 0;
  for (let i = 0; i < PARTIALS; i++) {
    const at = partials + ((<usize>i) << 4);
    if (load<u32>(at, 12) == 0) free = free == 0 ? at : free;
    else if (load<i64>(at) == ident) return at;
  }
  return free;
}

export function canKeepPartial(): bool {
  return partialEntry() != 0;
}

/** Keeps `bytes` (stolen) for this thread until it calls the same method of `stream` again. */
export function keepPartial(stream: PyObject, bytes: PyObject): void {
  const at = partialEntry();
  Py_XDECREF(load<PyObject | null>(at, 12));
  store<i64>(at, currentIdent());
  store<u32>(at, <u32>changetype<usize>(stream), 8);
  store<u32>(at, <u32>changetype<usize>(bytes), 12);
}

/** What this thread has kept for `stream`: `new`, or null. What it has kept for another is dropped: an exception has ended that. */
export function takePartial(stream: PyObject): PyObject | null {
  const at = partialEntry();
  if (at == 0) return null;
  const bytes = load<PyObject | null>(at, 12);
  store<u32>(at, 0, 12);
  if (bytes === null || load<u32>(at, 8) == <u32>changetype<usize>(stream)) return bytes;
  Py_DECREF(bytes);
  return null;
}

/** Calls posix.`name`(a, b, c) with as many arguments as are there; steals them: `new`. */
function askFor(
  name: string,
  a: PyObject | null,
  b: PyObject | null,
  c: PyObject | null,
  n: i32,
  site: usize = 0,
): PyObject | null {
  const text = PyUnicode_FromLiteral(name);
  const slots: usize = text === null ? 0 : borrowSlots(3);
  let result: PyObject | null = null;
  if (slots != 0 && a !== null && (n < 2 || b !== null) && (n < 3 || c !== null)) {
    store<u64>(slots, <u64>changetype<usize>(a));
    store<u64>(slots, <u64>changetype<usize>(b), 8);
    store<u64>(slots, <u64>changetype<usize>(c), 16);
    result = callService(text!, slots, n, null, site);
  }
  if (slots != 0) releaseSlots(3);
  Py_XDECREF(text);
  Py_XDECREF(a);
  Py_XDECREF(b);
  Py_XDECREF(c);
  return result;
}

/** The errno of the last transfer that would have blocked, for the BlockingIOError of a stream above. */
export let blockingErrno: i32 = 0;

export function clearBlockingErrno(): void {
  blockingErrno = 0;
}

/** What a failed transfer is: WOULD_BLOCK or -1. */
function failed(errno: i32): i32 {
  if (errno == EAGAIN) {
    blockingErrno = EAGAIN;
    return WOULD_BLOCK;
  }
  raiseErrno(errno, null);
  return -1;
}

function failedService(): i32 {
  if (!PyErr_ExceptionMatches(PyExc_BlockingIOError)) return -1;
  PyErr_Clear();
  blockingErrno = EAGAIN;
  return WOULD_BLOCK;
}

/** Reads up to `size` bytes to `to`: their number, 0 at the end. -1 without an exception: the loop shall call again (offerSite). */
export function readFile(fd: i32, to: usize, size: i32): i32 {
  const site = readSite;
  readSite = 0;
  const n = host.fileRead(fd, to, size);
  if (n >= 0) return n;
  if (n != FILE_ASK) return failed(-n);
  const data = askFor("posix.read", PyLong_FromLong(fd), PyLong_FromLong(size), null, 2, site);
  if (data === null) return failedService();
  const got = min(PyBytes_GET_SIZE(data), size);
  memory.copy(to, PyBytes_AS_STRING(data), <usize>got);
  Py_DECREF(data);
  return got;
}

/** One call of posix.write. */
function writeByService(fd: i32, data: usize, size: i32): i32 {
  const taken = askFor("posix.write", PyLong_FromLong(fd), PyBytes_FromStringAndSize(data, size), null, 2);
  if (taken === null) return failedService();
  const written = PyLong_AsI32(taken);
  Py_DECREF(taken);
  return written;
}

/**
 * Writes bytes: how many it has taken. The service writes to a pipe what fits; a descriptor in blocking mode then goes on waiting, as write(2)
 * does, until all is written or a signal's handler raises.
 */
export function writeFile(fd: i32, data: usize, size: i32): i32 {
  const n = host.write(fd, data, size);
  if (n >= 0) return n;
  if (n != FILE_ASK) return failed(-n);
  let written = writeByService(fd, data, size);
  while (written >= 0 && written < size) {
    const more = writeByService(fd, data + <usize>written, size - written);
    if (more == WOULD_BLOCK || more == 0) break;
    if (more < 0) return more;
    written += more;
  }
  return written;
}

/** The errno of the last seekFile that has failed, 0 if it was another exception. */
export let seekErrno: i32 = 0;

/** Moves the position: the new one, or -1 without an exception and `seekErrno`. */
export function trySeek(fd: i32, offset: i64, whence: i32): i64 {
  seekErrno = 0;
  const exact = offset > -(1 << 53) && offset < 1 << 53;
  const at: f64 = exact ? host.fileSeek(fd, <f64>offset, whence) : <f64>FILE_ASK;
  if (at >= 0) return <i64>at;
  if (at != <f64>FILE_ASK) {
    seekErrno = -(<i32>at);
    return -1;
  }
  const result = askFor("posix.lseek", PyLong_FromLong(fd), PyLong_FromI64(offset), PyLong_FromLong(whence), 3);
  if (result === null) return -1;
  const position = PyLong_AsI64(result);
  Py_DECREF(result);
  return position;
}

/** The same; -1 with an exception. */
export function seekFile(fd: i32, offset: i64, whence: i32): i64 {
  const at = trySeek(fd, offset, whence);
  if (at < 0 && PyErr_Occurred() === null) raiseErrno(seekErrno, null);
  return at;
}

/** False with OSError. */
export function closeFile(fd: i32): bool {
  const n = host.fileClose(fd);
  if (n >= 0) return true;
  if (n != FILE_ASK) {
    raiseErrno(-n, null);
    return false;
  }
  const result = askFor("posix.close", PyLong_FromLong(fd), null, null, 1);
  Py_XDECREF(result);
  return result !== null;
}

/** Cuts or lengthens the file; false with OSError. */
export function truncateFile(fd: i32, size: i64): bool {
  const result = askFor("posix.ftruncate", PyLong_FromLong(fd), PyLong_FromI64(size), null, 2);
  Py_XDECREF(result);
  return result !== null;
}

/** What statFile has found. */
export let statMode: i32 = 0;
export let statSize: i64 = 0;
export let statBlockSize: i32 = 0;
const found = memory.data(24, 8);

/** fstat: 0 or its errno. */
export function statFile(fd: i32): i32 {
  const n = host.fileStat(fd, found);
  if (n < 0) return -n;
  statMode = <i32>load<f64>(found);
  statSize = <i64>load<f64>(found, 8);
  statBlockSize = <i32>load<f64>(found, 16);
  return 0;
}

/** Opens a file by the bytes of its path: its descriptor, or -1 with OSError that names `filename`. */
export function openFile(path: PyObject, flags: i32, filename: PyObject): i32 {
  const fd = host.fileOpen(PyBytes_AS_STRING(path), PyBytes_GET_SIZE(path), flags, 0o666);
  if (fd >= 0) return fd;
  if (fd != FILE_ASK) {
    raiseErrno(-fd, filename);
    return -1;
  }
  const result = askFor(
    "posix.open",
    PyBytes_FromStringAndSize(PyBytes_AS_STRING(path), PyBytes_GET_SIZE(path)),
    PyLong_FromLong(flags),
    PyLong_FromLong(0o666),
    3,
  );
  if (result === null) return -1;
  const asked = PyLong_AsI32(result);
  Py_DECREF(result);
  return asked;
}

// ---- the platform's numbers of open() --------------------------------------------------------------------------------

export let O_RDWR: i32 = 2;
export let O_WRONLY: i32 = 1;
export let O_CREAT: i32 = 0;
export let O_EXCL: i32 = 0;
export let O_TRUNC: i32 = 0;
export let O_APPEND: i32 = 0;
export let O_CLOEXEC: i32 = 0;

function numberOf(dict: PyObject, name: string): i32 {
  const key = PyUnicode_FromLiteral(name);
  const value: PyObject | null = key === null ? null : PyDict_GetItem(dict, key);
  Py_XDECREF(key);
  return value === null ? 0 : PyLong_AsI32(value);
}

/** Takes them from posix, once; false with an exception. */
export function knowFlags(): bool {
  if (O_CREAT != 0) return true;
  const posix = importModule(ID.posix);
  if (posix === null) return false;
  const dict = PyModule_GetDict(posix);
  O_RDWR = numberOf(dict, "O_RDWR");
  O_WRONLY = numberOf(dict, "O_WRONLY");
  O_CREAT = numberOf(dict, "O_CREAT");
  O_EXCL = numberOf(dict, "O_EXCL");
  O_TRUNC = numberOf(dict, "O_TRUNC");
  O_APPEND = numberOf(dict, "O_APPEND");
  O_CLOEXEC = numberOf(dict, "O_CLOEXEC");
  Py_DECREF(posix);
  return true;
}
