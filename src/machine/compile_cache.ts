/**
 * What texts compiled to, for programs that compile the same text again and again (eval in a loop, templates, namedtuple): the compiler has no state, so the
 * same request has the same answer, and the machine makes new objects of it each time. Errors are not kept: their text may come from other sources.
 *
 * Invariant: `size` is the sum of the kept entries' sizes, at most CACHE_BYTES; the entries used longest ago go first.
 */
import type { PyWarning } from "../compiler/errors.js";

/** Bytes of all kept sources and results. */
const CACHE_BYTES = 2 << 20;
/** A longer source is not kept: it is seldom compiled twice. */
const SOURCE_MOST = 32 << 10;

interface Compiled {
  readonly bytes: Uint8Array;
  readonly warnings: readonly PyWarning[];
}

export class CompileCache {
  private readonly entries = new Map<string, Compiled>();
  private size = 0;

  find(key: string): Compiled | undefined {
    const found = this.entries.get(key);
    if (found !== undefined) {
      this.entries.delete(key);
      this.entries.set(key, found);
    }
    return found;
  }

  keep(key: string, compiled: Compiled): void {
    if (key.length > SOURCE_MOST || this.entries.has(key)) return;
    this.entries.set(key, compiled);
    this.size += sizeOf(key, compiled);
    for (const [oldest, entry] of this.entries) {
      if (this.size <= CACHE_BYTES) break;
      this.entries.delete(oldest);
      this.size -= sizeOf(oldest, entry);
    }
  }
}

function sizeOf(key: string, { bytes }: Compiled): number {
  return key.length * 2 + bytes.length;
}
