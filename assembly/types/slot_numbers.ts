/**
 * The number slots of classes written in Python: each calls the special method along the MRO. Counterpart: the SLOT1BIN family of
 * Objects/typeobject.c.
 *
 * Invariant: a subclass's reflected method is tried first only if it overrides the base's; a slot that finds no method answers
 * NotImplemented.
 */
import { PyNumberMethods, PyObject } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { Py_None, Py_NotImplemented } from "../object/statics";
import { PyObject_RichCompareBool } from "../protocol/compare";
import { PyType_IsSubtype, _PyType_Lookup } from "./typeobject";
import { callSpecial, callSpecialMaybe } from "./slot_functions";
import { ID } from "../generated/ids";

/** Whether type(right) overrides `name` of type(left): 1, 0 or -1. */
function methodIsOverloaded(left: PyObject, right: PyObject, name: PyObject): i32 {
  const b = _PyType_Lookup(right.ob_type, name);
  if (b === null) return 0;
  const a = _PyType_Lookup(left.ob_type, name);
  if (a === null) return 1;
  Py_NewRef(a);
  Py_NewRef(b);
  const differ = PyObject_RichCompareBool(a, b, 3);
  Py_DECREF(a);
  Py_DECREF(b);
  return differ;
}

/** The function in number slot `at` of the object's type, or 0. */
function numberSlot(op: PyObject, at: usize): u32 {
  const m = op.ob_type.tp_as_number;
  return m === null ? 0 : load<u32>(changetype<usize>(m) + at);
}

function slotBinary(
  self: PyObject,
  other: PyObject,
  at: usize,
  me: u32,
  name: PyObject,
  rname: PyObject,
): PyObject | null {
  let doOther = self.ob_type != other.ob_type && numberSlot(other, at) == me;
  if (numberSlot(self, at) == me) {
    if (doOther && PyType_IsSubtype(other.ob_type, self.ob_type)) {
      const ok = methodIsOverloaded(self, other, rname);
      if (ok < 0) return null;
      if (ok > 0) {
        const r = callSpecialMaybe(other, rname, self);
        if (r != Py_NotImplemented) return r;
        Py_DECREF(Py_NotImplemented);
        doOther = false;
      }
    }
    const r = callSpecialMaybe(self, name, other);
    if (r != Py_NotImplemented || other.ob_type == self.ob_type) return r;
    Py_DECREF(Py_NotImplemented);
  }
  if (doOther) return callSpecialMaybe(other, rname, self);
  return Py_NewRef(Py_NotImplemented);
}

export function slot_nb_add(self: PyObject, other: PyObject): PyObject | null {
  return slotBinary(self, other, offsetof<PyNumberMethods>("nb_add"), slot_nb_add.index, ID.__add__, ID.__radd__);
}

export function slot_nb_subtract(self: PyObject, other: PyObject): PyObject | null {
  return slotBinary(
    self,
    other,
    offsetof<PyNumberMethods>("nb_subtract"),
    slot_nb_subtract.index,
    ID.__sub__,
    ID.__rsub__,
  );
}

export function slot_nb_multiply(self: PyObject, other: PyObject): PyObject | null {
  return slotBinary(
    self,
    other,
    offsetof<PyNumberMethods>("nb_multiply"),
    slot_nb_multiply.index,
    ID.__mul__,
    ID.__rmul__,
  );
}

export function slot_nb_matrix_multiply(self: PyObject, other: PyObject): PyObject | null {
  return slotBinary(
    self,
    other,
    offsetof<PyNumberMethods>("nb_matrix_multiply"),
    slot_nb_matrix_multiply.index,
    ID.__matmul__,
    ID.__rmatmul__,
  );
}

export function slot_nb_remainder(self: PyObject, other: PyObject): PyObject | null {
  return slotBinary(
    self,
    other,
    offsetof<PyNumberMethods>("nb_remainder"),
    slot_nb_remainder.index,
    ID.__mod__,
    ID.__rmod__,
  );
}

export function slot_nb_divmod(self: PyObject, other: PyObject): PyObject | null {
  return slotBinary(
    self,
    other,
    offsetof<PyNumberMethods>("nb_divmod"),
    slot_nb_divmod.index,
    ID.__divmod__,
    ID.__rdivmod__,
  );
}

function slot_nb_power_binary(self: PyObject, other: PyObject): PyObject | null {
  return slotBinary(self, other, offsetof<PyNumberMethods>("nb_power"), slot_nb_power.index, ID.__pow__, ID.__rpow__);
}

export function slot_nb_lshift(self: PyObject, other: PyObject): PyObject | null {
  return slotBinary(
    self,
    other,
    offsetof<PyNumberMethods>("nb_lshift"),
    slot_nb_lshift.index,
    ID.__lshift__,
    ID.__rlshift__,
  );
}

export function slot_nb_rshift(self: PyObject, other: PyObject): PyObject | null {
  return slotBinary(
    self,
    other,
    offsetof<PyNumberMethods>("nb_rshift"),
    slot_nb_rshift.index,
    ID.__rshift__,
    ID.__rrshift__,
  );
}

