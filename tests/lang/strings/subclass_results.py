# Which methods give back the very object, a subclass of str or bytes included.
class S(str): pass
class B(bytes): pass
class BA(bytearray): pass
for s in (S('abc'),S('')):
    print([type(x).__name__ for x in s.partition('x')],[type(x).__name__ for x in s.rpartition('x')],type(s.strip()).__name__, type(s.replace('x','y')).__name__, type(s[:]).__name__, [type(x).__name__ for x in s.split(',')], type(s+'').__name__, type(s*1).__name__,type(s.ljust(0)).__name__,type(s.translate({})).__name__,type(s.expandtabs()).__name__,[type(x).__name__ for x in s.splitlines()],type(s.removeprefix('z')).__name__,type(s.zfill(0)).__name__,type(''.join([s])).__name__,type('%s'%s).__name__,type(str(s)).__name__,type(format(s)).__name__,type(s.format()).__name__, type(s.center(1)).__name__)
for s in (B(b'abc'),B(b''),BA(b'ab')):
    print([type(x).__name__ for x in s.partition(b'x')],[type(x).__name__ for x in s.rpartition(b'x')],type(s.strip()).__name__, type(s.replace(b'x',b'y')).__name__, type(s[:]).__name__, [type(x).__name__ for x in s.split(b',')], type(s+b'').__name__, type(s*1).__name__,type(s.ljust(0)).__name__,type(s.expandtabs()).__name__,[type(x).__name__ for x in s.splitlines()],type(s.removeprefix(b'z')).__name__,type(s.zfill(0)).__name__,type(b''.join([s])).__name__,type(bytes(s)).__name__)
try:
    value = {1}
    value *= [2]
except TypeError as error:
    print(error)
