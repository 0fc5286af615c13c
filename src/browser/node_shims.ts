/**
 * What the machine's own code uses of Node, for a browser: the bundle (scripts/browser.mjs) puts this file in the place of every `node:` module. Files are those of
 * assets.ts; threads, processes and the C library are not there, and whoever asks for them gets an error.
 */
import * as fflate from "fflate";
import { asset } from "./assets.js";

function nameOf(path: unknown): string {
  return String(path).replace(/\/$/, "").split("/").pop()!;
}

function file(path: unknown): Uint8Array {
  const data = asset(nameOf(path));
  if (data === null) throw Object.assign(new Error(`ENOENT: ${String(path)}`), { code: "ENOENT" });
  return data;
}

function missing(what: string): never {
  throw new Error(`krait: a browser has no ${what}`);
}

// ---- node:fs

const open = new Map<number, Uint8Array>();
let nextFd = 3;

export const constants = { O_WRONLY: 1, O_RDWR: 2, O_TRUNC: 0o1000, R_OK: 4, W_OK: 2, X_OK: 1 };

export function readFileSync(path: unknown, encoding?: string): Uint8Array | string {
  return encoding === undefined ? file(path) : new TextDecoder().decode(file(path));
}

export function openSync(path: unknown): number {
  open.set(nextFd, file(path));
  return nextFd++;
}

export function closeSync(fd: number): void {
  open.delete(fd);
}

export function readSync(
  fd: number,
  to: Uint8Array,
  offset = 0,
  length = to.length,
  position: number | null = 0,
): number {
  const part = open.get(fd)!.subarray(position ?? 0, (position ?? 0) + length);
  to.set(part, offset);
  return part.length;
}

export function existsSync(path: unknown): boolean {
  return asset(nameOf(path)) !== null;
}

export function statSync(path: unknown, options?: { throwIfNoEntry?: boolean }): unknown {
  if (options?.throwIfNoEntry === false && !existsSync(path)) return undefined;
  return { size: file(path).length, mtimeMs: 0 };
}

export const writeSync = () => missing("descriptors");
export const readdirSync = () => missing("folders");

// ---- node:path, node:url

function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `${path.startsWith("/") ? "/" : ""}${parts.join("/")}`;
}

export const posix = { normalize };
export const dirname = (path: string): string => path.slice(0, Math.max(path.lastIndexOf("/"), 1));
export const resolve = (...paths: string[]): string =>
  normalize(paths.reduce((left, right) => (right.startsWith("/") ? right : `${left}/${right}`), "/"));
export const join = (...paths: string[]): string => normalize(paths.join("/"));
export const fileURLToPath = (url: URL | string): string => new URL(url).pathname;

// ---- node:worker_threads

export const isMainThread = true;
export const parentPort = null;
export const workerData = null;
export const receiveMessageOnPort = () => missing("threads to wait for");
export class Worker {
  constructor() {
    missing("second thread for sources nested this deeply");
  }
}
export const MessageChannel = globalThis.MessageChannel;

// ---- node:v8

export const setFlagsFromString = () => missing("flags to set");

// ---- node:module: what the code loads at first use

function randomFillSync<T extends ArrayBufferView>(to: T): T {
  const bytes = new Uint8Array(to.buffer, to.byteOffset, to.byteLength);
  // the engine gives 64 KB at once, and not into a Wasm memory that may grow
  for (let at = 0; at < bytes.length; at += 65536)
    bytes.set(globalThis.crypto.getRandomValues(new Uint8Array(Math.min(65536, bytes.length - at))), at);
  return to;
}

const modules: Readonly<Record<string, unknown>> = {
  fflate,
  "node:crypto": { randomFillSync },
  "node:zlib": { inflateRawSync: fflate.inflateSync, inflateSync: fflate.unzlibSync },
};

export const createRequire = () => (name: string) => modules[name] ?? missing(name);
