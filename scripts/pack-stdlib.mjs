/**
 * Copies the standard library's zip from the npm package pyodide into dist/ and compiles every module of it, and those of lib/, ahead of time
 * into dist/stdlib.pack (format: src/machine/stdlib.ts).
 */
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { dumps } from "../dist/bytecode/marshal.js";
import { compile } from "../dist/compiler/compile.js";
import { LIBRARY_PATH } from "../dist/machine/stdlib.js";
import { root } from "./setup.mjs";

const zip = join(root, "node_modules/pyodide/python_stdlib.zip");
const dist = join(root, "dist");
copyFileSync(zip, join(dist, "python_stdlib.zip"));
/**
 * The module _io, out of the library's own Python implementation of it (_pyio.py): its ties to io are cut, its base classes get _io's names.
 * DIFFERS: its functions and methods are Python's, and slower than native ones.
 */
function ioSource(text) {
  const cut = (from, to) => {
    if (!text.includes(from)) throw new Error(`_pyio.py has changed: ${JSON.stringify(from)} is not there`);
    text = text.replace(from, to);
  };
  cut("import io\nfrom io import (__all__, SEEK_SET, SEEK_CUR, SEEK_END)\n", "SEEK_SET = 0\nSEEK_CUR = 1\nSEEK_END = 2\n");
  for (const name of ["IOBase", "RawIOBase", "BufferedIOBase", "TextIOBase"]) cut(`io.${name}.register(${name})\n`, `_${name} = ${name}\n`);
  cut("from _io import FileIO\nRawIOBase.register(FileIO)\n", "");
  cut("    open_code = io.open_code\nexcept AttributeError:\n    open_code = _open_code_with_warning\n", "    pass\nfinally:\n    def open_code(path):\n        return open(path, 'rb')\n");
  cut("    UnsupportedOperation = io.UnsupportedOperation\nexcept AttributeError:\n", "    pass\nfinally:\n");
  return text;
}

const sources = Object.entries(unzipSync(readFileSync(zip), { filter: (f) => f.name.endsWith(".py") }));
const pyio = sources.find(([path]) => path === "_pyio.py")[1];
sources.push(["_io.py", new TextEncoder().encode(ioSource(new TextDecoder().decode(pyio)))]);

// tokenize imports this at its top; the tokenizer itself is in the compiler, and its Python interface is not there yet
const tokenizeSource = `class TokenizerIter:
    def __init__(self, *args, **kwargs):
        raise NotImplementedError("krait cannot tokenize Python source from a program yet")
`;
sources.push(["_tokenize.py", new TextEncoder().encode(tokenizeSource)]);

// krait's own Python modules
const own = join(root, "lib");
for (const name of readdirSync(own).filter((file) => file.endsWith(".py"))) sources.push([name, readFileSync(join(own, name))]);

const index = {};
const bodies = [];
let offset = 0;
for (const [path, source] of sources) {
  const data = dumps(compile(source, `${LIBRARY_PATH}/${path}`, "exec"));
  index[path] = [offset, data.length];
  bodies.push(data);
  offset += data.length;
}
const head = Buffer.from(JSON.stringify(index));
const size = Buffer.alloc(4);
size.writeUInt32LE(head.length);
writeFileSync(join(dist, "stdlib.pack"), Buffer.concat([size, head, ...bodies]));
