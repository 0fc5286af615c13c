from enum import Enum, IntEnum, Flag, auto, unique
class Color(Enum):
    RED = 1
    GREEN = 2
    CRIMSON = 1
print(Color.RED, repr(Color.RED), Color(2), Color["GREEN"], Color.CRIMSON is Color.RED, Color.RED.name, Color.RED.value, list(Color), len(Color))
print(Color.RED == 1, Color.RED in Color, isinstance(Color.RED, Color), {Color.RED: "r"}[Color.RED], Color.__members__)
class N(IntEnum):
    ONE = 1
    TWO = auto()
print(N.TWO + 1, N.ONE < N.TWO, N(2), [10, 20, 30][N.ONE], f"{N.ONE}", sorted([N.TWO, N.ONE]))
class P(Flag):
    R = auto()
    W = auto()
    X = auto()
    RW = R | W
print(P.R | P.X, P.RW, P.R in P.RW, ~P.R, P(5), P.R & P.W, bool(P.R & P.W), [p.name for p in P])
try: Color(9)
except ValueError as error: print(error)
try: Color["BLUE"]
except KeyError as error: print(error)
try: Color.RED = 5
except AttributeError as error: print(error)
try:
    @unique
    class U(Enum):
        A = 1
        B = 1
except ValueError as error: print(error)
class Planet(Enum):
    EARTH = (5.97e24, 6.37e6)
    def __init__(self, mass, radius): self.mass, self.radius = mass, radius
    @property
    def gravity(self): return round(6.67e-11 * self.mass / self.radius ** 2, 2)
print(Planet.EARTH.gravity, Planet.EARTH.value)
