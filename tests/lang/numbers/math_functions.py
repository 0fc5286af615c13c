# The module math: exact functions, special values, errors.
import math

inf = math.inf
nan = math.nan


def t(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


print(math.pi, math.e, math.tau, inf, nan)
for x in [0.0, -0.0, 0.5, -1.5, 2.5, 1e10, -7.999, 1e300]:
    print(x, math.floor(x) if abs(x) < 1e20 else "", math.ceil(x) if abs(x) < 1e20 else "", math.trunc(x) if abs(x) < 1e20 else "", math.fabs(x), math.frexp(x), math.modf(x), math.ulp(x), math.isfinite(x), math.nextafter(x, inf), math.nextafter(x, -inf), math.copysign(1, x), math.degrees(x), math.radians(x))
print(math.sqrt(2), math.sqrt(16), math.isqrt(10**30), math.isqrt(2**64 - 1), math.isqrt(10**101), math.isqrt(0), math.isqrt(99))
print(math.gcd(), math.gcd(12), math.gcd(12, 18), math.gcd(-12, 18, 27), math.gcd(3**200, 3**150 * 7), math.gcd(0, 0), math.gcd(10**40, 15**30), math.lcm(), math.lcm(4, 6), math.lcm(0, 3), math.lcm(2**70, 3**50), math.lcm(-4, 6))
print([math.factorial(n) for n in (0, 1, 2, 5, 10, 20, 21, 25, 50)], math.factorial(300) % 1000000007)
print(math.comb(5, 2), math.comb(100, 50), math.comb(3, 5), math.comb(10**10, 3), math.comb(0, 0), math.perm(5), math.perm(5, 2), math.perm(10**10, 3), math.perm(3, 5), math.perm(5, None))
print(math.fsum([0.1] * 10), math.fsum([1e100, 1, -1e100]), math.fsum([]), math.fsum([inf, 1]), math.fsum([1e308, 1e308, -1e308]) if False else "", math.prod([]), math.prod([1, 2, 3.5]), math.prod([2, 3], start=1.5), math.sumprod([1, 2], [3, 4]), math.sumprod([1.5, 2], [3, 4.5]), math.sumprod([10**20, 1], [10**20, 1]), math.sumprod([0.1] * 10, [1.0] * 10))
print(math.hypot(), math.hypot(3), math.hypot(3, 4), math.hypot(1e308, 1e308), math.hypot(1e-320, 1e-320), math.hypot(inf, nan), math.hypot(1, 2, 3, 4), math.dist((1, 2), (4, 6)), math.dist([0], [5]))
print(math.fmod(5.5, 2), math.fmod(-5.5, 2), math.fmod(5, inf), math.remainder(5.5, 2), math.remainder(7, 2), math.remainder(-5, 2), math.remainder(1, inf), math.fmod(1e300, 7))
print(math.ldexp(1, 10), math.ldexp(0.5, -1080), math.ldexp(1.5, -1074), math.ldexp(1, -1080), math.ldexp(1e300, -2000), math.ldexp(inf, 5), math.ldexp(0.0, 10**30), math.ldexp(1.0, -(10**30)), math.ldexp(3, -1076))
print(math.pow(2, 10), math.pow(2, 0.5), math.pow(-2, 3), math.pow(0, 0), math.pow(inf, -1), math.pow(-inf, 3), math.pow(1, nan), math.pow(nan, 0), math.pow(0.5, inf), math.pow(-1, inf))
print(math.log(1), math.log(math.e), math.log(10**400), math.log(8, 2), math.log2(8), math.log2(2**1000), math.log2(2**2000), math.log10(1000), math.log10(10**500), math.log(inf), math.log1p(1e-10), math.expm1(1e-10))
print(math.exp(0), math.exp(1), math.exp2(10), math.exp(-1000), math.sin(0), math.cos(0), math.tan(0), math.atan2(0, -1), math.atan2(-0.0, -1), math.asin(1), math.acos(1), math.atan(1), math.sinh(0), math.cosh(0), math.tanh(0), math.asinh(0), math.acosh(1), math.atanh(0), math.cbrt(8), math.exp(-inf))
for x in [0.1, 0.7, 1.3, 2.9, 10.5]:
    print([round(g(x), 12) for g in (math.sin, math.cos, math.tan, math.atan, math.sinh, math.cosh, math.tanh, math.exp, math.log, math.log2, math.log10, math.log1p, math.expm1, math.sqrt, math.cbrt, math.asinh, math.erf, math.erfc, math.gamma, math.lgamma)])
print([math.gamma(n) for n in range(1, 12)], math.lgamma(1), math.lgamma(2), math.lgamma(inf), math.gamma(inf), math.erf(inf), math.erfc(-inf), math.erf(0))
print(math.isclose(1, 1 + 1e-10), math.isclose(1, 1.1), math.isclose(1, 1.1, rel_tol=0.2), math.isclose(0, 1e-12, abs_tol=1e-9), math.isclose(inf, inf), math.isclose(nan, nan))
print(math.nextafter(1, 2, steps=3), math.nextafter(0, 1), math.nextafter(0.0, -1.0), math.nextafter(1, 1), math.nextafter(1, 2, steps=0), math.nextafter(-1.0, 1.0, steps=2**63 - 1) if False else "", math.ulp(1e308), math.ulp(inf), math.ulp(0))
print(math.fma(2, 3, 4), math.fma(0.1, 10, -1), math.fma(1e308, 10, -inf), math.fma(1 + 2**-52, 1 - 2**-52, -1), math.fma(-0.0, 0.0, 0.0), math.fma(5e-324, 0.5, 5e-324), math.fma(nan, 1, 1))
for f in [lambda: math.log(0), lambda: math.log(-1), lambda: math.log("a"), lambda: math.log(-(10**400)), lambda: math.log(2, 1), lambda: math.sqrt(-1), lambda: math.exp(1000), lambda: math.pow(0, -1), lambda: math.pow(-1, 0.5), lambda: math.pow(10, 400), lambda: math.sin(inf), lambda: math.gamma(-1), lambda: math.gamma(0), lambda: math.gamma(200), lambda: math.lgamma(-1), lambda: math.acos(2), lambda: math.atanh(1), lambda: math.cosh(1000), lambda: math.factorial(-1), lambda: math.factorial(2.0), lambda: math.factorial(2**70), lambda: math.factorial("a"), lambda: math.comb(3, -1), lambda: math.comb(-3, 1), lambda: math.comb(1.5, 1), lambda: math.perm(3, -1), lambda: math.perm(-3), lambda: math.isqrt(-1), lambda: math.isqrt(1.5), lambda: math.gcd(1.5), lambda: math.fmod(1, 0), lambda: math.fmod(inf, 1), lambda: math.remainder(1, 0), lambda: math.ldexp(1, 10**30), lambda: math.ldexp(1, 5000), lambda: math.ldexp("a", 1), lambda: math.ldexp(1, 1.5), lambda: math.fsum([1e308, 1e308]), lambda: math.fsum([inf, -inf]), lambda: math.fsum(["a"]), lambda: math.dist((1, 2), (3,)), lambda: math.dist(1, 2), lambda: math.hypot("a"), lambda: math.sumprod([1, 2], [3]), lambda: math.sumprod(1, [2]), lambda: math.isclose(1, 1, rel_tol=-1), lambda: math.nextafter(1, 2, steps=-1), lambda: math.ceil("a"), lambda: math.floor(1e400), lambda: math.ceil(nan), lambda: math.trunc("a"), lambda: math.fma(1e308, 10, -1e308), lambda: math.fma(0.0, inf, 1), lambda: math.sqrt(), lambda: math.sqrt(1, 2), lambda: math.sqrt(x=1), lambda: math.isfinite("a"), lambda: math.isfinite(10**400), lambda: math.log1p(-1), lambda: math.atan2(1, "a"), lambda: math.log(1, 2, 3), lambda: math.log(), lambda: math.prod(1), lambda: math.atan2(1), lambda: math.comb(1)]:
    t(f)


class H:
    def __floor__(self):
        return "floor"

    def __ceil__(self):
        return "ceil"

    def __trunc__(self):
        return "trunc"

    def __float__(self):
        return 0.25


print(math.floor(H()), math.ceil(H()), math.trunc(H()), math.sqrt(H()))
