"""Sources in encodings that only the program's codecs know."""
import codecs

sources = {
    "utf-7": b"# coding: utf-7\nx = '+AGEA6Q-'\n",
    "hz": b"# coding: hz\nx = '~{VPND~}'\n",
    "unicode_escape": b"# coding: unicode_escape\nx = '\\u0041\\xe9'\n",
    "iso2022_jp": "# coding: iso2022_jp\nx = '\u3042'\n".encode("iso2022_jp"),
    "johab": "# coding: johab\nx = '\uac00'\n".encode("johab"),
    "euc_jis_2004": "#!/usr/bin/python\n# -*- coding: euc_jis_2004 -*-\nx = '\U00020089'\n".encode("euc_jis_2004"),
}
for name, source in sources.items():
    namespace = {}
    try:
        exec(source, namespace)
        print(name, ascii(namespace["x"]))
    except Exception as error:
        print(name, type(error).__name__)


def search(name):
    if name == "shouting":
        return codecs.CodecInfo(lambda s, e="strict": (s.encode(), len(s)), lambda b, e="strict": (bytes(b).decode().lower(), len(b)), name=name)


codecs.register(search)
namespace = {}
exec(b"# coding: shouting\nVALUE = 'TEXT'\n", namespace)
print(namespace["value"])
for source in (b"# coding: hz\nx = '~{xx'\n", b"# coding: nope\n", b"# coding: johab\n\xff\xff\n"):
    try:
        exec(source)
    except SyntaxError as error:
        print(error.msg)
codecs.unregister(search)
