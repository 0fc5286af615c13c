"""The interactive prompt: python's plain one (PyRun_InteractiveLoop of CPython), and the choice between it and _pyrepl's.

`main` is what `krait` and `krait -i` run; `sys._baserepl` is `run`.
"""

import os
import sys

_INFO = 'Type "help", "copyright", "credits" or "license" for more information.'


def _read(prompt):
    """A line of standard input with its end, "" at the end of input. The prompt goes to stderr, as C's readline writes it."""
    sys.stdout.flush()
    sys.stderr.write(str(prompt))
    sys.stderr.flush()
    return sys.stdin.readline()


def _show(exc, own_frames):
    """Prints an exception of the program, without the frames that are not the program's."""
    tb = exc.__traceback__
    for _ in range(own_frames):
        tb = tb.tb_next if tb is not None else None
    if isinstance(exc, SyntaxError) and str(exc.filename).startswith("<stdin>-"):
        exc.filename = "<stdin>"
    sys.last_exc = exc
    sys.last_type, sys.last_value, sys.last_traceback = type(exc), exc, tb
    try:
        sys.excepthook(type(exc), exc.with_traceback(tb), tb)
    except SystemExit:
        raise
    except BaseException as second:
        sys.__excepthook__(type(second), second, second.__traceback__)


def _statement(compiler, filename):
    """Source and code of the next statement; (None, None) at the end of input."""
    lines = []
    while True:
        line = _read(sys.ps2 if lines else sys.ps1)
        if not line:
            if not lines:
                return None, None
            source = "\n".join(lines)
            return source, compiler.compiler(source + "\n", filename, "single")
        lines.append(line.removesuffix("\n"))
        source = "\n".join(lines)
        try:
            code = compiler(source, filename, "single")
        except SyntaxError:
            # once more as it was typed, with its end: that is where the error may be
            code = compiler.compiler(source + "\n", filename, "single")
        if code is not None:
            return source, code


def run():
    """Reads, runs and shows statement by statement until the input ends."""
    import linecache
    from codeop import CommandCompiler

    import __main__

    namespace = __main__.__dict__
    compiler = CommandCompiler()
    if not hasattr(sys, "ps1"):
        sys.ps1 = ">>> "
    if not hasattr(sys, "ps2"):
        sys.ps2 = "... "
    number = 0
    while True:
        filename = f"<stdin>-{number}"
        try:
            source, code = _statement(compiler, filename)
        except KeyboardInterrupt:
            sys.stderr.write("\nKeyboardInterrupt\n")
            continue
        except (SyntaxError, OverflowError, ValueError) as exc:
            exc.__context__ = None
            _show(exc.with_traceback(None), 0)
            continue
        if code is None:
            sys.stderr.write("\n")
            return 0
        if not source.strip():
            continue
        number += 1
        linecache.cache[filename] = (len(source), None, [line + "\n" for line in source.split("\n")], filename)
        try:
            exec(code, namespace)
        except SystemExit:
            raise
        except BaseException as exc:
            _show(exc, 1)
        sys.stdout.flush()


def _startup():
    """Runs the file that PYTHONSTARTUP names."""
    path = None if sys.flags.ignore_environment else os.environ.get("PYTHONSTARTUP")
    if not path:
        return
    import __main__

    try:
        with open(path, "rb") as file:
            code = compile(file.read(), path, "exec")
        exec(code, __main__.__dict__)
    except SystemExit:
        raise
    except BaseException as exc:
        if isinstance(exc, OSError) and exc.filename == path:
            sys.stderr.write("Could not open PYTHONSTARTUP\n")
        _show(exc, 1)


def main(banner, basic):
    if banner:
        sys.stderr.write(f"Python {sys.version} on {sys.platform}\n{_INFO}\n")
    hook = getattr(sys, "__interactivehook__", None)
    if hook is not None:
        try:
            hook()
        except SystemExit:
            raise
        except BaseException as exc:
            sys.stderr.write("Failed calling sys.__interactivehook__\n")
            _show(exc, 1)
    if not basic and os.isatty(0):
        from _pyrepl.main import CAN_USE_PYREPL, interactive_console

        if CAN_USE_PYREPL:
            import __main__

            interactive_console(__main__, pythonstartup=True)
            return
    _startup()
    run()
