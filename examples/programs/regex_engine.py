"""A regular-expression engine without backtracking: pattern -> tree -> NFA -> DFA made as it runs.

    regex_engine.py PATTERN [TEXT ...]    matches the texts, or the lines of standard input
    regex_engine.py --explain PATTERN     shows the tree, the NFA and the DFA's size
    regex_engine.py --check               compares the engine with the module re

The time for a text grows with its length alone, so (a*)*b against thirty letters a is as fast as anything
else. The price: no back references and no look-around. Submatches are found by a second, slower machine (Pike's).
"""

from __future__ import annotations

import argparse
import functools
import random
import re
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto

MAX_REPEAT = 1000


class PatternError(ValueError):
    def __init__(self, message: str, pattern: str, at: int) -> None:
        super().__init__(f"{message} at {at}: {pattern[:at]}\N{RIGHTWARDS ARROW}{pattern[at:]}")


# --- sets of characters ------------------------------------------------------


@dataclass(frozen=True)
class CharSet:
    """Ranges of code points, or all others."""

    ranges: tuple[tuple[int, int], ...]
    negated: bool = False

    @classmethod
    def of(cls, *parts: str, negated: bool = False) -> CharSet:
        """Of "a" and "0-9" parts."""
        return cls(tuple((ord(part[0]), ord(part[-1])) for part in parts), negated)

    def __contains__(self, char: str) -> bool:
        code = ord(char)
        return any(low <= code <= high for low, high in self.ranges) is not self.negated

    def __str__(self) -> str:
        def bound(code: int) -> str:
            return chr(code) if 32 < code < 127 else f"\\x{code:02x}"

        if len(self.ranges) == 1 and self.ranges[0][0] == self.ranges[0][1] and not self.negated:
            return bound(self.ranges[0][0])
        inner = "".join(bound(low) if low == high else f"{bound(low)}-{bound(high)}" for low, high in self.ranges)
        return f"[{'^' * self.negated}{inner}]"


DIGIT = CharSet.of("0-9")
WORD = CharSet.of("0-9", "A-Z", "_", "a-z")
SPACE = CharSet.of("\t-\r", " ")
CLASSES = {"d": DIGIT, "w": WORD, "s": SPACE}
CLASSES |= {name.upper(): CharSet(chars.ranges, True) for name, chars in CLASSES.items()}
CONTROLS = {"n": "\n", "t": "\t", "r": "\r"}
ANY = CharSet.of("\n", negated=True)


# --- the tree ----------------------------------------------------------------


class Node(ABC):
    @abstractmethod
    def compile(self, program: Program) -> None:
        """Appends the instructions that match this node and fall off the end."""

    def lines(self, depth: int = 0) -> Iterator[str]:
        inner = [value for value in vars(self).values() if isinstance(value, (Node, list))]
        rest = ", ".join(f"{name}={value}" for name, value in vars(self).items() if not isinstance(value, (Node, list)))
        yield f"{'  ' * depth}{type(self).__name__}({rest})"
        for child in inner:
            for node in child if isinstance(child, list) else [child]:
                yield from node.lines(depth + 1)


@dataclass
class Chars(Node):
    chars: CharSet

    def compile(self, program: Program) -> None:
        program.add(Op.CHARS, chars=self.chars)


@dataclass
class Assertion(Node):
    kind: str

    def compile(self, program: Program) -> None:
        program.add(Op.ASSERT, name=self.kind)


@dataclass
class Sequence(Node):
    parts: list[Node]

    def compile(self, program: Program) -> None:
        for part in self.parts:
            part.compile(program)


@dataclass
class Choice(Node):
    options: list[Node]

    def compile(self, program: Program) -> None:
        ends = []
        for option in self.options[:-1]:
            split = program.add(Op.SPLIT)
            split.to = len(program.code)
            option.compile(program)
            ends.append(program.add(Op.JUMP))
            split.other = len(program.code)
        self.options[-1].compile(program)
        for end in ends:
            end.to = len(program.code)


