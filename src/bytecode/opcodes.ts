/**
 * The bytecode of CPython 3.13 (magic 3571): the one table. `OP` gives each opcode its number; `rows` gives it an operand
 * kind, a stack picture, its inline cache, flags, a family and a sentence. Everything else about opcodes (stack effects,
 * `dis`, docs/opcodes.md, the machine's assembly/generated/opcode.ts) derives from these two.
 *
 * CPython's counterpart: Python/bytecodes.c and what its cases generator makes of it. Invariant: tests/spec/opcodes.test.ts
 * holds every number, stack effect and flag against a CPython 3.13.
 */
export const OP = {
  CACHE: 0,
  BEFORE_ASYNC_WITH: 1,
  BEFORE_WITH: 2,
  BINARY_OP_INPLACE_ADD_UNICODE: 3,
  BINARY_SLICE: 4,
  BINARY_SUBSCR: 5,
  CHECK_EG_MATCH: 6,
  CHECK_EXC_MATCH: 7,
  CLEANUP_THROW: 8,
  DELETE_SUBSCR: 9,
  END_ASYNC_FOR: 10,
  END_FOR: 11,
  END_SEND: 12,
  EXIT_INIT_CHECK: 13,
  FORMAT_SIMPLE: 14,
  FORMAT_WITH_SPEC: 15,
  GET_AITER: 16,
  RESERVED: 17,
  GET_ANEXT: 18,
  GET_ITER: 19,
  GET_LEN: 20,
  GET_YIELD_FROM_ITER: 21,
  INTERPRETER_EXIT: 22,
  LOAD_ASSERTION_ERROR: 23,
  LOAD_BUILD_CLASS: 24,
  LOAD_LOCALS: 25,
  MAKE_FUNCTION: 26,
  MATCH_KEYS: 27,
  MATCH_MAPPING: 28,
  MATCH_SEQUENCE: 29,
  NOP: 30,
  POP_EXCEPT: 31,
  POP_TOP: 32,
  PUSH_EXC_INFO: 33,
  PUSH_NULL: 34,
  RETURN_GENERATOR: 35,
  RETURN_VALUE: 36,
  SETUP_ANNOTATIONS: 37,
  STORE_SLICE: 38,
  STORE_SUBSCR: 39,
  TO_BOOL: 40,
  UNARY_INVERT: 41,
  UNARY_NEGATIVE: 42,
  UNARY_NOT: 43,
  WITH_EXCEPT_START: 44,
  BINARY_OP: 45,
  BUILD_CONST_KEY_MAP: 46,
  BUILD_LIST: 47,
  BUILD_MAP: 48,
  BUILD_SET: 49,
  BUILD_SLICE: 50,
  BUILD_STRING: 51,
  BUILD_TUPLE: 52,
  CALL: 53,
  CALL_FUNCTION_EX: 54,
  CALL_INTRINSIC_1: 55,
  CALL_INTRINSIC_2: 56,
  CALL_KW: 57,
  COMPARE_OP: 58,
  CONTAINS_OP: 59,
  CONVERT_VALUE: 60,
  COPY: 61,
  COPY_FREE_VARS: 62,
  DELETE_ATTR: 63,
  DELETE_DEREF: 64,
  DELETE_FAST: 65,
  DELETE_GLOBAL: 66,
  DELETE_NAME: 67,
  DICT_MERGE: 68,
  DICT_UPDATE: 69,
  ENTER_EXECUTOR: 70,
  EXTENDED_ARG: 71,
  FOR_ITER: 72,
  GET_AWAITABLE: 73,
  IMPORT_FROM: 74,
  IMPORT_NAME: 75,
  IS_OP: 76,
  JUMP_BACKWARD: 77,
  JUMP_BACKWARD_NO_INTERRUPT: 78,
  JUMP_FORWARD: 79,
  LIST_APPEND: 80,
  LIST_EXTEND: 81,
  LOAD_ATTR: 82,
  LOAD_CONST: 83,
  LOAD_DEREF: 84,
  LOAD_FAST: 85,
  LOAD_FAST_AND_CLEAR: 86,
  LOAD_FAST_CHECK: 87,
  LOAD_FAST_LOAD_FAST: 88,
  LOAD_FROM_DICT_OR_DEREF: 89,
  LOAD_FROM_DICT_OR_GLOBALS: 90,
  LOAD_GLOBAL: 91,
  LOAD_NAME: 92,
  LOAD_SUPER_ATTR: 93,
  MAKE_CELL: 94,
  MAP_ADD: 95,
  MATCH_CLASS: 96,
  POP_JUMP_IF_FALSE: 97,
  POP_JUMP_IF_NONE: 98,
  POP_JUMP_IF_NOT_NONE: 99,
  POP_JUMP_IF_TRUE: 100,
  RAISE_VARARGS: 101,
  RERAISE: 102,
  RETURN_CONST: 103,
  SEND: 104,
  SET_ADD: 105,
  SET_FUNCTION_ATTRIBUTE: 106,
  SET_UPDATE: 107,
  STORE_ATTR: 108,
  STORE_DEREF: 109,
  STORE_FAST: 110,
  STORE_FAST_LOAD_FAST: 111,
  STORE_FAST_STORE_FAST: 112,
  STORE_GLOBAL: 113,
  STORE_NAME: 114,
  SWAP: 115,
  UNPACK_EX: 116,
  UNPACK_SEQUENCE: 117,
  YIELD_VALUE: 118,
  RESUME: 149,
  BINARY_OP_ADD_FLOAT: 150,
  BINARY_OP_ADD_INT: 151,
  BINARY_OP_ADD_UNICODE: 152,
  BINARY_OP_MULTIPLY_FLOAT: 153,
  BINARY_OP_MULTIPLY_INT: 154,
  BINARY_OP_SUBTRACT_FLOAT: 155,
  BINARY_OP_SUBTRACT_INT: 156,
  BINARY_SUBSCR_DICT: 157,
  BINARY_SUBSCR_GETITEM: 158,
  BINARY_SUBSCR_LIST_INT: 159,
  BINARY_SUBSCR_STR_INT: 160,
  BINARY_SUBSCR_TUPLE_INT: 161,
  CALL_ALLOC_AND_ENTER_INIT: 162,
  CALL_BOUND_METHOD_EXACT_ARGS: 163,
  CALL_BOUND_METHOD_GENERAL: 164,
  CALL_BUILTIN_CLASS: 165,
  CALL_BUILTIN_FAST: 166,
  CALL_BUILTIN_FAST_WITH_KEYWORDS: 167,
  CALL_BUILTIN_O: 168,
  CALL_ISINSTANCE: 169,
  CALL_LEN: 170,
  CALL_LIST_APPEND: 171,
  CALL_METHOD_DESCRIPTOR_FAST: 172,
  CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS: 173,
  CALL_METHOD_DESCRIPTOR_NOARGS: 174,
  CALL_METHOD_DESCRIPTOR_O: 175,
  CALL_NON_PY_GENERAL: 176,
  CALL_PY_EXACT_ARGS: 177,
  CALL_PY_GENERAL: 178,
  CALL_STR_1: 179,
  CALL_TUPLE_1: 180,
  CALL_TYPE_1: 181,
  COMPARE_OP_FLOAT: 182,
  COMPARE_OP_INT: 183,
  COMPARE_OP_STR: 184,
  CONTAINS_OP_DICT: 185,
  CONTAINS_OP_SET: 186,
  FOR_ITER_GEN: 187,
  FOR_ITER_LIST: 188,
  FOR_ITER_RANGE: 189,
  FOR_ITER_TUPLE: 190,
  LOAD_ATTR_CLASS: 191,
  LOAD_ATTR_GETATTRIBUTE_OVERRIDDEN: 192,
  LOAD_ATTR_INSTANCE_VALUE: 193,
  LOAD_ATTR_METHOD_LAZY_DICT: 194,
  LOAD_ATTR_METHOD_NO_DICT: 195,
  LOAD_ATTR_METHOD_WITH_VALUES: 196,
  LOAD_ATTR_MODULE: 197,
  LOAD_ATTR_NONDESCRIPTOR_NO_DICT: 198,
  LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES: 199,
  LOAD_ATTR_PROPERTY: 200,
  LOAD_ATTR_SLOT: 201,
  LOAD_ATTR_WITH_HINT: 202,
  LOAD_GLOBAL_BUILTIN: 203,
  LOAD_GLOBAL_MODULE: 204,
  LOAD_SUPER_ATTR_ATTR: 205,
  LOAD_SUPER_ATTR_METHOD: 206,
  RESUME_CHECK: 207,
  SEND_GEN: 208,
  STORE_ATTR_INSTANCE_VALUE: 209,
  STORE_ATTR_SLOT: 210,
  STORE_ATTR_WITH_HINT: 211,
  STORE_SUBSCR_DICT: 212,
  STORE_SUBSCR_LIST_INT: 213,
  TO_BOOL_ALWAYS_TRUE: 214,
  TO_BOOL_BOOL: 215,
  TO_BOOL_INT: 216,
  TO_BOOL_LIST: 217,
  TO_BOOL_NONE: 218,
  TO_BOOL_STR: 219,
  UNPACK_SEQUENCE_LIST: 220,
  UNPACK_SEQUENCE_TUPLE: 221,
  UNPACK_SEQUENCE_TWO_TUPLE: 222,
  INSTRUMENTED_RESUME: 236,
  INSTRUMENTED_END_FOR: 237,
  INSTRUMENTED_END_SEND: 238,
  INSTRUMENTED_RETURN_VALUE: 239,
  INSTRUMENTED_RETURN_CONST: 240,
  INSTRUMENTED_YIELD_VALUE: 241,
  INSTRUMENTED_LOAD_SUPER_ATTR: 242,
  INSTRUMENTED_FOR_ITER: 243,
  INSTRUMENTED_CALL: 244,
  INSTRUMENTED_CALL_KW: 245,
  INSTRUMENTED_CALL_FUNCTION_EX: 246,
  INSTRUMENTED_INSTRUCTION: 247,
  INSTRUMENTED_JUMP_FORWARD: 248,
  INSTRUMENTED_JUMP_BACKWARD: 249,
  INSTRUMENTED_POP_JUMP_IF_TRUE: 250,
  INSTRUMENTED_POP_JUMP_IF_FALSE: 251,
  INSTRUMENTED_POP_JUMP_IF_NONE: 252,
  INSTRUMENTED_POP_JUMP_IF_NOT_NONE: 253,
  INSTRUMENTED_LINE: 254,
  JUMP: 256,
  JUMP_NO_INTERRUPT: 257,
  LOAD_CLOSURE: 258,
  LOAD_METHOD: 259,
  LOAD_SUPER_METHOD: 260,
  LOAD_ZERO_SUPER_ATTR: 261,
  LOAD_ZERO_SUPER_METHOD: 262,
  POP_BLOCK: 263,
  SETUP_CLEANUP: 264,
  SETUP_FINALLY: 265,
  SETUP_WITH: 266,
  STORE_FAST_MAYBE_NULL: 267,
} as const;

