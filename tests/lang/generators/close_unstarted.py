"""What close() leaves of a generator that never ran: its arguments, until it dies."""
import sys
def I(x): yield x
o=object(); r=I(o); r.close(); print(sys.getrefcount(o), r.gi_frame)
async def C(x): return x
r=C(o); r.close(); print(sys.getrefcount(o), r.cr_frame)
def J(x): yield 1
r=J(o); next(r); r.close(); print(sys.getrefcount(o), r.gi_frame)
r=J(o); r.close(); r.close(); print(sys.getrefcount(o), list(r)); del r; print(sys.getrefcount(o))
