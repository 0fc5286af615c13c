import sys, types
m = types.ModuleType("made", "its doc")
m.x = 5
print(m.x, m.__name__, m.__doc__, sorted(vars(m))[:3])
sys.modules["made"] = m
import made
from made import x as renamed
print(made is m, renamed)
try: from made import missing
except ImportError as error: print(type(error).__name__, error)
try: import no_such_module
except ModuleNotFoundError as error: print(error, error.name)
try: import sys.nothing
except ModuleNotFoundError as error: print(error)
try: m.nothing
except AttributeError as error: print(error)
exec("def f(): return x * 2", m.__dict__)
print(made.f())
m.__getattr__ = lambda name: f"dynamic {name}"
print(m.anything, __name__, __file__.split("/")[-1], __builtins__ is sys.modules["builtins"], "sys" in globals())
import math as mm, json
from math import *
print(mm.pi == pi, floor(2.5), mm.__name__)
print(json.dumps({"a": [1, 2.5, None, True, "é\n"], "b": {}}), json.loads('{"x": [1, {"y": null}], "z": "\\u00e9"}'), json.dumps([1, {"k": 2}], indent=2))
try: json.loads("{bad}")
except ValueError as error: print(error)
print(sys.version_info[:2], sys.maxsize, sys.byteorder, sys.implementation.name, len(sys.argv), sys.getrecursionlimit(), sys.int_info.bits_per_digit, sys.float_info.max, sys.hash_info.algorithm, sys.maxunicode)
