/**
 * When a start may leave out site.main(). The boot, or the image of it, has run it once for an empty world: no PYTHONPATH, no user's folder, no
 * virtual environment. Where the program's world is as empty, running it again would find nothing, and take 20 ms.
 */
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import type { FileHost } from "./files.js";
import type { MachineOptions } from "./machine.js";

/** site.USER_BASE and site.USER_SITE, whether the latter counts (site.ENABLE_USER_SITE), and whether it is there, so that sys.path has it. */
export type UserSite = readonly [base: string, packages: string, enabled: boolean, exists: boolean];

/** Whether site would do more with a folder of packages than put it on sys.path. */
function hasMoreThanPackages(files: FileHost, folder: string): boolean {
  return ((files.readdirSync?.(folder) ?? []) as string[]).some(
    (name) => name.endsWith(".pth") || name.startsWith("sitecustomize") || name.startsWith("usercustomize"),
  );
}

/** The user's folders; undefined if site.main() has to run: there is something for it to find. */
export function shortSite(options: MachineOptions): UserSite | undefined {
  if ((options.path ?? []).length > 0 || options.flags?.verbose) return undefined;
  const { system, files } = options;
  const enabled = options.flags?.noUserSite !== true;
  if (system === undefined) return ["~/.local", "~/.local/lib/python3.13/site-packages", enabled, false];
  const executable = system.executable ?? "";
  if (executable !== "") {
    const folder = dirname(executable);
    for (const at of [folder, dirname(folder)]) if (existsSync(`${at}/pyvenv.cfg`)) return undefined;
  }
  const { HOME: home, PYTHONUSERBASE: base } = system.env;
  const { uid, gid, euid, egid } = system.ids();
  if (uid !== euid || gid !== egid || home === undefined || home === "" || (base ?? "") !== "") return undefined;
  const userBase = `${home.replace(/\/+$/, "")}/.local`;
  const packages = `${userBase}/lib/python3.13/site-packages`;
  const exists = enabled && files?.existsSync(packages) === true;
  if (exists && hasMoreThanPackages(files, packages)) return undefined;
  return [userBase, packages, enabled, exists];
}
