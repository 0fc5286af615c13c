"""The capsule _datetime.datetime_CAPI: an address at which the types are."""
import _datetime
import ctypes
import gc
import sys

c = _datetime.datetime_CAPI
T = type(c)
print(T,T.__basicsize__,hex(T.__flags__),sys.getsizeof(c),repr(c)[:46],gc.is_tracked(c))
try: T()
except Exception as e: print(e)
p = ctypes.c_void_p.from_address(id(c)+16).value
print([ctypes.c_void_p.from_address(p+8*i).value==id(x) for i,x in enumerate((_datetime.date,_datetime.datetime,_datetime.time,_datetime.timedelta,_datetime.tzinfo,_datetime.UTC))])
