/**
 * The Huffman half of DEFLATE: symbols with their frequencies, the best trees for them, and the block that is cheapest: stored, with the fixed
 * trees or with its own. The choices are zlib's, so that the same input gives the same bytes.
 *
 * A tree is an array of 4-byte nodes: frequency or code (u16), parent or length (u16).
 */
import { outByte } from "./bytes_out";

const L_CODES: i32 = 286;
const D_CODES: i32 = 30;
const BL_CODES: i32 = 19;
const HEAP_SIZE: i32 = 573;
const END_BLOCK: i32 = 256;
const MAX_BITS: i32 = 15;
const Z_FIXED: i32 = 4;

/** Part of a compressor: its trees, its symbols and its bits. */
@unmanaged
export class Trees {
  bits: u64;
  count: i32;
  symbols: i32;
  symbolRoom: i32;
  optLen: i32;
  staticLen: i32;
  strategy: i32;
  litMax: i32;
  distMax: i32;
  /** Address of the waiting symbols: distance (u16) and length or literal (u8). */
  symbolAt: usize;
}

const LIT: usize = offsetof<Trees>();
const DIST: usize = LIT + 2292;
const BL: usize = DIST + 244;
export const TREES_SIZE: usize = BL + 160;

const heap = memory.data(576 * 4, 8);
const depth = memory.data(576, 8);
const blCount = memory.data(32, 8);
let heapLen: i32 = 0;
let heapMax: i32 = 0;

const lengthExtra = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
]);
const distExtra = memory.data<u8>([
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
]);
const blExtra = memory.data<u8>([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 3, 7]);
const blOrder = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);

const staticLit = memory.data(288 * 4, 8);
const staticDist = memory.data(30 * 4, 8);
const lengthCode = memory.data(256, 8);
const lengthBase = memory.data(29 * 2, 8);
const distCode = memory.data(512, 8);
const distBase = memory.data(30 * 2, 8);
let ready: bool = false;

function freq(tree: usize, n: i32): i32 {
  return <i32>load<u16>(tree + ((<usize>n) << 2));
}
function setFreq(tree: usize, n: i32, v: i32): void {
  store<u16>(tree + ((<usize>n) << 2), <u16>v);
}
function len(tree: usize, n: i32): i32 {
  return <i32>load<u16>(tree + ((<usize>n) << 2), 2);
}
function setLen(tree: usize, n: i32, v: i32): void {
  store<u16>(tree + ((<usize>n) << 2), <u16>v, 2);
}

/** The codes of lengths and distances, and the fixed trees. */
function prepare(): void {
  let length = 0;
  for (let code = 0; code < 28; code++) {
    store<u16>(lengthBase + ((<usize>code) << 1), <u16>length);
    const n = 1 << (<i32>load<u8>(lengthExtra + <usize>code));
    memory.fill(lengthCode + <usize>length, <u8>code, <usize>n);
    length += n;
  }
  store<u8>(lengthCode + 255, 28);
  let dist = 0;
  for (let code = 0; code < 16; code++) {
    store<u16>(distBase + ((<usize>code) << 1), <u16>dist);
    const n = 1 << (<i32>load<u8>(distExtra + <usize>code));
    memory.fill(distCode + <usize>dist, <u8>code, <usize>n);
    dist += n;
  }
  dist >>= 7;
  for (let code = 16; code < D_CODES; code++) {
    store<u16>(distBase + ((<usize>code) << 1), <u16>(dist << 7));
    const n = 1 << (<i32>load<u8>(distExtra + <usize>code) - 7);
    memory.fill(distCode + 256 + <usize>dist, <u8>code, <usize>n);
    dist += n;
  }
  memory.fill(blCount, 0, 32);
  for (let n = 0; n < 288; n++) {
    const l = n < 144 ? 8 : n < 256 ? 9 : n < 280 ? 7 : 8;
    setLen(staticLit, n, l);
    store<u16>(blCount + ((<usize>l) << 1), load<u16>(blCount + ((<usize>l) << 1)) + 1);
  }
  genCodes(staticLit, 287);
  for (let n = 0; n < D_CODES; n++) {
    setLen(staticDist, n, 5);
    setFreq(staticDist, n, reversed(n, 5));
  }
  ready = true;
}

function reversed(code: i32, n: i32): i32 {
  let r = 0;
  for (let i = 0; i < n; i++) {
    r = (r << 1) | (code & 1);
    code >>= 1;
  }
  return r;
}

