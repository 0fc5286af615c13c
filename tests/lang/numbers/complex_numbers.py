# Complex numbers: construction, text, arithmetic, powers, errors.
inf = float("inf")
nan = float("nan")
zs = [0j, 1j, -1j, 1 + 2j, -1.5 - 0.5j, complex(-0.0, -0.0), complex(0.0, -0.0), complex(inf, nan), complex(nan, -inf), 1e300 + 1e-300j, complex(-0.0, 2)]
for z in zs:
    print(z, repr(z), str(z), z.real, z.imag, z.conjugate(), -z, +z, bool(z), abs(z))
for s in ["1+2j", "(1+2j)", " ( 1+2j ) ", "1", "j", "-j", "+j", "1+j", "1e5j", "1_0+2_0j", "nan+infj", "infj", "1e400j", "\u0661j", "-1-1j", "1.5e3-.5j"]:
    print(repr(s), complex(s))
for s in ["1+", "1j+2", "()", "(1", "1 +2j", "1e", "--1j", "1+-2j", "", "1jj", "1+2", "1__0j", "1\0j"]:
    try:
        print(complex(s))
    except ValueError as e:
        print(repr(s), e)
print(complex(), complex(1), complex(1.5, 2), complex(1 + 2j, 3), complex(1, 2j), complex(1 + 1j, 1j), complex(real=3), complex(imag=4), complex(real=1, imag=2), complex(True))
for f in [lambda: complex("1", 2), lambda: complex(1, "2"), lambda: complex([]), lambda: complex(1, []), lambda: complex(None), lambda: complex(1, 2, 3), lambda: complex(foo=1), lambda: complex(10**400), lambda: 1j / 0, lambda: 0j**-1, lambda: 0j**1j, lambda: (1e200 + 1j) ** 3, lambda: pow(1j, 1, 1), lambda: 1j // 1, lambda: 1j % 1, lambda: divmod(1j, 1), lambda: 1j < 2j, lambda: int(1j), lambda: float(1j), lambda: abs(complex(1.7e308, 1.7e308)), lambda: 1j + "a", lambda: complex.__new__(int), lambda: 1j * 10**400]:
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
a, b = 3 + 4j, 1 - 2j
print(a + b, a - b, a * b, a / b, a + 1, 1 + a, a - 1.5, 2 - a, 2 * a, a / 2, 2 / a, a == b, a != b, a == 3 + 4j)
print(a**2, a**-2, a**0, a**10, (1 + 2j) ** 2.5, a**b, 2**1j, (-1) ** 0.5, (-8) ** (1 / 3), 1j**2, 0j**0, 0j**2)
print(complex(1, 0) == 1, complex(1, 0) == 1.0, 1 == complex(1, 1), complex(2**53, 0) == 2**53 + 1, hash(1 + 0j) == hash(1), hash(1 + 2j), hash(1j))
print(complex(inf, 1) / (1 + 1j), complex(1, nan) / 1, 1 / complex(inf, 0), complex(inf, nan) * 2, 1j - 1.0, 0.0 - 1j, 1.0 * complex(0, inf))


class C:
    def __complex__(self):
        return 5 + 6j


class D:
    def __complex__(self):
        return 3


class E:
    def __float__(self):
        return 2.5


class G:
    def __index__(self):
        return 7


print(complex(C()), complex(E()), complex(G()), complex(1, E()), complex(C(), 1))
try:
    complex(D())
except TypeError as e:
    print(e)


class Z(complex):
    pass


z = Z(1, 2)
print(z, type(z + 1), type(+z), z == 1 + 2j, Z("3j"), type(Z("3j")), z.__complex__(), z.__getnewargs__())
