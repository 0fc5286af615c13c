"""Mazes: four ways to make one, four ways through, drawn with lines.

    maze.py                                   a maze and its shortest way
    maze.py --make kruskal --solve astar --size 30x10 --seed 4
    maze.py --compare                         what the ways cost
    maze.py --braid 0.5 --weights             with loops, and ground of different costs
"""

from __future__ import annotations

import argparse
import heapq
import itertools
import math
import random
import sys
from abc import abstractmethod
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from enum import Flag, IntFlag, auto
from functools import cached_property, partial
from typing import ClassVar, NamedTuple, Protocol, Self, runtime_checkable


class Cell(NamedTuple):
    row: int
    column: int

    def __add__(self, step: Cell) -> Cell:  # type: ignore[override]
        return Cell(self.row + step.row, self.column + step.column)


class Side(Flag):
    NORTH = auto()
    EAST = auto()
    SOUTH = auto()
    WEST = auto()

    @property
    def step(self) -> Cell:
        return {Side.NORTH: Cell(-1, 0), Side.EAST: Cell(0, 1), Side.SOUTH: Cell(1, 0), Side.WEST: Cell(0, -1)}[self]

    @property
    def opposite(self) -> Side:
        sides = list(Side)
        return sides[(sides.index(self) + 2) % 4]


class Corner(IntFlag):
    """Which lines meet at a corner of the drawing."""

    UP = 1
    RIGHT = 2
    DOWN = 4
    LEFT = 8


LINES = " ╵╶└╷│┌├╴┘─┴┐┤┬┼"


@dataclass
class Maze:
    rows: int
    columns: int
    open: dict[Cell, Side] = field(default_factory=dict)
    weights: dict[Cell, int] = field(default_factory=dict)

    MAX_CELLS: ClassVar[int] = 10_000

    def __post_init__(self) -> None:
        if not 1 < self.rows * self.columns <= self.MAX_CELLS:
            raise ValueError(f"a maze has 2 to {self.MAX_CELLS} cells, not {self.rows * self.columns}")
        self.open = {cell: Side(0) for cell in self.cells}

    @cached_property
    def cells(self) -> list[Cell]:
        return [Cell(*place) for place in itertools.product(range(self.rows), range(self.columns))]

    @property
    def start(self) -> Cell:
        return self.cells[0]

    @property
    def goal(self) -> Cell:
        return self.cells[-1]

    def __contains__(self, cell: object) -> bool:
        return cell in self.open

    def around(self, cell: Cell) -> Iterator[tuple[Side, Cell]]:
        """Neighbours, walls or not."""
        for side in Side:
            if (other := cell + side.step) in self:
                yield side, other

    def ways(self, cell: Cell) -> Iterator[Cell]:
        return (other for side, other in self.around(cell) if side in self.open[cell])

    def carve(self, cell: Cell, side: Side) -> None:
        other = cell + side.step
        self.open[cell] |= side
        self.open[other] |= side.opposite

    def weight(self, cell: Cell) -> int:
        return self.weights.get(cell, 1)

    def braid(self, share: float, rng: random.Random) -> Self:
        """Opens dead ends, so that there is more than one way."""
        for cell in self.cells:
            if len(list(self.ways(cell))) == 1 and rng.random() < share:
                closed = [side for side, _ in self.around(cell) if side not in self.open[cell]]
                self.carve(cell, rng.choice(closed))
        return self

    def scatter(self, rng: random.Random) -> Self:
        self.weights = {cell: rng.choice([1, 1, 1, 3, 9]) for cell in self.cells}
        return self

    def dead_ends(self) -> int:
        return sum(side.value.bit_count() == 1 for side in self.open.values())

    def draw(self, path: Collection[Cell] = ()) -> Iterator[str]:
        on_path = set(path)
        for row in range(self.rows + 1):
            line = ""
            for column in range(self.columns + 1):
                line += LINES[self.corner(row, column)]
                if column < self.columns:
                    line += ("─" if self.wall(Cell(row, column), Side.NORTH) else " ") * 3
            yield line.rstrip()
            if row == self.rows:
                return
            line = ""
            for column in range(self.columns + 1):
                cell = Cell(row, column)
                line += "│" if self.wall(cell, Side.WEST) else " "
                if column < self.columns:
                    ground = {1: " ", 3: "~", 9: "^"}[self.weight(cell)]
                    line += f" {'•' if cell in on_path else ground} "
            yield line.rstrip()

    def wall(self, cell: Cell, side: Side) -> bool:
        other = cell + side.step
        if cell in self:
            return side not in self.open[cell]
        return other in self

    def corner(self, row: int, column: int) -> Corner:
        lines = Corner(0)
        if self.wall(Cell(row - 1, column), Side.WEST):
            lines |= Corner.UP
        if self.wall(Cell(row, column), Side.NORTH):
            lines |= Corner.RIGHT
        if self.wall(Cell(row, column), Side.WEST):
            lines |= Corner.DOWN
        if self.wall(Cell(row, column - 1), Side.NORTH):
            lines |= Corner.LEFT
        return lines


