"""A text adventure: the lighthouse and the fog.

    adventure.py                    plays on the terminal
    adventure.py --play script.txt  plays a script, a command a line
    adventure.py --map              draws what there is to see

The world is a text (WORLD below); rules are functions registered for a verb and its things. Games can be saved and loaded.
"""

from __future__ import annotations

import argparse
import cmd
import configparser
import json
import random
import shlex
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from enum import Enum, StrEnum
from pathlib import Path
from string import Template
from types import MappingProxyType

WORLD = """
[game]
title = The Lighthouse
start = beach
goal = Light the lamp before the ship comes.
moves = 40

[room beach]
name = Beach
text = Grey sand under grey fog. A ship's horn sounds far out at sea. A path leads north to $lighthouse.
north = door
east = wreck

[room wreck]
name = Wreck
text = The ribs of an old boat stick out of the sand.
west = beach

[room door]
name = Lighthouse door
text = A white tower goes up into the fog. Its iron door is $door.
south = beach
in = hall
north = hall
up = hall

[room hall]
name = Hall
text = Stairs wind up along the wall. It smells of oil. It is $darkness.
out = door
south = door
up = lamp
down = cellar
dark = yes

[room cellar]
name = Cellar
text = Barrels, a workbench, a puddle.
up = hall
dark = yes

[room lamp]
name = Lamp room
text = Windows all around, and behind them nothing but fog. The great lamp is $lamp.
down = hall

[thing key]
in = wreck
text = A rusty key, as long as a hand.
hidden = yes

[thing lantern]
in = beach
text = A small brass lantern, $lantern.

[thing can]
name = oil can
in = cellar
text = It holds oil for a night.

[thing matches]
in = door
text = A box of matches. It holds $matches.

[thing gull]
in = wreck
text = A gull with a grim look.
fixed = yes

[thing bread]
in = beach
text = A crust, hard as wood.
"""


class Direction(StrEnum):
    NORTH = "north"
    SOUTH = "south"
    EAST = "east"
    WEST = "west"
    UP = "up"
    DOWN = "down"
    IN = "in"
    OUT = "out"

    @property
    def opposite(self) -> Direction:
        members = list(Direction)
        return members[members.index(self) ^ 1]

    @classmethod
    def parse(cls, word: str) -> Direction | None:
        return next((d for d in cls if d == word or d[0] == word), None)


class Ending(Enum):
    WON = "The beam sweeps out over the sea, and the ship turns away. Well done."
    LATE = "A terrible crash from the sea: the ship has found the rocks."
    QUIT = "The fog keeps its secret."


@dataclass
class Thing:
    id: str
    name: str
    text: str
    place: str
    hidden: bool = False
    fixed: bool = False


@dataclass
class Room:
    id: str
    name: str
    text: str
    exits: dict[Direction, str]
    dark: bool = False


@dataclass
class State:
    """All that changes in a game."""

    room: str
    moves_left: int
    flags: dict[str, bool] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    hidden: list[str] = field(default_factory=list)
    visited: list[str] = field(default_factory=list)
    matches: int = 3
    score: int = 0


class Refusal(Exception):
    """The game's answer to what cannot be done; it takes no move."""


HELD = "*held*"
GONE = "*gone*"
type Rule = Callable[[Game, Thing | None], str | None]
RULES: dict[tuple[str, str | None], Rule] = {}
SYNONYMS = MappingProxyType(
    {"get": "take", "grab": "take", "l": "look", "x": "examine", "i": "inventory", "ignite": "light", "give": "feed", "unlock": "open"}
)


def rule(verb: str, thing: str | None = None) -> Callable[[Rule], Rule]:
    def register(function: Rule) -> Rule:
        RULES[verb, thing] = function
        return function

    return register


