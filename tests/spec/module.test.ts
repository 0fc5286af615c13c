/** The built module: what crosses its boundary, the size of the eval loop, and that nothing of AssemblyScript's runtime is in it. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { branchHints, functionBodies } from "./wasm.js";

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)));
const release = read("dist/krait.release.wasm");
const module = new WebAssembly.Module(release);

test("the imports are the recorded ones", async () => {
  const imports = WebAssembly.Module.imports(module).map((i) => `${i.module}.${i.name} ${i.kind}`);
  await expect(`${imports.sort().join("\n")}\n`).toMatchFileSnapshot("imports.txt");
});

test("the exports are the recorded ones", async () => {
  const exports = WebAssembly.Module.exports(module).map((e) => `${e.name} ${e.kind}`);
  await expect(`${exports.sort().join("\n")}\n`).toMatchFileSnapshot("exports.txt");
});

test("every export has its type in src/machine/exports.ts, and the other way round", () => {
  const [text] = read("src/machine/exports.ts").toString().split("export interface CounterExports") as [string];
  const typed = Array.from(text.matchAll(/^ {2}(?:readonly )?(\w+)[(:]/gm), ([, name]) => name!);
  const exported = WebAssembly.Module.exports(module).map((e) => e.name);
  expect(typed.sort()).toEqual(exported.sort());
});

test("the eval loop is one function under 25 KB with one branch table", () => {
  // it is the function whose branch table covers the most opcodes
  const loops = functionBodies(release)
    .map((body) => ({ ...body, largest: Math.max(0, ...body.tables) }))
    .sort((a, b) => b.largest - a.largest);
  const loop = loops[0]!;
  expect(loop.largest).toBeGreaterThan(150);
  expect(loop.bytes).toBeLessThan(25 * 1024);
  expect(loop.tables.length).toBe(1);
});

test("the hints for the engine name conditional branches, some of them in the eval loop", () => {
  const bodies = functionBodies(release);
  const hints = branchHints(module);
  const loop = bodies.find((body) => Math.max(0, ...body.tables) > 150)!;
  expect(hints.get(loop.index)?.length).toBeGreaterThan(50);
  const named = new Set<number>();
  for (const body of bodies) for (const offset of hints.get(body.index) ?? []) named.add(release[body.start + offset]!);
  expect(named).toEqual(new Set([0x04, 0x0d])); // if, br_if
});

test("nothing allocates through AssemblyScript's runtime", () => {
  // the debug build carries the names of its functions
  const names = read("dist/krait.debug.wasm").toString("latin1");
  expect(names).toContain("assembly/vm/eval/evalLoop");
  const found =
    names.match(
      /~lib\/(rt\/\w+\/(__new|__alloc|__renew|__realloc)|array\/Array#\w+|map\/Map#\w+|string\/String#(concat|slice|__concat))/g,
    ) ?? [];
  expect([...new Set(found)]).toEqual([]);
});