/** Codes from lengths; blCount holds how many there are of each length. */
function genCodes(tree: usize, max: i32): void {
  const next = nextCode;
  let code = 0;
  for (let bits = 1; bits <= MAX_BITS; bits++) {
    code = (code + <i32>load<u16>(blCount + ((<usize>(bits - 1)) << 1))) << 1;
    store<u16>(next + ((<usize>bits) << 1), <u16>code);
  }
  for (let n = 0; n <= max; n++) {
    const l = len(tree, n);
    if (l == 0) continue;
    const at = next + ((<usize>l) << 1);
    setFreq(tree, n, reversed(<i32>load<u16>(at), l));
    store<u16>(at, load<u16>(at) + 1);
  }
}

const nextCode = memory.data(32, 8);

export function treesInit(t: Trees): void {
  if (!ready) prepare();
  t.bits = 0;
  t.count = 0;
  initBlock(t);
}

function initBlock(t: Trees): void {
  memory.fill(changetype<usize>(t) + LIT, 0, TREES_SIZE - LIT);
  setFreq(changetype<usize>(t) + LIT, END_BLOCK, 1);
  t.optLen = 0;
  t.staticLen = 0;
  t.symbols = 0;
}

// ---- bits ----

function sendBits(t: Trees, value: i32, n: i32): void {
  t.bits |= (<u64>(<u32>value)) << (<u64>t.count);
  t.count += n;
  while (t.count >= 8) {
    outByte(<u32>(t.bits & 255));
    t.bits >>= 8;
    t.count -= 8;
  }
}

/** Fills the last byte with zeros. */
export function windup(t: Trees): void {
  if (t.count > 0) outByte(<u32>(t.bits & 255));
  t.bits = 0;
  t.count = 0;
}

// ---- trees ----

function heapAt(i: i32): i32 {
  return load<i32>(heap + ((<usize>i) << 2));
}
function setHeap(i: i32, v: i32): void {
  store<i32>(heap + ((<usize>i) << 2), v);
}

function smaller(tree: usize, n: i32, m: i32): bool {
  const fn = freq(tree, n);
  const fm = freq(tree, m);
  return fn < fm || (fn == fm && load<u8>(depth + <usize>n) <= load<u8>(depth + <usize>m));
}

function siftDown(tree: usize, k: i32): void {
  const v = heapAt(k);
  let j = k << 1;
  while (j <= heapLen) {
    if (j < heapLen && smaller(tree, heapAt(j + 1), heapAt(j))) j++;
    if (smaller(tree, v, heapAt(j))) break;
    setHeap(k, heapAt(j));
    k = j;
    j <<= 1;
  }
  setHeap(k, v);
}

/** Lengths from parents; lengths over `maxLength` are evened out as zlib does. */
function genLengths(t: Trees, tree: usize, fixed: usize, extra: usize, base: i32, max: i32, maxLength: i32): void {
  memory.fill(blCount, 0, 32);
  let overflow = 0;
  setLen(tree, heapAt(heapMax), 0);
  let h = heapMax + 1;
  for (; h < HEAP_SIZE; h++) {
    const n = heapAt(h);
    let bits = len(tree, len(tree, n)) + 1;
    if (bits > maxLength) {
      bits = maxLength;
      overflow++;
    }
    setLen(tree, n, bits);
    if (n > max) continue;
    const at = blCount + ((<usize>bits) << 1);
    store<u16>(at, load<u16>(at) + 1);
    const x = n >= base ? <i32>load<u8>(extra + <usize>(n - base)) : 0;
    const f = freq(tree, n);
    t.optLen += f * (bits + x);
    if (fixed != 0) t.staticLen += f * (len(fixed, n) + x);
  }
  if (overflow == 0) return;
  do {
    let bits = maxLength - 1;
    while (load<u16>(blCount + ((<usize>bits) << 1)) == 0) bits--;
    addCount(bits, -1);
    addCount(bits + 1, 2);
    addCount(maxLength, -1);
    overflow -= 2;
  } while (overflow > 0);
  for (let bits = maxLength; bits != 0; bits--) {
    let n = <i32>load<u16>(blCount + ((<usize>bits) << 1));
    while (n != 0) {
      const m = heapAt(--h);
      if (m > max) continue;
      if (len(tree, m) != bits) {
        t.optLen += (bits - len(tree, m)) * freq(tree, m);
        setLen(tree, m, bits);
      }
      n--;
    }
  }
}

