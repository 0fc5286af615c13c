"""A small Scheme: reader, macros, proper tail calls, escaping continuations.

    lisp.py                       reads expressions from standard input
    lisp.py -e '(+ 1 2)'          evaluates an expression and prints it
    lisp.py --demo                a tour of the language

Values are Python's own: numbers (with exact fractions), strings, booleans and
lists as pairs. A closure's body is evaluated in the loop of `evaluate`, so a tail
call costs no Python frame and loops may run forever.
"""

from __future__ import annotations

import argparse
import math
import operator
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from itertools import pairwise
from typing import Any

type Value = Any


class LispError(Exception):
    """What a Scheme program did wrong."""


class Symbol(str):
    """A name. Equal names are one object, so `is` compares them."""

    __slots__ = ()
    _known: dict[str, Symbol] = {}

    def __new__(cls, name: str) -> Symbol:
        known = cls._known.get(name)
        if known is None:
            known = cls._known[name] = super().__new__(cls, name)
        return known

    def __repr__(self) -> str:
        return str(self)


class Nil:
    """The empty list; there is one."""

    def __repr__(self) -> str:
        return "()"

    def __iter__(self) -> Iterator[Value]:
        return iter(())

    def __bool__(self) -> bool:
        return True  # only #f is false


NIL = Nil()


@dataclass(slots=True, eq=False)
class Pair:
    car: Value
    cdr: Value

    def __iter__(self) -> Iterator[Value]:
        at: Value = self
        while isinstance(at, Pair):
            yield at.car
            at = at.cdr
        if at is not NIL:
            raise LispError(f"an improper list: {show(self)}")


def to_list(values: list[Value], tail: Value = NIL) -> Value:
    return reduce(lambda rest, value: Pair(value, rest), reversed(values), tail)


# --- reading -----------------------------------------------------------------

TOKEN = re.compile(
    r"""\s* (?: ;[^\n]* \s* )*          # white space and comments
        (?P<token> [()'`] | ,@? | "(?: \\. | [^"\\] )*" | [^\s()'`,";]+ )?""",
    re.VERBOSE,
)
QUOTES = {"'": "quote", "`": "quasiquote", ",": "unquote", ",@": "unquote-splicing"}
ESCAPES = {"n": "\n", "t": "\t"}


class Reader:
    """Cuts a text into tokens and builds expressions of them."""

    def __init__(self, text: str) -> None:
        self.tokens = list(self._tokens(text))
        self.at = 0

    @staticmethod
    def _tokens(text: str) -> Iterator[str]:
        at = 0
        while at < len(text):
            match = TOKEN.match(text, at)
            if match is None or (match["token"] is None and match.end() < len(text)):
                raise LispError(f"cannot read {text[at:at + 10]!r}")
            at = match.end()
            if match["token"] is not None:
                yield match["token"]

    def __iter__(self) -> Iterator[Value]:
        while self.at < len(self.tokens):
            yield self.expression()

    def next(self) -> str:
        if self.at == len(self.tokens):
            raise LispError("the text ends inside an expression")
        self.at += 1
        return self.tokens[self.at - 1]

    def expression(self) -> Value:
        match self.next():
            case "(":
                return self.rest_of_list()
            case ")":
                raise LispError("a closing parenthesis without an opening one")
            case quote if quote in QUOTES:
                return to_list([Symbol(QUOTES[quote]), self.expression()])
            case text if text[0] == '"':
                return re.sub(r"\\(.)", lambda m: ESCAPES.get(m[1], m[1]), text[1:-1])
            case atom:
                return parse_atom(atom)

    def rest_of_list(self) -> Value:
        items: list[Value] = []
        while (token := self.next()) != ")":
            if token == "." and items:
                tail = self.expression()
                if self.next() != ")":
                    raise LispError("one expression only may follow a dot")
                return to_list(items, tail)
            self.at -= 1
            items.append(self.expression())
        return to_list(items)


