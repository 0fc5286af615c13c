"""Python wrapper for Expat parser."""
# Modules/pyexpat.c and Expat as one parser in Python: non-validating, incremental, with the handlers' order and the error codes of Expat 2.6.
# External parameter entities are not read. Positions of errors are those of the token at fault.

import codecs as _codecs
import re as _re
import sys as _sys
from types import ModuleType as _ModuleType

EXPAT_VERSION = "expat_2.6.3"
version_info = (2, 6, 3)
native_encoding = "UTF-8"
features = [
    ("sizeof(XML_Char)", 1), ("sizeof(XML_LChar)", 1), ("XML_DTD", 0), ("XML_CONTEXT_BYTES", 1024), ("XML_NS", 0),
    ("XML_BLAP_MAX_AMP", 100), ("XML_BLAP_ACT_THRES", 8388608), ("XML_GE", 0),
]
XML_PARAM_ENTITY_PARSING_NEVER = 0
XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE = 1
XML_PARAM_ENTITY_PARSING_ALWAYS = 2

_ERRORS = {
    "XML_ERROR_NO_MEMORY": "out of memory",
    "XML_ERROR_SYNTAX": "syntax error",
    "XML_ERROR_NO_ELEMENTS": "no element found",
    "XML_ERROR_INVALID_TOKEN": "not well-formed (invalid token)",
    "XML_ERROR_UNCLOSED_TOKEN": "unclosed token",
    "XML_ERROR_PARTIAL_CHAR": "partial character",
    "XML_ERROR_TAG_MISMATCH": "mismatched tag",
    "XML_ERROR_DUPLICATE_ATTRIBUTE": "duplicate attribute",
    "XML_ERROR_JUNK_AFTER_DOC_ELEMENT": "junk after document element",
    "XML_ERROR_PARAM_ENTITY_REF": "illegal parameter entity reference",
    "XML_ERROR_UNDEFINED_ENTITY": "undefined entity",
    "XML_ERROR_RECURSIVE_ENTITY_REF": "recursive entity reference",
    "XML_ERROR_ASYNC_ENTITY": "asynchronous entity",
    "XML_ERROR_BAD_CHAR_REF": "reference to invalid character number",
    "XML_ERROR_BINARY_ENTITY_REF": "reference to binary entity",
    "XML_ERROR_ATTRIBUTE_EXTERNAL_ENTITY_REF": "reference to external entity in attribute",
    "XML_ERROR_MISPLACED_XML_PI": "XML or text declaration not at start of entity",
    "XML_ERROR_UNKNOWN_ENCODING": "unknown encoding",
    "XML_ERROR_INCORRECT_ENCODING": "encoding specified in XML declaration is incorrect",
    "XML_ERROR_UNCLOSED_CDATA_SECTION": "unclosed CDATA section",
    "XML_ERROR_EXTERNAL_ENTITY_HANDLING": "error in processing external entity reference",
    "XML_ERROR_NOT_STANDALONE": "document is not standalone",
    "XML_ERROR_UNEXPECTED_STATE": "unexpected parser state - please send a bug report",
    "XML_ERROR_ENTITY_DECLARED_IN_PE": "entity declared in parameter entity",
    "XML_ERROR_FEATURE_REQUIRES_XML_DTD": "requested feature requires XML_DTD support in Expat",
    "XML_ERROR_CANT_CHANGE_FEATURE_ONCE_PARSING": "cannot change setting once parsing has begun",
    "XML_ERROR_UNBOUND_PREFIX": "unbound prefix",
    "XML_ERROR_UNDECLARING_PREFIX": "must not undeclare prefix",
    "XML_ERROR_INCOMPLETE_PE": "incomplete markup in parameter entity",
    "XML_ERROR_XML_DECL": "XML declaration not well-formed",
    "XML_ERROR_TEXT_DECL": "text declaration not well-formed",
    "XML_ERROR_PUBLICID": "illegal character(s) in public id",
    "XML_ERROR_SUSPENDED": "parser suspended",
    "XML_ERROR_NOT_SUSPENDED": "parser not suspended",
    "XML_ERROR_ABORTED": "parsing aborted",
    "XML_ERROR_FINISHED": "parsing finished",
    "XML_ERROR_SUSPEND_PE": "cannot suspend in external parameter entity",
    "XML_ERROR_RESERVED_PREFIX_XML": "reserved prefix (xml) must not be undeclared or bound to another namespace name",
    "XML_ERROR_RESERVED_PREFIX_XMLNS": "reserved prefix (xmlns) must not be declared or undeclared",
    "XML_ERROR_RESERVED_NAMESPACE_URI": "prefix must not be bound to one of the reserved namespace names",
    "XML_ERROR_INVALID_ARGUMENT": "invalid argument",
    "XML_ERROR_NO_BUFFER": "a successful prior call to function XML_GetBuffer is required",
    "XML_ERROR_AMPLIFICATION_LIMIT_BREACH": "limit on input amplification factor (from DTD and entities) breached",
}


def _submodule(name, doc, values):
    module = _ModuleType(f"pyexpat.{name}", doc)
    vars(module).update(values)
    _sys.modules[module.__name__] = module
    return module


_CODES = {text: i + 1 for i, text in enumerate(_ERRORS.values())}
errors = _submodule(
    "errors", "Constants used to describe error conditions.",
    {**_ERRORS, "codes": _CODES, "messages": {code: text for text, code in _CODES.items()}},
)
model = _submodule(
    "model", "Constants used to interpret content model information.",
    dict(
        XML_CTYPE_EMPTY=1, XML_CTYPE_ANY=2, XML_CTYPE_MIXED=3, XML_CTYPE_NAME=4, XML_CTYPE_CHOICE=5, XML_CTYPE_SEQ=6,
        XML_CQUANT_NONE=0, XML_CQUANT_OPT=1, XML_CQUANT_REP=2, XML_CQUANT_PLUS=3,
    ),
)


class ExpatError(Exception):
    pass


ExpatError.__module__ = "xml.parsers.expat"
error = ExpatError


def ErrorString(code, /):
    """Returns string error for given number."""
    return errors.messages.get(code)


