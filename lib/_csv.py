"""CSV parsing and writing."""
# Modules/_csv.c: readers are a state machine over characters, writers quote what they must.

QUOTE_MINIMAL, QUOTE_ALL, QUOTE_NONNUMERIC, QUOTE_NONE, QUOTE_STRINGS, QUOTE_NOTNULL = range(6)

__version__ = "1.0"

_dialects = {}
_limit = 128 * 1024


class Error(Exception):
    pass


Error.__module__ = "_csv"

_UNSET = object()


def _character(name, value, optional):
    if value is None and optional:
        return None
    if not isinstance(value, str):
        raise TypeError(f'"{name}" must be string{" or None" if optional else ""}, not {type(value).__name__}')
    if len(value) != 1:
        raise TypeError(f'"{name}" must be a 1-character string')
    return value


def _is_number(value):
    kind = type(value)
    return isinstance(value, complex) or any(hasattr(kind, name) for name in ("__index__", "__int__", "__float__"))


class Dialect:
    """CSV dialect

The Dialect type records CSV dialect options."""

    __slots__ = (
        "_delimiter", "_doublequote", "_escapechar", "_lineterminator", "_quotechar", "_quoting", "_skipinitialspace", "_strict",
    )

    def __new__(cls, dialect=None, delimiter=_UNSET, doublequote=_UNSET, escapechar=_UNSET, lineterminator=_UNSET,
                quotechar=_UNSET, quoting=_UNSET, skipinitialspace=_UNSET, strict=_UNSET):
        given = dict(
            delimiter=delimiter, doublequote=doublequote, escapechar=escapechar, lineterminator=lineterminator,
            quotechar=quotechar, quoting=quoting, skipinitialspace=skipinitialspace, strict=strict,
        )
        if dialect is not None:
            if isinstance(dialect, str):
                dialect = get_dialect(dialect)
            if type(dialect) is cls and all(value is _UNSET for value in given.values()):
                return dialect
            for name, value in given.items():
                if value is _UNSET:
                    given[name] = getattr(dialect, name, _UNSET)

        def option(name, default):
            value = given[name]
            return default if value is _UNSET else value

        self = super().__new__(cls)
        self._delimiter = _character("delimiter", option("delimiter", ","), False)
        self._doublequote = bool(option("doublequote", True))
        self._escapechar = _character("escapechar", option("escapechar", None), True)
        terminator = option("lineterminator", "\r\n")
        if terminator is not None and not isinstance(terminator, str):
            raise TypeError('"lineterminator" must be a string')
        self._lineterminator = terminator
        self._quotechar = _character("quotechar", option("quotechar", '"'), True)
        quoting = option("quoting", _UNSET)
        if quoting is _UNSET:
            quoting = QUOTE_NONE if self._quotechar is None and given["quotechar"] is not _UNSET else QUOTE_MINIMAL
        if type(quoting) is not int:
            raise TypeError('"quoting" must be an integer')
        if not 0 <= quoting <= 5:
            raise TypeError('bad "quoting" value')
        self._quoting = quoting
        self._skipinitialspace = bool(option("skipinitialspace", False))
        self._strict = bool(option("strict", False))
        if quoting != QUOTE_NONE and self._quotechar is None:
            raise TypeError("quotechar must be set if quoting enabled")
        if self._lineterminator is None:
            raise TypeError("lineterminator must be set")
        self._check()
        return self

    def _check(self):
        space = self._skipinitialspace
        for name, value in (("delimiter", self._delimiter), ("escapechar", self._escapechar), ("quotechar", self._quotechar)):
            if value is not None and (value in "\r\n" or (value == " " and space and name != "delimiter")):
                raise ValueError(f"bad {name} value")
        special = [("delimiter", self._delimiter), ("escapechar", self._escapechar), ("quotechar", self._quotechar)]
        for i, (first, a) in enumerate(special):
            for second, b in special[i + 1 :]:
                if a is not None and a == b:
                    raise ValueError(f"bad {first} or {second} value")
        for name, value in special:
            if value is not None and value in self._lineterminator:
                raise ValueError(f"bad {name} or lineterminator value")

    def __reduce_ex__(self, protocol):
        raise TypeError(f"cannot pickle {type(self).__name__!r} instances")

    def __copy__(self):
        raise TypeError(f"cannot pickle {type(self).__name__!r} instances")

    def __deepcopy__(self, memo):
        raise TypeError(f"cannot pickle {type(self).__name__!r} instances")


