big = 3 ** 200
print(big * big % 10 ** 50, -big // 7, big >> 30, hash(big))
print(1.5 * 7, 2 ** 0.5, round(2.675, 2), 10 / 3, float("1e300") * 10)
print((1 + 2j) * (3 - 4j), abs(3 + 4j), int("123456789" * 5), str(big)[:20], hex(big)[:20])
