def make():
    value = 1
    def get():
        return value
    def put(v):
        nonlocal value
        value = v
    def delete():
        nonlocal value
        del value
    return get, put, delete

get, put, delete = make()
print(get())
put(5)
print(get(), get.__closure__ is put.__closure__, get.__closure__[0] is put.__closure__[0])
print(get.__code__.co_freevars, make.__code__.co_cellvars)
delete()
try:
    get()
except NameError as error:
    print(type(error).__name__, error)
try:
    get.__closure__[0].cell_contents
except ValueError as error:
    print(error)
put(9)
print(get())
get.__closure__[0].cell_contents = 11
print(get())
import types
cell = types.CellType(3)
print(cell.cell_contents, types.CellType() == types.CellType(), cell == types.CellType(3), cell < types.CellType(4))
f = types.FunctionType(get.__code__, globals(), "f", None, (cell,))
print(f(), f.__name__)
