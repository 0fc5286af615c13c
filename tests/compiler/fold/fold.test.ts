/** Constant folding: what CPython 3.13's `ast.parse(..., optimize=1)` gives, one line a case. */
import { expect, test } from "vitest";
import { pyRepr } from "../../../src/bytecode/repr.js";
import { astDump } from "../../../src/compiler/ast/dump.js";
import type { Expr } from "../../../src/compiler/ast/nodes.js";
import { foldAst } from "../../../src/compiler/fold/fold.js";
import { parse } from "../../../src/compiler/parser/parse.js";

/** The repr of the constant that `x = <source>` folds to, or the dump of what stays. */
function folded(source: string, optimize = 1): string {
  const tree = parse(`(\n${source}\n)`, "<test>", "eval");
  foldAst(tree, optimize, 0);
  if (tree.kind !== "Expression") throw new Error("not an expression");
  return tree.body.kind === "Constant" ? pyRepr(tree.body.value) : astDump(tree.body);
}

const STAYS = /^(BinOp|UnaryOp|Subscript)\(/;

test.each([
  ["24*60*60", "86400"],
  ["-7//2", "-4"],
  ["7%-3", "-2"],
  ["True+True", "2"],
  ["True&False", "False"],
  ["~True", "-2"],
  ["not 1", "False"],
  ["1<<127", "170141183460469231731687303715884105728"],
  ["2**-1", "0.5"],
  ["(2**64)/3", "6.148914691236517e+18"],
  ["5//2.0", "2.0"],
  ["-5%3.0", "1.0"],
  ["1e308*10", "inf"],
  ["-0.0", "-0.0"],
  ["-(0j)", "(-0-0j)"],
  ["(1+2j)*(3-4j)", "(11+2j)"],
  ["1/(2j)", "-0.5j"],
  ["1j**2", "(-1+0j)"],
  ["(-8)**0.5", "(1.7319121124709868e-16+2.8284271247461903j)"],
  ["((1,2),3)*2", "((1, 2), 3, (1, 2), 3)"],
  ["b'a'+b'b'", "b'ab'"],
  ["'abc'[-1]", "'c'"],
  ["b'abc'[1]", "98"],
  ["'é\u{1F600}x'[2]", "'x'"],
  ["(1, (2, 3))", "(1, (2, 3))"],
  ["__debug__", "False"],
])("%s is %s", (source, expected) => {
  expect(folded(source)).toBe(expected);
});

test.each([
  "1/0",
  "1<<128",
  "2**128",
  "0**-1",
  "1>>-1",
  "'a'*4097",
  "(1,2)*129",
  "'a'*-1",
  "'abc'[5]",
  "5%0.0",
  "-'a'",
])("%s stays for run time", (source) => {
  expect(folded(source)).toMatch(STAYS);
});

test("a list or set that is only searched or iterated becomes a tuple or frozenset", () => {
  expect(folded("x in [1, 2]")).toContain("comparators=[Constant(value=(1, 2))]");
  expect(folded("x in {1, 1.0, True}")).toContain("comparators=[Constant(value=frozenset({1}))]");
  expect(folded("x in [a, 1]")).toContain("comparators=[Tuple(");
  expect(folded("x in [*a]")).toContain("comparators=[List(");
  expect(folded("[i for i in [1, 2]]")).toContain("iter=Constant(value=(1, 2))");
});

test("not turns into the test's opposite only where that is exact", () => {
  expect(folded("not x in y")).toContain("ops=[NotIn()]");
  expect(folded("not x is y")).toContain("ops=[IsNot()]");
  expect(folded("not x == y")).toMatch(/^UnaryOp/);
});

test("% with a tuple becomes an f-string if every field is plain", () => {
  expect(folded("'%-5s%%%.2r' % (a, b)")).toBe(
    "JoinedStr(values=[FormattedValue(value=Name(id='a', ctx=Load()), conversion=115, format_spec=Constant(value='5')), " +
      "Constant(value='%'), FormattedValue(value=Name(id='b', ctx=Load()), conversion=114, format_spec=Constant(value='.2'))])",
  );
  for (const format of ["%d", "%100s", "%(a)s", "%s%s"]) expect(folded(`'${format}' % (a,)`)).toMatch(STAYS);
});

test("a string that folding makes is no docstring", () => {
  const tree = parse("'a'+'b'\n", "<test>");
  foldAst(tree, 0, 0);
  expect(tree.kind === "Module" && (tree.body[0] as Expr).value.kind).toBe("JoinedStr");
});
