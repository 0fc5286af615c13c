/**
 * XMLParser (Modules/_elementtree.c): a parser of pyexpat whose handlers build a tree, or call the methods of any other target.
 *
 *   16 parser   24 target   32 entity   40 names   48 start_ns   56 end_ns   64 start   72 data   80 end
 *   88 comment   96 pi   104 doctype   112 close   120 link   128 failure                                         136 bytes
 *
 * The handlers that the pyexpat parser calls are native functions bound to `link`, which knows its XMLParser by address and holds no reference: as in
 * CPython the parser dies with its last reference, without the collector. An exception of a target waits in `failure` until the piece of text is
 * parsed, and until then nothing more is told to the target; the parser itself goes on, so that the program may feed it again.
 *
 * Invariant: `link` points at this object or at nothing; `target` is set from a successful __init__ on.
 */
import {
  PyObject,
  PyTypeObject,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_DISALLOW_INSTANTIATION,
  Py_TPFLAGS_HAVE_GC,
  SHOWN_AS_HEAPTYPE,
  initPtr,
  ptrAt,
} from "../../object/layout";
import { Py_CLEAR, Py_DECREF, Py_NewRef, Py_XDECREF } from "../../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_False, Py_None, Py_True } from "../../object/statics";
import {
  PyExc_AttributeError,
  PyExc_RuntimeWarning,
  PyExc_TypeError,
  PyExc_ValueError,
} from "../../object/exception_types";
import { ID } from "../../generated/ids";
import { visitField } from "../../object/slots";
import {
  METH_FASTCALL,
  METH_NOARGS,
  METH_O,
  PyMethodDef,
  Py_READONLY,
  _Py_T_OBJECT,
  addGetSet,
  addMember,
  addMethod,
  initStaticType,
  newMethodDef,
} from "../../object/typedef";
import { _PyObject_GC_UNTRACK } from "../../object/gc_head";
import { PyObject_GC_Del, PyType_GenericAlloc, _PyObject_New } from "../../gc/collector";
import { PyObject_Free } from "../../memory/blocks";
import { PyArg_CheckPositional, arg, parseTupleArgs } from "../../protocol/args";
import { badArgument } from "../../protocol/arg_values";
import { PyObject_GetAttr, PyObject_HasAttrWithError, PyObject_SetAttr } from "../../protocol/attr";
import { simpleBuffer, freeBuffer, PyBuffer_Release } from "../../protocol/buffer";
import {
  PyObject_CallMethodOneArg,
  PyObject_CallNoArgs,
  PyObject_CallOneArg,
  callMethodTwoArgs,
  callThreeArgs,
  callTwoArgs,
} from "../../protocol/call";
import {
  PyErr_Clear,
  PyErr_ExceptionMatches,
  PyErr_Format,
  PyErr_GetRaisedException,
  PyErr_Occurred,
  PyErr_SetObject,
  PyErr_SetRaisedException,
  PyErr_SetString,
} from "../../protocol/errors";
import { PySequence_Fast, PySequence_Fast_GET_ITEM, PySequence_Fast_GET_SIZE } from "../../protocol/sequence";
import { PyErr_WarnEx } from "../../protocol/warnings";
import {
  PyBytes_AS_STRING,
  PyBytes_Check,
  PyBytes_CheckExact,
  PyBytes_FromStringAndSize,
  PyBytes_GET_SIZE,
} from "../../types/bytes";
import { PyDict_GetItemWithError, PyDict_New, PyDict_SetItem } from "../../types/dict";
import { PyList_Check, PyList_GET_ITEM, PyList_GET_SIZE } from "../../types/list";
import { PyLong_FromI64 } from "../../types/long";
import { PyCFunction_New } from "../../types/methodobject";
import { PyTuple_Pack2 } from "../../types/tuple";
import {
  PyUnicode_AsUTF8AndSize,
  PyUnicode_Check,
  PyUnicode_CheckExact,
  PyUnicode_EqualToLiteral,
  PyUnicode_DATA,
  PyUnicode_GET_LENGTH,
  PyUnicode_KIND,
  PyUnicode_READ,
  PyUnicode_Substring,
} from "../../types/unicode";
import { _PyUnicode_AsUTF8String } from "../../types/unicode_codecs";
import { PyUnicode_FromFormat, PyUnicode_FromLiteral } from "../../types/unicode_format";
import { unicodeEmpty } from "../../types/unicode_static";
import { ExpatError, ParseError, ParserCreate, ParserLink_Type, TreeBuilder_Type, XMLParser_Type } from "./state";
import {
  COMMENT_EVENT,
  END_EVENT,
  END_NS_EVENT,
  EVENTS_APPEND,
  PI_EVENT,
  START_EVENT,
  START_NS_EVENT,
  TreeBuilder_CheckExact,
  builderResult,
  fieldOf,
  handleComment,
  handleData,
  handleEnd,
  handleEndNs,
  handlePi,
  handleStart,
  handleStartNs,
  insertsPis,
  setField,
  treebuilder_new,
  wantsEvent,
} from "./treebuilder";

