/** Instance attributes in inline values, for the specialised stores. */
import { PyObject } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { _PyDictValues_AddToInsertionOrder } from "../types/dict_keys";
import { PyDictValues } from "../types/dict_keys";

/**
 * STORE_ATTR_INSTANCE_VALUE: stack value, owner. Stores and consumes both if the guards hold (type version at pc+4, slot number at
 * pc+8, the values valid and no dict made yet); else false and nothing is changed.
 */
export function instanceValueStore(pc: usize, sp: usize): bool {
  const owner = load<usize>(sp - 8);
  const type = load<usize>(owner, 8);
  if (load<u32>(type, 384) != load<u32>(pc, 4)) return false;
  const values = owner + load<usize>(type, 32);
  if (load<u8>(values, 3) == 0 || load<u32>(owner - 24) != 0) return false;
  const index = <usize>load<u16>(pc, 8);
  const at = values + 8 + (index << 3);
  const old = load<PyObject | null>(at);
  store<u64>(at, <u64>load<u32>(sp - 16));
  if (old === null) _PyDictValues_AddToInsertionOrder(changetype<PyDictValues>(values), <i32>index);
  else Py_DECREF(old);
  Py_DECREF(changetype<PyObject>(owner));
  return true;
}
