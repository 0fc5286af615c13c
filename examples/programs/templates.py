"""A template engine that compiles templates to Python functions.

    templates.py                         renders the sample templates
    templates.py --source NAME           shows the Python code made of one
    templates.py --render 'Hi {{ name|upper }}' name=ada

Syntax: {{ expression|filter(arg) }}, {% if %}{% elif %}{% else %}{% endif %}, {% for x in y %}{% empty %}{% endfor %},
{% set x = e %}, {% block %}, {% extends %}, {% include %}, {% macro %}, {% raw %}, {# comment #}. A dash eats white space: {%- -%}.
"""

from __future__ import annotations

import argparse
import ast
import html
import json
import linecache
import re
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from itertools import count
from textwrap import dedent
from typing import Any, ClassVar


class TemplateError(Exception):
    def __init__(self, message: str, name: str, line: int) -> None:
        super().__init__(f"{name}:{line}: {message}")


class Safe(str):
    """Text that is HTML already."""

    __slots__ = ()


class Undefined:
    """A missing value: prints as nothing, is false and empty, and passes attributes on."""

    __slots__ = ()

    def __str__(self) -> str:
        return ""

    def __bool__(self) -> bool:
        return False

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __getattr__(self, name: str) -> Undefined:
        return self

    def __getitem__(self, key: Any) -> Undefined:
        return self


UNDEFINED = Undefined()


def escape(value: Any) -> str:
    return value if isinstance(value, Safe) else html.escape(str(value))


# --- tokens ------------------------------------------------------------------


class Kind(Enum):
    TEXT = "text"
    OUTPUT = "{{"
    TAG = "{%"


@dataclass(frozen=True, slots=True)
class Token:
    kind: Kind
    text: str
    line: int


TOKEN = re.compile(
    r"""(?P<comment>\{\#.*?\#\})
      | \{%-?\s*raw\s*-?%\}(?P<raw>.*?)\{%-?\s*endraw\s*-?%\}
      | (?P<open>\{\{|\{%)(?P<left>-?)(?P<code>(?:"[^"]*"|'[^']*'|[^"'])*?)(?P<right>-?)(?P<close>\}\}|%\})""",
    re.VERBOSE | re.DOTALL,
)


def tokenize(source: str, name: str) -> Iterator[Token]:
    at, line, strip = 0, 1, False
    for match in TOKEN.finditer(source):
        text = source[at : match.start()]
        if strip:
            text = text.lstrip()
        kept = text.rstrip() if match["left"] else text
        if kept:
            yield Token(Kind.TEXT, kept, line)
        line += source.count("\n", at, match.start())
        strip = bool(match["right"])
        if match["raw"] is not None:
            yield Token(Kind.TEXT, match["raw"], line)
        elif match["open"]:
            if (match["open"] == "{{") != (match["close"] == "}}"):
                raise TemplateError(f"{match['open']} is closed by {match['close']}", name, line)
            yield Token(Kind(match["open"]), match["code"].strip(), line)
        line += match[0].count("\n")
        at = match.end()
    rest = source[at:].lstrip() if strip else source[at:]
    if rest:
        yield Token(Kind.TEXT, rest, line)


# --- compilation -------------------------------------------------------------


class NameRewriter(ast.NodeTransformer):
    """Names become lookups in the context, attributes lenient lookups; filters are found by `|`."""

    def __init__(self, filters: Mapping[str, Callable[..., Any]], tree: ast.AST) -> None:
        self.filters = filters
        self.own = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id in self.own:  # a comprehension's variable
            return node
        return ast.parse(f"context.get({node.id!r}, UNDEFINED)", mode="eval").body

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if node.attr.startswith("_"):
            raise SyntaxError(f"private attribute {node.attr!r}")
        value = self.visit(node.value)
        return ast.Call(ast.Name("lookup", ast.Load()), [value, ast.Constant(node.attr)], [])

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        if not isinstance(node.op, ast.BitOr):
            return self.generic_visit(node)
        value = self.visit(node.left)
        match node.right:
            case ast.Name(id=name):
                arguments: list[ast.expr] = []
            case ast.Call(func=ast.Name(id=name), args=args):
                arguments = [self.visit(arg) for arg in args]
            case _:
                raise SyntaxError("a filter is a name or a call")
        if name not in self.filters:
            raise SyntaxError(f"no filter {name!r}")
        function = ast.Subscript(ast.Name("filters", ast.Load()), ast.Constant(name), ast.Load())
        return ast.Call(function, [value, *arguments], [])


