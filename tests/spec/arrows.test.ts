/** Who may import whom: docs/machine.md for assembly/, docs/compiler.md and docs/cli.md for src/. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** [importing file, imported file] for every import between files of a folder, from the repository's root. */
function importsIn(folder: string): [string, string][] {
  const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  return files.flatMap((file) => {
    const text = readFileSync(file, "utf8");
    const found = text.matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g);
    return Array.from(found, ([, path]): [string, string] => {
      const target = resolve(dirname(file), path!.replace(/\.js$/, ".ts"));
      return [relative(root, file), relative(root, target.endsWith(".ts") ? target : `${target}.ts`)];
    });
  });
}

/** The room of a file: the folder below `assembly` or `src`, or the file itself. */
function roomOf(path: string): string {
  const [, room] = path.split("/");
  return room!.replace(/\.ts$/, "");
}

const LAYERS: readonly (readonly string[])[] = [
  ["config", "host", "generated"],
  ["memory"],
  ["object"],
  ["gc"],
  ["protocol", "types", "intern"],
  ["load"],
  ["vm"],
  ["modules"],
  ["debug"],
  ["boot", "host_calls", "hooks", "index", "instrumented"],
];

test("assembly/ imports downwards only", () => {
  const layer = (path: string) => LAYERS.findIndex((rooms) => rooms.includes(roomOf(path)));
  const all = importsIn("assembly");
  expect(all.length).toBeGreaterThan(500);
  // generated tables name objects of the rooms above them; nothing else does
  const upwards = all.filter(([from, to]) => roomOf(from) !== "generated" && layer(to) > layer(from));
  expect(upwards.map(([from, to]) => `${from} -> ${to}`)).toEqual([]);
  expect([...new Set(all.flat().map(roomOf))].filter((room) => !LAYERS.flat().includes(room))).toEqual([]);
});

const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  bytecode: ["compiler"],
  compiler: ["bytecode"],
  machine: ["bytecode", "compiler"],
  index: ["bytecode", "compiler", "machine"],
  browser: ["bytecode", "compiler", "machine"],
  heap: ["machine"],
  notebook: ["index"],
  lab: ["machine"],
  cli: ["index", "notebook", "lab", "heap", "bytecode", "compiler", "machine"],
};

test("the rooms of src/ import only what they may", () => {
  const bad = importsIn("src").filter(([from, to]) => {
    const [a, b] = [roomOf(from), roomOf(to)];
    return a !== b && !(MAY_IMPORT[a] ?? ["index"]).includes(b);
  });
  expect(bad.map(([from, to]) => `${from} -> ${to}`)).toEqual([]);
});

test("bytecode/ takes nothing from the compiler but types", () => {
  const file = readFileSync(join(root, "src/bytecode/dis.ts"), "utf8");
  const lines = file.split("\n").filter((line) => line.includes("../compiler/"));
  expect(lines.filter((line) => !line.startsWith("import type"))).toEqual([]);
});

test("the notebook runner never touches memory", () => {
  const dir = join(root, "src/notebook");
  for (const name of readdirSync(dir)) {
    expect(readFileSync(join(dir, name), "utf8")).not.toMatch(/DataView|Uint32Array|\.memory\b/);
  }
});
