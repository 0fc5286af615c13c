"""The oracle's side of scripts/oracle/corpus.ts: compiles every source of a list and writes each result as marshal data.

`reference(sources, out, mode, flags, optimize)` takes pairs (name, bytes) and writes to the file `out` one record per source: a length of
four bytes (little endian), a kind byte (b"C" code, b"E" error as JSON) and the data; then in the same way, kind b"W", the
warnings as JSON. Run natively: corpus_reference.py LIST OUT
MODE FLAGS OPTIMIZE, where LIST holds one name and one path a line, with a tab
between. In the npm oracle, corpus.ts calls `reference` itself."""
import json
import marshal
import sys
import warnings


def record(name, source, mode, flags, optimize):
    try:
        return b"C", marshal.dumps(compile(source, name, mode, flags, dont_inherit=True, optimize=optimize))
    except SyntaxError as e:
        what = [type(e).__name__, e.msg, e.lineno, e.offset, e.end_lineno, e.end_offset]
    except Exception as e:
        what = [type(e).__name__, str(e)]
    return b"E", json.dumps(what).encode()


def reference(sources, out, mode, flags, optimize):
    with open(out, "wb") as f:
        for name, source in sources:
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                kind, data = record(name, source, mode, flags, optimize)
            f.write(len(data).to_bytes(4, "little") + kind + data)
            texts = [[w.category.__name__, str(w.message), w.lineno] for w in caught]
            data = json.dumps(texts).encode()
            f.write(len(data).to_bytes(4, "little") + b"W" + data)


def read(path):
    with open(path, "rb") as f:
        return f.read()


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as f:
        sources = [line.split("\t") for line in f.read().splitlines()]
    reference(((name, read(path)) for name, path in sources), *sys.argv[2:4], *map(int, sys.argv[4:6]))