# Of Expat's errors, those that are raised here.
_SYNTAX, _NO_ELEMENTS, _INVALID_TOKEN, _UNCLOSED_TOKEN, _PARTIAL_CHAR, _TAG_MISMATCH, _DUPLICATE_ATTRIBUTE, _JUNK = range(2, 10)
_UNDEFINED_ENTITY, _RECURSIVE_ENTITY, _ASYNC_ENTITY, _BAD_CHAR_REF, _BINARY_ENTITY, _EXTERNAL_IN_ATTRIBUTE, _MISPLACED_PI = range(11, 18)
_UNKNOWN_ENCODING, _INCORRECT_ENCODING, _UNCLOSED_CDATA, _EXTERNAL_HANDLING, _NOT_STANDALONE = range(18, 23)
_CANT_CHANGE, _UNBOUND_PREFIX, _UNDECLARING_PREFIX, _XML_DECL, _FINISHED = 26, 27, 28, 30, 36
_RESERVED_XML, _RESERVED_XMLNS, _RESERVED_URI, _AMPLIFICATION = 38, 39, 40, 43

_START = ":A-Z_a-z\xc0-\xd6\xd8-\xf6\xf8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
_NAME = f"[{_START}][-.0-9\xb7\u0300-\u036f\u203f\u2040{_START}]*"
_NMTOKEN = f"[-.0-9\xb7\u0300-\u036f\u203f\u2040{_START}]+"
_S = "[ \\t\\n]"
_name = _re.compile(_NAME)
_space = _re.compile(f"{_S}*")
_bad = _re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_start_tag = _re.compile(f"<({_NAME})((?:{_S}+{_NAME}{_S}*={_S}*(?:\"[^<\"]*\"|'[^<']*'))*){_S}*(/?)>")
_attribute = _re.compile(f"{_S}+({_NAME}){_S}*={_S}*(?:\"([^<\"]*)\"|'([^<']*)')")
_end_tag = _re.compile(f"</({_NAME}){_S}*>")
_tag_end = _re.compile("[^\"'>]*(?:(?:\"[^\"]*\"|'[^']*')[^\"'>]*)*>")
_doctype_tokens = _re.compile("<![A-Z]+|[ \\t\\n]+|\"[^\"]*\"|'[^']*'|[\\[>]|[^ \\t\\n\"'\\[>]+")
_reference = _re.compile(f"&(?:#([0-9]+)|#x([0-9a-fA-F]+)|({_NAME}));")
_pieces = _re.compile("\n|[^\n]{1,1024}")
_xml_decl = _re.compile(
    f"<\\?xml{_S}+version{_S}*={_S}*([\"'])([-a-zA-Z0-9_.:]+)\\1"
    f"(?:{_S}+encoding{_S}*={_S}*([\"'])([A-Za-z][-A-Za-z0-9._]*)\\3)?"
    f"(?:{_S}+standalone{_S}*={_S}*([\"'])(yes|no)\\5)?{_S}*\\?>"
)
_PREDEFINED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_XML_URI = "http://www.w3.org/XML/1998/namespace"
_XMLNS_URI = "http://www.w3.org/2000/xmlns/"
_HANDLERS = (
    "StartElementHandler", "EndElementHandler", "ProcessingInstructionHandler", "CharacterDataHandler", "UnparsedEntityDeclHandler",
    "NotationDeclHandler", "StartNamespaceDeclHandler", "EndNamespaceDeclHandler", "CommentHandler", "StartCdataSectionHandler",
    "EndCdataSectionHandler", "DefaultHandler", "DefaultHandlerExpand", "NotStandaloneHandler", "ExternalEntityRefHandler",
    "StartDoctypeDeclHandler", "EndDoctypeDeclHandler", "EntityDeclHandler", "XmlDeclHandler", "ElementDeclHandler",
    "AttlistDeclHandler", "SkippedEntityHandler",
)
_SETTABLE = ("buffer_size", "buffer_text", "namespace_prefixes", "ordered_attributes", "specified_attributes")
_MAX_EXPANSION = 8 * 1024 * 1024


class _Incomplete(Exception):
    """The token goes on beyond the data that is there."""


class _Fault(Exception):
    def __init__(self, code, at):
        self.code = code
        self.at = at


class _Entity:
    def __init__(self, value, base, system, public, notation):
        self.value, self.base, self.system, self.public, self.notation = value, base, system, public, notation
        self.open = False


# the ASCII characters that mean something in XML: an encoding has them at their places
_MARKUP = "\t\n\r !\"#%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ[]_abcdefghijklmnopqrstuvwxyz|"


class _ByteTable:
    """A decoder that looks each byte up."""

    def __init__(self, table):
        self._table = table.replace("\ufffd", "\ufffe")

    def decode(self, data, final=False):
        return _codecs.charmap_decode(data, "strict", self._table)[0]


