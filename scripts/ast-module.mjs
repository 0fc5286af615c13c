/**
 * The text of the module `_ast` as a Python fallback: the node classes of CPython 3.13 from our one table of them. Trees can be made, parsed
 * (compile() with PyCF_ONLY_AST calls `_build`), walked, dumped and unparsed; compiling a tree to code is not there yet.
 */
import { ASDL, ENUMS, LOCATED } from "../dist/compiler/ast/asdl.js";

const HEAD = `"""Node classes of the abstract syntax tree."""
PyCF_ONLY_AST = 0x400
PyCF_TYPE_COMMENTS = 0x1000
PyCF_ALLOW_TOP_LEVEL_AWAIT = 0x2000
PyCF_OPTIMIZED_AST = 0x8400


class AST:
    __module__ = "ast"
    _fields = ()
    _attributes = ()
    __match_args__ = ()
    _optional = _lists = _contexts = ()

    def __init__(self, *args, **kwargs):
        name = type(self).__name__
        fields = self._fields
        if len(args) > len(fields):
            plural = "" if len(fields) == 1 else "s"
            raise TypeError(f"{name} constructor takes at most {len(fields)} positional argument{plural}")
        given = set()
        for field, value in zip(fields, args):
            setattr(self, field, value)
            given.add(field)
        for field, value in kwargs.items():
            if field in given:
                raise TypeError(f"{name} got multiple values for argument {field!r}")
            given.add(field)
            setattr(self, field, value)
        for field in fields:
            if field in given or field in self._optional:
                continue
            if field in self._lists:
                setattr(self, field, [])
            elif field in self._contexts:
                setattr(self, field, Load())

    def __reduce_ex__(self, protocol):
        return type(self), (), self.__dict__.copy()


def _node(name, base, fields, attributes, optional, lists, contexts, doc):
    space = {
        "__module__": "ast",
        "__doc__": doc,
        "_fields": fields,
        "__match_args__": fields,
        "_optional": optional,
        "_lists": lists,
        "_contexts": contexts,
    }
    if attributes is not None:
        space["_attributes"] = attributes
    for field in optional:
        space[field] = None
    return type(name, (base,), space)


`;

const TAIL = `

_singletons = {}


def _build(tree):
    """The object that a tree of the host stands for; see src/machine/ast_host.ts."""
    tag = tree[0]
    if tag == 2:
        return tree[1]
    if tag == 1:
        return [_build(item) for item in tree[1:]]
    _, name, fields, place = tree
    cls = globals()[name]
    if not fields and place is None and name not in ("Module", "Interactive"):
        if name not in _singletons:
            _singletons[name] = cls()
        return _singletons[name]
    node = cls.__new__(cls)
    for field, value in zip(cls._fields, fields):
        setattr(node, field, _build(value))
    if place is not None:
        node.lineno, node.col_offset, node.end_lineno, node.end_col_offset = place
    return node
`;

const PLACE = '("lineno", "col_offset", "end_lineno", "end_col_offset")';

/** A Python tuple of names. */
function tuple(names) {
  return names.length === 0 ? "()" : `(${names.map((n) => `"${n}"`).join(", ")},)`;
}

function parseFields(text) {
  if (text.trim() === "") return [];
  return text.split(",").map((part) => {
    const [type, name] = part.trim().split(/\s+/);
    return { name, isOptional: /\?$/.test(type), isList: type.includes("*"), type: type.replace(/[?*]/g, "") };
  });
}

function nodeLine(name, base, fields, attributes) {
  const doc = `${name}(${fields.map((f) => `${f.type}${f.isList ? "*" : f.isOptional ? "?" : ""} ${f.name}`).join(", ")})`;
  const pick = (test) => tuple(fields.filter(test).map((f) => f.name));
  return `${name} = _node("${name}", ${base}, ${tuple(fields.map((f) => f.name))}, ${attributes}, ${pick((f) => f.isOptional && !f.isList)}, ${pick((f) => f.isList)}, ${pick((f) => f.type === "expr_context")}, ${JSON.stringify(fields.length === 0 ? name : doc)})`;
}

/** The source of _ast.py. */
export function astModuleSource() {
  const lines = [];
  const sums = new Set();
  for (const [sum, names] of Object.entries(ENUMS)) {
    lines.push(nodeLine(sum, "AST", [], "()"));
    for (const name of names.split(" ")) lines.push(nodeLine(name, sum, [], "None"));
  }
  for (const [type, constructor, fields] of ASDL) {
    const isProduct = type === constructor;
    const attributes = LOCATED.includes(type) ? PLACE : "()";
    if (isProduct) {
      lines.push(nodeLine(constructor, "AST", parseFields(fields), attributes));
      continue;
    }
    if (!sums.has(type)) {
      sums.add(type);
      lines.push(nodeLine(type, "AST", [], attributes));
      if (attributes === PLACE) lines.push(`${type}.end_lineno = ${type}.end_col_offset = None`);
    }
    lines.push(nodeLine(constructor, type, parseFields(fields), "None"));
  }
  return `${HEAD}${lines.join("\n")}\n${TAIL}`;
}
