import sys
def where():
    tb = sys.exc_info()[2]
    lines = []
    while tb:
        lines.append((tb.tb_frame.f_code.co_name, tb.tb_lineno))
        tb = tb.tb_next
    return lines
def a():
    b(
        1,
    )
def b(x):
    c = [
        x,
        x / 0,
    ]
try:
    a()
except ZeroDivisionError:
    print(where())
try:
    (lambda: [
        i for i in
        range("x")])()
except TypeError:
    print(where())
class K:
    def __getitem__(self, i):
        raise KeyError(i)
try:
    K()["k"]
except KeyError:
    print(where())
def g():
    yield 1
    raise ValueError
try:
    for _ in g(): pass
except ValueError:
    print(where())
try:
    exec("x = 1\ny = x +\\\n  None")
except TypeError:
    print(where())
print(sys.exc_info())
