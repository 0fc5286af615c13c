/** How deep native calls nest in a process of its own, at any size of its stack. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { nodeLibc } from "../../src/machine/libc.js";
import { folder } from "./krait.js";

const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const file = `${folder({
  "deep.py": `
import functools, json, resource, sys
sys.setrecursionlimit(1_000_000)
depth = 0
def count(call):
    global depth
    depth = 0
    try: call()
    except RecursionError: return depth
class R:
    def step(self, *_):
        global depth
        depth += 1
    def __repr__(self): self.step(); return repr(self)
    def __eq__(self, other): self.step(); return self == other
    def __add__(self, other): self.step(); return self + other
    def default(self, x): self.step(); return json.dumps(x, default=self.default)
@functools.lru_cache(None)
def cached(n):
    r.step()
    return cached(n + 1)
r = R()
print(*[count(c) for c in (lambda: repr(r), lambda: r == R(), lambda: r + r, lambda: r.default(r), lambda: cached(0))])
print(resource.getrlimit(resource.RLIMIT_STACK)[0])
`,
})}/deep.py`;

/** Depths of the five recursions, and the soft limit that the program sees. */
function depths(limit: string): { depths: number[]; soft: number } {
  const done = spawnSync("sh", ["-c", `ulimit ${limit}; exec "${process.execPath}" "${main}" "${file}"`], {
    encoding: "utf8",
  });
  expect(done.stderr).toBe("");
  const [first, second] = done.stdout.split("\n");
  return { depths: first!.split(" ").map(Number), soft: Number(second) };
}

describe.skipIf(nodeLibc() === null)("native recursion", () => {
  test("carries CPython's 10000 levels where the system lets the stack grow, and leaves the limit as it was", (context) => {
    const hard = spawnSync("sh", ["-c", "ulimit -H -s"], { encoding: "utf8" }).stdout.trim();
    context.skip(hard !== "unlimited", "the hard limit of the stack is fixed here");
    const { depths: found, soft } = depths("-S -s 8192");
    for (const depth of found) expect(depth).toBeGreaterThan(3000);
    expect(soft).toBe(8192 * 1024);
  });

  for (const kilobytes of [256, 512, 1024, 8192]) {
    test(`ends in RecursionError with ${kilobytes} KB of stack`, () => {
      const { depths: found } = depths(`-s ${kilobytes}`);
      for (const depth of found) expect(depth).toBeGreaterThan(kilobytes / 16);
    });
  }
});
