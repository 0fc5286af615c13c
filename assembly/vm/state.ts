/**
 * Registers that the eval loop and its slow paths hand each other when a frame changes: Wasm functions return one value, so the
 * others go through these globals. Valid only directly after the slow path that set them.
 */

/** Where the loop goes on after a slow path answered "frame changed". */
export let vmFrame: usize = 0;
/** Stack pointer (address after the top slot) that goes with vmFrame, or the one to unwind from after an error. */
export let vmSp: usize = 0;
/** Instruction address that goes with vmFrame. */
export let vmPc: usize = 0;

export function setRegisters(frame: usize, pc: usize, sp: usize): void {
  vmFrame = frame;
  vmPc = pc;
  vmSp = sp;
}

export function setSp(sp: usize): void {
  vmSp = sp;
}

export function setPc(pc: usize): void {
  vmPc = pc;
}

/** Backward jumps and function entries left in this slice; below 0 the loop looks up. */
export let ticks: i32 = 0;

export function setTicks(n: i32): void {
  ticks = n;
}

/** One tick; true when the slice is used up. */
export function tick(): bool {
  ticks--;
  return ticks < 0;
}

/** Nested native calls of the loop: 1 is the driver's own, which alone may yield. */
export let evalDepth: i32 = 0;

export function setEvalDepth(n: i32): void {
  evalDepth = n;
}
