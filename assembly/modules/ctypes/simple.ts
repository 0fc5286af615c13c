/**
 * _SimpleCData and its metatype: c_int, c_char_p, py_object ... (Modules/_ctypes/_ctypes.c, "PyCSimpleType"). A class says which C type
 * it is with one letter, `_type_`.
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_BASETYPE, Py_TPFLAGS_HAVE_GC } from "../../object/layout";
import { PyExc_AttributeError, PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import { Py_DECREF, Py_NewRef } from "../../object/refcount";
import { Py_None } from "../../object/statics";
import {
  METH_CLASS,
  METH_NOARGS,
  METH_O,
  Py_READONLY,
  Py_T_INT,
  _Py_T_OBJECT,
  addGetSet,
  addMember,
  addMethod,
  bufferProcs,
  initStaticType,
  newMethodDef,
  numberMethods,
  PyMethodDef,
} from "../../object/typedef";
import { ID } from "../../generated/ids";
import { PyArg_CheckPositional } from "../../protocol/args";
import { PyObject_GetOptionalAttr } from "../../protocol/attr";
import { callThreeArgs } from "../../protocol/call";
import { PyObject_IsInstance } from "../../protocol/compare";
import {
  PyErr_Clear,
  PyErr_Format,
  PyErr_GetRaisedException,
  PyErr_Occurred,
  PyErr_SetRaisedException,
  PyErr_SetString,
} from "../../protocol/errors";
import { PyBytes_AS_STRING, PyBytes_Check } from "../../types/bytes";
import { PyDescr_NewClassMethod } from "../../types/descr";
import { PyDict_SetItem } from "../../types/dict";
import { PyLong_AsUnsignedLongLongMask, PyLong_Check } from "../../types/long";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "../../types/tuple";
import { lookup_tp_dict, PyType_IsSubtype, PyType_Modified } from "../../types/typeobject";
import { PyUnicode_Check, PyUnicode_GET_LENGTH, PyUnicode_READ_CHAR } from "../../types/unicode";
import { PyUnicode_FromFormat } from "../../types/unicode_format";
import { codeSize, formatLetter, getByCode, setByCode, wideCopy } from "./access";
import { newCArg, pointerArg } from "./carg";
import {
  GenericPyCData_new,
  KeepRef,
  PyCData_clear,
  PyCData_dealloc,
  PyCData_getbuffer,
  PyCData_nohash,
  PyCData_traverse,
  checkInstance,
  infoOf,
  isSimpleSubclass,
  ptrOf,
} from "./cdata";
import { asParameter, beginInfo, defineMetatype, setLetterFormat } from "./metatype";
import {
  CDATA_SIZE,
  CDataObject,
  PyCArgObject,
  PyCArg_Type,
  PyCArray_Type,
  PyCData_Type,
  PyCFuncPtr_Type,
  PyCPointer_Type,
  PyCSimpleType_Type,
  PyCType_Type,
  Simple_Type,
  getStgInfo,
} from "./layout";

const attrResult: usize = memory.data(8, 8);

// ---- the metatype

/** The letter in `_type_`, or 0 with an exception. */
function typeLetter(type: PyTypeObject): u32 {
  const found = PyObject_GetOptionalAttr(type, ID._type_, attrResult);
  if (found <= 0) {
    if (found == 0) PyErr_SetString(PyExc_AttributeError, "class must define a '_type_' attribute");
    return 0;
  }
  const proto = load<PyObject>(attrResult);
  let letter: u32 = 0;
  if (!PyUnicode_Check(proto)) {
    PyErr_SetString(PyExc_TypeError, "class must define a '_type_' string attribute");
  } else if (PyUnicode_GET_LENGTH(proto) != 1) {
    PyErr_SetString(PyExc_ValueError, "class must define a '_type_' attribute which must be a string of length 1");
  } else {
    letter = PyUnicode_READ_CHAR(proto, 0);
    if (codeSize(letter) == 0) {
      letter = 0;
      PyErr_SetString(
        PyExc_AttributeError,
        "class must define a '_type_' attribute which must be\na single character string containing one of 'cbBhHiIlLdfuzZqQPXOv?g'.",
      );
    }
  }
  Py_DECREF(proto);
  return letter;
}

