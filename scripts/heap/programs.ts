/**
 * Programs run again and again in one machine of the debug build, for the leak check and the allocations that fail. Each run has globals of
 * its own, so that nothing of it should outlive the collection behind it.
 */
import * as fs from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { compile, Machine, realClock } from "../../src/index.js";

/** Allocation failures: small programs, so that every one of their allocations can be tried. */
export const failingFolder = fileURLToPath(new URL("../../tests/heap/programs", import.meta.url));

const RUN = `
import builtins as _builtins
def _run(_code, _file):
    _names = {"__name__": "__main__", "__file__": _file, "__builtins__": _builtins}
    try:
        _exec(_code, _names)
    except SystemExit:
        pass
_exec = exec
_run(_program, _path)
`;

/** Empties the caches that the library keeps on purpose, as CPython's own search for leaks does (regrtest -R). */
const TIDY = `
import gc as _gc, sys as _sys
def _tidy(modules):
    if "typing" in modules:
        for cleanup in modules["typing"]._cleanups:
            cleanup()
    if "ctypes" in modules:
        modules["ctypes"]._reset_cache()
    elif "_ctypes" in modules:
        modules["_ctypes"]._pointer_type_cache.clear()
    if "re" in modules:
        modules["re"].purge()
    if "linecache" in modules:
        modules["linecache"].clearcache()
    if "atexit" in modules:
        modules["atexit"]._clear()
    if "weakref" in modules:
        modules["weakref"].finalize._registry.clear()
_tidy(_sys.modules)
_gc.collect()
_sys._clear_internal_caches()
_gc.collect()
`;

/** A machine with a program ready to be run. */
export class RepeatedProgram {
  readonly machine: Machine;
  private readonly run: ReturnType<typeof compile>;
  private readonly tidy: ReturnType<typeof compile>;
  written = "";

  constructor(readonly file: string) {
    const decoder = new TextDecoder();
    const write = (data: Uint8Array) => {
      this.written += decoder.decode(data, { stream: true });
    };
    this.machine = new Machine({
      build: "debug",
      // so that static objects are counted, too
      immortals: "none",
      files: fs,
      clock: realClock(),
      stdout: write,
      stderr: write,
      path: [dirname(file)],
      argv: [file],
    });
    this.machine.setMain("_source", fs.readFileSync(file, "utf8"));
    this.machine.setMain("_path", file);
    const prepare =
      'try:\n    _program = compile(_source, _path, "exec")\nexcept SyntaxError:\n    _program = compile("", _path, "exec")\n';
    this.expect(this.machine.runSource(prepare, "<prepare>"));
    this.run = compile(RUN, "<run>", "exec");
    this.tidy = compile(TIDY, "<tidy>", "exec");
  }

  private expect({ ok }: { ok: boolean }): void {
    if (!ok) throw new Error(`${this.file}: ${this.machine.errorText(2)}`);
  }

  /** One run; the class name of the exception that left it, or "". What it keeps is collected. */
  once(failAt = -1): string {
    this.written = "";
    this.machine.failAllocation(failAt);
    const { ok } = this.machine.runCode(this.run);
    this.machine.failAllocation(-1);
    const error = ok ? "" : this.machine.errorText(0);
    this.machine.clearError();
    this.machine.flush();
    return error;
  }

  /** Collects, and asks for the sum of all reference counts. */
  references(): number {
    this.expect(this.machine.runCode(this.tidy));
    return this.machine.referenceTotal();
  }
}
