/**
 * The tree of exception types, one line for each: type, base, name, size, docstring. A type takes its base's slots; those with fields
 * or behaviour of their own get them from the file named at the top of exceptions.ts right after their line.
 */
import { PyTypeObject, Py_TPFLAGS_BASETYPE, Py_TPFLAGS_BASE_EXC_SUBCLASS, Py_TPFLAGS_HAVE_GC } from "../object/layout";
import {
  PyExc_ArithmeticError,
  PyExc_AssertionError,
  PyExc_AttributeError,
  PyExc_BaseException,
  PyExc_BaseExceptionGroup,
  PyExc_BlockingIOError,
  PyExc_BrokenPipeError,
  PyExc_BufferError,
  PyExc_BytesWarning,
  PyExc_ChildProcessError,
  PyExc_ConnectionAbortedError,
  PyExc_ConnectionError,
  PyExc_ConnectionRefusedError,
  PyExc_ConnectionResetError,
  PyExc_DeprecationWarning,
  PyExc_EOFError,
  PyExc_EncodingWarning,
  PyExc_Exception,
  PyExc_ExceptionGroup,
  PyExc_FileExistsError,
  PyExc_FileNotFoundError,
  PyExc_FloatingPointError,
  PyExc_FutureWarning,
  PyExc_GeneratorExit,
  PyExc_ImportError,
  PyExc_ImportWarning,
  PyExc_IndentationError,
  PyExc_IndexError,
  PyExc_InterruptedError,
  PyExc_IsADirectoryError,
  PyExc_KeyError,
  PyExc_KeyboardInterrupt,
  PyExc_LookupError,
  PyExc_MemoryError,
  PyExc_ModuleNotFoundError,
  PyExc_NameError,
  PyExc_NotADirectoryError,
  PyExc_NotImplementedError,
  PyExc_OSError,
  PyExc_OverflowError,
  PyExc_PendingDeprecationWarning,
  PyExc_PermissionError,
  PyExc_ProcessLookupError,
  PyExc_PythonFinalizationError,
  PyExc_RecursionError,
  PyExc_ReferenceError,
  PyExc_ResourceWarning,
  PyExc_RuntimeError,
  PyExc_RuntimeWarning,
  PyExc_StopAsyncIteration,
  PyExc_StopIteration,
  PyExc_SyntaxError,
  PyExc_SyntaxWarning,
  PyExc_SystemError,
  PyExc_SystemExit,
  PyExc_TabError,
  PyExc_TimeoutError,
  PyExc_TypeError,
  PyExc_UnboundLocalError,
  PyExc_UnicodeDecodeError,
  PyExc_UnicodeEncodeError,
  PyExc_UnicodeError,
  PyExc_UnicodeTranslateError,
  PyExc_UnicodeWarning,
  PyExc_UserWarning,
  PyExc_ValueError,
  PyExc_Warning,
  PyExc_ZeroDivisionError,
  PyExc__IncompleteInputError,
} from "../object/exception_types";
import { PyBaseObject_Type, PyType_Type } from "../object/statics";
import { initStaticType } from "../object/typedef";
import { PyObject_GC_Del, PyType_GenericAlloc } from "../gc/collector";
import { addExceptionGroupMethods, finishExceptionGroup } from "./exception_group";
import { addOSErrorFields } from "./exceptions_os";
import { addSimpleExceptionFields } from "./exceptions_simple";
import { addSyntaxErrorFields } from "./exceptions_syntax";
import { addUnicodeErrorFields } from "./exceptions_unicode";
import {
  BaseException_clear,
  BaseException_dealloc,
  BaseException_init,
  BaseException_new,
  BaseException_traverse,
  MemoryError_dealloc,
  addBaseExceptionMethods,
} from "./exceptions";

function common(type: PyTypeObject, base: PyTypeObject, name: string, size: i32, doc: string): void {
  const flags = Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC;
  initStaticType(type, PyType_Type, base, name, size, 0, flags | Py_TPFLAGS_BASE_EXC_SUBCLASS, doc);
  type.tp_dictoffset = 16;
  type.tp_alloc = PyType_GenericAlloc.index;
  type.tp_free = PyObject_GC_Del.index;
}

