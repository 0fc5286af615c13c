/**
 * The module _operator: the operators as functions (Modules/_operator.c).
 *
 * Elsewhere: itemgetter, attrgetter, methodcaller (operator_getters.ts).
 */
import { PyObject, Py_EQ, Py_GE, Py_GT, Py_LE, Py_LT, Py_NE, ptrAt } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { Py_None } from "../object/statics";
import { PyExc_TypeError } from "../object/exception_types";
import { METH_FASTCALL, METH_FASTCALL_KEYWORDS, METH_O } from "../object/typedef";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional } from "../protocol/args";
import {
  PyBUF_SIMPLE,
  PyBuffer_Release,
  PyObject_CheckBuffer,
  PyObject_GetBuffer,
  allocBuffer,
  freeBuffer,
} from "../protocol/buffer";
import { PyObject_Vectorcall } from "../protocol/call";
import { PyObject_IsTrue, PyObject_RichCompare, Py_RETURN_BOOL } from "../protocol/compare";
import {
  PyNumber_Absolute,
  PyNumber_Add,
  PyNumber_And,
  PyNumber_FloorDivide,
  PyNumber_InPlaceAdd,
  PyNumber_InPlaceAnd,
  PyNumber_InPlaceFloorDivide,
  PyNumber_InPlaceLshift,
  PyNumber_InPlaceMatrixMultiply,
  PyNumber_InPlaceMultiply,
  PyNumber_InPlaceOr,
  PyNumber_InPlacePower,
  PyNumber_InPlaceRemainder,
  PyNumber_InPlaceRshift,
  PyNumber_InPlaceSubtract,
  PyNumber_InPlaceTrueDivide,
  PyNumber_InPlaceXor,
  PyNumber_Index,
  PyNumber_Invert,
  PyNumber_Lshift,
  PyNumber_MatrixMultiply,
  PyNumber_Multiply,
  PyNumber_Negative,
  PyNumber_Or,
  PyNumber_Positive,
  PyNumber_Power,
  PyNumber_Remainder,
  PyNumber_Rshift,
  PyNumber_Subtract,
  PyNumber_TrueDivide,
  PyNumber_Xor,
} from "../protocol/number";
import {
  PyObject_DelItem,
  PyObject_GetItem,
  PyObject_SetItem,
  PySequence_Concat,
  PySequence_Contains,
  PySequence_Count,
  PySequence_InPlaceConcat,
  PySequence_Index,
} from "../protocol/sequence";
import { lengthHint64 } from "../protocol/sequence64";
import { PyLong_Check, PyLong_FromI64, PyLong_FromSsize_t, ssizeOf } from "../types/long";
import { PyModule_AddObjectRef, PyModule_New, moduleFunction } from "../types/module";
import { PyUnicode_AsUTF8AndSize, PyUnicode_Check, PyUnicode_IS_ASCII, utf8Length } from "../types/unicode";
import { ready } from "./itertools_base";
import { attrgetter_type, defineGetterTypes, itemgetter_type, methodcaller_type } from "./operator_getters";

function op_add(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("add", nargs, 2, 2) ? PyNumber_Add(ptrAt(args, 0), ptrAt(args, 1)) : null;
}

function op_sub(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("sub", nargs, 2, 2) ? PyNumber_Subtract(ptrAt(args, 0), ptrAt(args, 1)) : null;
}

function op_mul(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("mul", nargs, 2, 2) ? PyNumber_Multiply(ptrAt(args, 0), ptrAt(args, 1)) : null;
}

function op_matmul(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("matmul", nargs, 2, 2) ? PyNumber_MatrixMultiply(ptrAt(args, 0), ptrAt(args, 1)) : null;
}

function op_floordiv(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("floordiv", nargs, 2, 2) ? PyNumber_FloorDivide(ptrAt(args, 0), ptrAt(args, 1)) : null;
}

function op_truediv(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("truediv", nargs, 2, 2) ? PyNumber_TrueDivide(ptrAt(args, 0), ptrAt(args, 1)) : null;
}

function op_mod(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("mod", nargs, 2, 2) ? PyNumber_Remainder(ptrAt(args, 0), ptrAt(args, 1)) : null;
}

