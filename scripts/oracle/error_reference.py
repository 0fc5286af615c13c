"""Makes the cases for scripts/oracle/syntax-errors.ts with CPython's answers. Each output line is JSON: the source, the mode,
the flags, and ["parses", MD5 of the dump] or the error's attributes. Usage: error_reference.py OUT LIB_DIR COUNT SEED [FILE...]
Cases: the FILEs (one Python source per JSON line), every string constant of CPython's syntax tests that does not parse, and
COUNT token-level mutants of the files under LIB_DIR.
error_reference.py --record FILE renews the answers in tests/compiler/parser/recorded.jsonl."""
import ast
import hashlib
import io
import json
import os
import random
import re
import sys
import tokenize
import warnings

TESTS = """test_syntax test_exceptions test_fstring test_named_expressions test_patma test_type_params test_eof
test_string_literals test_unparse test_grammar test_positional_only_arg test_keywordonlyarg test_generators test_genexps
test_listcomps test_setcomps test_dictcomps test_unpack test_unpack_ex test_with test_except_star test_global test_flufl
test_type_comments test_codeop test_source_encoding test_future_stmt.test_future test_tokenize test_compile test_coroutines
test_asyncgen test_decorators test_lambda test_peg_generator test_ast.test_ast test_parser test_int test_float test_complex
test_type_aliases test_typing test_super test_class test_extcall test_call test_augassign test_difflib""".split()


def outcome(source, mode, flags):
    try:
        tree = compile(source, "f.py", mode, flags | ast.PyCF_ONLY_AST, True)
    except SyntaxError as e:
        return [type(e).__name__, e.msg, e.lineno, e.offset, e.end_lineno, e.end_offset, e.text]
    except Exception as e:
        return [type(e).__name__, str(e)]
    text = ast.dump(tree, include_attributes=True).encode("ascii", "backslashreplace")
    return ["parses", hashlib.md5(text).hexdigest()]


def compiled(source, mode):
    """The whole of compile(): errors of symbol table and code generation too."""
    try:
        compile(source, "f.py", mode, 0, True)
    except SyntaxError as e:
        return [type(e).__name__, e.msg, e.lineno, e.offset, e.end_lineno, e.end_offset, e.text]
    except Exception as e:
        return [type(e).__name__, str(e)]
    return ["compiles"]


def from_tests(lib):
    seen = {}
    for name in TESTS:
        path = os.path.join(lib, "test", name.replace(".", "/") + ".py")
        if not os.path.exists(path):
            continue
        with tokenize.open(path) as f:
            text = f.read()
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)) and len(node.value) < 4000:
                seen[node.value] = 1
        doc = re.findall(r"^ *>>> (.*(?:\n *\.\.\. ?.*)*)", text, re.M)
        for example in doc:
            lines = example.split("\n")
            source = "\n".join([lines[0]] + [re.sub(r"^ *\.\.\. ?", "", line) for line in lines[1:]]) + "\n"
            seen[source] = 1
            seen[source.replace("\\n", "\n")] = 1
    return list(seen)


def mutants(lib, count, seed):
    rng = random.Random(seed)
    paths = sorted(os.path.join(d, f) for d, _, fs in os.walk(lib) for f in fs if f.endswith(".py"))
    paths = [p for p in paths if "/test/" not in p and "site-packages" not in p and "idlelib" not in p]
    pool = "( ) [ ] { } : , ; + - * / = == := . ** -> @ if else for in not is and or lambda def class return import from as \
        with try except finally yield await async pass 1 'a' f'{x}' x while match case del assert global raise ~ ! $ ? \\".split()
    out = []
    while len(out) < count:
        with tokenize.open(rng.choice(paths)) as f:
            text = f.read()
        if len(text) > 40000:
            continue
        try:
            toks = [t for t in tokenize.generate_tokens(io.StringIO(text).readline)]
        except Exception:
            continue
        real = [t for t in toks if t.string.strip() and t.type != tokenize.COMMENT]
        if len(real) < 5:
            continue
        lines = text.splitlines(True)
        offsets = [0]
        for line in lines:
            offsets.append(offsets[-1] + len(line))
        pos = lambda p: offsets[p[0] - 1] + p[1]
        t = rng.choice(real)
        s, e = pos(t.start), pos(t.end)
        kind = rng.randrange(7)
        if kind == 0:
            new = text[:s] + text[e:]
        elif kind == 1:
            new = text[:s] + rng.choice(pool) + " " + text[s:]
        elif kind == 2:
            new = text[:s] + rng.choice(pool) + text[e:]
        elif kind == 3:
            new = text[:e] + " " + t.string + text[e:]
        elif kind == 4:
            u = rng.choice(real)
            new = text[:s] + u.string + text[e:]
        elif kind == 5:
            new = text[:e]
        else:
            line = t.start[0] - 1
            lines[line] = rng.choice(["", " ", "    ", "\t"]) + lines[line].lstrip()
            new = "".join(lines)
        out.append(new)
    return out


def record(path):
    """Rewrites the answers in a file of [source, mode, answer] lines."""
    with open(path) as f:
        lines = [json.loads(line) for line in f if line.strip()]
    with open(path, "w") as out:
        for source, mode, *_ in lines:
            out.write(json.dumps([source, mode, outcome(source, mode, 0)], ensure_ascii=True) + "\n")


def main():
    warnings.simplefilter("ignore")
    if sys.argv[1] == "--record":
        return record(sys.argv[2])
    target, lib, count, seed = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    cases = []
    for path in sys.argv[5:]:
        with open(path) as f:
            cases += [(json.loads(line), "exec", 0, "list") for line in f if line.strip()]
    for source in from_tests(lib):
        for mode in ("exec", "eval", "single"):
            cases.append((source, mode, 0, "tests"))
        cases.append((source, "exec", 0, "compiled"))
        cases.append((source, "exec", ast.PyCF_TYPE_COMMENTS, "types"))
        cases.append((source, "func_type", 0, "types"))
        cases.append((source, "exec", 0x400000, "flufl"))
        cases.append((source, "single", 0x4200, "incomplete"))
    cases += [(source, "exec", 0, group) for source in mutants(lib, count, seed) for group in ("mutants", "compiled")]
    with open(target, "w") as out:
        for source, mode, flags, group in cases:
            try:
                result = compiled(source, mode) if group == "compiled" else outcome(source, mode, flags)
            except Exception as e:
                continue
            data = {"hex": source.hex()} if isinstance(source, bytes) else source
            out.write(json.dumps([group, data, mode, flags, result]) + "\n")


main()
