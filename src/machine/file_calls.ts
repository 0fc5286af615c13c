/**
 * Files by number, without marshal data: what _io.FileIO asks for at every read and write. It works on the descriptors of the module posix, so that
 * positions agree, and answers numbers: the system's, or -errno. What could block, and every descriptor that is no regular file opened here, it leaves
 * to the service of that name in posix (ASK).
 */
import { fromNodeError, HostError } from "./host_module.js";
import type { LibraryDescriptors } from "./library_files.js";
import type { Posix } from "./services/posix.js";
import { isNodePath } from "./services/posix_at.js";

/** The answer "call the service of posix": it can wait, and raise any error. */
export const ASK = -65536;

/** An answer of the system's as a number; -errno if the call has failed, ASK if it has done so in a way that a number cannot tell. */
function answered(call: () => number | null): number {
  try {
    return call() ?? ASK;
  } catch (error) {
    const known = fromNodeError(error);
    return known instanceof HostError && known.type === "OSError" && known.errno > 0 ? -known.errno : ASK;
  }
}

export class FileCalls {
  /** The descriptor that was opened last, while nothing can have moved its position from 0; else -1. */
  private atStart = -1;

  constructor(
    private readonly posix: Posix,
    private readonly library: LibraryDescriptors,
    private readonly write12: (fd: number, data: Uint8Array) => void,
  ) {}

  /** Any other call may move or duplicate a descriptor. */
  forget(): void {
    this.atStart = -1;
  }

  open(path: Uint8Array, flags: number, mode: number): number {
    this.forget();
    return answered(() => {
      // a name that Node cannot spell
      if (!isNodePath(path)) return null;
      const fd = this.posix.open(path, flags, mode);
      if (this.posix.isPlain(fd)) this.atStart = fd;
      return fd;
    });
  }

  read(fd: number, to: Uint8Array): number {
    this.forget();
    return answered(() => {
      if (this.library.has(fd)) {
        const part = this.library.read(fd, to.length);
        to.set(part);
        return part.length;
      }
      return this.posix.isPlain(fd) ? this.posix.readInto(fd, to) : null;
    });
  }

  write(fd: number, from: Uint8Array): number {
    this.forget();
    return answered(() => {
      if (this.posix.isStream(fd)) {
        // the embedder may keep what it is given
        this.write12(fd, from.slice());
        return from.length;
      }
      return this.posix.isPlain(fd) ? this.posix.writePlain(fd, from) : null;
    });
  }

  /** The new position. */
  seek(fd: number, offset: number, whence: number): number {
    if (offset === 0 && whence === 1 && fd === this.atStart) return 0;
    this.forget();
    return answered(() =>
      this.library.has(fd) ? this.library.seek(fd, offset, whence) : this.posix.seek(fd, offset, whence),
    );
  }

  close(fd: number): number {
    this.forget();
    return answered(() => {
      if (this.library.has(fd)) this.library.close(fd);
      else if (this.posix.isPlain(fd)) this.posix.close(fd);
      else return null;
      return 0;
    });
  }

  /** Mode, size and block size into `to`. */
  stat(fd: number, to: Float64Array): number {
    return answered(() => {
      const found = this.posix.plainStat(fd);
      to[0] = found.mode;
      to[1] = found.size;
      to[2] = found.blksize;
      return 0;
    });
  }

  isTerminal(fd: number): boolean {
    return !this.library.has(fd) && this.posix.isTerminal(fd);
  }
}
