import ctypes, sys
x = [1, 2, 3]
address = id(x)
print(ctypes.c_long.from_address(address).value, ctypes.c_ssize_t.from_address(address + 16).value)
x.append(4)
print(ctypes.c_ssize_t.from_address(address + 16).value, ctypes.c_ssize_t.from_address(address + 32).value)
same = ctypes.cast(address, ctypes.py_object).value
print(same is x, sys.getrefcount(x), ctypes.c_long.from_address(address).value)
items = ctypes.c_void_p.from_address(address + 24).value
print(ctypes.c_void_p.from_address(items).value == id(x[0]), ctypes.c_void_p.from_address(items + 8).value == id(x[1]))
print(ctypes.c_void_p.from_address(address + 8).value == id(list))
f = 1.5
print(ctypes.c_double.from_address(id(f) + 16).value)
t = (7, 8)
print(ctypes.c_ssize_t.from_address(id(t) + 16).value, ctypes.c_void_p.from_address(id(t) + 24).value == id(7), ctypes.c_void_p.from_address(id(t) + 32).value == id(8))
s = "ABC" + str(5)
print(bytes(ctypes.c_char.from_address(id(s) + 40 + i).value[0] for i in range(5)), ctypes.c_ssize_t.from_address(id(s) + 16).value)
n = 2**30 * 5 + 7
negative = -n
print(ctypes.c_uint32.from_address(id(n) + 24).value, ctypes.c_uint32.from_address(id(n) + 28).value, ctypes.c_size_t.from_address(id(n) + 16).value)
print(ctypes.c_size_t.from_address(id(-5) + 16).value, ctypes.c_size_t.from_address(id(0) + 16).value, ctypes.c_size_t.from_address(id(negative) + 16).value)
print(ctypes.sizeof(ctypes.c_long), ctypes.sizeof(ctypes.c_int), ctypes.sizeof(ctypes.c_void_p), ctypes.sizeof(ctypes.c_size_t), ctypes.sizeof(ctypes.c_char), ctypes.sizeof(ctypes.py_object))
print(ctypes.c_long(5).value, ctypes.c_int(2**31).value, ctypes.c_uint8(257).value, ctypes.c_int8(-129).value, ctypes.c_long(5), ctypes.c_bool(3).value)
b = b"xyz"
print(bytes(ctypes.c_ubyte.from_address(id(b) + 32 + i).value for i in range(4)), ctypes.c_ssize_t.from_address(id(b) + 16).value)
c = ctypes.c_long.from_address(id(x))
y = x
print(c.value)
del y
print(c.value)
