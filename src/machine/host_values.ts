/**
 * Plain data between a program and the host's services: marshal bytes, but with lists and dicts, and without references. The machine's
 * side is assembly/modules/host_module.ts.
 *
 *   None null   bool boolean   int number (bigint beyond 2**53)   float Float   str string   bytes Uint8Array
 *   tuple Tuple (arrives as an array)   list array   dict Map   set Set (arrives as an array, unless a Decoder is asked for sets)
 */
import { decodeUtf8, encodeUtf8 } from "../bytecode/unicode.js";
import type { SurrogateStr } from "../bytecode/values.js";

/** A float; a number is an int. */
export class Float {
  constructor(readonly value: number) {}
}

export class Tuple {
  constructor(readonly items: readonly HostValue[]) {}
}

export type HostValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Float
  | Tuple
  | SurrogateStr
  | readonly HostValue[]
  | ReadonlySet<HostValue>
  | ReadonlyMap<HostValue, HostValue>;

/** Python's name of a value's type. */
export function typeNameOf(value: HostValue): string {
  if (value === null) return "NoneType";
  if (value instanceof Uint8Array) return "bytes";
  if (value instanceof Float) return "float";
  if (value instanceof Tuple) return "tuple";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number" || typeof value === "bigint") return "int";
  if (Array.isArray(value)) return "list";
  if (value instanceof Set) return "set";
  return value instanceof Map ? "dict" : "str"; // a text with lone surrogates is an object of its own
}

/**
 * Nearly every call of a service passes a few small values, so nothing dear is made for one: 64 bytes is what V8 keeps inside a Uint8Array itself,
 * a DataView costs as much as all the rest (os.getpid: 2.1 to 1.6 microseconds).
 */
class Encoder {
  private data = new Uint8Array(64);
  private size = 0;

  private room(n: number): number {
    const at = this.size;
    if (at + n > this.data.length) {
      const grown = new Uint8Array(Math.max(this.data.length * 2, at + n));
      grown.set(this.data);
      this.data = grown;
    }
    this.size += n;
    return at;
  }

  private head(type: string, n?: number): void {
    const at = this.room(n === undefined ? 1 : 5);
    const { data } = this;
    data[at] = type.charCodeAt(0);
    if (n === undefined) return;
    data[at + 1] = n;
    data[at + 2] = n >> 8;
    data[at + 3] = n >> 16;
    data[at + 4] = n >> 24;
  }

  private raw(bytes: Uint8Array): void {
    const at = this.room(bytes.length);
    this.data.set(bytes, at);
  }

  value(value: HostValue): void {
    if (value === null) this.head("N");
    else if (value === true) this.head("T");
    else if (value === false) this.head("F");
    else if (typeof value === "number" || typeof value === "bigint") this.int(value);
    else if (typeof value === "string") {
      const bytes = encodeUtf8(value);
      this.head("u", bytes.length);
      this.raw(bytes);
    } else if (value instanceof Uint8Array) {
      this.head("s", value.length);
      this.raw(value);
    } else if (value instanceof Float) {
      this.head("g");
      const at = this.room(8);
      new DataView(this.data.buffer).setFloat64(at, value.value, true);
    } else if (value instanceof Tuple) this.items("(", value.items);
    else if (Array.isArray(value)) this.items("[", value as readonly HostValue[]);
    else if (value instanceof Set) this.items("<", [...value] as readonly HostValue[]);
    else if (value instanceof Map) {
      this.head("{");
      for (const [key, item] of value) {
        this.value(key as HostValue);
        this.value(item as HostValue);
      }
      this.head("0");
    } else throw new Error("no plain data");
  }

  private items(type: string, items: readonly HostValue[]): void {
    this.head(type, items.length);
    for (const item of items) this.value(item);
  }

  private int(value: number | bigint): void {
    if (typeof value === "number" && value === (value | 0)) {
      this.head("i", value);
      return;
    }
    const big = BigInt(value);
    const digits: number[] = [];
    for (let rest = big < 0n ? -big : big; rest > 0n; rest >>= 15n) digits.push(Number(rest & 0x7fffn));
    this.head("l", big < 0n ? -digits.length : digits.length);
    const at = this.room(digits.length * 2);
    digits.forEach((digit, i) => {
      this.data[at + i * 2] = digit;
      this.data[at + i * 2 + 1] = digit >> 8;
    });
  }

  take(): Uint8Array {
    return this.data.subarray(0, this.size);
  }
}

export function encodeValue(value: HostValue): Uint8Array {
  const encoder = new Encoder();
  encoder.value(value);
  return encoder.take();
}

/** A value of a type that no service takes. */
export class UnexpectedType extends Error {}

export class Decoder {
  private at = 0;

  constructor(
    private readonly data: Uint8Array,
    private readonly sets = false,
  ) {}

  private long(): number {
    const { data, at } = this;
    this.at = at + 4;
    return data[at]! | (data[at + 1]! << 8) | (data[at + 2]! << 16) | (data[at + 3]! << 24);
  }

  private double(): number {
    this.at += 8;
    return new DataView(this.data.buffer, this.data.byteOffset + this.at - 8, 8).getFloat64(0, true);
  }

  private bytes(): Uint8Array {
    const n = this.long();
    this.at += n;
    return this.data.subarray(this.at - n, this.at);
  }

  private items(): HostValue[] {
    const n = this.long();
    const items: HostValue[] = [];
    for (let i = 0; i < n; i++) items.push(this.value() as HostValue);
    return items;
  }

  /** undefined ends a dict, or is Ellipsis. */
  value(): HostValue | undefined {
    const type = String.fromCharCode(this.data[this.at++]! & 0x7f);
    switch (type) {
      case "N":
        return null;
      case ".":
        return undefined; // an argument that was not given
      case "T":
        return true;
      case "F":
        return false;
      case "i":
        return this.long();
      case "l":
        return this.int();
      case "g":
        return new Float(this.double());
      case "u":
      case "t":
        return decodeUtf8(this.bytes());
      case "s":
        return this.bytes();
      case "(":
      case "[":
        return this.items();
      case "<":
      case ">":
        return this.sets ? new Set(this.items()) : this.items();
      case "{": {
        const map = new Map<HostValue, HostValue>();
        for (let key = this.value(); key !== undefined; key = this.value()) map.set(key, this.value() as HostValue);
        return map;
      }
      case "0":
        return undefined;
    }
    throw new UnexpectedType();
  }

  private int(): number | bigint {
    const n = this.long();
    let value = 0n;
    for (let i = Math.abs(n) - 1; i >= 0; i--)
      value = (value << 15n) | BigInt(this.data[this.at + i * 2]! | (this.data[this.at + i * 2 + 1]! << 8));
    this.at += Math.abs(n) * 2;
    if (n < 0) value = -value;
    return value >= -0x1fffffffffffffn && value <= 0x1fffffffffffffn ? Number(value) : value;
  }
}

export function decodeValue(data: Uint8Array): HostValue {
  return new Decoder(data).value() as HostValue;
}
