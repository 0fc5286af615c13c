/**
 * One side of `npm run bench -- compile`: our compiler in a process of its own. For each line on standard input it compiles every file of
 * the library's zip and answers with one line of JSON: the time, and the process's highest memory so far.
 */
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { unzipSync } from "fflate";
import { dumps } from "../dist/bytecode/marshal.js";
import { compile } from "../dist/compiler/compile.js";

const zip = readFileSync(process.argv[2]!);
const files = Object.entries(unzipSync(zip, { filter: ({ name }) => name.endsWith(".py") }));

/** Compiles everything, file by file as an import or a batch does: a result is let go when the next one is made. */
function round(): { ms: number; marshalMs: number; maxRss: number } {
  let ms = 0;
  let marshalMs = 0;
  for (const [name, source] of files) {
    const from = performance.now();
    const code = compile(source, name, "exec");
    const compiled = performance.now();
    dumps(code);
    ms += compiled - from;
    marshalMs += performance.now() - compiled;
  }
  return { ms, marshalMs, maxRss: process.resourceUsage().maxRSS / 1024 };
}

for await (const _ of createInterface({ input: process.stdin })) console.log(JSON.stringify(round()));
