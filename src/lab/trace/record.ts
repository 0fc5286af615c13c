/**
 * Makes a trace of a running program. The machine tells of each block of memory; what the blocks are and who refers to whom is looked at when a block dies and at safe
 * points: every time at the youngest objects, less often at older ones, and at all of them once a quarter of what lives is new. So a reference that an old object lets go of
 * may be noted late; an object that the program still holds is kept by a ROOT until the reference that holds it has been seen, so it never dies too early
 * unless an older object's change was not seen either (a replay counts those).
 *
 * The program runs by counts alone, without free lists: then what dies by a count dies when the program lets go of it, every object is a block of its own, and who
 * frees the cycles is left to the replay. Objects that were there before the recording are outside: what they refer to is held by a ROOT.
 */
import type { HeapQuestions, HeapRecorder } from "../../machine/machine.js";
import {
  DISOWN,
  FORGET,
  GIVE_BACK,
  LEAF,
  MEMORY,
  NODE,
  OWN,
  REFER,
  RESIZE,
  ROOT,
  SAFE_POINT,
  TRACK,
  type Trace,
  TraceWriter,
  UNROOT,
  UNTRACK,
} from "./format.js";

/** Blocks between safe points. */
export const INTERVAL = 256;
/** Every so many safe points the blocks of so many last intervals are looked at. */
const WINDOWS = [
  [16, 64],
  [4, 16],
  [1, 4],
] as const;
/** New blocks before all is looked at, at the least. */
const LEAST_FULL = 2048;
/** An object with more references to it keeps no list of who refers to it. */
const MOST_SOURCES = 64;

const UNKNOWN = -1;

interface Entry {
  readonly number: number;
  /** MEMORY, LEAF, NODE, or UNKNOWN until somebody has looked. */
  kind: number;
  block: number;
  size: number;
  /** Address of the object. */
  op: number;
  /** Position of its first event. */
  readonly born: number;
  rooted: boolean;
  tracked: boolean;
  alive: boolean;
  /** What it refers to, as the trace says so far. */
  edges: Entry[];
  /** References to it in the trace; who they are from, unless there are too many. */
  held: number;
  sources: Entry[] | null;
  /** The node that the memory belongs to. */
  owner: Entry | null;
  /** The memory that belongs to the node. */
  owns: Entry[];
}

function removeOne<T>(list: T[], item: T): boolean {
  const i = list.lastIndexOf(item);
  if (i < 0) return false;
  list[i] = list[list.length - 1]!;
  list.pop();
  return true;
}

/** Events of four numbers each, in a list that grows. */
class Events {
  data = new Int32Array(1 << 16);
  count = 0;

  add(kind: number, a = 0, b = 0, c = 0): number {
    if (this.count * 4 === this.data.length) {
      const wider = new Int32Array(this.data.length * 2);
      wider.set(this.data);
      this.data = wider;
    }
    this.data.set([kind, a, b, c], this.count * 4);
    return this.count++;
  }

  patch(position: number, kind: number, c: number): void {
    this.data[position * 4] = kind;
    this.data[position * 4 + 3] = c;
  }
}

export class TraceRecorder implements HeapRecorder {
  private ask!: HeapQuestions;
  private readonly events = new Events();
  private readonly byBlock = new Map<number, Entry>();
  private readonly byObject = new Map<number, Entry>();
  private readonly types = new Map<string, number>();
  private readonly freeNumbers: number[] = [];
  /** Dead ones whose numbers may be given again at the next safe point. */
  private retired: number[] = [];
  private numbers = 0;
  /** Blocks of the last intervals, the newest first. */
  private young: Entry[][] = [[]];
  private sinceFull = 0;
  private safePoints = 0;
  private resizing: Entry | null = null;
  private bytes = 0;

  begin(questions: HeapQuestions): void {
    this.ask = questions;
  }

  readonly event = (kind: number, address: number, size: number): void => {
    switch (kind) {
      case 0:
        this.taken(address, size);
        return;
      case 1:
        this.givenBack(address);
        return;
      case 2:
        this.resizing = this.byBlock.get(address) ?? null;
        return;
      case 3:
        this.resized(address, size);
        return;
      default:
        this.safePoint();
    }
  };

