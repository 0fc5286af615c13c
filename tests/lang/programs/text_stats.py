text = """It was the best of times, it was the worst of times,
it was the age of wisdom, it was the age of foolishness,
it was the epoch of belief, it was the epoch of incredulity"""
words = [w.strip(",.").lower() for w in text.split()]
counts = {}
for w in words: counts[w] = counts.get(w, 0) + 1
width = max(map(len, counts))
for w, n in sorted(counts.items(), key=lambda p: (-p[1], p[0]))[:8]:
    print(f"{w:<{width}} {n:>3} {'#' * n} {n / len(words):6.1%}")
print(len(words), len(set(words)), sum(map(len, words)) / len(words), max(words, key=len), sorted(set(map(len, words))))
print({c: text.count(c) for c in "aeiou"}, text.title().split("\n")[0], [l.rstrip(",") for l in text.splitlines()])
bigrams = {}
for a, b in zip(words, words[1:]): bigrams.setdefault(a, {}).setdefault(b, 0); bigrams[a][b] += 1
print(bigrams["the"], max(bigrams.items(), key=lambda p: sum(p[1].values()))[0])
def wrap(t, w):
    line, out = "", []
    for word in t.split():
        if line and len(line) + 1 + len(word) > w: out.append(line); line = word
        else: line = f"{line} {word}" if line else word
    return out + [line]
for l in wrap(text, 30): print("|" + l.ljust(30) + "|" + l.center(32, ".") + "|")
def soundex(s):
    codes = {c: str(n) for n, g in enumerate(("bfpv", "cgjkqsxz", "dt", "l", "mn", "r"), 1) for c in g}
    out, prev = s[0].upper(), codes.get(s[0].lower())
    for c in s[1:].lower():
        k = codes.get(c)
        if k and k != prev: out += k
        if c not in "hw": prev = k
    return (out + "000")[:4]
print([soundex(n) for n in ("Robert", "Rupert", "Ashcraft", "Tymczak", "Pfister", "Honeyman")])
def edit(a, b):
    prev = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        cur = [i]
        for j, y in enumerate(b, 1): cur.append(min(prev[j] + 1, cur[-1] + 1, prev[j - 1] + (x != y)))
        prev = cur
    return prev[-1]
print(edit("kitten", "sitting"), edit("", "abc"), edit("intention", "execution"))
roman = lambda n: "".join(s * (n // v) for v, s in ((1000, "M"),)) + "".join(t[n // d % 10] for d, t in ((100, ["", "C", "CC", "CCC", "CD", "D", "DC", "DCC", "DCCC", "CM"]), (10, ["", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX", "XC"]), (1, ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"])))
print([roman(n) for n in (1994, 2024, 3999, 4)])
