/**
 * Green threads: what each has of its own (PyThreadState of CPython), and changing from one to another. All share the one native stack, so only the Python
 * side is exchanged: the frame chain with its data stack, the handled exceptions, the context, the trace functions.
 *
 * Invariants: `current` is the thread whose registers are in the globals of frame.ts, errors.ts and their neighbours; a thread's fields hold its registers
 * only while it is not current. A thread is SUSPENDED when nothing of it is on the native stack but at most the loop that anyone may enter again.
 */
import { PyObject } from "../object/layout";
import { Py_XDECREF } from "../object/refcount";
import { PyMem_Calloc, PyMem_Free } from "../memory/blocks";
import { PyErrStackItem, excInfo, setExcInfo, raised, setRaised } from "../protocol/errors";
import {
  currentFrame,
  dropDataStack,
  loadDataStack,
  recursionDepth,
  saveDataStack,
  setCurrentFrame,
  setRecursionDepth,
} from "./frame";
import { swapAsyncGenFinalizer, swapAsyncGenFirstIter } from "./asyncgen";
import { coroutineOriginDepth, setCoroutineOriginDepth } from "./coroutine";
import { swapProfileFunction, swapTraceFunction } from "./legacy_trace";
import { setTracing, setWhatEvent, tracing, whatEvent } from "./monitor_state";

export const THREAD_NEW: i32 = 0;
export const THREAD_SUSPENDED: i32 = 1;
/** Running, or below another on the native stack. */
export const THREAD_ACTIVE: i32 = 2;
export const THREAD_DONE: i32 = 3;

@unmanaged
export class ThreadState {
  next: ThreadState | null;
  status: i32;
  ident: i64;
  // what it waits for (threads.ts); the deadline stays while the waiting instruction is done again
  kind: i32;
  on: usize;
  deadline: f64;
  fds: usize;
  nfds: i32;
  waiting: i32;
  signalled: i32;
  /** How the main program ended while another thread's loop was running it; 0 if it has not. */
  finalStatus: i32;
  // registers
  frame: usize;
  chunk: usize;
  stackTop: usize;
  stackLimit: usize;
  chunkStart: usize;
  depth: i32;
  tracing: i32;
  whatEvent: i32;
  originDepth: i32;
  raised: PyObject | null;
  context: PyObject | null;
  firstIter: PyObject | null;
  finalizer: PyObject | null;
  trace: PyObject | null;
  profile: PyObject | null;
  /** The event loop that runs in this thread, for asyncio; owned. */
  loop: PyObject | null;
  excInfo: PyErrStackItem;
  // what it was started with; owned
  callable: PyObject | null;
  args: PyObject | null;
  kwargs: PyObject | null;
  handle: PyObject | null;
  daemon: i32;
  pad: i32;
}

/** Behind the fields: the bottom of the exception stack (16 bytes), the entry frame (104 bytes). */
const BOTTOM_ITEM: usize = 16;
const ENTRY_FRAME: usize = 104;

/** get_ident() of the first thread: looks like one of pthread's. */
export const MAIN_IDENT: i64 = 0x7f0000001000;

const mainMemory = memory.data(256, 16);
export let current: ThreadState = changetype<ThreadState>(mainMemory);
/** The main thread heads the list of all. */
export const mainThread = changetype<ThreadState>(mainMemory);

/** Threads besides the main one that have not ended. */
export let otherThreads: i32 = 0;
let lastIdent: i64 = MAIN_IDENT;

/** The running thread's context (tstate->context): owned, null until something needs one. */
export let currentContext: PyObject | null = null;

export function setCurrentContext(context: PyObject | null): void {
  currentContext = context;
}

/** asyncio's running loop in this thread: borrowed, null if none runs. */
export function runningLoop(): PyObject | null {
  return current.loop;
}

/** Steals `loop`. */
export function setRunningLoop(loop: PyObject | null): void {
  const old = current.loop;
  current.loop = loop;
  Py_XDECREF(old);
}

