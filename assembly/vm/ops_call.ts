/**
 * Slow paths of calls. A call of a Python function makes a frame and never recurses natively; any other callable is called through
 * vectorcall. These are control paths: they return a STATUS (unwind.ts) and leave frame, pc and sp in state.ts's registers.
 *
 * Stack of a call: callable, self or NULL, arguments...; results replace it all.
 */
import { PyObject, ptrAt } from "../object/layout";
import { Py_XDECREF, Py_DECREF, Py_INCREF, Py_NewRef } from "../object/refcount";
import { PY_VECTORCALL_ARGUMENTS_OFFSET } from "../object/slots";
import { PyCFunction_Type, PyMethod_Type, PyTuple_Type, PyDict_Type } from "../object/statics";
import { PyExc_TypeError } from "../object/exception_types";
import { evalBreaker } from "../object/eval_breaker";
import { PyErr_Format, PyErr_NoMemory } from "../protocol/errors";
import { PyObject_Vectorcall, PyObject_Call } from "../protocol/call";
import { PySequence_Check, PySequence_Tuple } from "../protocol/sequence";
import { PyTuple_New, PyTuple_SET_ITEM, PyTuple_GET_SIZE, PyTuple_GET_ITEM, _PyTuple_ITEMS } from "../types/tuple";
import { PyDict_New, PyDict_GET_SIZE, PyDict_Next, dictNextKey, dictNextValue, _PyDict_MergeEx } from "../types/dict";
import { PyMethod_GET_FUNCTION, PyMethod_GET_SELF } from "../types/method";
import { op_call_alloc_and_enter_init } from "./ops_instance";
import { PyFunctionObject, PyFunction_New, isPlainFunction } from "../types/function";
import { CO_OPTIMIZED, codeStart } from "../types/code";
import { CALL_ALLOC_AND_ENTER_INIT } from "../generated/opcode";
import { PyMem_Malloc, PyMem_Free } from "../memory/blocks";
import {
  frameAt,
  frameCode,
  setCurrentFrame,
  stackBase,
  enterPythonCall,
  leavePythonCall,
  F_LOCALSPLUS,
} from "./frame";
import { plainKeys, pushCallFrame, pushSpreadFrame } from "./call_frame";
import { enterHeld, enterHeldSpread, heldFunction } from "./ops_call_held";
import { formatKwargsError } from "./ops_container";
import { _PyObject_FunctionStr } from "./function_text";
import { stepCounter } from "./counter";
import { specializeCall } from "./specialize_call";
import { handlePending } from "./pending";
import { setSpread } from "./threads";
import { setRegisters } from "./state";
import { unwindError, STATUS_FRAME, STATUS_YIELD } from "./unwind";
import { peek, poke } from "./stack";

/** Ends a control path that failed at `pc` with the stack at `sp`. */
export function fail(frame: usize, pc: usize, sp: usize): i32 {
  return unwindError(frame, pc, sp);
}

/** Ends a call whose result (stolen) replaces the `slots` top slots; looks at what is pending, as CPython does after native calls. */
export function finishNativeCall(frame: usize, pc: usize, next: usize, base: usize, result: PyObject): i32 {
  store<u32>(base, <u32>changetype<usize>(result));
  if (evalBreaker != 0) {
    frameAt(frame).instr_ptr = pc;
    const pending = handlePending();
    if (pending < 0) return fail(frame, pc, base + 8);
    if (pending > 0) return saveForYield(frame, next, base + 8);
  }
  setRegisters(frame, next, base + 8);
  return STATUS_FRAME;
}

/** A native call's result is on the stack and something is pending; `frame` goes on at `next`. */
export function afterNativeCall(frame: usize, next: usize, sp: usize): i32 {
  const pending = handlePending();
  if (pending < 0) return fail(frame, frameAt(frame).instr_ptr, sp);
  if (pending > 0) return saveForYield(frame, next, sp);
  setRegisters(frame, next, sp);
  return STATUS_FRAME;
}

/** Leaves the loop with `frame` ready to go on at `pc`. */
export function saveForYield(frame: usize, pc: usize, sp: usize): i32 {
  const f = frameAt(frame);
  f.instr_ptr = pc;
  f.stacktop = <i32>((sp - frame - F_LOCALSPLUS) >> 3);
  return STATUS_YIELD;
}

