"""Hindley-Milner type inference for a small ML: let-polymorphism, algebraic data types, pattern matching.

    type_inference.py FILE        infers the types of a program's definitions
    type_inference.py -e 'fun x -> x'
    type_inference.py --demo

    data List a = Nil | Cons a (List a)
    let rec map f xs = match xs with Nil -> Nil | Cons x rest -> Cons (f x) (map f rest)

A line that begins in the first column begins a statement.

Types are unified in place: a variable is a box that is empty or points to a type. Levels (Rémy's) tell which variables a let may
generalise, so no environment is searched for free variables.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import reduce
from itertools import count
from string import ascii_lowercase
from typing import ClassVar


class MLError(Exception):
    pass


class ParseFailure(MLError):
    pass


class TypeFailure(MLError):
    pass


# --- types -------------------------------------------------------------------


@dataclass(eq=False, slots=True)
class Var:
    """A type to be found: `link` once it is."""

    id: int
    level: int
    link: Type | None = None


@dataclass(eq=False, slots=True)
class Con:
    """A type constructor applied: Int, List a, a -> b."""

    name: str
    args: tuple[Type, ...] = ()


type Type = Var | Con

INT, BOOL, STRING, UNIT = Con("Int"), Con("Bool"), Con("String"), Con("Unit")


def arrow(*types: Type) -> Type:
    *arguments, result = types
    return reduce(lambda right, left: Con("->", (left, right)), reversed(arguments), result)


def resolve(t: Type) -> Type:
    """The type behind links, which are shortened on the way."""
    while isinstance(t, Var) and t.link is not None:
        if isinstance(t.link, Var) and t.link.link is not None:
            t.link = t.link.link
        t = t.link
    return t


class Namer:
    """Letters for variables, in the order of their appearance."""

    def __init__(self) -> None:
        self.names: dict[int, str] = {}

    def name(self, variable: Var) -> str:
        if variable.id not in self.names:
            number = len(self.names)
            letter = ascii_lowercase[number % 26]
            self.names[variable.id] = f"'{letter}{number // 26 or ''}"
        return self.names[variable.id]

    def show(self, t: Type, place: int = 0) -> str:
        """place: 0 anywhere, 1 left of an arrow, 2 an argument."""
        match resolve(t):
            case Var() as variable:
                return self.name(variable)
            case Con("->", (left, right)):
                text = f"{self.show(left, 1)} -> {self.show(right)}"
                return f"({text})" if place >= 1 else text
            case Con("*", parts):
                return f"({', '.join(map(self.show, parts))})"
            case Con(name, ()):
                return name
            case Con(name, args):
                text = " ".join([name, *(self.show(arg, 2) for arg in args)])
                return f"({text})" if place == 2 else text
        raise AssertionError(t)


def show(*types: Type) -> list[str]:
    namer = Namer()
    return [namer.show(t) for t in types]


@dataclass(frozen=True, eq=False)
class Scheme:
    """A type whose variables above a level stand for any type."""

    type: Type
    level: int = 1 << 30  # nothing is general


# --- the tree ----------------------------------------------------------------


@dataclass(frozen=True)
class Lit:
    value: int | str | bool | None


@dataclass(frozen=True)
class Name:
    name: str


@dataclass(frozen=True)
class Fun:
    parameter: Pattern
    body: Expr


@dataclass(frozen=True)
class App:
    function: Expr
    argument: Expr


@dataclass(frozen=True)
class Let:
    name: str
    value: Expr
    body: Expr | None
    recursive: bool = False


@dataclass(frozen=True)
class If:
    condition: Expr
    then: Expr
    otherwise: Expr


@dataclass(frozen=True)
class Tuple:
    parts: tuple[Expr, ...]


@dataclass(frozen=True)
class Match:
    value: Expr
    cases: tuple[tuple[Pattern, Expr], ...]


@dataclass(frozen=True)
class PVar:
    name: str


@dataclass(frozen=True)
class PLit:
    value: int | str | bool


@dataclass(frozen=True)
class PCon:
    name: str
    parts: tuple[Pattern, ...] = ()


@dataclass(frozen=True)
class PTuple:
    parts: tuple[Pattern, ...]


@dataclass(frozen=True)
class Data:
    name: str
    parameters: tuple[str, ...]
    constructors: tuple[tuple[str, tuple[TypeExpr, ...]], ...]


@dataclass(frozen=True)
class TypeExpr:
    name: str
    args: tuple[TypeExpr, ...] = ()


type Expr = Lit | Name | Fun | App | Let | If | Tuple | Match
type Pattern = PVar | PLit | PCon | PTuple
type Statement = Data | Let | Expr

# --- the parser --------------------------------------------------------------

KEYWORDS = frozenset("let rec in fun if then else match with data and or true false".split())
TOKEN = re.compile(r"""(--[^\n]*|\s+)|(\d+)|"([^"\n]*)"|([a-z_][\w']*)|([A-Z]\w*)|(->|::|==|<=|[-+*<=|(),\[\]_])""")
OPERATORS = [("or",), ("and",), ("==", "<", "<="), ("::",), ("+", "-"), ("*",)]


