/** Runs a TypeScript file of the repository: `node scripts/run-ts.mjs FILE ARGS`. Sets the clone up first. */
import { bin, run, setup } from "./setup.mjs";

setup(["release"]);
run(bin("tsx"), process.argv.slice(2));
