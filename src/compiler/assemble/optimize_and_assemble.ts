/**
 * From code generation to a code object: control-flow graph, its passes, assembly, for one code unit.
 * CPython's counterpart: optimize_and_assemble_code_unit (compile.c).
 */
import type { CodeObject } from "../../bytecode/values.js";
import type { UnitMetadata } from "../flowgraph/unit.js";
import type { InstructionSequence } from "../instruction_sequence.js";

/**
 * `codeFlags` are the CO_* of compute_code_flags; `nparams` counts every parameter, `*args` and `**kwargs` included.
 * Consumes `seq` and `unit.consts`.
 */
export function optimizeAndAssemble(
  _unit: UnitMetadata,
  _seq: InstructionSequence,
  _codeFlags: number,
  _nparams: number,
  _filename: string,
): CodeObject {
  throw new Error("optimizeAndAssemble: not yet");
}
