"""Exporters with any buffer layout, for CPython's test_buffer (CPython: Modules/_testbuffer.c).

The memory and the lending are native (_testbuffer_core); here are the checks, the indexing and the conversions to Python's values.
"""
import struct
from math import prod

import _testbuffer_core as _core

ND_MAX_NDIM = 128
ND_VAREXPORT = 0x001
ND_WRITABLE = 0x002
ND_FORTRAN = 0x004
ND_SCALAR = 0x008
ND_PIL = 0x010
ND_REDIRECT = 0x020
ND_GETBUF_FAIL = 0x040
ND_GETBUF_UNDEFINED = 0x080
_ND_C = 0x100

PyBUF_SIMPLE = 0
PyBUF_WRITABLE = 0x001
PyBUF_FORMAT = 0x004
PyBUF_ND = 0x008
PyBUF_STRIDES = 0x018
PyBUF_INDIRECT = 0x118
PyBUF_C_CONTIGUOUS = 0x038
PyBUF_F_CONTIGUOUS = 0x058
PyBUF_ANY_CONTIGUOUS = 0x098
PyBUF_FULL = 0x11D
PyBUF_FULL_RO = 0x11C
PyBUF_RECORDS = 0x01D
PyBUF_RECORDS_RO = 0x01C
PyBUF_STRIDED = 0x019
PyBUF_STRIDED_RO = 0x018
PyBUF_CONTIG = 0x009
PyBUF_CONTIG_RO = 0x008
PyBUF_READ = 0x100
PyBUF_WRITE = 0x200

_UNUSED = object()


def _list_or_tuple(value, name):
    if not isinstance(value, (list, tuple)):
        raise TypeError(f"{name} must be a list or a tuple")


def _pack(item, packer, members):
    """The bytes of one item: a number or bytes, or as many values as the format has."""
    if isinstance(item, (bytes, int, float)) and members == 1:
        return packer.pack(item)
    if isinstance(item, (list, tuple)) and len(item) == members:
        return packer.pack(*item)
    raise ValueError("mismatch between initializer element and format string")


def _packer(fmt):
    packer = struct.Struct(fmt)
    return packer, len(packer.unpack(bytes(packer.size)))


def _unpack(fmt, data):
    values = struct.unpack_from("B" if fmt is None else fmt, data)
    return values[0] if len(values) == 1 else values


def _ssize(value):
    if not -(2**63) <= value < 2**63:
        raise OverflowError("Python int too large to convert to C ssize_t")


def _integers(values, what):
    for value in values:
        if not isinstance(value, int):
            raise ValueError(f"elements of {what} must be integers")
        if what == "shape" and value < 0:
            raise ValueError("elements of shape must be integers >= 0")
        _ssize(value)
    return tuple(values)


def _strides_for(shape, itemsize, fortran):
    strides = [0] * len(shape)
    step = itemsize
    for i in range(len(shape)) if fortran else reversed(range(len(shape))):
        strides[i] = step
        step *= shape[i]
    return tuple(strides)


def _verify(size, itemsize, offset, shape, strides):
    if not shape and (offset < 0 or offset + itemsize > size):
        raise ValueError("invalid combination of buffer, shape and strides")
    if any(stride % itemsize for stride in strides):
        raise ValueError("strides must be a multiple of itemsize")
    if 0 in shape:
        return
    low = sum((n - 1) * s for n, s in zip(shape, strides) if s <= 0)
    high = sum((n - 1) * s for n, s in zip(shape, strides) if s > 0)
    if low + offset < 0 or high + offset + itemsize > size:
        raise ValueError("invalid combination of buffer, shape and strides")


def _is_exporter(obj):
    return hasattr(type(obj), "__buffer__")


