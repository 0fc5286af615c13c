def tokens(text):
    i = 0
    while i < len(text):
        c = text[i]
        if c.isspace(): i += 1; continue
        j = i
        if c.isdigit():
            while j < len(text) and (text[j].isdigit() or text[j] == "."): j += 1
            yield "num", float(text[i:j]) if "." in text[i:j] else int(text[i:j])
        elif c.isalpha():
            while j < len(text) and text[j].isalnum(): j += 1
            yield "name", text[i:j]
        else:
            j += 1
            yield "op", c
        i = j
    yield "end", None
class Parser:
    def __init__(self, text, env=None): self.toks, self.env = list(tokens(text)), env or {}; self.i = 0
    def peek(self): return self.toks[self.i]
    def next(self): self.i += 1; return self.toks[self.i - 1]
    def expr(self):
        v = self.term()
        while self.peek() in (("op", "+"), ("op", "-")): v = v + self.term() if self.next()[1] == "+" else v - self.term()
        return v
    def term(self):
        v = self.factor()
        while self.peek() in (("op", "*"), ("op", "/")): v = v * self.factor() if self.next()[1] == "*" else v / self.factor()
        return v
    def factor(self):
        kind, value = self.next()
        match kind, value:
            case "num", n: v = n
            case "name", n: v = self.env[n]
            case "op", "-": v = -self.factor()
            case "op", "(":
                v = self.expr()
                if self.next() != ("op", ")"): raise SyntaxError("expected )")
            case _: raise SyntaxError(f"unexpected {value!r}")
        if self.peek() == ("op", "^"): self.next(); v = v ** self.factor()
        return v
for text in ("1 + 2 * 3", "(1 + 2) * 3", "2 ^ 3 ^ 2", "-4 + 10 / 4", "x * (y - 1.5)", "1 +", "(2", "z", "1 / 0", "10 - 2 - 3"):
    try: print(text, "=", Parser(text, {"x": 3, "y": 4}).expr())
    except (SyntaxError, KeyError, ZeroDivisionError) as e: print(text, "->", type(e).__name__, e)
print(list(tokens("a1+22.5*(b)")))