/** Set while createSwapped makes a class, which would otherwise make a swapped one of its own. */
let makingSwapped: bool = false;

/** Gives a direct subclass its from_param for strings and pointers. */
function addFromParam(type: PyTypeObject, letter: u32): bool {
  let def: PyMethodDef;
  if (letter == 0x7a) def = charFromParam!;
  else if (letter == 0x5a) def = wideFromParam!;
  else if (letter == 0x50) def = voidFromParam!;
  else return true;
  const method = PyDescr_NewClassMethod(type, def);
  if (method === null) return false;
  const ok = PyDict_SetItem(lookup_tp_dict(type), ID.from_param, method) == 0;
  Py_DECREF(method);
  PyType_Modified(type);
  return ok;
}

/** The same C type with its bytes reversed, made of the class's own arguments (name, bases, dict). `new` */
function createSwapped(args: PyObject, letter: u32): PyObject | null {
  if (PyTuple_GET_SIZE(args) != 3) return PyErr_SetString(PyExc_TypeError, "type.__new__() takes exactly 3 arguments");
  const given = PyTuple_GET_ITEM(args, 0);
  const name = PyUnicode_FromFormat("%S_be", changetype<usize>(given));
  if (name === null) return null;
  makingSwapped = true;
  const result = callThreeArgs(PyCSimpleType_Type, name, PyTuple_GET_ITEM(args, 1), PyTuple_GET_ITEM(args, 2));
  makingSwapped = false;
  Py_DECREF(name);
  return result;
}

/** Has the code a byte-swapped form? */
function canSwap(letter: u32): bool {
  switch (letter) {
    case 0x68: // h
    case 0x48: // H
    case 0x69: // i
    case 0x49: // I
    case 0x6c: // l
    case 0x4c: // L
    case 0x71: // q
    case 0x51: // Q
    case 0x66: // f
    case 0x64: // d
      return true;
    default:
      return false;
  }
}

/** Adds __ctype_le__ and __ctype_be__. */
function addByteOrders(type: PyTypeObject, args: PyObject, letter: u32): bool {
  const swapped = createSwapped(args, letter);
  if (swapped === null) return false;
  const other = getStgInfo(changetype<PyTypeObject>(swapped))!;
  other.swapped = 1;
  store<u8>(other.format, 0x3e);
  const dict = lookup_tp_dict(type);
  const otherDict = lookup_tp_dict(changetype<PyTypeObject>(swapped));
  const ok =
    PyDict_SetItem(dict, ID.__ctype_be__, swapped) == 0 &&
    PyDict_SetItem(dict, ID.__ctype_le__, type) == 0 &&
    PyDict_SetItem(otherDict, ID.__ctype_le__, type) == 0 &&
    PyDict_SetItem(otherDict, ID.__ctype_be__, swapped) == 0;
  Py_DECREF(swapped);
  PyType_Modified(type);
  return ok;
}

function PyCSimpleType_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  const type = changetype<PyTypeObject>(self);
  if (PyTuple_GET_SIZE(args) != 1 && PyTuple_GET_SIZE(args) != 3) {
    PyErr_SetString(PyExc_TypeError, "type.__init__() takes 1 or 3 arguments");
    return -1;
  }
  const letter = typeLetter(type);
  if (letter == 0) return -1;
  const info = beginInfo(type);
  if (info === null) return -1;
  info.code = letter;
  info.size = codeSize(letter);
  info.align = info.size;
  info.length = 0;
  if (!setLetterFormat(info, formatLetter(letter))) return -1;
  if (type.tp_base == Simple_Type && !addFromParam(type, letter)) return -1;
  if (!makingSwapped && type.ob_type == PyCSimpleType_Type && canSwap(letter) && !addByteOrders(type, args, letter))
    return -1;
  return 0;
}

