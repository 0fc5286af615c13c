export function environmentOf(given: Record<string, string> | undefined): Record<string, string>;
export function outcome(
  done: { status: number | null; stdout: string; stderr: string },
  program: string,
  library: string,
): { status: number | null; stdout: string; stderr: string };
export function casesIn(): unknown[];
