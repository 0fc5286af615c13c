x = "global"

def read():
    return x

def local():
    x = "local"
    return x

def change():
    global x
    x = "changed"

print(read(), local(), x)
change()
print(x, read())

def before():
    try:
        print(y)
    except UnboundLocalError as error:
        print(error)
    y = 1

before()
try:
    undefined_name
except NameError as error:
    print(error)

def counter():
    n = 0
    def step():
        nonlocal n
        n += 1
        return n
    return step

a, b = counter(), counter()
print(a(), a(), b(), a())

def deleting():
    v = 1
    del v
    try:
        v
    except UnboundLocalError as error:
        print(error)
deleting()
class Scope:
    x = "class"
    def get(self):
        return x
    y = [x for _ in range(2)]
print(Scope().get(), Scope.y)
print(sorted(k for k in globals() if not k.startswith("__")))
def show_locals(p, q=2):
    r = p + q
    return locals()
print(show_locals(1))
