/**
 * The heap verifier after each collection, debug and stress builds; the stress build always, the debug build when asked. Two looks:
 *
 *   what it touched   after every collection: the young objects, what survived (the ends of the lists that it went to), the lists of the collection
 *                     itself, which must be empty
 *   the whole heap    after every collection that touches all of it: full ones, all of mark-sweep and of trial deletion; after each of the
 *                     first `firstWalks` others, then each time the number of collections has grown by a twentieth
 *
 * Only looking: nothing is allocated, no count changes. The first fault is kept and nothing is looked at after it.
 */
import { DEBUG, STRESS } from "../config";
import { PyGC_Head } from "../object/gc_head";
import { finalUnreachable, legacyList, seenList, unreachableList } from "../gc/garbage";
import { setHookVerify } from "../gc/hooks";
import { aliveList } from "../gc/mark_alive";
import { increment } from "../gc/incremental";
import { verifyHeap } from "./verify";
import { fault, verifyJoined } from "./verify_lists";

let firstWalks: i32 = 0;
let collections: i32 = 0;
let walks: i32 = 0;
/** The collection after which the whole heap is looked at again. */
let nextWalk: i32 = 0;
/** The first fault, and after which collection it was found. */
let found: i32 = 0;
let foundAt: i32 = 0;

/** Host: looks after every collection from now on; at the whole heap after each of the next `first`, then ever more rarely. A negative number ends it. */
export function verifyCollections(first: i32): void {
  if (!DEBUG) return;
  firstWalks = first;
  collections = 0;
  walks = 0;
  nextWalk = 0;
  found = 0;
  setHookVerify(first < 0 ? 0 : afterCollection.index);
}

/** Boot: the stress build looks at what each collection touched, whoever runs it. */
export function initVerifyCollections(): void {
  if (STRESS) verifyCollections(0);
}

/** `which`: 0 the first fault's code, 1 after which collection, 2 collections looked at, 3 walks through the whole heap. */
export function collectionsVerified(which: i32): i32 {
  return which == 0 ? found : which == 1 ? foundAt : which == 2 ? collections : walks;
}

function keep(code: i32): void {
  if (code == 0 || found != 0) return;
  found = code;
  foundAt = collections;
}

/** The hook of `end` in gc/generations.ts. */
export function afterCollection(whole: i32): void {
  if (found != 0) return;
  collections++;
  keep(leftOver());
  if (!whole && collections > firstWalks && collections < nextWalk) return keep(verifyJoined());
  walks++;
  nextWalk = collections + collections / 20 + 1;
  keep(verifyHeap());
}

/** The lists that a collection uses must be empty when it is over. */
function leftOver(): i32 {
  if (!isEmpty(unreachableList)) return fault(28, changetype<usize>(unreachableList));
  if (!isEmpty(finalUnreachable)) return fault(28, changetype<usize>(finalUnreachable));
  if (!isEmpty(seenList)) return fault(28, changetype<usize>(seenList));
  if (!isEmpty(legacyList)) return fault(28, changetype<usize>(legacyList));
  if (!isEmpty(aliveList)) return fault(28, changetype<usize>(aliveList));
  return isEmpty(increment) ? 0 : fault(28, changetype<usize>(increment));
}

/** A sentinel that was never used is empty as well. */
function isEmpty(list: PyGC_Head): bool {
  return list._gc_next == 0 || list._gc_next == <u32>changetype<usize>(list);
}
