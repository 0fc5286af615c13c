"""What tracemalloc tells: sizes, lines, frames, snapshots, ResourceWarning's "Object allocated at"."""
import gc
import os
import tracemalloc

name = os.path.basename(__file__)


def lines(traceback):
    return [frame.lineno for frame in traceback if os.path.basename(frame.filename) == name]


def make(n):
    return bytes(n)


class Thing:
    def __init__(self):
        self.data = bytearray(5000)


print(tracemalloc.is_tracing(), tracemalloc.get_traced_memory(), tracemalloc.get_traceback_limit())
for bad in (0, -1, 65536):
    try:
        tracemalloc.start(bad)
    except ValueError as e:
        print(e)

tracemalloc.start(10)
print(tracemalloc.is_tracing(), tracemalloc.get_traceback_limit())
gc.collect()
before = tracemalloc.get_traced_memory()[0]
block = make(100_000)
print(100_000 < tracemalloc.get_traced_memory()[0] - before < 101_000)
print(lines(tracemalloc.get_object_traceback(block)))
thing = Thing()
print(lines(tracemalloc.get_object_traceback(thing)), lines(tracemalloc.get_object_traceback(thing.data)))
number = int("123456789")
total = number + 1
both = [number, total]
for obj in (number, total, both):
    print(lines(tracemalloc.get_object_traceback(obj)))
print(tracemalloc.get_object_traceback(None), tracemalloc.get_object_traceback(7))

tracemalloc.clear_traces()
first = tracemalloc.take_snapshot()
kept = [make(10_000) for _ in range(20)]
second = tracemalloc.take_snapshot()
mine = [tracemalloc.Filter(True, "*" + name)]
for stat in second.filter_traces(mine).compare_to(first.filter_traces(mine), "lineno"):
    if stat.size_diff > 1000:
        print(stat.traceback[0].lineno, stat.size_diff, stat.count_diff)
trace = max(second.filter_traces(mine).traces, key=lambda t: t.size)
print(trace.size, lines(trace.traceback), trace.traceback.total_nframe)
print("\n".join(line.strip().replace(os.path.dirname(__file__) + "/", "") for line in trace.traceback.format()))

tracemalloc.clear_traces()
del kept
gc.collect()
big = make(1_000_000)
del big
current, peak = tracemalloc.get_traced_memory()
print(current < 100_000, 1_000_000 < peak < 1_200_000)
tracemalloc.reset_peak()
print(tracemalloc.get_traced_memory()[1] < 100_000, tracemalloc.get_tracemalloc_memory() > 0)


def recurse(n):
    return recurse(n - 1) if n else make(3000)


deep = recurse(20)
found = tracemalloc.get_object_traceback(deep)
print(len(found), found.total_nframe, lines(found))
grown = bytearray(100)
size = tracemalloc.get_traced_memory()[0]
grown.extend(bytes(50_000))
print(tracemalloc.get_traced_memory()[0] - size > 49_000, lines(tracemalloc.get_object_traceback(grown)))
tracemalloc.stop()
print(tracemalloc.is_tracing(), tracemalloc.get_traced_memory(), tracemalloc.get_object_traceback(deep))