# --- making ------------------------------------------------------------------

type Maker = Callable[[Maze, random.Random], None]
MAKERS: dict[str, Maker] = {}


def maker(function: Maker) -> Maker:
    MAKERS[function.__name__] = function
    return function


@maker
def backtracker(maze: Maze, rng: random.Random) -> None:
    """Walks at random as far as it can, then goes back: long winding ways."""
    stack, seen = [maze.start], {maze.start}
    while stack:
        fresh = [(side, cell) for side, cell in maze.around(stack[-1]) if cell not in seen]
        if not fresh:
            stack.pop()
            continue
        side, cell = rng.choice(fresh)
        maze.carve(stack[-1], side)
        seen.add(cell)
        stack.append(cell)


@maker
def kruskal(maze: Maze, rng: random.Random) -> None:
    """Takes walls down in any order where they part two regions."""
    parent = {cell: cell for cell in maze.cells}

    def find(cell: Cell) -> Cell:
        while parent[cell] != cell:
            parent[cell] = cell = parent[parent[cell]]
        return cell

    walls = [(cell, side) for cell in maze.cells for side, _ in maze.around(cell) if side in Side.EAST | Side.SOUTH]
    rng.shuffle(walls)
    for cell, side in walls:
        a, b = find(cell), find(cell + side.step)
        if a != b:
            parent[a] = b
            maze.carve(cell, side)


@maker
def prim(maze: Maze, rng: random.Random) -> None:
    """Grows a region by any wall at its border: many short dead ends."""
    inside = {maze.start}
    border = [(rng.random(), maze.start, side) for side, _ in maze.around(maze.start)]
    heapq.heapify(border := [(key, cell, side.value) for key, cell, side in border])
    while border:
        _, cell, value = heapq.heappop(border)
        side = Side(value)
        other = cell + side.step
        if other in inside:
            continue
        inside.add(other)
        maze.carve(cell, side)
        for next_side, further in maze.around(other):
            if further not in inside:
                heapq.heappush(border, (rng.random(), other, next_side.value))


@maker
def wilson(maze: Maze, rng: random.Random) -> None:
    """Loop-erased random walks: every maze is equally likely."""
    inside = {maze.start}
    for begin in maze.cells:
        walk: dict[Cell, Side] = {}
        cell = begin
        while cell not in inside:
            side, other = rng.choice(list(maze.around(cell)))
            walk[cell] = side
            cell = other
        cell = begin
        while cell not in inside:
            inside.add(cell)
            maze.carve(cell, walk[cell])
            cell = cell + walk[cell].step


# --- solving -----------------------------------------------------------------


@runtime_checkable
class Frontier(Protocol):
    """Where a search goes next."""

    @abstractmethod
    def push(self, cell: Cell, cost: int) -> None: ...

    @abstractmethod
    def pop(self) -> Cell: ...

    @abstractmethod
    def __bool__(self) -> bool: ...


class Stack:
    def __init__(self) -> None:
        self.items: deque[Cell] = deque()

    def push(self, cell: Cell, cost: int) -> None:
        self.items.append(cell)

    def pop(self) -> Cell:
        return self.items.pop()

    def __bool__(self) -> bool:
        return bool(self.items)


