/**
 * What a code object keeps while sys.monitoring, a trace or a profile function watches it (_PyCoMonitoringData of CPython), and how to read
 * an instruction through the instrumentation that covers it.
 *
 * An instruction may be covered up to three times: the code unit may hold INSTRUMENTED_LINE, which hides `lineOpcodes[i]`; that may be
 * INSTRUMENTED_INSTRUCTION, which hides `instructionOpcodes[i]`; and that may be the INSTRUMENTED_ form of the instruction itself.
 *
 * Invariant: every code object with data is in the list from `firstMonitored`; its code units agree with the events in `active`. The
 * rewriting itself is vm/instrument.ts.
 */
import { coveredOpcode } from "./code_breaks";
import { PyMem_Free, PyMem_Calloc } from "../memory/blocks";
import { PyErr_NoMemory } from "../protocol/errors";
import { opcodeDeopt } from "../generated/opcode_tables";
import * as O from "../generated/opcode";
import { PyCodeObject, codeStart } from "./code";

/** Events that belong to single instructions; the others are raised by what happens to a frame. */
export const LOCAL_EVENTS: i32 = 10;

@unmanaged
export class CodeMonitoring {
  /** Bit set of tools by local event: asked for this code alone, and all that are instrumented now. */
  localTools0: u64;
  localTools8: u16;
  activeTools0: u64;
  activeTools8: u16;
  pad: u32;
  /** By code unit, 0 or an array: bit set of tools of the instruction's own event. */
  tools: usize;
  /** Line of each code unit (i32), NO_LINE, or CACHE_UNIT inside an instruction. */
  lines: usize;
  /** Opcode under INSTRUMENTED_LINE; 0 where no line starts. */
  lineOpcodes: usize;
  lineTools: usize;
  /** Opcode under INSTRUMENTED_INSTRUCTION. */
  instructionOpcodes: usize;
  instructionTools: usize;
  code: usize;
  next: usize;
  previous: usize;
}

export const NO_LINE: i32 = -1;
export const CACHE_UNIT: i32 = -128;

/** Offsets of the two event tables in CodeMonitoring. */
export const LOCAL_TOOLS: usize = offsetof<CodeMonitoring>("localTools0");
export const ACTIVE_TOOLS: usize = offsetof<CodeMonitoring>("activeTools0");

/** The list of all that is watched. */
export let firstMonitored: usize = 0;

export function monitoringOf(co: PyCodeObject): CodeMonitoring {
  return changetype<CodeMonitoring>(co._co_monitoring);
}

/** Gives the code object its data; false with MemoryError. */
export function allocateMonitoring(co: PyCodeObject): bool {
  if (co._co_monitoring != 0) return true;
  const at = PyMem_Calloc(1, offsetof<CodeMonitoring>());
  if (at == 0) {
    PyErr_NoMemory();
    return false;
  }
  const data = changetype<CodeMonitoring>(at);
  data.code = changetype<usize>(co);
  data.next = firstMonitored;
  if (firstMonitored != 0) changetype<CodeMonitoring>(firstMonitored).previous = at;
  firstMonitored = at;
  co._co_monitoring = at;
  return true;
}

/** Frees the data. The code units are the caller's care. */
export function freeMonitoring(co: PyCodeObject): void {
  const at = co._co_monitoring;
  if (at == 0) return;
  const data = changetype<CodeMonitoring>(at);
  if (data.next != 0) changetype<CodeMonitoring>(data.next).previous = data.previous;
  if (data.previous != 0) changetype<CodeMonitoring>(data.previous).next = data.next;
  else firstMonitored = data.next;
  PyMem_Free(data.tools);
  PyMem_Free(data.lines);
  PyMem_Free(data.lineOpcodes);
  PyMem_Free(data.lineTools);
  PyMem_Free(data.instructionOpcodes);
  PyMem_Free(data.instructionTools);
  PyMem_Free(at);
  co._co_monitoring = 0;
}

