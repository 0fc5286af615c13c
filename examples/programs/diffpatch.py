"""diff and patch: Myers' algorithm, unified hunks, fuzzy application, three-way merge, coloured words.

    diffpatch.py diff OLD NEW              a unified diff; status 1 if the files differ
    diffpatch.py patch FILE DIFF           prints the patched file
    diffpatch.py merge BASE OURS THEIRS    merges, with conflict marks
    diffpatch.py words OLD NEW             [-removed-] and {+added+} words
    diffpatch.py --check                   random texts, against difflib
"""

from __future__ import annotations

import argparse
import difflib
import random
import re
import sys
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import chain, groupby
from pathlib import Path
from typing import NamedTuple, Self

CONTEXT = 3


class Op(Enum):
    KEEP = " "
    DELETE = "-"
    INSERT = "+"


class Edit[T](NamedTuple):
    op: Op
    item: T


# --- Myers' O(ND) ------------------------------------------------------------


def diff[T: Hashable](a: Sequence[T], b: Sequence[T]) -> list[Edit[T]]:
    """A shortest way from a to b. Equal ends are taken off first: most edits are small."""
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    end = 0
    while end < min(len(a), len(b)) - start and a[-1 - end] == b[-1 - end]:
        end += 1
    middle = _myers(a[start : len(a) - end], b[start : len(b) - end])
    keep = [Edit(Op.KEEP, item) for item in a]
    return [*keep[:start], *middle, *keep[len(a) - end :]]


def _myers[T: Hashable](a: Sequence[T], b: Sequence[T]) -> list[Edit[T]]:
    frontier = {1: 0}  # diagonal -> the furthest place in a
    history: list[dict[int, int]] = []
    for distance in range(len(a) + len(b) + 1):
        history.append(frontier.copy())
        for k in range(-distance, distance + 1, 2):
            down = k == -distance or (k != distance and frontier[k - 1] < frontier[k + 1])
            x = frontier[k + 1] if down else frontier[k - 1] + 1
            y = x - k
            while x < len(a) and y < len(b) and a[x] == b[y]:
                x, y = x + 1, y + 1
            frontier[k] = x
            if x >= len(a) and y >= len(b):
                return _backtrack(a, b, history)
    raise AssertionError("no way from a to b")


def _backtrack[T](a: Sequence[T], b: Sequence[T], history: list[dict[int, int]]) -> list[Edit[T]]:
    edits: list[Edit[T]] = []
    x, y = len(a), len(b)
    for distance in range(len(history) - 1, -1, -1):
        frontier = history[distance]
        k = x - y
        down = k == -distance or (k != distance and frontier[k - 1] < frontier[k + 1])
        previous = k + 1 if down else k - 1
        from_x = frontier[previous]
        from_y = from_x - previous
        while x > max(from_x, 0) and y > max(from_y, 0):
            x, y = x - 1, y - 1
            edits.append(Edit(Op.KEEP, a[x]))
        if distance:
            edits.append(Edit(Op.INSERT, b[from_y]) if down else Edit(Op.DELETE, a[from_x]))
        x, y = from_x, from_y
    return edits[::-1]


# --- unified diffs -----------------------------------------------------------


@dataclass
class Hunk:
    old_start: int
    new_start: int
    edits: list[Edit[str]] = field(default_factory=list)

    HEADER = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@(.*)")

    @property
    def old(self) -> list[str]:
        return [item for op, item in self.edits if op is not Op.INSERT]

    @property
    def new(self) -> list[str]:
        return [item for op, item in self.edits if op is not Op.DELETE]

    def header(self) -> str:
        def span(start: int, size: int) -> str:
            shown = start + 1 if size else start
            return str(shown) if size == 1 else f"{shown},{size}"

        return f"@@ -{span(self.old_start, len(self.old))} +{span(self.new_start, len(self.new))} @@"

    def lines(self) -> Iterator[str]:
        yield self.header() + "\n"
        for op, item in self.edits:
            yield op.value + item
            if not item.endswith("\n"):
                yield "\n\\ No newline at end of file\n"

    def reversed(self) -> Hunk:
        swap = {Op.KEEP: Op.KEEP, Op.INSERT: Op.DELETE, Op.DELETE: Op.INSERT}
        runs = groupby(self.edits, key=lambda edit: edit.op is Op.KEEP)
        edits: list[Edit[str]] = []
        for _, run in runs:
            edits += sorted((Edit(swap[op], item) for op, item in run), key=lambda edit: edit.op is Op.INSERT)
        return Hunk(self.new_start, self.old_start, edits)


def hunks(edits: Sequence[Edit[str]], context: int = CONTEXT) -> Iterator[Hunk]:
    """Changes with lines around them; changes that are near each other share a hunk."""
    changed = [at for at, edit in enumerate(edits) if edit.op is not Op.KEEP]
    groups: list[list[int]] = []
    for at in changed:
        if groups and at - groups[-1][-1] <= 2 * context:
            groups[-1].append(at)
        else:
            groups.append([at])
    old = new = at = 0
    for group in groups:
        start, stop = max(0, group[0] - context), min(len(edits), group[-1] + context + 1)
        for edit in edits[at:start]:
            old += edit.op is not Op.INSERT
            new += edit.op is not Op.DELETE
        hunk = Hunk(old, new, list(edits[start:stop]))
        yield hunk
        old, new, at = old + len(hunk.old), new + len(hunk.new), stop


