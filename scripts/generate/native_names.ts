/**
 * Collects the names of the native modules from assembly/modules/registry.ts and the registry.ts of its folders, where each is compared with the
 * name asked for, and writes assembly/generated/native_names.ts: what sys.builtin_module_names says of them.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

function registries(root: string): string[] {
  const folder = join(root, "assembly", "modules");
  const inner = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name, "registry.ts"));
  return [join(folder, "registry.ts"), ...inner.filter((path) => existsSync(path))];
}

export function generateNativeNames(root: string): { path: string; text: string } {
  const names = new Set<string>();
  for (const path of registries(root)) {
    for (const match of readFileSync(path, "utf8").matchAll(/EqualToLiteral\(name, "(\w+)"\)/g)) names.add(match[1]!);
  }
  const lines = [
    "// Made by scripts/generate/native_names.ts from the registries of native modules. Do not edit.",
    "/** Native modules of assembly/modules, sorted, with commas between. */",
    `export const NATIVE_NAMES = "${[...names].sort().join(",")}";`,
    "",
  ];
  return { path: join(root, "assembly", "generated", "native_names.ts"), text: lines.join("\n") };
}
