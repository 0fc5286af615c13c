/** `node scripts/browser.mjs`: bundles dist/browser/index.js into dist/browser/krait.js, one ES module without Node (docs/api.md). Part of the build. */

import { join } from "node:path";
import { build } from "esbuild";
import { root } from "./setup.mjs";

const shims = join(root, "dist/browser/node_shims.js");

await build({
  absWorkingDir: root,
  entryPoints: ["dist/browser/index.js"],
  outfile: "dist/browser/krait.js",
  bundle: true,
  format: "esm",
  platform: "browser",
  target: "es2022",
  minify: true,
  keepNames: true,
  charset: "utf8",
  logLevel: "warning",
  inject: [join(root, "dist/browser/globals.js")],
  plugins: [
    {
      name: "node-shims",
      setup(plugins) {
        plugins.onResolve({ filter: /^node:/ }, () => ({ path: shims }));
      },
    },
  ],
});
