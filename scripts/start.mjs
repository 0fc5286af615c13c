/** `npm start`: the memory lesson; `npm start -- ARGS`: krait ARGS. Sets the clone up first. */
import { run, setup } from "./setup.mjs";

const args = process.argv.slice(2);
// the debug build counts instructions for `krait dis --counts`
setup(args[0] === "dis" && args.includes("--counts") ? ["release", "debug"] : ["release"]);
const command = args.length === 0 ? ["notebook", "run", "examples/memory-lesson.ipynb"] : args;
run(process.execPath, ["dist/cli/krait.cjs", ...command]);
