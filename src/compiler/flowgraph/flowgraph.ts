/**
 * The passes over the control-flow graph, in CPython's order: `optimizeCodeUnit` from labels to placed and numbered blocks,
 * `lowerToMachine` from there to instructions the assembler takes.
 *
 * CPython's counterparts: _PyCfg_OptimizeCodeUnit, _PyCfg_OptimizedCfgToInstructionSequence (flowgraph.c).
 */
import { OP } from "../../bytecode/opcodes.js";
import { IS_BLOCK_PUSH, opFlags } from "../../bytecode/optables.js";
import type { PyConst } from "../../bytecode/values.js";
import { addJump, BasicBlock, type Cfg, lastInstr, setNop } from "./blocks.js";
import { pushColdBlocksToEnd } from "./cold.js";
import type { ConstTable } from "./consts.js";
import { labelExceptionTargets, markExceptHandlers } from "./exceptions.js";
import { resolveLineNumbers } from "./lines.js";
import { addChecksForLoadsOfUninitializedVariables, insertSuperinstructions } from "./locals.js";
import { optimizeBasicBlock } from "./peephole.js";
import {
  inlineSmallOrNoLinenoBlocks,
  removeRedundantNops,
  removeRedundantNopsAndJumps,
  removeRedundantNopsAndPairs,
  removeUnreachable,
} from "./redundant.js";
import { removeUnusedConsts } from "./unused_consts.js";

const { POP_BLOCK, STORE_FAST_MAYBE_NULL, STORE_FAST, LOAD_CLOSURE, LOAD_FAST, JUMP } = OP;
const { POP_JUMP_IF_FALSE, POP_JUMP_IF_TRUE, POP_JUMP_IF_NONE, POP_JUMP_IF_NOT_NONE } = OP;

/** Called after each pass, for `krait dis --cfg`. */
export type CfgObserver = (pass: string, cfg: Cfg) => void;

/** Optimises the graph and returns the constants left. */
export function optimizeCodeUnit(
  cfg: Cfg,
  consts: ConstTable,
  nlocals: number,
  nparams: number,
  observe?: CfgObserver,
  isOptimizing = true,
): readonly PyConst[] {
  markExceptHandlers(cfg);
  labelExceptionTargets(cfg);
  observe?.("label_exception_targets", cfg);
  if (!isOptimizing) return leaveUnoptimized(cfg, consts, nlocals, nparams, observe);
  optimizeCfg(cfg, consts, observe);
  const used = removeUnusedConsts(cfg, consts.list);
  addChecksForLoadsOfUninitializedVariables(cfg, nlocals, nparams);
  observe?.("add_checks_for_loads_of_uninitialized_variables", cfg);
  insertSuperinstructions(cfg);
  observe?.("insert_superinstructions", cfg);
  pushColdBlocksToEnd(cfg);
  observe?.("push_cold_blocks_to_end", cfg);
  resolveLineNumbers(cfg);
  observe?.("resolve_line_numbers", cfg);
  return used;
}

/** Only what the assembler and the machine cannot do without, for `krait dis --opt=none`. */
function leaveUnoptimized(
  cfg: Cfg,
  consts: ConstTable,
  nlocals: number,
  nparams: number,
  observe?: CfgObserver,
): readonly PyConst[] {
  removeUnreachable(cfg);
  resolveLineNumbers(cfg);
  addChecksForLoadsOfUninitializedVariables(cfg, nlocals, nparams);
  observe?.("add_checks_for_loads_of_uninitialized_variables", cfg);
  return consts.list;
}

function optimizeCfg(cfg: Cfg, consts: ConstTable, observe?: CfgObserver): void {
  inlineSmallOrNoLinenoBlocks(cfg);
  removeUnreachable(cfg);
  resolveLineNumbers(cfg);
  observe?.("remove_unreachable", cfg);
  for (let b: BasicBlock | null = cfg.entry; b !== null; b = b.next) optimizeBasicBlock(b, consts);
  observe?.("optimize_basic_block", cfg);
  removeRedundantNopsAndPairs(cfg);
  removeUnreachable(cfg);
  removeRedundantNopsAndJumps(cfg);
  observe?.("optimize_cfg", cfg);
}

/** Pseudo instructions that only the passes needed go; others get their real opcode. */
export function convertPseudoOps(cfg: Cfg): void {
  for (let b: BasicBlock | null = cfg.entry; b !== null; b = b.next) {
    const { instrs } = b;
    for (let i = 0; i < instrs.length; i++) {
      const instr = instrs[i]!;
      const { opcode } = instr;
      if (opcode < 256) continue;
      if ((opFlags[opcode]! & IS_BLOCK_PUSH) !== 0 || opcode === POP_BLOCK) setNop(instr);
      else if (opcode === STORE_FAST_MAYBE_NULL) instr.opcode = STORE_FAST;
      else if (opcode === LOAD_CLOSURE) instr.opcode = LOAD_FAST;
    }
  }
  removeRedundantNops(cfg);
}

function reversed(opcode: number): number {
  switch (opcode) {
    case POP_JUMP_IF_NOT_NONE:
      return POP_JUMP_IF_NONE;
    case POP_JUMP_IF_NONE:
      return POP_JUMP_IF_NOT_NONE;
    case POP_JUMP_IF_FALSE:
      return POP_JUMP_IF_TRUE;
    case POP_JUMP_IF_TRUE:
      return POP_JUMP_IF_FALSE;
  }
  return 0;
}

/** A conditional jump can only go forward: one that goes back becomes its opposite over an unconditional one. */
export function normalizeJumps(cfg: Cfg): void {
  for (let b: BasicBlock | null = cfg.entry; b !== null; b = b.next) b.visited = false;
  for (let b: BasicBlock | null = cfg.entry; b !== null; b = b.next) {
    b.visited = true;
    const last = lastInstr(b);
    if (last === null || !last.target?.visited) continue;
    const opposite = reversed(last.opcode);
    if (opposite === 0) continue;
    const back = new BasicBlock();
    addJump(back, JUMP, last.target, last.loc);
    back.cold = b.cold;
    back.next = b.next;
    last.opcode = opposite;
    last.target = b.next;
    b.next = back;
  }
}
