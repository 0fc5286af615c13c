"""Writes the reference for scripts/oracle/ast-corpus.ts: for each source file of a list, one line with the MD5 of
ast.dump(tree, include_attributes=True), or the error's attributes as JSON. Usage: ast_reference.py LIST OUT [--dump DIR]"""
import ast
import hashlib
import json
import sys
import warnings


def reference(path):
    with open(path, "rb") as f:
        source = f.read()
    try:
        tree = ast.parse(source, "f.py")
        return ast.dump(tree, include_attributes=True)
    except SyntaxError as e:
        return [type(e).__name__, e.msg, e.lineno, e.offset, e.end_lineno, e.end_offset, e.text]
    except Exception as e:
        return [type(e).__name__, str(e)]


def main():
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(20000)
    dump_dir = sys.argv[sys.argv.index("--dump") + 1] if "--dump" in sys.argv else None
    with open(sys.argv[1]) as f:
        paths = f.read().splitlines()
    with open(sys.argv[2], "w") as out:
        for i, path in enumerate(paths):
            result = reference(path)
            if isinstance(result, str):
                text = result.encode("ascii", "backslashreplace")
                if dump_dir:
                    with open(f"{dump_dir}/{i}.txt", "wb") as f:
                        f.write(text)
                result = hashlib.md5(text).hexdigest()
            out.write(json.dumps(result) + "\n")


main()
