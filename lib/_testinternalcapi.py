"""Stand-in for CPython's C test module: what of the interpreter's insides can be seen from Python.

The phases of the compiler are the compiler's own (_krait_compiler); what looks into objects and frames is native (_testinternalcapi_native).
"""
import _krait_compiler
import marshal
from _testinternalcapi_native import *
from _testinternalcapi_native import _PyTraceMalloc_GetTraceback, _tree_data

SIZEOF_PYGC_HEAD = 16
SIZEOF_MANAGED_PRE_HEADER = 16
SIZEOF_TIME_T = 8
TIER2_THRESHOLD = -1


class InstructionSequence:
    """The instructions of a code unit, with labels as targets of jumps until they are first asked for."""

    __module__ = "builtins"

    def __init__(self):
        self._instructions = []
        self._labels = {}
        self._next_label = 0
        self._resolved = False
        self._nested = []

    def new_label(self):
        """Return a new label."""
        self._next_label += 1
        return self._next_label

    def use_label(self, label):
        """Place label at current location."""
        self._labels[label] = len(self._instructions)

    def addop(self, opcode, oparg, lineno, col_offset, end_lineno, end_col_offset):
        """Append an instruction."""
        self._instructions.append((opcode, oparg, lineno, col_offset, end_lineno, end_col_offset))

    def get_instructions(self):
        """Return the instructions as a list of tuples or labels."""
        self._resolve()
        has_arg = _krait_compiler.has_arg
        return [(op, arg if has_arg(op) else None, *place) for op, arg, *place in self._instructions]

    def add_nested(self, nested):
        """Add a nested sequence."""
        if not isinstance(nested, InstructionSequence):
            raise TypeError(f"expected an instruction sequence, not {type(nested)}")
        self._nested.append(nested)

    def get_nested(self):
        """Add a nested sequence."""
        return list(self._nested)

    def _resolve(self):
        if self._resolved:
            return
        self._resolved = bool(self._labels)
        if not self._labels:
            return
        has_target = _krait_compiler.has_target
        self._instructions = [
            (op, self._labels.get(arg, arg) if has_target(op) else arg, *place) for op, arg, *place in self._instructions
        ]

    def _flat(self):
        self._resolve()
        return tuple(number for instruction in self._instructions for number in instruction)


def _sequence(flat, nested=()):
    sequence = InstructionSequence()
    sequence._instructions = [tuple(flat[i : i + 6]) for i in range(0, len(flat), 6)]
    sequence._resolved = True
    sequence._nested = [_sequence(*inner) for inner in nested]
    return sequence


def _numbered(names):
    return {name: i for i, name in enumerate(names)}


def new_instruction_sequence():
    """Return a new, empty InstructionSequence."""
    return InstructionSequence()


def compiler_cleandoc(doc):
    """C implementation of inspect.cleandoc()."""
    if not isinstance(doc, str):
        raise TypeError(f"compiler_cleandoc() argument 'doc' must be str, not {type(doc).__name__}")
    return _krait_compiler.cleandoc(doc)


def compiler_codegen(ast, filename, optimize, compile_mode=0):
    """Apply compiler code generation to an AST."""
    import os

    tree = _tree_data(ast, compile_mode)
    data = marshal.loads(_krait_compiler.codegen(tree, os.fsdecode(filename), optimize))
    flat, name, consts, names, varnames, cellvars, freevars, argcount, posonly, kwonly, nested = data
    metadata = {
        "name": name,
        "consts": _numbered(consts),
        "names": _numbered(names),
        "varnames": _numbered(varnames),
        "cellvars": _numbered(cellvars),
        "freevars": _numbered(freevars),
        "argcount": argcount,
        "posonlyargcount": posonly,
        "kwonlyargcount": kwonly,
    }
    return _sequence(flat, nested), metadata


def optimize_cfg(instructions, consts, nlocals):
    """Apply compiler optimizations to an instruction list."""
    if not isinstance(instructions, InstructionSequence):
        raise ValueError("expected an instruction sequence")
    data = marshal.dumps((instructions._flat(), tuple(consts)))
    flat, consts[:] = marshal.loads(_krait_compiler.optimize(data, nlocals))
    return _sequence(flat)


def assemble_code_object(filename, instructions, metadata):
    """Create a code object for the given instructions."""
    import os

    if not isinstance(instructions, InstructionSequence):
        raise TypeError("expected an instruction sequence")

    def ordered(table):
        return tuple(sorted(table, key=table.__getitem__))

    data = (
        instructions._flat(),
        metadata["name"],
        metadata["qualname"],
        tuple(metadata["consts"]),
        ordered(metadata["names"]),
        ordered(metadata["varnames"]),
        ordered(metadata["cellvars"]),
        ordered(metadata["freevars"]),
        tuple(metadata["fasthidden"]),
        metadata["argcount"],
        metadata["posonlyargcount"],
        metadata["kwonlyargcount"],
        metadata["firstlineno"],
    )
    return marshal.loads(_krait_compiler.assemble(marshal.dumps(data), os.fsdecode(filename)))


def suppress_immortalization(suppress):
    """Nothing is made immortal because threads run."""


def get_immortalize_deferred():
    return False


def pymem_getallocatorsname():
    return "pymalloc"


def reset_rare_event_counters():
    """The counters exist for an optimizer that is not there."""


def get_config():
    """What the tests ask of PyConfig."""
    import sys

    return {"code_debug_ranges": 1, "use_frozen_modules": 0, "optimization_level": sys.flags.optimize}
