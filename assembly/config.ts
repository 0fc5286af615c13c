/**
 * Every compile-time switch of the machine. asconfig.json sets the constants per target with `--use`; code asks
 * `if (DEBUG) ...`, which costs nothing where the constant is false.
 *
 *   release  DEBUG 0  STRESS 0
 *   debug    DEBUG 1  STRESS 0   asserts, poisoned free memory, total reference count, heap verifier exported
 *   stress   DEBUG 1  STRESS 1   debug, and a collection at every tracked allocation, free lists off, tiny first tables
 */

// @ts-ignore: ASC_ globals and --use aliases are asc's own
export const DEBUG: bool = isDefined(KRAIT_DEBUG);
// @ts-ignore: as above
export const STRESS: bool = isDefined(KRAIT_STRESS);

/** C recursion that a native call chain may reach before RecursionError (CPython's Py_C_RECURSION_LIMIT plays this part). */
export const NATIVE_RECURSION_LIMIT: i32 = 400;

/** Nested deallocations before the rest is queued (CPython's trashcan uses 50). */
export const TRASHCAN_DEPTH: i32 = 50;
