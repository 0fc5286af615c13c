/**
 * An asc transform of the release build, which says what Binaryen inlines where its own rules do worse (docs/performance.md has what it gained).
 *
 * Binaryen inlines a function that holds a call only if it is very small; asc sets the limit to 12 nodes. Releasing a reference is more than that,
 * since it may call _Py_Dealloc, and it is everywhere: the functions of INLINED are inlined whatever their size (`@inline` in the source would
 * do the same, but the formatter refuses decorators of functions). And it inlines what has one caller, slow paths too: those of APART stay
 * functions. It lies beside asconfig.json since asc finds a transform named in there nowhere else.
 */
import { DecoratorKind, Node, NodeKind } from "assemblyscript";
import { Transform } from "assemblyscript/transform";

const INLINED = new Map(
  Object.entries({
    "assembly/object/refcount": ["Py_DECREF", "Py_XDECREF"],
    "assembly/memory/blocks": ["freeBlock"],
    "assembly/vm/eval": ["release", "releaseLocal"],
    "assembly/vm/stack": ["replaceTop", "push", "peek", "poke"],
  }),
);

/**
 * Slow paths with one caller. As part of it they would make it larger than the 500 bytes up to which V8 inlines: PyObject_Malloc has 96 bytes without its slow
 * paths and 921 with them.
 */
const APART = new Map(
  Object.entries({
    "assembly/object/refcount": ["outlives", "drainTrash"],
    "assembly/memory/blocks": ["blockFromNewPool", "bigMalloc", "extendPool", "rejoin", "releasePool"],
    "assembly/types/typeobject": ["lookupSlow"],
    "assembly/types/unicode_codecs": ["decodeUTF8Slow", "encodeUTF8Slow"],
    "assembly/types/unicode_writer": ["prepareSlow"],
    "assembly/types/dict_keys": ["keys_lookup_str_in_general"],
  }),
);

export default class Inline extends Transform {
  afterParse(parser) {
    for (const source of parser.sources) {
      for (const declaration of declarations(source, INLINED)) decorate(declaration);
      declarations(source, APART);
    }
  }

  afterCompile(module) {
    for (const [file, names] of APART) {
      for (const name of names) {
        // a function that this build never calls is not compiled
        if (module.getFunction(`${file}/${name}`) === 0) continue;
        this.binaryen.setPassArgument("no-inline", `${file}/${name}`);
        module.runPasses(["no-inline"]);
      }
    }
    this.binaryen.clearPassArguments();
  }
}

/** The functions that a table names in this source. */
function declarations(source, table) {
  const names = new Set(table.get(source.internalPath));
  const found = source.statements.filter(
    (statement) => statement.kind === NodeKind.FunctionDeclaration && names.delete(statement.name.text),
  );
  if (names.size > 0) throw new Error(`${source.internalPath} has no function ${[...names].join(", ")}`);
  return found;
}

function decorate(declaration) {
  const { range } = declaration.name;
  const decorator = Node.createDecorator(Node.createIdentifierExpression("inline", range), null, range);
  if (decorator.decoratorKind !== DecoratorKind.Inline) throw new Error("asc does not know @inline any more");
  declaration.decorators = [...(declaration.decorators ?? []), decorator];
}
