"""The collector's schedule over the lab's own workloads: the counts at the beginning of each collection and what it found, and the statistics. What lived
before is frozen, since a full collection waits for a share of all that is old. First with the default thresholds, then with low ones, so that all three
generations are collected. (A name with + is run once before: a call that specialises does its old form once more here, which the first count shows.)"""
import gc
import os

folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../src/lab/workloads")

DEFAULT = {
    "churn": {"rounds": 60},
    "binary_trees": {"repeats": 4},
    "linked_cycles": {},
    "graph_mutation": {"steps": 60000},
    "lru_cache+": {"requests": 60000},
    "json_keys": {"documents": 600},
    "word_count": {"lines": 10000},
    "symbol_tables": {},
    "closures": {"makers": 30000},
    "exceptions": {"raises": 12000},
    "generators": {"pipelines": 6000},
    "numeric": {"rounds": 3},
}
LOW = {
    "churn": {"rounds": 40, "live": 2500},
    "binary_trees": {"depth": 13, "repeats": 4},
    "linked_cycles": {"rings": 15000},
    "graph_mutation": {"steps": 60000},
    "lru_cache+": {"requests": 40000},
    "json_keys": {"documents": 300},
    "exceptions": {"raises": 8000},
}


def calling(name, dials):
    """The workload's run() with its dials, as one call."""
    namespace = {"__name__": name}
    with open(os.path.join(folder, name + ".py"), encoding="utf-8") as file:
        exec(compile(file.read(), name + ".py", "exec"), namespace)
    values = {**namespace["DIALS"], **dials}
    return eval("lambda: run(" + ", ".join(f"{k}={v!r}" for k, v in values.items()) + ")", namespace)


def watch(name, dials):
    name, warm = name.rstrip("+"), "+" in name
    call = calling(name, dials)
    if warm:
        call()
    counts = []
    found = []

    def callback(phase, info):
        if phase == "start":
            counts.append(gc.get_count())
        else:
            found.append((info["generation"], info["collected"], info["uncollectable"]))

    gc.collect()
    gc.freeze()
    gc.collect()
    before = gc.get_stats()
    gc.callbacks.append(callback)
    result = call()
    gc.callbacks.remove(callback)
    count = gc.get_count()
    gc.unfreeze()
    print(name, count, [{k: b[k] - a[k] for k in a} for a, b in zip(before, gc.get_stats())])
    for i in range(0, len(found), 8):
        print("  ", *(f"{a}.{b}.{c}:{g}:{n}" + (f":{u}" if u else "") for (a, b, c), (g, n, u) in zip(counts[i:i + 8], found[i:i + 8])))
    del result


for name, dials in DEFAULT.items():
    watch(name, dials)
gc.set_threshold(700, 4, 3)
for name, dials in LOW.items():
    watch(name, dials)
