/**
 * Rewriting the code units of a code object to fit the events that tools want from it (Python/instrumentation.c).
 *
 * What differs from CPython: there are no version numbers. Code with monitoring data is brought up to date at once when events change, other
 * code when a frame of it begins while PY_MONITORING_BIT is set; data that no event needs any more is freed. And every place has its own
 * tool set from the start, CPython makes them when a second tool comes.
 *
 * While a code object has LINE events, all its jumps are in their INSTRUMENTED_ form, wanted or not: they note where they jumped from
 * (`noteJump`), from which INSTRUMENTED_LINE knows the instruction before it. CPython reads that from the frame, where every instruction
 * leaves its address.
 */
import { PyMem_Malloc, PyMem_Calloc } from "../memory/blocks";
import { PyErr_NoMemory } from "../protocol/errors";
import { opcodeCaches, opcodeDeopt } from "../generated/opcode_tables";
import * as O from "../generated/opcode";
import { PyCodeObject, codeStart, ADAPTIVE_WARMUP } from "../types/code";
import {
  CodeMonitoring,
  LOCAL_EVENTS,
  LOCAL_TOOLS,
  ACTIVE_TOOLS,
  NO_LINE,
  CACHE_UNIT,
  allocateMonitoring,
  baseOpcode,
  firstMonitored,
  freeMonitoring,
  instrumentedForm,
  monitoringOf,
  uninstrumented,
} from "../types/code_monitoring";
import { startLocations, nextLocation, entryStart, entryEnd, entryLine } from "../types/code_lines";
import { currentFrame, frameAt, frameCode, FRAME_OWNED_BY_CSTACK } from "./frame";
import { startHandlers, nextHandler, handlerTarget } from "./unwind";
import {
  EVENT_BRANCH,
  EVENT_CALL,
  EVENT_INSTRUCTION,
  EVENT_JUMP,
  EVENT_LINE,
  PY_RESUME,
  PY_RETURN,
  PY_START,
  PY_YIELD,
  STOP_ITERATION,
  globalTools,
  toolsOf,
} from "./monitor_state";

// ---- the last jump in code that is watched by line ----

let jumpFrame: usize = 0;
let jumpFrom: usize = 0;
let jumpTo: usize = 0;

export function noteJump(frame: usize, from: usize, to: usize): void {
  jumpFrame = frame;
  jumpFrom = from;
  jumpTo = to;
}

/** Address of the instruction that ran in `frame` before the one at `pc`: the jump that led here, or the one that stands before it. */
export function instructionBefore(co: PyCodeObject, frame: usize, pc: usize): usize {
  if (jumpFrame == frame && jumpTo == pc) {
    jumpFrame = 0;
    return jumpFrom;
  }
  let i = <i32>((pc - codeStart(co)) >> 1) - 1;
  const lines = monitoringOf(co).lines;
  while (i > 0 && load<i32>(lines + ((<usize>i) << 2)) == CACHE_UNIT) i--;
  return codeStart(co) + ((<usize>(i < 0 ? 0 : i)) << 1);
}

// ---- reading code ----

function unitAt(co: PyCodeObject, i: i32): usize {
  return codeStart(co) + ((<usize>i) << 1);
}

function instructionLength(op: i32): i32 {
  return 1 + <i32>load<u8>(opcodeCaches + op);
}

/** The local event of an instruction, -1 if it has none. */
function eventOf(op: i32, oparg: i32): i32 {
  switch (op) {
    case O.RESUME:
      return oparg == 0 ? PY_START : PY_RESUME;
    case O.RETURN_VALUE:
    case O.RETURN_CONST:
      return PY_RETURN;
    case O.YIELD_VALUE:
      return PY_YIELD;
    case O.CALL:
    case O.CALL_KW:
    case O.CALL_FUNCTION_EX:
    case O.LOAD_SUPER_ATTR:
      return EVENT_CALL;
    case O.JUMP_FORWARD:
    case O.JUMP_BACKWARD:
      return EVENT_JUMP;
    case O.POP_JUMP_IF_TRUE:
    case O.POP_JUMP_IF_FALSE:
    case O.POP_JUMP_IF_NONE:
    case O.POP_JUMP_IF_NOT_NONE:
    case O.FOR_ITER:
      return EVENT_BRANCH;
    case O.END_FOR:
    case O.END_SEND:
      return STOP_ITERATION;
    default:
      return -1;
  }
}

