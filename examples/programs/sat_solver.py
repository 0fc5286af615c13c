"""A SAT solver (CDCL with watched literals, learning and restarts), and puzzles written as clauses.

    sat_solver.py sudoku [GRID]       solves a grid of 81 characters
    sat_solver.py queens N            places queens
    sat_solver.py color               colours a map with three colours, and fails with two
    sat_solver.py dimacs FILE         answers a DIMACS file
    sat_solver.py zebra               who owns the zebra?

Literals are integers: variable v is true in v and false in -v.
"""

from __future__ import annotations

import argparse
import heapq
import itertools
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

type Clause = list[int]


def luby(index: int) -> int:
    """1 1 2 1 1 2 4 ...: how long the solver tries before it starts over."""
    size = 1
    while size < index + 1:
        size = 2 * size + 1
    while size - 1 != index:
        size //= 2
        index %= size
    return (size + 1) // 2


@dataclass
class Statistics:
    decisions: int = 0
    propagations: int = 0
    conflicts: int = 0
    learned: int = 0
    restarts: int = 0


class Solver:
    def __init__(self, clauses: Iterable[Clause] = ()) -> None:
        self.values: dict[int, bool] = {}  # by literal, both signs
        self.level_of: dict[int, int] = {}
        self.reason: dict[int, Clause | None] = {}
        self.trail: list[int] = []
        self.marks: list[int] = []  # where each level begins on the trail
        self.head = 0
        self.watches: defaultdict[int, list[Clause]] = defaultdict(list)
        self.activity: defaultdict[int, float] = defaultdict(float)
        self.bump = 1.0
        self.heap: list[tuple[float, int]] = []
        self.phase: dict[int, bool] = {}
        self.variables: set[int] = set()
        self.contradiction = False
        self.statistics = Statistics()
        for clause in clauses:
            self.add(clause)

    def add(self, clause: Iterable[int]) -> None:
        """Before solving only."""
        literals = sorted(set(clause), key=lambda literal: (abs(literal), literal))
        for literal in literals:
            if abs(literal) not in self.variables:
                self.variables.add(abs(literal))
                heapq.heappush(self.heap, (0.0, abs(literal)))
        if any(-literal in literals for literal in literals):
            return
        match literals:
            case []:
                self.contradiction = True
            case [literal]:
                if self.values.get(literal) is False:
                    self.contradiction = True
                elif literal not in self.values:
                    self.assign(literal, None)
            case _:
                self.watch(literals)

    def watch(self, clause: Clause) -> None:
        """The first two literals are watched: while neither is false, the clause needs no look."""
        self.watches[clause[0]].append(clause)
        self.watches[clause[1]].append(clause)

    @property
    def level(self) -> int:
        return len(self.marks)

    def assign(self, literal: int, reason: Clause | None) -> None:
        self.values[literal], self.values[-literal] = True, False
        self.level_of[abs(literal)] = self.level
        self.reason[abs(literal)] = reason
        self.trail.append(literal)

    def propagate(self) -> Clause | None:
        """Follows units; a clause that has become false, or None."""
        values = self.values
        while self.head < len(self.trail):
            false = -self.trail[self.head]
            self.head += 1
            self.statistics.propagations += 1
            watching = self.watches[false]
            kept: list[Clause] = []
            for number, clause in enumerate(watching):
                if clause[0] == false:
                    clause[0], clause[1] = clause[1], false
                first = clause[0]
                if values.get(first):
                    kept.append(clause)
                    continue
                for at in range(2, len(clause)):
                    if values.get(clause[at]) is not False:
                        clause[1], clause[at] = clause[at], false
                        self.watches[clause[1]].append(clause)
                        break
                else:
                    kept.append(clause)
                    if values.get(first) is False:
                        self.watches[false] = kept + watching[number + 1 :]
                        return clause
                    self.assign(first, clause)
            self.watches[false] = kept
        return None

    def analyze(self, conflict: Clause) -> tuple[Clause, int]:
        """The clause of the first unique implication point, and the level to go back to."""
        learned: Clause = []
        seen: set[int] = set()
        open_count = 0
        reason: Sequence[int] = conflict
        at = len(self.trail) - 1
        while True:
            for literal in reason:
                variable = abs(literal)
                if variable in seen or self.level_of[variable] == 0:
                    continue
                seen.add(variable)
                self.raise_activity(variable)
                if self.level_of[variable] == self.level:
                    open_count += 1
                else:
                    learned.append(literal)
            while abs(self.trail[at]) not in seen:
                at -= 1
            literal = self.trail[at]
            at -= 1
            open_count -= 1
            if open_count == 0:
                break
            reason = [other for other in self.reason[abs(literal)] or () if other != literal]
        learned.sort(key=lambda literal: -self.level_of[abs(literal)])
        back = self.level_of[abs(learned[0])] if learned else 0
        return [-literal, *learned], back

    def raise_activity(self, variable: int) -> None:
        self.activity[variable] += self.bump
        heapq.heappush(self.heap, (-self.activity[variable], variable))

    def back_to(self, level: int) -> None:
        while self.level > level:
            mark = self.marks.pop()
            for literal in self.trail[mark:]:
                variable = abs(literal)
                self.phase[variable] = literal > 0
                del self.values[literal], self.values[-literal], self.level_of[variable], self.reason[variable]
                heapq.heappush(self.heap, (-self.activity[variable], variable))
            del self.trail[mark:]
        self.head = min(self.head, len(self.trail))

    def decide(self) -> int | None:
        while self.heap:
            _, variable = heapq.heappop(self.heap)
            if variable not in self.values:
                return variable if self.phase.get(variable, False) else -variable
        return next((-variable for variable in sorted(self.variables) if variable not in self.values), None)

    def solve(self) -> dict[int, bool] | None:
        """A value for each variable, or None if there is no solution."""
        if self.contradiction:
            return None
        budget = 50 * luby(0)
        while True:
            conflict = self.propagate()
            if conflict is not None:
                self.statistics.conflicts += 1
                if self.level == 0:
                    self.contradiction = True
                    return None
                clause, level = self.analyze(conflict)
                self.back_to(level)
                self.statistics.learned += len(clause)
                if len(clause) > 1:
                    self.watch(clause)
                self.assign(clause[0], clause if len(clause) > 1 else None)
                self.bump *= 1.05
                budget -= 1
                continue
            if budget <= 0:
                self.statistics.restarts += 1
                budget = 50 * luby(self.statistics.restarts)
                self.back_to(0)
                continue
            literal = self.decide()
            if literal is None:
                return {variable: self.values[variable] for variable in sorted(self.variables)}
            self.statistics.decisions += 1
            self.marks.append(len(self.trail))
            self.assign(literal, None)

    def solutions(self, of: Sequence[int], limit: int | None = None) -> Iterator[dict[int, bool]]:
        """All solutions that differ in these variables."""
        found: list[Clause] = []
        original = self.clauses()
        while limit is None or len(found) < limit:
            solver = Solver([*original, *found])
            solution = solver.solve()
            if solution is None:
                return
            yield solution
            found.append([-v if solution[v] else v for v in of])

    def clauses(self) -> list[Clause]:
        unique = {id(clause): list(clause) for watching in self.watches.values() for clause in watching}
        return [*unique.values(), *([literal] for literal in self.trail if self.level_of[abs(literal)] == 0)]


