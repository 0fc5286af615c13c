"""A query engine: SQL over CSV files and lists in memory.

    minisql.py 'SELECT ...' [NAME=FILE.csv ...]    runs a query
    minisql.py --explain 'SELECT ...'              shows the plan
    minisql.py --demo                              queries over the sample tables

    SELECT [DISTINCT] items FROM table [AS a] [[LEFT] JOIN table ON condition]... [WHERE c] [GROUP BY e, ...] [HAVING c]
    [ORDER BY e [ASC|DESC], ...] [LIMIT n [OFFSET m]], sub-selects as tables, IN, BETWEEN, LIKE, IS NULL, CASE

A query is parsed to a tree, the tree becomes a plan of iterators, and each row flows through the plan on its own.
"""

from __future__ import annotations

import argparse
import csv
import io
import operator
import re
import statistics
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from enum import Enum, auto
from functools import cached_property, cmp_to_key, partial, reduce
from itertools import chain, groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

type Value = None | bool | int | float | str | date
type Row = tuple[Value, ...]
type Evaluator = Callable[[Row], Value]


class SqlError(Exception):
    pass


# --- the tree ----------------------------------------------------------------


@dataclass(frozen=True)
class Expr:
    def children(self) -> Iterator[Expr]:
        for item in fields(self):
            value = getattr(self, item.name)
            for part in value if isinstance(value, tuple) else (value,):
                if isinstance(part, Expr):
                    yield part
                elif isinstance(part, tuple):
                    yield from (inner for inner in part if isinstance(inner, Expr))

    def walk(self) -> Iterator[Expr]:
        yield self
        for child in self.children():
            yield from child.walk()


@dataclass(frozen=True)
class Literal(Expr):
    value: Value

    def __str__(self) -> str:
        return "NULL" if self.value is None else repr(self.value)


@dataclass(frozen=True)
class Column(Expr):
    name: str
    table: str | None = None

    def __str__(self) -> str:
        return f"{self.table}.{self.name}" if self.table else self.name


@dataclass(frozen=True)
class Unary(Expr):
    op: str
    operand: Expr

    def __str__(self) -> str:
        return f"{self.op} {self.operand}"


@dataclass(frozen=True)
class Binary(Expr):
    op: str
    left: Expr
    right: Expr

    def __str__(self) -> str:
        return f"({self.left} {self.op} {self.right})"


@dataclass(frozen=True)
class In(Expr):
    value: Expr
    options: tuple[Expr, ...]

    def __str__(self) -> str:
        return f"{self.value} IN ({', '.join(map(str, self.options))})"


@dataclass(frozen=True)
class Call(Expr):
    name: str
    arguments: tuple[Expr, ...]
    distinct: bool = False

    def __str__(self) -> str:
        return f"{self.name}({'DISTINCT ' * self.distinct}{', '.join(map(str, self.arguments)) or '*'})"


@dataclass(frozen=True)
class Case(Expr):
    branches: tuple[tuple[Expr, Expr], ...]
    otherwise: Expr

    def __str__(self) -> str:
        return f"CASE({len(self.branches)})"


@dataclass(frozen=True)
class Item:
    expr: Expr | None  # None: *
    name: str | None = None


class JoinKind(Enum):
    INNER = auto()
    LEFT = auto()


@dataclass(frozen=True)
class Source:
    table: str | Select
    alias: str
    kind: JoinKind = JoinKind.INNER
    on: Expr | None = None


@dataclass(frozen=True)
class Select:
    items: tuple[Item, ...]
    sources: tuple[Source, ...]
    distinct: bool = False
    where: Expr | None = None
    group: tuple[Expr, ...] = ()
    having: Expr | None = None
    order: tuple[tuple[Expr, bool], ...] = ()
    limit: int | None = None
    offset: int = 0


# --- the parser --------------------------------------------------------------

TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?)|'(?P<string>(?:[^']|'')*)'|"(?P<quoted>[^"]+)"|(?P<word>[A-Za-z_]\w*)
        |(?P<symbol><>|!=|<=|>=|\|\||[-+*/%(),.=<>])|(?P<bad>\S))""",
    re.VERBOSE,
)
RESERVED = frozenset(
    """select distinct from where group by having order limit offset join left inner on as and or not in is null
    like between case when then else end asc desc true false date""".split()
)
AGGREGATES = frozenset({"count", "sum", "avg", "min", "max", "median", "group_concat"})


class Parser:
    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        for match in TOKEN.finditer(text.rstrip().removesuffix(";")):
            kind = match.lastgroup or ""
            word = match[kind]
            if kind == "bad":
                raise SqlError(f"unexpected {word!r}")
            if kind == "word" and word.lower() in RESERVED:
                kind = word = word.lower()
            self.tokens.append(("name" if kind in ("word", "quoted") else kind, word))
        self.tokens.append(("end", "the end"))
        self.at = 0

    def take(self, *words: str) -> bool:
        """Takes these words if they come next."""
        ahead = self.tokens[self.at : self.at + len(words)]
        if [text for kind, text in ahead if kind in ("symbol", text)] != list(words):
            return False
        self.at += len(words)
        return True

    def expect(self, *words: str) -> None:
        if not self.take(*words):
            raise SqlError(f"{' '.join(words).upper()} expected, not {self.tokens[self.at][1]!r}")

    def kind(self, kind: str) -> str:
        found, text = self.tokens[self.at]
        if found != kind:
            raise SqlError(f"a {kind} expected, not {text!r}")
        self.at += 1
        return text

    def list_of[T](self, parse: Callable[[], T]) -> tuple[T, ...]:
        found = [parse()]
        while self.take(","):
            found.append(parse())
        return tuple(found)

    def query(self) -> Select:
        select = self.select()
        if self.tokens[self.at][0] != "end":
            raise SqlError(f"surplus {self.tokens[self.at][1]!r}")
        return select

    def select(self) -> Select:
        self.expect("select")
        distinct = self.take("distinct")
        items = self.list_of(self.item)
        sources = []
        if self.take("from"):
            sources.append(self.source())
            while True:
                kind = JoinKind.LEFT if self.take("left") else JoinKind.INNER
                self.take("inner")
                if not self.take("join"):
                    break
                source = self.source()
                self.expect("on")
                sources.append(replace(source, kind=kind, on=self.expression()))
        where = self.expression() if self.take("where") else None
        group = self.list_of(self.expression) if self.take("group", "by") else ()
        having = self.expression() if self.take("having") else None
        order = self.list_of(self.ordering) if self.take("order", "by") else ()
        limit = int(self.kind("number")) if self.take("limit") else None
        offset = int(self.kind("number")) if self.take("offset") else 0
        return Select(items, tuple(sources), distinct, where, group, having, order, limit, offset)

    def item(self) -> Item:
        if self.take("*"):
            return Item(None)
        expr = self.expression()
        name = self.kind("name") if self.take("as") or self.tokens[self.at][0] == "name" else None
        return Item(expr, name)

    def source(self) -> Source:
        if self.take("("):
            table: str | Select = self.select()
            self.expect(")")
        else:
            table = self.kind("name")
        named = self.take("as") or self.tokens[self.at][0] == "name"
        return Source(table, self.kind("name") if named else table if isinstance(table, str) else "")

    def ordering(self) -> tuple[Expr, bool]:
        expr = self.expression()
        descending = self.take("desc")
        self.take("asc")
        return expr, descending

    # expressions, from the loosest operator to the tightest

    def expression(self) -> Expr:
        left = self.conjunction()
        while self.take("or"):
            left = Binary("OR", left, self.conjunction())
        return left

    def conjunction(self) -> Expr:
        left = self.negation()
        while self.take("and"):
            left = Binary("AND", left, self.negation())
        return left

    def negation(self) -> Expr:
        return Unary("NOT", self.negation()) if self.take("not") else self.comparison()

    def comparison(self) -> Expr:
        left = self.sum()
        for symbol in ("=", "<>", "!=", "<=", ">=", "<", ">"):
            if self.take(symbol):
                return Binary("<>" if symbol == "!=" else symbol, left, self.sum())
        if self.take("is"):
            negated = self.take("not")
            self.expect("null")
            test: Expr = Unary("IS NULL", left)
            return Unary("NOT", test) if negated else test
        negated = self.take("not")
        if self.take("in"):
            self.expect("(")
            test = In(left, self.list_of(self.expression))
            self.expect(")")
        elif self.take("like"):
            test = Binary("LIKE", left, self.sum())
        elif self.take("between"):
            low = self.sum()
            self.expect("and")
            test = Binary("AND", Binary(">=", left, low), Binary("<=", left, self.sum()))
        elif negated:
            raise SqlError(f"IN, LIKE or BETWEEN expected after NOT, not {self.tokens[self.at][1]!r}")
        else:
            return left
        return Unary("NOT", test) if negated else test

    def binary(self, inner: Callable[[], Expr], *symbols: str) -> Expr:
        left = inner()
        while symbol := next((symbol for symbol in symbols if self.take(symbol)), None):
            left = Binary(symbol, left, inner())
        return left

    def sum(self) -> Expr:
        return self.binary(self.product, "+", "-", "||")

    def product(self) -> Expr:
        return self.binary(self.primary, "*", "/", "%")

    def primary(self) -> Expr:
        kind, text = self.tokens[self.at]
        self.at += 1
        match kind:
            case "number":
                return Literal(float(text) if "." in text else int(text))
            case "string":
                return Literal(text.replace("''", "'"))
            case "true" | "false":
                return Literal(kind == "true")
            case "null":
                return Literal(None)
            case "date":
                return Literal(date.fromisoformat(self.kind("string")))
            case "case":
                branches = []
                while self.take("when"):
                    condition = self.expression()
                    self.expect("then")
                    branches.append((condition, self.expression()))
                otherwise = self.expression() if self.take("else") else Literal(None)
                self.expect("end")
                return Case(tuple(branches), otherwise)
            case "name" if self.take("("):
                distinct = self.take("distinct")
                arguments: tuple[Expr, ...] = ()
                if not self.take("*") and not self.tokens[self.at] == ("symbol", ")"):
                    arguments = self.list_of(self.expression)
                self.expect(")")
                return Call(text.lower(), arguments, distinct)
            case "name" if self.take("."):
                return Column(self.kind("name").lower(), text.lower())
            case "name":
                return Column(text.lower())
            case "symbol" if text == "(":
                expr = self.expression()
                self.expect(")")
                return expr
            case "symbol" if text == "-":
                return Unary("-", self.primary())
        raise SqlError(f"an expression expected, not {text!r}")


# --- expressions to functions ------------------------------------------------


@dataclass(frozen=True)
class Schema:
    """The columns of a row: (table, name) each."""

    columns: tuple[tuple[str, str], ...]

    def index(self, column: Column) -> int:
        found = [
            at
            for at, (table, name) in enumerate(self.columns)
            if name == column.name and column.table in (None, table)
        ]
        if len(found) != 1:
            raise SqlError(f"{'no such' if not found else 'ambiguous'} column: {column}")
        return found[0]

    def __add__(self, other: Schema) -> Schema:
        return Schema(self.columns + other.columns)


def like(value: str, pattern: str) -> bool:
    expression = "".join({"%": ".*", "_": "."}.get(char) or re.escape(char) for char in pattern)
    return re.fullmatch(expression, value, re.IGNORECASE | re.DOTALL) is not None


def divide(a: Any, b: Any) -> Any:
    return None if b == 0 else a // b if isinstance(a, int) and isinstance(b, int) and a % b == 0 else a / b


OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": divide,
    "%": operator.mod,
    "||": lambda a, b: f"{a}{b}",
    "LIKE": like,
}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "upper": str.upper,
    "lower": str.lower,
    "length": len,
    "round": lambda value, places=0: round(value, places) if places else float(round(value)),
    "abs": abs,
    "year": lambda value: value.year,
    "month": lambda value: value.month,
    "substr": lambda text, start, size=None: text[start - 1 :][:size],
}


def strict(function: Callable[..., Any], *parts: Evaluator) -> Evaluator:
    """NULL in, NULL out."""

    def evaluate(row: Row) -> Value:
        values = [part(row) for part in parts]
        if None in values:
            return None
        try:
            return function(*values)
        except (TypeError, AttributeError, ValueError) as error:
            raise SqlError(str(error)) from error

    return evaluate


def both(left: Evaluator, right: Evaluator, decisive: bool) -> Evaluator:
    """AND and OR of three-valued logic: one decisive operand is enough."""

    def evaluate(row: Row) -> Value:
        a = left(row)
        if a is decisive:
            return decisive
        b = right(row)
        return decisive if b is decisive else None if a is None or b is None else not decisive

    return evaluate


def evaluator(expr: Expr, schema: Schema) -> Evaluator:
    make = partial(evaluator, schema=schema)
    match expr:
        case Literal(value):
            return lambda row: value
        case Column():
            return itemgetter(schema.index(expr))
        case Unary("NOT", operand):
            return strict(operator.not_, make(operand))
        case Unary("-", operand):
            return strict(operator.neg, make(operand))
        case Unary("IS NULL", operand):
            inner = make(operand)
            return lambda row: inner(row) is None
        case Binary("AND" | "OR" as op, left, right):
            return both(make(left), make(right), op == "OR")
        case Binary(op, left, right):
            return strict(OPERATORS[op], make(left), make(right))
        case In(value, options):
            return strict(lambda found, *among: found in among, make(value), *map(make, options))
        case Case(branches, otherwise):
            made = [(make(condition), make(result)) for condition, result in branches]
            default = make(otherwise)
            return lambda row: next((result(row) for condition, result in made if condition(row) is True), default(row))
        case Call("coalesce", arguments):
            parts = [make(argument) for argument in arguments]
            return lambda row: next((value for part in parts if (value := part(row)) is not None), None)
        case Call(name, arguments) if name in FUNCTIONS:
            return strict(FUNCTIONS[name], *map(make, arguments))
        case Call(name) if name in AGGREGATES:
            raise SqlError(f"{name}() may not stand here")
        case Call(name):
            raise SqlError(f"no such function: {name}()")
    raise AssertionError(expr)


def aggregate(call: Call, schema: Schema) -> Callable[[Sequence[Row]], Value]:
    if not call.arguments:
        return len
    inner = evaluator(call.arguments[0], schema)
    reduce_values: Callable[[list[Any]], Value] = {
        "count": len,
        "sum": sum,
        "avg": statistics.fmean,
        "min": min,
        "max": max,
        "median": statistics.median,
        "group_concat": lambda values: ",".join(map(str, values)),
    }[call.name]

    def compute(rows: Sequence[Row]) -> Value:
        values = [value for row in rows if (value := inner(row)) is not None]
        if call.distinct:
            values = list(dict.fromkeys(values))
        return reduce_values(values) if values or call.name == "count" else None

    return compute


# --- plans -------------------------------------------------------------------


class Plan(ABC):
    schema: Schema

    @abstractmethod
    def rows(self) -> Iterator[Row]: ...

    @property
    def inputs(self) -> tuple[Plan, ...]:
        return tuple(value for value in vars(self).values() if isinstance(value, Plan))

    def describe(self) -> str:
        return type(self).__name__

    def explain(self, depth: int = 0) -> Iterator[str]:
        yield "  " * depth + self.describe()
        for plan in self.inputs:
            yield from plan.explain(depth + 1)


@dataclass
class Scan(Plan):
    name: str
    schema: Schema
    table: Table

    def rows(self) -> Iterator[Row]:
        return iter(self.table.data)

    def describe(self) -> str:
        return f"Scan {self.name} ({len(self.table.data)} rows)"


@dataclass
class Rename(Plan):
    input: Plan
    schema: Schema

    def rows(self) -> Iterator[Row]:
        return self.input.rows()


@dataclass
class Filter(Plan):
    input: Plan
    condition: Expr

    def __post_init__(self) -> None:
        self.schema = self.input.schema
        self.test = evaluator(self.condition, self.schema)

    def rows(self) -> Iterator[Row]:
        return (row for row in self.input.rows() if self.test(row) is True)

    def describe(self) -> str:
        return f"Filter {self.condition}"


@dataclass
class HashJoin(Plan):
    """Rows of the right side by key, then one pass over the left."""

    left: Plan
    right: Plan
    keys: list[tuple[Expr, Expr]]
    rest: Expr | None
    kind: JoinKind

    def __post_init__(self) -> None:
        self.schema = self.left.schema + self.right.schema
        self.left_keys = [evaluator(key, self.left.schema) for key, _ in self.keys]
        self.right_keys = [evaluator(key, self.right.schema) for _, key in self.keys]
        self.test = evaluator(self.rest, self.schema) if self.rest else lambda row: True

    def rows(self) -> Iterator[Row]:
        table: dict[Row, list[Row]] = {}
        for row in self.right.rows():
            table.setdefault(tuple(key(row) for key in self.right_keys), []).append(row)
        nothing = (None,) * len(self.right.schema.columns)
        for row in self.left.rows():
            key = tuple(key(row) for key in self.left_keys)
            partners = [] if None in key else table.get(key, [])
            joined = [whole for partner in partners if self.test(whole := row + partner) is True]
            if not joined and self.kind is JoinKind.LEFT:
                joined = [row + nothing]
            yield from joined

    def describe(self) -> str:
        keys = " and ".join(f"{left} = {right}" for left, right in self.keys) or "everything"
        return f"{self.kind.name.title()} join on {keys}{f', then {self.rest}' if self.rest else ''}"


@dataclass
class Group(Plan):
    input: Plan
    keys: tuple[Expr, ...]
    calls: list[Call]

    def __post_init__(self) -> None:
        self.schema = Schema(tuple(("", str(part)) for part in [*self.keys, *self.calls]))

    def rows(self) -> Iterator[Row]:
        keys = [evaluator(key, self.input.schema) for key in self.keys]
        computes = [aggregate(call, self.input.schema) for call in self.calls]
        groups: dict[Row, list[Row]] = {} if keys else {(): []}
        for row in self.input.rows():
            groups.setdefault(tuple(key(row) for key in keys), []).append(row)
        for key, rows in groups.items():
            yield key + tuple(compute(rows) for compute in computes)

    def describe(self) -> str:
        return f"Group by ({', '.join(map(str, self.keys))}) for {', '.join(map(str, self.calls)) or 'nothing'}"


@dataclass
class Project(Plan):
    input: Plan
    exprs: list[Expr]
    names: list[str]

    def __post_init__(self) -> None:
        self.schema = Schema(tuple(("", name) for name in self.names))
        self.parts = [evaluator(expr, self.input.schema) for expr in self.exprs]

    def rows(self) -> Iterator[Row]:
        return (tuple(part(row) for part in self.parts) for row in self.input.rows())

    def describe(self) -> str:
        return f"Project {', '.join(self.names)}"


@dataclass
class Sort(Plan):
    input: Plan
    keys: list[tuple[int, bool]]

    def __post_init__(self) -> None:
        self.schema = self.input.schema

    def compare(self, a: Row, b: Row) -> int:
        for index, descending in self.keys:
            left, right = a[index], b[index]
            if left != right:
                smaller = left is None or (right is not None and left < right)  # type: ignore[operator]
                return 1 if smaller is descending else -1
        return 0

    def rows(self) -> Iterator[Row]:
        yield from sorted(self.input.rows(), key=cmp_to_key(self.compare))

    def describe(self) -> str:
        return f"Sort by {', '.join(f'#{index}{' descending' * descending}' for index, descending in self.keys)}"


@dataclass
class Trim(Plan):
    """Cuts helper columns off, drops repeated rows, and takes a slice."""

    input: Plan
    width: int
    distinct: bool
    start: int
    stop: int | None

    def __post_init__(self) -> None:
        self.schema = Schema(self.input.schema.columns[: self.width])

    def rows(self) -> Iterator[Row]:
        rows: Iterable[Row] = (row[: self.width] for row in self.input.rows())
        if self.distinct:
            rows = dict.fromkeys(rows)
        return islice(rows, self.start, self.stop)

    def describe(self) -> str:
        return f"Trim to {self.width} columns{', distinct' * self.distinct}, rows {self.start}..{self.stop or ''}"


# --- the engine --------------------------------------------------------------


def parse_value(text: str) -> Value:
    if text == "":
        return None
    for convert in (int, float, date.fromisoformat):
        try:
            return convert(text)
        except ValueError:
            continue
    return text


@dataclass
class Table:
    names: list[str]
    data: list[Row]

    @classmethod
    def from_csv(cls, lines: Iterable[str]) -> Table:
        reader = csv.reader(lines)
        names = [name.strip().lower() for name in next(reader)]
        data = [tuple(parse_value(cell.strip()) for cell in row) for row in reader if row]
        for number, row in enumerate(data, 2):
            if len(row) != len(names):
                raise SqlError(f"row {number} has {len(row)} columns instead of {len(names)}")
        return cls(names, data)


def conjuncts(expr: Expr | None) -> Iterator[Expr]:
    match expr:
        case Binary("AND", left, right):
            yield from conjuncts(left)
            yield from conjuncts(right)
        case Expr():
            yield expr


def substitute(expr: Expr, parts: list[Expr]) -> Expr:
    """An expression after grouping: group keys and aggregates are columns of the group's row."""
    if expr in parts:
        return Column(str(expr))
    match expr:
        case Unary(op, operand):
            return Unary(op, substitute(operand, parts))
        case Binary(op, left, right):
            return Binary(op, substitute(left, parts), substitute(right, parts))
        case In(value, options):
            return In(substitute(value, parts), tuple(substitute(option, parts) for option in options))
        case Call(name, arguments, distinct):
            return Call(name, tuple(substitute(argument, parts) for argument in arguments), distinct)
        case Case(branches, otherwise):
            made = tuple((substitute(test, parts), substitute(result, parts)) for test, result in branches)
            return Case(made, substitute(otherwise, parts))
        case Column():
            raise SqlError(f"column {expr} is neither grouped nor aggregated")
    return expr