  private taken(block: number, size: number): Entry {
    const number = this.freeNumbers.pop() ?? this.numbers++;
    const entry: Entry = {
      number,
      kind: UNKNOWN,
      block,
      size,
      op: 0,
      born: this.events.add(UNKNOWN, number, size),
      rooted: true,
      tracked: true,
      alive: true,
      edges: [],
      held: 0,
      sources: [],
      owner: null,
      owns: [],
    };
    this.bytes += size;
    this.byBlock.set(block, entry);
    this.young[0]!.push(entry);
    this.sinceFull++;
    return entry;
  }

  /** Looks what an entry is. In a block that is being given back the count is 0; in another that means bytes of an object that lay there before. */
  private identify(entry: Entry, dying = false): void {
    if (entry.kind !== UNKNOWN) return;
    const op = this.ask.object(entry.block, entry.size);
    if (op === 0 || (!dying && this.ask.count(op) === 0)) {
      entry.kind = MEMORY;
      this.events.patch(entry.born, MEMORY, 0);
      return;
    }
    entry.op = op;
    entry.kind = this.ask.collectable(op) === 0 ? LEAF : NODE;
    this.byObject.set(op, entry);
    const name = this.ask.typeName(op);
    let type = this.types.get(name);
    if (type === undefined) this.types.set(name, (type = this.types.size));
    this.events.patch(entry.born, entry.kind, type);
  }

  private isDying(entry: Entry): boolean {
    return this.ask.count(entry.op) === 0;
  }

  private givenBack(block: number): void {
    const entry = this.byBlock.get(block);
    if (entry === undefined) return; // it was there before
    this.identify(entry, true);
    if (entry.kind !== MEMORY) {
      this.died(entry);
      return;
    }
    // what a dying object gives back goes with it
    if (entry.owner === null || !entry.owner.alive || !this.isDying(entry.owner))
      this.events.add(GIVE_BACK, entry.number);
    this.gone(entry);
  }

  /** The entry's memory is somebody else's from now on. */
  private gone(entry: Entry): void {
    entry.alive = false;
    if (this.byBlock.get(entry.block) === entry) this.byBlock.delete(entry.block);
    if (this.byObject.get(entry.op) === entry) this.byObject.delete(entry.op);
    if (entry.held === 0) this.retired.push(entry.number);
  }

  private hold(target: Entry, source: Entry): void {
    target.held++;
    if (target.sources === null) return;
    if (target.sources.length < MOST_SOURCES) target.sources.push(source);
    else target.sources = null;
  }

  /** One reference less; the caller says so in the trace, after this has seen to it that the target lives on if it does. */
  private letGo(target: Entry, source: Entry): void {
    target.held--;
    if (target.sources !== null) removeOne(target.sources, source);
    if (!target.alive) {
      if (target.held === 0) this.retired.push(target.number);
      return;
    }
    this.keep(target);
  }

  /** Roots what more refers to than the trace says. */
  private keep(entry: Entry): void {
    if (entry.rooted || this.ask.count(entry.op) <= entry.held) return;
    entry.rooted = true;
    this.events.add(ROOT, entry.number);
  }

  /** Memory that outlives what it seemed to belong to was shared. */
  private disown(entry: Entry): void {
    for (const memory of entry.owns) {
      if (!memory.alive || memory.owner !== entry) continue;
      memory.owner = null;
      this.events.add(DISOWN, memory.number);
    }
    entry.owns = [];
  }

  private died(entry: Entry): void {
    // references that were let go of unseen; those of dying objects go with them
    for (const source of [...(entry.sources ?? [])]) {
      if (source.alive && this.isDying(source)) continue;
      removeOne(source.edges, entry);
      removeOne(entry.sources!, source);
      entry.held--;
      this.events.add(FORGET, source.number, entry.number);
    }
    for (const target of entry.edges) this.letGo(target, entry);
    entry.edges = [];
    this.disown(entry);
    if (entry.rooted) this.events.add(UNROOT, entry.number);
    entry.rooted = false;
    this.gone(entry);
  }

  private resized(block: number, size: number): void {
    const entry = this.resizing;
    this.resizing = null;
    if (entry === null) return; // it was there before, and stays outside
    if (entry.kind === UNKNOWN) {
      // its bytes are at the new place already
      const { block: old, size: oldSize } = entry;
      entry.block = block;
      entry.size = Math.min(size, entry.size);
      this.identify(entry);
      entry.block = old;
      entry.size = oldSize;
    }
    if (entry.kind === MEMORY) {
      this.byBlock.delete(entry.block);
      this.bytes += Math.max(0, size - entry.size);
      entry.block = block;
      entry.size = size;
      this.byBlock.set(block, entry);
      this.events.add(RESIZE, entry.number, size);
      return;
    }
    // an object that moves is a new one: nobody but its maker knows it yet
    for (const target of entry.edges) this.letGo(target, entry);
    entry.edges = [];
    this.disown(entry);
    this.events.add(UNROOT, entry.number);
    this.gone(entry);
    this.taken(block, size);
  }

