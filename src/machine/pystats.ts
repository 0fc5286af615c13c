/**
 * The counters as a CPython built with --enable-pystats writes them: what sys._stats_dump() and the end of a run leave in /tmp/py_stats, for CPython's own
 * Tools/scripts/summarize_stats.py. Lines that it has and this machine counts nothing for are left out: the second tier's, and who called the loop beyond what
 * `CallCounts` tells apart.
 */
import { OP, opNames, rows } from "../bytecode/opcodes.js";
import { opCaches } from "../bytecode/optables.js";
import type { Counters, FamilyCounts, OpcodeCounts, PairCounts } from "./counters.js";
import { type HostValue, Tuple } from "./host_values.js";

/** SPECIALIZATION_FAILURE_KINDS */
const FAILURE_KINDS = 36;
/** CPython marks them too, though it has no other forms of them yet. */
const HOPEFUL = ["BINARY_SLICE", "STORE_SLICE"];

type Lines = (readonly [key: string, value: number])[];

function specialisation(name: string, family: FamilyCounts | undefined, own: OpcodeCounts | undefined): Lines {
  const of = (column: string) => `    opcode[${name}].specialization.${column}`;
  if (family === undefined) return own === undefined ? [] : [[of("miss"), own.misses]];
  return [
    [of("success"), family.successes],
    [of("failure"), family.failures],
    [of("hit"), family.hits],
    [of("deferred"), family.deferred],
    [of("miss"), family.misses],
    [of("deopt"), family.deopts],
  ];
}

function opcodeLines({ opcodes, families, pairs }: Counters): Lines {
  const own = new Map(opcodes.map((opcode) => [opcode.name, opcode]));
  const byFamily = new Map(families.map((family) => [family.name, family]));
  const followers = new Map<string, PairCounts[]>();
  for (const pair of pairs) followers.set(pair.first, [...(followers.get(pair.first) ?? []), pair]);
  const lines: Lines = HOPEFUL.map((name) => [`opcode[${name}].specializable`, 1]);
  for (const name of opNames.slice(0, 256)) {
    if (name === undefined) continue;
    if (rows[name].family === name && opCaches[OP[name]]! > 0 && name !== "JUMP_BACKWARD") {
      lines.push([`opcode[${name}].specializable`, 1]);
    }
    const family = byFamily.get(name);
    lines.push(...specialisation(name, family, own.get(name)));
    lines.push([`    opcode[${name}].execution_count`, own.get(name)?.executions ?? 0]);
    for (const { kind, count } of [...(family?.failureKinds ?? [])].sort((a, b) => a.kind - b.kind)) {
      lines.push([`    opcode[${name}].specialization.failure_kinds[${kind}]`, count]);
    }
    for (const { second, count } of followers.get(name) ?? []) {
      lines.push([`opcode[${name}].pair_count[${second}]`, count]);
    }
  }
  return lines.filter(([, value]) => value > 0);
}

function callLines({ calls }: Counters): Lines {
  return [
    ["Calls to PyEval_EvalDefault", calls.evals],
    ["Calls to Python functions inlined", calls.inlined],
    ["Frames pushed", calls.frames],
    ["Frame objects created", calls.frameObjects],
    ["Calls via PyEval_EvalFrame[0] ", calls.evals],
    ["Calls via PyEval_EvalFrame[1] ", calls.vectorcalls + calls.codes + calls.classBodies],
    ["Calls via PyEval_EvalFrame[2] ", calls.generators],
    ["Calls via PyEval_EvalFrame[3] ", calls.codes],
    ["Calls via PyEval_EvalFrame[4] ", calls.vectorcalls],
    ["Calls via PyEval_EvalFrame[5] ", calls.classBodies],
  ];
}

function objectLines({ total, freeLists, objects }: Counters): Lines {
  const lists = (column: "hits" | "kept") => freeLists.reduce((sum, list) => sum + list[column], 0);
  return [
    ["Object allocations from freelist", lists("hits")],
    ["Object frees to freelist", lists("kept")],
    ["Object allocations", total.allocations],
    ["Object allocations to 512 bytes", objects.small],
    ["Object allocations to 4 kbytes", objects.middle],
    ["Object allocations over 4 kbytes", objects.big],
    ["Object frees", total.frees],
    ["Object inline values", objects.inlineValues],
    ["Object increfs", total.increfs],
    ["Object decrefs", total.decrefs],
    ["Object materialize dict (on request)", objects.dictsOnRequest],
    ["Object materialize dict (new key)", objects.dictsForKeys],
    ["Object materialize dict (str subclass)", objects.dictsForStrSubclasses],
    ["Object method cache hits", objects.methodHits],
    ["Object method cache misses", objects.methodMisses],
    ["Object method cache collisions", objects.methodCollisions],
    ["Object method cache dunder hits", objects.methodDunderHits],
    ["Object method cache dunder misses", objects.methodDunderMisses],
  ];
}

function collectionLines({ collections }: Counters): Lines {
  return collections.runs.flatMap(
    (runs, i): Lines => [
      [`GC[${i}] collections`, runs],
      [`GC[${i}] object visits`, collections.visitedBy[i]!],
      [`GC[${i}] objects collected`, collections.collectedBy[i]!],
    ],
  );
}

function rareLines({ objects }: Counters): Lines {
  return [
    ["Rare event (set_class)", objects.setClass],
    ["Rare event (set_bases)", objects.setBases],
    ["Rare event (func_modification)", objects.functionChanges],
  ];
}

/** The dump; null if nothing was counted. */
export function pystatsText(counters: Counters): string | null {
  const { total, collections, calls } = counters;
  if (total.executions + total.allocations + total.increfs + calls.evals === 0 && collections.visited === 0)
    return null;
  // keys of counts by opcode and of calls by kind end in a blank, as CPython writes them
  const line = ([key, value]: readonly [string, number]) => `${key}${key.includes("opcode[") ? " " : ""}: ${value}\n`;
  return [opcodeLines, callLines, objectLines, collectionLines, rareLines]
    .flatMap((lines) => lines(counters).map(line))
    .join("");
}

/** _opcode.get_specialization_stats(): of each family a dict. */
export function specialisationStats({ families }: Counters): HostValue {
  const known = new Map(families.map((family) => [family.name, family]));
  const names = new Set(
    opNames.flatMap((name) => (name && rows[name].kind === "specialised" ? [rows[name].family] : [])),
  );
  names.delete("RESUME");
  return new Map(
    [...names].map((name): [string, HostValue] => {
      const family = known.get(name);
      const kinds = Array.from(
        { length: FAILURE_KINDS },
        (_, kind) => family?.failureKinds.find((failure) => failure.kind === kind)?.count ?? 0,
      );
      return [
        name.toLowerCase(),
        new Map<string, HostValue>([
          ["success", family?.successes ?? 0],
          ["failure", family?.failures ?? 0],
          ["hit", family?.hits ?? 0],
          ["deferred", family?.deferred ?? 0],
          ["miss", family?.misses ?? 0],
          ["deopt", family?.deopts ?? 0],
          ["failure_kinds", new Tuple(kinds)],
        ]),
      ];
    }),
  );
}