class XMLParserType:
    """XML parser"""

    def __new__(cls, *args):
        raise TypeError("cannot create 'pyexpat.xmlparser' instances")

    @classmethod
    def _made(cls, encoding, separator, intern):
        self = object.__new__(cls)
        self._encoding = encoding
        self._separator = separator
        object.__setattr__(self, "intern", intern)
        for name in _HANDLERS:
            object.__setattr__(self, name, None)
        self._buffering = False
        self._buffer_size = 8192
        self._buffer = []
        self._buffered = 0
        self.ordered_attributes = False
        self.specified_attributes = False
        self.namespace_prefixes = False
        self._base = None
        self._decoder = None
        self._head = b""
        self._text = ""
        self._at = 0  # start of the token at hand in _text
        self._line, self._column, self._byte = 1, 0, 0
        self._error = None
        self._error_code = 0
        self._partial = 0  # what was there when a token did not end, if nothing else was
        self._started = self._ended = False
        self._stack = []
        self._seen_root = self._seen_doctype = False
        self._entities = {}
        self._parameters = {}
        self._defaults = {}  # element -> {attribute: (type, default, required)}
        self._types = {}
        self._standalone = -1
        self._external = False  # declarations that were not read may exist
        self._param_parsing = 0
        self._foreign = False
        self._cdata = False
        self._expanded = 0
        self._namespaces = [{"xml": _XML_URI}]
        self._content = False  # an external entity: no prolog
        self._reparse = True
        return self

    def __setattr__(self, name, value):
        if name == "CharacterDataHandler" and "_buffer" in self.__dict__:
            self._flush()
        elif not isinstance(name, str):
            raise TypeError(f"attribute name must be string, not '{type(name).__name__}'")
        elif name[0] != "_" and name not in _HANDLERS and name not in _SETTABLE:
            raise AttributeError(f"'pyexpat.xmlparser' object has no attribute {name!r}")
        elif name in ("ordered_attributes", "specified_attributes", "namespace_prefixes"):
            value = bool(value)
        object.__setattr__(self, name, value)

    @property
    def buffer_text(self):
        return self._buffering

    @buffer_text.setter
    def buffer_text(self, value):
        self._flush()
        self._buffering = bool(value)

    @property
    def buffer_size(self):
        return self._buffer_size

    @buffer_size.setter
    def buffer_size(self, value):
        if not isinstance(value, int):
            raise TypeError("buffer_size must be an integer")
        if value <= 0:
            raise ValueError("buffer_size must be greater than zero")
        if value > 0x7FFFFFFF:
            raise ValueError(f"buffer_size must not be greater than {0x7FFFFFFF}")
        self._flush()
        self._buffer_size = value

    @property
    def buffer_used(self):
        return self._buffered

    ErrorCode = property(lambda self: self._error_code)
    CurrentLineNumber = ErrorLineNumber = property(lambda self: (self._error or (self._line,))[0])
    CurrentColumnNumber = ErrorColumnNumber = property(lambda self: (self._error or (0, self._column))[1])
    CurrentByteIndex = ErrorByteIndex = property(lambda self: (self._error or (0, 0, self._byte))[2] if self._started else -1)

    # ---- input ------------------------------------------------------------------------------------------------------

    def Parse(self, data, isfinal=False, /):
        """Parse XML data.

'isfinal' should be true at end of input."""
        if self._ended:
            raise self._failure(self._error_code or _FINISHED)
        if isinstance(data, str):
            if self._decoder is None:
                self._encoding = "utf-8"
            data = data.encode("utf-8", "surrogatepass")
        else:
            data = bytes(memoryview(data))
        try:
            self._decode(data, bool(isfinal))
            self._run(bool(isfinal))
        except _Fault as fault:
            self._advance(fault.at)
            self._ended = True
            raise self._failure(fault.code) from None
        except ExpatError:
            raise
        except BaseException:
            self._ended = True
            self._error_code = _FINISHED
            raise
        self._flush()
        if isfinal:
            self._ended = True
        return 1

    def ParseFile(self, file, /):
        """Parse XML data from file-like object."""
        read = getattr(file, "read", None)
        if read is None:
            raise TypeError("argument must have 'read' attribute")
        while True:
            data = read(2048)
            if not isinstance(data, (bytes, bytearray, str)):
                raise TypeError(f"read() did not return a bytes object (type={type(data).__name__})")
            result = self.Parse(data, not data)
            if not data:
                return result

    def _failure(self, code):
        self._error_code = code
        self._error = (self._line, self._column, self._byte)
        exc = ExpatError(f"{errors.messages.get(code)}: line {self._line}, column {self._column}")
        exc.code, exc.lineno, exc.offset = code, self._line, self._column
        return exc

    def _decode(self, data, final):
        if self._decoder is None:
            self._head += data
            if len(self._head) < 4 and not final:
                return
            if not self._choose_encoding(final):
                return
            data, self._head = self._head, b""
        try:
            text = self._decoder.decode(data, final)
        except UnicodeDecodeError as exc:
            good = bytes(exc.object[: exc.start]).decode(exc.encoding, "replace")
            self._text += good.replace("\r\n", "\n").replace("\r", "\n")
            if exc.reason in ("unexpected end of data", "truncated data"):
                # the document stops within a character; half a unit of UTF-16 is half a token to Expat
                self._cut = _PARTIAL_CHAR if exc.encoding == "utf-8" else _UNCLOSED_TOKEN
            else:
                self._text += "\x00"
            return
        if self._cr and not text.startswith("\n"):
            text = "\n" + text
        self._cr = text.endswith("\r") and not final
        if self._cr:
            text = text[:-1]
        self._text += text.replace("\r\n", "\n").replace("\r", "\n")

    _cr = False
    _cut = 0  # the error of an end within a character

    def _choose_encoding(self, final):
        head = self._head
        encoding = self._encoding
        place = 0
        if encoding is None:
            if head.startswith((b"\xff\xfe", b"\xfe\xff")):
                encoding = "utf-16"
            elif head.startswith(b"\0"):
                encoding = "utf-16-be"
            elif head[1:2] == b"\0":
                encoding = "utf-16-le"
            elif head.startswith(b"<?xml"):
                end = head.find(b"?>")
                if end < 0 and not final:
                    return False
                found = _re.match(rb"""<\?xml[^>]*?encoding\s*=\s*["']([-A-Za-z0-9._]*)["']""", head)
                encoding = found[1].decode("ascii") if found else "utf-8"
                place = found.start(1) if found else 0
                if encoding.lower() in ("utf-16", "utf16"):
                    raise _Fault(_INCORRECT_ENCODING, 0)
        encoding = encoding or "utf-8"
        info = _codecs.lookup("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
        if info.incrementaldecoder is None:
            raise _Fault(_UNKNOWN_ENCODING, 0)
        if info.name not in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "iso8859-1", "ascii"):
            # as CPython tells expat of an encoding: by what each byte alone means
            table = bytes(range(256)).decode(encoding, "replace")
            if len(table) != 256:
                raise ValueError("multi-byte encodings are not supported")
            if any(table[ord(c)] != c for c in _MARKUP):
                raise _Fault(_UNKNOWN_ENCODING, place)
            self._decoder = _ByteTable(table)
        else:
            self._decoder = info.incrementaldecoder("strict")
        return True

    # ---- positions --------------------------------------------------------------------------------------------------

    def _advance(self, to):
        """Moves the position of the parser to `to` in the text."""
        passed = self._text[self._at : to]
        lines = passed.count("\n")
        if lines:
            self._line += lines
            self._column = len(passed) - passed.rindex("\n") - 1
        else:
            self._column += len(passed)
        self._byte += len(passed) if passed.isascii() else len(passed.encode("utf-8", "surrogatepass"))
        self._at = to

    # ---- what goes out ----------------------------------------------------------------------------------------------

    def _flush(self):
        if self._buffered:
            text = "".join(self._buffer)
            self._buffer.clear()
            self._buffered = 0
            if self.CharacterDataHandler is not None:
                self.CharacterDataHandler(text)

    def _characters(self, text):
        if self.CharacterDataHandler is None:
            self._default(text)
            return
        for piece in _pieces.findall(text):
            if not self._buffering:
                self.CharacterDataHandler(piece)
                continue
            size = len(piece.encode("utf-8", "surrogatepass"))
            if self._buffered + size > self._buffer_size:
                self._flush()
            if size > self._buffer_size:
                self.CharacterDataHandler(piece)
            else:
                self._buffer.append(piece)
                self._buffered += size

    def _call(self, name, *args):
        """Calls a handler; without one the default handler gets nothing, which the caller sees to. True if there was one."""
        handler = getattr(self, name)
        if handler is None:
            return False
        self._flush()
        handler(*args)
        return True

    def _default(self, text):
        handler = self.DefaultHandlerExpand or self.DefaultHandler
        if handler is not None and text:
            self._flush()
            handler(text)

    def _interned(self, text):
        return text if self.intern is None else self.intern.setdefault(text, text)

    # ---- the document -----------------------------------------------------------------------------------------------

    def _run(self, final):
        if self._decoder is None and not final:
            return
        if not self._started:
            if not final and "<?xml".startswith(self._text[:5]) and len(self._text) < 6:
                return
            self._started = True
            if not self._declaration(final):
                self._started = False
                return
        text = self._text
        size = len(text)
        if not final and self._reparse and size < 2 * self._partial:
            return  # reparse deferral: a long token is not tried anew for each piece of it
        try:
            while self._at < size:
                at = self._token(text, self._at, final)
                self._advance(at)
        except _Incomplete:
            if final:
                self._unfinished()
        self._partial = size if self._at == 0 else 0
        self._text = self._text[self._at :]
        self._at = 0
        if final:
            self._end()

    def _unfinished(self):
        if self._cut:
            raise _Fault(self._cut, self._at)
        start = self._text[self._at : self._at + 9]
        if self._cdata or start.startswith("<![CDATA["):
            raise _Fault(_UNCLOSED_CDATA, self._at)
        raise _Fault(_UNCLOSED_TOKEN, self._at)

    def _end(self):
        if self._cut:
            raise _Fault(self._cut, self._at)
        if self._cdata:
            raise _Fault(_UNCLOSED_CDATA, self._at)
        if self._content and not self._stack:
            return
        if self._stack or not self._seen_root:
            raise _Fault(_NO_ELEMENTS, self._at)

    def _declaration(self, final):
        """The XML declaration, if there is one. False: it is not complete yet."""
        text = self._text
        if not text.startswith("<?xml") or (len(text) > 5 and text[5] not in " \t\n?"):
            return True
        if "?>" not in text:
            if final:
                raise _Fault(_UNCLOSED_TOKEN, 0)
            return False
        found = _xml_decl.match(text)
        if found is None:
            # Expat stops behind the last pseudo-attribute that is good
            good = _re.compile(f"<\\?xml(?:{_S}+(?:version|encoding|standalone){_S}*={_S}*(?:\"[-a-zA-Z0-9_.:]+\"|'[-a-zA-Z0-9_.:]+'))*{_S}*").match(text)
            raise _Fault(_XML_DECL, good.end())
        self._standalone = {None: -1, "yes": 1, "no": 0}[found[6]]
        if not self._call("XmlDeclHandler", found[2], found[4], self._standalone):
            self._default(found[0])
        self._advance(found.end())
        return True

    def _token(self, text, at, final):
        """Takes the token at `at`: where it ends. _Incomplete if that is not there."""
        if self._cdata:
            return self._cdata_part(text, at, final)
        c = text[at]
        if c == "<":
            return self._markup(text, at)
        if not self._stack and not self._content:
            end = _space.match(text, at).end()
            if end == at:
                if self._seen_root:
                    raise _Fault(_JUNK, at)
                word = _name.match(text, at)
                if word and word.end() < len(text) and text[word.end()] not in " \t\n>)|,%[":
                    raise _Fault(_INVALID_TOKEN, word.end())
                raise _Fault(_SYNTAX if not _bad.match(text, at) else _INVALID_TOKEN, at)
            self._default(text[at:end])
            return end
        if c == "&":
            return self._content_reference(text, at)
        end = len(text)
        for stop in "<&":
            found = text.find(stop, at, end)
            if found >= 0:
                end = found
        part = text[at:end]
        fault = _bad.search(part)
        if fault:
            self._characters(part[: fault.start()])
            raise _Fault(_INVALID_TOKEN, at + fault.start())
        closed = part.find("]]>")
        if closed >= 0:
            self._characters(part[:closed])
            raise _Fault(_INVALID_TOKEN, at + closed + 2)
        if end == len(text) and not final and part.endswith("]"):
            kept = len(part) - len(part.rstrip("]"))
            part = part[:-min(kept, 2)]
            if not part:
                raise _Incomplete
            end = at + len(part)
        self._characters(part)
        return end

    def _find(self, text, what, at):
        found = text.find(what, at)
        if found < 0:
            fault = _bad.search(text, at)
            if fault:
                raise _Fault(_INVALID_TOKEN, fault.start())
            raise _Incomplete
        fault = _bad.search(text, at, found)
        if fault:
            raise _Fault(_INVALID_TOKEN, fault.start())
        return found

    def _markup(self, text, at):
        if len(text) - at < 2:
            raise _Incomplete
        c = text[at + 1]
        if c == "?":
            return self._instruction(text, at)
        if c == "!":
            if text.startswith("<!--", at):
                return self._comment(text, at)
            if "<!--".startswith(text[at : at + 4]):
                raise _Incomplete
            if self._stack or self._content:
                if text.startswith("<![CDATA[", at):
                    self._cdata = True
                    if not self._call("StartCdataSectionHandler"):
                        self._default("<![CDATA[")
                    return at + 9
                if "<![CDATA[".startswith(text[at : at + 9]):
                    raise _Incomplete
                raise _Fault(_INVALID_TOKEN, at + 2)
            if text.startswith("<!DOCTYPE", at):
                if self._seen_doctype or self._seen_root:
                    raise _Fault(_JUNK if self._seen_root else _SYNTAX, at)
                return self._doctype(text, at)
            if "<!DOCTYPE".startswith(text[at : at + 9]):
                raise _Incomplete
            word = _name.match(text, at + 2)
            raise _Fault(_INVALID_TOKEN, word.end() if word else at + 2)
        if c == "/":
            return self._end_element(text, at)
        if not self._stack and self._seen_root and not self._content:
            raise _Fault(_JUNK, at)
        return self._start_element(text, at)

    def _comment(self, text, at):
        end = self._find(text, "--", at + 4)
        if end + 2 >= len(text):
            raise _Incomplete
        if text[end + 2] != ">":
            raise _Fault(_INVALID_TOKEN, end + 2)
        if not self._call("CommentHandler", text[at + 4 : end]):
            self._default(text[at : end + 3])
        return end + 3

    def _instruction(self, text, at):
        end = self._find(text, "?>", at + 2)
        found = _name.match(text, at + 2)
        if found is None or (found.end() != end and text[found.end()] not in " \t\n"):
            raise _Fault(_INVALID_TOKEN, at + 2 if found is None else found.end())
        if found[0].lower() == "xml":
            raise _Fault(_MISPLACED_PI if found[0] == "xml" else _INVALID_TOKEN, at if found[0] == "xml" else at + 2)
        data = text[found.end() : end].lstrip(" \t\n")
        if not self._call("ProcessingInstructionHandler", self._interned(found[0]), data):
            self._default(text[at : end + 2])
        return end + 2

    def _cdata_part(self, text, at, final):
        end = text.find("]]>", at)
        stop = end
        if end < 0:
            stop = len(text)
            if not final:
                while stop > at and text[stop - 1] == "]" and len(text) - stop < 2:
                    stop -= 1
            if stop == at:
                raise _Incomplete
        fault = _bad.search(text, at, stop)
        if fault:
            raise _Fault(_INVALID_TOKEN, fault.start())
        if stop > at:
            self._characters(text[at:stop])
        if end < 0:
            return stop
        self._cdata = False
        if not self._call("EndCdataSectionHandler"):
            self._default("]]>")
        return end + 3

    # ---- elements ---------------------------------------------------------------------------------------------------

    def _start_element(self, text, at):
        found = _start_tag.match(text, at)
        if found is None:
            self._bad_tag(text, at)
        fault = _bad.search(text, at, found.end())
        if fault:
            raise _Fault(_INVALID_TOKEN, fault.start())
        name = found[1]
        if not self._seen_root and not self._seen_doctype and self._foreign:
            self._external = True
            if self._param_parsing and not self._content:
                self._external_subset(None, None, at)
        attributes = []
        names = set()
        types = self._types.get(name)
        for item in _attribute.finditer(text, found.start(2), found.end(2)):
            key = item[1]
            if key in names:
                raise _Fault(_DUPLICATE_ATTRIBUTE, item.start(1))
            names.add(key)
            group = 2 if item[2] is not None else 3
            raw = item[group]
            value = self._value(raw, at, item.start(group)) if "&" in raw or "\n" in raw or "\t" in raw else raw
            if types is not None and types.get(key, "CDATA") != "CDATA":
                value = " ".join(part for part in value.split(" ") if part)
            attributes.append((key, value))
        specified = len(attributes)
        for key, default in self._defaults.get(name, {}).items():
            if key not in names:
                attributes.append((key, default))
        self._open_element(name, attributes, specified, text[at : found.end()], at)
        if found[3]:
            if text is self._text:
                self._advance(found.end())
            self._close_element(text, at, "")
        return found.end()

    def _bad_tag(self, text, at):
        end = _tag_end.match(text, at + 1)
        name = _name.match(text, at + 1)
        if name is None:
            if at + 1 >= len(text):
                raise _Incomplete
            raise _Fault(_INVALID_TOKEN, at + 1)
        place = name.end()
        whole = _re.compile(f"{_S}+{_NAME}{_S}*={_S}*(?:\"[^<\"]*\"|'[^<']*')")
        while (part := whole.match(text, place)) is not None:
            place = part.end()
        rest = _re.compile(f"{_S}*(?:(?<=[ \\t\\n]){_NAME}{_S}*(?:={_S}*(?:\"[^<\"]*|'[^<']*)?)?|/)?").match(text, place)
        place = rest.end()
        if place >= len(text) and end is None:
            raise _Incomplete
        raise _Fault(_INVALID_TOKEN, place)

    def _open_element(self, name, attributes, specified, source, at):
        declared = []
        shown = name
        if self._separator is not None:
            shown, attributes, declared, specified = self._qualified(name, attributes, specified, at)
        self._stack.append((name, shown, declared))
        self._seen_root = True
        if self.StartElementHandler is None:
            self._default(source)
            return
        if self.specified_attributes:
            attributes = attributes[:specified]
        intern = self._interned
        if self.ordered_attributes:
            given = []
            for key, value in attributes:
                given += intern(key), value
        else:
            given = {intern(key): value for key, value in attributes}
        self._call("StartElementHandler", intern(shown), given)

    def _qualified(self, name, attributes, specified, at):
        scope = None
        declared = []
        kept = []
        for i, (key, value) in enumerate(attributes):
            if key != "xmlns" and not key.startswith("xmlns:"):
                kept.append((key, value, i < specified))
                continue
            prefix = key[6:] or None
            if prefix == "xmlns":
                raise _Fault(_RESERVED_XMLNS, at)
            if (prefix == "xml") != (value == _XML_URI):
                raise _Fault(_RESERVED_XML if prefix == "xml" else _RESERVED_URI, at)
            if value == _XMLNS_URI:
                raise _Fault(_RESERVED_URI, at)
            if prefix is not None and not value:
                raise _Fault(_UNDECLARING_PREFIX, at)
            scope = dict(self._namespaces[-1]) if scope is None else scope
            scope[prefix] = value
            declared.append(prefix)
            self._call("StartNamespaceDeclHandler", prefix, value or None)
        self._namespaces.append(self._namespaces[-1] if scope is None else scope)
        shown = self._expand(name, True, at)
        seen = set()
        result = []
        count = 0
        for key, value, own in kept:
            full = self._expand(key, False, at) if ":" in key else key
            if full in seen:
                raise _Fault(_DUPLICATE_ATTRIBUTE, at)
            seen.add(full)
            result.append((full, value))
            count += own
        return shown, result, declared, count

    def _expand(self, name, is_element, at):
        prefix, colon, local = name.partition(":")
        if not colon:
            prefix, local = None, name
        uri = self._namespaces[-1].get(prefix)
        if not uri:
            if prefix is not None:
                raise _Fault(_UNBOUND_PREFIX, at)
            return name
        if self.namespace_prefixes and prefix is not None:
            return f"{uri}{self._separator}{local}{self._separator}{prefix}"
        return f"{uri}{self._separator}{local}"

    def _end_element(self, text, at):
        found = _end_tag.match(text, at)
        if found is None:
            end = text.find(">", at)
            name = _name.match(text, at + 2)
            if name is None and at + 2 < len(text):
                raise _Fault(_INVALID_TOKEN, at + 2)
            if end < 0:
                raise _Incomplete
            raise _Fault(_INVALID_TOKEN, _space.match(text, name.end()).end())
        if not self._stack:
            raise _Fault(_ASYNC_ENTITY if self._content else _JUNK if self._seen_root else _INVALID_TOKEN, at + 1 if not self._seen_root else at)
        if found[1] != self._stack[-1][0]:
            raise _Fault(_TAG_MISMATCH, at + 2)
        self._close_element(text, at, found[0])
        return found.end()

    def _close_element(self, text, at, source):
        _, shown, declared = self._stack.pop()
        if not self._call("EndElementHandler", self._interned(shown)):
            self._default(source)
        if self._separator is not None:
            self._namespaces.pop()
            for prefix in reversed(declared):
                self._call("EndNamespaceDeclHandler", prefix)

    # ---- references -------------------------------------------------------------------------------------------------

    def _parsed_reference(self, text, at):
        found = _reference.match(text, at)
        if found is None:
            rest = text[at + 1 :]
            partial = _re.match(f"#?x?[0-9a-fA-F]*|{_NAME}", rest)
            name = _name.match(rest)
            taken = max(partial.end(), name.end() if name else 0)
            if taken >= len(rest):
                raise _Incomplete
            raise _Fault(_INVALID_TOKEN, at + 1 + taken)
        return found

    def _character(self, found, at):
        number = int(found[1]) if found[1] is not None else int(found[2], 16)
        if number > 0x10FFFF or (number < 32 and number not in (9, 10, 13)) or 0xD800 <= number <= 0xDFFF or number in (0xFFFE, 0xFFFF):
            raise _Fault(_BAD_CHAR_REF, at)
        return chr(number)

    def _grow(self, size, at):
        self._expanded += size
        if self._expanded > _MAX_EXPANSION:
            raise _Fault(_AMPLIFICATION, at)

    def _content_reference(self, text, at):
        found = self._parsed_reference(text, at)
        if found[3] is None:
            self._characters(self._character(found, at))
            return found.end()
        name = found[3]
        if name in _PREDEFINED:
            self._characters(_PREDEFINED[name])
            return found.end()
        entity = self._entities.get(name)
        if entity is None:
            if not self._external or self._standalone == 1:
                raise _Fault(_UNDEFINED_ENTITY, at)
            if not self._call("SkippedEntityHandler", name, False):
                self._default(found[0])
            return found.end()
        if entity.open:
            raise _Fault(_RECURSIVE_ENTITY, at)
        if entity.notation is not None:
            raise _Fault(_BINARY_ENTITY, at)
        if entity.value is None:
            self._external_entity(name, entity, found[0], at)
            return found.end()
        if self.DefaultHandler is not None and self.DefaultHandlerExpand is None:
            if not self._call("SkippedEntityHandler", name, False):
                self._default(found[0])
            return found.end()
        self._grow(len(entity.value), at)
        entity.open = True
        self._include(entity.value, at)
        entity.open = False
        return found.end()

    def _include(self, text, at):
        """Parses an entity's text as content. Its faults are the reference's."""
        depth = len(self._stack)
        place = 0
        try:
            while place < len(text):
                place = self._token(text, place, True)
        except _Incomplete:
            raise _Fault(_UNCLOSED_TOKEN, at) from None
        except _Fault as fault:
            raise _Fault(fault.code, at) from None
        if len(self._stack) != depth:
            raise _Fault(_ASYNC_ENTITY, at)

    def _external_entity(self, name, entity, source, at):
        handler = self.ExternalEntityRefHandler
        if handler is None:
            self._default(source)
            return
        self._flush()
        if not handler(name, entity.base, entity.system, entity.public):
            raise _Fault(_EXTERNAL_HANDLING, at)

    def _value(self, raw, at, begin):
        """An attribute's value: references replaced, white space made spaces. Bad tokens are at fault themselves, entities where the tag is."""
        out = []
        place = 0
        while place < len(raw):
            c = raw[place]
            if c == "&":
                try:
                    found = self._parsed_reference(raw, place)
                except _Incomplete:
                    raise _Fault(_INVALID_TOKEN, begin + place) from None
                except _Fault as fault:
                    raise _Fault(fault.code, begin + fault.at) from None
                place = found.end()
                if found[3] is None:
                    out.append(self._character(found, at))
                elif found[3] in _PREDEFINED:
                    out.append(_PREDEFINED[found[3]])
                else:
                    out.append(self._entity_value(found[3], at))
                continue
            out.append(" " if c in "\n\t" else c)
            place += 1
        return "".join(out)

    def _entity_value(self, name, at):
        entity = self._entities.get(name)
        if entity is None:
            if not self._external or self._standalone == 1:
                raise _Fault(_UNDEFINED_ENTITY, at)
            return ""
        if entity.open:
            raise _Fault(_RECURSIVE_ENTITY, at)
        if entity.notation is not None:
            raise _Fault(_BINARY_ENTITY, at)
        if entity.value is None:
            raise _Fault(_EXTERNAL_IN_ATTRIBUTE, at)
        if "<" in entity.value:
            raise _Fault(_INVALID_TOKEN, at)
        self._grow(len(entity.value), at)
        entity.open = True
        try:
            return self._value(entity.value, at, at)
        finally:
            entity.open = False

    # ---- the document type ------------------------------------------------------------------------------------------

    def _doctype(self, text, at):
        head = _re.compile(
            f"<!DOCTYPE{_S}+({_NAME})(?:{_S}+(?:SYSTEM|PUBLIC{_S}+(\"[^\"]*\"|'[^']*')){_S}+(\"[^\"]*\"|'[^']*'))?{_S}*([\\[>])"
        ).match(text, at)
        if head is None:
            if text.find(">", at) < 0 and text.find("[", at) < 0:
                raise _Incomplete
            name = _re.compile(f"<!DOCTYPE{_S}+{_NAME}{_S}*").match(text, at)
            raise _Fault(_SYNTAX if name else _INVALID_TOKEN, name.end() if name else at + 9)
        end = head.end()
        subset = None
        if head[4] == "[":
            close = self._subset_end(text, end)
            subset = text[end:close]
            end = _re.compile(f"\\]{_S}*>").match(text, close)
            if end is None:
                raise _Incomplete if text.find(">", close) < 0 else _Fault(_INVALID_TOKEN, close + 1)
            end = end.end()
        self._seen_doctype = True
        public = head[2] and " ".join(head[2][1:-1].split())
        system = head[3] and head[3][1:-1]
        if system is not None or self._foreign:
            self._external = True
        if system is not None and not self._param_parsing:
            self._check_standalone(at)
        if not self._call("StartDoctypeDeclHandler", head[1], system, public, subset is not None):
            for token in _doctype_tokens.findall(head[0]):
                self._default(token)
        if subset is not None:
            self._advance(head.end())
            self._subset(subset, head.end())
        if (system is not None or self._foreign) and self._param_parsing and (self._param_parsing == 2 or self._standalone != 1):
            self._external_subset(system, public, at)
        if not self._call("EndDoctypeDeclHandler"):
            for token in "]>" if subset is not None else "":
                self._default(token)
        return end

    def _check_standalone(self, at):
        if self._standalone != 1 and self.NotStandaloneHandler is not None:
            self._flush()
            if not self.NotStandaloneHandler():
                raise _Fault(_NOT_STANDALONE, at)

    def _external_subset(self, system, public, at):
        if self.ExternalEntityRefHandler is not None:
            self._flush()
            if not self.ExternalEntityRefHandler(None, self._base, system, public):
                raise _Fault(_EXTERNAL_HANDLING, at)
        self._check_standalone(at)

    def _subset_end(self, text, at):
        """Where the "]" of an internal subset stands."""
        part = _re.compile("[^\\]<\"']+|<!--.*?-->|<\\?.*?\\?>|<!(?!--)(?:[^\"'>]|\"[^\"]*\"|'[^']*')*>", _re.S)
        while True:
            found = part.match(text, at)
            if found is None:
                if at < len(text) and text[at] == "]":
                    return at
                if at < len(text) and text[at] in "\"'":
                    raise _Fault(_SYNTAX, at)
                raise _Incomplete
            at = found.end()

    def _subset(self, text, offset):
        at = 0
        while at < len(text):
            end = _space.match(text, at).end()
            if end > at:
                self._default(text[at:end])
                at = end
                continue
            if text.startswith("<!--", at):
                at = self._comment(text, at)
            elif text.startswith("<?", at):
                at = self._instruction(text, at)
            elif text[at] == "%":
                found = _re.compile(f"%({_NAME});").match(text, at)
                if found is None:
                    raise _Fault(_INVALID_TOKEN, offset + at)
                at = found.end()
                entity = self._parameters.get(found[1])
                if not self._param_parsing:
                    self._external = True
                    self._default(found[0])
                    self._check_standalone(offset + at)
                elif entity is None or entity.value is None:
                    self._external = True
                    if entity is None and not self._call("SkippedEntityHandler", found[1], True):
                        self._default(found[0])
                elif entity.open:
                    raise _Fault(_RECURSIVE_ENTITY, offset + at)
                else:
                    self._grow(len(entity.value), offset + at)
                    entity.open = True
                    self._subset(entity.value, offset)
                    entity.open = False
            elif text.startswith("<!", at):
                found = _re.compile("<!(?:[^\"'>]|\"[^\"]*\"|'[^']*')*>").match(text, at)
                if found is None:
                    raise _Fault(_SYNTAX, offset + at)
                self._declare(found[0], offset + at)
                at = found.end()
            else:
                raise _Fault(_SYNTAX if not _bad.match(text, at) else _INVALID_TOKEN, offset + at)

    def _declare(self, text, at):
        if text.startswith("<!ENTITY"):
            handled = self._entity_declaration(text, at)
        elif text.startswith("<!ELEMENT"):
            handled = self._element_declaration(text, at)
        elif text.startswith("<!ATTLIST"):
            handled = self._attlist_declaration(text, at)
        elif text.startswith("<!NOTATION"):
            handled = self._notation_declaration(text, at)
        else:
            raise _Fault(_SYNTAX, at)
        if not handled:
            for token in _doctype_tokens.findall(text):
                self._default(token)

    def _entity_declaration(self, text, at):
        found = _re.fullmatch(
            f"<!ENTITY{_S}+(%{_S}+)?({_NAME}){_S}+(?:(\"[^\"]*\"|'[^']*')"
            f"|(?:SYSTEM|PUBLIC{_S}+(\"[^\"]*\"|'[^']*')){_S}+(\"[^\"]*\"|'[^']*')(?:{_S}+NDATA{_S}+({_NAME}))?){_S}*>",
            text,
        )
        if found is None:
            raise _Fault(_SYNTAX, at)
        is_parameter = found[1] is not None
        value = found[3] and self._literal(found[3][1:-1], at)
        public = found[4] and " ".join(found[4][1:-1].split())
        system = found[5] and found[5][1:-1]
        table = self._parameters if is_parameter else self._entities
        if found[2] in table:
            return False
        table[found[2]] = _Entity(value, self._base, system, public, found[6])
        if found[6] is not None and self.UnparsedEntityDeclHandler is not None:
            return self._call("UnparsedEntityDeclHandler", found[2], self._base, system, public, found[6])
        return self._call("EntityDeclHandler", found[2], is_parameter, value, self._base, system, public, found[6])

    def _literal(self, raw, at):
        """An entity's value: character and parameter references replaced, others kept."""

        def replaced(found):
            if found[4] is not None:
                entity = self._parameters.get(found[4])
                return entity.value if entity is not None and entity.value is not None else ""
            return found[0] if found[3] is not None else self._character(found, at)

        return _re.sub(f"{_reference.pattern}|%({_NAME});", replaced, raw)

    def _notation_declaration(self, text, at):
        found = _re.fullmatch(
            f"<!NOTATION{_S}+({_NAME}){_S}+(?:SYSTEM{_S}+(\"[^\"]*\"|'[^']*')|PUBLIC{_S}+(\"[^\"]*\"|'[^']*')(?:{_S}+(\"[^\"]*\"|'[^']*'))?){_S}*>",
            text,
        )
        if found is None:
            raise _Fault(_SYNTAX, at)
        system = found[2] or found[4]
        public = found[3] and " ".join(found[3][1:-1].split())
        return self._call("NotationDeclHandler", found[1], self._base, system and system[1:-1], public)

    def _element_declaration(self, text, at):
        found = _re.fullmatch(f"<!ELEMENT{_S}+({_NAME}){_S}+(.*?){_S}*>", text, _re.S)
        if found is None:
            raise _Fault(_SYNTAX, at)
        if self.ElementDeclHandler is None:
            return False
        return self._call("ElementDeclHandler", found[1], self._model(found[2], at))

    def _model(self, text, at):
        if text == "EMPTY":
            return (1, 0, None, ())
        if text == "ANY":
            return (2, 0, None, ())
        tokens = _re.findall(f"#PCDATA|{_NAME}|[()|,?*+]", text)
        place = 0

        def quantifier():
            nonlocal place
            if place < len(tokens) and tokens[place] in "?*+":
                place += 1
                return "?*+".index(tokens[place - 1]) + 1
            return 0

        def group():
            nonlocal place
            place += 1
            kind, children = 6, []
            while place < len(tokens) and tokens[place] != ")":
                token = tokens[place]
                if token == "(":
                    children.append(group())
                    continue
                place += 1
                if token == "#PCDATA":
                    kind = 3
                elif token == "|":
                    kind = 3 if kind == 3 else 5
                elif token != ",":
                    children.append((4, quantifier(), token, ()))
            place += 1
            return (kind, quantifier(), None, tuple(children))

        if not tokens or tokens[0] != "(":
            raise _Fault(_SYNTAX, at)
        return group()

    def _attlist_declaration(self, text, at):
        found = _re.fullmatch(f"<!ATTLIST{_S}+({_NAME})(.*)>", text, _re.S)
        if found is None:
            raise _Fault(_SYNTAX, at)
        element = found[1]
        item = _re.compile(
            f"{_S}+({_NAME}){_S}+(CDATA|IDREFS?|ID|ENTITY|ENTITIES|NMTOKENS?|(?:NOTATION{_S}+)?\\([^)]*\\)){_S}*"
            f"(?:(#REQUIRED|#IMPLIED)|(#FIXED{_S}+)?(\"[^\"]*\"|'[^']*'))"
        )
        place = 0
        handled = False
        rest = found[2]
        while rest[place:].strip(" \t\n"):
            part = item.match(rest, place)
            if part is None:
                raise _Fault(_SYNTAX, at)
            place = part.end()
            kind = _re.sub(f"{_S}+", "", part[2]).replace("NOTATION(", "NOTATION(")
            default = part[5] and self._value(part[5][1:-1], at, at)
            required = part[3] == "#REQUIRED" or part[4] is not None
            types = self._types.setdefault(element, {})
            if part[1] not in types:
                types[part[1]] = kind
                if default is not None:
                    self._defaults.setdefault(element, {})[part[1]] = default
            handled = self._call("AttlistDeclHandler", element, part[1], kind, default, required) or handled
        return handled

    # ---- settings ---------------------------------------------------------------------------------------------------

    def SetBase(self, base, /):
        """Set the base URL for the parser."""
        self._base = base

    def GetBase(self):
        """Return base URL string for the parser."""
        return self._base

    def GetInputContext(self):
        """The part of the input that caused the current event, as it was written.

        Of a very long piece only a part may be there."""
        return self._text[self._at :].encode() if self._text else None

    def GetReparseDeferralEnabled(self):
        """Whether the parser waits for the rest of an unfinished token."""
        return self._reparse

    def SetReparseDeferralEnabled(self, enabled, /):
        """Say whether the parser waits for the rest of an unfinished token."""
        self._reparse = bool(enabled)

    def SetParamEntityParsing(self, flag, /):
        """Say whether parameter entities are read, and with them the external DTD.

        flag is XML_PARAM_ENTITY_PARSING_NEVER,
        XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE or
        XML_PARAM_ENTITY_PARSING_ALWAYS. Returns true if it could be set."""
        self._param_parsing = flag
        return 1

    def UseForeignDTD(self, flag=True, /):
        """Let the program supply an external DTD for a document that names none.

        The handler of external entities is then called for it. flag is True unless
        given."""
        if self._started:
            raise self._failure(_CANT_CHANGE)
        self._foreign = bool(flag)

    def ExternalEntityParserCreate(self, context, encoding=None, /):
        """A parser for the external entity that a handler was told of by its context."""
        other = XMLParserType._made(encoding, self._separator, self.intern)
        for name in _HANDLERS:
            object.__setattr__(other, name, getattr(self, name))
        for name in ("_entities", "_parameters", "_defaults", "_types", "_namespaces", "_base", "_standalone", "_external",
                     "_param_parsing", "ordered_attributes", "specified_attributes", "namespace_prefixes", "_buffering", "_buffer_size"):
            object.__setattr__(other, name, getattr(self, name))
        other._content = True
        return other


XMLParserType.__name__ = XMLParserType.__qualname__ = "xmlparser"
XMLParserType.__module__ = "pyexpat"


def ParserCreate(encoding=None, namespace_separator=None, intern=None):
    """Return a new XML parser object."""
    if encoding is not None and not isinstance(encoding, str):
        raise TypeError(f"ParserCreate() argument 'encoding' must be str or None, not {type(encoding).__name__}")
    if namespace_separator is not None:
        if not isinstance(namespace_separator, str):
            raise TypeError(
                f"ParserCreate() argument 'namespace_separator' must be str or None, not {type(namespace_separator).__name__}"
            )
        if len(namespace_separator) > 1:
            raise ValueError("namespace_separator must be at most one character, omitted, or None")
    if intern is None:
        intern = {}
    elif not isinstance(intern, dict):
        raise TypeError("intern must be a dictionary")
    return XMLParserType._made(encoding, namespace_separator, intern)
