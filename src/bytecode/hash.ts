/**
 * The hashes of constants and the order in which a set of them is iterated, as a 64-bit CPython 3.13 with PYTHONHASHSEED=0 has
 * them: `repr` of a frozenset in `dis` and the order of `co_consts` items depend on it.
 *
 * CPython's counterparts: Python/pyhash.c (SipHash-1-3), tuplehash, frozenset_hash, set_add_entry and set_table_resize.
 */
import { encodeStrStorage } from "./unicode.js";
import { ELLIPSIS, PyBytes, PyComplex, type PyConst, PyFloat, PyFrozenSet, PyTuple, SurrogateStr } from "./values.js";

const M64 = (1n << 64n) - 1n;
const MODULUS = (1n << 61n) - 1n;
const NONE_HASH = 0xfca86420n;

function signed(x: bigint): bigint {
  return BigInt.asIntN(64, x);
}

function rotl(x: bigint, n: bigint): bigint {
  return ((x << n) | (x >> (64n - n))) & M64;
}

/** SipHash-1-3 under a zero key. */
function siphash13(data: Uint8Array): bigint {
  let v0 = 0x736f6d6570736575n;
  let v1 = 0x646f72616e646f6dn;
  let v2 = 0x6c7967656e657261n;
  let v3 = 0x7465646279746573n;
  const round = (): void => {
    v0 = (v0 + v1) & M64;
    v1 = rotl(v1, 13n) ^ v0;
    v0 = rotl(v0, 32n);
    v2 = (v2 + v3) & M64;
    v3 = rotl(v3, 16n) ^ v2;
    v0 = (v0 + v3) & M64;
    v3 = rotl(v3, 21n) ^ v0;
    v2 = (v2 + v1) & M64;
    v1 = rotl(v1, 17n) ^ v2;
    v2 = rotl(v2, 32n);
  };
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const whole = data.length & ~7;
  for (let i = 0; i < whole; i += 8) {
    const m = view.getBigUint64(i, true);
    v3 ^= m;
    round();
    v0 ^= m;
  }
  let last = BigInt(data.length & 255) << 56n;
  for (let i = whole; i < data.length; i++) last |= BigInt(data[i]!) << BigInt(8 * (i - whole));
  v3 ^= last;
  round();
  v0 ^= last;
  v2 ^= 0xffn;
  round();
  round();
  round();
  return (v0 ^ v1 ^ v2 ^ v3) & M64;
}

function bytesHash(data: Uint8Array): bigint {
  if (data.length === 0) return 0n;
  const hash = signed(siphash13(data));
  return hash === -1n ? -2n : hash;
}

function intHash(value: bigint): bigint {
  const hash = value < 0n ? -(-value % MODULUS) : value % MODULUS;
  return hash === -1n ? -2n : hash;
}

function floatHash(value: number): bigint {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 0n : value > 0 ? 314159n : -314159n;
  if (Number.isInteger(value)) return intHash(BigInt(value));
  // value = m * 2**e with a whole m; 2 has order 61 modulo 2**61 - 1.
  let m = Math.abs(value);
  let e = 0;
  while (!Number.isInteger(m)) {
    m *= 2;
    e--;
  }
  const shift = ((e % 61) + 61) % 61;
  let hash = ((BigInt(m) % MODULUS) << BigInt(shift)) % MODULUS;
  if (value < 0) hash = -hash;
  return hash === -1n ? -2n : hash;
}

function tupleHash(items: readonly PyConst[]): bigint {
  let acc = 2870177450012600261n;
  for (const item of items) {
    acc = (acc + (pyHash(item) & M64) * 14029467366897019727n) & M64;
    acc = (rotl(acc, 31n) * 11400714785074694791n) & M64;
  }
  acc = (acc + (BigInt(items.length) ^ (2870177450012600261n ^ 3527539n))) & M64;
  return acc === M64 ? 1546275796n : signed(acc);
}

function shuffleBits(h: bigint): bigint {
  return ((h ^ 89869747n ^ ((h << 16n) & M64)) * 3644798167n) & M64;
}

function frozensetHash(items: readonly PyConst[]): bigint {
  let hash = 0n;
  for (const item of items) hash ^= shuffleBits(pyHash(item) & M64);
  hash ^= (BigInt(items.length) + 1n) * 1927868237n;
  hash &= M64;
  hash ^= (hash >> 11n) ^ (hash >> 25n);
  hash = (hash * 69069n + 907133923n) & M64;
  return hash === M64 ? 590923713n : signed(hash);
}

/** hash(value), signed. The hashes of Ellipsis and code objects come from addresses in CPython; ours are 0. */
export function pyHash(value: PyConst): bigint {
  if (value === null) return NONE_HASH;
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (typeof value === "bigint") return intHash(value);
  if (typeof value === "string" || value instanceof SurrogateStr) return bytesHash(encodeStrStorage(value));
  if (value === ELLIPSIS) return 0n;
  if (value instanceof PyFloat) return floatHash(value.value);
  if (value instanceof PyComplex) {
    const hash = signed(((floatHash(value.real) & M64) + (floatHash(value.imag) & M64) * 1000003n) & M64);
    return hash === -1n ? -2n : hash;
  }
  if (value instanceof PyBytes) return bytesHash(value.value);
  if (value instanceof PyTuple) return tupleHash(value.items);
  if (value instanceof PyFrozenSet) return frozensetHash(value.items);
  return 0n;
}

interface Entry {
  readonly item: PyConst;
  readonly hash: bigint;
}

const LINEAR_PROBES = 9;

function insertClean(table: (Entry | null)[], mask: number, entry: Entry): void {
  let perturb = entry.hash & M64;
  let i = Number(perturb & BigInt(mask));
  for (;;) {
    const probes = i + LINEAR_PROBES <= mask ? LINEAR_PROBES : 0;
    for (let j = 0; j <= probes; j++) {
      if (table[i + j] === null) {
        table[i + j] = entry;
        return;
      }
    }
    perturb >>= 5n;
    i = Number((BigInt(i) * 5n + 1n + perturb) & BigInt(mask));
  }
}

/** The order in which CPython iterates a set into which distinct `items` were added one by one. */
export function setOrder(items: readonly PyConst[]): PyConst[] {
  let mask = 7;
  let table: (Entry | null)[] = new Array(8).fill(null);
  let used = 0;
  for (const item of items) {
    insertClean(table, mask, { item, hash: pyHash(item) });
    used++;
    if (used * 5 < mask * 3) continue;
    const wanted = used > 50000 ? used * 2 : used * 4;
    let size = 8;
    while (size <= wanted) size <<= 1;
    const old = table;
    mask = size - 1;
    table = new Array(size).fill(null);
    for (const entry of old) if (entry !== null) insertClean(table, mask, entry);
  }
  return table.filter((entry) => entry !== null).map((entry) => entry!.item);
}
