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
  ["int multiply, two digits", "a = 10**15; b = 12345", "a * b"],
  ["list append and pop", "a = []", "a.append(1); a.pop()"],
  ["list comprehension of 10", "a = list(range(10))", "[x for x in a]"],
  ["set comprehension of 10", "a = list(range(10))", "{x for x in a}"],
  ["dict comprehension of 10", "a = list(range(10))", "{x: x for x in a}"],
  ["sum of a generator of 10", "a = list(range(10))", "sum(x for x in a)"],
  ["for over a generator of 10", "def g():\n    for i in range(10): yield i", "for _ in g(): pass"],
  [
    "await",
    "async def f(): return 1\nasync def g(): await f()\nc = None",
    "try: g().send(None)\n        except StopIteration: pass",
  ],
  [
    "closure call",
    "def outer():\n    n = 0\n    def f():\n        nonlocal n\n        n += 1\n    return f\nf = outer()",
    "f()",
  ],
  ["call with keywords", "def f(a, *, b=1): return b", "f(1, b=2)"],
  ["call with stars", "def f(*a, **k): return a", "f(1, b=2)"],
  ["instance with __init__", "class C:\n    def __init__(self): self.x = 1", "C()"],
  ["property", "class C:\n    @property\n    def p(self): return 1\no = C()", "o.p"],
  [
    "super().method()",
    "class B:\n    def m(self): return 1\nclass C(B):\n    def m(self): return super().m()\no = C()",
    "o.m()",
  ],
  ["setattr, getattr", "class C: pass\no = C()", "setattr(o, 'x', 1); getattr(o, 'x')"],
  ["dict.get", "d = {1: 2}", "d.get(1, 0)"],
  ["raise and catch", "", "try: raise ValueError\n        except ValueError: pass"],
  ["with", "class C:\n    def __enter__(self): return self\n    def __exit__(self, *a): pass\nc = C()", "with c: pass"],
  ["match of a tuple", "t = ('op', 1)", "match t:\n            case ('x', _): pass\n            case ('op', y): pass"],
  ["str.join of 10", "a = ['a'] * 10", "','.join(a)"],
  ["% formatting", "a = 'x'", "'%s %d' % (a, 1)"],
  ["isinstance", "a = 1", "isinstance(a, int)"],
  ["unpack with a star", "a = (1, 2, 3, 4)", "x, *y, z = a"],
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
    console.log(
      `  ${name.padEnd(26)} ${(stats.mean * 1e6).toFixed(1).padStart(8)} ns an iteration, ±${stats.rme.toFixed(1)} %`,
    );
  });
  suite.run();
}
