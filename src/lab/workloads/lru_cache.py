"""A bounded cache in front of a computation: objects die middle-aged. class: generational hypothesis broken"""
from collections import OrderedDict

DIALS = {"capacity": 3000, "requests": 200000, "keys": 9000}


def run(capacity, requests, keys):
    cache = OrderedDict()
    hits = 0
    key = 1
    for _ in range(requests):
        key = (key * 48271) % 2147483647
        name = key % keys
        if name in cache:
            cache.move_to_end(name)
            hits += 1
        else:
            cache[name] = {"name": str(name), "parts": [name, name + 1]}
            if len(cache) > capacity:
                cache.popitem(last=False)
    return hits, len(cache)
