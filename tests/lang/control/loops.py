for i in range(3):
    for j in range(3):
        if j == 1: continue
        if i == 2: break
        print(i, j, end="; ")
    else:
        print("inner done", end="; ")
print()
n = 0
while True:
    n += 1
    if n % 2: continue
    if n > 6: break
    print(n, end=" ")
print()
for a, (b, *c) in [(1, (2, 3)), (4, (5, 6, 7))]: print(a, b, c)
for x in (y for y in range(3)): print(x, end=" ")
for k in {"a": 1, "b": 2}: print(k, end=" ")
for ch in "hé☃": print(ch, end=" ")
for b in b"ab": print(b, end=" ")
for i, x in enumerate(reversed([1, 2])): print(i, x, end=" ")
print()
o = type("O", (), {})()
for o.attr in range(3): pass
l = [0, 0]
for l[1] in "xyz": pass
print(o.attr, l)
total = 0
for i in range(1000):
    if i % 3 == 0 or i % 5 == 0: total += i
print(total, i)
def find(x, items):
    for i, v in enumerate(items):
        if v == x: break
    else: return None
    return i
print(find(3, [1, 3]), find(9, [1]))
print([*map(lambda n: "FizzBuzz" if n % 15 == 0 else "Fizz" if n % 3 == 0 else "Buzz" if n % 5 == 0 else n, range(1, 16))])
i = 5
while i: i -= 1
else: print("zero")
while (line := f"line {i}") != "line 3": i += 1
print(line)
for _ in range(2):
    try: continue
    finally: print("f", end=" ")
print()
del i
for i in []: pass
print("i" in globals())
