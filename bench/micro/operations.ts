/** `npm run bench -- micro`: single operations inside one machine, by Benchmark.js: a thousand of each in a Python loop. */
import Benchmark from "benchmark";
import { Machine } from "../../dist/machine/machine.js";

/** Setup in __main__, then the statement that is repeated. */
const OPERATIONS: readonly [string, string, string][] = [
  ["int add", "a = 12345; b = 678", "a + b"],
  ["float multiply", "a = 1.5; b = 2.25", "a * b"],
  ["list index", "a = list(range(100))", "a[50]"],
  ["dict lookup", "d = {str(i): i for i in range(100)}", "d['50']"],
  ["attribute", "class C: pass\no = C(); o.x = 1", "o.x"],
  ["method call", "class C:\n    def m(self): return 1\no = C()", "o.m()"],
  ["function call", "def f(a): return a", "f(1)"],
  ["len", "a = [1, 2]", "len(a)"],
  ["make tuple", "a = 1; b = 2", "(a, b, a)"],
  ["make list", "a = 1; b = 2", "[a, b, a]"],
  ["f-string", "a = 12", "f'{a}:{a}'"],
];

export function micro(): void {
  const suite = new Benchmark.Suite();
  for (const [name, setup, statement] of OPERATIONS) {
    const machine = new Machine({});
    machine.runSource(`${setup}\ndef run():\n    for _ in range(1000):\n        ${statement}\n`, "<micro>");
    suite.add(name, () => {
      machine.runSource("run()", "<micro>");
    });
  }
  suite.on("cycle", (event: { target: { name: string; stats: { mean: number; rme: number } } }) => {
    const { name, stats } = event.target;
    console.log(`  ${name.padEnd(16)} ${(stats.mean * 1e6).toFixed(1).padStart(8)} ns an iteration, ±${stats.rme.toFixed(1)} %`);
  });
  suite.run();
}
