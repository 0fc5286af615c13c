/**
 * An asc transform of the fixed build (npm run lab-cost), whose plan is compiled in: what native code does for the counts of static objects, which are
 * immortal there (PEP 683), is left out. `Py_NewRef(Py_None)` becomes `Py_None`, and `Py_DECREF(Py_NotImplemented)` nothing. In the release build both
 * are work that only `--immortals none` needs, so they belong to what a choice of plans costs.
 */
import { Node, NodeKind } from "assemblyscript";
import { Transform } from "assemblyscript/transform";

const STATIC = new Set(
  "Py_None Py_True Py_False Py_NotImplemented Py_Ellipsis tupleEmpty _Py_NoDefaultStruct zeroDelta utcTimezone".split(
    " ",
  ),
);
/** Calls that return a static object, and the room of static names. */
const STATIC_CALLS = new Set(["unicodeEmpty", "unicodeLatin1", "_Py_bytesEmpty"]);
const STATIC_NAMES = "ID";

export default class Uncounted extends Transform {
  afterParse(parser) {
    let left = 0;
    const visit = (node) => {
      for (const [key, value] of Object.entries(node)) {
        node[key] = Array.isArray(value) ? value.map(replaced) : replaced(value);
      }
    };
    const replaced = (value) => {
      if (!(value instanceof Node)) return value;
      const plain = uncounted(value);
      if (plain !== value) left++;
      visit(plain);
      return plain;
    };
    for (const source of parser.sources) source.statements = source.statements.map(replaced);
    if (left < 700)
      throw new Error(`only ${left} counts of static objects were found: the names in asc-uncounted.mjs are old`);
  }
}

/** The node without the count, or the node itself. */
function uncounted(node) {
  if (node.kind === NodeKind.Call && calls(node, "Py_NewRef") && isStatic(node.args[0])) return node.args[0];
  if (node.kind === NodeKind.Expression && calls(node.expression, "Py_DECREF") && isStatic(node.expression.args[0]))
    return Node.createEmptyStatement(node.range);
  return node;
}

function calls(node, name) {
  return node.kind === NodeKind.Call && node.expression.kind === NodeKind.Identifier && node.expression.text === name;
}

function isStatic(node) {
  switch (node.kind) {
    case NodeKind.Identifier:
      return STATIC.has(node.text);
    case NodeKind.Parenthesized:
      return isStatic(node.expression);
    case NodeKind.Ternary:
      return isStatic(node.ifThen) && isStatic(node.ifElse);
    case NodeKind.Call:
      return node.expression.kind === NodeKind.Identifier && STATIC_CALLS.has(node.expression.text);
    case NodeKind.PropertyAccess:
      return node.expression.kind === NodeKind.Identifier && node.expression.text === STATIC_NAMES;
    default:
      return false;
  }
}
