"""exceptions: raised, caught by class, chained, through several frames, with finally and context managers."""


class Missing(LookupError):
    pass


class Broken(ValueError):
    def __init__(self, code):
        super().__init__(f"code {code}")
        self.code = code


class Guard:
    def __init__(self):
        self.entered = self.failed = 0

    def __enter__(self):
        self.entered += 1
        return self

    def __exit__(self, kind, value, traceback):
        self.failed += kind is not None
        return kind is Missing


def deep(n, code):
    if n == 0:
        if code % 3 == 0:
            raise Broken(code)
        if code % 3 == 1:
            raise Missing(code)
        return code
    return deep(n - 1, code)


def lookup(table, key):
    try:
        return table[key]
    except KeyError as error:
        raise Missing(key) from error


def once():
    counts = {"broken": 0, "missing": 0, "fine": 0, "finally": 0}
    for i in range(50_000):
        try:
            deep(4, i)
            counts["fine"] += 1
        except Missing:
            counts["missing"] += 1
        except ValueError as error:
            counts["broken"] += error.code % 2
        finally:
            counts["finally"] += 1
    table = {i: i for i in range(50)}
    for i in range(70_000):
        try:
            lookup(table, i % 100)
        except Missing as error:
            counts["missing"] += error.__cause__ is not None
    guard = Guard()
    for i in range(70_000):
        with guard:
            if i % 2:
                raise Missing(i)
    for i in range(60_000):
        try:
            int("x" if i % 4 == 0 else "7")
        except ValueError:
            counts["broken"] += 1
    return counts, guard.entered, guard.failed


def run():
    for _ in range(3):
        result = once()
    return result


RESULT = ({'broken': 23333, 'missing': 51667, 'fine': 16666, 'finally': 50000}, 70000, 35000)
