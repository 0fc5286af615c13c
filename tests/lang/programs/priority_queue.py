class Heap:
    def __init__(self, items=()):
        self.a = []
        for x in items: self.push(x)
    def push(self, x):
        a = self.a
        a.append(x)
        i = len(a) - 1
        while i and a[i] < a[(i - 1) // 2]:
            a[i], a[(i - 1) // 2] = a[(i - 1) // 2], a[i]
            i = (i - 1) // 2
    def pop(self):
        a = self.a
        if not a: raise IndexError("empty heap")
        a[0], a[-1] = a[-1], a[0]
        top, i = a.pop(), 0
        while (c := 2 * i + 1) < len(a):
            if c + 1 < len(a) and a[c + 1] < a[c]: c += 1
            if a[i] <= a[c]: break
            a[i], a[c], i = a[c], a[i], c
        return top
    def __len__(self): return len(self.a)
h = Heap([5, 2, 8, 1, 9, 3])
print([h.pop() for _ in range(len(h))])
try: h.pop()
except IndexError as error: print(error)
tasks = Heap()
for t in ((2, "write"), (1, "plan"), (3, "test"), (1, "ask")): tasks.push(t)
while tasks: print(tasks.pop(), end=" ")
print()
def huffman(text):
    freq = {}
    for c in text: freq[c] = freq.get(c, 0) + 1
    h = Heap((n, c) for c, n in freq.items())
    trees = dict((c, c) for c in freq)
    while len(h) > 1:
        (n1, c1), (n2, c2) = h.pop(), h.pop()
        trees[c1 + c2] = (trees[c1], trees[c2])
        h.push((n1 + n2, c1 + c2))
    codes = {}
    def walk(t, code):
        if isinstance(t, str): codes[t] = code
        else: walk(t[0], code + "0"); walk(t[1], code + "1")
    walk(trees[h.pop()[1]], "")
    return codes
codes = huffman("abracadabra")
print(dict(sorted(codes.items())), "".join(codes[c] for c in "abracadabra"), sum(len(codes[c]) for c in "abracadabra"))