export function slot_nb_and(self: PyObject, other: PyObject): PyObject | null {
  return slotBinary(self, other, offsetof<PyNumberMethods>("nb_and"), slot_nb_and.index, ID.__and__, ID.__rand__);
}

export function slot_nb_xor(self: PyObject, other: PyObject): PyObject | null {
  return slotBinary(self, other, offsetof<PyNumberMethods>("nb_xor"), slot_nb_xor.index, ID.__xor__, ID.__rxor__);
}

export function slot_nb_or(self: PyObject, other: PyObject): PyObject | null {
  return slotBinary(self, other, offsetof<PyNumberMethods>("nb_or"), slot_nb_or.index, ID.__or__, ID.__ror__);
}

export function slot_nb_floor_divide(self: PyObject, other: PyObject): PyObject | null {
  return slotBinary(
    self,
    other,
    offsetof<PyNumberMethods>("nb_floor_divide"),
    slot_nb_floor_divide.index,
    ID.__floordiv__,
    ID.__rfloordiv__,
  );
}

export function slot_nb_true_divide(self: PyObject, other: PyObject): PyObject | null {
  return slotBinary(
    self,
    other,
    offsetof<PyNumberMethods>("nb_true_divide"),
    slot_nb_true_divide.index,
    ID.__truediv__,
    ID.__rtruediv__,
  );
}

export function slot_nb_power(self: PyObject, other: PyObject, modulus: PyObject): PyObject | null {
  if (modulus == Py_None) return slot_nb_power_binary(self, other);
  // pow() with a modulus asks the left operand only; the slot may have been reached through another operand's type.
  if (numberSlot(self, offsetof<PyNumberMethods>("nb_power")) == slot_nb_power.index) {
    return callSpecial(self, ID.__pow__, 2, other, modulus);
  }
  return Py_NewRef(Py_NotImplemented);
}

export function slot_nb_inplace_power(self: PyObject, other: PyObject, modulus: PyObject): PyObject | null {
  return callSpecial(self, ID.__ipow__, 1, other);
}

export function slot_nb_inplace_add(self: PyObject, other: PyObject): PyObject | null {
  return callSpecial(self, ID.__iadd__, 1, other);
}

export function slot_nb_inplace_subtract(self: PyObject, other: PyObject): PyObject | null {
  return callSpecial(self, ID.__isub__, 1, other);
}

export function slot_nb_inplace_multiply(self: PyObject, other: PyObject): PyObject | null {
  return callSpecial(self, ID.__imul__, 1, other);
}

export function slot_nb_inplace_matrix_multiply(self: PyObject, other: PyObject): PyObject | null {
  return callSpecial(self, ID.__imatmul__, 1, other);
}

export function slot_nb_inplace_remainder(self: PyObject, other: PyObject): PyObject | null {
  return callSpecial(self, ID.__imod__, 1, other);
}

export function slot_nb_inplace_lshift(self: PyObject, other: PyObject): PyObject | null {
  return callSpecial(self, ID.__ilshift__, 1, other);
}

export function slot_nb_inplace_rshift(self: PyObject, other: PyObject): PyObject | null {
  return callSpecial(self, ID.__irshift__, 1, other);
}

export function slot_nb_inplace_and(self: PyObject, other: PyObject): PyObject | null {
  return callSpecial(self, ID.__iand__, 1, other);
}

export function slot_nb_inplace_xor(self: PyObject, other: PyObject): PyObject | null {
  return callSpecial(self, ID.__ixor__, 1, other);
}

export function slot_nb_inplace_or(self: PyObject, other: PyObject): PyObject | null {
  return callSpecial(self, ID.__ior__, 1, other);
}

export function slot_nb_inplace_floor_divide(self: PyObject, other: PyObject): PyObject | null {
  return callSpecial(self, ID.__ifloordiv__, 1, other);
}

export function slot_nb_inplace_true_divide(self: PyObject, other: PyObject): PyObject | null {
  return callSpecial(self, ID.__itruediv__, 1, other);
}

export function slot_nb_negative(self: PyObject): PyObject | null {
  return callSpecial(self, ID.__neg__, 0);
}

export function slot_nb_positive(self: PyObject): PyObject | null {
  return callSpecial(self, ID.__pos__, 0);
}

export function slot_nb_absolute(self: PyObject): PyObject | null {
  return callSpecial(self, ID.__abs__, 0);
}

export function slot_nb_invert(self: PyObject): PyObject | null {
  return callSpecial(self, ID.__invert__, 0);
}

export function slot_nb_int(self: PyObject): PyObject | null {
  return callSpecial(self, ID.__int__, 0);
}

export function slot_nb_float(self: PyObject): PyObject | null {
  return callSpecial(self, ID.__float__, 0);
}

export function slot_nb_index(self: PyObject): PyObject | null {
  return callSpecial(self, ID.__index__, 0);
}
