/**
 * Finds modules for the machine's import: a path entry is a folder of the file host or the standard library's zip.
 */
import { join } from "node:path";
import { dumps, dumpsForMachine } from "../bytecode/marshal.js";
import { readPyc } from "../bytecode/pyc.js";
import { compile } from "../compiler/compile.js";
import { errorBytes } from "./compile_host.js";
import type { FileHost } from "./files.js";
import { internedAtStart } from "./interned_file.js";
import { LIBRARY_PATH, type StandardLibrary } from "./stdlib.js";

const MODULE = 0;
const PACKAGE = 1;
const NAMESPACE = 2;

/** Marshal's None. */
const NONE = new Uint8Array([0x4e]);

/**
 * The tuple (kind, path, code) around code that is marshalled already. The head registers no references, so those inside the code keep
 * their numbers.
 */
function found(kind: number, path: string, code: Uint8Array): Uint8Array {
  const name = new TextEncoder().encode(path);
  const data = new Uint8Array(2 + 5 + 5 + name.length + code.length);
  const view = new DataView(data.buffer);
  data[0] = 0x29; // ")" small tuple
  data[1] = 3;
  data[2] = 0x69; // "i"
  view.setInt32(3, kind, true);
  data[7] = 0x75; // "u"
  view.setInt32(8, name.length, true);
  data.set(name, 12);
  data.set(code, 12 + name.length);
  return data;
}

export class ModuleFinder {
  constructor(
    private readonly files: FileHost | null,
    private readonly library: StandardLibrary | null,
    private readonly optimize: number,
  ) {}

  /** Marshal data of (kind, file, code), of an error, or null if `entry` has no such module. */
  find(entry: string, name: string): Uint8Array | null {
    const zip = this.library === null ? undefined : LIBRARY_PATH;
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
      if (code !== null) return found(kind, `${zip}/${path}`, code);
    }
    return this.library!.hasFolder(base) ? found(NAMESPACE, `${zip}/${base}`, NONE) : null;
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
        return found(MODULE, `${base}.pyc`, dumps(readPyc(files.readFileSync(`${base}.pyc`))));
      } catch (error) {
        return errorBytes(error);
      }
    }
    if (files.existsSync(base) && files.statSync(base).isDirectory()) return found(NAMESPACE, base, NONE);
    return null;
  }

  private load(files: FileHost, kind: number, path: string): Uint8Array {
    try {
      const code = compile(files.readFileSync(path), path, "exec", {
        optimize: this.optimize,
        interned: internedAtStart,
      });
      return found(kind, path, dumpsForMachine(code));
    } catch (error) {
      return errorBytes(error);
    }
  }
}
