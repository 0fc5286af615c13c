/** Internet addresses as text and as bytes (inet_pton, inet_ntop), where no C library does it. */

function packFour(text: string): Uint8Array | null {
  const parts = text.split(".");
  if (parts.length !== 4 || parts.some((part) => !/^\d{1,3}$/.test(part) || Number(part) > 255)) return null;
  if (parts.some((part) => part.length > 1 && part.startsWith("0"))) return null;
  return Uint8Array.from(parts, Number);
}

/** The bytes of colon-separated groups; the last may be an IPv4 address. Null for what is none. */
function packGroups(text: string): number[] | null {
  if (text === "") return [];
  const bytes: number[] = [];
  const groups = text.split(":");
  for (const [i, group] of groups.entries()) {
    const four = i === groups.length - 1 && group.includes(".") ? packFour(group) : null;
    if (four !== null) bytes.push(...four);
    else if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return null;
    else bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255);
  }
  return bytes;
}

/** 4 or 16 bytes; null if the text is no address of that version. */
export function packAddress(version: 4 | 6, text: string): Uint8Array | null {
  if (version === 4) return packFour(text);
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const [head, tail] = halves.map(packGroups);
  if (head === null || tail === null || head === undefined) return null;
  if (tail === undefined) return head.length === 16 ? Uint8Array.from(head) : null;
  const gap = 16 - head.length - tail.length;
  return gap < 2 ? null : Uint8Array.from([...head, ...new Array<number>(gap).fill(0), ...tail]);
}

/** The longest run of zero groups, of two at least: where it begins and how long it is. */
function longestGap(groups: readonly number[]): [number, number] {
  let best: [number, number] = [-1, 1];
  for (let i = 0; i < groups.length; i++) {
    let end = i;
    while (end < groups.length && groups[end] === 0) end++;
    if (end - i > best[1]) best = [i, end - i];
    i = Math.max(i, end - 1);
  }
  return best;
}

/** The usual text of 4 or 16 bytes. */
export function showAddress(packed: Uint8Array): string {
  if (packed.length === 4) return packed.join(".");
  const groups = Array.from({ length: 8 }, (_, i) => (packed[i * 2]! << 8) | packed[i * 2 + 1]!);
  const [at, length] = longestGap(groups);
  const mapped = at === 0 && (length === 6 || (length === 5 && groups[5] === 0xffff));
  const hex = (list: readonly number[]) => list.map((group) => group.toString(16)).join(":");
  if (mapped) return `::${length === 5 ? "ffff:" : ""}${packed.subarray(12).join(".")}`;
  return at < 0 ? hex(groups) : `${hex(groups.slice(0, at))}::${hex(groups.slice(at + length))}`;
}
