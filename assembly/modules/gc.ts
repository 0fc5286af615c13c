import { PyObject } from "../object/layout";
/** The module `gc`: `new`. Also installs the collector's hooks and switches collection on. */
export function PyInit_gc(): PyObject | null {
  unreachable();
}
/** Connects the collector to the rooms above it; boot.ts calls it after all types are ready. */
export function initGcHooks(): void {
  unreachable();
}
