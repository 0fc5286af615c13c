words = ["banana", "Apple", "cherry", "apple", "Éclair", "eclair", "", "10", "9", "_x", "apple pie"]
print(sorted(words), sorted(words, key=str.casefold), min(words), max(words))
print("a" < "b", "a" < "A", "abc" < "abd", "abc" < "ab", "" < "a", "Z" < "a", "10" < "9", "é" > "z")
print("apple" == "apple", "a" != "b", "abc" is not None, "a" in "cat", "at" in "cat", "ct" in "cat", "cat".startswith(("d", "c")))
print([("x" * n == "xxx") for n in range(5)], "ab" * 0 == "", "a" + "b" == "ab", "\u0041" == "A")
for other in (1, None, b"a", ["a"]):
    print("a" == other, "a" != other, end=" ")
    try:
        "a" < other
    except TypeError as error:
        print(error)
print(hash("a") == hash("a"), len({"a", "a", "b"}), {"key": 1} == {"".join(["k", "ey"]): 1})
print("abc" > "abb", max("hello"), sorted("hello"), "b".__gt__("a"), "x".__eq__(1), "ß" < "ss", "😀" > "\uffff")
