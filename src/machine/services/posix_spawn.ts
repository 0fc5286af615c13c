/**
 * Starting programs: posix_spawn() for os.posix_spawn and for subprocess. A child between fork and exec cannot run Python here, since a process
 * with the engine's threads cannot fork; so what subprocess wants done in the child is said in file actions and attributes.
 */
import { readdirSync } from "node:fs";
import { HostError, osError } from "../host_module.js";
import { type CFunction, F_DUPFD_CLOEXEC, FD_CLOEXEC, type Libc } from "../libc.js";

const SETPGROUP = 0x02;
const SETSIGDEF = 0x08;
const SETSIGMASK = 0x04;
const SETSCHEDULER = 0x20;
const SETSID = 0x80;
const RESETIDS = 0x01;
const ENOENT = 2;
const ENOTDIR = 20;

export interface SpawnAttributes {
  readonly setpgroup?: number;
  readonly resetids?: boolean;
  readonly setsid?: boolean;
  readonly sigmask?: readonly number[];
  readonly sigdef?: readonly number[];
}

/** What is changed in the child before the program runs. */
export class Actions {
  readonly record: unknown;

  constructor(private readonly libc: Libc) {
    this.record = libc.koffi.alloc("uint8_t", 512);
    this.check(this.fn("int posix_spawn_file_actions_init(void *actions)")(this.record));
  }

  private fn(declaration: string): CFunction {
    return this.libc.fn(declaration);
  }

  private check(errno: number): void {
    if (errno !== 0) throw osError(errno);
  }

  dup2(from: number, to: number): void {
    this.check(this.fn("int posix_spawn_file_actions_adddup2(void *actions, int fd, int to)")(this.record, from, to));
  }

  close(fd: number): void {
    this.check(this.fn("int posix_spawn_file_actions_addclose(void *actions, int fd)")(this.record, fd));
  }

  closefrom(fd: number): void {
    this.check(this.fn("int posix_spawn_file_actions_addclosefrom_np(void *actions, int fd)")(this.record, fd));
  }

  open(fd: number, path: Uint8Array, flags: number, mode: number): void {
    this.check(
      this.fn(
        "int posix_spawn_file_actions_addopen(void *actions, int fd, const void *path, int flags, unsigned int mode)",
      )(this.record, fd, zeroEnded(path), flags, mode),
    );
  }

  /** Node makes its standard streams close on exec: those that are open stay so for the child. */
  keepStreams(): void {
    for (let fd = 0; fd < 3; fd++) {
      if ((this.fn("int fcntl(int fd, int command, long argument)")(fd, 1, 0) as number) !== -1) this.dup2(fd, fd);
    }
  }

  chdir(path: Uint8Array): void {
    this.check(
      this.fn("int posix_spawn_file_actions_addchdir_np(void *actions, const void *path)")(
        this.record,
        zeroEnded(path),
      ),
    );
  }

  free(): void {
    this.fn("int posix_spawn_file_actions_destroy(void *actions)")(this.record);
  }
}

export function zeroEnded(path: Uint8Array): Uint8Array {
  if (path.includes(0)) throw new HostError("ValueError", "embedded null byte");
  const text = new Uint8Array(path.length + 1);
  text.set(path);
  return text;
}

/** A sigset_t with these signals: 128 bytes. */
export function signalSet(signals: readonly number[]): Uint8Array {
  const set = new Uint8Array(128);
  for (const signal of signals) set[(signal - 1) >> 3]! |= 1 << ((signal - 1) & 7);
  return set;
}

function attributesOf(libc: Libc, wanted: SpawnAttributes): unknown {
  const record = libc.koffi.alloc("uint8_t", 512);
  libc.fn("int posix_spawnattr_init(void *attributes)")(record);
  let flags = 0;
  if (wanted.resetids === true) flags |= RESETIDS;
  if (wanted.setsid === true) flags |= SETSID;
  if (wanted.setpgroup !== undefined) {
    flags |= SETPGROUP;
    libc.fn("int posix_spawnattr_setpgroup(void *attributes, int group)")(record, wanted.setpgroup);
  }
  if (wanted.sigmask !== undefined) {
    flags |= SETSIGMASK;
    libc.fn("int posix_spawnattr_setsigmask(void *attributes, void *set)")(record, signalSet(wanted.sigmask));
  }
  if (wanted.sigdef !== undefined) {
    flags |= SETSIGDEF;
    libc.fn("int posix_spawnattr_setsigdefault(void *attributes, void *set)")(record, signalSet(wanted.sigdef));
  }
  libc.fn("int posix_spawnattr_setflags(void *attributes, short flags)")(record, flags & ~SETSCHEDULER);
  return record;
}