const PARSER: usize = 16;
const TARGET: usize = 24;
const ENTITY: usize = 32;
const NAMES: usize = 40;
const START_NS: usize = 48;
const END_NS: usize = 56;
const START: usize = 64;
const DATA: usize = 72;
const END: usize = 80;
const COMMENT: usize = 88;
const PI: usize = 96;
const DOCTYPE: usize = 104;
const CLOSE: usize = 112;
const LINK: usize = 120;
const FAILURE: usize = 128;

const XML_ERROR_UNDEFINED_ENTITY: i64 = 11;

// ---- the link --------------------------------------------------------------------------------------------------------

/** 16 address of the XMLParser, 0 once it is gone: 24 bytes. */
function linkTo(parser: PyObject): PyObject | null {
  const link = _PyObject_New(ParserLink_Type);
  if (link !== null) initPtr(changetype<usize>(link) + 16, changetype<usize>(parser));
  return link;
}

function link_dealloc(self: PyObject): void {
  PyObject_Free(changetype<usize>(self));
}

/** The XMLParser that a handler works for, borrowed; null if it is gone or waits with an exception. */
function parserOf(link: PyObject): PyObject | null {
  const parser = load<PyObject | null>(changetype<usize>(link) + 16);
  return parser === null || fieldOf(parser, FAILURE) !== null ? null : parser;
}

/** The end of a handler: its exception is kept for later. Releases `result`. */
function handled(parser: PyObject, result: PyObject | null): PyObject {
  if (PyErr_Occurred() !== null) setField(parser, FAILURE, PyErr_GetRaisedException());
  Py_XDECREF(result);
  return Py_NewRef(Py_None);
}

// ---- names -----------------------------------------------------------------------------------------------------------

/** A name as pyexpat gives it, "uri}local" or "local", as a universal name: `new`. The same name is the same object each time. */
function universal(parser: PyObject, name: PyObject): PyObject | null {
  const names = fieldOf(parser, NAMES)!;
  const known = PyDict_GetItemWithError(names, name);
  if (known !== null) return Py_NewRef(known);
  if (PyErr_Occurred() !== null) return null;
  const n = PyUnicode_GET_LENGTH(name);
  const kind = PyUnicode_KIND(name);
  const chars = PyUnicode_DATA(name);
  let i = 0;
  while (i < n && PyUnicode_READ(kind, chars, i) != 0x7d) i++;
  const made: PyObject | null = i == n ? Py_NewRef(name) : PyUnicode_FromFormat("{%U", changetype<usize>(name));
  if (made !== null && PyDict_SetItem(names, name, made) == 0) return made;
  Py_XDECREF(made);
  return null;
}

/** A universal name, or None for None: `new`. */
function universalOrNone(parser: PyObject, name: PyObject): PyObject | null {
  return name == Py_None ? Py_NewRef(Py_None) : universal(parser, name);
}

/** None means the empty text. Borrowed. */
function textOrEmpty(op: PyObject): PyObject {
  return op == Py_None ? unicodeEmpty() : op;
}

// ---- handlers; self is the link --------------------------------------------------------------------------------------

/** The attributes, given as a list of names and values, as a dict: `new`; null with an exception. */
function attributesFrom(parser: PyObject, list: PyObject): PyObject | null {
  const dict = PyDict_New();
  if (dict === null) return null;
  let r = 0;
  for (let i = 0; i + 1 < PyList_GET_SIZE(list) && r == 0; i += 2) {
    const name = universal(parser, PyList_GET_ITEM(list, i));
    r = name === null ? -1 : PyDict_SetItem(dict, name, PyList_GET_ITEM(list, i + 1));
    Py_XDECREF(name);
  }
  if (r == 0) return dict;
  Py_DECREF(dict);
  return null;
}

