def hofstadter_f(n):
    return 1 if n == 0 else n - hofstadter_m(hofstadter_f(n - 1))
def hofstadter_m(n):
    return 0 if n == 0 else n - hofstadter_f(hofstadter_m(n - 1))
print([hofstadter_f(i) for i in range(15)])
print([hofstadter_m(i) for i in range(15)])
def collatz(n, path=()):
    path = (*path, n)
    return path if n == 1 else collatz(n // 2 if n % 2 == 0 else 3 * n + 1, path)
print(collatz(7), len(collatz(97)))
def subsets(items):
    if not items:
        yield ()
        return
    for rest in subsets(items[1:]):
        yield rest
        yield (items[0], *rest)
print(sorted(subsets("abc")), sum(1 for _ in subsets(range(8))))
def gcd(a, b): return a if b == 0 else gcd(b, a % b)
print(gcd(1071, 462), gcd(2**40, 6**20))
