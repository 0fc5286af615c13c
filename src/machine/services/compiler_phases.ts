/**
 * The compiler's phases one by one, for the library's modules _symtable, _tokenize and _testinternalcapi (lib/). Structured data travels as
 * marshal bytes, since constants and code objects are no plain data; the shape of each is told at its function.
 */
import { dumps, loads } from "../../bytecode/marshal.js";
import { HAS_ARG, HAS_TARGET, opFlags } from "../../bytecode/optables.js";
import { type PyConst, PyTuple } from "../../bytecode/values.js";
import { assembleUnit } from "../../compiler/assemble/optimize_and_assemble.js";
import { validateAst } from "../../compiler/ast/validate.js";
import { codegenUnit } from "../../compiler/codegen/codegen.js";
import type { NestedSequence } from "../../compiler/codegen/compiler.js";
import { cleanDoc } from "../../compiler/codegen/docstring.js";
import { guarded, parseToAst } from "../../compiler/compile.js";
import { WarningList } from "../../compiler/errors.js";
import { type BasicBlock, type Cfg, cfgFromSequence } from "../../compiler/flowgraph/blocks.js";
import { ConstCache, ConstTable } from "../../compiler/flowgraph/consts.js";
import { optimizeCodeUnit } from "../../compiler/flowgraph/flowgraph.js";
import { UnitMetadata } from "../../compiler/flowgraph/unit.js";
import { foldAst } from "../../compiler/fold/fold.js";
import { futureFromAst } from "../../compiler/future.js";
import { type Instr, InstructionSequence } from "../../compiler/instruction_sequence.js";
import { buildSymtable } from "../../compiler/symtable/build.js";
import type { SymtableEntry } from "../../compiler/symtable/entry.js";
import { treeOfConstant } from "../ast_host.js";
import { fn, HostError, type HostModule } from "../host_module.js";
import { tokenizeFunctions } from "./tokenize.js";

/** Numbers of one instruction: opcode, oparg, lineno, end_lineno, col_offset, end_col_offset. */
const WIDTH = 6;

function hasTarget(opcode: number): boolean {
  return ((opFlags[opcode] ?? 0) & HAS_TARGET) !== 0;
}

function numbersOf({ opcode, oparg, loc }: Instr, target: number): PyConst[] {
  return [opcode, target, loc.lineno, loc.endLineno, loc.col, loc.endCol].map((n, i) =>
    BigInt(i === 1 && !hasTarget(opcode) ? oparg : n),
  );
}

/** Instructions as one flat tuple; jumps name the index of their target. */
function flatSequence({ instrs, labelMap }: InstructionSequence): PyTuple {
  return new PyTuple(instrs.flatMap((instr) => numbersOf(instr, hasTarget(instr.opcode) ? labelMap[instr.oparg]! : 0)));
}

/** (flat instructions, nested ones) of every inner unit. */
function nestedConstant(nested: readonly NestedSequence[]): PyTuple {
  return new PyTuple(nested.map((inner) => new PyTuple([flatSequence(inner.seq), nestedConstant(inner.nested)])));
}

/** _PyCfg_ToInstructionSequence */
function flatCfg(cfg: Cfg): PyTuple {
  const places = new Map<BasicBlock, number>();
  let n = 0;
  for (let b: BasicBlock | null = cfg.entry; b !== null; b = b.next) {
    places.set(b, n);
    n += b.instrs.length;
  }
  const out: PyConst[] = [];
  for (let b: BasicBlock | null = cfg.entry; b !== null; b = b.next) {
    for (const instr of b.instrs) out.push(...numbersOf(instr, instr.target === null ? 0 : places.get(instr.target)!));
  }
  return new PyTuple(out);
}

/** The sequence of a flat tuple: every target gets a label of its own number. */
function sequenceOf(flat: PyConst | undefined): InstructionSequence {
  const numbers = (flat as PyTuple).items.map(Number);
  const seq = new InstructionSequence();
  const count = numbers.length / WIDTH;
  for (let i = 0; i < count; i++) seq.labelMap.push(i);
  for (let i = 0; i < count; i++) {
    const [opcode, oparg, lineno, endLineno, col, endCol] = numbers.slice(i * WIDTH, (i + 1) * WIDTH) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    if (opFlags[opcode] === undefined) throw new HostError("ValueError", `invalid opcode ${opcode}`);
    if (hasTarget(opcode) && (oparg < 0 || oparg >= count))
      throw new HostError("ValueError", `no instruction ${oparg} to jump to`);
    seq.addOp(opcode, oparg, { lineno, endLineno, col, endCol });
  }
  return seq;
}

function names(table: ReadonlyMap<string, number>): PyTuple {
  return new PyTuple([...table.keys()]);
}

