/**
 * Every function that the machine imports from its host. Numbers and byte ranges of the memory cross, nothing else; the other side
 * is src/machine/imports.ts. The import's module name is "host", the field its function's name.
 */

// --- float text (src/machine/float_text.ts) ---

/**
 * Decimal digits of a finite positive `x` as ASCII at `out` (room for 1100 bytes). `mode` 0: the shortest that read back as x;
 * 2: `ndigits` significant ones; 3: `ndigits` after the decimal point (may be negative); both correctly rounded, half to even, trailing
 * zeros dropped. Returns (position of the decimal point + 32768) << 16 | number of digits; no digits if it rounds to 0.
 */
export declare function floatDigits(x: f64, mode: i32, ndigits: i32, out: usize): u32;

// --- long ints (src/machine/big_ints.ts); digits are 30 bits each, lowest first ---

/** The na + nb digits of a * b into `out`, which overlaps neither. */
export declare function multiplyInts(a: usize, na: i32, b: usize, nb: i32, out: usize): void;

/** a / b, cut, for na >= nb: na - nb + 1 digits into `quotient`, nb digits into `remainder`. */
export declare function divideInts(a: usize, na: i32, b: usize, nb: i32, quotient: usize, remainder: usize): void;

/** The decimal text of `n` digits into `out`; its length. */
export declare function decimalOfInt(digits: usize, n: i32, out: usize): i32;

/** The 30-bit digits of a decimal text (digits and underscores) into `out`; their number. */
export declare function intOfDecimal(text: usize, length: i32, out: usize): i32;

/** The float nearest to a decimal literal of ASCII characters ([0-9.eE+-], checked by the caller). */
export declare function floatValue(text: usize, length: i32): f64;

// --- streams and time (src/machine/imports.ts) ---

/** Writes bytes to file descriptor `fd` (1, 2 or an open file): bytes written, -errno, or FILE_ASK. */
export declare function write(fd: i32, data: usize, size: i32): i32;

/** Bytes of the block that the last host call returned. */
export declare function resultSize(): i32;

// --- files by number (src/machine/file_calls.ts): an answer, -errno, or FILE_ASK: call the service posix.open (read, write, lseek, close) instead ---

/** Opens the file with a path of `size` bytes: its descriptor. */
export declare function fileOpen(path: usize, size: i32, flags: i32, mode: i32): i32;

/** Reads up to `size` bytes to `to`: their number, 0 at the end. */
export declare function fileRead(fd: i32, to: usize, size: i32): i32;

/** Moves the position as lseek does: the new one. */
export declare function fileSeek(fd: i32, offset: f64, whence: i32): f64;

export declare function fileClose(fd: i32): i32;

/** Three floats at `to` (8-aligned): mode, size, block size. 0. */
export declare function fileStat(fd: i32, to: usize): i32;

export declare function isTerminal(fd: i32): bool;

/** os.getpid(). */
export declare function processId(): i32;

/** Seconds since 1970, and seconds of a clock that never goes back. */
export declare function wallClock(): f64;
export declare function monotonicClock(): f64;

/**
 * A collection begins (phase 0), has found what is unreachable (2), has run the finalizers (3), ends (1), while the lab records (gc/generations.ts). `reason`: the
 * trigger's number or one of gc/trigger.ts; `objects`: none at the beginning, tracked objects looked at in phase 2, those that finalizers brought back in phase 3, unreachable ones found at the
 * end, and in the instrumented build, just before the end, the references that were followed (4); `bytes`: in use in pools and large blocks.
 */
export declare function collection(phase: i32, reason: i32, generation: i32, objects: i32, bytes: u32): void;

/** A line begins that breakAtLine named; `stackTop`: the end of the frame's stack. 0: do not say so again for this place. */
export declare function lineBegins(which: i32, stackTop: usize): i32;

/**
 * What a program does with memory, while it is recorded (debug/record.ts). `kind`: 0 a block of `size` bytes was taken at `address`; 1 the block is given back; 2 and 3
 * the same of a block that is resized, in this order; 4 the program is at a safe point.
 */
export declare function heapEvent(kind: i32, address: usize, size: usize): void;

/** CPU seconds of this process. */
export declare function processClock(): f64;

/**
 * Waits until one of `count` descriptors is ready (records of 8 bytes: i32 number, i16 events wanted, i16 events found), `seconds` are over
 * (below 0: no limit) or a signal has come: 1, 0, 2; 3 if nothing of it can ever come.
 */
