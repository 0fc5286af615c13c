/**
 * Boots the release build twice and writes its image to dist/krait.release.image, from which every start of the command line copies
 * (docs/image.md).
 */
import * as fs from "node:fs";
import { join } from "node:path";
import { freshBuild, Machine } from "../dist/machine/machine.js";
import { nodeSystem } from "../dist/machine/node_system.js";
import { root } from "./setup.mjs";

const built = freshBuild("release");
// the same services as the command line's: a module of the host may show more of itself where it is granted more
for (let i = 0; i < 2; i++) new Machine({ files: fs, system: nodeSystem() });
const path = join(root, "dist/krait.release.image");
fs.writeFileSync(`${path}.new`, built.storedImage());
fs.renameSync(`${path}.new`, path);
