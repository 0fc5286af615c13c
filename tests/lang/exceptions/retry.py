class Flaky(Exception):
    pass
attempts = []
def sometimes(n):
    attempts.append(n)
    if n < 3:
        raise Flaky(f"attempt {n}")
    return "worked"
def retry(times):
    last = None
    for n in range(1, times + 1):
        try:
            return sometimes(n)
        except Flaky as error:
            last = error
    raise RuntimeError("gave up") from last
print(retry(5), attempts)
try:
    retry(2)
except RuntimeError as error:
    print(error, repr(error.__cause__), error.__cause__.__traceback__ is not None)
def cleanup_order():
    order = []
    try:
        try:
            order.append("body")
            raise ValueError
        except ValueError:
            order.append("except")
            raise KeyError
        else:
            order.append("else")
        finally:
            order.append("inner finally")
    except KeyError:
        order.append("outer except")
    finally:
        order.append("outer finally")
    return order
print(cleanup_order())
def generator_errors():
    for x in (1, 0, "a"):
        try:
            yield 10 / x
        except ZeroDivisionError:
            yield "zero"
        except TypeError as error:
            yield str(error)
print(list(generator_errors()))
