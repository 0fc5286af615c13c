/**
 * The symbol table's second pass: decides for each name of each block whether it is local, global, free or a cell, and
 * folds comprehensions into the block around them (PEP 709). CPython's counterpart: analyze_block and its helpers in
 * Python/symtable.c.
 *
 * Invariant: sets that a block passes down are copied for each child, because a child's names must not reach its siblings.
 */
import { PySyntaxError } from "../errors.js";
import {
  BlockType,
  CELL,
  ComprehensionType,
  DEF_BOUND,
  DEF_COMP_CELL,
  DEF_FREE_CLASS,
  DEF_GLOBAL,
  DEF_NONLOCAL,
  DEF_PARAM,
  DEF_TYPE_PARAM,
  FREE,
  GLOBAL_EXPLICIT,
  GLOBAL_IMPLICIT,
  LOCAL,
  SCOPE_MASK,
  SCOPE_OFFSET,
  type SymtableEntry,
} from "./entry.js";

type Names = Set<string>;

/** What a block hands to analyzeName; `bound` is null for a module. */
interface Surroundings {
  readonly filename: string;
  readonly bound: Names | null;
  readonly free: Names;
  readonly global: Names;
  readonly typeParams: Names;
  readonly classEntry: SymtableEntry | null;
}

/** symtable_analyze */
export function analyze(top: SymtableEntry, filename: string): void {
  analyzeBlock(top, {
    filename,
    bound: null,
    free: new Set(),
    global: new Set(),
    typeParams: new Set(),
    classEntry: null,
  });
}

function errorAtDirective(entry: SymtableEntry, name: string, filename: string, msg: string): never {
  for (const directive of entry.directives ?? []) {
    if (directive.name !== name) continue;
    const { lineno, col, endLineno, endCol } = directive.loc;
    throw new PySyntaxError("SyntaxError", msg, filename, lineno, col + 1, endLineno, endCol + 1, null, true);
  }
  throw new Error("error_at_directive: no directive for the name");
}

function checkNonlocal(entry: SymtableEntry, name: string, around: Surroundings): void {
  if (around.bound === null)
    errorAtDirective(entry, name, around.filename, "nonlocal declaration not allowed at module level");
  if (!around.bound!.has(name))
    errorAtDirective(entry, name, around.filename, `no binding for nonlocal '${name}' found`);
  if (around.typeParams.has(name))
    errorAtDirective(entry, name, around.filename, `nonlocal binding not allowed for type parameter '${name}'`);
}

/** analyze_name: returns the scope; the sets learn about the name. */
function analyzeName(entry: SymtableEntry, name: string, flags: number, local: Names, around: Surroundings): number {
  const { bound, free, global, typeParams, classEntry } = around;
  if (flags & DEF_GLOBAL) {
    if (flags & DEF_NONLOCAL) errorAtDirective(entry, name, around.filename, `name '${name}' is nonlocal and global`);
    global.add(name);
    bound?.delete(name);
    return GLOBAL_EXPLICIT;
  }
  if (flags & DEF_NONLOCAL) {
    checkNonlocal(entry, name, around);
    free.add(name);
    return FREE;
  }
  if (flags & DEF_BOUND) {
    local.add(name);
    global.delete(name);
    if (flags & DEF_TYPE_PARAM) typeParams.add(name);
    else typeParams.delete(name);
    return LOCAL;
  }
  // A block that can see a class's names looks them up in the class first and then globally, never in the function
  // around the class.
  if (classEntry !== null) {
    const classFlags = classEntry.symbols.get(name) ?? 0;
    if (classFlags & DEF_GLOBAL) return GLOBAL_EXPLICIT;
    if (classFlags & DEF_BOUND && !(classFlags & DEF_NONLOCAL)) return GLOBAL_IMPLICIT;
  }
  if (bound?.has(name)) {
    free.add(name);
    return FREE;
  }
  return GLOBAL_IMPLICIT;
}

function addAll(to: Names, from: Names): void {
  for (const name of from) to.add(name);
}