/** The opcode whose INSTRUMENTED_ form `op` is; 0 if it is none, or covers any instruction. */
export function uninstrumented(op: i32): i32 {
  switch (op) {
    case O.INSTRUMENTED_RESUME:
      return O.RESUME;
    case O.INSTRUMENTED_END_FOR:
      return O.END_FOR;
    case O.INSTRUMENTED_END_SEND:
      return O.END_SEND;
    case O.INSTRUMENTED_RETURN_VALUE:
      return O.RETURN_VALUE;
    case O.INSTRUMENTED_RETURN_CONST:
      return O.RETURN_CONST;
    case O.INSTRUMENTED_YIELD_VALUE:
      return O.YIELD_VALUE;
    case O.INSTRUMENTED_LOAD_SUPER_ATTR:
      return O.LOAD_SUPER_ATTR;
    case O.INSTRUMENTED_FOR_ITER:
      return O.FOR_ITER;
    case O.INSTRUMENTED_CALL:
      return O.CALL;
    case O.INSTRUMENTED_CALL_KW:
      return O.CALL_KW;
    case O.INSTRUMENTED_CALL_FUNCTION_EX:
      return O.CALL_FUNCTION_EX;
    case O.INSTRUMENTED_JUMP_FORWARD:
      return O.JUMP_FORWARD;
    case O.INSTRUMENTED_JUMP_BACKWARD:
      return O.JUMP_BACKWARD;
    case O.INSTRUMENTED_POP_JUMP_IF_TRUE:
      return O.POP_JUMP_IF_TRUE;
    case O.INSTRUMENTED_POP_JUMP_IF_FALSE:
      return O.POP_JUMP_IF_FALSE;
    case O.INSTRUMENTED_POP_JUMP_IF_NONE:
      return O.POP_JUMP_IF_NONE;
    case O.INSTRUMENTED_POP_JUMP_IF_NOT_NONE:
      return O.POP_JUMP_IF_NOT_NONE;
    default:
      return 0;
  }
}

/** The INSTRUMENTED_ form of a general opcode; 0 if it has none. */
export function instrumentedForm(op: i32): i32 {
  switch (op) {
    case O.RESUME:
      return O.INSTRUMENTED_RESUME;
    case O.END_FOR:
      return O.INSTRUMENTED_END_FOR;
    case O.END_SEND:
      return O.INSTRUMENTED_END_SEND;
    case O.RETURN_VALUE:
      return O.INSTRUMENTED_RETURN_VALUE;
    case O.RETURN_CONST:
      return O.INSTRUMENTED_RETURN_CONST;
    case O.YIELD_VALUE:
      return O.INSTRUMENTED_YIELD_VALUE;
    case O.LOAD_SUPER_ATTR:
      return O.INSTRUMENTED_LOAD_SUPER_ATTR;
    case O.FOR_ITER:
      return O.INSTRUMENTED_FOR_ITER;
    case O.CALL:
      return O.INSTRUMENTED_CALL;
    case O.CALL_KW:
      return O.INSTRUMENTED_CALL_KW;
    case O.CALL_FUNCTION_EX:
      return O.INSTRUMENTED_CALL_FUNCTION_EX;
    case O.JUMP_FORWARD:
      return O.INSTRUMENTED_JUMP_FORWARD;
    case O.JUMP_BACKWARD:
      return O.INSTRUMENTED_JUMP_BACKWARD;
    case O.POP_JUMP_IF_TRUE:
      return O.INSTRUMENTED_POP_JUMP_IF_TRUE;
    case O.POP_JUMP_IF_FALSE:
      return O.INSTRUMENTED_POP_JUMP_IF_FALSE;
    case O.POP_JUMP_IF_NONE:
      return O.INSTRUMENTED_POP_JUMP_IF_NONE;
    case O.POP_JUMP_IF_NOT_NONE:
      return O.INSTRUMENTED_POP_JUMP_IF_NOT_NONE;
    default:
      return 0;
  }
}

/** The general, uninstrumented opcode of code unit `i`, which must begin an instruction (_Py_GetBaseOpcode). */
export function baseOpcode(co: PyCodeObject, i: i32): i32 {
  let op = <i32>load<u8>(codeStart(co) + ((<usize>i) << 1));
  if (op == O.RESERVED) op = coveredOpcode(codeStart(co) + ((<usize>i) << 1));
  if (op < O.INSTRUMENTED_RESUME) return <i32>load<u8>(opcodeDeopt + op);
  const data = monitoringOf(co);
  if (op == O.INSTRUMENTED_LINE) op = <i32>load<u8>(data.lineOpcodes + i);
  if (op == O.INSTRUMENTED_INSTRUCTION) op = <i32>load<u8>(data.instructionOpcodes + i);
  const plain = uninstrumented(op);
  return plain != 0 ? plain : <i32>load<u8>(opcodeDeopt + op);
}
