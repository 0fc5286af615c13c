/** Numbers as the lab writes them. */
import type { Interval } from "./statistics.js";

export const percent = (share: number): string => `${(share * 100).toFixed(0)}%`;
/** Bytes as MiB, without the unit. */
export const mib = (bytes: number): string => (bytes / 1048576).toFixed(1);
export const ratioText = (ratio: number, [low, high]: Interval): string =>
  `${ratio.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
