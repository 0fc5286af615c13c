/** `krait heap [options] FILE args`: runs a program and shows its heap from outside, at its end, at a line, or when SIGUSR1 comes (docs/heap.md). */
import * as fs from "node:fs";
import { resolve } from "node:path";
import { Graph } from "../heap/graph.js";
import type { Heap, TypeRow } from "../heap/heap.js";
import { mapSvg, mapText } from "../heap/map.js";
import { readHeap } from "../heap/reader.js";
import { type Snapshot, snapshotFault, snapshotOf, snapshotPieces } from "../heap/snapshot.js";
import {
  cycleGroups,
  cyclesText,
  diffText,
  duplicates,
  duplicatesText,
  totalsText,
  typesText,
  whyText,
} from "../heap/text.js";
import { nodeLibc } from "../machine/libc.js";
import type { Machine } from "../machine/machine.js";
import { CATCH } from "../machine/signals.js";
import { CliError, systemReason } from "./fail.js";
import { runWatched } from "./run.js";

export const HEAP_HELP = `usage: krait heap [option] ... [krait's options] FILE.py [arg] ...
Runs the program, its output on standard error, and shows its heap: at the end, or when told.
--at [FILE:]LINE[,HIT]  when the line begins for the HIT-th time (default 1); may be given
                        several times: then also what grew from one to the next
--signal                whenever SIGUSR1 comes, and at the end
--top N                 rows of tables and lists (default 20)
--why NAME|0xADDRESS|TYPE   what keeps it alive: the shortest way from a root
--cycles                objects that reach themselves
--duplicates            equal strs, and what one object for each would save
--map [F.svg]           arenas, pools and large blocks
--snapshot F.heapsnapshot   the whole heap for Chrome's developer tools
--diff A.heapsnapshot   what has grown since that file, by type
--json FILE             all that was asked for, as JSON (- is standard output)
`;

interface Place {
  readonly file: string | null;
  readonly line: number;
  readonly hit: number;
}

interface Request {
  readonly at: Place[];
  readonly why: string[];
  readonly rest: string[];
  signal: boolean;
  top: number;
  cycles: boolean;
  duplicates: boolean;
  map: boolean;
  mapFile: string | null;
  snapshot: string | null;
  diff: string | null;
  json: string | null;
}

/** krait's options that take the next argument. */
const WITH_VALUE =
  /^(--(gc|trigger|alloc|intern|memory|build|profile|small-ints|immortals|constants|check-hash-based-pycs)|-[WXcm])$/;

function placeOf(text: string): Place {
  const [, file, line, hit] = /^(?:(.+):)?(\d+)(?:,(\d+))?$/.exec(text) ?? [];
  if (line === undefined || Number(line) < 1) {
    throw new CliError(`krait heap: --at cannot be '${text}': give LINE, FILE:LINE or LINE,HIT`, 2);
  }
  return { file: file === undefined ? null : resolve(file), line: Number(line), hit: Math.max(1, Number(hit ?? 1)) };
}

function requestOf(argv: readonly string[]): Request {
  const request: Request = {
    at: [],
    why: [],
    rest: [],
    signal: false,
    top: 20,
    cycles: false,
    duplicates: false,
    map: false,
    mapFile: null,
    snapshot: null,
    diff: null,
    json: null,
  };
  let i = 0;
  const value = (option: string): string => {
    const text = argv[++i];
    if (text === undefined) throw new CliError(`krait heap: ${option} needs a value`, 2);
    return text;
  };
  for (; i < argv.length; i++) {
    const arg = argv[i]!;
    if (!arg.startsWith("-") || arg === "-") break;
    if (arg === "--at") request.at.push(placeOf(value(arg)));
    else if (arg === "--why") request.why.push(value(arg));
    else if (arg === "--signal") request.signal = true;
    else if (arg === "--cycles") request.cycles = true;
    else if (arg === "--duplicates") request.duplicates = true;
    else if (arg === "--snapshot") request.snapshot = value(arg);
    else if (arg === "--diff") request.diff = value(arg);
    else if (arg === "--json") request.json = value(arg);
    else if (arg === "--map") {
      request.map = true;
      if (argv[i + 1]?.endsWith(".svg") === true) request.mapFile = value(arg);
    } else if (arg === "--top") {
      const top = value(arg);
      if (!/^[1-9]\d*$/.test(top)) throw new CliError(`krait heap: --top cannot be '${top}': give a number from 1`, 2);
      request.top = Number(top);
    } else {
      request.rest.push(arg);
      if (WITH_VALUE.test(arg)) request.rest.push(value(arg));
      if (arg === "-c" || arg === "-m") {
        i++;
        break;
      }
    }
  }
  request.rest.push(...argv.slice(i));
  return request;
}

function write(path: string, pieces: Iterable<string>): void {
  try {
    const fd = fs.openSync(path, "w");
    for (const piece of pieces) fs.writeSync(fd, piece);
    fs.closeSync(fd);
  } catch (error) {
    throw new CliError(`krait heap: can't write '${path}': ${systemReason(error)}`, 1);
  }
}

function readSnapshot(path: string): Snapshot {
  let value: unknown;
  try {
    value = JSON.parse(fs.readFileSync(path, "utf8"));
  } catch (error) {
    const reason = error instanceof SyntaxError ? "it is no JSON" : systemReason(error);
    throw new CliError(`krait heap: can't read '${path}': ${reason}`, 2);
  }
  const fault = snapshotFault(value);
  if (fault !== null) throw new CliError(`krait heap: '${path}' is no heap snapshot: ${fault}`, 2);
  if ((value as Snapshot).snapshot.krait === undefined) {
    throw new CliError(`krait heap: '${path}' is a snapshot of another program than krait`, 2);
  }
  return value as Snapshot;
}

