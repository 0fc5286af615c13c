/**
 * OSError and its subclasses (Objects/exceptions.c). OSError(errno, ...) makes the subclass that stands for the errno; the numbers are
 * Linux's on every host.
 *
 * The work is done in tp_new unless a subclass overrides tp_init but not tp_new: then in tp_init (`usesInit`), so that such a subclass
 * may change the arguments.
 */
import { PyObject, PyTypeObject } from "../object/layout";
import {
  PyExc_AttributeError,
  PyExc_BlockingIOError,
  PyExc_BrokenPipeError,
  PyExc_ChildProcessError,
  PyExc_ConnectionAbortedError,
  PyExc_ConnectionRefusedError,
  PyExc_ConnectionResetError,
  PyExc_FileExistsError,
  PyExc_FileNotFoundError,
  PyExc_InterruptedError,
  PyExc_IsADirectoryError,
  PyExc_NotADirectoryError,
  PyExc_OSError,
  PyExc_PermissionError,
  PyExc_ProcessLookupError,
  PyExc_TimeoutError,
  PyExc_ValueError,
} from "../object/exception_types";
import { Py_DECREF, Py_NewRef, Py_XSETREF } from "../object/refcount";
import { Py_None } from "../object/statics";
import { METH_NOARGS, _Py_T_OBJECT, addGetSet, addMember, addMethod } from "../object/typedef";
import { PyErr_Occurred, PyErr_SetObject, PyErr_SetString } from "../protocol/errors";
import { PyObject_CallObject } from "../protocol/call";
import { PyNumber_AsSsize_t, PyNumber_Check } from "../protocol/number";
import { PyLong_Check, PyLong_FromLong, PyLong_FromSsize_t, _PyLong_CompactValue, _PyLong_IsCompact } from "./long";
import {
  PyTuple_GET_ITEM,
  PyTuple_GET_SIZE,
  PyTuple_GetSlice,
  PyTuple_New,
  PyTuple_Pack2,
  PyTuple_Pack3,
  PyTuple_Pack5,
} from "./tuple";
import { PyUnicode_FromFormat } from "./unicode_format";
import { PyBaseExceptionObject, PyOSErrorObject } from "./exception_layouts";
import { BaseException_str, exceptionNoKeywords, excField } from "./exceptions";
import { clear4, dealloc4, setField, traverse4 } from "./exceptions_simple";

/** The class for an errno, or OSError itself. */
export function osErrorClass(errno: i32): PyTypeObject {
  switch (errno) {
    case 1: // EPERM
    case 13: // EACCES
      return PyExc_PermissionError;
    case 2: // ENOENT
      return PyExc_FileNotFoundError;
    case 3: // ESRCH
      return PyExc_ProcessLookupError;
    case 4: // EINTR
      return PyExc_InterruptedError;
    case 10: // ECHILD
      return PyExc_ChildProcessError;
    case 11: // EAGAIN
    case 114: // EALREADY
    case 115: // EINPROGRESS
      return PyExc_BlockingIOError;
    case 17: // EEXIST
      return PyExc_FileExistsError;
    case 20: // ENOTDIR
      return PyExc_NotADirectoryError;
    case 21: // EISDIR
      return PyExc_IsADirectoryError;
    case 32: // EPIPE
    case 108: // ESHUTDOWN
      return PyExc_BrokenPipeError;
    case 103: // ECONNABORTED
      return PyExc_ConnectionAbortedError;
    case 104: // ECONNRESET
      return PyExc_ConnectionResetError;
    case 110: // ETIMEDOUT
      return PyExc_TimeoutError;
    case 111: // ECONNREFUSED
      return PyExc_ConnectionRefusedError;
    default:
      return PyExc_OSError;
  }
}

function usesInit(type: PyTypeObject): bool {
  return type.tp_init != OSError_init.index && type.tp_new == OSError_new.index;
}

