/** The module _elementtree (Modules/_elementtree.c): elements of XML, what builds trees of them, the parser; the types are in elementtree/. */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF, Py_XSETREF } from "../object/refcount";
import { Py_None } from "../object/statics";
import { METH_FASTCALL, METH_VARARGS_KEYWORDS } from "../object/typedef";
import { PyExc_TypeError } from "../object/exception_types";
import { ptrAt } from "../object/layout";
import { PyArg_CheckPositional, checkParsedCount } from "../protocol/args";
import { badArgument } from "../protocol/arg_values";
import { PyCallable_Check } from "../protocol/attr";
import { PyErr_Format } from "../protocol/errors";
import { PyDict_Check } from "../types/dict";
import { PyModule_AddObjectRef, PyModule_AddType, PyModule_New, moduleFunction } from "../types/module";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_Pack2 } from "../types/tuple";
import { ready } from "./itertools_base";
import { Element_Check, addSubelement, createElement } from "./elementtree/element";
import { attribFrom, defineElement, foundAttrib } from "./elementtree/element_type";
import { defineElementIter } from "./elementtree/iterator";
import {
  COMMENT_FACTORY,
  ElementIter_Type,
  Element_Type,
  PI_FACTORY,
  ParseError,
  ParserLink_Type,
  TreeBuilder_Type,
  XMLParser_Type,
  factoryAt,
  loadState,
} from "./elementtree/state";
import { defineTreeBuilder } from "./elementtree/treebuilder";
import { defineXMLParser } from "./elementtree/xmlparser";

/** SubElement(parent, tag, attrib={}, /, **extra): the new child, `new`. */
function subelement(module: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  const n = PyTuple_GET_SIZE(args);
  if (!checkParsedCount("SubElement", n, 2, 3)) return null;
  const parent = PyTuple_GET_ITEM(args, 0);
  if (!Element_Check(parent)) {
    badArgument("SubElement", "argument 1", "xml.etree.ElementTree.Element", parent);
    return null;
  }
  const positional: PyObject | null = n > 2 ? PyTuple_GET_ITEM(args, 2) : null;
  if (positional !== null && !PyDict_Check(positional)) {
    badArgument("SubElement", "argument 3", "dict", positional);
    return null;
  }
  if (!attribFrom(positional, kwargs)) return null;
  const attrib = foundAttrib();
  const child = createElement(PyTuple_GET_ITEM(args, 1), attrib);
  Py_XDECREF(attrib);
  if (child === null || addSubelement(parent, child) == 0) return child;
  Py_DECREF(child);
  return null;
}

/** Is it a factory, or None for none? TypeError if not. */
function checkFactory(what: string, op: PyObject): bool {
  if (op == Py_None || PyCallable_Check(op)) return true;
  PyErr_Format(PyExc_TypeError, "%L factory must be callable, not %s", changetype<usize>(what), op.ob_type.tp_name);
  return false;
}

/** A factory cell for Python: borrowed. */
function shown(cell: usize): PyObject {
  const factory = factoryAt(cell);
  return factory === null ? Py_None : factory;
}

/** _set_factories(comment_factory, pi_factory): the former pair, `new`. */
function set_factories(module: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("_set_factories", nargs, 2, 2)) return null;
  const comment = ptrAt(args, 0);
  const pi = ptrAt(args, 1);
  if (!checkFactory("Comment", comment) || !checkFactory("PI", pi)) return null;
  const old = PyTuple_Pack2(shown(COMMENT_FACTORY), shown(PI_FACTORY));
  if (old === null) return null;
  Py_XSETREF(COMMENT_FACTORY, comment == Py_None ? null : Py_NewRef(comment));
  Py_XSETREF(PI_FACTORY, pi == Py_None ? null : Py_NewRef(pi));
  return old;
}

let defined: bool = false;

function defineTypes(): bool {
  if (!defined) {
    defineElement();
    defineElementIter();
    defineTreeBuilder();
    defineXMLParser();
    defined = true;
  }
  return ready(ElementIter_Type) && ready(ParserLink_Type);
}

function fill(m: PyObject): bool {
  let bad = moduleFunction(m, "SubElement", subelement.index, METH_VARARGS_KEYWORDS);
  bad |= moduleFunction(
    m,
    "_set_factories",
    set_factories.index,
    METH_FASTCALL,
    "_set_factories($module, comment_factory, pi_factory, /)\n--\n\nSets what makes comments and processing instructions.\n\nFor the library itself.",
  );
  bad |= PyModule_AddObjectRef(m, "ParseError", ParseError());
  bad |= PyModule_AddType(m, Element_Type);
  bad |= PyModule_AddType(m, TreeBuilder_Type);
  bad |= PyModule_AddType(m, XMLParser_Type);
  return bad == 0;
}

/** `new`: the module object. */
export function PyInit__elementtree(): PyObject | null {
  if (!defineTypes() || !loadState()) return null;
  const m = PyModule_New("_elementtree");
  if (m === null || fill(m)) return m;
  Py_DECREF(m);
  return null;
}
