export interface NativePython {
  readonly command: string;
  readonly env: Record<string, string | undefined>;
}

export function nativePython(): NativePython | null;