/** "run.heapsnapshot" for the first look, "run-2.heapsnapshot" for the second. */
function numbered(path: string, look: number): string {
  return look === 1 ? path : path.replace(/(\.[^./]*)?$/, `-${look}$1`);
}

class Looks {
  private count = 0;
  private previous: readonly TypeRow[] | null;
  private readonly json: unknown[] = [];
  private readonly out: string[] = [];

  constructor(private readonly request: Request) {
    this.previous = request.diff === null ? null : readSnapshot(request.diff).snapshot.krait.types;
  }

  take(machine: Machine, where: string, stackTop = 0): void {
    const heap = machine.look((module, instance) => readHeap(module, instance, stackTop));
    this.count++;
    this.show(heap, new Graph(heap), where);
  }

  private show(heap: Heap, graph: Graph, where: string): void {
    const { request } = this;
    const { top } = request;
    const types = heap.byType();
    const special = request.why.length > 0 || request.cycles || request.duplicates || request.map;
    const json: Record<string, unknown> = { where, totals: heap.totals, types };
    this.section(where);
    if (!special) this.out.push(`${typesText(types, top)}\n${totalsText(heap)}`);
    for (const what of request.why) {
      const found = graph.find(what);
      this.section(`why ${what}`);
      this.out.push(whyText(graph, what, found, Math.min(top, 5)));
      json["why"] = { ...(json["why"] as object), [what]: found.slice(0, top).map((i) => whyJson(graph, i)) };
    }
    if (request.cycles) {
      const groups = cycleGroups(graph);
      this.section("cycles");
      this.out.push(cyclesText(groups, top));
      json["cycles"] = groups;
    }
    if (request.duplicates) {
      const list = duplicates(heap);
      this.section("duplicates");
      this.out.push(duplicatesText(list, top));
      json["duplicates"] = list;
    }
    if (request.map) this.map(heap);
    if (this.previous !== null) {
      this.section("grown");
      this.out.push(diffText(this.previous, types, top));
    }
    if (request.at.length > 1 || request.signal) this.previous = types;
    if (request.snapshot !== null) {
      const path = numbered(request.snapshot, this.count);
      write(path, snapshotPieces(snapshotOf(heap, graph)));
      this.out.push(`wrote ${path}\n`);
    }
    this.json.push(json);
    this.flush();
  }

  private map(heap: Heap): void {
    const { mapFile } = this.request;
    if (mapFile === null) {
      this.section("map");
      this.out.push(mapText(heap));
      return;
    }
    const path = numbered(mapFile, this.count);
    write(path, [mapSvg(heap)]);
    this.out.push(`wrote ${path}\n`);
  }

  private section(title: string): void {
    this.out.push(`${this.count === 1 && this.out.length === 0 ? "" : "\n"}== ${title}\n`);
  }

  private flush(): void {
    const text = this.out.splice(0).join("");
    if (this.request.json !== "-") fs.writeSync(1, text);
  }

  end(): void {
    const { json } = this.request;
    if (json === null) return;
    const text = `${JSON.stringify({ version: 1, looks: this.json }, null, 1)}\n`;
    if (json === "-") fs.writeSync(1, text);
    else write(json, [text]);
  }
}

function whyJson(graph: Graph, object: number): unknown {
  const { heap } = graph;
  const path = graph.why(object)?.map(({ object: i, by }) => ({ by, object: heap.label(i) })) ?? null;
  return { object: heap.label(object), address: heap.address(object), bytes: heap.bytes(object), path };
}

const SIGUSR1 = 10;

export async function heapCommand(argv: readonly string[]): Promise<number> {
  if (argv.length === 0 || argv[0] === "--help" || argv[0] === "-h") {
    fs.writeSync(1, HEAP_HELP);
    return argv.length === 0 ? 2 : 0;
  }
  const request = requestOf(argv);
  const looks = new Looks(request);
  // a line may be asked for several times: the machine knows it once
  const lines: { readonly file: string; readonly line: number; times: number }[] = [];
  let main = "";
  const numberOf = (place: Place) =>
    lines.findIndex(({ file, line }) => file === (place.file ?? main) && line === place.line);
  let running: Machine | null = null;
  const toStderr = (data: Uint8Array): void => {
    fs.writeSync(2, data);
  };
  if (request.signal) nodeLibc()?.signals().set(SIGUSR1, CATCH);
  const status = await runWatched(request.rest, {
    options: {
      stdout: toStderr,
      stderr: toStderr,
      onBreak: (which, stackTop) => {
        const at = lines[which]!;
        at.times++;
        const asked = request.at.filter((place) => numberOf(place) === which);
        if (asked.some(({ hit }) => hit === at.times)) {
          looks.take(running!, `line ${at.line}${at.times > 1 ? `, time ${at.times}` : ""}`, stackTop);
        }
        return asked.some(({ hit }) => hit > at.times);
      },
      ...(request.signal
        ? {
            onSignal: (signum: number) => {
              if (signum !== SIGUSR1) return false;
              looks.take(running!, "SIGUSR1");
              return true;
            },
          }
        : {}),
    },
    started: (machine, file) => {
      running = machine;
      main = file;
      for (const place of request.at) {
        if (numberOf(place) >= 0) continue;
        const which = lines.push({ file: place.file ?? file, line: place.line, times: 0 }) - 1;
        machine.breakAt(which, lines[which]!.file, place.line);
      }
    },
    ended: (machine) => {
      if (request.at.length === 0) looks.take(machine, "at the end");
    },
  });
  for (const place of request.at) {
    const { times } = lines[numberOf(place)] ?? { times: 0 };
    if (times < place.hit) fs.writeSync(2, `krait heap: line ${place.line} began ${times} times, not ${place.hit}\n`);
  }
  looks.end();
  return status;
}
