/**
 * Heaps as files of Chrome's developer tools (.heapsnapshot): JSON with two flat arrays of numbers, nodes and edges, and a list of strings.
 *
 * A node's id is its address, so that two snapshots of one program can be compared; its self size is what it takes of the allocator. Besides objects
 * there is a node for each kind of bytes that are in use and belong to none, so that all self sizes but those of static objects add up to what the machine
 * itself says is in use. What a comparison by type needs lies in `snapshot.krait`, which other readers ignore.
 */
import { Graph } from "./graph.js";
import { FLAG_FRAME, FLAG_ROOT, FLAG_STATIC, type Heap, type HeapTotals, Kind, ROOT, type TypeRow } from "./heap.js";

const NODE_FIELDS = ["type", "name", "id", "self_size", "edge_count", "trace_node_id", "detachedness"] as const;
const NODE_TYPES = [
  "hidden",
  "array",
  "string",
  "object",
  "code",
  "closure",
  "regexp",
  "number",
  "native",
  "synthetic",
  "concatenated string",
  "sliced string",
  "symbol",
  "bigint",
  "object shape",
] as const;
const EDGE_FIELDS = ["type", "name_or_index", "to_node"] as const;
const EDGE_TYPES = ["context", "element", "property", "internal", "hidden", "shortcut", "weak"] as const;

export const SNAPSHOT_VERSION = 1;

export interface Snapshot {
  readonly snapshot: {
    readonly meta: Readonly<Record<string, unknown>>;
    readonly node_count: number;
    readonly edge_count: number;
    readonly trace_function_count: number;
    readonly krait: {
      readonly version: number;
      readonly totals: HeapTotals;
      readonly types: readonly TypeRow[];
    };
  };
  readonly nodes: readonly number[];
  readonly edges: readonly number[];
  readonly trace_function_infos: readonly number[];
  readonly trace_tree: readonly number[];
  readonly samples: readonly number[];
  readonly locations: readonly number[];
  readonly strings: readonly string[];
}

const META = {
  node_fields: NODE_FIELDS,
  node_types: [NODE_TYPES, "string", "number", "number", "number", "number", "number"],
  edge_fields: EDGE_FIELDS,
  edge_types: [EDGE_TYPES, "string_or_number", "node"],
  trace_function_info_fields: ["function_id", "name", "script_name", "script_id", "line", "column"],
  trace_node_fields: ["id", "function_info_index", "count", "size", "children"],
  sample_fields: ["timestamp_us", "last_assigned_id"],
  location_fields: ["object_index", "script_id", "line", "column"],
};

const TYPE_OF: Readonly<Record<string, (typeof NODE_TYPES)[number]>> = {
  str: "string",
  list: "array",
  tuple: "array",
  int: "number",
  float: "number",
  complex: "number",
  function: "closure",
  code: "code",
  "re.Pattern": "regexp",
};

class Strings {
  readonly list: string[] = [];
  private readonly known = new Map<string, number>();

  of(text: string): number {
    let i = this.known.get(text);
    if (i === undefined) {
      i = this.list.push(text) - 1;
      this.known.set(text, i);
    }
    return i;
  }
}

class Writer {
  readonly nodes: number[] = [];
  readonly edges: number[] = [];
  readonly strings = new Strings();

  constructor(private readonly heap: Heap) {}

  node(type: (typeof NODE_TYPES)[number], name: string, id: number, size: number, edges: number): void {
    this.nodes.push(NODE_TYPES.indexOf(type), this.strings.of(name), id, size, edges, 0, 0);
  }

  edge(type: (typeof EDGE_TYPES)[number], name: string | number, to: number): void {
    const value = typeof name === "number" ? name : this.strings.of(name);
    this.edges.push(EDGE_TYPES.indexOf(type), value, to * NODE_FIELDS.length);
  }

