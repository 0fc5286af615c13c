# Functions that the host serves check their arguments as CPython's do, and say what they take.
import binascii
import inspect
import os
import pickle


class Path:
    def __fspath__(self):
        return 3


def attempt(f, *args, **kwargs):
    try:
        print(f.__name__, f(*args, **kwargs))
    except (TypeError, ValueError, OverflowError, OSError) as error:
        print(f.__name__, type(error).__name__, error)


print(inspect.signature(os.stat), inspect.signature(os.open), inspect.signature(os.getpid))
print(os.access.__text_signature__)
print(os.stat.__qualname__, os.stat.__module__, os.stat.__self__.__name__, pickle.loads(pickle.dumps(os.stat)) is os.stat)
print(os.stat == os.lstat, len({os.stat, os.lstat, os.stat}))
for value in 1.5, None, object, Path(), "a\0b", b"a\0b", [1]:
    attempt(os.lstat, value)
    attempt(os.stat, value)
attempt(os.stat)
attempt(os.stat, "x", 1)
attempt(os.stat, "x", wrong=1)
attempt(os.open, "x")
attempt(os.open, "x", "y")
attempt(os.open, "x", 2**40)
attempt(os.getpid, 1)
attempt(os.isatty, 1, 2)
attempt(os.isatty, "a")
attempt(os.fsync, -1)
attempt(os.fsync, "a")
attempt(os.putenv, 1, "a")
attempt(os.urandom, -1)
attempt(os.urandom, 1.5)
attempt(os.strerror, "a")
attempt(binascii.hexlify, "abc")
attempt(binascii.unhexlify, "é")
attempt(binascii.unhexlify, 3)
attempt(binascii.a2b_base64, memoryview(b"abcdef")[::2])
attempt(binascii.crc32, b"a", "b")
attempt(binascii.crc32, b"a", -1)
