/**
 * Collects every `ID.name` in assembly/ and writes assembly/generated/ids.ts: one immortal interned str for each, at a fixed
 * address, and `initIds()`, which boot.ts calls first. Counterpart: _Py_ID and pycore_global_strings.h.
 */
import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** Words that AssemblyScript does not take as a name: written ID.throw_, the str without the underscore. */
const RESERVED = new Set(
  "break case catch class const continue default delete do else enum export extends false finally for function if import in instanceof new null return super switch this throw true try typeof var void while with".split(
    " ",
  ),
);

/** The Python name of the identifier `n`. */
function textOf(n: string): string {
  const bare = n.replace(/_$/, "");
  return RESERVED.has(bare) ? bare : n;
}

function sources(dir: string): string[] {
  return readdirSync(dir)
    .flatMap((name) => {
      const path = join(dir, name);
      if (statSync(path).isDirectory()) return name === "generated" ? [] : sources(path);
      return name.endsWith(".ts") ? [path] : [];
    })
    .sort();
}

export function generateIds(root: string): { path: string; text: string } {
  const names = new Set<string>();
  for (const path of sources(join(root, "assembly"))) {
    for (const match of readFileSync(path, "utf8").matchAll(/\bID\.([A-Za-z_]\w*)/g)) names.add(match[1]!);
  }
  const sorted = [...names].sort();
  const lines = [
    "// Made by scripts/generate/ids.ts from every ID.name in assembly/. Do not edit.",
    'import { PyObject } from "../object/layout";',
    'import { asciiCharacters, initStaticName } from "../types/unicode_static";',
    "",
    "export namespace ID {",
    // A name of one letter is that letter's static str (types/unicode_static.ts: stride 48).
    ...sorted.map((n) =>
      n.length === 1
        ? `  export const ${n} = changetype<PyObject>(asciiCharacters + ${48 * n.charCodeAt(0)});`
        : `  export const ${n} = changetype<PyObject>(memory.data(${40 + textOf(n).length + 1}, 8));`,
    ),
    "}",
    "",
    "/** Fills in the strs and interns them. */",
    "export function initIds(): void {",
    ...sorted.filter((n) => n.length > 1).map((n) => `  initStaticName(ID.${n}, "${textOf(n)}");`),
    "}",
    "",
  ];
  const dir = join(root, "assembly", "generated");
  mkdirSync(dir, { recursive: true });
  return { path: join(dir, "ids.ts"), text: lines.join("\n") };
}
