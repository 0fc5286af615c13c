import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";

const dist = fileURLToPath(new URL("../../dist", import.meta.url));

test("the browser's bundle names no module of Node", () => {
  const bundle = readFileSync(`${dist}/browser/krait.js`, "utf8");
  expect(bundle.match(/(?:from|import|require)\s*\(?\s*"(?:node:[^"]*|fs|path|crypto)"/g) ?? []).toEqual([]);
});

test("it runs programs where Node's globals are not there", { timeout: 120_000 }, async () => {
  const worker = new Worker(new URL("./without_node.mjs", import.meta.url), { workerData: dist });
  const said: unknown[] = [];
  await new Promise<void>((done, fail) => {
    worker
      .on("message", (value) => said.push(value))
      .on("error", fail)
      .on("exit", () => done());
  });
  expect(said).toEqual([
    "6 0.3333333333333333333333333333\n2d711642 b'eJxLTKQ5'\nwaited 100000 ['data.json']\n",
    [1, 2, 3],
    [
      true,
      'Traceback (most recent call last):\n  File "page.py", line 2, in <module>\n    f()\n    ~^^\n  File "page.py", line 1, in f\n    def f(): return 1 / 0\n                    ~~^~~\nZeroDivisionError: division by zero\n',
    ],
    0,
    "undefined",
  ]);
});
