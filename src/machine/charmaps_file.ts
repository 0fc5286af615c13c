/** The library's tables of one-byte encodings, for the compiler (compiler/tokenizer/charmaps.ts): read when a source first declares one. */
import { fileURLToPath } from "node:url";
import { loads } from "../bytecode/marshal.js";
import { CodeObject } from "../bytecode/values.js";
import { NOT_TEXT } from "../compiler/tokenizer/charmaps.js";
import { StandardLibrary } from "./stdlib.js";

const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
const BYTES_TO_BYTES = new Set([
  "base64_codec",
  "bz2_codec",
  "hex_codec",
  "quopri_codec",
  "rot_13",
  "uu_codec",
  "zlib_codec",
]);

let library: StandardLibrary | null = null;
let aliases: ReadonlyMap<string, string> | null = null;

/** encodings.normalize_encoding, in lower case. */
const normal = (name: string): string => name.toLowerCase().replace(/[^a-z0-9.]+/g, "_");

export function libraryCharmap(name: string): string | null {
  library ??= new StandardLibrary(`${dist}stdlib.pack`, `${dist}python_stdlib.zip`);
  if (aliases === null) {
    const source = new TextDecoder().decode(library.source("encodings/aliases.py") ?? new Uint8Array(0));
    aliases = new Map(
      Array.from(source.matchAll(/^\s*'(\w+)'\s*:\s*'(\w+)'/gm), ([, alias, module]) => [alias!, module!]),
    );
  }
  const module = aliases.get(normal(name)) ?? aliases.get(normal(name).replaceAll(".", "_")) ?? normal(name);
  if (BYTES_TO_BYTES.has(module)) return NOT_TEXT;
  const data = library.code(`encodings/${module}.py`);
  const code = data === null ? null : loads(data);
  if (!(code instanceof CodeObject)) return null;
  const table = code.fields.consts.find((value) => typeof value === "string" && value.length === 256);
  return typeof table === "string" ? table : null;
}
