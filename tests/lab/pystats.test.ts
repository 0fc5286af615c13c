/**
 * How the instrumented build counts the specialiser's work: figures that follow from the program, CPython's dump of them, and the functions of sys that a
 * CPython built with --enable-pystats has.
 */
import * as fs from "node:fs";
import { describe, expect, test } from "vitest";
import type { Counters } from "../../src/machine/counters.js";
import { Machine, type MachineOptions } from "../../src/machine/machine.js";
import { krait } from "../cli/krait.js";

function run(source: string, options: MachineOptions = {}) {
  const decoder = new TextDecoder();
  let out = "";
  let errors = "";
  const machine = new Machine({
    build: "instrumented",
    stdout: (data) => {
      out += decoder.decode(data);
    },
    stderr: (data) => {
      errors += decoder.decode(data);
    },
    ...options,
  });
  const { ok } = machine.runSource(source, "program.py");
  if (!ok) machine.printError();
  expect(errors).toBe("");
  return { machine, out: () => out, errors: () => errors };
}

function counted(source: string): Counters {
  return run(source).machine.counters();
}

const family = (counters: Counters, name: string) => counters.families.find((entry) => entry.name === name)!;

/** "BINARY_OP": { "remainder": 1 } */
function failures(source: string): Record<string, Record<string, number>> {
  const all = counted(source).families.filter((entry) => entry.failures > 0);
  return Object.fromEntries(
    all.map(({ name, failureKinds }) => [
      name,
      Object.fromEntries(failureKinds.map(({ text, count }) => [text, count])),
    ]),
  );
}

/** Runs `body` as a function of `parameters` twice, which is when an instruction is first specialised. */
const twice = (parameters: string, body: string, args: string, before = "") =>
  `${before}\ndef f(${parameters}):\n    ${body}\nf(${args})\nf(${args})\n`;

