/** Which native modules the host provides. Each is made when it is first imported. */
import { astModule } from "../ast_host.js";
import { ERRNO, ERRNO_ALIASES } from "../errno_table.js";
import type { SystemHost } from "../files.js";
import { fn, type HostFunction, type HostModule, HostModules, type HostResult, osError } from "../host_module.js";
import type { HostValue } from "../host_values.js";
import type { Libc } from "../libc.js";
import type { LibraryDescriptors, LibraryFiles } from "../library_files.js";
import type { Loopback } from "../loopback.js";
import { binasciiModule } from "./binascii.js";
import { type CallsHost, callsModule } from "./calls.js";
import { compilerPhasesModule } from "./compiler_phases.js";
import { type Posix, posixModule } from "./posix.js";
import { Processes } from "./processes.js";
import { grpModule, pwdModule } from "./pwd.js";
import { signalModule } from "./signal.js";
import { localeModule, opcodeModule } from "./small.js";
import { socketModule } from "./socket.js";
import { fcntlModule, resourceModule, selectModule } from "./unix.js";

const EACCES = 13;

function errnoModule(): HostModule {
  const constants: Record<string, HostValue> = {};
  const errorcode = new Map<HostValue, HostValue>();
  for (const [name, [number]] of Object.entries(ERRNO)) {
    constants[name] = number;
    errorcode.set(number, name);
  }
  return {
    doc: "The numbers of the system's errors, by their C names: errno.ENOENT is 2 on\nmost systems.\n\nerrno.errorcode has the names by number; os.strerror() gives a number's text.\nWhat the system does not know has no name here.",
    functions: {},
    constants: { ...constants, ...ERRNO_ALIASES, errorcode },
  };
}

/** What subprocess calls. Without a C library programs may import it, and are refused a child. */
function posixSubprocess(libc: Libc | null, system: SystemHost | null): HostModule {
  const processes = libc === null || system === null ? null : new Processes(libc, system);
  return {
    doc: "A POSIX helper for the subprocess module.",
    functions: {
      _fork_exec: fn("args", (args: HostValue[]) => {
        if (processes === null) throw osError(EACCES);
        return processes.forkExec(args);
      }),
    },
  };
}

type OwnCalls = Record<string, (fd: number, ...args: any[]) => HostResult>;

/** Functions of posix that answer for descriptors of krait's own, of which the system knows nothing. */
function answering(functions: Record<string, HostFunction>, has: (fd: unknown) => boolean, own: OwnCalls): void {
  for (const [name, call] of Object.entries(own)) {
    const other = functions[name];
    if (other === undefined) continue;
    functions[name] = { ...other, call: (fd, ...args) => (has(fd) ? call(fd, ...args) : other.call(fd, ...args)) };
  }
}

/** posix, with the descriptors of the library's files (library_files.ts) and of the machine's own sockets (loopback.ts). */
function withOwnDescriptors(module: HostModule, library: LibraryDescriptors, sockets: Loopback | null): HostModule {
  const same: OwnCalls = {
    isatty: () => false,
    get_inheritable: () => false,
    set_inheritable: () => null,
  };
  const functions: Record<string, HostFunction> = { ...module.functions };
  answering(functions, library.has, {
    ...same,
    read: (fd, size) => library.read(fd, size),
    lseek: (fd, offset, whence) => library.seek(fd, offset, whence),
    close: (fd) => library.close(fd),
    get_blocking: () => true,
  });
  if (sockets !== null) answering(functions, (fd) => sockets.has(fd), { ...same, ...sockets.descriptorCalls() });
  // the environment is set when the boot is over (configure in lifecycle.ts): an image must not carry its maker's. site asks for HOME
  const environ = new Map<HostValue, HostValue>([[new TextEncoder().encode("HOME"), new TextEncoder().encode("/")]]);
  return { ...module, functions, constants: { ...module.constants, environ } };
}

export function hostModules(
  { files, descriptors }: LibraryFiles,
  system: SystemHost | null,
  posix: Posix,
  calls: CallsHost,
  sockets: Loopback | null,
): HostModules {
  const libc = system?.libc?.() ?? null;
  const waiting = libc ?? sockets;
  const withWaiting = (make: (libc: Libc) => HostModule) => () => (waiting === null ? null : make(waiting));
  const withLibc = (make: (libc: Libc, system: SystemHost) => HostModule) => () =>
    libc === null || system === null ? null : make(libc, system);
  return new HostModules({
    posix: () => withOwnDescriptors(posixModule(posix, system), descriptors, sockets),
    _signal: withLibc((c, { pid }) => signalModule(c, pid)),
    _select: withWaiting(selectModule),
    _socketcalls: withWaiting(socketModule),
    _fcntl: withLibc(fcntlModule),
    resource: withLibc(resourceModule),
    _posixsubprocess: () => posixSubprocess(libc, system),
    errno: errnoModule,
    binascii: binasciiModule,
    _ast: astModule,
    _krait_api: () => callsModule(calls),
    _krait_compiler: compilerPhasesModule,
    _locale: localeModule,
    _opcode: () => opcodeModule(() => calls.specialisationStats()),
    grp: () => (system === null ? null : grpModule(files, system)),
    pwd: () => (system === null ? null : pwdModule(files, system)),
  });
}
