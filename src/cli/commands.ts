/** The commands that look like GNU commands: notebook. Loaded only for them, as commander costs a start 7 ms. */
import { Command, CommanderError, Option } from "commander";
import { CliError } from "./fail.js";
import type { PlanOptions } from "../machine/plans.js";
import { BUILD_NAMES, type BuildName } from "./options.js";
import { checkedPlan, PLAN_OPTIONS, planOption } from "./plan_options.js";

/** Options of the machine, for commands that run one. */
export interface MachineFlags {
  readonly plan: PlanOptions;
  readonly build: BuildName;
}

function withMachineOptions(command: Command): Command {
  for (const { key, names } of PLAN_OPTIONS) {
    const option = new Option(`--${key} <name>`, `${names.join(", ")}`);
    command.addOption(option.argParser((value: string) => planOption(key, value)));
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

interface PlanFlags {
  readonly gc?: PlanOptions;
  readonly trigger?: PlanOptions;
  readonly alloc?: PlanOptions;
  readonly intern?: PlanOptions;
}

/** The plan that the options of `withMachineOptions` say together. */
function planFlags(options: PlanFlags): PlanOptions {
  return checkedPlan({ ...options.gc, ...options.trigger, ...options.alloc, ...options.intern });
}

export async function runCommand(args: readonly string[]): Promise<number> {
  let status = Promise.resolve(0);
  const set = (next: Promise<number>) => {
    status = next;
  };
  const program = new Command("krait");
  program.exitOverride().configureOutput({ outputError: () => {} });
  addNotebook(program, set);
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