describe("specialisation", () => {
  // the first execution waits, the second is specialised; a new form stays for 52 misses
  test("of a site that sees one class, then another", () => {
    const source = `class A:
    def __init__(self): self.x = 1
class B:
    def __init__(self): self.y = self.x = 1
def f(o): return o.x
a, b = A(), B()
for i in range(100): f(a)
for i in range(100): f(b)
`;
    const counters = counted(source);
    expect(family(counters, "LOAD_ATTR")).toEqual({
      name: "LOAD_ATTR",
      executions: 200,
      generic: 2,
      hits: 98 + 47,
      misses: 53,
      deferred: 1 + 52,
      deopts: 1,
      successes: 2,
      failures: 0,
      failureKinds: [],
    });
    expect(counters.opcodes.find(({ name }) => name === "LOAD_ATTR_INSTANCE_VALUE")).toMatchObject({
      executions: 198,
      hits: 145,
      misses: 53,
      deopts: 1,
    });
  });

  test("of a site that nothing fits: attempts grow rarer by powers of two", () => {
    const {
      generic,
      hits,
      deferred,
      failures: failed,
      failureKinds,
    } = family(counted('def f(x): return "a" in x\nfor i in range(100): f("abc")\n'), "CONTAINS_OP");
    expect({ generic, hits, failed }).toEqual({ generic: 100, hits: 0, failed: 5 });
    expect(deferred).toBe(95);
    expect(failureKinds).toEqual([{ kind: 9, text: "str", count: 5 }]);
  });

  test.each([
    ["BINARY_OP", "remainder", twice("a, b", "a % b", "7, 2")],
    ["BINARY_OP", "add different types", twice("a, b", "a + b", "7, 2.0")],
    ["BINARY_OP", "true divide float", twice("a, b", "a /= b", "7.0, 2.0")],
    ["COMPARE_OP", "big int", twice("a, b", "a < b", "1 << 60, 2")],
    ["COMPARE_OP", "long float", twice("a, b", "a < b", "1, 2.0")],
    ["COMPARE_OP", "string", twice("a, b", "a < b", "'a', 'b'")],
    ["CONTAINS_OP", "tuple", twice("a, b", "a in b", "1, (1, 2)")],
    ["TO_BOOL", "dict", twice("a", "not a", "{}")],
    ["TO_BOOL", "number", twice("a", "not a", "C()", "class C:\n    def __bool__(self): return True")],
    ["BINARY_SUBSCR", "list slice", twice("a, b", "a[b]", "[1], slice(1)")],
    ["BINARY_SUBSCR", "out of range", twice("a", "a[-1]", "[1]")],
    ["BINARY_SUBSCR", "buffer int", twice("a", "a[0]", "b'a'")],
    [
      "BINARY_SUBSCR",
      "code complex parameters",
      twice("a", "a[0]", "C()", "class C:\n    def __getitem__(self, *args): return 1"),
    ],
    ["STORE_SUBSCR", "bytearray int", twice("a", "a[0] = 1", "bytearray(1)")],
    ["STORE_SUBSCR", "py simple", twice("a", "a[0] = 1", "C()", "class C:\n    def __setitem__(self, k, v): pass")],
    ["STORE_SUBSCR", "dict subclass no override", twice("a", "a[0] = 1", "C()", "class C(dict): pass")],
    ["UNPACK_SEQUENCE", "iterator", twice("a", "b, c = a()", "lambda: iter('ab')")],
    ["UNPACK_SEQUENCE", "sequence", twice("a", "b, c = a", "'ab'")],
    ["FOR_ITER", "dict items", twice("a", "for x in a.items(): pass", "{}")],
    ["FOR_ITER", "enumerate", twice("a", "for x in enumerate(a): pass", "()")],
    ["FOR_ITER", "itertools", twice("a", "for x in a(()): pass", "chain", "from itertools import chain")],
    ["FOR_ITER", "callable", twice("a", "for x in iter(int, 0): pass", "1")],
    ["LOAD_ATTR", "overriding descriptor", twice("a", "a.gi_frame", "(i for i in ())")],
    ["LOAD_ATTR", "not in keys", twice("a", "try: a.x\n    except AttributeError: pass", "C()", "class C: pass")],
    ["LOAD_ATTR", "class method obj", twice("a", "a.m", "C()", "class C:\n    @classmethod\n    def m(cls): pass")],
    ["LOAD_ATTR", "mutable class", twice("a", "a.m", "C()", "class D: pass\nclass C:\n    m = D()")],
    ["LOAD_ATTR", "metaclass attribute", twice("a", "a.__name__", "C", "class C: pass")],
    ["LOAD_ATTR", "method", twice("a", "a.append", "[]")],
    ["STORE_ATTR", "property", twice("a", "a.p = 1", "C()", "class C:\n    p = property(None, lambda self, v: None)")],
    ["STORE_ATTR", "class attr simple", twice("a", "a.p = 1", "C()", "class C: p = 0")],
    ["STORE_ATTR", "overridden", twice("a", "a.p = 1", "C()", "class C:\n    def __setattr__(self, n, v): pass")],
    ["CALL", "bound method", twice("a", "a()", "M(len, ())", "from types import MethodType as M")],
    ["CALL", "class no vectorcall", twice("a", "a()", "complex")],
    ["LOAD_GLOBAL", "non string or split", twice("a", "len", "1", "globals()[1] = 2")],
  ])("%s fails: %s", (opcode, kind, source) => {
    expect(failures(source)[opcode]).toMatchObject({ [kind]: 1 });
  });

  test.each([
    ["UNPACK_SEQUENCE_TUPLE", twice("a", "x, y, z = a", "(1, 2, 3)")],
    ["UNPACK_SEQUENCE_LIST", twice("a", "x, y, z = a", "[1, 2, 3]")],
    ["BINARY_OP_ADD_INT", twice("a, b", "a + b", "1 << 100, 1 << 90")],
    ["BINARY_OP_MULTIPLY_INT", twice("a, b", "a * b", "1 << 100, 1 << 90")],
    ["FOR_ITER_LIST", twice("a", "for x in a: pass", "[1]")],
    ["FOR_ITER_TUPLE", twice("a", "for x in a: pass", "(1,)")],
    ["FOR_ITER_RANGE", twice("a", "for x in a: pass", "range(1)")],
    [
      "LOAD_SUPER_ATTR_METHOD",
      twice("a", "a.m()", "C()", "class B:\n    def m(self): pass\nclass C(B):\n    def m(self): super().m()"),
    ],
    [
      "LOAD_SUPER_ATTR_ATTR",
      twice("a", "a.m()", "C()", "class B: x = 1\nclass C(B):\n    def m(self): return super().x"),
    ],
  ])("%s does not miss what it is for", (form, source) => {
    const last = /\nf\((.*)\)\n$/.exec(source)![1]!;
    const more = `${source}args = (${last},)\nfor i in range(200): f(*args)\n`;
    const { executions, misses, deopts } = counted(more).opcodes.find(({ name }) => name === form)!;
    expect(executions).toBeGreaterThan(190);
    expect([misses, deopts]).toEqual([0, 0]);
  });

  test("a class with __getattr__ specialises what it has itself", () => {
    const source = `class A:
    def __init__(self): self.x = 1
    def __getattr__(self, name): return name
def f(o): return o.x
a = A()
for i in range(100): f(a)
`;
    expect(family(counted(source), "LOAD_ATTR")).toMatchObject({ executions: 100, hits: 98, misses: 0 });
  });
});

