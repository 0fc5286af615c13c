# Text of integers: bases, prefixes, limits, byte strings.
for s in ["0", " 12 ", "-7", "+7", "0x1f", "1_000", "٣", "\u2003 5\u2003", "00012", "9" * 50, "-" + "8" * 40]:
    print(repr(s), int(s, 0) if s.strip().startswith("0x") else int(s))
for s, b in [("ff", 16), ("0xff", 16), ("0Xff", 16), ("0b101", 2), ("0o17", 8), ("0b1", 0), ("0o17", 0), ("-0x1f", 0), ("zz", 36), ("0x_1", 16), ("0b1", 16), ("0_0", 0), ("00", 0), ("1010", 2), ("777", 8), ("1" * 70, 2), ("f" * 33, 16), ("z" * 40, 36), ("12" * 20, 3)]:
    print(s, b, int(s, b))
bad = [("", 10), ("+", 10), ("x", 10), ("1 2", 10), ("_1", 10), ("1_", 10), ("1__1", 10), ("010", 0), ("0b2", 0), ("0x", 0), ("0x", 16), ("0_x1", 16), ("9", 8), ("1\0", 10), ("é", 10), ("\ud800", 10), ("z", 99), ("1", 1), ("1", -2), ("1" * 300 + "x", 10), (b"12x", 10), (b"\xff", 10), (5, 10), (5.0, 10), (None, 10), ([], 10)]
for s, b in bad:
    try:
        print(int(s, b))
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)
for v in [[], 1j, None, "1.5", b"x", object]:
    try:
        print(int(v))
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)
print(int(), int(1.9), int(-1.9), int(b"7"), int(bytearray(b"8")), int(True), int(1e30))
for v in [0, 1, -1, 255, -255, 2**64, -(3**50)]:
    print(bin(v), oct(v), hex(v), str(v), repr(v))
try:
    str(10**5000)
except ValueError as e:
    print(e)
try:
    int("1" * 5000)
except ValueError as e:
    print(e)
print(len(str(10**4000)), len(hex(10**5000)), int("1" * 4300) % 1000007)
for v, n, o, s in [(0, 1, "big", False), (255, 1, "big", False), (-1, 2, "little", True), (-128, 1, "big", True), (127, 1, "big", True), (2**70, 10, "little", False), (-(2**70), 10, "big", True), (0, 0, "big", False), (-1, 0, "big", True), (258, 4, "big", False)]:
    b = v.to_bytes(n, o, signed=s)
    print(b, int.from_bytes(b, o, signed=s))
print((1).to_bytes(), (65).to_bytes(length=3, byteorder="little"), int.from_bytes([1, 2, 3]), int.from_bytes(bytearray(b"ab"), "little"))
for f in [lambda: (300).to_bytes(1), lambda: (-1).to_bytes(1), lambda: (128).to_bytes(1, "big", signed=True), lambda: (-129).to_bytes(1, "big", signed=True), lambda: (1).to_bytes(1, "x"), lambda: (1).to_bytes(-1), lambda: (1).to_bytes(1, 3), lambda: (1).to_bytes("a"), lambda: (1).to_bytes(1, "big", True), lambda: int.from_bytes("abc"), lambda: int.from_bytes(1.5), lambda: int.from_bytes([300]), lambda: int.from_bytes(), lambda: int(x=1), lambda: int(1, 2, 3), lambda: int(base=2), lambda: int(1, 2), lambda: int("1", "a"), lambda: int.__new__(str), lambda: int.__new__(1), lambda: (1).__format__(3), lambda: (1).__round__(1, 2), lambda: (1).__round__(None), lambda: 1 << -1, lambda: 1 >> -1, lambda: 1 // 0, lambda: 1 % 0, lambda: divmod(1, 0), lambda: 1 / 0, lambda: 0**-1, lambda: pow(2, 3, 0), lambda: pow(2, -1, 4), lambda: 10**400 / 3, lambda: 10**400 * 1.0, lambda: float(10**400), lambda: int(float("inf")), lambda: int(float("nan"))]:
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
