/**
 * Reads the heap of a machine without touching it: its memory and its variables are copied into a second instance of the same module, and there
 * assembly/debug/heap_walk.ts walks and writes its tables. The machine that is looked at does not run meanwhile, allocates nothing and counts nothing.
 *
 * Invariant: after `readHeap` every byte of the machine's memory is what it was before.
 */
import { bigIntImports } from "../machine/big_ints.js";
import { floatTextImports } from "../machine/float_text.js";
import { Heap, type HeapTables } from "./heap.js";

interface WalkExports {
  readonly memory: WebAssembly.Memory;
  readonly "image:save": (at: number) => number;
  readonly "image:restore": (at: number) => void;
  readonly bytesInUse: () => number;
  readonly memoryTop: () => number;
  readonly allocatedBlocks: () => number;
  readonly walkHeap: (sp: number) => number;
  readonly heapTable: (which: number) => number;
  readonly heapTableCount: (which: number) => number;
  readonly heapText: (address: number) => number;
  readonly heapTextSize: () => number;
  readonly heapTypeName: (address: number) => number;
  readonly heapStringHash: (address: number) => bigint;
  readonly heapStringLength: (address: number) => number;
}

/** Where the variables pass through: below the module's data nothing else lies (src/machine/image.ts). */
const GLOBALS_AT = 1024;

/** Imports for a copy: the texts of numbers, which are computed; everything else would reach the host and is refused. */
function inertImports(module: WebAssembly.Module, memory: () => Uint8Array): WebAssembly.Imports {
  const imports: Record<string, Record<string, unknown>> = {};
  const computed: Record<string, unknown> = { ...floatTextImports(memory), ...bigIntImports(memory) };
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    imports[from] ??= {};
    imports[from][name] =
      computed[name] ??
      (() => {
        throw new Error(`krait: a copy of the machine asked its host for ${name}`);
      });
  }
  return imports as WebAssembly.Imports;
}

function copyOf(module: WebAssembly.Module, instance: WebAssembly.Instance): WalkExports {
  const live = instance.exports as unknown as WalkExports;
  const size = live["image:save"](GLOBALS_AT);
  const from = new Uint8Array(live.memory.buffer);
  const globals = from.slice(GLOBALS_AT, GLOBALS_AT + size);
  from.fill(0, GLOBALS_AT, GLOBALS_AT + size);
  const copy: WalkExports = new WebAssembly.Instance(
    module,
    inertImports(module, () => new Uint8Array(copy.memory.buffer)),
  ).exports as unknown as WalkExports;
  const missing = (from.length - copy.memory.buffer.byteLength) / 65536;
  if (missing > 0) copy.memory.grow(missing);
  const to = new Uint8Array(copy.memory.buffer);
  to.set(from);
  to.set(globals, GLOBALS_AT);
  copy["image:restore"](GLOBALS_AT);
  to.fill(0, GLOBALS_AT, GLOBALS_AT + size);
  return copy;
}

const WORDS = [3, 4, 9, 3] as const;

function tablesOf(copy: WalkExports): HeapTables {
  const [blocks, pools, objects, edges] = WORDS.map((words, which) => {
    const at = copy.heapTable(which);
    return new Uint32Array(copy.memory.buffer, at, copy.heapTableCount(which) * words).slice();
  }) as [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
  return { blocks, pools, objects, edges };
}

/** The heap of `instance` as it is now. `stackTop`: the end of the running frame's stack if the machine has said it, else 0. */
export function readHeap(module: WebAssembly.Module, instance: WebAssembly.Instance, stackTop = 0): Heap {
  const copy = copyOf(module, instance);
  const inUse = copy.bytesInUse() >>> 0;
  const allocatedBlocks = copy.allocatedBlocks() >>> 0;
  const reserved = copy.memoryTop() >>> 0;
  if (copy.walkHeap(stackTop) !== 0) throw new Error("krait: there is no memory for a copy of the heap and its tables");
  const tables = tablesOf(copy);
  const bytes = () => new Uint8Array(copy.memory.buffer);
  const decoder = new TextDecoder();
  return new Heap(
    tables,
    { inUse, allocatedBlocks, reserved },
    {
      text: (address) => {
        const at = copy.heapText(address);
        return decoder.decode(bytes().slice(at, at + copy.heapTextSize()));
      },
      typeName: (address) => {
        const at = copy.heapTypeName(address);
        const all = bytes();
        return decoder.decode(all.slice(at, all.indexOf(0, at)));
      },
      chars: (address) => {
        const all = bytes();
        return decoder.decode(all.slice(address, all.indexOf(0, address)));
      },
      literal: (address) => {
        const size = new DataView(copy.memory.buffer).getUint32(address - 4, true);
        return new TextDecoder("utf-16le").decode(bytes().slice(address, address + size));
      },
      stringKey: (address) => `${copy.heapStringHash(address)}:${copy.heapStringLength(address)}`,
    },
  );
}
