/**
 * The policy "none": nothing new is made unique; only the machine's own static names are shared. For measuring what interning brings.
 * Everything still works, since names are compared by text when they are not the same object.
 */
import { PyObject } from "../object/layout";
import { lookupInterned, replaced } from "./policy";

/** Steals `op`; `new`: the static name of that text, or `op`. */
export function internNone(op: PyObject): PyObject {
  const known = lookupInterned(op);
  return known === null ? op : replaced(op, known);
}
