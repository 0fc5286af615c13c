/** The type Element: construction, attributes, searches, and the table of its methods. */
import {
  PyObject,
  PyTypeObject,
  Py_EQ,
  Py_TPFLAGS_BASETYPE,
  Py_TPFLAGS_HAVE_GC,
  SHOWN_AS_HEAPTYPE,
  initPtr,
  ptrAt,
} from "../../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF, Py_XNewRef, Py_XSETREF } from "../../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_None } from "../../object/statics";
import {
  PyExc_AttributeError,
  PyExc_DeprecationWarning,
  PyExc_RuntimeError,
  PyExc_TypeError,
} from "../../object/exception_types";
import { ID } from "../../generated/ids";
import {
  METH_FASTCALL,
  METH_FASTCALL_KEYWORDS,
  METH_NOARGS,
  METH_O,
  addGetSet,
  addMethod,
  initStaticType,
  mappingMethods,
  numberMethods,
  sequenceMethods,
} from "../../object/typedef";
import { PyObject_GC_Del, PyType_GenericAlloc } from "../../gc/collector";
import { PyArg_CheckPositional, arg, argReq, checkParsedCount, parseArgs } from "../../protocol/args";
import { badArgument } from "../../protocol/arg_values";
import { PyObject_GenericGetAttr } from "../../protocol/attr";
import { PyObject_VectorcallMethod, borrowSlots, callMethodThreeArgs, releaseSlots } from "../../protocol/call";
import { PyObject_RichCompareBool, Py_ReprEnter, Py_ReprLeave } from "../../protocol/compare";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { PySequence_Fast, PySequence_Fast_GET_ITEM, PySequence_Fast_GET_SIZE } from "../../protocol/sequence";
import { PyErr_WarnEx } from "../../protocol/warnings";
import { PyBytes_AS_STRING, PyBytes_Check, PyBytes_GET_SIZE } from "../../types/bytes";
import {
  PyDict_Check,
  PyDict_GET_SIZE,
  PyDict_GetItemWithError,
  PyDict_Items,
  PyDict_Keys,
  PyDict_New,
  PyDict_SetItem,
  _PyDict_Pop,
} from "../../types/dict";
import { PyDict_Copy, PyDict_Update } from "../../types/dict_merge";
import { PyList_Append, PyList_New } from "../../types/list";
import { PyLong_FromI64 } from "../../types/long";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "../../types/tuple";
import {
  PyUnicode_Check,
  PyUnicode_DATA,
  PyUnicode_GET_LENGTH,
  PyUnicode_KIND,
  PyUnicode_READ,
} from "../../types/unicode";
import { PyUnicode_FromFormat } from "../../types/unicode_format";
import { unicodeEmpty } from "../../types/unicode_static";
import {
  ELEMENT_SIZE,
  Element_Check,
  TAG,
  TAIL,
  TEXT,
  WEAKREFLIST,
  addSubelement,
  at,
  attribOf,
  childAt,
  clearExtra,
  countOf,
  createElement,
  createExtra,
  element_clear_refs,
  element_dealloc,
  element_traverse,
  extraBytes,
  extraOf,
  isEmptyDict,
  needAttrib,
  readJoined,
  setJoined,
  tagOf,
} from "./element";
import { element_copy, element_deepcopy, element_getstate, element_setstate } from "./element_copy";
import {
  element_ass_subscr,
  element_getitem,
  element_insert,
  element_length,
  element_remove,
  element_setitem,
  element_subscr,
} from "./element_items";
import { createElementIter } from "./iterator";
import { Element_Type, elementPathModule } from "./state";

// ---- construction ----------------------------------------------------------------------------------------------------

