/**
 * Sorting the rotations of a block (the Burrows-Wheeler transform) by doubling: Larsson and Sadakane's qsufsort, with indices that wrap around.
 * DIFFERS: where a block repeats itself whole, rotations are equal, and libbz2 may name another of them as the first; the text is the same.
 *
 * order[p] is a rotation's start, or below 0 the length of a run of places that are final; group[i] is the last place of the group that rotation i is
 * in. Each pass sorts unfinished groups by the group of the rotation `step` further on, which doubles what is compared.
 */
let order: usize = 0;
let group: usize = 0;
let count: i32 = 0;
let step: i32 = 0;

function orderAt(p: i32): i32 {
  return load<i32>(order + ((<usize>p) << 2));
}

function setOrder(p: i32, value: i32): void {
  store<i32>(order + ((<usize>p) << 2), value);
}

function groupOf(i: i32): i32 {
  return load<i32>(group + ((<usize>i) << 2));
}

function setGroup(i: i32, value: i32): void {
  store<i32>(group + ((<usize>i) << 2), value);
}

function keyAt(p: i32): i32 {
  let i = orderAt(p) + step;
  if (i >= count) i -= count;
  return groupOf(i);
}

function swap(p: i32, q: i32): void {
  const kept = orderAt(p);
  setOrder(p, orderAt(q));
  setOrder(q, kept);
}

/** Makes places low..high, whose keys are equal, one group; a single place is final. */
function closeGroup(low: i32, high: i32): void {
  for (let p = low; p <= high; p++) setGroup(orderAt(p), high);
  if (low == high) setOrder(low, -1);
}

/** Sorts the places low..low+n-1 of one group, the smallest key first, group after group. */
function sortSmall(low: i32, n: i32): void {
  const end = low + n;
  while (end > low) {
    // the smallest keys to the front, as one group
    let smallest = keyAt(low);
    let next = low + 1;
    for (let p = low + 1; p < end; p++) {
      const key = keyAt(p);
      if (key < smallest) {
        smallest = key;
        swap(p, low);
        next = low + 1;
      } else if (key == smallest) {
        swap(p, next);
        next++;
      }
    }
    closeGroup(low, next - 1);
    low = next;
  }
}

function median(a: i32, b: i32, c: i32): i32 {
  const x = keyAt(a);
  const y = keyAt(b);
  const z = keyAt(c);
  if (x < y) return y < z ? y : x < z ? z : x;
  return y > z ? y : x > z ? z : x;
}

/** Splits in three by a pivot; the middle is a group of its own. The middle is closed between the two others, since their keys may be in it. */
function sortGroup(low: i32, n: i32): void {
  while (n >= 8) {
    const pivot = median(low, low + (n >> 1), low + n - 1);
    let less = low;
    let at = low;
    let more = low + n;
    while (at < more) {
      const key = keyAt(at);
      if (key < pivot) swap(less++, at++);
      else if (key > pivot) swap(at, --more);
      else at++;
    }
    if (less > low) sortGroup(low, less - low);
    closeGroup(less, more - 1);
    n = low + n - more;
    low = more;
  }
  if (n > 0) sortSmall(low, n);
}

/**
 * Sorts the rotations of `n` bytes: at `places` (n + 1 i32) the start of each, in order. `groups` (n i32) is work space.
 */
export function sortRotations(data: usize, n: i32, places: usize, groups: usize): void {
  order = places;
  group = groups;
  count = n;
  firstPass(data, n);
  for (step = 1; step < n && orderAt(0) > -n; step <<= 1) onePass(n);
  // places are told by the groups; of rotations that are equal the last comes first, as libbz2 mostly has it. At a group's last place: -1 less the number still to place
  for (let p = 0; p < n; p++) setOrder(p, -1);
  for (let i = 0; i < n; i++) setOrder(groupOf(i), orderAt(groupOf(i)) - 1);
  for (let i = n - 1; i >= 0; i--) {
    const last = groupOf(i);
    const left = -1 - orderAt(last);
    if (left > 1) {
      setOrder(last, -left);
      setOrder(last - left + 1, i);
    } else setOrder(last, i);
  }
}

const starts = memory.data(257 * 4, 8);

/** Groups by the first byte. */
function firstPass(data: usize, n: i32): void {
  memory.fill(starts, 0, 257 * 4);
  for (let i = 0; i < n; i++) {
    const slot = starts + ((<usize>load<u8>(data + <usize>i) + 1) << 2);
    store<i32>(slot, load<i32>(slot) + 1);
  }
  for (let b: usize = 1; b <= 256; b++)
    store<i32>(starts + (b << 2), load<i32>(starts + (b << 2)) + load<i32>(starts + ((b - 1) << 2)));
  for (let i = 0; i < n; i++) setGroup(i, load<i32>(starts + ((<usize>load<u8>(data + <usize>i) + 1) << 2)) - 1);
  for (let i = 0; i < n; i++) {
    const slot = starts + ((<usize>load<u8>(data + <usize>i)) << 2);
    const p = load<i32>(slot);
    store<i32>(slot, p + 1);
    setOrder(p, i);
  }
  for (let p = 0; p < n; ) {
    const end = groupOf(orderAt(p));
    if (end == p) setOrder(p, -1);
    p = end + 1;
  }
}

/** Sorts every unfinished group, and joins neighbouring final places. */
function onePass(n: i32): void {
  let p = 0;
  let final = 0; // length of the run of final places before p
  while (p < n) {
    const start = orderAt(p);
    if (start < 0) {
      p -= start;
      final -= start;
      continue;
    }
    if (final > 0) setOrder(p - final, -final);
    final = 0;
    const end = groupOf(start) + 1;
    sortGroup(p, end - p);
    p = end;
  }
  if (final > 0) setOrder(p - final, -final);
}
