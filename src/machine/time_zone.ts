/**
 * Local time: which offset, name and daylight flag hold at a moment, by the rules of the C library: the variable TZ, or /etc/localtime, names a TZif file
 * (RFC 9636) or is a rule of POSIX ("EST5EDT,M3.2.0,M11.1.0"). Without a process around the machine it is UTC.
 *
 * Invariant: what TZ and the file said when `reset` was called holds until the next call, as between two calls of tzset().
 */
import type { FileHost, SystemHost } from "./files.js";

export interface LocalType {
  /** Seconds east of Greenwich. */
  readonly offset: number;
  readonly isDst: boolean;
  readonly name: string;
}

/** A day of a rule: Jn (1 to 365, never February 29th), n (0 to 365), or Mm.w.d; and the seconds of that day's clock at which the change comes. */
interface RuleDay {
  readonly kind: "J" | "n" | "M";
  readonly numbers: readonly number[];
  readonly seconds: number;
}

interface Rule {
  readonly standard: LocalType;
  /** Daylight saving time with its beginning and end; none: standard time all year. */
  readonly summer: { readonly type: LocalType; readonly begin: RuleDay; readonly end: RuleDay } | null;
}

const UTC: LocalType = { offset: 0, isDst: false, name: "UTC" };
const FOLDER = "/usr/share/zoneinfo";
const DAY = 86400;

function daysBefore(year: number): number {
  const y = year - 1;
  return y * 365 + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) - 719162;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function yearOf(seconds: number): number {
  const days = Math.floor(seconds / DAY);
  let year = 1970 + Math.floor(days / 365.2425);
  while (daysBefore(year) > days) year--;
  while (daysBefore(year + 1) <= days) year++;
  return year;
}

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Seconds since 1970, by the clock on the wall, at which `day` changes the clock in `year`. */
function changeIn(year: number, { kind, numbers, seconds }: RuleDay): number {
  const first = daysBefore(year);
  const [a = 0, week = 0, weekday = 0] = numbers;
  if (kind === "n") return (first + a) * DAY + seconds;
  if (kind === "J") return (first + a - 1 + (isLeap(year) && a >= 60 ? 1 : 0)) * DAY + seconds;
  const length = (month: number) => MONTH_DAYS[month]! + (month === 1 && isLeap(year) ? 1 : 0);
  let start = first;
  for (let month = 0; month < a - 1; month++) start += length(month);
  // 1970-01-01 was a Thursday
  let day = (weekday - ((((start + 4) % 7) + 7) % 7) + 7) % 7;
  day += (week - 1) * 7;
  if (day >= length(a - 1)) day -= 7;
  return (start + day) * DAY + seconds;
}

class RuleReader {
  private at = 0;

  constructor(private readonly text: string) {}

  private match(pattern: RegExp): RegExpExecArray | null {
    const found = pattern.exec(this.text.slice(this.at));
    if (found !== null) this.at += found[0].length;
    return found;
  }

  private name(): string | null {
    const found = this.match(/^(?:<([A-Za-z0-9+-]{3,})>|([A-Za-z]{3,}))/);
    return found === null ? null : (found[1] ?? found[2]!);
  }

  /** Seconds of "[+-]hh[:mm[:ss]]". */
  private clock(): number | null {
    const found = this.match(/^([+-]?)(\d{1,3})(?::(\d{1,2}))?(?::(\d{1,2}))?/);
    if (found === null) return null;
    const seconds = Number(found[2]) * 3600 + Number(found[3] ?? 0) * 60 + Number(found[4] ?? 0);
    return found[1] === "-" ? -seconds : seconds;
  }

