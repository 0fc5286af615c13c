/** The generated node types are what the ASDL table says. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

it("nodes.ts is current", () => {
  const root = fileURLToPath(new URL("../../..", import.meta.url));
  const args = ["--import", "tsx", "scripts/generate-ast.ts", "--check"];
  expect(() => execFileSync(process.execPath, args, { cwd: root, stdio: "pipe" })).not.toThrow();
});
