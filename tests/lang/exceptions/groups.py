def show(group, depth=0):
    for e in group.exceptions:
        print(" " * depth, type(e).__name__, e)
        if isinstance(e, BaseExceptionGroup): show(e, depth + 2)
eg = ExceptionGroup("many", [ValueError(1), TypeError("t"), ExceptionGroup("nested", [KeyError("k"), ValueError(2)])])
print(eg, repr(eg.message), len(eg.exceptions))
show(eg)
try:
    raise eg
except* ValueError as g:
    print("values", g.exceptions)
    show(g)
except* (TypeError, KeyError) as g:
    print("rest")
    show(g)
match, rest = eg.split(ValueError)
print(repr(match), repr(rest))
print(eg.subgroup(KeyError), eg.subgroup(OSError), eg.derive([OSError(1)]))
try:
    try:
        raise ExceptionGroup("g", [ValueError(1), OSError(2)])
    except* ValueError:
        print("handled value")
except ExceptionGroup as g:
    print("left", repr(g))
try:
    raise ValueError("plain")
except* ValueError as g:
    print(repr(g))
try:
    try:
        raise ExceptionGroup("g", [ValueError(1)])
    except* ValueError:
        raise KeyError("new")
except KeyError as error:
    print(repr(error), repr(error.__context__))
for args in (("m", []), ("m", [1]), (1, [ValueError()]), ("m",)):
    try:
        ExceptionGroup(*args)
    except (TypeError, ValueError) as error:
        print(type(error).__name__, error)
print(type(BaseExceptionGroup("x", [ValueError()])).__name__, type(BaseExceptionGroup("x", [KeyboardInterrupt()])).__name__)
