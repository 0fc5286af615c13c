/**
 * Output that grows: address, length, room. One at a time; a (de)compressor's call begins it, and takes or drops it at its end.
 */
import { PyMem_Free, PyMem_Realloc } from "../../memory/blocks";

export let outAt: usize = 0;
export let outSize: i32 = 0;
let outRoom: i32 = 0;
/** Memory ran out: bytes were lost. */
export let outFailed: bool = false;

export function outBegin(): void {
  outAt = 0;
  outSize = 0;
  outRoom = 0;
  outFailed = false;
}

/** Frees what is left. */
export function outDrop(): void {
  if (outAt != 0) PyMem_Free(outAt);
  outAt = 0;
  outSize = 0;
  outRoom = 0;
}

/** Room for n more bytes; false if there is no memory. */
export function outEnsure(n: i32): bool {
  if (outRoom - outSize >= n) return true;
  if (outFailed || outSize > 0x7ff00000 - n) {
    outFailed = true;
    return false;
  }
  let room = outRoom < 16384 ? 16384 : outRoom + (outRoom >> 1);
  if (room < outSize + n) room = outSize + n;
  const grown = PyMem_Realloc(outAt, <usize>room);
  if (grown == 0) {
    outFailed = true;
    return false;
  }
  outAt = grown;
  outRoom = room;
  return true;
}

export function outByte(b: u32): void {
  if (outSize < outRoom || outEnsure(1)) {
    store<u8>(outAt + <usize>outSize, <u8>b);
    outSize++;
  }
}

export function outBytes(p: usize, n: i32): void {
  if (!outEnsure(n)) return;
  memory.copy(outAt + <usize>outSize, p, <usize>n);
  outSize += n;
}
