/**
 * The table that ties special-method names to type slots, and what is done with it: native slots become wrapper descriptors in a
 * type's dict; special methods in a class's dict become slots. Counterpart: slotdefs, add_operators, update_one_slot,
 * fixup_slot_dispatchers of Objects/typeobject.c.
 *
 * Invariant: rows of one slot stand next to each other; the order of the rows is CPython's.
 */
import {
  PyObject,
  PyTypeObject,
  PyNumberMethods,
  PySequenceMethods,
  PyMappingMethods,
  PyAsyncMethods,
  PyBufferProcs,
  Py_TPFLAGS_HAVE_VECTORCALL,
} from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { PyCFunction_Type, PyWrapperDescr_Type, Py_None } from "../object/statics";
import { cstr, staticAlloc } from "../object/typedef";
import { PyErr_Clear, PyErr_Occurred } from "../protocol/errors";
import { PyObject_HashNotImplemented } from "../protocol/hash";
import { _PyObject_NextNotImplemented } from "../protocol/iter";
import { PyDict_Contains, PyDict_SetItem, PyDict_Next, dictNextValue } from "./dict";
import { PyDescr_NewWrapper, PyWrapperBase, PyWrapperDescrObject } from "./descr";
import { PyCFunction_GET_FUNCTION } from "./methodobject";
import { tp_new_wrapper } from "./type_new";
import {
  HT_AS_ASYNC,
  HT_AS_BUFFER,
  HT_AS_MAPPING,
  HT_AS_NUMBER,
  HT_AS_SEQUENCE,
  PyType_IsSubtype,
  PyType_Check,
  find_name_in_mro,
  lookup_tp_dict,
  weakrefReferent,
} from "./typeobject";
import {
  _Py_slot_tp_getattr_hook,
  slot_am_aiter,
  slot_am_anext,
  slot_am_await,
  slot_mp_ass_subscript,
  slot_mp_length,
  slot_mp_subscript,
  slot_nb_bool,
  slot_sq_ass_item,
  slot_sq_contains,
  slot_sq_item,
  slot_sq_length,
  slot_tp_call,
  slot_tp_descr_get,
  slot_tp_descr_set,
  slot_tp_finalize,
  slot_tp_hash,
  slot_tp_init,
  slot_tp_iter,
  slot_tp_iternext,
  slot_tp_new,
  slot_tp_repr,
  slot_tp_richcompare,
  slot_tp_setattro,
  slot_tp_str,
} from "./slot_functions";
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
  richcmp_eq,
  richcmp_ge,
  richcmp_gt,
  richcmp_le,
  richcmp_lt,
  richcmp_ne,
  wrap_binaryfunc,
  wrap_binaryfunc_l,
  wrap_binaryfunc_r,
  wrap_call,
  wrap_del,
  wrap_delattr,
  wrap_delitem,
  wrap_descr_delete,
  wrap_descr_get,
  wrap_descr_set,
  wrap_hashfunc,
  wrap_indexargfunc,
  wrap_init,
  wrap_inquirypred,
  wrap_lenfunc,
  wrap_next,
  wrap_objobjargproc,
  wrap_objobjproc,
  wrap_setattr,
  wrap_sq_delitem,
  wrap_sq_item,
  wrap_sq_setitem,
  wrap_ternaryfunc,
  wrap_ternaryfunc_r,
  wrap_unaryfunc,
} from "./slot_wrappers";
import { slot_bf_getbuffer, slot_bf_releasebuffer, wrap_buffer, wrap_releasebuffer } from "./slot_buffer";
import { ID } from "../generated/ids";

/** The wrapper takes keyword arguments as well. */
export const PyWrapperFlag_KEYWORDS: i32 = 1;

/** Size of a row: CPython's struct wrapperbase. */
const ROW: usize = 56;
const ROWS: i32 = 94;
let table: usize = 0;
let filled: i32 = 0;

function rowAt(i: i32): PyWrapperBase {
  return changetype<PyWrapperBase>(table + <usize>i * ROW);
}