/** from_param of the simple types: an instance, or a value that fits. `new` */
function PyCSimpleType_from_param(self: PyObject, value: PyObject): PyObject | null {
  const type = changetype<PyTypeObject>(self);
  const is = PyObject_IsInstance(value, type);
  if (is < 0) return null;
  if (is) return Py_NewRef(value);
  const info = getStgInfo(type);
  if (info === null) return PyErr_SetString(PyExc_TypeError, "abstract class");
  const parg = newCArg(info.code);
  if (parg === null) return null;
  const keep = setByCode(info.code, changetype<usize>(parg) + offsetof<PyCArgObject>("value"), value, 0, false);
  if (keep !== null) {
    parg.obj = keep;
    return parg;
  }
  Py_DECREF(parg);
  const exc = PyErr_GetRaisedException();
  const parameter = asParameter(value);
  if (parameter === null) {
    PyErr_Clear();
    PyErr_SetRaisedException(exc);
    return null;
  }
  if (exc !== null) Py_DECREF(exc);
  const result = PyCSimpleType_from_param(self, parameter);
  Py_DECREF(parameter);
  return result;
}

// ---- from_param of c_char_p, c_wchar_p and c_void_p

function cannotInterpret(value: PyObject, name: string): PyObject | null {
  const format = "'%s' object cannot be interpreted as ctypes.%L";
  return PyErr_Format(PyExc_TypeError, format, value.ob_type.tp_name, changetype<usize>(name));
}

/** The StgInfo code of what an array or pointer instance refers to; 0 if it is none. */
function targetCode(op: PyObject): u32 {
  if (!PyType_IsSubtype(op.ob_type, PyCArray_Type) && !PyType_IsSubtype(op.ob_type, PyCPointer_Type)) return 0;
  const proto = infoOf(op).proto;
  if (proto === null) return 0;
  const info = getStgInfo(proto);
  return info === null ? 0 : info.code;
}

/** What every string's from_param accepts besides strings: `new`, or null (`raised` or not). */
function stringLike(self: PyObject, value: PyObject, charCode: u32): PyObject | null {
  if (value == Py_None) return Py_NewRef(Py_None);
  if (PyObject_IsInstance(value, self) == 1) return Py_NewRef(value);
  if (targetCode(value) == charCode) return Py_NewRef(value);
  if (value.ob_type == PyCArg_Type) {
    const obj = changetype<PyCArgObject>(value).obj;
    if (obj !== null && PyType_IsSubtype(obj.ob_type.ob_type, PyCType_Type)) {
      const info = getStgInfo(obj.ob_type);
      if (info !== null && info.code == charCode) return Py_NewRef(value);
    }
  }
  return null;
}

function c_char_p_from_param(self: PyObject, value: PyObject): PyObject | null {
  if (PyBytes_Check(value)) return pointerArg(0x7a, <u64>PyBytes_AS_STRING(value), value);
  const accepted = stringLike(self, value, 0x63);
  if (accepted !== null || PyErr_Occurred() !== null) return accepted;
  const parameter = asParameter(value);
  if (parameter !== null) {
    const result = c_char_p_from_param(self, parameter);
    Py_DECREF(parameter);
    return result;
  }
  return PyErr_Occurred() !== null ? null : cannotInterpret(value, "c_char_p");
}

/** An argument that points to a wide copy of a str: `new` */
function wideArg(value: PyObject): PyObject | null {
  const owner = wideCopy(value);
  if (owner === null) return null;
  const result = pointerArg(0x5a, load<u64>(changetype<usize>(owner) + 16), owner);
  Py_DECREF(owner);
  return result;
}

