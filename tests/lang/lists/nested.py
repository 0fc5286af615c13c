grid = [[0] * 3 for _ in range(2)]
grid[0][1] = 5
print(grid, [list(col) for col in zip(*grid)], [sum(row) for row in grid], sum(map(sum, grid)))
shared = [[0] * 3] * 2
shared[0][1] = 5
print(shared, shared[0] is shared[1])
deep = [1, [2, [3, [4]]]]
copy = list(deep)
copy[1][0] = "changed"
print(deep, copy == deep, copy is deep, copy[1] is deep[1])
def clone(x): return [clone(i) for i in x] if isinstance(x, list) else x
other = clone(deep)
other[1][0] = "other"
print(deep[1][0], other[1][0])
def flat(x): return [y for i in x for y in flat(i)] if isinstance(x, list) else [x]
print(flat(deep), len(str(deep)), deep.index([*deep[1]]) if deep[1] in deep else None)
m = [[1, 2], [3, 4], [5, 6]]
print([row[::-1] for row in m[::-1]], [x for row in m for x in row if x % 2], list(map(list, zip(*m))))
m[1][:] = [9]
m[2] += [7]
del m[0][0]
print(m, [len(r) for r in m], any(9 in r for r in m), sorted(m), max(m))
a = b = [1]
a += [2]
a = a + [3]
print(a, b)
stack, queue = [], [1, 2, 3]
while queue: stack.append(queue.pop(0))
print(stack, stack[::-1], [stack.pop() for _ in range(len(stack))], stack)