def parse_atom(text: str) -> Value:
    if text in ("#t", "#f"):
        return text == "#t"
    try:
        return simplify(Fraction(text)) if re.fullmatch(r"[+-]?\d+(/0*[1-9]\d*)?", text) else float(text)
    except ValueError:
        pass
    return Symbol(text)


def simplify(number: Value) -> Value:
    return number.numerator if isinstance(number, Fraction) and number.denominator == 1 else number


def show(value: Value) -> str:
    match value:
        case bool():
            return "#t" if value else "#f"
        case Symbol():
            return str(value)
        case str():
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
        case Fraction():
            return f"{value.numerator}/{value.denominator}"
        case Pair(car=Symbol() as head, cdr=Pair(car=quoted, cdr=Nil())) if head in QUOTES.values():
            mark = next(mark for mark, name in QUOTES.items() if name == head)
            return mark + show(quoted)
        case Pair():
            parts = []
            at: Value = value
            while isinstance(at, Pair):
                parts.append(show(at.car))
                at = at.cdr
            if at is not NIL:
                parts += [".", show(at)]
            return f"({' '.join(parts)})"
        case Closure():
            return f"#<procedure {value.name}>"
        case None:
            return "#<unspecified>"
        case _ if callable(value):
            return f"#<primitive {getattr(value, '__name__', '?')}>"
    return repr(value)


# --- evaluation --------------------------------------------------------------


class Environment(dict[Symbol, Value]):
    def __init__(self, outer: Environment | None = None, bindings: Any = ()) -> None:
        super().__init__(bindings)
        self.outer = outer

    def home(self, name: Symbol) -> Environment:
        """The innermost environment that binds the name."""
        at: Environment | None = self
        while at is not None:
            if name in at:
                return at
            at = at.outer
        raise LispError(f"unbound variable: {name}")


@dataclass(slots=True, eq=False)
class Closure:
    parameters: list[Symbol]
    rest: Symbol | None
    body: list[Value]
    environment: Environment
    name: str = "lambda"

    def bind(self, arguments: list[Value]) -> Environment:
        wanted = len(self.parameters)
        if len(arguments) < wanted or (self.rest is None and len(arguments) > wanted):
            raise LispError(f"{self.name} takes {wanted} arguments, not {len(arguments)}")
        inner = Environment(self.environment, zip(self.parameters, arguments))
        if self.rest is not None:
            inner[self.rest] = to_list(arguments[wanted:])
        return inner

    def __call__(self, *arguments: Value) -> Value:
        inner = self.bind(list(arguments))
        for expression in self.body[:-1]:
            evaluate(expression, inner)
        return evaluate(self.body[-1], inner)


@dataclass(slots=True, eq=False)
class Macro:
    """A closure from expressions to an expression."""

    expander: Closure


class Escape(Exception):
    """Carries a value to the call/cc that made `owner`."""

    def __init__(self, owner: object, value: Value) -> None:
        self.owner = owner
        self.value = value


def call_cc(receiver: Callable[[Value], Value]) -> Value:
    """Continuations that leave; entering one again is an error."""
    owner = object()

    def escape(value: Value = None) -> Value:
        raise Escape(owner, value)

    try:
        return apply(receiver, [escape])
    except Escape as jump:
        if jump.owner is not owner:
            raise
        return jump.value


def apply(procedure: Value, arguments: list[Value]) -> Value:
    if not callable(procedure):
        raise LispError(f"not a procedure: {show(procedure)}")
    try:
        return procedure(*arguments)
    except (TypeError, ZeroDivisionError, AttributeError) as error:
        raise LispError(f"{show(procedure)}: bad arguments {show(to_list(arguments))}") from error


def make_closure(parameters: Value, body: list[Value], env: Environment, name: str = "lambda") -> Closure:
    names: list[Symbol] = []
    while isinstance(parameters, Pair):
        names.append(parameters.car)
        parameters = parameters.cdr
    if not body:
        raise LispError(f"{name} has no body")
    return Closure(names, None if parameters is NIL else parameters, body, env, name)


