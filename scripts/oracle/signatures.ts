/**
 * Compares what introspection finds of natively implemented callables: name, `__text_signature__`, `__module__`, `__qualname__`, kind, presence of a
 * docstring, of every function, type and method of CPython's native modules, under krait and under native CPython.
 *
 *   tsx scripts/oracle/signatures.ts [--summary] [MODULE...]
 *
 * Prints a line for each difference; exit code 1 if there is one.
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { nativePython } from "./native.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const program = `${root}scripts/oracle/signatures_reference.py`;

/** Modules that are C in CPython. */
const MODULES =
  `builtins sys _abc _ast _asyncio _bisect _blake2 _codecs _collections _contextvars _csv _ctypes _datetime _decimal _elementtree
_functools _heapq _imp _io _json _locale _lsprof _md5 _opcode _operator _pickle _posixsubprocess _queue _random _sha1 _sha2 _sha3 _signal _socket
_sre _stat _statistics _string _struct _symtable _thread _tokenize _tracemalloc _typing _uuid _warnings _weakref _zoneinfo array atexit binascii
cmath errno faulthandler fcntl gc itertools marshal math mmap posix pwd grp pyexpat resource select syslog termios time unicodedata zlib _bz2
_suggestions _sysconfig`
    .trim()
    .split(/\s+/);

type Facts = Record<string, unknown>;

function factsOf(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Map<string, Facts | null> {
  const text = execFileSync(command, [...args, program, ...names], { env, encoding: "utf8", maxBuffer: 1 << 26 });
  return new Map(Object.entries(JSON.parse(text) as Record<string, Facts | null>));
}

const args = process.argv.slice(2);
const summary = args.includes("--summary");
const build = args.includes("--debug") ? ["--build", "debug"] : [];
const chosen = args.filter((arg) => !arg.startsWith("--"));
const names = chosen.length > 0 ? chosen : MODULES;

function main(): number {
  const native = nativePython();
  if (native === null) {
    process.stderr.write("signatures: needs a native CPython 3.13\n");
    return 2;
  }
  const expected = factsOf(native.command, [], native.env);
  const ours = factsOf(process.execPath, [`${root}dist/cli/main.js`, ...build], {
    ...process.env,
    PYTHONHASHSEED: "0",
  });
  const counts = new Map<string, number>();
  let checked = 0;
  const report = (name: string, text: string): void => {
    const module = name.split(".")[0]!;
    counts.set(module, (counts.get(module) ?? 0) + 1);
    if (!summary) process.stdout.write(`${name}: ${text}\n`);
  };
  for (const [name, facts] of expected) {
    checked++;
    if (!ours.has(name)) report(name, "is missing");
    const mine = ours.get(name) ?? {};
    if (!ours.has(name)) continue;
    for (const [key, value] of Object.entries(facts ?? {})) {
      const got = JSON.stringify(mine[key]);
      if (got !== JSON.stringify(value)) report(name, `${key} is ${got}, not ${JSON.stringify(value)}`);
    }
  }
  for (const name of ours.keys()) if (!expected.has(name)) report(name, "is not CPython's");
  let total = 0;
  for (const [module, count] of counts) {
    total += count;
    process.stdout.write(`${module.padEnd(20)}${count}\n`);
  }
  process.stdout.write(`${checked} checked, ${total} differences\n`);
  return total === 0 ? 0 : 1;
}

process.exitCode = main();