function op_lshift(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("lshift", nargs, 2, 2) ? PyNumber_Lshift(ptrAt(args, 0), ptrAt(args, 1)) : null;
}

function op_rshift(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("rshift", nargs, 2, 2) ? PyNumber_Rshift(ptrAt(args, 0), ptrAt(args, 1)) : null;
}

function op_and_(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("and_", nargs, 2, 2) ? PyNumber_And(ptrAt(args, 0), ptrAt(args, 1)) : null;
}

function op_xor(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("xor", nargs, 2, 2) ? PyNumber_Xor(ptrAt(args, 0), ptrAt(args, 1)) : null;
}

function op_or_(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("or_", nargs, 2, 2) ? PyNumber_Or(ptrAt(args, 0), ptrAt(args, 1)) : null;
}

function op_iadd(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("iadd", nargs, 2, 2) ? PyNumber_InPlaceAdd(ptrAt(args, 0), ptrAt(args, 1)) : null;
}

function op_isub(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("isub", nargs, 2, 2) ? PyNumber_InPlaceSubtract(ptrAt(args, 0), ptrAt(args, 1)) : null;
}

function op_imul(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("imul", nargs, 2, 2) ? PyNumber_InPlaceMultiply(ptrAt(args, 0), ptrAt(args, 1)) : null;
}

function op_imatmul(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("imatmul", nargs, 2, 2)
    ? PyNumber_InPlaceMatrixMultiply(ptrAt(args, 0), ptrAt(args, 1))
    : null;
}

function op_ifloordiv(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("ifloordiv", nargs, 2, 2)
    ? PyNumber_InPlaceFloorDivide(ptrAt(args, 0), ptrAt(args, 1))
    : null;
}

function op_itruediv(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("itruediv", nargs, 2, 2)
    ? PyNumber_InPlaceTrueDivide(ptrAt(args, 0), ptrAt(args, 1))
    : null;
}

function op_imod(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("imod", nargs, 2, 2) ? PyNumber_InPlaceRemainder(ptrAt(args, 0), ptrAt(args, 1)) : null;
}

function op_ilshift(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("ilshift", nargs, 2, 2) ? PyNumber_InPlaceLshift(ptrAt(args, 0), ptrAt(args, 1)) : null;
}

function op_irshift(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("irshift", nargs, 2, 2) ? PyNumber_InPlaceRshift(ptrAt(args, 0), ptrAt(args, 1)) : null;
}

function op_iand(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("iand", nargs, 2, 2) ? PyNumber_InPlaceAnd(ptrAt(args, 0), ptrAt(args, 1)) : null;
}

function op_ixor(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("ixor", nargs, 2, 2) ? PyNumber_InPlaceXor(ptrAt(args, 0), ptrAt(args, 1)) : null;
}

function op_ior(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("ior", nargs, 2, 2) ? PyNumber_InPlaceOr(ptrAt(args, 0), ptrAt(args, 1)) : null;
}

function op_concat(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("concat", nargs, 2, 2) ? PySequence_Concat(ptrAt(args, 0), ptrAt(args, 1)) : null;
}

function op_iconcat(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("iconcat", nargs, 2, 2)
    ? PySequence_InPlaceConcat(ptrAt(args, 0), ptrAt(args, 1))
    : null;
}

function op_getitem(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("getitem", nargs, 2, 2) ? PyObject_GetItem(ptrAt(args, 0), ptrAt(args, 1)) : null;
}

function op_lt(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("lt", nargs, 2, 2) ? PyObject_RichCompare(ptrAt(args, 0), ptrAt(args, 1), Py_LT) : null;
}

function op_le(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("le", nargs, 2, 2) ? PyObject_RichCompare(ptrAt(args, 0), ptrAt(args, 1), Py_LE) : null;
}

function op_eq(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("eq", nargs, 2, 2) ? PyObject_RichCompare(ptrAt(args, 0), ptrAt(args, 1), Py_EQ) : null;
}

function op_ne(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("ne", nargs, 2, 2) ? PyObject_RichCompare(ptrAt(args, 0), ptrAt(args, 1), Py_NE) : null;
}

