/**
 * marshal, version 4: constants and code objects <-> bytes, the format of `.pyc` bodies and of the one door into the machine.
 *
 * CPython's counterpart: Python/marshal.c. An object that is written twice becomes a back reference (`r` and its number); to be
 * numbered, its first occurrence carries FLAG_REF. CPython flags an object if its reference count is not 1 at that moment; we
 * reckon the count that CPython would find right after compiling: occurrences in this value, and "many" for interned
 * strings, small ints, the empty tuple, short bytes, `co_code` (cached by its getter) and the members of a frozenset.
 * Equal strings and ints are one object after compilation; other constants, tuples and tables are told apart by identity.
 */
import { ByteWriter } from "./bytes.js";
import { decodeUtf8, encodeUtf8, isAscii } from "./unicode.js";
import {
  type CodeFields,
  CodeObject,
  ELLIPSIS,
  PyBytes,
  PyComplex,
  type PyConst,
  PyFloat,
  PyFrozenSet,
  PyTuple,
  type SurrogateStr,
} from "./values.js";

const FLAG_REF = 0x80;
const c = (ch: string): number => ch.charCodeAt(0);
const TYPE_NONE = c("N");
const TYPE_FALSE = c("F");
const TYPE_TRUE = c("T");
const TYPE_ELLIPSIS = c(".");
const TYPE_INT = c("i");
const TYPE_INT64 = c("I");
const TYPE_LONG = c("l");
const TYPE_FLOAT = c("f");
const TYPE_BINARY_FLOAT = c("g");
const TYPE_COMPLEX = c("x");
const TYPE_BINARY_COMPLEX = c("y");
const TYPE_STRING = c("s");
const TYPE_INTERNED = c("t");
const TYPE_UNICODE = c("u");
const TYPE_ASCII = c("a");
const TYPE_ASCII_INTERNED = c("A");
const TYPE_SHORT_ASCII = c("z");
const TYPE_SHORT_ASCII_INTERNED = c("Z");
const TYPE_TUPLE = c("(");
const TYPE_SMALL_TUPLE = c(")");
const TYPE_FROZENSET = c(">");
const TYPE_CODE = c("c");
const TYPE_REF = c("r");

/** Whether CPython interns a str constant of this value: a name by its characters, or one static character. */
export function isInternedConstant(text: string): boolean {
  if (text.length <= 1) return text.length === 0 || text.charCodeAt(0) < 256;
  for (let i = 0; i < text.length; i++) {
    const ch = text.charCodeAt(i);
    const isNameChar = (ch >= 97 && ch <= 122) || (ch >= 65 && ch <= 90) || (ch >= 48 && ch <= 57) || ch === 95;
    if (!isNameChar) return false;
  }
  return true;
}

const emptyTuple: readonly PyConst[] = [];
/** Bytes of length 0 or 1 are static objects: one key each. */
const shortBytes: readonly object[] = Array.from({ length: 257 }, () => ({}));

function bytesKey(bytes: Uint8Array): object {
  return bytes.length > 1 ? bytes : shortBytes[bytes.length === 0 ? 256 : bytes[0]!]!;
}

/** What stands for an object's identity in the writer's maps; items of a tuple are the same array for the same tuple. */
type Identity = object | string | bigint;

/** Which equal constants are one object: those of all code written together (CPython), those of one code object, none. */
export type ConstantScope = "module" | "code" | "off";

class Writer {
  /** See dumpsForMachine. */
  keepsSetOrder = false;
  constants: ConstantScope = "module";
  /** Inside the constants of a code object that shares none with others: the references made there. */
  #local: Map<Identity, number> | null = null;
  readonly out = new ByteWriter();
  /** Occurrences of objects that are not shared by nature. */
  readonly #counts = new Map<Identity, number>();
  readonly #refs = new Map<Identity, number>();
  /** Interned strings have their own numbers: a filename and a constant of the same text are two objects. */
  readonly #internedRefs = new Map<string, number>();
  /** Qualified names of classes: the constant that a class body stores is the very string that its code has. */
  readonly #classNames = new Set<string>();
  #nrefs = 0;

  countTop(value: PyConst, isShared: boolean): void {
    this.#count(value);
    if (isShared) this.#count(value);
  }

