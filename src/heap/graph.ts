/** Questions to the graph of a heap: why an object is alive, what is garbage, which objects form cycles. Weak references are never followed. */
import {
  FLAG_ROOT,
  type Heap,
  Kind,
  ROOT,
  ROOT_FRAMES,
  ROOT_INTERNED,
  ROOT_MODULES,
  ROOT_NATIVE,
  ROOT_TYPES,
} from "./heap.js";

export interface Step {
  readonly object: number;
  /** The reference that led here from the step before; "" for a root. */
  readonly by: string;
}

/** For each object the one from which a search met it first and the edge; -1 where nothing did. */
interface Tree {
  readonly parent: Int32Array;
  readonly edge: Int32Array;
}

/**
 * Breadth first from the named roots; then from what only native code and the table of unique strs hold. So an object that a program can name is explained by
 * a name even if native code holds it too.
 */
function searched(heap: Heap): Tree {
  const n = heap.objectCount;
  const parent = new Int32Array(n).fill(-1);
  const edge = new Int32Array(n).fill(-1);
  const queue = new Int32Array(n);
  let end = 0;
  let at = 0;
  const later: [number, number][] = [];
  const visit = (from: number, via: number) => {
    const to = heap.target(via);
    if (to === ROOT || parent[to] !== -1) return;
    parent[to] = from;
    edge[to] = via;
    queue[end++] = to;
  };
  const run = () => {
    for (; at < end; at++) {
      const from = queue[at]!;
      const first = heap.firstEdge(from);
      const last = first + heap.edgesOf(from);
      for (let i = first; i < last; i++) {
        if (heap.isWeak(i, from)) continue;
        // a module's frame holds the module's namespace: the way through the module says more
        if (heap.isPseudo(from) && heap.kind(i) === Kind.Offset && heap.edgeValue(i) === 40) later.push([from, i]);
        else visit(from, i);
      }
    }
  };
  const first = heap.firstEdge(ROOT);
  const start = (roots: readonly number[]) => {
    for (let i = first; i < first + heap.edgesOf(ROOT); i++) if (roots.includes(heap.target(i))) visit(ROOT, i);
    run();
    for (const [from, via] of later.splice(0)) visit(from, via);
    run();
  };
  for (const roots of [[ROOT_MODULES, ROOT_FRAMES], [ROOT_TYPES], [ROOT_NATIVE], [ROOT_INTERNED]]) start(roots);
  return { parent, edge };
}

export class Graph {
  private readonly tree: Tree;

  constructor(readonly heap: Heap) {
    this.tree = searched(heap);
  }

  /** Does something keep the object alive? If not it waits for a collection. */
  isReachable(object: number): boolean {
    return object === ROOT || this.tree.parent[object] !== -1;
  }

  garbage(): number[] {
    const found = [];
    for (let i = 0; i < this.heap.objectCount; i++) {
      if (!this.heap.isPseudo(i) && !this.isReachable(i)) found.push(i);
    }
    return found;
  }

  /** The shortest path from a root to the object, the root first; null if there is none. */
  why(object: number): Step[] | null {
    if (!this.isReachable(object)) return null;
    const steps: Step[] = [];
    for (let at = object; at !== ROOT; at = this.tree.parent[at]!) {
      const from = this.tree.parent[at]!;
      steps.push({ object: at, by: this.heap.edgeText(this.tree.edge[at]!, from) });
    }
    return steps.reverse();
  }

  /** Objects that hold this one, with the names of the references; weak ones left out. */
  holders(object: number): { readonly from: number; readonly by: string }[] {
    const { heap } = this;
    const found = [];
    for (let from = 0; from < heap.objectCount; from++) {
      const first = heap.firstEdge(from);
      for (let i = first; i < first + heap.edgesOf(from); i++) {
        if (heap.target(i) !== object || heap.isWeak(i, from) || heap.flags(from) & FLAG_ROOT) continue;
        found.push({ from, by: heap.edgeText(i, from) });
      }
    }
    return found;
  }

  /**
   * The objects that a name means: an address ("0x2f5a10"); "name" or "a.b" from a running function's variables or __main__'s; a type, "Node()" where the name alone
   * is the class: all its instances.
   */
  find(what: string): number[] {
    const { heap } = this;
    if (what.endsWith("()")) return this.instances(what.slice(0, -2));
    if (/^(0x[0-9a-f]+|\d+)$/i.test(what)) {
      const at = heap.at(Number(what));
      return at < 0 ? [] : [at];
    }
    const named = this.global(what);
    return named >= 0 ? [named] : this.instances(what);
  }

  private instances(what: string): number[] {
    const { heap } = this;
    const found = [];
    for (let i = 0; i < heap.objectCount; i++) if (!heap.isPseudo(i) && heap.typeName(i) === what) found.push(i);
    return found;
  }

