/** The whole tree as `npm run lint` sees it: formatted, and nothing imported or named in vain. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { bin } from "../../scripts/setup.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

test("the linter has nothing to say", () => {
  // a copy without version control has no list of what to ignore
  const result = spawnSync(
    bin("biome"),
    [
      "check",
      "--vcs-use-ignore-file=false",
      "--max-diagnostics=20",
      "src",
      "assembly",
      "tests",
      "bench",
      "scripts",
      "biome.json",
      "package.json",
      "asconfig.json",
    ],
    { cwd: ROOT, encoding: "utf8" },
  );
  expect(result.stderr).toBe("");
  expect(result.status, result.stdout).toBe(0);
}, 60_000);