function op_ge(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("ge", nargs, 2, 2) ? PyObject_RichCompare(ptrAt(args, 0), ptrAt(args, 1), Py_GE) : null;
}

function op_gt(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("gt", nargs, 2, 2) ? PyObject_RichCompare(ptrAt(args, 0), ptrAt(args, 1), Py_GT) : null;
}

function op_neg(module: PyObject, a: PyObject): PyObject | null {
  return PyNumber_Negative(a);
}

function op_pos(module: PyObject, a: PyObject): PyObject | null {
  return PyNumber_Positive(a);
}

function op_abs(module: PyObject, a: PyObject): PyObject | null {
  return PyNumber_Absolute(a);
}

function op_invert(module: PyObject, a: PyObject): PyObject | null {
  return PyNumber_Invert(a);
}

function op_index(module: PyObject, a: PyObject): PyObject | null {
  return PyNumber_Index(a);
}

function op_pow(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("pow", nargs, 2, 2) ? PyNumber_Power(ptrAt(args, 0), ptrAt(args, 1), Py_None) : null;
}

function op_ipow(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("ipow", nargs, 2, 2)
    ? PyNumber_InPlacePower(ptrAt(args, 0), ptrAt(args, 1), Py_None)
    : null;
}

function op_truth(module: PyObject, a: PyObject): PyObject | null {
  const r = PyObject_IsTrue(a);
  return r < 0 ? null : Py_RETURN_BOOL(r != 0);
}

function op_not_(module: PyObject, a: PyObject): PyObject | null {
  const r = PyObject_IsTrue(a);
  return r < 0 ? null : Py_RETURN_BOOL(r == 0);
}

function op_is_(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("is_", nargs, 2, 2) ? Py_RETURN_BOOL(ptrAt(args, 0) == ptrAt(args, 1)) : null;
}

function op_is_not(module: PyObject, args: usize, nargs: i32): PyObject | null {
  return PyArg_CheckPositional("is_not", nargs, 2, 2) ? Py_RETURN_BOOL(ptrAt(args, 0) != ptrAt(args, 1)) : null;
}

function op_contains(module: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("contains", nargs, 2, 2)) return null;
  const r = PySequence_Contains(ptrAt(args, 0), ptrAt(args, 1));
  return r < 0 ? null : Py_RETURN_BOOL(r != 0);
}

function op_countOf(module: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("countOf", nargs, 2, 2)) return null;
  const r = PySequence_Count(ptrAt(args, 0), ptrAt(args, 1));
  return r < 0 ? null : PyLong_FromSsize_t(r);
}

function op_indexOf(module: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("indexOf", nargs, 2, 2)) return null;
  const r = PySequence_Index(ptrAt(args, 0), ptrAt(args, 1));
  return r < 0 ? null : PyLong_FromSsize_t(r);
}

function op_setitem(module: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("setitem", nargs, 3, 3)) return null;
  return PyObject_SetItem(ptrAt(args, 0), ptrAt(args, 1), ptrAt(args, 2)) < 0 ? null : Py_NewRef(Py_None);
}

function op_delitem(module: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("delitem", nargs, 2, 2)) return null;
  return PyObject_DelItem(ptrAt(args, 0), ptrAt(args, 1)) < 0 ? null : Py_NewRef(Py_None);
}

function op_length_hint(module: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("length_hint", nargs, 1, 2)) return null;
  let deflt: i64 = 0;
  if (nargs > 1) {
    if (!PyLong_Check(ptrAt(args, 1))) {
      return PyErr_Format(
        PyExc_TypeError,
        "'%s' object cannot be interpreted as an integer",
        ptrAt(args, 1).ob_type.tp_name,
      );
    }
    deflt = ssizeOf(ptrAt(args, 1));
    if (deflt == -1 && PyErr_Occurred() !== null) return null;
  }
  const hint = lengthHint64(ptrAt(args, 0), deflt);
  return hint < 0 ? null : PyLong_FromI64(hint);
}

function op_call(module: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!PyArg_CheckPositional("call", nargs, 1, i32.MAX_VALUE)) return null;
  return PyObject_Vectorcall(ptrAt(args, 0), args + 8, nargs - 1, kwnames);
}

