/**
 * The public API of krait: machines, the compiler, the disassembler.
 *
 * @example
 * const machine = new Machine({ stdout: (data) => process.stdout.write(data) });
 * machine.runSource("print(6 * 7)", "<string>");
 * machine.finish();
 */
export { compile, compileCell, type CompileOptions } from "./compiler/compile.js";
export { dis } from "./bytecode/dis.js";
export { dumps, loads } from "./bytecode/marshal.js";
export { readPyc, writePyc } from "./bytecode/pyc.js";
export { Machine, type MachineOptions, type Outcome } from "./machine/machine.js";
