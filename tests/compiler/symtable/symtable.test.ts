/** The symbol table: what each name of each block is, and which declarations are errors. */
import { expect, test } from "vitest";
import { PySyntaxError } from "../../../src/compiler/errors.js";
import { futureFromAst } from "../../../src/compiler/future.js";
import { parse } from "../../../src/compiler/parser/parse.js";
import { buildSymtable } from "../../../src/compiler/symtable/build.js";
import { mangle, type SymtableEntry } from "../../../src/compiler/symtable/entry.js";

const SCOPES = ["", "local", "global!", "global", "free", "cell"];

function table(source: string): SymtableEntry {
  const tree = parse(source, "<test>");
  return buildSymtable(tree, "<test>", futureFromAst(tree, "<test>").features).top;
}

/** "block: name=scope name=scope" of a block, its children in brackets. */
function show(entry: SymtableEntry): string {
  const names = [...entry.symbols.keys()].map((name) => `${name}=${SCOPES[entry.scope(name)]}`);
  const children = entry.children.map((child) => ` [${show(child)}]`);
  return `${entry.name}: ${names.join(" ")}${children.join("")}`;
}

function errorOf(source: string): unknown[] {
  try {
    table(source);
  } catch (error) {
    if (error instanceof PySyntaxError) {
      const { msg, lineno, offset, end_lineno, end_offset } = error;
      return [msg, lineno, offset, end_lineno, end_offset];
    }
    throw error;
  }
  return [];
}

test.each([
  ["x = y", "top: x=local y=global"],
  ["def f(a): return a + b", "top: f=local [f: a=local b=global]"],
  ["def f(a):\n  def g(): return a", "top: f=local [f: a=cell g=local [g: a=free]]"],
  ["def f():\n  global x\n  x = 1", "top: f=local x=global! [f: x=global!]"],
  ["class C:\n  x = 1\n  def f(self): return x", "top: C=local [C: x=local f=local [f: self=local x=global]]"],
  ["class C:\n  def f(self): super()", "top: C=local [C: f=local [f: self=local super=global __class__=free]]"],
  ["class C:\n  def __f(__x): pass", "top: C=local [C: _C__f=local [__f: _C__x=local]]"],
])("scopes of %j", (source, wanted) => {
  expect(show(table(source))).toBe(wanted);
});

test("an inlined comprehension gives its names to the block around, but not over a name that is there", () => {
  expect(show(table("def f(y): return [x for x in y if z]"))).toBe("top: f=local [f: y=local x=local z=global]");
});

test("a generator expression keeps its own block", () => {
  expect(show(table("def f(y): return (x for x in y)"))).toBe("top: f=local [f: y=local [genexpr: .0=local x=local]]");
});

test("type parameters open a block between class and body", () => {
  expect(show(table("class C[T]: x: T"))).toBe(
    "top: C=local [C: .type_params=cell .generic_base=local T=cell [C: __type_params__=local .type_params=free x=local T=free]]",
  );
});

test("annotations that become strings use no names", () => {
  expect(show(table("from __future__ import annotations\ndef f(a: b): pass"))).toBe(
    "top: annotations=local f=local [f: a=local]",
  );
});

test.each([
  ["def f(a, a): pass", ["duplicate argument 'a' in function definition", 1, 10, 1, 11]],
  ["def f(a):\n  global a", ["name 'a' is parameter and global", 2, 3, 2, 11]],
  ["def f():\n  x = 1\n  global x", ["name 'x' is assigned to before global declaration", 3, 3, 3, 11]],
  ["def f():\n  print(x)\n  nonlocal x", ["name 'x' is used prior to nonlocal declaration", 3, 3, 3, 13]],
  ["nonlocal x", ["nonlocal declaration not allowed at module level", 1, 1, 1, 11]],
  ["def f():\n  nonlocal x", ["no binding for nonlocal 'x' found", 2, 3, 2, 13]],
  ["[x := 0 for x in y]", ["assignment expression cannot rebind comprehension iteration variable 'x'", 1, 2, 1, 3]],
  [
    "[i for i in (j := y)]",
    ["assignment expression cannot be used in a comprehension iterable expression", 1, 14, 1, 20],
  ],
  [
    "class C:\n  [(a := i) for i in y]",
    ["assignment expression within a comprehension cannot be used in a class body", 2, 5, 2, 6],
  ],
  ["def f[T, T](): pass", ["duplicate type parameter 'T'", 1, 10, 1, 11]],
  ["type X = (yield)", ["yield expression cannot be used within a type alias", 1, 11, 1, 16]],
  ["def f():\n  from x import *", ["import * only allowed at module level", 2, 17, 2, 18]],
])("error of %j", (source, wanted) => {
  expect(errorOf(source)).toEqual(wanted);
});

test.each([
  ["C", "__x", "_C__x"],
  ["__C", "__x", "_C__x"],
  ["__", "__x", "__x"],
  ["C", "__x__", "__x__"],
  ["C", "__a.b", "__a.b"],
  ["C", "_x", "_x"],
])("in class %s, %s is %s", (className, name, wanted) => {
  expect(mangle(className, name)).toBe(wanted);
});
