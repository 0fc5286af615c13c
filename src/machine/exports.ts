/** The machine's exports, typed: the counterpart of assembly/index.ts. Numbers and byte ranges only. */
export interface MachineExports {
  readonly memory: WebAssembly.Memory;
  readonly table: WebAssembly.Table;
  boot(gc: number, intern: number, hashSeed: number, ceilingMiB: number): number;
  hostAlloc(size: number): number;
  hostFree(block: number): void;
  resultTextSize(): number;
  setFromMarshal(which: number, data: number, size: number): number;
  start(data: number, size: number): number;
  run(budget: number): number;
  setCaptureDisplay(on: number): void;
  resultRepr(): number;
  dropResult(): void;
  errorText(which: number): number;
  clearError(): void;
  flushStreams(): void;
  finish(): number;
  interrupt(): void;
}

/** What `run` answers (assembly/vm/unwind.ts). */
export const RUN_DONE = 2;
export const RUN_RAISED = 3;
export const RUN_AGAIN = 4;
