"""A document database in one folder: JSON lines, a journal, indexes, transactions, queries.

    jsondb.py FOLDER insert COLLECTION '{"name": "Ada"}'
    jsondb.py FOLDER find COLLECTION '{"age": {"$gt": 30}}' --sort age --limit 2
    jsondb.py --demo

Every change is a line of the collection's journal, so the newest state is found by reading it from the start.
`compact` writes a journal that holds each document once.
"""

from __future__ import annotations

import argparse
import bisect
import contextlib
import copy
import json
import operator
import os
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import total_ordering
from pathlib import Path
from typing import Any

type Document = dict[str, Any]
type Test = Callable[[Any], bool]


class DatabaseError(Exception):
    pass


class DuplicateKey(DatabaseError):
    def __init__(self, field: str, value: Any) -> None:
        super().__init__(f"{field} = {json.dumps(value)} is there already")
        self.add_note(f"the index on {field!r} is unique")


MISSING = type("Missing", (), {"__repr__": lambda self: "<missing>"})()


def lookup(document: Any, path: str) -> Any:
    """The value at "a.b.0", or MISSING."""
    for part in path.split("."):
        if isinstance(document, dict) and part in document:
            document = document[part]
        elif isinstance(document, list) and part.isdigit() and int(part) < len(document):
            document = document[int(part)]
        else:
            return MISSING
    return document


@total_ordering
class SortKey:
    """Orders values of different types as: missing, null, false, true, numbers, strings, lists, objects."""

    ORDER = (type(MISSING), type(None), bool, (int, float), str, list, dict)

    def __init__(self, value: Any) -> None:
        self.value = value
        self.rank = next(rank for rank, kind in enumerate(self.ORDER) if isinstance(value, kind))

    def _key(self) -> tuple[int, Any]:
        match self.value:
            case list() as items:
                return self.rank, [SortKey(item) for item in items]
            case dict() as items:
                return self.rank, [(name, SortKey(item)) for name, item in sorted(items.items())]
            case None:
                return self.rank, 0
            case value if value is MISSING:
                return self.rank, 0
        return self.rank, self.value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SortKey) and self._key() == other._key()

    def __lt__(self, other: SortKey) -> bool:
        return self.rank < other.rank if self.rank != other.rank else self._key() < other._key()


# --- queries -----------------------------------------------------------------


def ordered(relation: Callable[[Any, Any], bool]) -> Callable[[Any], Test]:
    def make(bound: Any) -> Test:
        key = SortKey(bound)
        return lambda value: SortKey(value).rank == key.rank and relation(SortKey(value), key)

    return make


def contains(part: Any) -> Test:
    return lambda value: isinstance(value, (list, str, dict)) and part in value


OPERATORS: dict[str, Callable[[Any], Test]] = {
    "$eq": lambda wanted: lambda value: value == wanted,
    "$ne": lambda wanted: lambda value: value != wanted,
    "$gt": ordered(operator.gt),
    "$gte": ordered(operator.ge),
    "$lt": ordered(operator.lt),
    "$lte": ordered(operator.le),
    "$in": lambda values: lambda value: value in values,
    "$contains": contains,
    "$exists": lambda wanted: lambda value: (value is not MISSING) is wanted,
    "$regex": lambda pattern: lambda value: isinstance(value, str) and re.search(pattern, value) is not None,
    "$size": lambda size: lambda value: isinstance(value, list) and len(value) == size,
}


