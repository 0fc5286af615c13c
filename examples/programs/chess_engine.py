"""A chess engine: rules, notation, and a search with alpha-beta, quiescence and a transposition table.

    chess_engine.py perft 3                 counts positions, the classic test of a move generator
    chess_engine.py best --depth 3 FEN      the best line of a position
    chess_engine.py play --plies 8          plays against itself
    chess_engine.py show FEN

The board is "0x88": 128 squares of which those with square & 0x88 are outside, so that walking off an edge is one test.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum, IntFlag
from typing import NamedTuple, Self

START = "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1"
PERFT_POSITIONS = {
    "start": (START, [20, 400, 8902]),
    "kiwipete": ("r3k2r/p1ppqpb1/bn2pnp1/3PN3/1p2P3/2N2Q1p/PPPBBPPP/R3K2R w KQkq - 0 1", [48, 2039]),
    "en passant": ("8/2p5/3p4/KP5r/1R3p1k/8/4P1P1/8 w - - 0 1", [14, 191, 2812]),
    "promotion": ("n1n5/PPPk4/8/8/8/8/4Kppp/5N1N b - - 0 1", [24, 496]),
}


class Color(IntEnum):
    WHITE = 1
    BLACK = -1

    @property
    def other(self) -> Color:
        return Color(-self)


class Castling(IntFlag):
    NONE = 0
    WHITE_KING = 1
    WHITE_QUEEN = 2
    BLACK_KING = 4
    BLACK_QUEEN = 8


CASTLING_LETTERS = dict(zip("KQkq", [c for c in Castling if c]))
KNIGHT_STEPS = (-33, -31, -18, -14, 14, 18, 31, 33)
DIAGONALS = (-17, -15, 15, 17)
STRAIGHTS = (-16, -1, 1, 16)
STEPS = {"N": KNIGHT_STEPS, "B": DIAGONALS, "R": STRAIGHTS, "Q": DIAGONALS + STRAIGHTS, "K": DIAGONALS + STRAIGHTS}
SLIDERS = frozenset("BRQ")
VALUES = {"P": 100, "N": 320, "B": 330, "R": 500, "Q": 900, "K": 0}
MATE = 100_000


def square(name: str) -> int:
    return (int(name[1]) - 1) * 16 + "abcdefgh".index(name[0])


def square_name(at: int) -> str:
    return "abcdefgh"[at & 7] + str((at >> 4) + 1)


A1, E1, H1, A8, E8, H8 = map(square, ["a1", "e1", "h1", "a8", "e8", "h8"])
LOST_RIGHTS = {
    A1: Castling.WHITE_QUEEN,
    H1: Castling.WHITE_KING,
    E1: Castling.WHITE_KING | Castling.WHITE_QUEEN,
    A8: Castling.BLACK_QUEEN,
    H8: Castling.BLACK_KING,
    E8: Castling.BLACK_KING | Castling.BLACK_QUEEN,
}


class Move(NamedTuple):
    source: int
    target: int
    promotion: str = ""

    def __str__(self) -> str:
        return square_name(self.source) + square_name(self.target) + self.promotion.lower()


class Undo(NamedTuple):
    move: Move
    piece: str
    captured: str
    captured_at: int
    castling: Castling
    passant: int | None
    halfmoves: int
    key: int


_rng = random.Random(64)
ZOBRIST = {(piece, at): _rng.getrandbits(64) for piece in "PNBRQKpnbrqk" for at in range(128) if not at & 0x88}
ZOBRIST_SIDE = _rng.getrandbits(64)
ZOBRIST_STATE: dict[tuple[int, int | None], int] = {}


def state_key(castling: Castling, passant: int | None) -> int:
    return ZOBRIST_STATE.setdefault((int(castling), passant), _rng.getrandbits(64))


def color_of(piece: str) -> Color:
    return Color.WHITE if piece.isupper() else Color.BLACK


@dataclass
class Board:
    squares: list[str] = field(default_factory=lambda: [""] * 128)
    turn: Color = Color.WHITE
    castling: Castling = Castling.NONE
    passant: int | None = None
    halfmoves: int = 0
    number: int = 1
    kings: dict[Color, int] = field(default_factory=dict)
    key: int = 0
    history: list[Undo] = field(default_factory=list)

    @classmethod
    def from_fen(cls, fen: str) -> Self:
        board = cls()
        try:
            rows, turn, castling, passant, *counts = fen.split()
            for rank, row in zip(range(7, -1, -1), rows.split("/"), strict=True):
                at = rank * 16
                for char in row:
                    if char.isdigit():
                        at += int(char)
                    else:
                        board.put(at, char)
                        at += 1
                if at != rank * 16 + 8:
                    raise ValueError(f"rank {rank + 1} has {at - rank * 16} squares")
            board.turn = {"w": Color.WHITE, "b": Color.BLACK}[turn]
            for letter in castling.replace("-", ""):
                board.castling |= CASTLING_LETTERS[letter]
            board.passant = None if passant == "-" else square(passant)
            if counts:
                board.halfmoves, board.number = map(int, counts)
            board.kings = {color: board.squares.index("K" if color > 0 else "k") for color in Color}
        except (KeyError, ValueError) as error:
            raise ValueError(f"not a position: {fen!r}") from error
        board.key ^= state_key(board.castling, board.passant) ^ (ZOBRIST_SIDE if board.turn < 0 else 0)
        return board

    def fen(self) -> str:
        rows = []
        for rank in range(7, -1, -1):
            row = "".join(piece or "1" for piece in self.squares[rank * 16 : rank * 16 + 8])
            for run in range(8, 1, -1):
                row = row.replace("1" * run, str(run))
            rows.append(row)
        castling = "".join(letter for letter, right in CASTLING_LETTERS.items() if right & self.castling) or "-"
        passant = "-" if self.passant is None else square_name(self.passant)
        return f"{'/'.join(rows)} {'w' if self.turn > 0 else 'b'} {castling} {passant} {self.halfmoves} {self.number}"

    def __str__(self) -> str:
        lines = []
        for rank in range(7, -1, -1):
            row = (piece or "." for piece in self.squares[rank * 16 : rank * 16 + 8])
            lines.append(f"{rank + 1} {' '.join(row)}")
        return "\n".join([*lines, "  a b c d e f g h"])

    def put(self, at: int, piece: str) -> None:
        old = self.squares[at]
        if old:
            self.key ^= ZOBRIST[old, at]
        if piece:
            self.key ^= ZOBRIST[piece, at]
        self.squares[at] = piece

    # --- moves

    def attacked(self, at: int, by: Color) -> bool:
        """Whether a piece of this colour could take on the square."""
        squares = self.squares
        for kind, steps in STEPS.items():
            attacker = kind if by > 0 else kind.lower()
            for step in steps:
                to = at + step
                while not to & 0x88:
                    if squares[to]:
                        if squares[to] == attacker:
                            return True
                        break
                    if kind not in SLIDERS:
                        break
                    to += step
        pawn = "P" if by > 0 else "p"
        return any(not (to := at - 16 * by + side) & 0x88 and squares[to] == pawn for side in (-1, 1))

    def in_check(self, color: Color) -> bool:
        return self.attacked(self.kings[color], color.other)

    def pseudo_moves(self, captures_only: bool = False) -> Iterator[Move]:
        """Moves that may leave the own king in check."""
        squares, turn = self.squares, self.turn
        for at, piece in enumerate(squares):
            if not piece or color_of(piece) != turn:
                continue
            kind = piece.upper()
            if kind == "P":
                yield from self.pawn_moves(at, captures_only)
                continue
            for step in STEPS[kind]:
                to = at + step
                while not to & 0x88:
                    target = squares[to]
                    if target:
                        if color_of(target) != turn:
                            yield Move(at, to)
                        break
                    if not captures_only:
                        yield Move(at, to)
                    if kind not in SLIDERS:
                        break
                    to += step
            if kind == "K" and not captures_only:
                yield from self.castling_moves(at)

    def pawn_moves(self, at: int, captures_only: bool) -> Iterator[Move]:
        forward = 16 * self.turn
        last = 7 if self.turn > 0 else 0
        targets = []
        for side in (-1, 1):
            to = at + forward + side
            if not to & 0x88:
                target = self.squares[to]
                if to == self.passant or (target and color_of(target) != self.turn):
                    targets.append(to)
        one = at + forward
        if not self.squares[one] and (not captures_only or one >> 4 == last):
            targets.append(one)
            two = one + forward
            if at >> 4 == (1 if self.turn > 0 else 6) and not self.squares[two] and not captures_only:
                targets.append(two)
        for to in targets:
            if to >> 4 == last:
                yield from (Move(at, to, kind) for kind in "QRBN")
            else:
                yield Move(at, to)

    def castling_moves(self, king: int) -> Iterator[Move]:
        sides = [(Castling.WHITE_KING, 1, 2), (Castling.WHITE_QUEEN, -1, 3)]
        for right, step, empty in sides:
            right = Castling(right << (0 if self.turn > 0 else 2))
            if not self.castling & right or any(self.squares[king + step * n] for n in range(1, empty + 1)):
                continue
            if not any(self.attacked(king + step * n, self.turn.other) for n in range(3)):
                yield Move(king, king + 2 * step)

    def moves(self, captures_only: bool = False) -> Iterator[Move]:
        mover = self.turn
        for move in list(self.pseudo_moves(captures_only)):
            self.push(move)
            legal = not self.in_check(mover)
            self.pop()
            if legal:
                yield move

    def push(self, move: Move) -> None:
        piece = self.squares[move.source]
        kind = piece.upper()
        captured_at = move.target
        if kind == "P" and move.target == self.passant:
            captured_at = move.target - 16 * self.turn
        captured = self.squares[captured_at]
        self.history.append(
            Undo(move, piece, captured, captured_at, self.castling, self.passant, self.halfmoves, self.key)
        )
        self.key ^= state_key(self.castling, self.passant)
        if captured:
            self.put(captured_at, "")
        self.put(move.source, "")
        placed = piece if not move.promotion else move.promotion if self.turn > 0 else move.promotion.lower()
        self.put(move.target, placed)
        if kind == "K":
            self.kings[self.turn] = move.target
            if abs(move.target - move.source) == 2:
                self.move_rook(move.target, move.target > move.source)
        for at in (move.source, move.target):
            if at in LOST_RIGHTS:
                self.castling &= ~LOST_RIGHTS[at]
        double = kind == "P" and abs(move.target - move.source) == 32
        self.passant = (move.source + move.target) // 2 if double else None
        self.halfmoves = 0 if captured or kind == "P" else self.halfmoves + 1
        self.number += self.turn < 0
        self.turn = self.turn.other
        self.key ^= state_key(self.castling, self.passant) ^ ZOBRIST_SIDE

    def move_rook(self, king: int, short: bool, back: bool = False) -> None:
        corner, inside = (king + 1, king - 1) if short else (king - 2, king + 1)
        source, target = (inside, corner) if back else (corner, inside)
        self.put(target, self.squares[source])
        self.put(source, "")

    def pop(self) -> None:
        undo = self.history.pop()
        move = undo.move
        self.turn = self.turn.other
        self.number -= self.turn < 0
        self.put(move.target, "")
        self.put(move.source, undo.piece)
        if undo.captured:
            self.put(undo.captured_at, undo.captured)
        if undo.piece in "Kk":
            self.kings[self.turn] = move.source
            if abs(move.target - move.source) == 2:
                self.move_rook(move.target, move.target > move.source, back=True)
        self.castling, self.passant, self.halfmoves, self.key = undo.castling, undo.passant, undo.halfmoves, undo.key

    def san(self, move: Move) -> str:
        """A move as players write it: Nbd2, exd6, O-O, e8=Q#."""
        piece = self.squares[move.source].upper()
        takes = bool(self.squares[move.target]) or (piece == "P" and move.target == self.passant)
        if piece == "K" and abs(move.target - move.source) == 2:
            text = "O-O" if move.target > move.source else "O-O-O"
        elif piece == "P":
            text = square_name(move.source)[0] + "x" if takes else ""
            text += square_name(move.target) + (f"={move.promotion}" if move.promotion else "")
        else:
            rivals = [
                other.source
                for other in self.moves()
                if other.target == move.target and other != move and self.squares[other.source].upper() == piece
            ]
            name = square_name(move.source)
            if not rivals:
                name = ""
            elif all(square_name(at)[0] != name[0] for at in rivals):
                name = name[0]
            elif all(square_name(at)[1] != name[1] for at in rivals):
                name = name[1]
            text = piece + name + "x" * takes + square_name(move.target)
        self.push(move)
        if self.in_check(self.turn):
            text += "+" if any(self.moves()) else "#"
        self.pop()
        return text


