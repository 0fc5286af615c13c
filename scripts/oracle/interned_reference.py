"""Records which identifier-like strings CPython has interned when it compiles a program's source: scripts/data/interned.txt. One word a line,
sorted; after an empty line what `python -m dis` has on top. A constant set whose members are among them is built once more than others,
and may iterate in another order. Usage: interned_reference.py OUT, with CPython 3.13."""
import glob
import os
import re
import subprocess
import sys
import tempfile

# Asks in the state to be recorded about every candidate. A string that is interned already comes back as another object.
ASK = """
def _k_ask(_k_from, _k_to):
    import sys
    with open(_k_from, "rb") as _k_in, open(_k_to, "wb") as _k_out:
        for _k_line in _k_in:
            _k_text = _k_line[:-1].decode()
            if sys.intern(_k_text) is not _k_text:
                _k_out.write(_k_line)
"""
SCRIPT = ASK + """
import sys
_k_ask(*sys.argv[1:])
"""
DIS = ASK + """
import builtins, runpy, sys
def _k_compile(source, filename, *rest, _k_real=compile, _k_files=sys.argv[1:], **others):
    if filename == _k_files[0]:
        _k_ask(*_k_files)
        sys.exit()
    return _k_real(source, filename, *rest, **others)
builtins.compile = _k_compile
sys.argv[1:] = sys.argv[1:2]
runpy.run_module("dis", run_name="__main__", alter_sys=True)
"""


def candidates():
    """Every word of the library's sources and of the interpreter's own binaries."""
    lib = os.path.dirname(os.__file__)
    files = glob.glob(lib + "/**/*.py", recursive=True) + glob.glob(os.path.dirname(lib) + "/libpython3*.so*")
    words = set()
    for path in [*files, os.path.realpath(sys.executable)]:
        if "/test/" not in path and "site-packages" not in path:
            with open(path, "rb") as f:
                words.update(re.findall(rb"[A-Za-z0-9_]{2,60}", f.read()))
    return b"".join(word + b"\n" for word in sorted(words) if not word.startswith(b"_k_"))


def ask(folder, name, program, words):
    script, question, answer = (os.path.join(folder, name + end) for end in (".py", ".txt", ".out"))
    with open(script, "w") as f:
        f.write(program)
    with open(question, "wb") as f:
        f.write(words)
    subprocess.run([sys.executable, script, question, answer], check=True)
    with open(answer) as f:
        return f.read().splitlines()


def main():
    words = candidates()
    with tempfile.TemporaryDirectory() as folder:
        start = ask(folder, "_k_script", SCRIPT, words)
        dis = ask(folder, "_k_dis", DIS, words)
    with open(sys.argv[1], "w") as f:
        f.write("\n".join(start) + "\n\n" + "\n".join(sorted(set(dis) - set(start))) + "\n")
    print(len(start), len(dis))


main()
