def count(n):
    print("start")
    for i in range(n):
        yield i
    print("end")
    return "result"

g = count(3)
print(type(g).__name__, g.gi_running, g.gi_frame is not None)
print(next(g), next(g), next(g))
try:
    next(g)
except StopIteration as stop:
    print("stopped", stop.value)
print(g.gi_frame, list(g))
print(list(count(2)), sum(x * x for x in range(10)))
e = (c.upper() for c in "abc")
print(next(e), list(e), list(e))
def infinite():
    n = 0
    while True:
        yield n
        n += 1
for i in infinite():
    if i > 3: break
    print(i, end=" ")
print()
def empty():
    return
    yield
print(list(empty()), g.__name__, count.__code__.co_flags & 0x20 != 0)
try:
    g.send(None)
except StopIteration as stop:
    print("again", stop.value)
