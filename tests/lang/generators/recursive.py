def walk(tree, path=()):
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from walk(value, (*path, key))
        else:
            yield "/".join((*path, key)), value
tree = {"a": 1, "b": {"c": 2, "d": {"e": 3}}, "f": {}}
print(list(walk(tree)), dict(walk(tree)))
def permutations(items):
    if len(items) < 2:
        yield items
        return
    for i, x in enumerate(items):
        for p in permutations(items[:i] + items[i + 1:]):
            yield [x] + p
print(list(permutations([1, 2, 3])), sum(1 for _ in permutations(list("abcde"))))
def bits(n):
    if n == 0:
        yield ""
        return
    for b in bits(n - 1):
        yield b + "0"
        yield b + "1"
print(list(bits(3)))
def gray(n):
    if not n: return [""]
    prev = gray(n - 1)
    return ["0" + c for c in prev] + ["1" + c for c in reversed(prev)]
print(gray(3))
def depth(n):
    if n: yield from depth(n - 1)
    yield n
print(sum(depth(200)), list(depth(3)))
