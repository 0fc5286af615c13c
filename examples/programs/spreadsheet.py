"""A spreadsheet: formulas, ranges, exact decimals, recalculation in the order of dependence.

    spreadsheet.py FILE.csv            calculates a sheet and prints it
    spreadsheet.py FILE.csv --csv      the same as CSV
    spreadsheet.py --demo

A cell that begins with = is a formula: numbers, "texts", A1, $B$2, A1:B3, + - * / ^ & = <> < > <= >=, and the functions of `FUNCTIONS`.
Changing a cell recalculates what depends on it and nothing else.
"""

from __future__ import annotations

import argparse
import csv
import datetime
import decimal
import io
import re
import string
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple, Self

decimal.getcontext().prec = 24


class ErrorValue(StrEnum):
    """Errors are values: what is computed of one is that one."""

    DIVIDE = "#DIV/0!"
    VALUE = "#VALUE!"
    NAME = "#NAME?"
    REF = "#REF!"
    CYCLE = "#CYCLE!"
    SYNTAX = "#SYNTAX!"


type Value = Decimal | str | bool | datetime.date | ErrorValue | None


class Ref(NamedTuple):
    """A cell's place, from 0 on."""

    row: int
    column: int

    @classmethod
    def parse(cls, text: str) -> Self:
        match = re.fullmatch(r"\$?([A-Z]{1,3})\$?([1-9]\d*)", text.upper())
        if match is None:
            raise ValueError(f"not a cell: {text!r}")
        column = 0
        for letter in match[1]:
            column = column * 26 + string.ascii_uppercase.index(letter) + 1
        return cls(int(match[2]) - 1, column - 1)

    def __str__(self) -> str:
        name, column = "", self.column + 1
        while column:
            column, letter = divmod(column - 1, 26)
            name = string.ascii_uppercase[letter] + name
        return f"{name}{self.row + 1}"

    def to(self, other: Ref) -> Iterator[Ref]:
        rows, columns = sorted([self.row, other.row]), sorted([self.column, other.column])
        for row in range(rows[0], rows[1] + 1):
            for column in range(columns[0], columns[1] + 1):
                yield Ref(row, column)


# --- formulas: a tree of dataclasses -----------------------------------------


@dataclass(frozen=True)
class Literal:
    value: Value


@dataclass(frozen=True)
class Cell:
    ref: Ref


@dataclass(frozen=True)
class Range:
    start: Ref
    end: Ref


@dataclass(frozen=True)
class Unary:
    operator: str
    operand: Expression


@dataclass(frozen=True)
class Binary:
    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Call:
    name: str
    arguments: tuple[Expression, ...]


type Expression = Literal | Cell | Range | Unary | Binary | Call

TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|"(?P<text>(?:[^"]|"")*)"|(?P<ref>\$?[A-Za-z]{1,3}\$?[1-9]\d*(?![\w(]))
        |(?P<name>[A-Za-z_]\w*)|(?P<operator><=|>=|<>|[-+*/^&=<>(),;:%]))""",
    re.VERBOSE,
)
PRIORITY = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 6}


class FormulaError(ValueError):
    pass


class FormulaParser:
    """Precedence climbing."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(text.rstrip()):
            match = TOKEN.match(text, at)
            if match is None:
                raise FormulaError(f"cannot read {text[at:]!r}")
            kind = match.lastgroup or ""
            self.tokens.append((kind, match[kind]))
            at = match.end()
        self.tokens.append(("end", ""))
        self.at = 0

    def take(self, *texts: str) -> str | None:
        kind, text = self.tokens[self.at]
        if kind == "operator" and text in texts:
            self.at += 1
            return text
        return None

    def expect(self, text: str) -> None:
        if not self.take(text):
            raise FormulaError(f"{text!r} expected, not {self.tokens[self.at][1]!r}")

    def parse(self) -> Expression:
        expression = self.binary(1)
        if self.tokens[self.at][0] != "end":
            raise FormulaError(f"surplus {self.tokens[self.at][1]!r}")
        return expression

    def binary(self, lowest: int) -> Expression:
        left = self.unary()
        while self.tokens[self.at][0] == "operator" and PRIORITY.get(operator := self.tokens[self.at][1], 0) >= lowest:
            self.at += 1
            left = Binary(operator, left, self.binary(PRIORITY[operator] + 1))
        return left

    def unary(self) -> Expression:
        if operator := self.take("-", "+"):
            return Unary(operator, self.binary(5))
        expression = self.primary()
        while self.take("%"):
            expression = Unary("%", expression)
        return expression

    def primary(self) -> Expression:
        kind, text = self.tokens[self.at]
        self.at += 1
        match kind:
            case "number":
                return Literal(Decimal(text))
            case "text":
                return Literal(text.replace('""', '"'))
            case "ref":
                start = Ref.parse(text)
                if not self.take(":"):
                    return Cell(start)
                self.at += 1
                return Range(start, Ref.parse(self.tokens[self.at - 1][1]))
            case "name" if text.upper() in ("TRUE", "FALSE"):
                return Literal(text.upper() == "TRUE")
            case "name":
                self.expect("(")
                arguments: list[Expression] = []
                if not self.take(")"):
                    arguments.append(self.binary(1))
                    while self.take(",", ";"):
                        arguments.append(self.binary(1))
                    self.expect(")")
                return Call(text.upper(), tuple(arguments))
            case "operator" if text == "(":
                expression = self.binary(1)
                self.expect(")")
                return expression
        raise FormulaError(f"a value expected, not {text!r}")


