/** Runs the built command line as a process of its own. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../dist/cli/krait.cjs", import.meta.url));

export interface Result {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function krait(
  args: readonly string[],
  options: { input?: string; env?: Record<string, string>; cwd?: string } = {},
): Result {
  const { input = "", env = {}, cwd } = options;
  const { PYTHONHASHSEED: _, PYTHONPATH: __, PYTHONDONTWRITEBYTECODE: ___, ...inherited } = process.env;
  const result = spawnSync(process.execPath, [main, ...args], {
    input,
    cwd,
    encoding: "utf8",
    env: { ...inherited, ...env },
  });
  return { status: result.status, stdout: result.stdout, stderr: result.stderr };
}

/** A folder with these files in it. */
export function folder(files: Record<string, string | Uint8Array> = {}): string {
  const dir = mkdtempSync(join(tmpdir(), "krait-"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(dir, name), content);
  return dir;
}
