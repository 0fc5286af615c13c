"""tokenizing: a lexer by characters and a recursive-descent parser for arithmetic, evaluated."""


def lex(text):
    tokens = []
    i = 0
    n = len(text)
    while i < n:
        c = text[i]
        if c.isspace():
            i += 1
        elif c.isdigit():
            start = i
            while i < n and (text[i].isdigit() or text[i] == "."):
                i += 1
            tokens.append(("number", text[start:i]))
        elif c.isalpha() or c == "_":
            start = i
            while i < n and (text[i].isalnum() or text[i] == "_"):
                i += 1
            tokens.append(("name", text[start:i]))
        else:
            tokens.append(("op", c))
            i += 1
    tokens.append(("end", ""))
    return tokens


class Parser:
    def __init__(self, tokens, names):
        self.tokens = tokens
        self.at = 0
        self.names = names

    def peek(self):
        return self.tokens[self.at]

    def next(self):
        token = self.tokens[self.at]
        self.at += 1
        return token

    def expression(self):
        value = self.term()
        while self.peek()[1] in ("+", "-"):
            value = value + self.term() if self.next()[1] == "+" else value - self.term()
        return value

    def term(self):
        value = self.factor()
        while self.peek()[1] in ("*", "/"):
            value = value * self.factor() if self.next()[1] == "*" else value / (self.factor() or 1)
        return value

    def factor(self):
        kind, text = self.next()
        match kind, text:
            case "number", _:
                return float(text)
            case "name", _:
                return self.names[text]
            case "op", "(":
                value = self.expression()
                self.next()
                return value
            case "op", "-":
                return -self.factor()
        raise SyntaxError(text)


def once():
    names = {"alpha": 2.5, "beta_2": -1.0, "x": 3.0}
    source = "(alpha + 12.5) * x - beta_2 / (3 + x * x) + -7 * (1 - (2 - (3 - 4.25)))"
    total = 0.0
    for i in range(15_000):
        total += Parser(lex(f"{i} + {source}"), names).expression()
    return round(total, 6)


def run():
    for _ in range(2):
        result = once()
    return result


RESULT = 113404999.999989
