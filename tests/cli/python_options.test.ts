/** python's options and environment variables do what CPython 3.13 does, case by case (node scripts/oracle/record-options.mjs records). */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { casesIn, environmentOf, outcome } from "../../scripts/oracle/record-options.mjs";

interface Case {
  readonly args: readonly string[];
  readonly env?: Record<string, string>;
  readonly stdin?: string;
  readonly expect: { readonly status: number; readonly stdout: string; readonly stderr: string };
}

const main = fileURLToPath(new URL("../../dist/cli/krait.cjs", import.meta.url));

for (const { args, env, stdin, expect: expected } of casesIn() as Case[]) {
  const variables = Object.entries(env ?? {}).map(([name, value]) => `${name}=${value}`);
  test([...variables, ...args].join(" ").slice(0, 100), () => {
    const done = spawnSync(process.execPath, [main, ...args], {
      env: environmentOf(env),
      input: stdin ?? "",
      encoding: "utf8",
      timeout: 20_000,
    });
    expect(outcome(done, "krait", "/krait/lib/python3.13")).toEqual(expected);
  });
}
