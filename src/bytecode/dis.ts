/**
 * The text of `python -m dis`, byte for byte but for the addresses of code objects, and the instructions behind it.
 * CPython's counterpart: Lib/dis.py. A pure function of a code object; other views (JSON, positions, counts) start from
 * `getInstructions`.
 */
import type { Location } from "../compiler/instruction_sequence.js";
import { type ExceptionEntry, readExceptionTable } from "./exceptiontable.js";
import { readLocations } from "./linetable.js";
import { binaryOps, COMPARE_TO_BOOL, compareOps, intrinsics1, intrinsics2 } from "./opargs.js";
import { OP, type OpName, opNames, rows } from "./opcodes.js";
import { HAS_ARG, HAS_JUMP, IS_BACKWARD_JUMP, opCaches, opDeopt, opFlags } from "./optables.js";
import { pyRepr } from "./repr.js";
import { CodeObject } from "./values.js";

const { EXTENDED_ARG, LOAD_GLOBAL } = OP;

export interface DisOptions {
  /** -C */
  readonly showCaches?: boolean;
  /** -O */
  readonly showOffsets?: boolean;
  /** -P: the source range of each instruction, `line:column-line:column`, in its own column. */
  readonly positions?: boolean;
  /** --explain: after each instruction its stack picture and what it does. */
  readonly explain?: boolean;
  /** Opcode names in colour by what they do. */
  readonly color?: boolean;
  /** Code as the machine has specialised it: same length as the code object's own. */
  readonly adaptive?: (code: CodeObject) => Uint8Array;
  /** Executions of each code unit, in a column of their own. */
  readonly counts?: ((code: CodeObject) => BigUint64Array) | undefined;
}

export interface CacheEntry {
  readonly name: string;
  readonly units: number;
  /** The entry's content as an unsigned number. */
  readonly value: bigint;
}

export interface Instruction {
  readonly opname: string;
  readonly opcode: number;
  /** null for instructions without an argument. */
  readonly arg: number | null;
  readonly argrepr: string;
  readonly offset: number;
  readonly startsLine: boolean;
  /** null for instructions without a line. */
  readonly lineNumber: number | null;
  /** Number of the label here, or null. */
  readonly label: number | null;
  /** Offset of a jump's target, or null. */
  readonly jumpTarget: number | null;
  readonly location: Location;
  /** Executions, if they were counted. */
  readonly count?: number;
  readonly cacheInfo: readonly CacheEntry[];
}

interface RawInstruction {
  readonly offset: number;
  readonly opcode: number;
  readonly arg: number | null;
}

/** Instructions of plain code: arguments with their EXTENDED_ARGs, which stand as instructions too. */
function unpackOpargs(code: Uint8Array): RawInstruction[] {
  const raw: RawInstruction[] = [];
  let extended = 0;
  for (let i = 0; i < code.length; i += 2) {
    const opcode = code[i]!;
    const general = opDeopt[opcode]!;
    let arg: number | null = null;
    if ((opFlags[general]! & HAS_ARG) !== 0) arg = code[i + 1]! | extended;
    extended = general === EXTENDED_ARG ? arg! << 8 : 0;
    raw.push({ offset: i, opcode, arg });
    i += opCaches[general]! * 2;
  }
  return raw;
}

function jumpTargetOf({ offset, opcode, arg }: RawInstruction): number | null {
  const general = opDeopt[opcode]!;
  const flags = opFlags[general]!;
  if ((flags & HAS_JUMP) === 0) return null;
  const distance = (flags & IS_BACKWARD_JUMP) !== 0 ? -arg! : arg!;
  return offset + 2 + opCaches[general]! * 2 + distance * 2;
}

