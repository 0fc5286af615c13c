import traceback, sys

def inner(x):
    return 1 / x

def outer(x):
    return inner(x) + 1

try:
    outer(0)
except ZeroDivisionError as error:
    print(traceback.format_exc())
    tb = error.__traceback__
    while tb:
        print(tb.tb_lineno, tb.tb_frame.f_code.co_name)
        tb = tb.tb_next
try:
    try:
        {}["missing"]
    except KeyError as error:
        raise ValueError("while handling") from error
except ValueError as error:
    print("".join(traceback.format_exception(error)))
print("".join(traceback.format_exception_only(TypeError("only"))))
kind, value, tb = (None, None, None)
try:
    [1, 2, 3][
        10
    ]
except IndexError:
    kind, value, tb = sys.exc_info()
    print(kind.__name__, value, tb.tb_lineno)
print(sys.exc_info())
e = ValueError("noted")
e.add_note("see also")
print("".join(traceback.format_exception(e)))
