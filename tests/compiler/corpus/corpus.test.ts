/** Sixty files of the standard library, compiled as the npm oracle compiles them. All of them: `npm run corpus`. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

test("a sample of the standard library compiles to CPython's code objects, field by field", {
  timeout: 120_000,
}, () => {
  const script = fileURLToPath(new URL("../../../scripts/oracle/corpus.ts", import.meta.url));
  const args = ["--import", "tsx", script, "--sample", "60"];
  const output = execFileSync(process.execPath, args, { encoding: "utf8" });
  const [, same, all] = /(\d+) of (\d+) files identical/.exec(output) ?? [];
  expect(output).toContain("files identical");
  expect(Number(all)).toBeGreaterThanOrEqual(50);
  expect(same).toBe(all);
});
