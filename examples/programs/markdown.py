"""A Markdown converter: headings, lists, quotes, code, tables, links, emphasis, footnotes; to HTML or to plain text.

    markdown.py [FILE]             HTML of a file, or of standard input
    markdown.py --text --width 60  wrapped plain text instead
    markdown.py --toc              a table of contents in front

Two passes: blocks are cut by lines into a tree, then the text inside of them is read for spans.
"""

from __future__ import annotations

import argparse
import html
import re
import sys
import textwrap
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import singledispatchmethod
from string import punctuation

# --- blocks ------------------------------------------------------------------


@dataclass
class Block:
    pass


@dataclass
class Heading(Block):
    level: int
    text: str
    slug: str = ""


@dataclass
class Paragraph(Block):
    text: str


@dataclass
class Code(Block):
    text: str
    language: str = ""


@dataclass
class Quote(Block):
    blocks: list[Block]


@dataclass
class ListBlock(Block):
    ordered: bool
    start: int
    loose: bool
    items: list[list[Block]]


@dataclass
class Table(Block):
    align: list[str]
    head: list[str]
    rows: list[list[str]]


@dataclass
class Rule(Block):
    pass


@dataclass
class Document:
    blocks: list[Block]
    links: dict[str, tuple[str, str]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)

    def headings(self) -> Iterator[Heading]:
        yield from (block for block in self.blocks if isinstance(block, Heading))


HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
FENCE = re.compile(r"(```+|~~~+)\s*(\S*)")
RULE = re.compile(r"([-*_])\s*(?:\1\s*){2,}$")
ITEM = re.compile(r"(?P<lead>(?:[-*+]|(?P<number>\d{1,9})[.)])\s+)(?P<rest>.*)")
LINK_DEFINITION = re.compile(r"\[([^\]^]+)\]:\s*(\S+)(?:\s+\"([^\"]*)\")?\s*$")
NOTE_DEFINITION = re.compile(r"\[\^([^\]]+)\]:\s*(.*)$")
TABLE_RULE = re.compile(r"\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?$")


