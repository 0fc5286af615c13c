/**
 * The source lines under a traceback entry and the markers below them (StackSummary._format and format_frame_summary of
 * Lib/traceback.py): "^" under the whole range, or "~" with "^" at the operator where the range is a binary operation, subscript or call.
 */
import { anchorsOf, isCallStatement } from "./anchors.js";

/** Reads a source file as lines without their ends; null if there is none. */
export type LineSource = (filename: string) => readonly string[] | null;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Characters before UTF-8 byte offset `bytes` of `line`. */
function charOffset(line: string, bytes: number): number {
  return decoder.decode(encoder.encode(line).subarray(0, bytes)).length;
}

function displayWidth(text: string): number {
  let width = 0;
  for (const ch of text)
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u.test(
        ch,
      )
        ? 2
        : 1;
  return width;
}

/** The excerpt for one frame, or null without source. Columns are UTF-8 bytes, -1 unknown; lines count from 1. */
export function sourceExcerpt(
  source: LineSource,
  filename: string,
  line: number,
  endLine: number,
  column: number,
  endColumn: number,
): string | null {
  const lines = source(filename);
  const first = lines?.[line - 1];
  if (lines === null || first === undefined || first.trim() === "") return null;
  const last = endLine >= line ? endLine : line;
  const block: string[] = [];
  for (let n = line; n <= last; n++) block.push((lines[n - 1] ?? "").trimEnd());
  if (column < 0 || endColumn < 0) return `    ${first.trim()}\n`;
  const start = charOffset(block[0]!, column);
  const end = charOffset(block[block.length - 1]!, endColumn);
  return `${markedBlock(block, start, end)}\n`;
}

/** Common indentation of the non-empty lines. */
function indentation(block: readonly string[]): number {
  let indent = Number.POSITIVE_INFINITY;
  for (const text of block) if (text.trim() !== "") indent = Math.min(indent, text.length - text.trimStart().length);
  return Number.isFinite(indent) ? indent : 0;
}

function markedBlock(block: readonly string[], start: number, end: number): string {
  const indent = indentation(block);
  const shown = block.map((text) => text.slice(indent));
  const from = Math.max(0, start - indent);
  const to = Math.max(0, end - indent);
  const segment = segmentText(shown, from, to);
  if (isCallStatement(shown, from, to)) return plainBlock(shown);
  const anchors = anchorsOf(segment);
  const wholeLine = shown.length === 1 && from === 0 && to >= shown[0]!.length;
  if (anchors === null && isWholeStatement(shown, from, to, wholeLine)) return plainBlock(shown);
  return withMarkers(shown, from, to, anchors);
}

/** The text between the first line's column `from` and the last line's column `to`. */
function segmentText(shown: readonly string[], from: number, to: number): string {
  if (shown.length === 1) return shown[0]!.slice(from, to);
  return [shown[0]!.slice(from), ...shown.slice(1, -1), shown[shown.length - 1]!.slice(0, to)].join("\n");
}

/** Without anchors CPython draws no markers under a range that is all there is on its lines. */
function isWholeStatement(shown: readonly string[], from: number, to: number, wholeLine: boolean): boolean {
  if (wholeLine) return true;
  if (shown.length === 1) return false;
  return from === 0 && to >= shown[shown.length - 1]!.length;
}

function plainBlock(shown: readonly string[]): string {
  return shown.map((text) => `    ${text}`).join("\n");
}

export interface Anchors {
  /** 0-based line in the segment and character column of the part that gets the primary "^". */
  readonly leftLine: number;
  readonly leftColumn: number;
  readonly rightLine: number;
  readonly rightColumn: number;
}

function withMarkers(shown: readonly string[], from: number, to: number, anchors: Anchors | null): string {
  const out: string[] = [];
  const lastIndex = shown.length - 1;
  const important = new Set<number>([0, lastIndex]);
  if (anchors !== null) {
    important.add(anchors.leftLine);
    important.add(anchors.rightLine);
  }
  let skipped = 0;
  for (let i = 0; i <= lastIndex; i++) {
    const near = important.has(i) || important.has(i - 1) || (important.has(i + 1) && false);
    if (!near && lastIndex > 2) {
      skipped++;
      continue;
    }
    if (skipped > 0) {
      out.push(skipped === 1 ? `    ${shown[i - 1]}` : `    ...<${skipped} lines>...`);
      skipped = 0;
    }
    out.push(`    ${shown[i]}`);
    const marks = markLine(shown, i, from, to, anchors);
    if (marks !== "") out.push(`    ${marks}`);
  }
  return out.join("\n");
}

/** The marker line under line `i`. */
function markLine(shown: readonly string[], i: number, from: number, to: number, anchors: Anchors | null): string {
  const text = shown[i]!;
  const startAt = i === 0 ? from : text.length - text.trimStart().length;
  const endAt = i === shown.length - 1 ? to : text.length;
  let marks = "";
  for (let c = 0; c < endAt; c++) {
    const mark =
      c < startAt
        ? text[c] === "\t"
          ? "\t"
          : " "
        : isPrimary(i, c, from, anchors)
          ? "^"
          : anchors === null
            ? "^"
            : "~";
    marks +=
      c < startAt && mark !== "\t"
        ? " ".repeat(displayWidth(text[c] ?? " "))
        : mark.repeat(displayWidth(text[c] ?? " "));
  }
  return marks.trimEnd();
}

/** Is column `c` of line `i` inside the anchored part? Anchor columns of the first line count from the segment's start. */
function isPrimary(i: number, c: number, from: number, anchors: Anchors | null): boolean {
  if (anchors === null) return false;
  const shift = (line: number) => (line === 0 ? from : 0);
  const afterLeft =
    i > anchors.leftLine || (i === anchors.leftLine && c >= anchors.leftColumn + shift(anchors.leftLine));
  const beforeRight =
    i < anchors.rightLine || (i === anchors.rightLine && c < anchors.rightColumn + shift(anchors.rightLine));
  return afterLeft && beforeRight;
}
