/**
 * How many bytes the program has taken: the measure of the triggers that go by bytes. Counted where it costs nothing: pools and large blocks, never
 * single small blocks, so the unit is 16 KiB. Whoever wants to know sets a limit and a hook; without one nothing is called.
 *
 * Invariant: `bytesInUse` is the size of the pools that hold a block, and of the large blocks.
 */
import { FIXED_PLAN } from "../config";
import { largeBytes } from "./stats";

let poolBytes: usize = 0;
let peak: usize = 0;
/** Since the last `resetPressure`. */
let taken: usize = 0;
let takenLimit: usize = usize.MAX_VALUE;
let useLimit: usize = usize.MAX_VALUE;
/** A fixed heap's size: what would make more than this be in use fails. */
let heapLimit: usize = usize.MAX_VALUE;
/** (): void */
let hook: u32 = 0;

export function bytesInUse(): usize {
  return poolBytes + largeBytes;
}

/** The most that were in use since the last call of this function. */
export function takePeak(): usize {
  const most = peak;
  peak = bytesInUse();
  return most;
}

/** Calls `fn` when `most` bytes have been taken since the last reset, or when `inUse` are in use and a sixteenth of that was taken since. */
export function setPressure(most: usize, inUse: usize, fn: u32): void {
  takenLimit = most;
  useLimit = inUse;
  hook = fn;
}

/** A fixed heap of so many KiB from now on; 0: the memory's own limit alone. */
export function limitHeap(kib: u32): void {
  heapLimit = kib == 0 ? usize.MAX_VALUE : (<usize>kib) << 10;
}

/** May a pool or a large block of `bytes` be taken? */
export function roomFor(bytes: usize): bool {
  if (FIXED_PLAN) return true;
  const inUse = bytesInUse();
  return inUse <= heapLimit && bytes <= heapLimit - inUse;
}

export function resetPressure(): void {
  taken = 0;
}

/** A large block of `bytes`, or a pool. */
export function noteTaken(bytes: usize): void {
  taken += bytes;
  const inUse = bytesInUse();
  if (inUse > peak) peak = inUse;
  if (FIXED_PLAN || hook == 0) return;
  if (taken > takenLimit || (taken > useLimit >> 4 && bytesInUse() > useLimit)) call_indirect<void>(hook);
}

export function notePool(delta: i32, size: usize): void {
  if (delta > 0) {
    poolBytes += size;
    noteTaken(size);
  } else poolBytes -= size;
}