/** `new` dict of the keywords, those of a dict given as "attrib" first. */
function attribFromKeywords(kwargs: PyObject): PyObject | null {
  const rest = PyDict_Copy(kwargs);
  if (rest === null) return null;
  const given = _PyDict_Pop(rest, ID.attrib, Py_None);
  const isGiven = PyDict_GET_SIZE(rest) != PyDict_GET_SIZE(kwargs);
  let attrib: PyObject | null = null;
  if (given !== null) {
    if (!isGiven) attrib = PyDict_New();
    else if (PyDict_Check(given)) attrib = PyDict_Copy(given);
    else PyErr_Format(PyExc_TypeError, "attrib must be dict, not %s", given.ob_type.tp_name);
    Py_DECREF(given);
  }
  if (attrib !== null && PyDict_Update(attrib, rest) < 0) {
    Py_DECREF(attrib);
    attrib = null;
  }
  Py_DECREF(rest);
  return attrib;
}

/** What the attributes of a new Element are is in `attribFound`: `new`, null for none. False with an exception. */
let attribFound: PyObject | null = null;
export function attribFrom(positional: PyObject | null, kwargs: PyObject | null): bool {
  attribFound = null;
  if (positional === null && kwargs === null) return true;
  if (positional === null) {
    attribFound = attribFromKeywords(kwargs!);
    return attribFound !== null;
  }
  const attrib = PyDict_Copy(positional);
  if (attrib === null) return false;
  if (kwargs !== null && PyDict_Update(attrib, kwargs) < 0) {
    Py_DECREF(attrib);
    return false;
  }
  attribFound = attrib;
  return true;
}

/** The dict that the last `attribFrom` has found; the caller owns it. */
export function foundAttrib(): PyObject | null {
  return attribFound;
}

function element_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  const self = call_indirect<PyObject | null>(type.tp_alloc, type, 0);
  if (self === null) return null;
  initPtr(at(self, TAG), changetype<usize>(Py_NewRef(Py_None)));
  initPtr(at(self, TEXT), changetype<usize>(Py_NewRef(Py_None)));
  initPtr(at(self, TAIL), changetype<usize>(Py_NewRef(Py_None)));
  return self;
}

function element_init(self: PyObject, args: PyObject, kwargs: PyObject | null): i32 {
  const n = PyTuple_GET_SIZE(args);
  if (!checkParsedCount("Element", n, 1, 2)) return -1;
  const tag = PyTuple_GET_ITEM(args, 0);
  const positional: PyObject | null = n > 1 ? PyTuple_GET_ITEM(args, 1) : null;
  if (positional !== null && !PyDict_Check(positional)) {
    badArgument("Element", "argument 2", "dict", positional);
    return -1;
  }
  if (!attribFrom(positional, kwargs)) return -1;
  const attrib = foundAttrib();
  let r = 0;
  if (attrib !== null && !isEmptyDict(attrib)) {
    // a second __init__ begins anew
    clearExtra(self);
    r = createExtra(self, attrib);
  }
  Py_XDECREF(attrib);
  if (r < 0) return -1;
  Py_XSETREF(at(self, TAG), Py_NewRef(tag));
  setJoined(self, TEXT, Py_NewRef(Py_None), 0);
  setJoined(self, TAIL, Py_NewRef(Py_None), 0);
  return 0;
}

/** makeelement(tag, attrib) */
function element_makeelement(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("makeelement", "tag,attrib,/", args, nargs, kwnames)) return null;
  const tag = argReq(0);
  const given = argReq(1);
  if (!PyDict_Check(given)) {
    badArgument("makeelement", "argument 2", "dict", given);
    return null;
  }
  const attrib = PyDict_Copy(given);
  if (attrib === null) return null;
  const made = createElement(tag, attrib);
  Py_DECREF(attrib);
  return made;
}

function element_repr(self: PyObject): PyObject | null {
  const r = Py_ReprEnter(self);
  if (r < 0) return null;
  if (r > 0) return PyErr_Format(PyExc_RuntimeError, "reentrant call inside %s.__repr__", self.ob_type.tp_name);
  const text = PyUnicode_FromFormat("<Element %R at 0x%x>", changetype<usize>(tagOf(self)!), changetype<usize>(self));
  Py_ReprLeave(self);
  return text;
}

