"""The module behind datetime. CPython has it in C; here the library's own Python implementation runs in this module, apart from _pydatetime, so that each
can be had without the other. Its classes call datetime their home, as C's do: pickles name it."""

from importlib.machinery import PathFinder

_name = __name__
__name__ = "datetime"
exec(PathFinder.find_spec("_pydatetime").loader.get_code("_pydatetime"), globals())
__name__ = _name
del PathFinder, _name
