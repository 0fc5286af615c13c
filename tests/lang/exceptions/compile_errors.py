sources = ["x = ", "1 +", "def f(:", "if x\n  pass", "for in x: pass", "a b", "(1, 2", "]", "'abc", "return 1", "yield", "break", "continue",
           "x = 1 = 2", "f() = 1", "1 = x", "del f()", "nonlocal x", "def f(a, a): pass", "def f(a=1, b): pass", "f(a=1, 2)", "f(**k, *a)",
           "class C\n  pass", "  x = 1", "if 1:\npass", "import", "from x import", "lambda x y: 1", "x = {1: 2, 3}", "print 'a'", "f'{'", "f'{a b}'",
           "global x; x = 1\ndef f():\n  x = 1\n  global x", "async x", "await x", "try: pass", "a := 1", "(a.b := 1)", "0777", "1_", "\\ x", "*a", "x: int: str",
           "def f():\n\tif 1:\n        pass", "match x:\n  case 1 | a: pass", "'\\N{nothing}'", "b'é'", "None = 1", "x.True = 1"]
for source in sources:
    try:
        compile(source, "<test>", "exec")
        print(repr(source), "compiles")
    except SyntaxError as error:
        print(repr(source), type(error).__name__, error.msg, error.lineno, error.offset, error.end_lineno, error.end_offset)
