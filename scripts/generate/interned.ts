/** Copies scripts/data/interned.txt (recorded by scripts/oracle/interned_reference.py) to where src/machine/interned_file.ts reads it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export function generateInterned(root: string): { path: string; text: string } {
  return { path: join(root, "dist/interned.txt"), text: readFileSync(join(root, "scripts/data/interned.txt"), "utf8") };
}
