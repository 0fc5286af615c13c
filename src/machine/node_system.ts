/** The process that runs the CLI, as a SystemHost. */
import { childProcess, isTerminal, os } from "./builtin.js";
import type { SystemHost } from "./files.js";
import { nodeLibc } from "./libc.js";

export function nodeSystem(): SystemHost {
  return {
    env: process.env,
    cwd: () => process.cwd(),
    chdir: (path) => process.chdir(path),
    pid: process.pid,
    libc: nodeLibc,
    ppid: process.ppid,
    umask: (mask) => process.umask(mask),
    isatty: isTerminal,
    terminalSize(fd) {
      if (!isTerminal(fd)) return null;
      const stream = fd === 2 ? process.stderr : process.stdout;
      return [stream.columns ?? 80, stream.rows ?? 24];
    },
    kill: (pid, signal) => {
      process.kill(pid, signal);
    },
    system(command) {
      const done = childProcess().spawnSync(command, { shell: true, stdio: "inherit" });
      return done.signal === null ? (done.status ?? 127) << 8 : os().constants.signals[done.signal];
    },
    cpuCount: () => os().cpus().length,
    uname() {
      const { type, hostname, release, version, machine } = os();
      return [type(), hostname(), release(), version(), machine()];
    },
    loadAverage: () => os().loadavg(),
    ids: () => ({
      uid: process.getuid?.() ?? 0,
      gid: process.getgid?.() ?? 0,
      euid: process.geteuid?.() ?? 0,
      egid: process.getegid?.() ?? 0,
    }),
    userInfo() {
      const user = os().userInfo();
      return { name: user.username, uid: user.uid, gid: user.gid, home: user.homedir, shell: user.shell ?? "" };
    },
  };
}
