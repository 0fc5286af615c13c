/** The commands that look like GNU commands: notebook. Loaded only for them, as commander costs a start 7 ms. */
import { Command, CommanderError, Option } from "commander";
import { CliError } from "./fail.js";
import { BUILD_NAMES, type BuildName, GC_NAMES, type GcName, INTERN_NAMES, type InternName } from "./options.js";

/** Options of the machine, for commands that run one. */
export interface MachineFlags {
  readonly gc: GcName;
  readonly intern: InternName;
  readonly build: BuildName;
}

function withMachineOptions(command: Command): Command {
  return command
    .addOption(new Option("--gc <strategy>", "collector strategy").choices(GC_NAMES).default("generational"))
    .addOption(new Option("--intern <policy>", "interning policy").choices(INTERN_NAMES).default("cpython313"))
    .addOption(new Option("--build <build>", "build of the machine").choices(BUILD_NAMES).default("release"));
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
  ).action((file: string, options: MachineFlags & { out?: string; check?: boolean }) => {
    set(import("./notebook_command.js").then(({ notebookCommand }) => notebookCommand(file, options)));
  });
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