def references(expression: Expression) -> Iterator[Ref]:
    match expression:
        case Cell(ref):
            yield ref
        case Range(start, end):
            yield from start.to(end)
        case Unary(_, operand):
            yield from references(operand)
        case Binary(_, left, right):
            yield from references(left)
            yield from references(right)
        case Call(_, arguments):
            for argument in arguments:
                yield from references(argument)


# --- evaluation --------------------------------------------------------------


class Failure(Exception):
    def __init__(self, value: ErrorValue) -> None:
        self.value = value


def number(value: Value) -> Decimal:
    match value:
        case ErrorValue():
            raise Failure(value)
        case bool():
            return Decimal(int(value))
        case Decimal():
            return value
        case None:
            return Decimal(0)
        case datetime.date():
            return Decimal(value.toordinal())
    try:
        return Decimal(value)
    except decimal.InvalidOperation:
        raise Failure(ErrorValue.VALUE) from None


def numbers(values: Iterable[Value]) -> list[Decimal]:
    return [number(value) for value in values if isinstance(value, (Decimal, ErrorValue))]


def average(values: list[Value]) -> Decimal:
    found = numbers(values)
    if not found:
        raise Failure(ErrorValue.DIVIDE)
    return sum(found, Decimal(0)) / len(found)


def rounded(values: list[Value]) -> Decimal:
    value, places = number(values[0]), int(number(values[1])) if len(values) > 1 else 0
    return value.quantize(Decimal(1).scaleb(-places), rounding=decimal.ROUND_HALF_UP)


def count_if(values: list[Value]) -> Decimal:
    *cells, wanted = values
    match = re.match(r"(<=|>=|<>|[<>=])(.*)", wanted) if isinstance(wanted, str) else None
    if match:
        limit = Decimal(match[2])
        return Decimal(sum(compare(match[1], cell, limit) for cell in cells if isinstance(cell, Decimal)))
    return Decimal(sum(cell == wanted for cell in cells))


def date_of(values: list[Value]) -> datetime.date:
    try:
        return datetime.date(*(int(number(value)) for value in values))
    except (TypeError, ValueError):
        raise Failure(ErrorValue.VALUE) from None


FUNCTIONS: dict[str, Callable[[list[Value]], Value]] = {
    "SUM": lambda values: sum(numbers(values), Decimal(0)),
    "AVERAGE": average,
    "MIN": lambda values: min(numbers(values), default=Decimal(0)),
    "MAX": lambda values: max(numbers(values), default=Decimal(0)),
    "COUNT": lambda values: Decimal(len(numbers(values))),
    "COUNTIF": count_if,
    "ROUND": rounded,
    "ABS": lambda values: abs(number(values[0])),
    "SQRT": lambda values: number(values[0]).sqrt(),
    "MOD": lambda values: number(values[0]) % number(values[1]),
    "LEN": lambda values: Decimal(len(text(values[0]))),
    "UPPER": lambda values: text(values[0]).upper(),
    "CONCAT": lambda values: "".join(map(text, values)),
    "DATE": date_of,
    "WEEKDAY": lambda values: values[0].strftime("%A"),
    "NOT": lambda values: not number(values[0]),
    "AND": lambda values: all(map(number, values)),
    "OR": lambda values: any(map(number, values)),
}


def text(value: Value) -> str:
    match value:
        case None:
            return ""
        case bool():
            return str(value).upper()
        case Decimal() if value == value.to_integral_value() and abs(value) < 10**15:
            return f"{value:.0f}"
        case Decimal():
            return f"{value.normalize():.10g}" if abs(value) < 10**15 else f"{value.normalize():.6E}"
    return str(value)


def compare(operator: str, left: Value, right: Value) -> bool:
    if type(left) is not type(right):
        left, right = text(left), text(right)
    match operator:
        case "=":
            return left == right
        case "<>":
            return left != right
        case "<":
            return left < right
        case ">":
            return left > right
        case "<=":
            return left <= right
    return left >= right