Dialect.__module__ = "_csv"
for _name in ("delimiter", "doublequote", "escapechar", "lineterminator", "quotechar", "quoting", "skipinitialspace", "strict"):
    setattr(Dialect, _name, property(lambda self, _slot=getattr(Dialect, "_" + _name): _slot.__get__(self)))
del _name

_NUMBER_QUOTING = (QUOTE_NONNUMERIC, QUOTE_STRINGS)

# The states of a reader.
(_START_RECORD, _START_FIELD, _ESCAPED, _IN_FIELD, _IN_QUOTED, _ESCAPE_IN_QUOTED, _QUOTE_IN_QUOTED, _EAT_CRNL, _AFTER_ESCAPED_CRNL) = range(9)


class Reader:
    """CSV reader

Reader objects are responsible for reading and parsing tabular data
in CSV format."""

    def __new__(cls):
        raise TypeError("cannot create '_csv.reader' instances")

    @classmethod
    def _made(cls, lines, dialect):
        self = object.__new__(cls)
        self._lines = iter(lines)
        self._dialect = dialect
        self.line_num = 0
        self._reset()
        return self

    @property
    def dialect(self):
        return self._dialect

    def _reset(self):
        self._fields = []
        self._field = []
        self._state = _START_RECORD
        self._numeric = False
        self._unquoted = False

    def __iter__(self):
        return self

    def _save(self):
        text = "".join(self._field)
        self._field = []
        quoting = self._dialect._quoting
        value = text
        if self._unquoted and not text and quoting in (QUOTE_NOTNULL, QUOTE_STRINGS):
            value = None
        elif self._unquoted and text and quoting in _NUMBER_QUOTING:
            value = float(text)
        self._fields.append(value)

    def _add(self, c):
        if len(self._field) >= _limit:
            raise Error(f"field larger than field limit ({_limit})")
        self._field.append(c)

    def _process(self, c):
        """One character; None is the end of the line."""
        d = self._dialect
        state = self._state
        if state == _START_RECORD:
            if c is None:
                return
            if c in "\n\r":
                self._state = _EAT_CRNL
                return
            state = self._state = _START_FIELD
        if state == _START_FIELD:
            self._unquoted = True
            if c is None or c in "\n\r":
                self._save()
                self._state = _START_RECORD if c is None else _EAT_CRNL
            elif c == d._quotechar and d._quoting != QUOTE_NONE:
                self._unquoted = False
                self._state = _IN_QUOTED
            elif c == d._escapechar:
                self._state = _ESCAPED
            elif c == " " and d._skipinitialspace:
                pass
            elif c == d._delimiter:
                self._save()
            else:
                self._add(c)
                self._state = _IN_FIELD
        elif state == _ESCAPED:
            if c is not None and c in "\n\r":
                self._add(c)
                self._state = _AFTER_ESCAPED_CRNL
                return
            self._add("\n" if c is None else c)
            self._state = _IN_FIELD
        elif state == _AFTER_ESCAPED_CRNL and c is None:
            return
        elif state in (_IN_FIELD, _AFTER_ESCAPED_CRNL):
            if c is None or c in "\n\r":
                self._save()
                self._state = _START_RECORD if c is None else _EAT_CRNL
            elif c == d._escapechar:
                self._state = _ESCAPED
            elif c == d._delimiter:
                self._save()
                self._state = _START_FIELD
            else:
                self._add(c)
                self._state = _IN_FIELD
        elif state == _IN_QUOTED:
            if c is None:
                pass
            elif c == d._escapechar:
                self._state = _ESCAPE_IN_QUOTED
            elif c == d._quotechar and d._quoting != QUOTE_NONE:
                self._state = _QUOTE_IN_QUOTED if d._doublequote else _IN_FIELD
            else:
                self._add(c)
        elif state == _ESCAPE_IN_QUOTED:
            self._add("\n" if c is None else c)
            self._state = _IN_QUOTED
        elif state == _QUOTE_IN_QUOTED:
            if d._quoting != QUOTE_NONE and c == d._quotechar:
                self._add(c)
                self._state = _IN_QUOTED
            elif c == d._delimiter:
                self._save()
                self._state = _START_FIELD
            elif c is None or c in "\n\r":
                self._save()
                self._state = _START_RECORD if c is None else _EAT_CRNL
            elif not d._strict:
                self._add(c)
                self._state = _IN_FIELD
            else:
                raise Error(f"'{d._delimiter}' expected after '{d._quotechar}'")
        elif state == _EAT_CRNL:
            if c is None:
                self._state = _START_RECORD
            elif c not in "\n\r":
                raise Error(
                    "new-line character seen in unquoted field - do you need to open the file with newline=''?"
                )

    def __next__(self):
        self._reset()
        while True:
            try:
                line = next(self._lines)
            except StopIteration:
                if not self._field and self._state != _IN_QUOTED:
                    raise
                if self._dialect._strict:
                    raise Error("unexpected end of data") from None
                self._save()
                break
            if not isinstance(line, str):
                raise Error(
                    f"iterator should return strings, not {type(line).__name__} (the file should be opened in text mode)"
                )
            self.line_num += 1
            process = self._process
            for c in line:
                process(c)
            process(None)
            if self._state == _START_RECORD:
                break
        fields = self._fields
        self._fields = []
        return fields