function defineBase(type: PyTypeObject, name: string, size: i32, doc: string): void {
  common(type, PyBaseObject_Type, name, size, doc);
  type.tp_dealloc = BaseException_dealloc.index;
  type.tp_traverse = BaseException_traverse.index;
  type.tp_clear = BaseException_clear.index;
  type.tp_init = BaseException_init.index;
  type.tp_new = BaseException_new.index;
}

/** CPython gives a type without own fields a tp_new of its own; the others inherit theirs, which `__new__` in their dict shows. */
function define(type: PyTypeObject, base: PyTypeObject, name: string, size: i32, doc: string): void {
  common(type, base, name, size, doc);
  type.tp_dealloc = base.tp_dealloc;
  type.tp_traverse = base.tp_traverse;
  type.tp_clear = base.tp_clear;
  type.tp_init = base.tp_init;
  type.tp_new = size == 72 ? BaseException_new.index : 0;
}

/** All types with their slots; allocates nothing. */
export function initExceptionTypes(): void {
  defineExceptions();
  defineOSErrors();
  defineWarnings();
}

function defineExceptions(): void {
  defineBase(PyExc_BaseException, "BaseException", 72, "Common base class for all exceptions");
  addBaseExceptionMethods();
  define(PyExc_Exception, PyExc_BaseException, "Exception", 72, "Common base class for all non-exit exceptions.");
  define(PyExc_LookupError, PyExc_Exception, "LookupError", 72, "Base class for lookup errors.");
  define(PyExc_StopIteration, PyExc_Exception, "StopIteration", 80, "Signal the end from iterator.__next__().");
  define(PyExc_SystemExit, PyExc_BaseException, "SystemExit", 80, "Request to exit from the interpreter.");
  define(PyExc_KeyError, PyExc_LookupError, "KeyError", 72, "Mapping key not found.");
  define(PyExc_NameError, PyExc_Exception, "NameError", 80, "Name not found globally.");
  define(PyExc_AttributeError, PyExc_Exception, "AttributeError", 88, "Attribute not found.");
  define(
    PyExc_ImportError,
    PyExc_Exception,
    "ImportError",
    104,
    "Import can't find module, or can't find name in module.",
  );
  addSimpleExceptionFields();
  define(
    PyExc_BaseExceptionGroup,
    PyExc_BaseException,
    "BaseExceptionGroup",
    88,
    "A combination of multiple unrelated exceptions.",
  );
  addExceptionGroupMethods();
  define(PyExc_ExceptionGroup, PyExc_BaseExceptionGroup, "ExceptionGroup", 88, "");
  finishExceptionGroup();
  define(PyExc_ArithmeticError, PyExc_Exception, "ArithmeticError", 72, "Base class for arithmetic errors.");
  define(PyExc_FloatingPointError, PyExc_ArithmeticError, "FloatingPointError", 72, "Floating-point operation failed.");
  define(PyExc_OverflowError, PyExc_ArithmeticError, "OverflowError", 72, "Result too large to be represented.");
  define(
    PyExc_ZeroDivisionError,
    PyExc_ArithmeticError,
    "ZeroDivisionError",
    72,
    "Second argument to a division or modulo operation was zero.",
  );
  define(PyExc_AssertionError, PyExc_Exception, "AssertionError", 72, "Assertion failed.");
  define(PyExc_BufferError, PyExc_Exception, "BufferError", 72, "Buffer error.");
  define(PyExc_EOFError, PyExc_Exception, "EOFError", 72, "Read beyond end of file.");
  define(PyExc_ModuleNotFoundError, PyExc_ImportError, "ModuleNotFoundError", 104, "Module not found.");
  define(PyExc_IndexError, PyExc_LookupError, "IndexError", 72, "Sequence index out of range.");
  define(PyExc_MemoryError, PyExc_Exception, "MemoryError", 72, "Out of memory.");
  PyExc_MemoryError.tp_dealloc = MemoryError_dealloc.index;
  define(
    PyExc_UnboundLocalError,
    PyExc_NameError,
    "UnboundLocalError",
    80,
    "Local name referenced but not bound to a value.",
  );
  define(PyExc_ReferenceError, PyExc_Exception, "ReferenceError", 72, "Weak ref proxy used after referent went away.");
  define(PyExc_RuntimeError, PyExc_Exception, "RuntimeError", 72, "Unspecified run-time error.");
  define(
    PyExc_NotImplementedError,
    PyExc_RuntimeError,
    "NotImplementedError",
    72,
    "Method or function hasn't been implemented yet.",
  );
  define(
    PyExc_PythonFinalizationError,
    PyExc_RuntimeError,
    "PythonFinalizationError",
    72,
    "Operation blocked during Python finalization.",
  );
  define(PyExc_RecursionError, PyExc_RuntimeError, "RecursionError", 72, "Recursion limit exceeded.");
  define(
    PyExc_StopAsyncIteration,
    PyExc_Exception,
    "StopAsyncIteration",
    72,
    "Signal the end from iterator.__anext__().",
  );
  define(PyExc_SyntaxError, PyExc_Exception, "SyntaxError", 136, "Invalid syntax.");
  addSyntaxErrorFields();
  define(PyExc_IndentationError, PyExc_SyntaxError, "IndentationError", 136, "Improper indentation.");
  define(PyExc_TabError, PyExc_IndentationError, "TabError", 136, "Improper mixture of spaces and tabs.");
  define(PyExc__IncompleteInputError, PyExc_SyntaxError, "_IncompleteInputError", 136, "incomplete input.");
  define(
    PyExc_SystemError,
    PyExc_Exception,
    "SystemError",
    72,
    "Something went wrong inside the interpreter that never should.\n\nWhoever sees it does well to report it, with the traceback and the versions of\nPython and of the system.",
  );
  define(PyExc_TypeError, PyExc_Exception, "TypeError", 72, "Inappropriate argument type.");
  define(PyExc_ValueError, PyExc_Exception, "ValueError", 72, "Inappropriate argument value (of correct type).");
  define(PyExc_UnicodeError, PyExc_ValueError, "UnicodeError", 72, "Unicode related error.");
  define(PyExc_UnicodeDecodeError, PyExc_UnicodeError, "UnicodeDecodeError", 112, "Unicode decoding error.");
  define(PyExc_UnicodeEncodeError, PyExc_UnicodeError, "UnicodeEncodeError", 112, "Unicode encoding error.");
  define(PyExc_UnicodeTranslateError, PyExc_UnicodeError, "UnicodeTranslateError", 112, "Unicode translation error.");
  addUnicodeErrorFields();
  define(PyExc_GeneratorExit, PyExc_BaseException, "GeneratorExit", 72, "Request that a generator exit.");
  define(PyExc_KeyboardInterrupt, PyExc_BaseException, "KeyboardInterrupt", 72, "Program interrupted by user.");
}

