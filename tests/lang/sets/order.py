print({3, 1, 2}, {10, 5, 20, 15}, {100, 33, 66, 1000}, {"a"}, set(range(20)), {i * 8 for i in range(10)})
print({"apple", "banana", "cherry", "date", "elderberry"})
print({"x", "y", "z"}, {1, "one", 1.5, (1,), None and 0})
print(set("hello world"), frozenset("abracadabra"))
print({(1, 2), (3, 4), (0, 0)}, {2.5, 1.5, 0.5}, {-1, -5, 7, 2**40, 2**70})
s = set()
for w in "one two three four five six seven eight nine ten".split():
    s.add(w)
    print(s)
for w in ("two", "ten", "six"):
    s.discard(w)
print(s, s.pop(), s)
print(hash("a"), hash("hello"), hash(""), hash("é"), hash(b"x"), hash((1, 2)), hash(()), hash((1, (2, "x"))), hash(1.5), hash(2**70), hash(-7), hash(None) == hash(None), hash(frozenset([1, 2, 3])), hash(1j), hash(float("inf")), hash(True))
