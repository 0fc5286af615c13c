export interface Answer {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line. */
export type Call = (
  words: readonly string[],
  env: Record<string, string>,
  input: Uint8Array,
  folder: string,
) => Promise<Answer>;

export interface Program {
  readonly command: string;
  /** Arguments in front of a command line's. */
  readonly before?: readonly string[];
  readonly env: Record<string, string | undefined>;
}

export const programsFolder: string;
export function sessions(): string[];
export function commandsOf(file: string): string[];
export function wordsOf(command: string): string[];
export function callsOf(program: Program): Call;
export function playSession(file: string, call: Call): Promise<string>;
