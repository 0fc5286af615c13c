"""template rendering: templates compiled to Python source, executed over tables; string.Template and html.escape."""
import re
from html import escape
from string import Template

PAGE = """<table>
{% for row in rows %}<tr class="{{ row["kind"] }}">{% for cell in row["cells"] %}<td>{{ cell }}</td>{% end %}{% if row["note"] %}<td>{{ row["note"] }}</td>{% end %}</tr>
{% end %}</table>
"""


def compile_template(text):
    lines = ["def render(rows):", "    out = []", "    write = out.append"]
    indent = 1
    for part in re.split(r"({%.*?%}|{{.*?}})", text):
        pad = "    " * indent
        if part.startswith("{{"):
            lines.append(f"{pad}write(escape(str({part[2:-2].strip()})))")
        elif part.startswith("{% end"):
            indent -= 1
        elif part.startswith("{%"):
            lines.append(f"{pad}{part[2:-2].strip()}:")
            indent += 1
        elif part:
            lines.append(f"{pad}write({part!r})")
    lines.append("    return ''.join(out)")
    space = {"escape": escape}
    exec("\n".join(lines), space)
    return space["render"]


def once():
    rows = [{"kind": "odd" if i % 2 else "even", "cells": [i, f"<{i}>", i * 1.5, "a & b"], "note": "last" if i % 10 == 9 else ""} for i in range(300)]
    size = 0
    for page in range(60):
        render = compile_template(f"<!-- {page} -->\n{PAGE}")
        for _ in range(6):
            size += len(render(rows))
    letter = Template("Dear $name, your $thing no. ${number}$$ is ready.")
    for i in range(30_000):
        size += len(letter.substitute(name="N", thing="order", number=i))
    return size


def run():
    for _ in range(2):
        result = once()
    return result


RESULT = 10545830