function addCount(bits: i32, n: i32): void {
  const at = blCount + ((<usize>bits) << 1);
  store<u16>(at, <u16>(<i32>load<u16>(at) + n));
}

/** The best tree for the frequencies; returns the largest code used. */
function buildTree(t: Trees, tree: usize, fixed: usize, extra: usize, base: i32, elems: i32, maxLength: i32): i32 {
  let max = -1;
  heapLen = 0;
  heapMax = HEAP_SIZE;
  for (let n = 0; n < elems; n++) {
    if (freq(tree, n) != 0) {
      max = n;
      setHeap(++heapLen, n);
      store<u8>(depth + <usize>n, 0);
    } else setLen(tree, n, 0);
  }
  while (heapLen < 2) {
    const node = max < 2 ? ++max : 0;
    setHeap(++heapLen, node);
    setFreq(tree, node, 1);
    store<u8>(depth + <usize>node, 0);
    t.optLen--;
    if (fixed != 0) t.staticLen -= len(fixed, node);
  }
  for (let n = heapLen / 2; n >= 1; n--) siftDown(tree, n);
  let node = elems;
  do {
    const n = heapAt(1);
    setHeap(1, heapAt(heapLen--));
    siftDown(tree, 1);
    const m = heapAt(1);
    setHeap(--heapMax, n);
    setHeap(--heapMax, m);
    setFreq(tree, node, freq(tree, n) + freq(tree, m));
    const dn = load<u8>(depth + <usize>n);
    const dm = load<u8>(depth + <usize>m);
    store<u8>(depth + <usize>node, (dn >= dm ? dn : dm) + 1);
    setLen(tree, n, node);
    setLen(tree, m, node);
    setHeap(1, node++);
    siftDown(tree, 1);
  } while (heapLen >= 2);
  setHeap(--heapMax, heapAt(1));
  genLengths(t, tree, fixed, extra, base, max, maxLength);
  genCodes(tree, max);
  return max;
}

/** Walks the lengths of a tree as runs: counts them (send false) or writes them. */
function runs(t: Trees, tree: usize, max: i32, send: bool): void {
  const bl = changetype<usize>(t) + BL;
  let prev = -1;
  let next = len(tree, 0);
  let count = 0;
  let most = next == 0 ? 138 : 7;
  let least = next == 0 ? 3 : 4;
  for (let n = 0; n <= max; n++) {
    const cur = next;
    // A guard that no length equals ends the last run.
    next = n == max ? 0xffff : len(tree, n + 1);
    if (++count < most && cur == next) continue;
    if (count < least) {
      for (let i = 0; i < count; i++) symbolOf(t, bl, cur, 0, 0, send);
    } else if (cur != 0) {
      if (cur != prev) {
        symbolOf(t, bl, cur, 0, 0, send);
        count--;
      }
      symbolOf(t, bl, 16, count - 3, 2, send);
    } else if (count <= 10) symbolOf(t, bl, 17, count - 3, 3, send);
    else symbolOf(t, bl, 18, count - 11, 7, send);
    count = 0;
    prev = cur;
    if (next == 0) {
      most = 138;
      least = 3;
    } else if (cur == next) {
      most = 6;
      least = 3;
    } else {
      most = 7;
      least = 4;
    }
  }
}

function symbolOf(t: Trees, bl: usize, symbol: i32, value: i32, extra: i32, send: bool): void {
  if (!send) {
    setFreq(bl, symbol, freq(bl, symbol) + 1);
    return;
  }
  sendBits(t, freq(bl, symbol), len(bl, symbol));
  if (extra != 0) sendBits(t, value, extra);
}

/** The tree of the code lengths; the last of their order that is used. */
function buildLengthTree(t: Trees): i32 {
  const p = changetype<usize>(t);
  runs(t, p + LIT, t.litMax, false);
  runs(t, p + DIST, t.distMax, false);
  buildTree(t, p + BL, 0, blExtra, 0, BL_CODES, 7);
  let last = BL_CODES - 1;
  while (last >= 3 && len(p + BL, <i32>load<u8>(blOrder + <usize>last)) == 0) last--;
  t.optLen += 3 * (last + 1) + 5 + 5 + 4;
  return last;
}

function sendTrees(t: Trees, last: i32): void {
  const p = changetype<usize>(t);
  sendBits(t, t.litMax + 1 - 257, 5);
  sendBits(t, t.distMax, 5);
  sendBits(t, last + 1 - 4, 4);
  for (let i = 0; i <= last; i++) sendBits(t, len(p + BL, <i32>load<u8>(blOrder + <usize>i)), 3);
  runs(t, p + LIT, t.litMax, true);
  runs(t, p + DIST, t.distMax, true);
}

