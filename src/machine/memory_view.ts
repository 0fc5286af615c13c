/**
 * Byte ranges of the machine's memory as the host sees them. The view is renewed when the memory has grown, since growing detaches the
 * old buffer.
 */
import type { MachineExports } from "./exports.js";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

export class MemoryView {
  private view = new Uint8Array(0);
  private exports: MachineExports | null = null;
  private size = 0;

  attach(exports: MachineExports): void {
    this.exports = exports;
  }

  bytes(): Uint8Array {
    const buffer = this.exports!.memory.buffer;
    if (this.view.buffer !== buffer) this.view = new Uint8Array(buffer);
    return this.view;
  }

  /** A copy of `size` bytes at `at`. */
  copy(at: number, size: number): Uint8Array {
    return this.bytes().slice(at, at + size);
  }

  text(at: number, size: number): string {
    return decoder.decode(this.bytes().subarray(at, at + size));
  }

  /** The text at `at` up to its NUL. */
  cText(at: number): string {
    return this.text(at, this.bytes().indexOf(0, at) - at);
  }

  /** A block in the machine with these bytes: its address; `lastSize` tells its length to `resultSize`. */
  block(data: Uint8Array): number {
    const at = this.exports!.hostAlloc(data.length);
    if (at !== 0) this.bytes().set(data, at);
    this.size = data.length;
    return at;
  }

  textBlock(text: string): number {
    return this.block(encoder.encode(text));
  }

  lastSize(): number {
    return this.size;
  }
}