  /** Returns whether this is the first occurrence. */
  #see(key: Identity): boolean {
    const n = this.#counts.get(key) ?? 0;
    this.#counts.set(key, n + 1);
    return n === 0;
  }

  #count(value: PyConst): void {
    switch (typeof value) {
      case "string":
        if (this.keepsSetOrder || !isInternedConstant(value)) this.#see(value);
        return;
      case "bigint":
        if (value < -5n || value > 256n) this.#see(value);
        return;
      case "boolean":
      case "symbol":
        return;
    }
    if (value === null) return;
    if (value instanceof CodeObject) {
      if (this.#see(value)) this.#countFields(value.fields);
    } else if (value instanceof PyTuple) {
      this.#countItems(value.items);
    } else if (value instanceof PyFrozenSet) {
      if (!this.#see(value.items)) return;
      for (const item of value.items) {
        this.#count(item);
        this.#count(item);
      }
    } else if (value instanceof PyBytes) {
      this.#see(bytesKey(value.value));
    } else {
      this.#see(value);
    }
  }

  #countItems(items: readonly PyConst[]): void {
    if (items.length === 0) return;
    if (this.#see(items)) for (let i = 0; i < items.length; i++) this.#count(items[i]!);
  }

  #countFields(f: CodeFields): void {
    this.#countItems(f.consts);
    if (f.names.includes("__qualname__") && f.consts.includes(f.qualname)) this.#classNames.add(f.qualname);
    if (f.names.length > 0) this.#see(f.names);
    if (f.localsplusnames.length > 0) this.#see(f.localsplusnames);
    this.#see(bytesKey(f.linetable));
    this.#see(bytesKey(f.exceptiontable));
  }

  /** Writes a back reference and returns true, or returns the flag for the type byte that the caller writes. */
  #ref(key: Identity, isShared: boolean): boolean | number {
    const isOwn = this.#local !== null && !(key instanceof CodeObject);
    if (isOwn && this.constants === "off") return 0;
    const refs = isOwn ? this.#local! : this.#refs;
    const known = refs.get(key);
    if (known !== undefined) {
      this.out.push(TYPE_REF);
      this.long(known);
      return true;
    }
    if (!isShared && this.#counts.get(key) === 1) return 0;
    refs.set(key, this.#nrefs++);
    return FLAG_REF;
  }

  long(n: number): void {
    const { out } = this;
    out.push(n & 255);
    out.push((n >> 8) & 255);
    out.push((n >> 16) & 255);
    out.push((n >> 24) & 255);
  }

  #double(x: number): void {
    this.out.pushAll(new Uint8Array(new Float64Array([x]).buffer));
  }

  object(value: PyConst): void {
    if (value === ELLIPSIS) {
      this.out.push(TYPE_ELLIPSIS);
      return;
    }
    switch (typeof value) {
      case "string":
        this.#str(value, this.#internsConstant(value) || this.#classNames.has(value));
        return;
      case "bigint":
        this.#int(value);
        return;
      case "boolean":
        this.out.push(value ? TYPE_TRUE : TYPE_FALSE);
        return;
    }
    if (value === null) this.out.push(TYPE_NONE);
    else if (value instanceof CodeObject) this.#code(value);
    else if (value instanceof PyTuple) this.#tuple(value.items);
    else if (value instanceof PyFloat) this.#float(value);
    else if (value instanceof PyComplex) this.#complex(value);
    else if (value instanceof PyBytes) this.#bytes(value.value, false);
    else if (value instanceof PyFrozenSet) this.#frozenset(value);
    else this.#surrogateStr(value);
  }

  /**
   * A file says which constants are interned, and its reader makes them immortal. Code that runs at once has them plain, as a compiler leaves them: making
   * the code object interns them, mortal (Objects/codeobject.c). That does not look into sets.
   */
  #internsConstant(text: string): boolean {
    if (this.#local !== null) return false;
    return isInternedConstant(text) && (!this.keepsSetOrder || this.#inSet || text.length <= 1);
  }

  #inSet = false;

  #str(text: string, isInterned: boolean): void {
    let flag: number;
    if (isInterned) {
      const known = this.#internedRefs.get(text);
      if (known !== undefined) {
        this.out.push(TYPE_REF);
        this.long(known);
        return;
      }
      this.#internedRefs.set(text, this.#nrefs++);
      flag = FLAG_REF;
    } else {
      const ref = this.#ref(text, false);
      if (ref === true) return;
      flag = ref as number;
    }
    const { out } = this;
    if (!isAscii(text)) {
      out.push((isInterned ? TYPE_INTERNED : TYPE_UNICODE) | flag);
      this.#text(encodeUtf8(text));
      return;
    }
    if (text.length < 256) {
      out.push((isInterned ? TYPE_SHORT_ASCII_INTERNED : TYPE_SHORT_ASCII) | flag);
      out.push(text.length);
    } else {
      out.push((isInterned ? TYPE_ASCII_INTERNED : TYPE_ASCII) | flag);
      this.long(text.length);
    }
    for (let i = 0; i < text.length; i++) out.push(text.charCodeAt(i));
  }

  #text(utf8: Uint8Array): void {
    this.long(utf8.length);
    this.out.pushAll(utf8);
  }

  #surrogateStr(text: SurrogateStr): void {
    const ref = this.#ref(text, false);
    if (ref === true) return;
    this.out.push(TYPE_UNICODE | (ref as number));
    this.#text(encodeUtf8(text));
  }

  #int(value: bigint): void {
    const ref = this.#ref(value, value >= -5n && value <= 256n);
    if (ref === true) return;
    if (value >= -0x80000000n && value <= 0x7fffffffn) {
      this.out.push(TYPE_INT | (ref as number));
      this.long(Number(value));
      return;
    }
    this.out.push(TYPE_LONG | (ref as number));
    const digits: number[] = [];
    for (let rest = value < 0n ? -value : value; rest > 0n; rest >>= 15n) digits.push(Number(rest & 0x7fffn));
    this.long(value < 0n ? -digits.length : digits.length);
    for (const digit of digits) {
      this.out.push(digit & 255);
      this.out.push(digit >> 8);
    }
  }

  #float(value: PyFloat): void {
    const ref = this.#ref(value, false);
    if (ref === true) return;
    this.out.push(TYPE_BINARY_FLOAT | (ref as number));
    this.#double(value.value);
  }

  #complex(value: PyComplex): void {
    const ref = this.#ref(value, false);
    if (ref === true) return;
    this.out.push(TYPE_BINARY_COMPLEX | (ref as number));
    this.#double(value.real);
    this.#double(value.imag);
  }

  #bytes(bytes: Uint8Array, isShared: boolean): void {
    const ref = this.#ref(bytesKey(bytes), isShared || bytes.length <= 1);
    if (ref === true) return;
    this.out.push(TYPE_STRING | (ref as number));
    this.#text(bytes);
  }

  /** Made anew for each code object, so never a reference, unless empty. */
  #kinds(kinds: Uint8Array): void {
    if (kinds.length === 0) {
      this.#bytes(kinds, true);
      return;
    }
    this.out.push(TYPE_STRING);
    this.#text(kinds);
  }

  #tupleHead(length: number, flag: number): void {
    if (length < 256) {
      this.out.push(TYPE_SMALL_TUPLE | flag);
      this.out.push(length);
    } else {
      this.out.push(TYPE_TUPLE | flag);
      this.long(length);
    }
  }

  #tuple(items: readonly PyConst[]): void {
    const isEmpty = items.length === 0;
    const ref = this.#ref(isEmpty ? emptyTuple : items, isEmpty);
    if (ref === true) return;
    this.#tupleHead(items.length, ref as number);
    for (let i = 0; i < items.length; i++) this.object(items[i]!);
  }

  #names(names: readonly string[]): void {
    const isEmpty = names.length === 0;
    const ref = this.#ref(isEmpty ? emptyTuple : names, isEmpty);
    if (ref === true) return;
    this.#tupleHead(names.length, ref as number);
    for (let i = 0; i < names.length; i++) this.#str(names[i]!, true);
  }

  /** In a file, members stand in the order of their own marshal data, so that the bytes do not depend on hashes. */
  #frozenset(value: PyFrozenSet): void {
    const ref = this.#ref(value.items, false);
    if (ref === true) return;
    this.out.push(TYPE_FROZENSET | (ref as number));
    this.long(value.items.length);
    if (this.keepsSetOrder) {
      this.#inSet = true;
      for (const item of value.items) this.object(item as PyConst);
      this.#inSet = false;
      return;
    }
    const members = value.items.map((item) => ({ item: item as PyConst, data: dumps(item as PyConst) }));
    members.sort((a, b) => compareBytes(a.data, b.data));
    for (const { item } of members) this.object(item);
  }

  #consts(consts: readonly PyConst[]): void {
    if (this.constants === "module") {
      this.#tuple(consts);
      return;
    }
    this.#local = new Map();
    this.#tupleHead(consts.length, 0);
    for (const value of consts) this.object(value);
    this.#local = null;
  }

  #code(code: CodeObject): void {
    const ref = this.#ref(code, false);
    if (ref === true) return;
    const around = this.#local;
    this.#local = null;
    this.#codeFields(code, ref as number);
    this.#local = around;
  }

  #codeFields(code: CodeObject, ref: number): void {
    this.out.push(TYPE_CODE | ref);
    const f = code.fields;
    this.long(f.argcount);
    this.long(f.posonlyargcount);
    this.long(f.kwonlyargcount);
    this.long(f.stacksize);
    this.long(f.flags);
    this.#bytes(f.code, true);
    this.#consts(f.consts);
    this.#names(f.names);
    this.#names(f.localsplusnames);
    this.#kinds(f.localspluskinds);
    this.#str(f.filename, true);
    this.#str(f.name, true);
    this.#str(f.qualname, true);
    this.long(f.firstlineno);
    this.#bytes(f.linetable, false);
    this.#bytes(f.exceptiontable, false);
  }
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}