@dataclass
class Sheet:
    sources: dict[Ref, str] = field(default_factory=dict)
    formulas: dict[Ref, Expression] = field(default_factory=dict)
    values: dict[Ref, Value] = field(default_factory=dict)
    dependents: dict[Ref, set[Ref]] = field(default_factory=dict)
    calculated: int = 0

    @classmethod
    def from_csv(cls, lines: Iterable[str]) -> Self:
        sheet = cls()
        cells = {
            Ref(row, column): source
            for row, line in enumerate(csv.reader(lines, skipinitialspace=True))
            for column, source in enumerate(line)
        }
        sheet.update(cells)
        return sheet

    def __setitem__(self, place: str, source: str) -> None:
        self.update({Ref.parse(place): source})

    def __getitem__(self, place: str) -> Value:
        return self.values.get(Ref.parse(place))

    def update(self, cells: dict[Ref, str]) -> None:
        """Enters cells and calculates what changes through them."""
        for ref, source in cells.items():
            for needed in references(self.formulas.pop(ref, Literal(None))):
                self.dependents[needed].discard(ref)
            self.sources[ref] = source
            if source.startswith("="):
                try:
                    formula = FormulaParser(source[1:]).parse()
                except (FormulaError, ValueError):
                    formula = Literal(ErrorValue.SYNTAX)
                self.formulas[ref] = formula
                for needed in references(formula):
                    self.dependents.setdefault(needed, set()).add(ref)
            else:
                self.values[ref] = constant(source)
        self.recalculate(set(cells))

    def recalculate(self, changed: set[Ref]) -> None:
        dirty, todo = set(changed), list(changed)
        while todo:
            for ref in self.dependents.get(todo.pop(), ()):
                if ref not in dirty:
                    dirty.add(ref)
                    todo.append(ref)
        graph = {
            ref: sorted(set(references(self.formulas[ref])) & dirty) if ref in self.formulas else []
            for ref in sorted(dirty)
        }
        while True:
            try:
                order = list(TopologicalSorter(graph).static_order())
                break
            except CycleError as error:
                for ref in error.args[1]:
                    self.values[ref] = ErrorValue.CYCLE
                    graph.pop(ref, None)
                graph = {ref: [needed for needed in needs if needed in graph] for ref, needs in graph.items()}
        for ref in order:
            if ref in self.formulas:
                self.calculated += 1
                self.values[ref] = self.result(self.formulas[ref])

    def result(self, formula: Expression) -> Value:
        try:
            return self.evaluate(formula)
        except Failure as failure:
            return failure.value
        except (decimal.DivisionByZero, decimal.DivisionUndefined):
            return ErrorValue.DIVIDE
        except (decimal.InvalidOperation, decimal.Overflow, TypeError, IndexError, AttributeError):
            return ErrorValue.VALUE

    def evaluate(self, expression: Expression) -> Value:
        match expression:
            case Literal(value):
                return value
            case Cell(ref):
                value = self.values.get(ref)
                if isinstance(value, ErrorValue):
                    raise Failure(value)
                return value
            case Range():
                raise Failure(ErrorValue.VALUE)
            case Unary("%", operand):
                return number(self.evaluate(operand)) / 100
            case Unary(operator, operand):
                value = number(self.evaluate(operand))
                return -value if operator == "-" else value
            case Call("IF", (condition, *branches)):
                chosen = branches[:1] if number(self.evaluate(condition)) else branches[1:2]
                return self.evaluate(chosen[0]) if chosen else False
            case Call("IFERROR", (first, other)):
                value = self.result(first)
                return self.evaluate(other) if isinstance(value, ErrorValue) else value
            case Call("LOOKUP", (what, Range(start, end), Range(to))):
                wanted = self.evaluate(what)
                for ref in start.to(end):
                    if self.values.get(ref) == wanted:
                        return self.values.get(Ref(to.row + ref.row - start.row, to.column + ref.column - start.column))
                raise Failure(ErrorValue.REF)
            case Call(name, arguments):
                if name not in FUNCTIONS:
                    raise Failure(ErrorValue.NAME)
                return FUNCTIONS[name](list(self.spread(arguments)))
            case Binary(operator, left, right):
                return self.binary(operator, self.evaluate(left), self.evaluate(right))
        raise AssertionError(expression)

    def spread(self, arguments: Iterable[Expression]) -> Iterator[Value]:
        for argument in arguments:
            if isinstance(argument, Range):
                yield from (self.values.get(ref) for ref in argument.start.to(argument.end))
            else:
                yield self.evaluate(argument)

    @staticmethod
    def binary(operator: str, left: Value, right: Value) -> Value:
        match operator:
            case "&":
                return text(left) + text(right)
            case "+" if isinstance(left, datetime.date):
                return left + datetime.timedelta(days=int(number(right)))
            case "-" if isinstance(left, datetime.date) and not isinstance(right, datetime.date):
                return left - datetime.timedelta(days=int(number(right)))
            case "+":
                return number(left) + number(right)
            case "-":
                return number(left) - number(right)
            case "*":
                return number(left) * number(right)
            case "/":
                return number(left) / number(right)
            case "^":
                return number(left) ** number(right)
        return compare(operator, left, right)

    def size(self) -> tuple[int, int]:
        return max(ref.row for ref in self.sources) + 1, max(ref.column for ref in self.sources) + 1

    def rows(self) -> list[list[str]]:
        rows, columns = self.size()
        return [[text(self.values.get(Ref(row, column))) for column in range(columns)] for row in range(rows)]

    def __str__(self) -> str:
        rows, columns = self.size()
        table = [["", *(str(Ref(0, column)).rstrip("1") for column in range(columns))]]
        table += [[str(number), *cells] for number, cells in enumerate(self.rows(), 1)]
        widths = [max(map(len, column)) for column in zip(*table)]
        lines = []
        for row, cells in enumerate(table):
            parts = []
            for column, (cell, width) in enumerate(zip(cells, widths)):
                value = self.values.get(Ref(row - 1, column - 1)) if row and column else None
                style = ">" if column == 0 or (isinstance(value, Decimal) and row) else "^" if not row else "<"
                parts.append(f"{cell:{style}{width}}")
            lines.append(" │ ".join(parts).rstrip())
        lines.insert(1, "─┼─".join("─" * width for width in widths))
        return "\n".join(lines)


