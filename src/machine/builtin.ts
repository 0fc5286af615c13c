/**
 * Modules of Node that a start of the command line should not wait for: most programs never need them, and loading child_process (with net and
 * stream below it) takes 3 ms, crypto 1.3. Each is loaded at its first use.
 */
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

export function childProcess(): typeof import("node:child_process") {
  return require("node:child_process") as typeof import("node:child_process");
}

export function crypto(): typeof import("node:crypto") {
  return require("node:crypto") as typeof import("node:crypto");
}

export function os(): typeof import("node:os") {
  return require("node:os") as typeof import("node:os");
}

function tty(): typeof import("node:tty") {
  return require("node:tty") as typeof import("node:tty");
}

/** Whether a file descriptor is a terminal. What is no character device cannot be one, and is told without node:tty. */
export function isTerminal(fd: number): boolean {
  const { fstatSync } = require("node:fs") as typeof import("node:fs");
  try {
    const found = fstatSync(fd);
    if (!found.isCharacterDevice()) return false;
    // /dev/null and its like
    if (process.platform === "linux" && found.rdev >> 8 === 1) return false;
  } catch {
    return false;
  }
  return tty().isatty(fd);
}