class ndarray(_core.exporter):
    __slots__ = ("_varexport",)

    def __init__(self, obj, shape=_UNUSED, strides=None, offset=0, format="B", flags=0, getbuf=_UNUSED):
        self._varexport = False
        if _is_exporter(obj) and shape is _UNUSED:
            if strides is not None or offset or format != "B" or flags not in (0, ND_REDIRECT):
                raise TypeError(
                    "construction from exporter object only takes 'obj', 'getbuf' and 'flags' arguments"
                )
            self._consume(obj, PyBUF_FULL_RO if getbuf is _UNUSED else getbuf, flags)
            return
        if getbuf is not _UNUSED:
            raise TypeError("getbuf argument only valid for construction from exporter object")
        if shape is _UNUSED:
            raise TypeError("shape is a required argument when constructing from list, tuple or scalar")
        self._varexport = bool(flags & ND_VAREXPORT)
        self._add(obj, shape, strides, offset, format, flags & ~ND_VAREXPORT)

    def _add(self, items, shape, strides, offset, fmt, flags):
        """Checks the description of a layout and makes it the current one."""
        _list_or_tuple(shape, "shape")
        ndim = len(shape)
        if ndim > ND_MAX_NDIM:
            raise ValueError(f"ndim must not exceed {ND_MAX_NDIM}")
        if strides is not None:
            _list_or_tuple(strides, "strides")
            if len(strides) == 0:
                strides = None
            elif flags & ND_FORTRAN:
                raise TypeError("ND_FORTRAN cannot be used together with strides")
            elif len(strides) != ndim:
                raise ValueError("len(shape) != len(strides)")
        packer, members = _packer(fmt)
        itemsize = packer.size
        if itemsize == 0:
            raise ValueError("itemsize must not be zero")
        if ndim == 0:
            items = (items,)
        else:
            _list_or_tuple(items, "items")
        if len(items) == 0:
            raise ValueError("initializer list or tuple must not be empty")
        size = len(items) * itemsize
        if offset % itemsize:
            raise ValueError("offset must be a multiple of itemsize")
        if offset < 0 or offset + itemsize > size:
            raise ValueError("offset out of bounds")
        data = b"".join([_pack(item, packer, members) for item in items])
        if ndim == 0:
            if flags & ND_PIL:
                raise TypeError("ndim = 0 cannot be used in conjunction with ND_PIL")
            self._push(data, offset, itemsize, not flags & ND_WRITABLE, fmt, None, None, flags)
            return
        shape = _integers(shape, "shape")
        strides = _integers(strides, "strides") if strides else _strides_for(shape, itemsize, flags & ND_FORTRAN)
        _verify(size, itemsize, offset, shape, strides)
        self._push(data, offset, itemsize, not flags & ND_WRITABLE, fmt, shape, strides, flags & ~ND_FORTRAN)

    def push(self, items, shape, strides=None, offset=0, format="B", flags=0):
        if flags & ND_VAREXPORT:
            raise ValueError("ND_VAREXPORT flag can only be used during object creation")
        state = self._state()
        if state[12]:
            raise BufferError("structure of re-exporting object is immutable")
        if not self._varexport and state[11] > 0:
            raise BufferError(f"cannot change structure: {state[11]} exported buffer{'s' * (state[11] != 1)}")
        self._add(items, shape, strides, offset, format, flags)

    def pop(self):
        state = self._state()
        if state[12]:
            raise BufferError("structure of re-exporting object is immutable")
        if state[11] > 0:
            raise BufferError(f"cannot change structure: {state[11]} exported buffer{'s' * (state[11] != 1)}")
        if not state[13]:
            raise BufferError("list only has a single base")
        self._pop()

    flags = property(lambda self: self._state()[0])
    offset = property(lambda self: self._state()[1])
    obj = property(lambda self: self._state()[2])
    nbytes = property(lambda self: self._state()[3])
    readonly = property(lambda self: self._state()[4])
    itemsize = property(lambda self: self._state()[5])
    format = property(lambda self: self._state()[6] or "")
    ndim = property(lambda self: self._state()[7])
    shape = property(lambda self: self._state()[8] or ())
    strides = property(lambda self: self._state()[9] or ())
    suboffsets = property(lambda self: self._state()[10] or ())
    c_contiguous = property(lambda self: is_contiguous(self, "C"))
    f_contiguous = property(lambda self: is_contiguous(self, "F"))
    contiguous = property(lambda self: is_contiguous(self, "A"))

    def tobytes(self):
        return self._items()

    def tolist(self):
        fmt = self._state()[6]
        if fmt is None:
            raise ValueError("ndarray: tolist() does not support format=NULL, use tobytes()")
        state = self._state()
        shape = state[8]
        if shape is None:
            shape = (state[3],) if state[7] else ()
        data = self._items()
        if state[7] == 0:
            return _unpack(fmt, data)
        values = [v[0] if len(v) == 1 else v for v in struct.iter_unpack(fmt, data)]
        return _nested(values, shape)

    def add_suboffsets(self):
        state = self._state()
        if state[10] is not None:
            raise TypeError("cannot add suboffsets to PIL-style array")
        if state[9] is None:
            raise TypeError("cannot add suboffsets to array without strides")
        self._add_suboffsets()

    def __hash__(self):
        state = self._state()
        if not state[4]:
            raise ValueError("cannot hash writable ndarray object")
        if state[2] is not None:
            hash(state[2])
        return hash(self.tobytes())

    def _consumer(self):
        nd = ndarray.__new__(ndarray)
        nd._varexport = False
        nd._consume(self, PyBUF_FULL_RO, 0)
        return nd

    def _at(self, index):
        """The consumer of the sub-array (or item) at an index of the first dimension."""
        _ssize(index)
        state = self._state()
        shape, strides, suboffsets = state[8:11]
        count = shape[0] if shape is not None else state[3]
        if index < 0:
            index += count
        if not 0 <= index < count:
            raise IndexError("index out of bounds")
        nd = self._consumer()
        step = strides[0] if strides is not None else state[5]
        suboffset = suboffsets[0] if suboffsets is not None else -1
        nd._adjust(
            index * step,
            suboffset,
            (shape or ())[1:],
            (strides or ())[1:],
            None if suboffsets is None else suboffsets[1:],
            state[3] // count,
        )
        return nd

    def __getitem__(self, key):
        ndim = self.ndim
        if ndim == 0:
            if isinstance(key, tuple) and len(key) == 0:
                return _unpack(self._state()[6], self._items())
            if key is Ellipsis:
                return self
            raise TypeError("invalid indexing of scalar")
        if hasattr(type(key), "__index__"):
            if ndim > 1:
                return self._at(key)
            state = self._state()
            if state[8] is None or state[9] is None:
                return self._plain_item(key, state)
            return _unpack(state[6], self._at(key)._items())
        nd = self._consumer()
        keys = key if isinstance(key, tuple) else (key,)
        state = nd._state()
        shape, strides = list(state[8]), list(state[9])
        suboffsets = None if state[10] is None else list(state[10])
        delta = 0
        for dim, part in enumerate(keys):
            if not isinstance(part, slice):
                raise TypeError(f'cannot index memory using "{type(part).__name__}"')
            start, _, step, length = slice_indices(part, shape[dim])
            moved = strides[dim] * start
            n = dim - 1
            while suboffsets is not None and n >= 0 and suboffsets[n] < 0:
                n -= 1
            if suboffsets is None or n < 0:
                delta += moved
            else:
                suboffsets[n] += moved
            shape[dim] = length
            strides[dim] *= step
        length = prod(shape) * state[5]
        nd._adjust(delta, -1, tuple(shape), tuple(strides), None if suboffsets is None else tuple(suboffsets), length)
        return nd

    def _plain_item(self, index, state):
        """An item of a view without shape or strides."""
        size = state[5] if state[6] is not None else 1
        count = state[8][0] if state[8] is not None else state[3]
        if index < 0:
            index += count
        if not 0 <= index < count:
            raise IndexError("index out of bounds")
        return _unpack(state[6], self._items()[index * size : index * size + size])

    def __setitem__(self, key, value):
        state = self._state()
        if state[4]:
            raise TypeError("ndarray is not writable")
        ndim = state[7]
        if ndim == 0:
            if key is not Ellipsis and not (isinstance(key, tuple) and len(key) == 0):
                raise TypeError("invalid indexing of scalar")
            self._store(_pack(value, *_packer(state[6] or "B")))
            return
        if ndim == 1 and hasattr(type(key), "__index__"):
            self._at(key)._store(_pack(value, *_packer(state[6] or "B")))
            return
        source = ndarray(value)
        dest = self[key]
        if not _same_structure(dest, source):
            raise ValueError("ndarray assignment: lvalue and rvalue have different structures")
        dest._copy(source)

    def __delitem__(self, key):
        if self.readonly:
            raise TypeError("ndarray is not writable")
        raise TypeError("ndarray data cannot be deleted")