/** Offset -> number of each place that a jump or the exception table names, numbered from 1 in order. */
function makeLabelsMap(raw: readonly RawInstruction[], exceptions: readonly ExceptionEntry[]): Map<number, number> {
  const offsets = new Set<number>();
  for (const instruction of raw) {
    const target = jumpTargetOf(instruction);
    if (target !== null) offsets.add(target);
  }
  for (const { start, end, target } of exceptions)
    offsets
      .add(start * 2)
      .add(end * 2)
      .add(target * 2);
  const sorted = [...offsets].sort((a, b) => a - b);
  return new Map(sorted.map((offset, i) => [offset, i + 1]));
}

const functionAttributes = ["defaults", "kwdefaults", "annotations", "closure"];
const conversions = ["", "str", "repr", "ascii"];

function argReprOf(code: CodeObject, raw: RawInstruction, labels: ReadonlyMap<number, number>): string {
  const { arg } = raw;
  if (arg === null) return "";
  const { consts, names, localsplusnames } = code.fields;
  const general = opDeopt[raw.opcode]!;
  const name = opNames[general]!;
  switch (rows[name].operand) {
    case "const":
      return pyRepr(consts[arg]!);
    case "name":
      return names[arg]!;
    case "name>>1": {
      const suffix = general === LOAD_GLOBAL ? " + NULL" : " + NULL|self";
      return names[arg >> 1]! + (arg & 1 ? suffix : "");
    }
    case "name>>2":
      return names[arg >> 2]! + (arg & 1 ? " + NULL|self" : "");
    case "forward":
    case "backward":
      return `to L${labels.get(jumpTargetOf(raw)!)}`;
    case "local-pair":
      return `${localsplusnames[arg >> 4]}, ${localsplusnames[arg & 15]}`;
    case "local":
    case "free":
      return localsplusnames[arg]!;
    case "compare": {
      const sign = compareOps[arg >> 5]![0];
      return arg & COMPARE_TO_BOOL ? `bool(${sign})` : sign;
    }
    case "conversion":
      return conversions[arg]!;
    case "function-attribute":
      return functionAttributes.filter((_, i) => arg & (1 << i)).join(", ");
    case "binary-op":
      return binaryOps[arg]![1];
    case "intrinsic-1":
      return intrinsics1[arg]!;
    case "intrinsic-2":
      return intrinsics2[arg]!;
  }
  return "";
}

function cacheInfoOf(bytes: Uint8Array, offset: number, general: number): CacheEntry[] {
  if (opCaches[general] === 0) return [];
  let at = offset + 2;
  return rows[opNames[general] as OpName].caches.map(([name, units]) => {
    let value = 0n;
    for (let i = units * 2 - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[at + i]!);
    at += units * 2;
    return { name, units, value };
  });
}

/** `bytes`: what to show, the code object's own code unless it has been specialised. */
export function getInstructions(
  code: CodeObject,
  bytes: Uint8Array = code.fields.code,
  counts?: BigUint64Array,
): Instruction[] {
  const { fields } = code;
  const raw = unpackOpargs(fields.code);
  const labels = makeLabelsMap(raw, readExceptionTable(fields.exceptiontable));
  const locations = readLocations(fields.linetable, fields.firstlineno);
  const instructions: Instruction[] = [];
  let previousLine: number | undefined;
  for (const instruction of raw) {
    const { offset, opcode, arg } = instruction;
    const location = locations[offset / 2]!;
    const line = location.lineno;
    const startsLine = line !== previousLine;
    previousLine = line;
    const shown = bytes[offset]!;
    instructions.push({
      opname: opNames[shown] ?? `<${shown}>`,
      opcode: shown,
      arg,
      argrepr: argReprOf(code, instruction, labels),
      offset,
      startsLine,
      lineNumber: line < 0 ? null : line,
      label: labels.get(offset) ?? null,
      jumpTarget: jumpTargetOf(instruction),
      location,
      ...(counts === undefined ? {} : { count: Number(counts[offset / 2]!) }),
      cacheInfo: cacheInfoOf(bytes, offset, opDeopt[opcode]!),
    });
  }
  return instructions;
}

