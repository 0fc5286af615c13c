/**
 * Python's arithmetic on constant numbers: int (with bool), float, complex, in Python's order of conversion. A result of
 * `undefined` is CPython's exception (division by zero, overflow, wrong types): such an expression is left to run time.
 *
 * CPython's counterparts: Objects/longobject.c, floatobject.c, complexobject.c.
 */
import { PyComplex, type PyConst, PyFloat } from "../../bytecode/values.js";
import { powFraction } from "./precise_pow.js";

export type BinaryOperator =
  | "Add"
  | "Sub"
  | "Mult"
  | "Div"
  | "FloorDiv"
  | "Mod"
  | "Pow"
  | "LShift"
  | "RShift"
  | "BitOr"
  | "BitXor"
  | "BitAnd"
  | "MatMult";

type Num = boolean | bigint | PyFloat | PyComplex;

export function isNumber(value: PyConst): value is Num {
  return (
    typeof value === "bigint" || typeof value === "boolean" || value instanceof PyFloat || value instanceof PyComplex
  );
}

export function isInt(value: PyConst): value is bigint | boolean {
  return typeof value === "bigint" || typeof value === "boolean";
}

export function toBigInt(value: bigint | boolean): bigint {
  return typeof value === "bigint" ? value : value ? 1n : 0n;
}

export function bitLength(value: bigint): number {
  if (value < 0n) value = -value;
  return value === 0n ? 0 : value.toString(2).length;
}

/** int.__float__: undefined where it overflows. */
function intToFloat(value: bigint): number | undefined {
  const x = Number(value);
  return Number.isFinite(x) ? x : undefined;
}

function toFloat(value: Num): number | undefined {
  if (isInt(value)) return intToFloat(toBigInt(value));
  return value instanceof PyFloat ? value.value : undefined;
}

export function binaryNumbers(op: BinaryOperator, left: Num, right: Num): PyConst | undefined {
  if (isInt(left) && isInt(right)) {
    if (typeof left === "boolean" && typeof right === "boolean") {
      if (op === "BitAnd") return left && right;
      if (op === "BitOr") return left || right;
      if (op === "BitXor") return left !== right;
    }
    return binaryInts(op, toBigInt(left), toBigInt(right));
  }
  if (left instanceof PyComplex || right instanceof PyComplex) {
    const a = toComplex(left);
    const b = toComplex(right);
    return a === undefined || b === undefined ? undefined : binaryComplexes(op, a, b);
  }
  const x = toFloat(left);
  const y = toFloat(right);
  return x === undefined || y === undefined ? undefined : binaryFloats(op, x, y);
}

// ---- int ----

function floorDiv(a: bigint, b: bigint): bigint {
  const q = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? q - 1n : q;
}

function binaryInts(op: BinaryOperator, a: bigint, b: bigint): PyConst | undefined {
  switch (op) {
    case "Add":
      return a + b;
    case "Sub":
      return a - b;
    case "Mult":
      return a * b;
    case "Div":
      return trueDivide(a, b);
    case "FloorDiv":
      return b === 0n ? undefined : floorDiv(a, b);
    case "Mod":
      return b === 0n ? undefined : a - floorDiv(a, b) * b;
    case "Pow":
      if (b >= 0n) return a ** b;
      return powInts(a, b);
    case "LShift":
      return b < 0n ? undefined : a << b;
    case "RShift":
      return b < 0n ? undefined : a >> b;
    case "BitOr":
      return a | b;
    case "BitXor":
      return a ^ b;
    case "BitAnd":
      return a & b;
  }
  return undefined;
}

function powInts(a: bigint, b: bigint): PyConst | undefined {
  const x = intToFloat(a);
  const y = intToFloat(b);
  return x === undefined || y === undefined ? undefined : binaryFloats("Pow", x, y);
}

const EXACT = 2n ** 53n;

/** int / int, correctly rounded (long_true_divide). */
function trueDivide(a: bigint, b: bigint): PyFloat | undefined {
  if (b === 0n) return undefined;
  const isSmall = a <= EXACT && a >= -EXACT && b <= EXACT && b >= -EXACT;
  if (isSmall) return new PyFloat(Number(a) / Number(b));
  const isNegative = a < 0n !== b < 0n;
  const x = quotient(a < 0n ? -a : a, b < 0n ? -b : b);
  if (x === Number.POSITIVE_INFINITY) return undefined;
  return new PyFloat(isNegative ? -x : x);
}

