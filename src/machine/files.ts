/** The part of Node's `fs` that a machine needs; an embedder may pass another (memfs), or none. */
export interface FileHost {
  readFileSync(path: string): Uint8Array;
  statSync(path: string): { isDirectory(): boolean; isFile(): boolean };
  existsSync(path: string): boolean;
}
