s = "naïve café ☃ 😀"
print(s, len(s), s.upper(), s[::-1], [hex(ord(c)) for c in s if ord(c) > 127])
print(s.encode(), s.encode("utf-16-le")[:8], s.encode("latin-1", "replace"), s.encode("ascii", "ignore"), s.encode("ascii", "backslashreplace"), s.encode("ascii", "xmlcharrefreplace"))
print(b"caf\xc3\xa9".decode(), b"caf\xe9".decode("latin-1"), b"a\xffb".decode("utf-8", "replace"), b"a\xffb".decode("utf-8", "ignore"), b"\xff".decode("utf-8", "backslashreplace"))
for f in (lambda: b"a\xff".decode(), lambda: "é".encode("ascii"), lambda: b"\xc3".decode("utf-8"), lambda: "\ud800".encode(), lambda: "a".encode("nothing")):
    try: print(f())
    except (UnicodeError, LookupError) as error: print(type(error).__name__, error)
print(repr("\x00\x1f\x7f\x80\xa0\xad\u2028\ud800\U0001f600'\"\\\n\t"), ascii("é☃😀"))
print("ÀÉÎ".lower(), "straße".upper(), "ǆ".title(), "ΑΣ".lower(), "ﬁ".upper(), "İ".lower(), "ß" == "ss", "STRASSE".casefold() == "straße".casefold())
print("١٢٣".isdigit(), int("١٢٣"), "x²".isidentifier(), "é".isidentifier(), "日本".isalpha(), "\u00a0".isspace(), "Ⅷ".isnumeric(), "Ⅷ".isdecimal())
print(sorted(["é", "e", "z", "a", "É"]), "é" > "z", max("aé☃"), "e\u0301" == "é", len("e\u0301"))
print("\N{SNOWMAN} \N{LATIN SMALL LETTER E WITH ACUTE} \u2603 \x41 \101 \
continued", "☃" * 3, "☃😀".find("😀"), "a☃b😀c".split("☃"), "😀".isprintable())
print("日本語".center(7, "―"), "😀a".ljust(4, "."), "☃".join("ab"), "a😀b".replace("😀", "--"), "😀😀".count("😀"))
π = 3.14
print(π, "ñ" in "señor", "Ǆ".swapcase(), chr(0x10ffff).isprintable(), "\u0130".casefold() == "i\u0307")
print(b"\xf0\x9f\x98\x80".decode(), "😀".encode(), "😀".encode("utf-16"), "a".encode("utf-32"), "\ufeffx".encode("utf-8-sig"))
