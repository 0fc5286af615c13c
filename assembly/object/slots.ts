/**
 * The signatures of type slots and typed wrappers that call them. A slot holds a table index; `call_indirect` checks the
 * signature at run time, so every function stored in a slot must have exactly the parameter and result types below (an object is
 * an i32 to Wasm: null or not makes no difference there, but write the TypeScript types so that the checker helps).
 *
 *   destructor   tp_dealloc tp_finalize tp_del      (self: PyObject): void
 *   freefunc     tp_free                            (p: usize): void
 *   visitproc    (argument of tp_traverse)          (op: PyObject, arg: usize): i32
 *   traverseproc tp_traverse                        (self: PyObject, visit: u32, arg: usize): i32
 *   inquiry      tp_clear nb_bool tp_is_gc          (self: PyObject): i32            -1 error (nb_bool)
 *   reprfunc     tp_repr tp_str, unaryfunc, getiterfunc, iternextfunc: (self: PyObject): PyObject | null
 *                tp_iternext returns null without a pending exception at the end
 *   hashfunc     tp_hash                            (self: PyObject): i64             -1 error
 *   binaryfunc   nb_*, sq_concat, mp_subscript      (a: PyObject, b: PyObject): PyObject | null
 *   ternaryfunc  nb_power nb_inplace_power          (a, b, c: PyObject): PyObject | null
 *                tp_call                            (self: PyObject, args: PyObject, kwargs: PyObject | null): PyObject | null
 *   getattrofunc tp_getattro                        (self: PyObject, name: PyObject): PyObject | null
 *   setattrofunc tp_setattro                        (self: PyObject, name: PyObject, value: PyObject | null): i32
 *   descrgetfunc tp_descr_get                       (descr: PyObject, obj: PyObject | null, type: PyObject | null): PyObject | null
 *   descrsetfunc tp_descr_set                       (descr: PyObject, obj: PyObject, value: PyObject | null): i32
 *   richcmpfunc  tp_richcompare                     (a: PyObject, b: PyObject, op: i32): PyObject | null
 *   lenfunc      sq_length mp_length                (self: PyObject): i32             -1 error
 *   ssizeargfunc sq_item sq_repeat                  (self: PyObject, i: i32): PyObject | null
 *   ssizeobjargproc sq_ass_item                     (self: PyObject, i: i32, value: PyObject | null): i32
 *   objobjproc   sq_contains                        (self: PyObject, value: PyObject): i32
 *   objobjargproc mp_ass_subscript                  (self: PyObject, key: PyObject, value: PyObject | null): i32
 *   initproc     tp_init                            (self: PyObject, args: PyObject, kwargs: PyObject | null): i32
 *   newfunc      tp_new                             (type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null
 *   allocfunc    tp_alloc                           (type: PyTypeObject, nitems: i32): PyObject | null
 *   vectorcallfunc tp_vectorcall, function fields   (callable: PyObject, args: usize, nargsf: u32, kwnames: PyObject | null): PyObject | null
 *   sendfunc     am_send                            (self: PyObject, arg: PyObject, result: usize): i32   PySendResult
 *   getbufferproc bf_getbuffer                      (self: PyObject, view: usize, flags: i32): i32
 *   releasebufferproc bf_releasebuffer              (self: PyObject, view: usize): void
 *
 * A Py_ssize_t is an i32 in a signature (memory is 32-bit); a hash is an i64; other C longs are i64 where a value may pass 32 bits.
 */
import { PyObject, PyTypeObject } from "./layout";

/** vectorcall's nargsf: the caller lent the slot before args[0] (Include/cpython/abstract.h). */
export const PY_VECTORCALL_ARGUMENTS_OFFSET: u32 = 0x80000000;

export function PyVectorcall_NARGS(nargsf: u32): i32 {
  return <i32>(nargsf & 0x7fffffff);
}

export function callUnary(slot: u32, a: PyObject): PyObject | null {
  return call_indirect<PyObject | null>(slot, a);
}

export function callBinary(slot: u32, a: PyObject, b: PyObject): PyObject | null {
  return call_indirect<PyObject | null>(slot, a, b);
}

export function callTernary(slot: u32, a: PyObject, b: PyObject, c: PyObject | null): PyObject | null {
  return call_indirect<PyObject | null>(slot, a, b, c);
}

export function callInquiry(slot: u32, a: PyObject): i32 {
  return call_indirect<i32>(slot, a);
}

export function callHash(slot: u32, a: PyObject): i64 {
  return call_indirect<i64>(slot, a);
}

export function callRichCompare(slot: u32, a: PyObject, b: PyObject, op: i32): PyObject | null {
  return call_indirect<PyObject | null>(slot, a, b, op);
}

export function callSetAttr(slot: u32, a: PyObject, b: PyObject, value: PyObject | null): i32 {
  return call_indirect<i32>(slot, a, b, value);
}

export function callVisit(visit: u32, op: PyObject, arg: usize): i32 {
  return call_indirect<i32>(visit, op, arg);
}

export function callTraverse(slot: u32, self: PyObject, visit: u32, arg: usize): i32 {
  return call_indirect<i32>(slot, self, visit, arg);
}

export function callNew(slot: u32, type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  return call_indirect<PyObject | null>(slot, type, args, kwargs);
}

export function callInit(slot: u32, self: PyObject, args: PyObject, kwargs: PyObject | null): i32 {
  return call_indirect<i32>(slot, self, args, kwargs);
}

export function callVectorcall(
  slot: u32,
  callable: PyObject,
  args: usize,
  nargsf: u32,
  kwnames: PyObject | null,
): PyObject | null {
  return call_indirect<PyObject | null>(slot, callable, args, nargsf, kwnames);
}

/** `Py_VISIT(field)` of a tp_traverse: visits the object in the pointer field at `at` if there is one; non-zero stops. */
export function visitField(at: usize, visit: u32, arg: usize): i32 {
  const op = load<PyObject | null>(at);
  return op === null ? 0 : call_indirect<i32>(visit, op, arg);
}
