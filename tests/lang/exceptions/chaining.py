def show(error):
    print(repr(error), repr(error.__cause__), repr(error.__context__), error.__suppress_context__)
try:
    try:
        1 / 0
    except ZeroDivisionError as z:
        raise ValueError("second")
except ValueError as error:
    show(error)
try:
    try:
        1 / 0
    except ZeroDivisionError as z:
        raise ValueError("from") from z
except ValueError as error:
    show(error)
try:
    try:
        1 / 0
    except ZeroDivisionError:
        raise ValueError("none") from None
except ValueError as error:
    show(error)
try:
    raise KeyError("k") from TypeError
except KeyError as error:
    show(error)
try:
    raise KeyError from 5
except TypeError as error:
    show(error)
for bad in (5, "text", int):
    try:
        raise bad
    except TypeError as error:
        print(error)
try:
    try:
        raise ValueError(1)
    finally:
        raise KeyError(2)
except KeyError as error:
    show(error)
e = ValueError("x")
e.__cause__ = KeyError()
show(e)
e.add_note("a note")
e.add_note("another")
print(e.__notes__, e.with_traceback(None) is e)
try:
    e.__cause__ = 5
except TypeError as error:
    print(error)
print(e.__traceback__)
