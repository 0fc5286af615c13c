# The symbol tables of the compiler, through symtable.
import symtable

SOURCE = """
import os
x: int = 3
glob = 1
def outer(a, *args, k=1, **kw):
    global glob
    glob = 2
    b = a
    def inner():
        nonlocal b
        b += len(os.name)
        return [c for c in kw if c not in args]
    return inner
class A:
    y = x
    def method(self):
        return __class__
def generic[T: int, *Ts, **P](t: T) -> T: ...
type Alias[U] = list[U]
lam = lambda q: (r := q)
gen = (i for i in range(3))
"""


def show(table, depth=0):
    pad = "  " * depth
    print(pad, table.get_type(), table.get_name(), table.get_lineno(), table.is_nested(), table.is_optimized())
    for symbol in table.get_symbols():
        asked = [name[3:] for name in sorted(dir(symbol)) if name.startswith("is_") and getattr(symbol, name)()]
        print(pad, "  ", symbol.get_name(), asked)
    if isinstance(table, symtable.Function):
        print(pad, "  ", table.get_parameters(), table.get_locals(), table.get_globals(), table.get_frees(), table.get_nonlocals())
    for child in table.get_children():
        show(child, depth + 1)


show(symtable.symtable(SOURCE, "<test>", "exec"))
for bad in (("x", "f", "foo"), ("x =", "f", "exec"), (3, "f", "exec"), ("def f(a):\n global a", "f", "exec")):
    try:
        symtable.symtable(*bad)
    except Exception as e:
        print(type(e).__name__, e)
