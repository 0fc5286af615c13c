words = "the quick brown fox jumps over the lazy dog".split()
print(" ".join(reversed(words)), "-".join(w.title() for w in words))
print("{:>10}|{!r:<8}|{x:.3f}".format("a", "b", x=1 / 3), f"{words[0]:^9}|{len(words):#x}", "%s %5.2f" % ("c", 2.5))
print("ünï".encode(), b"abc".decode("utf-16-le", "replace"), "aXbXc".partition("X"), "a,b".replace(",", ";" * 20))
