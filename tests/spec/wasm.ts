/** Reads what the tests need of a Wasm binary: the function bodies and the branch tables in them. */

export interface FunctionBody {
  /** Index among all functions, imports first, as engines show it. */
  readonly index: number;
  readonly bytes: number;
  /** Where it begins in the binary. */
  readonly start: number;
  /** Number of targets of each br_table. */
  readonly tables: readonly number[];
}

class Reader {
  constructor(
    readonly data: Uint8Array,
    public at = 0,
  ) {}

  byte(): number {
    return this.data[this.at++]!;
  }

  /** Any LEB128 number; only small unsigned ones are asked for their value. */
  leb(): number {
    let value = 0;
    let shift = 0;
    for (;;) {
      const byte = this.byte();
      if (shift < 32) value |= (byte & 127) << shift;
      shift += 7;
      if (byte < 128) return value >>> 0;
    }
  }

  skip(bytes: number): void {
    this.at += bytes;
  }
}

/** Skips the immediates of the instruction `opcode`; a br_table's size is returned, else -1. */
function immediates(r: Reader, opcode: number): number {
  if (opcode === 0x0e) {
    const targets = r.leb();
    for (let i = 0; i <= targets; i++) r.leb();
    return targets;
  }
  const oneLeb = [
    0x02, 0x03, 0x04, 0x0c, 0x0d, 0x10, 0x12, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x3f, 0x40, 0x41, 0x42, 0xd0,
    0xd2,
  ];
  if (oneLeb.includes(opcode)) r.leb();
  else if (opcode === 0x11 || opcode === 0x13 || (opcode >= 0x28 && opcode <= 0x3e)) {
    r.leb();
    r.leb();
  } else if (opcode === 0x1c) for (let n = r.leb(); n > 0; n--) r.leb();
  else if (opcode === 0x43) r.skip(4);
  else if (opcode === 0x44) r.skip(8);
  else if (opcode === 0xfc) bulk(r, r.leb());
  else if (opcode === 0xfd) vector(r, r.leb());
  return -1;
}

function bulk(r: Reader, opcode: number): void {
  if (opcode < 8) return;
  const lebs = [8, 10, 12, 14].includes(opcode) ? 2 : 1;
  for (let i = 0; i < lebs; i++) r.leb();
}

function vector(r: Reader, opcode: number): void {
  if (opcode <= 11 || opcode === 92 || opcode === 93) {
    r.leb();
    r.leb();
  } else if (opcode === 12 || opcode === 13) r.skip(16);
  else if (opcode >= 21 && opcode <= 34) r.skip(1);
  else if (opcode >= 84 && opcode <= 91) {
    r.leb();
    r.leb();
    r.skip(1);
  }
}

function bodyTables(r: Reader, end: number): number[] {
  for (let groups = r.leb(); groups > 0; groups--) {
    r.leb();
    r.byte();
  }
  const tables: number[] = [];
  while (r.at < end) {
    const targets = immediates(r, r.byte());
    if (targets >= 0) tables.push(targets);
  }
  if (r.at !== end) throw new Error("an instruction was misread");
  return tables;
}

export function functionBodies(wasm: Uint8Array): FunctionBody[] {
  const imported = WebAssembly.Module.imports(new WebAssembly.Module(wasm as BufferSource)).filter(
    (i) => i.kind === "function",
  );
  const r = new Reader(wasm, 8);
  while (r.at < wasm.length) {
    const section = r.byte();
    const size = r.leb();
    if (section !== 10) {
      r.skip(size);
      continue;
    }
    const bodies: FunctionBody[] = [];
    for (let i = 0, n = r.leb(); i < n; i++) {
      const bytes = r.leb();
      const end = r.at + bytes;
      bodies.push({ index: imported.length + i, bytes, start: r.at, tables: bodyTables(r, end) });
    }
    return bodies;
  }
  return [];
}

/** The branches that the custom section of hints names, by function: offsets in its body. */
export function branchHints(module: WebAssembly.Module): Map<number, number[]> {
  const hints = new Map<number, number[]>();
  for (const section of WebAssembly.Module.customSections(module, "metadata.code.branch_hint")) {
    const r = new Reader(new Uint8Array(section));
    for (let functions = r.leb(); functions > 0; functions--) {
      const index = r.leb();
      const offsets: number[] = [];
      for (let n = r.leb(); n > 0; n--) {
        offsets.push(r.leb());
        r.skip(2);
      }
      hints.set(index, offsets);
    }
  }
  return hints;
}

/** Address after the last byte of the module's data segments. */
export function dataEnd(module: Uint8Array): number {
  const r = new Reader(module, 8);
  let end = 0;
  while (r.at < module.length) {
    const id = r.byte();
    const size = r.leb();
    const next = r.at + size;
    if (id === 11) {
      for (let n = r.leb(); n > 0; n--) {
        // active, memory 0: `i32.const address`, end
        r.leb();
        r.byte();
        const address = r.leb();
        r.byte();
        const bytes = r.leb();
        end = Math.max(end, address + bytes);
        r.skip(bytes);
      }
    }
    r.at = next;
  }
  return end;
}
