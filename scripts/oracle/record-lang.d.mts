import type { NativePython } from "./native.mjs";

export const langFolder: string;
export function programsIn(folder: string): string[];
export function recordingOf(file: string, status: number, stdout: string, stderr: string): string;
export function record(python: NativePython | null, file: string): Promise<string>;