function row(name: PyObject, text: string, offset: usize, fn: u32, wrapper: u32, flags: i32, doc: string): void {
  const r = rowAt(filled++);
  r.name = cstr(text);
  r.offset = <i32>offset;
  r.function = fn;
  r.wrapper = wrapper;
  r.doc = cstr(doc);
  r.flags = flags;
  r.name_strobj = name;
}

function rowsOfType(): void {
  row(ID.__getattribute__, "__getattribute__", offsetof<PyTypeObject>("tp_getattr"), 0, 0, 0, "");
  row(ID.__getattr__, "__getattr__", offsetof<PyTypeObject>("tp_getattr"), 0, 0, 0, "");
  row(ID.__setattr__, "__setattr__", offsetof<PyTypeObject>("tp_setattr"), 0, 0, 0, "");
  row(ID.__delattr__, "__delattr__", offsetof<PyTypeObject>("tp_setattr"), 0, 0, 0, "");
  row(
    ID.__repr__,
    "__repr__",
    offsetof<PyTypeObject>("tp_repr"),
    slot_tp_repr.index,
    wrap_unaryfunc.index,
    0,
    "__repr__($self, /)\n--\n\nReturn repr(self).",
  );
  row(
    ID.__hash__,
    "__hash__",
    offsetof<PyTypeObject>("tp_hash"),
    slot_tp_hash.index,
    wrap_hashfunc.index,
    0,
    "__hash__($self, /)\n--\n\nReturn hash(self).",
  );
  row(
    ID.__call__,
    "__call__",
    offsetof<PyTypeObject>("tp_call"),
    slot_tp_call.index,
    wrap_call.index,
    1,
    "__call__($self, /, *args, **kwargs)\n--\n\nCall self as a function.",
  );
  row(
    ID.__str__,
    "__str__",
    offsetof<PyTypeObject>("tp_str"),
    slot_tp_str.index,
    wrap_unaryfunc.index,
    0,
    "__str__($self, /)\n--\n\nReturn str(self).",
  );
  row(
    ID.__getattribute__,
    "__getattribute__",
    offsetof<PyTypeObject>("tp_getattro"),
    _Py_slot_tp_getattr_hook.index,
    wrap_binaryfunc.index,
    0,
    "__getattribute__($self, name, /)\n--\n\nReturn getattr(self, name).",
  );
  row(
    ID.__getattr__,
    "__getattr__",
    offsetof<PyTypeObject>("tp_getattro"),
    _Py_slot_tp_getattr_hook.index,
    0,
    0,
    "__getattr__($self, name, /)\n--\n\nImplement getattr(self, name).",
  );
  row(
    ID.__setattr__,
    "__setattr__",
    offsetof<PyTypeObject>("tp_setattro"),
    slot_tp_setattro.index,
    wrap_setattr.index,
    0,
    "__setattr__($self, name, value, /)\n--\n\nImplement setattr(self, name, value).",
  );
  row(
    ID.__delattr__,
    "__delattr__",
    offsetof<PyTypeObject>("tp_setattro"),
    slot_tp_setattro.index,
    wrap_delattr.index,
    0,
    "__delattr__($self, name, /)\n--\n\nImplement delattr(self, name).",
  );
  row(
    ID.__lt__,
    "__lt__",
    offsetof<PyTypeObject>("tp_richcompare"),
    slot_tp_richcompare.index,
    richcmp_lt.index,
    0,
    "__lt__($self, value, /)\n--\n\nReturn self<value.",
  );
  row(
    ID.__le__,
    "__le__",
    offsetof<PyTypeObject>("tp_richcompare"),
    slot_tp_richcompare.index,
    richcmp_le.index,
    0,
    "__le__($self, value, /)\n--\n\nReturn self<=value.",
  );
  row(
    ID.__eq__,
    "__eq__",
    offsetof<PyTypeObject>("tp_richcompare"),
    slot_tp_richcompare.index,
    richcmp_eq.index,
    0,
    "__eq__($self, value, /)\n--\n\nReturn self==value.",
  );
  row(
    ID.__ne__,
    "__ne__",
    offsetof<PyTypeObject>("tp_richcompare"),
    slot_tp_richcompare.index,
    richcmp_ne.index,
    0,
    "__ne__($self, value, /)\n--\n\nReturn self!=value.",
  );
  row(
    ID.__gt__,
    "__gt__",
    offsetof<PyTypeObject>("tp_richcompare"),
    slot_tp_richcompare.index,
    richcmp_gt.index,
    0,
    "__gt__($self, value, /)\n--\n\nReturn self>value.",
  );
  row(
    ID.__ge__,
    "__ge__",
    offsetof<PyTypeObject>("tp_richcompare"),
    slot_tp_richcompare.index,
    richcmp_ge.index,
    0,
    "__ge__($self, value, /)\n--\n\nReturn self>=value.",
  );
  row(
    ID.__iter__,
    "__iter__",
    offsetof<PyTypeObject>("tp_iter"),
    slot_tp_iter.index,
    wrap_unaryfunc.index,
    0,
    "__iter__($self, /)\n--\n\nImplement iter(self).",
  );
  row(
    ID.__next__,
    "__next__",
    offsetof<PyTypeObject>("tp_iternext"),
    slot_tp_iternext.index,
    wrap_next.index,
    0,
    "__next__($self, /)\n--\n\nImplement next(self).",
  );
  row(
    ID.__get__,
    "__get__",
    offsetof<PyTypeObject>("tp_descr_get"),
    slot_tp_descr_get.index,
    wrap_descr_get.index,
    0,
    "__get__($self, instance, owner=None, /)\n--\n\nReturn an attribute of instance, which is of type owner.",
  );
  row(
    ID.__set__,
    "__set__",
    offsetof<PyTypeObject>("tp_descr_set"),
    slot_tp_descr_set.index,
    wrap_descr_set.index,
    0,
    "__set__($self, instance, value, /)\n--\n\nSet an attribute of instance to value.",
  );
  row(
    ID.__delete__,
    "__delete__",
    offsetof<PyTypeObject>("tp_descr_set"),
    slot_tp_descr_set.index,
    wrap_descr_delete.index,
    0,
    "__delete__($self, instance, /)\n--\n\nDelete an attribute of instance.",
  );
  row(
    ID.__init__,
    "__init__",
    offsetof<PyTypeObject>("tp_init"),
    slot_tp_init.index,
    wrap_init.index,
    1,
    "__init__($self, /, *args, **kwargs)\n--\n\nSet up a new instance; help(type(self)) tells the arguments.",
  );
  row(
    ID.__new__,
    "__new__",
    offsetof<PyTypeObject>("tp_new"),
    slot_tp_new.index,
    0,
    0,
    "__new__(type, /, *args, **kwargs)\n--\n\nCreate and return new object.  See help(type) for accurate signature.",
  );
  row(
    ID.__del__,
    "__del__",
    offsetof<PyTypeObject>("tp_finalize"),
    slot_tp_finalize.index,
    wrap_del.index,
    0,
    "__del__($self, /)\n--\n\nCalled when the instance is about to be destroyed.",
  );
}

