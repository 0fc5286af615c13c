/**
 * The module _decimal (Modules/_decimal/_decimal.c): its exceptions, the class SignalDict, templates of contexts, functions. The arithmetic is our own
 * (decimal/), by the General Decimal Arithmetic Specification; CPython has it from libmpdec.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_NewRef, Py_XDECREF } from "../object/refcount";
import { Py_True, PyType_Type } from "../object/statics";
import { PyExc_ArithmeticError, PyExc_TypeError, PyExc_ZeroDivisionError } from "../object/exception_types";
import { METH_FASTCALL_KEYWORDS, METH_NOARGS, METH_O } from "../object/typedef";
import { PyObject_GetAttrString, PyObject_SetAttrString } from "../protocol/attr";
import { PyObject_CallMethodOneArg, callThreeArgs, callTwoArgs } from "../protocol/call";
import { PyDict_New } from "../types/dict";
import {
  PyModule_Add,
  PyModule_AddIntConstant,
  PyModule_AddObjectRef,
  PyModule_AddStringConstant,
  PyModule_New,
  moduleFunction,
} from "../types/module";
import { PyTuple_Pack1, PyTuple_Pack2, PyTuple_Pack3 } from "../types/tuple";
import { PyType_Ready } from "../types/type_ready";
import { newType } from "../types/typeobject";
import { PyUnicode_FromLiteral } from "../types/unicode_format";
import { PyUnicode_InternFromLiteral } from "../intern/policy";
import { PyImport_ImportModule } from "./import";
import { ID } from "../generated/ids";
import { PyDecContext_Type, PyDec_Type, setSignalClass, signalClass, signalClassOrNull } from "./decimal/object";
import {
  PyDecContextManager_Type,
  PyDecSignalDictMixin_Type,
  basicContext,
  defaultContext,
  defineContextTypes,
  extendedContext,
  getcontext,
  localcontext,
  makeTemplates,
  roundingName,
  setSignalDictType,
  setcontext,
} from "./decimal/context";
import { decimalTupleClass, defineDecimalType, setHelpers } from "./decimal/decimal_type";
import { MAX_PREC, MIN_ETINY } from "./decimal/value";

let typesReady: bool = false;

function readyTypes(): bool {
  if (typesReady) return true;
  defineContextTypes();
  defineDecimalType();
  if (PyType_Ready(PyDec_Type) < 0 || PyType_Ready(PyDecContext_Type) < 0) return false;
  if (PyType_Ready(PyDecSignalDictMixin_Type) < 0 || PyType_Ready(PyDecContextManager_Type) < 0) return false;
  typesReady = true;
  return true;
}

/** Makes exception `i` and adds it to the module; steals `bases`; false with an exception. */
function addException(module: PyObject, i: i32, name: string, bases: PyObject | null): bool {
  if (bases === null) return false;
  // a second module object shares the classes of the first
  const known = signalClassOrNull(i);
  const type: PyObject | null = known !== null ? known : newType(PyType_Type, name, "decimal", bases, null);
  Py_DECREF(bases);
  if (type === null) return false;
  setSignalClass(i, type); // the module never goes away, and this reference with it
  return PyModule_AddObjectRef(module, name, type) == 0;
}

/** The signals' indices in decimal/object.ts: InvalidOperation 0, FloatOperation 1, DivisionByZero 2, Overflow 3, Underflow 4 ... */
function addExceptions(module: PyObject): bool {
  const bases = PyTuple_Pack1(PyExc_ArithmeticError);
  if (bases === null) return false;
  const known = signalClassOrNull(13);
  const base: PyObject | null =
    known !== null ? Py_NewRef(known) : newType(PyType_Type, "DecimalException", "decimal", bases, null);
  Py_DECREF(bases);
  if (base === null || PyModule_AddObjectRef(module, "DecimalException", base) < 0) return false;
  setSignalClass(13, base);
  const one = PyTuple_Pack1(base);
  if (one === null) return false;
  const good =
    addException(module, 0, "InvalidOperation", Py_NewRef(one)) &&
    addException(module, 1, "FloatOperation", PyTuple_Pack2(base, PyExc_TypeError)) &&
    addException(module, 2, "DivisionByZero", PyTuple_Pack2(base, PyExc_ZeroDivisionError)) &&
    addException(module, 6, "Inexact", Py_NewRef(one)) &&
    addException(module, 7, "Rounded", Py_NewRef(one)) &&
    addException(module, 5, "Subnormal", Py_NewRef(one)) &&
    addException(module, 8, "Clamped", Py_NewRef(one)) &&
    addException(module, 3, "Overflow", PyTuple_Pack2(signalClass(6), signalClass(7))) &&
    addException(module, 4, "Underflow", PyTuple_Pack3(signalClass(6), signalClass(7), signalClass(5))) &&
    addConditions(module);
  Py_DECREF(one);
  return good;
}

/** The kinds of InvalidOperation. */
function addConditions(module: PyObject): bool {
  return (
    addException(module, 9, "ConversionSyntax", PyTuple_Pack1(signalClass(0))) &&
    addException(module, 10, "DivisionImpossible", PyTuple_Pack1(signalClass(0))) &&
    addException(module, 11, "DivisionUndefined", PyTuple_Pack2(signalClass(0), PyExc_ZeroDivisionError)) &&
    addException(module, 12, "InvalidContext", PyTuple_Pack1(signalClass(0)))
  );
}

