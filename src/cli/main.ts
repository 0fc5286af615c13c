/**
 * The command line's door. It loads only what the command needs: programs start in run.ts, notebooks come with commander
 * from commands.ts. Whatever goes wrong ends here in one message and an exit status, never in a JavaScript stack trace.
 */
import { CliError } from "./fail.js";

async function main(args: string[]): Promise<number> {
  switch (args[0]) {
    case "dis":
    case "compile": {
      endWithReader();
      const { useUnicodeNames } = await import("../machine/names_file.js");
      useUnicodeNames();
      if (args[0] === "dis") return (await import("./dis.js")).disCommand(args.slice(1));
      return (await import("./compile.js")).compileCommand(args.slice(1));
    }
    case "lab":
    case "notebook":
      endWithReader();
      return (await import("./commands.js")).runCommand(args);
    case "heap":
      return (await import("./heap_command.js")).heapCommand(args.slice(1));
    case "refs":
      return (await import("./refs_command.js")).refsCommand(args.slice(1));
    case "help":
      return (await import("./run.js")).runProgram(["--help"]);
    default:
      return (await import("./run.js")).runProgram(args);
  }
}

function report(error: unknown): number {
  if (error instanceof CliError) {
    process.stderr.write(`${error.message}\n`);
    return error.status;
  }
  if (error instanceof Error && "syscall" in error) {
    process.stderr.write(`krait: ${error.message}\n`);
    return 1;
  }
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const text = message.startsWith("krait: ") ? message : `krait: internal error: ${name}: ${message}`;
  process.stderr.write(
    `${text}\nkrait: this is a fault of krait, not of your program; KRAIT_TRACE=1 shows where it happened\n`,
  );
  if (process.env["KRAIT_TRACE"] === "1") process.stderr.write(`${stack}\n`);
  return 1;
}

/** For commands that print through process.stdout; a program's own output goes by another way, and making that stream takes 3 ms. */
function endWithReader(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    // the reader of a pipe went away: nothing more can be said to it
    if (error.code === "EPIPE") process.exit(1);
    throw error;
  });
}

main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error) => {
    process.exitCode = report(error);
    // the machine has failed: the end is an abort's
    if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) process.kill(process.pid, "SIGABRT");
  },
);
