/** Where the build puts the lab's files. Two levels below the root, as the bundled command line is: from both the same relative path leads there. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const labFolder = fileURLToPath(new URL("../../dist/lab/", import.meta.url));

/** A file that reports carry. */
export function reportFile(name: string): string {
  return readFileSync(`${labFolder}report/${name}`, "utf8");
}
