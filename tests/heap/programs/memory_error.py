def use(n):
    try:
        return [bytes(n) for _ in range(3)]
    except MemoryError:
        return None

kept = []
for size in (10, 100, 1000, 10000):
    kept.append(use(size))
    kept.append({size: [size] * 10})
print(len(kept))
