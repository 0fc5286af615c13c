/** `krait dis`: its options. The plain text itself is held against CPython in tests/compiler/compile.test.ts. */
import { expect, test } from "vitest";
import { disText } from "../../src/cli/dis.js";

const names = (text: string): string[] => text.match(/\b[A-Z][A-Z_]+[A-Z]\b/g) ?? [];

test("-CO is -C -O: caches and offsets", () => {
  const text = disText(["-CO", "-c", "a.b"]);
  expect(text).toContain("    4       LOAD_ATTR                2 (b)");
  expect(text).toContain("    6       CACHE                    0 (counter: 0)");
});

test("--opt=none leaves the code as generated, --opt=ast folds constants only", () => {
  const source = ["-c", "def f(a, b):\n return a if not b else 1 + 2"];
  expect(names(disText(["--opt=none", ...source]))).toContain("BINARY_OP");
  expect(names(disText(["--opt=ast", ...source]))).not.toContain("BINARY_OP");
  expect(names(disText(["--opt=ast", ...source]))).toContain("RETURN_VALUE");
  expect(disText(["--opt=none,all", ...source]).split("\n")[0]).toMatch(/^--opt=none +\| --opt=all$/);
});

test("--cfg shows the blocks after each pass that changed them", () => {
  const text = disText(["--cfg", "-c", "try: a\nexcept: b"]);
  expect(text).toContain("== <module>: codegen\nB0 -> B4\n");
  expect(text).toContain("B3 (handler with lasti");
  expect(text.indexOf("push_cold_blocks_to_end")).toBeGreaterThan(text.indexOf("optimize_cfg"));
  expect(disText(["--cfg=dot", "-c", "a"])).toMatch(/^digraph "<module>: codegen" \{\n/);
});

test("-P and --explain add to each instruction", () => {
  const text = disText(["-P", "--explain", "-c", "a.b(c)"]);
  expect(text).toContain("1:0-1:6           CALL ");
  expect(text).toContain("# value --  Drop the top.");
});

test("--json has every instruction", () => {
  const [code] = [JSON.parse(disText(["--json", "-c", "lambda: x"]))];
  expect(code.children[0].qualname).toBe("<lambda>");
  expect(code.instructions.map((i: { opname: string }) => i.opname)).toContain("MAKE_FUNCTION");
});

test("an unknown level is refused by name", () => {
  expect(() => disText(["--opt=most", "-c", "x"])).toThrow("there is no level 'most'; levels are none, ast, all");
});