function element_bool(self: PyObject): i32 {
  const r = PyErr_WarnEx(
    PyExc_DeprecationWarning,
    "Testing an element's truth value will always return True in future versions.  Use specific 'len(elem)' or 'elem is not None' test instead.",
    1,
  );
  return r < 0 ? -1 : countOf(self) > 0 ? 1 : 0;
}

// ---- attributes of the object ----------------------------------------------------------------------------------------

function mayNotDelete(): i32 {
  PyErr_SetString(PyExc_AttributeError, "can't delete element attribute");
  return -1;
}

function get_tag(self: PyObject, closure: usize): PyObject | null {
  return Py_NewRef(tagOf(self)!);
}

function set_tag(self: PyObject, value: PyObject | null, closure: usize): i32 {
  if (value === null) return mayNotDelete();
  Py_XSETREF(at(self, TAG), Py_NewRef(value));
  return 0;
}

/** The closure is the field, TEXT or TAIL. */
function get_joined(self: PyObject, field: usize): PyObject | null {
  return Py_XNewRef(readJoined(self, field));
}

function set_joined(self: PyObject, value: PyObject | null, field: usize): i32 {
  if (value === null) return mayNotDelete();
  setJoined(self, field, Py_NewRef(value), 0);
  return 0;
}

function get_attrib(self: PyObject, closure: usize): PyObject | null {
  return Py_XNewRef(needAttrib(self));
}

function set_attrib(self: PyObject, value: PyObject | null, closure: usize): i32 {
  if (value === null) return mayNotDelete();
  if (!PyDict_Check(value)) {
    PyErr_Format(PyExc_TypeError, "attrib must be dict, not %s", value.ob_type.tp_name);
    return -1;
  }
  if (extraOf(self) == 0 && createExtra(self, null) < 0) return -1;
  Py_XSETREF(extraOf(self), Py_NewRef(value));
  return 0;
}

// ---- attributes of the XML element -----------------------------------------------------------------------------------

function ownAttrib(self: PyObject): PyObject | null {
  const extra = extraOf(self);
  return extra == 0 ? null : attribOf(extra);
}

/** get(key, default=None) */
function element_get(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("get", "key,default=", args, nargs, kwnames)) return null;
  const key = argReq(0);
  const otherwise = arg(1);
  const attrib = ownAttrib(self);
  if (attrib !== null) {
    // the key's __hash__ may replace the dict
    Py_NewRef(attrib);
    const value = Py_XNewRef(PyDict_GetItemWithError(attrib, key));
    Py_DECREF(attrib);
    if (value !== null || PyErr_Occurred() !== null) return value;
  }
  return Py_NewRef(otherwise === null ? Py_None : otherwise);
}

/** set(key, value) */
function element_set(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("set", nargs, 2, 2)) return null;
  const attrib = needAttrib(self);
  if (attrib === null) return null;
  Py_NewRef(attrib);
  const r = PyDict_SetItem(attrib, ptrAt(args, 0), ptrAt(args, 1));
  Py_DECREF(attrib);
  return r < 0 ? null : Py_NewRef(Py_None);
}

function element_keys(self: PyObject, unused: PyObject | null): PyObject | null {
  const attrib = ownAttrib(self);
  return attrib === null ? PyList_New(0) : PyDict_Keys(attrib);
}

function element_items(self: PyObject, unused: PyObject | null): PyObject | null {
  const attrib = ownAttrib(self);
  return attrib === null ? PyList_New(0) : PyDict_Items(attrib);
}

function element_clear(self: PyObject, unused: PyObject | null): PyObject | null {
  clearExtra(self);
  setJoined(self, TEXT, Py_NewRef(Py_None), 0);
  setJoined(self, TAIL, Py_NewRef(Py_None), 0);
  return Py_NewRef(Py_None);
}