@dataclass
class Database:
    tables: dict[str, Table] = field(default_factory=dict)

    def source(self, source: Source) -> Plan:
        alias = source.alias.lower()
        if isinstance(source.table, Select):
            inner = self.plan(source.table)
            return Rename(inner, Schema(tuple((alias, name) for _, name in inner.schema.columns)))
        table = self.tables.get(source.table.lower())
        if table is None:
            raise SqlError(f"no such table: {source.table}")
        return Scan(source.table, Schema(tuple((alias, name) for name in table.names)), table)

    def join(self, left: Plan, source: Source) -> Plan:
        right = self.source(source)

        def belongs(expr: Expr, schema: Schema) -> bool:
            try:
                evaluator(expr, schema)
            except SqlError:
                return False
            return True

        keys: list[tuple[Expr, Expr]] = []
        rest: list[Expr] = []
        for part in conjuncts(source.on):
            match part:
                case Binary("=", a, b) if belongs(a, left.schema) and belongs(b, right.schema):
                    keys.append((a, b))
                case Binary("=", a, b) if belongs(b, left.schema) and belongs(a, right.schema):
                    keys.append((b, a))
                case _:
                    rest.append(part)
        return HashJoin(left, right, keys, reduce(partial(Binary, "AND"), rest) if rest else None, source.kind)

    def plan(self, select: Select) -> Plan:
        plan: Plan = Scan("nothing", Schema(()), Table([], [()]))
        if select.sources:
            plan = self.source(select.sources[0])
        for source in select.sources[1:]:
            plan = self.join(plan, source)
        if select.where:
            plan = Filter(plan, select.where)
        exprs: list[Expr] = []
        names: list[str] = []
        for item in select.items:
            if item.expr is None:
                exprs += [Column(name, table) for table, name in plan.schema.columns]
                names += [name for _, name in plan.schema.columns]
            else:
                exprs.append(item.expr)
                plain = item.expr.name if isinstance(item.expr, Column) else str(item.expr)
                names.append((item.name or plain).lower())
        order = [self.order_target(expr, exprs, names) for expr, _ in select.order]
        width = len(exprs)
        exprs += [expr for expr in order if isinstance(expr, Expr)]
        everything = chain(exprs, [select.having] if select.having else [])
        calls = [e for expr in everything for e in expr.walk() if isinstance(e, Call) and e.name in AGGREGATES]
        if calls or select.group:
            calls = list(dict.fromkeys(calls))
            plan = Group(plan, select.group, calls)
            parts = [*select.group, *calls]
            exprs = [substitute(expr, parts) for expr in exprs]
            if select.having:
                plan = Filter(plan, substitute(select.having, parts))
        helpers = [f"order {number}" for number in range(len(exprs) - width)]
        plan = Project(plan, exprs, names + helpers)
        if select.order:
            extra = iter(range(width, len(exprs)))
            keys = [
                (target if isinstance(target, int) else next(extra), descending)
                for target, (_, descending) in zip(order, select.order)
            ]
            plan = Sort(plan, keys)
        stop = None if select.limit is None else select.offset + select.limit
        return Trim(plan, width, select.distinct, select.offset, stop)

    @staticmethod
    def order_target(expr: Expr, exprs: list[Expr], names: list[str]) -> int | Expr:
        """A column of the result by number, name or expression, or another expression."""
        match expr:
            case Literal(int(number)) if 1 <= number <= len(exprs):
                return number - 1
            case Column(name, None) if name in names:
                return names.index(name)
        return exprs.index(expr) if expr in exprs else expr

    def query(self, text: str) -> Result:
        plan = self.plan(Parser(text).query())
        return Result([name for _, name in plan.schema.columns], list(plan.rows()))


