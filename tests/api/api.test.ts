import { describe, expect, test } from "vitest";
import { Machine, type MachineOptions, PyFloat, PythonError, TimeLimitError, toObject } from "../../src/index.js";

/** A machine and what it has written. */
function machineWith(options: MachineOptions = {}): { machine: Machine; written: () => string } {
  let text = "";
  const decoder = new TextDecoder();
  const write = (data: Uint8Array) => {
    text += decoder.decode(data, { stream: true });
  };
  const machine = new Machine({ stdout: write, stderr: write, ...options });
  return { machine, written: () => text };
}

function errorOf(run: () => unknown): PythonError {
  try {
    run();
  } catch (error) {
    if (error instanceof PythonError) return error;
    throw error;
  }
  throw new Error("no exception came");
}

describe("plain data", () => {
  const { machine } = machineWith();
  machine.exec("import collections, enum\ndef same(x): return x\ndef kind(x): return type(x).__name__, repr(x)\n");

  test.each([
    ["None", null, "('NoneType', 'None')"],
    ["a truth value", true, "('bool', 'True')"],
    ["an int", -7, "('int', '-7')"],
    ["an int of 53 bits", 2 ** 53 - 1, "('int', '9007199254740991')"],
    ["a bigint", 2n ** 100n, "('int', '1267650600228229401496703205376')"],
    ["a negative bigint", -(2n ** 64n), "('int', '-18446744073709551616')"],
    ["a float", 1.5, "('float', '1.5')"],
    ["infinity", Number.NEGATIVE_INFINITY, "('float', '-inf')"],
    ["a float too large for an exact int", 1e300, "('float', '1e+300')"],
    ["minus zero", -0, "('float', '-0.0')"],
    ["a text", 'é 😀 "x"\n', "('str', '\\'é 😀 \"x\"\\\\n\\'')"],
    ["bytes", Uint8Array.of(0, 255), "('bytes', \"b'\\\\x00\\\\xff'\")"],
    ["a list", [1, [2, "x"], []], "('list', \"[1, [2, 'x'], []]\")"],
    ["a set", new Set([1]), "('set', '{1}')"],
    [
      "a dict",
      new Map<string | number, unknown>([
        ["a", 1],
        [2, [null]],
      ]),
      "('dict', \"{'a': 1, 2: [None]}\")",
    ],
  ])("%s goes there and back", (_, value, shown) => {
    expect(machine.invoke("same", [value as never])).toEqual(value);
    expect(
      `(${(machine.invoke("kind", [value as never]) as string[]).map((part) => machine.invoke("repr", [part])).join(", ")})`,
    ).toBe(shown);
  });

  test("objects become dicts, undefined None, a PyFloat a float", () => {
    expect(machine.invoke("repr", [{ a: 1, b: { c: undefined } }])).toBe("{'a': 1, 'b': {'c': None}}");
    expect(machine.invoke("repr", [new PyFloat(3)])).toBe("3.0");
    expect(machine.invoke("repr", [Object.assign(Object.create(null), { x: 1 })])).toBe("{'x': 1}");
  });

  test("subclasses and relatives become what they are made of", () => {
    machine.exec("P = collections.namedtuple('P', 'x y')\nE = enum.IntEnum('E', 'A B')\nclass S(str): pass\n");
    expect(machine.evaluate("P(1, 2)")).toEqual([1, 2]);
    expect(machine.evaluate("[E.B, S('text'), bytearray(b'ab'), frozenset({3})]")).toEqual([
      2,
      "text",
      Uint8Array.of(97, 98),
      new Set([3]),
    ]);
    expect(machine.evaluate("collections.OrderedDict(a=1)")).toEqual(new Map([["a", 1]]));
    expect(machine.evaluate("{(1, 2): {'k': ()}}")).toEqual(new Map([[[1, 2], new Map([["k", []]])]]));
    expect(toObject(machine.evaluate("{'a': [1, {'b': 2}], 'c': {1: 2}}"))).toEqual({
      a: [1, { b: 2 }],
      c: new Map([[1, 2]]),
    });
  });

  test("what is no plain data is refused on both sides", () => {
    expect(errorOf(() => machine.evaluate("[1, object()]"))).toMatchObject({
      type: "TypeError",
      value: "the result is no plain data: it has a 'object'",
      traceback: "TypeError: the result is no plain data: it has a 'object'\n",
    });
    machine.exec("loop = []; loop.append(loop)");
    expect(errorOf(() => machine.getGlobal("loop")).type).toBe("ValueError");
    expect(() => machine.invoke("same", [{ f: () => 1 } as never])).toThrow(
      "krait: argument 1.f is a function, which is no plain data",
    );
    expect(() => machine.invoke("same", [[new Date()] as never])).toThrow(
      "krait: argument 1[0] is a Date, which is no plain data",
    );
    const endless: unknown[] = [];
    endless.push(endless);
    expect(() => machine.invoke("same", [endless as never])).toThrow(/nested too deeply, or contains itself/);
  });
});