function startElement(parser: PyObject, name: PyObject, list: PyObject): PyObject | null {
  const target = fieldOf(parser, TARGET)!;
  const isBuilder = TreeBuilder_CheckExact(target);
  const handler = fieldOf(parser, START);
  if (!isBuilder && handler === null) return null;
  const tag = universal(parser, name);
  if (tag === null) return null;
  // the builder makes no dict for an element without attributes
  const needsDict = !isBuilder || PyList_GET_SIZE(list) > 0;
  const attrib: PyObject | null = needsDict ? attributesFrom(parser, list) : null;
  let result: PyObject | null = null;
  if (attrib !== null || !needsDict) {
    result = isBuilder ? handleStart(target, tag, attrib) : callTwoArgs(handler!, tag, attrib!);
  }
  Py_DECREF(tag);
  Py_XDECREF(attrib);
  return result;
}

function on_start(link: PyObject, args: usize, nargs: i32): PyObject | null {
  const parser = parserOf(link);
  if (parser === null || nargs != 2) return Py_NewRef(Py_None);
  const name = ptrAt(args, 0);
  const list = ptrAt(args, 1);
  if (!PyUnicode_Check(name) || !PyList_Check(list)) return Py_NewRef(Py_None);
  return handled(parser, startElement(parser, name, list));
}

function on_end(link: PyObject, name: PyObject): PyObject | null {
  const parser = parserOf(link);
  if (parser === null) return Py_NewRef(Py_None);
  const target = fieldOf(parser, TARGET)!;
  if (TreeBuilder_CheckExact(target)) return handled(parser, handleEnd(target));
  const handler = fieldOf(parser, END);
  if (handler === null) return Py_NewRef(Py_None);
  const tag = universal(parser, name);
  if (tag === null) return handled(parser, null);
  const result = PyObject_CallOneArg(handler, tag);
  Py_DECREF(tag);
  return handled(parser, result);
}

/** Text for the target: `new` result, null with or without an exception. */
function giveText(parser: PyObject, text: PyObject): PyObject | null {
  const target = fieldOf(parser, TARGET)!;
  if (TreeBuilder_CheckExact(target)) return handleData(target, text);
  const handler = fieldOf(parser, DATA);
  return handler === null ? null : PyObject_CallOneArg(handler, text);
}

function on_data(link: PyObject, text: PyObject): PyObject | null {
  const parser = parserOf(link);
  return parser === null ? Py_NewRef(Py_None) : handled(parser, giveText(parser, text));
}

/** Raises ParseError as for a fault of the document, with code and position: always null. */
function raiseParseError(message: PyObject | null, code: i64, line: PyObject, column: PyObject): PyObject | null {
  if (message === null) return null;
  const error = PyObject_CallOneArg(ParseError(), message);
  const number = PyLong_FromI64(code);
  const position = PyTuple_Pack2(line, column);
  if (error !== null && number !== null && position !== null) {
    if (PyObject_SetAttr(error, ID.code, number) == 0 && PyObject_SetAttr(error, ID.position, position) == 0) {
      PyErr_SetObject(ParseError(), error);
    }
  }
  Py_XDECREF(error);
  Py_XDECREF(number);
  Py_XDECREF(position);
  return null;
}

/** A reference to an entity that the document does not define: ParseError at the parser's place. */
function undefinedEntity(parser: PyObject, reference: PyObject): PyObject | null {
  const expat = fieldOf(parser, PARSER)!;
  const line = PyObject_GetAttr(expat, ID.CurrentLineNumber);
  const column: PyObject | null = line === null ? null : PyObject_GetAttr(expat, ID.CurrentColumnNumber);
  if (line !== null && column !== null) {
    const message = PyUnicode_FromFormat(
      "undefined entity %U: line %S, column %S",
      changetype<usize>(reference),
      changetype<usize>(line),
      changetype<usize>(column),
    );
    raiseParseError(message, XML_ERROR_UNDEFINED_ENTITY, line, column);
    Py_XDECREF(message);
  }
  Py_XDECREF(line);
  Py_XDECREF(column);
  return null;
}

/** What no other handler takes: of that only references to entities matter, which the program may have defined in `entity`. */
function on_default(link: PyObject, text: PyObject): PyObject | null {
  const parser = parserOf(link);
  if (parser === null || !PyUnicode_Check(text)) return Py_NewRef(Py_None);
  const n = PyUnicode_GET_LENGTH(text);
  if (n < 2 || PyUnicode_READ(PyUnicode_KIND(text), PyUnicode_DATA(text), 0) != 0x26) return Py_NewRef(Py_None);
  const name = PyUnicode_Substring(text, 1, n - 1);
  if (name === null) return handled(parser, null);
  const value = PyDict_GetItemWithError(fieldOf(parser, ENTITY)!, name);
  Py_DECREF(name);
  if (value !== null) {
    Py_NewRef(value);
    const result = giveText(parser, value);
    Py_DECREF(value);
    return handled(parser, result);
  }
  return handled(parser, PyErr_Occurred() !== null ? null : undefinedEntity(parser, text));
}

