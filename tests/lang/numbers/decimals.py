from decimal import *
import decimal, random

ctx = getcontext()
print(ctx)
print(Decimal("1.10") + 2, 2 - Decimal("0.5"), Decimal(7) // 2, -Decimal(7) % 3, divmod(Decimal(-7), 2))
print(Decimal(1) / 3, Decimal(2).sqrt(), Decimal(10).ln(), Decimal(1).exp(), Decimal(1000).log10(), Decimal(3) ** Decimal("0.5"))
print(Decimal("123.456").quantize(Decimal("0.01")), Decimal("2.5").to_integral_value(), Decimal("-0").is_signed())
for bad in ("Decimal('x')", "Decimal(1) / 0", "Decimal(0) / 0", "Decimal('1e999999') * 10", "Decimal('sNaN') + 1", "Decimal(1) + 1.5", "Decimal({})"):
    try:
        print(eval(bad))
    except Exception as e:
        print(bad, type(e).__name__, e)
for spec in ("", ",.2f", "e", ".3e", "%", "015,.1f", "<12", "*^12", "+.0f", "G", "z.0f"):
    print(repr(spec), repr(format(Decimal("-1234567.8951"), spec)), repr(format(Decimal("0.00001"), spec)), repr(format(Decimal("NaN"), spec)))
print(hash(Decimal("1.0")) == hash(1), hash(Decimal("0.5")) == hash(0.5), hash(Decimal(10) ** 30) == hash(10**30))
print(Decimal("1.50").as_tuple(), Decimal("1.50").as_integer_ratio(), Decimal(0.1), int(Decimal("1e20")), float(Decimal("1e-5")))
with localcontext(prec=50, rounding=ROUND_UP) as c:
    print(Decimal(1) / 7, c)
rng = random.Random(7)
ops = ["__add__", "__sub__", "__mul__", "__truediv__", "__floordiv__", "__mod__", "remainder_near", "compare_total", "max", "min_mag", "next_toward", "copy_sign", "quantize"]
for prec in (1, 5, 16, 40):
    for mode in (ROUND_UP, ROUND_DOWN, ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_05UP):
        setcontext(Context(prec=prec, rounding=mode, Emax=99, Emin=-99, traps=[]))
        line = []
        for _ in range(12):
            a, b = (Decimal((rng.randrange(2), tuple(rng.randrange(10) for _ in range(rng.randrange(1, 30))), rng.randrange(-60, 40))) for _ in "ab")
            name = rng.choice(ops)
            line.append(f"{name}={getattr(a, name)(b)}")
            line.append(f"{a.sqrt()} {a.copy_abs().ln()} {(a % 50).exp()} {a.normalize()} {a.next_plus()} {a.logb()}")
        print(prec, mode, *line, getcontext().flags)
