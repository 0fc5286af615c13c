class V:
    def __init__(self, v): self.v = v
    def __lt__(self, o): print("lt", self.v, o.v); return self.v < o.v
    def __eq__(self, o): print("eq", self.v, getattr(o, "v", o)); return self.v == getattr(o, "v", None)
    __hash__ = None
    def __repr__(self): return f"V{self.v}"

a, b = V(1), V(2)
print(a < b, a > b, a == b, a != b)
print(sorted([V(3), V(1), V(2)]))
try:
    a <= b
except TypeError as error:
    print(error)
try:
    hash(a)
except TypeError as error:
    print(error)
print(a in [b, a], [a] == [V(1)], (a, 1) == (a, 1))
class Sub(V):
    def __eq__(self, o): print("Sub.eq"); return True
print(a == Sub(9))
print(1 == "1", 1 < 2.5, (1, 2) < (1, 3), [1] < [1, 0], "a" < "b", None == None, {1} < {1, 2})
for f in (lambda: 1 < "a", lambda: None < 1, lambda: [1] < (1,), lambda: {} < {}, lambda: 1j < 2j):
    try:
        print(f())
    except TypeError as error:
        print(error)
print(1 < 2 < 3, 1 < 3 < 2, 1 == 1.0 == True, 3 > 2 != 4)
nan = float("nan")
print(nan == nan, [nan] == [nan], nan in [nan], nan != nan, nan < 1)
class R:
    def __eq__(self, o): return "odd"
print(R() == 1, 1 == R(), R() != 1, not (R() != 1))
