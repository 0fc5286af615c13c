/**
 * The scheduler of green threads. A thread gives way where it waits (waitOn) and when its slice is over (afterYield); nothing else changes threads, so native code is never interrupted.
 *
 * A wait that the eval loop itself asked for (a CALL of lock.acquire, `with lock:`) leaves the loop: the instruction stays where it is and is done
 * again when there is a reason. So such a thread has nothing on the native stack. A wait below other native code (a sort's key function that takes a
 * lock) runs the others on top of itself until it is over; those may finish, but whoever began on top must leave before it can go on.
 *
 * Invariant: `blocked` is true only between the waiting function's return of null and unwindError, which turns it into STATUS_YIELD.
 */
import { INSTRUMENTED } from "../config";
import * as host from "../host";
import { enterRows, lastOpcode, leaveEval, opcodeRow, unitRow } from "../memory/counters";
import { PyObject } from "../object/layout";
import { Py_INCREF, Py_NewRef, Py_XDECREF, Py_XNewRef, deallocDepth, setDeallocDepth } from "../object/refcount";
import { PyMethod_Type } from "../object/statics";
import { PyExc_RuntimeError, PyExc_SystemExit } from "../object/exception_types";
import { setBlocked } from "../object/eval_breaker";
import { PyMem_Free, PyMem_Malloc } from "../memory/blocks";
import {
  PyErr_Clear,
  PyErr_ExceptionMatches,
  PyErr_NoMemory,
  PyErr_SetString,
  chargeNativeDepth,
} from "../protocol/errors";
import { PyErr_FormatUnraisable } from "../protocol/unraisable";
import { PyObject_Call } from "../protocol/call";
import { PyCodeObject, CO_OPTIMIZED } from "../types/code";
import { PyDict_GET_SIZE, PyDict_Next, dictNextKey, dictNextValue } from "../types/dict";
import { PyFunctionObject, isPlainFunction } from "../types/function";
import { PyMethod_GET_FUNCTION, PyMethod_GET_SELF } from "../types/method";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE, PyTuple_New, PyTuple_SET_ITEM } from "../types/tuple";
import { pushCallFrame } from "./call_frame";
import { evalLoop } from "./eval";
import { F_LOCALSPLUS, currentFrame, enterPythonCall, frameAt, frameCode, setCurrentFrame, stackBase } from "./frame";
import { checkFaultDeadline, faultDeadline, checkSignals, hasSignalHandlers } from "./pending";
import { initEntry } from "./run";
import { SLICE } from "./run";
import { evalDepth, setEvalDepth, setTicks } from "./state";
import {
  THREAD_ACTIVE,
  THREAD_DONE,
  THREAD_NEW,
  THREAD_SUSPENDED,
  ThreadState,
  changeTo,
  clearThread,
  current,
  entryOf,
  freeThread,
  mainThread,
  newThread,
  otherThreads,
  threadEnded,
} from "./thread_state";
import { STATUS_DONE, STATUS_RAISED, STATUS_YIELD } from "./unwind";

/** What a thread waits for: only time; a word of memory to be 0 (a lock) or not 0 (an end); descriptors. */
export const WAIT_TIME: i32 = 1;
export const WAIT_ZERO: i32 = 2;
export const WAIT_SET: i32 = 3;
export const WAIT_FDS: i32 = 4;

/** Answers of waitOn. */
export const WAIT_FAILED: i32 = -1;
export const WAIT_LATE: i32 = 0;
export const WAIT_AGAIN: i32 = 1;
export const WAIT_LEAVE: i32 = 2;

/** Bytes of a descriptor's record, see host.waitFor. */
export const WAIT_RECORD: usize = 8;

/** Seconds between two changes while nobody waits (sys.setswitchinterval). */
export let switchInterval: f64 = 0.005;
let lastChange: f64 = 0;

export function setSwitchInterval(seconds: f64): void {
  switchInterval = seconds;
}

/** The manager whose native __enter__ BEFORE_WITH calls right now, 0 outside. */
export let enteredManager: usize = 0;

