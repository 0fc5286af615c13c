/**
 * The pure-Python standard library: the zip that the build copies from the npm package pyodide, and the code objects that the build made of
 * it ahead of time (stdlib.pack), so that an import at run time compiles nothing.
 *
 * stdlib.pack: a UTF-8 JSON index after a 4-byte little-endian length: path in the zip -> [offset, size] of marshal data after the index.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** Where the library lies as programs see it: an entry of sys.path, the start of its modules' __file__. It is no path of the host. */
export const LIBRARY_PATH = "/lib/python313.zip";

export class StandardLibrary {
  private pack: Uint8Array | null = null;
  private index: Record<string, [number, number]> = {};
  private base = 0;
  private zip: Uint8Array | null = null;

  constructor(
    private readonly packPath: string,
    private readonly zipPath: string,
  ) {}

  private open(): void {
    if (this.pack !== null) return;
    this.pack = readFileSync(this.packPath);
    const size = new DataView(this.pack.buffer, this.pack.byteOffset).getUint32(0, true);
    this.index = JSON.parse(new TextDecoder().decode(this.pack.subarray(4, 4 + size))) as Record<
      string,
      [number, number]
    >;
    this.base = 4 + size;
  }

  /** Marshal data of the module at `path` ("json/__init__.py"), or null. */
  code(path: string): Uint8Array | null {
    this.open();
    const entry = this.index[path];
    if (entry === undefined) return null;
    return this.pack!.subarray(this.base + entry[0], this.base + entry[0] + entry[1]);
  }

  /** True if the library has a folder `path` without __init__.py. */
  hasFolder(path: string): boolean {
    this.open();
    const prefix = `${path}/`;
    for (const name in this.index) if (name.startsWith(prefix)) return true;
    return false;
  }

  /** Source text of `path`, for tracebacks; null if there is none. */
  source(path: string): Uint8Array | null {
    this.zip ??= readFileSync(this.zipPath);
    // only tracebacks need it: a start does not wait for it
    const { unzipSync } = createRequire(import.meta.url)("fflate") as typeof import("fflate");
    return unzipSync(this.zip, { filter: (file) => file.name === path })[path] ?? null;
  }
}
