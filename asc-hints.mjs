/**
 * An asc transform of the release build, which says in the module which branches are rarely taken: those that lead to a deallocation, an error or a slow
 * path (RARE). V8 then puts such code behind the function's own and writes what lives in registers to memory only there, instead of before
 * each branch (docs/performance.md has what it gained). Other engines skip the section.
 *
 * The hints stand in a custom section, "metadata.code.branch_hint", by offset of the branch in its function's bytes; so the finished binary is read here, with the
 * names of its functions, which are taken out of it again. V8 reads the section when its flag is on (src/machine/compile_module.ts).
 *
 * Invariant: nothing but the section is added; where a body has an instruction that this reader does not know, the build stops.
 */
import { Transform } from "assemblyscript/transform";

/** Functions that are called where something is over or has gone wrong. What the loop calls for every call of some instruction is not among them. */
const RARE = new Set(
  `_Py_Dealloc dealloc fail PyErr_NoMemory PyErr_Format PyErr_SetString PyErr_SetObject PyErr_Clear PyErr_Occurred _PyErr_SetKeyError
  unboundLocal unboundDeref breakerAtResume breakerAtJump afterNativeCall callNative unwindError unwindFrom leaveFrame initReturned
  op_binary_op op_compare_op op_to_bool op_binary_subscr op_store_subscr op_list_append op_unpack_sequence op_load_attr op_store_attr op_load_global
  op_for_iter op_for_iter_gen PyLong_FromI64
  tracedMalloc outlives drainTrash blockFromNewPool bigMalloc releasePool largeMalloc largeFree noMemory`.split(/\s+/),
);

const SECTION = "metadata.code.branch_hint";
/** Instructions looked at behind a branch before the way is taken for an ordinary one. */
const FAR = 80;

const BLOCK = 0x02;
const LOOP = 0x03;
const IF = 0x04;
const ELSE = 0x05;
const END = 0x0b;
const BR_IF = 0x0d;
const CALL = 0x10;
/** unreachable, br, br_table, return. */
const LEAVES = new Set([0x00, 0x0c, 0x0e, 0x0f]);

export default class Hints extends Transform {
  afterCompile(module) {
    const emit = module.emitBinary;
    module.emitBinary = (...args) => {
      const named = this.binaryen.getDebugInfo?.() ?? false;
      this.binaryen.setDebugInfo(true);
      const output = emit.apply(module, args);
      this.binaryen.setDebugInfo(named);
      output.binary = withHints(output.binary, process.argv.includes("--debug"));
      return output;
    };
  }
}

/** The module with hints, and without its functions' names unless they are wanted. */
function withHints(binary, keepNames) {
  const sections = sectionsOf(binary);
  const names = functionNames(sections);
  const code = sections.find((s) => s.id === 10);
  const parts = [binary.subarray(0, 8)];
  for (const section of sections) {
    if (section === code) parts.push(hintSection(code, importedFunctions(sections), names));
    if (section.name === "name" && !keepNames) continue;
    parts.push(binary.subarray(section.start, section.end));
  }
  return new Uint8Array(Buffer.concat(parts));
}

/** Reads numbers from `bytes`, from `at` on. */
class Reader {
  constructor(bytes, at, end) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }
  byte() {
    return this.bytes[this.at++];
  }
  number() {
    let result = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      result += (byte & 127) * 2 ** shift;
      if (byte < 128) return result;
    }
  }
  text() {
    const length = this.number();
    this.at += length;
    return Buffer.from(this.bytes.subarray(this.at - length, this.at)).toString();
  }
  /** Passes over n numbers, signed ones too. */
  skip(n) {
    for (; n > 0; n--) while (this.byte() >= 128);
  }
}

function sectionsOf(bytes) {
  const reader = new Reader(bytes, 8, bytes.length);
  const sections = [];
  while (reader.at < bytes.length) {
    const start = reader.at;
    const id = reader.byte();
    const length = reader.number();
    const end = reader.at + length;
    const content = () => new Reader(bytes, end - length, end);
    sections.push({ id, start, end, content, name: id === 0 ? content().text() : "" });
    reader.at = end;
  }
  return sections;
}

function importedFunctions(sections) {
  const section = sections.find((s) => s.id === 2);
  if (section === undefined) return 0;
  const reader = section.content();
  let functions = 0;
  for (let n = reader.number(); n > 0; n--) {
    reader.text();
    reader.text();
    // the machine's memory and table are its own: it imports functions only
    if (reader.byte() !== 0) throw new Error("the module imports something else than functions");
    reader.skip(1);
    functions++;
  }
  return functions;
}

/** From a function's index to its name without the path. */
function functionNames(sections) {
  const names = new Map();
  const section = sections.find((s) => s.name === "name");
  const reader = section.content();
  reader.text();
  while (reader.at < reader.end) {
    const kind = reader.byte();
    const end = reader.number() + reader.at;
    if (kind === 1) {
      for (let n = reader.number(); n > 0; n--) {
        const index = reader.number();
        names.set(index, reader.text().split("/").pop());
      }
    }
    reader.at = end;
  }
  return names;
}

