"""Nested scopes with names looked up through their parents, as a compiler keeps them. class: dicts keyed by names"""
DIALS = {"functions": 2500, "names": 25, "depth": 4}


class Scope:
    def __init__(self, parent):
        self.parent = parent
        self.symbols = {}
        self.children = []
        if parent is not None:
            parent.children.append(self)

    def find(self, name):
        scope = self
        while scope is not None:
            if name in scope.symbols:
                return scope.symbols[name]
            scope = scope.parent
        return None


def run(functions, names, depth):
    found = 0
    for i in range(functions):
        scope = Scope(None)
        for level in range(depth):
            for k in range(names):
                scope.symbols["name_%d_%d" % (level, k)] = (i, level, k)
            scope = Scope(scope)
        for k in range(names):
            found += scope.find("name_0_%d" % k) is not None
            found += scope.find("name_%d" % k) is not None
    return found
