class Thing:
    colour = "red"
    size = 1
    def describe(self): return self.colour
t = Thing()
for name in ("color", "sise", "descibe", "zzzzz"):
    try:
        getattr(t, name)
    except AttributeError as error:
        print(error, error.name, error.obj is t)
for code in ("t.size.reel", "prnt", "Thing.colr", "t()", "t[0]", "t + 1", "t < t", "len(t)", "iter(t)", "-t", "t @ t", "t.x.y", "del t.x", "t.size()", "with t: pass", "for x in t: pass", "1 in t", "[][t]", "import maths", "(1).real = 2", "None.x = 1", "int.x = 1", "f'{t:d}'", "*a, *b = t", "a, b = t", "print(**t)", "print(*t)", "raise t", "t.describe(1)", "t.describe(x=1)", "Thing(1)", "int([])", "str(b'a', 1)", "open"):
    try:
        exec(code)
        print(code, "fine")
    except SyntaxError as error:
        print(code, "SyntaxError", error.msg)
    except Exception as error:
        print(code, "->", type(error).__name__, error)
