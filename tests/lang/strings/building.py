out = ""
for i in range(200):
    out += chr(97 + i % 26)
print(len(out), out[:30], hash(out) == hash("".join(chr(97 + i % 26) for i in range(200))))
parts = []
for i in range(5):
    parts.append(str(i) * i)
print("|".join(parts), "".join(reversed("abc")), "-".join(str(i) for i in range(5)))
def caesar(text, k):
    return "".join(chr((ord(c) - 97 + k) % 26 + 97) if c.islower() else c for c in text)
print(caesar("hello, world", 3), caesar(caesar("hello", 3), -3))
def palindrome(t):
    t = [c for c in t.lower() if c.isalnum()]
    return t == t[::-1]
print(palindrome("A man, a plan, a canal: Panama"), palindrome("no"))
text = "it was the best of times it was the worst of times"
freq = {}
for w in text.split():
    freq[w] = freq.get(w, 0) + 1
print(sorted(freq.items(), key=lambda p: (-p[1], p[0])))
print(text.title(), text.replace("times", "🕐"), len(text.split("t")), text.rfind("it"))
def rle(s):
    res, prev, n = "", None, 0
    for c in s + "\0":
        if c == prev: n += 1
        else:
            if prev: res += f"{prev}{n}"
            prev, n = c, 1
    return res
print(rle("aaabbbccd"), str(b"x"), str(b"caf\xc3\xa9", "utf-8"), "a" "b" 'c')
print("""triple
'quoted' "text"
""", r"raw\n", "tab\tnew\\", 'single\'s', "\a\b\f\v".encode(), "\0" == "\x00")
print("x".__add__("y"), "ab".__mul__(2), "abc".__contains__("b"), "abc".__getitem__(1), "a".__lt__("b"), "a".__eq__(1), "%d".__mod__(5), "abc".__len__())
import string
print(string.ascii_lowercase, string.digits, string.punctuation, string.Template("$a and ${b}").substitute(a=1, b=2), string.capwords("a bc d"))
