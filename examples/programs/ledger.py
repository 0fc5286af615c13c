"""Double-entry bookkeeping in plain text: exact amounts, currencies, budgets, reports.

    ledger.py balance [FILE] [--at 2025-03-31] [--in EUR]
    ledger.py register ACCOUNT [FILE]
    ledger.py budget | taxes | csv | check [FILE]

    2025-01-05 * Bakery  ; rolls
        Expenses:Food          3.20 EUR
        Assets:Cash
    P 2025-01-31 USD 0.96 EUR

One posting of a transaction may leave its amount out: it balances the others. Without a file the sample below is used.
"""

from __future__ import annotations

import argparse
import calendar
import csv
import locale
import re
import sys
from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import KW_ONLY, dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation, localcontext
from enum import StrEnum
from fractions import Fraction
from functools import cached_property, reduce, total_ordering
from itertools import groupby
from operator import add, attrgetter, itemgetter
from pathlib import Path
from typing import Any, Self

SAMPLE = """\
; a small household
P 2025-01-01 USD 0.97 EUR
P 2025-02-15 USD 0.95 EUR
P 2025-01-01 GBP 1.20 EUR
budget Expenses:Food 250 EUR
budget Expenses:Rent 800 EUR
budget Expenses 1,200 EUR

2025-01-01 * Opening balances
    Assets:Bank            5,000.00 EUR
    Assets:Dollars           300.00 USD
    Liabilities:Card        -120.50 EUR
    Equity:Opening

2025-01-03 * Landlord  ; January
    Expenses:Rent            780.00 EUR
    Assets:Bank
2025-01-14 ! Market
    Expenses:Food             84.37 EUR
    Expenses:Household        12.10 EUR
    Assets:Cash              -20.00 EUR
    Liabilities:Card
2025-01-31 * Employer
    Assets:Bank            2,450.00 EUR
    Expenses:Taxes           612.40 EUR
    Income:Salary
2025-02-03 * Landlord
    Expenses:Rent            780.00 EUR
    Assets:Bank
2025-02-11 * Market
    Expenses:Food            271.95 EUR
    Liabilities:Card
2025-02-20 * Exchange
    Assets:Dollars           200.00 USD @ 0.9523 EUR
    Assets:Bank
2025-02-28 * Employer
    Assets:Bank            2,450.00 EUR
    Expenses:Taxes           612.40 EUR
    Income:Salary
2025-03-02 * Card payment
    Liabilities:Card         448.92 EUR
    Assets:Bank
2025-03-09 * Trip to London
    Expenses:Travel          230.00 GBP @ 1.1987 EUR
    Expenses:Food             61.20 EUR
    Assets:Bank
"""


class LedgerError(Exception):
    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message if line is None else f"line {line}: {message}")


class Kind(StrEnum):
    ASSETS = "Assets"
    LIABILITIES = "Liabilities"
    EQUITY = "Equity"
    INCOME = "Income"
    EXPENSES = "Expenses"


@total_ordering
@dataclass(frozen=True, slots=True)
class Amount:
    value: Decimal
    currency: str

    PLACES = {"EUR": 2, "USD": 2, "GBP": 2, "JPY": 0}

    @classmethod
    def parse(cls, text: str) -> Self:
        match = re.fullmatch(r"(-?[\d,]*\.?\d+)\s*([A-Z]{3})", text.strip())
        if match is None:
            raise LedgerError(f"not an amount: {text.strip()!r}")
        try:
            return cls(Decimal(match[1].replace(",", "")), match[2])
        except InvalidOperation as error:
            raise LedgerError(f"not a number: {match[1]!r}") from error

    def __add__(self, other: Amount) -> Amount:
        if other.currency != self.currency:
            return NotImplemented
        return Amount(self.value + other.value, self.currency)

    def __neg__(self) -> Amount:
        return Amount(-self.value, self.currency)

    def __mul__(self, factor: Decimal | int) -> Amount:
        return Amount(self.value * factor, self.currency)

    def __lt__(self, other: Amount) -> bool:
        if other.currency != self.currency:
            raise TypeError(f"{self.currency} against {other.currency}")
        return self.value < other.value

    def __bool__(self) -> bool:
        return bool(self.value)

    def rounded(self) -> Amount:
        places = self.PLACES.get(self.currency, 4)
        return Amount(self.value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN), self.currency)

    def __format__(self, spec: str) -> str:
        return format(f"{self.rounded().value:,} {self.currency}", spec)

    def __str__(self) -> str:
        return format(self, "")