def compile_query(query: Document) -> Test:
    """A function that tells whether a document fits."""
    tests: list[Test] = []
    for name, wanted in query.items():
        match name, wanted:
            case "$and", list():
                parts = [compile_query(part) for part in wanted]
                tests.append(lambda document, parts=parts: all(part(document) for part in parts))
            case "$or", list():
                parts = [compile_query(part) for part in wanted]
                tests.append(lambda document, parts=parts: any(part(document) for part in parts))
            case "$not", dict():
                inner = compile_query(wanted)
                tests.append(lambda document, inner=inner: not inner(document))
            case str() as path, {**operators} if operators and all(key.startswith("$") for key in operators):
                for symbol, operand in operators.items():
                    if symbol not in OPERATORS:
                        raise DatabaseError(f"unknown operator {symbol}")
                    test = OPERATORS[symbol](operand)
                    tests.append(lambda document, path=path, test=test: test(lookup(document, path)))
            case str() as path, _:
                tests.append(lambda document, path=path, wanted=wanted: lookup(document, path) == wanted)
    return lambda document: all(test(document) for test in tests)


# --- updates -----------------------------------------------------------------


def apply_update(document: Document, update: Document) -> Document:
    changed = copy.deepcopy(document)
    for action, fields in update.items():
        for name, value in fields.items():
            match action:
                case "$set":
                    changed[name] = value
                case "$unset":
                    changed.pop(name, None)
                case "$inc":
                    changed[name] = changed.get(name, 0) + value
                case "$push":
                    changed.setdefault(name, []).append(value)
                case _:
                    raise DatabaseError(f"unknown update {action}")
    return changed


# --- storage -----------------------------------------------------------------


@dataclass
class Index:
    """The documents' ids by the value of one field, in order."""

    path: str
    unique: bool = False
    keys: list[SortKey] = field(default_factory=list)
    ids: list[int] = field(default_factory=list)

    def add(self, document: Document) -> None:
        value = lookup(document, self.path)
        if value is MISSING:
            return
        key = SortKey(value)
        at = bisect.bisect_left(self.keys, key)
        if self.unique and at < len(self.keys) and self.keys[at] == key:
            raise DuplicateKey(self.path, value)
        self.keys.insert(at, key)
        self.ids.insert(at, document["_id"])

    def remove(self, document: Document) -> None:
        value = lookup(document, self.path)
        if value is MISSING:
            return
        at = bisect.bisect_left(self.keys, SortKey(value))
        while self.ids[at] != document["_id"]:
            at += 1
        del self.keys[at], self.ids[at]

    def between(self, low: Any, high: Any) -> Iterator[int]:
        yield from self.ids[bisect.bisect_left(self.keys, SortKey(low)) : bisect.bisect_right(self.keys, SortKey(high))]