@dataclass
class Repeat(Node):
    node: Node
    least: int
    most: int | None
    greedy: bool = True

    def split(self, program: Program) -> Instruction:
        return program.add(Op.SPLIT if self.greedy else Op.SPLIT_LATER)

    def compile(self, program: Program) -> None:
        for _ in range(self.least):
            self.node.compile(program)
        if self.most is None:
            start = len(program.code)
            split = self.split(program)
            split.to = len(program.code)
            self.node.compile(program)
            program.add(Op.JUMP).to = start
            split.other = len(program.code)
            return
        splits = []
        for _ in range(self.most - self.least):
            splits.append(self.split(program))
            splits[-1].to = len(program.code)
            self.node.compile(program)
        for split in splits:
            split.other = len(program.code)


@dataclass
class Group(Node):
    number: int
    node: Node
    name: str | None = None

    def compile(self, program: Program) -> None:
        program.add(Op.SAVE, slot=2 * self.number)
        self.node.compile(program)
        program.add(Op.SAVE, slot=2 * self.number + 1)


class Parser:
    """Recursive descent over the pattern; one method per level of binding."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.groups = 0
        self.names: dict[str, int] = {}

    def error(self, message: str) -> PatternError:
        return PatternError(message, self.pattern, self.at)

    def peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def take(self, text: str) -> bool:
        found = self.pattern.startswith(text, self.at)
        self.at += len(text) * found
        return found

    def parse(self) -> Node:
        node = self.choice()
        if self.at < len(self.pattern):
            raise self.error("unmatched )")
        return node

    def choice(self) -> Node:
        options = [self.sequence()]
        while self.take("|"):
            options.append(self.sequence())
        return options[0] if len(options) == 1 else Choice(options)

    def sequence(self) -> Node:
        parts: list[Node] = []
        while self.peek() not in ("", "|", ")"):
            parts.append(self.repeat())
        return parts[0] if len(parts) == 1 else Sequence(parts)

    def repeat(self) -> Node:
        node = self.atom()
        while self.peek() in tuple("*+?{"):
            start = self.at
            match self.peek():
                case "*":
                    bounds = 0, None
                case "+":
                    bounds = 1, None
                case "?":
                    bounds = 0, 1
                case _:
                    found = re.compile(r"\{(\d+)(,(\d*))?\}").match(self.pattern, self.at)
                    if found is None:
                        return Sequence([node, self.literal()])
                    least = int(found[1])
                    bounds = least, least if found[2] is None else int(found[3]) if found[3] else None
                    self.at = found.end() - 1
            self.at += 1
            least, most = bounds
            if max(least, most or 0) > MAX_REPEAT or (most is not None and most < least):
                self.at = start
                raise self.error("bad repeat")
            node = Repeat(node, least, most, greedy=not self.take("?"))
        return node

    def literal(self) -> Node:
        self.at += 1
        return Chars(CharSet.of(self.pattern[self.at - 1]))

    def atom(self) -> Node:
        match self.peek():
            case "(":
                return self.group()
            case "[":
                return Chars(self.char_set())
            case ".":
                self.at += 1
                return Chars(ANY)
            case "^" | "$" as kind:
                self.at += 1
                return Assertion(kind)
            case "\\":
                self.at += 1
                if self.peek() in ("b", "B"):
                    self.at += 1
                    return Assertion("\\" + self.pattern[self.at - 1])
                return Chars(self.escape())
            case "*" | "+" | "?":
                raise self.error("nothing to repeat")
        return self.literal()

    def escape(self) -> CharSet:
        char = self.peek()
        if not char:
            raise self.error("bad escape")
        self.at += 1
        if char in CLASSES:
            return CLASSES[char]
        if char == "x":
            digits = self.pattern[self.at : self.at + 2]
            self.at += 2
            try:
                return CharSet.of(chr(int(digits, 16)))
            except ValueError:
                raise self.error("bad escape") from None
        return CharSet.of(CONTROLS.get(char, char))

    def group(self) -> Node:
        self.at += 1
        if self.take("?:"):
            node = self.choice()
        else:
            name = None
            if self.take("?P<"):
                end = self.pattern.find(">", self.at)
                name, self.at = self.pattern[self.at : end], end + 1
                if end < 0 or not name.isidentifier() or name in self.names:
                    raise self.error("bad name of a group")
            elif self.peek() == "?":
                raise self.error("unknown extension")
            self.groups += 1
            number = self.groups
            if name is not None:
                self.names[name] = number
            node = Group(number, self.choice(), name)
        if not self.take(")"):
            raise self.error("missing )")
        return node

    def char_set(self) -> CharSet:
        self.at += 1
        negated = self.take("^")
        ranges: list[tuple[int, int]] = []
        first = True
        while first or self.peek() != "]":
            first = False
            low = self.set_member()
            if self.peek() == "-" and self.pattern[self.at + 1 : self.at + 2] not in ("]", "") and len(low) == 1:
                self.at += 1
                high = self.set_member()
                if len(high) != 1 or high[0][0] < low[0][0]:
                    raise self.error("bad range")
                low = [(low[0][0], high[0][1])]
            ranges += low
        self.at += 1
        return CharSet(tuple(sorted(set(ranges))), negated)

    def set_member(self) -> list[tuple[int, int]]:
        if not self.peek():
            raise self.error("unterminated [")
        if self.take("\\"):
            chars = self.escape()
            if chars.negated:
                raise self.error("a negated class in a set")
            return list(chars.ranges)
        self.at += 1
        code = ord(self.pattern[self.at - 1])
        return [(code, code)]


# --- the program -------------------------------------------------------------


class Op(Enum):
    CHARS = auto()
    ASSERT = auto()
    SPLIT = auto()
    SPLIT_LATER = auto()
    JUMP = auto()
    SAVE = auto()
    MATCH = auto()


@dataclass(slots=True)
class Instruction:
    op: Op
    chars: CharSet | None = None
    name: str = ""
    slot: int = -1
    to: int = -1
    other: int = -1

    def __str__(self) -> str:
        match self.op:
            case Op.CHARS:
                return f"chars {self.chars}"
            case Op.SPLIT:
                return f"split {self.to}, {self.other}"
            case Op.SPLIT_LATER:
                return f"split {self.other}, {self.to}"
            case Op.JUMP:
                return f"jump {self.to}"
            case Op.SAVE:
                return f"save {self.slot}"
        return f"{self.op.name.lower()} {self.name}".rstrip()

    def successors(self, at: int) -> tuple[int, ...]:
        match self.op:
            case Op.SPLIT:
                return self.to, self.other
            case Op.SPLIT_LATER:
                return self.other, self.to
            case Op.JUMP:
                return (self.to,)
        return (at + 1,)


@dataclass
class Program:
    code: list[Instruction] = field(default_factory=list)

    def add(self, op: Op, **operands: object) -> Instruction:
        self.code.append(Instruction(op, **operands))  # type: ignore[arg-type]
        return self.code[-1]


def holds(kind: str, before: str, after: str) -> bool:
    """Whether an assertion is true between two characters, each "" at an end."""
    match kind:
        case "^":
            return before == ""
        case "$":
            return after == ""
    at_edge = (before != "" and before in WORD) != (after != "" and after in WORD)
    return at_edge == (kind == "\\b")


@dataclass(frozen=True, slots=True)
class Match:
    text: str
    spans: tuple[tuple[int, int] | None, ...]
    names: dict[str, int]

    def span(self, group: int | str = 0) -> tuple[int, int] | None:
        return self.spans[self.names[group] if isinstance(group, str) else group]

    def __getitem__(self, group: int | str) -> str | None:
        span = self.span(group)
        return None if span is None else self.text[slice(*span)]

    def groups(self) -> tuple[str | None, ...]:
        return tuple(self[number] for number in range(1, len(self.spans)))


class State:
    """A state of the DFA: what the NFA can be in after the text so far, and where the next character leads."""

    __slots__ = ("places", "accepts", "next")

    def __init__(self, places: tuple[int, ...], accepts: bool) -> None:
        self.places = places
        self.accepts = accepts
        self.next: dict[str, State] = {}


class Regex:
    def __init__(self, pattern: str) -> None:
        parser = Parser(pattern)
        self.pattern = pattern
        self.tree = Group(0, parser.parse())
        self.names = parser.names
        self.groups = parser.groups
        program = Program()
        self.tree.compile(program)
        program.add(Op.MATCH)
        self.code = program.code
        self.plain = not any(instruction.op is Op.ASSERT for instruction in self.code)
        self.states: dict[tuple[int, ...], State] = {}
        self.start = self.state([0])

    # the DFA answers whether a whole text fits

    def state(self, places: Iterable[int]) -> State:
        seen: dict[int, None] = {}
        stack = list(places)[::-1]
        while stack:
            at = stack.pop()
            if at in seen:
                continue
            seen[at] = None
            instruction = self.code[at]
            if instruction.op not in (Op.CHARS, Op.MATCH):
                stack.extend(reversed(instruction.successors(at)))
        key = tuple(at for at in seen if self.code[at].op in (Op.CHARS, Op.MATCH))
        if key not in self.states:
            self.states[key] = State(key, any(self.code[at].op is Op.MATCH for at in key))
        return self.states[key]

    def fits(self, text: str) -> bool:
        """Whether the whole text matches."""
        if not self.plain:
            found = self.match(text, whole=True)
            return found is not None
        state = self.start
        for char in text:
            following = state.next.get(char)
            if following is None:
                places = [at + 1 for at in state.places if (chars := self.code[at].chars) is not None and char in chars]
                following = state.next[char] = self.state(places)
            state = following
            if not state.places:
                return False
        return state.accepts

    # Pike's machine: all threads of the NFA in order of preference, each with its submatches

    def match(self, text: str, start: int = 0, whole: bool = False) -> Match | None:
        best: tuple[int, ...] | None = None
        threads: dict[int, tuple[int, ...]] = {}
        self.follow(threads, 0, (-1,) * (2 * self.groups + 2), text, start)
        for at in range(start, len(text) + 1):
            following: dict[int, tuple[int, ...]] = {}
            for place, saved in threads.items():
                instruction = self.code[place]
                if instruction.op is Op.MATCH:
                    if whole and at < len(text):
                        continue
                    best = saved
                    break  # the threads behind this one are less preferred
                if at < len(text) and instruction.chars is not None and text[at] in instruction.chars:
                    self.follow(following, place + 1, saved, text, at + 1)
            threads = following
            if not threads:
                break
        if best is None:
            return None
        pairs = zip(best[::2], best[1::2])
        return Match(text, tuple(None if low < 0 or high < 0 else (low, high) for low, high in pairs), self.names)

    def follow(self, threads: dict[int, tuple[int, ...]], place: int, saved: tuple[int, ...], text: str, at: int) -> None:
        stack = [(place, saved)]
        passed: set[int] = set()
        while stack:
            place, saved = stack.pop()
            if place in threads or place in passed:
                continue
            instruction = self.code[place]
            match instruction.op:
                case Op.CHARS | Op.MATCH:
                    threads[place] = saved
                    continue
                case Op.SAVE:
                    slot = instruction.slot
                    saved = (*saved[:slot], at, *saved[slot + 1 :])
                case Op.ASSERT:
                    if not holds(instruction.name, text[at - 1 : at] if at else "", text[at : at + 1]):
                        continue
            passed.add(place)
            stack.extend((target, saved) for target in reversed(instruction.successors(place)))

    def search(self, text: str, start: int = 0) -> Match | None:
        return next(filter(None, (self.match(text, at) for at in range(start, len(text) + 1))), None)

    def finditer(self, text: str) -> Iterator[Match]:
        at = 0
        while at <= len(text) and (found := self.search(text, at)) is not None:
            yield found
            low, high = found.spans[0] or (0, 0)
            at = high + (high == low)

    def sub(self, replace: Callable[[Match], str], text: str) -> str:
        parts, at = [], 0
        for found in self.finditer(text):
            low, high = found.spans[0] or (0, 0)
            parts += [text[at:low], replace(found)]
            at = high
        return "".join([*parts, text[at:]])


@functools.lru_cache(maxsize=256)
def compile(pattern: str) -> Regex:
    return Regex(pattern)


# --- the command line --------------------------------------------------------


def explain(regex: Regex) -> None:
    print(*regex.tree.lines(), sep="\n")
    for at, instruction in enumerate(regex.code):
        print(f"{at:4} {instruction}")
    for text in ("abc", "aabb" * 3, "x1 y2"):
        regex.fits(text)
    print(f"{len(regex.states)} states of the DFA so far")


def random_pattern(rng: random.Random, depth: int) -> str:
    if depth == 0:
        return rng.choice(["a", "b", "c", ".", "[ab]", "[^a]", r"\w", "ab"])
    inner = functools.partial(random_pattern, rng, depth - 1)
    match rng.randrange(6):
        case 0:
            return f"({inner()}|{inner()})"
        case 1:
            return f"(?:{inner()}){rng.choice(['*', '+', '?', '{1,2}', '{2}', '+?'])}"
        case 2:
            return f"({inner()})"
        case 3:
            return rng.choice(["a", "b"]) + rng.choice(["*", "+", "?", "*?"]) + inner()
    return inner() + inner()


def check(rounds: int) -> int:
    """Random patterns and texts, against re; the number of differences."""
    rng = random.Random(3)
    compared = different = 0
    for _ in range(rounds):
        pattern = random_pattern(rng, rng.randrange(1, 4))
        ours, theirs = compile(pattern), re.compile(pattern)
        for _ in range(4):
            text = "".join(rng.choices("abc", k=rng.randrange(8)))
            compared += 1
            expected = theirs.search(text)
            found = ours.search(text)
            same = (expected and expected.span()) == (found and found.span())
            same &= ours.fits(text) == (theirs.fullmatch(text) is not None)
            if not same:
                different += 1
                print(f"differs: {pattern!r} on {text!r}: {found and found.span()}, re has {expected and expected.span()}")
    print(f"{compared} comparisons, {different} differences")
    regex = compile("(a*)*b")
    print("thirty letters a:", regex.fits("a" * 30), regex.fits("a" * 30 + "b"))
    print(compile(r"(?P<year>\d{4})-(\d\d)").sub(lambda m: f"{m[2]}/{m['year']}", "from 1999-12 to 2001-03."))
    print([found.groups() for found in compile(r"\b(\w)(\w*)\b").finditer("one two  three")])
    for pattern in ["(a", "a)", "*a", "[z-a]", "a{3,2}", "(?P<1>a)", "\\"]:
        try:
            Regex(pattern)
        except PatternError as error:
            print(error)
    return different


def main() -> int:
    parser = argparse.ArgumentParser(prog="regex_engine.py", description="Regular expressions in linear time.")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--explain", action="store_true", help="show how the pattern is understood")
    mode.add_argument("--check", type=int, nargs="?", const=150, metavar="ROUNDS", help="compare with the module re")
    parser.add_argument("pattern", nargs="?")
    parser.add_argument("text", nargs="*")
    options = parser.parse_args()
    if options.check is not None:
        return min(check(options.check), 1)
    if options.pattern is None:
        parser.error("a pattern is needed")
    try:
        regex = compile(options.pattern)
    except PatternError as error:
        parser.error(str(error))
    if options.explain:
        explain(regex)
        return 0
    for text in options.text or (line.rstrip("\n") for line in sys.stdin):
        found = regex.search(text)
        print(f"{text!r}:", "no match" if found is None else f"{found.spans[0]} {found.groups()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