@dataclass
class Posting:
    account: str
    amount: Amount
    cost: Amount | None = None

    @property
    def weight(self) -> Amount:
        """What counts for the balance of the transaction: at cost, if there is one."""
        return self.amount if self.cost is None else Amount(self.amount.value * self.cost.value, self.cost.currency)


@dataclass
class Transaction:
    day: date
    payee: str
    _: KW_ONLY
    cleared: bool = True
    note: str = ""
    line: int = 0
    postings: list[Posting] = field(default_factory=list)

    def weights(self) -> dict[str, Decimal]:
        sums: defaultdict[str, Decimal] = defaultdict(Decimal)
        for posting in self.postings:
            sums[posting.weight.currency] += posting.weight.value
        return {currency: value for currency, value in sums.items() if Amount(value, currency).rounded()}

    def close(self, open_account: str | None) -> None:
        """Balances the transaction with the posting that has no amount."""
        weights = self.weights()
        if open_account is not None:
            self.postings += [Posting(open_account, Amount(-value, currency)) for currency, value in weights.items()]
        elif weights:
            off = ", ".join(str(Amount(value, currency)) for currency, value in weights.items())
            raise LedgerError(f"{self.payee!r} does not balance: {off}", self.line)


class Prices:
    """The last known price at any day."""

    def __init__(self) -> None:
        self.known: defaultdict[tuple[str, str], list[tuple[date, Decimal]]] = defaultdict(list)

    def add(self, day: date, currency: str, price: Amount) -> None:
        insort(self.known[currency, price.currency], (day, price.value))

    def convert(self, amount: Amount, to: str, day: date) -> Amount:
        if amount.currency == to:
            return amount
        for pair, inverse in (((amount.currency, to), False), ((to, amount.currency), True)):
            prices = self.known.get(pair, [])
            at = bisect_right(prices, day, key=itemgetter(0))
            if at:
                rate = Fraction(prices[at - 1][1])
                exact = Fraction(amount.value) * (1 / rate if inverse else rate)
                with localcontext(prec=20):
                    return Amount(Decimal(exact.numerator) / Decimal(exact.denominator), to)
        raise LedgerError(f"no price of {amount.currency} in {to} on {day}")


HEAD = re.compile(r"(\d{4}-\d\d-\d\d)\s+([*!])?\s*([^;]*?)\s*(?:;\s*(.*))?")
POSTING = re.compile(r"\s+([A-Z]\w*(?::\w[\w ]*?)*)(?:\s{2,}([^@;]+?)(?:\s*@\s*([^;]+?))?)?\s*(?:;.*)?")


@dataclass
class Ledger:
    transactions: list[Transaction] = field(default_factory=list)
    prices: Prices = field(default_factory=Prices)
    budgets: dict[str, Amount] = field(default_factory=dict)

    @classmethod
    def parse(cls, lines: Iterable[str]) -> Self:
        ledger = cls()
        current: Transaction | None = None
        open_account: str | None = None

        def finish() -> None:
            if current is not None:
                current.close(open_account)
                ledger.transactions.append(current)

        for number, line in enumerate(lines, 1):
            line = line.rstrip("\n")
            try:
                match line.split(maxsplit=3):
                    case [] | [";", *_]:
                        continue
                    case [word, *_] if word.startswith(";"):
                        continue
                    case ["P", day, currency, price]:
                        ledger.prices.add(date.fromisoformat(day), currency, Amount.parse(price))
                    case ["budget", account, value, currency]:
                        ledger.budgets[account] = Amount.parse(f"{value} {currency}")
                    case _ if line[0].isspace():
                        if current is None:
                            raise LedgerError("a posting without a transaction")
                        account, amount, cost = ledger.posting(line)
                        if amount is not None:
                            current.postings.append(Posting(account, amount, cost))
                        elif open_account is not None:
                            raise LedgerError("two postings without an amount")
                        else:
                            open_account = account
                    case _ if match := HEAD.fullmatch(line):
                        finish()
                        day, mark, payee, note = match.groups()
                        current = Transaction(
                            date.fromisoformat(day), payee, cleared=mark == "*", note=note or "", line=number
                        )
                        open_account = None
                    case _:
                        raise LedgerError(f"cannot read {line!r}")
            except (LedgerError, ValueError) as error:
                if str(error).startswith("line "):
                    raise
                raise LedgerError(str(error), number) from error
        finish()
        ledger.transactions.sort(key=attrgetter("day"))
        return ledger

    @staticmethod
    def posting(line: str) -> tuple[str, Amount | None, Amount | None]:
        match = POSTING.fullmatch(line)
        if match is None:
            raise LedgerError(f"cannot read {line.strip()!r}")
        account, amount, cost = match.groups()
        if account.partition(":")[0] not in list(Kind):
            raise LedgerError(f"{account!r} is not below one of {', '.join(Kind)}")
        return account, Amount.parse(amount) if amount else None, Amount.parse(cost) if cost else None

    @cached_property
    def last_day(self) -> date:
        return max((transaction.day for transaction in self.transactions), default=date(1970, 1, 1))

    def postings(self, account: str = "", until: date = date.max) -> Iterator[tuple[Transaction, Posting]]:
        for transaction in self.transactions:
            if transaction.day <= until:
                for posting in transaction.postings:
                    if posting.account == account or posting.account.startswith(f"{account}:" if account else ""):
                        yield transaction, posting

    def balances(self, until: date = date.max) -> dict[str, dict[str, Amount]]:
        """Sums of accounts and of all above them, by currency."""
        result: defaultdict[str, dict[str, Amount]] = defaultdict(dict)
        for _, posting in self.postings(until=until):
            parts = posting.account.split(":")
            for depth in range(1, len(parts) + 1):
                sums = result[":".join(parts[:depth])]
                currency = posting.amount.currency
                sums[currency] = sums.get(currency, Amount(Decimal(0), currency)) + posting.amount
        return dict(sorted(result.items()))