function c_wchar_p_from_param(self: PyObject, value: PyObject): PyObject | null {
  if (PyUnicode_Check(value)) return wideArg(value);
  const accepted = stringLike(self, value, 0x75);
  if (accepted !== null || PyErr_Occurred() !== null) return accepted;
  const parameter = asParameter(value);
  if (parameter !== null) {
    const result = c_wchar_p_from_param(self, parameter);
    Py_DECREF(parameter);
    return result;
  }
  return PyErr_Occurred() !== null ? null : cannotInterpret(value, "c_wchar_p");
}

function c_void_p_from_param(self: PyObject, value: PyObject): PyObject | null {
  if (value == Py_None) return Py_NewRef(Py_None);
  if (PyLong_Check(value)) return pointerArg(0x50, PyLong_AsUnsignedLongLongMask(value), null);
  if (PyBytes_Check(value)) return pointerArg(0x7a, <u64>PyBytes_AS_STRING(value), value);
  if (PyUnicode_Check(value)) return wideArg(value);
  if (PyObject_IsInstance(value, self) == 1) return Py_NewRef(value);
  if (PyErr_Occurred() !== null) return null;
  const type = value.ob_type;
  if (PyType_IsSubtype(type, PyCArray_Type) || PyType_IsSubtype(type, PyCPointer_Type)) return Py_NewRef(value);
  if (type == PyCArg_Type && changetype<PyCArgObject>(value).tag == 0x50) return Py_NewRef(value);
  if (PyType_IsSubtype(type, PyCFuncPtr_Type)) return pointerArg(0x50, load<u64>(ptrOf(value)), value);
  if (PyType_IsSubtype(type, Simple_Type)) {
    const code = infoOf(value).code;
    if (code == 0x7a || code == 0x5a) return pointerArg(code, load<u64>(ptrOf(value)), value);
  }
  const parameter = asParameter(value);
  if (parameter !== null) {
    const result = c_void_p_from_param(self, parameter);
    Py_DECREF(parameter);
    return result;
  }
  return PyErr_Occurred() !== null ? null : cannotInterpret(value, "c_void_p");
}

let charFromParam: PyMethodDef | null = null;
let wideFromParam: PyMethodDef | null = null;
let voidFromParam: PyMethodDef | null = null;

// ---- instances

function Simple_get_value(self: PyObject, closure: usize): PyObject | null {
  if (!checkInstance(self)) return null;
  const info = infoOf(self);
  return getByCode(info.code, ptrOf(self), 0, info.swapped != 0);
}

function Simple_set_value(self: PyObject, value: PyObject | null, closure: usize): i32 {
  if (value === null) {
    PyErr_SetString(PyExc_TypeError, "can't delete attribute");
    return -1;
  }
  if (!checkInstance(self)) return -1;
  const info = infoOf(self);
  const keep = setByCode(info.code, ptrOf(self), value, 0, info.swapped != 0);
  if (keep === null) return -1;
  return KeepRef(self, 0, keep) ? 0 : -1;
}

function Simple_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  const n = PyTuple_GET_SIZE(args);
  if (!PyArg_CheckPositional("__init__", n, 0, 1)) return -1;
  return n == 0 ? 0 : Simple_set_value(self, PyTuple_GET_ITEM(args, 0), 0);
}

function Simple_bool(self: PyObject): i32 {
  if (!checkInstance(self)) return -1;
  const size = infoOf(self).size;
  const p = ptrOf(self);
  for (let i = 0; i < size; i++) {
    if (load<u8>(p + <usize>i)) return 1;
  }
  return 0;
}

function Simple_repr(self: PyObject): PyObject | null {
  const type = self.ob_type;
  if (type.tp_base != Simple_Type) {
    return PyUnicode_FromFormat("<%s object at 0x%x>", type.tp_name, changetype<usize>(self));
  }
  const value = Simple_get_value(self, 0);
  if (value === null) return null;
  const result = PyUnicode_FromFormat("%s(%R)", type.tp_name, changetype<usize>(value));
  Py_DECREF(value);
  return result;
}