/** Do two byte ranges hold the same? Looks at every byte of b. */
function sameBytes(a: usize, na: i32, b: usize, nb: i32): bool {
  let diff = na == nb ? 0 : 1;
  const from = na == nb ? a : b;
  for (let i = 0; i < nb; i++) diff |= load<u8>(from + i) ^ load<u8>(b + i);
  return diff == 0;
}

function op__compare_digest(module: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("_compare_digest", nargs, 2, 2)) return null;
  const a = ptrAt(args, 0);
  const b = ptrAt(args, 1);
  if (PyUnicode_Check(a) && PyUnicode_Check(b)) {
    if (!PyUnicode_IS_ASCII(a) || !PyUnicode_IS_ASCII(b)) {
      return PyErr_SetString(PyExc_TypeError, "comparing strings with non-ASCII characters is not supported");
    }
    const pa = PyUnicode_AsUTF8AndSize(a);
    const na = utf8Length;
    const pb = PyUnicode_AsUTF8AndSize(b);
    return Py_RETURN_BOOL(sameBytes(pa, na, pb, utf8Length));
  }
  if (!PyObject_CheckBuffer(a) && !PyObject_CheckBuffer(b)) {
    return PyErr_Format(
      PyExc_TypeError,
      "unsupported operand types(s) or combination of types: '%s' and '%s'",
      a.ob_type.tp_name,
      b.ob_type.tp_name,
    );
  }
  const va = allocBuffer();
  const vb = allocBuffer();
  let result: PyObject | null = null;
  if (PyObject_GetBuffer(a, va, PyBUF_SIMPLE) == 0) {
    if (PyObject_GetBuffer(b, vb, PyBUF_SIMPLE) == 0) {
      result = Py_RETURN_BOOL(sameBytes(va.buf, va.len, vb.buf, vb.len));
      PyBuffer_Release(vb);
    }
    PyBuffer_Release(va);
  }
  freeBuffer(va);
  freeBuffer(vb);
  return result;
}

// --- the module ---

function addOperators(m: PyObject): i32 {
  let bad = 0;
  bad |= moduleFunction(m, "add", op_add.index, METH_FASTCALL, "add($module, a, b, /)\n--\n\nSame as a + b.");
  bad |= moduleFunction(m, "sub", op_sub.index, METH_FASTCALL, "sub($module, a, b, /)\n--\n\nSame as a - b.");
  bad |= moduleFunction(m, "mul", op_mul.index, METH_FASTCALL, "mul($module, a, b, /)\n--\n\nSame as a * b.");
  bad |= moduleFunction(m, "matmul", op_matmul.index, METH_FASTCALL, "matmul($module, a, b, /)\n--\n\nSame as a @ b.");
  bad |= moduleFunction(
    m,
    "floordiv",
    op_floordiv.index,
    METH_FASTCALL,
    "floordiv($module, a, b, /)\n--\n\nSame as a // b.",
  );
  bad |= moduleFunction(
    m,
    "truediv",
    op_truediv.index,
    METH_FASTCALL,
    "truediv($module, a, b, /)\n--\n\nSame as a / b.",
  );
  bad |= moduleFunction(m, "mod", op_mod.index, METH_FASTCALL, "mod($module, a, b, /)\n--\n\nSame as a % b.");
  bad |= moduleFunction(m, "lshift", op_lshift.index, METH_FASTCALL, "lshift($module, a, b, /)\n--\n\nSame as a << b.");
  bad |= moduleFunction(m, "rshift", op_rshift.index, METH_FASTCALL, "rshift($module, a, b, /)\n--\n\nSame as a >> b.");
  bad |= moduleFunction(m, "and_", op_and_.index, METH_FASTCALL, "and_($module, a, b, /)\n--\n\nSame as a & b.");
  bad |= moduleFunction(m, "xor", op_xor.index, METH_FASTCALL, "xor($module, a, b, /)\n--\n\nSame as a ^ b.");
  bad |= moduleFunction(m, "or_", op_or_.index, METH_FASTCALL, "or_($module, a, b, /)\n--\n\nSame as a | b.");
  bad |= moduleFunction(m, "iadd", op_iadd.index, METH_FASTCALL, "iadd($module, a, b, /)\n--\n\nSame as a += b.");
  bad |= moduleFunction(m, "isub", op_isub.index, METH_FASTCALL, "isub($module, a, b, /)\n--\n\nSame as a -= b.");
  bad |= moduleFunction(m, "imul", op_imul.index, METH_FASTCALL, "imul($module, a, b, /)\n--\n\nSame as a *= b.");
  bad |= moduleFunction(
    m,
    "imatmul",
    op_imatmul.index,
    METH_FASTCALL,
    "imatmul($module, a, b, /)\n--\n\nSame as a @= b.",
  );
  bad |= moduleFunction(
    m,
    "ifloordiv",
    op_ifloordiv.index,
    METH_FASTCALL,
    "ifloordiv($module, a, b, /)\n--\n\nSame as a //= b.",
  );
  bad |= moduleFunction(
    m,
    "itruediv",
    op_itruediv.index,
    METH_FASTCALL,
    "itruediv($module, a, b, /)\n--\n\nSame as a /= b.",
  );
  bad |= moduleFunction(m, "imod", op_imod.index, METH_FASTCALL, "imod($module, a, b, /)\n--\n\nSame as a %= b.");
  return bad;
}

