"""BytesIO: positions, lines, views, growth, states, errors."""
import gc
import io
import pickle
import sys


def tell(*calls):
    for call in calls:
        try:
            print(call())
        except Exception as e:
            print(type(e).__name__, e)


b = io.BytesIO(b'hello\nworld\nabc')
print(b.readline(), list(b), b.tell(), b.seek(2), b.read(3), b.getvalue(), b.read1(), sys.getsizeof(io.BytesIO()), sys.getsizeof(b))
b.seek(20)
b.write(b'zz')
print(b.getvalue(), sys.getsizeof(b))
for i in range(100):
    b.write(b'y' * i)
print(len(b.getvalue()), sys.getsizeof(b))

v = b.getbuffer()
v[0] = 65
print(bytes(v[:4]))
tell(lambda: b.write(b'1'), b.close)
v.release()
print(b.truncate(3), b.getvalue(), b.readlines(), sys.getsizeof(b))
x = bytearray(5)
b.seek(0)
print(b.readinto(x), x)
tell(
    lambda: b.readinto(b'1'), lambda: b.seek(-1), lambda: b.seek(0, 5), lambda: b.seek('a'), lambda: b.seek(1 << 70),
    lambda: b.truncate(-3), lambda: b.read('1'), lambda: b.read(1, 2), lambda: io.BytesIO(1, 2), lambda: io.BytesIO(x=2),
    lambda: b.write('a'), lambda: b.readlines('q'), lambda: b.__setstate__(3), lambda: b.__setstate__((b'', -1, None)),
    lambda: io._io._BytesIOBuffer(),
)

b = io.BytesIO(b'xyz')
b.seek(1)
b.foo = 3
print(b.__getstate__(), pickle.loads(pickle.dumps(b)).foo)
print(b.seek(1 << 40), b.tell(), b.read(), b.readline(), b.readinto(x))
value = b.getvalue()
b.seek(0)
b.write(b'changed')
print(value, b.getvalue())
b.close()
print(b.closed)
tell(b.read, b.getvalue, b.getbuffer)


class S(io.BytesIO):
    pass


s = S(b'ab')
s.me = s
v = s.getbuffer()
s.view = v
del s, v
gc.collect()
print(io.BytesIO.__basicsize__, io.BytesIO.__mro__)
