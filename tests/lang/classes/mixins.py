class Serial:
    def dump(self): return {k: v for k, v in sorted(vars(self).items())}
class Comparable:
    def key(self): raise NotImplementedError
    def __lt__(self, other): return self.key() < other.key()
    def __eq__(self, other): return self.key() == other.key()
    def __hash__(self): return hash(self.key())
class Logged:
    log = []
    def __setattr__(self, name, value):
        Logged.log.append((type(self).__name__, name, value))
        super().__setattr__(name, value)
class Card(Serial, Comparable, Logged):
    def __init__(self, rank, suit): self.rank, self.suit = rank, suit
    def key(self): return self.suit, self.rank
    def __repr__(self): return f"{self.rank}{self.suit}"
cards = [Card(r, s) for s in "sh" for r in (3, 1)]
print(sorted(cards), cards[0] == Card(3, "s"), len({*cards, Card(1, "h")}), cards[0].dump())
print(len(Logged.log), Logged.log[:2], [c.__name__ for c in Card.__mro__])
try:
    sorted([Comparable(), Comparable()])
except NotImplementedError as error:
    print(repr(error))
