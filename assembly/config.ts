/**
 * Every compile-time switch of the machine. asconfig.json sets the constants per target with `--use`; code asks
 * `if (DEBUG) ...`, which costs nothing where the constant is false.
 *
 *   release  DEBUG 0  STRESS 0
 *   debug    DEBUG 1  STRESS 0   asserts, poisoned free memory, total reference count, heap verifier exported
 *   stress   DEBUG 1  STRESS 1   debug, and a collection at every tracked allocation, free lists off, tiny first tables
 *   fixed    FIXED_PLAN 1        release, and the default plan (src/machine/plans.ts) instead of a choice: what choosing costs (npm run lab-cost)
 *   instrumented  INSTRUMENTED 1   release, and counters beside the heap (memory/counters.ts): its addresses are those of release
 */

// @ts-ignore: ASC_ globals and --use aliases are asc's own
export const DEBUG: bool = isDefined(KRAIT_DEBUG);
// @ts-ignore: as above
export const STRESS: bool = isDefined(KRAIT_STRESS);
// @ts-ignore: as above
export const INSTRUMENTED: bool = isDefined(KRAIT_INSTRUMENTED);
// @ts-ignore: as above
export const FIXED_PLAN: bool = isDefined(KRAIT_FIXED_PLAN);
/** Is every instruction counted? */
export const COUNTED: bool = DEBUG || INSTRUMENTED;

/**
 * Nested native calls (Py_EnterRecursiveCall) before RecursionError; Py_C_RECURSION_LIMIT of CPython. Set by the most that 25 kinds of
 * recursion reached in a plain node 20 (984 KB of stack, V8's baseline code, which needs the most) before the engine's own stack ended:
 * release `a + b` calling itself 894, `with` 982, __missing__ 1362, sorted 1362, __init__ 1643, __getattr__ 1643, comparison 2750, repr over
 * 4000; debug build comparison 2389. The rest is left to the host's frames under the machine and to what runs at the limit.
 */
export const NATIVE_RECURSION_LIMIT: i32 = 500;

/** The most that a host with more stack may allow: CPython's Py_C_RECURSION_LIMIT on x86-64. */
export const NATIVE_RECURSION_MOST: i32 = 10000;

/** Nested deallocations before the rest is queued (CPython's trashcan uses 50). */
export const TRASHCAN_DEPTH: i32 = 50;
