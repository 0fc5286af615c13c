/**
 * The one table of Python 3.13's abstract syntax (CPython: Parser/Python.asdl). A row is a type, a constructor and its
 * fields in ASDL's own notation: `type name`, `type? name` may be None, `type* name` is a list, `type?* name` a list that
 * may hold None. `scripts/generate-ast.ts` turns it into `nodes.ts`; nothing else lists the nodes.
 *
 * Invariant: the order of rows and fields is CPython's, because `ast.dump`, `_fields` and the marshalled order follow it.
 */
export type AsdlRow = readonly [type: string, constructor: string, fields: string];

/** Types whose constructors all carry lineno, col_offset, end_lineno, end_col_offset. */
export const LOCATED = ["stmt", "expr", "excepthandler", "arg", "keyword", "alias", "pattern", "type_param"];

/** Sums of constructors without fields: one string each. */
export const ENUMS: Readonly<Record<string, string>> = {
  expr_context: "Load Store Del",
  boolop: "And Or",
  operator: "Add Sub Mult MatMult Div Mod Pow LShift RShift BitOr BitXor BitAnd FloorDiv",
  unaryop: "Invert Not UAdd USub",
  cmpop: "Eq NotEq Lt LtE Gt GtE Is IsNot In NotIn",
};

export const ASDL: readonly AsdlRow[] = [
  ["mod", "Module", "stmt* body, type_ignore* type_ignores"],
  ["mod", "Interactive", "stmt* body"],
  ["mod", "Expression", "expr body"],
  ["mod", "FunctionType", "expr* argtypes, expr returns"],

  [
    "stmt",
    "FunctionDef",
    "identifier name, arguments args, stmt* body, expr* decorator_list, expr? returns, string? type_comment, type_param* type_params",
  ],
  [
    "stmt",
    "AsyncFunctionDef",
    "identifier name, arguments args, stmt* body, expr* decorator_list, expr? returns, string? type_comment, type_param* type_params",
  ],
  [
    "stmt",
    "ClassDef",
    "identifier name, expr* bases, keyword* keywords, stmt* body, expr* decorator_list, type_param* type_params",
  ],
  ["stmt", "Return", "expr? value"],
  ["stmt", "Delete", "expr* targets"],
  ["stmt", "Assign", "expr* targets, expr value, string? type_comment"],
  ["stmt", "TypeAlias", "expr name, type_param* type_params, expr value"],
  ["stmt", "AugAssign", "expr target, operator op, expr value"],
  ["stmt", "AnnAssign", "expr target, expr annotation, expr? value, int simple"],
  ["stmt", "For", "expr target, expr iter, stmt* body, stmt* orelse, string? type_comment"],
  ["stmt", "AsyncFor", "expr target, expr iter, stmt* body, stmt* orelse, string? type_comment"],
  ["stmt", "While", "expr test, stmt* body, stmt* orelse"],
  ["stmt", "If", "expr test, stmt* body, stmt* orelse"],
  ["stmt", "With", "withitem* items, stmt* body, string? type_comment"],
  ["stmt", "AsyncWith", "withitem* items, stmt* body, string? type_comment"],
  ["stmt", "Match", "expr subject, match_case* cases"],
  ["stmt", "Raise", "expr? exc, expr? cause"],
  ["stmt", "Try", "stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody"],
  ["stmt", "TryStar", "stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody"],
  ["stmt", "Assert", "expr test, expr? msg"],
  ["stmt", "Import", "alias* names"],
  ["stmt", "ImportFrom", "identifier? module, alias* names, int? level"],
  ["stmt", "Global", "identifier* names"],
  ["stmt", "Nonlocal", "identifier* names"],
  ["stmt", "Expr", "expr value"],
  ["stmt", "Pass", ""],
  ["stmt", "Break", ""],
  ["stmt", "Continue", ""],

  ["expr", "BoolOp", "boolop op, expr* values"],
  ["expr", "NamedExpr", "expr target, expr value"],
  ["expr", "BinOp", "expr left, operator op, expr right"],
  ["expr", "UnaryOp", "unaryop op, expr operand"],
  ["expr", "Lambda", "arguments args, expr body"],
  ["expr", "IfExp", "expr test, expr body, expr orelse"],
  ["expr", "Dict", "expr?* keys, expr* values"],
  ["expr", "Set", "expr* elts"],
  ["expr", "ListComp", "expr elt, comprehension* generators"],
  ["expr", "SetComp", "expr elt, comprehension* generators"],
  ["expr", "DictComp", "expr key, expr value, comprehension* generators"],
  ["expr", "GeneratorExp", "expr elt, comprehension* generators"],
  ["expr", "Await", "expr value"],
  ["expr", "Yield", "expr? value"],
  ["expr", "YieldFrom", "expr value"],
  ["expr", "Compare", "expr left, cmpop* ops, expr* comparators"],
  ["expr", "Call", "expr func, expr* args, keyword* keywords"],
  ["expr", "FormattedValue", "expr value, int conversion, expr? format_spec"],
  ["expr", "JoinedStr", "expr* values"],
  ["expr", "Constant", "constant value, string? kind"],
  ["expr", "Attribute", "expr value, identifier attr, expr_context ctx"],
  ["expr", "Subscript", "expr value, expr slice, expr_context ctx"],
  ["expr", "Starred", "expr value, expr_context ctx"],
  ["expr", "Name", "identifier id, expr_context ctx"],
  ["expr", "List", "expr* elts, expr_context ctx"],
  ["expr", "Tuple", "expr* elts, expr_context ctx"],
  ["expr", "Slice", "expr? lower, expr? upper, expr? step"],

  ["comprehension", "comprehension", "expr target, expr iter, expr* ifs, int is_async"],
  ["excepthandler", "ExceptHandler", "expr? type, identifier? name, stmt* body"],
  [
    "arguments",
    "arguments",
    "arg* posonlyargs, arg* args, arg? vararg, arg* kwonlyargs, expr?* kw_defaults, arg? kwarg, expr* defaults",
  ],
  ["arg", "arg", "identifier arg, expr? annotation, string? type_comment"],
  ["keyword", "keyword", "identifier? arg, expr value"],
  ["alias", "alias", "identifier name, identifier? asname"],
  ["withitem", "withitem", "expr context_expr, expr? optional_vars"],
  ["match_case", "match_case", "pattern pattern, expr? guard, stmt* body"],

  ["pattern", "MatchValue", "expr value"],
  ["pattern", "MatchSingleton", "constant value"],
  ["pattern", "MatchSequence", "pattern* patterns"],
  ["pattern", "MatchMapping", "expr* keys, pattern* patterns, identifier? rest"],
  ["pattern", "MatchClass", "expr cls, pattern* patterns, identifier* kwd_attrs, pattern* kwd_patterns"],
  ["pattern", "MatchStar", "identifier? name"],
  ["pattern", "MatchAs", "pattern? pattern, identifier? name"],
  ["pattern", "MatchOr", "pattern* patterns"],

  ["type_ignore", "TypeIgnore", "int lineno, string tag"],

  ["type_param", "TypeVar", "identifier name, expr? bound, expr? default_value"],
  ["type_param", "ParamSpec", "identifier name, expr? default_value"],
  ["type_param", "TypeVarTuple", "identifier name, expr? default_value"],
];