function analyzeBlock(entry: SymtableEntry, around: Surroundings): void {
  const { bound, free, global, typeParams, classEntry } = around;
  const isClass = entry.type === BlockType.Class;
  const local: Names = new Set();
  const scopes = new Map<string, number>();
  // A class's names are invisible in its methods: what goes down is fixed before the class's own names are looked at.
  const newGlobal: Names = new Set(isClass ? global : undefined);
  const newBound: Names = new Set(isClass ? bound : undefined);
  const newFree: Names = new Set();
  const inlinedCells: Names = new Set();

  for (const [name, flags] of entry.symbols) scopes.set(name, analyzeName(entry, name, flags, local, around));

  if (isClass) {
    newBound.add("__class__");
    newBound.add("__classdict__");
  } else {
    if (entry.isFunctionLike()) addAll(newBound, local);
    if (bound !== null) addAll(newBound, bound);
    addAll(newGlobal, global);
  }

  for (const child of entry.children) {
    const childClass = child.canSeeClassScope ? (isClass ? entry : classEntry) : null;
    const inline = child.comprehension !== ComprehensionType.None && !child.generator && !entry.canSeeClassScope;
    const childFree: Names = new Set(newFree);
    analyzeBlock(child, {
      filename: around.filename,
      bound: new Set(newBound),
      free: childFree,
      global: new Set(newGlobal),
      typeParams: new Set(typeParams),
      classEntry: childClass,
    });
    if (inline) {
      inlineComprehension(entry, child, scopes, childFree, inlinedCells);
      child.compInlined = true;
    }
    addAll(newFree, childFree);
  }
  if (entry.children.some((child) => child.compInlined))
    entry.children = entry.children.flatMap((child) => (child.compInlined ? child.children : [child]));

  if (entry.isFunctionLike()) analyzeCells(scopes, newFree, inlinedCells);
  else if (isClass) dropClassFree(entry, newFree);
  updateSymbols(entry, scopes, bound, newFree, inlinedCells);
  addAll(free, newFree);
}

function isFreeInAnyChild(entry: SymtableEntry, name: string): boolean {
  return entry.children.some((child) => child.scope(name) === FREE);
}

/** inline_comprehension: the names of an inlined comprehension become names of the block around it. */
function inlineComprehension(
  entry: SymtableEntry,
  comp: SymtableEntry,
  scopes: Map<string, number>,
  compFree: Names,
  inlinedCells: Names,
): void {
  let removeDunderClass = false;
  for (const [name, compFlags] of comp.symbols) {
    if (compFlags & DEF_PARAM) continue;
    let scope = (compFlags >> SCOPE_OFFSET) & SCOPE_MASK;
    const onlyFlags = compFlags & ((1 << SCOPE_OFFSET) - 1);
    if (scope === CELL || onlyFlags & DEF_COMP_CELL) inlinedCells.add(name);
    const existing = entry.symbols.get(name);
    // __class__ is never free through a class (see dropClassFree).
    if (scope === FREE && entry.type === BlockType.Class && name === "__class__") {
      scope = GLOBAL_IMPLICIT;
      compFree.delete(name);
      removeDunderClass = true;
    }
    if (existing === undefined) {
      entry.symbols.set(name, onlyFlags);
      scopes.set(name, scope);
    } else if (existing & DEF_BOUND && entry.type !== BlockType.Class && !isFreeInAnyChild(comp, name)) {
      // Free in the comprehension and local outside: simply a local now.
      compFree.delete(name);
    }
  }
  if (removeDunderClass) comp.symbols.delete("__class__");
}

/** A local that a child uses is a cell, and no longer free above. */
function analyzeCells(scopes: Map<string, number>, free: Names, inlinedCells: Names): void {
  for (const [name, scope] of scopes) {
    if (scope !== LOCAL) continue;
    if (!free.has(name) && !inlinedCells.has(name)) continue;
    scopes.set(name, CELL);
    free.delete(name);
  }
}

function dropClassFree(entry: SymtableEntry, free: Names): void {
  if (free.delete("__class__")) entry.needsClassClosure = true;
  if (free.delete("__classdict__")) entry.needsClassdict = true;
}

function updateSymbols(
  entry: SymtableEntry,
  scopes: Map<string, number>,
  bound: Names | null,
  free: Names,
  inlinedCells: Names,
): void {
  const { symbols } = entry;
  for (const [name, flags] of symbols) {
    const cell = inlinedCells.has(name) ? DEF_COMP_CELL : 0;
    symbols.set(name, flags | cell | (scopes.get(name)! << SCOPE_OFFSET));
  }
  const classFlag = entry.type === BlockType.Class || entry.canSeeClassScope;
  for (const name of free) {
    const flags = symbols.get(name);
    if (flags !== undefined) {
      if (classFlag) symbols.set(name, flags | DEF_FREE_CLASS);
    } else if (bound === null || bound.has(name)) {
      symbols.set(name, FREE << SCOPE_OFFSET);
    }
  }
}
