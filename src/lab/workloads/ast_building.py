"""Syntax trees parsed, walked and dropped. class: mixed small objects with parents"""
import ast

DIALS = {"repeats": 70, "functions": 15}


def run(repeats, functions):
    source = "\n".join(
        f"def f{i}(a, b=1, *args, **kw):\n    for x in range(a):\n        b += x * {i} if x % 2 else a[b]\n    return [y for y in args if y]"
        for i in range(functions)
    )
    total = 0
    for _ in range(repeats):
        tree = ast.parse(source)
        for node in ast.walk(tree):
            for child in ast.iter_child_nodes(node):
                child.parent = node
        total += sum(isinstance(node, ast.Name) for node in ast.walk(tree))
    return total
