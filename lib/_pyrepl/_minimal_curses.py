"""What _pyrepl asks of the curses library, without the library: capabilities of terminals from the terminfo database.

A terminal that the database does not have is taken for an xterm, as nearly all are; "dumb" and no terminal at all are errors.
"""

import os
import struct

# Places of the string capabilities in a compiled entry (term.h), and xterm's values.
_CAPABILITIES = {
    "bel": (1, b"\a"), "clear": (5, b"\x1b[H\x1b[2J"), "el": (6, b"\x1b[K"), "hpa": (8, b"\x1b[%i%p1%dG"),
    "cup": (10, b"\x1b[%i%p1%d;%p2%dH"), "cud1": (11, b"\n"), "civis": (13, b"\x1b[?25l"), "cub1": (14, b"\b"),
    "cnorm": (16, b"\x1b[?12l\x1b[?25h"), "cuf1": (17, b"\x1b[C"), "cuu1": (19, b"\x1b[A"), "dch1": (21, b"\x1b[P"),
    "ich1": (52, None), "kbs": (55, b"\x7f"), "kdch1": (59, b"\x1b[3~"), "kcud1": (61, b"\x1bOB"), "khome": (76, b"\x1bOH"),
    "kich1": (77, b"\x1b[2~"), "kcub1": (79, b"\x1bOD"), "knp": (81, b"\x1b[6~"), "kpp": (82, b"\x1b[5~"),
    "kcuf1": (83, b"\x1bOC"), "kcuu1": (87, b"\x1bOA"), "rmkx": (88, b"\x1b[?1l\x1b>"), "smkx": (89, b"\x1b[?1h\x1b="),
    "pad": (104, None), "dch": (105, b"\x1b[%p1%dP"), "cud": (107, b"\x1b[%p1%dB"), "ich": (108, b"\x1b[%p1%d@"),
    "cub": (111, b"\x1b[%p1%dD"), "cuf": (112, b"\x1b[%p1%dC"), "cuu": (114, b"\x1b[%p1%dA"), "ind": (129, b"\n"),
    "ri": (130, b"\x1bM"), "kcbt": (148, b"\x1b[Z"), "kend": (164, b"\x1bOF"), "kent": (165, b"\x1bOM"),
}
_FUNCTION_KEYS = (66, 68, 69, 70, 71, 72, 73, 74, 75, 67, *range(216, 226))
_FUNCTION_SEQUENCES = (
    "OP", "OQ", "OR", "OS", "[15~", "[17~", "[18~", "[19~", "[20~", "[21~", "[23~", "[24~",
    "[1;2P", "[1;2Q", "[1;2R", "[1;2S", "[15;2~", "[17;2~", "[18;2~", "[19;2~",
)
for _i, _place in enumerate(_FUNCTION_KEYS):
    _CAPABILITIES[f"kf{_i + 1}"] = (_place, b"\x1b" + _FUNCTION_SEQUENCES[_i].encode())
del _i, _place

_FOLDERS = ("/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo", "/usr/local/share/terminfo", "/usr/lib/terminfo")

_strings = None


class error(Exception):
    pass


def _entry(name):
    """The bytes of the compiled entry of terminal `name`, or None."""
    folders = [os.environ.get("TERMINFO") or "", os.path.expanduser("~/.terminfo"), *_FOLDERS]
    for folder in folders:
        for first in (name[0], format(ord(name[0]), "x")):
            try:
                with open(os.path.join(folder, first, name), "rb") as file:
                    return file.read()
            except OSError:
                pass
    return None


def _read(data):
    """The string capabilities of a compiled entry, by name."""
    magic, names, flags, numbers, count, size = struct.unpack_from("<6h", data)
    if magic not in (0o432, 0o1036):
        raise error("setupterm: the terminfo entry is of an unknown kind")
    at = 12 + names + flags
    at += at % 2
    at += numbers * (4 if magic == 0o1036 else 2)
    offsets = struct.unpack_from(f"<{count}h", data, at)
    table = data[at + 2 * count : at + 2 * count + size]
    found = {}
    for name, (place, _) in _CAPABILITIES.items():
        offset = offsets[place] if place < count else -1
        found[name] = None if offset < 0 else table[offset : table.index(b"\0", offset)]
    return found


def setupterm(term, fd):
    global _strings
    name = (term or os.environ.get("TERM") or "").replace("/", "")
    if not name or name == "dumb":
        raise error("setupterm: could not find terminal")
    data = _entry(name)
    _strings = {name: value for name, (_, value) in _CAPABILITIES.items()} if data is None else _read(data)


def tigetstr(cap):
    if _strings is None:
        raise error("must call (at least) setupterm() first")
    return _strings.get(cap)


def tparm(text, *args):
    """Fills parameters in: %i, %pN and %d are all that the capabilities above have."""
    values = list(args) + [0] * 9
    out = bytearray()
    stack = []
    i = 0
    while i < len(text):
        if text[i] != 0x25:
            out.append(text[i])
            i += 1
            continue
        kind = text[i + 1 : i + 2]
        i += 2
        if kind == b"i":
            values[0] += 1
            values[1] += 1
        elif kind == b"p":
            stack.append(values[int(text[i : i + 1]) - 1])
            i += 1
        elif kind == b"d":
            out += str(stack.pop()).encode()
        elif kind == b"%":
            out += b"%"
        else:
            raise error("tparm() returned NULL")
    return bytes(out)
