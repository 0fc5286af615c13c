/**
 * Sessions: NAME.session holds command lines ("$ krait NAME.py ..."), each followed by what it prints, run in the session's own folder.
 * `node scripts/oracle/programs.mjs [FILE.session ...]` runs the command lines with CPython 3.13 and writes its answers; tests/programs compares
 * krait's with them for examples/programs, tests/cli/modules.test.ts for the library's modules.
 *
 * After the standard output come, where they are, a line "[stderr]" with what was written there, and "[status N]". In a command line $TMP is a
 * folder of the session's own, and "< FILE" gives the standard input; in an answer $HERE is the folder of the session file.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
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

/** What differs from run to run or from one installation to another: addresses, times, places. */
function normalized(text) {
  return text
    .replace(/\b0x[0-9a-f]{6,}/g, "0xADDRESS")
    .replace(/[^\s"'=]*\/lib\/python3\.13\//g, "LIB/")
    .replace(/(LIB\/[\w/.]+\.py(?:\(|", line ))\d+/g, "$1LINE")
    .replace(/^\S*\/(?:python3(?:\.\d+)?|krait): /gm, "python: ")
    .replace(/\bin \d+\.\d{3}s$/gm, "in TIME")
    .replace(/\bin \d+\.\d{3} seconds$/gm, "in TIME")
    .replace(/^( +\d+(?:\/\d+)?)(?: +\d+\.\d{3}){4} /gm, "$1 TIMES ")
    .replace(/[\d.]+ [num]?sec\b/g, "TIME");
}

/** How a program answers one command line: (words, env, input, folder) -> { status, stdout, stderr }. Two at a time. */
export function callsOf(program) {
  let free = 2;
  const waiting = [];
  const start = (words, env, input, folder) =>
    new Promise((done, fail) => {
      const child = spawn(program.command, [...(program.before ?? []), ...words], {
        cwd: folder,
        env: { ...program.env, ...env },
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
  return async (words, env, input, folder) => {
    if (free === 0) await new Promise((done) => waiting.push(done));
    else free--;
    try {
      return await start(words, env, input, folder);
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
          : [words.slice(0, from), readFileSync(join(dirname(file), words[from + 1]))];
      const { status, stdout, stderr } = await call(args, env, input, dirname(file));
      const ended = stdout === "" || stdout.endsWith("\n") ? stdout : `${stdout}[no newline]\n`;
      const answer = `${ended}${stderr === "" ? "" : `[stderr]\n${stderr}`}${status === 0 ? "" : `[status ${status}]\n`}`;
      session += `${PROMPT}${command}\n${normalized(answer.replaceAll(folder, "$TMP").replaceAll(dirname(file), "$HERE"))}`;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return session;
}

async function main(files) {
  const python = nativePython();
  if (python === null) throw new Error("no CPython 3.13 here: install one, or name it in PYTHON");
  const call = callsOf(python);
  for (const file of files) {
    writeFileSync(file, await playSession(file, call));
    console.log(`${basename(file)}: ${commandsOf(file).length} command lines`);
  }
}

if (argv[1] === fileURLToPath(import.meta.url))
  await main(argv.length > 2 ? argv.slice(2).map((file) => resolve(file)) : sessions());
