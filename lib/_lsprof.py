"""Fast profiler: calls, times and who called whom, for cProfile.

CPython's module of this name is written in C. Like it, this one is a tool of sys.monitoring: each start of a frame and each native call enters an
entry, each end leaves it.
"""

import sys
from time import perf_counter as _perf_counter
from types import BuiltinFunctionType, MethodDescriptorType, SimpleNamespace

_monitoring = sys.monitoring
_events = _monitoring.events
_MISSING = _monitoring.MISSING


class _Row(tuple):
    """A structure sequence: a tuple whose items have names."""

    __slots__ = ()
    _fields = ()

    def __new__(cls, values):
        values = tuple(values)
        if len(values) != len(cls._fields):
            raise TypeError(f"{cls.__module__}.{cls.__name__}() takes a {len(cls._fields)}-sequence ({len(values)}-sequence given)")
        return tuple.__new__(cls, values)

    def __repr__(self):
        shown = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self))
        return f"_lsprof.{type(self).__name__}({shown})"


def _row_type(name, fields, doc):
    namespace = {"__slots__": (), "_fields": fields, "__module__": "_lsprof", "__doc__": doc}
    for i, field in enumerate(fields):
        namespace[field] = property(lambda self, i=i: self[i])
    return type(name, (_Row,), namespace)


profiler_entry = _row_type("profiler_entry", ("code", "callcount", "reccallcount", "totaltime", "inlinetime", "calls"), None)
profiler_subentry = _row_type("profiler_subentry", ("code", "callcount", "reccallcount", "totaltime", "inlinetime"), None)


class _Counts:
    """What is known of a function, or of a function as called by one caller."""

    __slots__ = ("code", "total", "inline", "calls", "recursive", "depth", "callees")

    def __init__(self, code):
        self.code = code
        self.total = self.inline = 0
        self.calls = self.recursive = self.depth = 0
        self.callees = {}

    def stop(self, total, inline):
        self.depth -= 1
        if self.depth == 0:
            self.total += total
        else:
            self.recursive += 1
        self.inline += inline
        self.calls += 1


class _Context:
    """A call that has not ended."""

    __slots__ = ("counts", "started", "inner", "previous")

    def __init__(self, counts, previous):
        self.counts = counts
        self.previous = previous
        self.inner = 0


def _name_of(function):
    """What an entry shows for a native function."""
    receiver = function.__self__
    if receiver is None or type(receiver) is type(sys):
        module = function.__module__
        return f"<built-in method {module}.{function.__name__}>" if module else f"<built-in method {function.__name__}>"
    for base in type(receiver).__mro__:
        if function.__name__ in base.__dict__:
            found = base.__dict__[function.__name__]
            return repr(found)
    return f"<built-in method {function.__qualname__.rpartition('.')[2]}>"


