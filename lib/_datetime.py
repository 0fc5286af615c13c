"""The module behind datetime. CPython has it in C; here it is the library's own Python implementation under that name."""

from _pydatetime import *
from _pydatetime import __doc__

for _class in (date, datetime, time, timedelta, timezone, tzinfo):
    _class.__module__ = "datetime"  # the home that C's classes tell, and pickles name
del _class