describe("calls", () => {
  test("functions of __main__, of builtins, of modules; arguments by name; attributes", () => {
    const { machine } = machineWith();
    machine.exec(
      "def area(w, h=2, *, scale=1): return w * h * scale\nclass Shop:\n  @staticmethod\n  def total(*prices): return sum(prices)\n",
    );
    expect(machine.invoke("area", [3])).toBe(6);
    expect(machine.invoke("area", [3, 4], { scale: 10 })).toBe(120);
    expect(machine.invoke("Shop.total", [1, 2.5])).toBe(3.5);
    expect(machine.invoke("max", [[3, 9, 4]])).toBe(9);
    expect(machine.invoke("json:dumps", [{ b: 1, a: [true, null] }], { sort_keys: true })).toBe(
      '{"a": [true, null], "b": 1}',
    );
    expect(machine.invoke("os.path:join", ["a", "b"])).toBe("a/b");
  });

  test("variables can be read and bound", () => {
    const { machine } = machineWith();
    machine.setGlobal("numbers", [1, 2, 3]);
    machine.exec("total = sum(numbers)");
    expect(machine.getGlobal("total")).toBe(6);
    expect(machine.getGlobal("sys:byteorder")).toBe("little");
  });

  test("an exception is a PythonError with its traceback, and the machine goes on", () => {
    const { machine, written } = machineWith();
    machine.exec("import json\ndef divide(a, b):\n    return a / b\n", "calc.py");
    const error = errorOf(() => machine.invoke("divide", [1, 0]));
    expect(error).toMatchObject({
      name: "PythonError",
      type: "ZeroDivisionError",
      value: "division by zero",
      exitStatus: null,
    });
    expect(error.message).toBe("ZeroDivisionError: division by zero");
    expect(error.traceback).toBe(
      'Traceback (most recent call last):\n  File "calc.py", line 3, in divide\n    return a / b\n           ~~^~~\nZeroDivisionError: division by zero\n',
    );
    expect(errorOf(() => machine.invoke("json.loads", ["{"])).type).toBe("json.decoder.JSONDecodeError");
    expect(errorOf(() => machine.invoke("nothing")).message).toBe("NameError: name 'nothing' is not defined");
    expect(errorOf(() => machine.evaluate("1 +")).type).toBe("SyntaxError");
    expect(errorOf(() => machine.exec("x = (\n", "bad.py")).traceback).toContain('File "bad.py", line 1');
    expect(errorOf(() => machine.exec("import sys; sys.exit(3)"))).toMatchObject({ type: "SystemExit", exitStatus: 3 });
    expect(errorOf(() => machine.exec("raise SystemExit"))).toMatchObject({ type: "SystemExit", exitStatus: 0 });
    expect(errorOf(() => machine.evaluate("exit('why')"))).toMatchObject({ type: "SystemExit", exitStatus: 1 });
    expect(machine.evaluate("1 + 1")).toBe(2);
    expect([machine.finish(), written()]).toEqual([0, ""]);
  });

  test("tracebacks show the sources that only the embedder has, also to the program", () => {
    const { machine, written } = machineWith();
    const line = '  File "calc.py", line 3, in f\n    def f(): return 1 / 0\n                    ~~^~~\n';
    const error = errorOf(() => machine.exec("import traceback\n\ndef f(): return 1 / 0\nf()\n", "calc.py"));
    expect(error.traceback).toContain(line);
    machine.exec("try: f()\nexcept ZeroDivisionError: traceback.print_exc()");
    expect(written()).toContain(line);
  });

  test("results are the call's own, whatever the program does with the machinery", () => {
    const { machine } = machineWith();
    machine.exec("import _krait_api\ndef cheat():\n    _krait_api.reply(b'junk')\n    return 'honest'\n");
    expect(machine.invoke("cheat")).toBe("honest");
  });
});

