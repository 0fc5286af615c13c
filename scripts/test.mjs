/** `npm test [-- vitest's arguments]`: sets the clone up, runs every test on it, and ends with the line `N passed, N failed`. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bin, root, setup } from "./setup.mjs";

setup(["release", "debug", "stress", "instrumented"]);
const dir = mkdtempSync(join(tmpdir(), "krait-test-"));
const report = join(dir, "report.json");
const result = spawnSync(
  bin("vitest"),
  ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...process.argv.slice(2)],
  { cwd: root, stdio: "inherit" },
);
let status = result.status ?? 1;
try {
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(readFileSync(report, "utf8"));
  // a file that does not load has no tests of its own: it counts as one failure
  const broken = testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0).length;
  const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : "";
  console.log(`${numPassedTests} passed, ${numFailedTests + broken} failed${skipped}`);
  if (numFailedTests + broken > 0) status = 1;
} catch (error) {
  console.error(`krait: the test runner left no report: ${error.message}`);
  status = 1;
}
rmSync(dir, { recursive: true, force: true });
process.exit(status);