function defineOSErrors(): void {
  define(PyExc_OSError, PyExc_Exception, "OSError", 112, "Base class for I/O related errors.");
  addOSErrorFields();
  define(PyExc_BlockingIOError, PyExc_OSError, "BlockingIOError", 112, "I/O operation would block.");
  define(PyExc_ChildProcessError, PyExc_OSError, "ChildProcessError", 112, "Child process error.");
  define(PyExc_ConnectionError, PyExc_OSError, "ConnectionError", 112, "Connection error.");
  define(PyExc_BrokenPipeError, PyExc_ConnectionError, "BrokenPipeError", 112, "Broken pipe.");
  define(PyExc_ConnectionAbortedError, PyExc_ConnectionError, "ConnectionAbortedError", 112, "Connection aborted.");
  define(PyExc_ConnectionRefusedError, PyExc_ConnectionError, "ConnectionRefusedError", 112, "Connection refused.");
  define(PyExc_ConnectionResetError, PyExc_ConnectionError, "ConnectionResetError", 112, "Connection reset.");
  define(PyExc_FileExistsError, PyExc_OSError, "FileExistsError", 112, "File already exists.");
  define(PyExc_FileNotFoundError, PyExc_OSError, "FileNotFoundError", 112, "File not found.");
  define(PyExc_InterruptedError, PyExc_OSError, "InterruptedError", 112, "Interrupted by signal.");
  define(PyExc_IsADirectoryError, PyExc_OSError, "IsADirectoryError", 112, "Operation doesn't work on directories.");
  define(PyExc_NotADirectoryError, PyExc_OSError, "NotADirectoryError", 112, "Operation only works on directories.");
  define(PyExc_PermissionError, PyExc_OSError, "PermissionError", 112, "Not enough permissions.");
  define(PyExc_ProcessLookupError, PyExc_OSError, "ProcessLookupError", 112, "Process not found.");
  define(PyExc_TimeoutError, PyExc_OSError, "TimeoutError", 112, "Timeout expired.");
}