/** Fills the fields from the arguments; `args` borrowed. */
function fill(self: PyObject, args: PyObject): i32 {
  const n = PyTuple_GET_SIZE(args);
  let kept: PyObject | null = Py_NewRef(args);
  if (n >= 2 && n <= 5) {
    // The fourth argument is winerror, which only Windows keeps.
    const filename = n > 2 ? PyTuple_GET_ITEM(args, 2) : null;
    const filename2 = n > 4 ? PyTuple_GET_ITEM(args, 4) : null;
    if (filename !== null && filename != Py_None) {
      if (self.ob_type == PyExc_BlockingIOError && PyNumber_Check(filename)) {
        const written = PyNumber_AsSsize_t(filename, PyExc_ValueError);
        if (written == -1 && PyErr_Occurred() !== null) {
          Py_DECREF(args);
          return -1;
        }
        setWritten(self, written);
      } else {
        setField(self, offsetof<PyOSErrorObject>("filename"), filename);
        if (filename2 !== null && filename2 != Py_None)
          setField(self, offsetof<PyOSErrorObject>("filename2"), filename2);
        if (n > 2) {
          Py_DECREF(args);
          kept = PyTuple_GetSlice(args, 0, 2);
          if (kept === null) return -1;
        }
      }
    }
    setField(self, offsetof<PyOSErrorObject>("myerrno"), PyTuple_GET_ITEM(args, 0));
    setField(self, offsetof<PyOSErrorObject>("strerror"), PyTuple_GET_ITEM(args, 1));
  }
  Py_XSETREF(excField(self, offsetof<PyBaseExceptionObject>("args")), kept);
  return 0;
}

function setWritten(self: PyObject, written: i32): void {
  store<i64>(excField(self, offsetof<PyOSErrorObject>("written")), <i64>written);
}

/** tp_new; `new` */
function OSError_new(type: PyTypeObject, args: PyObject, kwds: PyObject | null): PyObject | null {
  const late = usesInit(type);
  if (!late) {
    if (!exceptionNoKeywords(type, kwds)) return null;
    const n = PyTuple_GET_SIZE(args);
    if (type == PyExc_OSError && n >= 2 && n <= 5) {
      const errno = PyTuple_GET_ITEM(args, 0);
      if (PyLong_Check(errno) && _PyLong_IsCompact(errno)) type = osErrorClass(_PyLong_CompactValue(errno));
    }
  }
  const self = call_indirect<PyObject | null>(type.tp_alloc, type, 0);
  if (self === null) return null;
  setWritten(self, -1);
  const empty = PyTuple_New(0);
  if (empty === null) {
    Py_DECREF(self);
    return null;
  }
  changetype<PyBaseExceptionObject>(self).args = empty;
  if (!late && fill(self, args) < 0) {
    Py_DECREF(self);
    return null;
  }
  return self;
}

function OSError_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  if (!usesInit(self.ob_type)) return 0;
  if (!exceptionNoKeywords(self.ob_type, kwds)) return -1;
  return fill(self, args);
}

/** new */
function OSError_str(self: PyObject): PyObject | null {
  const exc = changetype<PyOSErrorObject>(self);
  const errno: PyObject | null = exc.myerrno;
  const strerror: PyObject | null = exc.strerror;
  const filename = exc.filename;
  const errnoShown = changetype<usize>(errno === null ? Py_None : errno);
  const strerrorShown = changetype<usize>(strerror === null ? Py_None : strerror);
  if (filename !== null) {
    const filename2 = exc.filename2;
    if (filename2 !== null) {
      return PyUnicode_FromFormat(
        "[Errno %S] %S: %R -> %R",
        errnoShown,
        strerrorShown,
        changetype<usize>(filename),
        changetype<usize>(filename2),
      );
    }
    return PyUnicode_FromFormat("[Errno %S] %S: %R", errnoShown, strerrorShown, changetype<usize>(filename));
  }
  if (errno !== null && strerror !== null) return PyUnicode_FromFormat("[Errno %S] %S", errnoShown, strerrorShown);
  return BaseException_str(self);
}

