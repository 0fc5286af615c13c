/** --gc, --trigger, --alloc, --intern, --small-ints, --immortals, --constants, --profile: the plan of a machine, for every command that runs one. */
import {
  ALLOCATORS,
  CONSTANTS,
  IMMORTALS,
  INTERN_POLICIES,
  type PlanOptions,
  PROFILES,
  planFault,
  planOf,
  RECLAIMERS,
  SMALL_INTS,
  TRIGGERS,
} from "../machine/plans.js";
import { CliError } from "./fail.js";

/** The lists that the options choose from, and the part of a plan that each says. */
const CHOICES = {
  gc: { field: "gc", list: RECLAIMERS },
  trigger: { field: "trigger", list: TRIGGERS },
  alloc: { field: "alloc", list: ALLOCATORS },
  intern: { field: "intern", list: INTERN_POLICIES },
  "small-ints": { field: "smallInts", list: SMALL_INTS },
  immortals: { field: "immortals", list: IMMORTALS },
  constants: { field: "constants", list: CONSTANTS },
  profile: { field: "profile", list: PROFILES },
} as const;

export type PlanKey = keyof typeof CHOICES;

/** The options with the names that each takes, for help texts; `field`: what commander calls it. */
export const PLAN_OPTIONS: readonly {
  readonly key: PlanKey;
  readonly field: (typeof CHOICES)[PlanKey]["field"];
  readonly names: readonly string[];
}[] = (Object.keys(CHOICES) as PlanKey[]).map((key) => ({
  key,
  field: CHOICES[key].field,
  names: CHOICES[key].list.map(({ name }) => name),
}));

/** The part of a plan that `--KEY VALUE` says; a trigger may carry its size, "bytes:4096" in KiB. Throws CliError with the names there are. */
export function planOption(key: PlanKey, value: string | undefined): PlanOptions {
  const [name, size] = key === "trigger" ? (value ?? "").split(":") : [value];
  const { field, names } = PLAN_OPTIONS.find((option) => option.key === key)!;
  if (name === undefined || !names.includes(name)) {
    const given = value === undefined ? "needs a value" : `cannot be '${value}'`;
    throw new CliError(`krait: --${key} ${given}: choose ${names.join(", ")}`, 2);
  }
  if (key === "profile") return PROFILES.find((profile) => profile.name === name)!.plan;
  if (size === undefined) return { [field]: name };
  if (!/^\d+$/.test(size)) throw new CliError(`krait: --trigger ${name}: '${size}' is no number of KiB`, 2);
  return { trigger: name, triggerSize: Number(size) } as PlanOptions;
}

/** Adds what an option says: a profile gives way to the options beside it, wherever it stands. */
export function withPlanOption(plan: PlanOptions, key: PlanKey, value: string | undefined): PlanOptions {
  const added = planOption(key, value);
  return key === "profile" ? { ...added, ...plan } : { ...plan, ...added };
}

export function isPlanOption(name: string): name is `--${PlanKey}` {
  return PLAN_OPTIONS.some(({ key }) => name === `--${key}`);
}

/** Refuses a combination that cannot work, with the reason. */
export function checkedPlan(options: PlanOptions): PlanOptions {
  const fault = planFault(planOf(options));
  if (fault !== null) throw new CliError(`krait: ${fault}`, 2);
  return options;
}
