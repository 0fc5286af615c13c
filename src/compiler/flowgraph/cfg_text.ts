/**
 * A control-flow graph as text and as a DOT digraph, for `krait dis --cfg`. Blocks are numbered in their order; edges are
 * solid for jumps and falling through, dashed for exceptions.
 */
import { opNames } from "../../bytecode/opcodes.js";
import { HAS_ARG, HAS_JUMP, HAS_TARGET, opFlags } from "../../bytecode/optables.js";
import type { Instr } from "../instruction_sequence.js";
import { type BasicBlock, type Cfg, hasFallthrough, lastInstr } from "./blocks.js";

type Numbers = ReadonlyMap<BasicBlock, number>;

function numbered(cfg: Cfg): Map<BasicBlock, number> {
  const numbers = new Map<BasicBlock, number>();
  for (let b: BasicBlock | null = cfg.entry; b !== null; b = b.next) numbers.set(b, numbers.size);
  return numbers;
}

function instrText(instr: Instr, numbers: Numbers): string {
  const flags = opFlags[instr.opcode]!;
  let arg = "";
  if ((flags & HAS_TARGET) !== 0) arg = `-> B${numbers.get(instr.target!) ?? "?"}`;
  else if ((flags & HAS_ARG) !== 0) arg = String(instr.oparg);
  const line = instr.loc.lineno < 0 ? "--" : String(instr.loc.lineno);
  return `${line.padStart(4)}  ${opNames[instr.opcode]!.padEnd(26)} ${arg}`.trimEnd();
}

function marks(block: BasicBlock): string {
  const words: string[] = [];
  if (block.isExceptHandler) words.push(block.preserveLasti ? "handler with lasti" : "handler");
  if (block.cold) words.push("cold");
  if (block.startdepth >= 0) words.push(`stack ${block.startdepth}`);
  return words.length === 0 ? "" : ` (${words.join(", ")})`;
}

/** Blocks that control goes to from the end of `block`, and the handlers of its instructions. */
function successors(block: BasicBlock): { normal: BasicBlock[]; handlers: Set<BasicBlock> } {
  const normal: BasicBlock[] = [];
  const last = lastInstr(block);
  if (block.next !== null && hasFallthrough(block)) normal.push(block.next);
  if (last?.target && (opFlags[last.opcode]! & HAS_JUMP) !== 0) normal.push(last.target);
  const handlers = new Set<BasicBlock>();
  for (const { except } of block.instrs) if (except !== null) handlers.add(except);
  return { normal, handlers };
}

/** One paragraph a block. */
export function cfgText(cfg: Cfg): string {
  const numbers = numbered(cfg);
  let text = "";
  for (const [block, number] of numbers) {
    const { normal, handlers } = successors(block);
    const to = normal.map((b) => `B${numbers.get(b) ?? "?"}`);
    const except = [...handlers].map((b) => `B${numbers.get(b) ?? "?"}`);
    const edges =
      (to.length > 0 ? ` -> ${to.join(", ")}` : "") + (except.length > 0 ? ` except ${except.join(", ")}` : "");
    text += `B${number}${marks(block)}${edges}\n`;
    for (const instr of block.instrs) text += `  ${instrText(instr, numbers)}\n`;
  }
  return text;
}

const escaped = (text: string): string => text.replace(/["\\]/g, "\\$&");

/** A DOT digraph titled `title`. */
export function cfgDot(cfg: Cfg, title: string): string {
  const numbers = numbered(cfg);
  const lines = [`digraph "${escaped(title)}" {`, `  label="${escaped(title)}"; node [shape=box fontname=monospace];`];
  for (const [block, number] of numbers) {
    const body = block.instrs.map((instr) => `${escaped(instrText(instr, numbers))}\\l`).join("");
    lines.push(`  B${number} [label="B${number}${marks(block)}\\l${body}"];`);
    const { normal, handlers } = successors(block);
    for (const b of normal) if (numbers.has(b)) lines.push(`  B${number} -> B${numbers.get(b)};`);
    for (const b of handlers) if (numbers.has(b)) lines.push(`  B${number} -> B${numbers.get(b)} [style=dashed];`);
  }
  return `${lines.join("\n")}\n}\n`;
}
