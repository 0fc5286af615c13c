/**
 * The grammar of the error pass, part 3: the `invalid_` rules of 3.13, each of which exists to raise one message. They take
 * part only in the second parse. Notation: compile.ts.
 */
export const INVALID_RULES = `
invalid_arguments:
  | ((','.(starred_expression | (assignment_expression | expression !':=') !'=')+ ',' kwargs) | kwargs) a=',' ','.(starred_expression !'=')+ -> err from a "iterable argument unpacking follows keyword argument unpacking"
  | a=expression b=for_if_clauses ',' [args | expression for_if_clauses] -> do generatorRange
  | a=NAME b='=' expression for_if_clauses -> err range a b "invalid syntax. Maybe you meant '==' or ':=' instead of '='?"
  | [args ','] a=NAME b='=' &(',' | ')') -> err range a b "expected argument value expression"
  | a=args b=for_if_clauses -> do nonparenGenexp
  | args ',' a=expression b=for_if_clauses -> do generatorRange
  | a=args ',' args -> do argumentsError
invalid_kwarg:
  | a=('True' | 'False' | 'None') b='=' -> err range a b "cannot assign to %t"
  | a=NAME b='=' expression for_if_clauses -> err range a b "invalid syntax. Maybe you meant '==' or ':=' instead of '='?"
  | !(NAME '=') a=expression b='=' -> err range a b "expression cannot contain assignment, perhaps you meant \\"==\\"?"
  | a='**' expression '=' b=expression -> err range a b "cannot assign to keyword argument unpacking"

expression_without_invalid (without_invalid):
  | disjunction 'if' disjunction 'else' expression -> IfExp
  | disjunction
  | lambdef
invalid_legacy_expression: a=NAME !'(' b=star_expressions -> do legacy
invalid_type_param:
  | '*' NAME a=':' b=expression -> do typeParam "TypeVarTuple"
  | '**' NAME a=':' b=expression -> do typeParam "ParamSpec"
invalid_expression:
  | !(NAME STRING | SOFT_KEYWORD) a=disjunction b=expression_without_invalid -> do missingComma
  | a=disjunction 'if' b=disjunction !('else' | ':') -> err range a b "expected 'else' after 'if' expression"
  | a='lambda' [lambda_params] b=':' &FSTRING_MIDDLE -> err range a b "f-string: lambda expressions are not allowed without parentheses"
invalid_named_expression (memo):
  | a=expression ':=' expression -> err at a "cannot use assignment expressions with %s"
  | a=NAME '=' b=bitwise_or !('=' | ':=') -> err range a b "invalid syntax. Maybe you meant '==' or ':=' instead of '='?"
  | !(list | tuple | genexp | 'True' | 'None' | 'False') a=bitwise_or b='=' bitwise_or !('=' | ':=') -> err at a "cannot assign to %s here. Maybe you meant '==' instead of '='?"
invalid_assignment:
  | a=invalid_ann_assign_target ':' expression -> err at a "only single target (not %s) can be annotated"
  | a=star_named_expression ',' star_named_expressions* ':' expression -> err at a "only single target (not tuple) can be annotated"
  | a=expression ':' expression -> err at a "illegal target for annotation"
  | (star_targets '=')* a=star_expressions '=' -> do invalidTarget "star"
  | (star_targets '=')* a=yield_expr '=' -> err at a "assignment to yield expression not possible"
  | a=star_expressions augassign (yield_expr | star_expressions) -> err at a "'%s' is an illegal expression for augmented assignment"
invalid_ann_assign_target: list | tuple | '(' a=invalid_ann_assign_target ')' -> a
invalid_del_stmt: 'del' a=star_expressions -> do invalidTarget "del"
invalid_block: NEWLINE !INDENT -> err indent "expected an indented block"
invalid_comprehension:
  | ('[' | '(' | '{') a=starred_expression for_if_clauses -> err at a "iterable unpacking cannot be used in comprehension"
  | ('[' | '{') a=star_named_expression ',' b=star_named_expressions for_if_clauses -> err range a b "did you forget parentheses around the comprehension target?"
  | ('[' | '{') a=star_named_expression b=',' for_if_clauses -> err range a b "did you forget parentheses around the comprehension target?"
invalid_dict_comprehension: '{' a='**' bitwise_or for_if_clauses '}' -> err at a "dict unpacking cannot be used in dict comprehension"
invalid_parameters:
  | a="/" ',' -> err at a "at least one argument must precede /"
  | (slash_no_default | slash_with_default) param_maybe_default* a='/' -> err at a "/ may appear only once"
  | slash_no_default? param_no_default* invalid_parameters_helper a=param_no_default -> err at a "parameter without a default follows parameter with a default"
  | param_no_default* a='(' param_no_default+ ','? b=')' -> err range a b "Function parameters cannot be parenthesized"
  | (slash_no_default | slash_with_default)? param_maybe_default* '*' (',' | param_no_default) param_maybe_default* a='/' -> err at a "/ must be ahead of *"
  | param_maybe_default+ '/' a='*' -> err at a "expected comma between / and *"
invalid_parameters_helper: slash_with_default | param_with_default+
invalid_default: a='=' &(')' | ',') -> err at a "expected default value expression"
invalid_star_etc:
  | a='*' (')' | ',' (')' | '**')) -> err at a "named arguments must follow bare *"
  | '*' ',' TYPE_COMMENT -> err "bare * has associated type comment"
  | '*' param a='=' -> err at a "var-positional argument cannot have default value"
  | '*' (param_no_default | ',') param_maybe_default* a='*' (param_no_default | ',') -> err at a "* argument may appear only once"
invalid_kwds:
  | '**' param a='=' -> err at a "var-keyword argument cannot have default value"
  | '**' param ',' a=param -> err at a "arguments cannot follow var-keyword argument"
  | '**' param ',' a=('*' | '**' | '/') -> err at a "arguments cannot follow var-keyword argument"
invalid_lambda_parameters:
  | a="/" ',' -> err at a "at least one argument must precede /"
  | (lambda_slash_no_default | lambda_slash_with_default) lambda_param_maybe_default* a='/' -> err at a "/ may appear only once"
  | lambda_slash_no_default? lambda_param_no_default* invalid_lambda_parameters_helper a=lambda_param_no_default -> err at a "parameter without a default follows parameter with a default"
  | lambda_param_no_default* a='(' ','.lambda_param+ ','? b=')' -> err range a b "Lambda expression parameters cannot be parenthesized"
  | (lambda_slash_no_default | lambda_slash_with_default)? lambda_param_maybe_default* '*' (',' | lambda_param_no_default) lambda_param_maybe_default* a='/' -> err at a "/ must be ahead of *"
  | lambda_param_maybe_default+ '/' a='*' -> err at a "expected comma between / and *"
invalid_lambda_parameters_helper: lambda_slash_with_default | lambda_param_with_default+
invalid_lambda_star_etc:
  | '*' (':' | ',' (':' | '**')) -> err "named arguments must follow bare *"
  | '*' lambda_param a='=' -> err at a "var-positional argument cannot have default value"
  | '*' (lambda_param_no_default | ',') lambda_param_maybe_default* a='*' (lambda_param_no_default | ',') -> err at a "* argument may appear only once"
invalid_lambda_kwds:
  | '**' lambda_param a='=' -> err at a "var-keyword argument cannot have default value"
  | '**' lambda_param ',' a=lambda_param -> err at a "arguments cannot follow var-keyword argument"
  | '**' lambda_param ',' a=('*' | '**' | '/') -> err at a "arguments cannot follow var-keyword argument"
invalid_double_type_comments: TYPE_COMMENT NEWLINE TYPE_COMMENT NEWLINE INDENT -> err "Cannot have two type comments on def"
invalid_with_item: expression 'as' a=expression &(',' | ')' | ':') -> do invalidTarget "star"
invalid_for_if_clause: 'async'? 'for' (bitwise_or (',' bitwise_or)* [',']) !'in' -> err "'in' expected after for-loop variables"
invalid_for_target: 'async'? 'for' a=star_expressions -> do invalidTarget "for"
invalid_group:
  | '(' a=starred_expression ')' -> err at a "cannot use starred expression here"
  | '(' a='**' expression ')' -> err at a "cannot use double starred expression here"
invalid_import:
  | a='import' ','.dotted_name+ 'from' dotted_name -> err from a "Did you mean to use 'from ... import ...' instead?"
  | 'import' a=NEWLINE -> err from a "Expected one or more names after 'import'"
invalid_import_from_targets:
  | import_from_as_names ',' NEWLINE -> err "trailing comma not allowed without surrounding parentheses"
  | a=NEWLINE -> err from a "Expected one or more names after 'import'"
invalid_with_stmt:
  | ['async'] 'with' ','.(expression ['as' star_target])+ NEWLINE -> err "expected ':'"
  | ['async'] 'with' '(' ','.(expressions ['as' star_target])+ ','? ')' NEWLINE -> err "expected ':'"
invalid_with_stmt_indent:
  | ['async'] a='with' ','.(expression ['as' star_target])+ ':' NEWLINE !INDENT -> err indent a "expected an indented block after 'with' statement on line %d"
  | ['async'] a='with' '(' ','.(expressions ['as' star_target])+ ','? ')' ':' NEWLINE !INDENT -> err indent a "expected an indented block after 'with' statement on line %d"
invalid_try_stmt:
  | a='try' ':' NEWLINE !INDENT -> err indent a "expected an indented block after 'try' statement on line %d"
  | 'try' ':' block !('except' | 'finally') -> err "expected 'except' or 'finally' block"
  | 'try' ':' block* except_block+ a='except' b='*' expression ['as' NAME] ':' -> err range a b "cannot have both 'except' and 'except*' on the same 'try'"
  | 'try' ':' block* except_star_block+ a='except' [expression ['as' NAME]] ':' -> err at a "cannot have both 'except' and 'except*' on the same 'try'"
invalid_except_stmt:
  | 'except' '*'? a=expression ',' expressions ['as' NAME] ':' -> err from a "multiple exception types must be parenthesized"
  | 'except' '*'? expression ['as' NAME] NEWLINE -> err "expected ':'"
  | 'except' NEWLINE -> err "expected ':'"
  | 'except' '*' (NEWLINE | ':') -> err "expected one or more exception types"
invalid_finally_stmt: a='finally' ':' NEWLINE !INDENT -> err indent a "expected an indented block after 'finally' statement on line %d"
invalid_except_stmt_indent:
  | a='except' expression ['as' NAME] ':' NEWLINE !INDENT -> err indent a "expected an indented block after 'except' statement on line %d"
  | a='except' ':' NEWLINE !INDENT -> err indent a "expected an indented block after 'except' statement on line %d"
invalid_except_star_stmt_indent: a='except' '*' expression ['as' NAME] ':' NEWLINE !INDENT -> err indent a "expected an indented block after 'except*' statement on line %d"
invalid_match_stmt:
  | "match" subject_expr NEWLINE -> do expectedColon
  | a="match" subject_expr ':' NEWLINE !INDENT -> err indent a "expected an indented block after 'match' statement on line %d"
invalid_case_block:
  | "case" patterns guard? NEWLINE -> err "expected ':'"
  | a="case" patterns guard? ':' NEWLINE !INDENT -> err indent a "expected an indented block after 'case' statement on line %d"
invalid_as_pattern:
  | or_pattern 'as' a="_" -> err at a "cannot use '_' as a target"
  | or_pattern 'as' !NAME a=expression -> err at a "invalid pattern target"
invalid_class_pattern: name_or_attr '(' a=invalid_class_argument_pattern -> err range a a "positional patterns follow keyword patterns"
invalid_class_argument_pattern: [positional_patterns ','] keyword_patterns ',' a=positional_patterns -> a
invalid_if_stmt:
  | 'if' named_expression NEWLINE -> err "expected ':'"
  | a='if' named_expression ':' NEWLINE !INDENT -> err indent a "expected an indented block after 'if' statement on line %d"
invalid_elif_stmt:
  | 'elif' named_expression NEWLINE -> err "expected ':'"
  | a='elif' named_expression ':' NEWLINE !INDENT -> err indent a "expected an indented block after 'elif' statement on line %d"
invalid_else_stmt: a='else' ':' NEWLINE !INDENT -> err indent a "expected an indented block after 'else' statement on line %d"
invalid_while_stmt:
  | 'while' named_expression NEWLINE -> err "expected ':'"
  | a='while' named_expression ':' NEWLINE !INDENT -> err indent a "expected an indented block after 'while' statement on line %d"
invalid_for_stmt:
  | ['async'] 'for' star_targets 'in' star_expressions NEWLINE -> err "expected ':'"
  | ['async'] a='for' star_targets 'in' star_expressions ':' NEWLINE !INDENT -> err indent a "expected an indented block after 'for' statement on line %d"
invalid_def_raw:
  | ['async'] a='def' NAME [type_params] '(' [params] ')' ['->' expression] ':' NEWLINE !INDENT -> err indent a "expected an indented block after function definition on line %d"
  | ['async'] 'def' NAME [type_params] &&'(' [params] ')' ['->' expression] &&':' [func_type_comment] block
invalid_class_def_raw:
  | 'class' NAME [type_params] ['(' [arguments] ')'] NEWLINE -> err "expected ':'"
  | a='class' NAME [type_params] ['(' [arguments] ')'] ':' NEWLINE !INDENT -> err indent a "expected an indented block after class definition on line %d"
invalid_double_starred_kvpairs:
  | ','.double_starred_kvpair+ ',' invalid_kvpair
  | expression ':' a='*' bitwise_or -> err from a "cannot use a starred expression in a dictionary value"
  | expression a=':' &('}' | ',') -> err at a "expression expected after dictionary key and ':'"
invalid_kvpair:
  | a=expression !(':') -> do missingDictColon
  | expression ':' a='*' bitwise_or -> err from a "cannot use a starred expression in a dictionary value"
  | expression a=':' &('}' | ',') -> err at a "expression expected after dictionary key and ':'"
invalid_starred_expression_unpacking: a='*' expression '=' b=expression -> err range a b "cannot assign to iterable argument unpacking"
invalid_starred_expression: '*' -> err "Invalid star expression"
invalid_replacement_field:
  | '{' a='=' -> err at a "f-string: valid expression required before '='"
  | '{' a='!' -> err at a "f-string: valid expression required before '!'"
  | '{' a=':' -> err at a "f-string: valid expression required before ':'"
  | '{' a='}' -> err at a "f-string: valid expression required before '}'"
  | '{' !annotated_rhs -> err next "f-string: expecting a valid expression after '{'"
  | '{' annotated_rhs !('=' | '!' | ':' | '}') -> err next "f-string: expecting '=', or '!', or ':', or '}'"
  | '{' annotated_rhs '=' !('!' | ':' | '}') -> err next "f-string: expecting '!', or ':', or '}'"
  | '{' annotated_rhs '='? invalid_conversion_character
  | '{' annotated_rhs '='? ['!' NAME] !(':' | '}') -> err next "f-string: expecting ':' or '}'"
  | '{' annotated_rhs '='? ['!' NAME] ':' fstring_format_spec* !'}' -> err next "f-string: expecting '}', or format specs"
  | '{' annotated_rhs '='? ['!' NAME] !'}' -> err next "f-string: expecting '}'"
invalid_conversion_character:
  | '!' &(':' | '}') -> err next "f-string: missing conversion character"
  | '!' !NAME -> err next "f-string: invalid conversion character"
invalid_arithmetic: sum ('+' | '-' | '*' | '/' | '%' | '//' | '@') a='not' b=inversion -> err range a b "'not' after an operator must be parenthesized"
invalid_factor: ('+' | '-' | '~') a='not' b=factor -> err range a b "'not' after an operator must be parenthesized"
invalid_type_params: '[' a=']' -> err from a "Type parameter list cannot be empty"
`;
