"""Instructions behind EXTENDED_ARG: names, constants, locals and jumps beyond 255, with errors, yields and calls among them."""
import sys
import traceback

N = 300


def made(text, **names):
    space = dict(names)
    exec(compile(text, "made", "exec"), space)
    return space


# globals, attributes and constants with numbers above 255, called often enough to specialise
lines = [f"def f(o, k):\n    s = 0\n"]
for i in range(N):
    lines.append(f"    s += g{i} + {i + 1000} * o.a{i}\n")
lines.append("    o.last = s\n    return s, o.last == s, o.m(k), len(o.items), k[299], [x for x in k if x > 297]\n")


class Record:
    def __init__(self):
        self.items = (1, 2, 3)
        for i in range(N):
            setattr(self, f"a{i}", i % 3)

    def m(self, k):
        return len(k)


space = made("".join(lines), **{f"g{i}": i for i in range(N)})
record = Record()
for _ in range(40):
    answer = space["f"](record, list(range(N)))
print(answer)

# a missing name and a missing attribute at such a place: the right line
try:
    del space["g280"]
    space["f"](record, [0] * N)
except NameError as e:
    print(e, traceback.extract_tb(e.__traceback__)[-1].lineno)
space["g280"] = 280
del record.a290
try:
    space["f"](record, [0] * N)
except AttributeError as e:
    print(e, traceback.extract_tb(e.__traceback__)[-1].lineno)

# locals beyond 255, deleted and unbound
text = "def f(n):\n" + "".join(f"    v{i} = n + {i}\n" for i in range(N))
text += "    v270, v271 = v271, v270\n    del v272\n    w = v298, v299, v270\n    v299 += v298\n    if n < 30: return w, v299\n    return v272\n"
f = made(text)["f"]
for n in range(31):
    try:
        answer = f(n)
    except UnboundLocalError as e:
        print(n, type(e).__name__, e)
print(answer)

# long loops of each kind: jumps back and forward over more than 255 units, break, continue, else
body = "".join(f"            t += i * {j} & 255\n" for j in range(80))
text = f"""
def f(seq, stop):
    t = 0
    for i in seq:
        if i == stop:
            break
        if i % 2:
            continue
        if i > 1:
{body}
        else:
            t -= 1
    else:
        t = -t
    n = 0
    while n < 50:
        n += 1
        if n % 5:
{body}
        if n is None:
{body}
        if t is not None and n:
            t += 1
    return t
def g(seq):
    for i in seq:
        t = 0
        try:
{body}
            got = yield t
            if got:
                raise KeyError(got)
        except KeyError as e:
            print('caught', e)
            t = -1
        finally:
{body}
            yield t
"""
space = made(text)
print(space["f"](range(30), 99), space["f"](list(range(30)), 20), space["f"](tuple(range(9)), 5), space["f"](iter({1: 2}), 0))
it = space["g"](x for x in range(5))
print(next(it), it.send("a"), next(it), next(it), list(it))

# closures and comprehensions in a function with that many cells
text = "def f():\n" + "".join(f"    c{i} = {i}\n" for i in range(N))
text += "    def g():\n        nonlocal c299\n        c299 += 1\n        return (" + ", ".join(f"c{i}" for i in range(N)) + ")\n"
text += "    return sum(g()), sum(g()), c299, {c290 + k for k in range(3)}\n"
print(made(text)["f"]())

# a tracer sees each line of it
seen = []


def tracer(frame, event, arg):
    if frame.f_code.co_filename == "made":
        seen.append((event, frame.f_lineno))
        return tracer


f = made("def f(a):\n" + "".join(f"    x{i} = a\n" for i in range(N)) + "    for i in range(2):\n        x299 = x298\n    return x299\n")["f"]
sys.settrace(tracer)
f(7)
sys.settrace(None)
print(len(seen), seen[-6:])
