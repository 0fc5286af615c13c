words = "the Quick brown fox Jumps over the lazy Dog".split()
print(sorted(words), sorted(words, key=str.lower), sorted(words, key=len), sorted(words, key=len, reverse=True))
data = [(2, "b"), (1, "z"), (2, "a"), (1, "a")]
print(sorted(data), sorted(data, key=lambda p: p[0]), sorted(data, key=lambda p: p[1], reverse=True), sorted(data, key=lambda p: (-p[0], p[1])))
seed = 12345
def rand():
    global seed
    seed = (seed * 1103515245 + 12345) % 2**31
    return seed
nums = [rand() % 1000 for _ in range(500)]
s = sorted(nums)
print(s[:10], s[-10:], all(a <= b for a, b in zip(s, s[1:])), sorted(nums, reverse=True) == s[::-1])
runs = list(range(100)) + list(range(50, 0, -1)) + [7] * 30 + list(range(200, 260))
print(sorted(runs) == sorted(runs, key=lambda x: x), sorted(runs)[::25])
pairs = [(rand() % 10, i) for i in range(200)]
st = sorted(pairs, key=lambda p: p[0])
print(all(a[0] < b[0] or a[1] < b[1] for a, b in zip(st, st[1:])), st[:6])
print(sorted([1.5, 1, True, 0.5, -1]), sorted("hello"), sorted({"b": 1, "a": 2}), sorted([[2], [1, 5], [1]]), sorted([(), (1,), (0, 5)]))
class Rev:
    def __init__(self, v): self.v = v
    def __lt__(self, o): return self.v > o.v
    def __repr__(self): return str(self.v)
print(sorted(map(Rev, [1, 3, 2])), max(map(Rev, [1, 3, 2])), min([Rev(1), Rev(5)]))
def sort_changing():
    l = [3, 2, 1]
    try: l.sort(key=lambda x: l.append(x) or x)
    except ValueError as error: print(error)
sort_changing()
try: sorted([1, "a", None])
except TypeError as error: print(error)
try: sorted([3, 2, 1], key=lambda x: 1 / (x - 2))
except ZeroDivisionError as error: print(error)
calls = []
sorted([3, 1, 2], key=lambda x: calls.append(x) or x); print(calls)
def insertion(l):
    for i in range(1, len(l)):
        j = i
        while j and l[j - 1] > l[j]: l[j - 1], l[j] = l[j], l[j - 1]; j -= 1
    return l
def quick(l): return l if len(l) < 2 else quick([x for x in l[1:] if x < l[0]]) + [l[0]] + quick([x for x in l[1:] if x >= l[0]])
print(insertion(nums[:20]), quick(nums[:20]) == sorted(nums[:20]), quick(nums) == s)
