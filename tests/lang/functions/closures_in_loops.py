callbacks = {}
for name in ("add", "sub", "mul"):
    def make(op):
        def run(a, b):
            return op, {"add": a + b, "sub": a - b, "mul": a * b}[op]
        return run
    callbacks[name] = make(name)
print([callbacks[n](6, 3) for n in sorted(callbacks)])
print([f(2) for f in [lambda x, k=k: x + k for k in range(4)]])
counter = (lambda n=[0]: (n.__setitem__(0, n[0] + 1), n[0])[1])
print(counter(), counter(), counter())