# --- reports -----------------------------------------------------------------


def balance(ledger: Ledger, until: date, currency: str | None) -> Iterator[str]:
    total: dict[str, Amount] = {}
    for account, sums in ledger.balances(until).items():
        amounts = [amount for amount in sums.values() if amount.rounded()]
        if currency is not None and amounts:
            amounts = [reduce(add, (ledger.prices.convert(amount, currency, until) for amount in amounts))]
        depth = account.count(":")
        for amount in amounts or [Amount(Decimal(0), currency or next(iter(sums)))]:
            yield f"{amount:>18}  {'  ' * depth}{account.rpartition(':')[2]}"
            if depth == 0:
                total[amount.currency] = total.get(amount.currency, Amount(Decimal(0), amount.currency)) + amount
    yield "-" * 18
    for amount in total.values():
        yield f"{amount:>18}"


def register(ledger: Ledger, account: str) -> Iterator[str]:
    running: dict[str, Amount] = {}
    for transaction, posting in ledger.postings(account):
        currency = posting.amount.currency
        running[currency] = running.get(currency, Amount(Decimal(0), currency)) + posting.amount
        mark = " " if transaction.cleared else "!"
        yield f"{transaction.day:%d %b %y} {mark} {transaction.payee:<18.18} {posting.account:<20.20}{posting.amount:>16}{running[currency]:>16}"


def months(ledger: Ledger) -> Iterator[date]:
    """The last day of each month with entries."""
    for (year, month), _ in groupby(ledger.transactions, key=lambda transaction: (transaction.day.year, transaction.day.month)):
        yield date(year, month, calendar.monthrange(year, month)[1])


def budget(ledger: Ledger) -> Iterator[str]:
    for account, limit in ledger.budgets.items():
        yield f"{account} ({limit} a month)"
        before = Decimal(0)
        for end in months(ledger):
            spent = sum(
                (ledger.prices.convert(posting.amount, limit.currency, end).value for _, posting in ledger.postings(account, end)),
                Decimal(0),
            )
            month, before = Amount(spent - before, limit.currency), spent
            share = month.value / limit.value
            bar = "#" * min(20, int(share * 10))
            yield f"  {calendar.month_name[end.month]:<10}{month:>16} {share:>7.1%} {bar}{' OVER' if month > limit else ''}"


