/**
 * What node has decoded as UTF-8 and thereby lost: arguments and environment variables that are other bytes. They are read again from /proc, as
 * Python's file-system codec has them (a byte that is not UTF-8 is a lone surrogate). Only where node shows a replacement character.
 */
import * as fs from "node:fs";
import { fsDecode, fsEncode } from "../machine/services/posix_at.js";

/** The NUL-terminated texts of a file of /proc; empty where there is none. */
function texts(path: string): string[] {
  let data: Buffer;
  try {
    data = fs.readFileSync(path);
  } catch {
    return [];
  }
  const found: string[] = [];
  let from = 0;
  for (let to = data.indexOf(0); to >= 0; to = data.indexOf(0, from)) {
    found.push(fsDecode(data.subarray(from, to)));
    from = to + 1;
  }
  return found;
}

const LOST = "\ufffd";

/** The last arguments of the process, as many as node has given. */
export function rawArguments(args: readonly string[]): readonly string[] {
  if (!args.some((arg) => arg.includes(LOST))) return args;
  const all = texts("/proc/self/cmdline");
  return all.length > args.length ? all.slice(-args.length) : args;
}

export function rawEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  if (!Object.entries(env).some(([name, value]) => name.includes(LOST) || value?.includes(LOST))) return env;
  const pairs = texts("/proc/self/environ").map((text): [string, string] => {
    const equals = text.indexOf("=", 1);
    return equals < 0 ? [text, ""] : [text.slice(0, equals), text.slice(equals + 1)];
  });
  return pairs.length === 0 ? env : Object.fromEntries(pairs);
}

/** A path that may hold such surrogates, for node's functions. */
export function nodePath(path: string): string | Buffer {
  return /[\udc80-\udcff]/.test(path) ? Buffer.from(fsEncode(path)) : path;
}
