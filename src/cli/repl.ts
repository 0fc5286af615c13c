/** The interactive prompt: lib/_krait_repl.py does it, with the library's _pyrepl on a terminal. */
import type { Machine } from "../index.js";
import type { Settings } from "./environment.js";

/** Runs the prompt until it is left; the exit status. */
export function interact(machine: Machine, settings: Settings & { readonly banner: boolean }): number {
  const basic = (settings.environment["PYTHON_BASIC_REPL"] ?? "") !== "";
  machine.call("_krait_repl", "main", settings.banner, basic);
  return machine.finish();
}