class Collection:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.documents: dict[int, Document] = {}
        self.indexes: dict[str, Index] = {}
        self.next_id = 1
        self.pending: list[Document] | None = None
        self.examined = 0
        if path.exists():
            with path.open(encoding="utf-8") as journal:
                for number, line in enumerate(journal, 1):
                    try:
                        self.replay(json.loads(line))
                    except json.JSONDecodeError as error:
                        raise DatabaseError(f"{path.name}, line {number}: {error}") from error

    def replay(self, entry: Document) -> None:
        match entry:
            case {"put": document}:
                self._put(document)
            case {"delete": identity}:
                self._drop(identity)
            case {"index": path, "unique": unique}:
                self._make_index(path, unique)

    def _put(self, document: Document) -> None:
        old = self.documents.get(document["_id"])
        if old is not None:
            self._drop(document["_id"])
        added: list[Index] = []
        try:
            for index in self.indexes.values():
                index.add(document)
                added.append(index)
        except DuplicateKey:
            for index in added:
                index.remove(document)
            if old is not None:
                self._put(old)
            raise
        self.documents[document["_id"]] = document
        self.next_id = max(self.next_id, document["_id"] + 1)

    def _drop(self, identity: int) -> None:
        document = self.documents.pop(identity)
        for index in self.indexes.values():
            index.remove(document)

    def _make_index(self, path: str, unique: bool) -> None:
        index = Index(path, unique)
        for document in self.documents.values():
            index.add(document)
        self.indexes[path] = index

    def _write(self, *entries: Document) -> None:
        if self.pending is not None:
            self.pending.extend(entries)
            return
        with self.path.open("a", encoding="utf-8") as journal:
            journal.writelines(json.dumps(entry, ensure_ascii=False, separators=(",", ":")) + "\n" for entry in entries)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All of its changes, or none."""
        if self.pending is not None:
            raise DatabaseError("a transaction is open already")
        before = copy.deepcopy((self.documents, self.indexes, self.next_id))
        self.pending = []
        try:
            yield
        except BaseException:
            self.documents, self.indexes, self.next_id = before
            self.pending = None
            raise
        entries, self.pending = self.pending, None
        self._write(*entries)

    def insert(self, document: Document) -> int:
        whole = {"_id": self.next_id, **document}
        self._put(whole)
        self._write({"put": whole})
        return whole["_id"]

    def candidates(self, query: Document) -> Iterable[Document]:
        """What an index leaves to examine."""
        for path, wanted in query.items():
            if path not in self.indexes:
                continue
            match wanted:
                case {"$gte": low, "$lte": high}:
                    return [self.documents[i] for i in self.indexes[path].between(low, high)]
                case dict():
                    continue
                case value:
                    return [self.documents[i] for i in self.indexes[path].between(value, value)]
        return list(self.documents.values())

    def find(self, query: Document | None = None) -> Iterator[Document]:
        test = compile_query(query or {})
        for document in self.candidates(query or {}):
            self.examined += 1
            if test(document):
                yield copy.deepcopy(document)

    def update(self, query: Document, update: Document) -> int:
        changed = [apply_update(document, update) for document in self.find(query)]
        for document in changed:
            self._put(document)
            self._write({"put": document})
        return len(changed)

    def delete(self, query: Document) -> int:
        gone = [document["_id"] for document in self.find(query)]
        for identity in gone:
            self._drop(identity)
            self._write({"delete": identity})
        return len(gone)

    def create_index(self, path: str, unique: bool = False) -> None:
        self._make_index(path, unique)
        self._write({"index": path, "unique": unique})

    def compact(self) -> int:
        """Writes the journal anew, beside the old one and then in its place; lines saved."""
        before = sum(1 for _ in self.path.open(encoding="utf-8"))
        temporary = self.path.with_suffix(".new")
        entries = [{"index": index.path, "unique": index.unique} for index in self.indexes.values()]
        entries += [{"put": document} for document in self.documents.values()]
        temporary.write_text("".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries), encoding="utf-8")
        os.replace(temporary, self.path)
        return before - len(entries)


class Database:
    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.collections: dict[str, Collection] = {}

    def __getitem__(self, name: str) -> Collection:
        if not re.fullmatch(r"\w+", name):
            raise DatabaseError(f"not a collection's name: {name!r}")
        if name not in self.collections:
            self.collections[name] = Collection(self.folder / f"{name}.jsonl")
        return self.collections[name]


def group(documents: Iterable[Document], by: str, of: str) -> dict[Any, list[Any]]:
    groups: defaultdict[Any, list[Any]] = defaultdict(list)
    for document in documents:
        groups[lookup(document, by)].append(lookup(document, of))
    return dict(groups)


def demo() -> None:
    with tempfile.TemporaryDirectory() as folder:
        people = Database(Path(folder))["people"]
        people.create_index("name", unique=True)
        for name, born, town, tags in [
            ("Ada Lovelace", 1815, "London", ["mathematics", "engines"]),
            ("Grace Hopper", 1906, "New York", ["compilers", "navy"]),
            ("Alan Turing", 1912, "London", ["mathematics", "machines"]),
            ("Barbara Liskov", 1939, "Los Angeles", ["abstraction"]),
            ("Emmy Noether", 1882, "Erlangen", ["mathematics"]),
            ("Niklaus Wirth", 1934, "Winterthur", ["compilers", "languages"]),
        ]:
            people.insert({"name": name, "born": born, "home": {"town": town}, "tags": tags})
        people.insert({"name": "Zuse, Konrad", "home": {"town": "Berlin"}, "note": "Z3 für 1941 ✓"})

        def show(title: str, query: Document) -> None:
            people.examined = 0
            found = sorted(people.find(query), key=lambda document: SortKey(lookup(document, "born")))
            print(f"{title}: {[document['name'] for document in found]} ({people.examined} examined)")

        show("mathematicians", {"tags": {"$contains": "mathematics"}})
        show("by name", {"name": "Alan Turing"})
        show("in London, or of compilers", {"$or": [{"home.town": "London"}, {"tags.0": "compilers"}]})
        show("no year", {"born": {"$exists": False}})
        show("A... before 1900", {"name": {"$regex": "^A"}, "born": {"$lt": 1900}})
        show("neither", {"$not": {"$or": [{"tags": {"$size": 2}}, {"home.town": {"$in": ["Berlin", "Erlangen"]}}]}})
        people.create_index("born")
        show("between, with an index", {"born": {"$gte": 1900, "$lte": 1935}})
        print("updated", people.update({"tags": {"$contains": "compilers"}}, {"$push": {"tags": "books"}, "$inc": {"prizes": 1}}))
        try:
            with people.transaction():
                people.insert({"name": "Edsger Dijkstra", "born": 1930})
                print("inside:", len(people.documents))
                people.insert({"name": "Ada Lovelace"})
        except DuplicateKey as error:
            print(f"{type(error).__name__}: {error} ({'; '.join(error.__notes__)})")
        print("after:", len(people.documents))
        with people.transaction():
            people.insert({"name": "Edsger Dijkstra", "born": 1930, "home": {"town": "Rotterdam"}})
            print("deleted", people.delete({"born": {"$lt": 1850}}))
        again = Collection(people.path)
        assert again.documents == people.documents and again.indexes == people.indexes
        print("compacted:", people.compact(), "lines fewer")
        assert Collection(people.path).documents == people.documents
        for town, years in sorted(group(people.find(), "home.town", "born").items()):
            print(f"  {town:<12}{years}")
        people.path.write_text('{"put": {"_id": 1}}\n{"put":\n')
        try:
            Collection(people.path)
        except DatabaseError as error:
            print(f"{type(error).__name__}: {error}")
        for query in ({"born": {"$near": 1}}, {"$and": [{"a": {"$b": 1}}]}):
            try:
                compile_query(query)
            except DatabaseError as error:
                print("error:", error)


def main() -> int:
    parser = argparse.ArgumentParser(prog="jsondb.py", description="A document database in a folder.")
    parser.add_argument("--demo", action="store_true", help="show what it can do, in a temporary folder")
    parser.add_argument("folder", nargs="?", type=Path)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, text in [("insert", "add documents"), ("find", "print those that fit"), ("delete", "remove those that fit")]:
        command = commands.add_parser(name, help=text)
        command.add_argument("collection")
        command.add_argument("json", nargs="*", type=json.loads)
        if name == "find":
            command.add_argument("--sort", metavar="FIELD")
            command.add_argument("--limit", type=int)
    options = parser.parse_args()
    if options.demo:
        demo()
        return 0
    if options.folder is None or options.command is None:
        parser.error("a folder and a command are needed, or --demo")
    try:
        collection = Database(options.folder)[options.collection]
        match options.command:
            case "insert":
                print([collection.insert(document) for document in options.json])
            case "delete":
                print(sum(collection.delete(query) for query in options.json))
            case "find":
                found = [document for query in options.json or [{}] for document in collection.find(query)]
                if options.sort:
                    found.sort(key=lambda document: SortKey(lookup(document, options.sort)))
                for document in found[: options.limit]:
                    print(json.dumps(document, ensure_ascii=False))
    except DatabaseError as error:
        print("error:", error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