def quasi(template: Value, env: Environment) -> Value:
    match template:
        case Pair(car="unquote", cdr=Pair(car=expression)):
            return evaluate(expression, env)
        case Pair(car=Pair(car="unquote-splicing", cdr=Pair(car=expression)), cdr=rest):
            return to_list(list(evaluate(expression, env)), quasi(rest, env))
        case Pair(car=car, cdr=cdr):
            return Pair(quasi(car, env), quasi(cdr, env))
    return template


def evaluate(expression: Value, env: Environment) -> Value:
    """The value of an expression. `expression` and `env` change where a tail call happens."""
    while True:
        if isinstance(expression, Symbol):
            return env.home(expression)[expression]
        if not isinstance(expression, Pair):
            return expression
        head = expression.car
        if isinstance(head, Symbol) and (special := SPECIAL.get(head)) is not None:
            result = special(list(expression.cdr), env)
            if not isinstance(result, Tail):
                return result
            expression, env = result.expression, result.environment
            continue
        procedure = evaluate(head, env)
        if isinstance(procedure, Macro):
            expression = apply(procedure.expander, list(expression.cdr))
            continue
        arguments = [evaluate(item, env) for item in expression.cdr]
        if isinstance(procedure, Closure):
            env = procedure.bind(arguments)
            for statement in procedure.body[:-1]:
                evaluate(statement, env)
            expression = procedure.body[-1]
            continue
        return apply(procedure, arguments)


# --- special forms -----------------------------------------------------------


@dataclass(slots=True, frozen=True)
class Tail:
    """What a special form wants evaluated in its place."""

    expression: Value
    environment: Environment


type Special = Callable[[list[Value], Environment], Value]
SPECIAL: dict[str, Special] = {}


def special(name: str) -> Callable[[Special], Special]:
    def register(form: Special) -> Special:
        def checked(arguments: list[Value], env: Environment) -> Value:
            try:
                return form(arguments, env)
            except (IndexError, ValueError) as error:
                raise LispError(f"bad form of {name}") from error

        SPECIAL[name] = checked
        return form

    return register


special("quote")(lambda arguments, env: arguments[0])
special("quasiquote")(lambda arguments, env: quasi(arguments[0], env))
special("lambda")(lambda arguments, env: make_closure(arguments[0], arguments[1:], env))


@special("if")
def _if(arguments: list[Value], env: Environment) -> Value:
    condition, then, *otherwise = arguments
    if evaluate(condition, env) is not False:
        return Tail(then, env)
    return Tail(otherwise[0], env) if otherwise else None


@special("define")
def _define(arguments: list[Value], env: Environment) -> Value:
    target, *body = arguments
    if isinstance(target, Pair):
        env[target.car] = make_closure(target.cdr, body, env, target.car)
    else:
        value = evaluate(body[0], env)
        if isinstance(value, Closure) and value.name == "lambda":
            value.name = target
        env[target] = value
    return None


@special("set!")
def _set(arguments: list[Value], env: Environment) -> Value:
    name, expression = arguments
    env.home(name)[name] = evaluate(expression, env)


@special("begin")
def _begin(arguments: list[Value], env: Environment) -> Value:
    for expression in arguments[:-1]:
        evaluate(expression, env)
    return Tail(arguments[-1], env)


@special("let")
def _let(arguments: list[Value], env: Environment) -> Value:
    if isinstance(arguments[0], Symbol):  # a named let is a loop
        name, bindings, *body = arguments
        inner = Environment(env)
        loop = make_closure(to_list([pair.car for pair in bindings]), body, inner, name)
        inner[name] = loop
        return Tail(Pair(loop, to_list([pair.cdr.car for pair in bindings])), env)
    bindings, *body = arguments
    inner = Environment(env, [(pair.car, evaluate(pair.cdr.car, env)) for pair in bindings])
    return _begin(body, inner)


@special("let*")
def _let_star(arguments: list[Value], env: Environment) -> Value:
    bindings, *body = arguments
    for pair in bindings:
        env = Environment(env, [(pair.car, evaluate(pair.cdr.car, env))])
    return _begin(body, env)


