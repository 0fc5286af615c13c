/**
 * Python str <-> UTF-8 with "surrogatepass": a lone surrogate is its own three bytes. A JavaScript string carries lone
 * surrogates too; only a high one followed by a low one as two code points needs a SurrogateStr.
 */
import { SurrogateStr } from "./values.js";

const loneSurrogate = /\p{Surrogate}/u;
const encoder = new TextEncoder();
const strictDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function encodeCodePoint(out: number[], c: number): void {
  if (c < 0x80) out.push(c);
  else if (c < 0x800) out.push(0xc0 | (c >> 6), 0x80 | (c & 63));
  else if (c < 0x10000) out.push(0xe0 | (c >> 12), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
  else out.push(0xf0 | (c >> 18), 0x80 | ((c >> 12) & 63), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
}

export function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) >= 0x80) return false;
  return true;
}

export function encodeUtf8(text: string | SurrogateStr): Uint8Array {
  if (typeof text === "string" && !loneSurrogate.test(text)) return encoder.encode(text);
  const out: number[] = [];
  for (const c of codePointsOf(text)) encodeCodePoint(out, c);
  return Uint8Array.from(out);
}

export function* codePointsOf(text: string | SurrogateStr): Generator<number> {
  if (typeof text !== "string") {
    yield* text.codePoints;
    return;
  }
  for (let i = 0; i < text.length; i++) {
    const c = text.codePointAt(i)!;
    if (c > 0xffff) i++;
    yield c;
  }
}

/** A Python str of code points in the shape that holds it. */
export function strFromCodePoints(codePoints: ArrayLike<number>): string | SurrogateStr {
  let text = "";
  for (let i = 0; i < codePoints.length; i++) {
    const c = codePoints[i]!;
    const isSplitPair = c >= 0xd800 && c < 0xdc00 && codePoints[i + 1]! >= 0xdc00 && codePoints[i + 1]! < 0xe000;
    if (isSplitPair) return new SurrogateStr(Uint32Array.from(codePoints));
    text += String.fromCodePoint(c);
  }
  return text;
}

export function decodeUtf8(bytes: Uint8Array): string | SurrogateStr {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    const out: number[] = [];
    for (let i = 0; i < bytes.length; ) {
      const b = bytes[i]!;
      const n = b < 0x80 ? 1 : b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
      let c = n === 1 ? b : b & (0x7f >> n);
      for (let j = 1; j < n; j++) c = (c << 6) | (bytes[i + j]! & 63);
      out.push(c);
      i += n;
    }
    return strFromCodePoints(out);
  }
}

/** The bytes that CPython stores (and hashes) for a str: 1, 2 or 4 a character, by the widest one. */
export function encodeStrStorage(text: string | SurrogateStr): Uint8Array {
  const points = Array.from(codePointsOf(text));
  const max = points.reduce((a, b) => Math.max(b, a), 0);
  if (max < 256) return Uint8Array.from(points);
  return new Uint8Array(max < 65536 ? Uint16Array.from(points).buffer : Uint32Array.from(points).buffer);
}
