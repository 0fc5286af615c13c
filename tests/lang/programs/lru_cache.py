class LRU:
    def __init__(self, size): self.size, self.data, self.hits, self.misses = size, {}, 0, 0
    def get(self, key, make):
        if key in self.data:
            self.hits += 1
            value = self.data.pop(key)
        else:
            self.misses += 1
            value = make(key)
            if len(self.data) >= self.size: del self.data[next(iter(self.data))]
        self.data[key] = value
        return value
c = LRU(3)
for k in (1, 2, 3, 1, 4, 2, 5, 1): c.get(k, lambda x: x * x)
print(c.data, c.hits, c.misses)
class Trie:
    def __init__(self): self.root = {}
    def add(self, word):
        node = self.root
        for ch in word: node = node.setdefault(ch, {})
        node["$"] = True
    def words(self, prefix=""):
        node = self.root
        for ch in prefix:
            if ch not in node: return
            node = node[ch]
        def walk(n, w):
            for ch in sorted(n):
                if ch == "$": yield w
                else: yield from walk(n[ch], w + ch)
        yield from walk(node, prefix)
t = Trie()
for w in "car card care cat dog do done".split(): t.add(w)
print(list(t.words("car")), list(t.words("do")), list(t.words("x")), len(list(t.words())))
class UnionFind:
    def __init__(self, n): self.p = list(range(n))
    def find(self, x):
        while self.p[x] != x: self.p[x] = self.p[self.p[x]]; x = self.p[x]
        return x
    def join(self, a, b): self.p[self.find(a)] = self.find(b)
u = UnionFind(8)
for a, b in ((0, 1), (2, 3), (1, 3), (5, 6)): u.join(a, b)
print([u.find(i) == u.find(0) for i in range(8)], len({u.find(i) for i in range(8)}))
class Rational:
    def __init__(self, n, d=1):
        a, b = abs(n), abs(d)
        while b: a, b = b, a % b
        s = -1 if d < 0 else 1
        self.n, self.d = s * n // (a or 1), s * d // (a or 1)
    def __add__(self, o): return Rational(self.n * o.d + o.n * self.d, self.d * o.d)
    def __mul__(self, o): return Rational(self.n * o.n, self.d * o.d)
    def __eq__(self, o): return (self.n, self.d) == (o.n, o.d)
    def __repr__(self): return f"{self.n}/{self.d}"
total = Rational(0)
for i in range(1, 12): total = total + Rational(1, i)
print(total, Rational(6, -4), Rational(1, 2) * Rational(2, 3), Rational(2, 4) == Rational(1, 2))
