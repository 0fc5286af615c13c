name, n, x = "Ann", 7, 3.14159
print(f"{name} {n:03d} {x:.2f} {name!r:>8} {n + 1} {n * 'ab'}")
print(f"{x=} {n = } {name=!s} {n=:>5} {n+1=}")
print(f"{{}} {{{n}}} {'nested ' + f'{n}'} {f'{f"{n}"}'}")
print(f"{n:{n}} {x:{n + 3}.{2}f} {name:>{n}}|{'a':*^{n}}")
print(f"{[i for i in range(3)]} {dict(a=1)['a']} {(lambda y: y * 2)(4)} {n if n > 5 else 0} {n!s}")
print(f'{name.upper()} {"quoted"} {'same quotes'}')
print(f"""multi {
    n
} line {  # a comment
    name
}""")
print(f"{1_000:,} {255:#x} {0.5:%} {True} {None} {...} {1 == 1}")
print(rf"\n{n}\t", fr"\{name}", f"\x41{n}\u00e9\N{BULLET}", "plain" f"{n}" "tail")
class F:
    def __format__(self, spec): return f"<{spec}>"
    def __str__(self): return "S"
    def __repr__(self): return "R"
print(f"{F()} {F():abc} {F()!r} {F()!s:>3} {F():{n}x} {F()=}")
print(f"{n:=+5d} {-5:05d} {1e10:g} {12345678:,} {'é'!a} {'abc':.2} {3+4j:.1f} {'':5}|")
print(f"{(n := 10)} {n} {n:=10} {'a' 'b'} {[1, 2][1]} { {1: 2}[1] } {'{'} {'}'}")
def f(): return f"{yield_value}" 
yield_value = "late"
print(f(), f"{'\n'.join(['a', 'b'])}", f"{'\\'}", f"{x:{'>10'}}", f"{x!r:^{10}.{3}}")
for bad in ("{n:d}", "{name:d}", "{n:.2q}", "{x:x}"):
    try: print(eval("f'" + bad + "'"))
    except ValueError as error: print(error)
