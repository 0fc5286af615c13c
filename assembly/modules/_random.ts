/**
 * The module _random (Modules/_randommodule.c): Random, a Mersenne Twister MT19937 with CPython's seeding, so that the same seed
 * gives the same numbers.
 *
 *   0 ob_refcnt | 8 ob_type | 16 index | 20 state[624]     2520 bytes
 */
import { randomBytes } from "../host";
import { PyObject, PyTypeObject, Py_TPFLAGS_BASETYPE, ptrAt } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { PyType_Type, Py_None } from "../object/statics";
import { METH_FASTCALL, METH_NOARGS, METH_O, addMethod, initStaticType } from "../object/typedef";
import { PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { PyType_GenericAlloc } from "../gc/collector";
import { PyMem_Free, PyMem_Malloc, PyObject_Free } from "../memory/blocks";
import { PyErr_NoMemory, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyArg_CheckPositional, noKeywordsDict } from "../protocol/args";
import { PyObject_Hash } from "../protocol/hash";
import { PyNumber_Index } from "../protocol/number";
import { PyModule_AddType, PyModule_New } from "../types/module";
import { PyTuple_Check, PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_New, PyTuple_SET_ITEM } from "../types/tuple";
import { PyFloat_FromDouble } from "../types/float";
import {
  PyLong_AsU64,
  PyLong_Check,
  PyLong_FromU64,
  PyLong_FromUnsignedLong,
  _PyLong_IsNegative,
  _PyLong_NumBits,
  longAsI64,
  longOverflow,
  newSmallInt,
} from "../types/long";
import { long_abs } from "../types/long_arith";
import { _PyLong_AsByteArray, _PyLong_FromByteArray } from "../types/long_bytes";

const N: i32 = 624;
const M: i32 = 397;
const Random_Type = changetype<PyTypeObject>(memory.data(416, 16)); // _random.Random

@unmanaged
class RandomObject extends PyObject {
  index: i32;
  state0: u32;
}

/** Address of word `i` of the state. */
function word(self: RandomObject, i: i32): usize {
  return changetype<usize>(self) + 20 + ((<usize>i) << 2);
}

function twist(upper: u32, lower: u32): u32 {
  const y = (upper & 0x80000000) | (lower & 0x7fffffff);
  return (y >> 1) ^ ((y & 1) != 0 ? 0x9908b0df : 0);
}

/** Makes the next 624 words. */
function regenerate(self: RandomObject): void {
  for (let k = 0; k < N; k++) {
    const next = k + 1 < N ? k + 1 : 0;
    const far = k + M < N ? k + M : k + M - N;
    store<u32>(
      word(self, k),
      load<u32>(word(self, far)) ^ twist(load<u32>(word(self, k)), load<u32>(word(self, next))),
    );
  }
  self.index = 0;
}

/** The next 32 random bits. */
function genrand(self: RandomObject): u32 {
  if (self.index >= N) regenerate(self);
  let y = load<u32>(word(self, self.index++));
  y ^= y >> 11;
  y ^= (y << 7) & 0x9d2c5680;
  y ^= (y << 15) & 0xefc60000;
  return y ^ (y >> 18);
}

function initGenrand(self: RandomObject, seed: u32): void {
  store<u32>(word(self, 0), seed);
  let previous = seed;
  for (let i = 1; i < N; i++) {
    previous = 1812433253 * (previous ^ (previous >> 30)) + <u32>i;
    store<u32>(word(self, i), previous);
  }
  self.index = N;
}

/** Seeds from `n` words at `key`. */
function initByArray(self: RandomObject, key: usize, n: i32): void {
  initGenrand(self, 19650218);
  let i = 1;
  let j = 0;
  for (let k = N > n ? N : n; k != 0; k--) {
    const before = load<u32>(word(self, i - 1));
    const mixed =
      (load<u32>(word(self, i)) ^ ((before ^ (before >> 30)) * 1664525)) + load<u32>(key + ((<usize>j) << 2)) + <u32>j;
    store<u32>(word(self, i), mixed);
    if (++i >= N) {
      store<u32>(word(self, 0), load<u32>(word(self, N - 1)));
      i = 1;
    }
    if (++j >= n) j = 0;
  }
  for (let k = N - 1; k != 0; k--) {
    const before = load<u32>(word(self, i - 1));
    store<u32>(word(self, i), (load<u32>(word(self, i)) ^ ((before ^ (before >> 30)) * 1566083941)) - <u32>i);
    if (++i >= N) {
      store<u32>(word(self, 0), load<u32>(word(self, N - 1)));
      i = 1;
    }
  }
  store<u32>(word(self, 0), 0x80000000);
}

/** The number that seeds: |int|, or the hash of anything else. `new` */
function seedNumber(op: PyObject): PyObject | null {
  if (PyLong_Check(op)) return long_abs(op); // int's own: a subclass's __abs__ may answer with anything
  const hash = PyObject_Hash(op);
  return hash == -1 ? null : PyLong_FromU64(<u64>hash);
}

/** Seeds from `op`, or from the host's randomness if it is null or None. 0, or -1 with an exception. */
function random_seed(self: RandomObject, op: PyObject | null): i32 {
  if (op === null || op == Py_None) {
    const key = PyMem_Malloc((<usize>N) << 2);
    if (key == 0) {
      PyErr_NoMemory();
      return -1;
    }
    randomBytes(key, N << 2);
    initByArray(self, key, N);
    PyMem_Free(key);
    return 0;
  }
  const n = seedNumber(op);
  if (n === null) return -1;
  const bits = _PyLong_NumBits(n);
  const words = bits == 0 ? 1 : <i32>((bits - 1) / 32) + 1;
  const key = PyMem_Malloc((<usize>words) << 2);
  let result = -1;
  if (key == 0) {
    PyErr_NoMemory();
  } else {
    result = _PyLong_AsByteArray(n, key, words << 2, true, false, true);
    if (result == 0) initByArray(self, key, words);
    PyMem_Free(key);
  }
  Py_DECREF(n);
  return result;
}

function random_init(self: PyObject, args: PyObject, kwargs: PyObject | null): i32 {
  if (self.ob_type.tp_init == Random_Type.tp_init && !noKeywordsDict("Random", kwargs)) return -1;
  const n = PyTuple_GET_SIZE(args);
  if (n > 1) {
    PyErr_SetString(PyExc_TypeError, "Random() requires 0 or 1 argument");
    return -1;
  }
  return random_seed(changetype<RandomObject>(self), n == 0 ? null : PyTuple_GET_ITEM(args, 0));
}

function random_new(type: PyTypeObject, _args: PyObject, _kwargs: PyObject | null): PyObject | null {
  return call_indirect<PyObject | null>(type.tp_alloc, type, 0);
}

function random_dealloc(self: PyObject): void {
  call_indirect<void>(self.ob_type.tp_free, changetype<usize>(self));
}

function random_random(self: PyObject, _unused: PyObject | null): PyObject | null {
  const a = genrand(changetype<RandomObject>(self)) >> 5;
  const b = genrand(changetype<RandomObject>(self)) >> 6;
  return PyFloat_FromDouble((<f64>a * 67108864.0 + <f64>b) * (1.0 / 9007199254740992.0));
}

function random_seed_method(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("seed", nargs, 0, 1)) return null;
  return random_seed(changetype<RandomObject>(self), nargs == 0 ? null : ptrAt(args, 0)) < 0
    ? null
    : Py_NewRef(Py_None);
}