def taxes(ledger: Ledger) -> Iterator[str]:
    """Income and tax with a progressive tariff, exactly."""
    income = -sum((posting.amount.value for _, posting in ledger.postings("Income")), Decimal(0))
    paid = sum((posting.amount.value for _, posting in ledger.postings("Expenses:Taxes")), Decimal(0))
    year = (ledger.last_day - date(ledger.last_day.year, 1, 1) + timedelta(days=1)).days
    days = 366 if calendar.isleap(ledger.last_day.year) else 365
    projected = Fraction(income) * days / year
    due, low = Fraction(0), Fraction(0)
    for top, rate in [(11_000, 0), (20_000, 14), (40_000, 25), (None, 42)]:
        high = projected if top is None else min(projected, Fraction(top))
        due += (high - low) * Fraction(rate, 100)
        low = max(low, high)
    yield f"income to {ledger.last_day.isoformat()}: {income:,} in {year} of {days} days"
    yield f"projected {float(projected):,.2f}, tax {float(due):,.2f} = {due.limit_denominator(1000)}, paid so far {paid:,}"
    yield f"rate {due / projected:.2%}" if projected else "no income"


def write_csv(ledger: Ledger) -> None:
    writer = csv.DictWriter(sys.stdout, ["day", "weekday", "payee", "account", "amount", "currency"], lineterminator="\n")
    writer.writeheader()
    for transaction, posting in ledger.postings():
        writer.writerow(
            {
                "day": transaction.day.isoformat(),
                "weekday": calendar.day_abbr[transaction.day.weekday()],
                "payee": transaction.payee + (f", {transaction.note}" if transaction.note else ""),
                "account": posting.account,
                "amount": posting.amount.rounded().value,
                "currency": posting.amount.currency,
            }
        )


BROKEN = [
    "2025-01-01 * A\n    Assets:Bank  1 EUR\n    Income:X  2 EUR\n",
    "2025-01-01 * A\n    Assets:Bank  1 EUR\n    Income:X\n    Income:Y\n",
    "2025-02-30 * A\n",
    "    Assets:Bank  1 EUR\n",
    "2025-01-01 * A\n    Stuff:Bank  1 EUR\n",
    "2025-01-01 * A\n    Assets:Bank  one EUR\n",
    "P 2025-01-01 USD x\n",
    "nonsense\n",
]


def check(ledger: Ledger) -> Iterator[str]:
    assert all(not transaction.weights() for transaction in ledger.transactions)
    yield f"{len(ledger.transactions)} transactions balance"
    yield ", ".join(f"{t.payee} on {t.day:%A}" for t in ledger.transactions if not t.cleared) + " not cleared"
    for text in BROKEN:
        try:
            Ledger.parse(text.splitlines())
            yield "no error"
        except LedgerError as error:
            yield f"error: {error}"
    one = Amount.parse("1 EUR")
    for attempt in (lambda: one + Amount.parse("1 USD"), lambda: one < Amount.parse("1 USD"), lambda: ledger.prices.convert(one, "JPY", date.max)):
        try:
            yield str(attempt())
        except (TypeError, LedgerError) as error:
            yield f"{type(error).__name__}: {error}"
    yield f"{sorted([one * 3, one, -one])} {one >= one} {one!r}"


def parse_day(text: str) -> date:
    return datetime.strptime(text, "%Y-%m-%d").date()


def main() -> int:
    locale.setlocale(locale.LC_ALL, "C")
    parser = argparse.ArgumentParser(prog="ledger.py", description="Plain-text bookkeeping.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, help: str) -> Any:
        made = commands.add_parser(name, help=help)
        return made

    made = command("balance", "sums of all accounts")
    made.add_argument("--at", type=parse_day, help="the last day that counts, as 2025-01-31")
    made.add_argument("--in", dest="currency", metavar="CURRENCY", help="convert everything")
    made.add_argument("file", nargs="?", type=Path)
    made = command("register", "postings of an account")
    made.add_argument("account")
    made.add_argument("file", nargs="?", type=Path)
    for name, text in [("budget", "months against budgets"), ("taxes", "a projection"), ("csv", "all postings"), ("check", "look for mistakes")]:
        command(name, text).add_argument("file", nargs="?", type=Path)
    options = parser.parse_args()
    try:
        text = options.file.read_text(encoding="utf-8") if options.file else SAMPLE
        ledger = Ledger.parse(text.splitlines())
        lines: Iterator[str] = iter(())
        match options.command:
            case "balance":
                lines = balance(ledger, options.at or ledger.last_day, options.currency)
            case "register":
                lines = register(ledger, options.account)
            case "budget":
                lines = budget(ledger)
            case "taxes":
                lines = taxes(ledger)
            case "check":
                lines = check(ledger)
            case "csv":
                write_csv(ledger)
        for line in lines:
            print(line.rstrip())
    except (OSError, LedgerError) as error:
        parser.exit(1, f"{parser.prog}: {error}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
