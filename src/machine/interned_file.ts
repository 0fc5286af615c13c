/**
 * The strings that a CPython process has interned before it compiles a program: the build's dist/interned.txt, read when a constant set's order
 * first depends on it. `forDis`: those of `python -m dis`, which has imported more.
 */
import { readFileSync } from "node:fs";

let parts: readonly ReadonlySet<string>[] | null = null;

export function internedAtStart(text: string, forDis = false): boolean {
  if (parts === null) {
    const file = readFileSync(new URL("../../dist/interned.txt", import.meta.url), "utf8");
    parts = file.split("\n\n").map((part) => new Set(part.split("\n")));
  }
  return parts[0]!.has(text) || (forDis && parts[1]!.has(text));
}