/** What a call returns for an output parameter of this type. `new` */
function Simple_from_outparam(self: PyObject, unused: PyObject | null): PyObject | null {
  return isSimpleSubclass(self.ob_type) ? Py_NewRef(self) : Simple_get_value(self, 0);
}

/** Slots that all base classes of C types share. */
export function defineCDataClass(t: PyTypeObject, metatype: PyTypeObject, name: string, size: i32, doc: string): void {
  initStaticType(t, metatype, PyCData_Type, name, size, 0, Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE, doc);
  t.tp_dealloc = PyCData_dealloc.index;
  t.tp_traverse = PyCData_traverse.index;
  t.tp_clear = PyCData_clear.index;
  t.tp_hash = PyCData_nohash.index;
  t.tp_new = GenericPyCData_new.index;
  bufferProcs(t).bf_getbuffer = PyCData_getbuffer.index;
}

export function initSimpleTypes(): void {
  defineMetatype(PyCSimpleType_Type, PyCType_Type, "_ctypes.PyCSimpleType", PyCSimpleType_init.index);
  addMethod(
    PyCSimpleType_Type,
    "from_param",
    PyCSimpleType_from_param.index,
    METH_O,
    "from_param($self, value, /)\n--\n\nConvert a Python object into a function call parameter.",
  );
  const doc = "from_param($type, value, /)\n--\n\nConvert a Python object into a function call parameter.";
  charFromParam = newMethodDef("from_param", c_char_p_from_param.index, METH_O | METH_CLASS, doc);
  wideFromParam = newMethodDef("from_param", c_wchar_p_from_param.index, METH_O | METH_CLASS, doc);
  voidFromParam = newMethodDef("from_param", c_void_p_from_param.index, METH_O | METH_CLASS, doc);
  const t = Simple_Type;
  defineCDataClass(t, PyCSimpleType_Type, "_ctypes._SimpleCData", CDATA_SIZE, "XXX to be provided");
  t.tp_repr = Simple_repr.index;
  t.tp_init = Simple_init.index;
  numberMethods(t).nb_bool = Simple_bool.index;
  addGetSet(t, "value", Simple_get_value.index, Simple_set_value.index, "current value");
  addMethod(
    t,
    "__ctypes_from_outparam__",
    Simple_from_outparam.index,
    METH_NOARGS,
    "__ctypes_from_outparam__($self, /)\n--\n\n",
  );
}

/** _CData, the root of all C types' base classes. */
export function initCDataType(): void {
  const t = PyCData_Type;
  initStaticType(t, PyCType_Type, null, "_ctypes._CData", CDATA_SIZE, 0, Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE);
  t.tp_dealloc = PyCData_dealloc.index;
  t.tp_traverse = PyCData_traverse.index;
  t.tp_clear = PyCData_clear.index;
  t.tp_hash = PyCData_nohash.index;
  bufferProcs(t).bf_getbuffer = PyCData_getbuffer.index;
  addMethod(t, "__ctypes_from_outparam__", returnSelf.index, METH_NOARGS, "__ctypes_from_outparam__($self, /)\n--\n\n");
  addMember(t, "_b_base_", _Py_T_OBJECT, offsetof<CDataObject>("b_base"), Py_READONLY, "the base object");
  const needsFree = "whether the object owns the memory or not";
  addMember(t, "_b_needsfree_", Py_T_INT, offsetof<CDataObject>("b_needsfree"), Py_READONLY, needsFree);
  const objects = "internal objects tree (NEVER CHANGE THIS OBJECT!)";
  addMember(t, "_objects", _Py_T_OBJECT, offsetof<CDataObject>("b_objects"), Py_READONLY, objects);
}

function returnSelf(self: PyObject, unused: PyObject | null): PyObject | null {
  return Py_NewRef(self);
}
