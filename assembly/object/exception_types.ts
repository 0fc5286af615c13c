/**
 * The static exception types (Objects/exceptions.c), at fixed addresses. In CPython `PyExc_TypeError` is a pointer to the
 * type; here the name is the type itself. types/exceptions.ts fills them in.
 */
import { PyTypeObject } from "./layout";

export const PyExc_BaseException = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_BaseExceptionGroup = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_GeneratorExit = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_KeyboardInterrupt = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_SystemExit = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_Exception = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_ArithmeticError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_FloatingPointError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_OverflowError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_ZeroDivisionError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_AssertionError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_AttributeError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_BufferError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_EOFError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_ExceptionGroup = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_ImportError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_ModuleNotFoundError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_LookupError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_IndexError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_KeyError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_MemoryError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_NameError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_UnboundLocalError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_OSError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_BlockingIOError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_ChildProcessError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_ConnectionError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_BrokenPipeError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_ConnectionAbortedError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_ConnectionRefusedError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_ConnectionResetError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_FileExistsError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_FileNotFoundError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_InterruptedError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_IsADirectoryError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_NotADirectoryError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_PermissionError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_ProcessLookupError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_TimeoutError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_ReferenceError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_RuntimeError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_NotImplementedError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_RecursionError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_StopAsyncIteration = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_StopIteration = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_SyntaxError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_IndentationError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_TabError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_SystemError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_TypeError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_ValueError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_UnicodeError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_UnicodeDecodeError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_UnicodeEncodeError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_UnicodeTranslateError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_Warning = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_BytesWarning = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_DeprecationWarning = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_EncodingWarning = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_FutureWarning = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_ImportWarning = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_PendingDeprecationWarning = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_ResourceWarning = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_RuntimeWarning = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_SyntaxWarning = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_UnicodeWarning = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_UserWarning = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc__IncompleteInputError = changetype<PyTypeObject>(memory.data(416, 16));
export const PyExc_PythonFinalizationError = changetype<PyTypeObject>(memory.data(416, 16));

/** Aliases of OSError. */
export const PyExc_EnvironmentError = PyExc_OSError;
export const PyExc_IOError = PyExc_OSError;
