/**
 * What the machine's import asks of the host itself: the code of frozen modules. Everything else importlib finds through files.
 */
import type { FrozenCode, StandardLibrary } from "./stdlib.js";

/** Marshal's None. */
const NONE = new Uint8Array([0x4e]);

/**
 * The tuple (kind, original name, code) around code that is marshalled already. The head registers no references, so those inside the
 * code keep their numbers.
 */
function described({ kind, origin, code }: FrozenCode, wantsCode: boolean): Uint8Array {
  const name = new TextEncoder().encode(origin);
  const body = wantsCode ? code : NONE;
  const data = new Uint8Array(2 + 5 + 5 + name.length + body.length);
  const view = new DataView(data.buffer);
  data[0] = 0x29; // ")" small tuple
  data[1] = 3;
  data[2] = 0x69; // "i"
  view.setInt32(3, kind, true);
  data[7] = 0x75; // "u"
  view.setInt32(8, name.length, true);
  data.set(name, 12);
  data.set(body, 12 + name.length);
  return data;
}

/** Marshal data of (kind, original name, code or None) of the frozen module `name`, or null. */
export function frozenModule(library: StandardLibrary, name: string, wantsCode: boolean): Uint8Array | null {
  const found = library.frozen(name, wantsCode);
  return found === null ? null : described(found, wantsCode);
}
