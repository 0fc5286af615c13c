"""str.count, find, index, replace and split of one character at every place around the blocks in which they are searched, for each width of characters."""
for fill, hit in (("x", "y"), ("é", "y"), ("€", "y"), ("€", "ÿ"), ("x", "€"), ("€", "∆"), ("€", "😀"), ("😀", "y"), ("😀", "🙀")):
    wrong = 0
    for n in range(40):
        for at in range(n):
            s = fill * at + hit + fill * (n - at - 1)
            ok = s.count(hit) == 1 and s.find(hit) == at and s.index(hit) == at and s.replace(hit, "") == fill * (n - 1)
            ok = ok and s.split(hit) == [fill * at, fill * (n - at - 1)] and s.count(fill) == n - 1
            ok = ok and s.replace(fill, hit, 3).count(hit) == min(n, 4) and (s + hit).replace(hit, fill, 1).count(hit) == 1
            wrong += not ok
        wrong += (fill * n).count(hit) != 0 or (fill * n).find(hit) != -1 or (hit * n).count(hit) != n
    print(ascii(fill), ascii(hit), wrong)
b = bytes(range(256)) * 3
print([b.count(c) for c in (0, 7, 255)], b.find(255), b.rfind(255), bytes(50).count(0), bytes(50).count(0, 3, 41), bytearray(33).count(b"\0"))

for call in (
    lambda: "a-b".replace("-"),
    lambda: "a-b".replace("-", 1),
    lambda: "a-b".replace(1, "-"),
    lambda: "a-b-c".replace("-", "+", count=1),
    lambda: "a-b".replace("-", new="+"),
    lambda: "a-b".split(1),
    lambda: "a-b".split(None),
    lambda: "a-b".split(""),
    lambda: "a b".split(maxsplit=0),
    lambda: "a-b".split("-", 1, 2),
    lambda: str.replace("a-b", "-", "+"),
    lambda: str.replace(1, "-", "+"),
):
    try:
        print(call())
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)


class S(str):
    pass


print(type(S("a-b").replace("-", "+")), type(S("ab").replace("-", "+")), S("a-b").split(S("-")), type(S("ab").split(S("-"))[0]))
