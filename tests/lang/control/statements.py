x = 10
x += 5; x -= 3; x *= 2; x //= 5; x **= 2; x %= 10; x |= 8; x &= 12; x ^= 5; x <<= 3; x >>= 1
print(x)
y = 7.0
y /= 2
print(y)
l = [1]
l += "ab"
l *= 2
print(l)
if x > 100: print("big")
elif x > 10: print("medium")
else: print("small")
assert x, "never"
pass
...
"a string statement"
a = b = c = 3
a, b = b, a
print(a, b, c)
del a
try: a
except NameError as e: print(e)
print(1, 2, sep="-", end="!\n")
print(*[1, 2, 3], sep="")
print()
import sys
print("to stdout", file=sys.stdout, flush=True)
lines = 1 + \
    2
print(lines, (1 +
    2), [
    1,
    2,
], {
    "a": 1,
})
if True: print("one line"); print("two statements")
class Empty: ...
def nothing(): pass
print(nothing(), Empty.__name__, [nothing() for _ in range(2)])
v = [i for i in range(10) if i % 2 if i > 3]
print(v, v[0] if v else None, (lambda: (yield))().__class__.__name__)
global_var = 1
def g():
    global global_var, made_here
    global_var += 1
    made_here = "yes"
g(); print(global_var, made_here)
print(0x1F, 0o17, 0b101, 1_000_000, 1e3, 1j, 0xFFFF_FFFF, .5, 5., 1E-2, 00)
print(not True == False, 2 ** 3 ** 2, -2 ** 2, (-2) ** 2, 5 - 3 - 1, 2 * 3 % 4, 1 | 2 ^ 3 & 4, 1 << 2 + 1, not 1 in [1], 1 if 0 else 2 if 0 else 3, 10 - -5, ~-1, 7 // 2 * 2, "a" "b" * 2)