class Profiler:
    """Profiler(timer=None, timeunit=None, subcalls=True, builtins=True)

    Builds a profiler object using the specified timer function.
    The default timer is a fast built-in one based on real time.
    For custom timer functions returning integers, 'timeunit' can
    be a float specifying a scale (that is, how long each integer unit
    is, in seconds).
    """

    def __init__(self, timer=None, timeunit=0.0, subcalls=True, builtins=True):
        self._timer = timer
        self._unit = float(timeunit)
        self._subcalls = bool(subcalls)
        self._builtins = bool(builtins)
        self._entries = {}
        self._current = None
        self._enabled = False
        self._in_timer = False

    def _now(self):
        if self._timer is None:
            return _perf_counter()
        self._in_timer = True
        try:
            value = self._timer()
            return int(value) if self._unit > 0 else float(value)
        except Exception as error:
            message = f"Exception ignored while calling _lsprof timer {self._timer!r}"
            hook = sys.unraisablehook
            details = SimpleNamespace(
                exc_type=type(error), exc_value=error, exc_traceback=error.__traceback__, err_msg=message, object=None
            )
            if hook is not sys.__unraisablehook__:
                hook(details)
            return 0
        finally:
            self._in_timer = False

    def _enter(self, key, code):
        counts = self._entries.get(key)
        if counts is None:
            counts = self._entries[key] = _Counts(code)
        previous = self._current
        context = self._current = _Context(counts, previous)
        counts.depth += 1
        if self._subcalls and previous is not None:
            callees = previous.counts.callees
            called = callees.get(key)
            if called is None:
                called = callees[key] = _Counts(counts)
            called.depth += 1
        context.started = self._now()

    def _leave(self, key):
        context = self._current
        if context is not None:
            if key in self._entries:
                self._stop(context, key)
            else:
                self._current = context.previous

    def _stop(self, context, key):
        total = self._now() - context.started
        inline = total - context.inner
        previous = self._current = context.previous
        if previous is not None:
            previous.inner += total
        self._entries[key].stop(total, inline)
        if self._subcalls and previous is not None:
            called = previous.counts.callees.get(key)
            if called is not None:
                called.stop(total, inline)

    # ---- callbacks ----

    def _on_start(self, code, offset, exception=None):
        if code is _disable_code:
            self._enter(_DISABLE, _DISABLE)  # a native method in CPython
        else:
            self._enter(code, code)

    def _on_end(self, code, offset, value):
        self._leave(code)

    @staticmethod
    def _native(callable, first):
        """(key, function) of a native function or a method descriptor with its receiver; None for anything else."""
        kind = type(callable)
        if kind is BuiltinFunctionType:
            return callable
        if kind is MethodDescriptorType and first is not _MISSING:
            return callable.__get__(first, type(first))
        return None

    def _on_call(self, code, offset, callable, first):
        if code is _disable_code:
            return
        function = self._native(callable, first)
        if function is not None:
            name = _name_of(function)
            self._enter(name, name)

    def _on_call_end(self, code, offset, callable, first):
        if code is _disable_code:
            return
        function = self._native(callable, first)
        if function is not None:
            self._leave(_name_of(function))

    # ---- for programs ----

    def enable(self, subcalls=True, builtins=True):
        """enable(subcalls=True, builtins=True)

        Begin to measure calls.
        With subcalls, a function's times are also kept by caller;
        with builtins, calls of native functions are entries of their
        own.
        """
        self._subcalls = bool(subcalls)
        self._builtins = bool(builtins)
        tool = _monitoring.PROFILER_ID
        try:
            _monitoring.use_tool_id(tool, "cProfile")
        except ValueError:
            raise ValueError("Another profiling tool is already active") from None
        callbacks = self._callbacks()
        wanted = 0
        for event, callback in callbacks.items():
            _monitoring.register_callback(tool, event, callback)
            wanted |= event
        self._enabled = True
        _monitoring.set_events(tool, wanted)

    def _callbacks(self):
        callbacks = dict.fromkeys((_events.PY_START, _events.PY_RESUME, _events.PY_THROW), self._on_start)
        callbacks |= dict.fromkeys((_events.PY_RETURN, _events.PY_YIELD, _events.PY_UNWIND), self._on_end)
        if self._builtins:
            callbacks[_events.CALL] = self._on_call
            callbacks |= dict.fromkeys((_events.C_RETURN, _events.C_RAISE), self._on_call_end)
        return callbacks

    def disable(self):
        """disable()

        Stop collecting profiling information.
        """
        if self._in_timer:
            raise RuntimeError("disable() called in external timer")
        if not self._enabled:
            return
        tool = _monitoring.PROFILER_ID
        _monitoring.set_events(tool, 0)
        for event in self._callbacks():
            _monitoring.register_callback(tool, event, None)
        _monitoring.free_tool_id(tool)
        self._enabled = False
        self._flush()

    def _flush(self):
        """Ends the calls that still run."""
        while self._current is not None:
            context = self._current
            for key, counts in self._entries.items():
                if counts is context.counts:
                    self._stop(context, key)
                    break
            else:
                self._current = context.previous

    def clear(self):
        """clear()

        Clear all profiling information collected so far.
        """
        if self._in_timer:
            raise RuntimeError("clear() called in external timer")
        self._entries = {}
        self._current = None

    def getstats(self):
        """getstats() -> list of profiler_entry objects

        What was measured, an entry for each function:

            code          its code object, or a str for a native one
            callcount     how many calls
            reccallcount  how many of them while another was running
            totaltime     seconds from call to return
            inlinetime    seconds without what it called
            calls         None, or a list of such entries (without
                          calls) of what it called
        """
        self.disable()
        unit = self._unit if self._timer is not None and self._unit > 0 else 1.0
        stats = []
        for counts in self._entries.values():
            if counts.calls == 0:
                continue
            calls = None
            if counts.callees:
                calls = [
                    profiler_subentry((called.code.code, called.calls, called.recursive, unit * called.total, unit * called.inline))
                    for called in counts.callees.values()
                    if called.calls != 0
                ]
            stats.append(
                profiler_entry((counts.code, counts.calls, counts.recursive, unit * counts.total, unit * counts.inline, calls))
            )
        return stats


_disable_code = Profiler.disable.__code__
_DISABLE = "<method 'disable' of '_lsprof.Profiler' objects>"