/** Marshal data of a constant or code object. `isShared`: the caller holds it too, as whoever writes a .pyc does. */
export function dumps(value: PyConst, isShared = true): Uint8Array {
  return write(new Writer(), value, isShared);
}

/**
 * Marshal data for a machine that runs the code at once: members of frozensets in the order of the source, in which CPython's compiler
 * inserts them, since the order decides where equal hashes lie and so how the set iterates. `constants`: which equal ones are written once (Tuning).
 */
export function dumpsForMachine(value: PyConst, constants: ConstantScope = "module"): Uint8Array {
  const writer = new Writer();
  writer.constants = constants;
  writer.keepsSetOrder = true;
  return write(writer, value, true);
}

function write(writer: Writer, value: PyConst, isShared: boolean): Uint8Array {
  writer.countTop(value, isShared);
  writer.object(value);
  return writer.out.take();
}

/** Marshal data that CPython refuses ends in this; the message is CPython's. */
export class MarshalError extends Error {
  constructor(
    readonly type: "ValueError" | "EOFError" | "TypeError",
    message: string,
  ) {
    super(message);
  }
}

class Reader {
  #at = 0;
  readonly #refs: PyConst[] = [];
  readonly #view: DataView;

  constructor(readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  #take(n: number): number {
    const at = this.#at;
    if (n < 0 || at + n > this.bytes.length) throw new MarshalError("EOFError", "marshal data too short");
    this.#at += n;
    return at;
  }

