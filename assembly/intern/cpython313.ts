/**
 * The policy of CPython 3.13: one str per text among the interned. Names in code objects become immortal, others (constants that
 * look like identifiers, attribute names set at run time, sys.intern) stay mortal and leave when their last reference goes.
 */
import { PyObject } from "../object/layout";
import { SSTATE_INTERNED_IMMORTAL, SSTATE_INTERNED_MORTAL } from "../types/unicode";
import { addInterned, immortalizeInterned, lookupInterned, replaced } from "./policy";

/** Steals `op`; `new`: the unique str of that text, which may be `op`. */
export function internCpython313(op: PyObject, immortal: bool): PyObject {
  const known = lookupInterned(op);
  if (known !== null) {
    if (immortal) immortalizeInterned(known);
    return replaced(op, known);
  }
  addInterned(op, immortal ? SSTATE_INTERNED_IMMORTAL : SSTATE_INTERNED_MORTAL);
  return op;
}
