/** marshal and .pyc: bytes that CPython 3.13 wrote come back as the same bytes; damaged ones end in CPython's errors. */
import { expect, test } from "vitest";
import { dumps, loads, MarshalError } from "../../src/bytecode/marshal.js";
import { readPyc, writePyc } from "../../src/bytecode/pyc.js";
import {
  type CodeObject,
  PyBytes,
  PyComplex,
  PyFloat,
  PyFrozenSet,
  PyTuple,
  SurrogateStr,
} from "../../src/bytecode/values.js";

const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (ch) => ch.charCodeAt(0));

// marshal.dumps(compile("x in {'b', 'a c', 3, 'é'}; 10**20; -2**40; 1j", "file name.py", "exec"))
const MODULE = latin1(
  "c\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\xf3\x0e\x00\x00\x00\x95\x00" +
    "\\\x00S\x00;\x00\x00\x00 \x00g\x01)\x02>\x04\x00\x00\x00\xda\x01b\xe9\x03\x00\x00\x00\xf4\x02\x00\x00\x00\xc3\xa9\xfa\x03a cN)" +
    "\x01\xda\x01x\xa9\x00\xf3\x00\x00\x00\x00\xda\x0cfile name.py\xda\x08<module>r\t\x00\x00\x00\x01\x00\x00\x00s\x10\x00\x00\x00" +
    "\xf0\x03\x01\x01\x01\xd8\x00\x01\xd0\x05\x1a\xd2\x00\x1a\xa8Br\x07\x00\x00\x00",
);

test("a module's code comes back byte for byte", () => {
  const code = loads(MODULE) as CodeObject;
  expect(code.fields.names).toEqual(["x"]);
  expect(code.fields.consts[0]).toBeInstanceOf(PyFrozenSet);
  expect(dumps(code, false)).toEqual(MODULE);
});

test("every kind of constant survives", () => {
  const value = new PyTuple([
    null,
    true,
    0n,
    -1n,
    2n ** 31n,
    -(10n ** 40n),
    new PyFloat(-0),
    new PyComplex(1, -2.5),
    "plain text",
    "é\u{1F600}",
    "\ud800 alone",
    new SurrogateStr(Uint32Array.of(0xd83d, 0xde00)),
    new PyBytes(Uint8Array.of(0, 255)),
    new PyTuple([]),
    new PyFrozenSet([1n, 2n]),
    "x".repeat(300),
    new PyTuple(Array.from({ length: 300 }, (_, i) => BigInt(i))),
  ]);
  expect(loads(dumps(value))).toEqual(value);
});

test("an object that occurs twice is written once", () => {
  const twice = new PyTuple([1000n, 1001n]);
  const back = loads(dumps(new PyTuple([twice, twice]))) as PyTuple;
  expect(back.items[0]).toBe(back.items[1]);
});

test("damaged data ends in CPython's errors", () => {
  expect(() => loads(MODULE.subarray(0, 40))).toThrow(new MarshalError("EOFError", "marshal data too short"));
  expect(() => loads(latin1("?"))).toThrow("bad marshal data (unknown type code)");
  expect(() => loads(latin1("r\x05\x00\x00\x00"))).toThrow("bad marshal data (invalid reference)");
});

test("a .pyc has 3.13's magic number, the source's time and size", () => {
  const pyc = writePyc(loads(MODULE) as CodeObject, 0x12345678, 42);
  expect([...pyc.subarray(0, 16)]).toEqual([0xf3, 0x0d, 0x0d, 0x0a, 0, 0, 0, 0, 0x78, 0x56, 0x34, 0x12, 42, 0, 0, 0]);
  expect(readPyc(pyc).fields.filename).toBe("file name.py");
  expect(() => readPyc(pyc.with(0, 0))).toThrow("bad magic number");
});
