# long chains of native iterators end in a value or in RecursionError, and go away whole
import functools
import itertools
import operator

kinds = {
    "enumerate": enumerate,
    "zip": zip,
    "filter": lambda x: filter(None, x),
    "map": lambda x: map(operator.not_, x),
    "chain": itertools.chain,
    "islice": lambda x: itertools.islice(x, 5),
    "groupby": itertools.groupby,
    "zip_longest": itertools.zip_longest,
    "accumulate": itertools.accumulate,
    "tee": lambda x: itertools.tee(x, 1)[0],
}
for name, make in kinds.items():
    x = iter([1])
    for _ in range(400):
        x = make(x)
    print(name, next(x, None) is not None)
    x = iter([1])
    for _ in range(100_000 if name != "tee" else 10):
        x = make(x)
    del x
print(list(functools.reduce(itertools.chain, [[i] for i in range(500)]))[-1])