export type OpName = keyof typeof OP;

export const HAVE_ARGUMENT = 44;
export const MIN_INSTRUMENTED_OPCODE = 236;
/** Numbers from here on are pseudo instructions: they exist between code generation and assembly only. */
export const FIRST_PSEUDO_OPCODE = 256;

/** What an instruction's argument means. */
export type Operand =
  | "none" // no argument
  | "const" // index into co_consts
  | "name" // index into co_names
  | "name>>1" // index into co_names above one flag bit
  | "name>>2" // index into co_names above two flag bits
  | "local" // index of a fast local
  | "local-pair" // two fast locals, 4 bits each, the first one high
  | "free" // index of a fast local that holds a cell
  | "forward" // jump: code units after the next instruction (after its cache)
  | "backward" // jump: code units back
  | "label" // pseudo instructions: a label
  | "compare" // comparison << 5 | convert to bool << 4 | mask of outcomes
  | "binary-op" // index into binaryOps
  | "intrinsic-1" // index into intrinsics1
  | "intrinsic-2" // index into intrinsics2
  | "count" // a number of items
  | "depth" // a distance from the top of the stack
  | "conversion" // 1 str, 2 repr, 3 ascii
  | "function-attribute" // one of MAKE_FUNCTION_*
  | "where" // RESUME: one of RESUME_* and its depth bit
  | "flag" // a number with a meaning of its own, told by the sentence
  | "raw"; // bits of the next instruction's argument

