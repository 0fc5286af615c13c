/**
 * What only tests and `krait dis` change about a compilation: everything absent is CPython 3.13.2's way.
 */
import type { Cfg } from "./flowgraph/blocks.js";

export interface Tuning {
  /** False: generator expressions as 3.13.0 has them. */
  readonly genexpGetIter?: boolean;
  /** Which equal constants become one; CPython's is "module". */
  readonly mergeConstants?: "module" | "code" | "off";
  /** What to optimise: `ast` folds constants but leaves instructions as generated, `none` does neither. */
  readonly passes?: "none" | "ast" | "all";
  /** Sees the graph of each code unit (by qualified name) after each pass; it must not change it. */
  readonly observe?: (unit: string, pass: string, cfg: Cfg) => void;
}