  object(i: number): void {
    const { heap } = this;
    const flags = heap.flags(i);
    const type = heap.typeName(i);
    // objects' addresses are even; roots, which have none, get the first odd numbers
    if (flags & FLAG_ROOT) this.node("synthetic", i === ROOT ? "" : heap.text(i), 2 * i + 1, 0, heap.edgesOf(i));
    else if (flags & FLAG_FRAME) this.node("native", heap.label(i), heap.address(i), 0, heap.edgesOf(i));
    else this.node(TYPE_OF[type] ?? "object", this.name(i, type), heap.address(i), heap.bytes(i), heap.edgesOf(i));
    const first = heap.firstEdge(i);
    for (let edge = first; edge < first + heap.edgesOf(i); edge++) this.reference(edge, i);
  }

  /** Instances are named by their class, so that the tools group them. */
  private name(i: number, type: string): string {
    const text = this.heap.text(i);
    if (type === "str" || text === "") return type === "str" ? text : type;
    return type === "int" || type === "float" || type === "function" || type === "code" ? text : `${type} ${text}`;
  }

  private reference(edge: number, from: number): void {
    const { heap } = this;
    const to = heap.target(edge);
    const kind = heap.kind(edge);
    const text = heap.edgeText(edge, from);
    if (heap.isWeak(edge, from)) this.edge("weak", text.replace(/^\./, ""), to);
    else if (kind === Kind.Index) this.edge("element", heap.edgeValue(edge), to);
    else if (kind === Kind.Root) this.edge("element", edge - heap.firstEdge(from), to);
    else if (kind === Kind.Local || kind === Kind.Stack) this.edge("context", text, to);
    else if (kind === Kind.Key || kind === Kind.Element) this.edge("internal", text, to);
    else this.edge("property", text.replace(/^\./, ""), to);
  }
}

export function snapshotOf(heap: Heap, graph: Graph = new Graph(heap)): Snapshot {
  const writer = new Writer(heap);
  const garbage = graph.garbage();
  const { totals } = heap;
  const rest: readonly (readonly [string, number])[] = [
    ["(free lists)", totals.freeListBytes],
    ["(the machine's own)", totals.machineBytes],
    ["(rest of pools)", totals.poolRest],
  ];
  const last = heap.objectCount;
  // the root's own references come first, then those to what no object holds
  for (let i = 0; i < last; i++) {
    writer.object(i);
    if (i !== ROOT) continue;
    for (let k = 0; k <= rest.length; k++) writer.edge("element", heap.edgesOf(ROOT) + k, last + k);
    writer.nodes[NODE_FIELDS.indexOf("edge_count")]! += rest.length + 1;
  }
  for (const [k, [name, size]] of rest.entries()) writer.node("native", name, 2 * (16 + k) + 1, size, 0);
  writer.node("synthetic", "(garbage)", 2 * 20 + 1, 0, garbage.length);
  for (const [k, i] of garbage.entries()) writer.edge("element", k, i);
  return {
    snapshot: {
      meta: META,
      node_count: writer.nodes.length / NODE_FIELDS.length,
      edge_count: writer.edges.length / EDGE_FIELDS.length,
      trace_function_count: 0,
      krait: { version: SNAPSHOT_VERSION, totals, types: heap.byType() },
    },
    nodes: writer.nodes,
    edges: writer.edges,
    trace_function_infos: [],
    trace_tree: [],
    samples: [],
    locations: [],
    strings: writer.strings.list,
  };
}

/** Bytes of nodes that lie in no block: they are not in what the machine has in use. */
export function staticBytes(heap: Heap): number {
  let sum = 0;
  for (let i = 0; i < heap.objectCount; i++)
    if (!heap.isPseudo(i) && heap.flags(i) & FLAG_STATIC) sum += heap.ownBytes(i);
  return sum;
}

