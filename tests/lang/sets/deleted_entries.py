"""A key that is added takes the place of the last deleted one that its search came by: seen in the order of the set."""
seed = 12345


def number(n):
    global seed
    seed = (seed * 6364136223846793005 + 1442695040888963407) % (1 << 64)
    return (seed >> 33) % n


for size in (5, 12, 30, 100, 1000):
    s = set()
    for step in range(size * 6):
        k = number(size) * (1 if size < 100 else 9973)
        if number(2):
            s.add(k)
        else:
            s.discard(k)
        if step % size == 0:
            print(size, step, len(s), hash(tuple(s)), s.__sizeof__())
    print(list(s)[:20])
    t = s ^ {number(size) for _ in range(size)}
    t -= {number(size) for _ in range(size // 2)}
    t |= {number(size) for _ in range(size // 2)}
    t ^= {number(size) for _ in range(size // 2)}
    t.update(range(3))
    print(hash(tuple(t)), t.pop(), t.pop(), list(t)[:10], list(t | s)[:10], list(t & s)[:10])
