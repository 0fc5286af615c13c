"""Runs the random programs of seeds FIRST to LAST, each in globals of its own; a line `== SEED` before each. The same under krait and under CPython."""

import contextlib
import io
import sys
import warnings

import random_executions

warnings.simplefilter("ignore")
first, last = int(sys.argv[1]), int(sys.argv[2])
for seed in range(first, last):
    print(f"== {seed}", flush=True)
    source = random_executions.program(seed)
    names = {"__name__": "program"}
    output = io.StringIO()
    try:
        with contextlib.redirect_stdout(output):
            exec(compile(source, f"<seed {seed}>", "exec"), names)
    except BaseException as error:
        output.write(f"!! {type(error).__name__} {error}\n")
    names.clear()
    sys.stdout.write(output.getvalue())
    sys.stdout.flush()