export function setEnteredManager(manager: usize): void {
  enteredManager = manager;
}

/** Where the arguments lie of the native function that CALL_FUNCTION_EX calls right now, 0 outside: the tuple of f(*args) stays on the loop's stack. */
let spread: usize = 0;
let spreadFrame: usize = 0;

export function setSpread(args: usize, frame: usize): void {
  spread = args;
  spreadFrame = frame;
}

/** The iterator that FOR_ITER itself asks for an item right now, 0 outside. */
let iterated: usize = 0;

export function setIterated(iterator: usize): void {
  iterated = iterator;
}

/** What an iterator's tp_iternext passes on as its arguments' address when FOR_ITER itself has called it. */
const BY_FOR_ITER: usize = 1;

/** Has FOR_ITER itself called `iterator`? Then an address for waitOn, else 0. Only the first to ask is told. */
export function takeIterated(iterator: usize): usize {
  const site: usize = iterated == iterator ? BY_FOR_ITER : 0;
  iterated = 0;
  return site;
}

/** Set by modules/_thread.ts: (ident: i64): void, forgets a thread's local data. */
let endHook: u32 = 0;

export function setThreadEndHook(fn: u32): void {
  endHook = fn;
}

/** Are these arguments on the running frame's stack? Then the loop itself has called, and may call again. */
function calledByLoop(args: usize): bool {
  if (args == 0 || currentFrame == 0) return false;
  if (args == enteredManager || args == BY_FOR_ITER) return true;
  const code: PyCodeObject = frameCode(currentFrame);
  if (code._co_monitoring != 0) return false; // its tools want to hear of each call once
  if (args == spread && currentFrame == spreadFrame) return true;
  return args >= stackBase(currentFrame) && args <= currentFrame + ((<usize>code.co_framesize) << 3);
}

/** The running thread waits no more. */
export function endWait(): void {
  current.waiting = 0;
  current.kind = 0;
}

/** The time that the running thread wanted to wait is over: its next wait answers WAIT_LATE. */
export function endAsLate(): void {
  current.waiting = 1;
  current.kind = 0;
  current.deadline = 0;
}

function copyRecords(t: ThreadState, fds: usize, n: i32): bool {
  if (n > t.nfds) {
    const block = PyMem_Malloc(<usize>n * WAIT_RECORD);
    if (block == 0) {
      PyErr_NoMemory();
      return false;
    }
    PyMem_Free(t.fds);
    t.fds = block;
  }
  t.nfds = n;
  memory.copy(t.fds, fds, <usize>n * WAIT_RECORD);
  return true;
}

/**
 * The running thread has to wait. WAIT_AGAIN: look again whether what it wants is there; WAIT_LATE: `seconds` (-1: no limit) are over; WAIT_LEAVE:
 * return null at once, without an exception; WAIT_FAILED. `args` are the arguments of the waiting function as it got them, or 0. Who does not wait
 * again after WAIT_AGAIN calls endWait.
 */
export function waitOn(kind: i32, on: usize, fds: usize, n: i32, seconds: f64, args: usize): i32 {
  const t = current;
  if (t == mainThread && checkSignals() < 0) {
    endWait();
    return WAIT_FAILED;
  }
  const now = host.monotonicClock();
  if (!t.waiting) {
    t.waiting = 1;
    t.deadline = seconds < 0 ? -1 : now + seconds;
  } else if (t.deadline >= 0 && now >= t.deadline) {
    endWait();
    return WAIT_LATE;
  }
  if (!copyRecords(t, fds, n)) {
    endWait();
    return WAIT_FAILED;
  }
  t.kind = kind;
  t.on = on;
  if (otherThreads > 0 && calledByLoop(args)) {
    setBlocked(true);
    return WAIT_LEAVE;
  }
  return waitHere(t) ? WAIT_AGAIN : WAIT_FAILED;
}

