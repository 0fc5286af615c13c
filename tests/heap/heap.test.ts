/**
 * Samples of the leak check and of the allocations that fail, on the debug build; `npm run leaks` and `npm run fail-allocation` try them all.
 */
import { basename, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { failEvery } from "../../scripts/heap/fail-allocation.js";
import { KEEPS, leaked } from "../../scripts/heap/leaks.js";
import { failingFolder } from "../../scripts/heap/programs.js";
import { langFolder, programsIn } from "../../scripts/oracle/record-lang.mjs";

describe("three more runs of a program leave no reference behind", () => {
  const programs = programsIn(langFolder).filter((file) => !KEEPS.has(relative(langFolder, file)));
  for (const file of programs.filter((_, i) => i % 12 === 0)) {
    test(basename(file), () => {
      expect(leaked(file)).toBe(0);
    }, 60_000);
  }
});

describe("a program ends in MemoryError with a sound heap wherever memory ends", () => {
  for (const name of ["arithmetic", "classes", "exceptions", "generators"]) {
    test(name, () => {
      const { runs, faults } = failEvery(join(failingFolder, `${name}.py`));
      expect(faults).toEqual([]);
      expect(runs).toBeGreaterThan(50);
    }, 60_000);
  }
});
