print("{} {} {}".format(1, "a", None), "{1} {0} {1}".format("x", "y"), "{a} {b}".format(a=1, b=2), "{0.real} {0.imag}".format(3 + 4j))
print("{0[1]} {0[0]} {d[k]}".format([10, 20], d={"k": "v"}), "{!r} {!s} {!a}".format("é", "é", "é"), "{{}} {{{}}}".format(5))
print("{:>8}|{:<8}|{:^8}|{:*^8}|{:08.3f}".format("r", "l", "c", "m", 3.14159), "{:,} {:_} {:+} {: }".format(1234567, 1234567, 5, 5))
print("{:b} {:o} {:x} {:X} {:#b} {:#x} {:#010x} {:c} {:n}".format(10, 8, 255, 255, 5, 255, 255, 65, 1234))
print("{:e} {:E} {:f} {:g} {:G} {:%} {:.0f} {:.3g} {:#.3g}".format(12345.678, 12345.678, 1.5, 1e10, 1e-10, 0.256, 2.5, 1234.5, 1.0))
print("{:10.3}|{:.2}|{:5}|{:<5}|{:=+8d}|{:+.1e}".format("abcdef", "xyz", True, False, 42, 123456.0))
print("{:{}}|{:{w}.{p}}|{:>{w}}".format("a", 5, 3.14159, "z", w=7, p=3))
print("{:,.2f} {:_.3f} {:,d} {:_x} {:_b}".format(1234567.891, 1234567.891, -1234567, 0xdeadbeef, 1023))
print(format(3.0), format(1e100), format(-0.0), format(float("inf"), "8.2f"), format(float("nan"), "+"), format(True, "d"), format(1 + 2j, ".1f"), format("x", ">3"))
for text, args in (("{}", ()), ("{1}", (1,)), ("{a}", ()), ("{", ()), ("}", ()), ("{0} {}", (1, 2)), ("{:d}", ("a",)), ("{:s}", (1,)), ("{:.2d}", (1,)), ("{0.x}", (1,)), ("{0[a]}", ([],)), ("{!z}", (1,)), ("{:,s}", ("a",)), ("{:q}", (1,)), ("{:c}", (-1,)), ("{:+}", ("a",)), ("{:=5}", ("a",))):
    try:
        print(repr(text), text.format(*args))
    except (ValueError, IndexError, KeyError, AttributeError, TypeError, OverflowError) as error:
        print(repr(text), type(error).__name__, error)
print("{:>10}".format([1, 2]) if False else "no spec for lists")
try: "{:>10}".format([1, 2])
except TypeError as error: print(error)
print("{a[x]} {a[0]}".format(a={"x": 1, 0: 2}), "{:\u00e9>4}".format("x"), "{: <4}|".format("é"), "{x}".format_map({"x": 9}))