function rowsOfAsync(): void {
  row(
    ID.__await__,
    "__await__",
    HT_AS_ASYNC + offsetof<PyAsyncMethods>("am_await"),
    slot_am_await.index,
    wrap_unaryfunc.index,
    0,
    "__await__($self, /)\n--\n\nReturn an iterator to be used in await expression.",
  );
  row(
    ID.__aiter__,
    "__aiter__",
    HT_AS_ASYNC + offsetof<PyAsyncMethods>("am_aiter"),
    slot_am_aiter.index,
    wrap_unaryfunc.index,
    0,
    "__aiter__($self, /)\n--\n\nThe asynchronous iterator of this object.",
  );
  row(
    ID.__anext__,
    "__anext__",
    HT_AS_ASYNC + offsetof<PyAsyncMethods>("am_anext"),
    slot_am_anext.index,
    wrap_unaryfunc.index,
    0,
    "__anext__($self, /)\n--\n\nReturn a value or raise StopAsyncIteration.",
  );
}

function rowsOfArithmetic(): void {
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

function rowsOfNumbers(): void {
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

function rowsOfMappings(): void {
  row(
    ID.__len__,
    "__len__",
    HT_AS_MAPPING + offsetof<PyMappingMethods>("mp_length"),
    slot_mp_length.index,
    wrap_lenfunc.index,
    0,
    "__len__($self, /)\n--\n\nReturn len(self).",
  );
  row(
    ID.__getitem__,
    "__getitem__",
    HT_AS_MAPPING + offsetof<PyMappingMethods>("mp_subscript"),
    slot_mp_subscript.index,
    wrap_binaryfunc.index,
    0,
    "__getitem__($self, key, /)\n--\n\nReturn self[key].",
  );
  row(
    ID.__setitem__,
    "__setitem__",
    HT_AS_MAPPING + offsetof<PyMappingMethods>("mp_ass_subscript"),
    slot_mp_ass_subscript.index,
    wrap_objobjargproc.index,
    0,
    "__setitem__($self, key, value, /)\n--\n\nSet self[key] to value.",
  );
  row(
    ID.__delitem__,
    "__delitem__",
    HT_AS_MAPPING + offsetof<PyMappingMethods>("mp_ass_subscript"),
    slot_mp_ass_subscript.index,
    wrap_delitem.index,
    0,
    "__delitem__($self, key, /)\n--\n\nDelete self[key].",
  );
}

function rowsOfSequences(): void {
  row(
    ID.__len__,
    "__len__",
    HT_AS_SEQUENCE + offsetof<PySequenceMethods>("sq_length"),
    slot_sq_length.index,
    wrap_lenfunc.index,
    0,
    "__len__($self, /)\n--\n\nReturn len(self).",
  );
  row(
    ID.__add__,
    "__add__",
    HT_AS_SEQUENCE + offsetof<PySequenceMethods>("sq_concat"),
    0,
    wrap_binaryfunc.index,
    0,
    "__add__($self, value, /)\n--\n\nReturn self+value.",
  );
  row(
    ID.__mul__,
    "__mul__",
    HT_AS_SEQUENCE + offsetof<PySequenceMethods>("sq_repeat"),
    0,
    wrap_indexargfunc.index,
    0,
    "__mul__($self, value, /)\n--\n\nReturn self*value.",
  );
  row(
    ID.__rmul__,
    "__rmul__",
    HT_AS_SEQUENCE + offsetof<PySequenceMethods>("sq_repeat"),
    0,
    wrap_indexargfunc.index,
    0,
    "__rmul__($self, value, /)\n--\n\nReturn value*self.",
  );
  row(
    ID.__getitem__,
    "__getitem__",
    HT_AS_SEQUENCE + offsetof<PySequenceMethods>("sq_item"),
    slot_sq_item.index,
    wrap_sq_item.index,
    0,
    "__getitem__($self, key, /)\n--\n\nReturn self[key].",
  );
  row(
    ID.__setitem__,
    "__setitem__",
    HT_AS_SEQUENCE + offsetof<PySequenceMethods>("sq_ass_item"),
    slot_sq_ass_item.index,
    wrap_sq_setitem.index,
    0,
    "__setitem__($self, key, value, /)\n--\n\nSet self[key] to value.",
  );
  row(
    ID.__delitem__,
    "__delitem__",
    HT_AS_SEQUENCE + offsetof<PySequenceMethods>("sq_ass_item"),
    slot_sq_ass_item.index,
    wrap_sq_delitem.index,
    0,
    "__delitem__($self, key, /)\n--\n\nDelete self[key].",
  );
  row(
    ID.__contains__,
    "__contains__",
    HT_AS_SEQUENCE + offsetof<PySequenceMethods>("sq_contains"),
    slot_sq_contains.index,
    wrap_objobjproc.index,
    0,
    "__contains__($self, key, /)\n--\n\nReturn bool(key in self).",
  );
  row(
    ID.__iadd__,
    "__iadd__",
    HT_AS_SEQUENCE + offsetof<PySequenceMethods>("sq_inplace_concat"),
    0,
    wrap_binaryfunc.index,
    0,
    "__iadd__($self, value, /)\n--\n\nImplement self+=value.",
  );
  row(
    ID.__imul__,
    "__imul__",
    HT_AS_SEQUENCE + offsetof<PySequenceMethods>("sq_inplace_repeat"),
    0,
    wrap_indexargfunc.index,
    0,
    "__imul__($self, value, /)\n--\n\nImplement self*=value.",
  );
}

function rowsOfBuffers(): void {
  row(
    ID.__buffer__,
    "__buffer__",
    HT_AS_BUFFER + offsetof<PyBufferProcs>("bf_getbuffer"),
    slot_bf_getbuffer.index,
    wrap_buffer.index,
    0,
    "__buffer__($self, flags, /)\n--\n\nA view of the object's memory, for those who asked for its buffer.",
  );
  row(
    ID.__release_buffer__,
    "__release_buffer__",
    HT_AS_BUFFER + offsetof<PyBufferProcs>("bf_releasebuffer"),
    slot_bf_releasebuffer.index,
    wrap_releasebuffer.index,
    0,
    "__release_buffer__($self, buffer, /)\n--\n\nTold by those who had the object's buffer that they are done.",
  );
}

/** Fills the table: once, before the first type is readied. */
export function initSlotDefs(): void {
  table = staticAlloc(ROW * ROWS);
  filled = 0;
  rowsOfType();
  rowsOfBuffers();
  rowsOfAsync();
  rowsOfArithmetic();
  rowsOfNumbers();
  rowsOfMappings();
  rowsOfSequences();
  assert(filled == ROWS);
}

/** Address of the slot at heap-type offset `offset` in `type`, whose slot structs may lie elsewhere; 0 if it has no such struct. */
function slotptr(type: PyTypeObject, offset: usize): usize {
  let structure: usize;
  let at: usize;
  if (offset >= HT_AS_BUFFER) {
    structure = changetype<usize>(type.tp_as_buffer);
    at = offset - HT_AS_BUFFER;
  } else if (offset >= HT_AS_SEQUENCE) {
    structure = changetype<usize>(type.tp_as_sequence);
    at = offset - HT_AS_SEQUENCE;
  } else if (offset >= HT_AS_MAPPING) {
    structure = changetype<usize>(type.tp_as_mapping);
    at = offset - HT_AS_MAPPING;
  } else if (offset >= HT_AS_NUMBER) {
    structure = changetype<usize>(type.tp_as_number);
    at = offset - HT_AS_NUMBER;
  } else if (offset >= HT_AS_ASYNC) {
    structure = changetype<usize>(type.tp_as_async);
    at = offset - HT_AS_ASYNC;
  } else {
    structure = changetype<usize>(type);
    at = offset;
  }
  return structure == 0 ? 0 : structure + at;
}

/** A wrapper descriptor in the type's dict for each native slot that the dict does not override. */
export function add_operators(type: PyTypeObject): i32 {
  const dict = lookup_tp_dict(type);
  for (let i = 0; i < ROWS; i++) {
    const r = rowAt(i);
    if (r.wrapper == 0) continue;
    const at = slotptr(type, <usize>r.offset);
    if (at == 0) continue;
    const fn = load<u32>(at);
    if (fn == 0) continue;
    const has = PyDict_Contains(dict, r.name_strobj);
    if (has < 0) return -1;
    if (has > 0) continue;
    if (fn == PyObject_HashNotImplemented.index) {
      if (PyDict_SetItem(dict, r.name_strobj, Py_None) < 0) return -1;
      continue;
    }
    const descr = PyDescr_NewWrapper(type, r, fn);
    if (descr === null) return -1;
    const rc = PyDict_SetItem(dict, r.name_strobj, descr);
    Py_DECREF(descr);
    if (rc < 0) return -1;
  }
  return 0;
}

/** The wrapper of slot `name` with function `fn`, for a type that fills the slot after it was made: `new`. */
export function newSlotDescriptor(type: PyTypeObject, name: PyObject, fn: u32): PyObject | null {
  for (let i = 0; i < ROWS; i++) {
    const r = rowAt(i);
    if (r.name_strobj == name && r.wrapper != 0) return PyDescr_NewWrapper(type, r, fn);
  }
  return null;
}

/** The only filled slot among those that share the method name (`__len__`: sq_length, mp_length), or 0. */
function resolveDuplicates(type: PyTypeObject, name: PyObject): usize {
  let found: usize = 0;
  for (let i = 0; i < ROWS; i++) {
    const r = rowAt(i);
    if (r.name_strobj != name) continue;
    const at = slotptr(type, <usize>r.offset);
    if (at == 0 || load<u32>(at) == 0) continue;
    if (found != 0) return 0;
    found = at;
  }
  return found;
}

/** Recomputes the slot of row `i` from the class's methods; returns the first row of the next slot. */
function updateOneSlot(type: PyTypeObject, i: i32): i32 {
  const offset = rowAt(i).offset;
  const at = slotptr(type, <usize>offset);
  if (at == 0) {
    while (i < ROWS && rowAt(i).offset == offset) i++;
    return i;
  }
  const isNew = offset == <i32>offsetof<PyTypeObject>("tp_new");
  const isHash = offset == <i32>offsetof<PyTypeObject>("tp_hash");
  let generic: u32 = 0;
  let specific: u32 = 0;
  let useGeneric = false;
  for (; i < ROWS && rowAt(i).offset == offset; i++) {
    const r = rowAt(i);
    const descr = find_name_in_mro(type, r.name_strobj);
    if (descr === null) {
      if (PyErr_Occurred() !== null) PyErr_Clear();
      if (offset == <i32>offsetof<PyTypeObject>("tp_iternext")) specific = _PyObject_NextNotImplemented.index;
      continue;
    }
    if (
      descr.ob_type == PyWrapperDescr_Type &&
      changetype<PyWrapperDescrObject>(descr).d_base.name_strobj == r.name_strobj
    ) {
      const d = changetype<PyWrapperDescrObject>(descr);
      const only = resolveDuplicates(type, r.name_strobj);
      if (only == 0 || only == at) generic = r.function;
      if (
        (specific == 0 || specific == d.d_wrapped) &&
        d.d_base.wrapper == r.wrapper &&
        PyType_IsSubtype(type, d.d_type)
      ) {
        specific = d.d_wrapped;
      } else {
        useGeneric = true;
      }
    } else if (isNew && descr.ob_type == PyCFunction_Type && PyCFunction_GET_FUNCTION(descr) == tp_new_wrapper.index) {
      specific = type.tp_new;
    } else if (isHash && descr == Py_None) {
      specific = PyObject_HashNotImplemented.index;
    } else {
      useGeneric = true;
      generic = r.function;
      if (r.function == slot_tp_call.index) type.tp_flags &= ~Py_TPFLAGS_HAVE_VECTORCALL;
    }
  }
  store<u32>(at, specific != 0 && !useGeneric ? specific : generic);
  return i;
}

/** Sets all slots of a new class from its methods and those it inherits. */
export function fixup_slot_dispatchers(type: PyTypeObject): void {
  let i = 0;
  while (i < ROWS) i = updateOneSlot(type, i);
}

/** Special method `name` of `type` changed: its slots here, and in each subclass that does not override it. */
export function update_slot(type: PyTypeObject, name: PyObject): void {
  let known = false;
  let i = 0;
  while (i < ROWS) {
    const first = i;
    const offset = rowAt(i).offset;
    let mine = false;
    while (i < ROWS && rowAt(i).offset == offset) {
      if (rowAt(i).name_strobj == name) mine = true;
      i++;
    }
    if (mine) {
      known = true;
      updateOneSlot(type, first);
    }
  }
  if (known) updateSubclasses(type, name);
}

function updateSubclasses(type: PyTypeObject, name: PyObject): void {
  const subclasses = changetype<PyObject | null>(type.tp_subclasses);
  if (subclasses === null) return;
  let pos = 0;
  while ((pos = PyDict_Next(subclasses, pos)) != 0) {
    const sub = weakrefReferent(dictNextValue());
    if (sub === null || !PyType_Check(sub)) continue;
    const subtype = changetype<PyTypeObject>(sub);
    if (PyDict_Contains(lookup_tp_dict(subtype), name) != 0) continue;
    update_slot(subtype, name);
  }
}

/** After `__bases__` changed: every slot of the type and of its subclasses. */
export function update_all_slots(type: PyTypeObject): void {
  let i = 0;
  while (i < ROWS) {
    update_slot(type, rowAt(i).name_strobj);
    i++;
  }
}
