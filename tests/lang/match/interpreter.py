def evaluate(e, env):
    match e:
        case int() | float(): return e
        case str(name): return env[name]
        case ("let", name, value, body): return evaluate(body, {**env, name: evaluate(value, env)})
        case ("lambda", params, body): return lambda *args: evaluate(body, {**env, **dict(zip(params, args))})
        case ("if", c, a, b): return evaluate(a if evaluate(c, env) else b, env)
        case (op, a, b) if op in "+-*/<": 
            x, y = evaluate(a, env), evaluate(b, env)
            match op:
                case "+": return x + y
                case "-": return x - y
                case "*": return x * y
                case "/": return x / y
                case "<": return x < y
        case (f, *args): return evaluate(f, env)(*[evaluate(a, env) for a in args])
    raise ValueError(e)
print(evaluate(("+", 1, ("*", 2, 3)), {}))
print(evaluate(("let", "x", 5, ("-", "x", ("/", "x", 2))), {}))
print(evaluate(("let", "sq", ("lambda", ["n"], ("*", "n", "n")), ("sq", ("sq", 3))), {}))
print(evaluate(("if", ("<", 1, 2), 10, 20), {}))
env = {}
env["fact"] = lambda n: evaluate(("if", ("<", n, 2), 1, ("*", n, ("fact", ("-", n, 1)))), env)
print(env["fact"](12))
try: evaluate("nope", {})
except KeyError as error: print("KeyError", error)
try: evaluate([], {})
except ValueError as error: print("ValueError", error)
def command(line):
    match line.split():
        case ["go", ("north" | "south") as d]: return f"going {d}"
        case ["go", *_]: return "where?"
        case ["take", thing, "from", place]: return f"{thing} <- {place}"
        case ["drop", *things] if things: return f"dropping {len(things)}"
        case [cmd]: return f"just {cmd}"
        case []: return "nothing"
        case _: return "what?"
for l in ("go north", "go up", "take key from box", "drop a b c", "drop", "look", "", "x y z"): print(command(l))