// ---- symbols ----

function distanceCode(d: i32): i32 {
  return <i32>load<u8>(distCode + <usize>(d < 256 ? d : 256 + (d >> 7)));
}

/** Notes a literal; true if the block must end. */
export function tallyLiteral(t: Trees, c: u32): bool {
  const at = t.symbolAt + <usize>t.symbols * 3;
  store<u16>(at, 0);
  store<u8>(at, <u8>c, 2);
  t.symbols++;
  const lit = changetype<usize>(t) + LIT;
  setFreq(lit, <i32>c, freq(lit, <i32>c) + 1);
  return t.symbols == t.symbolRoom - 1;
}

/** Notes a match of length `length` + 3. */
export function tallyMatch(t: Trees, distance: i32, length: i32): bool {
  const at = t.symbolAt + <usize>t.symbols * 3;
  store<u16>(at, <u16>distance);
  store<u8>(at, <u8>length, 2);
  t.symbols++;
  const lit = changetype<usize>(t) + LIT;
  const dist = changetype<usize>(t) + DIST;
  const code = <i32>load<u8>(lengthCode + <usize>length) + 257;
  setFreq(lit, code, freq(lit, code) + 1);
  const d = distanceCode(distance - 1);
  setFreq(dist, d, freq(dist, d) + 1);
  return t.symbols == t.symbolRoom - 1;
}

function sendCode(t: Trees, tree: usize, symbol: i32): void {
  sendBits(t, freq(tree, symbol), len(tree, symbol));
}

function compressBlock(t: Trees, lit: usize, dist: usize): void {
  for (let i = 0; i < t.symbols; i++) {
    const at = t.symbolAt + <usize>i * 3;
    let d = <i32>load<u16>(at);
    let c = <i32>load<u8>(at, 2);
    if (d == 0) {
      sendCode(t, lit, c);
      continue;
    }
    const code = <i32>load<u8>(lengthCode + <usize>c);
    sendCode(t, lit, code + 257);
    let extra = <i32>load<u8>(lengthExtra + <usize>code);
    if (extra != 0) {
      c -= <i32>load<u16>(lengthBase + ((<usize>code) << 1));
      sendBits(t, c, extra);
    }
    d--;
    const dcode = distanceCode(d);
    sendCode(t, dist, dcode);
    extra = <i32>load<u8>(distExtra + <usize>dcode);
    if (extra != 0) sendBits(t, d - <i32>load<u16>(distBase + ((<usize>dcode) << 1)), extra);
  }
  sendCode(t, lit, END_BLOCK);
}

/** A stored block of n <= 65535 bytes at p. */
export function storedBlock(t: Trees, p: usize, n: i32, last: bool): void {
  sendBits(t, last ? 1 : 0, 3);
  windup(t);
  outByte(n & 255);
  outByte(n >> 8);
  outByte(~n & 255);
  outByte((~n >> 8) & 255);
  for (let i = 0; i < n; i++) outByte(<u32>load<u8>(p + <usize>i));
}

/** An empty block with the fixed trees, which lets the reader have all bits so far. */
export function alignBlock(t: Trees): void {
  sendBits(t, 2, 3);
  sendBits(t, 0, 7);
}

/** Ends the block: `stored` bytes at p (0 if they are no longer there) became the symbols noted. */
export function flushBlock(t: Trees, p: usize, stored: i32, last: bool): void {
  const at = changetype<usize>(t);
  t.litMax = buildTree(t, at + LIT, staticLit, lengthExtra, 257, L_CODES, MAX_BITS);
  t.distMax = buildTree(t, at + DIST, staticDist, distExtra, 0, D_CODES, MAX_BITS);
  const lastLength = buildLengthTree(t);
  let best = (t.optLen + 10) >> 3;
  const fixed = (t.staticLen + 10) >> 3;
  if (fixed <= best || t.strategy == Z_FIXED) best = fixed;
  if (stored + 4 <= best && p != 0) storedBlock(t, p, stored, last);
  else if (fixed == best) {
    sendBits(t, 2 + (last ? 1 : 0), 3);
    compressBlock(t, staticLit, staticDist);
  } else {
    sendBits(t, 4 + (last ? 1 : 0), 3);
    sendTrees(t, lastLength);
    compressBlock(t, at + LIT, at + DIST);
  }
  initBlock(t);
  if (last) windup(t);
}
