/**
 * Reads the counters of the instrumented build: rows beside the heap, laid out as assembly/memory/counters.ts, assembly/object/census.ts and
 * assembly/types/code_ledger.ts say. The names of columns and the layout are there and here, nowhere else.
 */

import { failureText } from "../bytecode/failure_kinds.js";
import { readLocations } from "../bytecode/linetable.js";
import { type OpName, opNames, rows } from "../bytecode/opcodes.js";
import { opDeopt } from "../bytecode/optables.js";
import type {
  CallCounts,
  CodeLedger,
  CollectionCounts,
  Counters,
  FamilyCounts,
  FreeListCounts,
  InternCounts,
  ObjectCounts,
  OpcodeCounts,
  PairCounts,
  SizeCounts,
  SurvivalCounts,
  Tally,
  TypeCounts,
  UnitTally,
} from "./counters.js";
import type { CounterExports } from "./exports.js";

const TALLY_SIZE = 72;
const OPCODE_ROW = 112;
const OPCODES = 256;
/** Positions from the first row on. */
const SINGLES = 0x8000;
const SIZES = 0x9000;
const LISTS = 0xa000;
const AGES = 0xc000;
const SIZE_CLASSES = 33;
const SIZE_ROW = 40;
const LIST_ROW = 40;
const AGES_KEPT = 33;
const LEDGER_HEAD = 56;
const PAIRS = 128 << 10;
const KINDS = 640 << 10;
const KINDS_KEPT = 40;

/** Columns of a tally in their order. */
export const TALLY_COLUMNS = [
  "executions",
  "increfs",
  "immortalIncrefs",
  "decrefs",
  "immortalDecrefs",
  "allocations",
  "frees",
  "allocated",
  "freed",
] as const satisfies readonly (keyof Tally)[];

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/** Sums tallies. */
export function sumOf(tallies: readonly Tally[]): Tally {
  const sum = Object.fromEntries(TALLY_COLUMNS.map((name) => [name, 0])) as Record<keyof Tally, number>;
  for (const tally of tallies) for (const name of TALLY_COLUMNS) sum[name] += tally[name];
  return sum;
}

export class CounterReader {
  private readonly view: DataView;
  private readonly base: number;

  constructor(
    private readonly exports: CounterExports,
    memory: WebAssembly.Memory,
  ) {
    this.base = exports.counterRows() >>> 0;
    if (this.base === 0) throw new RangeError("krait: the engine has no memory left for the counters");
    // what lies beside the heap is asked for before the view is made, since making it may take memory
    this.alive = exports.aliveByAge() >>> 0;
    this.types = exports.typeRows() >>> 0;
    this.view = new DataView(memory.buffer);
  }

  private readonly alive: number;
  private readonly types: number;

  private word(at: number): number {
    return this.view.getUint32(at, true);
  }

  private count(at: number): number {
    return Number(this.view.getBigUint64(at, true));
  }

  private bytes(at: number, size: number): Uint8Array {
    return new Uint8Array(this.view.buffer, at, size);
  }

  private tally(at: number): Tally {
    return Object.fromEntries(TALLY_COLUMNS.map((name, i) => [name, this.count(at + i * 8)])) as unknown as Tally;
  }

  counters(): Counters {
    const opcodes = this.opcodes();
    const outside = this.tally(this.base + OPCODES * OPCODE_ROW);
    const collector = this.tally(this.base + (OPCODES + 1) * OPCODE_ROW);
    return {
      total: sumOf([...opcodes, outside, collector]),
      outside,
      collector,
      opcodes,
      families: this.families(opcodes),
      pairs: this.pairs(),
      calls: this.calls(),
      objects: this.objects(),
      sizes: this.sizes(),
      types: this.typeCounts(),
      freeLists: this.freeLists(),
      interning: this.interning(),
      collections: this.collections(),
      survival: this.survival(),
    };
  }

  private opcodes(): OpcodeCounts[] {
    const found: OpcodeCounts[] = [];
    // of all forms of a family: an attempt at a miss succeeds or fails as one at the generic form does
    const successes = new Map<number, number>();
    const failures = new Map<number, number>();
    for (let op = 0; op < OPCODES; op++) {
      const generic = opDeopt[op] ?? op;
      successes.set(generic, (successes.get(generic) ?? 0) + this.count(this.base + op * OPCODE_ROW + 80));
      failures.set(generic, (failures.get(generic) ?? 0) + this.count(this.base + op * OPCODE_ROW + 88));
    }
    for (let op = 0; op < OPCODES; op++) {
      const at = this.base + op * OPCODE_ROW;
      const tally = this.tally(at);
      const name = opNames[op];
      if (name === undefined || tally.executions === 0) continue;
      const [steps, attempts] = [this.count(at + 72), this.count(at + 96)];
      const special = rows[name].kind === "specialised";
      found.push({
        name,
        generic: rows[name].family,
        ...tally,
        hits: special ? tally.executions - steps : 0,
        misses: special ? steps : 0,
        deferred: steps - attempts,
        successes: special ? 0 : (successes.get(op) ?? 0),
        failures: special ? 0 : (failures.get(op) ?? 0),
        deopts: special ? attempts : 0,
      });
    }
    return found;
  }