function on_start_ns(link: PyObject, args: usize, nargs: i32): PyObject | null {
  const parser = parserOf(link);
  if (parser === null || nargs != 2) return Py_NewRef(Py_None);
  const prefix = textOrEmpty(ptrAt(args, 0));
  const uri = textOrEmpty(ptrAt(args, 1));
  const target = fieldOf(parser, TARGET)!;
  if (TreeBuilder_CheckExact(target)) {
    handleStartNs(target, prefix, uri);
    return handled(parser, null);
  }
  const handler = fieldOf(parser, START_NS);
  return handler === null ? Py_NewRef(Py_None) : handled(parser, callTwoArgs(handler, prefix, uri));
}

function on_end_ns(link: PyObject, prefix: PyObject): PyObject | null {
  const parser = parserOf(link);
  if (parser === null) return Py_NewRef(Py_None);
  const target = fieldOf(parser, TARGET)!;
  if (TreeBuilder_CheckExact(target)) {
    handleEndNs(target);
    return handled(parser, null);
  }
  const handler = fieldOf(parser, END_NS);
  return handler === null ? Py_NewRef(Py_None) : handled(parser, PyObject_CallOneArg(handler, textOrEmpty(prefix)));
}

function on_comment(link: PyObject, text: PyObject): PyObject | null {
  const parser = parserOf(link);
  if (parser === null) return Py_NewRef(Py_None);
  const target = fieldOf(parser, TARGET)!;
  if (TreeBuilder_CheckExact(target)) return handled(parser, handleComment(target, text));
  const handler = fieldOf(parser, COMMENT);
  return handler === null ? Py_NewRef(Py_None) : handled(parser, PyObject_CallOneArg(handler, text));
}

function on_pi(link: PyObject, args: usize, nargs: i32): PyObject | null {
  const parser = parserOf(link);
  if (parser === null || nargs != 2) return Py_NewRef(Py_None);
  const target = fieldOf(parser, TARGET)!;
  if (TreeBuilder_CheckExact(target)) {
    if (!wantsEvent(target, PI_EVENT) && !insertsPis(target)) return Py_NewRef(Py_None);
    return handled(parser, handlePi(target, ptrAt(args, 0), ptrAt(args, 1)));
  }
  const handler = fieldOf(parser, PI);
  return handler === null ? Py_NewRef(Py_None) : handled(parser, callTwoArgs(handler, ptrAt(args, 0), ptrAt(args, 1)));
}

/** doctype(name, public id, system id) of the target. */
function tellDoctype(parser: PyObject, name: PyObject, system: PyObject, pub: PyObject): PyObject | null {
  const handler = fieldOf(parser, DOCTYPE);
  if (handler === null) {
    if (PyObject_HasAttrWithError(parser, ID.doctype) > 0) {
      PyErr_WarnEx(
        PyExc_RuntimeWarning,
        "The doctype() method of XMLParser is ignored.  Define doctype() method on the TreeBuilder target.",
        1,
      );
    }
    return null;
  }
  const a = universal(parser, name);
  const b: PyObject | null = a === null ? null : universalOrNone(parser, system);
  const c: PyObject | null = b === null ? null : universalOrNone(parser, pub);
  const result: PyObject | null = c === null ? null : callThreeArgs(handler, a!, c, b!);
  Py_XDECREF(a);
  Py_XDECREF(b);
  Py_XDECREF(c);
  return result;
}

function on_doctype(link: PyObject, args: usize, nargs: i32): PyObject | null {
  const parser = parserOf(link);
  if (parser === null || nargs != 4) return Py_NewRef(Py_None);
  return handled(parser, tellDoctype(parser, ptrAt(args, 0), ptrAt(args, 1), ptrAt(args, 2)));
}

// ---- setting up ------------------------------------------------------------------------------------------------------

const D_START: i32 = 0;
const D_END: i32 = 1;
const D_DATA: i32 = 2;
const D_DEFAULT: i32 = 3;
const D_START_NS: i32 = 4;
const D_END_NS: i32 = 5;
const D_COMMENT: i32 = 6;
const D_PI: i32 = 7;
const D_DOCTYPE: i32 = 8;
const defs = memory.data(9 * 4, 4);

function define(i: i32, name: string, fn: u32, flags: i32): void {
  store<u32>(defs + ((<usize>i) << 2), <u32>changetype<usize>(newMethodDef(name, fn, flags, null)));
}

