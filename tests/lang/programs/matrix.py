class Matrix:
    def __init__(self, rows): self.rows = [list(r) for r in rows]
    @classmethod
    def identity(cls, n): return cls([[int(i == j) for j in range(n)] for i in range(n)])
    @property
    def shape(self): return len(self.rows), len(self.rows[0])
    def __matmul__(self, o): return Matrix([[sum(a * b for a, b in zip(r, c)) for c in zip(*o.rows)] for r in self.rows])
    def __add__(self, o): return Matrix([[a + b for a, b in zip(x, y)] for x, y in zip(self.rows, o.rows)])
    def __mul__(self, k): return Matrix([[a * k for a in r] for r in self.rows])
    __rmul__ = __mul__
    def __eq__(self, o): return self.rows == o.rows
    def __getitem__(self, ij): return self.rows[ij[0]][ij[1]]
    def __setitem__(self, ij, v): self.rows[ij[0]][ij[1]] = v
    def __pow__(self, n):
        r, b = Matrix.identity(self.shape[0]), self
        while n:
            if n & 1: r = r @ b
            b, n = b @ b, n >> 1
        return r
    @property
    def T(self): return Matrix(zip(*self.rows))
    def det(self):
        if len(self.rows) == 1: return self.rows[0][0]
        return sum((-1) ** j * v * Matrix([r[:j] + r[j + 1:] for r in self.rows[1:]]).det() for j, v in enumerate(self.rows[0]))
    def __repr__(self): return "\n".join(" ".join(f"{v:>6}" for v in r) for r in self.rows)
m = Matrix([[2, 1, 0], [1, 3, -1], [0, 5, 4]])
print(m, m.T, m @ m, m + m, 2 * m, m * 0.5, sep="\n\n")
print(m.det(), m.shape, m[1, 2], m == m.T.T, Matrix.identity(2) == Matrix([[1, 0], [0, 1]]))
m[0, 0] = 100
print(m[0, 0], (Matrix([[1, 1], [1, 0]]) ** 90)[0, 1], m.det(), (m ** 5)[2, 2])
