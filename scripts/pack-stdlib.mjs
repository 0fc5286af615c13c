/**
 * Copies the standard library's zip from the npm package pyodide into dist/ and compiles every module of it, and those of lib/, ahead of time
 * into dist/stdlib.pack (format: src/machine/stdlib.ts), CPython's frozen modules once more under their frozen names.
 */
import { createHash } from "node:crypto";
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { dumps } from "../dist/bytecode/marshal.js";
import { compile } from "../dist/compiler/compile.js";
import { FROZEN_MODULE, FROZEN_PACKAGE, LIBRARY_PATH, PYTHON_BUILTIN } from "../dist/machine/stdlib.js";
import { root } from "./setup.mjs";

const zip = join(root, "node_modules/pyodide/python_stdlib.zip");
const dist = join(root, "dist");
copyFileSync(zip, join(dist, "python_stdlib.zip"));
/** CPython's frozen modules that the zip has, in CPython's order: name -> path of its source, name in its file name if it is another. */
const FROZEN = [
  ["_frozen_importlib", "importlib/_bootstrap.py", "importlib._bootstrap"],
  ["_frozen_importlib_external", "importlib/_bootstrap_external.py", "importlib._bootstrap_external"],
  ["zipimport", "zipimport.py"],
  ["abc", "abc.py"],
  ["codecs", "codecs.py"],
  ["io", "io.py"],
  ["_collections_abc", "_collections_abc.py"],
  ["_sitebuiltins", "_sitebuiltins.py"],
  ["genericpath", "genericpath.py"],
  ["ntpath", "ntpath.py"],
  ["posixpath", "posixpath.py"],
  ["os.path", "posixpath.py", "posixpath"],
  ["os", "os.py"],
  ["site", "site.py"],
  ["stat", "stat.py"],
  ["importlib.util", "importlib/util.py"],
  ["importlib.machinery", "importlib/machinery.py"],
  ["runpy", "runpy.py"],
  ["__hello__", "__hello__.py"],
  ["__hello_alias__", "__hello__.py", "__hello__"],
  ["__phello_alias__", "__hello__.py", "__hello__"],
  ["__phello_alias__.spam", "__hello__.py", "__hello__"],
  ["__phello__", "__phello__/__init__.py"],
  ["__phello__.spam", "__phello__/spam.py"],
];
const FROZEN_PACKAGES = ["__phello__", "__phello_alias__"];

const files = {};
const others = {};
const texts = {};
const sources = new Map();
for (const [path, source] of Object.entries(unzipSync(readFileSync(zip)))) {
  if (path.endsWith("/") || path.includes("site-packages/")) continue;
  if (path.endsWith(".py")) sources.set(path, source);
  else others[path] = source.length;
}

const bodies = [];
let offset = 0;
/** Puts the code of a module into the pack: [offset, size]. */
function add(source, filename) {
  const data = dumps(compile(source, filename, "exec"));
  bodies.push(data);
  offset += data.length;
  return [offset - data.length, data.length];
}

// krait's own Python modules, whose sources are not in the zip
const own = join(root, "lib");
for (const name of readdirSync(own, { recursive: true }).filter((file) => file.endsWith(".py"))) {
  const source = readFileSync(join(own, name));
  sources.set(name, source);
  texts[name] = [offset, source.length];
  bodies.push(source);
  offset += source.length;
}

for (const [path, source] of sources) files[path] = [...add(source, `${LIBRARY_PATH}/${path}`), source.length];

const frozen = {};
for (const [name, path, origin = name] of FROZEN) {
  const kind = FROZEN_PACKAGES.includes(name) ? FROZEN_PACKAGE : FROZEN_MODULE;
  frozen[name] = [...add(sources.get(path), `<frozen ${origin}>`), kind, origin];
}

/** Modules that are native in CPython and Python code here. */
const PYTHON_BUILTINS = {
  _symtable: readFileSync(join(root, "lib/_symtable.py"), "utf8"),
  _tokenize: readFileSync(join(root, "lib/_tokenize.py"), "utf8"),
};
for (const [name, text] of Object.entries(PYTHON_BUILTINS)) {
  frozen[name] = [...add(new TextEncoder().encode(text), `<frozen ${name}>`), PYTHON_BUILTIN, name];
}

const head = Buffer.from(JSON.stringify({ files, others, texts, frozen }));
const size = Buffer.alloc(4);
size.writeUInt32LE(head.length);
const identity = createHash("sha1").update(head);
for (const body of bodies) identity.update(body);
writeFileSync(join(dist, "stdlib.pack"), Buffer.concat([size, identity.digest(), head, ...bodies]));