def perft(board: Board, depth: int) -> int:
    if depth == 0:
        return 1
    total = 0
    for move in board.moves():
        board.push(move)
        total += perft(board, depth - 1)
        board.pop()
    return total


# --- the search --------------------------------------------------------------


def evaluate(board: Board) -> int:
    """Centipawns for the side to move: material, and pieces near the centre."""
    score = 0
    for at, piece in enumerate(board.squares):
        if piece:
            rank, column = at >> 4, at & 7
            centre = 6 - (abs(2 * rank - 7) + abs(2 * column - 7)) // 2
            kind = piece.upper()
            if kind == "P":
                centre = 2 * (rank if piece == "P" else 7 - rank) + (centre if 2 <= column <= 5 else 0)
            elif kind == "K":
                centre = -centre
            score += (VALUES[kind] + 3 * centre) * color_of(piece)
    return score * board.turn


class Bound(IntEnum):
    EXACT = 0
    LOWER = 1
    UPPER = 2


class Entry(NamedTuple):
    depth: int
    score: int
    bound: Bound
    move: Move | None


@dataclass
class Search:
    board: Board
    nodes: int = 0
    hits: int = 0
    table: dict[int, Entry] = field(default_factory=dict)

    def order(self, moves: Iterator[Move], first: Move | None) -> list[Move]:
        squares = self.board.squares

        def rank(move: Move) -> tuple[bool, int, int]:
            taken = VALUES[squares[move.target].upper()] if squares[move.target] else 0
            return move != first, -taken - (800 if move.promotion == "Q" else 0), VALUES[squares[move.source].upper()]

        return sorted(moves, key=rank)

    def quiet(self, alpha: int, beta: int) -> int:
        """Captures only, until the position is calm."""
        self.nodes += 1
        score = evaluate(self.board)
        if score >= beta:
            return beta
        alpha = max(alpha, score)
        for move in self.order(self.board.moves(captures_only=True), None):
            self.board.push(move)
            score = -self.quiet(-beta, -alpha)
            self.board.pop()
            if score >= beta:
                return beta
            alpha = max(alpha, score)
        return alpha

    def search(self, depth: int, alpha: int, beta: int, ply: int = 0) -> int:
        board = self.board
        if ply and (board.halfmoves >= 100 or any(undo.key == board.key for undo in board.history[-8:])):
            return 0
        entry = self.table.get(board.key)
        if entry and entry.depth >= depth and ply:
            if entry.bound is Bound.EXACT or (entry.bound is Bound.LOWER) == (entry.score >= beta):
                self.hits += 1
                if entry.bound is Bound.EXACT or entry.score >= beta or entry.score <= alpha:
                    return entry.score
        if depth == 0:
            return self.quiet(alpha, beta)
        self.nodes += 1
        best, best_move, start = -MATE * 2, None, alpha
        for move in self.order(board.moves(), entry.move if entry else None):
            board.push(move)
            score = -self.search(depth - 1, -beta, -alpha, ply + 1)
            board.pop()
            if score > best:
                best, best_move = score, move
            alpha = max(alpha, score)
            if alpha >= beta:
                break
        if best_move is None:
            return ply - MATE if board.in_check(board.turn) else 0
        bound = Bound.UPPER if best <= start else Bound.LOWER if best >= beta else Bound.EXACT
        self.table[board.key] = Entry(depth, best, bound, best_move)
        return best

    def line(self) -> list[str]:
        """What both sides should play, from the table."""
        moves = []
        while (entry := self.table.get(self.board.key)) and entry.move and len(moves) < 10:
            moves.append(self.board.san(entry.move))
            self.board.push(entry.move)
        for _ in moves:
            self.board.pop()
        return moves

    def deepen(self, depth: int) -> tuple[int, Move | None]:
        score = 0
        for limit in range(1, depth + 1):
            score = self.search(limit, -MATE * 2, MATE * 2)
        entry = self.table.get(self.board.key)
        return score, entry.move if entry else None


