"""Runs one program of bench/programs natively: native.py PROGRAM WARM_RUNS. Prints one line of JSON: times in ms, memory in MB."""
import json
import resource
import sys
import time

path, runs = sys.argv[1], int(sys.argv[2])
with open(path, encoding="utf-8") as f:
    source = f.read()
space = {"__name__": "__main__"}
start = time.perf_counter()
exec(compile(source, path, "exec"), space)
result = space["run"]()
cold = (time.perf_counter() - start) * 1000
assert result == space["RESULT"], result
warm = []
for _ in range(runs):
    start = time.perf_counter()
    space["run"]()
    warm.append((time.perf_counter() - start) * 1000)
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"cold": cold, "warm": warm, "memory": memory}))