function addMoreOperators(m: PyObject): i32 {
  let bad = 0;
  bad |= moduleFunction(
    m,
    "ilshift",
    op_ilshift.index,
    METH_FASTCALL,
    "ilshift($module, a, b, /)\n--\n\nSame as a <<= b.",
  );
  bad |= moduleFunction(
    m,
    "irshift",
    op_irshift.index,
    METH_FASTCALL,
    "irshift($module, a, b, /)\n--\n\nSame as a >>= b.",
  );
  bad |= moduleFunction(m, "iand", op_iand.index, METH_FASTCALL, "iand($module, a, b, /)\n--\n\nSame as a &= b.");
  bad |= moduleFunction(m, "ixor", op_ixor.index, METH_FASTCALL, "ixor($module, a, b, /)\n--\n\nSame as a ^= b.");
  bad |= moduleFunction(m, "ior", op_ior.index, METH_FASTCALL, "ior($module, a, b, /)\n--\n\nSame as a |= b.");
  bad |= moduleFunction(
    m,
    "concat",
    op_concat.index,
    METH_FASTCALL,
    "concat($module, a, b, /)\n--\n\nSame as a + b, for a and b sequences.",
  );
  bad |= moduleFunction(
    m,
    "iconcat",
    op_iconcat.index,
    METH_FASTCALL,
    "iconcat($module, a, b, /)\n--\n\nSame as a += b, for a and b sequences.",
  );
  bad |= moduleFunction(
    m,
    "getitem",
    op_getitem.index,
    METH_FASTCALL,
    "getitem($module, a, b, /)\n--\n\nSame as a[b].",
  );
  bad |= moduleFunction(m, "lt", op_lt.index, METH_FASTCALL, "lt($module, a, b, /)\n--\n\nSame as a < b.");
  bad |= moduleFunction(m, "le", op_le.index, METH_FASTCALL, "le($module, a, b, /)\n--\n\nSame as a <= b.");
  bad |= moduleFunction(m, "eq", op_eq.index, METH_FASTCALL, "eq($module, a, b, /)\n--\n\nSame as a == b.");
  bad |= moduleFunction(m, "ne", op_ne.index, METH_FASTCALL, "ne($module, a, b, /)\n--\n\nSame as a != b.");
  bad |= moduleFunction(m, "ge", op_ge.index, METH_FASTCALL, "ge($module, a, b, /)\n--\n\nSame as a >= b.");
  bad |= moduleFunction(m, "gt", op_gt.index, METH_FASTCALL, "gt($module, a, b, /)\n--\n\nSame as a > b.");
  bad |= moduleFunction(m, "neg", op_neg.index, METH_O, "neg($module, a, /)\n--\n\nSame as -a.");
  bad |= moduleFunction(m, "pos", op_pos.index, METH_O, "pos($module, a, /)\n--\n\nSame as +a.");
  bad |= moduleFunction(m, "abs", op_abs.index, METH_O, "abs($module, a, /)\n--\n\nSame as abs(a).");
  bad |= moduleFunction(m, "inv", op_invert.index, METH_O, "inv($module, a, /)\n--\n\nSame as ~a.");
  bad |= moduleFunction(m, "invert", op_invert.index, METH_O, "invert($module, a, /)\n--\n\nSame as ~a.");
  bad |= moduleFunction(m, "index", op_index.index, METH_O, "index($module, a, /)\n--\n\nSame as a.__index__()");
  return bad;
}

