class AppError(Exception):
    "All of the application's errors."
    def __init__(self, code, message="no message"):
        super().__init__(message)
        self.code = code
    def __str__(self):
        return f"[{self.code}] {super().__str__()}"
class NotFound(AppError): pass
try:
    raise NotFound(404, "page")
except AppError as error:
    print(error, repr(error), error.args, error.code, isinstance(error, Exception))
try:
    raise AppError(1)
except AppError as error:
    print(error)
print(repr(ValueError()), repr(ValueError(1)), repr(ValueError(1, 2)), str(ValueError()), str(ValueError(1, 2)), str(KeyError("a")))
print(issubclass(KeyError, LookupError), issubclass(FileNotFoundError, OSError), [c.__name__ for c in ZeroDivisionError.__mro__])
o = OSError(2, "No such file", "name.txt")
print(o, repr(o), o.errno, o.strerror, o.filename, type(o).__name__)
print(OSError("x"), OSError(1, "y"), type(OSError(17, "")).__name__, IOError is OSError)
s = SystemExit(3)
print(s.code, repr(s), issubclass(SystemExit, Exception))
k = KeyError("a", "b")
print(k, StopIteration(5).value, repr(StopIteration()))
i = ImportError("m", name="n", path="p")
print(i, i.name, i.path)
u = UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad")
print(u, u.object, u.start, u.reason)
n = NameError("x", name="y")
print(n, n.name, AttributeError("q", name="w", obj=1).obj)
sy = SyntaxError("msg", ("file", 1, 2, "text"))
print(sy, sy.filename, sy.lineno, sy.offset, sy.text)
class WithRepr(Exception):
    def __repr__(self): return "custom repr"
print([WithRepr()])
a = AssertionError("why")
try:
    assert 1 == 2, "because"
except AssertionError as error:
    print(error)
try:
    assert []
except AssertionError as error:
    print(repr(error))
