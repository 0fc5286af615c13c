/** _io._TextIOBase (Modules/_io/textio.c): the base of text streams; what a stream must do itself ends in UnsupportedOperation here. */
import { Py_NewRef } from "../../object/refcount";
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
  return Py_NewRef(Py_None);
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
    "What text streams have in common; there is no readinto(), since strs do not change.",
  );
  addMethod(
    t,
    "detach",
    textiobase_detach.index,
    METH_NOARGS,
    "detach($self, /)\n--\n\nGives the buffer away; the stream is of no use afterwards.",
  );
  addMethod(
    t,
    "read",
    textiobase_read.index,
    METH_FASTCALL,
    "read($self, size=-1, /)\n--\n\nUp to size characters; all that are left without a size.",
  );
  addMethod(
    t,
    "readline",
    textiobase_readline.index,
    METH_FASTCALL,
    "readline($self, size=-1, /)\n--\n\nThe next line, at most size characters of it; '' at the end.",
  );
  addMethod(
    t,
    "write",
    textiobase_write.index,
    METH_O,
    "write($self, s, /)\n--\n\nWrites a str and returns how many characters it has.",
  );
  addGetSet(t, "encoding", textiobase_none.index, 0, "Name of the encoding, None if there is none.");
  addGetSet(t, "newlines", textiobase_none.index, 0, "The line endings seen while reading, None if none was.");
  addGetSet(t, "errors", textiobase_none.index, 0, "Name of the error handler, None if there is none.");
}
