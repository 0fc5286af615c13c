/** The heap seen from outside (src/heap): looking changes nothing, everything is found, and what is shown adds up to the machine's own counts. */
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { Graph } from "../../src/heap/graph.js";
import type { Heap } from "../../src/heap/heap.js";
import { mapSvg, mapText } from "../../src/heap/map.js";
import { readHeap } from "../../src/heap/reader.js";
import { type Snapshot, snapshotFault, snapshotOf, snapshotPieces } from "../../src/heap/snapshot.js";
import { cycleGroups, duplicates } from "../../src/heap/text.js";
import { Machine, type MachineOptions } from "../../src/machine/machine.js";

function machineWith(source: string, options: MachineOptions = {}): Machine {
  const machine = new Machine(options);
  machine.exec(source, "heap.py");
  return machine;
}

const heapOf = (machine: Machine): Heap => machine.look((module, instance) => readHeap(module, instance));

function memoryHash(machine: Machine): string {
  return machine.look((_, instance) => {
    const { buffer } = instance.exports["memory"] as WebAssembly.Memory;
    return createHash("sha256").update(new Uint8Array(buffer)).digest("hex");
  });
}

const PROGRAM = `
import collections, functools, re
class Node:
    def __init__(self, name):
        self.name = name
        self.peer = None
class Slots:
    __slots__ = ("value",)
pair = [Node("a"), Node("b")]
pair[0].peer, pair[1].peer = pair[1], pair[0]
slotted = Slots()
slotted.value = {"key": pair, 7: [slotted]}
def outer():
    captured = Slots()
    def inner():
        return captured
    return inner
closure = outer()
def generate():
    kept = Slots()
    yield kept
running = generate()
next(running)
table = collections.defaultdict(list, x=[slotted])
ordered = collections.OrderedDict(first=slotted)
queue = collections.deque([slotted] * 100)
bound = functools.partial(print, slotted)
words = ["".join(["twice ", "made"]) for _ in range(5)]
lost = Node("lost")
lost.peer = lost
del lost
`;

describe("looking", () => {
  test.each(["release", "debug"] as const)("leaves every byte of the %s build's memory as it was", (build) => {
    const machine = machineWith(PROGRAM, { build });
    const before = memoryHash(machine);
    const first = heapOf(machine);
    expect(memoryHash(machine)).toBe(before);
    expect(heapOf(machine).totals).toEqual(first.totals);
    expect(machine.evaluate("len(queue)")).toBe(100);
  });
  test("leaves a program that a line interrupts with the references it has", () => {
    let seen = "";
    const hash = ["", "x"];
    let result = "";
    const machine: Machine = new Machine({
      build: "debug",
      stdout: (data) => (result += new TextDecoder().decode(data)),
      onBreak: (_which, stackTop) => {
        hash[0] = memoryHash(machine);
        const graph = new Graph(machine.look((module, instance) => readHeap(module, instance, stackTop)));
        hash[1] = memoryHash(machine);
        const [local] = graph.find("inside");
        seen = graph
          .why(local!)!
          .map(({ by }) => by)
          .join(" ");
        return false;
      },
    });
    machine.breakAt(0, "lines.py", 4);
    machine.exec(
      "import sys\ndef work(n):\n    inside = [n]\n    return sys.getrefcount(inside), work.__code__.co_code[2]\nprint(work(1), work(2))\n",
      "lines.py",
    );
    machine.flush();
    expect(hash[0]).toBe(hash[1]);
    expect(seen).toContain("local inside");
    expect(result).toMatch(/^\(2, (\d+)\) \(2, \1\)\n$/);
    expect(machine.verifyHeap()).toBe(0);
  });
  test("finds each time that a line begins", () => {
    let times = 0;
    const machine = new Machine({ onBreak: () => ++times < 4 });
    machine.breakAt(0, "loop.py", 2);
    machine.exec("for i in range(10):\n    x = i\n", "loop.py");
    expect(times).toBe(4);
    expect(machine.evaluate("x")).toBe(9);
  });
});

