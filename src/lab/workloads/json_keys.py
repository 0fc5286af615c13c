"""Documents whose keys repeat, read and kept for a while. class: repeated strings"""
import json

DIALS = {"documents": 2500, "records": 40, "kept": 30}


def run(documents, records, kept):
    record = {"identifier": 7, "first_name": "Ada", "last_name": "L", "tags": ["red", "green"], "address": {"street": "Main", "number": 3}}
    text = json.dumps([{**record, "identifier": i} for i in range(records)])
    window = []
    total = 0
    for _ in range(documents):
        window.append(json.loads(text))
        if len(window) > kept:
            del window[0]
        total += window[-1][-1]["identifier"]
    return total, len(window)
