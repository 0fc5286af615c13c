/** A sample of the random programs; `npm run random-programs` runs 2,000. */
import { expect, test } from "vitest";
import { nativePython } from "../../scripts/oracle/native.mjs";
import { differences } from "../../scripts/oracle/random-executions.js";

test.skipIf(nativePython() === null)(
  "60 random programs print what native CPython prints (skipped where there is none)",
  () => {
    expect([...differences(5000, 5060)!]).toEqual([]);
  },
  120_000,
);
