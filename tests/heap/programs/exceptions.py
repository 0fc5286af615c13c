class Problem(ValueError):
    pass

def fail(depth):
    if depth == 0:
        raise Problem("deep", depth)
    try:
        fail(depth - 1)
    except Problem as error:
        error.add_note(f"level {depth}")
        raise RuntimeError(depth) from error
    finally:
        done.append(depth)

done = []
try:
    fail(3)
except RuntimeError as error:
    print(repr(error), repr(error.__cause__), done)
try:
    raise ExceptionGroup("group", [ValueError(1), TypeError(2)])
except* ValueError as group:
    print(group.exceptions)
except* TypeError:
    print("type")
try:
    {}["missing"]
except KeyError as error:
    print(error, error.args)