/** Makes `callee` the running frame; `frame` waits at `pc` and goes on `returnOffset` code units later, stack at `sp`. */
export function enterFrame(frame: usize, pc: usize, sp: usize, returnOffset: u16, callee: usize): i32 {
  const f = frameAt(frame);
  f.instr_ptr = pc;
  f.return_offset = returnOffset;
  f.stacktop = <i32>((sp - frame - F_LOCALSPLUS) >> 3);
  frameAt(callee).previous = frame;
  setCurrentFrame(callee);
  setRegisters(callee, codeStart(frameCode(callee)), stackBase(callee));
  return STATUS_FRAME;
}

/** Calls the Python function in the callable slot at `base`; its arguments (stolen) end at `sp`. */
export function callPython(
  frame: usize,
  pc: usize,
  base: usize,
  func: PyObject,
  args: usize,
  nargs: i32,
  kwnames: PyObject | null,
  returnOffset: u16,
): i32 {
  const f = changetype<PyFunctionObject>(func);
  if (!enterPythonCall()) {
    const nkw = kwnames === null ? 0 : PyTuple_GET_SIZE(kwnames);
    for (let i = 0; i < nargs + nkw; i++) Py_DECREF(ptrAt(args, i));
    Py_DECREF(func);
    return fail(frame, pc, base);
  }
  let locals: PyObject | null = null;
  if (!(f.func_code.co_flags & CO_OPTIMIZED)) locals = Py_NewRef(f.func_globals);
  const callee = pushCallFrame(f, locals, args, nargs, kwnames);
  if (callee == 0) {
    leavePythonCall();
    return fail(frame, pc, base);
  }
  return enterFrame(frame, pc, base, returnOffset, callee);
}

/** Turns a bound method in the callable slot with an empty self slot into (function, self). True if it did. */
export function unpackMethod(base: usize): bool {
  const callable = load<PyObject>(base);
  if (callable.ob_type != PyMethod_Type || load<u32>(base + 8) != 0) return false;
  store<u32>(base + 8, <u32>changetype<usize>(Py_NewRef(PyMethod_GET_SELF(callable))));
  store<u32>(base, <u32>changetype<usize>(Py_NewRef(PyMethod_GET_FUNCTION(callable))));
  Py_DECREF(callable);
  return true;
}

/** CALL: 3 cache entries, so the next instruction is 8 bytes on. */
export function op_call(frame: usize, pc: usize, sp: usize, oparg: i32): i32 {
  frameAt(frame).instr_ptr = pc;
  const base = sp - ((<usize>(oparg + 2)) << 3);
  if (stepCounter(pc)) {
    specializeCall(pc, load<PyObject>(base), load<PyObject | null>(base + 8), oparg);
    // CPython runs the new form at once; of this one a program can see it in the counts
    if (load<u8>(pc) == <u8>CALL_ALLOC_AND_ENTER_INIT) return op_call_alloc_and_enter_init(frame, pc, sp, oparg);
  }
  return callWithoutCounter(frame, pc, sp, oparg);
}

/** The work of CALL for any callable. */
export function callWithoutCounter(frame: usize, pc: usize, sp: usize, oparg: i32): i32 {
  frameAt(frame).instr_ptr = pc;
  const base = sp - ((<usize>(oparg + 2)) << 3);
  unpackMethod(base);
  const callable = load<PyObject>(base);
  const hasSelf = load<u32>(base + 8) != 0;
  const args = hasSelf ? base + 8 : base + 16;
  const nargs = hasSelf ? oparg + 1 : oparg;
  if (isPlainFunction(callable)) return callPython(frame, pc, base, callable, args, nargs, null, 4);
  const func: PyObject | null = hasSelf ? null : heldFunction(callable);
  if (func !== null) {
    const status = enterHeld(frame, pc, sp, base, func, nargs, null, 4);
    if (status >= 0) return status;
  }
  const result = PyObject_Vectorcall(callable, args, <u32>nargs | PY_VECTORCALL_ARGUMENTS_OFFSET, null);
  if (result === null) return fail(frame, pc, sp);
  for (let i = 0; i < nargs; i++) Py_DECREF(ptrAt(args, i));
  store<u32>(base, 0);
  Py_DECREF(callable);
  return finishNativeCall(frame, pc, pc + 8, base, result);
}

