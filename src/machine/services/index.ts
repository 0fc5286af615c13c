/** Which native modules the host provides. Each is made when it is first imported. */
import { astModule } from "../ast_host.js";
import { ERRNO, ERRNO_ALIASES } from "../errno_table.js";
import type { FileHost, SystemHost } from "../files.js";
import { type HostModule, HostModules } from "../host_module.js";
import type { HostValue } from "../host_values.js";
import { type PosixStreams, posixModule } from "./posix.js";
import { binasciiModule } from "./binascii.js";
import { pwdModule } from "./pwd.js";
import { faulthandlerModule, localeModule, opcodeModule, tracemallocModule } from "./small.js";

function errnoModule(): HostModule {
  const constants: Record<string, HostValue> = {};
  const errorcode = new Map<HostValue, HostValue>();
  for (const [name, [number]] of Object.entries(ERRNO)) {
    constants[name] = number;
    errorcode.set(number, name);
  }
  return {
    doc: "This module makes available standard errno system symbols.\n\nThe value of each symbol is the corresponding integer value,\ne.g., on most systems, errno.ENOENT equals the integer 2.\n\nThe dictionary errno.errorcode maps numeric codes to symbol names,\ne.g., errno.errorcode[2] could be the string 'ENOENT'.\n\nSymbols that are not relevant to the underlying system are not defined.\n\nTo map error codes to error messages, use the function os.strerror(),\ne.g. os.strerror(2) could return 'No such file or directory'.",
    functions: {},
    constants: { ...constants, ...ERRNO_ALIASES, errorcode },
  };
}

export function hostModules(files: FileHost | null, system: SystemHost | null, streams: PosixStreams): HostModules {
  return new HostModules({
    posix: () => posixModule(files, system, streams),
    errno: errnoModule,
    binascii: binasciiModule,
    _ast: astModule,
    _locale: localeModule,
    _opcode: opcodeModule,
    _tracemalloc: tracemallocModule,
    faulthandler: faulthandlerModule,
    pwd: () => (system === null ? null : pwdModule(files, system)),
  });
}
