/**
 * Every check of the heap verifier (assembly/debug/verify.ts) finds a fault that is put into memory at the end of a collection: in what a young collection
 * touched, without a walk through the whole heap, or in the walk after a full one.
 */
import { describe, expect, test } from "vitest";
import { Machine, type MachineOptions } from "../../src/machine/machine.js";

/** So many collections that the whole heap is not walked after each any more. */
const MANY = 305;

interface Broken {
  readonly machine: Machine;
  readonly memory: DataView;
  /** The address of the value of an expression. */
  readonly at: (expression: string) => number;
}

/** Runs `setup`, and `poke` at the end of a collection of `generation`; what the verifier says then. */
function verdict(
  setup: string,
  generation: number,
  poke: (broken: Broken) => void,
  options: MachineOptions = {},
): { fault: number; walked: boolean; sound: boolean } {
  let armed = false;
  const machine: Machine = new Machine({
    build: "debug",
    ...options,
    onCollection: ({ phase }) => {
      if (phase !== 1 || !armed) return;
      armed = false;
      poke(broken);
    },
  });
  const at = (expression: string): number => Number(addresses.get(expression));
  const { buffer } = machine.look((_, instance) => instance.exports["memory"] as WebAssembly.Memory);
  const broken: Broken = { machine, memory: new DataView(buffer), at };
  machine.verifyCollections(0);
  machine.exec(`import gc\ngc.disable()\nfor _ in range(${MANY}): gc.collect(0)\n${setup}`, "setup.py");
  const addresses = new Map(
    ["victim", "other", "number"].map((name) => [
      name,
      machine.evaluate(`id(${name}) if "${name}" in globals() else 0`),
    ]),
  );
  const before = machine.collectionsVerified();
  armed = true;
  try {
    machine.exec(`gc.collect(${generation})`, "collect.py");
  } catch {
    // what was broken may end the program
  }
  const after = machine.collectionsVerified();
  return { fault: after.fault, walked: after.walks > before.walks, sound: before.fault === 0 };
}

const NEXT = -16;
const COLOUR = -12;
const PREV = -8;

const change = (memory: DataView, at: number, by: (word: number) => number): void =>
  memory.setUint32(at, by(memory.getUint32(at, true)), true);

describe("after a young collection, in what survived it", () => {
  const survivor = "other = [1]\nnumber = float(len(other))\nvictim = [other, other, other, number]";
  const cases: [string, number, (broken: Broken) => void][] = [
    [
      "a link back that leads elsewhere",
      21,
      ({ memory, at }) => change(memory, at("victim") + PREV, (word) => word + 16),
    ],
    [
      "a link into memory that nobody has",
      21,
      ({ memory, at }) => memory.setUint32(at("victim") + NEXT, 0xf0000000, true),
    ],
    [
      "the mark of a running collection",
      22,
      ({ memory, at }) => change(memory, at("victim") + PREV, (word) => word | 2),
    ],
    [
      "the mark of an unreachable object",
      22,
      ({ memory, at }) => change(memory, at("victim") + NEXT, (word) => word | 1),
    ],
    ["a colour", 22, ({ memory, at }) => memory.setUint32(at("victim") + COLOUR, 1, true)],
    ["a type that is none", 23, ({ memory, at }) => memory.setUint32(at("victim") + 8, at("other"), true)],
    ["a count of 0", 24, ({ memory, at }) => memory.setUint32(at("victim"), 0, true)],
    ["fewer counted than there are references", 25, ({ memory, at }) => memory.setUint32(at("other"), 2, true)],
    [
      "a reference to dead memory",
      26,
      ({ memory, at }) => {
        for (let i = 0; i < 24; i += 4) memory.setUint32(at("number") + i, 0xdddddddd, true);
      },
    ],
    [
      "a reference to nowhere",
      26,
      ({ memory, at }) => memory.setUint32(memory.getUint32(at("victim") + 24, true), 0xf0000000, true),
    ],
  ];
  test.each(cases)("%s", (_, fault, poke) => {
    expect(verdict(survivor, 0, poke)).toEqual({ fault, walked: false, sound: true });
  });

  test("the colour of the other space of the incremental reclaimer", () => {
    const poke = ({ memory, at }: Broken): void => change(memory, at("victim") + COLOUR, (space) => 3 - space);
    expect(verdict(survivor, 0, poke, { gc: "rc+incremental" })).toEqual({ fault: 22, walked: false, sound: true });
  });

  test("nothing, where nothing is broken", () => {
    expect(verdict(survivor, 0, () => {})).toEqual({ fault: 0, walked: false, sound: true });
  });

  test("an object that one of the collection's own lists keeps", () => {
    // an empty list's head is linked to itself: those of a collection lie in static memory, the first of them is the list of what is unreachable
    const heads = (memory: DataView): number[] => {
      const found: number[] = [];
      for (let at = 65536; at < 1 << 20; at += 16) {
        const [next, high, prev] = [0, 4, 8].map((offset) => memory.getUint32(at + offset, true));
        if (next === at && prev === at && high === 0) found.push(at);
      }
      return found;
    };
    let count = 0;
    verdict(survivor, 0, ({ memory }) => void (count = heads(memory).length));
    const faults = Array.from(
      { length: count },
      (_, i) =>
        verdict(survivor, 0, ({ memory, at }) => memory.setUint32(heads(memory)[i]!, at("victim") - 16, true)).fault,
    );
    expect(faults.filter((fault) => fault === 28).length).toBeGreaterThanOrEqual(4);
  });
});

