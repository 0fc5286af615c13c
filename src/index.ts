/**
 * The public API of krait: machines, the compiler, the disassembler.
 *
 * @example
 * const machine = new Machine({ stdout: (data) => process.stdout.write(data) });
 * machine.runSource("print(6 * 7)", "<string>");
 * machine.finish();
 */
export { dis } from "./bytecode/dis.js";
export { dumps, loads, MarshalError } from "./bytecode/marshal.js";
export { readPyc, writePyc } from "./bytecode/pyc.js";
export type { CodeObject } from "./bytecode/values.js";
export { type CellPiece, type CompileOptions, compile, compileCell } from "./compiler/compile.js";
export { PyException, PySyntaxError, type PyWarning } from "./compiler/errors.js";
export { Machine, type MachineOptions, type Outcome, processStreams } from "./machine/machine.js";
export { useUnicodeNames } from "./machine/names_file.js";
