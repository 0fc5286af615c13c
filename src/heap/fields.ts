/** Names of struct fields by offset (64-bit CPython 3.13), for references whose type gives no name of its own. What is not here is shown by offset. */
const FRAME = { 0: "f_code", 16: "f_func", 40: "f_locals", 48: "f_frame" } as const;

const TYPE = {
  256: "__base__",
  264: "__dict__",
  336: "__bases__",
  344: "__mro__",
  352: "tp_cache",
  360: "__subclasses__",
  856: "__name__",
  864: "__slots__",
  872: "__qualname__",
  888: "ht_module",
} as const;

const generator = {
  24: "__name__",
  32: "__qualname__",
  40: "exc_value",
  56: "cr_origin",
  72: "gi_code",
  88: "f_func",
  112: "f_locals",
  120: "gi_frame",
} as const;

const FIELDS: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  frame: { ...FRAME, 16: "f_back" },
  function: {
    16: "__globals__",
    24: "__builtins__",
    32: "__name__",
    40: "__qualname__",
    48: "__code__",
    56: "__defaults__",
    64: "__kwdefaults__",
    72: "__closure__",
    80: "__doc__",
    88: "__dict__",
    104: "__module__",
    112: "__annotations__",
    120: "__type_params__",
  },
  code: {
    24: "co_consts",
    32: "co_names",
    40: "co_exceptiontable",
    96: "co_localsplusnames",
    104: "co_localspluskinds",
    112: "co_filename",
    120: "co_name",
    128: "co_qualname",
    136: "co_linetable",
    160: "cached",
  },
  module: { 16: "__dict__", 48: "__name__" },
  cell: { 16: "cell_contents" },
  method: { 16: "__func__", 24: "__self__" },
  builtin_function_or_method: { 24: "__self__", 32: "__module__" },
  traceback: { 16: "tb_next", 24: "tb_frame" },
  "weakref.ReferenceType": { 16: "referent", 24: "__callback__" },
  mappingproxy: { 16: "mapping" },
  range: { 16: "start", 24: "stop", 32: "step", 40: "length" },
  slice: { 16: "start", 24: "stop", 32: "step" },
  property: { 16: "fget", 24: "fset", 32: "fdel", 40: "__doc__", 48: "__name__" },
  getset_descriptor: { 16: "__objclass__", 24: "__name__", 32: "__qualname__" },
  method_descriptor: { 16: "__objclass__", 24: "__name__", 32: "__qualname__" },
  classmethod_descriptor: { 16: "__objclass__", 24: "__name__", 32: "__qualname__" },
  member_descriptor: { 16: "__objclass__", 24: "__name__", 32: "__qualname__" },
  wrapper_descriptor: { 16: "__objclass__", 24: "__name__", 32: "__qualname__" },
  generator,
  coroutine: generator,
  async_generator: generator,
};

/** The fields of running frames, which are no objects. */
export function fieldName(type: string, offset: number): string {
  if (offset === -24) return "__dict__";
  return FIELDS[type]?.[offset] ?? TYPE[offset as keyof typeof TYPE] ?? `+${offset}`;
}

export function frameFieldName(offset: number): string {
  return FRAME[offset as keyof typeof FRAME] ?? `+${offset}`;
}
