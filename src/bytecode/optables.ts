/**
 * The opcode table (opcodes.ts) turned into arrays by opcode number, for inner loops: flag bits, cache sizes, general opcodes,
 * stack effects. CPython's counterpart: the tables of pycore_opcode_metadata.h. Nothing here is a fact of its own.
 */
import { OP, type OpName, rows } from "./opcodes.js";

export const HAS_ARG = 1;
export const HAS_CONST = 2;
export const HAS_NAME = 4;
export const HAS_JUMP = 8;
export const HAS_FREE = 16;
export const HAS_LOCAL = 32;
export const HAS_EVAL_BREAK = 64;
/** A jump or a SETUP_*: the argument is (becomes) a target. */
export const HAS_TARGET = 128;
export const IS_BLOCK_PUSH = 256;
/** Control leaves the code object: RETURN_VALUE, RETURN_CONST, RAISE_VARARGS, RERAISE. */
export const IS_SCOPE_EXIT = 512;
export const IS_UNCONDITIONAL_JUMP = 1024;
export const IS_BACKWARD_JUMP = 2048;

function flagsOf(name: OpName): number {
  const { operand, flags, kind } = rows[name];
  let bits = 0;
  if (operand !== "none") bits |= HAS_ARG;
  if (operand === "const") bits |= HAS_CONST;
  if (operand.startsWith("name")) bits |= HAS_NAME;
  if (operand === "free") bits |= name === "LOAD_CLOSURE" ? HAS_LOCAL : HAS_FREE;
  if (operand.startsWith("local")) bits |= HAS_LOCAL;
  if (operand === "forward" || operand === "backward") bits |= HAS_JUMP | HAS_TARGET;
  if (operand === "label") bits |= HAS_TARGET | (name.startsWith("SETUP_") ? IS_BLOCK_PUSH : HAS_JUMP);
  if (operand === "backward") bits |= IS_BACKWARD_JUMP;
  if (flags.includes("eval_break")) bits |= HAS_EVAL_BREAK;
  if (kind !== "instrumented" && /^JUMP/.test(name)) bits |= IS_UNCONDITIONAL_JUMP;
  if (/^(RETURN_VALUE|RETURN_CONST|RAISE_VARARGS|RERAISE)$/.test(name)) bits |= IS_SCOPE_EXIT;
  return bits;
}

/** HAS_* and IS_* bits by opcode number. */
export const opFlags: Uint16Array = (() => {
  const table = new Uint16Array(268);
  for (const name of Object.keys(OP) as OpName[]) table[OP[name]] = flagsOf(name);
  return table;
})();

/** Code units of inline cache after each instruction. */
export const opCaches: Uint8Array = (() => {
  const table = new Uint8Array(268);
  for (const name of Object.keys(OP) as OpName[]) {
    if (rows[name].kind === "pseudo") continue;
    table[OP[name]] = rows[name].caches.reduce((sum, [, units]) => sum + units, 0);
  }
  return table;
})();

/** The general opcode of each specialised one; itself otherwise. */
export const opDeopt: Uint16Array = (() => {
  const table = new Uint16Array(268).map((_, i) => i);
  for (const name of Object.keys(OP) as OpName[]) {
    if (rows[name].kind === "specialised") table[OP[name]] = OP[rows[name].family];
  }
  return table;
})();

/** Items of one side of a stack picture: a constant and the parts that depend on the argument. */
interface Side {
  readonly fixed: number;
  readonly variable: readonly ((oparg: number) => number)[];
}

const sizes: { readonly [expression: string]: (oparg: number) => number } = {
  oparg: (n) => n,
  "oparg * 2": (n) => n * 2,
  "oparg - 1": (n) => n - 1,
  "oparg - 2": (n) => n - 2,
  "oparg & 1": (n) => n & 1,
  "oparg & 255": (n) => n & 255,
  "oparg >> 8": (n) => n >> 8,
  "oparg == 3": (n) => (n === 3 ? 1 : 0),
};

function parseSide(side: string): Side {
  let fixed = 0;
  const variable: ((oparg: number) => number)[] = [];
  for (const item of side.split(",").map((text) => text.trim())) {
    if (item === "") continue;
    const size = /\[(.+)\]$/.exec(item);
    if (!size) fixed++;
    else if (sizes[size[1]!]) variable.push(sizes[size[1]!]!);
    else throw new Error(`stack picture: unknown size [${size[1]}] in "${side}"; add it to sizes in opcodes.ts`);
  }
  return { fixed, variable };
}

interface Effect {
  readonly popped: Side;
  readonly pushed: Side;
}

function parsePicture(stack: string): Effect {
  const [before, after] = stack.split("--");
  return { popped: parseSide(before!), pushed: parseSide(after!) };
}

const effects: (Effect | undefined)[] = new Array(268).fill(undefined);
const effectsAtTarget: (Effect | undefined)[] = new Array(268).fill(undefined);
/** The effect by opcode where it does not depend on the argument, else VARIABLE: the quick path. */
const VARIABLE = 127;
const fixedEffect = new Int8Array(268).fill(VARIABLE);
for (const name of Object.keys(OP) as OpName[]) {
  const row = rows[name];
  const effect = parsePicture(row.stack);
  effects[OP[name]] = effect;
  effectsAtTarget[OP[name]] = row.stackAtTarget === undefined ? effect : parsePicture(row.stackAtTarget);
  if (effect.popped.variable.length + effect.pushed.variable.length === 0 && row.stackAtTarget === undefined) {
    fixedEffect[OP[name]] = effect.pushed.fixed - effect.popped.fixed;
  }
}

function count(side: Side, oparg: number): number {
  let n = side.fixed;
  for (const size of side.variable) n += size(oparg);
  return n;
}

/** How the stack grows over one instruction; `jump` is whether control goes to its target. */
export function stackEffect(opcode: number, oparg: number, jump: boolean): number {
  const quick = fixedEffect[opcode]!;
  if (quick !== VARIABLE) return quick;
  const effect = (jump ? effectsAtTarget : effects)[opcode];
  if (effect === undefined) throw new Error(`stackEffect: there is no opcode ${opcode}`);
  return count(effect.pushed, oparg) - count(effect.popped, oparg);
}
