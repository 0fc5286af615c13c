"""The module behind datetime. CPython has it in C; here the library's own Python implementation runs in this module, apart from _pydatetime, so that each
can be had without the other. Its classes call datetime their home, as C's do: pickles name it."""

from importlib.machinery import PathFinder

_name = __name__
__name__ = "datetime"
exec(PathFinder.find_spec("_pydatetime").loader.get_code("_pydatetime"), globals())
__name__ = _name
del PathFinder, _name


def _check_date_fields(year, month, day):
    """As Python's own, with C's messages."""
    year, month, day = _index(year), _index(month), _index(day)
    if not MINYEAR <= year <= MAXYEAR:
        raise ValueError(f"year {year} is out of range")
    if not 1 <= month <= 12:
        raise ValueError("month must be in 1..12")
    if not 1 <= day <= _days_in_month(year, month):
        raise ValueError("day is out of range for month")
    return year, month, day


def _check_time_fields(hour, minute, second, microsecond, fold):
    fields = _index(hour), _index(minute), _index(second), _index(microsecond)
    for name, value, top in zip(("hour", "minute", "second", "microsecond"), fields, (23, 59, 59, 999999)):
        if not 0 <= value <= top:
            raise ValueError(f"{name} must be in 0..{top}")
    if fold not in (0, 1):
        raise ValueError("fold must be either 0 or 1")
    return *fields, fold


def _from_iso(parse):
    """A `fromisoformat` as C's: what a well-formed text names and does not exist (30 February) keeps the constructor's own message."""

    def fromisoformat(cls, text, /):
        if not isinstance(text, str):
            raise TypeError("fromisoformat: argument must be str")
        try:
            parts = parse(text)
        except ValueError:
            raise ValueError(f"Invalid isoformat string: {text!r}") from None
        return cls(*parts)

    return classmethod(fromisoformat)


def _date_parts(text):
    if len(text) not in (7, 8, 10):
        raise ValueError
    return _parse_isoformat_date(text)


date.fromisoformat = _from_iso(_date_parts)
time.fromisoformat = _from_iso(lambda text: _parse_isoformat_time(text.removeprefix("T")))