def unified(a: list[str], b: list[str], a_name: str, b_name: str, context: int = CONTEXT) -> Iterator[str]:
    found = list(hunks(diff(a, b), context))
    if found:
        yield f"--- {a_name}\n"
        yield f"+++ {b_name}\n"
        yield from chain.from_iterable(hunk.lines() for hunk in found)


class PatchError(Exception):
    pass


@dataclass
class Patch:
    hunks: list[Hunk]

    @classmethod
    def parse(cls, lines: Sequence[str]) -> Self:
        found: list[Hunk] = []
        left = (0, 0)
        for number, line in enumerate(lines, 1):
            if any(left):
                op = Op(line[0]) if line[:1] in ("-", "+", " ") else Op.KEEP if line == "\n" else None
                if op is None:
                    raise PatchError(f"line {number}: {line.rstrip()!r} is not of a hunk")
                found[-1].edits.append(Edit(op, line[1:] or line))
                left = left[0] - (op is not Op.INSERT), left[1] - (op is not Op.DELETE)
            elif line.startswith("\\") and found:
                op, item = found[-1].edits[-1]
                found[-1].edits[-1] = Edit(op, item.removesuffix("\n"))
            elif match := Hunk.HEADER.match(line):
                old, old_size, new, new_size = (1 if part is None else int(part) for part in match.groups()[:4])
                left = old_size, new_size
                found.append(Hunk(old - (old_size > 0), new - (new_size > 0)))
        if any(left):
            raise PatchError(f"the last hunk lacks {left[0]} old and {left[1]} new lines")
        if not found:
            raise PatchError("no hunk in the patch")
        return cls(found)

    def apply(self, lines: list[str], fuzz: int = 2) -> tuple[list[str], list[str]]:
        """The patched lines, and what was remarkable. A hunk may have moved, and up to `fuzz` lines of context may differ."""
        result, notes, shift = list(lines), [], 0
        for number, hunk in enumerate(self.hunks, 1):
            for trim in range(fuzz + 1):
                old, new, dropped = trimmed(hunk, trim)
                at = find(result, old, hunk.old_start + shift + dropped)
                if at is not None:
                    break
            else:
                raise PatchError(f"hunk {number} does not fit: {hunk.header()}")
            offset = at - hunk.old_start - dropped - shift
            if offset or trim:
                notes.append(f"hunk {number}: moved by {offset} lines" + (f", fuzz {trim}" if trim else ""))
            result[at : at + len(old)] = new
            shift += len(new) - len(old) + offset
        return result, notes


def trimmed(hunk: Hunk, trim: int) -> tuple[list[str], list[str], int]:
    """Old and new lines without the outermost context, and how many lines were dropped in front."""
    edits = hunk.edits
    start, stop = 0, len(edits)
    while start < trim and start < stop and edits[start].op is Op.KEEP:
        start += 1
    while len(edits) - stop < trim and stop > start and edits[stop - 1].op is Op.KEEP:
        stop -= 1
    inner = Hunk(0, 0, edits[start:stop])
    return inner.old, inner.new, start


def find(lines: list[str], wanted: list[str], near: int) -> int | None:
    places = sorted(range(len(lines) - len(wanted) + 1), key=lambda at: abs(at - near))
    return next((at for at in places if lines[at : at + len(wanted)] == wanted), None)


# --- merging and words -------------------------------------------------------


def changes(base: list[str], other: list[str]) -> list[tuple[int, int, list[str]]]:
    """(start, stop, replacement) for each changed stretch of the base."""
    found: list[tuple[int, int, list[str]]] = []
    at = 0
    for keep, run in groupby(diff(base, other), key=lambda edit: edit.op is Op.KEEP):
        edits = list(run)
        size = sum(edit.op is not Op.INSERT for edit in edits)
        if not keep:
            found.append((at, at + size, [item for op, item in edits if op is Op.INSERT]))
        at += size
    return found


def merge(base: list[str], ours: list[str], theirs: list[str]) -> tuple[list[str], int]:
    """Both sides' changes; where they touch and disagree, a conflict."""
    queues = [changes(base, ours), changes(base, theirs)]
    result: list[str] = []
    at = conflicts = 0
    while any(queues):
        start = min(queue[0][0] for queue in queues if queue)
        stop = start
        region: list[list[tuple[int, int, list[str]]]] = [[], []]
        grown = True
        while grown:
            grown = False
            for side, queue in enumerate(queues):
                while queue and (queue[0][0] < stop or queue[0][0] == start):
                    change = queue.pop(0)
                    region[side].append(change)
                    stop = max(stop, change[1])
                    grown = True
        result += base[at:start]
        sides = [rebuild(base, start, stop, part) for part in region]
        original = base[start:stop]
        if sides[0] == sides[1] or sides[1] == original:
            result += sides[0]
        elif sides[0] == original:
            result += sides[1]
        else:
            conflicts += 1
            result += ["<<<<<<< ours\n", *sides[0], "||||||| base\n", *original, "=======\n", *sides[1], ">>>>>>> theirs\n"]
        at = stop
    return result + base[at:], conflicts


