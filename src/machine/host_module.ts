/**
 * Native modules whose work the host does (posix, zlib, hashes ...): a table of functions with their parameters. The machine makes a
 * builtin function of each (assembly/modules/host_module.ts) and sends calls here as plain data.
 */
import { PyException } from "../compiler/errors.js";
import { errorBytes } from "./compile_host.js";
import { ERRNO, errnoMessage } from "./errno_table.js";
import { signatureOf } from "./host_signature.js";
import { decodeValue, encodeValue, Float, type HostValue, Tuple, UnexpectedType } from "./host_values.js";

/** A Python exception that a service raises: OSError with its errno, or any built-in class with a message. */
export class HostError extends Error {
  constructor(
    readonly type: string,
    message: string,
    readonly errno: number = 0,
    readonly filename: HostValue = null,
    readonly filename2: HostValue = null,
  ) {
    super(message);
  }
}

export function osError(errno: number, filename: HostValue = null, filename2: HostValue = null): HostError {
  return new HostError("OSError", errnoMessage(errno), errno, filename, filename2);
}

const EBADF = 9;

/** The OSError for what a function of Node's fs has thrown. */
export function fromNodeError(error: unknown, filename: HostValue = null, filename2: HostValue = null): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (typeof code !== "string") return error;
  const known = ERRNO[code];
  if (known !== undefined) return osError(known[0], filename, filename2);
  if (code === "ERR_OUT_OF_RANGE" && (error as Error).message.includes('"fd"')) return osError(EBADF);
  if (code === "ERR_INVALID_ARG_VALUE") return new HostError("ValueError", "embedded null byte");
  return error;
}

/** A struct sequence of the machine's: (name of its type, items). */
export class StructValue {
  constructor(
    readonly type: string,
    readonly items: readonly HostValue[],
  ) {}
}

/**
 * Thrown by a service that would have to wait: the machine runs other threads or waits until a descriptor is ready (pairs of number and
 * poll events), `seconds` are over (-1: no limit) or a signal's handler has raised, and calls again; when the time is over `late` is the answer,
 * or the service is called again where it is undefined.
 */
export class WouldBlock {
  constructor(
    readonly fds: readonly (readonly [number, number])[],
    readonly seconds: number = -1,
    readonly late: HostResult | HostError = undefined,
  ) {}
}

/** A result after which the machine looks for signals at once: the call has sent or let through one, perhaps to this process. */
export class ThenSignals {
  constructor(readonly value: HostValue = null) {}
}

/** A list of struct sequences of one type. */
export class StructList {
  constructor(
    readonly type: string,
    readonly rows: readonly (readonly HostValue[])[],
  ) {}
}

export type HostResult = HostValue | StructValue | StructList | ThenSignals | void;

/**
 * A function of a module: its arguments arrive converted as `parameters` say, in their order; one that was not given is undefined. Without `doc` it
 * is a service, which programs do not see: the machine, or Python code of krait's own, calls it with plain data.
 */
export interface HostFunction {
  /** With `doc`: as host_signature.ts reads them. Without: "path,mode=,/,*,dir_fd=", where a trailing "=" is optional. */
  readonly parameters: string;
  readonly call: (...args: any[]) => HostResult;
  readonly doc?: string;
}

export interface HostModule {
  readonly doc?: string;
  readonly functions: Readonly<Record<string, HostFunction>>;
  readonly constants?: Readonly<Record<string, HostValue>>;
  /** Exception classes of the module: name -> built-in base, or "=" and a class of which this is another name. A HostError of type "module.name" raises one. */
  readonly exceptions?: Readonly<Record<string, string>>;
  /** Struct sequence types of the module: its name for them -> the machine's (assembly/modules/struct_types.ts). */
  readonly structs?: Readonly<Record<string, string>>;
  /** Shows its services to Python: a module of krait's own, not one of CPython's. */
  readonly isInternal?: boolean;
}

/** A function that programs see. */
export function def(parameters: string, doc: string, call: (...args: any[]) => HostResult): HostFunction {
  return { parameters, call, doc };
}

/** A service. */
export function fn(parameters: string, call: (...args: any[]) => HostResult): HostFunction {
  return { parameters, call };
}

/** Python's binding of a call of a service to its parameters. */
function bind(
  name: string,
  f: HostFunction,
  args: readonly HostValue[],
  kwargs: ReadonlyMap<HostValue, HostValue>,
): unknown[] {
  const bound: (HostValue | undefined)[] = [];
  const names: string[] = [];
  const required: boolean[] = [];
  let positionalOnly = 0;
  let keywordFrom = -1;
  for (const part of f.parameters === "" ? [] : f.parameters.split(",")) {
    if (part === "/") positionalOnly = names.length;
    else if (part === "*") keywordFrom = names.length;
    else {
      required.push(!part.endsWith("="));
      names.push(part.replace("=", ""));
    }
  }
  if (keywordFrom < 0) keywordFrom = names.length;
  if (args.length > keywordFrom) {
    const takes = keywordFrom === 0 ? "no arguments" : `at most ${keywordFrom} argument${keywordFrom === 1 ? "" : "s"}`;
    throw new HostError("TypeError", `${name}() takes ${takes} (${args.length} given)`);
  }
  for (let i = 0; i < names.length; i++) bound.push(args[i]);
  for (const [key, value] of kwargs) {
    const i = names.indexOf(key as string);
    if (i < positionalOnly)
      throw new HostError("TypeError", `${name}() got an unexpected keyword argument '${String(key)}'`);
    if (bound[i] !== undefined) {
      throw new HostError(
        "TypeError",
        `argument for ${name}() given by name ('${String(key)}') and position (${i + 1})`,
      );
    }
    bound[i] = value;
  }
  for (let i = 0; i < names.length; i++) {
    if (required[i] && bound[i] === undefined) {
      throw new HostError("TypeError", `${name}() missing required argument '${names[i]}' (pos ${i + 1})`);
    }
  }
  return bound;
}

