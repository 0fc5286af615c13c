/**
 * The struct sequence types of modules that the host serves (os.stat_result and its like), made when first asked for.
 */
import { PyObject, PyTypeObject } from "../object/layout";
import { PyExc_SystemError } from "../object/exception_types";
import { PyErr_Format } from "../protocol/errors";
import { PyUnicode_EqualToLiteral } from "../types/unicode";
import { PyStructSequence_NewType } from "../types/structseq";

let statResult: PyTypeObject | null = null;
let statvfsResult: PyTypeObject | null = null;
let terminalSize: PyTypeObject | null = null;
let unameResult: PyTypeObject | null = null;
let timesResult: PyTypeObject | null = null;
let passwd: PyTypeObject | null = null;

/** os.stat_result: items 7 to 9 are whole seconds without a name of their own. Borrowed. */
export function statResultType(): PyTypeObject | null {
  if (statResult === null) {
    statResult = PyStructSequence_NewType(
      "os.stat_result",
      "st_mode,st_ino,st_dev,st_nlink,st_uid,st_gid,st_size,,,,st_atime,st_mtime,st_ctime,st_atime_ns,st_mtime_ns,st_ctime_ns,st_blksize,st_blocks,st_rdev",
      "stat_result: Result from stat, fstat, or lstat.\n\nThis object may be accessed either as a tuple of\n  (mode, ino, dev, nlink, uid, gid, size, atime, mtime, ctime)\nor via the attributes st_mode, st_ino, st_dev, st_nlink, st_uid, and so on.\n\nPosix/windows: If your platform supports st_blksize, st_blocks, st_rdev,\nor st_flags, they are available as attributes only.\n\nSee os.stat for more information.",
      10,
    );
  }
  return statResult;
}

export function statvfsResultType(): PyTypeObject | null {
  if (statvfsResult === null) {
    statvfsResult = PyStructSequence_NewType(
      "os.statvfs_result",
      "f_bsize,f_frsize,f_blocks,f_bfree,f_bavail,f_files,f_ffree,f_favail,f_flag,f_namemax,f_fsid",
      "statvfs_result: Result from statvfs or fstatvfs.\n\nThis object may be accessed either as a tuple of\n  (bsize, frsize, blocks, bfree, bavail, files, ffree, favail, flag, namemax),\nor via the attributes f_bsize, f_frsize, f_blocks, f_bfree, and so on.\n\nSee os.statvfs for more information.",
      10,
    );
  }
  return statvfsResult;
}

export function terminalSizeType(): PyTypeObject | null {
  if (terminalSize === null) {
    terminalSize = PyStructSequence_NewType(
      "os.terminal_size",
      "columns,lines",
      "A tuple of (columns, lines) for holding terminal window size",
    );
  }
  return terminalSize;
}

export function unameResultType(): PyTypeObject | null {
  if (unameResult === null) {
    unameResult = PyStructSequence_NewType(
      "posix.uname_result",
      "sysname,nodename,release,version,machine",
      "uname_result: Result from os.uname().\n\nThis object may be accessed either as a tuple of\n  (sysname, nodename, release, version, machine),\nor via the attributes sysname, nodename, release, version, and machine.\n\nSee os.uname for more information.",
    );
  }
  return unameResult;
}

export function timesResultType(): PyTypeObject | null {
  if (timesResult === null) {
    timesResult = PyStructSequence_NewType(
      "posix.times_result",
      "user,system,children_user,children_system,elapsed",
      "times_result: Result from os.times().\n\nThis object may be accessed either as a tuple of\n  (user, system, children_user, children_system, elapsed),\nor via the attributes user, system, children_user, children_system,\nand elapsed.\n\nSee os.times for more information.",
    );
  }
  return timesResult;
}

export function passwdType(): PyTypeObject | null {
  if (passwd === null) {
    passwd = PyStructSequence_NewType(
      "pwd.struct_passwd",
      "pw_name,pw_passwd,pw_uid,pw_gid,pw_gecos,pw_dir,pw_shell",
      "pwd.struct_passwd: Results from getpw*() routines.\n\nThis object may be accessed either as a tuple of\n  (pw_name,pw_passwd,pw_uid,pw_gid,pw_gecos,pw_dir,pw_shell)\nor via the object attributes as named in the above tuple.",
    );
  }
  return passwd;
}

/** The type that the host calls `name`: borrowed. */
export function structTypeOf(name: PyObject): PyTypeObject | null {
  if (PyUnicode_EqualToLiteral(name, "os.stat_result")) return statResultType();
  if (PyUnicode_EqualToLiteral(name, "os.statvfs_result")) return statvfsResultType();
  if (PyUnicode_EqualToLiteral(name, "os.terminal_size")) return terminalSizeType();
  if (PyUnicode_EqualToLiteral(name, "posix.uname_result")) return unameResultType();
  if (PyUnicode_EqualToLiteral(name, "posix.times_result")) return timesResultType();
  if (PyUnicode_EqualToLiteral(name, "pwd.struct_passwd")) return passwdType();
  PyErr_Format(PyExc_SystemError, "no struct sequence %U", changetype<usize>(name));
  return null;
}
