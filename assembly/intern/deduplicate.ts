/**
 * The policy "deduplicate": a full collection makes equal strs of lists, tuples and dicts one object, as Java's G1 does with the arrays behind its strings
 * (JEP 192). Here the object itself is shared, since a str carries its text: `is` may become true between equal strs.
 *
 * Runs before the collector looks at anything; no Python code runs, for a str has neither.
 */
import { PyObject } from "../object/layout";
import { PyDict_Type, PyList_Type, PyTuple_Type, PyUnicode_Type } from "../object/statics";
import { PyGC_Head, _Py_FROM_GC } from "../object/gc_head";
import { gcNext } from "../gc/gc_list";
import { setHookShare } from "../gc/hooks";
import { PyDictObject } from "../types/dict";
import { DK_ENTRIES, DK_IS_UNICODE } from "../types/dict_keys";
import { PyListObject, PyList_GET_SIZE } from "../types/list";
import { PyTuple_GET_SIZE, _PyTuple_ITEMS } from "../types/tuple";
import { _PyUnicode_InternMortal, sharesInCollections } from "./policy";

/** Makes the str in the pointer field the unique one. */
function share(field: usize): void {
  const op = load<PyObject | null>(field);
  if (op !== null && op.ob_type == PyUnicode_Type) _PyUnicode_InternMortal(field);
}

function shareFields(at: usize, n: i32, step: usize): void {
  for (let i = 0; i < n; i++, at += step) share(at);
}

function shareDict(mp: PyDictObject): void {
  const keys = mp.ma_keys;
  if (mp.ma_values !== null) return; // an instance's: its names are interned already
  const n = keys.dk_nentries;
  const entries = DK_ENTRIES(keys);
  if (DK_IS_UNICODE(keys)) shareFields(entries, n * 2, 8);
  else {
    shareFields(entries + 8, n, 24);
    shareFields(entries + 16, n, 24);
  }
}

function shareList(head: usize): void {
  const list = changetype<PyGC_Head>(head);
  for (let gc = gcNext(list); gc != list; gc = gcNext(gc)) {
    const op = _Py_FROM_GC(gc);
    if (op.ob_refcnt == 0) continue;
    const type = op.ob_type;
    if (type == PyList_Type) shareFields(changetype<PyListObject>(op).ob_item, PyList_GET_SIZE(op), 8);
    else if (type == PyTuple_Type) shareFields(_PyTuple_ITEMS(op), PyTuple_GET_SIZE(op), 8);
    else if (type == PyDict_Type) shareDict(changetype<PyDictObject>(op));
  }
}

/** After the policy is chosen. */
export function initDeduplicate(): void {
  if (sharesInCollections()) setHookShare(shareList.index);
}
