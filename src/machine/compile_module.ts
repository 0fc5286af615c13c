/**
 * Compiles the machine's Wasm module so that the engine inlines small functions of it into each other, and reads which branches are rarely taken (asc-hints.mjs).
 *
 * V8 11.3 (Node 20) can do both, and later versions do more of it by themselves, but in 11.3 it is off unless flags say otherwise. A module takes their state
 * along when it is compiled, so they are set for that moment only: other modules of the process are compiled as ever, and what V8 keeps of JavaScript
 * (its code caches compare flags) stays good. What it gains is in docs/performance.md.
 *
 * Invariant: the flags are touched only on the V8 that they were measured on, and are always put back.
 */
import { setFlagsFromString } from "node:v8";

const FEATURES = ["inlining", "branch-hinting"];

/** Other versions name the flags otherwise or not at all, and V8 complains about a flag that it does not know. */
const HAS_FLAGS = process.versions.v8?.startsWith("11.3.") ?? false;

export function compileModule(code: Uint8Array<ArrayBuffer>, inlining: boolean): WebAssembly.Module {
  const chosen = process.execArgv.some((arg) => /wasm[-_](inlining|branch)/.test(arg));
  if (!inlining || !HAS_FLAGS || chosen) return new WebAssembly.Module(code);
  for (const feature of FEATURES) setFlagsFromString(`--experimental-wasm-${feature}`);
  try {
    return new WebAssembly.Module(code);
  } finally {
    for (const feature of FEATURES) setFlagsFromString(`--no-experimental-wasm-${feature}`);
  }
}
