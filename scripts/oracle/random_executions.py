"""Random programs for running: types, operators, control flow, exceptions, classes, generators, formatting. `program(seed)` is a text.

Each program prints only what 64-bit CPython prints everywhere: no addresses, no times, no order of large sets. Loops end, numbers stay small enough,
and every statement runs in a `try` of its own, so that an error is one printed line and the rest goes on.
"""

import random
import sys

INTS = ["0", "1", "-1", "2", "7", "-13", "255", "256", "-257", "65537", "-2**63", "10**20", "True", "False"]
FLOATS = ["0.0", "-0.0", "1.5", "-2.25", "1e300", "1e-5", "3.0", "float('inf')", "float('nan')", "0.1"]
STRINGS = ["''", "'a'", "'hello world'", "'äöü'", "'日本'", "'%s-%d'", "'a,b,c'", "'12'", "' x '", "'{}|{!r:>5}'", "('Ab'*3)"]
BYTES = ["b''", "b'abc'", "bytearray(b'xyz')", "b'\\x00\\xff'", "b'1,2'"]
OTHERS = ["None", "...", "NotImplemented", "int", "str", "len", "1j", "2-3j", "range(5)", "range(10, 0, -3)", "slice(1, None, 2)"]
BINARY = ["+", "-", "*", "/", "//", "%", "&", "|", "^", "<<", ">>", "==", "!=", "<", "<=", ">", ">=", "and", "or", "is", "in", "not in", "@"]
UNARY = ["-", "+", "~", "not "]
STR_METHODS = [
    "upper()", "title()", "split()", "split(',')", "strip()", "zfill(6)", "center(9, '*')", "swapcase()", "isdigit()", "isidentifier()", "casefold()",
    "partition(',')", "rpartition('l')", "replace('a', 'bb')", "count('a')", "find('l')", "rfind('b')", "encode()", "encode('latin-1')", "encode('ascii', 'replace')",
    "expandtabs(3)", "splitlines()", "format(1, 'z')", "ljust(4)", "startswith(('a', 'h'))", "endswith('c')", "join(['1', '2'])", "translate({97: 'X', 98: None})", "capitalize()",
    "isupper()", "removeprefix('a')", "rsplit(None, 1)", "index('z')", "isprintable()", "isspace()", "__len__()", "rjust(5, '0')", "lower()",
]
LIST_METHODS = [
    "append({e})", "extend([{e}, {e}])", "pop()", "pop(0)", "insert(1, {e})", "reverse()", "sort()", "sort(key=str)", "sort(key=repr, reverse=True)", "copy()", "clear()",
    "index({e})", "count({e})", "remove({e})", "__len__()", "__getitem__(-1)", "__contains__({e})", "__iadd__([1])", "__imul__(2)",
]
DICT_METHODS = [
    "get({e})", "get('a', {e})", "pop({e}, None)", "setdefault({e}, {e})", "keys()", "values()", "items()", "copy()", "popitem()", "update(z={e})", "update([(1, {e})])",
    "__len__()", "__contains__({e})", "clear()",
]
INT_METHODS = ["bit_length()", "bit_count()", "to_bytes(12, 'big', signed=True)", "conjugate()", "as_integer_ratio()", "__index__()", "real", "is_integer()", "__format__('x')"]
FLOAT_METHODS = ["hex()", "is_integer()", "as_integer_ratio()", "__trunc__()", "__round__()", "__round__(1)", "conjugate()", "imag", "__format__('.3e')"]
FUNCTIONS = [
    "len({v})", "str({v})", "repr({v})", "bool({v})", "list({v})", "tuple({v})", "sorted({v}, key=repr)", "sum({v})", "max({v})", "min({v})", "abs({v})", "hash({v}) and 0", "type({v})",
    "int({v})", "float({v})", "complex({v})", "round({v}, 1)", "divmod({v}, {v})", "pow({v}, 2)", "list(enumerate({v}))", "list(zip({v}, {v}))", "list(map(str, {v}))", "any({v})",
    "all({v})", "isinstance({v}, (int, str))", "list(reversed({v}))", "bin({v})", "hex({v})", "chr({v})", "ord({v})", "ascii({v})", "callable({v})", "iter({v}) is None",
    "dict({v})", "frozenset({v}) == 1", "bytes({v})[:20]", "format({v}, '>8')", "format({v}, '08.3f')", "format({v}, ',')", "list(filter(None, {v}))", "range({v})", "slice({v})", "next(iter({v}))",
    "getattr({v}, 'real', None)", "hasattr({v}, '__iter__')", "dir({v})[-1]", "vars({v})", "callable({v})", "memoryview({v}).tolist()", "{v}[0]", "{v}[-1]", "{v}[1:]", "{v}[::-1]", "{v}['a']",
    "'%s' % ({v},)", "'%r' % ({v},)", "'%d' % ({v},)", "'%5.1f' % ({v},)", "'%x' % ({v},)", "'{:<6}'.format({v})", "f'{{{v}!r:.7}}'", "f'{{{v}=}}'", "str.join('-', {v})", "(*{v},)", "[*{v}, *{v}]", "{{**{v}}}",
]
ERRORS = ["ValueError", "TypeError", "KeyError", "IndexError", "ZeroDivisionError", "StopIteration", "RuntimeError", "AttributeError", "LookupError", "ArithmeticError"]


