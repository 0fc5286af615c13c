/**
 * A program prints the same under every plan, except where a plan declares otherwise (src/machine/plans.ts): what looks at the moment of freeing, or at
 * cycles that nobody collects. A sample of tests/lang for each; `npm run lab-check` takes all of them, on any build.
 */
import { expect, test } from "vitest";
import { differing, differingWorkloads } from "../../scripts/lab/check-plans.js";
import { ALLOCATORS, CONSTANTS, INTERN_POLICIES, planFault, planOf, RECLAIMERS } from "../../src/machine/plans.js";

const SAMPLE = 8;
/** One for each reclaimer. */
const WORKLOADS = ["linked_cycles", "binary_trees", "n_queens", "exceptions", "symbol_tables", "json_keys", "closures"];

for (const { name: gc } of RECLAIMERS) {
  test(`${gc}: programs print what CPython prints, where the plan does not declare otherwise`, () => {
    expect(differing({ gc }, "debug", { step: SAMPLE })).toEqual([]);
  }, 120_000);
}

for (const [i, { name: gc }] of RECLAIMERS.entries()) {
  test(`${gc}: the heap is sound after the collections of the stress build`, () => {
    expect(differing({ gc }, "stress", { step: 4 * SAMPLE, walks: 200 })).toEqual([]);
    expect(differingWorkloads({ gc }, "stress", 200, [WORKLOADS[i % WORKLOADS.length]!])).toEqual([]);
  }, 120_000);
}

for (const { name: alloc } of ALLOCATORS.slice(1)) {
  test(`allocator ${alloc}: the same`, () => {
    expect(differing({ alloc }, "debug", { step: 2 * SAMPLE })).toEqual([]);
  }, 120_000);
}

for (const { name: intern } of INTERN_POLICIES.slice(1)) {
  test(`interning policy ${intern}: the same but for identities`, () => {
    expect(differing({ intern }, "debug", { step: 3 * SAMPLE })).toEqual([]);
  }, 120_000);
}

for (const { name: constants } of CONSTANTS.slice(1)) {
  test(`constants merged by ${constants}: the same but for identities`, () => {
    expect(differing({ constants, smallInts: "8192" }, "debug", { step: 3 * SAMPLE })).toEqual([]);
  }, 120_000);
}

test("static objects counted: the same but for their counts, and a sound heap", () => {
  expect(differing({ immortals: "none" }, "stress", { step: 2 * SAMPLE, walks: 200 })).toEqual([]);
}, 120_000);

test("combinations that cannot work are refused with the reason", () => {
  const fault = (options: Parameters<typeof planOf>[0]) => planFault(planOf(options));
  expect(fault({})).toBeNull();
  expect(fault({ gc: "nogc" })).toBeNull();
  expect(fault({ gc: "nogc", alloc: "pools" })).toMatch(/nogc frees nothing/);
  expect(fault({ gc: "rc", trigger: "every" })).toMatch(/never collects/);
  expect(fault({ trigger: "bytes" })).toMatch(/needs a size/);
  expect(fault({ smallInts: "300" as "256" })).toMatch(/cannot end at '300': 256, 1024, 8192/);
  expect(fault({ constants: "all" as "off" })).toMatch(/cannot be merged by 'all'/);
  expect(fault({ immortals: "all" as "none" })).toMatch(/no immortals 'all'/);
  expect(fault({ thresholds: [1, -1, 0] })).toMatch(/no numbers from 0/);
  expect(fault({ triggerSize: 5 })).toMatch(/takes no size/);
  expect(fault({ trigger: "heap", triggerSize: 9, alloc: "bump" })).toMatch(/never shrinks/);
});
