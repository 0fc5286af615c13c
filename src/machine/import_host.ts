/**
 * Finds modules for the machine's import: a path entry is a folder of the file host or the standard library's zip.
 */
import { join } from "node:path";
import { dumps, loads } from "../bytecode/marshal.js";
import { readPyc } from "../bytecode/pyc.js";
import { PyTuple } from "../bytecode/values.js";
import { compile } from "../compiler/compile.js";
import { errorBytes } from "./compile_host.js";
import type { FileHost } from "./files.js";
import type { StandardLibrary } from "./stdlib.js";

const MODULE = 0n;
const PACKAGE = 1n;
const NAMESPACE = 2n;

export class ModuleFinder {
  constructor(
    private readonly files: FileHost | null,
    private readonly library: StandardLibrary | null,
    private readonly optimize: number,
  ) {}

  /** Marshal data of (kind, file, code), of an error, or null if `entry` has no such module. */
  find(entry: string, name: string): Uint8Array | null {
    const zip = this.library?.zipPath;
    if (zip !== undefined && (entry === zip || entry.startsWith(`${zip}/`))) {
      return this.findInLibrary(entry.slice(zip.length + 1), name, zip);
    }
    return this.files === null ? null : this.findInFolder(this.files, entry === "" ? "." : entry, name);
  }

  private findInLibrary(folder: string, name: string, zip: string): Uint8Array | null {
    const base = folder === "" ? name : `${folder}/${name}`;
    for (const [kind, path] of [
      [PACKAGE, `${base}/__init__.py`],
      [MODULE, `${base}.py`],
    ] as const) {
      const code = this.library!.code(path);
      if (code !== null) return dumps(new PyTuple([kind, `${zip}/${path}`, loads(code)]));
    }
    return this.library!.hasFolder(base) ? dumps(new PyTuple([NAMESPACE, `${zip}/${base}`, null])) : null;
  }

  private findInFolder(files: FileHost, folder: string, name: string): Uint8Array | null {
    const base = join(folder, name);
    const isFile = (path: string) => files.existsSync(path) && files.statSync(path).isFile();
    for (const [kind, path] of [
      [PACKAGE, join(base, "__init__.py")],
      [MODULE, `${base}.py`],
    ] as const) {
      if (isFile(path)) return this.load(files, kind, path);
    }
    if (isFile(`${base}.pyc`)) {
      try {
        return dumps(new PyTuple([MODULE, `${base}.pyc`, readPyc(files.readFileSync(`${base}.pyc`))]));
      } catch (error) {
        return errorBytes(error);
      }
    }
    if (files.existsSync(base) && files.statSync(base).isDirectory()) return dumps(new PyTuple([NAMESPACE, base, null]));
    return null;
  }

  private load(files: FileHost, kind: bigint, path: string): Uint8Array {
    try {
      const code = compile(files.readFileSync(path), path, "exec", { optimize: this.optimize });
      return dumps(new PyTuple([kind, path, code]));
    } catch (error) {
      return errorBytes(error);
    }
  }
}
