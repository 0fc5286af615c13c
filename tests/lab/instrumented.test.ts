/**
 * The instrumented build counts and changes nothing: a program prints the same as on the release build and leaves the same memory, byte for byte. What it
 * counts is what happened, and the same each time.
 */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { langFolder } from "../../scripts/oracle/record-lang.mjs";
import { sumOf } from "../../src/machine/counter_reader.js";
import { Machine, MEMORY_BASE } from "../../src/machine/machine.js";
import type { PlanOptions } from "../../src/machine/plans.js";
import { dataEnd } from "../spec/wasm.js";

type Build = "release" | "instrumented";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Where the release build's static data ends, and the heap's part of the memory begins (assembly/boot.ts). */
const staticEnd = dataEnd(fs.readFileSync(join(root, "dist/krait.release.wasm")));
const heapStart = (staticEnd + 0xffff) & ~0xffff;

function machineFor(file: string, build: Build, written: string[], plan: PlanOptions = {}): Machine {
  const decoder = new TextDecoder();
  const write = (data: Uint8Array) => void written.push(decoder.decode(data, { stream: true }));
  return new Machine({ ...plan, build, stdout: write, stderr: write, files: fs, argv: [file], path: [dirname(file)] });
}

/** Hash of all static data and of the heap. Between the two lie the static objects that the instrumented build alone has: its counters' hooks. */
function hashOf(machine: Machine): string {
  const memory = machine.memoryContents();
  memory.fill(0, staticEnd - MEMORY_BASE, heapStart - MEMORY_BASE);
  return createHash("sha256").update(memory).digest("hex");
}

/** What `file` prints, the memory when its code has ended, and once the machine has. */
function outcome(file: string, build: Build, plan: PlanOptions = {}) {
  const written: string[] = [];
  const machine = machineFor(file, build, written, plan);
  machine.setMain("__file__", file);
  machine.runSource(fs.readFileSync(file), file);
  const ran = hashOf(machine);
  const use = machine.memoryUse();
  const status = machine.finish();
  return { status, written: written.join(""), ran, finished: hashOf(machine), use };
}

/** tests/lang, and benchmarks. None reads a clock of the host or opens a socket. */
const PROGRAMS = [
  "async/async_generators.py",
  "bigint/huge_ints.py",
  "classes/specialised_access.py",
  "del/cycles.py",
  "del/finalizers.py",
  "dicts/views.py",
  "exceptions/traceback_text.py",
  "exceptions/uncaught_recursion.py",
  "generators/throw_close.py",
  "io/text_streams.py",
  "memory/collector.py",
  "memory/ctypes_reads.py",
  "memory/interning.py",
  "memory/tracemalloc_traces.py",
  "pickle/protocols.py",
  "strings/methods.py",
  "tracing/settrace.py",
  "weakrefs/caches.py",
].map((name) => join(langFolder, name));
const BENCHMARKS = ["gc_cycles.py", "json_read.py", "tasks.py"].map((name) => join(root, "bench/programs", name));

const short = (file: string) => relative(root, file);

describe("a program is the same on the instrumented build as on the release build", () => {
  test.each([...PROGRAMS, ...BENCHMARKS].map((file) => [short(file), file]))("%s", { timeout: 60_000 }, (_, file) => {
    expect(outcome(file, "instrumented")).toEqual(outcome(file, "release"));
  });

  test.each(["rc", "rc+incremental", "rc+trialdeletion", "marksweep"] as const)(
    "under %s",
    { timeout: 60_000 },
    (gc) => {
      const file = join(root, "bench/programs/gc_cycles.py");
      expect(outcome(file, "instrumented", { gc })).toEqual(outcome(file, "release", { gc }));
    },
  );
});

const PROGRAM = `class Node:
    def __init__(self, other):
        self.other = other
def work(n):
    total = 0
    for i in range(n):
        a = Node(None)
        a.other = Node(a)
        total += len([a, i])
    return total
print(work(5000))
`;

function counted(source: string, plan: PlanOptions = {}, build: Build = "instrumented") {
  const machine = machineFor("program.py", build, [], plan);
  const blocks = machine.memoryUse().blocks;
  expect(machine.runSource(source, "program.py").ok).toBe(true);
  return { machine, blocks: machine.memoryUse().blocks - blocks };
}

