"""Stand-in for CPython's C test module of single-phase initialisation: what a module of the kind shows to Python.

There are no extension modules here; CPython's tests of importlib import this one at their top.
"""

import sys as _sys

int_const = 1969
str_const = "something different"


class error(Exception):
    pass


error.__module__ = "_testsinglephase"

_count = 1


def sum(i, j, /):
    return i + j


def look_up_self():
    return _sys.modules.get(__name__)


def initialized_count():
    return _count


def state_initialized():
    return 0.0


def _clear_globals():
    global _count
    _count = -1


def _clear_module_state():
    pass