def describe(score: int) -> str:
    if abs(score) > MATE - 100:
        return f"mate in {(MATE - abs(score) + 1) // 2}"
    return f"{score / 100:+.2f}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="chess_engine.py", description="A small chess engine.")
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("perft", help="count positions")
    command.add_argument("depth", type=int)
    command = commands.add_parser("best", help="the best line of a position")
    command.add_argument("fen", nargs="?", default=START)
    command.add_argument("--depth", type=int, default=2)
    command.add_argument("--time", action="store_true", help="say how long it took")
    command = commands.add_parser("play", help="play against itself")
    command.add_argument("--plies", type=int, default=6)
    command = commands.add_parser("show", help="draw a position and list its moves")
    command.add_argument("fen", nargs="?", default=START)
    options = parser.parse_args()
    try:
        board = Board.from_fen(getattr(options, "fen", START))
    except ValueError as error:
        parser.exit(1, f"{parser.prog}: {error}\n")
    match options.command:
        case "perft":
            for name, (fen, known) in PERFT_POSITIONS.items():
                board = Board.from_fen(fen)
                assert board.fen() == fen
                counts = [perft(board, depth) for depth in range(1, min(options.depth, len(known)) + 1)]
                assert board.fen() == fen
                print(f"{name}: {counts} {'right' if counts == known[: len(counts)] else 'WRONG'}")
        case "best":
            started = time.perf_counter()
            search = Search(board)
            score, move = search.deepen(options.depth)
            print(board)
            print(f"{describe(score)}: {' '.join(search.line()) or 'the game is over'}")
            print(f"{search.nodes} nodes, {search.hits} from the table")
            if options.time:
                print(f"{time.perf_counter() - started:.2f} s")
        case "play":
            game: list[str] = []
            for _ in range(options.plies):
                _, move = Search(board).deepen(2)
                if move is None:
                    break
                game.append(board.san(move))
                board.push(move)
            pairs = (f"{n // 2 + 1}. {' '.join(game[n : n + 2])}" for n in range(0, len(game), 2))
            print(*pairs)
            print(board.fen())
        case "show":
            print(board)
            print(*sorted(board.san(move) for move in board.moves()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