const NO_LINENO = "  --";
const OPNAME_WIDTH = 20;
const OPARG_WIDTH = 5;

function linenoWidth(instructions: readonly Instruction[]): number {
  let max = -1;
  let hasNone = false;
  for (const { lineNumber } of instructions) {
    if (lineNumber === null) hasNone = true;
    else if (lineNumber > max) max = lineNumber;
  }
  // CPython's filter() drops line 0 as well.
  if (max <= 0) return 0;
  const width = Math.max(3, String(max).length);
  return hasNone && width < NO_LINENO.length ? NO_LINENO.length : width;
}

interface Widths {
  readonly lineno: number;
  readonly label: number;
  readonly offset: number;
  /** 0 without -P. */
  readonly positions: number;
  /** 0 without --counts. */
  readonly counts: number;
}

function positionText({ lineno, endLineno, col, endCol }: Location): string {
  const part = (n: number): string => (n < 0 ? "?" : String(n));
  return lineno < 0 ? "" : `${lineno}:${part(col)}-${part(endLineno)}:${part(endCol)}`;
}

const RESET = "\x1b[0m";

/** Green loads and stores, yellow jumps, magenta calls, dim bookkeeping; nothing for the rest. */
function colorOf(opname: string): string {
  if (/JUMP|^FOR_ITER|^SEND|^RETURN|^RERAISE|^RAISE/.test(opname)) return "\x1b[33m";
  if (/^(INSTRUMENTED_)?CALL|^YIELD|^MAKE_FUNCTION/.test(opname)) return "\x1b[35m";
  if (/^(LOAD|STORE|DELETE)_/.test(opname)) return "\x1b[32m";
  return /^(NOP|CACHE|RESUME|EXTENDED_ARG|COPY|SWAP|PUSH_NULL|POP_TOP)/.test(opname) ? "\x1b[2m" : "";
}

/** The opcode's name padded to its column, in colour if asked. */
function opnameField(opname: string, color: boolean): string {
  const code = color ? colorOf(opname) : "";
  const padding = " ".repeat(Math.max(0, OPNAME_WIDTH - opname.length));
  return code === "" ? opname + padding : code + opname + RESET + padding;
}

function explanation(instr: Instruction, widths: Widths): string {
  const { stack, sentence } = rows[instr.opname as OpName];
  const indent = " ".repeat(widths.lineno + widths.label + widths.offset + widths.positions + widths.counts + 8);
  return `${indent}# ${stack}  ${sentence}\n`;
}

type Line = Pick<Instruction, "opname" | "arg" | "argrepr" | "offset" | "startsLine" | "lineNumber" | "label"> & {
  readonly location?: Location;
  readonly count?: number;
};

function instructionLine(instr: Line, widths: Widths, color: boolean): string {
  const fields: string[] = [];
  if (widths.lineno > 0) {
    const text = instr.lineNumber === null ? NO_LINENO : String(instr.lineNumber);
    fields.push((instr.startsLine ? text : "").padStart(widths.lineno));
  }
  if (widths.positions > 0) fields.push((instr.location ? positionText(instr.location) : "").padEnd(widths.positions));
  if (widths.counts > 0) fields.push((instr.count === undefined ? "" : String(instr.count)).padStart(widths.counts));
  fields.push((instr.label === null ? "" : `L${instr.label}:`).padStart(widths.label));
  if (widths.offset > 0) fields.push(`${String(instr.offset).padStart(widths.offset)}  `);
  fields.push("   ", opnameField(instr.opname, color));
  if (instr.arg !== null) {
    const excess = Math.max(0, instr.opname.length - OPNAME_WIDTH);
    fields.push(String(instr.arg).padStart(OPARG_WIDTH - excess));
    if (instr.argrepr !== "") fields.push(`(${instr.argrepr})`);
  }
  const blank = widths.lineno > 0 && instr.startsLine && instr.offset > 0 ? "\n" : "";
  return `${blank}${fields.join(" ").trimEnd()}\n`;
}