def lookup(value: Any, name: str) -> Any:
    """`value.name` in a template: an item, or else an attribute."""
    try:
        return value[name]
    except (TypeError, KeyError, IndexError):
        return getattr(value, name, UNDEFINED)


@dataclass
class Compiler:
    """Writes a module with a function per block; `root` is the template itself."""

    environment: Environment
    name: str
    tokens: list[Token]
    at: int = 0
    depth: int = 1
    lines: list[str] = field(default_factory=list)
    functions: list[list[str]] = field(default_factory=list)
    parent: str | None = None
    serial: Iterator[int] = field(default_factory=count)

    def error(self, message: str, token: Token) -> TemplateError:
        return TemplateError(message, self.name, token.line)

    def emit(self, line: str, token: Token | None = None) -> None:
        mark = f"  #@{token.line}" if token else ""
        self.lines.append("    " * self.depth + line + mark)

    def expression(self, text: str, token: Token) -> str:
        try:
            tree = ast.parse(text.strip(), mode="eval")
            return ast.unparse(NameRewriter(self.environment.filters, tree).visit(tree))
        except SyntaxError as error:
            raise self.error(f"{error.msg} in {text.strip()!r}", token) from error

    def compile(self) -> str:
        self.function("root", self.body)
        return "\n\n\n".join("\n".join(lines) for lines in self.functions) + "\n"

    def function(self, name: str, body: Callable[[], None]) -> None:
        outer, self.lines, depth, self.depth = self.lines, [f"def {name}(context, blocks):"], self.depth, 1
        body()
        self.emit("return; yield  # a generator even if it is empty")
        self.functions.append(self.lines)
        self.lines, self.depth = outer, depth

    def body(self, *ends: str) -> Token | None:
        """Up to one of the end tags, which it returns."""
        start = self.at
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            match token.kind:
                case Kind.TEXT:
                    self.emit(f"yield {token.text!r}")
                case Kind.OUTPUT:
                    self.emit(f"yield escape({self.expression(token.text, token)})", token)
                case Kind.TAG:
                    word, _, rest = token.text.partition(" ")
                    if word in ends:
                        return token
                    handler = getattr(self, f"tag_{word}", None)
                    if handler is None:
                        raise self.error(f"unexpected {word!r}" if word.startswith("end") else f"no tag {word!r}", token)
                    handler(rest.strip(), token)
        if ends:
            raise self.error(f"no {ends[-1]!r} to the end", self.tokens[start - 1])
        return None

    def nested(self, *ends: str) -> Token:
        self.depth += 1
        size = len(self.lines)
        end = self.body(*ends)
        if len(self.lines) == size:
            self.emit("pass")
        self.depth -= 1
        assert end is not None
        return end

    def tag_if(self, rest: str, token: Token) -> None:
        self.emit(f"if {self.expression(rest, token)}:", token)
        end = self.nested("elif", "else", "endif")
        while end.text.startswith("elif"):
            self.emit(f"elif {self.expression(end.text[4:], end)}:", end)
            end = self.nested("elif", "else", "endif")
        if end.text == "else":
            self.emit("else:")
            self.nested("endif")

    def tag_for(self, rest: str, token: Token) -> None:
        match = re.fullmatch(r"(?P<names>\w+(?:\s*,\s*\w+)*)\s+in\s+(?P<what>.+)", rest)
        if match is None:
            raise self.error(f"not a loop: {rest!r}", token)
        loop, names = f"loop{next(self.serial)}", re.split(r"\s*,\s*", match["names"])
        self.emit(f"{loop} = None")
        self.emit(f"for {loop}, item in loop_over({self.expression(match['what'], token)}):", token)
        self.depth += 1
        if len(names) == 1:
            self.emit(f"context = context | {{{names[0]!r}: item, 'loop': {loop}}}")
        else:
            self.emit(f"context = context | dict(zip({names!r}, item, strict=True)) | {{'loop': {loop}}}", token)
        self.depth -= 1
        if self.nested("empty", "endfor").text == "empty":
            self.emit(f"if {loop} is None:")
            self.nested("endfor")

    def tag_set(self, rest: str, token: Token) -> None:
        name, _, value = rest.partition("=")
        if not name.strip().isidentifier():
            raise self.error(f"cannot set {name.strip()!r}", token)
        self.emit(f"context = context | {{{name.strip()!r}: {self.expression(value, token)}}}", token)

    def tag_block(self, rest: str, token: Token) -> None:
        self.function(f"block_{rest}", lambda: self.body("endblock"))
        if self.parent is None:
            self.emit(f"yield from blocks[{rest!r}](context, blocks)")

    def tag_extends(self, rest: str, token: Token) -> None:
        self.parent = ast.literal_eval(rest)

    def tag_include(self, rest: str, token: Token) -> None:
        self.emit(f"yield from environment.get({self.expression(rest, token)}).stream(context)", token)

    def tag_macro(self, rest: str, token: Token) -> None:
        match = re.fullmatch(r"(\w+)\((.*)\)", rest)
        if match is None:
            raise self.error(f"not a macro: {rest!r}", token)
        name, parameters = match[1], [part.strip() for part in match[2].split(",") if part.strip()]
        self.function(f"macro_{name}", lambda: self.body("endmacro"))
        self.emit(f"context = context | {{{name!r}: make_macro({name!r}, {parameters!r}, macro_{name}, context)}}")