/** new */
function OSError_reduce(self: PyObject, unused: PyObject | null): PyObject | null {
  const exc = changetype<PyOSErrorObject>(self);
  let args: PyObject | null = Py_NewRef(exc.args);
  const filename = exc.filename;
  if (PyTuple_GET_SIZE(exc.args) == 2 && filename !== null) {
    const errno = PyTuple_GET_ITEM(exc.args, 0);
    const strerror = PyTuple_GET_ITEM(exc.args, 1);
    const filename2 = exc.filename2;
    Py_DECREF(exc.args);
    args =
      filename2 === null
        ? PyTuple_Pack3(errno, strerror, filename)
        : PyTuple_Pack5(errno, strerror, filename, Py_None, filename2);
    if (args === null) return null;
  }
  const dict = exc.dict;
  const result = dict === null ? PyTuple_Pack2(self.ob_type, args!) : PyTuple_Pack3(self.ob_type, args!, dict);
  Py_DECREF(args!);
  return result;
}

function getWritten(self: PyObject, closure: usize): PyObject | null {
  const written = changetype<PyOSErrorObject>(self).written;
  if (written == -1) return PyErr_SetString(PyExc_AttributeError, "characters_written");
  return PyLong_FromSsize_t(written);
}

function setCharactersWritten(self: PyObject, value: PyObject | null, closure: usize): i32 {
  if (value === null) {
    if (changetype<PyOSErrorObject>(self).written == -1) {
      PyErr_SetString(PyExc_AttributeError, "characters_written");
      return -1;
    }
    setWritten(self, -1);
    return 0;
  }
  const n = PyNumber_AsSsize_t(value, PyExc_ValueError);
  if (n == -1 && PyErr_Occurred() !== null) return -1;
  setWritten(self, n);
  return 0;
}

/** Raises the OSError subclass that fits `errno` with `strerror` (borrowed) and `filename` (borrowed, or null). Returns null. */
export function raiseOSError(errno: i32, strerror: PyObject, filename: PyObject | null): PyObject | null {
  const number = PyLong_FromLong(errno);
  if (number === null) return null;
  const args = filename === null ? PyTuple_Pack2(number, strerror) : PyTuple_Pack3(number, strerror, filename);
  Py_DECREF(number);
  if (args === null) return null;
  const exc = PyObject_CallObject(PyExc_OSError, args);
  Py_DECREF(args);
  if (exc === null) return null;
  PyErr_SetObject(exc.ob_type, exc);
  Py_DECREF(exc);
  return null;
}

export function addOSErrorFields(): void {
  const t = PyExc_OSError;
  t.tp_dealloc = dealloc4.index;
  t.tp_traverse = traverse4.index;
  t.tp_clear = clear4.index;
  t.tp_new = OSError_new.index;
  t.tp_init = OSError_init.index;
  t.tp_str = OSError_str.index;
  addMethod(t, "__reduce__", OSError_reduce.index, METH_NOARGS, "__reduce__($self, /)\n--\n\n");
  addMember(t, "errno", _Py_T_OBJECT, offsetof<PyOSErrorObject>("myerrno"), 0, "POSIX exception code");
  addMember(t, "strerror", _Py_T_OBJECT, offsetof<PyOSErrorObject>("strerror"), 0, "exception strerror");
  addMember(t, "filename", _Py_T_OBJECT, offsetof<PyOSErrorObject>("filename"), 0, "exception filename");
  addMember(t, "filename2", _Py_T_OBJECT, offsetof<PyOSErrorObject>("filename2"), 0, "second exception filename");
  addGetSet(t, "characters_written", getWritten.index, setCharactersWritten.index);
}

/** The init of OSError's subclasses (all share it). */
export function osErrorInitIndex(): u32 {
  return OSError_init.index;
}
