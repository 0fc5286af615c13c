/** The package as npm packs it, in an empty folder: what it holds, its command, its API in JavaScript and TypeScript. Offline, and without koffi. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const dir = mkdtempSync(join(tmpdir(), "krait-package-"));
const home = join(dir, "node_modules", "krait");
let packed: { files: { path: string }[]; size: number };

beforeAll(() => {
  const options = { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] } as const;
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  [packed] = JSON.parse(execFileSync(npm, ["pack", "--json", "--ignore-scripts", "--pack-destination", dir], options));
  mkdirSync(home, { recursive: true });
  execFileSync("tar", ["-xzf", join(dir, "krait-0.1.0.tgz"), "-C", home, "--strip-components=1"]);
  mkdirSync(join(dir, "node_modules", "@types"));
  for (const name of ["commander", "fflate", "@types/node", "undici-types"])
    symlinkSync(join(root, "node_modules", name), join(dir, "node_modules", name));
}, 120_000);

afterAll(() => rmSync(dir, { recursive: true, force: true }));

function run(args: readonly string[], input = "") {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: dir, input, encoding: "utf8" });
  return { status, stdout, stderr };
}

test("it holds what it needs and no sources, tests or second copies", () => {
  const paths = packed.files.map((file) => file.path);
  expect(paths).toEqual(
    expect.arrayContaining([
      "README.md",
      "package.json",
      "dist/index.js",
      "dist/index.d.ts",
      "dist/krait.release.wasm",
    ]),
  );
  expect(paths.filter((path) => !/^(dist\/|README\.md$|package\.json$|LICENSE)/.test(path))).toEqual([]);
  expect(paths.filter((path) => /\.test\.|stress|\.map$/.test(path))).toEqual([]);
  expect(packed.size).toBeLessThan(13e6);
});

test("its command runs programs", () => {
  const { bin } = JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as { bin: { krait: string } };
  const command = join(home, bin.krait);
  writeFileSync(
    join(dir, "program.py"),
    "import sys, json\nprint(json.dumps(sys.argv[1:]), __file__.endswith('program.py'))\nsys.exit(4)\n",
  );
  expect(run([command, "program.py", "a", "-b"])).toEqual({ status: 4, stdout: '["a", "-b"] True\n', stderr: "" });
  expect(run([command, "-c", "import re, dataclasses; print(1)"])).toEqual({ status: 0, stdout: "1\n", stderr: "" });
  expect(run([command], "print(6 * 7)").stdout).toBe("42\n");
  expect(run([command, "-V"]).stdout).toMatch(/^Python 3\.13\.\d+ \(krait 0\.1\.0\)/);
  expect(run([command, "dis", "-c", "pass"]).stdout).toContain("RETURN_CONST");
});

test("it can be imported from JavaScript", () => {
  writeFileSync(
    join(dir, "use.mjs"),
    `import { Machine, PythonError } from "krait";
const machine = new Machine({ stdout: (data) => process.stdout.write(data) });
machine.exec("print(6 * 7)");
console.log(machine.invoke("math:hypot", [3, 4]));
try { machine.evaluate("1/0"); } catch (error) { console.log(error instanceof PythonError, error.type); }
machine.finish();
`,
  );
  expect(run(["use.mjs"])).toEqual({ status: 0, stdout: "42\n5\ntrue ZeroDivisionError\n", stderr: "" });
});

test("its types hold under tsc --strict", { timeout: 120_000 }, () => {
  writeFileSync(join(dir, "package.json"), '{"type": "module"}');
  writeFileSync(
    join(dir, "use.ts"),
    `import { Machine, type MachineOptions, MemoryFiles, type PlainValue, PythonError, VirtualClock } from "krait";
const options: MachineOptions = { files: new MemoryFiles({ "/a.py": "" }), clock: new VirtualClock(), timeLimit: 1, stdin: () => null };
const machine: Machine = new Machine(options);
const value: PlainValue = machine.invoke("len", [[1, { a: 2n }]], { key: null });
try { machine.exec("x = 1"); } catch (error) { if (error instanceof PythonError) { const status: number | null = error.exitStatus; void status; } }
void value;
// @ts-expect-error a function is no plain data
machine.invoke("len", [() => 1]);
// @ts-expect-error there is no such option
new Machine({ nonsense: 1 });
`,
  );
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const flags = ["--strict", "--noEmit", "--module", "nodenext", "--target", "es2022", "--types", "node"];
  expect(run([tsc, ...flags, "use.ts"])).toEqual({ status: 0, stdout: "", stderr: "" });
});