/** Is there a reason to run `t`? Its wait is over then. */
function ready(t: ThreadState): bool {
  let is = t.kind == 0 || t.signalled != 0;
  if (!is && t.kind == WAIT_ZERO) is = load<i32>(t.on) == 0;
  else if (!is && t.kind == WAIT_SET) is = load<i32>(t.on) != 0;
  else if (!is && t.kind == WAIT_FDS) is = host.waitFor(t.fds, t.nfds, 0) == 1;
  if (!is && t.deadline >= 0) is = host.monotonicClock() >= t.deadline;
  if (is) {
    t.kind = 0;
    t.signalled = 0;
  }
  return is;
}

/** Runs others until the thread, whose frames are below on the native stack, may go on; false with an exception. */
function waitHere(t: ThreadState): bool {
  while (t.finalStatus == 0 && !ready(t)) {
    if (!keepsToItself(t) && runOthers(t)) continue;
    if (t.finalStatus == 0 && !idle(t)) {
      endWait();
      return false;
    }
  }
  return true;
}

/**
 * A thread with native frames that only sleeps for a moment lets nobody begin on top of itself: who then waited for it, below native code too,
 * could never be left. The main thread lies at the bottom anyhow.
 */
function keepsToItself(t: ThreadState): bool {
  return t != mainThread && t.kind == WAIT_TIME && t.deadline >= 0 && t.deadline - host.monotonicClock() < SHORT_SLEEP;
}

const SHORT_SLEEP: f64 = 0.05;

/** Ended threads are freed only when nobody walks the list. */
let walkers: i32 = 0;

function freeEnded(): void {
  if (walkers != 0) return;
  let t = mainThread.next;
  while (t !== null) {
    const next: ThreadState | null = t.next;
    if (t.status == THREAD_DONE && t != current) freeThread(t);
    t = next;
  }
}

/** Gives each other thread that can run a slice; false if there was none. */
function runOthers(t: ThreadState): bool {
  let ran = false;
  walkers++;
  let other: ThreadState | null = mainThread;
  while (other !== null) {
    if (
      other != t &&
      other.status <= THREAD_SUSPENDED &&
      (other != mainThread || other.status == THREAD_SUSPENDED) &&
      ready(other)
    ) {
      runThread(other);
      ran = true;
      lastChange = host.monotonicClock();
      if (t.finalStatus != 0) break;
    }
    other = other.next;
  }
  walkers--;
  freeEnded();
  return ran;
}

function deadlock(): bool {
  PyErr_SetString(PyExc_RuntimeError, "deadlock: every thread waits for a lock or for another thread");
  return false;
}

/** Nobody can run: waits for the outside. False with an exception. */
function idle(t: ThreadState): bool {
  let count = 0;
  let deadline: f64 = -1;
  for (let s: ThreadState | null = mainThread; s !== null; s = s.next) {
    if (s != t && s.status != THREAD_SUSPENDED) continue;
    if (s.kind == WAIT_FDS) count += s.nfds;
    if (s.kind != 0 && s.deadline >= 0 && (deadline < 0 || s.deadline < deadline)) deadline = s.deadline;
  }
  if (faultDeadline > 0 && (deadline < 0 || faultDeadline < deadline)) deadline = faultDeadline;
  if (count == 0 && deadline < 0 && !hasSignalHandlers()) {
    return deadlock();
  }
  const records = PyMem_Malloc(<usize>(count + 1) * WAIT_RECORD);
  if (records == 0) {
    PyErr_NoMemory();
    return false;
  }
  let at = records;
  for (let s: ThreadState | null = mainThread; s !== null; s = s.next) {
    if ((s != t && s.status != THREAD_SUSPENDED) || s.kind != WAIT_FDS) continue;
    memory.copy(at, s.fds, <usize>s.nfds * WAIT_RECORD);
    at += <usize>s.nfds * WAIT_RECORD;
  }
  let left: f64 = -1;
  if (deadline >= 0) left = max(deadline - host.monotonicClock(), 0);
  const how = host.waitFor(records, count, left);
  PyMem_Free(records);
  checkFaultDeadline();
  if (how == 3) return deadlock();
  if (how != 2) return true;
  // handlers run in the main thread; if it lies below this one it cannot, and they run here
  if (t != mainThread && mainThread.status == THREAD_SUSPENDED) {
    mainThread.signalled = 1;
    return true;
  }
  return checkSignals() == 0;
}

