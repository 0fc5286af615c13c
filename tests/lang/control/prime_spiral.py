def spiral(n):
    grid = [[0] * n for _ in range(n)]
    x = y = n // 2
    dx, dy = 1, 0
    step = value = 1
    grid[y][x] = 1
    while value < n * n:
        for _ in range(2):
            for _ in range(step):
                x, y = x + dx, y + dy
                value += 1
                if 0 <= x < n and 0 <= y < n: grid[y][x] = value
                if value >= n * n: break
            dx, dy = dy, -dx
        step += 1
    return grid
for row in spiral(5): print(" ".join(f"{v:2}" for v in row))
def prime(n): return n > 1 and all(n % d for d in range(2, int(n**0.5) + 1))
print("\n".join("".join("*" if prime(v) else "." for v in row) for row in spiral(11)))
for n in range(1, 16):
    if n % 15 == 0: print("FizzBuzz", end=" ")
    elif n % 5 == 0: print("Buzz", end=" ")
    elif n % 3 == 0: print("Fizz", end=" ")
    else: print(n, end=" ")
print()
for i in range(1, 5):
    for j in range(1, 5):
        if (i * j) % 4 == 0: break
        print(i * j, end=",")
    else:
        print("full", end="")
    print()
a, b, n = 1, 1, 0
while (a := a + b) < 500 and (b := b + a) < 500: n += 1
print(a, b, n)