function defineWarnings(): void {
  define(PyExc_Warning, PyExc_Exception, "Warning", 72, "Base class for warning categories.");
  define(
    PyExc_BytesWarning,
    PyExc_Warning,
    "BytesWarning",
    72,
    "For warnings about bytes and bytearray, above all where they are compared\nwith str or turned into it.",
  );
  define(
    PyExc_DeprecationWarning,
    PyExc_Warning,
    "DeprecationWarning",
    72,
    "Base class for warnings about deprecated features.",
  );
  define(PyExc_EncodingWarning, PyExc_Warning, "EncodingWarning", 72, "Base class for warnings about encodings.");
  define(
    PyExc_FutureWarning,
    PyExc_Warning,
    "FutureWarning",
    72,
    "For warnings about things that will mean something else\nlater.",
  );
  define(
    PyExc_ImportWarning,
    PyExc_Warning,
    "ImportWarning",
    72,
    "For warnings about imports that are probably mistaken",
  );
  define(
    PyExc_PendingDeprecationWarning,
    PyExc_Warning,
    "PendingDeprecationWarning",
    72,
    "For warnings about features that will be deprecated\nlater.",
  );
  define(PyExc_ResourceWarning, PyExc_Warning, "ResourceWarning", 72, "Base class for warnings about resource usage.");
  define(
    PyExc_RuntimeWarning,
    PyExc_Warning,
    "RuntimeWarning",
    72,
    "Base class for warnings about dubious runtime behavior.",
  );
  define(PyExc_SyntaxWarning, PyExc_Warning, "SyntaxWarning", 72, "Base class for warnings about dubious syntax.");
  define(
    PyExc_UnicodeWarning,
    PyExc_Warning,
    "UnicodeWarning",
    72,
    "For warnings about Unicode, above all about\nconversions.",
  );
  define(PyExc_UserWarning, PyExc_Warning, "UserWarning", 72, "Base class for warnings generated by user code.");
}

/** Every exception type of the tree, in an order in which bases come first: calls `visit` (type: PyTypeObject): i32 until it fails. */
export function forEachExceptionType(visit: u32): i32 {
  if (call_indirect<i32>(visit, PyExc_BaseException) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_Exception) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_LookupError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_StopIteration) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_SystemExit) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_KeyError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_NameError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_AttributeError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_ImportError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_BaseExceptionGroup) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_ExceptionGroup) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_ArithmeticError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_FloatingPointError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_OverflowError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_ZeroDivisionError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_AssertionError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_BufferError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_EOFError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_ModuleNotFoundError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_IndexError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_MemoryError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_UnboundLocalError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_ReferenceError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_RuntimeError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_NotImplementedError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_PythonFinalizationError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_RecursionError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_StopAsyncIteration) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_SyntaxError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_IndentationError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_TabError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc__IncompleteInputError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_SystemError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_TypeError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_ValueError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_UnicodeError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_UnicodeDecodeError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_UnicodeEncodeError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_UnicodeTranslateError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_GeneratorExit) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_KeyboardInterrupt) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_OSError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_BlockingIOError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_ChildProcessError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_ConnectionError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_BrokenPipeError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_ConnectionAbortedError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_ConnectionRefusedError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_ConnectionResetError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_FileExistsError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_FileNotFoundError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_InterruptedError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_IsADirectoryError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_NotADirectoryError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_PermissionError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_ProcessLookupError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_TimeoutError) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_Warning) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_BytesWarning) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_DeprecationWarning) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_EncodingWarning) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_FutureWarning) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_ImportWarning) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_PendingDeprecationWarning) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_ResourceWarning) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_RuntimeWarning) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_SyntaxWarning) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_UnicodeWarning) < 0) return -1;
  if (call_indirect<i32>(visit, PyExc_UserWarning) < 0) return -1;
  return 0;
}