class BlockParser:
    """Lines to blocks. A block's start is recognised by its first line; what it takes is up to its method."""

    def __init__(self) -> None:
        self.document = Document([])
        self.slugs: Counter[str] = Counter()

    def parse(self, text: str) -> Document:
        lines = text.expandtabs(4).splitlines()
        self.document.blocks = self.blocks(lines)
        return self.document

    def blocks(self, lines: list[str]) -> list[Block]:
        found: list[Block] = []
        at = 0
        while at < len(lines):
            line = lines[at]
            if not line.strip():
                at += 1
            elif match := HEADING.match(line):
                found.append(self.heading(len(match[1]), match[2]))
                at += 1
            elif match := FENCE.match(line):
                at = self.fence(lines, at, match, found)
            elif line.startswith("    "):
                at = self.indented(lines, at, found)
            elif RULE.match(line):
                found.append(Rule())
                at += 1
            elif line.startswith(">"):
                at = self.quote(lines, at, found)
            elif ITEM.match(line):
                at = self.list(lines, at, found)
            elif match := NOTE_DEFINITION.match(line):
                self.document.notes[match[1]] = match[2]
                at += 1
            elif match := LINK_DEFINITION.match(line):
                self.document.links[match[1].casefold()] = match[2], match[3] or ""
                at += 1
            elif "|" in line and at + 1 < len(lines) and TABLE_RULE.match(lines[at + 1].strip()):
                at = self.table(lines, at, found)
            else:
                at = self.paragraph(lines, at, found)
        return found

    def heading(self, level: int, text: str) -> Heading:
        plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
        slug = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or "section"
        self.slugs[slug] += 1
        return Heading(level, text, slug if self.slugs[slug] == 1 else f"{slug}-{self.slugs[slug]}")

    def fence(self, lines: list[str], at: int, match: re.Match[str], found: list[Block]) -> int:
        end = next((n for n in range(at + 1, len(lines)) if lines[n].startswith(match[1])), len(lines))
        found.append(Code("\n".join(lines[at + 1 : end]), match[2]))
        return end + 1

    def indented(self, lines: list[str], at: int, found: list[Block]) -> int:
        end = at
        while end < len(lines) and (lines[end].startswith("    ") or not lines[end].strip()):
            end += 1
        found.append(Code(textwrap.dedent("\n".join(lines[at:end])).rstrip()))
        return end

    def quote(self, lines: list[str], at: int, found: list[Block]) -> int:
        end = at
        while end < len(lines) and lines[end].strip():
            end += 1
        found.append(Quote(self.blocks([line.removeprefix(">").removeprefix(" ") for line in lines[at:end]])))
        return end

    def list(self, lines: list[str], at: int, found: list[Block]) -> int:
        first = ITEM.match(lines[at])
        assert first is not None
        ordered = first["number"] is not None
        items: list[list[str]] = []
        loose = blank = False
        while at < len(lines):
            line = lines[at]
            match = ITEM.match(line)
            if match and (match["number"] is not None) == ordered and not RULE.match(line):
                loose |= blank
                indent = len(match["lead"])
                items.append([match["rest"]])
            elif not line.strip():
                items[-1].append("")
            elif line.startswith(" " * min(indent, 2)):
                items[-1].append(line[min(indent, len(line) - len(line.lstrip())) :])
            elif blank or HEADING.match(line) or FENCE.match(line) or RULE.match(line):
                break
            else:
                items[-1].append(line)  # a lazy continuation
            blank = not line.strip()
            at += 1
        found.append(ListBlock(ordered, int(first["number"] or 1), loose, [self.blocks(item) for item in items]))
        return at

    def table(self, lines: list[str], at: int, found: list[Block]) -> int:
        def cells(line: str) -> list[str]:
            return [cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]

        def alignment(cell: str) -> str:
            match cell.startswith(":"), cell.endswith(":"):
                case True, True:
                    return "center"
                case False, True:
                    return "right"
            return "left"

        head = cells(lines[at])
        align = [alignment(cell) for cell in cells(lines[at + 1])]
        at += 2
        rows = []
        while at < len(lines) and "|" in lines[at]:
            row = cells(lines[at])
            rows.append((row + [""] * len(head))[: len(head)])
            at += 1
        found.append(Table((align + ["left"] * len(head))[: len(head)], head, rows))
        return at

    def paragraph(self, lines: list[str], at: int, found: list[Block]) -> int:
        text = []
        while at < len(lines) and lines[at].strip():
            line = lines[at]
            if text and re.fullmatch(r"=+|-+", line.strip()):
                found.append(self.heading(1 if line[0] == "=" else 2, " ".join(text)))
                return at + 1
            if text and (HEADING.match(line) or FENCE.match(line) or line.startswith(">") or RULE.match(line)):
                break
            if ITEM.match(line) and text:
                break
            text.append(line.strip() + ("\n" if line.endswith("  ") else ""))
            at += 1
        found.append(Paragraph(re.sub(r"\n ", "\n", " ".join(text))))
        return at


# --- spans -------------------------------------------------------------------

SPAN = re.compile(
    rf"""\\(?P<escape>[{re.escape(punctuation)}])
       | (?P<ticks>`+)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)
       | !\[(?P<alt>[^\]]*)\]\((?P<source>[^)\s]+)\)
       | \[\^(?P<note>[^\]]+)\]
       | \[(?P<label>(?:[^\[\]]|\[[^\]]*\])+)\](?:\((?P<target>[^)\s]*)(?:\s+"(?P<title>[^"]*)")?\)|\[(?P<reference>[^\]]*)\])?
       | <(?P<auto>https?://[^>\s]+)>
       | (?P<marks>\*\*|__|~~|\*|_)(?=\S)(?P<inner>.+?)(?<=\S)(?P=marks)
       | (?P<break>\n)
    """,
    re.VERBOSE | re.DOTALL,
)
MARKS = {"**": "strong", "__": "strong", "*": "em", "_": "em", "~~": "del"}
SMART = [(re.compile(pattern), text) for pattern, text in [(r"---", "—"), (r"(?<!-)--(?!-)", "–"), (r"\.\.\.", "…")]]


