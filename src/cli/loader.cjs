#!/usr/bin/env node
/**
 * What `krait` starts: loads the command line's one file (bundle.cjs, made by scripts/setup.mjs) with V8's code cache beside it, so that a start
 * does not compile the compiler and the host again. With 47 modules loaded by node's own loader a start took 60 ms more.
 *
 * Invariant: the cache is a copy of what V8 would make of bundle.cjs; without one that fits this node (V8 compares version, flags and source) the
 * program runs as well, and leaves a new one at its end if the folder can be written.
 */
"use strict";
const fs = require("node:fs");
const Module = require("node:module");
const { Script } = require("node:vm");

const filename = `${__dirname}/bundle.cjs`;
const cacheFile = `${__dirname}/bundle.cache`;

function readCache() {
  try {
    return fs.readFileSync(cacheFile);
  } catch {
    return undefined;
  }
}

/** A half-written file must never be read: written beside, then renamed. */
function writeCache(script) {
  const temporary = `${cacheFile}.${process.pid}`;
  try {
    fs.writeFileSync(temporary, script.createCachedData());
    fs.renameSync(temporary, cacheFile);
  } catch {
    // a folder of somebody else's: every start compiles
  }
}

const cachedData = readCache();
const script = new Script(Module.wrap(fs.readFileSync(filename, "latin1")), { filename, cachedData });
// options of node change V8's flags, and with them what fits: such a run is no reason to renew the cache
const fits = cachedData !== undefined && script.cachedDataRejected === false;
if (!fits && process.execArgv.length === 0) process.on("exit", () => writeCache(script));
const bundle = { exports: {} };
script.runInThisContext()(bundle.exports, Module.createRequire(filename), bundle, filename, __dirname);