  private families(opcodes: readonly OpcodeCounts[]): FamilyCounts[] {
    const generics = new Set(
      opNames.flatMap((name) => (name && rows[name].kind === "specialised" ? [rows[name].family] : [])),
    );
    generics.delete("RESUME"); // its other form checks no operand
    return [...generics]
      .map((name) => {
        const forms = opcodes.filter(({ generic }) => generic === name);
        const sum = (column: "executions" | "hits" | "misses" | "deferred" | "deopts") =>
          forms.reduce((n, form) => n + form[column], 0);
        const own = forms.find((form) => form.name === name);
        return {
          name,
          executions: sum("executions"),
          generic: own?.executions ?? 0,
          hits: sum("hits"),
          misses: sum("misses"),
          deferred: sum("deferred"),
          deopts: sum("deopts"),
          successes: this.outcomes(name, 80),
          failures: this.outcomes(name, 88),
          failureKinds: this.failureKinds(name),
        };
      })
      .filter(({ executions }) => executions > 0)
      .sort((a, b) => b.executions - a.executions || (a.name < b.name ? -1 : 1));
  }

  /** A column of all forms of a generic opcode. */
  private outcomes(generic: OpName, column: number): number {
    let sum = 0;
    for (let op = 0; op < OPCODES; op++) {
      if (opNames[opDeopt[op] ?? op] === generic) sum += this.count(this.base + op * OPCODE_ROW + column);
    }
    return sum;
  }

