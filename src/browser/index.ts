/**
 * krait in a browser: `import { load, Machine } from "krait/browser"`. It is the API of src/index.ts without what belongs to a process, and `load`, which fetches
 * the machine. A machine keeps its thread while a program runs, so it should live in a Worker; examples/browser shows how.
 *
 * @example
 * await load();
 * const machine = new Machine({ stdout: (data) => postMessage(new TextDecoder().decode(data)) });
 * machine.exec("print(6 * 7)");
 */
export { dis } from "../bytecode/dis.js";
export type { CodeObject } from "../bytecode/values.js";
export { type CellPiece, type CompileOptions, compile, compileCell } from "../compiler/compile.js";
export { PyException, PySyntaxError } from "../compiler/errors.js";
export { type ClockHost, realClock, VirtualClock } from "../machine/clock.js";
export type { ControlOptions } from "../machine/control.js";
export type { FileHost } from "../machine/files.js";
export { Machine, type MachineOptions, type Outcome } from "../machine/machine.js";
export { MemoryFiles } from "../machine/memory_files.js";
export { type PlainInput, type PlainValue, PyFloat, toObject } from "../machine/plain_values.js";
export { PythonError, TimeLimitError } from "../machine/python_error.js";
export { type LoadOptions, load } from "./assets.js";
