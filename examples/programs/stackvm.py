"""A small language with a compiler to bytecode, a stack machine, a disassembler and a debugger's trace.

    stackvm.py FILE            runs a program
    stackvm.py --dis FILE      shows its bytecode
    stackvm.py --trace FILE    shows each instruction as it runs
    stackvm.py --demo NAME     runs a program of this file (--list shows them)

Functions are closures: a variable that an inner function uses moves from the stack to a box when its function ends. Bytecode is real bytes:
an opcode, then operands of one byte or two.
"""

from __future__ import annotations

import argparse
import enum
import re
import struct
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar, Never


class CompileError(Exception):
    pass


class RuntimeFailure(Exception):
    pass


class Op(enum.IntEnum):
    """One row per opcode: number, the struct format of its operands, how it changes the stack's height."""

    def __new__(cls, operands: str, effect: int | None) -> Op:
        member = int.__new__(cls, len(cls.__members__))
        member._value_ = len(cls.__members__)
        member.operands = struct.Struct(">" + operands)
        member.effect = effect
        return member

    operands: struct.Struct
    effect: int | None

    CONSTANT = "H", 1
    NIL = "", 1
    TRUE = "", 1
    FALSE = "", 1
    POP = "", -1
    GET_LOCAL = "B", 1
    SET_LOCAL = "B", 0
    GET_GLOBAL = "H", 1
    SET_GLOBAL = "H", 0
    DEFINE = "H", -1
    GET_UPVALUE = "B", 1
    SET_UPVALUE = "B", 0
    CLOSE = "", -1
    BINARY = "B", -1
    NOT = "", 0
    NEGATE = "", 0
    JUMP = "H", 0
    JUMP_IF_FALSE = "H", 0
    LOOP = "H", 0
    CALL = "B", None
    CLOSURE = "H", 1
    RETURN = "", None
    LIST = "B", None
    INDEX = "", -1
    STORE_INDEX = "", -2


# --- tokens ------------------------------------------------------------------

