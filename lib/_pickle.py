"""What pickle has from C in CPython: PickleBuffer, written here, and the picklers, which are pickle's own Python ones under these names."""

import sys

__all__ = ["PickleBuffer"]


class PickleBuffer:
    """A wrapper of a buffer that pickle, from protocol 5 on, may hand over without copying it (PEP 574)."""

    __slots__ = ("_view", "__weakref__")

    def __init__(self, buffer, /):
        self._view = memoryview(buffer)

    def _held(self):
        view = self._view
        if view is None:
            raise ValueError("operation forbidden on released PickleBuffer object")
        return view

    def __buffer__(self, flags, /):
        return memoryview(self._held())

    def raw(self):
        """The buffer as a memoryview of bytes in one dimension; BufferError if it is not contiguous."""
        view = self._held()
        if view.c_contiguous:
            return view.cast("B") if view.ndim != 1 or view.format != "B" else memoryview(view)
        if view.f_contiguous:
            # the bytes as they lie in memory: those of the transposed array in C order
            return memoryview(view.tobytes("F"))
        raise BufferError("cannot extract raw buffer from non-contiguous buffer")

    def release(self):
        """Let the buffer go."""
        view, self._view = self._view, None
        if view is not None:
            view.release()


PickleBuffer.__module__ = "pickle"

_own = {name: "_" + name for name in ("Pickler", "Unpickler", "dump", "dumps", "load", "loads")}
_shared = {"PickleError", "PicklingError", "UnpicklingError"}


def __getattr__(name):
    # pickle imports this module twice, at its start for PickleBuffer and at its end for the rest: that is looked up when asked for
    if name in _own or name in _shared:
        pickle = sys.modules.get("pickle")
        if pickle is None:
            import pickle
        return getattr(pickle, _own.get(name, name))
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