/** Gives the pyexpat parser a handler; false with an exception. */
function setHandler(parser: PyObject, name: PyObject, def: i32): bool {
  const link = fieldOf(parser, LINK);
  const expat = fieldOf(parser, PARSER);
  if (link === null || expat === null) return true;
  const f = PyCFunction_New(load<PyMethodDef>(defs + ((<usize>def) << 2)), link);
  if (f === null) return false;
  const r = PyObject_SetAttr(expat, name, f);
  Py_DECREF(f);
  return r == 0;
}

/** The pair of handlers of namespaces. */
function setNamespaceHandlers(parser: PyObject): bool {
  return (
    setHandler(parser, ID.StartNamespaceDeclHandler, D_START_NS) &&
    setHandler(parser, ID.EndNamespaceDeclHandler, D_END_NS)
  );
}

/** Takes a method of the target, if it has it; false with an exception that is no AttributeError. */
function takeMethod(self: PyObject, target: PyObject, name: PyObject, field: usize): bool {
  const method = PyObject_GetAttr(target, name);
  if (method === null) {
    if (!PyErr_ExceptionMatches(PyExc_AttributeError)) return false;
    PyErr_Clear();
  }
  setField(self, field, method);
  return true;
}

function takeMethods(self: PyObject, target: PyObject): bool {
  return (
    takeMethod(self, target, ID.start_ns, START_NS) &&
    takeMethod(self, target, ID.end_ns, END_NS) &&
    takeMethod(self, target, ID.start, START) &&
    takeMethod(self, target, ID.data, DATA) &&
    takeMethod(self, target, ID.end, END) &&
    takeMethod(self, target, ID.comment, COMMENT) &&
    takeMethod(self, target, ID.pi, PI) &&
    takeMethod(self, target, ID.close, CLOSE) &&
    takeMethod(self, target, ID.doctype, DOCTYPE)
  );
}

function setHandlers(self: PyObject): bool {
  if (PyObject_SetAttr(fieldOf(self, PARSER)!, ID.ordered_attributes, Py_True) < 0) return false;
  if ((fieldOf(self, START_NS) !== null || fieldOf(self, END_NS) !== null) && !setNamespaceHandlers(self)) return false;
  if (fieldOf(self, COMMENT) !== null && !setHandler(self, ID.CommentHandler, D_COMMENT)) return false;
  if (fieldOf(self, PI) !== null && !setHandler(self, ID.ProcessingInstructionHandler, D_PI)) return false;
  return (
    setHandler(self, ID.StartElementHandler, D_START) &&
    setHandler(self, ID.EndElementHandler, D_END) &&
    setHandler(self, ID.DefaultHandlerExpand, D_DEFAULT) &&
    setHandler(self, ID.CharacterDataHandler, D_DATA) &&
    setHandler(self, ID.StartDoctypeDeclHandler, D_DOCTYPE)
  );
}

/** The parser of pyexpat with "}" between namespace and name: `new`. */
function makeExpat(encoding: PyObject | null): PyObject | null {
  const separator = PyUnicode_FromLiteral("}");
  if (separator === null) return null;
  const expat = callTwoArgs(ParserCreate(), encoding === null ? Py_None : encoding, separator);
  Py_DECREF(separator);
  return expat;
}

/** Is it a str without a NUL, or None? */
function checkEncoding(encoding: PyObject | null): bool {
  if (encoding === null || encoding == Py_None) return true;
  if (!PyUnicode_Check(encoding)) return badArgument("XMLParser", "argument 'encoding'", "str or None", encoding);
  if (PyUnicode_AsUTF8AndSize(encoding) == 0) return false;
  for (let i = 0; i < PyUnicode_GET_LENGTH(encoding); i++) {
    if (PyUnicode_READ(PyUnicode_KIND(encoding), PyUnicode_DATA(encoding), i) != 0) continue;
    PyErr_SetString(PyExc_ValueError, "embedded null character");
    return false;
  }
  return true;
}

function xmlparser_init(self: PyObject, args: PyObject, kwargs: PyObject | null): i32 {
  if (!parseTupleArgs("XMLParser", "*,target=,encoding=", args, kwargs)) return -1;
  const given = arg(0);
  const encoding = arg(1);
  if (!checkEncoding(encoding)) return -1;
  unlink(self);
  setField(self, ENTITY, PyDict_New());
  setField(self, NAMES, PyDict_New());
  setField(self, LINK, linkTo(self));
  if (fieldOf(self, ENTITY) === null || fieldOf(self, NAMES) === null || fieldOf(self, LINK) === null) return -1;
  setField(self, PARSER, makeExpat(encoding));
  if (fieldOf(self, PARSER) === null) return -1;
  const target: PyObject | null =
    given !== null && given != Py_None ? Py_NewRef(given) : treebuilder_new(TreeBuilder_Type, Py_None, null);
  if (target === null) return -1;
  setField(self, TARGET, target);
  return takeMethods(self, target) && setHandlers(self) ? 0 : -1;
}

