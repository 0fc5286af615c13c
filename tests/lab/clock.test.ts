/** The clock of `--clock cpu` counts what its own thread runs, and nothing else. */
import { existsSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { cpuTime } from "../../src/lab/clock.js";

/** Runs for `ms` of the thread's time; how long that took by the clock. */
function spin(ms: number): number {
  const began = performance.now();
  const from = process.cpuUsage();
  for (;;) {
    const { user, system } = process.cpuUsage(from);
    if ((user + system) / 1000 >= ms) return performance.now() - began;
  }
}

test("it counts work", () => {
  const from = cpuTime();
  const took = spin(60);
  const ms = cpuTime() - from;
  expect(ms).toBeGreaterThan(20);
  expect(ms).toBeLessThan(took + 10);
});

test("it does not count sleep", () => {
  const from = cpuTime();
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
  expect(cpuTime() - from).toBeLessThan(100);
});

// elsewhere Node tells the time of the whole process only
test.runIf(existsSync("/proc/thread-self/schedstat"))("it does not count other threads", async () => {
  const running = new Int32Array(new SharedArrayBuffer(4));
  const busy = new Worker(
    "const cell = require('node:worker_threads').workerData; Atomics.store(cell, 0, 1); Atomics.notify(cell, 0); for (;;);",
    { eval: true, workerData: running },
  );
  await new Promise((resolve) => busy.once("online", resolve));
  Atomics.wait(running, 0, 0, 5000);
  const [mine, all] = [cpuTime(), process.cpuUsage()];
  Atomics.wait(running, 0, 1, 300);
  const others = process.cpuUsage(all);
  const own = cpuTime() - mine;
  await busy.terminate();
  expect(own).toBeLessThan((others.user + others.system) / 1000 / 2);
});
