def vigenere(text, key, sign=1):
    out = []
    k = 0
    for c in text:
        if c.isalpha():
            base = ord("A") if c.isupper() else ord("a")
            out.append(chr((ord(c) - base + sign * (ord(key[k % len(key)]) - 97)) % 26 + base))
            k += 1
        else:
            out.append(c)
    return "".join(out)
secret = vigenere("Attack at Dawn!", "lemon")
print(secret, vigenere(secret, "lemon", -1))
print("".join(chr(ord(c) ^ 7) for c in "xor"), "hello".translate(str.maketrans("abcdefghijklmnopqrstuvwxyz", "nopqrstuvwxyzabcdefghijklm")))
morse = {"s": "...", "o": "---"}
print(" ".join(morse[c] for c in "sos"), {v: k for k, v in morse.items()})
def anagrams(words):
    groups = {}
    for w in words: groups.setdefault("".join(sorted(w)), []).append(w)
    return [g for g in groups.values() if len(g) > 1]
print(anagrams("listen silent enlist google elbow below inlets".split()))
def checksum(digits):
    return sum(int(d) if i % 2 == 0 else sum(divmod(int(d) * 2, 10)) for i, d in enumerate(reversed(digits))) % 10 == 0
print(checksum("4539578763621486"), checksum("4539578763621487"))
print("%s|%10s|%-10s|%.2f|%5d|%05d|%x|%o|%e" % ("a", "right", "left", 1.005, 42, 42, 255, 8, 12345.678))
hexes = bytes(range(0, 256, 51)).hex()
print(hexes, bytes.fromhex(hexes)[1], "".join(f"{b:08b}" for b in b"hi"), int("01101000", 2))
