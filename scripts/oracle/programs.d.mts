import type { NativePython } from "./native.mjs";

export interface Answer {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program's file with arguments. */
export type Call = (words: readonly string[], env: Record<string, string>, input: Uint8Array) => Promise<Answer>;

export const programsFolder: string;
export function sessions(): string[];
export function commandsOf(file: string): string[];
export function wordsOf(command: string): string[];
export function nativeCalls(python: NativePython): Call;
export function playSession(file: string, call: Call): Promise<string>;