function random_getstate(self: PyObject, _unused: PyObject | null): PyObject | null {
  const state = PyTuple_New(N + 1);
  if (state === null) return null;
  const random = changetype<RandomObject>(self);
  for (let i = 0; i <= N; i++) {
    const item = PyLong_FromUnsignedLong(i < N ? load<u32>(word(random, i)) : <u32>random.index);
    if (item === null) {
      Py_DECREF(state);
      return null;
    }
    PyTuple_SET_ITEM(state, i, item);
  }
  return state;
}

const newState = memory.data(2496, 4);

function random_setstate(self: PyObject, state: PyObject): PyObject | null {
  if (!PyTuple_Check(state)) return PyErr_SetString(PyExc_TypeError, "state vector must be a tuple");
  if (PyTuple_GET_SIZE(state) != N + 1) return PyErr_SetString(PyExc_ValueError, "state vector is the wrong size");
  for (let i = 0; i < N; i++) {
    const value = PyLong_AsU64(PyTuple_GET_ITEM(state, i));
    if (value == u64.MAX_VALUE && PyErr_Occurred() !== null) return null;
    store<u32>(newState + ((<usize>i) << 2), <u32>value);
  }
  const last = PyTuple_GET_ITEM(state, N);
  if (!PyLong_Check(last)) return PyErr_SetString(PyExc_TypeError, "an integer is required");
  const index = longAsI64(last);
  if (longOverflow != 0 || index < 0 || index > <i64>N) return PyErr_SetString(PyExc_ValueError, "invalid state");
  const random = changetype<RandomObject>(self);
  random.index = <i32>index;
  memory.copy(word(random, 0), newState, 2496);
  return Py_NewRef(Py_None);
}