describe("pairs and calls", () => {
  test("each instruction is the second of a pair once", () => {
    const { pairs, total, opcodes } = counted(
      "def f(n): return n if n < 2 else f(n - 1) + f(n - 2)\nf(12)\nsorted([2, 1], key=f)\n",
    );
    expect(pairs.reduce((sum, { count }) => sum + count, 0)).toBe(total.executions);
    for (const { name, executions } of opcodes) {
      expect(pairs.filter(({ second }) => second === name).reduce((sum, { count }) => sum + count, 0)).toBe(executions);
    }
  });

  test("calls within the loop, and the runs that native code begins", () => {
    // fib(10) takes 177 calls; sorted calls f twice, and each of those none
    const { calls } = counted("def f(n): return n if n < 2 else f(n - 1) + f(n - 2)\nf(10)\nsorted([1, 0], key=f)\n");
    expect(calls).toMatchObject({ evals: 3, vectorcalls: 2, generators: 0, codes: 1, inlined: 177, frames: 180 });
  });

  test("generators: resumed by the loop, or by native code", () => {
    const source = "def g():\n    for i in range(10): yield i\nfor i in g(): pass\nlist(g())\n";
    const { calls } = counted(source);
    // of the first one's 11 steps the first finds FOR_ITER not yet specialised; list() makes all of the second's
    expect(calls).toMatchObject({ evals: 1 + 1 + 11, generators: 1 + 11, inlined: 2 + 10 });
  });

  test("rare events, dicts of instances, blocks by size", () => {
    const source = `class A:
    def __init__(self): self.x = 1
class B(A): pass
class C: pass
a = A(); a.__dict__
b = B(); b.__class__ = A
B.__bases__ = (C,)
def f(): pass
f.__defaults__ = (); f.__code__ = (lambda: 1).__code__
big = bytes(5000), bytes(600)
`;
    const { objects, total } = counted(source);
    expect(objects).toMatchObject({ inlineValues: 2, setClass: 1, setBases: 1, functionChanges: 2 });
    expect(objects.dictsOnRequest).toBe(2); // one asked for, one for the change of class
    expect(objects.big).toBeGreaterThanOrEqual(1);
    expect(objects.small + objects.middle + objects.big).toBe(total.allocations);
  });
});

const WORK = `import sys
def work():
    for i in range(100): [i]
`;

