def ackermann(m, n):
    if m == 0:
        return n + 1
    if n == 0:
        return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))

print(ackermann(2, 3), ackermann(1, 10))

def hanoi(n, a, b, c, moves):
    if n:
        hanoi(n - 1, a, c, b, moves)
        moves.append(a + b)
        hanoi(n - 1, c, b, a, moves)
    return moves

print(len(hanoi(8, "A", "B", "C", [])), hanoi(3, "A", "B", "C", []))

def permutations(items):
    if not items:
        return [[]]
    return [[x, *rest] for i, x in enumerate(items) for rest in permutations(items[:i] + items[i + 1:])]

print(permutations("abc"))
print(len(permutations("abcdef")))

def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)

print(depth(900))
def endless():
    return endless()
try:
    endless()
except RecursionError as error:
    print(type(error).__name__, error)
even = lambda n: True if n == 0 else odd(n - 1)
odd = lambda n: False if n == 0 else even(n - 1)
print(even(100), odd(7))
