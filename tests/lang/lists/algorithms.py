def bisect(a, x):
    lo, hi = 0, len(a)
    while lo < hi:
        mid = (lo + hi) // 2
        if a[mid] < x: lo = mid + 1
        else: hi = mid
    return lo
a = list(range(0, 100, 7))
print(a, [bisect(a, x) for x in (0, 1, 49, 50, 1000)])
grid = [list(row) for row in ("S.#.....", "..#.###.", ".##.#...", "....#.#E")]
def bfs(grid):
    h, w = len(grid), len(grid[0])
    start = next((r, c) for r in range(h) for c in range(w) if grid[r][c] == "S")
    queue, seen = [(start, 0)], {start}
    for (r, c), d in queue:
        if grid[r][c] == "E": return d, len(seen)
        for dr, dc in ((0, 1), (1, 0), (0, -1), (-1, 0)):
            p = r + dr, c + dc
            if 0 <= p[0] < h and 0 <= p[1] < w and grid[p[0]][p[1]] != "#" and p not in seen:
                seen.add(p); queue.append((p, d + 1))
print(bfs(grid))
graph = {"a": {"b": 7, "c": 9, "f": 14}, "b": {"c": 10, "d": 15}, "c": {"d": 11, "f": 2}, "d": {"e": 6}, "f": {"e": 9}, "e": {}}
def dijkstra(g, s):
    dist, todo = {s: 0}, {s}
    while todo:
        n = min(todo, key=lambda x: (dist[x], x)); todo.remove(n)
        for m, w in g[n].items():
            if dist[n] + w < dist.get(m, 10**9): dist[m] = dist[n] + w; todo.add(m)
    return dist
print(dijkstra(graph, "a"))
def lcs(x, y):
    t = [[0] * (len(y) + 1) for _ in range(len(x) + 1)]
    for i in range(len(x)):
        for j in range(len(y)): t[i + 1][j + 1] = t[i][j] + 1 if x[i] == y[j] else max(t[i][j + 1], t[i + 1][j])
    return t[-1][-1]
print(lcs("AGGTABQWERTY", "GXTXAYBQRTY"))
def matmul(a, b): return [[sum(x * y for x, y in zip(r, c)) for c in zip(*b)] for r in a]
m = [[1, 1], [1, 0]]; p = [[1, 0], [0, 1]]
for _ in range(60): p = matmul(p, m)
print(p)
def life(cells):
    near = {}
    for x, y in cells:
        for i in (-1, 0, 1):
            for j in (-1, 0, 1):
                if i or j: near[x + i, y + j] = near.get((x + i, y + j), 0) + 1
    return {c for c, n in near.items() if n == 3 or n == 2 and c in cells}
g = {(1, 0), (2, 1), (0, 2), (1, 2), (2, 2)}
for _ in range(12): g = life(g)
print(sorted(g))
