/**
 * Local time for the module time: what C's tzset, localtime_r and mktime know of zones. The zones themselves are the host's
 * (src/machine/time_zone.ts); before the first `resetZone` it is UTC, so that an image of the machine knows no zone.
 */
import * as host from "../host";
import { PyObject } from "../object/layout";
import { PyMem_Free } from "../memory/blocks";
import { PyUnicode_DecodeUTF8 } from "../types/unicode_codecs";
import { breakDown, isdst, secondsOfFields, setDst } from "./time_calendar";

/** What `look` found: seconds east of Greenwich, and whether daylight saving time holds. */
export let zoneOffset: i64 = 0;
export let zoneDst: i32 = 0;

/** Looks up the zone at `seconds`. */
export function look(seconds: i64): void {
  const packed = host.zoneAt(<f64>seconds);
  zoneOffset = <i64>(packed >> 1);
  zoneDst = packed & 1;
}

/** The name of the zone that `look` found: `new`. */
export function lookedUpName(): PyObject | null {
  const block = host.zoneName();
  const size = host.resultSize();
  const name = PyUnicode_DecodeUTF8(block, size, 0);
  PyMem_Free(block);
  return name;
}

/** Fills the calendar with the local time at `seconds`. */
export function breakDownLocal(seconds: i64): void {
  look(seconds);
  breakDown(seconds + zoneOffset);
  setDst(zoneDst);
}

/** How far mktime looks for a time with the wanted daylight flag, and in which steps (a week less than any season). */
const SEARCH: i64 = 536454000;
const STEP: i64 = 601200;

/** The local time `wall` under the zone's rules at `near`, if they hold there too: false otherwise. */
function fits(wall: i64, near: i64): bool {
  look(near);
  const offset = zoneOffset;
  look(wall - offset);
  return zoneOffset == offset;
}

/**
 * Seconds since 1970 of the calendar's fields as local time (mktime). The daylight flag chooses where the clock shows a time twice, and shifts
 * the time where the season has the other flag; a time that the clock skips is taken as if it had not been set yet.
 */
export function localSeconds(): i64 {
  const wall = secondsOfFields();
  const before = wall - 86400;
  const after = wall + 86400;
  const wanted = isdst < 0 ? -1 : isdst > 0 ? 1 : 0;
  if (fits(wall, before) && (wanted < 0 || zoneDst == wanted)) return wall - zoneOffset;
  if (fits(wall, after) && (wanted < 0 || zoneDst == wanted)) return wall - zoneOffset;
  if (wanted >= 0) {
    for (let distance: i64 = 0; distance <= SEARCH; distance += STEP) {
      look(wall - distance);
      if (zoneDst == wanted) return wall - zoneOffset;
      look(wall + distance);
      if (zoneDst == wanted) return wall - zoneOffset;
    }
    // no season has this flag: C takes it to be an hour off
    look(before);
    return wall - zoneOffset + (wanted > 0 ? -3600 : 3600);
  }
  look(before);
  return wall - zoneOffset;
}