/** One word of an inline cache: its name and its size in code units. */
export type CacheField = readonly [name: string, units: number];

export interface Row {
  readonly operand: Operand;
  /**
   * `before -- after`, top of the stack at the right. `x[n]` stands for n items, where n may use the argument:
   * `args[oparg]`, `null[oparg & 1]`. The stack effect is computed from this picture.
   */
  readonly stack: string;
  readonly caches: readonly CacheField[];
  /** Space-separated: error, escapes (may run arbitrary code), deopt, exit, eval_break, pure. */
  readonly flags: string;
  /** The general opcode of a specialised or instrumented one; itself otherwise. */
  readonly family: OpName;
  readonly kind: "plain" | "specialised" | "instrumented" | "pseudo";
  /** A pseudo instruction that a jump reaches with other items on the stack: the picture then. */
  readonly stackAtTarget?: string;
  readonly sentence: string;
}

const COUNTER: CacheField = ["counter", 1];
const caches: { readonly [name: string]: readonly CacheField[] } = {
  BINARY_OP: [COUNTER],
  BINARY_SUBSCR: [COUNTER],
  CALL: [COUNTER, ["func_version", 2]],
  COMPARE_OP: [COUNTER],
  CONTAINS_OP: [COUNTER],
  FOR_ITER: [COUNTER],
  JUMP_BACKWARD: [COUNTER],
  LOAD_ATTR: [COUNTER, ["version", 2], ["keys_version", 2], ["descr", 4]],
  LOAD_GLOBAL: [COUNTER, ["index", 1], ["module_keys_version", 1], ["builtin_keys_version", 1]],
  LOAD_SUPER_ATTR: [COUNTER],
  POP_JUMP_IF_FALSE: [COUNTER],
  POP_JUMP_IF_NONE: [COUNTER],
  POP_JUMP_IF_NOT_NONE: [COUNTER],
  POP_JUMP_IF_TRUE: [COUNTER],
  SEND: [COUNTER],
  STORE_ATTR: [COUNTER, ["version", 2], ["index", 1]],
  STORE_SUBSCR: [COUNTER],
  TO_BOOL: [COUNTER, ["version", 2]],
  UNPACK_SEQUENCE: [COUNTER],
};

const noCaches: readonly CacheField[] = [];

interface Draft {
  readonly kind: Row["kind"];
  readonly of?: OpName;
  readonly operand?: Operand;
  readonly stack?: string;
  readonly stackAtTarget?: string;
  readonly flags?: string;
  readonly sentence: string;
}

function op(operand: Operand, stack: string, flags: string, sentence: string): Draft {
  return { kind: "plain", operand, stack, flags, sentence };
}

/** Same operand, picture and cache as `of`; it takes over once the cache says that its guard will hold. */
function special(of: OpName, sentence: string, stack?: string): Draft {
  return { kind: "specialised", of, stack, flags: "deopt", sentence };
}

/** `of`, reporting an event to sys.monitoring first. */
function instrumented(of: OpName, event: string): Draft {
  return { kind: "instrumented", of, sentence: `${of}, with the monitoring event ${event}.` };
}

function pseudo(operand: Operand, stack: string, flags: string, sentence: string, stackAtTarget?: string): Draft {
  return { kind: "pseudo", operand, stack, stackAtTarget, flags, sentence };
}

