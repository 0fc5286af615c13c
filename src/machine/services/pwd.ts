/** The modules pwd and grp: /etc/passwd and /etc/group, or the one user that the system tells of. */
import type { FileHost, SystemHost } from "../files.js";
import { def, HostError, type HostModule, StructList, StructValue } from "../host_module.js";
import type { HostValue } from "../host_values.js";

/** The lines of a file of the system, cut at colons; undefined where it cannot be read. */
function tableOf(files: FileHost | null, path: string, columns: number): string[][] | undefined {
  try {
    const text = new TextDecoder().decode(files?.readFileSync(path) as Uint8Array);
    return text
      .split("\n")
      .map((line) => line.split(":"))
      .filter((parts) => parts.length >= columns);
  } catch {
    return undefined;
  }
}

function quoted(name: string): string {
  return name.includes("'") && !name.includes('"') ? `"${name}"` : `'${name.replaceAll("'", "\\'")}'`;
}

export function pwdModule(files: FileHost | null, system: SystemHost): HostModule {
  const type = "pwd.struct_passwd";
  const entries = (): HostValue[][] => {
    const user = system.userInfo();
    const lines = tableOf(files, "/etc/passwd", 7);
    if (lines === undefined) return [[user.name, "x", user.uid, user.gid, "", user.home, user.shell]];
    return lines.map((p) => [p[0]!, p[1]!, Number(p[2]), Number(p[3]), p[4]!, p[5]!, p[6]!]);
  };
  return {
    doc: "This module provides access to the Unix password database.\n\nAn entry is a tuple-like object with the attributes pw_name, pw_passwd, pw_uid,\npw_gid, pw_gecos, pw_dir and pw_shell.",
    structs: { struct_passwd: type },
    functions: {
      getpwnam: def("name: str, /", "Return the password database entry for the given user name.", (name: string) => {
        const found = entries().find((entry) => entry[0] === name);
        if (found === undefined) throw new HostError("KeyError", `getpwnam(): name not found: ${quoted(name)}`);
        return new StructValue(type, found);
      }),
      getpwuid: def(
        "uidobj: uid_or_key, /",
        "Return the password database entry for the given numeric user ID.",
        (uid: number | null) => {
          if (uid === null) throw new HostError("KeyError", "getpwuid(): uid not found");
          const found = entries().find((entry) => entry[2] === uid);
          if (found === undefined) throw new HostError("KeyError", `getpwuid(): uid not found: ${uid}`);
          return new StructValue(type, found);
        },
      ),
      getpwall: def(
        "",
        "Return a list of all available password database entries, in arbitrary order.",
        () => new StructList(type, entries()),
      ),
    },
  };
}

export function grpModule(files: FileHost | null, system: SystemHost): HostModule {
  const type = "grp.struct_group";
  const entries = (): HostValue[][] => {
    const user = system.userInfo();
    const lines = tableOf(files, "/etc/group", 4);
    if (lines === undefined) return [[user.name, "x", user.gid, [user.name]]];
    return lines.map((p) => [p[0]!, p[1]!, Number(p[2]), p[3] === "" ? [] : p[3]!.split(",")]);
  };
  return {
    doc: "Access to the Unix group database.\n\nAn entry is a tuple-like object with the attributes gr_name, gr_passwd, gr_gid and gr_mem.",
    structs: { struct_group: type },
    functions: {
      getgrgid: def("id: gid", "Return the group database entry for the given numeric group ID.", (gid: number) => {
        const found = entries().find((entry) => entry[2] === gid);
        if (found === undefined) throw new HostError("KeyError", `getgrgid(): gid not found: ${gid}`);
        return new StructValue(type, found);
      }),
      getgrnam: def("name: str", "Return the group database entry for the given group name.", (name: string) => {
        const found = entries().find((entry) => entry[0] === name);
        if (found === undefined) throw new HostError("KeyError", `getgrnam(): name not found: ${quoted(name)}`);
        return new StructValue(type, found);
      }),
      getgrall: def(
        "",
        "All groups that the system knows, in no order, as a list.",
        () => new StructList(type, entries()),
      ),
    },
  };
}