def _same_structure(a, b):
    x, y = a._state(), b._state()
    if (x[6] or "B") != (y[6] or "B") or x[5] != y[5] or x[7] != y[7]:
        return False
    for m, n in zip(x[8], y[8]):
        if m != n:
            return False
        if m == 0:
            break
    return True


def _nested(values, shape):
    """Values in C order as lists of lists."""
    if len(shape) == 1:
        return values
    if 0 in shape:
        return [] if shape[0] == 0 else [_nested([], shape[1:]) for _ in range(shape[0])]
    step = len(values) // shape[0]
    return [_nested(values[i * step : i * step + step], shape[1:]) for i in range(shape[0])]


class staticarray(_core.staticarray):
    __slots__ = ()

    def __init__(self, legacy_mode=False):
        self._legacy(legacy_mode is not False)


def slice_indices(key, length, /):
    if not isinstance(key, slice):
        raise TypeError("first argument must be a slice object")
    start, stop, step = key.indices(length)
    count = len(range(start, stop, step))
    return start, stop, step, count


def get_sizeof_void_p():
    return 8


def _order(order):
    if not isinstance(order, str):
        raise TypeError("order must be a string")
    if order[:1] not in ("C", "F", "A") or not order:
        raise ValueError("invalid order, must be C, F or A")
    return ord(order[0])


def get_pointer(bufobj, seq, /):
    _list_or_tuple(seq, "seq")
    view = ndarray(bufobj)
    shape = view.shape
    if len(seq) != view.ndim:
        raise ValueError("get_pointer(): len(indices) != ndim")
    for position, index in enumerate(seq):
        _ssize(index)
        if not 0 <= index < shape[position]:
            raise ValueError(f"get_pointer(): invalid index {index} at position {position}")
    del view
    return _unpack(*_core.item_bytes(bufobj, tuple(seq)))


def get_contiguous(obj, buffertype, order, /):
    if not isinstance(buffertype, int):
        raise TypeError("buffertype must be PyBUF_READ or PyBUF_WRITE")
    if buffertype not in (PyBUF_READ, PyBUF_WRITE):
        raise ValueError("invalid buffer type")
    return _core.get_contiguous(obj, buffertype, _order(order))


def py_buffer_to_contiguous(obj, order, flags, /):
    return _core.to_contiguous(obj, _order(order), flags)


def cmp_contig(b1, b2, /):
    return _core.cmp_contig(b1, b2)


def is_contiguous(obj, order, /):
    return _core.is_contiguous(obj, _order(order))