class HtmlWriter:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.notes: list[str] = []

    def text(self, text: str) -> str:
        for pattern, replacement in SMART:
            text = pattern.sub(replacement, text)
        return html.escape(text, quote=False)

    def spans(self, text: str) -> str:
        parts, at = [], 0
        for match in SPAN.finditer(text):
            parts += [self.text(text[at : match.start()]), self.span(match)]
            at = match.end()
        return "".join([*parts, self.text(text[at:])])

    def span(self, match: re.Match[str]) -> str:
        match match.lastgroup, match.groupdict():
            case "escape", {"escape": char}:
                return html.escape(char)
            case "code", {"code": code}:
                return f"<code>{html.escape(code.strip())}</code>"
            case "source", {"alt": alt, "source": source}:
                return f'<img src="{html.escape(source)}" alt="{html.escape(alt)}">'
            case "note", {"note": name} if name in self.document.notes:
                if name not in self.notes:
                    self.notes.append(name)
                return f'<sup><a href="#note-{self.notes.index(name) + 1}">{self.notes.index(name) + 1}</a></sup>'
            case "label" | "target" | "title" | "reference", {"label": label, "target": target, "title": title} as groups:
                if target is None:
                    key = (groups["reference"] or label).casefold()
                    if key not in self.document.links:
                        return f"[{self.spans(label)}]" + (f"[{groups['reference']}]" if groups["reference"] else "")
                    target, title = self.document.links[key]
                extra = f' title="{html.escape(title)}"' if title else ""
                return f'<a href="{html.escape(target)}"{extra}>{self.spans(label)}</a>'
            case "auto", {"auto": address}:
                return f'<a href="{html.escape(address)}">{html.escape(address)}</a>'
            case "inner", {"marks": marks, "inner": inner}:
                return f"<{MARKS[marks]}>{self.spans(inner)}</{MARKS[marks]}>"
            case "break", _:
                return "<br>\n"
        return self.text(match[0])

    @singledispatchmethod
    def block(self, block: Block) -> Iterator[str]:
        raise TypeError(f"no HTML for {type(block).__name__}")

    @block.register
    def _(self, block: Heading) -> Iterator[str]:
        yield f'<h{block.level} id="{block.slug}">{self.spans(block.text)}</h{block.level}>'

    @block.register
    def _(self, block: Paragraph) -> Iterator[str]:
        yield f"<p>{self.spans(block.text)}</p>"

    @block.register
    def _(self, block: Code) -> Iterator[str]:
        language = f' class="language-{html.escape(block.language)}"' if block.language else ""
        yield f"<pre><code{language}>{html.escape(block.text, quote=False)}\n</code></pre>"

    @block.register
    def _(self, block: Quote) -> Iterator[str]:
        yield "<blockquote>"
        yield from self.blocks(block.blocks)
        yield "</blockquote>"

    @block.register
    def _(self, block: ListBlock) -> Iterator[str]:
        tag = "ol" if block.ordered else "ul"
        yield f'<{tag} start="{block.start}">' if block.ordered and block.start != 1 else f"<{tag}>"
        for item in block.items:
            match item:
                case [Paragraph(text), *rest] if not block.loose:
                    inner = [self.spans(text), *self.blocks(rest)]
                case _:
                    inner = list(self.blocks(item))
            yield "\n".join(["<li>" + (inner[0] if inner else ""), *inner[1:]]) + "</li>"
        yield f"</{tag}>"

    @block.register
    def _(self, block: Table) -> Iterator[str]:
        def row(cells: list[str], tag: str) -> str:
            styles = [f' style="text-align:{align}"' if align != "left" else "" for align in block.align]
            inner = "".join(f"<{tag}{style}>{self.spans(cell)}</{tag}>" for cell, style in zip(cells, styles, strict=True))
            return f"<tr>{inner}</tr>"

        yield "<table>"
        yield f"<thead>{row(block.head, 'th')}</thead>"
        yield "<tbody>"
        yield from (row(cells, "td") for cells in block.rows)
        yield "</tbody>\n</table>"

    @block.register
    def _(self, block: Rule) -> Iterator[str]:
        yield "<hr>"

    def blocks(self, blocks: list[Block]) -> Iterator[str]:
        for block in blocks:
            yield from self.block(block)

    def contents(self) -> Iterator[str]:
        yield '<nav class="toc">'
        for heading in self.document.headings():
            yield f'{"  " * (heading.level - 1)}<a href="#{heading.slug}">{self.spans(heading.text)}</a>'
        yield "</nav>"

    def footnotes(self) -> Iterator[str]:
        if self.notes:
            yield '<ol class="notes">'
            for number, name in enumerate(self.notes, 1):  # a note may name another
                yield f'<li id="note-{number}">{self.spans(self.document.notes[name])}</li>'
            yield "</ol>"

    def document_lines(self, toc: bool) -> Iterator[str]:
        if toc:
            yield from self.contents()
        yield from self.blocks(self.document.blocks)
        yield from self.footnotes()


