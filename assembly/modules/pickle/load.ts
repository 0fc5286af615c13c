/** load() of Modules/_pickle.c: reads opcodes until STOP. */
import { PyObject } from "../../object/layout";
import { Py_CLEAR, Py_DECREF, Py_XSETREF, Py_NewRef } from "../../object/refcount";
import { PyCFunction_Type, Py_False, Py_None, Py_True } from "../../object/statics";
import { PyExc_EOFError, PyExc_ValueError } from "../../object/exception_types";
import { PyMem_Free } from "../../memory/blocks";
import { PyObject_GetAttr } from "../../protocol/attr";
import { PyErr_ExceptionMatches, PyErr_Format, PyErr_SetString } from "../../protocol/errors";
import { PyDict_New } from "../../types/dict";
import { PyList_New } from "../../types/list";
import { PyCFunction_GET_FUNCTION, PyCFunction_GET_SELF } from "../../types/methodobject";
import { PySet_New } from "../../types/set";
import { ID } from "../../generated/ids";
import * as atoms from "./load_atoms";
import * as containers from "./load_containers";
import * as objects from "./load_objects";
import * as op from "./opcodes";
import { UnpicklingError } from "./state";
import {
  Pdata,
  Pdata_Del,
  Pdata_New,
  Pdata_clear,
  UnpicklerObject,
  _Unpickler_SkipConsumed,
  pop,
  push,
  readBytes,
} from "./unpickler";

/** Unpickler.persistent_load, which a subclass may override. */
export function Unpickler_persistent_load(self: PyObject, pid: PyObject): PyObject | null {
  return PyErr_SetString(
    UnpicklingError,
    "A load persistent id instruction was encountered, but no persistent_load function was specified.",
  );
}

function load_proto(u: UnpicklerObject): i32 {
  const at = readBytes(u, 1);
  if (at == 0) return -1;
  const proto = <i32>load<u8>(at);
  if (proto > op.HIGHEST_PROTOCOL) {
    PyErr_Format(PyExc_ValueError, "unsupported pickle protocol: %d", proto);
    return -1;
  }
  u.proto = proto;
  return 0;
}

function badKey(c: u32): i32 {
  const plain = c >= 0x20 && c <= 0x7e && c != 0x27 && c != 0x5c;
  PyErr_Format(UnpicklingError, plain ? "invalid load key, '%c'." : "invalid load key, '\\x%02x'.", c);
  return -1;
}

/** GET and its short forms. */
function loadGet(u: UnpicklerObject, width: i32): i32 {
  const at = readBytes(u, width);
  if (at == 0) return -1;
  return containers.pushMemo(u, width == 1 ? <i64>load<u8>(at) : <i64>load<u32>(at));
}

/** The opcodes that protocols 4 and 5 hardly write, and all that 0 and 1 alone do. */
function executeRare(u: UnpicklerObject, code: u32): i32 {
  switch (code) {
    case op.INT:
      return atoms.load_int(u);
    case op.LONG:
      return atoms.load_long(u);
    case op.LONG4:
      return atoms.load_counted_long(u, 4);
    case op.FLOAT:
      return atoms.load_float(u);
    case op.BINBYTES8:
      return atoms.load_counted_binbytes(u, 8);
    case op.BYTEARRAY8:
      return atoms.load_counted_bytearray(u);
    case op.NEXT_BUFFER:
      return atoms.load_next_buffer(u);
    case op.READONLY_BUFFER:
      return atoms.load_readonly_buffer(u);
    case op.SHORT_BINSTRING:
      return atoms.load_counted_binstring(u, 1);
    case op.BINSTRING:
      return atoms.load_counted_binstring(u, 4);
    case op.STRING:
      return atoms.load_string(u);
    case op.UNICODE:
      return atoms.load_unicode(u);
    case op.BINUNICODE8:
      return atoms.load_counted_binunicode(u, 8);
    case op.LIST:
      return containers.load_list(u);
    case op.DICT:
      return containers.load_dict(u);
    case op.EMPTY_SET:
      return push(u, PySet_New(null));
    case op.ADDITEMS:
      return containers.load_additems(u);
    case op.FROZENSET:
      return containers.load_frozenset(u);
    case op.OBJ:
      return objects.load_obj(u);
    case op.INST:
      return objects.load_inst(u);
    case op.NEWOBJ_EX:
      return objects.load_newobj(u, true);
    case op.GLOBAL:
      return objects.load_global(u);
    case op.DUP:
      return containers.load_dup(u);
    case op.GET:
      return containers.load_get(u);
    case op.PUT:
      return containers.load_put(u);
    case op.POP:
      return containers.load_pop(u);
    case op.POP_MARK:
      return containers.load_pop_mark(u);
    case op.PERSID:
      return objects.load_persid(u);
    case op.BINPERSID:
      return objects.load_binpersid(u);
    case op.PROTO:
      return load_proto(u);
    case op.FRAME:
      return atoms.load_frame(u);
    case op.EXT1:
      return objects.load_extension(u, 1);
    case op.EXT2:
      return objects.load_extension(u, 2);
    case op.EXT4:
      return objects.load_extension(u, 4);
    default:
      return badKey(code);
  }
}