function addOthers(m: PyObject): i32 {
  let bad = 0;
  bad |= moduleFunction(m, "pow", op_pow.index, METH_FASTCALL, "pow($module, a, b, /)\n--\n\nSame as a ** b.");
  bad |= moduleFunction(m, "ipow", op_ipow.index, METH_FASTCALL, "ipow($module, a, b, /)\n--\n\nSame as a **= b.");
  bad |= moduleFunction(
    m,
    "truth",
    op_truth.index,
    METH_O,
    "truth($module, a, /)\n--\n\nReturn True if a is true, False otherwise.",
  );
  bad |= moduleFunction(m, "not_", op_not_.index, METH_O, "not_($module, a, /)\n--\n\nSame as not a.");
  bad |= moduleFunction(m, "is_", op_is_.index, METH_FASTCALL, "is_($module, a, b, /)\n--\n\nSame as a is b.");
  bad |= moduleFunction(
    m,
    "is_not",
    op_is_not.index,
    METH_FASTCALL,
    "is_not($module, a, b, /)\n--\n\nSame as a is not b.",
  );
  bad |= moduleFunction(
    m,
    "contains",
    op_contains.index,
    METH_FASTCALL,
    "contains($module, a, b, /)\n--\n\nSame as b in a (note reversed operands).",
  );
  bad |= moduleFunction(
    m,
    "countOf",
    op_countOf.index,
    METH_FASTCALL,
    "countOf($module, a, b, /)\n--\n\nHow often b, or something equal to it, occurs in a.",
  );
  bad |= moduleFunction(
    m,
    "indexOf",
    op_indexOf.index,
    METH_FASTCALL,
    "indexOf($module, a, b, /)\n--\n\nReturn the first index of b in a.",
  );
  bad |= moduleFunction(
    m,
    "setitem",
    op_setitem.index,
    METH_FASTCALL,
    "setitem($module, a, b, c, /)\n--\n\nSame as a[b] = c.",
  );
  bad |= moduleFunction(
    m,
    "delitem",
    op_delitem.index,
    METH_FASTCALL,
    "delitem($module, a, b, /)\n--\n\nSame as del a[b].",
  );
  bad |= moduleFunction(
    m,
    "length_hint",
    op_length_hint.index,
    METH_FASTCALL,
    "length_hint($module, obj, default=0, /)\n--\n\nReturn an estimate of the number of items in obj.",
  );
  bad |= moduleFunction(
    m,
    "call",
    op_call.index,
    METH_FASTCALL_KEYWORDS,
    "call($module, obj, /, *args, **kwargs)\n--\n\nSame as obj(*args, **kwargs).",
  );
  bad |= moduleFunction(
    m,
    "_compare_digest",
    op__compare_digest.index,
    METH_FASTCALL,
    "_compare_digest($module, a, b, /)\n--\n\nReturn 'a == b'.",
  );
  return bad;
}

let defined: bool = false;

/** `new`: the module object. */
export function PyInit__operator(): PyObject | null {
  if (!defined) {
    defined = true;
    defineGetterTypes();
  }
  const m = PyModule_New("_operator", "Operator interface.");
  if (m === null) return null;
  if (
    (addOperators(m) | addMoreOperators(m) | addOthers(m)) == 0 &&
    ready(itemgetter_type) &&
    ready(attrgetter_type) &&
    ready(methodcaller_type) &&
    PyModule_AddObjectRef(m, "itemgetter", itemgetter_type) == 0 &&
    PyModule_AddObjectRef(m, "attrgetter", attrgetter_type) == 0 &&
    PyModule_AddObjectRef(m, "methodcaller", methodcaller_type) == 0
  ) {
    return m;
  }
  Py_DECREF(m);
  return null;
}
