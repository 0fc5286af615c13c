/** Two code objects field by field, with the first difference of each as text. */
import { getInstructions } from "../../src/bytecode/dis.js";
import {
  CodeObject,
  PyBytes,
  PyComplex,
  type PyConst,
  PyFloat,
  PyFrozenSet,
  PyTuple,
  SurrogateStr,
} from "../../src/bytecode/values.js";

export interface Difference {
  readonly qualname: string;
  readonly text: string;
}

/** A constant as comparable text; the order of frozensets means nothing. */
function show(value: PyConst): string {
  if (value === null) return "None";
  if (typeof value === "bigint") return `${value}`;
  if (typeof value === "string") return JSON.stringify(value);
  if (value instanceof PyFloat) return `float(${Object.is(value.value, -0) ? "-0" : value.value})`;
  if (value instanceof PyComplex) return `complex(${show(new PyFloat(value.real))}, ${show(new PyFloat(value.imag))})`;
  if (value instanceof PyBytes) return `b[${value.value.join(" ")}]`;
  if (value instanceof PyTuple) return `(${value.items.map(show).join(", ")})`;
  if (value instanceof PyFrozenSet) return `frozenset(${value.items.map(show).sort().join(", ")})`;
  if (value instanceof SurrogateStr) return `surrogates(${value.codePoints.join(" ")})`;
  if (value instanceof CodeObject) return `<code ${value.fields.qualname} line ${value.fields.firstlineno}>`;
  return String(value);
}

function children(code: CodeObject): CodeObject[] {
  return code.fields.consts.filter((value) => value instanceof CodeObject);
}

export function countCodes(code: CodeObject): number {
  return children(code).reduce((sum, child) => sum + countCodes(child), 1);
}

function instructions(code: CodeObject, positions: boolean): string[] {
  return getInstructions(code).map((i) => {
    const { lineno, endLineno, col, endCol } = i.location;
    const where = positions ? ` [${lineno}-${endLineno}, ${col}-${endCol}]` : "";
    const text = i.argrepr.startsWith("to L") ? "" : i.argrepr.replace(/ at 0x[0-9a-f]+/, "").slice(0, 40);
    return `${i.offset} ${i.opname} ${i.arg ?? ""} ${text}${where}`;
  });
}

function instructionDifference(ours: CodeObject, theirs: CodeObject, positions = false): string {
  const a = instructions(ours, positions);
  const b = instructions(theirs, positions);
  const at = a.findIndex((line, i) => line !== b[i]);
  if (at < 0) return a.length === b.length ? "same instructions" : `theirs go on: ${b[a.length]}`;
  const from = Math.max(0, at - 2);
  return `instruction ${at} of ${a.length} and ${b.length}\n      ours   ${a.slice(from, at + 4).join("\n             ")}\n      theirs ${b.slice(from, at + 4).join("\n             ")}`;
}

function differenceOf(ours: CodeObject, theirs: CodeObject): string | null {
  const a = ours.fields;
  const b = theirs.fields;
  const plain = ["name", "qualname", "argcount", "posonlyargcount", "kwonlyargcount", "flags", "firstlineno"] as const;
  for (const field of plain) if (a[field] !== b[field]) return `${field} is ${a[field]}, wanted ${b[field]}`;
  const bytes = (x: Uint8Array): string => x.join(" ");
  if (bytes(a.code) !== bytes(b.code)) return `code: ${instructionDifference(ours, theirs)}`;
  for (const field of ["names", "localsplusnames"] as const)
    if (a[field].join() !== b[field].join()) return `${field} are ${a[field].join()}, wanted ${b[field].join()}`;
  if (bytes(a.localspluskinds) !== bytes(b.localspluskinds))
    return `localspluskinds are ${bytes(a.localspluskinds)}, wanted ${bytes(b.localspluskinds)}`;
  const ourConsts = a.consts.map(show);
  const theirConsts = b.consts.map(show);
  if (ourConsts.join() !== theirConsts.join()) {
    const at = ourConsts.findIndex((text, i) => text !== theirConsts[i]);
    return `consts: at ${at} ${ourConsts[at]}, wanted ${theirConsts[at]} (${ourConsts.length} and ${theirConsts.length})`;
  }
  if (a.stacksize !== b.stacksize) return `stacksize is ${a.stacksize}, wanted ${b.stacksize}`;
  if (bytes(a.exceptiontable) !== bytes(b.exceptiontable)) return "exceptiontable differs";
  if (bytes(a.linetable) !== bytes(b.linetable)) return `linetable: ${instructionDifference(ours, theirs, true)}`;
  if (a.filename !== b.filename) return `filename is ${a.filename}, wanted ${b.filename}`;
  return null;
}

/** All code objects that differ, the outermost first; children are paired by order. */
export function compareCode(ours: CodeObject, theirs: CodeObject): Difference[] {
  const differences: Difference[] = [];
  const text = differenceOf(ours, theirs);
  if (text !== null)
    differences.push({ qualname: `${theirs.fields.qualname} (line ${theirs.fields.firstlineno})`, text });
  const a = children(ours);
  const b = children(theirs);
  for (let i = 0; i < b.length; i++) {
    if (i < a.length) differences.push(...compareCode(a[i]!, b[i]!));
    else differences.push({ qualname: b[i]!.fields.qualname, text: "missing" });
  }
  return differences;
}
