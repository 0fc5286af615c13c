/** The opcodes of the pickle format and the limits that pickler and unpickler share (the enum of Modules/_pickle.c). */
export const MARK: u32 = 0x28;
export const STOP: u32 = 0x2e;
export const POP: u32 = 0x30;
export const POP_MARK: u32 = 0x31;
export const DUP: u32 = 0x32;
export const FLOAT: u32 = 0x46;
export const INT: u32 = 0x49;
export const BININT: u32 = 0x4a;
export const BININT1: u32 = 0x4b;
export const LONG: u32 = 0x4c;
export const BININT2: u32 = 0x4d;
export const NONE: u32 = 0x4e;
export const PERSID: u32 = 0x50;
export const BINPERSID: u32 = 0x51;
export const REDUCE: u32 = 0x52;
export const STRING: u32 = 0x53;
export const BINSTRING: u32 = 0x54;
export const SHORT_BINSTRING: u32 = 0x55;
export const UNICODE: u32 = 0x56;
export const BINUNICODE: u32 = 0x58;
export const APPEND: u32 = 0x61;
export const BUILD: u32 = 0x62;
export const GLOBAL: u32 = 0x63;
export const DICT: u32 = 0x64;
export const EMPTY_DICT: u32 = 0x7d;
export const APPENDS: u32 = 0x65;
export const GET: u32 = 0x67;
export const BINGET: u32 = 0x68;
export const INST: u32 = 0x69;
export const LONG_BINGET: u32 = 0x6a;
export const LIST: u32 = 0x6c;
export const EMPTY_LIST: u32 = 0x5d;
export const OBJ: u32 = 0x6f;
export const PUT: u32 = 0x70;
export const BINPUT: u32 = 0x71;
export const LONG_BINPUT: u32 = 0x72;
export const SETITEM: u32 = 0x73;
export const TUPLE: u32 = 0x74;
export const EMPTY_TUPLE: u32 = 0x29;
export const SETITEMS: u32 = 0x75;
export const BINFLOAT: u32 = 0x47;
// protocol 2
export const PROTO: u32 = 0x80;
export const NEWOBJ: u32 = 0x81;
export const EXT1: u32 = 0x82;
export const EXT2: u32 = 0x83;
export const EXT4: u32 = 0x84;
export const TUPLE1: u32 = 0x85;
export const TUPLE2: u32 = 0x86;
export const TUPLE3: u32 = 0x87;
export const NEWTRUE: u32 = 0x88;
export const NEWFALSE: u32 = 0x89;
export const LONG1: u32 = 0x8a;
export const LONG4: u32 = 0x8b;
// protocol 3
export const BINBYTES: u32 = 0x42;
export const SHORT_BINBYTES: u32 = 0x43;
// protocol 4
export const SHORT_BINUNICODE: u32 = 0x8c;
export const BINUNICODE8: u32 = 0x8d;
export const BINBYTES8: u32 = 0x8e;
export const EMPTY_SET: u32 = 0x8f;
export const ADDITEMS: u32 = 0x90;
export const FROZENSET: u32 = 0x91;
export const NEWOBJ_EX: u32 = 0x92;
export const STACK_GLOBAL: u32 = 0x93;
export const MEMOIZE: u32 = 0x94;
export const FRAME: u32 = 0x95;
// protocol 5
export const BYTEARRAY8: u32 = 0x96;
export const NEXT_BUFFER: u32 = 0x97;
export const READONLY_BUFFER: u32 = 0x98;

export const HIGHEST_PROTOCOL: i32 = 5;
export const DEFAULT_PROTOCOL: i32 = 4;

/** Items between MARK and APPENDS, SETITEMS or ADDITEMS. */
export const BATCHSIZE: i32 = 1000;
/** Depth of lists and dicts from which fast mode looks for cycles. */
export const FAST_NESTING_LIMIT: i32 = 50;
export const WRITE_BUF_SIZE: i32 = 4096;
export const FRAME_SIZE_MIN: i32 = 4;
export const FRAME_SIZE_TARGET: i32 = 64 * 1024;
export const FRAME_HEADER_SIZE: i32 = 9;
/** Bytes that peek() is asked for. */
export const PREFETCH: i32 = 128 * 1024;
