/**
 * Rows of slotdefs for what a type does itself: attributes, calls, comparison, iteration, awaiting, items, buffers. Each names the function that calls
 * Python (slot_...) and the one that Python calls (wrap_...).
 */
import { PyTypeObject, PySequenceMethods, PyMappingMethods, PyAsyncMethods, PyBufferProcs } from "../object/layout";
import { HT_AS_ASYNC, HT_AS_BUFFER, HT_AS_MAPPING, HT_AS_SEQUENCE } from "./typeobject";
import {
  _Py_slot_tp_getattr_hook,
  slot_am_aiter,
  slot_am_anext,
  slot_am_await,
  slot_mp_ass_subscript,
  slot_mp_length,
  slot_mp_subscript,
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
  richcmp_eq,
  richcmp_ge,
  richcmp_gt,
  richcmp_le,
  richcmp_lt,
  richcmp_ne,
  wrap_binaryfunc,
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
  wrap_lenfunc,
  wrap_next,
  wrap_objobjargproc,
  wrap_objobjproc,
  wrap_setattr,
  wrap_sq_delitem,
  wrap_sq_item,
  wrap_sq_setitem,
  wrap_unaryfunc,
} from "./slot_wrappers";
import { slot_bf_getbuffer, slot_bf_releasebuffer, wrap_buffer, wrap_releasebuffer } from "./slot_buffer";
import { ID } from "../generated/ids";
import { row } from "./slot_table";

export function rowsOfType(): void {
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

export function rowsOfAsync(): void {
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

export function rowsOfMappings(): void {
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

export function rowsOfSequences(): void {
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

export function rowsOfBuffers(): void {
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
