/**
 * Imports every module of the standard library's zip, all in one process, and prints which fail and why.
 *
 *   tsx scripts/oracle/import-all.ts [--only PREFIX] [--list]
 *
 * A failure counts as "as CPython" if the same import fails with the same kind of error there (native python3.13, if it is installed).
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { unzipSync } from "fflate";

const root = fileURLToPath(new URL("../../", import.meta.url));
const cli = `${root}dist/cli/krait.cjs`;

/** Module names of the zip. */
function moduleNames(): string[] {
  const names = new Set<string>();
  unzipSync(readFileSync(`${root}dist/python_stdlib.zip`), {
    filter: ({ name }) => {
      if (name.endsWith(".py"))
        names.add(
          name
            .slice(0, -3)
            .replaceAll("/", ".")
            .replace(/\.__init__$/, ""),
        );
      return false;
    },
  });
  return [...names].sort();
}

/** Imports the names of its arguments one after the other; a line on stdout for each. */
const PROGRAM = `
import sys
import importlib
for name in sys.argv[1:]:
    sys.stderr.write("begin " + name + "\\n")
    try:
        importlib.import_module(name)
    except BaseException as e:
        sys.stderr.write("fail " + type(e).__name__ + ": " + str(e).replace("\\n", " ") + "\\n")
    else:
        sys.stderr.write("good\\n")
`;

/** Name -> "" or what went wrong. A module that ends the process is noted, and the rest goes on in a new one. */
function importAll(
  command: string,
  first: readonly string[],
  names: readonly string[],
  env: NodeJS.ProcessEnv,
): Map<string, string> {
  const outcomes = new Map<string, string>();
  let rest = [...names];
  while (rest.length > 0) {
    const ended = spawnSync(command, [...first, "-c", PROGRAM, ...rest], { timeout: 300_000, env, encoding: "utf8" });
    let current = "";
    let last = "";
    for (const line of ended.stderr.split("\n")) {
      if (line.startsWith("begin ")) current = line.slice(6);
      else if (line === "good" || line.startsWith("fail ")) {
        outcomes.set(current, line === "good" ? "" : line.slice(5));
        current = "";
      } else if (line.trim() !== "" && !line.startsWith("krait: this is a fault")) last = line;
    }
    if (current === "" && rest.some((name) => outcomes.has(name))) {
      rest = rest.filter((name) => !outcomes.has(name));
      if (rest.length > 0) outcomes.set(rest.shift()!, `the process ended: ${last}`);
      continue;
    }
    outcomes.set(current === "" ? rest[0]! : current, `the process ended: ${last}`);
    rest = rest.filter((name) => !outcomes.has(name));
  }
  return outcomes;
}

function main(args: readonly string[]): number {
  const option = (name: string) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
  const prefix = option("--only") ?? "";
  const skipped = ["antigravity", "this", "idlelib"];
  const names = moduleNames().filter(
    (name) => name.startsWith(prefix) && !skipped.includes(name) && !name.endsWith("__main__"),
  );
  const outcomes = importAll(process.execPath, [cli], names, process.env);
  const failed = [...outcomes].filter(([, error]) => error !== "");
  const native = importAll(
    "python3.13",
    [],
    failed.map(([name]) => name),
    { ...process.env, PYENV_VERSION: "3.13.0" },
  );
  const reasons = new Map<string, string[]>();
  let same = 0;
  for (const [name, error] of failed) {
    if (native.get(name)?.split(":")[0] === error.split(":")[0]) same++;
    else reasons.set(error, [...(reasons.get(error) ?? []), name]);
  }
  for (const [error, modules] of [...reasons].sort((a, b) => b[1].length - a[1].length)) {
    const shown = args.includes("--list") ? modules : modules.slice(0, 6);
    console.log(
      `${String(modules.length).padStart(4)}  ${error}   [${shown.join(" ")}${shown.length < modules.length ? " ..." : ""}]`,
    );
  }
  const bad = failed.length - same;
  console.log(`${names.length - failed.length} of ${names.length} import, ${same} fail as in CPython, ${bad} fail`);
  return bad === 0 ? 0 : 1;
}

process.exitCode = main(process.argv.slice(2));
