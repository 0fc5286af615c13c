/**
 * The module xxsubtype (Modules/xxsubtype.c): spamlist and spamdict, subclasses of list and dict that are made as C code makes them, with one C int of
 * state behind the base's fields.
 *
 *   spamlist   40 state (i32)   48        spamdict   48 state (i32)   56
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_BASETYPE } from "../../object/layout";
import { Py_DECREF, Py_NewRef } from "../../object/refcount";
import { PyDict_Type, PyList_Type, PyType_Type, Py_None } from "../../object/statics";
import {
  METH_CLASS,
  METH_FASTCALL,
  METH_STATIC,
  METH_VARARGS_KEYWORDS,
  addGetSet,
  addMethod,
  initStaticType,
} from "../../object/typedef";
import { checkParsedCount } from "../../protocol/args";
import { argValue, intArg } from "../../protocol/arg_values";
import { ptrAt } from "../../object/layout";
import { PyLong_FromLong } from "../../types/long";
import { PyModule_AddObjectRef, PyModule_New } from "../../types/module";
import { packSteal3 } from "../../types/tuple_build";
import { PyType_Ready } from "../../types/typeobject";

const Spamlist = changetype<PyTypeObject>(memory.data(416, 16));
const Spamdict = changetype<PyTypeObject>(memory.data(416, 16));

const LIST_STATE: usize = 40;
const DICT_STATE: usize = 48;

function stateAt(self: PyObject): usize {
  let type: PyTypeObject | null = self.ob_type;
  while (type !== null && type != Spamlist && type != Spamdict) type = type.tp_base;
  return changetype<usize>(self) + (type == Spamlist ? LIST_STATE : DICT_STATE);
}

function spam_getstate(self: PyObject, args: usize, nargs: i32): PyObject | null {
  return checkParsedCount("getstate", nargs, 0, 0) ? PyLong_FromLong(load<i32>(stateAt(self))) : null;
}

function spam_setstate(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!checkParsedCount("setstate", nargs, 1, 1) || !intArg(ptrAt(args, 0))) return null;
  store<i32>(stateAt(self), argValue);
  return Py_NewRef(Py_None);
}

function spam_state(self: PyObject, closure: usize): PyObject | null {
  return PyLong_FromLong(load<i32>(stateAt(self)));
}

/** What a class method or a static method was called with; None for the self that a static method has not. */
function spam_special(self: PyObject | null, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return packSteal3(
    Py_NewRef(self === null ? Py_None : self),
    Py_NewRef(args),
    Py_NewRef(kwargs === null ? Py_None : kwargs),
  );
}

function list_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  if (call_indirect<i32>(PyList_Type.tp_init, self, args, kwds) < 0) return -1;
  store<u64>(changetype<usize>(self) + LIST_STATE, 0);
  return 0;
}

function dict_init(self: PyObject, args: PyObject, kwds: PyObject | null): i32 {
  if (call_indirect<i32>(PyDict_Type.tp_init, self, args, kwds) < 0) return -1;
  store<u64>(changetype<usize>(self) + DICT_STATE, 0);
  return 0;
}

let defined: bool = false;

function defineTypes(): void {
  let t = Spamlist;
  initStaticType(t, PyType_Type, PyList_Type, "xxsubtype.spamlist", 48, 0, Py_TPFLAGS_BASETYPE);
  t.tp_init = list_init.index;
  addMethod(t, "getstate", spam_getstate.index, METH_FASTCALL, "getstate() -> state");
  addMethod(t, "setstate", spam_setstate.index, METH_FASTCALL, "setstate(state)");
  addMethod(t, "classmeth", spam_special.index, METH_VARARGS_KEYWORDS | METH_CLASS, "classmeth(*args, **kw)");
  addMethod(t, "staticmeth", spam_special.index, METH_VARARGS_KEYWORDS | METH_STATIC, "staticmeth(*args, **kw)");
  addGetSet(t, "state", spam_state.index, 0, "an int variable for demonstration purposes");
  t = Spamdict;
  initStaticType(t, PyType_Type, PyDict_Type, "xxsubtype.spamdict", 56, 0, Py_TPFLAGS_BASETYPE);
  t.tp_init = dict_init.index;
  addMethod(t, "getstate", spam_getstate.index, METH_FASTCALL, "getstate() -> state");
  addMethod(t, "setstate", spam_setstate.index, METH_FASTCALL, "setstate(state)");
  addGetSet(t, "state", spam_state.index, 0, "an int variable for demonstration purposes");
}

/** `new` module xxsubtype. */
export function PyInit_xxsubtype(): PyObject | null {
  const m = PyModule_New(
    "xxsubtype",
    "Subtypes of list and dict made in C, as an example of how they are made;\ntest_descr uses them.",
  );
  if (m === null) return null;
  if (!defined) defineTypes();
  defined = true;
  if (
    PyType_Ready(Spamlist) == 0 &&
    PyType_Ready(Spamdict) == 0 &&
    PyModule_AddObjectRef(m, "spamlist", Spamlist) == 0 &&
    PyModule_AddObjectRef(m, "spamdict", Spamdict) == 0
  )
    return m;
  Py_DECREF(m);
  return null;
}
