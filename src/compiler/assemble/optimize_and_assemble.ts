/**
 * From code generation to a code object: control-flow graph, its passes, assembly, for one code unit.
 * CPython's counterpart: optimize_and_assemble_code_unit (compile.c).
 */
import type { CodeObject, PyConst } from "../../bytecode/values.js";
import { type Cfg, cfgFromSequence } from "../flowgraph/blocks.js";
import { labelExceptionTargets, markExceptHandlers } from "../flowgraph/exceptions.js";
import { type CfgObserver, convertPseudoOps, normalizeJumps, optimizeCodeUnit } from "../flowgraph/flowgraph.js";
import { prepareLocalsplus } from "../flowgraph/localsplus.js";
import { calculateStackdepth } from "../flowgraph/stackdepth.js";
import type { UnitMetadata } from "../flowgraph/unit.js";
import type { InstructionSequence } from "../instruction_sequence.js";
import type { Tuning } from "../tuning.js";
import { assembleCode } from "./assemble.js";

/**
 * `codeFlags` are the CO_* of compute_code_flags; `nparams` counts every parameter, `*args` and `**kwargs` included.
 * Consumes `seq` and `unit.consts`.
 */
export function optimizeAndAssemble(
  unit: UnitMetadata,
  seq: InstructionSequence,
  codeFlags: number,
  nparams: number,
  filename: string,
  tuning: Tuning = {},
): CodeObject {
  const cfg = cfgFromSequence(seq);
  const { observe: observer } = tuning;
  const name = unit.qualname === "" ? unit.name : unit.qualname;
  const observe: CfgObserver | undefined = observer && ((pass, graph) => observer(name, pass, graph));
  observe?.("codegen", cfg);
  const consts = optimizeCodeUnit(
    cfg,
    unit.consts,
    unit.varnames.size,
    nparams,
    observe,
    (tuning.passes ?? "all") === "all",
  );
  return lowerAndAssemble(unit, cfg, codeFlags, consts, filename, observe);
}

/** _PyCompile_Assemble: a sequence that is optimised already to a code object. */
export function assembleUnit(
  unit: UnitMetadata,
  seq: InstructionSequence,
  codeFlags: number,
  consts: readonly PyConst[],
  filename: string,
): CodeObject {
  const cfg = cfgFromSequence(seq);
  markExceptHandlers(cfg);
  labelExceptionTargets(cfg);
  return lowerAndAssemble(unit, cfg, codeFlags, consts, filename);
}

/** From an optimised graph to the code object. */
function lowerAndAssemble(
  unit: UnitMetadata,
  cfg: Cfg,
  codeFlags: number,
  consts: readonly PyConst[],
  filename: string,
  observe?: CfgObserver,
): CodeObject {
  const nlocalsplus = prepareLocalsplus(unit, cfg, codeFlags);
  const maxdepth = calculateStackdepth(cfg);
  convertPseudoOps(cfg);
  normalizeJumps(cfg);
  observe?.("normalize_jumps", cfg);
  return assembleCode(cfg, unit, consts, maxdepth, nlocalsplus, codeFlags, filename);
}
