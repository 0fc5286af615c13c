/**
 * Copies the standard library's zip from the npm package pyodide into dist/ and compiles every module of it ahead of time into
 * dist/stdlib.pack (format: src/machine/stdlib.ts).
 */
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { dumps } from "../dist/bytecode/marshal.js";
import { compile } from "../dist/compiler/compile.js";
import { LIBRARY_PATH } from "../dist/machine/stdlib.js";
import { root } from "./setup.mjs";

const zip = join(root, "node_modules/pyodide/python_stdlib.zip");
const dist = join(root, "dist");
copyFileSync(zip, join(dist, "python_stdlib.zip"));
const index = {};
const bodies = [];
let offset = 0;
for (const [path, source] of Object.entries(unzipSync(readFileSync(zip), { filter: (f) => f.name.endsWith(".py") }))) {
  const data = dumps(compile(source, `${LIBRARY_PATH}/${path}`, "exec"));
  index[path] = [offset, data.length];
  bodies.push(data);
  offset += data.length;
}
const head = Buffer.from(JSON.stringify(index));
const size = Buffer.alloc(4);
size.writeUInt32LE(head.length);
writeFileSync(join(dist, "stdlib.pack"), Buffer.concat([size, head, ...bodies]));