function constTable(consts: readonly PyConst[]): ConstTable {
  const table = new ConstTable(new ConstCache());
  for (const value of consts) table.list.push(table.cache.merge(value));
  return table;
}

/** (instructions, name, constants, names, varnames, cellvars, freevars, argcount, posonlyargcount, kwonlyargcount, nested) */
function codegen(tree: Uint8Array, filename: string, optimize: number): Uint8Array {
  return guarded(() => {
    const mod = treeOfConstant(loads(tree) as PyTuple);
    validateAst(mod);
    const future = futureFromAst(mod, filename);
    const level = Math.max(optimize, 0);
    foldAst(mod, level, future.features);
    const symtable = buildSymtable(mod, filename, future.features);
    const options = { filename, future, flags: 0, optimize: level, warnings: new WarningList() };
    const { metadata: m, nested, seq } = codegenUnit(mod, symtable, options);
    return dumps(
      new PyTuple([
        flatSequence(seq),
        m.name,
        new PyTuple([...m.consts.list]),
        names(m.names),
        names(m.varnames),
        names(m.cellvars),
        names(m.freevars),
        BigInt(m.argcount),
        BigInt(m.posonlyargcount),
        BigInt(m.kwonlyargcount),
        nestedConstant(nested),
      ]),
    );
  });
}

/** (instructions, constants) after the flow graph's passes, of the same before. */
function optimize(data: Uint8Array, nlocals: number): Uint8Array {
  const [flat, consts] = (loads(data) as PyTuple).items;
  const cfg = cfgFromSequence(sequenceOf(flat));
  const left = optimizeCodeUnit(cfg, constTable((consts as PyTuple).items), nlocals, 0);
  return dumps(new PyTuple([flatCfg(cfg), new PyTuple([...left])]));
}

/** Names in order, with their numbers. */
function fill(table: Map<string, unknown>, items: PyConst | undefined): void {
  (items as PyTuple).items.forEach((name, i) => {
    table.set(name as string, i);
  });
}

/**
 * The code object of (instructions, name, qualname, constants, names, varnames, cellvars, freevars, fasthidden, argcount, posonlyargcount,
 * kwonlyargcount, firstlineno).
 */
function assemble(data: Uint8Array, filename: string): Uint8Array {
  const [flat, name, qualname, consts, ...rest] = (loads(data) as PyTuple).items;
  const [namesOf, varnames, cellvars, freevars, fasthidden, argcount, posonly, kwonly, firstlineno] = rest;
  const unit = new UnitMetadata(name as string, constTable((consts as PyTuple).items), Number(firstlineno));
  unit.qualname = qualname as string;
  fill(unit.names, namesOf);
  fill(unit.varnames, varnames);
  fill(unit.cellvars, cellvars);
  fill(unit.freevars, freevars);
  for (const hidden of (fasthidden as PyTuple).items) unit.fasthidden.set(hidden as string, true);
  unit.argcount = Number(argcount);
  unit.posonlyargcount = Number(posonly);
  unit.kwonlyargcount = Number(kwonly);
  return dumps(assembleUnit(unit, sequenceOf(flat), 0, unit.consts.list, filename));
}

/** (name, type, line, nested, variable names, symbols, their flags, children). */
function entryConstant(entry: SymtableEntry): PyTuple {
  const symbols = [...entry.symbols];
  return new PyTuple([
    entry.name,
    BigInt(entry.type),
    BigInt(entry.loc.lineno),
    BigInt(entry.nested ? 1 : 0),
    new PyTuple([...entry.varnames]),
    new PyTuple(symbols.map(([name]) => name)),
    new PyTuple(symbols.map(([, flags]) => BigInt(flags))),
    new PyTuple(entry.children.map(entryConstant)),
  ]);
}

function symtable(source: Uint8Array | string, filename: string, mode: string): Uint8Array {
  const tree = parseToAst(source, filename, mode as "exec");
  return guarded(() => {
    const { features } = futureFromAst(tree, filename);
    return dumps(entryConstant(buildSymtable(tree, filename, features).top));
  });
}

export function compilerPhasesModule(): HostModule {
  return {
    doc: "The compiler's phases one by one.",
    isInternal: true,
    functions: {
      codegen: fn("tree,filename,optimize,/", codegen),
      optimize: fn("data,nlocals,/", optimize),
      assemble: fn("data,filename,/", assemble),
      cleandoc: fn("doc,/", (doc: string) => cleanDoc(doc)),
      has_arg: fn("opcode,/", (opcode: number) => ((opFlags[opcode] ?? 0) & HAS_ARG) !== 0),
      has_target: fn("opcode,/", hasTarget),
      symtable: fn("source,filename,mode,/", symtable),
      ...tokenizeFunctions(),
    },
  };
}
