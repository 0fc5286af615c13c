"""A spelling checker: a model of words from a text, suggestions by noisy channel, a BK-tree, and a report.

    spelling.py check FILE [--model FILE]     lists words that look wrong, with suggestions
    spelling.py suggest WORD ...              suggestions for words
    spelling.py complete PREFIX ...           the likeliest words that begin so
    spelling.py facts                         what the model knows

Without --model the words come from the documentation strings of modules of the standard library.
"""

from __future__ import annotations

import argparse
import functools
import importlib
import re
import string
import sys
import textwrap
import unicodedata
from array import array
from collections import ChainMap, Counter, defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from heapq import nlargest, nsmallest
from inspect import isclass, isfunction
from itertools import accumulate, islice, pairwise, repeat
from math import log
from operator import attrgetter
from pathlib import Path
from string import Template
from typing import NamedTuple

WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
SAMPLE = """
It was the best of times, it was the worst of times; the spring of hope and the winter of despair. We had everything before us,
we had nothing before us. A programmer writes functions and classes; the interpreter reads the source, compiles it and executes
the instructions. Every object has a type, a value and an identity. A dictionary maps keys to values, a list is a sequence of
objects, and a string is a sequence of characters. The garbage collector finds cycles of objects that nothing refers to. When
an exception is raised, the interpreter looks for a handler; when none is found, a traceback is printed. The keeper of the
lighthouse writes letters to his daughter: the weather is fair, the sea is calm, and the ships pass by in the distance. She
answers that the school is large, that her friends are kind, and that she will come home when the summer begins. Modules are
imported once; their names are kept in a dictionary. Programs should be written for people to read, and only incidentally for
machines to execute. Simple things should be simple, complex things should be possible. Naïve café owners don't mind the weather.
"""
MISSPELLED = """The keper of the lighthose wrote letters to his daugther. The wether is fair, the see is calm and the shipps
pass by in teh distence. An objekt has a tpye; a dictonary maps keyes to valeus. When an exeption is rased the interpretter
looks for a hander. Programms should be writen for poeple. Cafe owners dont mind, and 2nd thoughts - e.g. THE QUICK xyzzy - neither."""
VOWELS: Set[str] = frozenset("aeiouy")


def normalize(word: str) -> str:
    return unicodedata.normalize("NFC", word.casefold().replace("\u2019", "'"))


def strip_accents(word: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))


def words(text: str) -> Iterator[str]:
    return map(normalize, WORD.findall(text))