/** Where the INSTRUMENTED_ form of instruction `i` would stand: the code unit, or the table entry that a cover hides. */
function innermost(co: PyCodeObject, i: i32): usize {
  const data = monitoringOf(co);
  let at = unitAt(co, i);
  if (load<u8>(at) == <u8>O.INSTRUMENTED_LINE) at = data.lineOpcodes + i;
  if (load<u8>(at) == <u8>O.INSTRUMENTED_INSTRUCTION) at = data.instructionOpcodes + i;
  return at;
}

function restartCounter(co: PyCodeObject, i: i32, op: i32): void {
  if (load<u8>(opcodeCaches + op) != 0) store<u16>(unitAt(co, i) + 2, ADAPTIVE_WARMUP);
}

/** Gives instruction `i`, generally `op` with local event `event`, its INSTRUMENTED_ form if a tool or the line events want it. */
function refreshEvent(co: PyCodeObject, i: i32, op: i32, event: i32): void {
  const data = monitoringOf(co);
  let wanted = load<u8>(data.tools + i) != 0;
  if (!wanted && (event == EVENT_JUMP || event == EVENT_BRANCH)) {
    wanted = load<u8>(changetype<usize>(data) + ACTIVE_TOOLS + EVENT_LINE) != 0;
  }
  const at = innermost(co, i);
  const now = <i32>load<u8>(at);
  if ((uninstrumented(now) != 0) == wanted) return;
  store<u8>(at, <u8>(wanted ? instrumentedForm(op) : op));
  restartCounter(co, i, op);
}

function coverLine(co: PyCodeObject, i: i32): void {
  const at = unitAt(co, i);
  const op = load<u8>(at);
  if (op == <u8>O.INSTRUMENTED_LINE) return;
  store<u8>(monitoringOf(co).lineOpcodes + i, load<u8>(opcodeDeopt + <usize>op));
  store<u8>(at, <u8>O.INSTRUMENTED_LINE);
}

function uncoverLine(co: PyCodeObject, i: i32): void {
  const at = unitAt(co, i);
  if (load<u8>(at) != <u8>O.INSTRUMENTED_LINE) return;
  store<u8>(at, load<u8>(monitoringOf(co).lineOpcodes + i));
  restartCounter(co, i, baseOpcode(co, i));
}

function coverInstruction(co: PyCodeObject, i: i32): void {
  const data = monitoringOf(co);
  let at = unitAt(co, i);
  if (load<u8>(at) == <u8>O.INSTRUMENTED_LINE) at = data.lineOpcodes + i;
  const op = load<u8>(at);
  if (op == <u8>O.INSTRUMENTED_INSTRUCTION) return;
  store<u8>(data.instructionOpcodes + i, load<u8>(opcodeDeopt + <usize>op));
  store<u8>(at, <u8>O.INSTRUMENTED_INSTRUCTION);
}

function uncoverInstruction(co: PyCodeObject, i: i32): void {
  const data = monitoringOf(co);
  let at = unitAt(co, i);
  if (load<u8>(at) == <u8>O.INSTRUMENTED_LINE) at = data.lineOpcodes + i;
  if (load<u8>(at) != <u8>O.INSTRUMENTED_INSTRUCTION) return;
  store<u8>(at, load<u8>(data.instructionOpcodes + i));
  restartCounter(co, i, baseOpcode(co, i));
}

// ---- lines ----

/** Fills `lines`, and `lineOpcodes` with the opcode wherever a LINE event may happen. */
function initLines(co: PyCodeObject): void {
  const data = monitoringOf(co);
  const n = co.ob_size;
  startLocations(co);
  while (nextLocation()) {
    for (let i = entryStart; i < entryEnd && i < n; i++) store<i32>(data.lines + ((<usize>i) << 2), entryLine);
  }
  let current = -1;
  let i = 0;
  while (i < n) {
    const op = baseOpcode(co, i);
    const line = load<i32>(data.lines + ((<usize>i) << 2));
    let starts = false;
    // what jumps skip, and RESUME, never starts a line
    if (i >= co._co_firsttraceable && op != O.END_ASYNC_FOR && op != O.END_FOR && op != O.END_SEND && op != O.RESUME) {
      starts = line != current && line >= 0;
      current = line;
    }
    store<u8>(data.lineOpcodes + i, <u8>(starts ? op : 0));
    const length = instructionLength(op);
    for (let j = 1; j < length; j++) store<i32>(data.lines + ((<usize>(i + j)) << 2), CACHE_UNIT);
    i += length;
  }
  markJumpTargets(co);
  startHandlers(co.co_exceptiontable);
  while (nextHandler()) {
    const op = baseOpcode(co, handlerTarget);
    if (op != O.END_ASYNC_FOR) markTarget(co, handlerTarget, op);
  }
}