class Game:
    def __init__(self, world: str = WORLD, seed: int = 5) -> None:
        parser = configparser.ConfigParser(interpolation=None)
        parser.read_string(world)
        self.title = parser["game"]["title"]
        self.goal = parser["game"]["goal"]
        self.rooms: dict[str, Room] = {}
        self.things: dict[str, Thing] = {}
        self.random = random.Random(seed)
        self.ending: Ending | None = None
        for section in parser.sections()[1:]:
            kind, name = section.split()
            values = parser[section]
            if kind == "room":
                exits = {direction: values[direction] for direction in Direction if direction in values}
                self.rooms[name] = Room(name, values["name"], values["text"], exits, values.getboolean("dark", False))
            else:
                self.things[name] = Thing(
                    name,
                    values.get("name", name),
                    values["text"],
                    values["in"],
                    values.getboolean("hidden", fallback=False),
                    values.getboolean("fixed", fallback=False),
                )
        self.state = State(
            room=parser["game"]["start"],
            moves_left=parser.getint("game", "moves"),
            places={thing.id: thing.place for thing in self.things.values()},
            hidden=[thing.id for thing in self.things.values() if thing.hidden],
        )

    # --- what is so

    @property
    def room(self) -> Room:
        return self.rooms[self.state.room]

    def flag(self, name: str) -> bool:
        return self.state.flags.get(name, False)

    def holds(self, name: str) -> bool:
        return self.state.places[name] == HELD

    def is_dark(self) -> bool:
        lantern_here = self.state.places["lantern"] in (HELD, self.state.room)
        return self.room.dark and not (self.flag("lantern lit") and lantern_here)

    def here(self) -> list[Thing]:
        return [
            thing
            for thing in self.things.values()
            if self.state.places[thing.id] == self.state.room and thing.id not in self.state.hidden
        ]

    def held(self) -> list[Thing]:
        return [thing for thing in self.things.values() if self.holds(thing.id)]

    def fill(self, text: str) -> str:
        """Text with what is so now in the place of $words."""
        flags = self.state.flags
        return Template(text).substitute(
            lighthouse="a lighthouse" if "door" in self.state.visited else "something tall",
            door="open" if flags.get("door open") else "locked",
            darkness="pitch dark" if self.is_dark() else "full of old ropes",
            lamp="burning" if flags.get("lamp lit") else "full of oil" if flags.get("lamp filled") else "dry",
            lantern="burning" if flags.get("lantern lit") else "cold",
            matches=f"{self.state.matches or 'no'} match{'es' * (self.state.matches != 1)}",
        )

    def describe(self) -> Iterator[str]:
        yield self.room.name.upper()
        if self.is_dark():
            yield "It is too dark to see."
            return
        yield self.fill(self.room.text)
        if things := self.here():
            yield f"Here: {', '.join(thing.name for thing in things)}."
        yield f"Ways: {', '.join(self.room.exits)}."

    def find(self, words: str) -> Thing:
        for thing in [*self.held(), *([] if self.is_dark() else self.here())]:
            if words in (thing.id, thing.name):
                return thing
        raise Refusal("You cannot see that in the dark." if self.is_dark() else f"There is no {words} here.")

    # --- what is done

    def go(self, direction: Direction) -> str:
        target = self.room.exits.get(direction)
        if target is None:
            raise Refusal(f"There is no way {direction}.")
        if target == "hall" and not self.flag("door open"):
            raise Refusal("The iron door is locked.")
        if self.is_dark() and direction is Direction.UP:
            raise Refusal("You would break your neck on those stairs in the dark.")
        self.state.room = target
        if target not in self.state.visited:
            self.state.visited.append(target)
            self.state.score += 2
        return "\n".join(self.describe())

    def perform(self, verb: str, words: str) -> str:
        """Does a command; one move is gone unless it is refused."""
        thing = self.find(words) if words else None
        action = RULES.get((verb, thing.id if thing else None)) or RULES.get((verb, "*" if thing else None))
        if action is None:
            raise Refusal(f"You do not know how to {verb} {'that' if thing else 'here'}.")
        answer = action(self, thing)
        return answer or "Done."

    def tick(self) -> Iterator[str]:
        self.state.moves_left -= 1
        if self.flag("lamp lit"):
            self.ending = Ending.WON
            self.state.score += 20 + self.state.moves_left
        elif self.state.moves_left <= 0:
            self.ending = Ending.LATE
        elif self.state.moves_left % 10 == 0:
            yield f"The horn sounds again, {self.random.choice(['nearer', 'louder', 'very near'])}. {self.state.moves_left} moves are left."

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self.state), indent=1, sort_keys=True))

    def load(self, path: Path) -> None:
        self.state = State(**json.loads(path.read_text()))


