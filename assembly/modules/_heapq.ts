/**
 * The module _heapq (Modules/_heapqmodule.c). A comparison may change the list: its length is checked after each one.
 */
import { PyObject, Py_LT, ptrAt } from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef } from "../object/refcount";
import { Py_None } from "../object/statics";
import { PyExc_IndexError, PyExc_RuntimeError, PyExc_TypeError } from "../object/exception_types";
import { METH_FASTCALL, METH_O } from "../object/typedef";
import { PyErr_Format, PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional } from "../protocol/args";
import { PyObject_RichCompareBool, comparePlainly } from "../protocol/compare";
import {
  PyList_Append,
  PyList_Check,
  PyList_GET_ITEM,
  PyList_GET_SIZE,
  PyList_SET_ITEM,
  PyList_SetSlice,
} from "../types/list";
import { PyModule_New, moduleFunction } from "../types/module";

/** Does item i go before item j? In a max-heap the larger one does. 1, 0, -1; the list must keep its length. */
function before(heap: PyObject, i: i32, j: i32, max: bool): i32 {
  const a = PyList_GET_ITEM(heap, i);
  const b = PyList_GET_ITEM(heap, j);
  if (comparePlainly(a, b)) return max ? PyObject_RichCompareBool(b, a, Py_LT) : PyObject_RichCompareBool(a, b, Py_LT);
  const size = PyList_GET_SIZE(heap);
  Py_INCREF(a);
  Py_INCREF(b);
  const cmp = max ? PyObject_RichCompareBool(b, a, Py_LT) : PyObject_RichCompareBool(a, b, Py_LT);
  Py_DECREF(a);
  Py_DECREF(b);
  if (cmp >= 0 && size != PyList_GET_SIZE(heap)) {
    PyErr_SetString(PyExc_RuntimeError, "list changed size during iteration");
    return -1;
  }
  return cmp;
}

function swap(heap: PyObject, i: i32, j: i32): void {
  const a = PyList_GET_ITEM(heap, i);
  PyList_SET_ITEM(heap, i, PyList_GET_ITEM(heap, j));
  PyList_SET_ITEM(heap, j, a);
}

function siftdown(heap: PyObject, startpos: i32, pos: i32, max: bool): i32 {
  if (pos >= PyList_GET_SIZE(heap)) {
    PyErr_SetString(PyExc_IndexError, "index out of range");
    return -1;
  }
  while (pos > startpos) {
    const parent = (pos - 1) >> 1;
    const cmp = before(heap, pos, parent, max);
    if (cmp < 0) return -1;
    if (cmp == 0) break;
    swap(heap, parent, pos);
    pos = parent;
  }
  return 0;
}

function siftup(heap: PyObject, pos: i32, max: bool): i32 {
  const endpos = PyList_GET_SIZE(heap);
  const startpos = pos;
  if (pos >= endpos) {
    PyErr_SetString(PyExc_IndexError, "index out of range");
    return -1;
  }
  // The smaller child comes up all the way to a leaf, then the item goes back to its place.
  const limit = endpos >> 1;
  while (pos < limit) {
    let child = 2 * pos + 1;
    if (child + 1 < endpos) {
      const cmp = before(heap, child, child + 1, max);
      if (cmp < 0) return -1;
      if (cmp == 0) child++;
    }
    swap(heap, child, pos);
    pos = child;
  }
  return siftdown(heap, startpos, pos, max);
}

/** Is the first argument a list? `where`: "fname() argument" with its number if there are more. */
function checkHeap(where: string, heap: PyObject): bool {
  if (PyList_Check(heap)) return true;
  PyErr_Format(PyExc_TypeError, "%L must be list, not %s", changetype<usize>(where), heap.ob_type.tp_name);
  return false;
}

/** `new`: the first item, taken out. */
function popFirst(heap: PyObject, max: bool): PyObject | null {
  const n = PyList_GET_SIZE(heap);
  if (n == 0) return PyErr_SetString(PyExc_IndexError, "index out of range");
  const last = Py_NewRef(PyList_GET_ITEM(heap, n - 1));
  if (PyList_SetSlice(heap, n - 1, n, null) < 0) {
    Py_DECREF(last);
    return null;
  }
  if (n == 1) return last;
  const first = PyList_GET_ITEM(heap, 0);
  PyList_SET_ITEM(heap, 0, last);
  if (siftup(heap, 0, max) == 0) return first;
  Py_DECREF(first);
  return null;
}

/** `new`: the first item, replaced by `item`. */
function replaceFirst(heap: PyObject, item: PyObject, max: bool): PyObject | null {
  if (PyList_GET_SIZE(heap) == 0) return PyErr_SetString(PyExc_IndexError, "index out of range");
  const first = PyList_GET_ITEM(heap, 0);
  Py_INCREF(item);
  PyList_SET_ITEM(heap, 0, item);
  if (siftup(heap, 0, max) == 0) return first;
  Py_DECREF(first);
  return null;
}

