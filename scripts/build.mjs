/** `npm run build [-- release debug stress]`: installs and builds what is stale. */
import { setup } from "./setup.mjs";

const targets = process.argv.slice(2);
setup(targets.length === 0 ? ["release"] : targets);
