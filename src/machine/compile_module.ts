/**
 * Compiles the machine's Wasm module so that the engine inlines small functions of it into each other.
 *
 * V8 11.3 (Node 20) can do that, and later versions do more of it by themselves, but in 11.3 it is off unless a flag says otherwise. A module takes that flag's state
 * along when it is compiled, so it is set for that moment only: other modules of the process are compiled as ever, and what V8 keeps of JavaScript
 * (its code caches compare flags) stays good. What it gains is in docs/performance.md.
 *
 * Invariant: the flag is touched only on the V8 that it was measured on, and is always put back.
 */
import { setFlagsFromString } from "node:v8";

/** Other versions name the flag otherwise or not at all, and V8 complains about a flag that it does not know. */
const HAS_FLAG = process.versions.v8?.startsWith("11.3.") ?? false;

export function compileModule(code: Uint8Array<ArrayBuffer>, inlining: boolean): WebAssembly.Module {
  if (!inlining || !HAS_FLAG || process.execArgv.some((arg) => /wasm[-_]inlining/.test(arg)))
    return new WebAssembly.Module(code);
  setFlagsFromString("--experimental-wasm-inlining");
  try {
    return new WebAssembly.Module(code);
  } finally {
    setFlagsFromString("--no-experimental-wasm-inlining");
  }
}
