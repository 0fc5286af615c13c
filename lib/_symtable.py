"""The symbol tables of the compiler (CPython: Modules/symtablemodule.c). The tables themselves come from the host's compiler."""
import _krait_compiler
import marshal

USE = 16
DEF_GLOBAL = 1
DEF_NONLOCAL = 8
DEF_LOCAL = 2
DEF_PARAM = 4
DEF_TYPE_PARAM = 1024
DEF_FREE_CLASS = 64
DEF_IMPORT = 128
DEF_BOUND = 134
DEF_ANNOT = 256
DEF_COMP_ITER = 512
DEF_COMP_CELL = 2048
TYPE_FUNCTION = 0
TYPE_CLASS = 1
TYPE_MODULE = 2
TYPE_ANNOTATION = 3
TYPE_TYPE_ALIAS = 4
TYPE_TYPE_PARAMETERS = 5
TYPE_TYPE_VARIABLE = 6
LOCAL = 1
GLOBAL_EXPLICIT = 2
GLOBAL_IMPLICIT = 3
FREE = 4
CELL = 5
SCOPE_OFF = 12
SCOPE_MASK = 15


def _repr(self):
    return f"<symtable entry {self.name}({self.id}), line {self.lineno}>"


_Entry = type(
    "symtable entry",
    (),
    {
        "__slots__": ("id", "name", "symbols", "varnames", "children", "nested", "type", "lineno"),
        "__module__": "builtins",
        "__repr__": _repr,
    },
)


def _entry(data):
    entry = _Entry()
    entry.id = id(entry)
    entry.name, entry.type, entry.lineno, entry.nested, varnames, names, flags, children = data
    entry.varnames = list(varnames)
    entry.symbols = dict(zip(names, flags))
    entry.children = [_entry(child) for child in children]
    return entry


def symtable(source, filename, startstr, /):
    """The scopes and symbols that the compiler finds in a source."""
    import os

    if startstr not in ("exec", "eval", "single"):
        raise ValueError("symtable() arg 3 must be 'exec' or 'eval' or 'single'")
    if not isinstance(source, (str, bytes)):
        try:
            source = bytes(memoryview(source))
        except TypeError:
            raise TypeError("symtable() arg 1 must be a string or bytes object") from None
    if (0 if isinstance(source, bytes) else "\0") in source:
        raise SyntaxError("source code string cannot contain null bytes")
    return _entry(marshal.loads(_krait_compiler.symtable(source, os.fsdecode(filename), startstr)))
