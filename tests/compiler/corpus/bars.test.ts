/** Samples of the compiler's bars, as docs/compiler.md lists them; the whole ones are npm scripts. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
// plain JavaScript with types beside it
import { nativePython } from "../../../scripts/oracle/native.mjs";

function script(name: string, args: readonly string[]): string {
  const path = fileURLToPath(new URL(`../../../scripts/oracle/${name}.ts`, import.meta.url));
  return execFileSync(process.execPath, ["--import", "tsx", path, ...args], { encoding: "utf8" });
}

test("krait dis, -C and -O print what the oracle prints, for some files", { timeout: 300_000 }, () => {
  expect(script("dis-text", ["--sample", "12"])).toMatch(/^(\d+) of \1 texts of krait dis, -C and -O equal/m);
});

const native = nativePython() === null ? test.skip : test;

native("some .pyc files cross between krait and native CPython, in both directions", { timeout: 300_000 }, () => {
  const text = script("roundtrip", ["--modules", "5", "--programs", "5"]);
  expect(text.match(/(\d+) of \1 (modules the same|programs print the same)/g)).toHaveLength(4);
});