Reader.__module__ = "_csv"
Reader.__name__ = Reader.__qualname__ = "reader"


class Writer:
    """CSV writer

Writer objects are responsible for generating tabular data
in CSV format from sequence input."""

    def __new__(cls):
        raise TypeError("cannot create '_csv.writer' instances")

    @classmethod
    def _made(cls, file, dialect):
        self = object.__new__(cls)
        write = getattr(file, "write", None)
        if not callable(write):
            raise TypeError('argument 1 must have a "write" method')
        self._write = write
        self._dialect = dialect
        return self

    @property
    def dialect(self):
        return self._dialect

    def _field(self, text, quoted, alone, must_stay_bare):
        """The field as it is written; `alone`: the only one of its row; `must_stay_bare`: a None that no quotes may stand for."""
        d = self._dialect
        want_escape = d._escapechar
        out = []
        for c in text:
            if c in (d._delimiter, d._escapechar, d._quotechar) or c in "\r\n" or c in d._lineterminator:
                if d._quoting == QUOTE_NONE:
                    escape = True
                elif c == d._quotechar:
                    escape = not d._doublequote
                    if d._doublequote:
                        out.append(c)
                        quoted = True
                elif c == d._escapechar:
                    escape = True
                else:
                    escape = False
                if escape:
                    if want_escape is None:
                        raise Error("need to escape, but no escapechar set")
                    out.append(want_escape)
                else:
                    quoted = True
            out.append(c)
        if not quoted and d._delimiter == " " and d._skipinitialspace and not text:
            if d._quoting == QUOTE_NONE or must_stay_bare:
                raise Error("empty field must be quoted if delimiter is a space and skipinitialspace is true")
            quoted = True
        if not quoted and alone and not text:
            if d._quoting == QUOTE_NONE:
                raise Error("single empty field record must be quoted")
            quoted = True
        return f"{d._quotechar}{''.join(out)}{d._quotechar}" if quoted else "".join(out)

    def _row(self, row):
        d = self._dialect
        try:
            items = iter(row)
        except TypeError:
            raise Error(f"iterable expected, not {type(row).__name__}") from None
        values = list(items)
        parts = []
        for value in values:
            quoting = d._quoting
            if quoting == QUOTE_NONNUMERIC:
                quoted = not _is_number(value)
            elif quoting == QUOTE_ALL:
                quoted = True
            elif quoting == QUOTE_STRINGS:
                quoted = isinstance(value, str)
            elif quoting == QUOTE_NOTNULL:
                quoted = value is not None
            else:
                quoted = False
            alone = len(values) == 1
            if isinstance(value, str):
                text = value
            elif value is None:
                text = ""
                if alone and quoting in (QUOTE_STRINGS, QUOTE_NOTNULL):
                    raise Error("single empty field record must be quoted")
            else:
                text = str(value)
            parts.append(self._field(text, quoted, alone, value is None and quoting in (QUOTE_STRINGS, QUOTE_NOTNULL)))
        return d._delimiter.join(parts) + d._lineterminator

    def writerow(self, row, /):
        """writerow(iterable)

Construct and write a CSV record from an iterable of fields.  Non-string
elements will be converted to string."""
        return self._write(self._row(row))

    def writerows(self, rows, /):
        """writerows(iterable of iterables)

Construct and write a series of iterables to a csv file.  Non-string
elements will be converted to string."""
        for row in rows:
            self.writerow(row)


