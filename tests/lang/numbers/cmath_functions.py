# The module cmath: finite values rounded, special values, errors.
import cmath

inf = float("inf")
nan = float("nan")


def shown(z):
    def part(x):
        return repr(x) if x != x or x in (inf, -inf) or x == 0 else "%.11g" % x

    return "%s,%s" % (part(z.real), part(z.imag))


functions = [cmath.acos, cmath.acosh, cmath.asin, cmath.asinh, cmath.atan, cmath.atanh, cmath.cos, cmath.cosh, cmath.exp, cmath.log, cmath.log10, cmath.sin, cmath.sinh, cmath.sqrt, cmath.tan, cmath.tanh]
points = [0j, 1 + 0j, 1j, 1 + 2j, -1.5 + 0.5j, 0.3 - 0.7j, complex(-0.0, 1), complex(2, -0.0), 1e-200 + 1e-200j, 1e200 - 1e200j, 20 + 3j, -700 + 1j, complex(inf, 2), complex(-inf, -3), complex(1, inf), complex(0, -inf), complex(nan, 1), complex(2, nan), complex(nan, 0), complex(inf, nan), complex(-inf, inf), complex(nan, nan), complex(inf, 0)]
for f in functions:
    for z in points:
        try:
            print(f.__name__, z, shown(f(z)))
        except (ValueError, OverflowError) as e:
            print(f.__name__, z, type(e).__name__, e)
print(cmath.phase(-1), cmath.phase(1j), cmath.polar(3 + 4j), shown(cmath.rect(2, 1)), cmath.rect(inf, 0), cmath.rect(1, 0), cmath.log(8, 2), shown(cmath.log(1j, 2)))
print(cmath.isfinite(1j), cmath.isfinite(complex(inf, 1)), cmath.isinf(complex(1, inf)), cmath.isnan(complex(nan, 1)), cmath.isclose(1j, 1j + 1e-12), cmath.isclose(1, 1.5, rel_tol=0.5), cmath.pi, cmath.infj, cmath.nanj, cmath.tau)
for f in [lambda: cmath.log(0), lambda: cmath.exp(1000), lambda: cmath.sqrt("a"), lambda: cmath.atanh(1), lambda: cmath.rect(1, inf), lambda: cmath.isclose(1, 1, rel_tol=-1), lambda: cmath.log(1, 1), lambda: cmath.log(2, 0), lambda: cmath.polar("x"), lambda: cmath.sin(), lambda: cmath.cosh(1e5)]:
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
