/**
 * Operators on constants of any type, within the limits beyond which CPython leaves an expression to run time.
 * CPython's counterparts: safe_multiply, safe_power, safe_lshift, safe_mod, check_complexity (ast_opt.c). `undefined` means:
 * not folded.
 */
import { codePointsOf, strFromCodePoints } from "../../bytecode/unicode.js";
import {
  PyBytes,
  PyComplex,
  type PyConst,
  PyFloat,
  PyFrozenSet,
  PyTuple,
  SurrogateStr,
} from "../../bytecode/values.js";
import { type BinaryOperator, binaryNumbers, bitLength, isInt, isNumber, toBigInt } from "./numbers.js";

const MAX_INT_SIZE = 128; // bits
const MAX_COLLECTION_SIZE = 256; // items
const MAX_STR_SIZE = 4096; // characters
const MAX_TOTAL_ITEMS = 1024; // nested collections included

function isStr(value: PyConst): value is string | SurrogateStr {
  return typeof value === "string" || value instanceof SurrogateStr;
}

function strLength(value: string | SurrogateStr): number {
  if (typeof value !== "string") return value.codePoints.length;
  let n = value.length;
  for (let i = 0; i < value.length; i++) if (value.codePointAt(i)! > 0xffff) n--;
  return n;
}

function concatStr(a: string | SurrogateStr, b: string | SurrogateStr): string | SurrogateStr {
  if (typeof a === "string" && typeof b === "string") {
    const last = a.charCodeAt(a.length - 1);
    const first = b.charCodeAt(0);
    const isSplitPair = last >= 0xd800 && last < 0xdc00 && first >= 0xdc00 && first < 0xe000;
    if (!isSplitPair) return a + b;
  }
  return strFromCodePoints([...codePointsOf(a), ...codePointsOf(b)]);
}

function concatBytes(a: Uint8Array, b: Uint8Array): PyBytes {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return new PyBytes(all);
}

function repeat(value: PyConst, times: number): PyConst | undefined {
  if (isStr(value)) {
    if (typeof value === "string" && !/\p{Surrogate}/u.test(value)) return value.repeat(times);
    const points = [...codePointsOf(value)];
    return strFromCodePoints(Array.from({ length: points.length * times }, (_, i) => points[i % points.length]!));
  }
  if (value instanceof PyBytes) {
    const n = value.value.length;
    return new PyBytes(Uint8Array.from({ length: n * times }, (_, i) => value.value[i % n]!));
  }
  if (value instanceof PyTuple) {
    const n = value.items.length;
    return new PyTuple(Array.from({ length: n * times }, (_, i) => value.items[i % n]!));
  }
  return undefined;
}

/** `limit` minus the items of a collection, nested ones included; negative if there are more. */
function checkComplexity(value: PyConst, limit: number): number {
  if (!(value instanceof PyTuple || value instanceof PyFrozenSet)) return limit;
  limit -= value.items.length;
  for (let i = 0; limit >= 0 && i < value.items.length; i++) limit = checkComplexity(value.items[i]!, limit);
  return limit;
}

function safeMultiply(left: PyConst, right: PyConst): PyConst | undefined {
  if (isInt(left) && isInt(right)) {
    const a = toBigInt(left);
    const b = toBigInt(right);
    if (a !== 0n && b !== 0n && bitLength(a) + bitLength(b) > MAX_INT_SIZE) return undefined;
    return a * b;
  }
  if (isNumber(left) && isNumber(right)) return binaryNumbers("Mult", left, right);
  if (isInt(left)) return safeRepeat(right, toBigInt(left));
  if (isInt(right)) return safeRepeat(left, toBigInt(right));
  return undefined;
}

function safeRepeat(value: PyConst, times: bigint): PyConst | undefined {
  let size: number;
  let limit: number;
  if (value instanceof PyTuple || value instanceof PyFrozenSet) {
    size = value.items.length;
    limit = MAX_COLLECTION_SIZE;
  } else if (isStr(value) || value instanceof PyBytes) {
    size = isStr(value) ? strLength(value) : value.value.length;
    limit = MAX_STR_SIZE;
  } else {
    return undefined;
  }
  if (size === 0) return repeat(value, 0);
  if (times < 0n || times > BigInt(Math.floor(limit / size))) return undefined;
  const n = Number(times);
  if (n > 0 && checkComplexity(value, Math.floor(MAX_TOTAL_ITEMS / n)) < 0) return undefined;
  return repeat(value, n);
}

