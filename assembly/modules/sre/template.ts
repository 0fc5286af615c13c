/**
 * _sre.SRE_Template: a replacement with groups, compiled by re/_parser.py to [literal, group, literal, group, literal ...].
 *
 *   16 the list   24
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_DISALLOW_INSTANTIATION, initPtr } from "../../object/layout";
import { Py_DECREF, Py_NewRef } from "../../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_None } from "../../object/statics";
import { initStaticType } from "../../object/typedef";
import { PyExc_IndexError, PyExc_TypeError } from "../../object/exception_types";
import { _PyObject_New } from "../../gc/collector";
import { PyObject_Free } from "../../memory/blocks";
import { PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { PyNumber_Add } from "../../protocol/number";
import { PyList_Append, PyList_Check, PyList_GET_ITEM, PyList_GET_SIZE, PyList_New } from "../../types/list";
import { PyLong_AsI32, PyLong_Check } from "../../types/long";
import { PyUnicode_Check, PyUnicode_New } from "../../types/unicode";
import { PyUnicode_Join } from "../../types/unicode_ops";
import { groupOf, groupCount } from "./match";

export const Template_Type = changetype<PyTypeObject>(memory.data(416, 16));

function partsOf(op: PyObject): PyObject {
  return load<PyObject>(changetype<usize>(op) + 16);
}

/** _sre.template(pattern, list): `new`. */
export function newTemplate(list: PyObject): PyObject | null {
  if (!PyList_Check(list) || (PyList_GET_SIZE(list) & 1) == 0) return badTemplate();
  for (let i = 1; i < PyList_GET_SIZE(list); i += 2) {
    const index = PyList_GET_ITEM(list, i);
    if (!PyLong_Check(index)) return PyErr_SetString(PyExc_TypeError, "an integer is required");
    if (PyLong_AsI32(index) < 0) return PyErr_Occurred() !== null ? null : badTemplate();
  }
  const op = _PyObject_New(Template_Type);
  if (op === null) return null;
  initPtr(changetype<usize>(op) + 16, changetype<usize>(Py_NewRef(list)));
  return op;
}

function badTemplate(): PyObject | null {
  return PyErr_SetString(PyExc_TypeError, "invalid template");
}

/** The text of a template without groups: borrowed; null if it has groups. */
export function templateLiteral(op: PyObject): PyObject | null {
  const parts = partsOf(op);
  return PyList_GET_SIZE(parts) == 1 ? PyList_GET_ITEM(parts, 0) : null;
}

/** The template with the groups of `match`: `new`. */
export function expandTemplate(op: PyObject, match: PyObject): PyObject | null {
  const parts = partsOf(op);
  const n = PyList_GET_SIZE(parts);
  const first = PyList_GET_ITEM(parts, 0);
  if (n == 1) return Py_NewRef(first);
  const text = PyUnicode_Check(first);
  const list = PyList_New(0);
  if (list === null) return null;
  let good = PyList_Append(list, first) == 0;
  for (let i = 1; i < n && good; i += 2) {
    const index = PyLong_AsI32(PyList_GET_ITEM(parts, i));
    if (index >= groupCount(match)) {
      PyErr_SetString(PyExc_IndexError, "no such group");
      good = false;
      break;
    }
    const group = groupOf(match, index, Py_None);
    good = group !== null;
    if (group !== null) {
      if (group != Py_None) good = PyList_Append(list, group) == 0;
      Py_DECREF(group);
    }
    if (good) good = PyList_Append(list, PyList_GET_ITEM(parts, i + 1)) == 0;
  }
  let result: PyObject | null = null;
  if (good) result = text ? joinText(list) : joinParts(list);
  Py_DECREF(list);
  return result;
}

function joinText(list: PyObject): PyObject | null {
  const empty = PyUnicode_New(0, 0);
  if (empty === null) return null;
  const result = PyUnicode_Join(empty, list);
  Py_DECREF(empty);
  return result;
}

/** Bytes added one to the other. */
function joinParts(list: PyObject): PyObject | null {
  let sum: PyObject = Py_NewRef(PyList_GET_ITEM(list, 0));
  for (let i = 1; i < PyList_GET_SIZE(list); i++) {
    const next = PyNumber_Add(sum, PyList_GET_ITEM(list, i));
    Py_DECREF(sum);
    if (next === null) return null;
    sum = next;
  }
  return sum;
}

function template_dealloc(self: PyObject): void {
  Py_DECREF(partsOf(self));
  PyObject_Free(changetype<usize>(self));
}

export function initTemplateType(): void {
  const t = Template_Type;
  initStaticType(t, PyType_Type, PyBaseObject_Type, "_sre.SRE_Template", 24, 0, Py_TPFLAGS_DISALLOW_INSTANTIATION);
  t.tp_dealloc = template_dealloc.index;
}