@functools.lru_cache(maxsize=4096)
def distance(a: str, b: str) -> int:
    """Damerau-Levenshtein: insert, delete, replace, and swap of neighbours cost one each."""
    before: array[int] = array("i", repeat(0, len(b) + 1))
    previous = array("i", range(len(b) + 1))
    for i, x in enumerate(a, 1):
        current = array("i", [i])
        for j, y in enumerate(b, 1):
            cost = min(previous[j] + 1, current[-1] + 1, previous[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        before, previous = previous, current
    return previous[-1]


@dataclass
class BKTree:
    """Words by distance: a search looks only where the triangle inequality allows a match."""

    word: str
    children: dict[int, BKTree] = field(default_factory=dict)

    def add(self, word: str) -> None:
        node = self
        while (gap := distance(word, node.word)) != 0:
            if gap not in node.children:
                node.children[gap] = BKTree(word)
                return
            node = node.children[gap]

    def within(self, word: str, limit: int) -> Iterator[tuple[int, str]]:
        stack, looked = [self], 0
        while stack:
            node = stack.pop()
            looked += 1
            gap = distance(word, node.word)
            if gap <= limit:
                yield gap, node.word
            stack += (child for d, child in node.children.items() if gap - limit <= d <= gap + limit)

    def depth(self) -> int:
        return 1 + max((child.depth() for child in self.children.values()), default=0)


class Trie:
    """Prefixes of words, with the number of texts below each."""

    __slots__ = ("children", "count", "end")

    def __init__(self) -> None:
        self.children: defaultdict[str, Trie] = defaultdict(Trie)
        self.count = 0
        self.end = 0

    def add(self, word: str, count: int) -> None:
        node = self
        for char in word:
            node = node.children[char]
            node.count += count
        node.end = count

    def walk(self, prefix: str = "") -> Iterator[tuple[str, int]]:
        if self.end:
            yield prefix, self.end
        for char, child in sorted(self.children.items()):
            yield from child.walk(prefix + char)

    def find(self, prefix: str) -> Trie | None:
        node = self
        for char in prefix:
            if char not in node.children:
                return None
            node = node.children[char]
        return node


class Suggestion(NamedTuple):
    word: str
    score: float
    gap: int


def sound(word: str) -> str:
    """A rough key of how a word sounds, after Soundex."""
    codes = dict(ChainMap(*({char: str(n) for char in group} for n, group in enumerate(["bfpv", "cgjkqsxz", "dt", "l", "mn", "r"], 1))))
    plain = strip_accents(word)
    digits = [codes.get(char, "" if char in "hw" else "0") for char in plain]
    kept = [b for a, b in pairwise(["", *filter(None, digits)]) if a != b]
    return plain[:1] + "".join(kept[1:]).replace("0", "")[:3]


@dataclass
class Model:
    counts: Counter[str]
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)

    @classmethod
    def of(cls, texts: Iterable[str]) -> Model:
        counts: Counter[str] = Counter()
        pairs: Counter[tuple[str, str]] = Counter()
        for text in texts:
            found = list(words(text))
            counts.update(found)
            pairs.update(pairwise(found))
        return cls(counts, pairs)

    @functools.cached_property
    def total(self) -> int:
        return self.counts.total()

    @functools.cached_property
    def tree(self) -> BKTree:
        ranked = [word for word, _ in self.counts.most_common()]
        tree = BKTree(ranked[0])
        for word in ranked[1:]:
            tree.add(word)
        return tree

    @functools.cached_property
    def trie(self) -> Trie:
        trie = Trie()
        for word, count in self.counts.items():
            trie.add(word, count)
        return trie

    @functools.cached_property
    def plain(self) -> dict[str, str]:
        return {strip_accents(word).replace("'", ""): word for word in self.counts}

    def knows(self, word: str) -> bool:
        return word in self.counts or word.removesuffix("'s") in self.counts

    def suggestions(self, word: str, before: str | None = None, limit: int = 3) -> list[Suggestion]:
        """The likeliest meanings: near, common, alike in sound, and at home after the word before."""
        reach = 1 if len(word) < 4 else 2
        found = set(self.tree.within(word, reach))
        if (plain := self.plain.get(strip_accents(word))) is not None:
            found.add((0, plain))
        ranked = (
            Suggestion(
                other,
                log((self.counts[other] + 0.5) / self.total)
                - 3.5 * gap
                + 1.0 * (sound(word) == sound(other))
                + 0.5 * (word[:1] == other[:1])
                + 1.5 * log(1 + self.pairs[before or "", other]),
                gap,
            )
            for gap, other in found
        )
        return sorted(ranked, key=lambda s: (-s.score, s.word))[:limit]

    def complete(self, prefix: str, limit: int = 5) -> list[tuple[str, int]]:
        node = self.trie.find(normalize(prefix))
        return nlargest(limit, node.walk(prefix), key=lambda item: item[1]) if node else []


def library_model() -> Model:
    """Words of documentation that every Python has: of the library's Python, not of its native functions."""
    names = ["textwrap", "string", "heapq", "bisect", "calendar", "fractions", "shlex", "copy", "statistics"]
    docs = []
    for name in names:
        module = importlib.import_module(name)
        docs += [module.__doc__ or ""]
        public = {name: vars(module)[name] for name in sorted(getattr(module, "__all__", ()))}
        docs += [value.__doc__ or "" for value in public.values() if isclass(value) or isfunction(value)]
    return Model.of(docs)


@dataclass
class Finding:
    line: int
    word: str
    suggestions: list[Suggestion]

    REPORT = Template("$line: $word$hint")

    def __str__(self) -> str:
        names = [s.word for s in self.suggestions]
        hint = f" ({', '.join(names)}?)" if names else " (no idea)"
        return self.REPORT.substitute(line=f"{self.line:3}", word=self.word, hint=hint)


def check(text: str, model: Model) -> Iterator[Finding]:
    before: str | None = None
    for number, line in enumerate(text.splitlines(), 1):
        for match in WORD.finditer(line):
            raw, word = match[0], normalize(match[0])
            digits = match.start() and line[match.start() - 1].isdigit()
            if len(word) > 1 and not digits and not raw.isupper() and not model.knows(word):
                yield Finding(number, raw, model.suggestions(word, before))
            before = word


def correct(text: str, model: Model) -> str:
    """Every doubtful word replaced by the first suggestion, in its own case."""

    def replace(match: re.Match[str]) -> str:
        word = match[0]
        if model.knows(normalize(word)) or word.isupper() or len(word) < 2:
            return word
        found = model.suggestions(normalize(word))
        if not found:
            return word
        return found[0].word.title() if word.istitle() else found[0].word

    return WORD.sub(replace, text)


def facts(model: Model) -> Iterator[str]:
    yield f"{model.total} words, {len(model.counts)} different, {len(model.pairs)} pairs"
    yield "common: " + ", ".join(f"{word} {count}" for word, count in model.counts.most_common(6))
    yield "pairs: " + ", ".join(f"{a} {b}" for (a, b), _ in model.pairs.most_common(4))
    lengths = Counter(map(len, model.counts))
    yield "lengths: " + " ".join(f"{length}:{lengths[length]}" for length in sorted(lengths))
    yield "longest: " + ", ".join(nsmallest(4, model.counts, key=lambda word: (-len(word), word)))
    yield f"tree of depth {model.tree.depth()}, {len(model.tree.children)} branches at its root"
    coverage = accumulate(count for _, count in model.counts.most_common())
    half = next(n for n, seen in enumerate(coverage, 1) if seen * 2 >= model.total)
    yield f"{half} words make half of the text"
    sounds = defaultdict(list)
    for word in sorted(model.counts):
        sounds[sound(word)].append(word)
    alike = nlargest(3, sounds.values(), key=len)
    yield "alike in sound: " + "; ".join(" ".join(islice(group, 5)) for group in alike)
    vowels = sum(char in VOWELS for word in model.counts.elements() for char in strip_accents(word))
    letters = sum(char in string.ascii_lowercase for word in model.counts.elements() for char in strip_accents(word))
    yield f"{vowels / letters:.1%} of the letters are vowels"


def main() -> int:
    parser = argparse.ArgumentParser(prog="spelling.py", description="Check spelling against a text.")
    parser.add_argument("--model", type=Path, help="a text to learn from")
    parser.add_argument("--library", action="store_true", help="learn from the standard library's documentation")
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("check", help="list doubtful words")
    command.add_argument("file", nargs="?", type=Path, help="default: a sample")
    command.add_argument("--fix", action="store_true", help="print the corrected text instead")
    for name, text in [("suggest", "suggestions for words"), ("complete", "words that begin so")]:
        command = commands.add_parser(name, help=text)
        command.add_argument("words", nargs="+")
    commands.add_parser("facts", help="what the model knows")
    options = parser.parse_args()
    try:
        if options.library:
            model = library_model()
        else:
            model = Model.of([options.model.read_text(encoding="utf-8") if options.model else SAMPLE])
        text = options.file.read_text(encoding="utf-8") if getattr(options, "file", None) else MISSPELLED
    except (OSError, UnicodeError) as error:
        parser.exit(1, f"{parser.prog}: {error}\n")
    match options.command:
        case "check" if options.fix:
            print(textwrap.fill(correct(text, model), 100))
        case "check":
            findings = sorted(check(text, model), key=attrgetter("line"))
            print(*findings, sep="\n")
            print(f"{len(findings)} of {sum(1 for _ in words(text))} words")
        case "suggest":
            for word in options.words:
                found = model.suggestions(normalize(word), limit=4)
                print(f"{word}: " + ", ".join(f"{s.word} {s.score:.2f}/{s.gap}" for s in found))
        case "complete":
            for prefix in options.words:
                print(f"{prefix}: {dict(model.complete(prefix))}")
        case "facts":
            print(*facts(model), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
