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
      "stat_result: what stat, fstat and lstat return.\n\nA tuple of\n  (mode, ino, dev, nlink, uid, gid, size, atime, mtime, ctime),\neach also an attribute: st_mode, st_ino and so on.\n\nWhat else the platform tells (st_blksize, st_blocks, st_rdev) is there as\nattributes only.",
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
      "statvfs_result: what statvfs and fstatvfs return.\n\nA tuple of\n  (bsize, frsize, blocks, bfree, bavail, files, ffree, favail, flag, namemax),\neach also an attribute: f_bsize, f_frsize and so on.",
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
      "The size of a terminal's window: columns, then lines",
    );
  }
  return terminalSize;
}

export function unameResultType(): PyTypeObject | null {
  if (unameResult === null) {
    unameResult = PyStructSequence_NewType(
      "posix.uname_result",
      "sysname,nodename,release,version,machine",
      "uname_result: what os.uname() returns.\n\nA tuple of\n  (sysname, nodename, release, version, machine),\neach also an attribute of that name.",
    );
  }
  return unameResult;
}

export function timesResultType(): PyTypeObject | null {
  if (timesResult === null) {
    timesResult = PyStructSequence_NewType(
      "posix.times_result",
      "user,system,children_user,children_system,elapsed",
      "times_result: what os.times() returns.\n\nA tuple of\n  (user, system, children_user, children_system, elapsed),\nin seconds, each also an attribute of that name.",
    );
  }
  return timesResult;
}

export function passwdType(): PyTypeObject | null {
  if (passwd === null) {
    passwd = PyStructSequence_NewType(
      "pwd.struct_passwd",
      "pw_name,pw_passwd,pw_uid,pw_gid,pw_gecos,pw_dir,pw_shell",
      "pwd.struct_passwd: an account, as the functions getpw*() return it.\n\nA tuple of\n  (pw_name,pw_passwd,pw_uid,pw_gid,pw_gecos,pw_dir,pw_shell),\neach also an attribute of that name.",
    );
  }
  return passwd;
}

let rusage: PyTypeObject | null = null;
let siginfo: PyTypeObject | null = null;
let waitidResult: PyTypeObject | null = null;
let group: PyTypeObject | null = null;

export function rusageType(): PyTypeObject | null {
  if (rusage === null) {
    rusage = PyStructSequence_NewType(
      "resource.struct_rusage",
      "ru_utime,ru_stime,ru_maxrss,ru_ixrss,ru_idrss,ru_isrss,ru_minflt,ru_majflt,ru_nswap,ru_inblock,ru_oublock,ru_msgsnd,ru_msgrcv,ru_nsignals,ru_nvcsw,ru_nivcsw",
      "struct_rusage: what getrusage returns.\n\nA tuple of\n    (utime,stime,maxrss,ixrss,idrss,isrss,minflt,majflt,\n    nswap,inblock,oublock,msgsnd,msgrcv,nsignals,nvcsw,nivcsw),\neach also an attribute with ru_ before it.",
    );
  }
  return rusage;
}

export function siginfoType(): PyTypeObject | null {
  if (siginfo === null) {
    siginfo = PyStructSequence_NewType(
      "signal.struct_siginfo",
      "si_signo,si_code,si_errno,si_pid,si_uid,si_status,si_band",
      "struct_siginfo: what sigwaitinfo and sigtimedwait return.\n\nA tuple of (si_signo,si_code,si_errno,si_pid,si_uid,si_status,si_band),\neach also an attribute of that name.",
    );
  }
  return siginfo;
}

export function waitidResultType(): PyTypeObject | null {
  if (waitidResult === null) {
    waitidResult = PyStructSequence_NewType(
      "posix.waitid_result",
      "si_pid,si_uid,si_signo,si_status,si_code",
      "waitid_result: what waitid returns.\n\nA tuple of\n  (si_pid, si_uid, si_signo, si_status, si_code),\neach also an attribute of that name.",
    );
  }
  return waitidResult;
}

let schedParam: PyTypeObject | null = null;

/** posix.sched_param; its constructor is posix_more.ts's. */
export function schedParamType(): PyTypeObject | null {
  if (schedParam === null) {
    schedParam = PyStructSequence_NewType(
      "posix.sched_param",
      "sched_priority",
      "sched_param(sched_priority)\n--\n\nWhat a scheduler is told; sched_priority is all there is\n\n  sched_priority\n    The priority.",
    );
  }
  return schedParam;
}

export function groupType(): PyTypeObject | null {
  if (group === null) {
    group = PyStructSequence_NewType(
      "grp.struct_group",
      "gr_name,gr_passwd,gr_gid,gr_mem",
      "grp.struct_group: a group, as the functions getgr*() return it.\n\nA tuple of\n  (gr_name,gr_passwd,gr_gid,gr_mem),\neach also an attribute of that name.",
    );
  }
  return group;
}

/** The type that the host calls `name`: borrowed. */
export function structTypeOf(name: PyObject): PyTypeObject | null {
  if (PyUnicode_EqualToLiteral(name, "os.stat_result")) return statResultType();
  if (PyUnicode_EqualToLiteral(name, "os.statvfs_result")) return statvfsResultType();
  if (PyUnicode_EqualToLiteral(name, "os.terminal_size")) return terminalSizeType();
  if (PyUnicode_EqualToLiteral(name, "posix.uname_result")) return unameResultType();
  if (PyUnicode_EqualToLiteral(name, "posix.times_result")) return timesResultType();
  if (PyUnicode_EqualToLiteral(name, "pwd.struct_passwd")) return passwdType();
  if (PyUnicode_EqualToLiteral(name, "resource.struct_rusage")) return rusageType();
  if (PyUnicode_EqualToLiteral(name, "signal.struct_siginfo")) return siginfoType();
  if (PyUnicode_EqualToLiteral(name, "posix.waitid_result")) return waitidResultType();
  if (PyUnicode_EqualToLiteral(name, "grp.struct_group")) return groupType();
  if (PyUnicode_EqualToLiteral(name, "posix.sched_param")) return schedParamType();
  PyErr_Format(PyExc_SystemError, "no struct sequence %U", changetype<usize>(name));
  return null;
}