describe("control", () => {
  test("a time limit ends a loop, a nested one, a sleep and what catches everything", () => {
    for (const program of [
      "while True: pass",
      "sorted([1, 2], key=lambda x: [0 for _ in iter(int, 1)])",
      "while True:\n  try:\n    while True: pass\n  except BaseException: pass",
    ]) {
      const { machine } = machineWith({ timeLimit: 0.1 });
      expect(() => machine.exec(program)).toThrow(TimeLimitError);
      expect(() => machine.exec("1")).toThrow("krait: the machine has broken down and cannot be used again");
      expect(machine.finish()).toBe(1);
    }
  });

  test("the limit is that of one run", () => {
    const { machine } = machineWith({ timeLimit: 5 });
    machine.exec("x = 1");
    expect(machine.evaluate("x")).toBe(1);
  });

  test("a check can interrupt the program, which may clean up", () => {
    let checks = 0;
    const { machine, written } = machineWith({ shouldInterrupt: () => ++checks === 3 });
    machine.exec("try:\n  while True: pass\nexcept KeyboardInterrupt: print('stopped')\n");
    machine.flush();
    expect(written()).toBe("stopped\n");
  });

  test("another thread can interrupt through shared memory", () => {
    const flag = new Int32Array(new SharedArrayBuffer(4));
    const { machine } = machineWith({ interruptFlag: flag });
    Atomics.store(flag, 0, 1);
    expect(errorOf(() => machine.exec("while True: pass")).type).toBe("KeyboardInterrupt");
    expect(Atomics.load(flag, 0)).toBe(0);
    machine.exec("done = 1");
  });

  test("the memory ceiling is a MemoryError that the program survives", () => {
    const { machine } = machineWith({ memoryLimit: 32 });
    expect(errorOf(() => machine.exec("x = []\nwhile True: x.append(bytearray(1 << 20))")).type).toBe("MemoryError");
    machine.exec("del x");
    expect(machine.evaluate("2 ** 10")).toBe(1024);
  });

  test("a finished or disposed machine says so", () => {
    const { machine, written } = machineWith();
    machine.exec("import atexit; atexit.register(print, 'bye')");
    expect(machine.finish()).toBe(0);
    expect(written()).toBe("bye\n");
    expect(() => machine.exec("1")).toThrow("krait: the machine has finished");
    const other = machineWith();
    other.machine.exec("import atexit; atexit.register(print, 'bye')");
    other.machine.dispose();
    expect(other.written()).toBe("");
    expect(() => other.machine.evaluate("1")).toThrow("krait: the machine has finished");
  });

  test("a machine cannot be called while it runs", () => {
    let error: unknown;
    const machine: Machine = new Machine({
      buffering: "none",
      stdout: () => {
        try {
          machine.evaluate("1");
        } catch (caught) {
          error = caught;
        }
      },
    });
    machine.exec("print('x')");
    expect(String(error)).toContain("the machine is running");
  });

  test("several machines live in one process and share nothing", () => {
    const machines = [1, 2, 3].map((n) => {
      const { machine } = machineWith({ hashSeed: n });
      machine.exec(`import sys; x = ${n}; sys.shared = ${n}`);
      return machine;
    });
    expect(machines.map((machine) => machine.evaluate("(x, sys.shared)"))).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    expect(new Set(machines.map((machine) => machine.evaluate("hash('a')"))).size).toBe(3);
  });

  test("standard input comes line by line, arguments and environment as given", () => {
    const lines = ["first\n", "second"].map((line) => new TextEncoder().encode(line));
    const { machine, written } = machineWith({
      stdin: () => lines.shift() ?? null,
      argv: ["prog", "-x"],
      env: { NAME: "Ada" },
    });
    machine.exec(
      "import os, sys\nprint(input(), input(), sys.argv, os.environ['NAME'])\ntry: input()\nexcept EOFError: print('end')",
    );
    machine.finish();
    expect(written()).toBe("first second ['prog', '-x'] Ada\nend\n");
  });
});
