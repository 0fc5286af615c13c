/**
 * The sessions of examples/programs: NAME.session holds command lines ("$ krait NAME.py ..."), each followed by what it prints.
 * `node scripts/oracle/programs.mjs [FILE.session ...]` runs the command lines with CPython 3.13 and writes its answers; tests/programs compares
 * krait's with them.
 *
 * After the standard output come, where they are, a line "[stderr]" with what was written there, and "[status N]". In a command line $TMP is a
 * folder of the session's own, and "< FILE" gives the standard input.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { nativePython } from "./native.mjs";

export const programsFolder = fileURLToPath(new URL("../../examples/programs", import.meta.url));
const PROMPT = "$ krait ";

/** The session files, sorted. */
export function sessions() {
  const names = readdirSync(programsFolder).filter((name) => name.endsWith(".session"));
  return names.sort().map((name) => join(programsFolder, name));
}

/** The command lines of a session. */
export function commandsOf(file) {
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => line.startsWith(PROMPT)).map((line) => line.slice(PROMPT.length));
}

/** Words as a shell reads them: blanks part, quotes join. */
export function wordsOf(command) {
  const words = command.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? [];
  return words.map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double));
}

/** How the native oracle answers one command line: (words, env, input) -> { status, stdout, stderr }. Two at a time. */
export function nativeCalls(python) {
  let free = 2;
  const waiting = [];
  const start = (words, env, input) =>
    new Promise((done, fail) => {
      const child = spawn(python.command, words, {
        cwd: programsFolder,
        env: { ...python.env, ...env },
        stdio: ["pipe", "pipe", "pipe"],
      });
      const text = { stdout: "", stderr: "" };
      for (const name of ["stdout", "stderr"])
        child[name].setEncoding("utf8").on("data", (data) => (text[name] += data));
      child.on("error", fail);
      child.on("close", (status) => done({ status, ...text }));
      child.stdin.on("error", () => {}); // it may end without reading
      child.stdin.end(input);
    });
  return async (words, env, input) => {
    if (free === 0) await new Promise((done) => waiting.push(done));
    else free--;
    try {
      return await start(words, env, input);
    } finally {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    }
  };
}

/** A session as `call` answers its command lines, one after the other. */
export async function playSession(file, call) {
  const folder = mkdtempSync(join(tmpdir(), "krait-session-"));
  const env = { COLUMNS: "80", PYTHONHASHSEED: "0", PYTHONUTF8: "1" };
  let session = "";
  try {
    for (const command of commandsOf(file)) {
      const words = wordsOf(command).map((word) => word.replaceAll("$TMP", folder));
      const from = words.indexOf("<");
      const [args, input] =
        from < 0
          ? [words, Buffer.alloc(0)]
          : [words.slice(0, from), readFileSync(join(programsFolder, words[from + 1]))];
      const { status, stdout, stderr } = await call(args, env, input);
      const ended = stdout === "" || stdout.endsWith("\n") ? stdout : `${stdout}[no newline]\n`;
      const answer = `${ended}${stderr === "" ? "" : `[stderr]\n${stderr}`}${status === 0 ? "" : `[status ${status}]\n`}`;
      session += `${PROMPT}${command}\n${answer.replaceAll(folder, "$TMP")}`;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return session;
}

async function main(files) {
  const python = nativePython();
  if (python === null) throw new Error("no CPython 3.13 here: install one, or name it in PYTHON");
  const call = nativeCalls(python);
  for (const file of files) {
    writeFileSync(file, await playSession(file, call));
    console.log(`${basename(file)}: ${commandsOf(file).length} command lines`);
  }
}

if (argv[1] === fileURLToPath(import.meta.url))
  await main(argv.length > 2 ? argv.slice(2).map((file) => resolve(file)) : sessions());
