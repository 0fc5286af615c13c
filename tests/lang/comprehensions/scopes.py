x = "module"
def f():
    x = "function"
    return [x for _ in range(1)], [x for x in "ab"], x, {x: y for y in "c"}, (lambda: [x for _ in "d"])()
print(f(), x)
class C:
    x = "class"
    inner = [i for i in x]
    try:
        broken = [x for _ in range(1)]
    except NameError as error:
        broken = str(error)
print(C.inner, C.broken)
def g(n):
    total = [(i := j) for j in range(n)]
    return total, i
print(g(3))
print([[(i, j) for j in range(i)] for i in range(4)], [(lambda: i)() for i in range(3)])
fs = [lambda: i for i in range(3)]
print([h() for h in fs])
gen = (x for x in [1, 2, 3])
x = 100
print(sum(gen), x)
print([locals().get("q", "none") for q in range(2)], sorted({k: v for k, v in zip("ab", "cd")}.items()))
try:
    [y for y in undefined]
except NameError as error:
    print(error)
try:
    eval("[i := 0 for i in range(3)]")
except SyntaxError as error:
    print(error.msg)