function random_getrandbits(self: PyObject, op: PyObject): PyObject | null {
  const number = PyNumber_Index(op);
  if (number === null) return null;
  const negative = _PyLong_IsNegative(number);
  const k = longAsI64(number);
  const over = longOverflow;
  Py_DECREF(number);
  if (negative) return PyErr_SetString(PyExc_ValueError, "number of bits must be non-negative");
  if (over != 0 || k > 0x7fffff00) return PyErr_NoMemory();
  if (k == 0) return newSmallInt(0);
  const random = changetype<RandomObject>(self);
  if (k <= 32) return PyLong_FromUnsignedLong(genrand(random) >> <u32>(32 - k));
  const words = <i32>((k - 1) / 32) + 1;
  const bytes = PyMem_Malloc((<usize>words) << 2);
  if (bytes == 0) return PyErr_NoMemory();
  let left = k;
  for (let i = 0; i < words; i++) {
    let r = genrand(random);
    if (left < 32) r >>= <u32>(32 - left);
    store<u32>(bytes + ((<usize>i) << 2), r);
    left -= 32;
  }
  const result = _PyLong_FromByteArray(bytes, words << 2, true, false);
  PyMem_Free(bytes);
  return result;
}

function initRandomType(): void {
  const type = Random_Type;
  initStaticType(
    type,
    PyType_Type,
    null,
    "_random.Random",
    2520,
    0,
    Py_TPFLAGS_BASETYPE,
    "Random() -> a generator of random numbers with a state that is its own.",
  );
  type.tp_new = random_new.index;
  type.tp_init = random_init.index;
  type.tp_dealloc = random_dealloc.index;
  type.tp_alloc = PyType_GenericAlloc.index;
  type.tp_free = PyObject_Free.index;
  addMethod(
    type,
    "random",
    random_random.index,
    METH_NOARGS,
    "random($self, /)\n--\n\nrandom() -> x in the interval [0, 1).",
  );
  addMethod(
    type,
    "seed",
    random_seed_method.index,
    METH_FASTCALL,
    "seed($self, n=None, /)\n--\n\nseed([n]) -> None.  Defaults to the host's randomness.",
  );
  addMethod(
    type,
    "getstate",
    random_getstate.index,
    METH_NOARGS,
    "getstate($self, /)\n--\n\ngetstate() -> tuple containing the current state.",
  );
  addMethod(
    type,
    "setstate",
    random_setstate.index,
    METH_O,
    "setstate($self, state, /)\n--\n\nsetstate(state) -> None.  Restores generator state.",
  );
  addMethod(
    type,
    "getrandbits",
    random_getrandbits.index,
    METH_O,
    "getrandbits($self, k, /)\n--\n\ngetrandbits(k) -> x.  Generates an int with k random bits.",
  );
}

/** `new` module _random, or null. */
export function initRandomModule(): PyObject | null {
  const module = PyModule_New("_random", "The Mersenne Twister as a source of random numbers.");
  if (module === null) return null;
  initRandomType();
  if (PyModule_AddType(module, Random_Type) < 0) {
    Py_DECREF(module);
    return null;
  }
  return module;
}