def plain(text: str) -> str:
    def replace(match: re.Match[str]) -> str:
        groups = match.groupdict()
        for name in ("escape", "code", "alt", "inner", "label", "auto"):
            if groups[name] is not None:
                return plain(groups[name]) if name in ("inner", "label") else groups[name]
        return {"break": "\n", "note": ""}.get(match.lastgroup or "", match[0])

    return SPAN.sub(replace, text)


def text_lines(blocks: list[Block], width: int) -> Iterator[str]:
    """Plain text of blocks, wrapped, a blank line after each."""
    for block in blocks:
        match block:
            case Heading(level, text):
                yield plain(text)
                yield ("=", "-", "~")[min(level, 3) - 1] * len(plain(text))
            case Paragraph(text):
                for line in plain(text).split("\n"):
                    yield from textwrap.wrap(line, width)
            case Code(text):
                yield textwrap.indent(text, " │ ")
            case Quote(inner):
                yield from (f"> {line}" for line in list(text_lines(inner, width - 2))[:-1])
            case ListBlock(ordered, start, _, items):
                for number, item in enumerate(items, start):
                    lead = f"{number}. " if ordered else "• "
                    lines = list(text_lines(item, width - len(lead)))
                    for line, mark in zip([line for line in lines if line], [lead] + [" " * len(lead)] * len(lines)):
                        yield mark + line
            case Table(align, head, rows):
                widths = [max(len(plain(cell)) for cell in column) for column in zip(head, *rows)]
                style = {"left": "<", "right": ">", "center": "^"}
                for row in [head, ["-" * size for size in widths], *rows]:
                    cells = [f"{plain(cell):{style[a]}{size}}" for cell, a, size in zip(row, align, widths)]
                    yield "  ".join(cells).rstrip()
            case Rule():
                yield "* * *".center(width).rstrip()
        yield ""


def main() -> int:
    parser = argparse.ArgumentParser(prog="markdown.py", description="Convert Markdown to HTML or to plain text.")
    parser.add_argument("file", nargs="?", type=argparse.FileType(encoding="utf-8"), default=sys.stdin)
    parser.add_argument("--text", action="store_true", help="plain text instead of HTML")
    parser.add_argument("--width", type=int, default=72, help="columns of plain text (default: %(default)s)")
    parser.add_argument("--toc", action="store_true", help="begin with a table of contents")
    parser.add_argument("--stats", action="store_true", help="count blocks instead")
    options = parser.parse_args()
    document = BlockParser().parse(options.file.read())
    if options.stats:
        kinds = Counter(type(block).__name__ for block in document.blocks)
        print(", ".join(f"{count} {kind}" for kind, count in kinds.most_common()))
        return 0
    writer: Callable[[], Iterator[str]]
    if options.text:
        writer = lambda: text_lines(document.blocks, options.width)  # noqa: E731
    else:
        writer = lambda: HtmlWriter(document).document_lines(options.toc)  # noqa: E731
    print("\n".join(writer()).rstrip())
    return 0


if __name__ == "__main__":
    sys.exit(main())
