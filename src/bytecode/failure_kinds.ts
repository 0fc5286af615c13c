/**
 * Why an attempt at specialising an instruction failed: CPython's names and numbers (SPEC_FAIL_... of Python/specialize.c), as its summarize_stats.py reads
 * them. 0 to 8 are the same for every opcode, the others belong to a group. The one table: the machine's constants are generated from it
 * (assembly/generated/failure_kinds.ts).
 */
export const failureKinds = {
  "": {
    OTHER: 0,
    NO_DICT: 1,
    OVERRIDDEN: 2,
    OUT_OF_VERSIONS: 3,
    OUT_OF_RANGE: 4,
    EXPECTED_ERROR: 5,
    WRONG_NUMBER_ARGUMENTS: 6,
    CODE_COMPLEX_PARAMETERS: 7,
    CODE_NOT_OPTIMIZED: 8,
  },
  LOAD_GLOBAL: { NON_DICT: 17, NON_STRING_OR_SPLIT: 18 },
  SUPER: { BAD_CLASS: 9, SHADOWED: 10 },
  ATTR: {
    OVERRIDING_DESCRIPTOR: 9,
    NON_OVERRIDING_DESCRIPTOR: 10,
    NOT_DESCRIPTOR: 11,
    METHOD: 12,
    MUTABLE_CLASS: 13,
    PROPERTY: 14,
    NON_OBJECT_SLOT: 15,
    READ_ONLY: 16,
    AUDITED_SLOT: 17,
    NOT_MANAGED_DICT: 18,
    NON_STRING_OR_SPLIT: 19,
    MODULE_ATTR_NOT_FOUND: 20,
    SHADOWED: 21,
    BUILTIN_CLASS_METHOD: 22,
    CLASS_METHOD_OBJ: 23,
    OBJECT_SLOT: 24,
    INSTANCE_ATTRIBUTE: 26,
    METACLASS_ATTRIBUTE: 27,
    PROPERTY_NOT_PY_FUNCTION: 28,
    NOT_IN_KEYS: 29,
    NOT_IN_DICT: 30,
    CLASS_ATTR_SIMPLE: 31,
    CLASS_ATTR_DESCRIPTOR: 32,
    BUILTIN_CLASS_METHOD_OBJ: 33,
  },
  SUBSCR: {
    ARRAY_INT: 9,
    ARRAY_SLICE: 10,
    LIST_SLICE: 11,
    TUPLE_SLICE: 12,
    STRING_SLICE: 14,
    BUFFER_INT: 15,
    BUFFER_SLICE: 16,
    SEQUENCE_INT: 17,
    BYTEARRAY_INT: 18,
    BYTEARRAY_SLICE: 19,
    PY_SIMPLE: 20,
    PY_OTHER: 21,
    DICT_SUBCLASS_NO_OVERRIDE: 22,
    NOT_HEAP_TYPE: 23,
  },
  BINARY_OP: {
    ADD_DIFFERENT_TYPES: 9,
    ADD_OTHER: 10,
    AND_DIFFERENT_TYPES: 11,
    AND_INT: 12,
    AND_OTHER: 13,
    FLOOR_DIVIDE: 14,
    LSHIFT: 15,
    MATRIX_MULTIPLY: 16,
    MULTIPLY_DIFFERENT_TYPES: 17,
    MULTIPLY_OTHER: 18,
    OR: 19,
    POWER: 20,
    REMAINDER: 21,
    RSHIFT: 22,
    SUBTRACT_DIFFERENT_TYPES: 23,
    SUBTRACT_OTHER: 24,
    TRUE_DIVIDE_DIFFERENT_TYPES: 25,
    TRUE_DIVIDE_FLOAT: 26,
    TRUE_DIVIDE_OTHER: 27,
    XOR: 28,
  },
  CALL: {
    INIT_NOT_PYTHON: 21,
    BOUND_METHOD: 23,
    STR: 24,
    CLASS_NO_VECTORCALL: 25,
    INIT_NOT_SIMPLE: 30,
    INIT_NOT_INLINE_VALUES: 32,
  },
  COMPARE_OP: {
    DIFFERENT_TYPES: 12,
    STRING: 13,
    BIG_INT: 14,
    BYTES: 15,
    TUPLE: 16,
    LIST: 17,
    SET: 18,
    BOOL: 19,
    BASEOBJECT: 20,
    FLOAT_LONG: 21,
    LONG_FLOAT: 22,
  },
  ITER: {
    GENERATOR: 10,
    COROUTINE: 11,
    ASYNC_GENERATOR: 12,
    LIST: 13,
    TUPLE: 14,
    SET: 15,
    STRING: 16,
    BYTES: 17,
    RANGE: 18,
    ITERTOOLS: 19,
    DICT_KEYS: 20,
    DICT_ITEMS: 21,
    DICT_VALUES: 22,
    ENUMERATE: 23,
    MAP: 24,
    ZIP: 25,
    SEQ_ITER: 26,
    REVERSED_LIST: 27,
    CALLABLE: 28,
    ASCII_STRING: 29,
    ASYNC_GENERATOR_SEND: 30,
  },
  UNPACK_SEQUENCE: { ITERATOR: 9, SEQUENCE: 10 },
  TO_BOOL: {
    BYTEARRAY: 9,
    BYTES: 10,
    DICT: 11,
    FLOAT: 12,
    MAPPING: 13,
    MEMORY_VIEW: 14,
    NUMBER: 15,
    SEQUENCE: 16,
    SET: 17,
    TUPLE: 18,
  },
  CONTAINS_OP: { STR: 9, TUPLE: 10, LIST: 11, USER_CLASS: 12 },
} as const satisfies Readonly<Record<string, Readonly<Record<string, number>>>>;

/** The group whose numbers a generic opcode's failures have. */
function groupOf(opname: string): Readonly<Record<string, number>> {
  const group = /SUPER/.test(opname)
    ? "SUPER"
    : opname.endsWith("ATTR")
      ? "ATTR"
      : opname.endsWith("SUBSCR")
        ? "SUBSCR"
        : opname === "FOR_ITER" || opname === "SEND"
          ? "ITER"
          : opname;
  return (failureKinds as Readonly<Record<string, Readonly<Record<string, number>>>>)[group] ?? {};
}

/** "not in keys": what a number says of a generic opcode. */
export function failureText(opname: string, kind: number): string {
  const names = kind <= 8 ? failureKinds[""] : groupOf(opname);
  const name = Object.entries(names).find(([, number]) => number === kind)?.[0];
  return name === undefined ? `kind ${kind}` : name.toLowerCase().replaceAll("_", " ");
}