/**
 * Seconds that a thread with native frames runs before others get a turn on top of it: who then waited for it below native code (two imports of one
 * module) could never be left. The main thread, which a test runner always nests, must give way to those it polls.
 */
const NESTED_INTERVAL: f64 = 10;
const NESTED_MAIN_INTERVAL: f64 = 0.05;

/**
 * The loop has been left for a while: to wait, or at the end of a slice. `nested`: with native frames of the thread below it. False with an exception
 * to raise where it goes on.
 */
export function afterYield(nested: bool): bool {
  const t = current;
  if (t.kind != 0) return waitHere(t);
  if (otherThreads == 0) return true;
  const now = host.monotonicClock();
  const interval = !nested ? switchInterval : t == mainThread ? NESTED_MAIN_INTERVAL : NESTED_INTERVAL;
  if (now - lastChange >= interval) {
    lastChange = now;
    runOthers(t);
  }
  return true;
}

// ---- the life of a thread ----

/** Starts `callable(*args, **kwargs)` in a thread that runs when this one gives way; null with an exception. Borrows all. */
export function startThread(
  callable: PyObject,
  args: PyObject,
  kwargs: PyObject | null,
  handle: PyObject | null,
): ThreadState | null {
  const t = newThread();
  if (t === null) {
    PyErr_SetString(PyExc_RuntimeError, "can't start new thread");
    return null;
  }
  t.callable = Py_NewRef(callable);
  t.args = Py_NewRef(args);
  if (kwargs !== null) t.kwargs = Py_NewRef(kwargs);
  if (handle !== null) t.handle = Py_NewRef(handle);
  return t;
}

/** Gives a thread a slice on top of the running one. */
function runThread(t: ThreadState): void {
  const caller = current;
  const depth = evalDepth;
  const deallocations = deallocDepth;
  const begins = t.status == THREAD_NEW;
  changeTo(t);
  t.status = THREAD_ACTIVE;
  chargeNativeDepth(4);
  setDeallocDepth(0);
  setTicks(SLICE);
  setEvalDepth(depth + 1);
  const callerOpcode: usize = INSTRUMENTED ? opcodeRow : 0;
  const callerUnit: usize = INSTRUMENTED ? unitRow : 0;
  const callersLast: u32 = INSTRUMENTED ? lastOpcode : 0;
  const status = begins ? begin(t) : evalLoop(false);
  if (INSTRUMENTED) {
    leaveEval(callersLast);
    enterRows(callerOpcode, callerUnit);
  }
  setEvalDepth(depth);
  if (status == STATUS_YIELD) t.status = THREAD_SUSPENDED;
  else if (t == mainThread) {
    // its caller, below on the native stack, takes the result
    t.finalStatus = status;
    t.status = THREAD_ACTIVE;
  } else end(t, status);
  setDeallocDepth(deallocations);
  chargeNativeDepth(-4);
  changeTo(caller);
}

/** The arguments as a vector of new references, `self` first; 0 with MemoryError. */
function argumentVector(
  self: PyObject | null,
  args: PyObject,
  kwargs: PyObject | null,
  kwnames: PyObject | null,
): usize {
  const n = PyTuple_GET_SIZE(args);
  const first: usize = self === null ? 0 : 1;
  const nkw = kwargs === null ? 0 : PyDict_GET_SIZE(kwargs);
  const vector = PyMem_Malloc((<usize>(n + nkw) + first + 1) << 3);
  if (vector == 0) {
    PyErr_NoMemory();
    return 0;
  }
  if (self !== null) store<u64>(vector, <u64>changetype<usize>(Py_NewRef(self)));
  let at = vector + (first << 3);
  for (let i = 0; i < n; i++) {
    store<u64>(at, <u64>changetype<usize>(Py_NewRef(PyTuple_GET_ITEM(args, i))));
    at += 8;
  }
  let pos = 0;
  let i = 0;
  while (kwargs !== null && (pos = PyDict_Next(kwargs, pos)) != 0) {
    PyTuple_SET_ITEM(kwnames!, i, Py_NewRef(dictNextKey()));
    store<u64>(at, <u64>changetype<usize>(Py_NewRef(dictNextValue())));
    at += 8;
    i++;
  }
  return vector;
}

