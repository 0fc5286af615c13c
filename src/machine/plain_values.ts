/**
 * Plain data between JavaScript and Python, as the public API has it:
 *
 *   None <-> null (undefined becomes None)      bool <-> boolean
 *   int <-> number, beyond 2**53 bigint         float -> number; a number that is not whole, or a PyFloat, -> float
 *   str <-> string                              bytes <-> Uint8Array
 *   list, tuple -> Array; Array -> list         set, frozenset -> Set; Set -> set
 *   dict -> Map; Map and plain objects -> dict
 *
 * Subclasses (IntEnum, OrderedDict, namedtuple) become what they are made of. Python's side is lib/_krait_calls.py; values travel as marshal data.
 */
import { Decoder, Float, type HostValue } from "./host_values.js";

/** What a Python function can be given. */
export type PlainInput =
  | null
  | undefined
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PyFloat
  | readonly PlainInput[]
  | ReadonlySet<PlainInput>
  | ReadonlyMap<PlainInput, PlainInput>
  | { readonly [name: string]: PlainInput };

/** What comes back. */
export type PlainValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PlainValue[]
  | Set<PlainValue>
  | Map<PlainValue, PlainValue>;

/** A Python float, also for a whole number: `new PyFloat(1)` is 1.0, where `1` is the int. */
export class PyFloat {
  constructor(readonly value: number) {}
}

const DEEPEST = 500;

/** Throws TypeError for what is no plain data, with the way to it. */
export function toHostValue(value: unknown, path = "value", depth = 0): HostValue {
  if (depth > DEEPEST) throw new TypeError(`krait: ${path.slice(0, 60)}... is nested too deeply, or contains itself`);
  const inner = (part: unknown, name: string): HostValue => toHostValue(part, `${path}${name}`, depth + 1);
  switch (typeof value) {
    case "undefined":
      return null;
    case "boolean":
    case "string":
    case "bigint":
      return value;
    case "number":
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? value : new Float(value);
    case "object":
      break;
    default:
      throw new TypeError(`krait: ${path} is a ${typeof value}, which is no plain data`);
  }
  if (value === null) return null;
  if (value instanceof PyFloat) return new Float(value.value);
  if (value instanceof Uint8Array) return value;
  if (Array.isArray(value)) return value.map((item, i) => inner(item, `[${i}]`));
  if (value instanceof Set) return new Set([...value].map((item) => inner(item, " (an item)")));
  if (value instanceof Map)
    return new Map([...value].map(([key, item]) => [inner(key, " (a key)"), inner(item, `.get(${String(key)})`)]));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || Object.getPrototypeOf(prototype) === null)
    return new Map(Object.entries(value).map(([key, item]) => [key, inner(item, `.${key}`)]));
  throw new TypeError(`krait: ${path} is a ${value.constructor.name}, which is no plain data`);
}

function plain(value: HostValue): PlainValue {
  if (value instanceof Float) return value.value;
  if (value instanceof Uint8Array) return value.slice();
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Set) return new Set([...value].map(plain));
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [plain(key), plain(item)]));
  return value as PlainValue;
}

/** Of the marshal data that _krait_calls makes. */
export function fromMarshal(data: Uint8Array): PlainValue {
  return plain(new Decoder(data, true).value() as HostValue);
}

/**
 * Maps whose keys are all texts as objects, all the way down.
 *
 * @example toObject(machine.evaluate("{'a': [1, {'b': 2}]}"))  // { a: [1, { b: 2 }] }
 */
export function toObject(value: PlainValue): unknown {
  if (Array.isArray(value)) return value.map(toObject);
  if (!(value instanceof Map)) return value;
  const entries = [...value].map(([key, item]) => [key, toObject(item)] as const);
  if (entries.every(([key]) => typeof key === "string")) return Object.fromEntries(entries);
  return new Map(entries);
}
