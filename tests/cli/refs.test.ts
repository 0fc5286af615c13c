/** `krait refs`: the ledger of references beside the source, on standard output; what the program prints goes to standard error. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder, krait } from "./krait.js";

const PROGRAM = `import sys

class Pair:
    def __init__(self, a, b):
        self.a, self.b = a, b

def work(n):
    made = []
    for i in range(n):
        made.append(Pair(None, 1.5))
    return len(made)

print(work(1000))
sys.exit(3)
`;
const dir = folder({ "p.py": PROGRAM });
const refs = (...args: string[]) => krait(["refs", ...args, "p.py"], { cwd: dir });

test("shows the source with what each line did; status and output are the program's", () => {
  const { status, stdout, stderr } = refs();
  expect([status, stderr]).toEqual([3, "1000\n"]);
  expect(stdout).toContain(`== ${join(dir, "p.py")}\n      runs     increfs     decrefs    immortal    allocs`);
  // 1000 pairs, each a block, referred to by nothing but the list
  expect(stdout).toMatch(/^ +1 000 .* 10 {2} {8}made\.append\(Pair\(None, 1\.5\)\)$/m);
  expect(stdout).toMatch(/^ {80,} 2$/m);
  expect(stdout).toMatch(/ total, of everything\n$/);
});

test("numbers are the machine's own", () => {
  const { stdout } = krait(["refs", "--json", "-", "--bytecode", "p.py"], { cwd: dir });
  const { counters, files } = JSON.parse(stdout);
  const own = files.find(({ file }: { file: string }) => file.endsWith("p.py"));
  const line = (n: number) => own.lines.find((entry: { line: number }) => entry.line === n);
  expect(line(10).runs).toBe(1000);
  expect(line(10).allocations).toBeGreaterThanOrEqual(1000);
  // None is immortal, and so is a float constant of no program: 1.5 is counted
  expect(line(5)).toMatchObject({ runs: 1000 });
  expect(line(5).immortalIncrefs).toBeGreaterThanOrEqual(1000);
  const names = own.codes.map(({ qualname }: { qualname: string }) => qualname);
  expect(names).toEqual(["<module>", "Pair", "work", "Pair.__init__"]);
  const all = files.reduce((n: number, file: { increfs: number }) => n + file.increfs, 0);
  expect(all + counters.outside.increfs + counters.collector.increfs).toBe(counters.total.increfs);
});

test("--bytecode shows each instruction below its line, with its argument", () => {
  const { stdout } = refs("-v");
  const lines = stdout.split("\n");
  const at = lines.findIndex((line) => line.endsWith("made.append(Pair(None, 1.5))"));
  const below = lines.slice(at + 1, at + 4).map((line) => line.trim().replace(/ +/g, " "));
  expect(below[0]).toMatch(/work \d+ LOAD_FAST 1 \(made\)$/);
  expect(below[1]).toMatch(/work \d+ LOAD_ATTR \d+ \(append \+ NULL\|self\)$/);
});

test("--top names the lines with the largest numbers", () => {
  const { stdout } = refs("--top", "2", "--by", "allocs");
  const [, first, second, end] = stdout.split("\n");
  expect(first).toContain("p.py:10  made.append(Pair(None, 1.5))");
  expect(second).toContain("p.py:");
  expect(end).toBe("");
});

test("--opcodes, --all, -c, and a file for the JSON", () => {
  expect(refs("--opcodes").stdout).toMatch(/ LOAD_FAST_LOAD_FAST$/m);
  const code = krait(["refs", "--all", "-c", "import json\nprint(json.dumps([1]))"]);
  expect(code.stderr).toBe("[1]\n");
  expect(code.stdout).toMatch(/ 2 {2}print\(json\.dumps\(\[1\]\)\)$/m);
  expect(code.stdout).toMatch(/^== .*json\/__init__\.py$/m);
  refs("--json", "out.json");
  expect(JSON.parse(readFileSync(join(dir, "out.json"), "utf8")).schema).toBe(1);
});

test("says what it does not understand", () => {
  expect(refs("--by", "size")).toMatchObject({ status: 2, stdout: "" });
  expect(refs("--top", "0").stderr).toBe("krait refs: --top cannot be '0': give a number from 1\n");
  expect(refs("--build", "debug").stderr).toContain("only the instrumented build counts");
  expect(krait(["refs", "--help"]).stdout).toContain("usage: krait refs");
});
