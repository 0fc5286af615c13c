/** Sources that nest deeper than this thread's stack: CPython's own limits decide, with its words. Expected: native CPython 3.13. */
import { expect, test } from "vitest";
import type { PyException } from "../../src/compiler/errors.js";
import { compileDeep } from "../../src/machine/deep_compile.js";
import { krait } from "../cli/krait.js";

function outcome(source: string): string {
  try {
    compileDeep(source, "f", "exec", {});
    return "compiles";
  } catch (error) {
    return `${(error as PyException).type}: ${(error as PyException).msg}`;
  }
}

const TOO_DEEP = "RecursionError: maximum recursion depth exceeded during compilation";

test.each([
  ["9,000 attributes", `x${".a".repeat(9000)}`, "compiles"],
  ["12,000 attributes", `x${".a".repeat(12000)}`, TOO_DEEP],
  ["3,900 method calls", `x${".a()".repeat(3900)}`, "compiles"],
  ["5,000 method calls", `x${".a()".repeat(5000)}`, TOO_DEEP],
  ["9,000 additions", `x${"+x".repeat(9000)}`, "compiles"],
  ["12,000 constant additions", `1${"+1".repeat(12000)}`, TOO_DEEP],
  ["2,900 powers", `${"x**".repeat(2900)}1`, "compiles"],
  ["5,000 elifs", `if x: pass\n${"elif x: pass\n".repeat(5000)}`, "compiles"],
  ["5,000 conditionals", `${"1 if x else ".repeat(5000)}1`, "compiles"],
  ["a wrong line after 9,000 additions", `x${"+x".repeat(9000)}\nreturn`, "SyntaxError: 'return' outside function"],
])("%s", (_name, source, expected) => {
  expect(outcome(source)).toBe(expected);
});

test("a program compiles and runs such a source", () => {
  const program =
    'print(eval("1" + "+x" * 5000, {"x": 2}))\ntry: eval("x" + ".a" * 12000)\nexcept RecursionError as e: print(e)';
  expect(krait(["-c", program]).stdout).toBe("10001\nmaximum recursion depth exceeded during compilation\n");
});
