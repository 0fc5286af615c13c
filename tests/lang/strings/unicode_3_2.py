"""unicodedata.ucd_3_2_0: what was not assigned in Unicode 3.2, what was different; named sequences; normal forms."""

import hashlib
import unicodedata

old = unicodedata.ucd_3_2_0
for db in (unicodedata, old):
    digest = hashlib.sha1()
    for code in range(0, 0x110000, 23):
        c = chr(code)
        values = [getattr(db, name)(c) for name in ("category", "bidirectional", "mirrored", "east_asian_width", "combining", "decomposition")]
        values += [getattr(db, name)(c, None) for name in ("numeric", "decimal", "digit", "name")]
        values += [db.normalize(form, c).encode("utf-8", "surrogatepass") for form in ("NFC", "NFD", "NFKC", "NFKD")]
        digest.update(repr(values).encode())
    print(db.unidata_version, digest.hexdigest())
for c in "\u231a\u0f3a\xb2\u0221\U0001f600\U0002f868\u1369A":
    print(ascii(c), *[(db.category(c), db.bidirectional(c), db.mirrored(c), db.east_asian_width(c), db.decimal(c, None), db.name(c, None)) for db in (unicodedata, old)])
    print([ascii(old.normalize(form, c + "\u0301")) for form in ("NFC", "NFD", "NFKC", "NFKD")], old.is_normalized("NFKC", c))
for name in ("LATIN SMALL LETTER R WITH TILDE", "tamil syllable sai", "KEYCAP NUMBER SIGN", "latin small letter a", "LATIN CAPITAL LETTER GHA", "GRINNING FACE", "nothing"):
    for db in (unicodedata, old):
        try:
            print(name, ascii(db.lookup(name)))
        except KeyError as error:
            print(error)
print(type(old), unicodedata.UCD is type(old), unicodedata.UCD.__basicsize__, unicodedata.UCD.__module__)
for f in (lambda: unicodedata.UCD(), lambda: old.category("ab"), lambda: old.nothing, lambda: old.lookup(3)):
    try:
        print(f())
    except Exception as error:
        print(type(error).__name__, error)