/** CALL_KW: the names tuple is on top. No caches. */
export function op_call_kw(frame: usize, pc: usize, sp: usize, oparg: i32): i32 {
  frameAt(frame).instr_ptr = pc;
  const kwnames = peek(sp, 1);
  const base = sp - ((<usize>(oparg + 3)) << 3);
  unpackMethod(base);
  const callable = load<PyObject>(base);
  const hasSelf = load<u32>(base + 8) != 0;
  const args = hasSelf ? base + 8 : base + 16;
  const total = hasSelf ? oparg + 1 : oparg;
  const positional = total - PyTuple_GET_SIZE(kwnames);
  if (isPlainFunction(callable)) {
    // kwnames stays alive for the binding, then goes
    const status = callPython(frame, pc, base, callable, args, positional, kwnames, 1);
    Py_DECREF(kwnames);
    return status;
  }
  const func: PyObject | null = hasSelf ? null : heldFunction(callable);
  if (func !== null) {
    const status = enterHeld(frame, pc, sp, base, func, positional, kwnames, 1);
    if (status >= 0) return status;
  }
  const result = PyObject_Vectorcall(callable, args, <u32>positional | PY_VECTORCALL_ARGUMENTS_OFFSET, kwnames);
  if (result === null) return fail(frame, pc, sp);
  Py_DECREF(kwnames);
  for (let i = 0; i < total; i++) Py_DECREF(ptrAt(args, i));
  store<u32>(base, 0);
  Py_DECREF(callable);
  return finishNativeCall(frame, pc, pc + 2, base, result);
}

/** TypeError unless `args` can be spread with `*`. */
function checkArgsIterable(func: PyObject, args: PyObject): bool {
  if (args.ob_type.tp_iter != 0 || PySequence_Check(args)) return true;
  const name = _PyObject_FunctionStr(func);
  if (name !== null) {
    PyErr_Format(
      PyExc_TypeError,
      "%U argument after * must be an iterable, not %s",
      changetype<usize>(name),
      args.ob_type.tp_name,
    );
    Py_DECREF(name);
  }
  return false;
}

/** Makes CALL_FUNCTION_EX's operands a tuple and a dict, on the stack. False with an exception. */
export function prepareSpread(sp: usize, oparg: i32): bool {
  const hasKwargs = (oparg & 1) != 0;
  const argsDepth = hasKwargs ? 2 : 1;
  const func = peek(sp, argsDepth + 2);
  if (hasKwargs && peek(sp, 1).ob_type != PyDict_Type) {
    const dict = PyDict_New();
    if (dict === null) return false;
    if (_PyDict_MergeEx(dict, peek(sp, 1), 2) < 0) {
      Py_DECREF(dict);
      formatKwargsError(func, peek(sp, 1));
      return false;
    }
    const old = peek(sp, 1);
    poke(sp, 1, dict);
    Py_DECREF(old);
  }
  const given = peek(sp, argsDepth);
  if (given.ob_type != PyTuple_Type) {
    if (!checkArgsIterable(func, given)) return false;
    const tuple = PySequence_Tuple(given);
    if (tuple === null) return false;
    poke(sp, argsDepth, tuple);
    Py_DECREF(given);
  }
  return true;
}

/** CALL_FUNCTION_EX: callable, NULL, args iterable, optional mapping. */
export function op_call_function_ex(frame: usize, pc: usize, sp: usize, oparg: i32): i32 {
  frameAt(frame).instr_ptr = pc;
  if (!prepareSpread(sp, oparg)) return fail(frame, pc, sp);
  const hasKwargs = (oparg & 1) != 0;
  const argsDepth = hasKwargs ? 2 : 1;
  const base = sp - ((<usize>(argsDepth + 2)) << 3);
  const func = load<PyObject>(base);
  const args = peek(sp, argsDepth);
  const kwargs: PyObject | null = hasKwargs ? peek(sp, 1) : null;
  if (isPlainFunction(func)) return callPythonEx(frame, pc, base, func, null, args, kwargs);
  // CPython nests here; a thread's target is often a method, and its waits are to leave the loop (threads.ts)
  if (func.ob_type == PyMethod_Type && isPlainFunction(PyMethod_GET_FUNCTION(func))) {
    const self = Py_NewRef(PyMethod_GET_SELF(func));
    store<u32>(base, <u32>changetype<usize>(Py_NewRef(PyMethod_GET_FUNCTION(func))));
    const status = callPythonEx(frame, pc, base, load<PyObject>(base), self, args, kwargs);
    Py_DECREF(func);
    return status;
  }
  const target = heldFunction(func);
  if (target !== null) {
    const status = enterHeldSpread(frame, pc, sp, base, target, args, kwargs);
    if (status >= 0) return status;
  }
  // a native function that waits leaves the loop here too, and is called again: its operands are still there
  const bare = kwargs === null || PyDict_GET_SIZE(kwargs) == 0;
  if (func.ob_type == PyCFunction_Type && bare && PyTuple_GET_SIZE(args) != 0) {
    setSpread(_PyTuple_ITEMS(args), frame);
    const result = PyObject_Call(func, args, null);
    setSpread(0, 0);
    return finishSpread(frame, pc, sp, base, result);
  }
  return finishSpread(frame, pc, sp, base, PyObject_Call(func, args, kwargs));
}

