/** Annotations as strings: CPython's text of each expression under `from __future__ import annotations`. */
import { expect, test } from "vitest";
import { parse } from "../../../src/compiler/parser/parse.js";
import { unparse } from "../../../src/compiler/unparse.js";

test.each([
  ["x[1:2, ::3]", "x[1:2, ::3]"],
  ["(-1)**2", "(-1) ** 2"],
  ["-1**2", "-1 ** 2"],
  ["a**-b", "a ** (-b)"],
  ["(1,)", "(1,)"],
  ["x[(1,)]", "x[1,]"],
  ["x[*a]", "x[*a,]"],
  ["lambda x,/,y=1,*a,z,k=2,**kw:x", "lambda x, /, y=1, *a, z, k=2, **kw: x"],
  ["lambda*a:1", "lambda*a: 1"],
  ["f'a{b!r:>{w}}{{}}'", "f'a{b!r:>{w}}{{}}'"],
  ["f'{ {1} }'", "f'{ {1}}'"],
  ["f'{x=}'", "f'x={x!r}'"],
  ["f(x for x in y)", "f(x for x in y)"],
  ["(a if b else c) if d else e", "(a if b else c) if d else e"],
  ["1 .real", "1 .real"],
  ["1e400j", "1e309j"],
  ["u'x'", "u'x'"],
  ["{1:2,**k}", "{1: 2, **k}"],
  ["a<b<=c is not d", "a < b <= c is not d"],
])("%s", (source, wanted) => {
  const tree = parse(source, "<test>", "eval");
  expect(tree.kind === "Expression" && unparse(tree.body)).toBe(wanted);
});