function cacheLines(instr: Instruction, widths: Widths, color: boolean): string {
  let text = "";
  let { offset } = instr;
  for (const { name, units, value } of instr.cacheInfo) {
    for (let i = 0; i < units; i++) {
      offset += 2;
      const argrepr = i === 0 ? `${name}: ${value}` : "";
      const line = { opname: "CACHE", arg: 0, argrepr, offset, startsLine: false, lineNumber: null, label: null };
      text += instructionLine(line, widths, color);
    }
  }
  return text;
}

function exceptionTableText(entries: readonly ExceptionEntry[], labels: ReadonlyMap<number, number>): string {
  if (entries.length === 0) return "";
  const lines = entries.map(({ start, end, target, depth, lasti }) => {
    const [from, to, handler] = [start, end, target].map((unit) => `L${labels.get(unit * 2)}`);
    return `  ${from} to ${to} -> ${handler} [${depth}]${lasti ? " lasti" : ""}\n`;
  });
  return `ExceptionTable:\n${lines.join("")}`;
}

/** dis.disassemble: one code object, without those inside it. */
export function disassemble(code: CodeObject, options: DisOptions = {}): string {
  const { fields } = code;
  const exceptions = readExceptionTable(fields.exceptiontable);
  const labels = makeLabelsMap(unpackOpargs(fields.code), exceptions);
  const instructions = getInstructions(code, options.adaptive?.(code), options.counts?.(code));
  const widths: Widths = {
    lineno: linenoWidth(instructions),
    label: 4 + String(labels.size).length,
    offset: options.showOffsets ? String(Math.max(fields.code.length - 2, 9999)).length : 0,
    counts: options.counts ? Math.max(...instructions.map(({ count }) => String(count).length)) : 0,
    positions: options.positions ? Math.max(1, ...instructions.map((i) => positionText(i.location).length)) : 0,
  };
  const color = options.color ?? false;
  let text = "";
  for (const instr of instructions) {
    text += instructionLine(instr, widths, color);
    if (options.explain) text += explanation(instr, widths);
    if (options.showCaches) text += cacheLines(instr, widths, color);
  }
  return text + exceptionTableText(exceptions, labels);
}

/** dis.dis: a code object and all those inside it. */
export function dis(code: CodeObject, options: DisOptions = {}): string {
  let text = disassemble(code, options);
  for (const item of code.fields.consts) {
    if (item instanceof CodeObject) text += `\nDisassembly of ${pyRepr(item)}:\n${dis(item, options)}`;
  }
  return text;
}

/** A code object and those inside it as plain data for JSON; numbers beyond 2**53 and constants as text. */
export function disJson(code: CodeObject, options: DisOptions = {}): unknown {
  const { fields } = code;
  const { name, qualname, filename, firstlineno, argcount, posonlyargcount, kwonlyargcount, stacksize, flags } = fields;
  return {
    ...{ name, qualname, filename, firstlineno, argcount, posonlyargcount, kwonlyargcount, stacksize, flags },
    consts: fields.consts.map((value) => pyRepr(value)),
    names: fields.names,
    localsplusnames: fields.localsplusnames,
    instructions: getInstructions(code, options.adaptive?.(code), options.counts?.(code)).map((instr) => ({
      ...instr,
      cacheInfo: instr.cacheInfo.map((entry) => ({ ...entry, value: String(entry.value) })),
    })),
    exceptionTable: readExceptionTable(fields.exceptiontable).map((e) => ({
      start: e.start * 2,
      end: e.end * 2,
      target: e.target * 2,
      depth: e.depth,
      lasti: e.lasti,
    })),
    children: fields.consts.filter((value) => value instanceof CodeObject).map((child) => disJson(child, options)),
  };
}