  private safePoint(): void {
    const full = this.sinceFull >= Math.max(LEAST_FULL, this.byBlock.size >> 2);
    if (full) this.sinceFull = 0;
    const [, window] = WINDOWS.find(([every]) => this.safePoints % every === 0)!;
    this.safePoints++;
    this.look(
      full
        ? [...this.byBlock.values()]
        : this.young
            .slice(0, window)
            .flat()
            .filter(({ alive }) => alive),
    );
    this.events.add(SAFE_POINT);
    this.young[0] = this.young[0]!.filter(({ alive }) => alive);
    this.young.unshift([]);
    if (this.young.length > WINDOWS[0][1]) this.young.pop();
    this.freeNumbers.push(...this.retired);
    this.retired = [];
  }

  /** Brings the trace up to date about some objects. First what holds, then what no longer does. */
  private look(entries: readonly Entry[]): void {
    for (const entry of entries) this.identify(entry);
    const forgotten: [source: Entry, target: Entry][] = [];
    for (const entry of entries) {
      if (entry.kind !== NODE) continue;
      this.lookAtEdges(entry, forgotten);
      this.lookAtMemory(entry);
      const tracked = this.ask.collectable(entry.op) === 3;
      if (tracked !== entry.tracked) this.events.add(tracked ? TRACK : UNTRACK, entry.number);
      entry.tracked = tracked;
    }
    for (const [source, target] of forgotten) this.letGo(target, source);
    for (const [source, target] of forgotten) this.events.add(FORGET, source.number, target.number);
    for (const entry of entries) {
      if (entry.kind === MEMORY || !entry.rooted || this.ask.count(entry.op) > entry.held) continue;
      entry.rooted = false;
      this.events.add(UNROOT, entry.number);
    }
  }

  private lookAtEdges(entry: Entry, forgotten: [Entry, Entry][]): void {
    const now: Entry[] = [];
    for (const op of this.ask.references(entry.op)) {
      const target = this.byObject.get(op);
      if (target !== undefined) now.push(target);
    }
    const before = entry.edges;
    if (now.length === before.length && now.every((target, i) => target === before[i])) return;
    const counts = new Map<Entry, number>();
    for (const target of before) counts.set(target, (counts.get(target) ?? 0) + 1);
    for (const target of now) {
      const left = counts.get(target) ?? 0;
      if (left > 0) {
        counts.set(target, left - 1);
        continue;
      }
      this.hold(target, entry);
      this.events.add(REFER, entry.number, target.number);
    }
    for (const [target, left] of counts) for (let i = 0; i < left; i++) forgotten.push([entry, target]);
    entry.edges = now;
  }

  private lookAtMemory(entry: Entry): void {
    for (const word of this.ask.words(entry.block, entry.size)) {
      const memory = this.byBlock.get(word);
      if (memory === undefined || memory.kind !== MEMORY || memory.owner !== null) continue;
      memory.owner = entry;
      entry.owns.push(memory);
      this.events.add(OWN, memory.number, entry.number);
    }
  }

  /** Ends the recording, while the machine can still be asked. */
  finish(program: string, dials: Readonly<Record<string, number>>): Trace {
    this.look([...this.byBlock.values()]);
    this.events.add(SAFE_POINT);
    const { data, count } = this.events;
    const writer = new TraceWriter();
    const of = new Array<number>(16).fill(0);
    for (let i = 0; i < count; i++) {
      const kind = data[i * 4]!;
      of[kind]!++;
      writer.event(kind, data[i * 4 + 1]!, data[i * 4 + 2]!, data[i * 4 + 3]!);
    }
    const blocks = writer.finish();
    const header = {
      program,
      dials,
      types: [...this.types.keys()],
      numbers: this.numbers,
      events: writer.events,
      objects: of[LEAF]! + of[NODE]!,
      memoryBlocks: of[MEMORY]!,
      bytes: this.bytes,
      references: of[REFER]!,
      left: this.byBlock.size,
    };
    return { header, blocks };
  }
}
