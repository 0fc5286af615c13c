/**
 * co_exceptiontable: for ranges of code the handler, the stack depth to cut back to, and whether to push the offset of the
 * failing instruction. Four varints an entry: start, length, target (in code units), depth << 1 | lasti. Varints are
 * big-endian groups of 6 bits, bit 6 says that more follow; bit 7 marks the first byte of an entry, so that the table can be
 * searched by bisection.
 *
 * CPython's counterparts: assemble_exception_table (assemble.c), get_exception_handler (ceval.c), dis._parse_exception_table.
 */
import type { ByteWriter } from "./bytes.js";

export interface ExceptionEntry {
  /** In code units; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  readonly target: number;
  readonly depth: number;
  readonly lasti: boolean;
}

const ENTRY_START = 0x80;

function writeItem(out: ByteWriter, value: number, mark: number): void {
  for (let shift = 24; shift > 0; shift -= 6) {
    if (value >>> shift === 0) continue;
    out.push(((value >>> shift) & 0x3f) | 0x40 | mark);
    mark = 0;
  }
  out.push((value & 0x3f) | mark);
}

export function writeExceptionEntry(out: ByteWriter, entry: ExceptionEntry): void {
  writeItem(out, entry.start, ENTRY_START);
  writeItem(out, entry.end - entry.start, 0);
  writeItem(out, entry.target, 0);
  writeItem(out, (entry.depth << 1) | (entry.lasti ? 1 : 0), 0);
}

export function readExceptionTable(table: Uint8Array): ExceptionEntry[] {
  let at = 0;
  const item = (): number => {
    let byte = table[at++]!;
    let value = byte & 0x3f;
    while (byte & 0x40) {
      byte = table[at++]!;
      value = (value << 6) | (byte & 0x3f);
    }
    return value;
  };
  const entries: ExceptionEntry[] = [];
  while (at < table.length) {
    const start = item();
    const end = start + item();
    const target = item();
    const depthAndLasti = item();
    entries.push({ start, end, target, depth: depthAndLasti >> 1, lasti: (depthAndLasti & 1) !== 0 });
  }
  return entries;
}
