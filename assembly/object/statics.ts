/**
 * The static objects: the built-in type objects and the singletons, at fixed addresses of the data segment, so that a type test
 * compares with a constant. Nothing is initialised here; each type's own file fills its struct in its `initXType()`, and boot.ts
 * readies them in order. Types that only one file needs (iterators, views) are declared in that file in the same way. The
 * exception types are in object/exception_types.ts.
 */
import { PyObject, PyTypeObject } from "./layout";

export const PyBaseObject_Type = changetype<PyTypeObject>(memory.data(416, 16)); // object
export const PyType_Type = changetype<PyTypeObject>(memory.data(416, 16)); // type
export const PyLong_Type = changetype<PyTypeObject>(memory.data(416, 16)); // int
export const PyBool_Type = changetype<PyTypeObject>(memory.data(416, 16)); // bool
export const PyFloat_Type = changetype<PyTypeObject>(memory.data(416, 16)); // float
export const PyComplex_Type = changetype<PyTypeObject>(memory.data(416, 16)); // complex
export const _PyNone_Type = changetype<PyTypeObject>(memory.data(416, 16)); // NoneType
export const _PyNotImplemented_Type = changetype<PyTypeObject>(memory.data(416, 16)); // NotImplementedType
export const PyEllipsis_Type = changetype<PyTypeObject>(memory.data(416, 16)); // ellipsis
export const PyUnicode_Type = changetype<PyTypeObject>(memory.data(416, 16)); // str
export const PyBytes_Type = changetype<PyTypeObject>(memory.data(416, 16)); // bytes
export const PyByteArray_Type = changetype<PyTypeObject>(memory.data(416, 16)); // bytearray
export const PyMemoryView_Type = changetype<PyTypeObject>(memory.data(416, 16)); // memoryview
export const PyTuple_Type = changetype<PyTypeObject>(memory.data(416, 16)); // tuple
export const PyList_Type = changetype<PyTypeObject>(memory.data(416, 16)); // list
export const PyDict_Type = changetype<PyTypeObject>(memory.data(416, 16)); // dict
export const PySet_Type = changetype<PyTypeObject>(memory.data(416, 16)); // set
export const PyFrozenSet_Type = changetype<PyTypeObject>(memory.data(416, 16)); // frozenset
export const PySlice_Type = changetype<PyTypeObject>(memory.data(416, 16)); // slice
export const PyRange_Type = changetype<PyTypeObject>(memory.data(416, 16)); // range
export const PyFunction_Type = changetype<PyTypeObject>(memory.data(416, 16)); // function
export const PyCFunction_Type = changetype<PyTypeObject>(memory.data(416, 16)); // builtin_function_or_method
export const PyMethod_Type = changetype<PyTypeObject>(memory.data(416, 16)); // method
export const PyInstanceMethod_Type = changetype<PyTypeObject>(memory.data(416, 16)); // instancemethod
export const PyCell_Type = changetype<PyTypeObject>(memory.data(416, 16)); // cell
export const PyCode_Type = changetype<PyTypeObject>(memory.data(416, 16)); // code
export const PyFrame_Type = changetype<PyTypeObject>(memory.data(416, 16)); // frame
export const PyTraceBack_Type = changetype<PyTypeObject>(memory.data(416, 16)); // traceback
export const PyGen_Type = changetype<PyTypeObject>(memory.data(416, 16)); // generator
export const PyCoro_Type = changetype<PyTypeObject>(memory.data(416, 16)); // coroutine
export const PyAsyncGen_Type = changetype<PyTypeObject>(memory.data(416, 16)); // async_generator
export const PyModule_Type = changetype<PyTypeObject>(memory.data(416, 16)); // module
export const PyProperty_Type = changetype<PyTypeObject>(memory.data(416, 16)); // property
export const PyClassMethod_Type = changetype<PyTypeObject>(memory.data(416, 16)); // classmethod
export const PyStaticMethod_Type = changetype<PyTypeObject>(memory.data(416, 16)); // staticmethod
export const PySuper_Type = changetype<PyTypeObject>(memory.data(416, 16)); // super
export const PyWrapperDescr_Type = changetype<PyTypeObject>(memory.data(416, 16)); // wrapper_descriptor
export const PyMethodDescr_Type = changetype<PyTypeObject>(memory.data(416, 16)); // method_descriptor
export const PyClassMethodDescr_Type = changetype<PyTypeObject>(memory.data(416, 16)); // classmethod_descriptor
export const PyGetSetDescr_Type = changetype<PyTypeObject>(memory.data(416, 16)); // getset_descriptor
export const PyMemberDescr_Type = changetype<PyTypeObject>(memory.data(416, 16)); // member_descriptor
export const _PyMethodWrapper_Type = changetype<PyTypeObject>(memory.data(416, 16)); // method-wrapper
export const PyDictProxy_Type = changetype<PyTypeObject>(memory.data(416, 16)); // mappingproxy
export const _PyWeakref_RefType = changetype<PyTypeObject>(memory.data(416, 16)); // weakref.ReferenceType

export const Py_None = changetype<PyObject>(memory.data(16, 16));
export const Py_NotImplemented = changetype<PyObject>(memory.data(16, 16));
export const Py_Ellipsis = changetype<PyObject>(memory.data(16, 16));
export const Py_True = changetype<PyObject>(memory.data(32, 16));
export const Py_False = changetype<PyObject>(memory.data(32, 16));
