/** `krait heap`: reports of programs' heaps, on standard output; what the programs print goes to standard error. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder, krait } from "./krait.js";

const PROGRAM = `import sys
class Node:
    def __init__(self):
        self.items = []
def work(n):
    local = [Node() for _ in range(n)]
    return local
keep = []
for n in (10, 20, 30):
    keep.append(work(n))
    last = n
print("printed", last)
sys.exit(3)
`;
const dir = folder({ "p.py": PROGRAM });
const heap = (...args: string[]) => krait(["heap", ...args, "p.py"], { cwd: dir });

test("counts objects and bytes by type; the status and the output are the program's", () => {
  const { status, stdout, stderr } = heap("--top", "1000");
  expect(status).toBe(3);
  expect(stderr).toBe("printed 30\n");
  expect(stdout).toMatch(/^== at the end\nobjects +bytes +type\n/);
  expect(stdout).toMatch(/^ +60 .* Node$/m);
  const bytes = (what: string) =>
    Number(new RegExp(`^${what} +([\\d ]+\\d)  `, "m").exec(stdout)![1]!.replaceAll(" ", ""));
  const parts = ["objects", "their buffers", "the machine's own", "free lists", "rest of pools"].map(bytes);
  expect(parts.reduce((sum, n) => sum + n)).toBe(bytes("in use"));
});

test("looks when a line begins, and says what grew", () => {
  const { stdout } = heap("--at", "11", "--at", "p.py:11,3", "--why", "keep");
  expect(stdout).toContain("== line 11\n");
  expect(stdout).toContain("== line 11, time 3\n");
  expect(stdout).toMatch(/^ +\+50 +\+[\d ]+ +Node$/m);
  expect(stdout).toContain("['keep'] -> list at 0x");
});

test("says why an object is alive, by the variables of running functions too", () => {
  const { stdout } = heap("--at", "7", "--why", "local", "--why", "Node()", "--why", "nothing");
  expect(stdout).toMatch(/\(frames\)\n +frame work, line 7\n +local local -> list at/);
  expect(stdout).toContain("10 objects; the first 5:");
  expect(stdout).toContain("there is no object 'nothing' in the heap");
});

test("a line that does not begin is told", () => {
  expect(heap("--at", "11,4").stderr).toContain("krait heap: line 11 began 3 times, not 4");
});

test("writes a snapshot, compares with it, draws a map, writes JSON", () => {
  expect(heap("--snapshot", "a.heapsnapshot", "--map", "m.svg").stdout).toContain("wrote a.heapsnapshot");
  expect(readFileSync(join(dir, "m.svg"), "utf8")).toMatch(/^<svg /);
  expect(heap("--diff", "a.heapsnapshot").stdout).toContain("== grown\nnothing has changed\n");
  const { looks } = JSON.parse(heap("--json", "-", "--cycles", "--duplicates").stdout) as {
    looks: Record<string, unknown>[];
  };
  expect(Object.keys(looks[0]!)).toEqual(["where", "totals", "types", "cycles", "duplicates"]);
});

test("looks when SIGUSR1 comes, which the program does not get", () => {
  const source =
    "import os, signal\nos.kill(os.getpid(), signal.SIGUSR1)\nfor i in range(10**6): pass\nprint('alive')\n";
  const { stdout, stderr } = krait(["heap", "--signal", "-c", source], { cwd: dir });
  expect(stderr).toBe("alive\n");
  expect(stdout).toMatch(/^== SIGUSR1\n[\s\S]*\n== at the end\n/);
});

test("refuses what it cannot do, in words", () => {
  expect(heap("--at", "x")).toMatchObject({
    status: 2,
    stderr: "krait heap: --at cannot be 'x': give LINE, FILE:LINE or LINE,HIT\n",
  });
  expect(heap("--diff", "p.py")).toMatchObject({ status: 2, stderr: "krait heap: can't read 'p.py': it is no JSON\n" });
  expect(krait(["heap"]).status).toBe(2);
  expect(krait(["heap", "--help"]).stdout).toMatch(/^usage: krait heap/);
});