@special("cond")
def _cond(arguments: list[Value], env: Environment) -> Value:
    for clause in arguments:
        test = True if clause.car == "else" else evaluate(clause.car, env)
        if test is not False:
            return _begin(list(clause.cdr), env) if clause.cdr is not NIL else test
    return None


@special("and")
def _and(arguments: list[Value], env: Environment) -> Value:
    for expression in arguments[:-1]:
        if evaluate(expression, env) is False:
            return False
    return Tail(arguments[-1], env) if arguments else True


@special("or")
def _or(arguments: list[Value], env: Environment) -> Value:
    for expression in arguments[:-1]:
        if (value := evaluate(expression, env)) is not False:
            return value
    return Tail(arguments[-1], env) if arguments else False


@special("define-macro")
def _define_macro(arguments: list[Value], env: Environment) -> Value:
    target, *body = arguments
    env[target.car] = Macro(make_closure(target.cdr, body, env, target.car))


# --- the library -------------------------------------------------------------


def divide(first: Value, *others: Value) -> Value:
    if not others:
        first, others = 1, (first,)
    for other in others:
        first = first / other if isinstance(first, float) or isinstance(other, float) else Fraction(first) / other
    return simplify(first)


def subtract(first: Value, *others: Value) -> Value:
    return first - sum(others) if others else -first


def compare(relation: Callable[[Value, Value], bool]) -> Callable[..., bool]:
    def check(*values: Value) -> bool:
        return all(relation(a, b) for a, b in pairwise(values))

    check.__name__ = relation.__name__
    return check


def equal(a: Value, b: Value) -> bool:
    while isinstance(a, Pair) and isinstance(b, Pair):
        if not equal(a.car, b.car):
            return False
        a, b = a.cdr, b.cdr
    return type(a) is type(b) and a == b


def raise_error(message: str, *irritants: Value) -> Value:
    raise LispError(" ".join([message, *map(show, irritants)]))


@dataclass
class Interpreter:
    out: Callable[[str], None] = sys.stdout.write
    globals: Environment = field(default_factory=Environment)

    def __post_init__(self) -> None:
        library: dict[str, Callable[..., Value]] = {
            "+": lambda *n: simplify(sum(n)),
            "*": lambda *n: simplify(math.prod(n)),
            "-": lambda *n: simplify(subtract(*n)),
            "/": divide,
            "quotient": lambda a, b: int(Fraction(a) / b),
            "remainder": lambda a, b: a - b * int(Fraction(a) / b),
            "modulo": operator.mod,
            "expt": operator.pow,
            "sqrt": lambda n: math.isqrt(n) if isinstance(n, int) and math.isqrt(n) ** 2 == n else math.sqrt(n),
            "=": compare(operator.eq),
            "<": compare(operator.lt),
            ">": compare(operator.gt),
            "<=": compare(operator.le),
            ">=": compare(operator.ge),
            "not": lambda value: value is False,
            "cons": Pair,
            "car": lambda pair: pair.car,
            "cdr": lambda pair: pair.cdr,
            "list": lambda *values: to_list(list(values)),
            "null?": lambda value: value is NIL,
            "pair?": lambda value: isinstance(value, Pair),
            "number?": lambda value: isinstance(value, (int, float, Fraction)) and not isinstance(value, bool),
            "symbol?": lambda value: isinstance(value, Symbol),
            "eq?": lambda a, b: a is b,
            "equal?": equal,
            "append": lambda *lists: to_list([value for part in lists[:-1] for value in part], lists[-1] if lists else NIL),
            "apply": lambda procedure, *rest: apply(procedure, [*rest[:-1], *rest[-1]]),
            "string-append": lambda *texts: "".join(texts),
            "number->string": lambda number: show(number),
            "symbol->string": str,
            "string-length": len,
            "call/cc": call_cc,
            "error": raise_error,
            "display": lambda value: self.out(value if type(value) is str else show(value)),
            "newline": lambda: self.out("\n"),
        }
        for name, procedure in library.items():
            if getattr(procedure, "__name__", "<lambda>") == "<lambda>":
                procedure.__name__ = name
            self.globals[Symbol(name)] = procedure
        self.run(PRELUDE)

    def run(self, text: str) -> Value:
        value: Value = None
        for expression in Reader(text):
            value = evaluate(expression, self.globals)
        return value


