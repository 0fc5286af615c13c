import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));

test("the paths of the README's table exist", () => {
  const text = readFileSync(path("README.md"), "utf8");
  const table = text.slice(text.indexOf("## Where is"));
  const paths = Array.from(
    table.matchAll(/`((?:assembly|src|scripts|tests|docs|bench|examples)\/[\w./-]*)`/g),
    ([, p]) => p!,
  );
  expect(paths.length).toBeGreaterThan(20);
  expect(paths.filter((p) => !existsSync(path(p)))).toEqual([]);
});

test("the pages of docs/ are under 200 lines; generated tables may be longer", () => {
  const long = readdirSync(path("docs"))
    .filter((name) => name.endsWith(".md") && name !== "opcodes.md")
    .filter((name) => readFileSync(path(`docs/${name}`), "utf8").split("\n").length > 200);
  expect(long).toEqual([]);
});