function hintSection(code, imported, names) {
  const functions = [];
  const reader = code.content();
  const count = reader.number();
  for (let i = 0; i < count; i++) {
    const end = reader.number() + reader.at;
    const hints = hintsOf(new Reader(reader.bytes, reader.at, end), (callee) => RARE.has(names.get(callee)));
    if (hints.length > 0) functions.push({ index: imported + i, hints });
    reader.at = end;
  }
  const body = [...Buffer.from(SECTION)];
  body.unshift(...leb(body.length));
  body.push(...leb(functions.length));
  for (const { index, hints } of functions) {
    body.push(...leb(index), ...leb(hints.length));
    for (const { offset, taken } of hints) body.push(...leb(offset), 1, taken);
  }
  return Uint8Array.from([0, ...leb(body.length), ...body]);
}

function leb(n) {
  const bytes = [];
  for (; n > 127; n >>>= 7) bytes.push((n & 127) | 128);
  bytes.push(n);
  return bytes;
}

/** The branches of a body of which one side leads to a rare call and the other does not; `taken`: 1 if the branch is mostly taken. */
function hintsOf(reader, isRare) {
  const start = reader.at;
  const code = instructions(reader);
  const rare = (at) => leadsToRare(code, at, isRare);
  const hints = [];
  for (const [i, { op, at, end, other, target }] of code.entries()) {
    if (op !== IF && op !== BR_IF) continue;
    const taken = op === IF ? rare(i + 1) : target >= 0 && rare(target);
    const passed = rare(op === IF ? (other ?? end) + 1 : i + 1);
    if (taken !== passed) hints.push({ offset: at - start, taken: taken ? 0 : 1 });
  }
  return hints;
}

/** Does the straight way from instruction `i` meet a rare call before it branches off for good? What is inside a condition is no part of it. */
function leadsToRare(code, i, isRare) {
  for (let n = 0; i < code.length && n < FAR; n++) {
    const { op, callee, end } = code[i];
    if (op === CALL && isRare(callee)) return true;
    if (LEAVES.has(op) || op === LOOP) return false;
    i = op === IF || op === ELSE ? end + 1 : i + 1;
  }
  return false;
}

/**
 * A body's instructions: opcode, position, `end` of a block or an if (an else has its if's), `other` for the place of an else, `callee` of a call, `target` of a
 * conditional branch: the index it goes on with, -1 for a loop's beginning.
 */
function instructions(reader) {
  for (let n = reader.number(); n > 0; n--) {
    reader.skip(1);
    reader.at++;
  }
  const code = [];
  const open = [];
  const branches = [];
  while (reader.at < reader.end) {
    const at = reader.at;
    const op = reader.byte();
    const instruction = { op, at };
    const operand = skipOperands(reader, op);
    if (op === CALL) instruction.callee = operand;
    else if (op === BR_IF) branches.push({ instruction, to: open[open.length - 1 - operand] });
    else if (op === ELSE) {
      open[open.length - 1].other = code.length;
      instruction.owner = open[open.length - 1];
    } else if (op === END && open.length > 0) open.pop().end = code.length;
    if (op === BLOCK || op === LOOP || op === IF) open.push(instruction);
    code.push(instruction);
  }
  for (const { instruction, to } of branches)
    instruction.target = to === undefined ? code.length : to.op === LOOP ? -1 : to.end + 1;
  for (const instruction of code) if (instruction.op === ELSE) instruction.end = instruction.owner.end;
  return code;
}

/** Passes over an instruction's operands; the first number of a br_if or a call. */
function skipOperands(reader, op) {
  if (op === BR_IF || op === CALL) return reader.number();
  if (op >= BLOCK && op <= IF) reader.skip(1);
  else if (op === 0x0c || (op >= 0x20 && op <= 0x26) || op === 0x41 || op === 0x42) reader.skip(1);
  else if (op === 0x0e || op === 0x1c) {
    const n = reader.number();
    reader.skip(op === 0x0e ? n + 1 : n);
  } else if (op === 0x11 || (op >= 0x28 && op <= 0x3e)) reader.skip(2);
  else if (op === 0x3f || op === 0x40) reader.at += 1;
  else if (op === 0x43) reader.at += 4;
  else if (op === 0x44) reader.at += 8;
  else if (op === 0xfc) skipBulk(reader, reader.number());
  else if (op === 0xfd) skipSimd(reader, reader.number());
  else if (op > 0xc4 || (op > 0x11 && op < 0x1a) || op === 0x06 || op === 0x07) throw new Error(`unknown opcode ${op}`);
  return 0;
}

/** Conversions that saturate, memory.init, data.drop, memory.copy, memory.fill, then those of tables. */
function skipBulk(reader, op) {
  if (op >= 8) reader.skip([2, 1, 2, 1, 2, 1, 2, 1, 1, 1][op - 8]);
}

function skipSimd(reader, op) {
  if (op <= 11 || op === 92 || op === 93) reader.skip(2);
  else if (op >= 84 && op <= 91) {
    reader.skip(2);
    reader.at++;
  } else if (op === 12 || op === 13) reader.at += 16;
  else if (op >= 21 && op <= 34) reader.at++;
}
