class N:
    def __init__(self, v): self.v = v
    def __repr__(self): return f"N({self.v})"
    def _val(o): return o.v if isinstance(o, N) else o
    def __add__(self, o): return N(self.v + N._val(o))
    def __radd__(self, o): return N(o + self.v)
    def __sub__(self, o): return N(self.v - N._val(o))
    def __rsub__(self, o): return N(o - self.v)
    def __mul__(self, o): return NotImplemented
    def __matmul__(self, o): return "matmul"
    def __truediv__(self, o): return "div"
    def __floordiv__(self, o): return "floordiv"
    def __mod__(self, o): return "mod"
    def __pow__(self, o, m=None): return ("pow", m)
    def __lshift__(self, o): return "<<"
    def __rrshift__(self, o): return "r>>"
    def __and__(self, o): return "&"
    def __or__(self, o): return "|"
    def __xor__(self, o): return "^"
    def __neg__(self): return N(-self.v)
    def __pos__(self): return "+"
    def __invert__(self): return "~"
    def __abs__(self): return "abs"
    def __iadd__(self, o): self.v += o; return self
    def __int__(self): return 42
    def __float__(self): return 4.5
    def __index__(self): return 3
    def __round__(self, n=None): return ("round", n)
    def __divmod__(self, o): return "divmod"

n = N(5)
print(n + 1, 1 + n, n - N(2), 10 - n, n @ 1, n / 1, n // 1, n % 1, n ** 2, pow(n, 2, 3))
print(n << 1, 1 >> n, n & 1, n | 1, n ^ 1, -n, +n, ~n, abs(n), divmod(n, 1))
print(int(n), float(n), [0, 1, 2, 3][n], round(n), round(n, 2), hex(n), range(n))
m = n
m += 5
print(m is n, n)
for f in (lambda: n * 2, lambda: 2 * n, lambda: 1 << n, lambda: n >> 1, lambda: "a" * n and "a" - n):
    try:
        print(f())
    except TypeError as error:
        print(error)
