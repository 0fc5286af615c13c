s = "0123456789"
for sl in (slice(2, 5), slice(None, 3), slice(7, None), slice(-3, None), slice(None, -3), slice(None, None, 2), slice(None, None, -1), slice(8, 2, -2), slice(20, 30), slice(-20, 3), slice(5, 2), slice(-1, -5, -1)):
    print(sl, s[sl], list(range(10))[sl], tuple(range(10))[sl], b"0123456789"[sl], sl.indices(10), range(10)[sl])
print(s[3], s[-1], s[True])
for i in (10, -11, "a", 1.5, None):
    try: print(s[i])
    except (IndexError, TypeError) as error: print(type(error).__name__, error)
try: s[::0]
except ValueError as error: print(error)
try: s["a":]
except TypeError as error: print(error)
try: s[0] = "x"
except TypeError as error: print(error)
try: del s[0]
except TypeError as error: print(error)
print(slice(1, 2, 3).start, slice(5), slice(1, 2) == slice(1, 2), slice(1, 2) < slice(1, 3))
class I:
    def __index__(self): return 2
print(s[I():], s[:I()], s[I()], [1, 2, 3][I()])
print(s[10**20:], s[:10**20], s[-10**20:3])
