/**
 * import statements. CPython's counterparts: compiler_import, compiler_from_import in Python/compile.c.
 */
import { intrinsics1 } from "../../bytecode/opargs.js";
import { OP } from "../../bytecode/opcodes.js";
import { PyTuple } from "../../bytecode/values.js";
import type * as ast from "../ast/nodes.js";
import { type Location, NO_LOCATION } from "../instruction_sequence.js";
import { type Compiler, LOC } from "./compiler.js";
import { nameop } from "./names.js";

const INTRINSIC_IMPORT_STAR = intrinsics1.indexOf("INTRINSIC_IMPORT_STAR");

/** `import a.b.c as d` walks to c with IMPORT_FROM. */
function importAs(c: Compiler, loc: Location, name: string, asname: string): void {
  const parts = name.split(".");
  if (parts.length === 1) return nameop(c, loc, asname, "Store");
  for (let i = 1; i < parts.length; i++) {
    if (i > 1) {
      c.addopI(loc, OP.SWAP, 2);
      c.addop(loc, OP.POP_TOP);
    }
    c.addopIn(loc, OP.IMPORT_FROM, c.u.metadata.names, parts[i]!);
  }
  nameop(c, loc, asname, "Store");
  c.addop(loc, OP.POP_TOP);
}

export function compileImport(c: Compiler, s: ast.Import): void {
  const loc = LOC(s);
  for (const alias of s.names) {
    c.loadConst(loc, 0n);
    c.loadConst(loc, null);
    c.addopName(loc, OP.IMPORT_NAME, alias.name);
    if (alias.asname !== null) importAs(c, loc, alias.name, alias.asname);
    else {
      const dot = alias.name.indexOf(".");
      nameop(c, loc, dot < 0 ? alias.name : alias.name.slice(0, dot), "Store");
    }
  }
}

function isAfter(a: Location, b: Location): boolean {
  return a.lineno > b.endLineno || (a.lineno === b.endLineno && a.col > b.endCol);
}

export function compileImportFrom(c: Compiler, s: ast.ImportFrom): void {
  const loc = LOC(s);
  c.loadConst(loc, BigInt(s.level ?? 0));
  if (s.module === "__future__" && !s.level && isAfter(loc, c.future.location))
    c.error(loc, "from __future__ imports must occur at the beginning of the file");
  c.loadConst(loc, new PyTuple(s.names.map((alias) => alias.name)));
  c.addopName(loc, OP.IMPORT_NAME, s.module ?? "");
  for (const alias of s.names) {
    if (alias.name === "*") {
      c.addopI(loc, OP.CALL_INTRINSIC_1, INTRINSIC_IMPORT_STAR);
      c.addop(NO_LOCATION, OP.POP_TOP);
      return;
    }
    c.addopName(loc, OP.IMPORT_FROM, alias.name);
    nameop(c, loc, alias.asname ?? alias.name, "Store");
  }
  c.addop(loc, OP.POP_TOP);
}