  private failureKinds(name: OpName): FamilyCounts["failureKinds"] {
    const at = this.base + KINDS + opNames.indexOf(name) * KINDS_KEPT * 8;
    return Array.from({ length: KINDS_KEPT }, (_, kind) => ({
      kind,
      text: failureText(name, kind),
      count: this.count(at + kind * 8),
    }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count || a.kind - b.kind);
  }

  private pairs(): PairCounts[] {
    const found: PairCounts[] = [];
    for (let i = 0; i < OPCODES * OPCODES; i++) {
      const count = this.count(this.base + PAIRS + i * 8);
      const [first, second] = [opNames[i >> 8], opNames[i & 255]];
      if (count > 0 && first !== undefined && second !== undefined) found.push({ first, second, count });
    }
    return found.sort((a, b) => b.count - a.count);
  }

  private calls(): CallCounts {
    const [evals, inlined, frames, frameObjects, vectorcalls, generators, codes, classBodies] = Array.from(
      { length: 8 },
      (_, i) => this.single(24 + i),
    ) as [number, number, number, number, number, number, number, number];
    // PyEval_EvalCode runs the bodies of classes too
    return {
      evals,
      vectorcalls,
      generators,
      codes: codes - classBodies,
      classBodies,
      inlined,
      frames,
      frameObjects,
    };
  }

  private objects(): ObjectCounts {
    const single = (at: number) => this.single(at / 8);
    return {
      small: single(256),
      middle: single(264),
      big: single(272),
      inlineValues: single(320),
      dictsOnRequest: single(328),
      dictsForKeys: single(336),
      dictsForStrSubclasses: single(344),
      methodHits: single(280),
      methodMisses: single(288),
      methodCollisions: single(296),
      methodDunderHits: single(304),
      methodDunderMisses: single(312),
      setClass: single(352),
      setBases: single(360),
      functionChanges: single(368),
    };
  }

  private sizes(): SizeCounts[] {
    const found: SizeCounts[] = [];
    for (let i = 0; i < SIZE_CLASSES; i++) {
      const at = this.base + SIZES + i * SIZE_ROW;
      const [allocations, frees, requested, allocated, freed] = [0, 8, 16, 24, 32].map((k) => this.count(at + k)) as [
        number,
        number,
        number,
        number,
        number,
      ];
      if (allocations + frees > 0) {
        found.push({ bytes: i < 32 ? (i + 1) * 16 : 0, allocations, frees, requested, allocated, freed });
      }
    }
    return found;
  }

  /** Types of one name are one entry; by number of objects made. */
  private typeCounts(): TypeCounts[] {
    const byName = new Map<string, { name: string; made: number; died: number; bytes: number }>();
    for (let row = this.types; row !== 0; row = this.word(row)) {
      const name = utf8.decode(this.bytes(this.word(row + 8), this.word(row + 12)));
      let entry = byName.get(name);
      if (entry === undefined) byName.set(name, (entry = { name, made: 0, died: 0, bytes: 0 }));
      entry.made += this.count(row + 16);
      entry.died += Number(this.view.getBigInt64(row + 24, true));
      entry.bytes += this.count(row + 32);
    }
    return [...byName.values()]
      .filter(({ made, died }) => made !== 0 || died !== 0)
      .sort((a, b) => b.made - a.made || (a.name < b.name ? -1 : 1));
  }

  private freeLists(): FreeListCounts[] {
    const found: FreeListCounts[] = [];
    for (let at = this.base + LISTS; this.word(at + 32) !== 0; at += LIST_ROW) {
      const kind = this.exports.freeListKind(this.word(at + 32));
      const name =
        kind >= 100 ? `tuple[${kind - 100}]` : (["", "float", "list", "dict", "dict keys", "slice"][kind] ?? "");
      found.push({
        name: name === "" ? "unknown" : name,
        hits: this.count(at),
        misses: this.count(at + 8),
        kept: this.count(at + 16),
        refused: this.count(at + 24),
      });
    }
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  private single(position: number): number {
    return this.count(this.base + SINGLES + position * 8);
  }

  private interning(): InternCounts {
    const [lookups, already, hits, added, bytesSaved, comparesAvoided, compares] = Array.from({ length: 7 }, (_, i) =>
      this.single(i),
    ) as [number, number, number, number, number, number, number];
    return { lookups, already, hits, added, bytesSaved, comparesAvoided, compares };
  }

  private collections(): CollectionCounts {
    return {
      runs: [this.single(7), this.single(8), this.single(9)],
      triggered: this.single(10),
      called: this.single(11),
      candidates: this.single(12),
      traversed: this.single(13),
      visited: this.single(14),
      collected: this.single(15),
      resurrected: this.single(16),
      uncollectable: this.single(17),
      visitedBy: [18, 19, 20].map((i) => this.single(i)),
      collectedBy: [21, 22, 23].map((i) => this.single(i)),
    };
  }

  private survival(): SurvivalCounts[] {
    const found: SurvivalCounts[] = [];
    for (let i = 0; i < AGES_KEPT; i++) {
      const died = Number(this.view.getBigInt64(this.base + AGES + i * 8, true));
      found.push({ age: i === 0 ? 0 : 2 ** (i - 1), died, alive: this.count(this.alive + i * 8) });
    }
    while (found.length > 0 && found.at(-1)!.died === 0 && found.at(-1)!.alive === 0) found.pop();
    return found;
  }

  /** Ledgers in the order in which their code first ran. */
  ledgers(): CodeLedger[] {
    const found: CodeLedger[] = [];
    for (let at = this.exports.ledgerRows() >>> 0; at !== 0; at = this.word(at)) found.push(this.ledger(at));
    return found.reverse();
  }

  /** A str's characters, as many bytes each as its kind says. */
  private text(at: number): string {
    const [kind, length, address] = [this.word(at), this.word(at + 4), this.word(at + 8)];
    let text = "";
    for (let i = 0; i < length; i++) {
      const here = address + i * kind;
      const point =
        kind === 1 ? this.view.getUint8(here) : kind === 2 ? this.view.getUint16(here, true) : this.word(here);
      text += String.fromCodePoint(point);
    }
    return text;
  }

  private ledger(at: number): CodeLedger {
    const count = this.word(at + 8);
    const firstLine = this.view.getInt32(at + 12, true);
    const locations = readLocations(this.bytes(this.word(at + 48), this.word(at + 44)), firstLine);
    const copy = this.word(at + 52);
    const units: UnitTally[] = [];
    for (let i = 0; i < count; i++) {
      const tally = this.tally(at + LEDGER_HEAD + i * TALLY_SIZE);
      if (tally.executions === 0) continue;
      const line = locations[i]?.lineno ?? -1;
      units.push({
        offset: i * 2,
        opname: genericName(this.view.getUint8(copy + i * 2)),
        line: line < 0 ? null : line,
        ...tally,
      });
    }
    return { filename: this.text(at + 16), qualname: this.text(at + 28), firstLine, units };
  }
}

function genericName(op: number): OpName {
  const name = opNames[op] ?? "CACHE";
  return rows[name].family;
}