/** append(subelement) */
function element_append(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("append", "subelement,/", args, nargs, kwnames)) return null;
  const child = argReq(0);
  if (Element_Check(child)) return addSubelement(self, child) < 0 ? null : Py_NewRef(Py_None);
  badArgument("append", "argument 1", "xml.etree.ElementTree.Element", child);
  return null;
}

/** extend(elements) */
function element_extend(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("extend", "elements,/", args, nargs, kwnames)) return null;
  const seq = PySequence_Fast(argReq(0), "'elements' must be an iterable");
  if (seq === null) return null;
  let r = 0;
  for (let i = 0; i < PySequence_Fast_GET_SIZE(seq) && r == 0; i++) {
    r = addSubelement(self, PySequence_Fast_GET_ITEM(seq, i));
  }
  Py_DECREF(seq);
  return r < 0 ? null : Py_NewRef(Py_None);
}

// ---- searches --------------------------------------------------------------------------------------------------------

/** Is the character one that only a path has, not a plain name? */
function isPathChar(c: u32): bool {
  return c == 0x2f || c == 0x2a || c == 0x5b || c == 0x40 || c == 0x2e;
}

/** Is the text a path, or a name with a wildcard for the namespace? What stands in braces is the namespace of a name. */
function hasPathChar(kind: i32, data: usize, n: i32): bool {
  if (n >= 3 && PyUnicode_READ(kind, data, 0) == 0x7b) {
    const second = PyUnicode_READ(kind, data, 1);
    if (second == 0x7d || (second == 0x2a && PyUnicode_READ(kind, data, 2) == 0x7d)) return true;
  }
  let isOutside = true;
  for (let i = 0; i < n; i++) {
    const c = PyUnicode_READ(kind, data, i);
    if (c == 0x7b) isOutside = false;
    else if (c == 0x7d) isOutside = true;
    else if (isOutside && isPathChar(c)) return true;
  }
  return false;
}

/** Does a search need ElementPath? A tag that is no text may be anything. */
function isPath(path: PyObject, namespaces: PyObject | null): bool {
  if (namespaces !== null && namespaces != Py_None) return true;
  if (PyUnicode_Check(path)) return hasPathChar(PyUnicode_KIND(path), PyUnicode_DATA(path), PyUnicode_GET_LENGTH(path));
  if (PyBytes_Check(path)) return hasPathChar(1, PyBytes_AS_STRING(path), PyBytes_GET_SIZE(path));
  return true;
}

function orNone(op: PyObject | null): PyObject {
  return op === null ? Py_None : op;
}

/** ElementPath.name(self, path, namespaces) */
function askPath(name: PyObject, self: PyObject, path: PyObject, namespaces: PyObject | null): PyObject | null {
  return callMethodThreeArgs(elementPathModule(), name, self, path, orNone(namespaces));
}

/** The child after index `from` with that tag, held: `new`, its index in `foundAt`; null with or without an exception. */
let foundAt: i32 = 0;
function nextWithTag(self: PyObject, from: i32, tag: PyObject): PyObject | null {
  for (let i = from; i < countOf(self); i++) {
    const child = Py_NewRef(childAt(extraOf(self), i));
    const r = PyObject_RichCompareBool(tagOf(child)!, tag, Py_EQ);
    if (r > 0) {
      foundAt = i;
      return child;
    }
    Py_DECREF(child);
    if (r < 0) return null;
  }
  return null;
}

/** find(path, namespaces=None) */
function element_find(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("find", "path,namespaces=", args, nargs, kwnames)) return null;
  const path = argReq(0);
  const namespaces = arg(1);
  if (isPath(path, namespaces)) return askPath(ID.find, self, path, namespaces);
  const child = nextWithTag(self, 0, path);
  return child !== null || PyErr_Occurred() !== null ? child : Py_NewRef(Py_None);
}

