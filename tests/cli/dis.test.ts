/** `krait dis`: its options. The plain text itself is held against CPython in tests/compiler/compile.test.ts. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { disText } from "../../src/cli/dis.js";
import { krait } from "./krait.js";

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

const folder = mkdtempSync(join(tmpdir(), "krait-dis-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const program = join(folder, "program.py");
writeFileSync(
  program,
  `import sys
def add(n):
    total = 0
    for i in range(n):
        total += i
    return total
print(sys.argv[1:], add(100))
`,
);

test("-S shows the code as it is loaded, --run as the run has specialised it", () => {
  const loaded = krait(["dis", "-S", program]);
  expect(loaded.stdout).toContain("RESUME  ");
  expect(loaded.stdout).not.toContain("FOR_ITER_RANGE");
  const ran = krait(["dis", "--run", program, "a", "-x"]);
  expect(ran.status).toBe(0);
  expect(ran.stdout).toMatch(/RESUME_CHECK +0\n.*FOR_ITER_RANGE +7.*BINARY_OP_ADD_INT +13 \(\+=\)/s);
  expect(ran.stderr).toBe("['a', '-x'] 4950\n");
});

test("--counts says how often each instruction ran, those that one step of the loop does together too", () => {
  const { stdout } = krait(["dis", "--counts", program]);
  const listing = stdout.slice(stdout.indexOf("Disassembly"));
  expect(listing).toMatch(/101 +L1: +FOR_ITER_RANGE/);
  expect(listing).toMatch(/100 +STORE_FAST +2 \(i\)/);
  expect(listing).toMatch(/100 +BINARY_OP_ADD_INT +13/);
  expect(listing).toMatch(/100 +STORE_FAST +1 \(total\)/);
  expect(listing).toMatch(/ 1 +RETURN_VALUE/);
});

test("--json tells specialised names and counts", () => {
  const { stdout } = krait(["dis", "--counts", "--json", program]);
  const [add] = JSON.parse(stdout).children as { instructions: { opname: string; count: number }[] }[];
  expect(add!.instructions.find(({ opname }) => opname === "FOR_ITER_RANGE")!.count).toBe(101);
});

test("a program that fails is shown all the same, with its exit status", () => {
  const { stdout, stderr, status } = krait(["dis", "--run", "-c", "x = 1\nraise ValueError(x)"]);
  expect(stdout).toContain("RAISE_VARARGS");
  expect(stderr).toContain("ValueError: 1");
  expect(status).toBe(1);
});

test.each([
  [["-c"], "argument -c: expected one argument"],
  [["a.py", "b.py"], "unrecognized arguments: b.py"],
  [["--most"], "unrecognized arguments: --most"],
  [["--run", "--cfg", "-c", "x"], "--cfg shows code before it runs"],
])("%j is refused with the usage and status 2", (args, message) => {
  const { stdout, stderr, status } = krait(["dis", ...args]);
  expect([stdout, status]).toEqual(["", 2]);
  expect(stderr).toContain("usage: krait dis");
  expect(stderr).toContain(`krait dis: error: ${message}`);
});