describe("sys of a machine with pystats", () => {
  test("no other machine has the functions", () => {
    const source = "import sys\nprint([name for name in dir(sys) if name.startswith('_stats')])\n";
    expect(run(source).out()).toBe("[]\n");
    expect(run(source, { build: "release" }).out()).toBe("[]\n");
    expect(run(source, { pystats: false }).out()).toBe("['_stats_clear', '_stats_dump', '_stats_off', '_stats_on']\n");
  });

  test("_stats_on, _stats_off and _stats_clear", () => {
    const source = `${WORK}
import _opcode
hits = lambda: _opcode.get_specialization_stats()["for_iter"]["hit"]
work(); print(hits())
sys._stats_on(); work(); sys._stats_off(); print(hits())
work(); print(hits())
sys._stats_clear(); print(hits())
`;
    // the loop was specialised while nothing was counted
    expect(run(source, { pystats: false }).out()).toBe("0\n101\n101\n0\n");
  });

  test("_opcode.get_specialization_stats has CPython's shape", () => {
    const source = `import _opcode
stats = _opcode.get_specialization_stats()
print(sorted(stats))
print(*stats["load_attr"], len(stats["load_attr"]["failure_kinds"]))
`;
    const families =
      "['binary_op', 'binary_subscr', 'call', 'compare_op', 'contains_op', 'for_iter', 'load_attr', 'load_global', 'load_super_attr', " +
      "'send', 'store_attr', 'store_subscr', 'to_bool', 'unpack_sequence']";
    expect(run(source, { pystats: true }).out()).toBe(
      `${families}\nsuccess failure hit deferred miss deopt failure_kinds 36\n`,
    );
    expect(run("import _opcode\nprint(_opcode.get_specialization_stats())\n").out()).toBe("None\n");
  });

  test("_stats_dump writes lines that summarize_stats.py can read; False if there is nothing", () => {
    const dumped: Buffer[] = [];
    const names: string[] = [];
    const files = {
      ...fs,
      openSync: (path: string, flags: string) => {
        if (!path.startsWith("/tmp/py_stats/")) return fs.openSync(path, flags);
        names.push(path);
        return -7;
      },
      writeSync: (fd: number, data: Uint8Array) => {
        if (fd !== -7) return fs.writeSync(fd, data);
        dumped.push(Buffer.from(data));
        return data.length;
      },
      closeSync: (fd: number) => {
        if (fd !== -7) fs.closeSync(fd);
      },
    } as unknown as NonNullable<MachineOptions["files"]>;
    const source = `${WORK}
print(sys._stats_dump())
sys._stats_on(); work(); sys._stats_off(); print(sys._stats_dump()); sys._stats_clear()
`;
    const { machine, out } = run(source, { pystats: false, files });
    machine.finish();
    expect(out()).toBe("False\nTrue\n");
    // nothing was left for the end
    expect(names).toHaveLength(1);
    expect(names[0]).toMatch(/^\/tmp\/py_stats\/[0-9a-f]{40}\.txt$/);
    const lines = Buffer.concat(dumped).toString().trimEnd().split("\n");
    const values = new Map(
      lines.map((line) => {
        const parts = line.split(":");
        expect(parts, line).toHaveLength(2);
        expect(parts[1], line).toMatch(/^ \d+$/);
        return [parts[0]!.trim(), Number(parts[1])];
      }),
    );
    expect(values.get("opcode[FOR_ITER].specializable")).toBe(1);
    expect(values.get("opcode[FOR_ITER].specialization.success")).toBe(1);
    expect(values.get("opcode[FOR_ITER].specialization.hit")).toBe(99);
    expect(values.get("opcode[BUILD_LIST].execution_count")).toBe(100);
    expect(values.get("opcode[BUILD_LIST].pair_count[POP_TOP]")).toBe(100);
    expect(values.get("Calls to Python functions inlined")).toBe(1);
    expect(values.get("Object allocations from freelist")).toBeGreaterThanOrEqual(99);
    expect(values.get("GC[0] collections")).toBe(0);
    expect(values.get("Rare event (set_class)")).toBe(0);
  });

  test("without that folder the end of a run writes to stderr", () => {
    const { machine, errors } = run("[1]\n", { pystats: true });
    expect(errors()).toBe("");
    machine.finish();
    expect(errors()).toMatch(/^opcode\[BINARY_SLICE\]\.specializable : 1\n/);
    expect(errors()).toMatch(/\n {4}opcode\[BUILD_LIST\]\.execution_count : 1\n/);
  });
});

describe("the command line", () => {
  test("dis --stats tells families, reasons and pairs", () => {
    const source = "print(sum(1 for i in {1: 2}.items() for j in range(200) if j % 3))";
    const { status, stdout, stderr } = krait(["dis", "--stats", "-c", source]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "133\n" });
    expect(stdout).toMatch(/^[\d ]+ instructions of \d+ kinds: [\d.]+ % specialised/);
    expect(stdout).toMatch(/\nBINARY_OP +200 .*remainder \d+\n/);
    expect(stdout).toMatch(/\nSTORE_FAST_LOAD_FAST LOAD_CONST +200 /);
  });

  test("--json has the same numbers", () => {
    const { stdout } = krait(["dis", "--stats", "--json", "-c", "for i in range(200): i + i"]);
    const { schema, families, pairs, calls } = JSON.parse(stdout);
    expect(schema).toBe(1);
    expect(families.map(({ name }: { name: string }) => name)).toEqual(["FOR_ITER", "BINARY_OP", "CALL"]);
    expect(pairs[0].count).toBeGreaterThan(190);
    expect(calls.evals).toBe(1);
  });

  test("--stats has no listing to show", () => {
    expect(krait(["dis", "--stats", "-S", "-c", "1"])).toMatchObject({ status: 2 });
  });

  test("-X pystats counts from the start, the build alone gives the functions", () => {
    const source =
      "import sys, _opcode; print(sys._stats_off(), _opcode.get_specialization_stats()['call']['deferred'] > 0)";
    expect(krait(["--build", "instrumented", "-X", "pystats", "-c", source]).stdout).toBe("None True\n");
    expect(krait(["--build", "instrumented", "-c", source]).stdout).toBe("None False\n");
  });
});
