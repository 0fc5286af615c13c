/**
 * The module _queue (Modules/_queuemodule.c): SimpleQueue, an unbounded queue whose operations nothing can interrupt, and the exception Empty.
 *
 *   SimpleQueue   16 items (a list used from `head` on)   24 weak references   32 head (i32)   36 waiting items (i32)   40
 */
import { PyObject, PyTypeObject, Py_TPFLAGS_BASETYPE, Py_TPFLAGS_HAVE_GC } from "../object/layout";
import { Py_CLEAR, Py_DECREF, Py_INCREF, Py_NewRef } from "../object/refcount";
import { PyBaseObject_Type, PyType_Type, Py_False, Py_None, Py_True } from "../object/statics";
import { METH_CLASS, METH_FASTCALL_KEYWORDS, METH_NOARGS, METH_O, addMethod, initStaticType } from "../object/typedef";
import { visitField } from "../object/slots";
import { PyExc_Exception, PyExc_OverflowError, PyExc_ValueError } from "../object/exception_types";
import { ID } from "../generated/ids";
import { PyObject_GC_Del, PyObject_GC_UnTrack, PyType_GenericAlloc } from "../gc/collector";
import { PyErr_Occurred, PyErr_SetNone, PyErr_SetString } from "../protocol/errors";
import { arg, argReq, noKeywordsDict, parseArgs, PyArg_CheckPositional } from "../protocol/args";
import { callThreeArgs } from "../protocol/call";
import { PyObject_IsTrue } from "../protocol/compare";
import { PyDict_New, PyDict_SetItem } from "../types/dict";
import { PyFloat_AsDouble } from "../types/float";
import { classGetItem } from "../types/genericalias";
import {
  PyList_Append,
  PyList_GET_ITEM,
  PyList_GET_SIZE,
  PyList_New,
  PyList_SetItem,
  PyList_SetSlice,
} from "../types/list";
import { PyLong_FromLong } from "../types/long";
import { PyModule_AddObjectRef, PyModule_New } from "../types/module";
import { PyTuple_GET_SIZE, PyTuple_Pack1 } from "../types/tuple";
import { PyType_Ready } from "../types/type_ready";
import { PyUnicode_FromLiteral } from "../types/unicode_format";
import { PyObject_ClearWeakRefs } from "../types/weakref";
import { WAIT_AGAIN, WAIT_LATE, WAIT_SET, endWait, waitOn } from "../vm/threads";
import { TIMEOUT_MAX } from "./thread_locks";

const SimpleQueue_Type = changetype<PyTypeObject>(memory.data(416, 16));
let Empty: PyObject | null = null;

@unmanaged
class SimpleQueue extends PyObject {
  items: PyObject;
  items_hi: u32;
  weaklist: PyObject | null;
  weaklist_hi: u32;
  head: i32;
  count: i32;
}

function asQueue(op: PyObject): SimpleQueue {
  return changetype<SimpleQueue>(op);
}

function queue_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (type == SimpleQueue_Type) {
    if (!noKeywordsDict("SimpleQueue", kwargs)) return null;
    if (!PyArg_CheckPositional("SimpleQueue", PyTuple_GET_SIZE(args), 0, 0)) return null;
  }
  const self = PyType_GenericAlloc(type, 0);
  if (self === null) return null;
  const items = PyList_New(0);
  store<u64>(changetype<usize>(self) + 16, <u64>changetype<usize>(items));
  if (items !== null) return self;
  Py_DECREF(self);
  return null;
}

function queue_traverse(self: PyObject, visit: u32, a: usize): i32 {
  return visitField(changetype<usize>(self) + 16, visit, a);
}

function queue_clear(self: PyObject): i32 {
  Py_CLEAR(changetype<usize>(self) + 16);
  return 0;
}

function queue_dealloc(self: PyObject): void {
  PyObject_GC_UnTrack(self);
  if (asQueue(self).weaklist !== null) PyObject_ClearWeakRefs(self);
  queue_clear(self);
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

function putItem(self: PyObject, item: PyObject): PyObject | null {
  if (PyList_Append(asQueue(self).items, item) < 0) return null;
  asQueue(self).count = asQueue(self).count + 1;
  return Py_NewRef(Py_None);
}

function queue_put(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return parseArgs("put", "item,block=,timeout=", args, nargs, kwnames) ? putItem(self, argReq(0)) : null;
}

function queue_put_nowait(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return parseArgs("put_nowait", "item", args, nargs, kwnames) ? putItem(self, argReq(0)) : null;
}

/** The first item, which is there: `new`. The taken front of the list goes when it is the larger half. */
function takeItem(self: PyObject): PyObject | null {
  const q = asQueue(self);
  const list = q.items;
  const item = Py_NewRef(PyList_GET_ITEM(list, q.head));
  q.head = q.head + 1;
  q.count = q.count - 1;
  const head = q.head;
  if (head >= 8 && head * 2 >= PyList_GET_SIZE(list)) {
    q.head = 0;
    Py_INCREF(list);
    const rc = PyList_SetSlice(list, 0, head, null);
    Py_DECREF(list);
    if (rc < 0) {
      Py_DECREF(item);
      return null;
    }
  } else {
    // a taken item is not kept alive: its slot's reference goes, the new one stays
    if (PyList_SetItem(list, head - 1, Py_NewRef(Py_None)) < 0) return null;
  }
  return item;
}

function getItem(self: PyObject, seconds: f64, args: usize): PyObject | null {
  while (asQueue(self).count == 0) {
    if (seconds == 0) {
      PyErr_SetNone(changetype<PyTypeObject>(Empty!));
      return null;
    }
    const how = waitOn(WAIT_SET, changetype<usize>(self) + offsetof<SimpleQueue>("count"), 0, 0, seconds, args);
    if (how == WAIT_LATE) seconds = 0;
    else if (how != WAIT_AGAIN) return null;
  }
  endWait();
  return takeItem(self);
}

function queue_get(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs("get", "block=,timeout=", args, nargs, kwnames)) return null;
  const blockArg = arg(0);
  const timeout = arg(1);
  const block = blockArg === null ? 1 : PyObject_IsTrue(blockArg);
  if (block < 0) return null;
  let seconds: f64 = block ? -1 : 0;
  if (block && timeout !== null && timeout != Py_None) {
    seconds = PyFloat_AsDouble(timeout);
    if (seconds == -1 && PyErr_Occurred() !== null) return null;
    if (seconds < 0) return PyErr_SetString(PyExc_ValueError, "'timeout' must be a non-negative number");
    if (seconds > TIMEOUT_MAX) return PyErr_SetString(PyExc_OverflowError, "timeout value is too large");
  }
  return getItem(self, seconds, args);
}