export function currentIdent(): i64 {
  return current == mainThread ? MAIN_IDENT : current.ident;
}

export function identOf(t: ThreadState): i64 {
  return t == mainThread ? MAIN_IDENT : t.ident;
}

/** Address of the thread's own entry frame. */
export function entryOf(t: ThreadState): usize {
  return changetype<usize>(t) + offsetof<ThreadState>() + BOTTOM_ITEM;
}

/** A thread at the end of the list; null if there is no memory. Registers are those of a thread that has not begun. */
export function newThread(): ThreadState | null {
  const at = PyMem_Calloc(1, offsetof<ThreadState>() + BOTTOM_ITEM + ENTRY_FRAME);
  if (at == 0) return null;
  const t = changetype<ThreadState>(at);
  lastIdent += 0x1000;
  t.ident = lastIdent;
  t.deadline = -1;
  t.whatEvent = -1;
  t.excInfo = changetype<PyErrStackItem>(at + offsetof<ThreadState>());
  let last = mainThread;
  for (let n = last.next; n !== null; n = last.next) last = n;
  last.next = t;
  otherThreads++;
  return t;
}

export function saveRegisters(t: ThreadState): void {
  t.frame = currentFrame;
  saveDataStack(changetype<usize>(t) + offsetof<ThreadState>("chunk"));
  t.depth = recursionDepth();
  t.tracing = tracing;
  t.whatEvent = whatEvent;
  t.originDepth = coroutineOriginDepth();
  t.raised = raised;
  t.context = currentContext;
  t.firstIter = swapAsyncGenFirstIter(null);
  t.finalizer = swapAsyncGenFinalizer(null);
  t.trace = swapTraceFunction(null);
  t.profile = swapProfileFunction(null);
  t.excInfo = excInfo;
}

export function loadRegisters(t: ThreadState): void {
  setCurrentFrame(t.frame);
  loadDataStack(changetype<usize>(t) + offsetof<ThreadState>("chunk"));
  setRecursionDepth(t.depth);
  setTracing(t.tracing);
  setWhatEvent(t.whatEvent);
  setCoroutineOriginDepth(t.originDepth);
  setRaised(t.raised);
  currentContext = t.context;
  swapAsyncGenFirstIter(t.firstIter);
  swapAsyncGenFinalizer(t.finalizer);
  swapTraceFunction(t.trace);
  swapProfileFunction(t.profile);
  setExcInfo(t.excInfo);
}

/** Makes `t` the running thread; the registers of the one that ran are saved. */
export function changeTo(t: ThreadState): void {
  saveRegisters(current);
  current = t;
  loadRegisters(t);
}

/** Releases what the running thread, which has ended, still holds. */
export function clearThread(t: ThreadState): void {
  const context = currentContext;
  currentContext = null;
  Py_XDECREF(context);
  setRunningLoop(null);
  const handled = excInfo.exc_value;
  excInfo.exc_value = null;
  Py_XDECREF(handled);
  Py_XDECREF(swapAsyncGenFirstIter(null));
  Py_XDECREF(swapAsyncGenFinalizer(null));
  Py_XDECREF(swapTraceFunction(null));
  Py_XDECREF(swapProfileFunction(null));
  const callable = t.callable;
  const args = t.args;
  const kwargs = t.kwargs;
  const handle = t.handle;
  t.callable = null;
  t.args = null;
  t.kwargs = null;
  t.handle = null;
  Py_XDECREF(callable);
  Py_XDECREF(args);
  Py_XDECREF(kwargs);
  Py_XDECREF(handle);
}

/** Takes an ended thread's data stack and record away. It must not be current. */
export function freeThread(t: ThreadState): void {
  let before = mainThread;
  for (let n = before.next; n !== null && n != t; n = before.next) before = n;
  before.next = t.next;
  PyMem_Free(t.fds);
  PyMem_Free(changetype<usize>(t));
}

/** The running thread has ended: its data stack goes. */
export function threadEnded(t: ThreadState): void {
  dropDataStack();
  t.status = THREAD_DONE;
  otherThreads--;
}