class Writer:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines = []
        self.indent = 0
        self.names = []
        self.functions = []
        self.classes = []
        self.generators = []
        self.count = 0

    def pick(self, items):
        return items[int(self.random.random() * len(items))]

    def chance(self, p):
        return self.random.random() < p

    def number(self, low, high):
        return low + int(self.random.random() * (high - low + 1))

    def line(self, text):
        self.lines.append("    " * self.indent + text)

    def name(self, prefix):
        self.count += 1
        return f"{prefix}{self.count}"

    # ---- expressions

    def atom(self):
        kind = self.random.random()
        if self.names and kind < 0.4:
            return self.pick(self.names)
        if kind < 0.55:
            return self.pick(INTS)
        if kind < 0.65:
            return self.pick(FLOATS)
        if kind < 0.8:
            return self.pick(STRINGS)
        if kind < 0.86:
            return self.pick(BYTES)
        if kind < 0.9:
            return self.pick(OTHERS)
        return self.display(0)

    def operand(self):
        """An atom that may be followed by a dot or brackets."""
        text = self.atom()
        return text if text in self.names else f"({text})"

    def display(self, depth):
        items = [self.expression(depth) for _ in range(self.number(0, 4))]
        kind = self.number(0, 4)
        if kind == 0:
            return "[" + ", ".join(items) + "]"
        if kind == 1:
            return "(" + "".join(f"{i}, " for i in items) + ")"
        if kind == 2:
            return "{" + ", ".join(f"{self.pick(['1', repr('a'), '2.5', 'None', '(1, 2)', 'b' + repr('k')])}: {i}" for i in items) + "}"
        if kind == 3:
            return "{" + self.pick(INTS[:7]) + "}"
        return "[" + self.expression(depth) + f" for i{depth} in range({self.number(0, 4)})" + self.pick(["", f" if i{depth} % 2"]) + "]"

    def expression(self, depth=2):
        if depth <= 0 or self.chance(0.2):
            return self.atom()
        kind = self.number(0, 11)
        one = lambda: self.expression(depth - 1)
        if kind <= 2:
            return f"({one()} {self.safe(self.pick(BINARY))} {one()})"
        if kind == 3:
            return f"({self.pick(UNARY)}{one()})"
        if kind == 4:
            return f"({one()} if {one()} else {one()})"
        if kind == 5:
            return f"{self.pick(STRINGS)}.{self.pick(STR_METHODS)}"
        if kind <= 7:
            return self.pick(FUNCTIONS).replace("{v}", "\0").replace("{{", "{").replace("}}", "}").replace("\0", self.operand())
        if kind == 8:
            return self.display(depth - 1)
        if kind == 9 and self.functions:
            name, arity = self.pick(self.functions)
            count = max(0, arity + self.pick([0, 0, 0, 0, 1, -1]))
            return f"{name}(" + ", ".join(one() for _ in range(count)) + ")"
        if kind == 10 and self.classes:
            return self.pick([f"{self.pick(self.classes)}({one()})", f"{self.pick(self.classes)}({one()}).value", f"{self.pick(self.classes)}({one()}) + {self.atom()}"])
        if kind == 11 and self.generators:
            return f"list(islice({self.pick(self.generators)}({one()}), 6))"
        methods = self.pick([INT_METHODS, FLOAT_METHODS])
        return f"({self.pick(INTS if methods is INT_METHODS else FLOATS)}).{self.pick(methods)}"

    @staticmethod
    def safe(operator):
        # shifts and powers of large numbers would fill the memory
        return {"<<": "|", "**": "*"}.get(operator, operator)

    # ---- statements

    def guarded(self, text):
        """`text` printed or its error."""
        self.line("try:")
        self.line(f"    show({text})")
        self.line("except Exception as error:")
        self.line("    failed(error)")

    def assign(self):
        name = self.name("v") if self.chance(0.6) or not self.names else self.pick(self.names)
        self.line("try:")
        self.indent += 1
        kind = self.number(0, 5)
        if kind == 0:
            second = self.name("v")
            star = self.pick(["", "*"])
            self.line(f"{name}, {star}{second} = {self.expression()}")
        elif kind == 1 and name in self.names:
            self.line(f"{name} {self.pick(['+', '-', '*', '//', '|', '&', '^', '%'])}= {self.expression(1)}")
        elif kind == 2 and name in self.names:
            self.line(f"{name}[{self.pick(['0', '-1', repr('a'), '1:2', 'None'])}] = {self.expression(1)}")
        else:
            self.line(f"{name} = {self.expression()}")
        self.indent -= 1
        self.line("except Exception as error:")
        self.line("    failed(error)")
        if name not in self.names:
            self.line(f"    {name} = {self.pick(INTS + STRINGS)}")
            self.names.append(name)

    def method(self):
        if not self.names:
            return self.assign()
        pool = self.pick([STR_METHODS, LIST_METHODS, LIST_METHODS, DICT_METHODS])
        self.guarded(f"{self.pick(self.names)}.{self.pick(pool).replace('{e}', self.atom())}")

    def loop(self):
        variable = self.name("v")
        self.line("try:")
        self.indent += 1
        self.line(f"for {variable} in {self.pick(['range(4)', self.atom(), self.display(1)])}:")
        self.indent += 1
        self.line("step()")
        self.names.append(variable)
        self.line(f"if {self.expression(1)}: {self.pick(['continue', 'break', 'pass', 'show(1)'])}")
        self.guarded(self.expression(1))
        self.indent -= 1
        if self.chance(0.4):
            self.line("else:")
            self.line("    show('else')")
        self.indent -= 1
        self.line("except Exception as error:")
        self.line("    failed(error)")
        self.line(f"if {variable!r} not in globals(): {variable} = None" if self.indent == 0 else "pass")
        if self.indent:
            self.names.remove(variable)

    def handlers(self):
        self.line("try:")
        self.indent += 1
        self.line("try:")
        kind = self.number(0, 3)
        error = self.pick(ERRORS)
        if kind == 0:
            self.line(f"    raise {error}({self.atom()})")
        elif kind == 1:
            self.line(f"    raise {error}({self.atom()}) from {self.pick(['None', self.pick(ERRORS) + '(1)', 'ValueError'])}")
        elif kind == 2:
            self.line(f"    raise ExceptionGroup('group', [{error}(1), {self.pick(ERRORS)}(2), ValueError({self.atom()})])")
        else:
            self.line(f"    show({self.expression()})")
        if kind == 2:
            self.line(f"except* {self.pick(ERRORS)} as group:")
            self.line("    show(group.exceptions)")
            if self.chance(0.5):
                self.line("except* ValueError as group:")
                self.line("    raise TypeError('again')")
        else:
            self.line(f"except ({self.pick(ERRORS)}, {self.pick(ERRORS)}) as error:")
            self.line("    show(('caught', error.args))")
            if self.chance(0.3):
                self.line("    raise")
            elif self.chance(0.3):
                self.line("    raise KeyError(1)")
            if self.chance(0.5):
                self.line("else:")
                self.line("    show('no error')")
            if self.chance(0.5):
                self.line("finally:")
                self.line("    show('finally')")
        self.indent -= 1
        self.line("except Exception as error:")
        self.line("    failed(error)")

    def function(self):
        name = self.name("f")
        arity = self.number(0, 3)
        parameters = [f"p{i}" for i in range(arity)]
        shown = list(parameters)
        if arity and self.chance(0.4):
            shown[-1] += "=" + self.pick(INTS + STRINGS)
        if self.chance(0.3):
            shown.append("*rest")
            parameters.append("rest")
        if self.chance(0.3):
            shown.append(("" if "*rest" in shown else "*, ") + "key=" + self.pick(INTS))
            parameters.append("key")
        self.line(f"def {name}({', '.join(shown)}):")
        self.indent += 1
        self.line("step()")
        outer, self.names = self.names, parameters
        if self.chance(0.3):
            self.handlers()
        if self.chance(0.4):
            self.line("try:")
            self.line(f"    return {self.expression()}")
            self.line("finally:")
            self.line(f"    show({self.pick(parameters) if parameters else 1})")
        elif self.chance(0.3):
            self.line(f"inner = lambda x, y={self.atom()}: ({self.expression(1)}, x, y)")
            self.line(f"return inner({self.atom()})")
        else:
            self.line(f"return {self.expression()}")
        self.indent -= 1
        self.names = outer
        self.functions.append((name, arity))

    def generator(self):
        name = self.name("g")
        self.line(f"def {name}(n):")
        self.indent += 1
        outer, self.names = self.names, ["n", "i"]
        self.line("try:")
        self.line(f"    for i in range({self.number(1, 5)}):")
        self.line("        step()")
        self.line(f"        got = yield {self.expression(1)}")
        self.line(f"        if got is not None: yield {self.pick(['got', '(got, i)'])}")
        if self.generators and self.chance(0.5):
            self.line(f"    yield from {self.pick(self.generators)}(n)")
        if self.chance(0.5):
            self.line(f"except {self.pick(ERRORS)} as error:")
            self.line("    yield ('thrown', type(error).__name__)")
        self.line("finally:")
        self.line("    show('closed')")
        self.line(f"return {self.atom()}")
        self.indent -= 1
        self.names = outer
        self.generators.append(name)
        self.line(f"it = {name}({self.atom()})")
        for _ in range(self.number(1, 4)):
            self.guarded(self.pick(["next(it)", f"it.send({self.atom()})", f"it.throw({self.pick(ERRORS)}(3))", "it.close()", "next(it, 'end')", "it.gi_running"]))
        self.line("it.close()")

    def klass(self):
        name = self.name("C")
        bases = [self.pick(self.classes)] if self.classes and self.chance(0.5) else self.pick([[], [], ["int"], ["list"], ["dict"], ["str"], ["Exception"]])
        self.line(f"class {name}({', '.join(bases)}):")
        self.indent += 1
        outer, self.names = self.names, ["self", "other"]
        if self.chance(0.5):
            self.line(f"shared = {self.pick(INTS + STRINGS)}")
        if not bases or bases[0] not in ("int", "str"):
            self.line("def __init__(self, value=None):")
            self.line("    self.value = value")
        else:
            self.line("value = 5")
        self.line(f"def __repr__(self): return '{name}'")
        for special, arguments in self.random.sample([
            ("__add__", "self, other"), ("__radd__", "self, other"), ("__eq__", "self, other"), ("__lt__", "self, other"), ("__len__", "self"), ("__getitem__", "self, other"),
            ("__contains__", "self, other"), ("__call__", "self, *other"), ("__bool__", "self"), ("__hash__", "self"), ("__iter__", "self"), ("__neg__", "self"), ("__format__", "self, other"),
            ("__getattr__", "self, other"), ("__index__", "self"), ("__str__", "self"), ("__mul__", "self, other"), ("__enter__", "self"), ("__missing__", "self, other"), ("__float__", "self"),
        ], self.number(1, 4)):
            names = ["other"] if "other" in arguments else []
            self.names = names
            value = {"__getattr__": self.pick(["other", "1", "None"]), "__iter__": "iter((1, 2))", "__hash__": self.pick(["1", "hash('a')", "'x'"])}.get(special) or self.expression(1)
            self.line(f"def {special}({arguments}):")
            self.line("    step()")
            if special == "__getattr__":
                self.line("    if other.startswith('__') or other in ('value', 'shared'): raise AttributeError(other)")
            self.line(f"    return {value}")
        self.names = []
        if self.chance(0.4):
            self.line("@property")
            self.line(f"def double(self): return {self.expression(1)}")
        if self.chance(0.3):
            self.line("@classmethod")
            self.line("def make(cls, *a): return cls(*a)")
        self.indent -= 1
        self.names = outer
        self.classes.append(name)
        instance = self.name("v")
        self.line("try:")
        self.line(f"    {instance} = {name}({self.pick(['', self.atom()])})")
        self.line("except Exception as error:")
        self.line("    failed(error)")
        self.line(f"    {instance} = None")
        self.names.append(instance)
        for _ in range(self.number(1, 3)):
            self.guarded(self.pick([f"{instance}.double", f"{instance}.shared", f"{instance} + 1", f"1 + {instance}", f"{instance} == {instance}", f"len({instance})", f"{instance}[1]",
                                    f"{instance}(1)", f"f'{{{instance}:>4}}'", f"str({instance})", f"list({instance})", f"{name}.make(1)", f"{instance} in [{instance}]", f"{{{instance}: 1}}",
                                    f"{instance} < {instance}", f"-{instance}", f"bool({instance})", f"{instance}.missing", f"{name}.__mro__", f"vars({instance})", f"float({instance})"]))

    def matching(self):
        self.line("try:")
        self.indent += 1
        self.line(f"match {self.expression()}:")
        self.indent += 1
        patterns = ["int()", "str(x)", "[x, *_]", "(x, y)", "{'a': x}", "{1: x, **rest}", "None | True", "0 | 1", "[] | ()", "float(x)", "bytes() as x", "[[x], *_]", "'a' | 'b'", "-1", "dict()"]
        for pattern in self.random.sample(patterns, self.number(1, 4)):
            guard = f" if {self.pick(['x', 'True', '1 > 2'])}" if "x" in pattern and self.chance(0.3) else ""
            self.line(f"case {pattern}{guard}:")
            self.line(f"    show(({pattern!r}, {'x' if 'x' in pattern else 0}))")
        self.line("case _:")
        self.line("    show('no case')")
        self.indent -= 2
        self.line("except Exception as error:")
        self.line("    failed(error)")

    def context(self):
        self.line("try:")
        self.line(f"    with manager({self.pick(['True', 'False'])}) as entered, manager(False):")
        self.line(f"        show({self.expression()})")
        self.line("except Exception as error:")
        self.line("    failed(error)")

    def statement(self):
        self.pick([
            self.assign, self.assign, self.assign, self.method, self.method, self.loop, self.handlers, self.function, self.generator, self.klass, self.matching, self.context,
            lambda: self.guarded(self.expression(3)), lambda: self.guarded(self.expression(3)), lambda: self.guarded(self.expression()),
        ])()


HEADER = '''
from itertools import islice
_steps = 0
def step():
    global _steps
    _steps += 1
    if _steps > 300: raise RuntimeError("too many steps")
def clean(text):
    import re
    return re.sub(r" at 0x[0-9a-f]+", " at ...", text)[:300]
def show(value):
    step()
    print(type(value).__name__, clean(repr(value)))
def failed(error):
    print("!", type(error).__name__, clean(str(error)))
class manager:
    def __init__(self, swallow): self.swallow = swallow
    def __enter__(self):
        print("enter")
        return self
    def __exit__(self, kind, value, traceback):
        print("exit", kind and kind.__name__)
        return self.swallow
'''.lstrip()


def program(seed):
    writer = Writer(seed)
    for _ in range(writer.number(12, 25)):
        writer.statement()
    return HEADER + "\n".join(writer.lines) + "\n"


if __name__ == "__main__":
    print(program(int(sys.argv[1])))
