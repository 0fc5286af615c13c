/**
 * Calls every native callable of CPython's native modules with wrong counts and types of arguments under krait's debug build, and looks for what must
 * not be: the end of the process, JavaScript errors, SystemError, calls that do not return. With --compare the kinds of exceptions are compared with
 * native CPython's.
 *
 *   npm run fuzz-calls -- [--seed N] [--rounds N] [--build debug|release|stress] [--compare] [MODULE...]
 */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Command, Option } from "commander";
import { nativePython } from "./native.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const PROGRAM = `${root}scripts/oracle/fuzz_calls.py`;

const MODULES =
  `builtins _abc _ast _asyncio _bisect _blake2 _bz2 _codecs _collections _contextvars _csv _ctypes _datetime _decimal _elementtree
_functools _heapq _imp _io _json _locale _lsprof _md5 _opcode _operator _pickle _queue _random _sha1 _sha2 _sha3 _signal _socket _sre _stat
_statistics _string _struct _symtable _thread _tokenize _tracemalloc _typing _warnings _weakref _zoneinfo array atexit binascii cmath errno gc grp
itertools marshal math mmap posix pwd pyexpat resource select sys termios time types unicodedata zlib _multibytecodec`
    .trim()
    .split(/\s+/);

interface Call {
  readonly name: string;
  readonly what: string;
  outcome: string;
}

interface Flags {
  readonly seed: string;
  readonly rounds: string;
  readonly build: string;
  readonly compare?: boolean;
  readonly timeout: string;
}

/** The calls of one module in one process, and how the process ended if not by itself. */
function callsOf(command: string, args: readonly string[], env: NodeJS.ProcessEnv, limit: number) {
  return new Promise<{ calls: Call[]; death: string }>((resolve) => {
    const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"], cwd: "/tmp" });
    const calls: Call[] = [];
    let rest = "";
    let errors = "";
    let done = false;
    let since = Date.now();
    const watch = setInterval(() => {
      if (Date.now() - since > limit * 1000) child.kill("SIGKILL");
    }, 500);
    child.stdout.on("data", (chunk: Buffer) => {
      since = Date.now();
      const lines = (rest + chunk.toString("utf8")).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        let record: { call?: string; turn?: number; picks?: number[]; kwargs?: string[]; end?: string; done?: boolean };
        try {
          record = JSON.parse(line);
        } catch {
          continue; // what a call has printed
        }
        if (record === null || typeof record !== "object") continue;
        if (record.call !== undefined)
          calls.push({
            name: record.call,
            what: `${record.turn} ${JSON.stringify(record.picks)} ${record.kwargs}`,
            outcome: "no end",
          });
        else if (record.end !== undefined && calls.length > 0) calls[calls.length - 1]!.outcome = record.end;
        else if (record.done === true) done = true;
      }
    });
    child.stderr.on("data", (chunk: Buffer) => {
      errors = (errors + chunk.toString("utf8")).slice(-3000);
    });
    child.on("close", (code, signal) => {
      clearInterval(watch);
      const end = signal === null ? `exit code ${code}` : `killed by ${signal}`;
      resolve({ calls, death: done ? "" : `${end}: ${errors.trim().split("\n").slice(-6).join(" | ")}` });
    });
  });
}

const isBad = (outcome: string): boolean =>
  outcome === "no end" ||
  outcome.startsWith("SystemError") ||
  outcome.includes("unexpected type") ||
  outcome.includes("the host failed");
const kind = (outcome: string): string => outcome.split(":")[0]!;

async function main(): Promise<void> {
  const command = new Command("fuzz-calls")
    .option("--seed <n>", "which calls", "1")
    .option("--rounds <n>", "calls of each callable", "12")
    .addOption(new Option("--build <build>").choices(["release", "debug", "stress"]).default("debug"))
    .option("--compare", "compare the kinds of exceptions with native CPython's")
    .option("--timeout <seconds>", "without a call that ends", "40")
    .argument("[modules...]")
    .parse();
  const flags = command.opts<Flags>();
  const names = command.args.length > 0 ? command.args : MODULES;
  const native = flags.compare ? nativePython() : null;
  const env = { ...process.env, PYTHONHASHSEED: "0" };
  let bad = 0;
  let made = 0;
  for (const name of names) {
    const args = [PROGRAM, flags.seed, flags.rounds, name];
    const ours = await callsOf(
      process.execPath,
      [`${root}dist/cli/main.js`, "--build", flags.build, ...args],
      env,
      Number(flags.timeout),
    );
    made += ours.calls.length;
    if (ours.death !== "") {
      bad++;
      const last = ours.calls.at(-1);
      process.stdout.write(`${name}: ${last?.name} ${last?.what}: the process ended, ${ours.death}\n`);
    }
    for (const call of ours.calls) {
      if (!isBad(call.outcome) || (call.outcome === "no end" && ours.death !== "")) continue;
      bad++;
      process.stdout.write(`${call.name} ${call.what}: ${call.outcome}\n`);
    }
    if (native === null) continue;
    const theirs = await callsOf(native.command, args, native.env, Number(flags.timeout));
    const expected = new Map(theirs.calls.map((call) => [`${call.name} ${call.what}`, call.outcome]));
    for (const call of ours.calls) {
      const other = expected.get(`${call.name} ${call.what}`);
      if (other === undefined || kind(other) === kind(call.outcome) || other === "no end") continue;
      process.stdout.write(`    ${call.name} ${call.what}: ${call.outcome}; CPython: ${other}\n`);
    }
  }
  process.stdout.write(`${made} calls, ${bad} bad ends\n`);
  process.exitCode = bad === 0 ? 0 : 1;
}

main().catch((error: Error) => {
  process.stderr.write(`fuzz-calls: ${error.message}\n`);
  process.exitCode = 2;
});
