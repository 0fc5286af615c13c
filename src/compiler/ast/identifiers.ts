/** The identifiers of a tree, which CPython's parser has interned before any constant of the source is. */
import type { mod } from "./nodes.js";

/** Fields whose strings are no identifiers. */
const OTHER_TEXTS = new Set(["kind", "value", "type_comment", "tag", "ctx", "op", "ops"]);

const isNode = (value: unknown): boolean => typeof value === "object" && value !== null && "kind" in value;

/** Every identifier below `tree`. Keeps a stack of its own, since trees nest deep; constants are no nodes and not looked into. */
export function identifiersOf(tree: mod): ReadonlySet<string> {
  const names = new Set<string>();
  const pending: object[] = [tree];
  while (pending.length > 0) {
    for (const [field, value] of Object.entries(pending.pop()!)) {
      for (const item of Array.isArray(value) ? value : [value]) {
        if (isNode(item)) pending.push(item as object);
        else if (typeof item === "string" && !OTHER_TEXTS.has(field)) names.add(item);
      }
    }
  }
  return names;
}
