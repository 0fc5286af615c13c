/**
 * An asc transform of the release build, which makes Binaryen inline more than by itself (docs/performance.md has what it gained).
 *
 * Binaryen inlines a function that holds a call only if it is very small; asc sets the limit to 12 nodes. Releasing a reference is more than that,
 * since it may call _Py_Dealloc, and it is everywhere: the functions named here are inlined whatever their size (`@inline` in the source would
 * do the same, but the formatter refuses decorators of functions). It lies beside asconfig.json since asc finds a transform named in there nowhere
 * else.
 */
import { DecoratorKind, Node, NodeKind } from "assemblyscript";
import { Transform } from "assemblyscript/transform";

const INLINED = new Map(
  Object.entries({
    "assembly/object/refcount": ["Py_DECREF", "Py_XDECREF"],
    "assembly/vm/eval": ["release", "releaseLocal"],
    "assembly/vm/stack": ["replaceTop", "push", "peek", "poke"],
  }),
);

export default class Inline extends Transform {
  afterParse(parser) {
    for (const source of parser.sources) {
      const names = INLINED.get(source.internalPath);
      if (names !== undefined) decorate(source, new Set(names));
    }
  }
}

function decorate(source, names) {
  for (const statement of source.statements) {
    if (statement.kind !== NodeKind.FunctionDeclaration || !names.delete(statement.name.text)) continue;
    const { range } = statement.name;
    const decorator = Node.createDecorator(Node.createIdentifierExpression("inline", range), null, range);
    if (decorator.decoratorKind !== DecoratorKind.Inline) throw new Error("asc does not know @inline any more");
    statement.decorators = [...(statement.decorators ?? []), decorator];
  }
  if (names.size > 0) throw new Error(`${source.internalPath} has no function ${[...names].join(", ")}`);
}