const drafts: { readonly [N in OpName]: Draft } = {
  // ---- no argument ----
  CACHE: op("none", "--", "", "A word of the inline cache of the instruction before it; never executed."),
  BEFORE_ASYNC_WITH: op(
    "none",
    "mgr -- exit, res",
    "error escapes",
    "Load __aexit__ of the manager and call its __aenter__.",
  ),
  BEFORE_WITH: op("none", "mgr -- exit, res", "error escapes", "Load __exit__ of the manager and call its __enter__."),
  BINARY_OP_INPLACE_ADD_UNICODE: special(
    "BINARY_OP",
    "Append a str to a local str in place when the next instruction stores it there.",
    "left, right --",
  ),
  BINARY_SLICE: op("none", "container, start, stop -- res", "error escapes", "container[start:stop]."),
  BINARY_SUBSCR: op("none", "container, sub -- res", "error escapes", "container[sub]."),
  CHECK_EG_MATCH: op(
    "none",
    "exc, match_type -- rest, match",
    "error escapes",
    "Split an exception group by type for except*.",
  ),
  CHECK_EXC_MATCH: op(
    "none",
    "exc, match_type -- exc, b",
    "error escapes",
    "Test whether an exception matches the type of an except clause.",
  ),
  CLEANUP_THROW: op(
    "none",
    "sub_iter, last_sent, exc -- none, value",
    "error escapes",
    "After a throw into a delegate: turn its StopIteration into the value, raise anything else.",
  ),
  DELETE_SUBSCR: op("none", "container, sub --", "error escapes", "del container[sub]."),
  END_ASYNC_FOR: op(
    "none",
    "awaitable, exc --",
    "error escapes",
    "Leave an async for on StopAsyncIteration; raise anything else.",
  ),
  END_FOR: op("none", "value --", "pure", "Drop the value left when a for loop ends."),
  END_SEND: op(
    "none",
    "receiver, value -- value",
    "pure",
    "Drop the exhausted delegate below the value of a yield from.",
  ),
  EXIT_INIT_CHECK: op("none", "should_be_none --", "error escapes", "Raise TypeError unless __init__ returned None."),
  FORMAT_SIMPLE: op("none", "value -- res", "error escapes", "format(value) for an f-string field without a format."),
  FORMAT_WITH_SPEC: op("none", "value, spec -- res", "error escapes", "format(value, spec) for an f-string field."),
  GET_AITER: op("none", "obj -- iter", "error escapes", "Call __aiter__."),
  RESERVED: op("none", "--", "", "A number kept free."),
  GET_ANEXT: op("none", "aiter -- aiter, awaitable", "error escapes", "Call __anext__ and make the result awaitable."),
  GET_ITER: op("none", "iterable -- iter", "error escapes", "iter(iterable)."),
  GET_LEN: op("none", "obj -- obj, len", "error escapes", "Push len(obj), keeping obj."),
  GET_YIELD_FROM_ITER: op(
    "none",
    "iterable -- iter",
    "error escapes",
    "The iterator of a yield from: generators and coroutines stay, others are iterated.",
  ),
  INTERPRETER_EXIT: op(
    "none",
    "retval --",
    "escapes",
    "Leave the interpreter with a value; only in the base frame's own code.",
  ),
  LOAD_ASSERTION_ERROR: op("none", "-- AssertionError", "", "Push AssertionError, whatever the name means here."),
  LOAD_BUILD_CLASS: op("none", "-- build_class", "error escapes", "Push builtins.__build_class__."),
  LOAD_LOCALS: op("none", "-- locals", "error escapes", "Push the namespace of the frame."),
  MAKE_FUNCTION: op(
    "none",
    "code -- func",
    "error escapes",
    "Make a function of a code object and the current globals.",
  ),
  MATCH_KEYS: op(
    "none",
    "subject, keys -- subject, keys, values_or_none",
    "error escapes",
    "The values of a mapping pattern's keys, or None.",
  ),
  MATCH_MAPPING: op("none", "subject -- subject, b", "", "Whether the subject is a mapping."),
  MATCH_SEQUENCE: op("none", "subject -- subject, b", "", "Whether the subject is a sequence."),
  NOP: op("none", "--", "pure", "Nothing; it keeps a line that a tracer must see."),
  POP_EXCEPT: op("none", "exc_info --", "escapes", "Restore the exception handled before this handler."),
  POP_TOP: op("none", "value --", "pure", "Drop the top."),
  PUSH_EXC_INFO: op(
    "none",
    "exc -- prev_exc, exc",
    "",
    "Enter a handler: save the handled exception below the new one.",
  ),
  PUSH_NULL: op("none", "-- null", "pure", "Push NULL, the self of a call that has none."),
  RETURN_GENERATOR: op(
    "none",
    "-- res",
    "error escapes",
    "Turn this frame into a generator and return it to the caller.",
  ),
  RETURN_VALUE: op("none", "retval --", "", "Return the top to the caller."),
  SETUP_ANNOTATIONS: op("none", "--", "error escapes", "Make sure that the namespace has an __annotations__ dict."),
  STORE_SLICE: op("none", "v, container, start, stop --", "error escapes", "container[start:stop] = v."),
  STORE_SUBSCR: op("none", "v, container, sub --", "error escapes", "container[sub] = v."),
  TO_BOOL: op("none", "value -- res", "error escapes", "bool(value)."),
  UNARY_INVERT: op("none", "value -- res", "error escapes", "~value."),
  UNARY_NEGATIVE: op("none", "value -- res", "error escapes", "-value."),
  UNARY_NOT: op("none", "value -- res", "pure", "not value, where value is already a bool."),
  WITH_EXCEPT_START: op(
    "none",
    "exit, lasti, prev_exc, exc -- exit, lasti, prev_exc, exc, res",
    "error escapes",
    "Call __exit__ with the exception in flight.",
  ),

  // ---- with an argument ----
  BINARY_OP: op("binary-op", "lhs, rhs -- res", "error escapes", "lhs op rhs, in place for the augmented forms."),
  BUILD_CONST_KEY_MAP: op(
    "count",
    "values[oparg], keys -- map",
    "error escapes",
    "A dict of a constant tuple of keys and the values.",
  ),
  BUILD_LIST: op("count", "values[oparg] -- list", "error", "A list of the items."),
  BUILD_MAP: op("count", "values[oparg * 2] -- map", "error escapes", "A dict of the key-value pairs."),
  BUILD_SET: op("count", "values[oparg] -- set", "error escapes", "A set of the items."),
  BUILD_SLICE: op("count", "start, stop, step[oparg == 3] -- slice", "error", "A slice object of two or three parts."),
  BUILD_STRING: op("count", "pieces[oparg] -- str", "error", "Join str pieces."),
  BUILD_TUPLE: op("count", "values[oparg] -- tup", "error", "A tuple of the items."),
  CALL: op(
    "count",
    "callable, self_or_null, args[oparg] -- res",
    "error escapes eval_break",
    "Call with positional arguments.",
  ),
  CALL_FUNCTION_EX: op(
    "flag",
    "func, null, callargs, kwargs[oparg & 1] -- result",
    "error escapes eval_break",
    "func(*callargs), with **kwargs if the argument is 1.",
  ),
  CALL_INTRINSIC_1: op("intrinsic-1", "value -- res", "error escapes", "Call a helper of the compiler on one value."),
  CALL_INTRINSIC_2: op(
    "intrinsic-2",
    "value2, value1 -- res",
    "error escapes",
    "Call a helper of the compiler on two values.",
  ),
  CALL_KW: op(
    "count",
    "callable, self_or_null, args[oparg], kwnames -- res",
    "error escapes eval_break",
    "Call; the last arguments are named by the tuple on top.",
  ),
  COMPARE_OP: op("compare", "left, right -- res", "error escapes", "left op right, one of < <= == != > >=."),
  CONTAINS_OP: op("flag", "left, right -- b", "error escapes", "left in right; not in if the argument is 1."),
  CONVERT_VALUE: op("conversion", "value -- result", "error", "str, repr or ascii of the value of an f-string field."),
  COPY: op(
    "depth",
    "bottom, unused[oparg - 1] -- bottom, unused[oparg - 1], top",
    "pure",
    "Push the item at a depth; 1 is the top.",
  ),
  COPY_FREE_VARS: op("count", "--", "", "Copy the closure's cells into the frame."),
  DELETE_ATTR: op("name", "owner --", "error escapes", "del owner.name."),
  DELETE_DEREF: op("free", "--", "error escapes", "Empty a cell; NameError if it is empty."),
  DELETE_FAST: op("local", "--", "error escapes", "Unbind a local; UnboundLocalError if it is unbound."),
  DELETE_GLOBAL: op("name", "--", "error escapes", "Delete a global."),
  DELETE_NAME: op("name", "--", "error escapes", "Delete a name of the namespace."),
  DICT_MERGE: op(
    "depth",
    "callable, unused, unused, dict, unused[oparg - 1], update -- callable, unused, unused, dict, unused[oparg - 1]",
    "error escapes",
    "Merge keyword arguments; TypeError for a key given twice.",
  ),
  DICT_UPDATE: op(
    "depth",
    "dict, unused[oparg - 1], update -- dict, unused[oparg - 1]",
    "error escapes",
    "dict.update(update).",
  ),
  ENTER_EXECUTOR: op("flag", "--", "", "Enter an optimiser's trace; never written by the compiler."),
  EXTENDED_ARG: op("raw", "--", "", "The next instruction's argument gets these eight bits above its own."),
  FOR_ITER: op(
    "forward",
    "iter -- iter, next",
    "error escapes",
    "Push the next item, or jump when the iterator is exhausted.",
  ),
  GET_AWAITABLE: op(
    "flag",
    "iterable -- iter",
    "error escapes",
    "The awaitable's iterator; 1 and 2 say that it comes from __aenter__ or __aexit__.",
  ),
  IMPORT_FROM: op("name", "from -- from, res", "error escapes", "An attribute or submodule of the module on top."),
  IMPORT_NAME: op("name", "level, fromlist -- res", "error escapes", "Call __import__."),
  IS_OP: op("flag", "left, right -- b", "", "left is right; is not if the argument is 1."),
  JUMP_BACKWARD: op("backward", "--", "error escapes eval_break", "Jump back, letting signals and other threads in."),
  JUMP_BACKWARD_NO_INTERRUPT: op("backward", "--", "", "Jump back inside a yield from or await."),
  JUMP_FORWARD: op("forward", "--", "", "Jump ahead."),
  LIST_APPEND: op(
    "depth",
    "list, unused[oparg - 1], v -- list, unused[oparg - 1]",
    "error",
    "Append to the list of a comprehension.",
  ),
  LIST_EXTEND: op(
    "depth",
    "list, unused[oparg - 1], iterable -- list, unused[oparg - 1]",
    "error escapes",
    "list.extend(iterable).",
  ),
  LOAD_ATTR: op(
    "name>>1",
    "owner -- attr, self_or_null[oparg & 1]",
    "error escapes",
    "owner.name; with the low bit, prepared for a method call.",
  ),
  LOAD_CONST: op("const", "-- value", "pure", "Push a constant."),
  LOAD_DEREF: op("free", "-- value", "error escapes", "Push the content of a cell; NameError if it is empty."),
  LOAD_FAST: op("local", "-- value", "pure", "Push a local that is known to be bound."),
  LOAD_FAST_AND_CLEAR: op(
    "local",
    "-- value",
    "",
    "Push a local, bound or not, and unbind it (an inlined comprehension saves its outer variable).",
  ),
  LOAD_FAST_CHECK: op("local", "-- value", "error escapes", "Push a local; UnboundLocalError if it is unbound."),
  LOAD_FAST_LOAD_FAST: op("local-pair", "-- value1, value2", "", "Push two locals."),
  LOAD_FROM_DICT_OR_DEREF: op(
    "free",
    "class_dict -- value",
    "error escapes",
    "A name from the mapping on top, else from a cell.",
  ),
  LOAD_FROM_DICT_OR_GLOBALS: op(
    "name",
    "mod_or_class_dict -- v",
    "error escapes",
    "A name from the mapping on top, else a global or builtin.",
  ),
  LOAD_GLOBAL: op(
    "name>>1",
    "-- res, null[oparg & 1]",
    "error escapes",
    "A global or builtin; with the low bit, NULL above it for a call.",
  ),
  LOAD_NAME: op("name", "-- v", "error escapes", "A name of the namespace, the globals or the builtins."),
  LOAD_SUPER_ATTR: op(
    "name>>2",
    "global_super, class, self -- attr, null[oparg & 1]",
    "error escapes",
    "super().name without the super object; bit 1 says that super had two arguments.",
  ),
  MAKE_CELL: op("free", "--", "error", "Wrap a local in a new cell."),
  MAP_ADD: op(
    "depth",
    "dict, unused[oparg - 1], key, value -- dict, unused[oparg - 1]",
    "error escapes",
    "Set an item of the dict of a comprehension.",
  ),
  MATCH_CLASS: op(
    "count",
    "subject, type, names -- attrs",
    "error escapes",
    "The attributes of a class pattern, or None; the argument counts the positional ones.",
  ),
  POP_JUMP_IF_FALSE: op("forward", "cond --", "", "Jump if the bool is False."),
  POP_JUMP_IF_NONE: op("forward", "value --", "", "Jump if the value is None."),
  POP_JUMP_IF_NOT_NONE: op("forward", "value --", "", "Jump if the value is not None."),
  POP_JUMP_IF_TRUE: op("forward", "cond --", "", "Jump if the bool is True."),
  RAISE_VARARGS: op("count", "args[oparg] --", "error escapes", "raise, raise exc, or raise exc from cause."),
  RERAISE: op(
    "flag",
    "values[oparg], exc -- values[oparg]",
    "error escapes",
    "Raise the exception on top again; with an argument, lasti comes from that far below.",
  ),
  RETURN_CONST: op("const", "--", "", "Return a constant."),
  SEND: op(
    "forward",
    "receiver, v -- receiver, retval",
    "error escapes",
    "Send into a delegate; jump when it returns.",
  ),
  SET_ADD: op(
    "depth",
    "set, unused[oparg - 1], v -- set, unused[oparg - 1]",
    "error escapes",
    "Add to the set of a comprehension.",
  ),
  SET_FUNCTION_ATTRIBUTE: op(
    "function-attribute",
    "attr, func -- func",
    "escapes",
    "Give a new function its defaults, annotations or closure.",
  ),
  SET_UPDATE: op(
    "depth",
    "set, unused[oparg - 1], iterable -- set, unused[oparg - 1]",
    "error escapes",
    "set.update(iterable).",
  ),
  STORE_ATTR: op("name", "v, owner --", "error escapes", "owner.name = v."),
  STORE_DEREF: op("free", "v --", "escapes", "Put the top into a cell."),
  STORE_FAST: op("local", "value --", "", "Bind a local."),
  STORE_FAST_LOAD_FAST: op("local-pair", "value1 -- value2", "", "Bind a local and push another."),
  STORE_FAST_STORE_FAST: op("local-pair", "value2, value1 --", "", "Bind two locals."),
  STORE_GLOBAL: op("name", "v --", "error escapes", "Bind a global."),
  STORE_NAME: op("name", "v --", "error escapes", "Bind a name of the namespace."),
  SWAP: op(
    "depth",
    "bottom, unused[oparg - 2], top -- top, unused[oparg - 2], bottom",
    "pure",
    "Exchange the top with the item at a depth.",
  ),
  UNPACK_EX: op(
    "flag",
    "seq -- left[oparg & 255], rest, right[oparg >> 8]",
    "error escapes",
    "Unpack with a starred target; low byte before it, high byte after it.",
  ),
  UNPACK_SEQUENCE: op(
    "count",
    "seq -- values[oparg]",
    "error escapes",
    "Unpack exactly that many items, the first one on top.",
  ),
  YIELD_VALUE: op(
    "flag",
    "retval -- value",
    "escapes",
    "Suspend with a value; resumes with the one sent. 1 inside yield from and await.",
  ),
  RESUME: op("where", "--", "error escapes eval_break", "Start or continue here: a safe point."),

  // ---- specialised: chosen at run time, never in co_code ----
  BINARY_OP_ADD_FLOAT: special("BINARY_OP", "float + float."),
  BINARY_OP_ADD_INT: special("BINARY_OP", "int + int."),
  BINARY_OP_ADD_UNICODE: special("BINARY_OP", "str + str."),
  BINARY_OP_MULTIPLY_FLOAT: special("BINARY_OP", "float * float."),
  BINARY_OP_MULTIPLY_INT: special("BINARY_OP", "int * int."),
  BINARY_OP_SUBTRACT_FLOAT: special("BINARY_OP", "float - float."),
  BINARY_OP_SUBTRACT_INT: special("BINARY_OP", "int - int."),
  BINARY_SUBSCR_DICT: special("BINARY_SUBSCR", "dict[key]."),
  BINARY_SUBSCR_GETITEM: special("BINARY_SUBSCR", "Enter a Python __getitem__ without a C call."),
  BINARY_SUBSCR_LIST_INT: special("BINARY_SUBSCR", "list[small int]."),
  BINARY_SUBSCR_STR_INT: special("BINARY_SUBSCR", "str[small int] giving an ASCII character."),
  BINARY_SUBSCR_TUPLE_INT: special("BINARY_SUBSCR", "tuple[small int]."),
  CALL_ALLOC_AND_ENTER_INIT: special("CALL", "Make an instance of a plain class and enter its Python __init__."),
  CALL_BOUND_METHOD_EXACT_ARGS: special("CALL", "A bound Python method whose arguments fit exactly."),
  CALL_BOUND_METHOD_GENERAL: special("CALL", "A bound Python method."),
  CALL_BUILTIN_CLASS: special("CALL", "A built-in class with a vectorcall."),
  CALL_BUILTIN_FAST: special("CALL", "A built-in function taking an array of arguments."),
  CALL_BUILTIN_FAST_WITH_KEYWORDS: special(
    "CALL",
    "A built-in function taking an array of arguments and keyword names.",
  ),
  CALL_BUILTIN_O: special("CALL", "A built-in function of one argument."),
  CALL_ISINSTANCE: special("CALL", "isinstance."),
  CALL_LEN: special("CALL", "len."),
  CALL_LIST_APPEND: special("CALL", "list.append whose result is dropped; it also does the next POP_TOP."),
  CALL_METHOD_DESCRIPTOR_FAST: special("CALL", "A built-in method taking an array of arguments."),
  CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS: special(
    "CALL",
    "A built-in method taking an array of arguments and keyword names.",
  ),
  CALL_METHOD_DESCRIPTOR_NOARGS: special("CALL", "A built-in method without arguments."),
  CALL_METHOD_DESCRIPTOR_O: special("CALL", "A built-in method of one argument."),
  CALL_NON_PY_GENERAL: special("CALL", "Any callable that is not a Python function."),
  CALL_PY_EXACT_ARGS: special("CALL", "A Python function whose arguments fit exactly."),
  CALL_PY_GENERAL: special("CALL", "A Python function."),
  CALL_STR_1: special("CALL", "str(x)."),
  CALL_TUPLE_1: special("CALL", "tuple(x)."),
  CALL_TYPE_1: special("CALL", "type(x)."),
  COMPARE_OP_FLOAT: special("COMPARE_OP", "Two floats."),
  COMPARE_OP_INT: special("COMPARE_OP", "Two ints of one digit."),
  COMPARE_OP_STR: special("COMPARE_OP", "Two strs for equality."),
  CONTAINS_OP_DICT: special("CONTAINS_OP", "x in dict."),
  CONTAINS_OP_SET: special("CONTAINS_OP", "x in set or frozenset."),
  FOR_ITER_GEN: special("FOR_ITER", "Enter the frame of a generator."),
  FOR_ITER_LIST: special("FOR_ITER", "A list iterator."),
  FOR_ITER_RANGE: special("FOR_ITER", "A range iterator."),
  FOR_ITER_TUPLE: special("FOR_ITER", "A tuple iterator."),
  LOAD_ATTR_CLASS: special("LOAD_ATTR", "An attribute of a class."),
  LOAD_ATTR_GETATTRIBUTE_OVERRIDDEN: special("LOAD_ATTR", "Enter a Python __getattribute__."),
  LOAD_ATTR_INSTANCE_VALUE: special("LOAD_ATTR", "An inline value of an instance."),
  LOAD_ATTR_METHOD_LAZY_DICT: special("LOAD_ATTR", "A method of an object whose dict does not exist yet."),
  LOAD_ATTR_METHOD_NO_DICT: special("LOAD_ATTR", "A method of an object without a dict."),
  LOAD_ATTR_METHOD_WITH_VALUES: special("LOAD_ATTR", "A method of an instance with inline values."),
  LOAD_ATTR_MODULE: special("LOAD_ATTR", "An attribute of a module."),
  LOAD_ATTR_NONDESCRIPTOR_NO_DICT: special(
    "LOAD_ATTR",
    "A class attribute that is no descriptor, of an object without a dict.",
  ),
  LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES: special(
    "LOAD_ATTR",
    "A class attribute that is no descriptor, of an instance with inline values.",
  ),
  LOAD_ATTR_PROPERTY: special("LOAD_ATTR", "Enter the Python getter of a property."),
  LOAD_ATTR_SLOT: special("LOAD_ATTR", "A __slots__ member."),
  LOAD_ATTR_WITH_HINT: special("LOAD_ATTR", "An instance dict entry at a remembered index."),
  LOAD_GLOBAL_BUILTIN: special("LOAD_GLOBAL", "A builtin at a remembered index."),
  LOAD_GLOBAL_MODULE: special("LOAD_GLOBAL", "A global at a remembered index."),
  LOAD_SUPER_ATTR_ATTR: special("LOAD_SUPER_ATTR", "super().name, no call."),
  LOAD_SUPER_ATTR_METHOD: special("LOAD_SUPER_ATTR", "super().name(...)."),
  RESUME_CHECK: special("RESUME", "RESUME once nothing waits."),
  SEND_GEN: special("SEND", "Enter the frame of a generator or coroutine."),
  STORE_ATTR_INSTANCE_VALUE: special("STORE_ATTR", "An inline value of an instance."),
  STORE_ATTR_SLOT: special("STORE_ATTR", "A __slots__ member."),
  STORE_ATTR_WITH_HINT: special("STORE_ATTR", "An instance dict entry at a remembered index."),
  STORE_SUBSCR_DICT: special("STORE_SUBSCR", "dict[key] = value."),
  STORE_SUBSCR_LIST_INT: special("STORE_SUBSCR", "list[small int] = value."),
  TO_BOOL_ALWAYS_TRUE: special("TO_BOOL", "An object whose class defines neither __bool__ nor __len__."),
  TO_BOOL_BOOL: special("TO_BOOL", "A bool already."),
  TO_BOOL_INT: special("TO_BOOL", "An int."),
  TO_BOOL_LIST: special("TO_BOOL", "A list."),
  TO_BOOL_NONE: special("TO_BOOL", "None."),
  TO_BOOL_STR: special("TO_BOOL", "A str."),
  UNPACK_SEQUENCE_LIST: special("UNPACK_SEQUENCE", "A list."),
  UNPACK_SEQUENCE_TUPLE: special("UNPACK_SEQUENCE", "A tuple."),
  UNPACK_SEQUENCE_TWO_TUPLE: special("UNPACK_SEQUENCE", "A tuple of two."),

  // ---- instrumented: patched in by sys.monitoring, never in co_code ----
  INSTRUMENTED_RESUME: instrumented("RESUME", "PY_START or PY_RESUME"),
  INSTRUMENTED_END_FOR: instrumented("END_FOR", "STOP_ITERATION"),
  INSTRUMENTED_END_SEND: instrumented("END_SEND", "STOP_ITERATION"),
  INSTRUMENTED_RETURN_VALUE: instrumented("RETURN_VALUE", "PY_RETURN"),
  INSTRUMENTED_RETURN_CONST: instrumented("RETURN_CONST", "PY_RETURN"),
  INSTRUMENTED_YIELD_VALUE: instrumented("YIELD_VALUE", "PY_YIELD"),
  INSTRUMENTED_LOAD_SUPER_ATTR: instrumented("LOAD_SUPER_ATTR", "CALL, for the super object"),
  INSTRUMENTED_FOR_ITER: instrumented("FOR_ITER", "BRANCH"),
  INSTRUMENTED_CALL: instrumented("CALL", "CALL"),
  INSTRUMENTED_CALL_KW: instrumented("CALL_KW", "CALL"),
  INSTRUMENTED_CALL_FUNCTION_EX: instrumented("CALL_FUNCTION_EX", "CALL"),
  INSTRUMENTED_INSTRUCTION: {
    kind: "instrumented",
    operand: "none",
    stack: "--",
    sentence: "Any instruction, with the monitoring event INSTRUCTION.",
  },
  INSTRUMENTED_JUMP_FORWARD: instrumented("JUMP_FORWARD", "JUMP"),
  INSTRUMENTED_JUMP_BACKWARD: instrumented("JUMP_BACKWARD", "JUMP"),
  INSTRUMENTED_POP_JUMP_IF_TRUE: instrumented("POP_JUMP_IF_TRUE", "BRANCH"),
  INSTRUMENTED_POP_JUMP_IF_FALSE: instrumented("POP_JUMP_IF_FALSE", "BRANCH"),
  INSTRUMENTED_POP_JUMP_IF_NONE: instrumented("POP_JUMP_IF_NONE", "BRANCH"),
  INSTRUMENTED_POP_JUMP_IF_NOT_NONE: instrumented("POP_JUMP_IF_NOT_NONE", "BRANCH"),
  INSTRUMENTED_LINE: {
    kind: "instrumented",
    operand: "none",
    stack: "--",
    sentence: "Any instruction that starts a line, with the monitoring event LINE.",
  },

  // ---- pseudo: between code generation and assembly ----
  JUMP: pseudo(
    "label",
    "--",
    "error escapes eval_break",
    "JUMP_FORWARD or JUMP_BACKWARD, once the order of blocks is known.",
  ),
  JUMP_NO_INTERRUPT: pseudo("label", "--", "", "JUMP_FORWARD or JUMP_BACKWARD_NO_INTERRUPT."),
  LOAD_CLOSURE: pseudo("free", "-- cell", "pure", "LOAD_FAST of a cell itself, to build a closure."),
  LOAD_METHOD: pseudo("name", "owner -- attr, self_or_null", "error escapes", "LOAD_ATTR with the low bit."),
  LOAD_SUPER_METHOD: pseudo(
    "name",
    "global_super, class, self -- attr, null",
    "error escapes",
    "LOAD_SUPER_ATTR for a method call of a two-argument super.",
  ),
  LOAD_ZERO_SUPER_ATTR: pseudo(
    "name",
    "global_super, class, self -- attr, reserved",
    "error escapes",
    "LOAD_SUPER_ATTR of a super without arguments; CPython reckons one item more than it leaves.",
  ),
  LOAD_ZERO_SUPER_METHOD: pseudo(
    "name",
    "global_super, class, self -- attr, null",
    "error escapes",
    "LOAD_SUPER_ATTR for a method call of a super without arguments.",
  ),
  POP_BLOCK: pseudo("none", "--", "pure", "The end of the region of the innermost SETUP_*."),
  SETUP_CLEANUP: pseudo(
    "label",
    "--",
    "pure",
    "From here exceptions go to the label, with lasti and the exception on the stack.",
    "-- lasti, exc",
  ),
  SETUP_FINALLY: pseudo(
    "label",
    "--",
    "pure",
    "From here exceptions go to the label, with the exception on the stack.",
    "-- exc",
  ),
  SETUP_WITH: pseudo(
    "label",
    "--",
    "pure",
    "From here exceptions go to the label, below the result of __enter__, with lasti and the exception.",
    "-- exc",
  ),
  STORE_FAST_MAYBE_NULL: pseudo(
    "local",
    "value --",
    "",
    "STORE_FAST of a value that may be NULL (an inlined comprehension restores its outer variable).",
  ),
};

function finish(name: OpName): Row {
  const draft = drafts[name];
  const family = draft.of ?? name;
  const base = drafts[family];
  return {
    operand: draft.operand ?? base.operand!,
    stack: draft.stack ?? base.stack!,
    caches: caches[family] ?? noCaches,
    flags: [base.flags, draft === base ? "" : draft.flags].filter(Boolean).join(" "),
    family,
    kind: draft.kind,
    stackAtTarget: draft.stackAtTarget,
    sentence: draft.sentence,
  };
}

/** Every opcode's row, by name. */
export const rows = Object.fromEntries((Object.keys(OP) as OpName[]).map((name) => [name, finish(name)])) as {
  readonly [N in OpName]: Row;
};

/** Opcode number -> name; holes are undefined. */
export const opNames: readonly (OpName | undefined)[] = (() => {
  const names: (OpName | undefined)[] = new Array(268).fill(undefined);
  for (const name of Object.keys(OP) as OpName[]) names[OP[name]] = name;
  return names;
})();
