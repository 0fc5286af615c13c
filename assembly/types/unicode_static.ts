/**
 * Static strs: names at fixed addresses, Latin-1 characters, the empty str.
 */
import { PyObject } from "../object/layout";
/** Fills in the static compact ASCII str at `op` (40 + length + 1 bytes) and interns it. */
export function initStaticName(op: PyObject, lit: string): void {
  unreachable();
}
/** The cached str of one character below 256; borrowed (immortal). */
export function unicodeLatin1(ch: u32): PyObject {
  unreachable();
}
/** The empty str; borrowed (immortal). */
export function unicodeEmpty(): PyObject {
  unreachable();
}
/** Latin-1 characters, the empty str: before any object exists. */
export function initUnicodeStatics(): void {
  unreachable();
}