export declare function waitFor(fds: usize, count: i32, seconds: f64): i32;

/** The number of the next signal that waits to be handled, 0 if none. */
export declare function takeSignal(): i32;

/** Looks anew which time zone this is (src/machine/time_zone.ts). */
export declare function resetZone(): void;

/** The local time at `seconds` since 1970: twice the seconds east of Greenwich, and 1 more when daylight saving time holds. */
export declare function zoneAt(seconds: f64): i32;

/** A block with the name of the zone that the last zoneAt found. */
export declare function zoneName(): usize;

/** Fills `size` bytes at `to` with random ones. */
export declare function randomBytes(to: usize, size: i32): void;

/**
 * Native recursion has come to `levels`, the limit that was set: makes the engine's stack larger where it can, and answers with the levels that
 * it carries now (src/machine/native_stack.ts).
 */
export declare function moreStack(levels: i32): i32;

/** The instrumented build: writes what was counted where CPython's sys._stats_dump() does; 0 if that is nothing (src/machine/pystats.ts). */
export declare function dumpStats(): i32;

// --- compiler (src/machine/compile_host.ts) ---

/**
 * Compiles `size` bytes at `source`; `form` 0: bytes of a file with its own encoding line, 1: UTF-8 text, 2: marshal data of a tree (see
 * src/machine/ast_host.ts). mode 0 exec, 1 eval, 2 single, 3 func_type; `flags` PyCF_*; `optimize` -1..2; `featureVersion` the grammar's minor
 * version or -1; `maxIntDigits` the most digits of a decimal literal; `errorAt` the number of the warning that is an error, or -1. Returns the address of a block from hostAlloc: marshal data of
 * the code object or tree, or of a tuple that describes the error: (type name, message, filename, lineno, offset, text, end_lineno,
 * end_offset), or (type name, message).
 */
export declare function compileSource(
  source: usize,
  size: i32,
  form: i32,
  filename: usize,
  filenameSize: i32,
  mode: i32,
  flags: i32,
  optimize: i32,
  featureVersion: i32,
  maxIntDigits: i32,
  errorAt: i32,
): usize;

/** The warnings of the last compilation: a block with marshal data of ((category's name, message, line), ...), or 0 if there were none. */
export declare function takeWarnings(): usize;

// --- imports (src/machine/import_host.ts) ---

/**
 * The frozen module `name`: a block with marshal data of (kind, original name, code or None), kinds as in src/machine/stdlib.ts; 0 if there is
 * none of this name.
 */
export declare function findFrozen(name: usize, nameSize: i32, wantsCode: bool): usize;

/** A block with a marshalled tuple of names: of the native modules of the host and in Python code; of frozen ones if `frozen`. */
export declare function moduleNames(frozen: bool): usize;

// --- modules whose work the host does (src/machine/host_module.ts) ---

/** Describes module `name`: marshal data of (doc, function names, {constant: value}); 0 if the host has no such module. */
export declare function describeModule(name: usize, nameSize: i32): usize;

/** Calls "module.function" with marshal data of (args, kwargs or None): marshal data of the answer, see HostModules.call. */
export declare function hostCall(name: usize, nameSize: i32, args: usize, argsSize: i32): usize;

// --- tracebacks (src/machine/source_lines.ts) ---

/**
 * What a traceback shows below "File ..., line N": the source lines, dedented and indented by 4, with the ~~~^^^ line where CPython draws one.
 * Columns are UTF-8 byte offsets, -1 unknown. Address of a block of UTF-8 text that ends in "\n", or 0 if there is no source.
 */
export declare function sourceExcerpt(
  filename: usize,
  filenameSize: i32,
  line: i32,
  endLine: i32,
  column: i32,
  endColumn: i32,
): usize;

/** Keeps the UTF-8 text of a source that the host cannot read, for sourceExcerpt; `text` 0 forgets it. */
export declare function keepSource(filename: usize, filenameSize: i32, text: usize, textSize: i32): void;

// --- names of characters (src/machine/names_file.ts) ---

/** The code point called by a UTF-8 name (any case, aliases too), or -1. */
export declare function characterByName(name: usize, size: i32): i32;

/** Address of a block with the name of a code point, or 0 if it has none. */
export declare function nameOfCharacter(code: u32): usize;

// --- East Asian codecs (src/machine/multibyte_file.ts) ---

/** The tables of the codec called `name`, as assembly/modules/multibyte/tables.ts reads them: a block that stays; 0 if there is no such codec. */
export declare function multibyteTables(name: usize, size: i32): usize;