  #byte(): number {
    return this.bytes[this.#take(1)]!;
  }

  #long(): number {
    return this.#view.getInt32(this.#take(4), true);
  }

  #double(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  #slice(n: number): Uint8Array {
    const at = this.#take(n);
    return this.bytes.slice(at, at + n);
  }

  #latin1(n: number): string {
    const at = this.#take(n);
    let text = "";
    for (let i = at; i < at + n; i++) text += String.fromCharCode(this.bytes[i]!);
    return text;
  }

  object(): PyConst {
    const byte = this.#byte();
    const type = byte & ~FLAG_REF;
    if (type === TYPE_REF) {
      const value = this.#refs[this.#long()];
      if (value === undefined) throw new MarshalError("ValueError", "bad marshal data (invalid reference)");
      return value;
    }
    const isFlagged = (byte & FLAG_REF) !== 0;
    const at = isFlagged ? this.#refs.push(undefined as never) - 1 : -1;
    const value = this.#value(type);
    if (isFlagged) this.#refs[at] = value;
    return value;
  }

  #value(type: number): PyConst {
    switch (type) {
      case TYPE_NONE:
        return null;
      case TYPE_FALSE:
        return false;
      case TYPE_TRUE:
        return true;
      case TYPE_ELLIPSIS:
        return ELLIPSIS;
      case TYPE_INT:
        return BigInt(this.#long());
      case TYPE_INT64:
        return this.#view.getBigInt64(this.#take(8), true);
      case TYPE_LONG:
        return this.#int();
      case TYPE_FLOAT:
        return new PyFloat(Number(this.#latin1(this.#byte())));
      case TYPE_BINARY_FLOAT:
        return new PyFloat(this.#double());
      case TYPE_COMPLEX: {
        const real = Number(this.#latin1(this.#byte()));
        return new PyComplex(real, Number(this.#latin1(this.#byte())));
      }
      case TYPE_BINARY_COMPLEX: {
        const real = this.#double();
        return new PyComplex(real, this.#double());
      }
      case TYPE_STRING:
        return new PyBytes(this.#slice(this.#long()));
      case TYPE_INTERNED:
      case TYPE_UNICODE:
        return decodeUtf8(this.#slice(this.#long()));
      case TYPE_ASCII:
      case TYPE_ASCII_INTERNED:
        return this.#latin1(this.#long());
      case TYPE_SHORT_ASCII:
      case TYPE_SHORT_ASCII_INTERNED:
        return this.#latin1(this.#byte());
      case TYPE_SMALL_TUPLE:
        return new PyTuple(this.#items(this.#byte()));
      case TYPE_TUPLE:
        return new PyTuple(this.#items(this.#long()));
      case TYPE_FROZENSET:
        return new PyFrozenSet(this.#items(this.#long()));
      case TYPE_CODE:
        return this.#code();
    }
    throw new MarshalError("ValueError", "bad marshal data (unknown type code)");
  }

  #items(n: number): PyConst[] {
    if (n < 0) throw new MarshalError("ValueError", "bad marshal data (tuple size out of range)");
    const items: PyConst[] = [];
    for (let i = 0; i < n; i++) items.push(this.object());
    return items;
  }

  #int(): bigint {
    const n = this.#long();
    let value = 0n;
    const at = this.#take(Math.abs(n) * 2);
    for (let i = Math.abs(n) - 1; i >= 0; i--) {
      const digit = this.#view.getUint16(at + i * 2, true);
      if (digit > 0x7fff) throw new MarshalError("ValueError", "bad marshal data (digit out of range in long)");
      value = (value << 15n) | BigInt(digit);
    }
    return n < 0 ? -value : value;
  }

  #bytes(): Uint8Array {
    const value = this.object();
    if (value instanceof PyBytes) return value.value;
    throw new MarshalError("TypeError", "code: a table must be bytes");
  }

  #str(): string {
    const value = this.object();
    if (typeof value === "string") return value;
    throw new MarshalError("TypeError", "code: a name must be str");
  }

  #tuple(): readonly PyConst[] {
    const value = this.object();
    if (value instanceof PyTuple) return value.items;
    throw new MarshalError("TypeError", "code: names and constants must be tuples");
  }

  #code(): CodeObject {
    const argcount = this.#long();
    const posonlyargcount = this.#long();
    const kwonlyargcount = this.#long();
    const stacksize = this.#long();
    const flags = this.#long();
    const code = this.#bytes();
    const consts = this.#tuple();
    const names = this.#tuple() as readonly string[];
    const localsplusnames = this.#tuple() as readonly string[];
    const localspluskinds = this.#bytes();
    const filename = this.#str();
    const name = this.#str();
    const qualname = this.#str();
    const firstlineno = this.#long();
    const linetable = this.#bytes();
    const exceptiontable = this.#bytes();
    return new CodeObject({
      argcount,
      posonlyargcount,
      kwonlyargcount,
      stacksize,
      flags,
      code,
      consts,
      names,
      localsplusnames,
      localspluskinds,
      filename,
      name,
      qualname,
      firstlineno,
      linetable,
      exceptiontable,
    });
  }
}

/** The constant or code object of marshal data. Lists, dicts and sets are no constants: they end in a MarshalError. */
export function loads(bytes: Uint8Array): PyConst {
  return new Reader(bytes).object();
}