function isSafePower(left: PyConst, right: PyConst): boolean {
  if (!isInt(left) || !isInt(right)) return true;
  const a = toBigInt(left);
  const b = toBigInt(right);
  if (a === 0n || b <= 0n) return true;
  return b < 0x7fffffffn && bitLength(a) <= Math.floor(MAX_INT_SIZE / Number(b));
}

function isSafeShift(left: PyConst, right: PyConst): boolean {
  if (!isInt(left) || !isInt(right)) return true;
  const a = toBigInt(left);
  const b = toBigInt(right);
  if (a === 0n || b === 0n) return true;
  return b > 0n && b <= BigInt(MAX_INT_SIZE) && bitLength(a) <= MAX_INT_SIZE - Number(b);
}

export function foldBinary(op: BinaryOperator, left: PyConst, right: PyConst): PyConst | undefined {
  if (op === "Mult") return safeMultiply(left, right);
  if (isNumber(left) && isNumber(right)) {
    if (op === "Pow" && !isSafePower(left, right)) return undefined;
    if (op === "LShift") {
      if (!isSafeShift(left, right)) return undefined;
      if (isInt(left) && toBigInt(left) === 0n) return isInt(right) && toBigInt(right) >= 0n ? 0n : undefined;
    }
    if (op === "RShift" && isInt(left) && isInt(right)) return shiftRight(toBigInt(left), toBigInt(right));
    return binaryNumbers(op, left, right);
  }
  if (op !== "Add") return undefined;
  if (isStr(left) && isStr(right)) return concatStr(left, right);
  if (left instanceof PyBytes && right instanceof PyBytes) return concatBytes(left.value, right.value);
  if (left instanceof PyTuple && right instanceof PyTuple) return new PyTuple([...left.items, ...right.items]);
  return undefined;
}

function shiftRight(a: bigint, b: bigint): bigint | undefined {
  if (b < 0n) return undefined;
  return b > BigInt(bitLength(a)) ? (a < 0n ? -1n : 0n) : a >> b;
}

/** container[index] for constants. */
export function foldSubscript(container: PyConst, index: PyConst): PyConst | undefined {
  if (!isInt(index)) return undefined;
  const wanted = toBigInt(index);
  let length: number;
  if (container instanceof PyTuple) length = container.items.length;
  else if (container instanceof PyBytes) length = container.value.length;
  else if (isStr(container)) length = strLength(container);
  else return undefined;
  const at = wanted < 0n ? wanted + BigInt(length) : wanted;
  if (at < 0n || at >= BigInt(length)) return undefined;
  const i = Number(at);
  if (container instanceof PyTuple) return container.items[i]!;
  if (container instanceof PyBytes) return BigInt(container.value[i]!);
  if (typeof container === "string" && container.length === length) return container[i]!;
  return strFromCodePoints([[...codePointsOf(container)][i]!]);
}

/** A frozenset of constants: of members that are equal in Python (1, 1.0, True) the first stays. */
export function makeFrozenSet(items: readonly PyConst[]): PyFrozenSet {
  const seen = new Set<unknown>();
  return new PyFrozenSet(
    items.filter((item) => {
      const key = equalityKey(item);
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    }),
  );
}

/** The same for constants that are `==` in Python. */
export function equalityKey(value: PyConst): unknown {
  if (value === null || typeof value === "symbol") return value;
  if (typeof value === "string") return `s${value}`;
  if (isInt(value)) return `n${toBigInt(value)}`;
  if (value instanceof PyFloat) return floatKey(value.value, value);
  if (value instanceof PyComplex) {
    if (value.imag === 0) return floatKey(value.real, value);
    return `c${String(value.real)},${String(value.imag)}`;
  }
  if (value instanceof PyBytes) return `b${value.value.join(",")}`;
  if (value instanceof PyTuple) return `t${value.items.map((item) => String(equalityKey(item))).join(";")}`;
  if (value instanceof SurrogateStr) return `u${value.codePoints.join(",")}`;
  return value;
}

function floatKey(x: number, owner: PyConst): unknown {
  if (Number.isNaN(x)) return owner;
  return Number.isInteger(x) ? `n${BigInt(x)}` : `f${x}`;
}