@dataclass
class Result:
    names: list[str]
    rows: list[Row]

    @cached_property
    def cells(self) -> list[list[str]]:
        def text(value: Value) -> str:
            return "" if value is None else f"{value:.2f}" if isinstance(value, float) else str(value)

        return [[text(value) for value in row] for row in self.rows]

    def __str__(self) -> str:
        widths = [max(map(len, column)) for column in zip(self.names, *self.cells)]
        numeric = [all(isinstance(v, (int, float, type(None))) for v in column) for column in zip(*self.rows)]
        numeric += [False] * (len(widths) - len(numeric))
        lines = [
            "  ".join(f"{cell:{'>' if right else '<'}{width}}" for cell, width, right in zip(row, widths, numeric))
            for row in [self.names, ["-" * width for width in widths], *self.cells]
        ]
        return "\n".join(line.rstrip() for line in [*lines, f"({len(self.rows)} rows)"])


SAMPLE_TABLES = {
    "ships": """\
id,name,type,built,tons
1,Endurance,barquentine,1912-12-17,348
2,Fram,schooner,1892-10-26,402
3,Terra Nova,barque,1884-12-01,744
4,Discovery,barque,1901-03-21,736
5,Gjøa,sloop,1872-04-01,47
6,Belgica,barque,1884-06-01,263
7,Phantom,,,
""",
    "voyages": """\
ship,leader,started,days,crew
2,Nansen,1893-06-24,1176,13
2,Sverdrup,1898-06-24,1553,16
2,Amundsen,1910-08-09,640,19
1,Shackleton,1914-08-08,750,28
3,Scott,1910-06-15,1099,65
4,Scott,1901-08-06,1132,47
5,Amundsen,1903-06-16,1172,7
6,de Gerlache,1897-08-16,812,19
9,Nobody,1900-01-01,1,
""",
}
SAMPLE_QUERIES = [
    "SELECT name, tons FROM ships WHERE tons > 300 ORDER BY tons DESC LIMIT 3",
    "SELECT type, COUNT(*) AS n, AVG(tons) avg, MIN(built) first FROM ships GROUP BY type HAVING COUNT(*) >= 1 ORDER BY n DESC, type",
    "SELECT s.name, v.leader, year(v.started) AS year FROM ships s JOIN voyages v ON v.ship = s.id AND v.days > 1000 ORDER BY 3, s.name",
    "SELECT s.name, COUNT(v.leader) AS voyages, SUM(v.days) AS days FROM ships AS s LEFT JOIN voyages AS v ON s.id = v.ship GROUP BY s.name ORDER BY voyages DESC, days",
    "SELECT leader, GROUP_CONCAT(name) AS ships FROM voyages JOIN ships ON ship = id GROUP BY leader HAVING COUNT(DISTINCT name) > 1 ORDER BY leader",
    "SELECT DISTINCT CASE WHEN tons < 100 THEN 'small' WHEN tons < 500 THEN 'middle' WHEN tons IS NULL THEN 'unknown' ELSE 'big' END AS size FROM ships ORDER BY size",
    "SELECT upper(name) || ' (' || coalesce(type, '?') || ')' AS label FROM ships WHERE name LIKE '%a' OR type IS NULL OR name IN ('Fram', 'Gjøa') ORDER BY length(name), name",
    "SELECT COUNT(*), SUM(tons), AVG(crew) FROM ships JOIN voyages ON id = ship WHERE started BETWEEN DATE '1895-01-01' AND DATE '1905-12-31' AND NOT type = 'sloop'",
    "SELECT big.type, big.total * 2 AS twice FROM (SELECT type, SUM(tons) AS total FROM ships GROUP BY type) AS big WHERE big.total / 2 > 170 ORDER BY twice",
    "SELECT leader, days / crew AS per_head, days % 7 FROM voyages ORDER BY round(days / crew, 1) DESC, leader LIMIT 3 OFFSET 1",
    "SELECT 1 + 2 * 3 AS seven, 'it''s' AS text, NULL = NULL AS unknown, 7 / 2, 10 / 0, -(2 - 5)",
    "SELECT COUNT(*) AS none FROM ships WHERE tons = NULL",
    "SELECT nothing FROM ships",
    "SELECT name, COUNT(*) FROM ships",
    "SELECT id FROM ships JOIN voyages ON id = ship WHERE COUNT(*) > 1",
    "SELECT name FROM ships a JOIN ships b ON a.id = b.id",
    "SELECT frobnicate(name) FROM ships",
    "SELECT name + 1 FROM ships",
    "SELECT name FROM",
    "SELECT name FROM ships WHERE name NOT 5",
    "SELECT 'open FROM ships",
]