class Queue(Stack):
    def pop(self) -> Cell:
        return self.items.popleft()


class Cheapest:
    def __init__(self, estimate: Callable[[Cell], float] = lambda cell: 0) -> None:
        self.items: list[tuple[float, int, Cell]] = []
        self.serial = itertools.count()
        self.estimate = estimate

    def push(self, cell: Cell, cost: int) -> None:
        heapq.heappush(self.items, (cost + self.estimate(cell), -next(self.serial), cell))

    def pop(self) -> Cell:
        return heapq.heappop(self.items)[-1]

    def __bool__(self) -> bool:
        return bool(self.items)


@dataclass(frozen=True)
class Solution:
    path: list[Cell]
    cost: int
    visited: int


def distance(a: Cell, b: Cell) -> int:
    return abs(a.row - b.row) + abs(a.column - b.column)


SOLVERS: dict[str, Callable[[Maze], Frontier]] = {
    "depth": lambda maze: Stack(),
    "breadth": lambda maze: Queue(),
    "dijkstra": lambda maze: Cheapest(),
    "astar": lambda maze: Cheapest(partial(distance, maze.goal)),
}


def solve(maze: Maze, frontier: Frontier) -> Solution:
    assert isinstance(frontier, Frontier)
    costs = {maze.start: 0}
    came: dict[Cell, Cell] = {}
    done: set[Cell] = set()
    frontier.push(maze.start, 0)
    while frontier:
        cell = frontier.pop()
        if cell in done:
            continue
        done.add(cell)
        if cell == maze.goal:
            break
        for other in maze.ways(cell):
            cost = costs[cell] + maze.weight(other)
            if cost < costs.get(other, math.inf) and other not in done:
                costs[other] = cost
                came[other] = cell
                frontier.push(other, cost)
    path = [maze.goal]
    while path[-1] != maze.start:
        path.append(came[path[-1]])
    return Solution(path[::-1], costs[maze.goal], len(done))


def build(options: argparse.Namespace, make: str) -> Maze:
    rng = random.Random(options.seed)
    columns, rows = options.size
    maze = Maze(rows, columns)
    MAKERS[make](maze, rng)
    if options.braid:
        maze.braid(options.braid, rng)
    if options.weights:
        maze.scatter(rng)
    return maze


def compare(options: argparse.Namespace) -> Iterator[str]:
    yield f"{'':12}{'dead ends':>10}" + "".join(f"{name:>18}" for name in SOLVERS)
    for name in MAKERS:
        maze = build(options, name)
        results = [solve(maze, make_frontier(maze)) for make_frontier in SOLVERS.values()]
        best = min(result.cost for result in results)
        assert results[2].cost == results[3].cost == best
        cells = "".join(f"{f'{result.cost} ({result.visited} seen)':>18}" for result in results)
        yield f"{name:12}{maze.dead_ends():>10}{cells}"


def size(text: str) -> tuple[int, int]:
    try:
        columns, rows = map(int, text.split("x"))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"not like 20x8: {text!r}") from error
    return columns, rows


def main(arguments: Iterable[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="maze.py", description="Make mazes and find ways through.")
    parser.add_argument("--make", choices=MAKERS, default="backtracker")
    parser.add_argument("--solve", choices=SOLVERS, default="astar")
    parser.add_argument("--size", type=size, default=(16, 8), metavar="COLUMNSxROWS")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--braid", type=float, default=0.0, metavar="SHARE", help="open this share of the dead ends")
    parser.add_argument("--weights", action=argparse.BooleanOptionalAction, default=False, help="ground of different costs")
    parser.add_argument("--compare", action="store_true", help="all makers and solvers")
    options = parser.parse_args(None if arguments is None else list(arguments))
    try:
        if options.compare:
            print(*compare(options), sep="\n")
            return 0
        maze = build(options, options.make)
    except ValueError as error:
        parser.error(str(error))
    solution = solve(maze, SOLVERS[options.solve](maze))
    print(*maze.draw(solution.path), sep="\n")
    print(f"{len(solution.path)} cells, cost {solution.cost}, {solution.visited} of {len(maze.cells)} cells seen")
    return 0


if __name__ == "__main__":
    sys.exit(main())
