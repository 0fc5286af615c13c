/**
 * Brings a clone to where its commands can run: installs when a dependency is missing or of another version, builds what is stale.
 * Plain JavaScript, since nothing is installed yet when it runs. Used by start.mjs, test.mjs, build.mjs.
 */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a command and ends this process with its status if it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: options.quiet ? ["ignore", "ignore", "inherit"] : "inherit",
    ...options,
  });
  if (result.error) {
    console.error(`krait: cannot run ${command}: ${result.error.message}`);
    process.exit(1);
  }
  if (result.status !== 0) process.exit(result.status ?? 1);
}

/** Newest change below the given files and folders, in ms; 0 if none is there. */
function newest(paths) {
  let time = 0;
  for (const path of paths) {
    const full = join(root, path);
    if (!existsSync(full)) continue;
    const stat = statSync(full);
    if (stat.isDirectory()) {
      const inside = readdirSync(full).filter((name) => !(path === "assembly" && name === "generated"));
      time = Math.max(time, newest(inside.map((name) => join(path, name))));
    } else time = Math.max(time, stat.mtimeMs);
  }
  return time;
}

function oldest(paths) {
  let time = Number.POSITIVE_INFINITY;
  for (const path of paths) {
    const full = join(root, path);
    if (!existsSync(full)) return 0;
    time = Math.min(time, statSync(full).mtimeMs);
  }
  return time;
}

/** True if each direct dependency is there in the version that package.json names. */
function installed() {
  const json = (path) => JSON.parse(readFileSync(join(root, path), "utf8"));
  const { dependencies, devDependencies } = json("package.json");
  return Object.entries({ ...dependencies, ...devDependencies }).every(([name, version]) => {
    const path = `node_modules/${name}/package.json`;
    return existsSync(join(root, path)) && json(path).version === version;
  });
}

function install() {
  const folder = join(root, "node_modules");
  // a link is a folder shared with another clone, and `npm ci` would empty it
  if (existsSync(folder) && lstatSync(folder).isSymbolicLink()) return;
  if (installed()) return;
  console.error("krait: installing packages");
  run(process.platform === "win32" ? "npm.cmd" : "npm", ["ci", "--no-audit", "--no-fund"], { quiet: true });
}

export function bin(name) {
  return join(root, "node_modules", ".bin", process.platform === "win32" ? `${name}.cmd` : name);
}

/** One build step: runs `make` if an output is older than an input. */
function step(name, inputs, outputs, make) {
  if (newest(inputs) <= oldest(outputs)) return;
  console.error(`krait: building ${name}`);
  make();
}

/**
 * Makes one CommonJS file of the command line's many ES modules; dist/cli/krait.cjs (src/cli/loader.cjs) loads it, which takes a start 40 ms less
 * (docs/image.md). dist/cli/main.js does the same from the single modules, fresh after every `tsc`.
 */
function bundle() {
  const folder = join(root, "dist/cli");
  const options = [
    "--bundle",
    "--format=cjs",
    "--platform=node",
    "--target=node20",
    "--packages=external",
    "--charset=ascii",
  ];
  run(bin("esbuild"), [
    "dist/cli/main.js",
    ...options,
    "--define:import.meta.url=importMetaUrl",
    '--banner:js=const importMetaUrl = require("node:url").pathToFileURL(__filename).href;',
    "--outfile=dist/cli/bundle.cjs",
    "--log-level=warning",
  ]);
  copyFileSync(join(root, "src/cli/loader.cjs"), join(folder, "krait.cjs"));
  rmSync(join(folder, "bundle.cache"), { force: true });
}

/** What the lab's HTML reports carry: the plotting library with its licence, and our own style and script. */
function report() {
  const folder = join(root, "dist/lab/report");
  mkdirSync(folder, { recursive: true });
  for (const file of ["style.css", "client.js"]) copyFileSync(join(root, "src/lab/report", file), join(folder, file));
  const library = join(root, "node_modules/uplot");
  for (const [from, to] of [
    ["dist/uPlot.iife.min.js", "uplot.js"],
    ["dist/uPlot.min.css", "uplot.css"],
    ["LICENSE", "uplot-license.txt"],
  ]) {
    copyFileSync(join(library, from), join(folder, to));
  }
}

/** What sys.executable names: starts the command line with the node beside it on the path. */
function launcher() {
  const path = join(root, "dist/cli/krait");
  // a link to it elsewhere is followed
  const lines = [
    "#!/bin/sh",
    "here=${0%/*}",
    '[ -f "$here/krait.cjs" ] || { here=$(readlink -f "$0"); here=${here%/*}; }',
    'exec node "$here/krait.cjs" "$@"',
  ];
  writeFileSync(path, `${lines.join("\n")}\n`);
  for (const file of [path, join(root, "dist/cli/krait.cjs")]) chmodSync(file, 0o755);
}

const ASSEMBLY = [
  "assembly",
  "asconfig.json",
  "asconfig.instrumented.json",
  "asc-inline.mjs",
  "asc-uncounted.mjs",
  "asc-hints.mjs",
  "src/bytecode",
  "scripts/generate.ts",
  "scripts/generate",
  "scripts/data",
];

function wasm(target) {
  step(`the machine (${target})`, ASSEMBLY, [`dist/krait.${target}.wasm`], () => {
    run(bin("tsx"), ["scripts/generate.ts"], { quiet: true });
    // the instrumented build has a second entry file
    const config = target === "instrumented" ? "asconfig.instrumented.json" : "asconfig.json";
    run(bin("asc"), ["--config", config, "--target", target, "--disableWarning"], { quiet: false });
  });
}

/** Installs and builds; `targets` are the builds of the machine that are needed. */
export function setup(targets = ["release"]) {
  install();
  step("the compiler and tools", ["src", "tsconfig.json"], ["dist/index.js", "dist/.tsc"], () => {
    rmSync(join(root, "dist/cli"), { recursive: true, force: true });
    run(bin("tsc"), ["-p", "tsconfig.json"]);
    cpSync(join(root, "src/lab/workloads"), join(root, "dist/lab/workloads"), { recursive: true });
    report();
    bundle();
    launcher();
    run(process.execPath, ["scripts/browser.mjs"]);
    run(process.execPath, ["-e", "require('fs').writeFileSync('dist/.tsc','')"]);
  });
  for (const target of targets) wasm(target);
  step(
    "the standard library",
    ["dist/bytecode", "dist/compiler", "scripts/pack-stdlib.mjs", "lib", "node_modules/pyodide/package.json"],
    ["dist/stdlib.pack", "dist/python_stdlib.zip"],
    () => run(process.execPath, ["scripts/pack-stdlib.mjs"]),
  );
  step(
    "the East Asian codecs",
    ["scripts/multibyte.mjs", "node_modules/pyodide/package.json"],
    ["dist/multibyte.pack"],
    () => run(process.execPath, ["scripts/multibyte.mjs"]),
  );
  if (targets.includes("release")) {
    step(
      "the start-up image",
      ["dist/krait.release.wasm", "dist/stdlib.pack", "dist/machine", "scripts/make-image.mjs"],
      ["dist/krait.release.image"],
      () => run(process.execPath, ["scripts/make-image.mjs"]),
    );
    // a run leaves it behind: of the functions that a small program makes the command line use
    step("the command line's code cache", ["dist/cli/bundle.cjs"], ["dist/cli/bundle.cache"], () =>
      run(process.execPath, [
        "dist/cli/krait.cjs",
        "-c",
        "class A:\n  def f(self, *a, k=1): return [i for i in a if i > k]\nA().f(1, 2)",
      ]),
    );
  }
}
