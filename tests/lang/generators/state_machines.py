def traffic():
    while True:
        for colour, seconds in (("green", 3), ("yellow", 1), ("red", 2)):
            for left in range(seconds, 0, -1):
                yield f"{colour}{left}"
g = traffic()
print([next(g) for _ in range(8)])
def parser():
    words, word = [], ""
    while True:
        c = yield len(words)
        if c is None:
            return words + ([word] if word else [])
        if c == " ":
            if word: words.append(word)
            word = ""
        else:
            word += c
p = parser()
next(p)
print([p.send(c) for c in "ab c  d"])
try:
    p.send(None)
except StopIteration as stop:
    print(stop.value)
def grep(pattern):
    hits = []
    try:
        while True:
            line = yield
            if pattern in line: hits.append(line)
    finally:
        print("grep saw", hits)
f = grep("py")
next(f)
for line in ("python", "ruby", "pypy"): f.send(line)
f.close()
