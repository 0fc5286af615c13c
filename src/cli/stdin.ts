/** Standard input of this process, read synchronously: a running program cannot wait for events. */
import { readSync } from "node:fs";

/** Bytes from `fd`, 0 at the end. A terminal without input yet is waited for. */
function readSome(fd: number, to: Uint8Array): number {
  for (;;) {
    try {
      return readSync(fd, to);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EOF") return 0;
      if (code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}

export function readAll(fd: number): Uint8Array {
  const parts: Uint8Array[] = [];
  for (;;) {
    const part = new Uint8Array(65536);
    const size = readSome(fd, part);
    if (size === 0) return Buffer.concat(parts);
    parts.push(part.subarray(0, size));
  }
}

/** Lines of standard input with their ends, null at the end. */
export function stdinLines(): () => Uint8Array | null {
  let rest: Uint8Array = new Uint8Array(0);
  let ended = false;
  return () => {
    for (;;) {
      const end = rest.indexOf(10);
      if (end >= 0 || (ended && rest.length > 0)) {
        const line = end >= 0 ? rest.subarray(0, end + 1) : rest;
        rest = rest.subarray(line.length);
        return line;
      }
      if (ended) return null;
      const part = new Uint8Array(65536);
      const size = readSome(0, part);
      if (size === 0) ended = true;
      else rest = Buffer.concat([rest, part.subarray(0, size)]);
    }
  };
}
