/**
 * The public API of krait: machines, the compiler, the disassembler. docs/api.md shows how they are used.
 *
 * @example
 * const machine = new Machine({ stdout: (data) => process.stdout.write(data) });
 * machine.exec("print(6 * 7)");
 * machine.invoke("math:hypot", [3, 4]); // 5
 * machine.finish();
 */
export { dis } from "./bytecode/dis.js";
export { dumps, loads, MarshalError } from "./bytecode/marshal.js";
export { readPyc, writePyc } from "./bytecode/pyc.js";
export type { CodeObject } from "./bytecode/values.js";
export { type CellPiece, type CompileOptions, compile, compileCell } from "./compiler/compile.js";
export { PyException, PySyntaxError, type PyWarning } from "./compiler/errors.js";
export { type ClockHost, realClock, VirtualClock } from "./machine/clock.js";
export type { ControlOptions } from "./machine/control.js";
export type { FileHost, SystemHost } from "./machine/files.js";
export { type Build, Machine, type MachineOptions, type Outcome, processStreams } from "./machine/machine.js";
export { MemoryFiles } from "./machine/memory_files.js";
export { useUnicodeNames } from "./machine/names_file.js";
export { nodeSystem } from "./machine/node_system.js";
export { type PlainInput, type PlainValue, PyFloat, toObject } from "./machine/plain_values.js";
export { PythonError, TimeLimitError } from "./machine/python_error.js";