Writer.__module__ = "_csv"
Writer.__name__ = Writer.__qualname__ = "writer"


_OPTIONS = frozenset(name[1:] for name in Dialect.__slots__)


def _dialect_of(dialect, options):
    dialect = options.pop("dialect", dialect)
    for name in options:
        if name not in _OPTIONS:
            raise TypeError(f"this function got an unexpected keyword argument {name!r}")
    return Dialect(dialect, **options)


def reader(iterable, dialect=None, /, **fmtparams):
    """    csv_reader = reader(iterable [, dialect='excel']
                            [optional keyword args])
        for row in csv_reader:
            process(row)

The "iterable" argument can be any object that returns a line
of input for each iteration, such as a file object or a list."""
    lines = iter(iterable)
    return Reader._made(lines, _dialect_of(dialect, fmtparams))


def writer(fileobj, dialect=None, /, **fmtparams):
    """    csv_writer = csv.writer(fileobj [, dialect='excel']
                                [optional keyword args])
        for row in sequence:
            csv_writer.writerow(row)

The "fileobj" argument can be any object that supports the file API."""
    return Writer._made(fileobj, _dialect_of(dialect, fmtparams))


def list_dialects():
    """Return a list of all known dialect names.

names = csv.list_dialects()"""
    return list(_dialects)


def register_dialect(name, /, dialect=None, **fmtparams):
    """Create a mapping from a string name to a dialect class.
dialect = csv.register_dialect(name[, dialect[, **fmtparams]])"""
    if not isinstance(name, str):
        raise TypeError("dialect name must be a string")
    _dialects[name] = _dialect_of(dialect, fmtparams)


def unregister_dialect(name):
    """Delete the name/dialect mapping associated with a string name.

csv.unregister_dialect(name)"""
    try:
        del _dialects[name]
    except (KeyError, TypeError) as exc:
        if isinstance(exc, TypeError):
            raise
        raise Error("unknown dialect") from None


def get_dialect(name):
    """Return the dialect instance associated with name.

dialect = csv.get_dialect(name)"""
    try:
        return _dialects[name]
    except KeyError:
        raise Error("unknown dialect") from None


def field_size_limit(*args):
    """Sets an upper limit on parsed fields.

limit = csv.field_size_limit([limit])

Returns old limit. If limit is not given, no new limit is set and
the old limit is returned"""
    global _limit
    if len(args) > 1:
        raise TypeError(f"field_size_limit() takes at most 1 argument ({len(args)} given)")
    old = _limit
    if args:
        if type(args[0]) is not int:
            raise TypeError("limit must be an integer")
        if not -(1 << 63) <= args[0] < 1 << 63:
            raise OverflowError("Python int too large to convert to C long")
        _limit = args[0]
    return old