function heapifyInternal(heap: PyObject, max: bool): PyObject | null {
  for (let i = (PyList_GET_SIZE(heap) >> 1) - 1; i >= 0; i--) {
    if (siftup(heap, i, max) < 0) return null;
  }
  return Py_NewRef(Py_None);
}

function heappush(module: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("heappush", nargs, 2, 2)) return null;
  const heap = ptrAt(args, 0);
  if (!checkHeap("heappush() argument 1", heap)) return null;
  if (PyList_Append(heap, ptrAt(args, 1)) < 0) return null;
  return siftdown(heap, 0, PyList_GET_SIZE(heap) - 1, false) < 0 ? null : Py_NewRef(Py_None);
}

function heappop(module: PyObject, heap: PyObject): PyObject | null {
  return checkHeap("heappop() argument", heap) ? popFirst(heap, false) : null;
}

function heapreplace(module: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("heapreplace", nargs, 2, 2)) return null;
  return checkHeap("heapreplace() argument 1", ptrAt(args, 0))
    ? replaceFirst(ptrAt(args, 0), ptrAt(args, 1), false)
    : null;
}

function heappushpop(module: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("heappushpop", nargs, 2, 2)) return null;
  const heap = ptrAt(args, 0);
  const item = ptrAt(args, 1);
  if (!checkHeap("heappushpop() argument 1", heap)) return null;
  if (PyList_GET_SIZE(heap) == 0) return Py_NewRef(item);
  const top = Py_NewRef(PyList_GET_ITEM(heap, 0));
  const cmp = PyObject_RichCompareBool(top, item, Py_LT);
  Py_DECREF(top);
  if (cmp < 0) return null;
  return cmp == 0 ? Py_NewRef(item) : replaceFirst(heap, item, false);
}

function heapify(module: PyObject, heap: PyObject): PyObject | null {
  return checkHeap("heapify() argument", heap) ? heapifyInternal(heap, false) : null;
}

function _heappop_max(module: PyObject, heap: PyObject): PyObject | null {
  return checkHeap("_heappop_max() argument", heap) ? popFirst(heap, true) : null;
}

function _heapreplace_max(module: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("_heapreplace_max", nargs, 2, 2)) return null;
  return checkHeap("_heapreplace_max() argument 1", ptrAt(args, 0))
    ? replaceFirst(ptrAt(args, 0), ptrAt(args, 1), true)
    : null;
}

function _heapify_max(module: PyObject, heap: PyObject): PyObject | null {
  return checkHeap("_heapify_max() argument", heap) ? heapifyInternal(heap, true) : null;
}

/** `new`: the module object. */
export function PyInit__heapq(): PyObject | null {
  const m = PyModule_New("_heapq", "Heap queue algorithm (a.k.a. priority queue).");
  if (m === null) return null;
  let bad = 0;
  bad |= moduleFunction(
    m,
    "heappush",
    heappush.index,
    METH_FASTCALL,
    "heappush($module, heap, item, /)\n--\n\nPush item onto heap, maintaining the heap invariant.",
  );
  bad |= moduleFunction(
    m,
    "heappushpop",
    heappushpop.index,
    METH_FASTCALL,
    "heappushpop($module, heap, item, /)\n--\n\nPush item and then pop the smallest, in one step.\n\nCheaper than the two calls, since the heap is put in order once.",
  );
  bad |= moduleFunction(
    m,
    "heappop",
    heappop.index,
    METH_O,
    "heappop($module, heap, /)\n--\n\nTake the smallest item out; the rest is a heap again.",
  );
  bad |= moduleFunction(
    m,
    "heapreplace",
    heapreplace.index,
    METH_FASTCALL,
    "heapreplace($module, heap, item, /)\n--\n\nPop the smallest item and put item in its place, in one step.\n\nCheaper than heappop() and heappush(), and the heap keeps its size. What comes\nback can be larger than item; a program that minds asks first:\n\n    if item > heap[0]:\n        item = heapreplace(heap, item)",
  );
  bad |= moduleFunction(
    m,
    "heapify",
    heapify.index,
    METH_O,
    "heapify($module, heap, /)\n--\n\nTransform list into a heap, in-place, in O(len(heap)) time.",
  );
  bad |= moduleFunction(
    m,
    "_heappop_max",
    _heappop_max.index,
    METH_O,
    "_heappop_max($module, heap, /)\n--\n\nMaxheap variant of heappop.",
  );
  bad |= moduleFunction(
    m,
    "_heapreplace_max",
    _heapreplace_max.index,
    METH_FASTCALL,
    "_heapreplace_max($module, heap, item, /)\n--\n\nMaxheap variant of heapreplace.",
  );
  bad |= moduleFunction(
    m,
    "_heapify_max",
    _heapify_max.index,
    METH_O,
    "_heapify_max($module, heap, /)\n--\n\nMaxheap variant of heapify.",
  );
  if (bad == 0) return m;
  Py_DECREF(m);
  return null;
}
