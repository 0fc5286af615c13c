/** The native oracle: a CPython 3.13 on this machine, if there is one. PYTHON names another command. */
import { spawnSync } from "node:child_process";

const env = {
  ...process.env,
  PYENV_VERSION: process.env.PYENV_VERSION ?? "3.13.0",
  PYTHONHASHSEED: "0",
  PYTHONDONTWRITEBYTECODE: "1",
};
// colours and the user's own settings would show in tracebacks
for (const name of ["PYTHONPATH", "PYTHONSTARTUP", "PYTHONOPTIMIZE", "FORCE_COLOR"]) delete env[name];
env.NO_COLOR = "1";
// without it `-m` and scripts print the same, but text encodings follow the locale
env.PYTHONUTF8 = "1";

/** { command, env }, or null with no CPython 3.13 here. */
export function nativePython() {
  for (const command of [process.env.PYTHON, "python3.13", "python3"]) {
    if (command === undefined) continue;
    const result = spawnSync(command, ["-c", "import sys; print(sys.implementation.name, *sys.version_info[:2])"], {
      env,
      encoding: "utf8",
    });
    if (result.status === 0 && result.stdout.trim() === "cpython 3 13") return { command, env };
  }
  return null;
}