@rule("take", "*")
def _take(game: Game, thing: Thing) -> str:
    if game.holds(thing.id):
        raise Refusal("You have it already.")
    if thing.fixed:
        raise Refusal(f"The {thing.name} does not want that.")
    game.state.places[thing.id] = HELD
    game.state.score += 1
    return f"You take the {thing.name}."


@rule("drop", "*")
def _drop(game: Game, thing: Thing) -> str:
    if not game.holds(thing.id):
        raise Refusal(f"You do not have the {thing.name}.")
    game.state.places[thing.id] = game.state.room
    return f"You put the {thing.name} down."


@rule("examine", "*")
def _examine(game: Game, thing: Thing) -> str:
    if thing.id == "gull" and "key" in game.state.hidden:
        return thing.text + " Something glints under it."
    return game.fill(thing.text)


@rule("feed", "bread")
@rule("drop", "bread")
def _feed(game: Game, thing: Thing) -> str:
    if not game.holds("bread"):
        raise Refusal("You do not have the bread.")
    if game.state.room != "wreck" or "key" not in game.state.hidden:
        return _drop(game, thing)
    game.state.places["bread"] = game.state.places["gull"] = GONE
    game.state.hidden.remove("key")
    game.state.score += 5
    return "The gull snatches the bread and is gone. Where it sat lies a key."


@rule("open")
def _open(game: Game, thing: Thing | None) -> str:
    if game.state.room != "door":
        raise Refusal("There is nothing to open.")
    if not game.holds("key"):
        raise Refusal("It is locked, and you have no key.")
    game.state.flags["door open"] = True
    game.state.score += 5
    return "The key turns with a shriek. The door is open."


@rule("fill")
@rule("fill", "can")
def _fill(game: Game, thing: Thing | None) -> str:
    if game.state.room != "lamp" or not game.holds("can"):
        raise Refusal("You need the lamp, and oil.")
    game.state.flags["lamp filled"] = True
    return "You pour the oil into the great lamp."


def strike(game: Game) -> None:
    if not game.holds("matches") or game.state.matches == 0:
        raise Refusal("You have nothing to light it with.")
    game.state.matches -= 1


@rule("light", "lantern")
def _light_lantern(game: Game, thing: Thing) -> str:
    strike(game)
    game.state.flags["lantern lit"] = True
    return "The lantern burns."


@rule("light")
def _light(game: Game, thing: Thing | None) -> str:
    if game.state.room != "lamp":
        raise Refusal("Light what?")
    if not game.flag("lamp filled"):
        raise Refusal("The lamp is dry.")
    strike(game)
    game.state.flags["lamp lit"] = True
    return "Flame runs around the wick, and the lamp roars."


@rule("take", "matches")
def _take_matches(game: Game, thing: Thing) -> str:
    return _take(game, thing) + " You can feel them in any dark."


