"""The tokenizer of the compiler for Lib/tokenize.py (CPython: Python/Python-tokenize.c)."""
import _krait_compiler
import marshal


def _source(readline, encoding):
    """All lines that readline gives, until it gives an empty one or stops."""
    lines = []
    while True:
        try:
            line = readline()
        except StopIteration:
            break
        if encoding is not None:
            if not isinstance(line, bytes):
                raise TypeError("readline() returned a non-bytes object")
            line = line.decode(encoding, "replace")
        elif not isinstance(line, str):
            raise TypeError("readline() returned a non-string object")
        if not line:
            break
        if "\0" in line:
            return "".join(lines), (len(lines) + 1, line[: line.index("\0")])
        lines.append(line)
    return "".join(lines), None


class TokenizerIter:
    def __init__(self, readline, /, *, encoding=None, extra_tokens):
        self._readline = readline
        self._encoding = encoding
        self._extra = bool(extra_tokens)
        self._number = None
        self._tokens = iter(())
        self._more = True
        self._error = None

    def __iter__(self):
        return self

    def __next__(self):
        for type, text, *place, line in self._tokens:
            return type, text, (place[0], place[1]), (place[2], place[3]), line
        if self._more:
            self._fetch()
            return self.__next__()
        if self._error is not None:
            error, self._error = self._error, None
            self._raise(*error)
        raise StopIteration("EOF")

    def _fetch(self):
        null_line = None
        if self._number is None:
            source, null_line = _source(self._readline, self._encoding)
            self._number = _krait_compiler.tokenize(source, self._extra)
        self._more, tokens, self._error = marshal.loads(_krait_compiler.tokens(self._number))
        self._tokens = iter(tokens)
        if null_line:
            self._error = ("SyntaxError", "source code cannot contain null bytes", null_line[0], 0, null_line[1], 0)
            if tokens and not self._more:
                self._tokens = iter([token for token in tokens if token[0] != 0])
        if not self._more:
            _krait_compiler.forget(self._number)

    def _raise(self, name, message, lineno, offset, text, end_offset):
        cls = {"SyntaxError": SyntaxError, "IndentationError": IndentationError, "TabError": TabError}[name]
        if text is not None:
            end_lineno = None if end_offset is None else lineno
            raise cls(message, ("<string>", lineno, offset, text, end_lineno, end_offset))
        error = cls(message)
        error.filename = "<string>"
        error.lineno = lineno
        error.offset = offset
        raise error

    def __del__(self):
        if self._number is not None and self._more:
            _krait_compiler.forget(self._number)


TokenizerIter.__module__ = "_tokenize"