  /** What `name.attribute...` leads to, from the globals of __main__ or of a module; -1 if nothing. */
  private global(path: string): number {
    const parts = path.split(".");
    const modules = this.child(ROOT_MODULES, () => true);
    if (modules < 0) return -1;
    let at = this.local(parts[0]!);
    const main = this.entry(modules, "__main__");
    if (at < 0 && main >= 0) at = this.member(main, parts[0]!);
    if (at < 0) at = this.entry(modules, parts[0]!);
    for (const part of parts.slice(1)) if (at >= 0) at = this.member(at, part);
    return at;
  }

  /** A variable of a running function, the innermost first. */
  private local(name: string): number {
    const { heap } = this;
    const first = heap.firstEdge(ROOT_FRAMES);
    for (let i = first; i < first + heap.edgesOf(ROOT_FRAMES); i++) {
      const frame = heap.target(i);
      const found = this.child(
        frame,
        (edge) => heap.kind(edge) === Kind.Local && heap.edgeText(edge, frame) === `local ${name}`,
      );
      if (found >= 0) return found;
    }
    return -1;
  }

  private child(of: number, good: (edge: number) => boolean): number {
    const { heap } = this;
    const first = heap.firstEdge(of);
    for (let i = first; i < first + heap.edgesOf(of); i++) if (good(i)) return heap.target(i);
    return -1;
  }

  private entry(dict: number, key: string): number {
    const { heap } = this;
    return this.child(dict, (i) => heap.kind(i) === Kind.Value && heap.edgeText(i, dict) === `['${key}']`);
  }

  private member(object: number, name: string): number {
    const { heap } = this;
    const direct = this.child(
      object,
      (i) => heap.edgeText(i, object) === `.${name}` || heap.edgeText(i, object) === `local ${name}`,
    );
    if (direct >= 0) return direct;
    const dict = this.child(object, (i) => heap.edgeText(i, object) === ".__dict__");
    return dict < 0 ? -1 : this.entry(dict, name);
  }

  /**
   * Groups of objects that reach each other, largest first. Modules, their namespaces and classes are left out: through them nearly everything reaches nearly
   * everything, and no program means that when it asks for its cycles.
   */
  cycles(): number[][] {
    const { heap } = this;
    const skipped = new Uint8Array(heap.objectCount);
    for (let i = 0; i < heap.objectCount; i++) {
      if (heap.isPseudo(i)) skipped[i] = 1;
      const type = heap.typeName(i);
      if (type === "module" || heap.isType(i)) skipped[i] = 1;
      if (type !== "module" && type !== "function") continue;
      // md_dict and func_globals: a namespace may outlive its module
      const dict = this.child(i, (edge) => heap.kind(edge) === Kind.Offset && heap.edgeValue(edge) === 16);
      if (dict >= 0) skipped[dict] = 1;
    }
    return components(heap, skipped);
  }
}

/** Strongly connected components of more than one object, and objects that refer to themselves (Tarjan's algorithm, without recursion). */
function components(heap: Heap, skipped: Uint8Array): number[][] {
  const n = heap.objectCount;
  const order = new Int32Array(n);
  const low = new Int32Array(n);
  const onStack = new Uint8Array(n);
  const next = new Int32Array(n);
  const stack: number[] = [];
  const path: number[] = [];
  const found: number[][] = [];
  let counter = 0;
  const enter = (i: number) => {
    order[i] = low[i] = ++counter;
    onStack[i] = 1;
    stack.push(i);
    path.push(i);
    next[i] = heap.firstEdge(i);
  };
  const leave = (i: number) => {
    path.pop();
    const above = path.at(-1);
    if (above !== undefined) low[above] = Math.min(low[above]!, low[i]!);
    if (low[i] !== order[i]) return;
    const group: number[] = [];
    for (;;) {
      const member = stack.pop()!;
      onStack[member] = 0;
      group.push(member);
      if (member === i) break;
    }
    if (group.length > 1 || refersToItself(heap, i)) found.push(group.sort((a, b) => a - b));
  };
  for (let start = 0; start < n; start++) {
    if (skipped[start] || order[start] !== 0) continue;
    enter(start);
    while (path.length > 0) {
      const i = path.at(-1)!;
      const edge = next[i]!;
      if (edge >= heap.firstEdge(i) + heap.edgesOf(i)) {
        leave(i);
        continue;
      }
      next[i] = edge + 1;
      const to = heap.target(edge);
      if (skipped[to] || heap.isWeak(edge, i)) continue;
      if (order[to] === 0) enter(to);
      else if (onStack[to]) low[i] = Math.min(low[i]!, order[to]!);
    }
  }
  return found.sort((a, b) => b.length - a.length || a[0]! - b[0]!);
}

function refersToItself(heap: Heap, i: number): boolean {
  const first = heap.firstEdge(i);
  for (let edge = first; edge < first + heap.edgesOf(i); edge++) {
    if (heap.target(edge) === i && !heap.isWeak(edge, i)) return true;
  }
  return false;
}
