print(True + True, True * 3, -True, ~True & 1, True & False, True | 2, True ^ True, type(True & True).__name__, type(True & 1).__name__, not 0, not "", bool("False"))
print(1 and 2, 0 and 2, 1 or 2, 0 or "x", None or [] or {}, 1 and [] and 3, not (1 and 0), not None)
def t(x): print("t", x, end=" "); return True
def f(x): print("f", x, end=" "); return False
print(t(1) and f(2) and t(3), f(1) or t(2) or f(3), not t(4), t(5) if f(6) else t(7))
print(1 < 2 < 3 > 2, 1 < t(1) + 1 < 5, f(1) == 0 < t(2), "a" if [] else "b" if () else "c")
class B:
    def __bool__(self): print("bool", end=" "); return False
class L:
    def __len__(self): print("len", end=" "); return 2
print(not B(), bool(L()), B() or "alt", L() and "both", [x for x in (B(), L()) if x].__len__())
class Bad:
    def __bool__(self): return 1
try: bool(Bad())
except TypeError as error: print(error)
x = 5
x = x if x > 3 else 0
while x:
    x -= 1
    if x == 2: continue
    if x == 1: break
    print(x, end=" ")
else: print("no else")
for i in []: pass
else: print("for else")
n = 0
while n < 3: n += 1
else: print("while else", n)
print(True is True, 1 == True, {True: "t"}[1], [False, True][True], "yes" * True, isinstance(True, int), bool.__mro__ == (bool, int, object), True.__class__, int(True), str(False), f"{True:d} {True}", True == 1.0)
print(all(x > 0 for x in (1, 2)), any(c.isdigit() for c in "ab1"), None is None, None == 0, NotImplemented is NotImplemented, ... is Ellipsis)
