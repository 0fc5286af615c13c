/**
 * Stand-ins for CPython's C test modules (Modules/_testcapi*, _testlimitedcapi*, _testbuffer.c), by name. CPython's own test files import
 * them; here they have the functions whose effect can be seen from Python. They are made when first imported and cost nothing else.
 *
 * A module's file makes the module and calls one `addX(module)` for each file of functions; add yours there.
 */
import { PyObject } from "../../object/layout";
import { PyUnicode_EqualToLiteral } from "../../types/unicode";
import { PyInit__testbuffer_core } from "./_testbuffer_core";
import { PyInit__testcapi } from "./_testcapi";
import { PyInit__testinternalcapi_native } from "./_testinternalcapi_native";
import { PyInit_xxsubtype } from "./xxsubtype";
import { PyInit__testlimitedcapi } from "./_testlimitedcapi";

/** The table index of the init function of test module `name`, or 0. */
export function testModuleInit(name: PyObject): u32 {
  if (PyUnicode_EqualToLiteral(name, "_testcapi")) return PyInit__testcapi.index;
  if (PyUnicode_EqualToLiteral(name, "_testlimitedcapi")) return PyInit__testlimitedcapi.index;
  if (PyUnicode_EqualToLiteral(name, "_testinternalcapi_native")) return PyInit__testinternalcapi_native.index;
  if (PyUnicode_EqualToLiteral(name, "_testbuffer_core")) return PyInit__testbuffer_core.index;
  if (PyUnicode_EqualToLiteral(name, "xxsubtype")) return PyInit_xxsubtype.index;
  return 0;
}
