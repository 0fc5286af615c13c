/** Timing of whole processes and of programs inside them: repeated, interleaved, by their medians. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** The native python3.13 of this machine: command and environment; null where there is none. */
export function nativePython(): { command: string; env: NodeJS.ProcessEnv } | null {
  const env = { ...process.env, PYTHONHASHSEED: "0", PYENV_VERSION: process.env.PYENV_VERSION ?? "3.13.0" };
  const found = spawnSync("python3.13", ["-c", "import sys; print(sys.version_info[:2])"], { env, encoding: "utf8" });
  return found.status === 0 && found.stdout.includes("(3, 13)") ? { command: "python3.13", env } : null;
}

/** Wall time of a process in ms; throws with its output if it fails. */
export function wall(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): number {
  const from = performance.now();
  const result = spawnSync(command, args, { env, encoding: "utf8" });
  const time = performance.now() - from;
  if (result.status !== 0)
    throw new Error(`${command} ${args.join(" ")} failed: ${result.stderr || result.error?.message}`);
  return time;
}

/** What a process prints. */
export function output(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): string {
  const result = spawnSync(command, args, { env, encoding: "utf8" });
  if (result.status !== 0)
    throw new Error(`${command} ${args.join(" ")} failed: ${result.stderr || result.error?.message}`);
  return result.stdout;
}

export function requireFile(path: string): string {
  if (!existsSync(path)) throw new Error(`${path} is missing`);
  return path;
}
