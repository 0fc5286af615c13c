/** Small ints, merging of constants, profiles of CPython's versions: what each makes one object, and that the default is CPython 3.13's. */
import { describe, expect, test } from "vitest";
import { Machine } from "../../src/machine/machine.js";
import { type PlanOptions, PROFILES } from "../../src/machine/plans.js";

function machine(plan: PlanOptions, source: string): Machine {
  const made = new Machine(plan);
  made.exec(source);
  return made;
}

describe("small ints", () => {
  const source = `
def made(n): return int(str(n))
def last_shared():
    n = -5
    while made(n) is made(n): n += 1
    return n - 1
def counted():
    total = 0
    for i in range(9000):
        if i <= last and (i is not made(i) or i + 0 is not made(i) or i * 1 is not made(i)): total += 1
    return total
last = last_shared()
`;
  test.each(["256", "1024", "8192"] as const)("are one object up to %s, wherever they are made", (smallInts) => {
    const made = machine({ smallInts }, source);
    expect(made.evaluate("last")).toBe(Number(smallInts));
    expect(made.evaluate("counted()")).toBe(0);
    expect(made.evaluate("made(-5) is made(-5), made(-6) is made(-6)")).toEqual([true, false]);
    expect(made.evaluate("sum(range(9000))")).toBe(40495500);
  });
  test("stand in an image of their own: the second machine of a kind is like the first", () => {
    const addresses = [1, 2, 3].map(() => machine({ smallInts: "1024" }, "x = [id(700), id(object())]").getGlobal("x"));
    expect(new Set(addresses.map(String)).size).toBe(1);
  });
});

describe("immortals", () => {
  const source = `
import sys
STATIC = None, True, False, ..., NotImplemented, 7, "", "a", b"", (), int, type, "append"
def held(x):
    before = sys.getrefcount(x)
    many = [x] * 1000
    return sys.getrefcount(x) - before
def used():
    """Native and compiled code that gives, takes and drops static objects."""
    made = [], {}, set()
    for i in range(300):
        made[0].append(None), made[1].get(i), made[2].add(i % 7), made[0].pop()
        x = i < 9, not i, i is None, i - i, (), "ab"[0], str(i)[:0], bytes(i % 2), type(i), i == "", {}.get(i), int(), bool(i)
        try: raise StopIteration
        except StopIteration as e: y = e.value
        def f(): yield i % 5
        y = [*f()], list(map(str, (1, 2))), "".join([]), " a ".split(), divmod(i, 3), print(end="")
def drift():
    used()
    before = [sys.getrefcount(x) for x in STATIC]
    used()
    after = [sys.getrefcount(x) for x in STATIC]
    return [b - a for a, b in zip(before, after)]
`;
  test("have a fixed count", () => {
    const made = machine({}, source);
    expect(made.evaluate("[held(x) for x in STATIC]")).toEqual(Array(13).fill(0));
    expect(made.evaluate("sys.getrefcount(None)")).toBe(4294967295);
  });
  test.each(["release", "debug"] as const)("or are counted as all objects are, %s build", (build) => {
    const made = new Machine({ build, immortals: "none" });
    made.exec(source);
    expect(made.evaluate("[held(x) for x in STATIC]")).toEqual(Array(13).fill(1000));
    expect(made.evaluate("drift()")).toEqual(Array(13).fill(0));
    expect(made.evaluate("[sys.getrefcount(x) > 999999999 for x in STATIC]")).toEqual(
      [0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0, 0, 1].map(Boolean),
    );
  });
  test("come with the profile 3.11", () => {
    const { plan } = PROFILES.find(({ name }) => name === "3.11")!;
    expect(machine(plan, source).evaluate("held(None)")).toBe(1000);
  });
});

describe("equal constants", () => {
  const source = `
def a(): return 1000, 2.5, "not a name", (1, "x y"), "nomen"
def b(): return 2.5, 1000, "not a name", (1, "x y"), "nomen"
def inside(): return 7000 is 7000, 3.5 is 3.5, "q r" is "q r", (1, 2) is (1, 2), "nomen" is "nomen"
same = [a()[0] is b()[1], a()[1] is b()[0], *(x is y for x, y in zip(a()[2:], b()[2:]))]
`;
  test.each([
    ["module", [true, true, true, true, true], [true, true, true, true, true]],
    ["code", [false, false, false, false, true], [true, true, true, true, true]],
    ["off", [false, false, false, false, true], [false, false, false, false, true]],
  ] as const)("merged by %s", (constants, across, inside) => {
    const made = machine(
      { constants },
      `import warnings; warnings.simplefilter("ignore")\nexec(${JSON.stringify(source)})`,
    );
    expect(made.getGlobal("same")).toEqual(across);
    expect(made.evaluate("inside()")).toEqual(inside);
  });
  test("are all apart without interning too", () => {
    const made = machine({ constants: "off", intern: "none" }, `${source.replaceAll(/^def inside.*$/gm, "")}`);
    expect(made.getGlobal("same")).toEqual([false, false, false, false, false]);
  });
  test("of a program are mortal, names and what a file held are not", () => {
    const made = machine({}, "import sys\ndef immortal(s): return sys.getrefcount(s) > 2**31\n");
    expect(made.evaluate("immortal('a_constant')")).toBe(false);
    expect(made.evaluate("immortal(immortal.__code__.co_names[0])")).toBe(true);
  });
});

describe("profiles", () => {
  const seen = (plan: PlanOptions) =>
    machine(plan, "import gc, sys\ndef immortal(s): return sys.getrefcount(s) > 2**31\ndef f(): a_name_here").evaluate(
      "gc.get_threshold(), immortal(f.__code__.co_names[0]), immortal(sys.intern('two words'))",
    );
  test.each([
    ["3.11", [[700, 10, 10], false, false]],
    ["3.12", [[700, 10, 10], true, true]],
    ["3.13", [[2000, 10, 10], true, false]],
    ["3.14", [[2000, 10, 0], true, false]],
  ] as const)("%s", (name, expected) => {
    expect(seen(PROFILES.find((profile) => profile.name === name)!.plan)).toEqual(expected);
  });
});