/** findtext(path, default=None, namespaces=None) */
function element_findtext(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("findtext", "path,default=,namespaces=", args, nargs, kwnames)) return null;
  const path = argReq(0);
  const otherwise = orNone(arg(1));
  const namespaces = arg(2);
  if (isPath(path, namespaces)) {
    const slots = borrowSlots(5);
    if (slots == 0) return null;
    store<u64>(slots, <u64>changetype<usize>(elementPathModule()));
    store<u64>(slots + 8, <u64>changetype<usize>(self));
    store<u64>(slots + 16, <u64>changetype<usize>(path));
    store<u64>(slots + 24, <u64>changetype<usize>(otherwise));
    store<u64>(slots + 32, <u64>changetype<usize>(orNone(namespaces)));
    const result = PyObject_VectorcallMethod(ID.findtext, slots, 5, null);
    releaseSlots(5);
    return result;
  }
  const child = nextWithTag(self, 0, path);
  if (child === null) return PyErr_Occurred() !== null ? null : Py_NewRef(otherwise);
  const text = Py_XNewRef(readJoined(child, TEXT));
  Py_DECREF(child);
  if (text != Py_None) return text;
  Py_DECREF(Py_None);
  return Py_NewRef(unicodeEmpty());
}

/** findall(path, namespaces=None) */
function element_findall(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("findall", "path,namespaces=", args, nargs, kwnames)) return null;
  const path = argReq(0);
  const namespaces = arg(1);
  if (isPath(path, namespaces)) return askPath(ID.findall, self, path, namespaces);
  const list = PyList_New(0);
  if (list === null) return null;
  let child = nextWithTag(self, 0, path);
  while (child !== null) {
    const r = PyList_Append(list, child);
    Py_DECREF(child);
    child = r < 0 ? null : nextWithTag(self, foundAt + 1, path);
  }
  if (PyErr_Occurred() === null) return list;
  Py_DECREF(list);
  return null;
}

/** iterfind(path, namespaces=None) */
function element_iterfind(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("iterfind", "path,namespaces=", args, nargs, kwnames)) return null;
  return askPath(ID.iterfind, self, argReq(0), arg(1));
}

/** Is it "*" or b"*", which stands for any tag? */
function isStar(tag: PyObject): bool {
  if (PyUnicode_Check(tag)) {
    return PyUnicode_GET_LENGTH(tag) == 1 && PyUnicode_READ(PyUnicode_KIND(tag), PyUnicode_DATA(tag), 0) == 0x2a;
  }
  return PyBytes_Check(tag) && PyBytes_GET_SIZE(tag) == 1 && load<u8>(PyBytes_AS_STRING(tag)) == 0x2a;
}

/** iter(tag=None) */
function element_iter(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("iter", "tag=", args, nargs, kwnames)) return null;
  const tag = orNone(arg(0));
  return createElementIter(self, isStar(tag) ? Py_None : tag, false);
}

/** TypeError "f() takes no arguments" if there are any; for methods that know the class that defines them. */
function noArguments(fname: string, nargs: i32, kwnames: PyObject | null): bool {
  if (nargs == 0 && (kwnames === null || PyTuple_GET_SIZE(kwnames) == 0)) return true;
  PyErr_Format(PyExc_TypeError, "%L() takes no arguments", changetype<usize>(fname));
  return false;
}

function element_itertext(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return noArguments("itertext", nargs, kwnames) ? createElementIter(self, Py_None, true) : null;
}

function element___copy__(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return noArguments("__copy__", nargs, kwnames) ? element_copy(self) : null;
}

function element_sizeof(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromI64(<i64>self.ob_type.tp_basicsize + <i64>extraBytes(self));
}

function element___setstate__(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return parseArgs("__setstate__", "state,/", args, nargs, kwnames) ? element_setstate(self, argReq(0)) : null;
}

// ---- the table -------------------------------------------------------------------------------------------------------

/** A method with keywords, described by its signature alone. */
function keywords(name: string, fn: u32, signature: string): void {
  addMethod(Element_Type, name, fn, METH_FASTCALL_KEYWORDS, signature);
}

