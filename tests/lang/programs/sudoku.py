puzzle = "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79"
def candidates(g, i):
    r, c = divmod(i, 9)
    used = {g[r * 9 + k] for k in range(9)} | {g[k * 9 + c] for k in range(9)} | {g[(r // 3 * 3 + a) * 9 + c // 3 * 3 + b] for a in range(3) for b in range(3)}
    return [d for d in "123456789" if d not in used]
steps = 0
def solve(g):
    global steps
    steps += 1
    best = None
    for i, c in enumerate(g):
        if c == ".":
            cand = candidates(g, i)
            if best is None or len(cand) < len(best[1]): best = (i, cand)
            if len(cand) < 2: break
    if best is None: return g
    i, cand = best
    for d in cand:
        done = solve(g[:i] + [d] + g[i + 1:])
        if done: return done
    return None
s = solve(list(puzzle))
for r in range(9): print(" ".join(s[r * 9:r * 9 + 9]))
print(steps, all(len(set(s[r * 9:r * 9 + 9])) == 9 for r in range(9)))
def knapsack(items, cap):
    best = {0: (0, ())}
    for name, w, v in items:
        for weight, (value, chosen) in list(best.items()):
            nw = weight + w
            if nw <= cap and best.get(nw, (-1,))[0] < value + v: best[nw] = (value + v, chosen + (name,))
    return max(best.values())
print(knapsack([("a", 5, 10), ("b", 4, 40), ("c", 6, 30), ("d", 3, 50)], 10))
def change(coins, n):
    ways = [1] + [0] * n
    for c in coins:
        for i in range(c, n + 1): ways[i] += ways[i - c]
    return ways[n]
print(change([1, 2, 5, 10, 20, 50, 100, 200], 200), change([2], 3))
def topo(g):
    out, seen = [], set()
    def visit(n):
        if n in seen: return
        seen.add(n)
        for m in sorted(g.get(n, ())): visit(m)
        out.append(n)
    for n in sorted(g): visit(n)
    return out
print(topo({"app": {"lib", "log"}, "lib": {"core"}, "log": {"core"}, "core": set(), "test": {"app"}}))
