/**
 * A small object that owns a block of memory (CPython uses a capsule): kept by instances whose C value points to the block.
 *
 *   16 address of the block, freed with the object
 */
import { PyObject, PyTypeObject, initPtr } from "../../object/layout";
import { PyBaseObject_Type, PyType_Type } from "../../object/statics";
import { initStaticType } from "../../object/typedef";
import { PyMem_Free, PyObject_Free } from "../../memory/blocks";
import { _PyObject_New } from "../../gc/collector";

const OwnedMemory_Type = changetype<PyTypeObject>(memory.data(416, 16));

/** Takes over `block`: `new`, or null with MemoryError (the block is freed then). */
export function newOwnedMemory(block: usize): PyObject | null {
  const op = _PyObject_New(OwnedMemory_Type);
  if (op === null) {
    PyMem_Free(block);
    return null;
  }
  initPtr(changetype<usize>(op) + 16, block);
  return op;
}

function dealloc(self: PyObject): void {
  PyMem_Free(<usize>load<u32>(changetype<usize>(self) + 16));
  PyObject_Free(changetype<usize>(self));
}

export function initOwnedMemoryType(): void {
  initStaticType(OwnedMemory_Type, PyType_Type, PyBaseObject_Type, "_ctypes.memory", 24, 0, 0);
  OwnedMemory_Type.tp_dealloc = dealloc.index;
}

/** The type, for boot.ts to ready. */
export function ownedMemoryType(): PyTypeObject {
  return OwnedMemory_Type;
}
