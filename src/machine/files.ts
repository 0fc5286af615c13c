/**
 * What a machine may use of the outside besides streams and clocks. Node's `fs` is a FileHost, and so is memfs; whatever is missing makes the
 * functions of `os` raise OSError(ENOSYS).
 */
import type * as fs from "node:fs";
import type { Libc } from "./libc.js";

/** The part of Node's `fs` that a machine needs; an embedder may pass another (memfs), or none. */
export interface FileHost
  extends Partial<
    Pick<
      typeof fs,
      | "accessSync"
      | "chmodSync"
      | "closeSync"
      | "fchmodSync"
      | "fdatasyncSync"
      | "fstatSync"
      | "fsyncSync"
      | "ftruncateSync"
      | "futimesSync"
      | "linkSync"
      | "lstatSync"
      | "lutimesSync"
      | "mkdirSync"
      | "openSync"
      | "readSync"
      | "readdirSync"
      | "readlinkSync"
      | "renameSync"
      | "rmdirSync"
      | "statfsSync"
      | "symlinkSync"
      | "truncateSync"
      | "unlinkSync"
      | "utimesSync"
      | "writeSync"
    >
  > {
  readFileSync(path: string): Uint8Array;
  statSync(path: string): { isDirectory(): boolean; isFile(): boolean };
  existsSync(path: string): boolean;
}

/** The process around the machine: environment, working folder, ids. Without one a program sees an empty environment and the folder "/". */
export interface SystemHost {
  readonly env: Record<string, string | undefined>;
  cwd(): string;
  chdir(path: string): void;
  readonly pid: number;
  readonly ppid: number;
  umask(mask: number): number;
  isatty(fd: number): boolean;
  /** Columns and lines of the terminal on `fd`, or null. */
  terminalSize(fd: number): readonly [number, number] | null;
  kill(pid: number, signal: number): void;
  /** Runs a command in the shell; its wait status. */
  system(command: string): number;
  cpuCount(): number;
  uname(): readonly [string, string, string, string, string];
  loadAverage(): readonly number[];
  ids(): { uid: number; gid: number; euid: number; egid: number };
  /** The C library, for pipes, processes, sockets, signals; absent or null: none of these. */
  libc?(): Libc | null;
  /** sys.executable, "" if there is none; and what is started in its place: a program and its first arguments. */
  readonly executable?: string;
  readonly program?: readonly string[];
  userInfo(): { name: string; uid: number; gid: number; home: string; shell: string };
}
