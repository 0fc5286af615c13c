/** --gc, --trigger, --alloc, --intern: the plan of a machine, for every command that runs one. */
import {
  ALLOCATORS,
  INTERN_POLICIES,
  type PlanOptions,
  planFault,
  planOf,
  RECLAIMERS,
  TRIGGERS,
} from "../machine/plans.js";
import { CliError } from "./fail.js";

type Key = "gc" | "trigger" | "alloc" | "intern";

/** The lists that the options choose from. */
const CHOICES = { gc: RECLAIMERS, trigger: TRIGGERS, alloc: ALLOCATORS, intern: INTERN_POLICIES } as const;

/** The options with the names that each takes, for help texts. */
export const PLAN_OPTIONS: readonly { readonly key: Key; readonly names: readonly string[] }[] = (
  Object.keys(CHOICES) as Key[]
).map((key) => ({ key, names: CHOICES[key].map(({ name }) => name) }));

/** The part of a plan that `--KEY VALUE` says; a trigger may carry its size, "bytes:4096" in KiB. Throws CliError with the names there are. */
export function planOption(key: Key, value: string | undefined): PlanOptions {
  const [name, size] = key === "trigger" ? (value ?? "").split(":") : [value];
  const { names } = PLAN_OPTIONS.find((option) => option.key === key)!;
  if (name === undefined || !names.includes(name)) {
    const given = value === undefined ? "needs a value" : `cannot be '${value}'`;
    throw new CliError(`krait: --${key} ${given}: choose ${names.join(", ")}`, 2);
  }
  if (size === undefined) return { [key]: name };
  if (!/^\d+$/.test(size)) throw new CliError(`krait: --trigger ${name}: '${size}' is no number of KiB`, 2);
  return { trigger: name, triggerSize: Number(size) } as PlanOptions;
}

export function isPlanOption(name: string): name is `--${Key}` {
  return PLAN_OPTIONS.some(({ key }) => name === `--${key}`);
}

/** Refuses a combination that cannot work, with the reason. */
export function checkedPlan(options: PlanOptions): PlanOptions {
  const fault = planFault(planOf(options));
  if (fault !== null) throw new CliError(`krait: ${fault}`, 2);
  return options;
}
