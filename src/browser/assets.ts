/**
 * The files that a machine needs, in a browser: fetched once by `load` and kept in memory, as `node:fs` would find them in dist/ (node_shims.ts). Those that
 * few programs need are fetched when they are asked for, where a synchronous request is possible, that is in a Worker.
 */

/** Without these no machine starts. */
const NEEDED = ["krait.release.wasm", "stdlib.pack", "interned.txt"] as const;

const assets = new Map<string, Uint8Array>();
let base: URL | null = null;

export interface LoadOptions {
  /** The folder of the package's dist/ on the web, with a slash at its end; default: the folder above this file's. */
  readonly base?: string | URL;
  /** Gets one file of it; default: `fetch`. */
  readonly fetchFile?: (url: URL) => Promise<Uint8Array>;
}

async function fetched(url: URL): Promise<Uint8Array> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`krait: cannot load ${url}: ${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Fetches what machines need. Call it once, before the first `new Machine`. */
export async function load(options: LoadOptions = {}): Promise<void> {
  base = new URL(options.base ?? "../", import.meta.url);
  const get = options.fetchFile ?? fetched;
  const files = await Promise.all(NEEDED.map(async (name) => [name, await get(new URL(name, base!))] as const));
  for (const [name, data] of files) assets.set(name, data);
}

function requested(name: string): Uint8Array | null {
  if (base === null || typeof XMLHttpRequest === "undefined" || typeof document !== "undefined") return null;
  const request = new XMLHttpRequest();
  request.open("GET", new URL(name, base), false);
  request.responseType = "arraybuffer";
  request.send();
  return request.status === 200 ? new Uint8Array(request.response as ArrayBuffer) : null;
}

/** A file of dist/ by its name; null if it is not to be had. */
export function asset(name: string): Uint8Array | null {
  let data = assets.get(name);
  if (data === undefined) {
    // an image belongs to the platform that made it
    const found = name.endsWith(".image") ? null : requested(name);
    if (found === null) return null;
    assets.set(name, (data = found));
  }
  return data;
}
