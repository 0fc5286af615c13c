/** Rows of slotdefs for numbers: binary operators with their reflected methods, unary ones, conversions, in-place ones. */
import { PyNumberMethods } from "../object/layout";
import { HT_AS_NUMBER } from "./typeobject";
import { slot_nb_bool } from "./slot_functions";
import {
  slot_nb_absolute,
  slot_nb_add,
  slot_nb_and,
  slot_nb_divmod,
  slot_nb_float,
  slot_nb_floor_divide,
  slot_nb_index,
  slot_nb_inplace_add,
  slot_nb_inplace_and,
  slot_nb_inplace_floor_divide,
  slot_nb_inplace_lshift,
  slot_nb_inplace_matrix_multiply,
  slot_nb_inplace_multiply,
  slot_nb_inplace_or,
  slot_nb_inplace_power,
  slot_nb_inplace_remainder,
  slot_nb_inplace_rshift,
  slot_nb_inplace_subtract,
  slot_nb_inplace_true_divide,
  slot_nb_inplace_xor,
  slot_nb_int,
  slot_nb_invert,
  slot_nb_lshift,
  slot_nb_matrix_multiply,
  slot_nb_multiply,
  slot_nb_negative,
  slot_nb_or,
  slot_nb_positive,
  slot_nb_power,
  slot_nb_remainder,
  slot_nb_rshift,
  slot_nb_subtract,
  slot_nb_true_divide,
  slot_nb_xor,
} from "./slot_numbers";
import {
  wrap_binaryfunc,
  wrap_binaryfunc_l,
  wrap_binaryfunc_r,
  wrap_inquirypred,
  wrap_ternaryfunc,
  wrap_ternaryfunc_r,
  wrap_unaryfunc,
} from "./slot_wrappers";
import { ID } from "../generated/ids";
import { row } from "./slot_table";

export function rowsOfArithmetic(): void {
  row(
    ID.__add__,
    "__add__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_add"),
    slot_nb_add.index,
    wrap_binaryfunc_l.index,
    0,
    "__add__($self, value, /)\n--\n\nReturn self+value.",
  );
  row(
    ID.__radd__,
    "__radd__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_add"),
    slot_nb_add.index,
    wrap_binaryfunc_r.index,
    0,
    "__radd__($self, value, /)\n--\n\nReturn value+self.",
  );
  row(
    ID.__sub__,
    "__sub__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_subtract"),
    slot_nb_subtract.index,
    wrap_binaryfunc_l.index,
    0,
    "__sub__($self, value, /)\n--\n\nReturn self-value.",
  );
  row(
    ID.__rsub__,
    "__rsub__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_subtract"),
    slot_nb_subtract.index,
    wrap_binaryfunc_r.index,
    0,
    "__rsub__($self, value, /)\n--\n\nReturn value-self.",
  );
  row(
    ID.__mul__,
    "__mul__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_multiply"),
    slot_nb_multiply.index,
    wrap_binaryfunc_l.index,
    0,
    "__mul__($self, value, /)\n--\n\nReturn self*value.",
  );
  row(
    ID.__rmul__,
    "__rmul__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_multiply"),
    slot_nb_multiply.index,
    wrap_binaryfunc_r.index,
    0,
    "__rmul__($self, value, /)\n--\n\nReturn value*self.",
  );
  row(
    ID.__mod__,
    "__mod__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_remainder"),
    slot_nb_remainder.index,
    wrap_binaryfunc_l.index,
    0,
    "__mod__($self, value, /)\n--\n\nReturn self%value.",
  );
  row(
    ID.__rmod__,
    "__rmod__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_remainder"),
    slot_nb_remainder.index,
    wrap_binaryfunc_r.index,
    0,
    "__rmod__($self, value, /)\n--\n\nReturn value%self.",
  );
  row(
    ID.__divmod__,
    "__divmod__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_divmod"),
    slot_nb_divmod.index,
    wrap_binaryfunc_l.index,
    0,
    "__divmod__($self, value, /)\n--\n\nReturn divmod(self, value).",
  );
  row(
    ID.__rdivmod__,
    "__rdivmod__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_divmod"),
    slot_nb_divmod.index,
    wrap_binaryfunc_r.index,
    0,
    "__rdivmod__($self, value, /)\n--\n\nReturn divmod(value, self).",
  );
  row(
    ID.__pow__,
    "__pow__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_power"),
    slot_nb_power.index,
    wrap_ternaryfunc.index,
    0,
    "__pow__($self, value, mod=None, /)\n--\n\nReturn pow(self, value, mod).",
  );
  row(
    ID.__rpow__,
    "__rpow__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_power"),
    slot_nb_power.index,
    wrap_ternaryfunc_r.index,
    0,
    "__rpow__($self, value, mod=None, /)\n--\n\nReturn pow(value, self, mod).",
  );
  row(
    ID.__neg__,
    "__neg__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_negative"),
    slot_nb_negative.index,
    wrap_unaryfunc.index,
    0,
    "__neg__($self, /)\n--\n\n-self",
  );
  row(
    ID.__pos__,
    "__pos__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_positive"),
    slot_nb_positive.index,
    wrap_unaryfunc.index,
    0,
    "__pos__($self, /)\n--\n\n+self",
  );
  row(
    ID.__abs__,
    "__abs__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_absolute"),
    slot_nb_absolute.index,
    wrap_unaryfunc.index,
    0,
    "__abs__($self, /)\n--\n\nabs(self)",
  );
  row(
    ID.__bool__,
    "__bool__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_bool"),
    slot_nb_bool.index,
    wrap_inquirypred.index,
    0,
    "__bool__($self, /)\n--\n\nTrue if self else False",
  );
  row(
    ID.__invert__,
    "__invert__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_invert"),
    slot_nb_invert.index,
    wrap_unaryfunc.index,
    0,
    "__invert__($self, /)\n--\n\n~self",
  );
  row(
    ID.__lshift__,
    "__lshift__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_lshift"),
    slot_nb_lshift.index,
    wrap_binaryfunc_l.index,
    0,
    "__lshift__($self, value, /)\n--\n\nReturn self<<value.",
  );
  row(
    ID.__rlshift__,
    "__rlshift__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_lshift"),
    slot_nb_lshift.index,
    wrap_binaryfunc_r.index,
    0,
    "__rlshift__($self, value, /)\n--\n\nReturn value<<self.",
  );
  row(
    ID.__rshift__,
    "__rshift__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_rshift"),
    slot_nb_rshift.index,
    wrap_binaryfunc_l.index,
    0,
    "__rshift__($self, value, /)\n--\n\nReturn self>>value.",
  );
  row(
    ID.__rrshift__,
    "__rrshift__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_rshift"),
    slot_nb_rshift.index,
    wrap_binaryfunc_r.index,
    0,
    "__rrshift__($self, value, /)\n--\n\nReturn value>>self.",
  );
}

