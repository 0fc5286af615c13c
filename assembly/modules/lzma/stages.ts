/**
 * What stands before LZMA in a chain: delta, and the branch filters, which turn the relative targets of calls in machine code into absolute ones. A stage
 * takes bytes, changes them in place and gives on what is done; a branch filter keeps the last bytes until it sees what follows them.
 *
 * Invariant: stage.buf[0..size) waits, not changed yet.
 */
import { PyMem_Free, PyMem_Malloc, PyMem_Realloc } from "../../memory/blocks";
import { FILTER_ARM, FILTER_ARMTHUMB, FILTER_DELTA, FILTER_IA64, FILTER_POWERPC, FILTER_X86, Filter } from "./options";

@unmanaged
export class Stage {
  id: i64;
  buf: usize; // 8
  size: i32;
  room: i32;
  encoding: bool; // 20
  pos: u32; // 24, of buf[0] in the code
  prevMask: u32;
  prevPos: u32;
  dist: u32; // 36
  at: u32; // 40, place in the history
}

/** 256 bytes of history of the delta filter stand behind the fields. */
const HISTORY: usize = 48;
const STAGE_SIZE: usize = 48 + 256;

/** A stage for the filter; null without memory. */
export function stageNew(f: Filter, encoding: bool): usize {
  const at = PyMem_Malloc(STAGE_SIZE);
  if (at == 0) return 0;
  memory.fill(at, 0, STAGE_SIZE);
  const s = changetype<Stage>(at);
  s.id = f.id;
  s.encoding = encoding;
  s.dist = f.dist;
  s.pos = f.start_offset;
  s.prevPos = f.start_offset - 5;
  return at;
}

export function stageFree(at: usize): void {
  if (at == 0) return;
  PyMem_Free(changetype<Stage>(at).buf);
  PyMem_Free(at);
}

/** Adds bytes to what waits; false without memory. */
function append(s: Stage, p: usize, n: i32): bool {
  if (s.size + n > s.room) {
    const room = s.size + n + 4096;
    const buf = PyMem_Realloc(s.buf, <usize>room);
    if (buf == 0) return false;
    s.buf = buf;
    s.room = room;
  }
  memory.copy(s.buf + <usize>s.size, p, <usize>n);
  s.size += n;
  return true;
}

/**
 * Takes n bytes; afterwards buf[0..result) are done and wait for `stageDrop`. At the end everything is. -1 without memory.
 */
export function stageRun(at: usize, p: usize, n: i32, isEnd: bool): i32 {
  const s = changetype<Stage>(at);
  if (!append(s, p, n)) return -1;
  const done = s.id == FILTER_DELTA ? delta(s) : branch(s);
  return isEnd ? s.size : done;
}

/** Takes the bytes that are done out. */
export function stageDrop(at: usize, n: i32): void {
  const s = changetype<Stage>(at);
  s.size -= n;
  s.pos += <u32>n;
  if (s.size > 0) memory.copy(s.buf, s.buf + <usize>n, <usize>s.size);
}

/** Each byte as its difference to the one `dist` before. */
function delta(s: Stage): i32 {
  const history = changetype<usize>(s) + HISTORY;
  let place = s.at;
  for (let p = s.buf, end = p + <usize>s.size; p < end; p++) {
    const before = load<u8>(history + <usize>((s.dist + place) & 255));
    const now = load<u8>(p);
    const changed: u8 = s.encoding ? now - before : now + before;
    store<u8>(history + <usize>(place & 255), s.encoding ? now : changed);
    place--;
    store<u8>(p, changed);
  }
  s.at = place;
  return s.size;
}

function branch(s: Stage): i32 {
  if (s.id == FILTER_X86) return x86(s);
  if (s.id == FILTER_POWERPC) return powerpc(s);
  if (s.id == FILTER_IA64) return ia64(s);
  if (s.id == FILTER_ARM) return arm(s);
  return s.id == FILTER_ARMTHUMB ? armthumb(s) : sparc(s);
}

/** A target with the address of the instruction added or taken off. */
function moved(s: Stage, target: u32, address: u32): u32 {
  return s.encoding ? target + address : target - address;
}

function byteAt(s: Stage, i: i32): u32 {
  return <u32>load<u8>(s.buf + <usize>i);
}

function setByte(s: Stage, i: i32, value: u32): void {
  store<u8>(s.buf + <usize>i, <u8>value);
}

/** May the highest byte of a target be this one? */
function isEdge(b: u32): bool {
  return b == 0 || b == 0xff;
}

/** Bits 1 to 3 of the mask of opcodes seen just before: may a call be here (bit i of 0x17), and which byte of the target one of them touches. */
const bitNumbers = memory.data<u8>([0, 1, 2, 2, 3, 3, 3, 3]);

/** call and jmp (E8, E9). Bytes that look like one of them shortly before make it doubtful that this is one. */
function x86(s: Stage): i32 {
  let mask = s.prevMask;
  let before = s.prevPos;
  const base = s.pos;
  if (s.size < 5) return 0;
  if (base - before > 5) before = base - 5;
  const last = s.size - 5;
  let i = 0;
  while (i <= last) {
    const op = byteAt(s, i);
    if (op != 0xe8 && op != 0xe9) {
      i++;
      continue;
    }
    const here = base + <u32>i;
    const gap = here - before;
    before = here;
    if (gap > 5) mask = 0;
    else for (let k: u32 = 0; k < gap; k++) mask = (mask & 0x77) << 1;
    const high = byteAt(s, i + 4);
    if (isEdge(high) && ((0x17 >> ((mask >> 1) & 7)) & 1) != 0 && mask >> 1 < 16) {
      x86Target(s, i, here + 5, mask);
      i += 5;
      mask = 0;
    } else {
      i++;
      mask |= isEdge(high) ? 0x11 : 1;
    }
  }
  s.prevMask = mask;
  s.prevPos = before;
  return i;
}