/** `new`: attribute `name` of module `from`. */
function imported(from: string, name: string): PyObject | null {
  const module = PyImport_ImportModule(from);
  if (module === null) return null;
  const value = PyObject_GetAttrString(module, name);
  Py_DECREF(module);
  return value;
}

/** The class SignalDict, a MutableMapping made of the mixin. */
function makeSignalDict(): bool {
  const mapping = imported("collections.abc", "MutableMapping");
  if (mapping === null) return false;
  const bases = PyTuple_Pack2(PyDecSignalDictMixin_Type, mapping);
  const dict = PyDict_New();
  const name = PyUnicode_FromLiteral("SignalDict");
  let type: PyObject | null = null;
  if (bases !== null && dict !== null && name !== null) type = callThreeArgs(mapping.ob_type, name, bases, dict);
  Py_XDECREF(bases);
  Py_XDECREF(dict);
  Py_XDECREF(name);
  Py_DECREF(mapping);
  if (type === null) return false;
  setSignalDictType(type);
  return true;
}

/** numbers.Number knows Decimal; comparisons know numbers.Rational; as_tuple gives a DecimalTuple. */
function makeHelpers(module: PyObject): bool {
  if (decimalTupleClass() !== null) return PyModule_AddObjectRef(module, "DecimalTuple", decimalTupleClass()) == 0;
  const number = imported("numbers", "Number");
  const rational = imported("numbers", "Rational");
  const namedtuple = imported("collections", "namedtuple");
  const name = PyUnicode_FromLiteral("DecimalTuple");
  const fields = PyUnicode_FromLiteral("sign digits exponent");
  let good = false;
  if (number !== null && rational !== null && namedtuple !== null && name !== null && fields !== null) {
    const tuple = callTwoArgs(namedtuple, name, fields);
    const registered: PyObject | null =
      tuple === null ? null : PyObject_CallMethodOneArg(number, ID.register, PyDec_Type);
    if (tuple !== null && registered !== null) {
      const home = PyUnicode_FromLiteral("decimal");
      good = home !== null && PyObject_SetAttrString(tuple, "__module__", home) == 0;
      Py_XDECREF(home);
      setHelpers(Py_NewRef(rational), Py_NewRef(tuple));
      if (good) good = PyModule_AddObjectRef(module, "DecimalTuple", tuple) == 0;
    }
    Py_XDECREF(registered);
    Py_XDECREF(tuple);
  }
  Py_XDECREF(number);
  Py_XDECREF(rational);
  Py_XDECREF(namedtuple);
  Py_XDECREF(name);
  Py_XDECREF(fields);
  return good;
}

function addConstants(module: PyObject): bool {
  for (let mode = 0; mode < 8; mode++)
    if (PyModule_Add(module, roundingName(mode), PyUnicode_InternFromLiteral(roundingName(mode))) < 0) return false;
  return (
    PyModule_AddIntConstant(module, "MAX_PREC", MAX_PREC) == 0 &&
    PyModule_AddIntConstant(module, "MAX_EMAX", MAX_PREC) == 0 &&
    PyModule_AddIntConstant(module, "MIN_EMIN", -MAX_PREC) == 0 &&
    PyModule_AddIntConstant(module, "MIN_ETINY", MIN_ETINY) == 0 &&
    PyModule_AddObjectRef(module, "HAVE_THREADS", Py_True) == 0 &&
    PyModule_AddObjectRef(module, "HAVE_CONTEXTVAR", Py_True) == 0 &&
    PyModule_AddStringConstant(module, "__version__", "1.70") == 0 &&
    PyModule_AddStringConstant(module, "__libmpdec_version__", "2.5.1") == 0 &&
    PyModule_AddObjectRef(module, "Decimal", PyDec_Type) == 0 &&
    PyModule_AddObjectRef(module, "Context", PyDecContext_Type) == 0 &&
    PyModule_AddObjectRef(module, "DefaultContext", defaultContext!) == 0 &&
    PyModule_AddObjectRef(module, "BasicContext", basicContext!) == 0 &&
    PyModule_AddObjectRef(module, "ExtendedContext", extendedContext!) == 0
  );
}

/** `new` module _decimal. */
export function PyInit__decimal(): PyObject | null {
  if (!readyTypes()) return null;
  const m = PyModule_New("decimal", "C decimal arithmetic module");
  if (m === null) return null;
  const again = defaultContext !== null;
  if (!addExceptions(m) || (!again && (!makeSignalDict() || !makeTemplates())) || !makeHelpers(m) || !addConstants(m)) {
    Py_DECREF(m);
    return null;
  }
  moduleFunction(
    m,
    "getcontext",
    getcontext.index,
    METH_NOARGS,
    "getcontext($module, /)\n--\n\nGet the current default context.",
  );
  moduleFunction(
    m,
    "setcontext",
    setcontext.index,
    METH_O,
    "setcontext($module, context, /)\n--\n\nSet a new default context.",
  );
  moduleFunction(
    m,
    "localcontext",
    localcontext.index,
    METH_FASTCALL_KEYWORDS,
    "localcontext($module, /, ctx=None, **kwargs)\n--\n\nReturn a context manager that will set the default context to a copy of ctx\non entry to the with-statement and restore the previous default context when\nexiting the with-statement. If no context is supplied, a copy of the current\ndefault context is used.",
  );
  return m;
}