// ---- life ------------------------------------------------------------------------------------------------------------

/** The handlers find nobody from now on. */
function unlink(self: PyObject): void {
  const link = fieldOf(self, LINK);
  if (link !== null) initPtr(changetype<usize>(link) + 16, 0);
}

function xmlparser_traverse(self: PyObject, visit: u32, arg: usize): i32 {
  let stop = 0;
  for (let field = PARSER; field <= FAILURE && stop == 0; field += 8) {
    stop = visitField(changetype<usize>(self) + field, visit, arg);
  }
  return stop;
}

function xmlparser_clear(self: PyObject): i32 {
  unlink(self);
  for (let field = PARSER; field <= FAILURE; field += 8) Py_CLEAR(changetype<usize>(self) + field);
  return 0;
}

function xmlparser_dealloc(self: PyObject): void {
  _PyObject_GC_UNTRACK(self);
  xmlparser_clear(self);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

// ---- methods ---------------------------------------------------------------------------------------------------------

function isReady(self: PyObject): bool {
  if (fieldOf(self, TARGET) !== null && fieldOf(self, PARSER) !== null) return true;
  PyErr_SetString(PyExc_ValueError, "XMLParser.__init__() wasn't called");
  return false;
}

/** The error that pyexpat has raised becomes a ParseError; another one stays. Always null. */
function convertError(): PyObject | null {
  if (!PyErr_ExceptionMatches(ExpatError())) return null;
  const error = PyErr_GetRaisedException()!;
  const code = PyObject_GetAttr(error, ID.code);
  const line: PyObject | null = code === null ? null : PyObject_GetAttr(error, ID.lineno);
  const column: PyObject | null = line === null ? null : PyObject_GetAttr(error, ID.offset);
  if (column !== null) {
    const message = PyUnicode_FromFormat("%S", changetype<usize>(error));
    const made: PyObject | null = message === null ? null : PyObject_CallOneArg(ParseError(), message);
    const position: PyObject | null = made === null ? null : PyTuple_Pack2(line!, column);
    if (position !== null) {
      if (PyObject_SetAttr(made!, ID.code, code!) == 0 && PyObject_SetAttr(made!, ID.position, position) == 0) {
        PyErr_SetObject(ParseError(), made);
      }
    }
    Py_XDECREF(message);
    Py_XDECREF(made);
    Py_XDECREF(position);
  }
  Py_DECREF(error);
  Py_XDECREF(code);
  Py_XDECREF(line);
  Py_XDECREF(column);
  return null;
}

/** Parses a piece: None; null with the exception of a handler, or else the parser's. */
function parsePiece(self: PyObject, piece: PyObject, isFinal: bool): PyObject | null {
  const expat = Py_NewRef(fieldOf(self, PARSER)!);
  Py_NewRef(self);
  const result = callMethodTwoArgs(expat, ID.Parse, piece, isFinal ? Py_True : Py_False);
  const failure = fieldOf(self, FAILURE);
  let good = false;
  if (failure !== null) {
    initPtr(changetype<usize>(self) + FAILURE, 0);
    PyErr_SetRaisedException(failure);
  } else if (result === null) convertError();
  else good = true;
  Py_XDECREF(result);
  Py_DECREF(expat);
  Py_DECREF(self);
  return good ? Py_NewRef(Py_None) : null;
}

/** Tells the parser that there is no more. */
function parseEnd(self: PyObject): PyObject | null {
  const nothing = PyBytes_FromStringAndSize(0, 0);
  if (nothing === null) return null;
  const result = parsePiece(self, nothing, true);
  Py_DECREF(nothing);
  return result;
}

function xmlparser_close(self: PyObject, unused: PyObject | null): PyObject | null {
  if (!isReady(self)) return null;
  const result = parseEnd(self);
  const target = fieldOf(self, TARGET);
  if (result === null || target === null) return result;
  const handler = fieldOf(self, CLOSE);
  const built = TreeBuilder_CheckExact(target);
  if (!built && handler === null) return result;
  Py_DECREF(result);
  return built ? builderResult(target) : PyObject_CallNoArgs(handler!);
}

function deferReparse(self: PyObject, on: bool): bool {
  const result = PyObject_CallMethodOneArg(
    fieldOf(self, PARSER)!,
    ID.SetReparseDeferralEnabled,
    on ? Py_True : Py_False,
  );
  Py_XDECREF(result);
  return result !== null;
}

function xmlparser_flush(self: PyObject, unused: PyObject | null): PyObject | null {
  if (!isReady(self) || !deferReparse(self, false)) return null;
  const nothing = PyBytes_FromStringAndSize(0, 0);
  if (nothing === null) return null;
  const result = parsePiece(self, nothing, false);
  Py_DECREF(nothing);
  if (result === null) {
    const error = PyErr_GetRaisedException();
    if (!deferReparse(self, true)) PyErr_Clear();
    PyErr_SetRaisedException(error);
    return null;
  }
  return deferReparse(self, true) ? result : null;
}

/** feed(data) */
function xmlparser_feed(self: PyObject, data: PyObject): PyObject | null {
  if (!isReady(self)) return null;
  if (PyUnicode_Check(data)) return PyUnicode_AsUTF8AndSize(data) == 0 ? null : parsePiece(self, data, false);
  const view = simpleBuffer(data);
  if (view === null) return null;
  PyBuffer_Release(view);
  freeBuffer(view);
  return parsePiece(self, data, false);
}

/** What read() has given, as bytes: `new`; the empty bytes at the end of the file or for what is no text. */
function asPiece(read: PyObject): PyObject | null {
  if (PyUnicode_CheckExact(read)) return _PyUnicode_AsUTF8String(read, SURROGATEPASS);
  return PyBytes_CheckExact(read) ? Py_NewRef(read) : PyBytes_FromStringAndSize(0, 0);
}

/** "surrogatepass" as a C string. */
const SURROGATEPASS: usize = memory.data<u8>([115, 117, 114, 114, 111, 103, 97, 116, 101, 112, 97, 115, 115, 0]);

/** _parse_whole(file): everything that read() gives. */
function xmlparser_parse_whole(self: PyObject, file: PyObject): PyObject | null {
  if (!isReady(self)) return null;
  const read = PyObject_GetAttr(file, ID.read);
  if (read === null) return null;
  const size = PyLong_FromI64(65536);
  let isMore = size !== null;
  while (isMore) {
    const got = PyObject_CallOneArg(read, size!);
    const piece: PyObject | null = got === null ? null : asPiece(got);
    Py_XDECREF(got);
    isMore = piece !== null && PyBytes_GET_SIZE(piece) > 0;
    if (isMore) {
      const parsed = parsePiece(self, piece!, false);
      isMore = parsed !== null;
      Py_XDECREF(parsed);
    }
    Py_XDECREF(piece);
  }
  Py_XDECREF(size);
  Py_DECREF(read);
  if (PyErr_Occurred() !== null) return null;
  const result = parseEnd(self);
  const target = fieldOf(self, TARGET);
  if (result === null || target === null || !TreeBuilder_CheckExact(target)) return result;
  Py_DECREF(result);
  return builderResult(target);
}

// ---- events ----------------------------------------------------------------------------------------------------------

/** The field of the builder for an event's name; 0 if there is none of that name. The name may be bytes. */
function eventField(name: PyObject): usize {
  if (isText(name, "start")) return START_EVENT;
  if (isText(name, "end")) return END_EVENT;
  if (isText(name, "start-ns")) return START_NS_EVENT;
  if (isText(name, "end-ns")) return END_NS_EVENT;
  if (isText(name, "comment")) return COMMENT_EVENT;
  return isText(name, "pi") ? PI_EVENT : 0;
}

function isText(name: PyObject, literal: string): bool {
  if (PyUnicode_Check(name)) return PyUnicode_EqualToLiteral(name, literal);
  if (PyBytes_GET_SIZE(name) != literal.length) return false;
  for (let i = 0; i < literal.length; i++) {
    if (<i32>load<u8>(PyBytes_AS_STRING(name) + <usize>i) != literal.charCodeAt(i)) return false;
  }
  return true;
}

/** Reports an event from now on; false with an exception. */
function wantEvent(self: PyObject, builder: PyObject, name: PyObject): bool {
  if (!PyUnicode_Check(name) && !PyBytes_Check(name)) {
    PyErr_SetString(PyExc_ValueError, "invalid events sequence");
    return false;
  }
  const field = eventField(name);
  if (field == 0) {
    if (PyUnicode_Check(name)) PyErr_Format(PyExc_ValueError, "unknown event '%U'", changetype<usize>(name));
    else PyErr_Format(PyExc_ValueError, "unknown event '%s'", PyBytes_AS_STRING(name));
    return false;
  }
  setField(builder, field, Py_NewRef(name));
  if (field == START_NS_EVENT || field == END_NS_EVENT) return setNamespaceHandlers(self);
  if (field == COMMENT_EVENT) return setHandler(self, ID.CommentHandler, D_COMMENT);
  return field != PI_EVENT || setHandler(self, ID.ProcessingInstructionHandler, D_PI);
}

/** _setevents(events_queue, events_to_report=None) */
function xmlparser_setevents(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("_setevents", nargs, 1, 2) || !isReady(self)) return null;
  const wanted = nargs > 1 ? ptrAt(args, 1) : Py_None;
  const builder = fieldOf(self, TARGET)!;
  if (!TreeBuilder_CheckExact(builder)) {
    return PyErr_SetString(PyExc_TypeError, "event handling only supported for ElementTree.TreeBuilder targets");
  }
  const append = PyObject_GetAttr(ptrAt(args, 0), ID.append);
  if (append === null) return null;
  setField(builder, EVENTS_APPEND, append);
  for (let field = START_EVENT; field <= PI_EVENT; field += 8) setField(builder, field, null);
  if (wanted == Py_None) {
    setField(builder, END_EVENT, PyUnicode_FromLiteral("end"));
    return Py_NewRef(Py_None);
  }
  const seq = PySequence_Fast(wanted, "events must be a sequence");
  if (seq === null) return null;
  let good = true;
  for (let i = 0; i < PySequence_Fast_GET_SIZE(seq) && good; i++) {
    good = wantEvent(self, builder, PySequence_Fast_GET_ITEM(seq, i));
  }
  Py_DECREF(seq);
  return good ? Py_NewRef(Py_None) : null;
}

