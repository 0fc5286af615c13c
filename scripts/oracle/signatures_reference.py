"""What introspection finds of every natively implemented callable of the modules named: a JSON object, "module.name" -> facts.

Run by signatures.ts under krait and under CPython alike. Facts: kind of object, __text_signature__, __module__, __qualname__, whether there is a
docstring, and for types their bases and the facts of what their dict holds.
"""
import importlib
import json
import sys
import types

NATIVE = (types.BuiltinFunctionType, types.MethodDescriptorType, types.ClassMethodDescriptorType, types.WrapperDescriptorType,
          types.MethodWrapperType, types.GetSetDescriptorType, types.MemberDescriptorType)
HEAP_TYPE = 1 << 9


def attribute(op, name):
    try:
        return getattr(op, name, None)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def plain(value):
    return value if isinstance(value, str) else None if value is None else type(value).__name__


def facts_of(op):
    found = {"kind": type(op).__name__}
    for name in ("__text_signature__", "__module__", "__qualname__"):
        found[name] = plain(attribute(op, name))
    found["doc"] = bool(attribute(op, "__doc__"))
    if isinstance(op, types.BuiltinFunctionType):
        found["self"] = type(attribute(op, "__self__")).__name__
    return found


def is_native(op):
    return isinstance(op, NATIVE) or isinstance(op, (staticmethod, classmethod)) and isinstance(op.__func__, NATIVE)


def collect(name, found):
    module = importlib.import_module(name)
    found[name] = {"doc": bool(module.__doc__)}
    for key, op in sorted(vars(module).items()):
        where = f"{name}.{key}"
        if isinstance(op, type):
            if op.__module__ != name and name != "builtins" and op.__module__ not in ("builtins", name.lstrip("_"), "types"):
                if sys.modules.get(op.__module__) is not None:
                    continue
            if "__dict__" in vars(op) and not issubclass(op, BaseException) and hasattr(vars(op).get("__init__"), "__code__"):
                continue
            found[where] = {**facts_of(op), "bases": [base.__name__ for base in op.__bases__]}
            for inner, member in vars(op).items():
                if is_native(member) or inner == "__new__":
                    found[f"{where}.{inner}"] = facts_of(member)
        elif is_native(op):
            found[where] = facts_of(op)


def main():
    found = {}
    for name in sys.argv[1:]:
        try:
            collect(name, found)
        except ImportError:
            found[name] = None
    json.dump(found, sys.stdout)


main()
