/** The Python files of the npm oracle's standard library, unpacked once into a work directory; and the options of these scripts. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { unzipSync } from "fflate";

const ZIP = fileURLToPath(new URL("../../node_modules/pyodide/python_stdlib.zip", import.meta.url));

/** `--name value` of the command line. */
export function option(name: string): string | undefined {
  const i = process.argv.indexOf(`--${name}`);
  return i < 0 ? undefined : process.argv[i + 1];
}

export function pythonFiles(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".py"))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

/** Paths of the 531 files below `work`. */
export function zipFiles(work: string): string[] {
  const dir = join(work, "zip");
  if (!existsSync(dir)) {
    const files = unzipSync(readFileSync(ZIP), { filter: ({ name }) => name.endsWith(".py") });
    for (const [name, data] of Object.entries(files)) {
      mkdirSync(dirname(join(dir, name)), { recursive: true });
      writeFileSync(join(dir, name), data);
    }
  }
  return pythonFiles(dir);
}

/** About `count` of the files, evenly spread. */
export function sampleOf(files: readonly string[], count: number): string[] {
  const step = Math.max(1, files.length / count);
  return files.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
}
