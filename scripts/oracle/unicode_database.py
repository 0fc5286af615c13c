"""Records what no npm package has of CPython's unicodedata, for scripts/generate/unicode_data.ts. Run by a CPython 3.13:

    python3.13 scripts/oracle/unicode_database.py

scripts/data/ucd_3_2_0.txt: how unicodedata.ucd_3_2_0 differs from the present database. First the code points at which "assigned now, not then" begins and ends,
in hexadecimal; then lines `field code value` for characters that were assigned; `n code characters` for another decomposition.
scripts/data/named_sequences.txt: `NAME|code code ...`. unicodedata has them as private characters, whose names an error handler tells.
"""

import unicodedata as new
from pathlib import Path

old = new.ucd_3_2_0
data = Path(__file__).parent.parent / "data"
FIELDS = {"category": "g", "bidirectional": "b", "mirrored": "m", "east_asian_width": "w"}

bounds, changes, was = [], [], False
for code in range(0x110000):
    char = chr(code)
    gone = old.category(char) == "Cn" and new.category(char) != "Cn"
    if gone != was:
        bounds.append(f"{code:x}")
        was = gone
    if old.category(char) == "Cn":
        continue
    for field, letter in FIELDS.items():
        value = getattr(old, field)(char)
        if value != getattr(new, field)(char):
            changes.append(f"{letter} {code:x} {value}")
    if old.decimal(char, None) != new.decimal(char, None):
        changes.append(f"d {code:x} {old.decimal(char)}")
    if old.normalize("NFD", char) != new.normalize("NFD", char):
        changes.append(f"n {code:x} {ord(old.normalize('NFD', char)):x}")
rows = [" ".join(bounds[i : i + 24]) for i in range(0, len(bounds), 24)]
(data / "ucd_3_2_0.txt").write_text("\n".join([*rows, "", *changes, ""]))

sequences = []
for code in range(0xF0100, 0xF1000):
    text = chr(code).encode("ascii", "namereplace").decode()
    if text.startswith("\\N{"):
        found = new.lookup(text[3:-1])
        if len(found) > 1:
            sequences.append(f"{text[3:-1]}|{' '.join(f'{ord(c):x}' for c in found)}")
(data / "named_sequences.txt").write_text("\n".join(sorted(sequences)) + "\n")
