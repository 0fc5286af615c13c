"""A key-value store in one file: a B+ tree of fixed pages, with a free list, checksums and ordered scans.

    btree_store.py FILE set KEY VALUE
    btree_store.py FILE get KEY | delete KEY | scan [FROM [TO]] | check | stats
    btree_store.py --test               random operations against a dict

Page 0 is the header. Every other page is a leaf (keys and values in order, and the next leaf), a branch (keys and children: child i holds
keys below key i) or free. Pages end with a CRC-32, checked at reading.
"""

from __future__ import annotations

import argparse
import bisect
import os
import random
import shutil
import struct
import sys
import tempfile
import zlib
from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Iterator, MutableMapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import BinaryIO, ClassVar, Self, override

PAGE = 512
CRC = struct.Struct("<I")
HEADER = struct.Struct("<8sIIIQ")
MAGIC = b"KRAITBT1"
ROOM = PAGE - CRC.size
NONE = 0xFFFFFFFF


class StoreError(Exception):
    pass


class Corrupt(StoreError):
    pass


# --- pages -------------------------------------------------------------------


@dataclass
class Page(ABC):
    number: int
    dirty: bool = field(default=False, compare=False)

    tag: ClassVar[int]
    kinds: ClassVar[dict[int, type[Page]]] = {}

    def __init_subclass__(cls, tag: int, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        cls.tag = tag
        Page.kinds[tag] = cls

    @abstractmethod
    def body(self) -> bytes: ...

    @classmethod
    @abstractmethod
    def parse(cls, number: int, body: memoryview) -> Self: ...

    @property
    def size(self) -> int:
        return 1 + len(self.body())

    def to_bytes(self) -> bytes:
        data = (bytes([self.tag]) + self.body()).ljust(ROOM, b"\0")
        if len(data) > ROOM:
            raise StoreError(f"page {self.number} is too full")
        return data + CRC.pack(zlib.crc32(data))

    @staticmethod
    def from_bytes(number: int, data: bytes) -> Page:
        if len(data) != PAGE:
            raise Corrupt(f"page {number} is cut short")
        if CRC.unpack_from(data, ROOM)[0] != zlib.crc32(data[:ROOM]):
            raise Corrupt(f"page {number} has a wrong checksum")
        kind = Page.kinds.get(data[0])
        if kind is None:
            raise Corrupt(f"page {number} is of unknown kind {data[0]}")
        return kind.parse(number, memoryview(data)[1:ROOM])


def pack_text(data: bytes) -> bytes:
    return struct.pack("<H", len(data)) + data


def unpack_texts(body: memoryview, at: int, count: int) -> tuple[list[bytes], int]:
    texts = []
    for _ in range(count):
        (size,) = struct.unpack_from("<H", body, at)
        texts.append(bytes(body[at + 2 : at + 2 + size]))
        at += 2 + size
    return texts, at


@dataclass
class Leaf(Page, tag=1):
    keys: list[bytes] = field(default_factory=list)
    values: list[bytes] = field(default_factory=list)
    next: int = NONE

    @override
    def body(self) -> bytes:
        cells = (pack_text(key) + pack_text(value) for key, value in zip(self.keys, self.values, strict=True))
        return struct.pack("<HI", len(self.keys), self.next) + b"".join(cells)

    @classmethod
    @override
    def parse(cls, number: int, body: memoryview) -> Self:
        count, following = struct.unpack_from("<HI", body)
        texts, _ = unpack_texts(body, 6, 2 * count)
        return cls(number, keys=texts[::2], values=texts[1::2], next=following)


@dataclass
class Branch(Page, tag=2):
    keys: list[bytes] = field(default_factory=list)
    children: list[int] = field(default_factory=list)

    @override
    def body(self) -> bytes:
        return struct.pack(f"<H{len(self.children)}I", len(self.keys), *self.children) + b"".join(map(pack_text, self.keys))

    @classmethod
    @override
    def parse(cls, number: int, body: memoryview) -> Self:
        (count,) = struct.unpack_from("<H", body)
        children = list(struct.unpack_from(f"<{count + 1}I", body, 2))
        keys, _ = unpack_texts(body, 2 + 4 * (count + 1), count)
        return cls(number, keys=keys, children=children)

    def child_of(self, key: bytes) -> int:
        return bisect.bisect_right(self.keys, key)


@dataclass
class Free(Page, tag=3):
    next: int = NONE

    @override
    def body(self) -> bytes:
        return struct.pack("<I", self.next)

    @classmethod
    @override
    def parse(cls, number: int, body: memoryview) -> Self:
        return cls(number, next=struct.unpack_from("<I", body)[0])


class Pager:
    """Pages of the file, the most recent ones in memory."""

    def __init__(self, file: BinaryIO, cache: int = 16) -> None:
        self.file = file
        self.limit = cache
        self.cache: OrderedDict[int, Page] = OrderedDict()
        self.reads = self.writes = self.hits = 0

    def __getitem__(self, number: int) -> Page:
        page = self.cache.get(number)
        if page is not None:
            self.cache.move_to_end(number)
            self.hits += 1
            return page
        self.file.seek(number * PAGE)
        page = Page.from_bytes(number, self.file.read(PAGE))
        self.reads += 1
        self.keep(page)
        return page

    def keep(self, page: Page) -> None:
        self.cache[page.number] = page
        self.cache.move_to_end(page.number)

    def trim(self) -> None:
        """Between operations, so that no page in use leaves."""
        while len(self.cache) > self.limit:
            _, page = self.cache.popitem(last=False)
            self.write(page)

    def write(self, page: Page) -> None:
        if page.dirty:
            self.file.seek(page.number * PAGE)
            self.file.write(page.to_bytes())
            page.dirty = False
            self.writes += 1

    def flush(self) -> None:
        for page in self.cache.values():
            self.write(page)
        self.file.flush()


# --- the tree ----------------------------------------------------------------


class Store(MutableMapping[str, str]):
    MAX_KEY = 64
    MAX_VALUE = 100

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        with suppress(FileExistsError):
            self.path.touch(exist_ok=False)
        self.file = self.path.open("r+b", buffering=0)
        self.pager = Pager(self.file)
        header = self.file.read(PAGE)
        if not header:
            self.root, self.free, self.pages, self.count = 1, NONE, 2, 0
            self.pager.keep(Leaf(1, dirty=True))
            self.flush()
            return
        try:
            magic, self.root, self.free, self.pages, self.count = HEADER.unpack_from(header)
        except struct.error:
            raise Corrupt("the file has no header") from None
        if magic != MAGIC:
            raise Corrupt(f"not a store: it begins with {magic!r}")

    def flush(self) -> None:
        self.pager.flush()
        self.file.seek(0)
        self.file.write(HEADER.pack(MAGIC, self.root, self.free, self.pages, self.count).ljust(PAGE, b"\0"))

    def close(self) -> None:
        self.flush()
        self.file.close()

    # pages

    def new[P: Page](self, kind: type[P], **fields: object) -> P:
        if self.free != NONE:
            number = self.free
            free = self.pager[number]
            assert isinstance(free, Free)
            self.free = free.next
        else:
            number, self.pages = self.pages, self.pages + 1
        page = kind(number, dirty=True, **fields)  # type: ignore[arg-type]
        self.pager.keep(page)
        return page

    def release(self, page: Page) -> None:
        self.pager.keep(Free(page.number, dirty=True, next=self.free))
        self.free = page.number

    def path_to(self, key: bytes) -> tuple[list[tuple[Branch, int]], Leaf]:
        """The branches on the way to a key's leaf, each with the child that was taken."""
        path: list[tuple[Branch, int]] = []
        page = self.pager[self.root]
        while isinstance(page, Branch):
            at = page.child_of(key)
            path.append((page, at))
            page = self.pager[page.children[at]]
        if not isinstance(page, Leaf):
            raise Corrupt(f"page {page.number} should be a leaf")
        return path, page

    # the mapping

    @staticmethod
    def encode(text: str, limit: int, what: str) -> bytes:
        data = text.encode()
        if len(data) > limit:
            raise StoreError(f"a {what} of {len(data)} bytes; {limit} is the most")
        return data

    def __getitem__(self, key: str) -> str:
        data = key.encode()
        _, leaf = self.path_to(data)
        self.pager.trim()
        at = bisect.bisect_left(leaf.keys, data)
        if at == len(leaf.keys) or leaf.keys[at] != data:
            raise KeyError(key)
        return leaf.values[at].decode()

    def __setitem__(self, key: str, value: str) -> None:
        data = self.encode(key, self.MAX_KEY, "key")
        content = self.encode(value, self.MAX_VALUE, "value")
        path, leaf = self.path_to(data)
        at = bisect.bisect_left(leaf.keys, data)
        if at < len(leaf.keys) and leaf.keys[at] == data:
            leaf.values[at] = content
        else:
            leaf.keys.insert(at, data)
            leaf.values.insert(at, content)
            self.count += 1
        leaf.dirty = True
        if leaf.size > ROOM:
            self.split(path, leaf)
        self.pager.trim()

    def split(self, path: list[tuple[Branch, int]], page: Leaf | Branch) -> None:
        middle = len(page.keys) // 2
        new: Leaf | Branch
        if isinstance(page, Leaf):
            new = self.new(Leaf, keys=page.keys[middle:], values=page.values[middle:], next=page.next)
            del page.keys[middle:], page.values[middle:]
            page.next = new.number
            separator = new.keys[0]
        else:
            new = self.new(Branch, keys=page.keys[middle + 1 :], children=page.children[middle + 1 :])
            separator = page.keys[middle]
            del page.keys[middle:], page.children[middle + 1 :]
        page.dirty = True
        if not path:
            self.root = self.new(Branch, keys=[separator], children=[page.number, new.number]).number
            return
        parent, at = path.pop()
        parent.keys.insert(at, separator)
        parent.children.insert(at + 1, new.number)
        parent.dirty = True
        if parent.size > ROOM:
            self.split(path, parent)

    def __delitem__(self, key: str) -> None:
        data = key.encode()
        path, leaf = self.path_to(data)
        at = bisect.bisect_left(leaf.keys, data)
        if at == len(leaf.keys) or leaf.keys[at] != data:
            raise KeyError(key)
        del leaf.keys[at], leaf.values[at]
        leaf.dirty = True
        self.count -= 1
        self.merge(path, leaf)
        self.pager.trim()

    def merge(self, path: list[tuple[Branch, int]], page: Leaf | Branch) -> None:
        """A page that is less than half full is joined with a neighbour if both fit in one."""
        if not path:
            if isinstance(page, Branch) and not page.keys:
                self.root = page.children[0]
                self.release(page)
            return
        if page.size > ROOM // 2:
            return
        parent, at = path.pop()
        for left_at in (at - 1, at):
            if not 0 <= left_at < len(parent.keys):
                continue
            left = self.pager[parent.children[left_at]]
            right = self.pager[parent.children[left_at + 1]]
            assert isinstance(left, (Leaf, Branch)) and isinstance(right, type(left))
            extra = len(parent.keys[left_at]) + 2 if isinstance(left, Branch) else 0
            if left.size + right.size + extra - 3 > ROOM:
                continue
            match left, right:
                case Leaf(), Leaf():
                    left.values += right.values
                    left.next = right.next
                    left.keys += right.keys
                case Branch(), Branch():
                    left.keys += [parent.keys[left_at], *right.keys]
                    left.children += right.children
            left.dirty = parent.dirty = True
            del parent.keys[left_at], parent.children[left_at + 1]
            self.release(right)
            self.merge(path, parent)
            return

    def scan(self, start: str = "", stop: str | None = None) -> Iterator[tuple[str, str]]:
        """Pairs in the order of keys, from `start` on and before `stop`."""
        first = start.encode()
        _, leaf = self.path_to(first)
        at = bisect.bisect_left(leaf.keys, first)
        end = stop.encode() if stop is not None else None

        def pairs() -> Iterator[tuple[bytes, bytes]]:
            nonlocal leaf, at
            while True:
                yield from zip(leaf.keys[at:], leaf.values[at:])
                if leaf.next == NONE:
                    return
                page = self.pager[leaf.next]
                assert isinstance(page, Leaf)
                leaf, at = page, 0

        for key, value in takewhile(lambda pair: end is None or pair[0] < end, pairs()):
            yield key.decode(), value.decode()

    def __iter__(self) -> Iterator[str]:
        return (key for key, _ in self.scan())

    def __len__(self) -> int:
        return self.count

    # looking at it

    def check(self) -> dict[str, int]:
        """Walks every page; Corrupt if something does not fit together."""
        seen: set[int] = set()
        leaves: list[Leaf] = []

        def walk(number: int, low: bytes, high: bytes | None, depth: int) -> int:
            if number in seen:
                raise Corrupt(f"page {number} is reached twice")
            seen.add(number)
            page = self.pager[number]
            keys: list[bytes] = getattr(page, "keys", [])
            if keys != sorted(set(keys)) or any(key < low or (high is not None and key >= high) for key in keys):
                raise Corrupt(f"page {number} has keys out of order")
            if isinstance(page, Leaf):
                leaves.append(page)
                return depth
            if not isinstance(page, Branch):
                raise Corrupt(f"page {number} is free, and in the tree")
            bounds = [low, *keys, high]
            depths = {walk(child, bounds[i] or b"", bounds[i + 1], depth + 1) for i, child in enumerate(page.children)}
            if len(depths) != 1:
                raise Corrupt(f"below page {number} leaves lie at depths {sorted(depths)}")
            return depths.pop()

        depth = walk(self.root, b"", None, 1)
        if [leaf.next for leaf in leaves] != [*(leaf.number for leaf in leaves[1:]), NONE]:
            raise Corrupt("the chain of leaves is broken")
        if sum(len(leaf.keys) for leaf in leaves) != self.count:
            raise Corrupt(f"{self.count} keys in the header, {sum(len(leaf.keys) for leaf in leaves)} in leaves")
        free, at = 0, self.free
        while at != NONE:
            page = self.pager[at]
            if at in seen or not isinstance(page, Free):
                raise Corrupt(f"page {at} is not free")
            seen.add(at)
            free, at = free + 1, page.next
        if len(seen) != self.pages - 1:
            raise Corrupt(f"{self.pages - 1 - len(seen)} pages are lost")
        return {"keys": self.count, "depth": depth, "leaves": len(leaves), "free": free, "pages": self.pages}


def self_test(rounds: int) -> None:
    rng = random.Random(11)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "test.kv")
        model: dict[str, str] = {}
        for generation in range(4):
            with closing(Store(path)) as store:
                assert dict(store) == dict(sorted(model.items()))
                for _ in range(rounds):
                    key = f"{rng.choice(['user', 'page', 'tag'])}:{rng.randrange(400):03}{'é' * rng.randrange(3)}"
                    if model and rng.random() < (0.2, 0.3, 0.9, 0.4)[generation]:
                        key = rng.choice(list(model))
                        assert store.pop(key) == model.pop(key)
                    else:
                        store[key] = model[key] = "v" * rng.randrange(60) + str(rng.randrange(1000))
                facts = store.check()
                some = [key for key, _ in store.scan("tag:100", "tag:110")]
                assert some == sorted(key for key in model if "tag:100" <= key < "tag:110")
            print(f"generation {generation}: {facts}")
        print(f"{store.pager.reads} reads, {store.pager.writes} writes, {store.pager.hits} hits at last; {path.stat().st_size} bytes")
        with closing(Store(path)) as store:
            for key, value in [("k" * 65, ""), ("key", "v" * 101)]:
                try:
                    store[key] = value
                except StoreError as error:
                    print(f"{type(error).__name__}: {error}")
            try:
                store["nothing"]
            except KeyError as error:
                print(f"KeyError: {error}; default: {store.get('nothing', '-')}")
        damaged = Path(folder, "damaged.kv")
        for place, change in [(0, b"X"), (PAGE + 20, b"\xff"), (2 * PAGE, b"\x09")]:
            shutil.copyfile(path, damaged)
            with damaged.open("r+b") as file:
                file.seek(place)
                file.write(change)
            try:
                with closing(Store(damaged)) as store:
                    store.check()
                print("nothing found")
            except Corrupt as error:
                print(f"byte {place} changed: {error}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="btree_store.py", description="A key-value store in one file.")
    parser.add_argument("--test", type=int, nargs="?", const=400, metavar="ROUNDS", help="try random operations")
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("command", nargs="?", choices=["get", "set", "delete", "scan", "check", "stats"])
    parser.add_argument("words", nargs="*")
    options = parser.parse_args()
    if options.test is not None:
        self_test(options.test)
        return 0
    if options.file is None or options.command is None:
        parser.error("a file and a command are needed")
    try:
        with closing(Store(options.file)) as store:
            match options.command, options.words:
                case "get", [key]:
                    print(store[key])
                case "set", [key, value]:
                    store[key] = value
                case "delete", [key]:
                    del store[key]
                case "scan", [] | [_] | [_, _]:
                    for key, value in store.scan(*options.words):
                        print(f"{key}\t{value}")
                case ("check" | "stats"), []:
                    print(", ".join(f"{value} {name}" for name, value in store.check().items()))
                case command, words:
                    parser.error(f"{command} does not take {len(words)} words")
    except (StoreError, KeyError, OSError) as error:
        parser.exit(1, f"{parser.prog}: {type(error).__name__}: {error}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