/** Releases the operands of CALL_FUNCTION_EX and goes on with `result` (stolen; null: unwinds). */
export function finishSpread(frame: usize, pc: usize, sp: usize, base: usize, result: PyObject | null): i32 {
  if (result === null) return fail(frame, pc, sp);
  const func = load<PyObject>(base);
  for (let at = base + 8; at < sp; at += 8) {
    const op = load<PyObject | null>(at);
    if (op !== null) Py_DECREF(op);
  }
  Py_DECREF(func);
  return finishNativeCall(frame, pc, pc + 2, base, result);
}

/**
 * Calls the Python function with what tuple and dict hold, behind `self` (stolen) if there is one. Consumes the three or four slots at `base`; `func`, stolen
 * too, lies in the first.
 */
function callPythonEx(
  frame: usize,
  pc: usize,
  base: usize,
  func: PyObject,
  self: PyObject | null,
  args: PyObject,
  kwargs: PyObject | null,
): i32 {
  const end = base + (kwargs === null ? 24 : 32);
  const f = changetype<PyFunctionObject>(func);
  const named = kwargs !== null && PyDict_GET_SIZE(kwargs) != 0 ? kwargs : null;
  if (named !== null && !plainKeys(named)) return callOddKeys(frame, pc, base, func, self, args, named);
  if (!enterPythonCall()) {
    Py_XDECREF(self);
    return fail(frame, pc, end);
  }
  const locals: PyObject | null = f.func_code.co_flags & CO_OPTIMIZED ? null : Py_NewRef(f.func_globals);
  const callee = pushSpreadFrame(f, locals, self, args, named);
  Py_DECREF(args);
  if (kwargs !== null) Py_DECREF(kwargs);
  if (callee == 0) {
    leavePythonCall();
    return fail(frame, pc, base);
  }
  return enterFrame(frame, pc, base, 1, callee);
}

/** callPythonEx for keys that are not all str, or have been others: through a vector and a tuple of names, as comparing them may run code. */
function callOddKeys(
  frame: usize,
  pc: usize,
  base: usize,
  func: PyObject,
  self: PyObject | null,
  args: PyObject,
  kwargs: PyObject,
): i32 {
  const given = PyTuple_GET_SIZE(args);
  const first = self === null ? 0 : 1;
  const nargs = given + first;
  const nkw = PyDict_GET_SIZE(kwargs);
  const vector = PyMem_Malloc(((<usize>(nargs + nkw)) << 3) + 8);
  const kwnames = PyTuple_New(nkw);
  if (vector == 0 || kwnames === null) {
    PyErr_NoMemory();
    PyMem_Free(vector);
    Py_XDECREF(kwnames);
    Py_XDECREF(self);
    return fail(frame, pc, base + 32); // the operands are still the stack's
  }
  if (self !== null) store<u64>(vector, <u64>changetype<usize>(self));
  memory.copy(vector + ((<usize>first) << 3), _PyTuple_ITEMS(args), (<usize>given) << 3);
  for (let i = 0; i < given; i++) Py_INCREF(PyTuple_GET_ITEM(args, i));
  let pos = 0;
  let i = 0;
  while ((pos = PyDict_Next(kwargs, pos)) != 0) {
    PyTuple_SET_ITEM(kwnames, i, Py_NewRef(dictNextKey()));
    store<u64>(vector + ((<usize>(nargs + i)) << 3), <u64>changetype<usize>(Py_NewRef(dictNextValue())));
    i++;
  }
  Py_DECREF(args);
  Py_DECREF(kwargs);
  const status = callPython(frame, pc, base, func, vector, nargs, kwnames, 1);
  PyMem_Free(vector);
  Py_DECREF(kwnames);
  return status;
}

// ---- functions ----

export function op_make_function(frame: usize, sp: usize): usize {
  const code = peek(sp, 1);
  const func = PyFunction_New(code, frameAt(frame).f_globals!);
  if (func === null) return 0;
  Py_DECREF(code);
  poke(sp, 1, func);
  return sp;
}

/** SET_FUNCTION_ATTRIBUTE: the attribute under the function, which becomes the top. */
export function op_set_function_attribute(sp: usize, oparg: i32): usize {
  const func = changetype<PyFunctionObject>(peek(sp, 1));
  const value = peek(sp, 2);
  if (oparg == 8) func.func_closure = value;
  else if (oparg == 4) func.func_annotations = value;
  else if (oparg == 2) func.func_kwdefaults = value;
  else func.func_defaults = value;
  poke(sp, 2, func);
  return sp - 8;
}
