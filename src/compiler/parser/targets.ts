/**
 * Expressions as assignment targets: `setContext` turns Load into Store or Del in place, where the grammar's star_targets
 * or del_targets would have accepted the same text (CPython: _PyPegen_set_expr_context).
 */
import type * as ast from "../ast/nodes.js";

/** False if the expression cannot be a target; the tree is then of no use. */
export function setContext(node: ast.expr, ctx: "Store" | "Del"): boolean {
  switch (node.kind) {
    case "Name":
    case "Attribute":
    case "Subscript":
      node.ctx = ctx;
      return true;
    case "Starred":
      if (ctx === "Del" || node.value.kind === "Starred") return false;
      node.ctx = ctx;
      return setContext(node.value, ctx);
    case "Tuple":
    case "List":
      node.ctx = ctx;
      for (const elt of node.elts) {
        if (!setContext(elt, ctx)) return false;
      }
      return true;
    default:
      return false;
  }
}
