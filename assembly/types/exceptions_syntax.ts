/**
 * SyntaxError and its family (Objects/exceptions.c): a message and, from a second argument, where it is: filename, line, offset, text,
 * end line, end offset. How a traceback shows it is not decided here.
 */
import { PyObject } from "../object/layout";
import { PyExc_SyntaxError, PyExc_TypeError } from "../object/exception_types";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { Py_None } from "../object/statics";
import { _Py_T_OBJECT, addMember } from "../object/typedef";
import { PyErr_Format, PyErr_SetString } from "../protocol/errors";
import { PyObject_Str } from "../protocol/compare";
import { PySequence_Tuple } from "../protocol/sequence";
import { PyLong_CheckExact } from "./long";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "./tuple";
import { PyUnicode_Check, PyUnicode_GET_LENGTH, PyUnicode_Substring } from "./unicode";
import { PyUnicode_FindChar } from "./unicode_search";
import { PyUnicode_FromFormat } from "./unicode_format";
import { PySyntaxErrorObject } from "./exception_layouts";
import { BaseException_init } from "./exceptions";
import { clear8, dealloc8, setField, traverse8 } from "./exceptions_simple";

function item(info: PyObject, i: i32): PyObject | null {
  return i < PyTuple_GET_SIZE(info) ? PyTuple_GET_ITEM(info, i) : null;
}

function takeLocation(self: PyObject, info: PyObject): i32 {
  const n = PyTuple_GET_SIZE(info);
  if (n < 4 || n > 6) {
    PyErr_Format(
      PyExc_TypeError,
      n < 4 ? "function takes at least 4 arguments (%d given)" : "function takes at most 6 arguments (%d given)",
      n,
    );
    return -1;
  }
  setField(self, offsetof<PySyntaxErrorObject>("filename"), item(info, 0));
  setField(self, offsetof<PySyntaxErrorObject>("lineno"), item(info, 1));
  setField(self, offsetof<PySyntaxErrorObject>("offset"), item(info, 2));
  setField(self, offsetof<PySyntaxErrorObject>("text"), item(info, 3));
  setField(self, offsetof<PySyntaxErrorObject>("end_lineno"), item(info, 4));
  setField(self, offsetof<PySyntaxErrorObject>("end_offset"), item(info, 5));
  if (n == 5) {
    PyErr_SetString(PyExc_TypeError, "end_offset must be provided when end_lineno is provided");
    return -1;
  }
  return 0;
}

function SyntaxError_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  if (BaseException_init(self, args, kwds) < 0) return -1;
  const n = PyTuple_GET_SIZE(args);
  if (n >= 1) setField(self, offsetof<PySyntaxErrorObject>("msg"), PyTuple_GET_ITEM(args, 0));
  if (n != 2) return 0;
  const info = PySequence_Tuple(PyTuple_GET_ITEM(args, 1));
  if (info === null) return -1;
  const result = takeLocation(self, info);
  Py_DECREF(info);
  return result;
}

/** The part after the last '/'; `new` */
function baseName(path: PyObject): PyObject | null {
  const n = PyUnicode_GET_LENGTH(path);
  const slash = PyUnicode_FindChar(path, 0x2f, 0, n, -1);
  if (slash == -2) return null;
  return slash < 0 ? Py_NewRef(path) : PyUnicode_Substring(path, slash + 1, n);
}

/** new */
function SyntaxError_str(self: PyObject): PyObject | null {
  const exc = changetype<PySyntaxErrorObject>(self);
  const msg = exc.msg;
  const shown: PyObject = msg === null ? Py_None : msg;
  const filename = exc.filename;
  const lineno = exc.lineno;
  const hasLine = lineno !== null && PyLong_CheckExact(lineno);
  if (filename === null || !PyUnicode_Check(filename)) {
    if (!hasLine) return PyObject_Str(shown);
    return PyUnicode_FromFormat("%S (line %S)", changetype<usize>(shown), changetype<usize>(lineno));
  }
  const name = baseName(filename);
  if (name === null) return null;
  const result = hasLine
    ? PyUnicode_FromFormat(
        "%S (%U, line %S)",
        changetype<usize>(shown),
        changetype<usize>(name),
        changetype<usize>(lineno),
      )
    : PyUnicode_FromFormat("%S (%U)", changetype<usize>(shown), changetype<usize>(name));
  Py_DECREF(name);
  return result;
}

/** The init of SyntaxError's subclasses (all share it). */
export function syntaxErrorInitIndex(): u32 {
  return SyntaxError_init.index;
}

export function addSyntaxErrorFields(): void {
  const t = PyExc_SyntaxError;
  t.tp_dealloc = dealloc8.index;
  t.tp_traverse = traverse8.index;
  t.tp_clear = clear8.index;
  t.tp_init = SyntaxError_init.index;
  t.tp_new = 0;
  t.tp_str = SyntaxError_str.index;
  addMember(t, "msg", _Py_T_OBJECT, offsetof<PySyntaxErrorObject>("msg"), 0, "exception msg");
  addMember(t, "filename", _Py_T_OBJECT, offsetof<PySyntaxErrorObject>("filename"), 0, "exception filename");
  addMember(t, "lineno", _Py_T_OBJECT, offsetof<PySyntaxErrorObject>("lineno"), 0, "exception lineno");
  addMember(t, "offset", _Py_T_OBJECT, offsetof<PySyntaxErrorObject>("offset"), 0, "exception offset");
  addMember(t, "text", _Py_T_OBJECT, offsetof<PySyntaxErrorObject>("text"), 0, "exception text");
  addMember(t, "end_lineno", _Py_T_OBJECT, offsetof<PySyntaxErrorObject>("end_lineno"), 0, "exception end lineno");
  addMember(t, "end_offset", _Py_T_OBJECT, offsetof<PySyntaxErrorObject>("end_offset"), 0, "exception end offset");
  const printed = offsetof<PySyntaxErrorObject>("print_file_and_line");
  addMember(t, "print_file_and_line", _Py_T_OBJECT, printed, 0, "exception print_file_and_line");
}