function execute(u: UnpicklerObject, code: u32): i32 {
  switch (code) {
    case op.MEMOIZE:
      return containers.load_memoize(u);
    case op.SHORT_BINUNICODE:
      return atoms.load_counted_binunicode(u, 1);
    case op.BINUNICODE:
      return atoms.load_counted_binunicode(u, 4);
    case op.BINGET:
      return loadGet(u, 1);
    case op.LONG_BINGET:
      return loadGet(u, 4);
    case op.BININT:
      return atoms.load_binint(u, 4);
    case op.BININT1:
      return atoms.load_binint(u, 1);
    case op.BININT2:
      return atoms.load_binint(u, 2);
    case op.BINFLOAT:
      return atoms.load_binfloat(u);
    case op.NONE:
      return push(u, Py_NewRef(Py_None));
    case op.NEWTRUE:
      return push(u, Py_NewRef(Py_True));
    case op.NEWFALSE:
      return push(u, Py_NewRef(Py_False));
    case op.BINPUT:
      return containers.load_binput(u, 1);
    case op.LONG_BINPUT:
      return containers.load_binput(u, 4);
    case op.MARK:
      return containers.load_mark(u);
    case op.EMPTY_DICT:
      return push(u, PyDict_New());
    case op.SETITEM:
      return containers.load_setitem(u);
    case op.SETITEMS:
      return containers.load_setitems(u);
    case op.EMPTY_LIST:
      return push(u, PyList_New(0));
    case op.APPEND:
      return containers.load_append(u);
    case op.APPENDS:
      return containers.load_appends(u);
    case op.EMPTY_TUPLE:
      return containers.load_counted_tuple(u, 0);
    case op.TUPLE1:
      return containers.load_counted_tuple(u, 1);
    case op.TUPLE2:
      return containers.load_counted_tuple(u, 2);
    case op.TUPLE3:
      return containers.load_counted_tuple(u, 3);
    case op.TUPLE:
      return containers.load_tuple(u);
    case op.LONG1:
      return atoms.load_counted_long(u, 1);
    case op.SHORT_BINBYTES:
      return atoms.load_counted_binbytes(u, 1);
    case op.BINBYTES:
      return atoms.load_counted_binbytes(u, 4);
    case op.STACK_GLOBAL:
      return objects.load_stack_global(u);
    case op.REDUCE:
      return objects.load_reduce(u);
    case op.NEWOBJ:
      return objects.load_newobj(u, false);
    case op.BUILD:
      return objects.load_build(u);
    default:
      return executeRare(u, code);
  }
}

/** Runs the opcodes up to STOP: the object, `new`. */
function run(u: UnpicklerObject): PyObject | null {
  while (true) {
    let at: usize;
    if (u.next_read_idx < u.input_len) {
      at = u.input_buffer + <usize>u.next_read_idx;
      u.next_read_idx++;
    } else {
      at = readBytes(u, 1);
      if (at == 0) {
        if (PyErr_ExceptionMatches(UnpicklingError)) PyErr_Format(PyExc_EOFError, "Ran out of input");
        return null;
      }
    }
    const code = <u32>load<u8>(at);
    if (code == op.STOP) break;
    if (execute(u, code) < 0) return null;
  }
  return _Unpickler_SkipConsumed(u) < 0 ? null : pop(u);
}

/** Caches persistent_load, if it is not the one that only raises. */
function findHook(u: UnpicklerObject): bool {
  let hook: PyObject | null = PyObject_GetAttr(u, ID.persistent_load);
  if (hook === null) return false;
  if (
    hook.ob_type == PyCFunction_Type &&
    PyCFunction_GET_SELF(hook) == u &&
    PyCFunction_GET_FUNCTION(hook) == Unpickler_persistent_load.index
  ) {
    Py_DECREF(hook);
    hook = null;
  }
  Py_XSETREF(changetype<usize>(u) + offsetof<UnpicklerObject>("persistent_load"), hook);
  return true;
}

/**
 * Reads one pickle: the object, `new`. A load() that is called while another one of this unpickler runs (by find_class, say) goes on in the
 * same input with a stack and marks of its own.
 */
export function loadObject(u: UnpicklerObject): PyObject | null {
  if (!findHook(u)) return null;
  const outer = u.stack;
  const outerMarks = u.marks;
  const outerNum = u.num_marks;
  const outerSize = u.marks_size;
  const nested = outer === null || isRunning(outer);
  if (nested) {
    u.stack = Pdata_New();
    if (u.stack === null) {
      u.stack = outer;
      return null;
    }
    u.marks = 0;
    u.marks_size = 0;
  }
  const s = u.stack!;
  Pdata_clear(s, 0);
  u.num_marks = 0;
  u.proto = 0;
  s.mark_set = 0;
  s.fence = 0;
  s.running = 1;
  const result = run(u);
  s.running = 0;
  Py_CLEAR(changetype<usize>(u) + offsetof<UnpicklerObject>("persistent_load"));
  if (nested) {
    u.stack = outer;
    Pdata_Del(s);
    if (u.marks != 0) PyMem_Free(u.marks);
    u.marks = outerMarks;
    u.num_marks = outerNum;
    u.marks_size = outerSize;
  }
  return result;
}

function isRunning(s: Pdata): bool {
  return s.running != 0;
}
