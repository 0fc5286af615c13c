#!/usr/bin/env node
/** The command line: arguments in, API calls, text out. */
import * as fs from "node:fs";
import { dirname } from "node:path";
import { readPyc } from "../bytecode/pyc.js";
import { Machine, processStreams } from "../machine/machine.js";
import { compileCommand } from "./compile.js";
import { disCommand } from "./dis.js";

function runFile(file: string, args: string[]): number {
  let bytes: Uint8Array;
  try {
    bytes = fs.readFileSync(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const reason =
      code === "ENOENT" ? "No such file or directory" : code === "EISDIR" ? "Is a directory" : String(code);
    const errno = code === "ENOENT" ? 2 : 21;
    process.stderr.write(`krait: can't open file '${file}': [Errno ${errno}] ${reason}\n`);
    return 2;
  }
  const machine = new Machine({ ...processStreams(), files: fs, argv: [file, ...args], path: [dirname(file)] });
  machine.setMain("__file__", file);
  if (file.endsWith(".pyc")) machine.runCode(readPyc(bytes));
  else machine.runSource(bytes, file);
  return machine.finish();
}

function main(args: string[]): number {
  if (args[0] === "-c") {
    const machine = new Machine({ ...processStreams(), files: fs, argv: ["-c", ...args.slice(2)], path: [""] });
    machine.runSource(args[1] ?? "", "<string>");
    return machine.finish();
  }
  if (args[0] === "dis") return disCommand(args.slice(1));
  if (args[0] === "compile") return compileCommand(args.slice(1));
  if (args[0] !== undefined) return runFile(args[0], args.slice(1));
  return 2;
}

process.exitCode = main(process.argv.slice(2));
