/**
 * Copies of short pieces. `memory.copy` is a call out of the engine's compiled code, which costs more than the copy itself below some hundred bytes:
 * reading a file by lines of 80 characters took a fifth longer with it.
 */

/** Copies `n` bytes between blocks that do not overlap. */
export function copyShort(to: usize, from: usize, n: usize): void {
  if (n > 256) {
    memory.copy(to, from, n);
  } else if (n >= 16) {
    const last = n - 16;
    for (let i: usize = 0; i < last; i += 16) v128.store(to + i, v128.load(from + i));
    v128.store(to + last, v128.load(from + last));
  } else if (n >= 8) {
    const tail = load<u64>(from + n - 8);
    store<u64>(to, load<u64>(from));
    store<u64>(to + n - 8, tail);
  } else if (n >= 4) {
    const tail = load<u32>(from + n - 4);
    store<u32>(to, load<u32>(from));
    store<u32>(to + n - 4, tail);
  } else {
    for (let i: usize = 0; i < n; i++) store<u8>(to + i, load<u8>(from + i));
  }
}

/** Above so many words of 8 bytes the engine's own copying and filling is faster. */
const MANY_WORDS: i32 = 32;

/** Copies `n` words of 8 bytes, such as a container's items, between blocks that do not overlap. */
export function copyWords(to: usize, from: usize, n: i32): void {
  if (n > MANY_WORDS) {
    memory.copy(to, from, (<usize>n) << 3);
    return;
  }
  for (const end = from + ((<usize>n) << 3); from < end; from += 8) {
    store<u64>(to, load<u64>(from));
    to += 8;
  }
}

/** Zeroes `n` words of 8 bytes. */
export function zeroWords(at: usize, n: i32): void {
  if (n > MANY_WORDS << 1) {
    memory.fill(at, 0, (<usize>n) << 3);
    return;
  }
  const end = at + ((<usize>n) << 3);
  for (const pairs = end - 8; at < pairs; at += 16) v128.store(at, i64x2.splat(0));
  if (at < end) store<u64>(at, 0);
}