describe("what is found", () => {
  const heap = heapOf(machineWith(PROGRAM));
  const graph = new Graph(heap);
  const way = (name: string) =>
    graph
      .why(graph.find(name)[0]!)!
      .map(({ by }) => by)
      .join("");

  test("every reference of the program's objects, and not one more", () => {
    for (let i = 0; i < heap.objectCount; i++) {
      if (heap.isPseudo(i)) continue;
      const count = heap.refcount(i);
      if (count !== null) expect(heap.found(i), heap.label(i)).toBeLessThanOrEqual(count);
      if (/^(Node|Slots|generator|function|cell)$/.test(heap.typeName(i)))
        expect(heap.found(i), heap.label(i)).toBe(count);
    }
  });
  test("blocks and bytes as the machine itself counts them", () => {
    const { totals } = heap;
    expect(totals.blocks).toBe(totals.allocatedBlocks);
    expect(totals.objectBytes + totals.bufferBytes + totals.freeListBytes + totals.machineBytes + totals.poolRest).toBe(
      totals.inUse,
    );
  });
  test("names: attributes, slots, keys, items, cells, locals", () => {
    expect(way("pair")).toBe("['__main__'].__dict__['pair']");
    const [slotted] = graph.find("slotted");
    const by = graph.holders(slotted!).map(({ from, by }) => `${heap.typeName(from)}${by}`);
    expect(by).toEqual(
      expect.arrayContaining([
        "dict['slotted']",
        "list[0]",
        "collections.OrderedDict['first']",
        "collections.dequean element",
      ]),
    );
    const names = graph.find("Slots()").map((i) =>
      graph
        .holders(i)
        .map((holder) => holder.by)
        .join(),
    );
    expect(names).toContain("local kept");
    expect(names).toContain(".cell_contents");
    const [value] = graph.find("slotted.value");
    expect(graph.holders(value!).map((holder) => holder.by)).toEqual([".value"]);
    const [peer] = graph.find("Node()").map((i) => graph.holders(i).map((holder) => holder.by));
    expect(peer).toEqual(expect.arrayContaining([".peer"]));
  });
  test("cycles, and which of them are garbage", () => {
    const groups = cycleGroups(graph);
    const garbage = groups.filter((group) => group.garbage);
    expect(garbage.map(({ types }) => types)).toEqual([{ Node: 1 }]);
    expect(groups.some(({ types, garbage: lost }) => types["Node"] === 2 && !lost)).toBe(true);
    expect(groups.some(({ types }) => types["Slots"] === 1 && types["dict"] === 1)).toBe(true);
  });
  test("equal strs", () => {
    const entry = duplicates(heap).find(({ text }) => text === "twice made");
    expect(entry).toMatchObject({ count: 5, saved: 4 * 64, interned: false });
  });
  test("maps name every pool", () => {
    const pools = heap.pools().length;
    const text = mapText(heap);
    const marks = text.match(/^ {2}0x[0-9a-f]{8} {2}([.1-9#]{64})$/gm)!;
    expect(marks.length).toBeGreaterThan(1);
    expect(mapSvg(heap).match(/in use<\/title>/g)!.length).toBe(pools);
  });
});

describe("a snapshot of 100,000 objects", () => {
  const machine = machineWith(`
class Row:
    def __init__(self, i):
        self.number = i
        self.text = f"row {i}"
        self.link = None
rows = [Row(i) for i in range(33400)]
for a, b in zip(rows, rows[1:]):
    a.link = b
`);
  const heap = heapOf(machine);
  const file = JSON.parse([...snapshotPieces(snapshotOf(heap))].join("")) as Snapshot;
  const { nodes, edges, strings } = file;

  test("has the shape of Chrome's format", () => {
    expect(snapshotFault(file)).toBeNull();
    expect(Object.keys(file)).toEqual([
      "snapshot",
      "nodes",
      "edges",
      "trace_function_infos",
      "trace_tree",
      "samples",
      "locations",
      "strings",
    ]);
    const fault = (change: Partial<Snapshot>) => snapshotFault({ ...file, ...change });
    expect(fault({ nodes: nodes.slice(7) })).toBe("node_count is not the number of nodes");
    expect(fault({ edges: [...edges.slice(0, -1), 3] })).toMatch(/leads to no node/);
    expect(fault({ strings: strings.slice(0, 10) })).toMatch(/has no name/);
  });
  test("adds up: nodes, edges, self sizes", () => {
    const { totals } = heap;
    expect(totals.objects).toBeGreaterThan(100_000);
    let size = 0;
    let roots = 0;
    for (let at = 0; at < nodes.length; at += 7) {
      size += nodes[at + 3]!;
      if (nodes[at] === 9 || nodes[at] === 8) roots++;
    }
    expect(size - totals.staticBytes).toBe(totals.inUse);
    expect(machine.memoryUse()).toMatchObject({ bytes: totals.inUse, blocks: totals.allocatedBlocks });
    expect(file.snapshot.node_count).toBe(totals.objects + roots);
    expect(edges.length / 3).toBe(file.snapshot.edge_count);
  });
  test("keeps every object reachable from its root", () => {
    const first: number[] = [];
    for (let at = 0, edge = 0; at < nodes.length; at += 7) {
      first.push(edge);
      edge += nodes[at + 4]!;
    }
    const seen = new Set([0]);
    const stack = [0];
    while (stack.length > 0) {
      const node = stack.pop()!;
      for (let i = first[node]!; i < first[node]! + nodes[node * 7 + 4]!; i++) {
        const to = edges[i * 3 + 2]! / 7;
        if (edges[i * 3] === 6 || seen.has(to)) continue;
        seen.add(to);
        stack.push(to);
      }
    }
    expect(seen.size).toBe(nodes.length / 7);
  });
});

test.each([
  ["rc+generational", "pools-nofreelists"],
  ["marksweep", "segregated"],
  ["nogc", "bump"],
  ["rc+incremental", "firstfit"],
] as const)("bytes add up under %s with %s", (gc, alloc) => {
  const { totals } = heapOf(machineWith(PROGRAM, { gc, alloc }));
  expect(totals.objectBytes + totals.bufferBytes + totals.freeListBytes + totals.machineBytes + totals.poolRest).toBe(
    totals.inUse,
  );
});