function x86Target(s: Stage, i: i32, address: u32, mask: u32): void {
  let source = load<u32>(s.buf + <usize>i, 1);
  let target: u32 = 0;
  while (true) {
    target = moved(s, source, address);
    if (mask == 0) break;
    const bit = <u32>load<u8>(bitNumbers + <usize>(mask >> 1)) * 8;
    if (!isEdge((target >> (24 - bit)) & 255)) break;
    source = target ^ (bit == 0 ? 0xffffffff : ((<u32>1) << (32 - bit)) - 1);
  }
  const high: u32 = ((target >> 24) & 1) != 0 ? 0xff000000 : 0;
  store<u32>(s.buf + <usize>i, (target & 0xffffff) | high, 1);
}

/** bl (EB as the highest byte). */
function arm(s: Stage): i32 {
  let i = 0;
  for (; i + 4 <= s.size; i += 4) {
    if (byteAt(s, i + 3) != 0xeb) continue;
    const word = load<u32>(s.buf + <usize>i);
    const target = moved(s, (word << 8) >> 6, s.pos + <u32>i + 8) >> 2;
    store<u32>(s.buf + <usize>i, (target & 0xffffff) | 0xeb000000);
  }
  return i;
}

/** The pair of instructions of a bl. */
function armthumb(s: Stage): i32 {
  let i = 0;
  for (; i + 4 <= s.size; i += 2) {
    if ((byteAt(s, i + 1) & 0xf8) != 0xf0 || (byteAt(s, i + 3) & 0xf8) != 0xf8) continue;
    const source =
      ((byteAt(s, i + 1) & 7) << 19) | (byteAt(s, i) << 11) | ((byteAt(s, i + 3) & 7) << 8) | byteAt(s, i + 2);
    const target = moved(s, source << 1, s.pos + <u32>i + 4) >> 1;
    setByte(s, i + 1, 0xf0 | ((target >> 19) & 7));
    setByte(s, i, target >> 11);
    setByte(s, i + 3, 0xf8 | ((target >> 8) & 7));
    setByte(s, i + 2, target);
    i += 2;
  }
  return i;
}

/** bl with a relative target. */
function powerpc(s: Stage): i32 {
  let i = 0;
  for (; i + 4 <= s.size; i += 4) {
    const word = bswap<u32>(load<u32>(s.buf + <usize>i));
    if (word >> 26 != 0x12 || (word & 3) != 1) continue;
    const target = moved(s, word & 0x03fffffc, s.pos + <u32>i);
    store<u32>(s.buf + <usize>i, bswap<u32>(0x48000000 | (target & 0x03ffffff) | (word & 3)));
  }
  return i;
}

/** call with the sign of its target in all of the upper bits. */
function sparc(s: Stage): i32 {
  let i = 0;
  for (; i + 4 <= s.size; i += 4) {
    const word = bswap<u32>(load<u32>(s.buf + <usize>i));
    if (word >> 22 != 0x100 && word >> 22 != 0x1ff) continue;
    const target = moved(s, word << 2, s.pos + <u32>i) >> 2;
    const sign: u32 = ((target >> 22) & 1) != 0 ? 0x3fc00000 : 0;
    store<u32>(s.buf + <usize>i, bswap<u32>(sign | (target & 0x3fffff) | 0x40000000));
  }
  return i;
}

/** By the template of a bundle: which of its three slots may hold a branch. */
const ia64Slots = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 4, 6, 6, 0, 0, 7, 7, 4, 4, 0, 0, 4, 4, 0, 0,
]);

function ia64(s: Stage): i32 {
  let i = 0;
  for (; i + 16 <= s.size; i += 16) {
    const slots = <u32>load<u8>(ia64Slots + <usize>(byteAt(s, i) & 31));
    for (let slot: u32 = 0; slot < 3; slot++) {
      if (((slots >> slot) & 1) != 0) ia64Slot(s, i, 5 + slot * 41);
    }
  }
  return i;
}

function ia64Slot(s: Stage, i: i32, bit: u32): void {
  const p = s.buf + <usize>i + <usize>(bit >> 3);
  const shift = <u64>(bit & 7);
  const raw = <u64>load<u32>(p) | ((<u64>load<u16>(p, 4)) << 32);
  let code = raw >> shift;
  if (((code >> 37) & 15) != 5 || ((code >> 9) & 7) != 0) return;
  const source = (<u32>(code >> 13) & 0xfffff) | ((<u32>(code >> 36) & 1) << 20);
  const target = <u64>(moved(s, source << 4, s.pos + <u32>i) >> 4);
  code &= ~((<u64>0x8fffff) << 13);
  code |= (target & 0xfffff) << 13;
  code |= (target & 0x100000) << 16;
  const all = (raw & (((<u64>1) << shift) - 1)) | (code << shift);
  store<u32>(p, <u32>all);
  store<u16>(p, <u16>(all >> 32), 4);
}
