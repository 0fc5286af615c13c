# The format mini-language on str, int, float and complex, with every error.
def show(value, spec):
    try:
        print(repr(value), repr(spec), repr(format(value, spec)))
    except (ValueError, OverflowError, TypeError) as e:
        print(repr(value), repr(spec), type(e).__name__, e)


for s in ["", "+", " ", "z", "#", "=5", "05", "<05", "5", ".2", "*^9", "9.1", "99999999999999999999", ".", ".x", ",", "_", "d", "10s", "5z", "\u00e9<5", "s\0", "\x01", "é", "=05", "<", ">7", "^7", "5s", ".0", "\U0001f600^8"]:
    show("abc", s)
for s in [",", "_", ",_", "_,", ",,", "_x", ",x", "04,", "010,", "+,", "#x", "#X", "#_b", "08x", "#010x", "^#10x", "n", "c", "#c", "+c", "zd", ".1", "e", "10.2f", "%", ",%", "s", "\x01", "é", "=+10", "*=10", "x<+8", "<08", ",c", "_c", "_n", ",n", "_d", " ", "010_x", "020_x", "o", "#o", "b", "X", "10d", "-d", "g", "G", ".3g", "F"]:
    show(123456, s)
    show(-255, s)
for s in ["", "e", ".0f", "#.0f", "z.1f", "+z.0f", ",", "_", ",.2f", "012,.2f", "%", ".1%", "n", "g", "#g", ".3", ".20", "G", "F", "E", "08.2f", "=8", "<8", "^8", "d", "x", "é", "10_f", ",n", "r", "a", ".2147483648f", ".0", "#.0", "#.3", "#", "c", "+", "020,", "s", ".50f", ".30e", " .2f"]:
    for v in (1234.5678, -0.0001, float("inf"), float("nan"), 0.0, 1e22, -0.04):
        show(v, s)
for s in ["", "e", ".2f", "+", "20", "<20", "^20", "*>20", "020", "=20", ",", "#", "z", "n", "x", "%", ".0", ".3", "g", "é", ",.1f", "s"]:
    for v in (1 + 2j, -1.5j, 1e20 + 1e-5j, complex("nan+infj")):
        show(v, s)
show(True, "d")
show(True, "")
show(True, "5")
show(10**30, ",")
show(-(10**30), "_x")
show(0, "#x")
show(0x110000, "c")
show(2**70, "c")
show(65, "*^5c")
show(0x1F600, "<4c")
show(10**400, "e")
show(1, "f")
print(f"{3.14159:.2f} {42:5d}|{42:<5d}|{42:^5d}|{42:05d} {255:#x} {0.5:%} {'hi':>5} {1e10:,.0f} {7!r:>3}")