function addMethods(): void {
  const t = Element_Type;
  addMethod(t, "clear", element_clear.index, METH_NOARGS, "clear($self, /)\n--\n\n");
  keywords("get", element_get.index, "get($self, /, key, default=None)\n--\n\n");
  addMethod(t, "set", element_set.index, METH_FASTCALL, "set($self, key, value, /)\n--\n\n");
  keywords("find", element_find.index, "find($self, /, path, namespaces=None)\n--\n\n");
  keywords("findtext", element_findtext.index, "findtext($self, /, path, default=None, namespaces=None)\n--\n\n");
  keywords("findall", element_findall.index, "findall($self, /, path, namespaces=None)\n--\n\n");
  keywords("append", element_append.index, "append($self, subelement, /)\n--\n\n");
  keywords("extend", element_extend.index, "extend($self, elements, /)\n--\n\n");
  addMethod(t, "insert", element_insert.index, METH_FASTCALL, "insert($self, index, subelement, /)\n--\n\n");
  addMethod(t, "remove", element_remove.index, METH_O, "remove($self, subelement, /)\n--\n\n");
  keywords("iter", element_iter.index, "iter($self, /, tag=None)\n--\n\n");
  keywords("itertext", element_itertext.index, "itertext($self, /)\n--\n\n");
  keywords("iterfind", element_iterfind.index, "iterfind($self, /, path, namespaces=None)\n--\n\n");
  addMethod(t, "items", element_items.index, METH_NOARGS, "items($self, /)\n--\n\n");
  addMethod(t, "keys", element_keys.index, METH_NOARGS, "keys($self, /)\n--\n\n");
  keywords("makeelement", element_makeelement.index, "makeelement($self, tag, attrib, /)\n--\n\n");
  keywords("__copy__", element___copy__.index, "__copy__($self, /)\n--\n\n");
  addMethod(t, "__deepcopy__", element_deepcopy.index, METH_O, "__deepcopy__($self, memo, /)\n--\n\n");
  addMethod(t, "__sizeof__", element_sizeof.index, METH_NOARGS, "__sizeof__($self, /)\n--\n\n");
  addMethod(t, "__getstate__", element_getstate.index, METH_NOARGS, "__getstate__($self, /)\n--\n\n");
  keywords("__setstate__", element___setstate__.index, "__setstate__($self, state, /)\n--\n\n");
}

export function defineElement(): void {
  const t = Element_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "xml.etree.ElementTree.Element",
    ELEMENT_SIZE,
    0,
    Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC | SHOWN_AS_HEAPTYPE,
  );
  t.tp_new = element_new.index;
  t.tp_init = element_init.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_free = PyObject_GC_Del.index;
  t.tp_dealloc = element_dealloc.index;
  t.tp_traverse = element_traverse.index;
  t.tp_clear = element_clear_refs.index;
  t.tp_weaklistoffset = WEAKREFLIST;
  t.tp_repr = element_repr.index;
  t.tp_getattro = PyObject_GenericGetAttr.index;
  numberMethods(t).nb_bool = element_bool.index;
  const s = sequenceMethods(t);
  s.sq_length = element_length.index;
  s.sq_item = element_getitem.index;
  s.sq_ass_item = element_setitem.index;
  const m = mappingMethods(t);
  m.mp_length = element_length.index;
  m.mp_subscript = element_subscr.index;
  m.mp_ass_subscript = element_ass_subscr.index;
  addMethods();
  addGetSet(t, "tag", get_tag.index, set_tag.index, "The name of the element.");
  addGetSet(t, "text", get_joined.index, set_joined.index, "The text before the first child, or None.", TEXT);
  addGetSet(t, "tail", get_joined.index, set_joined.index, "The text behind the element, or None.", TAIL);
  addGetSet(t, "attrib", get_attrib.index, set_attrib.index, "The attributes, a dict.");
}
