/**
 * cell: one variable shared between a function and the functions inside it. Counterpart: Objects/cellobject.c.
 *
 *   0  PyObject   16  ob_ref (null: unbound)   24
 */
import {
  PyObject,
  PyTypeObject,
  Py_EQ,
  Py_GE,
  Py_GT,
  Py_LE,
  Py_LT,
  Py_NE,
  Py_TPFLAGS_HAVE_GC,
  initPtr,
} from "../object/layout";
import { Py_CLEAR, Py_XDECREF, Py_XINCREF, Py_XNewRef, Py_NewRef } from "../object/refcount";
import { PyBaseObject_Type, PyCell_Type, PyType_Type, Py_NotImplemented } from "../object/statics";
import { addGetSet, initStaticType } from "../object/typedef";
import { visitItems } from "../gc/visit";
import { PyExc_ValueError } from "../object/exception_types";
import { PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional, noKeywordsDict } from "../protocol/args";
import { PyObject_GenericGetAttr } from "../protocol/attr";
import { PyObject_RichCompare, Py_RETURN_BOOL } from "../protocol/compare";
import { PyObject_HashNotImplemented } from "../protocol/hash";
import { PyObject_GC_Del, PyObject_GC_UnTrack, _PyObject_GC_New, _PyObject_GC_TRACK } from "../gc/collector";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "./tuple";
import { PyUnicode_FromFormat } from "./unicode_format";

@unmanaged
export class PyCellObject extends PyObject {
  ob_ref: PyObject | null; // 16
  ob_ref_hi: u32;
}

export function PyCell_Check(op: PyObject): bool {
  return op.ob_type == PyCell_Type;
}

/** Borrowed. */
export function PyCell_GET(op: PyObject): PyObject | null {
  return changetype<PyCellObject>(op).ob_ref;
}

/** Steals `value`; does not release the old content. */
export function PyCell_SET(op: PyObject, value: PyObject | null): void {
  changetype<PyCellObject>(op).ob_ref = value;
}

/** Borrows `content`; `new`. */
export function PyCell_New(content: PyObject | null): PyObject | null {
  const made = _PyObject_GC_New(PyCell_Type);
  if (made === null) return null;
  Py_XINCREF(content);
  initPtr(changetype<usize>(made) + 16, changetype<usize>(content));
  _PyObject_GC_TRACK(made);
  return made;
}

/** `new`, or null: unbound. */
export function PyCell_GetRef(op: PyObject): PyObject | null {
  return Py_XNewRef(changetype<PyCellObject>(op).ob_ref);
}

/** Steals `value`. */
export function PyCell_SetTakeRef(op: PyObject, value: PyObject | null): void {
  Py_XDECREF(PyCell_SwapTakeRef(op, value));
}

/** Steals `value`, gives the old content: `new`. */
export function PyCell_SwapTakeRef(op: PyObject, value: PyObject | null): PyObject | null {
  const cell = changetype<PyCellObject>(op);
  const old = cell.ob_ref;
  cell.ob_ref = value;
  return old;
}

function cell_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  Py_XDECREF(changetype<PyCellObject>(self).ob_ref);
  PyObject_GC_Del(changetype<usize>(self));
}

function cell_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  return visitItems(changetype<usize>(self) + 16, 1, visit, arg);
}

function cell_clear(self: PyObject): i32 {
  Py_CLEAR(changetype<usize>(self) + 16);
  return 0;
}

function cell_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!noKeywordsDict("cell", kwargs)) return null;
  const n = PyTuple_GET_SIZE(args);
  if (!PyArg_CheckPositional("cell", n, 0, 1)) return null;
  return PyCell_New(n == 1 ? PyTuple_GET_ITEM(args, 0) : null);
}

/** An empty cell comes before every other. */
function cell_richcompare(a: PyObject, b: PyObject, op: i32): PyObject | null {
  if (a.ob_type != PyCell_Type || b.ob_type != PyCell_Type) return Py_NewRef(Py_NotImplemented);
  const x = PyCell_GET(a);
  const y = PyCell_GET(b);
  if (x !== null && y !== null) return PyObject_RichCompare(x, y, op);
  const order = (y === null ? 1 : 0) - (x === null ? 1 : 0);
  switch (op) {
    case Py_EQ:
      return Py_RETURN_BOOL(order == 0);
    case Py_NE:
      return Py_RETURN_BOOL(order != 0);
    case Py_LT:
      return Py_RETURN_BOOL(order < 0);
    case Py_LE:
      return Py_RETURN_BOOL(order <= 0);
    case Py_GT:
      return Py_RETURN_BOOL(order > 0);
    case Py_GE:
      return Py_RETURN_BOOL(order >= 0);
  }
  return Py_NewRef(Py_NotImplemented);
}

function cell_repr(self: PyObject): PyObject | null {
  const content = PyCell_GET(self);
  if (content === null) return PyUnicode_FromFormat("<cell at 0x%x: empty>", changetype<usize>(self));
  return PyUnicode_FromFormat(
    "<cell at 0x%x: %s object at 0x%x>",
    changetype<usize>(self),
    content.ob_type.tp_name,
    changetype<usize>(content),
  );
}

function cell_get_contents(self: PyObject, closure: usize): PyObject | null {
  const content = PyCell_GetRef(self);
  return content === null ? PyErr_SetString(PyExc_ValueError, "Cell is empty") : content;
}

function cell_set_contents(self: PyObject, value: PyObject | null, closure: usize): i32 {
  PyCell_SetTakeRef(self, Py_XNewRef(value));
  return 0;
}

export function initCellType(): void {
  const t = PyCell_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "cell",
    <i32>offsetof<PyCellObject>(),
    0,
    Py_TPFLAGS_HAVE_GC,
    "cell([contents])\n--\n\nMake a cell, which holds a variable of a closure.\n\n  contents\n    the variable's value. Without it the cell is empty, and reading\n    cell_contents a ValueError.",
  );
  t.tp_dealloc = cell_dealloc.index;
  t.tp_repr = cell_repr.index;
  t.tp_hash = PyObject_HashNotImplemented.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  t.tp_traverse = cell_traverse.index;
  t.tp_clear = cell_clear.index;
  t.tp_richcompare = cell_richcompare.index;
  t.tp_new = cell_new.index;
  t.tp_free = PyObject_GC_Del.index;
  addGetSet(t, "cell_contents", cell_get_contents.index, cell_set_contents.index);
}