/** a / b rounded half to even, for non-negative a and positive b; Infinity on overflow. */
function quotient(a: bigint, b: bigint): number {
  if (a === 0n) return 0;
  // 55 significant bits, fewer where the result is subnormal, and a sticky bit below them.
  const shift = Math.max(55 - (bitLength(a) - bitLength(b)), -1100);
  const places = Math.min(shift, 1076);
  const scaled = places >= 0 ? a << BigInt(places) : a;
  const divisor = places >= 0 ? b : b << BigInt(-places);
  let q = scaled / divisor;
  if (q * divisor !== scaled) q = (q << 1n) | 1n;
  else q <<= 1n;
  const exponent = -places - 1;
  // Number() rounds the integer; scaling by powers of two is exact because subnormal results had fewer bits to start with.
  let x = Number(q);
  let e = exponent;
  while (e < -1000) {
    x *= 2 ** -1000;
    e += 1000;
  }
  return x * 2 ** e;
}

// ---- float ----

function binaryFloats(op: BinaryOperator, x: number, y: number): PyConst | undefined {
  switch (op) {
    case "Add":
      return new PyFloat(x + y);
    case "Sub":
      return new PyFloat(x - y);
    case "Mult":
      return new PyFloat(x * y);
    case "Div":
      return y === 0 ? undefined : new PyFloat(x / y);
    case "FloorDiv":
      return y === 0 ? undefined : new PyFloat(floatDivmod(x, y)[0]);
    case "Mod":
      return y === 0 ? undefined : new PyFloat(floatDivmod(x, y)[1]);
    case "Pow":
      return floatPow(x, y);
  }
  return undefined;
}

function copysign(x: number, sign: number): number {
  const isNegative = sign < 0 || Object.is(sign, -0);
  return isNegative ? -Math.abs(x) : Math.abs(x);
}

function floatDivmod(x: number, y: number): [number, number] {
  let mod = x % y;
  let div = (x - mod) / y;
  if (mod !== 0) {
    if (y < 0 !== mod < 0) {
      mod += y;
      div -= 1;
    }
  } else {
    mod = copysign(0, y);
  }
  if (div === 0) return [copysign(0, x / y), mod];
  let floor = Math.floor(div);
  if (div - floor > 0.5) floor += 1;
  return [floor, mod];
}

function floatPow(x: number, y: number): PyConst | undefined {
  if (y === 0 || x === 1) return new PyFloat(1);
  if (x === 0 && y < 0) return undefined;
  if (x < 0 && Number.isFinite(x) && Number.isFinite(y) && y !== Math.floor(y)) {
    return complexPow(new PyComplex(x, 0), new PyComplex(y, 0));
  }
  if (x === -1 && !Number.isFinite(y)) return new PyFloat(Number.isNaN(y) ? y : 1);
  const result = exactPow(x, y) ?? precisePow(x, y) ?? x ** y;
  if (!Number.isFinite(result) && Number.isFinite(x) && Number.isFinite(y)) return undefined;
  return new PyFloat(result);
}

/** x ** y for x > 0, correctly rounded; undefined leaves the extremes to the engine's pow. */
function precisePow(x: number, y: number): number | undefined {
  if (!(x > 0) || !Number.isFinite(x) || !Number.isFinite(y)) return undefined;
  const engine = x ** y;
  if (engine === 1 || engine > 1e307 || engine < 1e-307) return undefined;
  const fraction = powFraction(x, y);
  return fraction === undefined ? undefined : quotient(fraction.numerator, fraction.denominator);
}

/** x ** n for a whole n of moderate size, correctly rounded; undefined leaves it to the engine's pow. */
function exactPow(x: number, n: number): number | undefined {
  if (!Number.isInteger(n) || Math.abs(n) > 512 || !Number.isFinite(x) || x === 0) return undefined;
  const result = Math.abs(x ** n);
  if (result > 1e307 || result < 1e-307) return undefined;
  let mantissa = Math.abs(x);
  let exponent = 0;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent--;
  }
  const m = BigInt(mantissa) ** BigInt(Math.abs(n));
  const e = BigInt(Math.abs(exponent * n));
  const isUp = exponent * n >= 0;
  const power = 1n << e;
  const top = n > 0 ? (isUp ? m * power : m) : isUp ? power : 1n;
  const bottom = n > 0 ? (isUp ? 1n : power) : isUp ? m : m * power;
  const value = quotient(top, bottom);
  return x < 0 && n % 2 !== 0 ? -value : value;
}

