/**
 * Tracebacks as faulthandler writes them (Python/traceback.c, _Py_DumpTracebackThreads): straight to a file descriptor, without allocating and without
 * running any Python code, so that it can be done when the machine is broken.
 */
import { collecting } from "../gc/generations";
import { PyObject } from "../object/layout";
import { PyErr_Clear, PyErr_GetRaisedException, PyErr_SetRaisedException } from "../protocol/errors";
import { PyUnicode_Check, PyUnicode_GET_LENGTH, PyUnicode_READ_CHAR } from "../types/unicode";
import { lineOfUnit } from "../types/code_lines";
import { currentFrame, firstComplete, frameAt, frameCode, frameLasti } from "../vm/frame";
import { ThreadState, current, identOf, mainThread } from "../vm/thread_state";
import * as host from "../host";
import { writeFile } from "./io/files";

const MAX_FRAMES: i32 = 100;
const MAX_TEXT: i32 = 500;
const SIZE: usize = 4096;
const buffer = memory.data(4096, 8);
let used: usize = 0;
let descriptor: i32 = 2;
/** Straight to the host: the machine may not be able to wait for a pipe. */
let plain: bool = false;

/** Text goes to `fd` from now on. */
export function writeTo(fd: i32, isPlain: bool): void {
  descriptor = fd;
  plain = isPlain;
  used = 0;
}

export function flushText(): void {
  const size = <i32>used;
  used = 0;
  if (size == 0) return;
  if (plain) {
    host.write(descriptor, buffer, size);
    return;
  }
  const pending = PyErr_GetRaisedException();
  if (writeFile(descriptor, buffer, size) < 0) PyErr_Clear();
  if (pending !== null) PyErr_SetRaisedException(pending);
}

export function writeByte(byte: u32): void {
  if (used == SIZE) flushText();
  store<u8>(buffer + used, <u8>byte);
  used++;
}

export function writeText(text: string): void {
  for (let i = 0; i < text.length; i++) writeByte(<u32>text.charCodeAt(i));
}

export function writeDecimal(n: u64, places: i32 = 1): void {
  let unit: u64 = 1;
  for (let i = 1; i < places; i++) unit *= 10;
  while (n / unit >= 10) unit *= 10;
  for (; unit != 0; unit /= 10) writeByte(48 + <u32>((n / unit) % 10));
}

function writeHex(n: u64, places: i32): void {
  for (let shift = (places - 1) * 4; shift >= 0; shift -= 4) {
    const digit = <u32>((n >> <u64>shift) & 15);
    writeByte(digit < 10 ? 48 + digit : 87 + digit);
  }
}

/** In ASCII, the rest as \x, \u and \U. */
function writeString(text: PyObject): void {
  const n = PyUnicode_GET_LENGTH(text);
  for (let i = 0; i < n && i < MAX_TEXT; i++) {
    const ch = PyUnicode_READ_CHAR(text, i);
    if (ch >= 32 && ch < 127) writeByte(ch);
    else {
      writeByte(92);
      writeByte(ch < 0x100 ? 120 : ch < 0x10000 ? 117 : 85);
      writeHex(ch, ch < 0x100 ? 2 : ch < 0x10000 ? 4 : 8);
    }
  }
  if (n > MAX_TEXT) writeText("...");
}

function writeFrame(frame: usize): void {
  const code = frameCode(frame);
  writeText("  File ");
  if (PyUnicode_Check(code.co_filename)) {
    writeByte(34);
    writeString(code.co_filename);
    writeByte(34);
  } else writeText("???");
  writeText(", line ");
  const line = lineOfUnit(code, frameLasti(frame));
  if (line >= 0) writeDecimal(<u64>line);
  else writeText("???");
  writeText(" in ");
  if (PyUnicode_Check(code.co_name)) writeString(code.co_name);
  else writeText("???");
  writeByte(10);
}

function writeFrames(innermost: usize): void {
  let frame = firstComplete(innermost);
  if (frame == 0) writeText("  <no Python frame>\n");
  for (let n = 0; frame != 0 && n < MAX_FRAMES; n++) {
    writeFrame(frame);
    frame = firstComplete(frameAt(frame).previous);
  }
}

/** `running`: the thread that runs is told from the others. */
function writeThread(t: ThreadState, running: bool): void {
  writeText(t == current && running ? "Current thread 0x" : "Thread 0x");
  writeHex(<u64>identOf(t), 16);
  writeText(" (most recent call first):\n");
  if (collecting && t == current) writeText("  Garbage-collecting\n");
  writeFrames(t == current ? currentFrame : t.frame);
}

/** The thread that began `back` threads after the main one. */
function threadAt(back: i32): ThreadState {
  let t: ThreadState = mainThread;
  for (let i = 0; i < back; i++) {
    const next = t.next;
    if (next === null) break;
    t = next;
  }
  return t;
}

/** The running thread, or all, the youngest first; a watchdog does not know which one runs. */
export function writeTraceback(allThreads: bool, running: bool = true): void {
  if (!allThreads) {
    writeText("Stack (most recent call first):\n");
    writeFrames(currentFrame);
    return;
  }
  let count = 0;
  let t = mainThread.next;
  while (t !== null) {
    count++;
    t = t.next;
  }
  for (let i = count; i >= 0; i--) {
    if (i < count) writeByte(10);
    if (count - i >= MAX_FRAMES) {
      writeText("...\n");
      return;
    }
    writeThread(threadAt(i), running);
  }
}

/** What the machine says when it cannot go on; the host calls it after a trap. */
export function fatalError(): void {
  writeTo(2, true);
  writeText("Fatal Python error: the machine has failed\nPython runtime state: initialized\n\n");
  writeTraceback(true);
  flushText();
}
