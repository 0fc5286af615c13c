"""What a search may leave out because of first characters must change no result: repeats, alternatives, options, prefixes, sets, assertions."""
import re

LONG = "x" * 40
PATTERNS = [
    r"\d+\.\d+", r"\d+\d", r"\d+$", r"\w+\b", r"\w*\b", r"\w+?\b", r"[^\]]+\]", r"\S+\"", r".*foo", r".*?foo", r"a+a", r"a{2,3}a", r"a{3,}b",
    r"(?:'[a-z]+)?x", r"(?:ab)?abc", r"(?:ab)??abc", r"(a)?(b)?c", r"(?:com|org|coral|)x", r"(a|ab)(c|bcd)(d*)", r"(?:a|b)*c{2}$", r"(?:a*b)*a",
    r"(\w+)@\1", r"(\w+)-(?(1)x|y)", r"(?<![a-z])foo(?!\w)", r"(?<=a)b(?=c)", r"(?!a)\w", r"(?>a+)b", r"a++b", r"(?:ab)++c", r"(?:a|ab)*+c",
    r"foobar", r"foo(bar)", r"^foo", r"\Abar", r"(?m)^\w", r"(?m)\w$", r"\bfoo\b", r"\Bo", r"", r"x*", r"(?s).+o", r"[\w.]+@[\w.]+\.(?:com|org)\b",
    r"(?i)[\w.]+K", r"(?i)straße", r"(?i)k+s", r"(?a)\w+\b", r"(?a)\W+", r"[à-ÿ]+", r"[а-я]+\s", r"[^а-я\s]+", r"\D+\d", r"[^\d]+\d", r"[^\W\d]+\d",
    "(x{3})*" + "y", "x{13,20}y?", "[wxyz]{0,30}x", "[^y]+y", "[a-wy]", "привет", "日本",
]
TEXTS = [
    "", "a", "3.14 and 10.", "it's foo.bar@example.com, foofoo", "aaab aab ab b", "ababababc abcc", "user-user@user\nbar foo\n", "abcd acd abbcd",
    "one\ntwo foo\n", '"quoted \\S" tail]', "fooBAR foobar xfoo foo_", LONG, LONG + "y" + LONG, "ab" * 20 + "c", "été Straße STRASSE ſKs \u212a ks",
    "привет мир 日本語 ٣٤ x1", "\U0001f600 foo 日本" + LONG, "\xe9" * 20 + "1\xff", "a\x85b\u2028c 1\xb2 ",
]


def show(match):
    return match and (match.span(), match.groups(), match.lastindex)


for pattern in PATTERNS:
    compiled = re.compile(pattern)
    sum_of = []
    for text in TEXTS:
        found = (
            show(compiled.match(text)),
            show(compiled.fullmatch(text)),
            show(compiled.search(text, 1)),
            show(compiled.search(text, 2, len(text) - 2)),
            [show(m) for m in compiled.finditer(text)],
            compiled.split(text, 3),
            compiled.sub("<>", text),
        )
        sum_of.append(ascii(found))
    print(ascii(pattern), *sum_of[4:8])
    print(sum(map(len, sum_of)), sum(i * ord(c) for i, c in enumerate("".join(sum_of))) % 1000003)

for pattern in (rb"\d+\.", rb"[^\x80-\xff]+\xe9", rb"(?i)[a-z]+Z", rb"(?:ab|\xff)*c", rb"(?L)\w+\b", rb"(?Li)a\xe9+"):
    print(pattern, re.findall(pattern, b"12.5 caf\xe9 abcz ab\xffabc A\xe9\xe9"), re.split(pattern, b"ab 1. c\xe9 Z", maxsplit=2))
