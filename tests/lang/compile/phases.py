# The phases of the compiler one by one, and dis of what comes out.
import ast
import dis
import io
import re

import _testinternalcapi as phases

instructions, metadata = phases.compiler_codegen(ast.parse("def f(a):\n  while a: a -= 1\n  return a\nx = [1, 2]"), "f.py", 0)
for instruction in instructions.get_instructions():
    print(dis.opname[instruction[0]], *instruction[1:])
for nested in instructions.get_nested():
    print([dis.opname[op] for op, *_ in nested.get_instructions()])
print({k: list(v) if isinstance(v, dict) and k != "consts" else len(v) if k == "consts" else v for k, v in metadata.items()})

seq = phases.new_instruction_sequence()
end = seq.new_label()
seq.addop(dis.opmap["LOAD_CONST"], 1, 1, 0, 1, 0)
seq.addop(dis.opmap["POP_JUMP_IF_TRUE"], end, 2, 0, 2, 0)
seq.addop(dis.opmap["LOAD_CONST"], 0, 3, 0, 3, 0)
seq.addop(dis.opmap["RETURN_VALUE"], 0, 3, 0, 3, 0)
seq.use_label(end)
seq.addop(dis.opmap["LOAD_CONST"], 2, 4, 0, 4, 0)
seq.addop(dis.opmap["RETURN_VALUE"], 0, 4, 0, 4, 0)
consts = [0, 1, 2]
for op, *rest in phases.optimize_cfg(seq, consts, 0).get_instructions():
    print(dis.opname[op], *rest)
print(consts)
print(repr(phases.compiler_cleandoc("  a\n    b\n\n   c\n")))


def show(source):
    out = io.StringIO()
    dis.dis(source, file=out)
    print(re.sub("0x[0-9a-f]+", "0x", out.getvalue()))


show(compile("try:\n  x = {**a, 'b': [y async for y in z]}\nexcept E as e:\n  pass", "<s>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT))
show("def f(a, /, b=1, *c, d, **e):\n  match a:\n    case {'k': [x, *_], **r} if x: yield r\n    case int(real=0) | None: return")
