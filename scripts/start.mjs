/** `npm start`: the memory lesson; `npm start -- ARGS`: krait ARGS. Sets the clone up first. */
import { run, setup } from "./setup.mjs";

setup(["release"]);
const args = process.argv.slice(2);
const command = args.length === 0 ? ["notebook", "run", "examples/memory-lesson.ipynb"] : args;
run(process.execPath, ["dist/cli/main.js", ...command]);
