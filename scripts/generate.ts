/**
 * Makes every derived file: `npm run generate` writes them, `npm run generate -- --check` says which kept ones are not current
 * (exit status 1). One generator a file kind, in scripts/generate/.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { generateIds } from "./generate/ids.js";
import { generateInterned } from "./generate/interned.js";
import { generateNativeNames } from "./generate/native_names.js";
import {
  generateFailureKinds,
  generateOpcodeConstants,
  generateOpcodeDocs,
  generateOpcodeTables,
} from "./generate/opcode.js";
import { generateUnicode } from "./generate/unicode.js";
import { generateUnicodeData } from "./generate/unicode_data.js";
import { generateUnicodeNames } from "./generate/unicode_names.js";

export interface Generated {
  readonly path: string;
  readonly text: string;
}

const generators: readonly ((root: string) => Generated)[] = [
  generateOpcodeConstants,
  generateOpcodeTables,
  generateOpcodeDocs,
  generateFailureKinds,
  generateIds,
  generateInterned,
  generateNativeNames,
  generateUnicode,
  generateUnicodeData,
  generateUnicodeNames,
];

function main(): void {
  const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
  const isCheck = process.argv.includes("--check");
  for (const generate of generators) {
    const { path, text } = generate(root);
    if (existsSync(path) && readFileSync(path, "utf8") === text) continue;
    const name = relative(root, path);
    // Files under assembly/generated are made at each build; only kept files can be stale.
    if (isCheck && name.startsWith("docs")) {
      console.log(`${name} is not current: run npm run generate and commit it`);
      process.exitCode = 1;
      continue;
    }
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    console.log(`wrote ${name}`);
  }
}

main();