function queue_get_nowait(self: PyObject, unused: PyObject | null): PyObject | null {
  return getItem(self, 0, 0);
}

function queue_empty(self: PyObject, unused: PyObject | null): PyObject | null {
  return Py_NewRef(asQueue(self).count == 0 ? Py_True : Py_False);
}

function queue_qsize(self: PyObject, unused: PyObject | null): PyObject | null {
  return PyLong_FromLong(asQueue(self).count);
}

function initQueueType(): void {
  const t = SimpleQueue_Type;
  initStaticType(
    t,
    PyType_Type,
    PyBaseObject_Type,
    "_queue.SimpleQueue",
    <i32>offsetof<SimpleQueue>(),
    0,
    Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    "SimpleQueue()\n--\n\nSimple, unbounded, reentrant FIFO queue.",
  );
  t.tp_new = queue_new.index;
  t.tp_alloc = PyType_GenericAlloc.index;
  t.tp_free = PyObject_GC_Del.index;
  t.tp_dealloc = queue_dealloc.index;
  t.tp_traverse = queue_traverse.index;
  t.tp_clear = queue_clear.index;
  t.tp_weaklistoffset = 24;
  addMethod(
    t,
    "empty",
    queue_empty.index,
    METH_NOARGS,
    "empty($self, /)\n--\n\nSay whether nothing waits now; another thread can change that at once.",
  );
  addMethod(
    t,
    "get",
    queue_get.index,
    METH_FASTCALL_KEYWORDS,
    "get($self, /, block=True, timeout=None)\n--\n\nRemove and return an item from the queue.",
  );
  addMethod(
    t,
    "get_nowait",
    queue_get_nowait.index,
    METH_NOARGS,
    "get_nowait($self, /)\n--\n\nRemove and return an item from the queue without blocking.",
  );
  addMethod(
    t,
    "put",
    queue_put.index,
    METH_FASTCALL_KEYWORDS,
    "put($self, /, item, block=True, timeout=None)\n--\n\nPut the item on the queue.",
  );
  addMethod(
    t,
    "put_nowait",
    queue_put_nowait.index,
    METH_FASTCALL_KEYWORDS,
    "put_nowait($self, /, item)\n--\n\nPut an item into the queue without blocking.",
  );
  addMethod(
    t,
    "qsize",
    queue_qsize.index,
    METH_NOARGS,
    "qsize($self, /)\n--\n\nReturn the approximate size of the queue (not reliable!).",
  );
  addMethod(t, "__class_getitem__", classGetItem.index, METH_O | METH_CLASS, "See PEP 585");
}

/** class _queue.Empty(Exception): `new`. */
function makeEmpty(): PyObject | null {
  const name = PyUnicode_FromLiteral("Empty");
  const module = PyUnicode_FromLiteral("_queue");
  const namespace = PyDict_New();
  const bases = PyTuple_Pack1(PyExc_Exception);
  if (name === null || module === null || namespace === null || bases === null) return null;
  if (PyDict_SetItem(namespace, ID.__module__, module) < 0) return null;
  const cls = callThreeArgs(PyType_Type, name, bases, namespace);
  Py_DECREF(name);
  Py_DECREF(module);
  Py_DECREF(namespace);
  Py_DECREF(bases);
  return cls;
}

/** The module `_queue`: `new`. */
export function PyInit__queue(): PyObject | null {
  initQueueType();
  if (PyType_Ready(SimpleQueue_Type) < 0) return null;
  if (Empty === null) Empty = makeEmpty();
  const m = PyModule_New("_queue", "The native half of the module queue.\nPrograms import queue, not this module.");
  if (m === null || Empty === null) return null;
  let bad = PyModule_AddObjectRef(m, "SimpleQueue", SimpleQueue_Type);
  bad |= PyModule_AddObjectRef(m, "Empty", Empty!);
  return bad < 0 ? null : m;
}