def rebuild(base: list[str], start: int, stop: int, part: list[tuple[int, int, list[str]]]) -> list[str]:
    result, at = [], start
    for low, high, new in part:
        result += base[at:low] + new
        at = high
    return result + base[at:stop]


def words(a: str, b: str) -> str:
    split = re.compile(r"\w+|\s+|[^\w\s]").findall
    parts = []
    for op, run in groupby(diff(split(a), split(b)), key=lambda edit: edit.op):
        text = "".join(item for _, item in run)
        parts.append({Op.KEEP: text, Op.DELETE: f"[-{text}-]", Op.INSERT: f"{{+{text}+}}"}[op])
    return "".join(parts)


# --- the command line --------------------------------------------------------


def mutate(rng: random.Random, lines: list[str], times: int) -> list[str]:
    lines = lines.copy()
    for _ in range(times):
        at = rng.randrange(len(lines) + 1)
        match rng.randrange(3):
            case 0:
                lines.insert(at, f"new {rng.randrange(1000)}\n")
            case 1:
                del lines[at : at + rng.randrange(3)]
            case 2:
                lines[at : at + 1] = [f"changed {rng.randrange(9)}\n"]
    return lines


def check() -> int:
    rng = random.Random(8)
    shorter = equal = 0
    for _ in range(60):
        a = [f"line {rng.randrange(12)}\n" for _ in range(rng.randrange(40))]
        b = mutate(rng, a, rng.randrange(8))
        edits = diff(a, b)
        assert [item for op, item in edits if op is not Op.INSERT] == a
        assert [item for op, item in edits if op is not Op.DELETE] == b
        ours = sum(op is not Op.KEEP for op, _ in edits)
        theirs = sum(line[0] in "+-" for line in difflib.ndiff(a, b) if line[0] in "+-")
        assert ours <= theirs
        shorter += ours < theirs
        text = list(unified(a, b, "a", "b"))
        if text:
            patch = Patch.parse("".join(text).splitlines(keepends=True))
            assert patch.apply(a) == (b, [])
            back = Patch([hunk.reversed() for hunk in patch.hunks])
            assert back.apply(b)[0] == a
            equal += text == list(difflib.unified_diff(a, b, "a", "b"))
    print(f"60 texts: {shorter} diffs shorter than difflib's, {equal} equal to it")
    base = [f"{word}\n" for word in "alpha beta gamma delta epsilon zeta eta theta iota kappa".split()]
    ours = ["zero\n", *base[:3], "DELTA\n", *base[4:]]
    theirs = [*base[:3], "Delta!\n", "plus\n", *base[4:8], "kappa\n", "lambda"]
    print("".join(unified(base, theirs, "base", "theirs")), end="\n")
    merged, conflicts = merge(base, ours, theirs)
    print("".join(merged), conflicts, sep="\n")
    patch = Patch.parse(list(unified(base, ours, "a", "b")))
    moved = ["one more\n", "and another\n", *base]
    print(patch.apply(moved)[1])
    different = [*base[:6], "ETA\n", *base[7:]]
    print(patch.apply(different)[1])
    for bad in [["x\n"], ["@@ -1,2 +1 @@\n", " a\n"], ["@@ -1 +1 @@\n", "?\n"], list(unified(["q\n"], ["r\n"], "a", "b"))]:
        try:
            Patch.parse(bad).apply(base)
        except PatchError as error:
            print("error:", error)
    print(words("The quick brown fox jumps over the dog.", "The slow brown fox jumped over a lazy dog!"))
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="diffpatch.py", description="Compare, patch and merge texts.")
    parser.add_argument("--check", action="store_true", help="compare with difflib")
    parser.add_argument("-U", "--unified", type=int, default=CONTEXT, metavar="N", help="lines of context (default: %(default)s)")
    parser.add_argument("command", nargs="?", choices=["diff", "patch", "merge", "words"])
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args()
    if options.check:
        return check()
    if len(options.files) != {"merge": 3, None: 0}.get(options.command, 2):
        parser.error("wrong number of files")
    try:
        texts = [path.read_text().splitlines(keepends=True) for path in options.files]
        match options.command:
            case "diff":
                lines = list(unified(*texts, *map(str, options.files), options.unified))
                sys.stdout.writelines(lines)
                return bool(lines)
            case "patch":
                result, notes = Patch.parse(texts[1]).apply(texts[0])
                sys.stdout.writelines(result)
                print(*notes, sep="\n", end="\n" * bool(notes), file=sys.stderr)
            case "merge":
                result, conflicts = merge(*texts)
                sys.stdout.writelines(result)
                return bool(conflicts)
            case "words":
                print(words(*map("".join, texts)), end="")
            case None:
                parser.error("a command is needed")
    except (OSError, UnicodeDecodeError, PatchError) as error:
        parser.exit(2, f"{parser.prog}: {error}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
