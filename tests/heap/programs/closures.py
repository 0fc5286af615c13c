def counter(start=0, *, step=1):
    count = start

    def add(*args, **kwargs):
        nonlocal count
        count += step + len(args) + len(kwargs)
        return count

    return add

first, second = counter(), counter(10, step=5)
print(first(), first(1, 2), second(a=1), second(*[1, 2], **{"k": 3}))
print((lambda a, b=2, /, *c, d, **e: (a, b, c, d, e))(1, d=4, z=5), list(map(lambda f: f(), [first, second])))