KEYWORDS = frozenset("and else false fn for if in let nil not or return true while".split())
TOKEN = re.compile(
    r"""(?P<space>[ \t\r]+|\#[^\n]*)|(?P<newline>\n)|(?P<number>\d+(?:\.\d+)?)|(?P<string>"(?:\\.|[^"\\\n])*")
      |(?P<name>[^\W\d]\w*)|(?P<symbol>\*\*|[=!<>]=|\.\.|[-+*/%<>=(){}\[\],;])|(?P<bad>.)""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    kind: str
    text: str
    line: int


def tokenize(source: str) -> Iterator[Token]:
    line = 1
    for match in TOKEN.finditer(source):
        kind = match.lastgroup
        if kind == "newline":
            line += 1
        elif kind == "bad":
            raise CompileError(f"line {line}: unexpected character {match[0]!r}")
        elif kind == "name" and match[0] in KEYWORDS:
            yield Token(match[0], match[0], line)
        elif kind == "symbol":
            yield Token(match[0], match[0], line)
        elif kind != "space":
            yield Token(kind or "", match[0], line)
    yield Token("end", "the end", line)


# --- code --------------------------------------------------------------------


@dataclass
class Function:
    name: str
    arity: int = 0
    code: bytearray = field(default_factory=bytearray)
    constants: list[Any] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    upvalues: list[tuple[bool, int]] = field(default_factory=list)

    def constant(self, value: Any) -> int:
        for index, known in enumerate(self.constants):
            if type(known) is type(value) and known == value:
                return index
        self.constants.append(value)
        return len(self.constants) - 1

    def instructions(self) -> Iterator[tuple[int, Op, tuple[int, ...]]]:
        at = 0
        while at < len(self.code):
            op = Op(self.code[at])
            yield at, op, op.operands.unpack_from(self.code, at + 1)
            at += 1 + op.operands.size

    def disassemble(self) -> Iterator[str]:
        yield f"== {self.name} ({len(self.code)} bytes, {len(self.constants)} constants) =="
        previous = 0
        for at, op, operands in self.instructions():
            line = self.lines[at]
            yield f"{line if line != previous else '|':>4} {at:04} {self.describe(at, op, operands)}"
            previous = line
        for constant in self.constants:
            if isinstance(constant, Function):
                yield ""
                yield from constant.disassemble()

    def describe(self, at: int, op: Op, operands: tuple[int, ...]) -> str:
        after = at + 1 + op.operands.size
        match op:
            case Op.CONSTANT | Op.GET_GLOBAL | Op.SET_GLOBAL | Op.DEFINE | Op.CLOSURE:
                constant = self.constants[operands[0]]
                extra = constant.name if isinstance(constant, Function) else repr(constant)
            case Op.JUMP | Op.JUMP_IF_FALSE:
                extra = f"-> {after + operands[0]:04}"
            case Op.LOOP:
                extra = f"-> {after - operands[0]:04}"
            case Op.BINARY:
                extra = list(BINARY)[operands[0]]
            case _:
                extra = " ".join(map(str, operands))
        return f"{op.name:<14}{extra}".rstrip()


# --- the compiler: source to bytecode in one pass ----------------------------


@dataclass
class Local:
    name: str
    depth: int
    captured: bool = False


@dataclass
class Scope:
    function: Function
    outer: Scope | None
    locals: list[Local] = field(default_factory=list)
    depth: int = 0

    def find(self, name: str) -> int | None:
        return next((i for i in range(len(self.locals) - 1, -1, -1) if self.locals[i].name == name), None)

    def upvalue(self, name: str) -> int | None:
        if self.outer is None:
            return None
        local = self.outer.find(name)
        if local is not None:
            self.outer.locals[local].captured = True
            return self.add_upvalue(True, local)
        outer = self.outer.upvalue(name)
        return None if outer is None else self.add_upvalue(False, outer)

    def add_upvalue(self, is_local: bool, index: int) -> int:
        if (is_local, index) not in self.function.upvalues:
            self.function.upvalues.append((is_local, index))
        return self.function.upvalues.index((is_local, index))


def rule(priority: int, *symbols: str) -> Callable:
    def mark(method: Callable) -> Callable:
        method.infix = dict.fromkeys(symbols, priority)
        return method

    return mark


class Compiler:
    INFIX: ClassVar[dict[str, tuple[int, Callable]]] = {}

    def __init__(self, source: str) -> None:
        self.tokens = list(tokenize(source))
        self.at = 0
        self.scope = Scope(Function("main"), None, [Local("", 0)])

    def __init_subclass__(cls) -> None:
        raise TypeError("the compiler is final")

    # what was read

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def fail(self, message: str) -> Never:
        raise CompileError(f"line {self.token.line}: {message}")

    def take(self, *kinds: str) -> Token | None:
        if self.token.kind in kinds:
            self.at += 1
            return self.tokens[self.at - 1]
        return None

    def expect(self, kind: str) -> Token:
        return self.take(kind) or self.fail(f"{kind!r} expected, not {self.token.text!r}")

    # what is written

    def emit(self, op: Op, *operands: int) -> int:
        function = self.scope.function
        start = len(function.code)
        function.code.append(op)
        try:
            function.code += op.operands.pack(*operands)
        except struct.error:
            self.fail(f"too much for one {op.name}")
        function.lines += [self.tokens[max(0, self.at - 1)].line] * (len(function.code) - start)
        return start

    def jump(self, op: Op) -> int:
        return self.emit(op, 0)

    def land(self, jump: int) -> None:
        code = self.scope.function.code
        struct.pack_into(">H", code, jump + 1, len(code) - jump - 3)

    def loop(self, start: int) -> None:
        self.emit(Op.LOOP, len(self.scope.function.code) + 3 - start)

    # statements

    def program(self) -> Function:
        while not self.take("end"):
            self.statement()
        self.emit(Op.NIL)
        self.emit(Op.RETURN)
        return self.scope.function

    def statement(self) -> None:
        match self.token.kind:
            case "let":
                self.at += 1
                name = self.expect("name").text
                self.declare(name)
                if self.take("="):
                    self.expression()
                else:
                    self.emit(Op.NIL)
                self.expect(";")
                self.define(name)
            case "fn" if self.tokens[self.at + 1].kind == "name":
                self.at += 1
                name = self.expect("name").text
                self.declare(name)
                self.function(name)
                self.define(name)
            case "{":
                self.block()
            case "if":
                self.if_statement()
            case "while":
                self.while_statement()
            case "for":
                self.for_statement()
            case "return":
                self.at += 1
                if self.take(";"):
                    self.emit(Op.NIL)
                else:
                    self.expression()
                    self.expect(";")
                self.emit(Op.RETURN)
            case _:
                self.expression()
                self.expect(";")
                self.emit(Op.POP)

    def declare(self, name: str) -> None:
        scope = self.scope
        if scope.depth:
            if any(local.name == name and local.depth == scope.depth for local in scope.locals):
                self.fail(f"{name} is there already")
            scope.locals.append(Local(name, scope.depth))

    def define(self, name: str) -> None:
        if not self.scope.depth:
            self.emit(Op.DEFINE, self.scope.function.constant(name))

    def open_scope(self) -> None:
        self.scope.depth += 1

    def close_scope(self) -> None:
        self.scope.depth -= 1
        while self.scope.locals[-1].depth > self.scope.depth:
            self.emit(Op.CLOSE if self.scope.locals.pop().captured else Op.POP)

    def block(self) -> None:
        self.expect("{")
        self.open_scope()
        while not self.take("}"):
            self.statement()
        self.close_scope()

    def if_statement(self) -> None:
        self.at += 1
        self.expression()
        otherwise = self.jump(Op.JUMP_IF_FALSE)
        self.emit(Op.POP)
        self.block()
        end = self.jump(Op.JUMP)
        self.land(otherwise)
        self.emit(Op.POP)
        if self.take("else"):
            self.if_statement() if self.token.kind == "if" else self.block()
        self.land(end)

    def while_statement(self) -> None:
        self.at += 1
        start = len(self.scope.function.code)
        self.expression()
        end = self.jump(Op.JUMP_IF_FALSE)
        self.emit(Op.POP)
        self.block()
        self.loop(start)
        self.land(end)
        self.emit(Op.POP)

    def for_statement(self) -> None:
        """for x in a..b { }: x and the bound are locals."""
        self.at += 1
        name = self.expect("name").text
        self.expect("in")
        self.open_scope()
        self.declare(name)
        self.expression()
        self.expect("..")
        self.declare(" bound")
        self.expression()
        x = len(self.scope.locals) - 2
        start = len(self.scope.function.code)
        self.emit(Op.GET_LOCAL, x)
        self.emit(Op.GET_LOCAL, x + 1)
        self.emit(Op.BINARY, list(BINARY).index("<"))
        end = self.jump(Op.JUMP_IF_FALSE)
        self.emit(Op.POP)
        self.block()
        self.emit(Op.GET_LOCAL, x)
        self.emit(Op.CONSTANT, self.scope.function.constant(1))
        self.emit(Op.BINARY, list(BINARY).index("+"))
        self.emit(Op.SET_LOCAL, x)
        self.emit(Op.POP)
        self.loop(start)
        self.land(end)
        self.emit(Op.POP)
        self.close_scope()

    def function(self, name: str) -> None:
        outer = self.scope
        self.scope = Scope(Function(name), outer, [Local("", 0)], 1)
        self.expect("(")
        if not self.take(")"):
            while True:
                self.declare(self.expect("name").text)
                self.scope.function.arity += 1
                if not self.take(","):
                    break
            self.expect(")")
        self.expect("{")
        while not self.take("}"):
            self.statement()
        self.emit(Op.NIL)
        self.emit(Op.RETURN)
        inner, self.scope = self.scope.function, outer
        self.emit(Op.CLOSURE, outer.function.constant(inner))

    # expressions

    def expression(self, priority: int = 1) -> None:
        assignable = priority <= 1
        self.prefix(assignable)
        while (found := self.INFIX.get(self.token.kind)) and found[0] >= priority:
            self.at += 1
            found[1](self, self.tokens[self.at - 1].kind, assignable)
        if assignable and self.token.kind == "=":
            self.fail("that cannot be assigned to")

    def prefix(self, assignable: bool) -> None:
        token = self.token
        self.at += 1
        match token.kind:
            case "number":
                value = float(token.text) if "." in token.text else int(token.text)
                self.emit(Op.CONSTANT, self.scope.function.constant(value))
            case "string":
                text = token.text[1:-1].encode().decode("unicode_escape").encode("latin-1").decode()
                self.emit(Op.CONSTANT, self.scope.function.constant(text))
            case "true" | "false" | "nil":
                self.emit(Op[token.kind.upper()])
            case "name":
                self.variable(token.text, assignable)
            case "fn":
                self.function("lambda")
            case "(":
                self.expression()
                self.expect(")")
            case "[":
                self.emit(Op.LIST, self.items("]"))
            case "-" | "not":
                self.expression(7 if token.kind == "-" else 3)
                self.emit(Op.NEGATE if token.kind == "-" else Op.NOT)
            case _:
                self.at -= 1
                self.fail(f"an expression expected, not {token.text!r}")

    def items(self, end: str) -> int:
        count = 0
        if not self.take(end):
            while True:
                self.expression()
                count += 1
                if not self.take(","):
                    break
            self.expect(end)
        return count

    def variable(self, name: str, assignable: bool) -> None:
        scope = self.scope
        if (index := scope.find(name)) is not None:
            get, store = Op.GET_LOCAL, Op.SET_LOCAL
        elif (index := scope.upvalue(name)) is not None:
            get, store = Op.GET_UPVALUE, Op.SET_UPVALUE
        else:
            index = scope.function.constant(name)
            get, store = Op.GET_GLOBAL, Op.SET_GLOBAL
        if assignable and self.take("="):
            self.expression()
            self.emit(store, index)
        else:
            self.emit(get, index)

    @rule(1, "or")
    def _or(self, symbol: str, assignable: bool) -> None:
        other = self.jump(Op.JUMP_IF_FALSE)
        end = self.jump(Op.JUMP)
        self.land(other)
        self.emit(Op.POP)
        self.expression(2)
        self.land(end)

    @rule(2, "and")
    def _and(self, symbol: str, assignable: bool) -> None:
        end = self.jump(Op.JUMP_IF_FALSE)
        self.emit(Op.POP)
        self.expression(3)
        self.land(end)

    @rule(4, "==", "!=", "<", "<=", ">", ">=")
    def _compare(self, symbol: str, assignable: bool) -> None:
        self.expression(5)
        self.emit(Op.BINARY, list(BINARY).index(symbol))

    @rule(5, "+", "-")
    def _add(self, symbol: str, assignable: bool) -> None:
        self.expression(6)
        self.emit(Op.BINARY, list(BINARY).index(symbol))

    @rule(6, "*", "/", "%")
    def _multiply(self, symbol: str, assignable: bool) -> None:
        self.expression(7)
        self.emit(Op.BINARY, list(BINARY).index(symbol))

    @rule(8, "**")
    def _power(self, symbol: str, assignable: bool) -> None:
        self.expression(7)  # to the right
        self.emit(Op.BINARY, list(BINARY).index(symbol))

    @rule(9, "(")
    def _call(self, symbol: str, assignable: bool) -> None:
        self.emit(Op.CALL, self.items(")"))

    @rule(9, "[")
    def _index(self, symbol: str, assignable: bool) -> None:
        self.expression()
        self.expect("]")
        if assignable and self.take("="):
            self.expression()
            self.emit(Op.STORE_INDEX)
        else:
            self.emit(Op.INDEX)


for _method in list(vars(Compiler).values()):
    for _symbol, _priority in getattr(_method, "infix", {}).items():
        Compiler.INFIX[_symbol] = _priority, _method


# --- the machine -------------------------------------------------------------


def add(a: Any, b: Any) -> Any:
    if isinstance(a, str) or isinstance(b, str):
        return show(a) + show(b)
    return a + b


BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": add,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a // b if isinstance(a, int) and isinstance(b, int) and a % b == 0 else a / b,
    "%": lambda a, b: a % b,
    "**": lambda a, b: a**b,
    "==": lambda a, b: type(a) is type(b) and a == b,
    "!=": lambda a, b: type(a) is not type(b) or a != b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


class Upvalue:
    """A variable of an outer function: a place on the stack, and once that is gone a value of its own."""

    __slots__ = ("stack", "index", "value")

    def __init__(self, stack: list[Any], index: int) -> None:
        self.stack: list[Any] | None = stack
        self.index = index
        self.value: Any = None

    def get(self) -> Any:
        return self.value if self.stack is None else self.stack[self.index]

    def set(self, value: Any) -> None:
        if self.stack is None:
            self.value = value
        else:
            self.stack[self.index] = value

    def close(self) -> None:
        self.value, self.stack = self.get(), None


@dataclass(slots=True, eq=False)
class Closure:
    function: Function
    upvalues: list[Upvalue]


@dataclass(slots=True)
class Frame:
    closure: Closure
    base: int
    at: int = 0


def show(value: Any) -> str:
    match value:
        case None:
            return "nil"
        case bool():
            return str(value).lower()
        case Closure():
            return f"<fn {value.function.name}>"
        case list():
            return f"[{', '.join(map(show, value))}]"
        case float() if value.is_integer():
            return f"{value:.1f}"
        case _ if callable(value):
            return "<native>"
    return str(value)


class Machine:
    MAX_FRAMES = 200

    def __init__(self, out: Callable[[str], None] = print, trace: bool = False) -> None:
        self.out = out
        self.trace = trace
        self.stack: list[Any] = []
        self.frames: list[Frame] = []
        self.open: dict[int, Upvalue] = {}
        self.steps = 0
        self.globals: dict[str, Any] = {
            "print": lambda *values: self.out(" ".join(map(show, values))),
            "len": len,
            "push": list.append,
            "str": show,
            "floor": int,
        }

    def run(self, function: Function) -> Any:
        closure = Closure(function, [])
        self.stack.append(closure)
        self.call(closure, 0)
        try:
            return self.loop()
        except RuntimeFailure as failure:
            for frame in reversed(self.frames):
                code = frame.closure.function
                failure.add_note(f"  in {code.name}, line {code.lines[frame.at - 1]}")
            raise

    def call(self, callee: Any, count: int) -> None:
        if isinstance(callee, Closure):
            if count != callee.function.arity:
                raise RuntimeFailure(f"{callee.function.name} takes {callee.function.arity} arguments, not {count}")
            if len(self.frames) == self.MAX_FRAMES:
                raise RuntimeFailure("too many calls inside each other")
            self.frames.append(Frame(callee, len(self.stack) - count - 1))
        elif callable(callee):
            arguments = self.stack[len(self.stack) - count :]
            del self.stack[len(self.stack) - count - 1 :]
            self.stack.append(self.guard(callee, *arguments))
        else:
            raise RuntimeFailure(f"{show(callee)} is no function")

    def guard(self, function: Callable, *arguments: Any) -> Any:
        try:
            return function(*arguments)
        except (TypeError, ValueError, ArithmeticError, LookupError) as error:
            raise RuntimeFailure(f"{type(error).__name__}: {error}") from error

    def capture(self, index: int) -> Upvalue:
        return self.open.setdefault(index, Upvalue(self.stack, index))

    def close_from(self, index: int) -> None:
        for place in [place for place in self.open if place >= index]:
            self.open.pop(place).close()

    def loop(self) -> Any:
        stack = self.stack
        frame = self.frames[-1]
        operators = list(BINARY.values())
        while True:
            function = frame.closure.function
            op = Op(function.code[frame.at])
            operands = op.operands.unpack_from(function.code, frame.at + 1)
            if self.trace:
                values = " ".join(show(value) for value in stack[frame.base + 1 :])
                self.out(f"{function.name}:{frame.at:04} {function.describe(frame.at, op, operands):<30} [{values}]")
            frame.at += 1 + op.operands.size
            self.steps += 1
            match op, operands:
                case Op.CONSTANT, (index,):
                    stack.append(function.constants[index])
                case Op.GET_LOCAL, (index,):
                    stack.append(stack[frame.base + index])
                case Op.SET_LOCAL, (index,):
                    stack[frame.base + index] = stack[-1]
                case Op.BINARY, (index,):
                    right = stack.pop()
                    stack[-1] = self.guard(operators[index], stack[-1], right)
                case Op.GET_GLOBAL, (index,):
                    name = function.constants[index]
                    if name not in self.globals:
                        raise RuntimeFailure(f"no variable {name}")
                    stack.append(self.globals[name])
                case Op.JUMP_IF_FALSE, (distance,):
                    if stack[-1] is None or stack[-1] is False:
                        frame.at += distance
                case Op.JUMP, (distance,):
                    frame.at += distance
                case Op.LOOP, (distance,):
                    frame.at -= distance
                case Op.POP, _:
                    stack.pop()
                case Op.CALL, (count,):
                    self.call(stack[-count - 1], count)
                    frame = self.frames[-1]
                case Op.RETURN, _:
                    result = stack.pop()
                    self.close_from(frame.base)
                    del stack[frame.base :]
                    self.frames.pop()
                    if not self.frames:
                        return result
                    stack.append(result)
                    frame = self.frames[-1]
                case Op.CLOSURE, (index,):
                    inner = function.constants[index]
                    cells = [
                        self.capture(frame.base + place) if is_local else frame.closure.upvalues[place]
                        for is_local, place in inner.upvalues
                    ]
                    stack.append(Closure(inner, cells))
                case Op.GET_UPVALUE, (index,):
                    stack.append(frame.closure.upvalues[index].get())
                case Op.SET_UPVALUE, (index,):
                    frame.closure.upvalues[index].set(stack[-1])
                case Op.CLOSE, _:
                    self.close_from(len(stack) - 1)
                    stack.pop()
                case Op.DEFINE, (index,):
                    self.globals[function.constants[index]] = stack.pop()
                case Op.SET_GLOBAL, (index,):
                    if function.constants[index] not in self.globals:
                        raise RuntimeFailure(f"no variable {function.constants[index]}")
                    self.globals[function.constants[index]] = stack[-1]
                case Op.NIL, _:
                    stack.append(None)
                case (Op.TRUE | Op.FALSE), _:
                    stack.append(op is Op.TRUE)
                case Op.NOT, _:
                    stack[-1] = stack[-1] is None or stack[-1] is False
                case Op.NEGATE, _:
                    stack[-1] = self.guard(lambda value: -value, stack[-1])
                case Op.LIST, (count,):
                    items = stack[len(stack) - count :]
                    del stack[len(stack) - count :]
                    stack.append(items)
                case Op.INDEX, _:
                    index = stack.pop()
                    stack[-1] = self.guard(lambda value: value[index], stack[-1])
                case Op.STORE_INDEX, _:
                    value, index = stack.pop(), stack.pop()
                    self.guard(lambda items: items.__setitem__(index, value), stack[-1])
                    stack[-1] = value


DEMOS = {
    "closures": """
fn counter() {
    let n = 0;
    fn next() { n = n + 1; return n; }
    return next;
}
let a = counter(); let b = counter();
a(); a();
print("a", a(), "b", b());
let fs = [];
for i in 0..3 { let kept = i * 10; push(fs, fn () { kept = kept + 1; return kept; }); }
print(fs[0](), fs[1](), fs[2](), fs[2]());
""",
    "primes": """
let sieve = []; let n = 400;
for i in 0..n { push(sieve, true); }
let found = [];
for i in 2..n {
    if sieve[i] {
        push(found, i);
        let k = i * i;
        while k < n { sieve[k] = false; k = k + i; }
    }
}
print(len(found), found[len(found) - 1]);
""",
    "fib": """
fn fib(n) { if n < 2 { return n; } return fib(n - 1) + fib(n - 2); }
print("fib", fib(16));
""",
    "values": """
print(7 / 2, 8 / 2, -2 ** 2, 2 ** 3 ** 2, 2 ** -1, "a" + 1 + nil, not nil, 1 == 1.0);
print(nil or "default", false and boom, [1, [true, 2.0]], "é\\t\\"x\\"", print);
""",
    "deep": "fn f(n) { return f(n + 1); }\nprint(\"before\");\nf(0);",
    "zero": "fn half(x) {\n  return x / 0;\n}\nlet y =\n  half(4);",
    "wrong": "let x = 1;\nx + 1 = 2;",
    "strange": "let x = 1;\nlet y = x $ 2;",
    "types": "print([1] - 1);",
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="stackvm.py", description="Compile and run a small language.")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("file", nargs="?", type=argparse.FileType())
    source.add_argument("--demo", choices=[*DEMOS, "all"], metavar="NAME", help="a program of this file, or all")
    source.add_argument("--list", action="store_true", help="list those programs")
    parser.add_argument("--dis", action="store_true", help="show the bytecode instead")
    parser.add_argument("--trace", action="store_true", help="show each instruction")
    options = parser.parse_args()
    if options.list:
        print(*DEMOS)
        return 0
    if options.demo:
        programs = DEMOS if options.demo == "all" else {options.demo: DEMOS[options.demo]}
    else:
        programs = {options.file.name: options.file.read()}
    status = 0
    for name, text in programs.items():
        if len(programs) > 1:
            print(f"--- {name}")
        try:
            function = Compiler(text).program()
            if options.dis:
                print(*function.disassemble(), sep="\n")
                continue
            machine = Machine(trace=options.trace)
            machine.run(function)
            print(f"({machine.steps} steps)")
        except (CompileError, RuntimeFailure) as error:
            notes = getattr(error, "__notes__", [])
            if len(notes) > 6:
                notes[3:-2] = [f"  ... {len(notes) - 5} more"]
            print(f"{type(error).__name__}: {error}", *notes, sep="\n")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
