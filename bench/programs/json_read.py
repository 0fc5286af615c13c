"""JSON in: text to nested records, with hooks and errors."""
import json


def once():
    item = '{"id": %d, "name": "caf\\u00e9 %d", "tags": ["a", "b\\n", ""], "score": -%d.5e-1, "on": true, "off": null, "deep": [[[[%d]]]]}'
    text = "[" + ",\n ".join(item % (i, i, i, i) for i in range(3_000)) + "]"
    total = 0
    for _ in range(30):
        data = json.loads(text)
        total += sum(d["id"] + d["deep"][0][0][0][0] + len(d["name"]) for d in data)
    pairs = json.loads(text[:40_000].rsplit(",\n", 1)[0] + "]", object_pairs_hook=lambda p: len(p))
    errors = 0
    for i in range(8_000):
        try:
            json.loads('{"a": [1, 2, %s}' % ("x" * (i % 3)))
        except ValueError as error:
            errors += error.pos
    return total, sum(pairs), errors, round(sum(d["score"] for d in data), 3)


def run():
    for _ in range(2):
        result = once()
    return result


RESULT = (270686700, 2156, 104000, -450000.0)
