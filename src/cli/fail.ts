/** An error of the command line's user: one message on stderr and an exit status, as `main` ends with it. */
export class CliError extends Error {
  constructor(
    message: string,
    readonly status: 1 | 2,
  ) {
    super(message);
  }
}

/** What the operating system said of a path, in python's words. */
export function systemReason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case "ENOENT":
      return "[Errno 2] No such file or directory";
    case "EACCES":
      return "[Errno 13] Permission denied";
    case "ENOTDIR":
      return "[Errno 20] Not a directory";
    case "EISDIR":
      return "[Errno 21] Is a directory";
    default:
      return message ?? String(error);
  }
}