describe("what is counted", () => {
  test("adds up, by opcode, by code unit and by size", () => {
    const { machine } = counted(PROGRAM);
    const { total, outside, collector, sizes } = machine.counters();
    const units = machine.ledgers().flatMap(({ units }) => units);
    expect(sumOf([...units, outside, collector])).toEqual({ ...total, executions: sumOf(units).executions });
    const sum = (name: "allocations" | "frees" | "allocated" | "freed") => sizes.reduce((n, size) => n + size[name], 0);
    expect([sum("allocations"), sum("frees")]).toEqual([total.allocations, total.frees]);
    expect([sum("allocated"), sum("freed")]).toEqual([total.allocated, total.freed]);
  });

  test("is what the allocator shows", () => {
    const { machine, blocks } = counted(PROGRAM);
    const { total } = machine.counters();
    expect(total.allocations - total.frees).toBe(blocks);
  });

  test("is the same in three repetitions", () => {
    const [first, ...others] = [1, 2, 3].map(() => counted(PROGRAM).machine.counters());
    for (const other of others) expect(other).toEqual(first);
  });

  test("tells of each type how many objects were made and died", () => {
    const { machine } = counted(PROGRAM);
    const { types, survival, collections } = machine.counters();
    const node = types.find(({ name }) => name === "Node")!;
    expect(node.made).toBe(10000);
    expect(node.bytes).toBeGreaterThanOrEqual(10000 * 80);
    // beside them what the start has left
    expect(node.died).toBeGreaterThan(8000);
    expect(collections.collected - node.died).toBeGreaterThanOrEqual(0);
    expect(collections.collected - node.died).toBeLessThan(100);
    // every object that was made is at some age now, or died at one
    const made = types.reduce((n, type) => n + type.made, 0);
    expect(survival.reduce((n, { died, alive }) => n + died + alive, 0)).toBe(made);
    const died = types.reduce((n, type) => n + type.died, 0);
    const alive = survival.reduce((n, age) => n + age.alive, 0);
    // those that were there before may die too
    expect(alive).toBeGreaterThanOrEqual(made - died);
    expect(alive).toBeLessThan(made - died + 100);
  });

  test("holds the collections, as the release build reports them", () => {
    const events: number[] = [];
    const release = new Machine({
      files: fs,
      argv: ["program.py"],
      path: ["."],
      onCollection: ({ phase, objects }) => {
        if (phase === 1) events.push(objects);
      },
    });
    release.runSource(PROGRAM, "program.py");
    const { collections } = counted(PROGRAM).machine.counters();
    expect(collections.runs.reduce((a, b) => a + b)).toBe(events.length);
    expect(collections.triggered).toBe(events.length);
    expect(collections.collected).toBe(events.reduce((a, b) => a + b));
    expect(collections.visited).toBeGreaterThan(collections.candidates);
  });

  test("tells what a finalizer brought back", () => {
    const source = `import gc
class A:
    def __init__(self): self.me = self
    def __del__(self): kept.append(self)
kept = []
A(); A()
gc.collect()
`;
    const { collections, types } = counted(source).machine.counters();
    expect(collections.resurrected).toBeGreaterThanOrEqual(2);
    expect(collections.called).toBe(1);
    expect(types.find(({ name }) => name === "A")).toMatchObject({ made: 2, died: 0 });
  });

  test("an object that its __del__ brings back has not died", () => {
    const source = "class A:\n    def __del__(self): kept.append(self)\nkept = []\nA(); A()\n";
    expect(
      counted(source)
        .machine.counters()
        .types.find(({ name }) => name === "A"),
    ).toMatchObject({ made: 2, died: 0 });
  });

  test("by line, references of a function that is gone are still there", () => {
    const source = `def outer():
    def inner(x):
        return [x, x, x]
    return inner(1000)
outer()
del outer
`;
    const ledgers = counted(source).machine.ledgers();
    const inner = ledgers.find(({ qualname }) => qualname === "outer.<locals>.inner")!;
    expect(inner).toMatchObject({ filename: "program.py", firstLine: 2 });
    const loads = inner.units.filter(({ opname, line }) => line === 3 && opname.startsWith("LOAD_FAST"));
    expect(sumOf(loads).increfs).toBe(3);
  });

  test("specialised instructions: hits, misses, deoptimisations", () => {
    const source = `def add(a, b):
    return a + b
for i in range(100): add(i, i)
for i in range(100): add("a", "b")
`;
    const { opcodes } = counted(source).machine.counters();
    const ints = opcodes.find(({ name }) => name === "BINARY_OP_ADD_INT")!;
    expect(ints.hits + ints.misses).toBe(ints.executions);
    expect(ints.hits).toBeGreaterThan(90);
    expect(ints.misses).toBeGreaterThan(0);
    expect(opcodes.find(({ name }) => name === "BINARY_OP")!.successes).toBe(2);
    expect(opcodes.find(({ name }) => name === "BINARY_OP_ADD_UNICODE")!.hits).toBeGreaterThan(10);
  });

  test("free lists and interning", () => {
    const source = "import sys\nfor i in range(100): x = [i]; y = sys.intern('key' + str(i % 10))\n";
    const { freeLists, interning } = counted(source).machine.counters();
    expect(freeLists.find(({ name }) => name === "list")!.hits).toBeGreaterThanOrEqual(99);
    expect(freeLists.map(({ name }) => name)).not.toContain("unknown");
    expect(interning.lookups).toBe(interning.already + interning.hits + interning.added);
    expect(interning.bytesSaved).toBeGreaterThan(0);
  });

  test("can be stopped and cleared", () => {
    const { machine } = counted("x = [1]\n");
    machine.clearCounters();
    machine.countEvents(false);
    machine.runSource("y = [2, 3]\n", "program.py");
    expect(machine.counters().total.executions).toBe(0);
    machine.countEvents(true);
    machine.runSource("y = [2, 3]\n", "program.py");
    expect(machine.counters().total.executions).toBeGreaterThan(3);
  });

  test("other builds count nothing and say so", () => {
    expect(() => new Machine().counters()).toThrow("only the instrumented build counts");
  });
});
