/**
 * What the instrumented build counts (assembly/counters/), as the host reads it: `Machine.counters()` for the whole run, `Machine.ledger()` for each code
 * object. The counts lie in memory that the program's heap never touches, so a program's addresses are those of the release build.
 *
 * Counting begins when the machine has started: what the boot and `site` did is not in it.
 */

/** What happened while an instruction (a line, an opcode, the collector ...) was the one that ran. */
export interface Tally {
  /** Instructions run. */
  readonly executions: number;
  /** References taken and released of mortal objects, and of immortal ones, whose count stays as it is. */
  readonly increfs: number;
  readonly immortalIncrefs: number;
  readonly decrefs: number;
  readonly immortalDecrefs: number;
  /** Blocks taken from the allocator and given back, and their bytes (as large as the allocator made them). */
  readonly allocations: number;
  readonly frees: number;
  readonly allocated: number;
  readonly freed: number;
}

/** One opcode, specialised forms apart. What never ran is left out. */
export interface OpcodeCounts extends Tally {
  readonly name: string;
  /** The opcode that it is a form of; its own name if it is none. */
  readonly generic: string;
  /** A specialised form: executions whose guard held, and those that took the generic way. */
  readonly hits: number;
  readonly misses: number;
  /** Executions of the generic form, and misses, that waited for the adaptive counter. */
  readonly deferred: number;
  /** A generic form: attempts to specialise it (at a miss: anew) that came to something, and those that did not. */
  readonly successes: number;
  readonly failures: number;
  /** A specialised form: misses at which the counter had run out, so that another form was tried. */
  readonly deopts: number;
}

/** A generic opcode that has specialised forms, all of them together. */
export interface FamilyCounts {
  readonly name: string;
  readonly executions: number;
  /** Executions of the generic form. */
  readonly generic: number;
  readonly hits: number;
  readonly misses: number;
  readonly deferred: number;
  readonly deopts: number;
  readonly successes: number;
  readonly failures: number;
  /** Why attempts failed: CPython's numbers and what they mean (src/bytecode/failure_kinds.ts), the commonest first. */
  readonly failureKinds: readonly { readonly kind: number; readonly text: string; readonly count: number }[];
}

/** How often `second` was the next instruction after `first` in one run of the loop. */
export interface PairCounts {
  readonly first: string;
  readonly second: string;
  readonly count: number;
}

export interface CallCounts {
  /** Runs of the eval loop (nested ones and the program's), and what native code began them for; the rest are threads. */
  readonly evals: number;
  readonly vectorcalls: number;
  readonly generators: number;
  readonly codes: number;
  readonly classBodies: number;
  /** Frames begun or resumed within a run of the loop: calls and generators that cost no native call. */
  readonly inlined: number;
  /** Frames made; frame objects made for programs that look at them. */
  readonly frames: number;
  readonly frameObjects: number;
}

export interface ObjectCounts {
  /** Blocks by what was asked for: below 512 bytes, below 4 KiB, more. */
  readonly small: number;
  readonly middle: number;
  readonly big: number;
  /** Instances made with inline values; dicts made for them since one was asked for, for a key that did not fit, for a name of a subclass of str. */
  readonly inlineValues: number;
  readonly dictsOnRequest: number;
  readonly dictsForKeys: number;
  readonly dictsForStrSubclasses: number;
  /** The method cache: names found in it and not, and entries that gave way; names like __this__ apart. */
  readonly methodHits: number;
  readonly methodMisses: number;
  readonly methodCollisions: number;
  readonly methodDunderHits: number;
  readonly methodDunderMisses: number;
  /** Rare events: __class__ and __bases__ set, a function's code or defaults changed. */
  readonly setClass: number;
  readonly setBases: number;
  readonly functionChanges: number;
}

/** One size class of the pools: `bytes` is its block; 0 stands for all larger blocks. */
export interface SizeCounts {
  readonly bytes: number;
  readonly allocations: number;
  readonly frees: number;
  /** Bytes asked for, and bytes of the blocks that were given; of those given back. */
  readonly requested: number;
  readonly allocated: number;
  readonly freed: number;
}

export interface TypeCounts {
  readonly name: string;
  /** Objects made, and those that died. Those made before counting began may die too. */
  readonly made: number;
  readonly died: number;
  /** Bytes of the objects' own blocks (what they point to, a list's items for one, is not in them). */
  readonly bytes: number;
}

/** A free list: "list", "dict", "dict keys", "slice", "tuple[1]" ... */
export interface FreeListCounts {
  readonly name: string;
  /** Objects that came from the list, and allocations that found it empty. */
  readonly hits: number;
  readonly misses: number;
  /** Dead objects that it took, and those that found it full. */
  readonly kept: number;
  readonly refused: number;
}

export interface InternCounts {
  /** Strs to be interned: already interned, found equal to an interned one, or entered. */
  readonly lookups: number;
  readonly already: number;
  readonly hits: number;
  readonly added: number;
  /** Bytes of strs given up for an equal one. */
  readonly bytesSaved: number;
  /** Keys of dicts and pairs of strs found equal since they are one object, and those whose text was compared. */
  readonly comparesAvoided: number;
  readonly compares: number;
}

export interface CollectionCounts {
  /** By generation. */
  readonly runs: readonly number[];
  /** Started by the trigger, by a call. */
  readonly triggered: number;
  readonly called: number;
  /** Tracked objects looked at; objects traversed and references followed, all passes together. */
  readonly candidates: number;
  readonly traversed: number;
  readonly visited: number;
  /** Unreachable objects found; those that their finalizers brought back; those left in gc.garbage. */
  readonly collected: number;
  readonly resurrected: number;
  readonly uncollectable: number;
  /** References followed and unreachable objects found, by generation. */
  readonly visitedBy: readonly number[];
  readonly collectedBy: readonly number[];
}

/** Objects by age, a power of two: the number of objects made since. `died`: at an age from `age` to below the next; `alive`: now of that age. */
export interface SurvivalCounts {
  readonly age: number;
  readonly died: number;
  readonly alive: number;
}

export interface Counters {
  readonly total: Tally;
  /** The parts of `total` that no instruction did: the host's calls, and collections. */
  readonly outside: Tally;
  readonly collector: Tally;
  readonly opcodes: readonly OpcodeCounts[];
  /** Opcodes with specialised forms, the most executed first; likewise pairs of instructions. */
  readonly families: readonly FamilyCounts[];
  readonly pairs: readonly PairCounts[];
  readonly calls: CallCounts;
  readonly objects: ObjectCounts;
  readonly sizes: readonly SizeCounts[];
  readonly types: readonly TypeCounts[];
  readonly freeLists: readonly FreeListCounts[];
  readonly interning: InternCounts;
  readonly collections: CollectionCounts;
  readonly survival: readonly SurvivalCounts[];
}

/** The ledger of one code object that has run. */
export interface CodeLedger {
  readonly filename: string;
  readonly qualname: string;
  readonly firstLine: number;
  /** One entry for each instruction that ran, by code unit. */
  readonly units: readonly UnitTally[];
}

export interface UnitTally extends Tally {
  /** Position in co_code, in bytes. */
  readonly offset: number;
  /** The generic opcode's name, its line (null: none). */
  readonly opname: string;
  readonly line: number | null;
}