class Player(cmd.Cmd):
    """Reads commands and prints answers."""

    def __init__(self, game: Game, script: Iterator[str] | None = None, width: int = 72, saves: Path = Path("lighthouse.json")) -> None:
        super().__init__()
        self.game = game
        self.width = width
        self.saves = saves
        self.prompt = "> "
        if script is not None:
            self.cmdqueue = list(script)
        self.scripted = script is not None

    def tell(self, text: str) -> None:
        for paragraph in text.splitlines():
            print(textwrap.fill(paragraph, self.width))

    def preloop(self) -> None:
        self.tell(self.game.title.upper().center(self.width).rstrip())
        self.tell(self.game.goal)
        self.tell("\n".join(self.game.describe()))

    def precmd(self, line: str) -> str:
        line = line.partition("#")[0].strip().lower()
        if self.scripted and line:
            print(f"\n> {line}")
        return line

    def emptyline(self) -> bool:
        return False

    def default(self, line: str) -> bool:
        if line == "EOF":
            return self.do_quit("")
        try:
            verb, *rest = shlex.split(line)
        except ValueError as error:
            self.tell(f"{error}.")
            return False
        verb = SYNONYMS.get(verb, verb)
        if method := getattr(self, f"do_{verb}", None):
            return bool(method(" ".join(rest)))
        words = " ".join(word for word in rest if word not in ("the", "a", "to", "with", "at", "lamp", "door"))
        try:
            direction = Direction.parse(verb) if not rest else None
            if verb == "go":
                direction = Direction.parse(words)
                if direction is None:
                    raise Refusal("Go where?")
            self.tell(self.game.go(direction) if direction else self.game.perform(verb, words))
        except Refusal as refusal:
            self.tell(str(refusal))
            return False
        for text in self.game.tick():
            self.tell(text)
        return self.game.ending is not None

    def do_look(self, rest: str) -> None:
        """look: what is here."""
        self.tell("\n".join(self.game.describe()))

    def do_inventory(self, rest: str) -> None:
        """inventory: what you carry."""
        self.tell("You carry " + (", ".join(thing.name for thing in self.game.held()) or "nothing") + ".")

    def do_save(self, rest: str) -> None:
        """save: keep the game as it is now."""
        self.game.save(self.saves)
        self.tell("Saved.")

    def do_load(self, rest: str) -> None:
        """load: go back to the kept game."""
        try:
            self.game.load(self.saves)
        except (OSError, ValueError, TypeError) as error:
            self.tell(f"That cannot be loaded ({type(error).__name__}).")
        else:
            self.do_look("")

    def do_quit(self, rest: str) -> bool:
        """quit: leave the game."""
        self.game.ending = Ending.QUIT
        return True

    def postloop(self) -> None:
        if self.game.ending is not None:
            self.tell(self.game.ending.value)
        self.tell(f"{self.game.state.score} points, {self.game.state.moves_left} moves left.")


def draw_map(game: Game) -> Iterator[str]:
    for room in game.rooms.values():
        ways = ", ".join(f"{direction} to {game.rooms[target].name}" for direction, target in room.exits.items())
        yield f"{room.name}{' (dark)' if room.dark else ''}: {ways}"
        for direction, target in room.exits.items():
            if room.id not in game.rooms[target].exits.values():
                yield f"  no way back from {target} ({direction.opposite})"


def main() -> int:
    parser = argparse.ArgumentParser(prog="adventure.py", description="A text adventure.", epilog="Commands: go, take, drop, examine, open, light, ...")
    parser.add_argument("--play", type=argparse.FileType(), metavar="SCRIPT", help="take the commands from a file")
    parser.add_argument("--map", action="store_true", help="draw the map instead")
    parser.add_argument("--save-file", type=Path, default=Path("lighthouse.json"), help="default: %(default)s")
    parser.add_argument("--width", type=int, default=72)
    options = parser.parse_args()
    game = Game()
    if options.map:
        print(*draw_map(game), sep="\n")
        return 0
    script = None
    if options.play:
        script = iter([*options.play.read().splitlines(), "quit"])
    Player(game, script, options.width, options.save_file).cmdloop()
    return 0 if game.ending is Ending.WON else 1


if __name__ == "__main__":
    sys.exit(main())