// ---- complex ----

function toComplex(value: Num): PyComplex | undefined {
  if (value instanceof PyComplex) return value;
  const x = toFloat(value);
  return x === undefined ? undefined : new PyComplex(x, 0);
}

function complexMul(a: PyComplex, b: PyComplex): PyComplex {
  return new PyComplex(a.real * b.real - a.imag * b.imag, a.real * b.imag + a.imag * b.real);
}

/** Smith's method, as _Py_c_quot; undefined for division by zero. */
function complexQuot(a: PyComplex, b: PyComplex): PyComplex | undefined {
  const absReal = Math.abs(b.real);
  const absImag = Math.abs(b.imag);
  if (absReal >= absImag) {
    if (absReal === 0) return undefined;
    const ratio = b.imag / b.real;
    const denominator = b.real + b.imag * ratio;
    return new PyComplex((a.real + a.imag * ratio) / denominator, (a.imag - a.real * ratio) / denominator);
  }
  if (absImag >= absReal) {
    const ratio = b.real / b.imag;
    const denominator = b.real * ratio + b.imag;
    return new PyComplex((a.real * ratio + a.imag) / denominator, (a.imag * ratio - a.real) / denominator);
  }
  return new PyComplex(Number.NaN, Number.NaN);
}

function complexPowUnsigned(x: PyComplex, n: number): PyComplex {
  let result = new PyComplex(1, 0);
  let power = x;
  for (let mask = 1; mask > 0 && n >= mask; mask <<= 1) {
    if (n & mask) result = complexMul(result, power);
    power = complexMul(power, power);
  }
  return result;
}

function complexPow(a: PyComplex, b: PyComplex): PyComplex | undefined {
  if (b.imag === 0 && b.real === Math.floor(b.real) && Math.abs(b.real) <= 100) {
    const power = complexPowUnsigned(a, Math.abs(b.real));
    const result = b.real > 0 || b.real === 0 ? power : complexQuot(new PyComplex(1, 0), power);
    return finite(result);
  }
  if (a.real === 0 && a.imag === 0) {
    return b.imag !== 0 || b.real < 0 ? undefined : new PyComplex(0, 0);
  }
  const abs = Math.hypot(a.real, a.imag);
  let length = abs ** b.real;
  const angle = Math.atan2(a.imag, a.real);
  let phase = angle * b.real;
  if (b.imag !== 0) {
    length *= Math.exp(-angle * b.imag);
    phase += b.imag * Math.log(abs);
  }
  return finite(new PyComplex(length * Math.cos(phase), length * Math.sin(phase)));
}

/** complex ** complex raises OverflowError for an infinite result. */
function finite(z: PyComplex | undefined): PyComplex | undefined {
  if (z === undefined) return undefined;
  const isInfinite = Math.abs(z.real) === Number.POSITIVE_INFINITY || Math.abs(z.imag) === Number.POSITIVE_INFINITY;
  return isInfinite ? undefined : z;
}

function binaryComplexes(op: BinaryOperator, a: PyComplex, b: PyComplex): PyConst | undefined {
  switch (op) {
    case "Add":
      return new PyComplex(a.real + b.real, a.imag + b.imag);
    case "Sub":
      return new PyComplex(a.real - b.real, a.imag - b.imag);
    case "Mult":
      return complexMul(a, b);
    case "Div":
      return complexQuot(a, b);
    case "Pow":
      return complexPow(a, b);
  }
  return undefined;
}

// ---- unary ----

export function unaryNumber(op: "Invert" | "UAdd" | "USub", value: Num): PyConst | undefined {
  if (isInt(value)) {
    const n = toBigInt(value);
    return op === "Invert" ? ~n : op === "USub" ? -n : n;
  }
  if (op === "Invert") return undefined;
  if (op === "UAdd") return value;
  if (value instanceof PyFloat) return new PyFloat(-value.value);
  return new PyComplex(-value.real, -value.imag);
}