/** Starts a program: its process id. Throws the OSError of exec, without a file name. */
export function spawn(
  libc: Libc,
  path: Uint8Array,
  argv: readonly Uint8Array[],
  env: readonly Uint8Array[],
  actions: Actions,
  wanted: SpawnAttributes,
  search = false,
): number {
  const pid = new Int32Array(1);
  const attributes = attributesOf(libc, wanted);
  const signature = "(void *pid, const void *path, void *actions, void *attributes, void *argv, void *envp)";
  const start = libc.fn(search ? `int posix_spawnp${signature}` : `int posix_spawn${signature}`);
  const errno = start(
    pid,
    zeroEnded(path),
    actions.record,
    attributes,
    libc.strings(argv).pointer,
    libc.strings(env).pointer,
  ) as number;
  libc.fn("int posix_spawnattr_destroy(void *attributes)")(attributes);
  if (errno !== 0) throw osError(errno);
  return pid[0]!;
}

export interface ForkExec {
  readonly args: readonly Uint8Array[];
  readonly executables: readonly Uint8Array[];
  readonly closeFds: boolean;
  readonly keep: readonly number[];
  readonly cwd: Uint8Array | null;
  readonly env: readonly Uint8Array[];
  /** The child's ends of its three streams, -1 to inherit. */
  readonly streams: readonly [number, number, number];
  readonly restoreSignals: boolean;
  readonly newSession: boolean;
  readonly group: number;
}

/** Descriptors that an exec would keep and the child must not have. */
function leaking(libc: Libc, keep: readonly number[]): number[] {
  const found: number[] = [];
  for (const name of readdirSync("/proc/self/fd")) {
    const fd = Number(name);
    if (fd < 3 || keep.includes(fd)) continue;
    const flags = libc.fn("int fcntl(int fd, int command, long argument)")(fd, 1, 0) as number;
    if (flags !== -1 && (flags & FD_CLOEXEC) === 0) found.push(fd);
  }
  return found;
}

/** subprocess's child: its process id. A failure throws OSError whose message is "noexec:chdir" if the folder could not be entered. */
export function forkExec(libc: Libc, what: ForkExec): number {
  const actions = new Actions(libc);
  const moved: number[] = [];
  try {
    // a child's end below 3 would be overwritten by another stream's dup2: move it out of the way
    const ends = what.streams.map((fd, i) => {
      if (fd < 0 || fd > 2 || fd === i) return fd;
      const high = libc.fcntl(fd, F_DUPFD_CLOEXEC, 3);
      moved.push(high);
      return high;
    });
    actions.keepStreams();
    ends.forEach((fd, i) => {
      if (fd >= 0) actions.dup2(fd, i);
    });
    if (what.cwd !== null) {
      const status = libc.fn("int access(const void *path, int mode)")(zeroEnded(what.cwd), 1) as number;
      if (status !== 0) throw new HostError("OSError", "noexec:chdir", libc.errno());
      actions.chdir(what.cwd);
    }
    if (what.closeFds) {
      for (const fd of leaking(libc, what.keep)) actions.close(fd);
    }
    for (const fd of what.keep) if (fd > 2) actions.dup2(fd, fd); // onto itself: cleared of close-on-exec
    return trySpawn(libc, what, actions);
  } finally {
    actions.free();
    for (const fd of moved) libc.fn("int close(int fd)")(fd);
  }
}

function trySpawn(libc: Libc, what: ForkExec, actions: Actions): number {
  const wanted: SpawnAttributes = {
    setsid: what.newSession,
    ...(what.group >= 0 ? { setpgroup: what.group } : {}),
    // Node ignores SIGPIPE, which a child would inherit
    ...(what.restoreSignals ? { sigdef: [13, 25] } : {}),
    sigmask: [],
  };
  let failed: HostError | null = null;
  for (const path of what.executables) {
    try {
      return spawn(libc, path, what.args, what.env, actions, wanted);
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      const kept: HostError | null = failed;
      if (kept === null || (error.errno !== ENOENT && error.errno !== ENOTDIR)) failed = error;
    }
  }
  throw failed ?? osError(ENOENT);
}
