/**
 * Functions and types of _testcapi whose docstrings have a signature line, a broken one, or none (Modules/_testcapi/docstring.c): what
 * `__text_signature__` makes of them is what counts; calling them does nothing.
 */
import { Py_NewRef } from "../../object/refcount";
import { PyObject, PyTypeObject } from "../../object/layout";
import { PyBaseObject_Type, PyType_Type, Py_None } from "../../object/statics";
import {
  METH_CLASS,
  METH_COEXIST,
  METH_FASTCALL,
  METH_NOARGS,
  METH_O,
  METH_STATIC,
  addMethod,
  initStaticType,
} from "../../object/typedef";
import { PyModule_AddObjectRef, moduleFunction } from "../../types/module";

import { PyType_GenericNew, PyType_Ready } from "../../types/typeobject";

const NoSignatureTest = changetype<PyTypeObject>(memory.data(416, 16));
const UnrepresentableSignatureTest = changetype<PyTypeObject>(memory.data(416, 16));

function doc_fastcall(m: PyObject | null, args: usize, nargs: i32): PyObject | null {
  return Py_NewRef(Py_None);
}

function doc_one(m: PyObject | null, arg: PyObject | null): PyObject | null {
  return Py_NewRef(Py_None);
}

let defined: bool = false;

function defineTypes(): void {
  const text = "This docstring has no signature.";
  let t = NoSignatureTest;
  initStaticType(t, PyType_Type, PyBaseObject_Type, "_testcapi.DocStringNoSignatureTest", 16, 0, 0);
  t.tp_new = PyType_GenericNew.index;
  addMethod(t, "meth_noargs", doc_one.index, METH_NOARGS, text);
  addMethod(t, "meth_o", doc_one.index, METH_O, text);
  addMethod(t, "meth_noargs_class", doc_one.index, METH_NOARGS | METH_CLASS, text);
  addMethod(t, "meth_o_class", doc_one.index, METH_O | METH_CLASS, text);
  addMethod(t, "meth_noargs_static", doc_one.index, METH_NOARGS | METH_STATIC, text);
  addMethod(t, "meth_o_static", doc_one.index, METH_O | METH_STATIC, text);
  addMethod(t, "meth_noargs_coexist", doc_one.index, METH_NOARGS | METH_COEXIST, text);
  addMethod(t, "meth_o_coexist", doc_one.index, METH_O | METH_COEXIST, text);
  t = UnrepresentableSignatureTest;
  initStaticType(t, PyType_Type, PyBaseObject_Type, "_testcapi.DocStringUnrepresentableSignatureTest", 16, 0, 0);
  t.tp_new = PyType_GenericNew.index;
  addMethod(t, "meth", doc_one.index, METH_O, "meth($self, /, a, b=<x>)\n--\n\nDoc.");
  addMethod(t, "classmeth", doc_one.index, METH_O | METH_CLASS, "classmeth($type, /, a, b=<x>)\n--\n\nDoc.");
  addMethod(t, "staticmeth", doc_one.index, METH_O | METH_STATIC, "staticmeth(a, b=<x>)\n--\n\nDoc.");
  addMethod(t, "with_default", doc_fastcall.index, METH_FASTCALL, "with_default($self, /, x=ONE)\n--\n\nDoc.");
}

/** Adds all of this file to _testcapi; false with an exception. */
export function addDocstringFunctions(m: PyObject): bool {
  if (!defined) defineTypes();
  defined = true;
  const any = doc_fastcall.index;
  const none = "This docstring has no signature.";
  let bad = 0;
  bad |= moduleFunction(m, "docstring_empty", any, METH_FASTCALL, "");
  bad |= moduleFunction(m, "docstring_no_signature", any, METH_FASTCALL, none);
  bad |= moduleFunction(m, "docstring_no_signature_noargs", doc_one.index, METH_NOARGS, none);
  bad |= moduleFunction(m, "docstring_no_signature_o", doc_one.index, METH_O, none);
  bad |= moduleFunction(
    m,
    "docstring_with_invalid_signature",
    any,
    METH_FASTCALL,
    "docstring_with_invalid_signature($module, /, boo)\n\nThis docstring has an invalid signature.",
  );
  bad |= moduleFunction(
    m,
    "docstring_with_invalid_signature2",
    any,
    METH_FASTCALL,
    "docstring_with_invalid_signature2($module, /, boo)\n\n--\n\nThis docstring also has an invalid signature.",
  );
  bad |= moduleFunction(
    m,
    "docstring_with_signature",
    any,
    METH_FASTCALL,
    "docstring_with_signature($module, /, sig)\n--\n\nThis docstring has a valid signature.",
  );
  bad |= moduleFunction(
    m,
    "docstring_with_signature_but_no_doc",
    any,
    METH_FASTCALL,
    "docstring_with_signature_but_no_doc($module, /, sig)\n--\n\n",
  );
  bad |= moduleFunction(
    m,
    "docstring_with_signature_and_extra_newlines",
    any,
    METH_FASTCALL,
    "docstring_with_signature_and_extra_newlines($module, /, parameter)\n--\n\n\nThis docstring has a valid signature and some extra newlines.",
  );
  bad |= moduleFunction(
    m,
    "docstring_with_signature_with_defaults",
    any,
    METH_FASTCALL,
    "docstring_with_signature_with_defaults(module, s='avocado',\n        b=b'bytes', d=3.14, i=35, n=None, t=True, f=False,\n        local=the_number_three, sys=sys.maxsize,\n        exp=sys.maxsize - 1)\n--\n\n\n\nThis docstring has a valid signature with parameters,\nand the parameters take defaults of varying types.",
  );
  bad |= moduleFunction(m, "test_with_docstring", doc_one.index, METH_NOARGS, "This is a pretty normal docstring.");
  return (
    bad == 0 &&
    PyType_Ready(NoSignatureTest) == 0 &&
    PyType_Ready(UnrepresentableSignatureTest) == 0 &&
    PyModule_AddObjectRef(m, "DocStringNoSignatureTest", NoSignatureTest) == 0 &&
    PyModule_AddObjectRef(m, "DocStringUnrepresentableSignatureTest", UnrepresentableSignatureTest) == 0
  );
}