def main() -> int:
    parser = argparse.ArgumentParser(prog="minisql.py", description="Query CSV files.")
    parser.add_argument("--demo", action="store_true", help="run queries over sample tables")
    parser.add_argument("--explain", action="store_true", help="show plans instead of rows")
    parser.add_argument("query", nargs="?")
    parser.add_argument("tables", nargs="*", metavar="NAME=FILE", help="default: the sample tables ships and voyages")
    options = parser.parse_args()
    if not options.demo and options.query is None:
        parser.error("a query is needed, or --demo")
    database = Database()
    try:
        for name, text in SAMPLE_TABLES.items():
            database.tables[name] = Table.from_csv(io.StringIO(text))
        for table in options.tables:
            name, _, path = table.partition("=")
            with Path(path).open(newline="", encoding="utf-8") as lines:
                database.tables[name.lower()] = Table.from_csv(lines)
    except (OSError, SqlError) as error:
        parser.exit(1, f"{parser.prog}: {error}\n")
    status = 0
    for query in SAMPLE_QUERIES if options.demo else [options.query]:
        if options.demo:
            print("sql>", query)
        try:
            if options.explain:
                print(*database.plan(Parser(query).query()).explain(), sep="\n")
            else:
                print(database.query(query))
        except SqlError as error:
            print("error:", error)
            status = 0 if options.demo else 1
        if options.demo:
            print()
    return status


if __name__ == "__main__":
    sys.exit(main())
