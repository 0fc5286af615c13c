/** The commands that look like GNU commands: notebook. Loaded only for them, as commander costs a start 7 ms. */
import { Command, CommanderError, Option } from "commander";
import type { Clock } from "../lab/summary.js";
import type { PlanOptions } from "../machine/plans.js";
import { CliError } from "./fail.js";
import type { LabRunFlags, MinheapFlags } from "./lab_command.js";
import { BUILD_NAMES, type BuildName } from "./options.js";
import { checkedPlan, PLAN_OPTIONS, withPlanOption } from "./plan_options.js";

/** Options of the machine, for commands that run one. */
export interface MachineFlags {
  readonly plan: PlanOptions;
  readonly build: BuildName;
}

function withMachineOptions(command: Command): Command {
  for (const { key, names } of PLAN_OPTIONS) {
    command.addOption(new Option(`--${key} <name>`, names.join(", ")));
  }
  return command.addOption(
    new Option("--build <build>", "build of the machine").choices(BUILD_NAMES).default("release"),
  );
}

function addNotebook(program: Command, set: (status: Promise<number>) => void): void {
  const notebook = program.command("notebook").description("run Jupyter notebooks");
  withMachineOptions(
    notebook
      .command("run")
      .description("run every code cell and print each cell with its output")
      .argument("<file>", "notebook of format 4 (.ipynb)")
      .option("--out <out>", "write the notebook with its new outputs")
      .option("--check", "compare the outputs with the stored ones; exit status 1 if they differ"),
  ).action((file: string, options: PlanFlags & { build: BuildName; out?: string; check?: boolean }) => {
    const flags = { ...options, plan: planFlags(options) };
    set(import("./notebook_command.js").then(({ notebookCommand }) => notebookCommand(file, flags)));
  });
}

/** Which time is compared. */
function clockOption(): Option {
  const option = new Option("--clock <clock>", "compare the clock's time, or the CPU's where the computer is busy");
  return option.choices(["wall", "cpu"] satisfies Clock[]).default("wall");
}

function addLab(program: Command, set: (status: Promise<number>) => void, args: readonly string[]): void {
  const lab = program.command("lab").description("compare collectors, allocators and interning policies (docs/lab.md)");
  const door = () => import("./lab_command.js");
  const run = lab
    .command("run")
    .description("run workloads under every combination of the plans named; lists with commas")
    .argument("[workloads...]", "names, or Python files; NAME:dial=value,dial=value sets dials")
    .option("--reps <n>", "repetitions that count", "5")
    .option("--json <file>", "write every measurement")
    .option("--html <file>", "write a report with curves: one file, readable without a network")
    .option(
      "--trace-events <file>",
      "write runs, collections and heaps as a time line for Perfetto or chrome://tracing",
    )
    .option("--heap <factors>", "fixed heaps, as factors of the smallest in which the workload runs under the plan")
    .option("--shard <i/n>", "only the I-th of N parts of the matrix")
    .addOption(
      new Option("--build <build>", "build of the machine; the instrumented one counts operations")
        .choices(BUILD_NAMES)
        .default("release"),
    )
    .addOption(clockOption());
  for (const { key, names } of PLAN_OPTIONS) run.option(`--${key} <names>`, names.join(", "));
  run.action((names: string[], flags: LabRunFlags) => set(door().then(({ labRun }) => labRun(names, flags, args))));
  lab
    .command("list")
    .description("the workloads with their dials, and the parts of plans")
    .action(() => set(door().then(({ labList }) => labList())));
  lab
    .command("compare")
    .description("ratios between two documents of lab run, with intervals and verdicts, and the counts that differ")
    .argument("<before>")
    .argument("<after>")
    .option("--json <file>", "write the comparison")
    .addOption(clockOption())
    .action((a: string, b: string, { json, clock }: { json?: string; clock: Clock }) =>
      set(door().then(({ labCompare }) => labCompare(a, b, clock, json))),
    );
  const minheap = lab
    .command("minheap")
    .description("the smallest heap in which each workload or program runs, under every combination of the plans named")
    .argument("<workloads...>")
    .option("--json <file>", "write what was found");
  for (const { key, names } of PLAN_OPTIONS)
    if (key !== "trigger") minheap.option(`--${key} <names>`, names.join(", "));
  minheap.action((names: string[], flags: MinheapFlags) =>
    set(door().then(({ labMinheap }) => labMinheap(names, flags))),
  );
  lab
    .command("trace")
    .description("record what a workload or program does with memory, for replay")
    .argument("<workload>")
    .requiredOption("-o, --output <file>")
    .action((name: string, { output }: { output: string }) =>
      set(door().then(({ labTrace }) => labTrace(name, output))),
    );
  const replay = lab
    .command("replay")
    .description("do traces again without the interpreter, under every combination of the plans named")
    .argument("<traces...>")
    .option("--reps <n>", "repetitions that count", "5")
    .option("--json <file>", "write every measurement")
    .option("--html <file>", "write a report with curves: one file, readable without a network")
    .addOption(clockOption());
  // what else a plan chooses shows in the trace already
  for (const { key, names } of PLAN_OPTIONS)
    if (key === "gc" || key === "trigger" || key === "alloc") replay.option(`--${key} <names>`, names.join(", "));
  replay.action((paths: string[], flags: LabRunFlags) =>
    set(door().then(({ labReplay }) => labReplay(paths, flags, args))),
  );
  lab
    .command("merge")
    .description("one document of the shards of a matrix")
    .argument("<files...>")
    .requiredOption("-o, --output <file>")
    .action((files: string[], { output }: { output: string }) =>
      set(door().then(({ labMerge }) => labMerge(files, output))),
    );
}

type PlanFlags = Partial<Record<(typeof PLAN_OPTIONS)[number]["field"], string>>;

/** The plan that the options of `withMachineOptions` say together. */
function planFlags(options: PlanFlags): PlanOptions {
  return checkedPlan(
    PLAN_OPTIONS.reduce<PlanOptions>(
      (plan, { key, field }) => (options[field] === undefined ? plan : withPlanOption(plan, key, options[field])),
      {},
    ),
  );
}

export async function runCommand(args: readonly string[]): Promise<number> {
  let status = Promise.resolve(0);
  const set = (next: Promise<number>) => {
    status = next;
  };
  const program = new Command("krait");
  program.exitOverride().configureOutput({ outputError: () => {} });
  addNotebook(program, set);
  addLab(program, set, args);
  inherit(program);
  try {
    program.parse([...args], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    // `krait notebook` alone: commander has printed the help already
    if (error.code === "commander.help") return 2;
    throw new CliError(`krait: ${error.message.replace(/^error: /, "")} (krait ${args[0]} --help)`, 2);
  }
  return status;
}

/** commander gives these settings to subcommands only if they are made after it has them. */
function inherit(command: Command): void {
  for (const child of command.commands) {
    child.copyInheritedSettings(command);
    inherit(child);
  }
}