@dataclass(frozen=True, slots=True)
class Loop:
    index: int
    first: bool
    last: bool

    def cycle(self, *values: Any) -> Any:
        return values[(self.index - 1) % len(values)]


def loop_over(values: Iterable[Any]) -> Iterator[tuple[Loop, Any]]:
    items = list(values)
    for index, item in enumerate(items, 1):
        yield Loop(index, index == 1, index == len(items)), item


def make_macro(name: str, parameters: list[str], function: Callable[..., Iterator[str]], context: dict[str, Any]) -> Callable[..., Safe]:
    def macro(*values: Any) -> Safe:
        if len(values) > len(parameters):
            raise TypeError(f"{name}() takes {len(parameters)} arguments, not {len(values)}")
        return Safe("".join(function(context | dict(zip(parameters, values)), {})))

    return macro


class Template:
    def __init__(self, environment: Environment, name: str, source: str) -> None:
        self.environment = environment
        self.name = name
        compiler = Compiler(environment, name, list(tokenize(source, name)))
        self.code = compiler.compile()
        self.parent = compiler.parent
        filename = f"<template {name}>"
        linecache.cache[filename] = len(self.code), None, self.code.splitlines(keepends=True), filename
        self.namespace: dict[str, Any] = {
            "UNDEFINED": UNDEFINED,
            "environment": environment,
            "escape": escape,
            "filters": environment.filters,
            "lookup": lookup,
            "loop_over": loop_over,
            "make_macro": make_macro,
        }
        exec(compile(self.code, filename, "exec"), self.namespace)
        self.blocks = {key[6:]: value for key, value in self.namespace.items() if key.startswith("block_")}

    def stream(self, context: dict[str, Any], blocks: dict[str, Any] | None = None) -> Iterator[str]:
        merged = self.blocks | (blocks or {})
        if self.parent is not None:
            yield from self.environment.get(self.parent).stream(context, merged)
        else:
            yield from self.namespace["root"](context, merged)

    def render(self, **context: Any) -> str:
        try:
            return "".join(self.stream(context))
        except (TemplateError, RecursionError):
            raise
        except Exception as error:
            frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith("<template")]
            if not frames:
                raise
            line = re.search(r"#@(\d+)", frames[-1].line or "")
            name = frames[-1].filename[10:-1]
            raise TemplateError(f"{type(error).__name__}: {error}", name, int(line[1]) if line else 0) from error


@dataclass
class Environment:
    sources: Mapping[str, str]
    cache: dict[str, Template] = field(default_factory=dict)

    filters: ClassVar[dict[str, Callable[..., Any]]] = {
        "upper": lambda value: str(value).upper(),
        "title": lambda value: str(value).title(),
        "length": len,
        "join": lambda values, separator=", ": separator.join(map(str, values)),
        "default": lambda value, other: value if value or value == 0 else other,
        "safe": Safe,
        "json": lambda value: Safe(json.dumps(value, sort_keys=True)),
        "sort": lambda values, key=None: sorted(values, key=lambda value: lookup(value, key) if key else value),
        "truncate": lambda value, size=20: value if len(value) <= size else value[: size - 1].rstrip() + "…",
        "date": lambda value, form="%d %B %Y": value.strftime(form),
        "money": lambda value: f"{value:,.2f}",
        "list": list,
    }

    def get(self, name: str) -> Template:
        if name not in self.cache:
            if name not in self.sources:
                raise TemplateError("no such template", name, 0)
            self.cache[name] = Template(self, name, dedent(self.sources[name]).lstrip("\n"))
        return self.cache[name]