function markTarget(co: PyCodeObject, i: i32, op: i32): void {
  const data = monitoringOf(co);
  if (i < co.ob_size && load<i32>(data.lines + ((<usize>i) << 2)) >= 0) store<u8>(data.lineOpcodes + i, <u8>op);
}

function markJumpTargets(co: PyCodeObject): void {
  const n = co.ob_size;
  let i = co._co_firsttraceable;
  while (i < n) {
    let op = baseOpcode(co, i);
    let oparg = 0;
    while (op == O.EXTENDED_ARG) {
      oparg = (oparg << 8) | <i32>load<u8>(unitAt(co, i) + 1);
      i++;
      op = baseOpcode(co, i);
    }
    oparg = (oparg << 8) | <i32>load<u8>(unitAt(co, i) + 1);
    i += instructionLength(op);
    let target = -1;
    const event = eventOf(op, oparg);
    if (op == O.FOR_ITER || op == O.SEND)
      target = i + oparg + 1; // past END_FOR or END_SEND
    else if (op == O.JUMP_BACKWARD || op == O.JUMP_BACKWARD_NO_INTERRUPT) target = i - oparg;
    else if (event == EVENT_JUMP || event == EVENT_BRANCH) target = i + oparg;
    if (target >= 0 && target < n) markTarget(co, target, baseOpcode(co, target));
  }
}

// ---- bringing code up to date ----

function allocateTables(co: PyCodeObject, wantsLine: bool, wantsInstruction: bool): bool {
  const n = <usize>co.ob_size;
  const data = monitoringOf(co);
  if (data.tools == 0) data.tools = PyMem_Calloc(1, n);
  if (wantsLine && data.lines == 0) {
    data.lineTools = PyMem_Calloc(1, n);
    data.lineOpcodes = PyMem_Calloc(1, n);
    data.lines = PyMem_Malloc(n << 2);
    if (data.lines != 0 && data.lineOpcodes != 0) {
      for (let i: usize = 0; i < n; i++) store<i32>(data.lines + (i << 2), NO_LINE);
      initLines(co);
    }
  }
  if (wantsInstruction && data.instructionOpcodes == 0) {
    data.instructionOpcodes = PyMem_Calloc(1, n);
    data.instructionTools = PyMem_Calloc(1, n);
  }
  const failed =
    data.tools == 0 ||
    (wantsLine && (data.lines == 0 || data.lineTools == 0 || data.lineOpcodes == 0)) ||
    (wantsInstruction && (data.instructionOpcodes == 0 || data.instructionTools == 0));
  if (failed) PyErr_NoMemory();
  return !failed;
}

const wantedTools = memory.data(16, 8);
const addedTools = memory.data(16, 8);
const removedTools = memory.data(16, 8);

/** Fills the three tables above; false if nothing changes. */
function compareTools(data: CodeMonitoring, restart: bool): bool {
  let changes = false;
  for (let e = 0; e < LOCAL_EVENTS; e++) {
    const wanted = load<u8>(globalTools + e) | load<u8>(changetype<usize>(data) + LOCAL_TOOLS + e);
    const active = load<u8>(changetype<usize>(data) + ACTIVE_TOOLS + e);
    store<u8>(wantedTools + e, wanted);
    store<u8>(addedTools + e, restart ? wanted : wanted & ~active);
    store<u8>(removedTools + e, active & ~wanted);
    if (load<u8>(addedTools + e) != 0 || load<u8>(removedTools + e) != 0) changes = true;
  }
  return changes;
}

/** Makes the units of `co` agree with the events wanted now (_Py_Instrument); `restart`: disabled places too. False with MemoryError. */
export function instrument(co: PyCodeObject, restart: bool): bool {
  if (!allocateMonitoring(co)) return false;
  const data = monitoringOf(co);
  if (compareTools(data, restart)) {
    const line = load<u8>(wantedTools + EVENT_LINE);
    const each = load<u8>(wantedTools + EVENT_INSTRUCTION);
    if (!allocateTables(co, line != 0, each != 0)) return false;
    memory.copy(changetype<usize>(data) + ACTIVE_TOOLS, wantedTools, LOCAL_EVENTS);
    updateEvents(co);
    updateLines(co);
    updateInstructions(co);
  }
  let used: u8 = 0;
  for (let e = 0; e < LOCAL_EVENTS; e++) used |= load<u8>(changetype<usize>(data) + ACTIVE_TOOLS + e);
  if (used == 0 && data.localTools0 == 0 && data.localTools8 == 0) freeMonitoring(co);
  return true;
}