/** Begins the thread's function; a Python function gets its frame on the thread's own entry frame. Answers as evalLoop. */
function begin(t: ThreadState): i32 {
  const callable = t.callable!;
  const kwargs = t.kwargs;
  const isMethod = callable.ob_type == PyMethod_Type;
  const func: PyObject = isMethod ? PyMethod_GET_FUNCTION(callable) : callable;
  const nkw = kwargs === null ? 0 : PyDict_GET_SIZE(kwargs);
  if (!isPlainFunction(func) || !(changetype<PyFunctionObject>(func).func_code.co_flags & CO_OPTIMIZED)) {
    const result = PyObject_Call(callable, t.args!, kwargs);
    if (result === null) return STATUS_RAISED;
    store<u32>(entryOf(t) + F_LOCALSPLUS, <u32>changetype<usize>(result));
    return STATUS_DONE;
  }
  const kwnames: PyObject | null = nkw == 0 ? null : PyTuple_New(nkw);
  const self: PyObject | null = isMethod ? PyMethod_GET_SELF(callable) : null;
  const vector: usize = nkw != 0 && kwnames === null ? 0 : argumentVector(self, t.args!, kwargs, kwnames);
  if (vector == 0 || !enterPythonCall()) {
    Py_XDECREF(kwnames);
    PyMem_Free(vector);
    return STATUS_RAISED;
  }
  Py_INCREF(func);
  const nargs = PyTuple_GET_SIZE(t.args!) + (isMethod ? 1 : 0);
  const frame = pushCallFrame(changetype<PyFunctionObject>(func), null, vector, nargs, kwnames);
  PyMem_Free(vector);
  Py_XDECREF(kwnames);
  if (frame == 0) return STATUS_RAISED;
  initEntry(entryOf(t), 0);
  frameAt(frame).previous = entryOf(t);
  setCurrentFrame(frame);
  return evalLoop(false);
}

/** The running thread's function has ended (thread_run of CPython's _threadmodule.c). */
function end(t: ThreadState, status: i32): void {
  setCurrentFrame(0);
  const at = entryOf(t) + F_LOCALSPLUS;
  if (status == STATUS_DONE) {
    const result = load<PyObject | null>(at);
    store<u32>(at, 0);
    Py_XDECREF(result);
  } else if (PyErr_ExceptionMatches(PyExc_SystemExit)) PyErr_Clear();
  else PyErr_FormatUnraisable("Exception ignored in thread started by %R", changetype<usize>(t.callable!));
  if (endHook != 0) call_indirect<void>(endHook, t);
  clearThread(t);
  threadEnded(t);
}

/** Gives every other thread this trace (`which` 0) or profile function. Borrows `f`. */
export function setInAllThreads(which: i32, f: PyObject | null): void {
  for (let t: ThreadState | null = mainThread; t !== null; t = t.next) {
    if (t == current || t.status == THREAD_DONE) continue;
    const old: PyObject | null = which == 0 ? t.trace : t.profile;
    const now: PyObject | null = Py_XNewRef(f);
    if (which == 0) t.trace = now;
    else t.profile = now;
    Py_XDECREF(old);
  }
}

/** Calls `visit` (a table index of (ThreadState): i32) for every thread with frames; stops at an answer other than 0. */
export function visitThreads(visit: u32): i32 {
  for (let t: ThreadState | null = mainThread; t !== null; t = t.next) {
    if (t.status == THREAD_DONE) continue;
    const stop = call_indirect<i32>(visit, t);
    if (stop != 0) return stop;
  }
  return 0;
}
