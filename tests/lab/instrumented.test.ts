/**
 * The instrumented build counts and changes nothing: a program prints the same as on the release build and leaves the same memory, byte for byte. What it
 * counts is what happened, and the same each time.
 */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { langFolder } from "../../scripts/oracle/record-lang.mjs";
import { Machine, MEMORY_BASE } from "../../src/machine/machine.js";
import type { PlanOptions } from "../../src/machine/plans.js";
import { dataEnd } from "../spec/wasm.js";

type Build = "release" | "instrumented";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Where the release build's static data ends, and the heap's part of the memory begins (assembly/boot.ts). */
const staticEnd = dataEnd(fs.readFileSync(join(root, "dist/krait.release.wasm")));
const heapStart = (staticEnd + 0xffff) & ~0xffff;

function machineFor(file: string, build: Build, written: string[], plan: PlanOptions = {}): Machine {
  const decoder = new TextDecoder();
  const write = (data: Uint8Array) => void written.push(decoder.decode(data, { stream: true }));
  return new Machine({ ...plan, build, stdout: write, stderr: write, files: fs, argv: [file], path: [dirname(file)] });
}

/** Hash of all static data and of the heap. Between the two lie the static objects that the instrumented build alone has: its counters' hooks. */
function hashOf(machine: Machine): string {
  const memory = machine.memoryContents();
  memory.fill(0, staticEnd - MEMORY_BASE, heapStart - MEMORY_BASE);
  return createHash("sha256").update(memory).digest("hex");
}

/** What `file` prints, the memory when its code has ended, and once the machine has. */
function outcome(file: string, build: Build, plan: PlanOptions = {}) {
  const written: string[] = [];
  const machine = machineFor(file, build, written, plan);
  machine.setMain("__file__", file);
  machine.runSource(fs.readFileSync(file), file);
  const ran = hashOf(machine);
  const use = machine.memoryUse();
  const status = machine.finish();
  return { status, written: written.join(""), ran, finished: hashOf(machine), use };
}

const PROGRAMS = [
  "asyncio/streams.py",
  "bigint/huge_ints.py",
  "classes/basics.py",
  "classes/specialised_access.py",
  "classes/super_and_descriptors.py",
  "comprehensions/nested_and_scopes.py",
  "del/cycles.py",
  "del/finalizers.py",
  "dicts/dict_views_and_order.py",
  "exceptions/tracebacks.py",
  "generators/throw_close.py",
  "memory/collector.py",
  "memory/identity.py",
  "memory/interning.py",
  "memory/refcounts.py",
  "strings/methods.py",
  "weakrefs/basics.py",
  "weakrefs/caches.py",
].filter((name) => fs.existsSync(join(langFolder, name)));