def constant(source: str) -> Value:
    source = source.strip()
    if not source:
        return None
    for convert in (Decimal, datetime.date.fromisoformat):
        try:
            return convert(source)
        except (ValueError, decimal.InvalidOperation):
            continue
    return {"TRUE": True, "FALSE": False}.get(source.upper(), source)


DEMO = """\
Item, Price, Count, Total, Share
Flour, 1.10, 3, =B2*C2, =ROUND(D2/D$6*100; 1)
Sugar, 0.30, 7, =B3*C3, "=ROUND(D3/D$6*100, 1)"
Eggs, 0.35, 12, =B4*C4, "=ROUND(D4/D$6*100, 1)"
Tax, 19%, , "=ROUND(SUM(D2:D4)*19%, 2)", "=ROUND(D5/D$6*100, 1)"
Sum, , "=SUM(C2:C4)", =SUM(D2:D5), =SUM(E2:E5)
, "=AVERAGE(B2:B4)", "=IF(C6>20, ""many"", ""few"")", =MAX(D2:D4), "=COUNTIF(D2:D5, "">2"")"
2025-03-01, =A8+30, =WEEKDAY(B8), =B8-A8, "=DATE(2024,2,30)"
=1/B9, =FOO(1), =A9+1, "=IFERROR(A9, ""saved"")", =C10
=B10, =A10+1, =E9, =2^0.5, "=LOOKUP(""Eggs"", A2:A4, D2:D4)"
=-2^2, =2^3^2, =1=1, "=CONCAT(A1, "": "", LEN(A2))", =1+
"""


def demo() -> None:
    sheet = Sheet.from_csv(io.StringIO(DEMO))
    print(sheet)
    print(sheet.calculated, "calculated")
    for place, source in [("B3", "0.45"), ("E2", "=ROUND(D2/D$6*100, 1)"), ("A10", "10"), ("B9", "4"), ("Z1", "=SUM(A1:A9)")]:
        before = sheet.calculated
        sheet[place] = source
        print(f"{place} = {source!r}: {sheet.calculated - before} calculated, E6 is {text(sheet['E6'])}, B10 is {text(sheet['B10'])}")
    print([str(Ref.parse(name)) for name in ("A1", "Z9", "AA10", "$AZ$3", "zz1")], Ref.parse("ABC12"))


def main() -> int:
    parser = argparse.ArgumentParser(prog="spreadsheet.py", description="Calculate a sheet.")
    parser.add_argument("file", nargs="?", type=Path, help="a CSV file of constants and formulas")
    parser.add_argument("--demo", action="store_true")
    parser.add_argument("--csv", action="store_true", help="print CSV instead of a table")
    parser.add_argument("--set", nargs=2, action="append", metavar=("CELL", "SOURCE"), default=[], help="change a cell first")
    options = parser.parse_args()
    if options.demo:
        demo()
        return 0
    if options.file is None:
        parser.error("a file is needed, or --demo")
    try:
        with options.file.open(newline="") as lines:
            sheet = Sheet.from_csv(lines)
        for place, source in options.set:
            sheet[place] = source
    except (OSError, ValueError, csv.Error) as error:
        parser.exit(1, f"{parser.prog}: {error}\n")
    if options.csv:
        csv.writer(sys.stdout, lineterminator="\n").writerows(sheet.rows())
    else:
        print(sheet)
    return 0


if __name__ == "__main__":
    sys.exit(main())