# --- writing puzzles as clauses ----------------------------------------------


@dataclass
class Formula:
    """Names variables, and writes common constraints."""

    clauses: list[Clause] = field(default_factory=list)
    names: dict[object, int] = field(default_factory=dict)

    def __getitem__(self, name: object) -> int:
        return self.names.setdefault(name, len(self.names) + 1)

    def add(self, *literals: int) -> None:
        self.clauses.append(list(literals))

    def at_most_one(self, literals: Iterable[int]) -> None:
        for a, b in itertools.combinations(literals, 2):
            self.add(-a, -b)

    def exactly_one(self, literals: Iterable[int]) -> None:
        literals = list(literals)
        self.add(*literals)
        self.at_most_one(literals)

    def solve(self) -> tuple[set[object] | None, Statistics]:
        solver = Solver(self.clauses)
        solution = solver.solve()
        if solution is None:
            return None, solver.statistics
        assert all(any(solution[abs(lit)] == (lit > 0) for lit in clause) for clause in self.clauses)
        return {name for name, variable in self.names.items() if solution.get(variable)}, solver.statistics


SUDOKU = "8..........36......7..9.2...5...7.......457.....1...3...1....68..85...1..9....4.."


def sudoku(grid: str) -> Iterator[str]:
    formula = Formula()
    digits = range(1, 10)
    for row, column in itertools.product(range(9), repeat=2):
        formula.exactly_one(formula[row, column, digit] for digit in digits)
    for digit in digits:
        for i in range(9):
            formula.exactly_one(formula[i, j, digit] for j in range(9))
            formula.exactly_one(formula[j, i, digit] for j in range(9))
            box, left = i // 3 * 3, i % 3 * 3
            formula.exactly_one(formula[box + j // 3, left + j % 3, digit] for j in range(9))
    for place, char in enumerate(grid):
        if char.isdigit() and char != "0":
            formula.add(formula[*divmod(place, 9), int(char)])
    true, statistics = formula.solve()
    if true is None:
        yield "no solution"
    else:
        cells = {(row, column): digit for row, column, digit in true}
        for row in range(9):
            groups = [" ".join(str(cells[row, column]) for column in range(start, start + 3)) for start in (0, 3, 6)]
            yield " | ".join(groups)
            if row in (2, 5):
                yield "------+-------+------"
    yield str(statistics)


def queens(size: int) -> Iterator[str]:
    formula = Formula()
    squares = list(itertools.product(range(size), repeat=2))
    for i in range(size):
        formula.exactly_one(formula[i, j] for j in range(size))
        formula.exactly_one(formula[j, i] for j in range(size))
    for key in (lambda r, c: r + c, lambda r, c: r - c):
        diagonals: defaultdict[int, list[int]] = defaultdict(list)
        for row, column in squares:
            diagonals[key(row, column)].append(formula[row, column])
        for diagonal in diagonals.values():
            formula.at_most_one(diagonal)
    true, statistics = formula.solve()
    if true is None:
        yield f"{size} queens do not fit"
        return
    for row in range(size):
        yield " ".join("Q" if (row, column) in true else "." for column in range(size))
    if size <= 6:
        solver = Solver(formula.clauses)
        yield f"{sum(1 for _ in solver.solutions(list(formula.names.values())))} solutions"
    yield str(statistics)


BORDERS = """Iberia Gaul; Gaul Alps Rhine Britain; Alps Rhine Italy Danube; Rhine Danube Jutland; Italy Danube;
Danube Balkans; Jutland Britain; Balkans Anatolia""".replace("\n", " ")


def coloring() -> Iterator[str]:
    neighbours = [line.split() for line in BORDERS.split(";")]
    for colors in (["red", "green"], ["red", "green", "blue"]):
        formula = Formula()
        lands = sorted({land for group in neighbours for land in group})
        for land in lands:
            formula.exactly_one(formula[land, color] for color in colors)
        for land, *others in neighbours:
            for other, color in itertools.product(others, colors):
                formula.add(-formula[land, color], -formula[other, color])
        true, statistics = formula.solve()
        yield f"with {len(colors)} colours: " + ("impossible" if true is None else ", ".join(f"{land} {color}" for land, color in sorted(true)))
        yield str(statistics)


def zebra() -> Iterator[str]:
    kinds = {
        "colour": "red green ivory yellow blue",
        "nation": "English Spaniard Ukrainian Norwegian Japanese",
        "drink": "coffee tea milk juice water",
        "smoke": "OldGold Kools Chesterfield LuckyStrike Parliament",
        "pet": "dog snails fox horse zebra",
    }
    formula, houses = Formula(), range(5)
    for values in kinds.values():
        for value in values.split():
            formula.exactly_one(formula[value, house] for house in houses)
        for house in houses:
            formula.exactly_one(formula[value, house] for value in values.split())

    def same(a: str, b: str) -> None:
        for house in houses:
            formula.add(-formula[a, house], formula[b, house])

    def beside(a: str, b: str, steps: Sequence[int] = (-1, 1)) -> None:
        for house in houses:
            formula.add(-formula[a, house], *(formula[b, house + step] for step in steps if house + step in houses))

    facts = "English red, Spaniard dog, coffee green, Ukrainian tea, OldGold snails, Kools yellow, LuckyStrike juice, Japanese Parliament"
    for fact in facts.split(", "):
        same(*fact.split())
    beside("ivory", "green", [1])
    beside("Chesterfield", "fox")
    beside("Kools", "horse")
    beside("Norwegian", "blue")
    formula.add(formula["milk", 2])
    formula.add(formula["Norwegian", 0])
    true, statistics = formula.solve()
    assert true is not None
    for house in houses:
        yield f"{house + 1}: " + ", ".join(next(v for v in values.split() if (v, house) in true) for values in kinds.values())
    yield str(statistics)


def dimacs(lines: Iterable[str]) -> Iterator[str]:
    numbers = [int(word) for line in lines if line.strip() and line[0] not in "cp%" for word in line.split()]
    clauses = [list(group) for is_end, group in itertools.groupby(numbers, key=lambda n: n == 0) if not is_end]
    solver = Solver(clauses)
    solution = solver.solve()
    yield f"c {solver.statistics}"
    if solution is None:
        yield "s UNSATISFIABLE"
    else:
        yield "s SATISFIABLE"
        yield "v " + " ".join(str(v if value else -v) for v, value in solution.items()) + " 0"


@cache
def brute_force(clauses: tuple[tuple[int, ...], ...], variables: int) -> bool:
    return any(
        all(any(bits[abs(lit) - 1] == (lit > 0) for lit in clause) for clause in clauses)
        for bits in itertools.product([False, True], repeat=variables)
    )


def check() -> Iterator[str]:
    """Small random formulas against all assignments."""
    rng = random.Random(4)
    answers = [0, 0]
    for _ in range(120):
        clauses = tuple(
            tuple(rng.choice([-1, 1]) * v for v in rng.sample(range(1, 7), rng.choice([1, 2, 3, 3, 3])))
            for _ in range(rng.randrange(4, 26))
        )
        found = Solver(map(list, clauses)).solve() is not None
        assert found == brute_force(clauses, 6), clauses
        answers[found] += 1
    yield f"{answers[1]} satisfiable, {answers[0]} not"
    yield " ".join(str(luby(n)) for n in range(20))
    formula = Formula()  # n + 1 pigeons in n holes
    for pigeon in range(6):
        formula.add(*(formula[pigeon, hole] for hole in range(5)))
    for hole in range(5):
        formula.at_most_one(formula[pigeon, hole] for pigeon in range(6))
    yield f"6 pigeons, 5 holes: {formula.solve()}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="sat_solver.py", description="Solve puzzles as clauses.")
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("sudoku", help="solve a grid")
    command.add_argument("grid", nargs="?", default=SUDOKU)
    command = commands.add_parser("queens", help="place queens")
    command.add_argument("size", type=int)
    commands.add_parser("color", help="colour a map")
    commands.add_parser("zebra", help="Einstein's riddle")
    commands.add_parser("check", help="compare with trying everything")
    command = commands.add_parser("dimacs", help="answer a DIMACS file")
    command.add_argument("file", type=argparse.FileType())
    options = parser.parse_args()
    match options.command:
        case "sudoku":
            if len(options.grid) != 81:
                parser.error(f"a grid has 81 characters, not {len(options.grid)}")
            lines = sudoku(options.grid)
        case "queens":
            lines = queens(options.size)
        case "color":
            lines = coloring()
        case "zebra":
            lines = zebra()
        case "check":
            lines = check()
        case _:
            lines = dimacs(options.file)
    for line in lines:
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
