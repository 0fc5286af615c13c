/** The module pwd: /etc/passwd, or the one user that the system tells of. */
import type { FileHost, SystemHost } from "../files.js";
import { HostError, type HostModule, StructValue, fn } from "../host_module.js";
import type { HostValue } from "../host_values.js";

export function pwdModule(files: FileHost | null, system: SystemHost): HostModule {
  const entries = (): HostValue[][] => {
    try {
      const text = new TextDecoder().decode(files?.readFileSync("/etc/passwd"));
      return text
        .split("\n")
        .map((line) => line.split(":"))
        .filter((parts) => parts.length >= 7)
        .map((p) => [p[0]!, p[1]!, Number(p[2]), Number(p[3]), p[4]!, p[5]!, p[6]!]);
    } catch {
      const user = system.userInfo();
      return [[user.name, "x", user.uid, user.gid, "", user.home, user.shell]];
    }
  };
  return {
    doc: "This module provides access to the Unix password database.",
    functions: {
      getpwnam: fn("name,/", (name: string) => {
        const found = entries().find((entry) => entry[0] === name);
        if (found === undefined) throw new HostError("KeyError", `getpwnam(): name not found: '${name}'`);
        return new StructValue("pwd.struct_passwd", found);
      }),
      getpwuid: fn("uid,/", (uid: number) => {
        const found = entries().find((entry) => entry[2] === uid);
        if (found === undefined) throw new HostError("KeyError", `getpwuid(): uid not found: ${uid}`);
        return new StructValue("pwd.struct_passwd", found);
      }),
    },
  };
}