class Parser:
    def __init__(self, source: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(source):
            match = TOKEN.match(source, at)
            if match is None:
                raise ParseFailure(f"unexpected {source[at]!r}")
            at = match.end()
            kind = ("space", "number", "string", "name", "constructor", "symbol")[(match.lastindex or 1) - 1]
            text = match[match.lastindex or 1]
            if kind != "space":
                self.tokens.append(("keyword" if kind == "name" and text in KEYWORDS else kind, text))
            elif text.endswith("\n") and self.tokens:
                self.tokens.append(("break", "the end of the statement"))
        self.tokens.append(("end", "the end"))
        self.at = 0

    def peek(self, *texts: str) -> bool:
        kind, text = self.tokens[self.at]
        return kind in ("keyword", "symbol") and text in texts

    def take(self, *texts: str) -> str | None:
        if self.peek(*texts):
            self.at += 1
            return self.tokens[self.at - 1][1]
        return None

    def expect(self, text: str) -> None:
        if not self.take(text):
            raise ParseFailure(f"{text!r} expected, not {self.tokens[self.at][1]!r}")

    def kind(self, kind: str) -> str:
        found, text = self.tokens[self.at]
        if found != kind:
            raise ParseFailure(f"a {kind} expected, not {text!r}")
        self.at += 1
        return text

    def program(self) -> Iterator[Statement]:
        while True:
            while self.tokens[self.at][0] == "break":
                self.at += 1
            if self.tokens[self.at][0] == "end":
                return
            yield self.data() if self.take("data") else self.expression()

    def data(self) -> Data:
        name = self.kind("constructor")
        parameters = []
        while self.tokens[self.at][0] == "name":
            parameters.append(self.kind("name"))
        self.expect("=")
        constructors = []
        while not constructors or self.take("|"):
            constructor = self.kind("constructor")
            arguments = []
            while self.tokens[self.at][0] in ("name", "constructor") or self.peek("("):
                arguments.append(self.type_atom())
            constructors.append((constructor, tuple(arguments)))
        return Data(name, tuple(parameters), tuple(constructors))

    def type_expr(self) -> TypeExpr:
        left = self.type_atom(applied=True)
        return TypeExpr("->", (left, self.type_expr())) if self.take("->") else left

    def type_atom(self, applied: bool = False) -> TypeExpr:
        if self.take("("):
            parts = [self.type_expr()]
            while self.take(","):
                parts.append(self.type_expr())
            self.expect(")")
            return parts[0] if len(parts) == 1 else TypeExpr("*", tuple(parts))
        if self.tokens[self.at][0] == "name":
            return TypeExpr(self.kind("name"))
        name = self.kind("constructor")
        args = []
        while applied and (self.tokens[self.at][0] in ("name", "constructor") or self.peek("(")):
            args.append(self.type_atom())
        return TypeExpr(name, tuple(args))

    def expression(self) -> Expr:
        if self.take("let"):
            return self.let()
        if self.take("fun"):
            parameters = []
            while not self.take("->"):
                parameters.append(self.pattern_atom())
            return reduce(lambda body, p: Fun(p, body), reversed(parameters), self.expression())
        if self.take("if"):
            condition = self.expression()
            self.expect("then")
            then = self.expression()
            self.expect("else")
            return If(condition, then, self.expression())
        if self.take("match"):
            value = self.expression()
            self.expect("with")
            self.take("|")
            cases = []
            while not cases or self.take("|"):
                pattern = self.pattern()
                self.expect("->")
                cases.append((pattern, self.expression()))
            return Match(value, tuple(cases))
        return self.binary(0)

    def let(self) -> Let:
        recursive = bool(self.take("rec"))
        name = self.kind("name")
        parameters = []
        while not self.take("="):
            parameters.append(self.pattern_atom())
        value = reduce(lambda body, p: Fun(p, body), reversed(parameters), self.expression())
        return Let(name, value, self.expression() if self.take("in") else None, recursive)

    def binary(self, level: int) -> Expr:
        if level == len(OPERATORS):
            return self.application()
        left = self.binary(level + 1)
        while operator := self.take(*OPERATORS[level]):
            right = self.binary(level if operator == "::" else level + 1)
            left = App(App(Name("Cons" if operator == "::" else operator), left), right)
        return left

    def application(self) -> Expr:
        expr = self.atom()
        while self.tokens[self.at][0] in ("number", "string", "name", "constructor") or self.peek("(", "[", "true", "false"):
            expr = App(expr, self.atom())
        return expr

    def atom(self) -> Expr:
        kind, text = self.tokens[self.at]
        self.at += 1
        match kind, text:
            case "number", _:
                return Lit(int(text))
            case "string", _:
                return Lit(text)
            case _, "true" | "false":
                return Lit(text == "true")
            case ("name" | "constructor"), _:
                return Name(text)
            case _, "(":
                if self.take(")"):
                    return Lit(None)
                if (operator := self.take(*"+-*<", "==", "<=")) and self.take(")"):
                    return Name(operator)
                parts = [self.expression()]
                while self.take(","):
                    parts.append(self.expression())
                self.expect(")")
                return parts[0] if len(parts) == 1 else Tuple(tuple(parts))
            case _, "[":
                items = []
                while not self.take("]"):
                    items.append(self.expression())
                    self.take(",")
                return reduce(lambda rest, item: App(App(Name("Cons"), item), rest), reversed(items), Name("Nil"))
        raise ParseFailure(f"an expression expected, not {text!r}")

    def pattern(self) -> Pattern:
        if self.tokens[self.at][0] == "constructor":
            name = self.kind("constructor")
            parts = []
            while not self.peek("->", "::", ")", ",", "|", "="):
                parts.append(self.pattern_atom())
            left: Pattern = PCon(name, tuple(parts))
        else:
            left = self.pattern_atom()
        return PCon("Cons", (left, self.pattern())) if self.take("::") else left

    def pattern_atom(self) -> Pattern:
        kind, text = self.tokens[self.at]
        self.at += 1
        match kind, text:
            case "name", _:
                return PVar(text)
            case _, "_":
                return PVar("_")
            case "number", _:
                return PLit(int(text))
            case "string", _:
                return PLit(text)
            case _, "true" | "false":
                return PLit(text == "true")
            case "constructor", _:
                return PCon(text)
            case _, "(":
                parts = [self.pattern()]
                while self.take(","):
                    parts.append(self.pattern())
                self.expect(")")
                return parts[0] if len(parts) == 1 else PTuple(tuple(parts))
            case _, "[":
                self.expect("]")
                return PCon("Nil")
        raise ParseFailure(f"a pattern expected, not {text!r}")


# --- inference ---------------------------------------------------------------


@dataclass
class Inference:
    level: int = 0
    serial: Iterator[int] = field(default_factory=count)
    environment: dict[str, Scheme] = field(default_factory=dict)
    constructors: dict[str, tuple[str, int]] = field(default_factory=dict)
    siblings: dict[str, list[str]] = field(default_factory=dict)
    arities: dict[str, int] = field(default_factory=lambda: {"Int": 0, "Bool": 0, "String": 0, "Unit": 0, "->": 2})
    warnings: list[str] = field(default_factory=list)

    PRELUDE: ClassVar[Mapping[str, Type]] = {
        **dict.fromkeys("+-*", arrow(INT, INT, INT)),
        **dict.fromkeys(["<", "<="], arrow(INT, INT, BOOL)),
        **dict.fromkeys(["and", "or"], arrow(BOOL, BOOL, BOOL)),
        "not": arrow(BOOL, BOOL),
        "print": arrow(STRING, UNIT),
        "str": arrow(INT, STRING),
    }

    def __post_init__(self) -> None:
        self.environment |= {name: Scheme(t) for name, t in self.PRELUDE.items()}
        a = Var(next(self.serial), 1)
        self.environment["=="] = Scheme(arrow(a, a, BOOL), 0)
        for statement in Parser("data List a = Nil | Cons a (List a)  data Option a = None | Some a").program():
            assert isinstance(statement, Data)
            self.declare(statement)

    def fresh(self) -> Var:
        return Var(next(self.serial), self.level)

    @contextmanager
    def deeper(self) -> Iterator[None]:
        self.level += 1
        try:
            yield
        finally:
            self.level -= 1

    @contextmanager
    def binding(self, names: Mapping[str, Scheme]) -> Iterator[None]:
        outer, self.environment = self.environment, {**self.environment, **names}
        try:
            yield
        finally:
            self.environment = outer

    def declare(self, data: Data) -> None:
        parameters = {name: Var(next(self.serial), 1) for name in data.parameters}
        self.arities[data.name] = len(parameters)
        result = Con(data.name, tuple(parameters.values()))

        def convert(expr: TypeExpr) -> Type:
            if expr.name in parameters:
                return parameters[expr.name]
            if expr.name != "*" and self.arities.get(expr.name) != len(expr.args):
                raise TypeFailure(f"no type {expr.name} with {len(expr.args)} arguments")
            return Con(expr.name, tuple(map(convert, expr.args)))

        self.siblings[data.name] = [name for name, _ in data.constructors]
        for name, arguments in data.constructors:
            self.environment[name] = Scheme(arrow(*map(convert, arguments), result), 0)
            self.constructors[name] = data.name, len(arguments)

    # unification

    def unify(self, a: Type, b: Type) -> None:
        try:
            self._unify(a, b)
        except TypeFailure as failure:
            left, right = show(a, b)
            raise TypeFailure(f"{left} is not {right}{f' ({failure})' if str(failure) else ''}") from None

    def _unify(self, a: Type, b: Type) -> None:
        match resolve(a), resolve(b):
            case Var() as x, Var() as y if x is y:
                pass
            case (Var() as variable, t) | (t, Var() as variable):
                self.adjust(variable, t)
                variable.link = t
            case Con(name, args), Con(other, others) if name == other and len(args) == len(others):
                for x, y in zip(args, others):
                    self._unify(x, y)
            case _:
                raise TypeFailure

    def adjust(self, variable: Var, t: Type) -> None:
        """The occurs check, and levels that fall to the variable's."""
        match resolve(t):
            case Var() as other:
                if other is variable:
                    raise TypeFailure("the type would contain itself")
                other.level = min(other.level, variable.level)
            case Con(_, args):
                for arg in args:
                    self.adjust(variable, arg)

    def instantiate(self, scheme: Scheme) -> Type:
        made: dict[int, Var] = {}

        def copy(t: Type) -> Type:
            match resolve(t):
                case Var() as variable:
                    if variable.level > scheme.level:
                        return made.setdefault(variable.id, self.fresh())
                    return variable
                case Con(name, args):
                    return Con(name, tuple(map(copy, args))) if args else Con(name)
            raise AssertionError(t)

        return copy(scheme.type)

    # expressions

    def infer(self, expr: Expr) -> Type:
        match expr:
            case Lit(value):
                return {int: INT, str: STRING, bool: BOOL}.get(type(value), UNIT)
            case Name(name):
                if name not in self.environment:
                    raise TypeFailure(f"{name} is not defined")
                return self.instantiate(self.environment[name])
            case Fun(parameter, body):
                names: dict[str, Scheme] = {}
                argument = self.pattern(parameter, names)
                with self.binding(names):
                    return arrow(argument, self.infer(body))
            case App(function, argument):
                wanted = self.infer(function)
                given = self.infer(argument)
                result = self.fresh()
                match resolve(wanted):
                    case Con("->", (left, right)):
                        self.unify(given, left)
                        return right
                self.unify(wanted, arrow(given, result))
                return result
            case Let(name, value, body):
                scheme = self.definition(expr)
                with self.binding({name: scheme}):
                    return self.infer(body) if body is not None else scheme.type
            case If(condition, then, otherwise):
                self.unify(self.infer(condition), BOOL)
                result = self.infer(then)
                self.unify(self.infer(otherwise), result)
                return result
            case Tuple(parts):
                return Con("*", tuple(map(self.infer, parts)))
            case Match(value, cases):
                subject, result = self.infer(value), self.fresh()
                for pattern, body in cases:
                    names = {}
                    self.unify(self.pattern(pattern, names), subject)
                    with self.binding(names):
                        self.unify(self.infer(body), result)
                self.warnings += missing([pattern for pattern, _ in cases], self)
                return result
        raise AssertionError(expr)

    def definition(self, let: Let) -> Scheme:
        with self.deeper():
            if let.recursive:
                own = self.fresh()
                with self.binding({let.name: Scheme(own)}):
                    t = self.infer(let.value)
                    self.unify(own, t)
            else:
                t = self.infer(let.value)
        # an application may have effects: its type stays as it is
        return Scheme(t, self.level) if isinstance(let.value, (Fun, Lit, Name, Tuple)) else Scheme(t)

    def pattern(self, pattern: Pattern, names: dict[str, Scheme]) -> Type:
        match pattern:
            case PVar("_"):
                return self.fresh()
            case PVar(name):
                if name in names:
                    raise TypeFailure(f"{name} is bound twice in a pattern")
                names[name] = Scheme(t := self.fresh())
                return t
            case PLit(value):
                return self.infer(Lit(value))
            case PTuple(parts):
                return Con("*", tuple(self.pattern(part, names) for part in parts))
            case PCon(name, parts):
                if name not in self.constructors:
                    raise TypeFailure(f"no constructor {name}")
                if len(parts) != self.constructors[name][1]:
                    raise TypeFailure(f"{name} takes {self.constructors[name][1]} arguments, not {len(parts)}")
                t = self.instantiate(self.environment[name])
                for part in parts:
                    match resolve(t):
                        case Con("->", (left, right)):
                            self.unify(self.pattern(part, names), left)
                            t = right
                return t
        raise AssertionError(pattern)


def missing(patterns: list[Pattern], inference: Inference) -> Iterator[str]:
    """Constructors that a match leaves out, at its outermost level."""
    if any(isinstance(pattern, PVar) for pattern in patterns):
        return
    seen = [pattern.name for pattern in patterns if isinstance(pattern, PCon)]
    if seen:
        owner = inference.constructors[seen[0]][0]
        left = [name for name in inference.siblings[owner] if name not in seen]
        if left:
            yield f"a match leaves out {', '.join(left)}"
    elif all(isinstance(pattern, PLit) for pattern in patterns):
        yield "a match of literals has no last case"


def check(source: str, inference: Inference | None = None) -> Iterator[str]:
    inference = inference or Inference()
    for statement in Parser(source).program():
        match statement:
            case Data(name, parameters):
                inference.declare(statement)
                yield f"data {' '.join([name, *parameters])}"
            case Let(name, _, None):
                scheme = inference.definition(statement)
                inference.environment[name] = scheme
                yield f"{name} : {show(scheme.type)[0]}"
            case _:
                with inference.deeper():
                    t = inference.infer(statement)
                yield f"- : {show(t)[0]}"
        while inference.warnings:
            yield f"  warning: {inference.warnings.pop(0)}"


DEMO = r"""
let id x = x
let const x y = x
let compose f g x = f (g x)
let pair = let twice f x = f (f x) in (twice (fun n -> n + 1) 0, twice not true)
let rec map f xs = match xs with [] -> [] | x :: rest -> f x :: map f rest
let rec fold f start xs = match xs with Nil -> start | Cons x rest -> fold f (f start x) rest
let sum = fold (+) 0
let length = fun xs -> fold (fun n _ -> n + 1) 0 xs
data Tree k v = Leaf | Node (Tree k v) k v (Tree k v)
let rec insert less key value tree =
  match tree with
  | Leaf -> Node Leaf key value Leaf
  | Node left k v right ->
      if less key k then Node (insert less key value left) k v right
      else Node left k v (insert less key value right)
let rec find less key tree = match tree with Node l k v r -> if less key k then find less key l else if less k key then find less key r else Some v
insert (<) 1 "one" Leaf
let fst (a, _) = a
let swap (a, b) = (b, a)
map swap [(1, "a"), (2, "b")]
let rec unfold f seed = match f seed with None -> [] | Some (x, next) -> x :: unfold f next
let apply_all fs x = map (fun f -> f x) fs
let s f g x = f x (g x)
let k = const
let i = s k k
i "text"
data Expr = Num Int | Add Expr Expr | IfZero Expr Expr Expr | Fn (Int -> Expr)
let rec eval e = match e with Num n -> n | Add a b -> eval a + eval b | IfZero c t e -> if eval c == 0 then eval t else eval e
let curry f a b = f (a, b)
let uncurry f (a, b) = f a b
let name n = match n with 0 -> "zero" | 1 -> "one"
let delayed = id id
fun x -> let y = x in (y, y)
"""
WRONG = [
    "1 + true",
    "fun x -> x x",
    "let f x = if x then 1 else x",
    "[1, \"two\"]",
    "let rec f x = f",
    "undefined 1",
    "match Some 1 with Some x y -> x",
    "match 1 with Nothing -> 2",
    "fun (x, x) -> x",
    "data Bad = Bad (List)",
    "(1, 2, 3) == (1, 2)",
    "let x = in 1",
    "let pick = fun f -> (f 1, f true)",
    "1 $ 2",
    "if 1 then",
]


def main() -> int:
    parser = argparse.ArgumentParser(prog="type_inference.py", description="Infer the types of a small ML.")
    group = parser.add_mutually_exclusive_group(required=True)
    group.add_argument("file", nargs="?", type=argparse.FileType(encoding="utf-8"))
    group.add_argument("-e", metavar="EXPRESSION", dest="expressions", action="append")
    group.add_argument("--demo", action="store_true")
    options = parser.parse_args()
    sources = options.expressions or [DEMO if options.demo else options.file.read()]
    if options.demo:
        sources += WRONG
    failures = 0
    for source in sources:
        if source in WRONG:
            print(f"> {source}")
        try:
            for line in check(source):
                print(line)
        except MLError as error:
            failures += source not in WRONG
            print(f"{type(error).__name__}: {error}")
    return min(failures, 1)


if __name__ == "__main__":
    sys.exit(main())
