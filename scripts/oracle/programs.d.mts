export const programsFolder: string;
export function sessions(): string[];
export function commandsOf(file: string): string[];
export function wordsOf(command: string): string[];
export function playSession(
  file: string,
  program: string,
  before: readonly string[],
  env: Record<string, string | undefined>,
): Promise<string>;
