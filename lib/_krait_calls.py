"""Calls that JavaScript makes (src/machine/machine.ts): values and errors leave as plain data, through the host module _krait_api.

Answers are marshal data of (True, value) or (False, type, text, traceback, exit status or None)."""

import linecache
import marshal
from _krait_api import reply, source

_ATOMS = (bool, int, float, str, bytes)
_DEEPEST = 400


def _plain(value, depth=0):
    """What marshal can carry: the built-in types that a value is made of."""
    if value is None or type(value) in _ATOMS:
        return value
    if depth > _DEEPEST:
        raise ValueError("the result is nested too deeply, or contains itself")
    depth += 1
    if isinstance(value, (list, tuple)):
        return [_plain(item, depth) for item in value]
    if isinstance(value, (set, frozenset)):
        return {_hashable(item, depth) for item in value}
    if isinstance(value, dict):
        return {_hashable(key, depth): _plain(item, depth) for key, item in value.items()}
    for atom in _ATOMS:
        if isinstance(value, atom):
            return atom.__new__(atom, value) if atom is not str else str.__str__(value)
    if isinstance(value, (bytearray, memoryview)):
        return bytes(value)
    raise TypeError(f"the result is no plain data: it has a {type(value).__qualname__!r}")


def _hashable(value, depth):
    if isinstance(value, tuple):
        return tuple(_hashable(item, depth + 1) for item in value)
    if isinstance(value, (set, frozenset)):
        return frozenset(_hashable(item, depth + 1) for item in value)
    return _plain(value, depth)


def _answer(run):
    try:
        answer = marshal.dumps((True, _plain(run())), 2)
    except BaseException as error:
        answer = marshal.dumps((False, *_describe(error)), 2)
    reply(answer)


def _describe(error):
    import traceback

    kind = type(error)
    name = kind.__qualname__ if kind.__module__ in ("builtins", "__main__") else f"{kind.__module__}.{kind.__qualname__}"
    tb = error.__traceback__
    while tb is not None and tb.tb_frame.f_globals is globals():
        tb = tb.tb_next
    _learn_sources(tb)
    status = None
    if isinstance(error, SystemExit):
        status = error.code if isinstance(error.code, int) else int(error.code is not None)
    try:
        text = str(error)
    except Exception:
        text = "<exception str() failed>"
    return _clean(name), _clean(text), _clean("".join(traceback.format_exception(kind, error, tb))), status


def _learn_sources(tb):
    while tb is not None:
        name = tb.tb_frame.f_code.co_filename
        if not linecache.getlines(name):
            keep(name)
        tb = tb.tb_next


def keep(name):
    """Lets linecache know a source that only the embedder has: the program may print tracebacks itself."""
    text = source(name)
    if text is not None:
        linecache.cache[name] = len(text), None, [line + "\n" for line in text.split("\n")], name


def _clean(text):
    return text.encode("utf-8", "backslashreplace").decode()


def _main():
    import sys

    return sys.modules["__main__"].__dict__


def call(path, args, kwargs):
    """`path`: a name of __main__ or of builtins, or "module:name.attribute"."""
    _answer(lambda: _find(path)(*args, **kwargs))


def _find(path):
    module, colon, name = path.rpartition(":")
    if colon:
        import importlib

        target = importlib.import_module(module)
        for part in name.split("."):
            target = getattr(target, part)
        return target
    first, *rest = path.split(".")
    names = _main()
    if first in names:
        target = names[first]
    else:
        import builtins

        if not hasattr(builtins, first):
            raise NameError(f"name {first!r} is not defined", name=first)
        target = getattr(builtins, first)
    for part in rest:
        target = getattr(target, part)
    return target


def evaluate(expression):
    _answer(lambda: eval(expression, _main()))


def fetch(name):
    _answer(lambda: _find(name))


def assign(name, value):
    _answer(lambda: _main().__setitem__(name, value))
