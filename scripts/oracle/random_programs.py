"""Writes random Python programs that compile: nested control flow, scopes, comprehensions, patterns.

Usage: python3.13 random_programs.py DIR [COUNT [SEED]]; then compare them with the oracle:
npm run corpus -- --lib DIR --native. What they mean does not matter: they are there for the flow graph, the exception
table and the symbol table, whose corners real programs seldom visit.
"""
import os
import random
import sys

NAMES = "abcdefgh"
LITERALS = ["0", "1", "2", '""', '"x"', "None", "True", "()", "(1, 2)", '(1, (2, "a"))', "1.5", "-1", "300"]
PATTERNS = ["1", '"x"', "[a, b]", "[a, *_]", '{"k": b}', "C(x, y=1)", "None", "1 | 2 | 3", "(1 | 2) as a",
            "[1, [2, c]]", '{"a": 1, **d}']
# $e an expression, $n a name
EXPRESSIONS = [
    "$e + $e", "($e and $e)", "($e or $e)", "(not $e)", "($e if $e else $e)", "$e($e, x=$e)", "$n.m($e)", "($e < $e < $e)",
    "[$e for $n in $e if $e]", "($e in [1, 2, 3])", "($e is None)", "($e is not None)", 'f"{$n!r:>3} z {$n}"',
    "(lambda $n: $e)", "($n := $e)", "[*$e, $e]", "{$e: $e}", "$e[$e:$e]", "$e[$e]", "($e, $e)", "{$n: 1 for $n in $e}",
    "($e != $e)", "sum($e for $n in $e)", "super().$n($e)", "$n(*$e, **$e)", "($e not in {1, 2})", "(1 if 1 else $e)",
]
TARGETS = ["$n", "$n, $n", "$n.x", "$n[$n]", "$n, *$n, $n"]
PLAIN, FUNCTION, GENERATOR, COROUTINE = range(4)


def fill(template, depth):
    out = []
    parts = template.split("$")
    out.append(parts[0])
    for part in parts[1:]:
        out.append(expression(depth + 1) if part[0] == "e" else random.choice(NAMES))
        out.append(part[1:])
    return "".join(out)


def expression(depth=0):
    if depth > 2 or random.random() < 0.3:
        return random.choice(NAMES)
    return fill(random.choice(EXPRESSIONS + [random.choice(LITERALS)]), depth)


def target():
    return fill(random.choice(TARGETS), 9)


def chance(p):
    return random.random() < p


class Writer:
    def __init__(self):
        self.lines = []

    def line(self, indent, text):
        self.lines.append(" " * indent + text)

    def block(self, depth, indent, in_loop, scope):
        for _ in range(random.randint(1, 3)):
            self.statement(depth + 1, indent + 1, in_loop, scope)

    def simple(self, indent, in_loop, scope):
        texts = ["%s = %s" % (target(), expression()), expression(), "pass", "$n, $n = $n, $n", "$n = $n = $e",
                 "assert $e, $e", "$n += $e", "del $n", "import $n"]
        if chance(0.2):
            texts = ["raise $e"]
        if in_loop and chance(0.3):
            texts = ["break", "continue"]
        elif scope and chance(0.2):
            texts = ["return", "return $e"] if scope != GENERATOR else ["return"]
        elif scope == GENERATOR and chance(0.3):
            texts = ["$n = (yield $e)"]
        elif scope == COROUTINE and chance(0.3):
            texts = ["$n = await $e"]
        self.line(indent, fill(random.choice(texts), 0))

    def statement(self, depth, indent, in_loop, scope):
        if depth > 4 or chance(0.4):
            return self.simple(indent, in_loop, scope)
        write = random.choice([self.branch, self.loop, self.try_, self.try_, self.with_, self.function, self.class_, self.match])
        write(depth, indent, in_loop, scope)

    def clause(self, head, depth, indent, in_loop, scope):
        self.line(indent, head + ":")
        self.block(depth, indent, in_loop, scope)

    def branch(self, *where):
        self.clause("if " + expression(), *where)
        if chance(0.4):
            self.clause("elif " + expression(), *where)
        if chance(0.5):
            self.clause("else", *where)

    def loop(self, depth, indent, in_loop, scope):
        if chance(0.5):
            head = "while " + random.choice([expression(), "1", "0", "True"])
        else:
            head = "async " * (scope == COROUTINE and chance(0.5)) + "for %s in %s" % (target(), expression())
        self.clause(head, depth, indent, True, scope)
        if chance(0.3):
            self.clause("else", depth, indent, in_loop, scope)

    def try_(self, depth, indent, in_loop, scope):
        where = (depth, indent, in_loop, scope)
        self.clause("try", *where)
        if chance(0.25):
            return self.clause("finally", *where)
        if chance(0.15):
            self.clause("except* " + expression(), depth, indent, False, PLAIN)
        else:
            for _ in range(random.randint(1, 2)):
                self.clause("except " + expression() + " as $n".replace("$n", random.choice(NAMES)) * chance(0.5), *where)
            if chance(0.3):
                self.clause("except", *where)
        if chance(0.3):
            self.clause("else", *where)
        if chance(0.3):
            self.clause("finally", *where)

    def with_(self, depth, indent, in_loop, scope):
        head = "async " * (scope == COROUTINE and chance(0.5)) + "with " + expression() + " as x" * chance(0.5)
        self.clause(head, depth, indent, in_loop, scope)

    def function(self, depth, indent, in_loop, scope):
        scope = random.choice([FUNCTION, FUNCTION, GENERATOR, COROUTINE])
        parameters = ", ".join(random.sample(NAMES, random.randint(0, 3)))
        head = "async " * (scope == COROUTINE) + "def %s(%s)" % (random.choice(NAMES), parameters)
        self.clause(head, depth, indent, False, scope)

    def class_(self, depth, indent, in_loop, scope):
        self.clause("class " + random.choice(NAMES), depth, indent, False, PLAIN)

    def match(self, depth, indent, in_loop, scope):
        self.line(indent, "match %s:" % expression())
        for pattern in random.sample(PATTERNS, random.randint(1, 3)):
            guard = " if " + expression() if chance(0.3) else ""
            self.clause("case " + pattern + guard, depth, indent + 1, in_loop, scope)


def program():
    writer = Writer()
    for _ in range(3):
        writer.statement(0, 0, False, PLAIN)
    writer.clause("async def z(a, b)", 1, 0, False, COROUTINE)
    writer.clause("def y(a, *b)", 1, 0, False, GENERATOR)
    writer.clause("def x(a, b)", 1, 0, False, FUNCTION)
    return "\n".join(writer.lines) + "\n"


def main(directory, count="1000", seed="1"):
    random.seed(int(seed))
    os.makedirs(directory, exist_ok=True)
    written = 0
    while written < int(count):
        source = program()
        try:
            compile(source, "program", "exec", dont_inherit=True)
        except (SyntaxError, SystemError):
            continue
        with open(os.path.join(directory, "%05d.py" % written), "w") as file:
            file.write(source)
        written += 1


main(*sys.argv[1:])
