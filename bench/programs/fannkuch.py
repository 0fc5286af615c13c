"""numeric, int: flips of prefixes of every permutation."""


def run(n=9):
    permutation = list(range(n))
    count = [0] * n
    most = checksum = permutations = 0
    r = n
    while True:
        while r != 1:
            count[r - 1] = r
            r -= 1
        flips = 0
        work = permutation[:]
        first = work[0]
        while first:
            work[: first + 1] = work[first::-1]
            flips += 1
            first = work[0]
        most = max(most, flips)
        checksum += -flips if permutations % 2 else flips
        while True:
            if r == n:
                return checksum, most
            permutation.insert(r, permutation.pop(0))
            count[r] -= 1
            if count[r] > 0:
                break
            r += 1
        permutations += 1


RESULT = (8629, 30)
