from contextlib import ExitStack, contextmanager, suppress

@contextmanager
def noted(name):
    log.append("enter " + name)
    try:
        yield name.upper()
    finally:
        log.append("exit " + name)

log = []
with noted("a") as a, suppress(ZeroDivisionError), noted("b"):
    log.append(a)
    1 / 0
with ExitStack() as stack:
    stack.callback(log.append, "callback")
    log.append(stack.enter_context(noted("c")))
print(log)
