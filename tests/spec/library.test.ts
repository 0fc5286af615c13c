/** docs/library.md says where each native module comes from: its table is compared with what the repository has. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string) => readFileSync(`${root}${path}`, "utf8");

/** Modules in backticks of the table's row that begins with `head`; what follows a semicolon speaks of others. */
function row(head: string): string[] {
  const line = read("docs/library.md")
    .split("\n")
    .find((text) => text.startsWith(`| ${head}`));
  if (line === undefined) throw new Error(`docs/library.md has no row ${head}`);
  const cell = line.split("|")[2]!.split(";")[0]!;
  return Array.from(cell.matchAll(/`([\w.]+)`/g), ([, name]) => name!).sort();
}

/** Stand-ins for CPython's C test modules, and modules for krait itself. */
const isForTests = (name: string) => /^(_test|xx|_krait|_ctypes_test)/.test(name);

test("the modules written in AssemblyScript are those of the registries", () => {
  const names = /NATIVE_NAMES = "([^"]*)"/.exec(read("assembly/generated/native_names.ts"))![1]!.split(",");
  expect(row("AssemblyScript")).toEqual(names.filter((name) => !isForTests(name)).sort());
});

test("the host's modules are those it hands out", () => {
  const table = /return new HostModules\(\{([\s\S]*?)\n {2}\}\);/.exec(read("src/machine/services/index.ts"))![1]!;
  const names = Array.from(table.matchAll(/^ {4}(\w+):/gm), ([, name]) => name!);
  const native = row("AssemblyScript");
  // services behind a module of another row, and those that are no module
  const below = new Set(["_select", "_socketcalls", "_fcntl"]);
  expect(row("The host")).toEqual(
    names.filter((name) => !isForTests(name) && !native.includes(name) && !below.has(name)).sort(),
  );
});

test("krait's own Python modules are those of lib/", () => {
  const names = readdirSync(`${root}lib`)
    .filter((file) => file.endsWith(".py") && !isForTests(file) && !file.startsWith("_sysconfigdata"))
    .map((file) => file.slice(0, -3));
  expect(row("Python of krait's own")).toEqual(names.sort());
});
