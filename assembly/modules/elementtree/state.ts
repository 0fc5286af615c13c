/**
 * What the module _elementtree keeps for its types: helpers of the library's Python code, the exception class, the factories of comments and
 * processing instructions.
 *
 * DIFFERS: CPython has this once for each import of the module, as it has the types; here a second import (test.support's import_fresh_module)
 * takes the same types and the same ParseError, and its factories replace the first ones.
 */
import { PyObject, PyTypeObject } from "../../object/layout";
import { Py_DECREF, Py_XDECREF } from "../../object/refcount";
import { PyType_Type, Py_None } from "../../object/statics";
import { PyExc_SyntaxError } from "../../object/exception_types";
import { ID } from "../../generated/ids";
import { PyObject_GetAttrString } from "../../protocol/attr";
import { callThreeArgs } from "../../protocol/call";
import { PyDict_New, PyDict_SetItem } from "../../types/dict";
import { PyTuple_Pack1 } from "../../types/tuple";
import { PyUnicode_FromLiteral } from "../../types/unicode_format";
import { PyImport_ImportModule } from "../import";

export const Element_Type = changetype<PyTypeObject>(memory.data(416, 16)); // xml.etree.ElementTree.Element
export const ElementIter_Type = changetype<PyTypeObject>(memory.data(416, 16)); // _elementtree._element_iterator
export const TreeBuilder_Type = changetype<PyTypeObject>(memory.data(416, 16)); // xml.etree.ElementTree.TreeBuilder
export const XMLParser_Type = changetype<PyTypeObject>(memory.data(416, 16)); // xml.etree.ElementTree.XMLParser
export const ParserLink_Type = changetype<PyTypeObject>(memory.data(416, 16)); // ours, see xmlparser.ts

let parseError: PyObject | null = null;
let deepcopyFunction: PyObject | null = null;
let elementPath: PyObject | null = null;
let parserCreate: PyObject | null = null;
let expatError: PyObject | null = null;

/** Two cells: the factories, null where there is none. Owned. */
const factories = memory.data(16, 8);
export const COMMENT_FACTORY: usize = factories;
export const PI_FACTORY: usize = factories + 8;

export function ParseError(): PyTypeObject {
  return changetype<PyTypeObject>(parseError!);
}

export function deepcopyObj(): PyObject {
  return deepcopyFunction!;
}

export function elementPathModule(): PyObject {
  return elementPath!;
}

export function ParserCreate(): PyObject {
  return parserCreate!;
}

export function ExpatError(): PyTypeObject {
  return changetype<PyTypeObject>(expatError!);
}

export function factoryAt(cell: usize): PyObject | null {
  return load<PyObject | null>(cell);
}

/** class ParseError(SyntaxError) of xml.etree.ElementTree: `new`. */
function makeParseError(): PyObject | null {
  const name = PyUnicode_FromLiteral("ParseError");
  const module = PyUnicode_FromLiteral("xml.etree.ElementTree");
  const bases = PyTuple_Pack1(PyExc_SyntaxError);
  const dict = PyDict_New();
  let made: PyObject | null = null;
  if (name !== null && module !== null && bases !== null && dict !== null) {
    if (PyDict_SetItem(dict, ID.__module__, module) == 0 && PyDict_SetItem(dict, ID.__doc__, Py_None) == 0) {
      made = callThreeArgs(PyType_Type, name, bases, dict);
    }
  }
  Py_XDECREF(name);
  Py_XDECREF(module);
  Py_XDECREF(bases);
  Py_XDECREF(dict);
  return made;
}

/** `new`: an attribute of a module. */
function fromModule(module: string, name: string): PyObject | null {
  const m = PyImport_ImportModule(module);
  if (m === null) return null;
  const value = PyObject_GetAttrString(m, name);
  Py_DECREF(m);
  return value;
}

/** Fetches what is needed of the library; false with an exception. */
export function loadState(): bool {
  if (parseError === null) parseError = makeParseError();
  if (parseError === null) return false;
  const copy = fromModule("copy", "deepcopy");
  const path: PyObject | null = copy === null ? null : PyImport_ImportModule("xml.etree.ElementPath");
  const create: PyObject | null = path === null ? null : fromModule("pyexpat", "ParserCreate");
  const error: PyObject | null = create === null ? null : fromModule("pyexpat", "ExpatError");
  if (error === null) {
    Py_XDECREF(copy);
    Py_XDECREF(path);
    Py_XDECREF(create);
    return false;
  }
  Py_XDECREF(deepcopyFunction);
  Py_XDECREF(elementPath);
  Py_XDECREF(parserCreate);
  Py_XDECREF(expatError);
  deepcopyFunction = copy;
  elementPath = path;
  parserCreate = create;
  expatError = error;
  return true;
}
