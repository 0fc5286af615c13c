/**
 * The grammar of the error pass, part 2: expressions and targets (CPython: Grammar/python.gram of 3.13). Notation: compile.ts.
 */
export const EXPRESSION_RULES = `
expressions: a=expression b=(',' c=expression -> c)+ [','] -> do tuple | a=expression ',' -> do tuple | expression
expression (memo):
  | invalid_expression
  | invalid_legacy_expression
  | disjunction 'if' disjunction 'else' expression -> IfExp
  | disjunction
  | lambdef
yield_expr: 'yield' 'from' expression -> YieldFrom | 'yield' [star_expressions] -> Yield
star_expressions:
  | a=star_expression b=(',' c=star_expression -> c)+ [','] -> do tuple
  | a=star_expression ',' -> do tuple
  | star_expression
star_expression (memo): '*' value=bitwise_or -> Starred | expression
star_named_expressions: a=','.star_named_expression+ [','] -> a
star_named_expression: '*' value=bitwise_or -> Starred | named_expression
assignment_expression: NAME ':=' ~ expression -> do namedExpr
named_expression: assignment_expression | invalid_named_expression | expression !':='

disjunction (memo): conjunction ('or' conjunction)+ -> BoolOp | conjunction
conjunction (memo): inversion ('and' inversion)+ -> BoolOp | inversion
inversion (memo): 'not' inversion -> UnaryOp | comparison
comparison: left=bitwise_or pairs=compare_op_bitwise_or_pair+ -> Compare | bitwise_or
compare_op_bitwise_or_pair:
  | eq_bitwise_or
  | noteq_bitwise_or
  | lte_bitwise_or
  | lt_bitwise_or
  | gte_bitwise_or
  | gt_bitwise_or
  | notin_bitwise_or
  | in_bitwise_or
  | isnot_bitwise_or
  | is_bitwise_or
eq_bitwise_or: '==' bitwise_or
noteq_bitwise_or: (a='!=' -> do barry) bitwise_or
lte_bitwise_or: '<=' bitwise_or
lt_bitwise_or: '<' bitwise_or
gte_bitwise_or: '>=' bitwise_or
gt_bitwise_or: '>' bitwise_or
notin_bitwise_or: 'not' 'in' bitwise_or
in_bitwise_or: 'in' bitwise_or -> InPair
isnot_bitwise_or: 'is' 'not' bitwise_or
is_bitwise_or: 'is' bitwise_or

bitwise_or (left): bitwise_or '|' bitwise_xor -> BinOp | bitwise_xor
bitwise_xor (left): bitwise_xor '^' bitwise_and -> BinOp | bitwise_and
bitwise_and (left): bitwise_and '&' shift_expr -> BinOp | shift_expr
shift_expr (left): shift_expr '<<' sum -> BinOp | shift_expr '>>' sum -> BinOp | invalid_arithmetic | sum
sum (left): sum '+' term -> BinOp | sum '-' term -> BinOp | term
term (left):
  | term '*' factor -> BinOp
  | term '/' factor -> BinOp
  | term '//' factor -> BinOp
  | term '%' factor -> BinOp
  | term '@' factor -> do matMult
  | invalid_factor
  | factor
factor (memo): '+' factor -> UnaryOp | '-' factor -> UnaryOp | '~' factor -> UnaryOp | power
power: await_primary '**' factor -> BinOp | await_primary
await_primary (memo): 'await' primary -> do await | primary
primary (left):
  | primary '.' NAME -> Attribute
  | primary genexp -> Call
  | primary '(' [arguments] ')' -> Call
  | primary '[' slices ']' -> Subscript
  | atom
slices: a=slice !',' -> a | ','.(slice | starred_expression)+ [','] -> Tuple
slice: [expression] ':' [expression] [':' [expression]] -> Slice | named_expression
atom:
  | NAME
  | 'True' -> ConstTrue
  | 'False' -> ConstFalse
  | 'None' -> ConstNone
  | &(STRING | FSTRING_START) strings
  | NUMBER
  | &'(' (tuple | group | genexp)
  | &'[' (list | listcomp)
  | &'{' (dict | set | dictcomp | setcomp)
  | '...' -> Ellipsis
group: '(' a=(yield_expr | named_expression) ')' -> a | invalid_group

lambdef: 'lambda' [lambda_params] ':' expression -> Lambda
lambda_params: invalid_lambda_parameters | lambda_parameters
lambda_parameters:
  | lambda_slash_no_default lambda_param_no_default* lambda_param_with_default* [lambda_star_etc] -> do version 8 "Positional-only parameters are"
  | lambda_slash_with_default lambda_param_with_default* [lambda_star_etc] -> do version 8 "Positional-only parameters are"
  | lambda_param_no_default+ lambda_param_with_default* [lambda_star_etc]
  | lambda_param_with_default+ [lambda_star_etc]
  | lambda_star_etc
lambda_slash_no_default: lambda_param_no_default+ '/' ',' | lambda_param_no_default+ '/' &':'
lambda_slash_with_default:
  | lambda_param_no_default* lambda_param_with_default+ '/' ','
  | lambda_param_no_default* lambda_param_with_default+ '/' &':'
lambda_star_etc:
  | invalid_lambda_star_etc
  | '*' lambda_param_no_default lambda_param_maybe_default* [lambda_kwds]
  | '*' ',' lambda_param_maybe_default+ [lambda_kwds]
  | lambda_kwds
lambda_kwds: invalid_lambda_kwds | '**' lambda_param_no_default
lambda_param_no_default: a=lambda_param ',' -> a | a=lambda_param &':' -> a
lambda_param_with_default: lambda_param default ',' | lambda_param default &':'
lambda_param_maybe_default: lambda_param default? ',' | lambda_param default? &':'
lambda_param: NAME

fstring_middle: fstring_replacement_field | a=FSTRING_MIDDLE -> do middle
fstring_replacement_field:
  | '{' annotated_rhs '='? c=fstring_conversion? [fstring_full_format_spec] '}' -> do formattedValue
  | invalid_replacement_field
fstring_conversion: a="!" b=NAME -> do conversion
fstring_full_format_spec: ':' fstring_format_spec*
fstring_format_spec: a=FSTRING_MIDDLE -> do decodeSpec | fstring_replacement_field
fstring: a=FSTRING_START b=fstring_middle* c=FSTRING_END -> do joinedStr
string: a=STRING -> do string
strings (memo): a=(fstring | string)+ -> do concatenate

list: '[' a=[star_named_expressions] ']' -> do list
tuple: '(' a=[y=star_named_expression ',' z=[star_named_expressions] -> do insertInFront] ')' -> do parenTuple
set: '{' star_named_expressions '}' -> Set
dict: '{' [double_starred_kvpairs] '}' -> Dict | '{' invalid_double_starred_kvpairs '}'
double_starred_kvpairs: ','.double_starred_kvpair+ [',']
double_starred_kvpair: '**' bitwise_or | kvpair
kvpair: expression ':' expression

for_if_clauses: for_if_clause+
for_if_clause:
  | 'async' 'for' star_targets 'in' ~ b=disjunction c=('if' z=disjunction -> z)* -> do asyncComprehension
  | 'for' star_targets 'in' ~ b=disjunction c=('if' z=disjunction -> z)* -> do comprehension
  | invalid_for_if_clause
  | invalid_for_target
listcomp: '[' named_expression for_if_clauses ']' -> ListComp | invalid_comprehension
setcomp: '{' named_expression for_if_clauses '}' -> SetComp | invalid_comprehension
genexp: '(' (assignment_expression | expression !':=') for_if_clauses ')' -> GeneratorExp | invalid_comprehension
dictcomp: '{' kvpair for_if_clauses '}' -> DictComp | invalid_dict_comprehension

arguments (memo): a=args [','] &')' -> a | invalid_arguments
args:
  | a=','.(starred_expression | (assignment_expression | expression !':=') !'=')+ b=[',' k=kwargs -> k] -> do callArguments
  | b=kwargs -> do callArguments
kwargs:
  | a=','.kwarg_or_starred+ ',' b=','.kwarg_or_double_starred+ -> do joinSequences
  | ','.kwarg_or_starred+
  | ','.kwarg_or_double_starred+
starred_expression: invalid_starred_expression_unpacking | '*' value=expression -> Starred | invalid_starred_expression
kwarg_or_starred: invalid_kwarg | NAME '=' expression -> Keyword | starred_expression
kwarg_or_double_starred: invalid_kwarg | NAME '=' expression -> Keyword | '**' expression -> KeywordUnpacking

star_targets: a=star_target !',' -> a | star_target (',' star_target)* [',']
star_targets_list_seq: ','.star_target+ [',']
star_targets_tuple_seq: star_target (',' star_target)+ [','] | star_target ','
star_target (memo): '*' (!'*' star_target) | target_with_star_atom
target_with_star_atom (memo):
  | t_primary '.' NAME !t_lookahead
  | t_primary '[' slices ']' !t_lookahead
  | star_atom
star_atom:
  | NAME
  | '(' target_with_star_atom ')'
  | '(' [star_targets_tuple_seq] ')'
  | '[' [star_targets_list_seq] ']'
single_target: single_subscript_attribute_target | NAME | '(' single_target ')'
single_subscript_attribute_target: t_primary '.' NAME !t_lookahead | t_primary '[' slices ']' !t_lookahead
t_primary (left):
  | t_primary '.' NAME &t_lookahead -> Attribute
  | t_primary '[' slices ']' &t_lookahead -> Subscript
  | t_primary genexp &t_lookahead -> Call
  | t_primary '(' [arguments] ')' &t_lookahead -> Call
  | a=atom &t_lookahead -> a
t_lookahead: '(' | '[' | '.'
del_targets: ','.del_target+ [',']
del_target (memo):
  | t_primary '.' NAME !t_lookahead
  | t_primary '[' slices ']' !t_lookahead
  | del_t_atom
del_t_atom: NAME | '(' del_target ')' | '(' [del_targets] ')' | '[' [del_targets] ']'
`;
