/**
 * Hashing (Python/pyhash.c, the hash half of Objects/object.c): SipHash-1-3 of bytes under the process's key, the numeric hash modulo
 * 2**61 - 1 that int, float and complex share, addresses.
 *
 * Invariant: equal numbers of any type hash alike; -1 never is a hash. PYTHONHASHSEED=0 means a key of zero bytes; another seed
 * makes the key with CPython's own generator, so that set orders agree.
 */
import { PyObject, Py_TPFLAGS_HAVE_GC } from "../object/layout";
import { callHash } from "../object/slots";
import { PyLong_Type, PyTuple_Type, PyUnicode_Type } from "../object/statics";
import { PyExc_TypeError } from "../object/exception_types";
import { PyErr_Format, Py_EnterRecursiveCall, Py_LeaveRecursiveCall } from "./errors";
import { strHash } from "../types/dict_keys";
import { long_hash } from "../types/long";
import { tuplehash } from "../types/tuple";

export const _PyHASH_BITS: i32 = 61;
export const _PyHASH_MODULUS: u64 = (1 << 61) - 1;
export const _PyHASH_INF: i64 = 314159;
export const _PyHASH_IMAG: i64 = 1000003;

/** _Py_HashSecret: the first 16 of its 24 bytes are the key. */
const secret = memory.data(24, 8);
let key0: u64 = 0;
let key1: u64 = 0;

/** Takes the key from 24 bytes at `bytes` (random ones for -R). */
export function setHashSecret(bytes: usize): void {
  memory.copy(secret, bytes, 24);
  key0 = load<u64>(secret);
  key1 = load<u64>(secret, 8);
}

/** The key for PYTHONHASHSEED=seed. */
export function initHashSecret(seed: u32): void {
  let x = seed;
  for (let i = 0; i < 24; i++) {
    x = x * 214013 + 2531011;
    store<u8>(secret + i, seed == 0 ? 0 : <u8>(x >> 16));
  }
  setHashSecret(secret);
}

/** SipHash-1-3 of `length` bytes; 0 for none. */
export function _Py_HashBytes(src: usize, length: i32): i64 {
  if (length == 0) return 0;
  let v0: u64 = key0 ^ 0x736f6d6570736575;
  let v1: u64 = key1 ^ 0x646f72616e646f6d;
  let v2: u64 = key0 ^ 0x6c7967656e657261;
  let v3: u64 = key1 ^ 0x7465646279746573;
  // Whole words, the last bytes with the length above them, and three rounds without input.
  let p = src;
  const words = src + (length & ~7);
  let rest = (<u64>length) << 56;
  for (let i = length & 7; i > 0; i--) rest |= (<u64>load<u8>(words + i - 1)) << (<u64>((i - 1) << 3));
  while (true) {
    const m = p < words ? load<u64>(p) : p == words ? rest : 0;
    if (p > words) {
      if (p == words + 8) v2 ^= 0xff;
      else if (p == words + 32) break;
    }
    v3 ^= m;
    v0 += v1;
    v2 += v3;
    v1 = rotl<u64>(v1, 13) ^ v0;
    v3 = rotl<u64>(v3, 16) ^ v2;
    v0 = rotl<u64>(v0, 32);
    v2 += v1;
    v0 += v3;
    v1 = rotl<u64>(v1, 17) ^ v2;
    v3 = rotl<u64>(v3, 21) ^ v0;
    v2 = rotl<u64>(v2, 32);
    v0 ^= m;
    p += 8;
  }
  const hash = <i64>(v0 ^ v1 ^ v2 ^ v3);
  return hash == -1 ? -2 : hash;
}

/** SipHash-1-3 with a key of its own: for hash-based .pyc files. */
export function sourceHash(key: u64, src: usize, length: i32): u64 {
  const saved0 = key0;
  const saved1 = key1;
  key0 = key;
  key1 = 0;
  const hash = <u64>_Py_HashBytes(src, length);
  key0 = saved0;
  key1 = saved1;
  return hash;
}

/** Hash of a float's value; `op` gives the identity hash of a NaN. */
export function _Py_HashDouble(op: PyObject, value: f64): i64 {
  if (value > -4.0e15 && value < 4.0e15) {
    const whole = <i64>value;
    if (<f64>whole == value) return whole == -1 ? -2 : whole;
  }
  const bits = reinterpret<u64>(value);
  const exponentField = <i32>((bits >> 52) & 0x7ff);
  if (exponentField == 0x7ff) {
    if (value != value) return _Py_HashPointer(changetype<usize>(op));
    return value > 0 ? _PyHASH_INF : -_PyHASH_INF;
  }
  // value = mantissa * 2**exponent, and 2**61 is 1 modulo the prime: a rotation of 61 bits.
  let mantissa = bits & 0xfffffffffffff;
  let exponent = exponentField - 1075;
  if (exponentField == 0) exponent++;
  else mantissa |= (<u64>1) << 52;
  let turn = exponent % 61;
  if (turn < 0) turn += 61;
  const x = ((mantissa << (<u64>turn)) & _PyHASH_MODULUS) | (mantissa >> <u64>(61 - turn));
  const residue = x == _PyHASH_MODULUS ? 0 : x;
  const hash = bits >> 63 != 0 ? -(<i64>residue) : <i64>residue;
  return hash == -1 ? -2 : hash;
}

/** Address rotated by four bits, as addresses are multiples of 16. */
export function _Py_HashPointer(p: usize): i64 {
  return <i64>rotr<u64>(<u64>p, 4);
}

/**
 * hash(op); -1 with an exception. DIFFERS: containers nested too deep for the native stack are a RecursionError; CPython crashes there.
 */
export function PyObject_Hash(op: PyObject): i64 {
  const type = op.ob_type;
  if (type == PyUnicode_Type) return strHash(op);
  if (type == PyLong_Type) return long_hash(op);
  if (type == PyTuple_Type) return tuplehash(op);
  const slot = type.tp_hash;
  if (slot == 0) return PyObject_HashNotImplemented(op);
  if (!(type.tp_flags & Py_TPFLAGS_HAVE_GC)) return callHash(slot, op);
  if (!Py_EnterRecursiveCall("")) return -1;
  const hash = callHash(slot, op);
  Py_LeaveRecursiveCall();
  return hash;
}

/** tp_hash of unhashable types: TypeError, -1. */
export function PyObject_HashNotImplemented(op: PyObject): i64 {
  PyErr_Format(PyExc_TypeError, "unhashable type: '%.200s'", op.ob_type.tp_name);
  return -1;
}

/** tp_hash of object: by address. */
export function PyObject_GenericHash(op: PyObject): i64 {
  return _Py_HashPointer(changetype<usize>(op));
}
