/** _io._TextIOBase (Modules/_io/textio.c): the base of text streams; what a stream must do itself ends in UnsupportedOperation here. */
import { PyObject, Py_TPFLAGS_BASETYPE, SHOWN_AS_HEAPTYPE } from "../../object/layout";
import { PyType_Type, Py_None } from "../../object/statics";
import { METH_FASTCALL, METH_NOARGS, METH_O, addGetSet, addMethod, initStaticType } from "../../object/typedef";
import { PyArg_CheckPositional } from "../../protocol/args";
import { sizeArg } from "../../protocol/arg_values";
import { ptrAt } from "../../object/layout";
import { PyIOBase_Type, PyTextIOBase_Type, raiseUnsupported } from "./state";

function textiobase_detach(self: PyObject, unused: PyObject | null): PyObject | null {
  return raiseUnsupported("detach");
}

/** An optional C int that nothing is done with. */
function checkSize(fname: string, args: usize, nargs: i32): bool {
  return PyArg_CheckPositional(fname, nargs, 0, 1) && (nargs == 0 || sizeArg(ptrAt(args, 0)));
}

function textiobase_read(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return checkSize("read", args, nargs) ? raiseUnsupported("read") : null;
}

function textiobase_readline(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return checkSize("readline", args, nargs) ? raiseUnsupported("readline") : null;
}

function textiobase_write(self: PyObject, text: PyObject): PyObject | null {
  return raiseUnsupported("write");
}

function textiobase_none(self: PyObject, closure: usize): PyObject | null {
  return Py_None;
}

export function defineTextIOBase(): void {
  const t = PyTextIOBase_Type;
  initStaticType(
    t,
    PyType_Type,
    PyIOBase_Type,
    "_io._TextIOBase",
    0,
    0,
    Py_TPFLAGS_BASETYPE | SHOWN_AS_HEAPTYPE,
    "Base class for text I/O.\n\nThis class provides a character and line based interface to stream\nI/O. There is no readinto method because Python's character strings\nare immutable.\n",
  );
  addMethod(
    t,
    "detach",
    textiobase_detach.index,
    METH_NOARGS,
    "detach($self, /)\n--\n\nSeparate the underlying buffer from the TextIOBase and return it.\n\nAfter the underlying buffer has been detached, the TextIO is in an unusable state.",
  );
  addMethod(
    t,
    "read",
    textiobase_read.index,
    METH_FASTCALL,
    "read($self, size=-1, /)\n--\n\nRead at most size characters from stream.\n\nRead from underlying buffer until we have size characters or we hit EOF.\nIf size is negative or omitted, read until EOF.",
  );
  addMethod(
    t,
    "readline",
    textiobase_readline.index,
    METH_FASTCALL,
    "readline($self, size=-1, /)\n--\n\nRead until newline or EOF.\n\nReturn an empty string if EOF is hit immediately.\nIf size is specified, at most size characters will be read.",
  );
  addMethod(
    t,
    "write",
    textiobase_write.index,
    METH_O,
    "write($self, s, /)\n--\n\nWrite string s to stream.\n\nReturn the number of characters written\n(which is always equal to the length of the string).",
  );
  addGetSet(t, "encoding", textiobase_none.index, 0, "Encoding of the text stream.\n\nSubclasses should override.");
  addGetSet(
    t,
    "newlines",
    textiobase_none.index,
    0,
    "Line endings translated so far.\n\nOnly line endings translated during reading are considered.\n\nSubclasses should override.",
  );
  addGetSet(
    t,
    "errors",
    textiobase_none.index,
    0,
    "The error setting of the decoder or encoder.\n\nSubclasses should override.",
  );
}