function get_version(self: PyObject, closure: usize): PyObject | null {
  return PyUnicode_FromLiteral("Expat 2.6.3");
}

// ---- the types -------------------------------------------------------------------------------------------------------

function defineLink(): void {
  const t = ParserLink_Type;
  const flags = Py_TPFLAGS_DISALLOW_INSTANTIATION | SHOWN_AS_HEAPTYPE;
  initStaticType(t, PyType_Type, PyBaseObject_Type, "_elementtree._parser_link", 24, 0, flags);
  t.tp_dealloc = link_dealloc.index;
  define(D_START, "start", on_start.index, METH_FASTCALL);
  define(D_END, "end", on_end.index, METH_O);
  define(D_DATA, "data", on_data.index, METH_O);
  define(D_DEFAULT, "default", on_default.index, METH_O);
  define(D_START_NS, "start_ns", on_start_ns.index, METH_FASTCALL);
  define(D_END_NS, "end_ns", on_end_ns.index, METH_O);
  define(D_COMMENT, "comment", on_comment.index, METH_O);
  define(D_PI, "pi", on_pi.index, METH_FASTCALL);
  define(D_DOCTYPE, "doctype", on_doctype.index, METH_FASTCALL);
}

export function defineXMLParser(): void {
  defineLink();
  const t = XMLParser_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "xml.etree.ElementTree.XMLParser",
    136,
    0,
    Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | SHOWN_AS_HEAPTYPE,
  );
  t.tp_new = xmlparser_new.index;
  t.tp_init = xmlparser_init.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_free = PyObject_GC_Del.index;
  t.tp_dealloc = xmlparser_dealloc.index;
  t.tp_traverse = xmlparser_traverse.index;
  t.tp_clear = xmlparser_clear.index;
  addMethod(t, "feed", xmlparser_feed.index, METH_O, "feed($self, data, /)\n--\n\n");
  addMethod(t, "close", xmlparser_close.index, METH_NOARGS, "close($self, /)\n--\n\n");
  addMethod(t, "flush", xmlparser_flush.index, METH_NOARGS, "flush($self, /)\n--\n\n");
  addMethod(t, "_parse_whole", xmlparser_parse_whole.index, METH_O, "_parse_whole($self, file, /)\n--\n\n");
  addMethod(
    t,
    "_setevents",
    xmlparser_setevents.index,
    METH_FASTCALL,
    "_setevents($self, events_queue, events_to_report=None, /)\n--\n\n",
  );
  addMember(t, "entity", _Py_T_OBJECT, <i32>ENTITY, Py_READONLY);
  addMember(t, "target", _Py_T_OBJECT, <i32>TARGET, Py_READONLY);
  addGetSet(t, "version", get_version.index, 0);
}

function xmlparser_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return call_indirect<PyObject | null>(type.tp_alloc, type, 0);
}