export function rowsOfNumbers(): void {
  row(
    ID.__and__,
    "__and__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_and"),
    slot_nb_and.index,
    wrap_binaryfunc_l.index,
    0,
    "__and__($self, value, /)\n--\n\nReturn self&value.",
  );
  row(
    ID.__rand__,
    "__rand__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_and"),
    slot_nb_and.index,
    wrap_binaryfunc_r.index,
    0,
    "__rand__($self, value, /)\n--\n\nReturn value&self.",
  );
  row(
    ID.__xor__,
    "__xor__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_xor"),
    slot_nb_xor.index,
    wrap_binaryfunc_l.index,
    0,
    "__xor__($self, value, /)\n--\n\nReturn self^value.",
  );
  row(
    ID.__rxor__,
    "__rxor__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_xor"),
    slot_nb_xor.index,
    wrap_binaryfunc_r.index,
    0,
    "__rxor__($self, value, /)\n--\n\nReturn value^self.",
  );
  row(
    ID.__or__,
    "__or__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_or"),
    slot_nb_or.index,
    wrap_binaryfunc_l.index,
    0,
    "__or__($self, value, /)\n--\n\nReturn self|value.",
  );
  row(
    ID.__ror__,
    "__ror__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_or"),
    slot_nb_or.index,
    wrap_binaryfunc_r.index,
    0,
    "__ror__($self, value, /)\n--\n\nReturn value|self.",
  );
  row(
    ID.__int__,
    "__int__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_int"),
    slot_nb_int.index,
    wrap_unaryfunc.index,
    0,
    "__int__($self, /)\n--\n\nint(self)",
  );
  row(
    ID.__float__,
    "__float__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_float"),
    slot_nb_float.index,
    wrap_unaryfunc.index,
    0,
    "__float__($self, /)\n--\n\nfloat(self)",
  );
  row(
    ID.__iadd__,
    "__iadd__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_inplace_add"),
    slot_nb_inplace_add.index,
    wrap_binaryfunc.index,
    0,
    "__iadd__($self, value, /)\n--\n\nReturn self+=value.",
  );
  row(
    ID.__isub__,
    "__isub__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_inplace_subtract"),
    slot_nb_inplace_subtract.index,
    wrap_binaryfunc.index,
    0,
    "__isub__($self, value, /)\n--\n\nReturn self-=value.",
  );
  row(
    ID.__imul__,
    "__imul__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_inplace_multiply"),
    slot_nb_inplace_multiply.index,
    wrap_binaryfunc.index,
    0,
    "__imul__($self, value, /)\n--\n\nReturn self*=value.",
  );
  row(
    ID.__imod__,
    "__imod__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_inplace_remainder"),
    slot_nb_inplace_remainder.index,
    wrap_binaryfunc.index,
    0,
    "__imod__($self, value, /)\n--\n\nReturn self%=value.",
  );
  row(
    ID.__ipow__,
    "__ipow__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_inplace_power"),
    slot_nb_inplace_power.index,
    wrap_ternaryfunc.index,
    0,
    "__ipow__($self, value, /)\n--\n\nReturn self**=value.",
  );
  row(
    ID.__ilshift__,
    "__ilshift__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_inplace_lshift"),
    slot_nb_inplace_lshift.index,
    wrap_binaryfunc.index,
    0,
    "__ilshift__($self, value, /)\n--\n\nReturn self<<=value.",
  );
  row(
    ID.__irshift__,
    "__irshift__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_inplace_rshift"),
    slot_nb_inplace_rshift.index,
    wrap_binaryfunc.index,
    0,
    "__irshift__($self, value, /)\n--\n\nReturn self>>=value.",
  );
  row(
    ID.__iand__,
    "__iand__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_inplace_and"),
    slot_nb_inplace_and.index,
    wrap_binaryfunc.index,
    0,
    "__iand__($self, value, /)\n--\n\nReturn self&=value.",
  );
  row(
    ID.__ixor__,
    "__ixor__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_inplace_xor"),
    slot_nb_inplace_xor.index,
    wrap_binaryfunc.index,
    0,
    "__ixor__($self, value, /)\n--\n\nReturn self^=value.",
  );
  row(
    ID.__ior__,
    "__ior__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_inplace_or"),
    slot_nb_inplace_or.index,
    wrap_binaryfunc.index,
    0,
    "__ior__($self, value, /)\n--\n\nReturn self|=value.",
  );
  row(
    ID.__floordiv__,
    "__floordiv__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_floor_divide"),
    slot_nb_floor_divide.index,
    wrap_binaryfunc_l.index,
    0,
    "__floordiv__($self, value, /)\n--\n\nReturn self//value.",
  );
  row(
    ID.__rfloordiv__,
    "__rfloordiv__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_floor_divide"),
    slot_nb_floor_divide.index,
    wrap_binaryfunc_r.index,
    0,
    "__rfloordiv__($self, value, /)\n--\n\nReturn value//self.",
  );
  row(
    ID.__truediv__,
    "__truediv__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_true_divide"),
    slot_nb_true_divide.index,
    wrap_binaryfunc_l.index,
    0,
    "__truediv__($self, value, /)\n--\n\nReturn self/value.",
  );
  row(
    ID.__rtruediv__,
    "__rtruediv__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_true_divide"),
    slot_nb_true_divide.index,
    wrap_binaryfunc_r.index,
    0,
    "__rtruediv__($self, value, /)\n--\n\nReturn value/self.",
  );
  row(
    ID.__ifloordiv__,
    "__ifloordiv__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_inplace_floor_divide"),
    slot_nb_inplace_floor_divide.index,
    wrap_binaryfunc.index,
    0,
    "__ifloordiv__($self, value, /)\n--\n\nReturn self//=value.",
  );
  row(
    ID.__itruediv__,
    "__itruediv__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_inplace_true_divide"),
    slot_nb_inplace_true_divide.index,
    wrap_binaryfunc.index,
    0,
    "__itruediv__($self, value, /)\n--\n\nReturn self/=value.",
  );
  row(
    ID.__index__,
    "__index__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_index"),
    slot_nb_index.index,
    wrap_unaryfunc.index,
    0,
    "__index__($self, /)\n--\n\nThe integer that this object stands for where only integers will do.",
  );
  row(
    ID.__matmul__,
    "__matmul__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_matrix_multiply"),
    slot_nb_matrix_multiply.index,
    wrap_binaryfunc_l.index,
    0,
    "__matmul__($self, value, /)\n--\n\nReturn self@value.",
  );
  row(
    ID.__rmatmul__,
    "__rmatmul__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_matrix_multiply"),
    slot_nb_matrix_multiply.index,
    wrap_binaryfunc_r.index,
    0,
    "__rmatmul__($self, value, /)\n--\n\nReturn value@self.",
  );
  row(
    ID.__imatmul__,
    "__imatmul__",
    HT_AS_NUMBER + offsetof<PyNumberMethods>("nb_inplace_matrix_multiply"),
    slot_nb_inplace_matrix_multiply.index,
    wrap_binaryfunc.index,
    0,
    "__imatmul__($self, value, /)\n--\n\nReturn self@=value.",
  );
}