/**
 * Kinds of answers: 0 a value, 1 an OSError, 2 a struct sequence, 3 another exception, 4 wait and call again, 5 a value, then look for signals, 6 marshal data of
 * an error of the compiler, 7 a list of struct sequences.
 */
function answer(result: HostResult): Tuple {
  if (result instanceof StructValue) return new Tuple([2, result.type, new Tuple(result.items)]);
  if (result instanceof StructList) return new Tuple([7, result.type, result.rows.map((row) => new Tuple(row))]);
  if (result instanceof ThenSignals) return new Tuple([5, result.value]);
  return new Tuple([0, result === undefined ? null : result]);
}

function failure(error: unknown): Tuple {
  if (error instanceof WouldBlock) {
    const { late } = error;
    const end = late === undefined ? null : late instanceof HostError ? failure(late) : answer(late);
    return new Tuple([4, new Tuple(error.fds.flat()), new Float(error.seconds), end]);
  }
  const known = fromNodeError(error);
  if (known instanceof HostError) {
    if (known.type === "OSError" && known.errno !== 0) {
      return new Tuple([1, known.errno, known.message, known.filename, known.filename2]);
    }
    return new Tuple([3, known.type, known.message]);
  }
  if (known instanceof PyException) return new Tuple([6, errorBytes(known)]);
  if (error instanceof UnexpectedType) return new Tuple([3, "TypeError", "argument of an unexpected type"]);
  const message = error instanceof Error ? error.message : String(error);
  // what Node and koffi say of an argument of the wrong kind
  const code = (error as { code?: unknown } | null)?.code;
  const unexpected = /^Unexpected (\w+) value, expected number$/.exec(message);
  if (unexpected !== null) {
    const type = { String: "str", Boolean: "bool", Null: "NoneType" }[unexpected[1]!] ?? "object";
    return new Tuple([3, "TypeError", `'${type}' object cannot be interpreted as an integer`]);
  }
  // more bytes than the engine can have in one piece
  if (error instanceof RangeError && /^(Invalid typed array length|Array buffer allocation)/.test(message))
    return new Tuple([3, "MemoryError", ""]);
  if (code === "ERR_INVALID_ARG_TYPE") return new Tuple([3, "TypeError", "an integer is required"]);
  if (code === "ERR_OUT_OF_RANGE") return new Tuple([3, "OverflowError", "Python int too large to convert to C int"]);
  return new Tuple([3, "SystemError", `the host failed: ${message}`]);
}

export class HostModules {
  private readonly modules = new Map<string, HostModule | null>();

  constructor(private readonly makers: Readonly<Record<string, () => HostModule | null>>) {}

  private module(name: string): HostModule | null {
    let module = this.modules.get(name);
    if (module === undefined) {
      module = (Object.hasOwn(this.makers, name) ? this.makers[name]!() : null) ?? null;
      this.modules.set(name, module);
    }
    return module;
  }

  names(): string[] {
    return Object.keys(this.makers);
  }

  /** (doc, ((name, parameters, kinds of arguments, docstring), ...), {constant: value}, {exception: base}, {name: struct sequence}) of module `name`, or null. */
  describe(name: string): Uint8Array | null {
    const module = this.module(name);
    if (module === null) return null;
    const functions: Tuple[] = [];
    for (const [key, { parameters, doc }] of Object.entries(module.functions)) {
      if (doc === undefined && module.isInternal !== true) continue;
      const { spec, kinds, doc: text } = signatureOf(key, parameters, doc);
      functions.push(new Tuple([key, spec, kinds, text]));
    }
    return encodeValue(
      new Tuple([
        module.doc ?? null,
        new Tuple(functions),
        new Map<HostValue, HostValue>(Object.entries(module.constants ?? {})),
        new Map<HostValue, HostValue>(Object.entries(module.exceptions ?? {})),
        new Map<HostValue, HostValue>(Object.entries(module.structs ?? {})),
      ]),
    );
  }

  /** Calls "module.function" with an encoded (args, kwargs); kwargs is True when the machine has bound the arguments, with ... for one that is absent. */
  call(name: string, data: Uint8Array): Uint8Array {
    try {
      const dot = name.indexOf(".");
      const short = name.slice(dot + 1);
      const f = this.module(name.slice(0, dot))?.functions[short];
      if (f === undefined) throw new HostError("SystemError", `no service ${name}`);
      const [args, kwargs] = decodeValue(data) as [HostValue[], Map<HostValue, HostValue> | true | null];
      const bound = kwargs === true || f.doc !== undefined ? args : bind(short, f, args, kwargs ?? new Map());
      return encodeValue(answer(f.call(...bound)));
    } catch (error) {
      return encodeValue(failure(error));
    }
  }
}

export { Float, Tuple };