/** The file, in pieces: one string of all nodes could be longer than a string can be. */
export function* snapshotPieces(snapshot: Snapshot): Generator<string> {
  const numbers = function* (name: string, list: readonly number[], perLine: number): Generator<string> {
    yield `"${name}":[`;
    for (let at = 0; at < list.length; at += perLine * 1000) {
      const rows: string[] = [];
      for (let row = at; row < Math.min(list.length, at + perLine * 1000); row += perLine) {
        rows.push(list.slice(row, row + perLine).join(","));
      }
      yield `${at === 0 ? "" : ",\n"}${rows.join("\n,")}`;
    }
    yield "],\n";
  };
  yield `{"snapshot":${JSON.stringify(snapshot.snapshot)},\n`;
  yield* numbers("nodes", snapshot.nodes, NODE_FIELDS.length);
  yield* numbers("edges", snapshot.edges, EDGE_FIELDS.length);
  yield `"trace_function_infos":[],\n"trace_tree":[],\n"samples":[],\n"locations":[],\n"strings":[`;
  for (let at = 0; at < snapshot.strings.length; at += 1000) {
    const part = snapshot.strings.slice(at, at + 1000).map((text) => JSON.stringify(text));
    yield `${at === 0 ? "" : ",\n"}${part.join(",\n")}`;
  }
  yield "]}\n";
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isInteger(item) && item >= 0);
}

/** Why `value` is no heap snapshot, or null: the shape, the counts, every reference within the nodes, ids unique, the root first. */
export function snapshotFault(value: unknown): string | null {
  const file = value as Partial<Snapshot> | null;
  const head = file?.snapshot;
  if (typeof head !== "object" || head === null) return "it has no 'snapshot'";
  const meta = head.meta as Partial<typeof META> | undefined;
  const fields = meta?.node_fields as readonly string[] | undefined;
  const edgeFields = meta?.edge_fields as readonly string[] | undefined;
  if (!Array.isArray(fields) || !Array.isArray(edgeFields)) return "its meta names no fields";
  const { nodes, edges, strings } = file as Snapshot;
  if (!isNumbers(nodes) || !isNumbers(edges)) return "nodes or edges are no list of numbers";
  if (!Array.isArray(strings) || strings.some((text) => typeof text !== "string"))
    return "strings are no list of texts";
  if (nodes.length !== head.node_count * fields.length) return "node_count is not the number of nodes";
  if (edges.length !== head.edge_count * edgeFields.length) return "edge_count is not the number of edges";
  const [nodeTypes] = meta!.node_types as unknown as [readonly string[]];
  const [edgeTypes] = meta!.edge_types as unknown as [readonly string[]];
  return (
    nodesFault(nodes, fields, nodeTypes, strings.length, head.edge_count) ??
    edgesFault(edges, edgeTypes, nodes.length, fields.length, strings.length)
  );
}

function nodesFault(
  nodes: readonly number[],
  fields: readonly string[],
  types: readonly string[],
  strings: number,
  edges: number,
): string | null {
  const [type, name, id, , count] = ["type", "name", "id", "self_size", "edge_count"].map((f) => fields.indexOf(f)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const ids = new Set<number>();
  let all = 0;
  for (let at = 0; at < nodes.length; at += fields.length) {
    const number = at / fields.length;
    if (nodes[at + type]! >= types.length) return `node ${number} has no type that the meta names`;
    if (nodes[at + name]! >= strings) return `node ${number} has no name`;
    if (ids.has(nodes[at + id]!)) return `node ${number} has the id of another`;
    ids.add(nodes[at + id]!);
    all += nodes[at + count]!;
  }
  if (types[nodes[type]!] !== "synthetic") return "the first node is no root";
  return all === edges ? null : "the nodes' edge_counts are not edge_count";
}

function edgesFault(
  edges: readonly number[],
  types: readonly string[],
  nodes: number,
  width: number,
  strings: number,
): string | null {
  for (let at = 0; at < edges.length; at += 3) {
    const type = types[edges[at]!];
    if (type === undefined) return `edge ${at / 3} has no type that the meta names`;
    if (type !== "element" && type !== "hidden" && edges[at + 1]! >= strings) return `edge ${at / 3} has no name`;
    if (edges[at + 2]! >= nodes || edges[at + 2]! % width !== 0) return `edge ${at / 3} leads to no node`;
  }
  return null;
}
