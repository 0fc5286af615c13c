"""Sources of other encodings: what compile() makes of their bytes."""
NAMES = """cp437 CP437 ibm437 koi8-r KOI8_R koi8-u cp850 cp852 cp1250 cp1252 windows-1252 iso-8859-2 iso8859-7 latin9 mac-roman
macintosh mac_cyrillic kz1048 ptcp154 hp-roman8 cp037 rot13 base64 hex nonsense""".split()
for name in NAMES:
    for data in (b"\xe9\xa4\x82", b"\x81\x98\xff", b"plain"):
        source = f"# coding: {name}\nx = '".encode() + data + b"'\n"
        space = {}
        try:
            exec(compile(source, "f", "exec"), space)
            print(name, ascii(space["x"]))
        except SyntaxError as error:
            print(name, error.msg, error.lineno, error.offset)