  private day(): RuleDay | null {
    const found = this.match(/^,(?:M(\d+)\.(\d+)\.(\d+)|(J?)(\d+))/);
    if (found === null) return null;
    const kind = found[1] !== undefined ? "M" : found[4] === "J" ? "J" : "n";
    const numbers = (kind === "M" ? found.slice(1, 4) : [found[5]]).map(Number);
    const seconds = this.match(/^\//) === null ? 7200 : (this.clock() ?? 7200);
    return { kind, numbers, seconds };
  }

  /** The rule of the whole text. A name without an offset is a name for UTC. */
  rule(): Rule {
    const name = this.name();
    if (name === null) return { standard: { ...UTC, name: "" }, summer: null };
    const west = this.clock();
    if (west === null) return { standard: { ...UTC, name }, summer: null };
    const standard: LocalType = { offset: 0 - west, isDst: false, name };
    const summerName = this.name();
    if (summerName === null) return { standard, summer: null };
    const summerWest = this.clock() ?? west - 3600;
    const type: LocalType = { offset: 0 - summerWest, isDst: true, name: summerName };
    const begin = this.day() ?? { kind: "M", numbers: [3, 2, 0], seconds: 7200 };
    const end = this.day() ?? { kind: "M", numbers: [11, 1, 0], seconds: 7200 };
    return { standard, summer: { type, begin, end } };
  }
}

function typeByRule({ standard, summer }: Rule, seconds: number): LocalType {
  if (summer === null) return standard;
  // before 1970 the C library knows the changes of 1970 only
  const year = Math.max(1970, yearOf(seconds));
  const begin = changeIn(year, summer.begin) - standard.offset;
  const end = changeIn(year, summer.end) - summer.type.offset;
  const isSummer = begin < end ? seconds >= begin && seconds < end : seconds < end || seconds >= begin;
  return isSummer ? summer.type : standard;
}

/** A TZif file's transitions, their types, and the rule that holds after the last. */
class ZoneFile {
  private readonly times: number[] = [];
  private readonly typeOf: number[] = [];
  private readonly types: LocalType[] = [];
  private readonly rule: Rule | null = null;

  constructor(data: Uint8Array) {
    const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    const counts = (at: number) => [20, 24, 28, 32, 36, 40].map((i) => view.getUint32(at + i));
    let start = 0;
    let wide = false;
    let [utc = 0, std = 0, leaps = 0, times = 0, types = 0, chars = 0] = counts(0);
    if (data[4]! >= 0x32) {
      start = 44 + times * 5 + types * 6 + chars + leaps * 8 + std + utc;
      wide = true;
      [utc = 0, std = 0, leaps = 0, times = 0, types = 0, chars = 0] = counts(start);
    }
    const size = wide ? 8 : 4;
    let at = start + 44;
    for (let i = 0; i < times; i++) {
      this.times.push(wide ? Number(view.getBigInt64(at + i * 8)) : view.getInt32(at + i * 4));
      this.typeOf.push(data[at + times * size + i]!);
    }
    at += times * (size + 1);
    const names = at + types * 6;
    for (let i = 0; i < types; i++) {
      const from = names + data[at + i * 6 + 5]!;
      const name = new TextDecoder().decode(data.subarray(from, data.indexOf(0, from)));
      this.types.push({ offset: view.getInt32(at + i * 6), isDst: data[at + i * 6 + 4] !== 0, name });
    }
    const footer = names + chars + leaps * (size + 4) + std + utc;
    if (!wide || data[footer] !== 10) return;
    const text = new TextDecoder().decode(data.subarray(footer + 1, data.indexOf(10, footer + 1)));
    if (text !== "") this.rule = new RuleReader(text).rule();
  }

  at(seconds: number): LocalType {
    const { times, types } = this;
    if (times.length === 0 || seconds < times[0]!) {
      if (times.length === 0 && this.rule !== null) return typeByRule(this.rule, seconds);
      return types.find(({ isDst }) => !isDst) ?? types[0] ?? UTC;
    }
    let low = 0;
    let high = times.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (times[middle]! <= seconds) low = middle;
      else high = middle;
    }
    if (low === times.length - 1 && this.rule !== null) return typeByRule(this.rule, seconds);
    return types[this.typeOf[low]!] ?? UTC;
  }
}

export class TimeZone {
  private look: (seconds: number) => LocalType = () => UTC;

  constructor(
    private readonly files: FileHost | null,
    private readonly system: SystemHost | null,
  ) {}

  private file(path: string): ZoneFile | null {
    try {
      const data = this.files?.readFileSync(path);
      return data !== undefined && new TextDecoder().decode(data.subarray(0, 4)) === "TZif" ? new ZoneFile(data) : null;
    } catch {
      return null;
    }
  }

  /** Reads TZ and what it names (tzset). */
  reset(): void {
    this.look = () => UTC;
    if (this.system === null) return;
    const variable = this.system.env["TZ"];
    if (variable === "") return;
    const name = variable?.replace(/^:/, "");
    const path = name === undefined ? "/etc/localtime" : name.startsWith("/") ? name : `${FOLDER}/${name}`;
    const file = this.file(path);
    if (file !== null) this.look = (seconds) => file.at(seconds);
    else if (name !== undefined) {
      const rule = new RuleReader(name).rule();
      this.look = (seconds) => typeByRule(rule, seconds);
    }
  }

  at(seconds: number): LocalType {
    return this.look(seconds);
  }
}