PRELUDE = """
(define (length list) (let loop ((l list) (n 0)) (if (null? l) n (loop (cdr l) (+ n 1)))))
(define (reverse list) (let loop ((l list) (r '())) (if (null? l) r (loop (cdr l) (cons (car l) r)))))
(define (fold f init list) (if (null? list) init (fold f (f init (car list)) (cdr list))))
(define (map f list) (reverse (fold (lambda (r x) (cons (f x) r)) '() list)))
(define (filter keep? list) (reverse (fold (lambda (r x) (if (keep? x) (cons x r) r)) '() list)))
(define (for-each f list) (if (null? list) #t (begin (f (car list)) (for-each f (cdr list)))))
(define (range from to) (let loop ((n (- to 1)) (r '())) (if (< n from) r (loop (- n 1) (cons n r)))))
(define-macro (when test . body) `(if ,test (begin ,@body)))
(define-macro (unless test . body) `(if ,test #f (begin ,@body)))
(define-macro (while test . body) `(let loop () (when ,test ,@body (loop))))
"""

DEMO = [
    "(define (fact n) (if (< n 2) 1 (* n (fact (- n 1)))))",
    "(fact 40)",
    "(/ 1 3)",
    "(+ 1/3 1/6 0.5)",
    "(define (count n) (let loop ((i 0)) (if (= i n) i (loop (+ i 1)))))",
    "(count 30000)",
    "(map (lambda (x) (* x x)) (range 0 10))",
    "`(1 ,(+ 1 1) ,@(map fact '(3 4)) . end)",
    "(define-macro (swap! a b) `(let ((old ,a)) (set! ,a ,b) (set! ,b old)))",
    "(define x 'left) (define y 'right) (swap! x y) (list x y)",
    "(call/cc (lambda (return) (for-each (lambda (n) (when (> n 3) (return n))) (range 0 100)) 'none))",
    """(define (make-counter) (let ((n 0)) (lambda () (set! n (+ n 1)) n)))
       (define tick (make-counter)) (tick) (tick) (list (tick) (tick))""",
    """(define (queens n)
         (define (safe? column distance placed)
           (cond ((null? placed) #t)
                 ((= (car placed) column) #f)
                 ((= (car placed) (+ column distance)) #f)
                 ((= (car placed) (- column distance)) #f)
                 (else (safe? column (+ distance 1) (cdr placed)))))
         (define (place row placed)
           (if (= row n) 1
             (fold (lambda (sum column) (if (safe? column 1 placed) (+ sum (place (+ row 1) (cons column placed))) sum))
                   0 (range 0 n))))
         (place 0 '()))""",
    "(queens 6)",
    "(let* ((a 2) (b (* a a))) (list a b 'c \"d\\n\" 1.5 #t))",
    "(car '())",
    "(undefined 1)",
    "(fact 1 2)",
    "(error \"stop:\" '(1 . 2))",
    "(display \"unfinished",
    "((lambda (first . others) (list first others)) 1 2 3)",
]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="lisp.py", description="A small Scheme.")
    parser.add_argument("-e", "--evaluate", metavar="EXPRESSION", action="append", help="print the value of an expression")
    parser.add_argument("--demo", action="store_true", help="show a tour of the language")
    parser.add_argument("file", nargs="?", type=argparse.FileType(), default=sys.stdin, help="a program; default: standard input")
    options = parser.parse_args(arguments)
    scheme = Interpreter()
    failures = 0
    for text in DEMO if options.demo else options.evaluate or [options.file.read()]:
        if options.demo:
            print(">", text)
        try:
            value = scheme.run(text)
        except LispError as error:
            print("error:", error, *(f"[{type(error.__cause__).__name__}]" for _ in [1] if error.__cause__))
            failures += not options.demo
        else:
            if value is not None:
                print(show(value))
    return min(failures, 1)


if __name__ == "__main__":
    sys.exit(main())
