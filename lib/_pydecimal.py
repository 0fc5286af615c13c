"""decimal without the module _decimal. The npm package's library has no pure-Python implementation of it, and krait has one of its own, native: this is that
one under its other name, also when `_decimal` itself may not be imported (test.support blocks it to get here)."""

from importlib.machinery import BuiltinImporter as _importer
from importlib.util import module_from_spec as _module_from_spec

_native = _module_from_spec(_importer.find_spec("_decimal"))
_importer.exec_module(_native)
globals().update({name: value for name, value in vars(_native).items() if not name.startswith("__") or name in ("__version__", "__libmpdec_version__")})
__all__ = [name for name in vars(_native) if not name.startswith("_")]
