/**
 * The heap over time, from looks between slices and at collections. However long a run is, few points are kept: when the list is full, each four neighbours become
 * two, the least and the greatest of them in their order, and from then on groups of twice as many looks leave two points. So peaks and troughs stay.
 */
import type { CurveRecord } from "./document.js";

interface Point {
  readonly at: number;
  readonly live: number;
  readonly reserved: number;
}

/** The least and the greatest of a group, in the order in which they came. */
function ends(group: readonly Point[]): Point[] {
  let low = 0;
  let high = 0;
  for (const [i, { live }] of group.entries()) {
    if (live < group[low]!.live) low = i;
    if (live >= group[high]!.live) high = i;
  }
  return low === high ? [group[low]!] : [group[Math.min(low, high)]!, group[Math.max(low, high)]!];
}

export class Curve {
  private points: Point[] = [];
  private group: Point[] = [];
  private groupSize = 1;

  constructor(private readonly most = 512) {}

  add(at: number, live: number, reserved: number): void {
    this.group.push({ at, live, reserved });
    if (this.group.length < this.groupSize) return;
    this.points.push(...ends(this.group));
    this.group = [];
    if (this.points.length < this.most) return;
    const fewer: Point[] = [];
    for (let i = 0; i < this.points.length; i += 4) fewer.push(...ends(this.points.slice(i, i + 4)));
    this.points = fewer;
    this.groupSize *= 2;
  }

  clear(): void {
    this.points = [];
    this.group = [];
    this.groupSize = 1;
  }

  record(): CurveRecord {
    const all = [...this.points, ...(this.group.length === 0 ? [] : ends(this.group))];
    const last = this.group.at(-1);
    if (last !== undefined && all.at(-1) !== last) all.push(last);
    return {
      at: all.map(({ at }) => Math.round(at * 1000) / 1000),
      live: all.map(({ live }) => live),
      reserved: all.map(({ reserved }) => reserved),
    };
  }
}
