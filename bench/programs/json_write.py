"""JSON out: nested records of every kind to text."""
import json


def records(n):
    return [
        {
            "id": i,
            "name": f"name {i} é \"q\"",
            "tags": [f"t{j}" for j in range(i % 6)],
            "score": i / 7,
            "flags": {"on": i % 2 == 0, "off": None},
            "nested": [[1, 2, [3, 4]], {"x": {"y": {"z": i}}}],
        }
        for i in range(n)
    ]


def once():
    data = records(1_500)
    size = 0
    for _ in range(60):
        size += len(json.dumps(data))
    size += len(json.dumps(data[:300], indent=2, sort_keys=True)) + len(json.dumps(data[:300], ensure_ascii=False, separators=(",", ":")))
    return size


def run():
    for _ in range(2):
        result = once()
    return result


RESULT = 17218119
