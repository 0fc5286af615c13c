/**
 * Flags of code objects and of compile(). CPython's counterparts: Include/cpython/code.h (CO_*), Include/cpython/compile.h
 * (PyCF_*). CO_FUTURE_* live with the future statement, in src/compiler/future.ts.
 */
export const CO_OPTIMIZED = 0x1;
export const CO_NEWLOCALS = 0x2;
export const CO_VARARGS = 0x4;
export const CO_VARKEYWORDS = 0x8;
export const CO_NESTED = 0x10;
export const CO_GENERATOR = 0x20;
export const CO_COROUTINE = 0x80;
export const CO_ITERABLE_COROUTINE = 0x100;
export const CO_ASYNC_GENERATOR = 0x200;

/** Kinds in co_localspluskinds. */
export const CO_FAST_HIDDEN = 0x10;
export const CO_FAST_LOCAL = 0x20;
export const CO_FAST_CELL = 0x40;
export const CO_FAST_FREE = 0x80;

export const PyCF_SOURCE_IS_UTF8 = 0x100;
export const PyCF_DONT_IMPLY_DEDENT = 0x200;
export const PyCF_ONLY_AST = 0x400;
export const PyCF_IGNORE_COOKIE = 0x800;
export const PyCF_TYPE_COMMENTS = 0x1000;
export const PyCF_ALLOW_TOP_LEVEL_AWAIT = 0x2000;
export const PyCF_ALLOW_INCOMPLETE_INPUT = 0x4000;
export const PyCF_OPTIMIZED_AST = 0x8000 | PyCF_ONLY_AST;

/** The CO_FUTURE_* that still mean something or are accepted: what compile() inherits and a code object carries. */
export const PyCF_MASK = 0x1fe0000;
export const PyCF_MASK_OBSOLETE = CO_NESTED;
export const PyCF_COMPILE_MASK =
  PyCF_ONLY_AST |
  PyCF_ALLOW_TOP_LEVEL_AWAIT |
  PyCF_TYPE_COMMENTS |
  PyCF_DONT_IMPLY_DEDENT |
  PyCF_ALLOW_INCOMPLETE_INPUT |
  PyCF_OPTIMIZED_AST;