# --- samples -----------------------------------------------------------------

SAMPLES = {
    "base": """
        <!doctype html>
        <title>{% block title %}Shop{% endblock %}</title>
        {# comments are for the author #}
        {%- block body %}nothing yet{% endblock %}
        <footer>{% include "footer" %}</footer>
        """,
    "footer": "{{ today|date }} — {{ company.name|default('us') }}",
    "invoice": """
        {% extends "base" %}
        {% block title %}Invoice {{ number }}{% endblock %}
        {% block body %}
        {% macro price(value, sign) %}<b>{{ value|money }}&nbsp;{{ sign|default("EUR") }}</b>{% endmacro -%}
        <h1>Dear {{ customer.name }},</h1>
        {% for item in items|sort("name") -%}
        <p class="{{ loop.cycle("odd", "even") }}">{{ loop.index }}. {{ item.name|truncate(14) }} {{ price(item.price * item.count) }}{% if not loop.last %},{% endif %}</p>
        {% empty %}<p>Nothing bought.</p>
        {% endfor -%}
        {% set total = sum([item.price * item.count for item in items]) if items else 0 %}
        {%- if total > 100 -%}
        Thank you! {{ price(total, "€") }}
        {%- elif total -%}
        Total {{ price(total) }}
        {%- else -%}
        Come again.
        {%- endif %}
        {% raw %}{{ not a tag }}{% endraw %} {{ notes|join(" | ") }} {{ customer|json }}
        {% endblock %}
        """,
    "pairs": "{% for key, value in table.items() %}{{ key }}={{ value }}{% if not loop.last %}; {% endif %}{% endfor %}",
    "wrong": "line one\n{{ 1 / nothing }}",
}
BROKEN = {
    "unclosed": "{% if x %}\n...",
    "stray": "{% endfor %}",
    "tag": "\n\n{% frobnicate %}",
    "filter": "{{ x|frob }}",
    "syntax": "{{ 1 + }}",
    "private": "{{ x.__class__ }}",
    "mixed": "{{ x %}",
    "loop": "{% for x of y %}{% endfor %}",
}


def show_samples() -> None:
    environment = Environment(SAMPLES)
    context: dict[str, Any] = {"number": 7, "customer": {"name": "O'Neill & Söhne <GmbH>"}, "today": date(2025, 2, 4), "sum": sum}
    items = [
        {"name": "Tape measure, 5 m", "price": 9.5, "count": 2},
        {"name": "Nails", "price": 0.05, "count": 400},
        {"name": "Saw", "price": 1234.5, "count": 1},
    ]
    print(environment.get("invoice").render(**context, items=items, company={"name": "Tools & Co"}, notes=["a", "<b>"]))
    print(environment.get("invoice").render(**context, items=[]))
    print(environment.get("pairs").render(table={"a": 1, "b": [2, "<"], "c": None}))
    for name, source in {"wrong": SAMPLES["wrong"], **BROKEN}.items():
        try:
            print(Environment({name: source}).get(name).render(nothing=0, x=1))
        except TemplateError as error:
            cause = type(error.__cause__).__name__
            print(f"{error} (from {cause})" if error.__cause__ else error)


def main() -> int:
    parser = argparse.ArgumentParser(prog="templates.py", description="A template engine.")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--source", choices=sorted(SAMPLES), help="show the code made of a sample")
    mode.add_argument("--render", metavar="TEMPLATE", help="render a text")
    parser.add_argument("values", nargs="*", metavar="NAME=VALUE")
    options = parser.parse_args()
    if options.source:
        print(Environment(SAMPLES).get(options.source).code, end="")
    elif options.render is not None:
        values = dict(value.split("=", 1) for value in options.values)
        try:
            print(Environment({"text": options.render}).get("text").render(**values))
        except TemplateError as error:
            parser.exit(1, f"{parser.prog}: {error}\n")
    else:
        show_samples()
    return 0


if __name__ == "__main__":
    sys.exit(main())