describe("after a full collection, anywhere", () => {
  const POOL = ~16383;
  const inPool = "other = bytes(379)\nvictim = bytes(379)\n";
  const large = "other, free, victim, end = [bytes(9000 + i) for i in range(4)]\ndel free\n";
  const cases: [string, string, number, (broken: Broken) => void][] = [
    [
      "a free list that leaves its pool",
      inPool,
      1,
      ({ memory, at }) => memory.setUint32((at("victim") & POOL) + 8, at("victim") + 16384, true),
    ],
    [
      "a free block between two",
      inPool,
      2,
      ({ memory, at }) => change(memory, (at("victim") & POOL) + 8, (block) => block + 8),
    ],
    [
      "a pool that counts one block more",
      inPool,
      3,
      ({ memory, at }) => change(memory, at("victim") & POOL, (used) => used + 1),
    ],
    [
      "a pool that its neighbours do not know",
      inPool,
      4,
      ({ memory, at }) => memory.setUint32((at("victim") & POOL) + 24, at("victim") & POOL, true),
    ],
    ["a pool in use that counts none", inPool, 5, ({ memory, at }) => memory.setUint32(at("victim") & POOL, 0, true)],
    ["a large block of odd size", large, 11, ({ memory, at }) => change(memory, at("victim") - 4, (size) => size + 8)],
    [
      "a large block that does not know the one below",
      large,
      12,
      ({ memory, at }) => change(memory, at("victim") - 8, (below) => below + 16),
    ],
    [
      "two free large blocks side by side",
      large,
      13,
      ({ memory, at }) => change(memory, at("other") - 4, (size) => size | 1),
    ],
    [
      "a large block beyond its segments",
      large,
      14,
      ({ memory, at }) => change(memory, at("victim") - 4, (size) => size + (64 << 20)),
    ],
    [
      "a tracked object in no list",
      "other = [1]\nvictim = [2]",
      27,
      ({ memory, at }) => {
        const [next, prev] = [NEXT, PREV].map((offset) => memory.getUint32(at("victim") + offset, true) & ~3);
        memory.setUint32(prev!, next!, true);
        change(memory, next! + 8, (word) => (word & 3) | prev!);
      },
    ],
  ];
  test.each(cases)("%s", (_, setup, fault, poke) => {
    expect(verdict(setup, 2, poke)).toEqual({ fault, walked: true, sound: true });
  });
});

test("mark-sweep and trial deletion, which touch everything, are followed by a walk each time", () => {
  for (const gc of ["marksweep", "rc+trialdeletion"] as const) {
    const poke = ({ memory, at }: Broken): void => change(memory, at("gc") + PREV, (word) => word);
    expect(verdict("victim = []", 0, poke, { gc })).toEqual({ fault: 0, walked: true, sound: true });
  }
});

test("the stress build looks after each collection without being asked", () => {
  const machine = new Machine({ build: "stress" });
  const { collections } = machine.collectionsVerified();
  machine.exec("for i in range(1000): [i]", "loop.py");
  const { fault, collections: later } = machine.collectionsVerified();
  expect(fault).toBe(0);
  expect(later - collections).toBeGreaterThanOrEqual(1000);
});
