class Resource:
    open_now = []
    def __init__(self, name, fail_exit=False):
        self.name, self.fail_exit = name, fail_exit
    def __enter__(self):
        Resource.open_now.append(self.name)
        return self
    def __exit__(self, *exc):
        Resource.open_now.remove(self.name)
        if self.fail_exit: raise OSError(f"closing {self.name}")
with Resource("a"):
    with Resource("b"), Resource("c"):
        print(Resource.open_now)
    print(Resource.open_now)
print(Resource.open_now)
try:
    with Resource("x"), Resource("y", True):
        raise ValueError("body")
except OSError as error:
    print(error, repr(error.__context__), Resource.open_now)
def early():
    for i in range(3):
        with Resource(f"r{i}"):
            if i == 1: return i, list(Resource.open_now)
print(early(), Resource.open_now)
def gen():
    with Resource("g"):
        yield 1
        yield 2
g = gen()
next(g)
print(Resource.open_now)
g.close()
print(Resource.open_now)
with Resource("p") as p, Resource(p.name * 2) as q:
    print(p.name, q.name, Resource.open_now)