function updateEvents(co: PyCodeObject): void {
  const tools = monitoringOf(co).tools;
  let i = 0;
  while (i < co.ob_size) {
    const op = baseOpcode(co, i);
    const event = eventOf(op, <i32>load<u8>(unitAt(co, i) + 1));
    if (event >= 0) {
      store<u8>(tools + i, (load<u8>(tools + i) & ~load<u8>(removedTools + event)) | load<u8>(addedTools + event));
      refreshEvent(co, i, op, event);
    }
    i += instructionLength(op);
  }
}

function updateLines(co: PyCodeObject): void {
  const removed = load<u8>(removedTools + EVENT_LINE);
  const added = load<u8>(addedTools + EVENT_LINE);
  if ((removed | added) == 0) return;
  const data = monitoringOf(co);
  for (let i = co._co_firsttraceable; i < co.ob_size; i++) {
    if (load<u8>(data.lineOpcodes + i) == 0) continue;
    const tools = (load<u8>(data.lineTools + i) & ~removed) | added;
    store<u8>(data.lineTools + i, tools);
    if (tools != 0) coverLine(co, i);
    else uncoverLine(co, i);
  }
}

function updateInstructions(co: PyCodeObject): void {
  const removed = load<u8>(removedTools + EVENT_INSTRUCTION);
  const added = load<u8>(addedTools + EVENT_INSTRUCTION);
  if ((removed | added) == 0) return;
  const data = monitoringOf(co);
  let i = co._co_firsttraceable;
  while (i < co.ob_size) {
    const op = baseOpcode(co, i);
    if (op != O.RESUME && op != O.END_FOR) {
      const tools = (load<u8>(data.instructionTools + i) & ~removed) | added;
      store<u8>(data.instructionTools + i, tools);
      if (tools != 0) coverInstruction(co, i);
      else uncoverInstruction(co, i);
    }
    i += instructionLength(op);
  }
}

// ---- a callback asked not to be called again ----

/** Takes `tool` away from the event of the instruction at unit `i`. */
export function disableTool(co: PyCodeObject, i: i32, event: i32, tool: i32): void {
  if (co._co_monitoring == 0) return; // the callback ended all monitoring
  const data = monitoringOf(co);
  const bit: i32 = 1 << tool;
  const keep = <u8>(0xff ^ bit);
  if (event == EVENT_LINE) {
    if (data.lineTools == 0) return;
    store<u8>(data.lineTools + i, load<u8>(data.lineTools + i) & keep);
    if (load<u8>(data.lineTools + i) == 0) uncoverLine(co, i);
  } else if (event == EVENT_INSTRUCTION) {
    if (data.instructionTools == 0) return;
    store<u8>(data.instructionTools + i, load<u8>(data.instructionTools + i) & keep);
    if (load<u8>(data.instructionTools + i) == 0) uncoverInstruction(co, i);
  } else if (data.tools != 0) {
    store<u8>(data.tools + i, load<u8>(data.tools + i) & keep);
    refreshEvent(co, i, baseOpcode(co, i), event);
  }
}

// ---- all code ----

/** True if some event is wanted from the instructions of all code. */
function anyGlobalLocalEvent(): bool {
  for (let e = 0; e < LOCAL_EVENTS; e++) if (toolsOf(e) != 0) return true;
  return false;
}

/** Code that begins while PY_MONITORING_BIT is set. True if its units changed; MemoryError is left pending. */
export function instrumentAtStart(co: PyCodeObject): bool {
  if (co._co_monitoring != 0 || !anyGlobalLocalEvent()) return false;
  instrument(co, false);
  return true;
}

/** After a change of the events of all code: everything watched, and all that runs. False with MemoryError. */
export function instrumentAll(restart: bool): bool {
  let at = firstMonitored;
  while (at != 0) {
    const data = changetype<CodeMonitoring>(at);
    at = data.next; // the entry may be freed
    if (!instrument(changetype<PyCodeObject>(data.code), restart)) return false;
  }
  if (!anyGlobalLocalEvent()) return true;
  for (let frame = currentFrame; frame != 0; frame = frameAt(frame).previous) {
    if (frameAt(frame).owner == FRAME_OWNED_BY_CSTACK) continue;
    const co = frameCode(frame);
    if (co._co_monitoring == 0 && !instrument(co, false)) return false;
  }
  return true;
}
