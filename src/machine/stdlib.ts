/**
 * The pure-Python standard library: the zip that the build copies from the npm package pyodide, and the code objects that the build made of
 * it ahead of time (stdlib.pack), so that an import at run time compiles nothing.
 *
 * stdlib.pack: a 4-byte little-endian length, the SHA-1 of what follows, a UTF-8 JSON index of that length; offsets count from the end of the index.
 *   files   path in the library -> [offset, size of marshal data, size of the source]
 *   others  path -> size, of files that are not Python
 *   texts   path -> [offset, size] of sources that are not in the zip
 *   frozen  module name -> [offset, size, kind, original name]; kinds are those below
 */
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { createRequire } from "node:module";

/** Where programs see the installation: sys.prefix. No path of the host; LibraryFiles answers for it. */
export const PREFIX = "/krait";
/** An entry of sys.path, the start of the library modules' `__file__`. */
export const LIBRARY_PATH = `${PREFIX}/lib/python3.13`;

export const FROZEN_MODULE = 0;
export const FROZEN_PACKAGE = 1;
/** A module that is native in CPython and Python code here: importlib sees it as built in. */
export const PYTHON_BUILTIN = 2;

export interface FrozenCode {
  readonly kind: number;
  readonly origin: string;
  readonly code: Uint8Array;
}

interface Index {
  readonly files: Readonly<Record<string, readonly [number, number, number]>>;
  readonly others: Readonly<Record<string, number>>;
  readonly texts: Readonly<Record<string, readonly [number, number]>>;
  readonly frozen: Readonly<Record<string, readonly [number, number, number, string]>>;
}

/** What an import cannot do without, and CPython's tests of the frozen importer. */
const ALWAYS_FROZEN = [
  "_frozen_importlib",
  "_frozen_importlib_external",
  "zipimport",
  "__hello__",
  "__hello_alias__",
  "__hello_only__",
  "__phello__",
  "__phello__.spam",
];

/** Bytes before the index. */
const HEAD = 24;

/** What tells one build of the library from another. */
export function packIdentity(path: string): string {
  const data = new Uint8Array(HEAD);
  const fd = openSync(path, "r");
  readSync(fd, data);
  closeSync(fd);
  return Buffer.from(data).toString("hex");
}

export class StandardLibrary {
  private index: Index | null = null;
  private base = 0;
  private zip: Uint8Array | null = null;
  private folders: Map<string, string[]> | null = null;

  constructor(
    private readonly packPath: string,
    private readonly zipPath: string,
    private readonly offersFrozen = true,
  ) {}

  /** `size` bytes of the pack at `from`. The pack is 10 MB: reading all of it would cost a start 4 ms. */
  private read(from: number, size: number): Uint8Array {
    const data = new Uint8Array(size);
    const fd = openSync(this.packPath, "r");
    try {
      for (let at = 0; at < size; ) {
        const n = readSync(fd, data, at, size - at, from + at);
        if (n === 0) throw new Error(`krait: ${this.packPath} is cut short; npm run build makes it anew`);
        at += n;
      }
    } finally {
      closeSync(fd);
    }
    return data;
  }

  private open(): Index {
    if (this.index === null) {
      const size = new DataView(this.read(0, 4).buffer).getUint32(0, true);
      this.index = JSON.parse(new TextDecoder().decode(this.read(HEAD, size))) as Index;
      this.base = HEAD + size;
    }
    return this.index;
  }

  /** Marshal data of the module at `path` ("json/__init__.py"), or null. */
  code(path: string): Uint8Array | null {
    const { files } = this.open();
    if (!Object.hasOwn(files, path)) return null;
    const [offset, size] = files[path]!;
    return this.read(this.base + offset, size);
  }

  /** Bytes of the file at `path`: a source, or another file of the library; -1 if there is none. */
  fileSize(path: string): number {
    const { files, others } = this.open();
    if (Object.hasOwn(files, path)) return files[path]![2];
    return Object.hasOwn(others, path) ? others[path]! : -1;
  }

  /** Bytes of the module's code at `path`, -1 if there is none. */
  codeSize(path: string): number {
    const { files } = this.open();
    return Object.hasOwn(files, path) ? files[path]![1] : -1;
  }

  /** The frozen or Python-written native module `name`, without its code if that is not wanted; or null. */
  frozen(name: string, wantsCode: boolean): FrozenCode | null {
    const { frozen } = this.open();
    if (!Object.hasOwn(frozen, name)) return null;
    const [offset, size, kind, origin] = frozen[name]!;
    if (!this.offersFrozen && kind !== PYTHON_BUILTIN && !ALWAYS_FROZEN.includes(name)) return null;
    return { kind, origin, code: wantsCode ? this.read(this.base + offset, size) : new Uint8Array(0) };
  }

  frozenNames(kinds: readonly number[]): string[] {
    return Object.entries(this.open().frozen)
      .filter(([, entry]) => kinds.includes(entry[2]))
      .map(([name]) => name);
  }

  /** Names in the folder `path` ("" is the library itself), folders with a slash behind them; null if there is none. */
  folder(path: string): readonly string[] | null {
    if (this.folders === null) {
      const folders = new Map<string, string[]>([["", []]]);
      const { files, others } = this.open();
      for (const file of [...Object.keys(files), ...Object.keys(others)]) {
        let name = file;
        for (;;) {
          const slash = name.lastIndexOf("/", name.length - 2);
          const parent = slash < 0 ? "" : name.slice(0, slash);
          const last = name.slice(slash + 1);
          const known = folders.get(parent);
          if (known !== undefined) {
            known.push(last);
            break;
          }
          folders.set(parent, [last]);
          name = `${parent}/`;
        }
      }
      this.folders = folders;
    }
    return this.folders.get(path) ?? null;
  }

  /** The bytes of the file at `path`, null if there is none. */
  source(path: string): Uint8Array | null {
    const { texts } = this.open();
    if (Object.hasOwn(texts, path)) return this.read(this.base + texts[path]![0], texts[path]![1]);
    this.zip ??= readFileSync(this.zipPath);
    // only tracebacks and readers of sources need it: a start does not wait for it
    const { unzipSync } = createRequire(import.meta.url)("fflate") as typeof import("fflate");
    return unzipSync(this.zip, { filter: (file) => file.name === path })[path] ?? null;
  }
}
