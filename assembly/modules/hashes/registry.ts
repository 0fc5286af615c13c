/** The modules of this folder by name. */
import { PyObject } from "../../object/layout";
import { PyUnicode_EqualToLiteral } from "../../types/unicode";
import { PyInit__blake2 } from "./blake2";
import { PyInit__md5, PyInit__sha1, PyInit__sha2, PyInit__sha3 } from "./modules";

/** The table index of the init function of module `name`, or 0. */
export function hashModuleInit(name: PyObject): u32 {
  if (PyUnicode_EqualToLiteral(name, "_md5")) return PyInit__md5.index;
  if (PyUnicode_EqualToLiteral(name, "_sha1")) return PyInit__sha1.index;
  if (PyUnicode_EqualToLiteral(name, "_sha2")) return PyInit__sha2.index;
  if (PyUnicode_EqualToLiteral(name, "_sha3")) return PyInit__sha3.index;
  if (PyUnicode_EqualToLiteral(name, "_blake2")) return PyInit__blake2.index;
  return 0;
}
