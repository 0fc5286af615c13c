"""The order of sets of constants: of how often the compiler builds them, and of what is interned before."""
import random


def seen(x):
    # interned by the interpreter itself
    print({"read", "write", "close", "append", "insert"})
    print([k for k in {"gettext", "ngettext", "npgettext", "pgettext"}])
    # by nobody
    print({"attlist", "linktype", "zlink", "zelement"})
    print({"alpha", "beta", "gamma", "delta", "epsilon", "zeta"})
    # identifiers of this file
    return x in {"seen", "walk", "width", "height_of", "thing"}


def walk(width, height_of):
    for thing in {"seen", "walk", "width", "height_of", "thing"}:
        print(thing, end=" ")
    print()


seen(1)
walk(1, 2)
for members in ({"linktype", "attlist", "link", "element"}, {"win32", "darwin", "wasi", "emscripten"}, {"a", "b", "c", "d", "e"}):
    print(members)
print({"trailers", "te", "connection", "upgrade", "keep-alive", "proxy-authenticate", "proxy-authorization", "transfer-encoding"})
print({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE"}, {b"GET", b"HEAD", b"POST", 1, 2.5, None, (1, "append")})
rng = random.Random(5)
words = "self name value items keys get set update args kwargs path file data text line code node key index size".split()
words += "blue green yellow orange purple window door table chair lamp house street river mountain ocean".split()
for _ in range(60):
    chosen = rng.sample(words, rng.randrange(3, 9))
    print(eval("{" + ", ".join(map(repr, chosen)) + "}"))
