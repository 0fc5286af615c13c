/**
 * From the opcode table: the machine's constants and tables (assembly/generated/, not kept in git) and docs/opcodes.md (kept).
 */
import { join } from "node:path";
import { failureKinds } from "../../src/bytecode/failure_kinds.js";
import { binaryOps, compareOps, intrinsics1, intrinsics2 } from "../../src/bytecode/opargs.js";
import { OP, type OpName, opNames, type Row, rows } from "../../src/bytecode/opcodes.js";
import { opCaches, opDeopt, stackEffect } from "../../src/bytecode/optables.js";
import type { Generated } from "../generate.js";

const byNumber = opNames.filter((name): name is OpName => name !== undefined);
/** Opcodes that can stand in code: the machine knows no pseudo instructions. */
const real = byNumber.filter((name) => OP[name] < 256);

function constants(names: readonly (readonly [string, number])[]): string[] {
  return names.map(([name, value]) => `export const ${name}: i32 = ${value};`);
}

export function generateOpcodeConstants(root: string): Generated {
  const numbered = (list: readonly string[]): [string, number][] => list.map((name, i) => [name, i]);
  const lines = [
    "// Made by scripts/generate/opcode.ts from src/bytecode/opcodes.ts and opargs.ts. Do not edit.",
    ...constants(real.map((name) => [name, OP[name]])),
    "",
    "// Code units of inline cache after the instruction.",
    ...constants(real.filter((name) => opCaches[OP[name]]! > 0).map((name) => [`CACHES_${name}`, opCaches[OP[name]]!])),
    "",
    ...constants(numbered(binaryOps.map(([name]) => name))),
    "",
    ...constants(numbered(intrinsics1)),
    "",
    ...constants(numbered(intrinsics2)),
    "",
  ];
  return { path: join(root, "assembly/generated/opcode.ts"), text: lines.join("\n") };
}

/** CPython's SPEC_FAIL_ATTR_METHOD is ATTR_METHOD. */
export function generateFailureKinds(root: string): Generated {
  const named = Object.entries(failureKinds).flatMap(([group, kinds]) =>
    Object.entries(kinds).map(([name, number]): [string, number] => [group === "" ? name : `${group}_${name}`, number]),
  );
  const lines = [
    "// Made by scripts/generate/opcode.ts from src/bytecode/failure_kinds.ts. Do not edit.",
    ...named.map(([name, number]) => `export const ${name}: u32 = ${number};`),
    "",
  ];
  return { path: join(root, "assembly/generated/failure_kinds.ts"), text: lines.join("\n") };
}

function bytes(table: ArrayLike<number>): string {
  const values = Array.from({ length: 256 }, (_, i) => table[i]!);
  const rowsOf16: string[] = [];
  for (let i = 0; i < 256; i += 16) rowsOf16.push(`  ${values.slice(i, i + 16).join(", ")},`);
  return `memory.data<u8>([\n${rowsOf16.join("\n")}\n])`;
}

/** How an opcode's stack effect follows from its operand n: `base + slope * n`, or, with slope ODD, `base + (n & 1)` or minus it. */
function effectRow(opcode: number): readonly [number, number] {
  const at = (n: number) => stackEffect(opcode, n, false);
  try {
    const slope = at(3) - at(2);
    if (at(2) - at(1) === slope) return [at(1) - slope, slope];
    return [at(2), at(1) > at(2) ? ODD : -ODD];
  } catch {
    return [0, 0];
  }
}

/** A slope that no opcode has. */
const ODD = 100;

export function generateOpcodeTables(root: string): Generated {
  const effects = Array.from({ length: 256 }, (_, opcode) => effectRow(opcode));
  const lines = [
    "// Made by scripts/generate/opcode.ts from src/bytecode/opcodes.ts. Do not edit.",
    "",
    "/** 256 bytes: code units of inline cache by opcode. */",
    `export const opcodeCaches: usize = ${bytes(opCaches)};`,
    "",
    "/** 256 bytes: the general opcode of each specialised one; every other opcode itself. */",
    `export const opcodeDeopt: usize = ${bytes(opDeopt)};`,
    "",
    "/** 256 signed bytes each: the stack effect of an opcode with operand n, not jumping: base + slope * n; slope 100: base + (n & 1), -100: minus it. */",
    `export const opcodeEffect: usize = ${bytes(effects.map(([base]) => base & 255))};`,
    `export const opcodeEffectSlope: usize = ${bytes(effects.map(([, slope]) => slope & 255))};`,
    "",
  ];
  return { path: join(root, "assembly/generated/opcode_tables.ts"), text: lines.join("\n") };
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

function docRow(name: OpName, row: Row): string {
  const caches = row.caches.map(([field, units]) => (units === 1 ? field : `${field}:${units}`)).join(" ");
  const stack = row.stackAtTarget === undefined ? row.stack : `${row.stack}; at the label ${row.stackAtTarget}`;
  const cells = [String(OP[name]), name, row.operand, `\`${stack}\``, caches, row.flags, row.sentence];
  return `| ${cells.map(cell).join(" | ")} |`;
}

function docTable(title: string, kind: Row["kind"]): string[] {
  return [
    `## ${title}`,
    "",
    "| | opcode | argument | stack | cache | flags | |",
    "|--:|---|---|---|---|---|---|",
    ...byNumber.filter((name) => rows[name].kind === kind).map((name) => docRow(name, rows[name])),
    "",
  ];
}

export function generateOpcodeDocs(root: string): Generated {
  const lines = [
    "# Opcodes of CPython 3.13",
    "",
    "Made by `npm run generate` from src/bytecode/opcodes.ts; edit that. Stack pictures read `before -- after`, top at the right;",
    "`x[n]` is n items. A cache field without a number is one code unit. Flags: *error* may raise, *escapes* may run any Python",
    "code, *eval_break* is a safe point, *pure* has no effect beyond the stack, *deopt* falls back to its general form.",
    "",
    ...docTable("Instructions", "plain"),
    ...docTable("Specialised: the machine writes them over a general one", "specialised"),
    ...docTable("Instrumented: sys.monitoring writes them over others", "instrumented"),
    ...docTable("Pseudo: between code generation and assembly", "pseudo"),
    "## BINARY_OP's argument",
    "",
    binaryOps.map(([, sign], i) => `${i} \`${cell(sign)}\``).join(", "),
    "",
    "## COMPARE_OP's argument",
    "",
    `\`index << 5 | 16 (convert to bool) | mask\`: ${compareOps.map(([sign, mask], i) => `${i} \`${sign}\` mask ${mask}`).join(", ")}.`,
    "The mask's bits: 1 unordered, 2 less, 4 greater, 8 equal.",
    "",
  ];
  return { path: join(root, "docs/opcodes.md"), text: lines.join("\n") };
}
