/**
 * What the collector asks of higher rooms, as table indices set at boot (modules/gc.ts, protocol/errors.ts): the gc room imports
 * nothing above `object`. An index of 0 means nobody answers.
 */

/** (): PyObject | null, sets MemoryError. */
export let hookNoMemory: u32 = 0;
/** (unreachable: usize, old: usize): i32, clears weak references to unreachable objects and runs callbacks; returns how many. */
export let hookWeakrefs: u32 = 0;
/** (op: PyObject): void, untracks a dict or tuple that cannot be part of a cycle. */
export let hookUntrackDict: u32 = 0;
export let hookUntrackTuple: u32 = 0;
/** (stop: i32, generation: i32, collected: i32, uncollectable: i32): void, gc.callbacks. */
export let hookCallbacks: u32 = 0;
/** (op: PyObject, uncollectable: i32): void, gc.DEBUG_COLLECTABLE and DEBUG_UNCOLLECTABLE output. */
export let hookDebugCycle: u32 = 0;
/** (op: PyObject): i32, appends to gc.garbage. */
export let hookGarbage: u32 = 0;
/** (generation: i32, phase: i32, ...): void, gc.DEBUG_STATS output: phase 0 start, 1 end. */
export let hookStats: u32 = 0;
/** (): void, reports a pending exception that the collection left. */
export let hookUnraisable: u32 = 0;
/** (): void, empties the free lists of all types. */
export let hookClearFreeLists: u32 = 0;

/** (visit: u32, arg: usize): void, calls visit(op, arg) for what the program surely reaches: modules, builtins, frames. */
export let hookRoots: u32 = 0;

/** Debug build: (whole: i32): void, looks at the heap after a collection, which touched all of it or its young objects and survivors. */
export let hookVerify: u32 = 0;

export function setHookVerify(fn: u32): void {
  hookVerify = fn;
}

/** (list: usize): void, makes equal strs in containers of the list one object (intern/deduplicate.ts); before a full collection. */
export let hookShare: u32 = 0;

export function setHookShare(fn: u32): void {
  hookShare = fn;
}
export function setHookRoots(fn: u32): void {
  hookRoots = fn;
}
export function setHookNoMemory(fn: u32): void {
  hookNoMemory = fn;
}
export function setHookWeakrefs(fn: u32): void {
  hookWeakrefs = fn;
}
export function setHookUntrack(dict: u32, tuple: u32): void {
  hookUntrackDict = dict;
  hookUntrackTuple = tuple;
}
export function setHookCallbacks(fn: u32): void {
  hookCallbacks = fn;
}
export function setHookDebug(cycle: u32, stats: u32): void {
  hookDebugCycle = cycle;
  hookStats = stats;
}
export function setHookGarbage(fn: u32): void {
  hookGarbage = fn;
}
export function setHookUnraisable(fn: u32): void {
  hookUnraisable = fn;
}
export function setHookClearFreeLists(fn: u32): void {
  hookClearFreeLists = fn;
}

/** (): void; a recorder (debug/record.ts) asked for a safe point. */
export let hookSafePoint: u32 = 0;

export function setHookSafePoint(fn: u32): void {
  hookSafePoint = fn;
}
