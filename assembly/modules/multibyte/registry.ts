/**
 * The modules _multibytecodec, _codecs_cn, _codecs_hk, _codecs_iso2022, _codecs_jp, _codecs_kr and _codecs_tw.
 * DIFFERS: the latter have no __map_... capsules, through which CPython's share their tables.
 */
import { PyObject } from "../../object/layout";
import { Py_DECREF } from "../../object/refcount";
import { METH_O } from "../../object/typedef";
import { PyExc_LookupError, PyExc_TypeError, PyExc_ValueError } from "../../object/exception_types";
import { PyErr_Occurred, PyErr_SetString } from "../../protocol/errors";
import { PyModule_AddObjectRef, PyModule_New, moduleFunction } from "../../types/module";
import { PyUnicode_Check, PyUnicode_EqualToLiteral } from "../../types/unicode";
import { newCodecObject } from "./codec";
import { Decoder_Type, Encoder_Type } from "./incremental";
import { StreamReader_Type, StreamWriter_Type } from "./streams";
import { CN_FIRST, CODECS, HK_FIRST, ISO2022_FIRST, JP_FIRST, KR_FIRST, TW_FIRST, findCodec } from "./tables";

function getcodec(name: PyObject, first: u32, end: u32): PyObject | null {
  if (!PyUnicode_Check(name)) return PyErr_SetString(PyExc_TypeError, "encoding name must be a string.");
  const codec = findCodec(name, first, end);
  if (codec !== null) return newCodecObject(codec);
  return PyErr_Occurred() !== null ? null : PyErr_SetString(PyExc_LookupError, "no such codec is supported.");
}

function getcodec_cn(m: PyObject, name: PyObject): PyObject | null {
  return getcodec(name, CN_FIRST, HK_FIRST);
}

function getcodec_hk(m: PyObject, name: PyObject): PyObject | null {
  return getcodec(name, HK_FIRST, ISO2022_FIRST);
}

function getcodec_iso2022(m: PyObject, name: PyObject): PyObject | null {
  return getcodec(name, ISO2022_FIRST, JP_FIRST);
}

function getcodec_jp(m: PyObject, name: PyObject): PyObject | null {
  return getcodec(name, JP_FIRST, KR_FIRST);
}

function getcodec_kr(m: PyObject, name: PyObject): PyObject | null {
  return getcodec(name, KR_FIRST, TW_FIRST);
}

function getcodec_tw(m: PyObject, name: PyObject): PyObject | null {
  return getcodec(name, TW_FIRST, CODECS);
}

function codecModule(name: string, get: u32): PyObject | null {
  const m = PyModule_New(name);
  if (m === null) return null;
  if (moduleFunction(m, "getcodec", get, METH_O, "getcodec($self, object, /)\n--\n\n") == 0) return m;
  Py_DECREF(m);
  return null;
}

function PyInit__codecs_cn(): PyObject | null {
  return codecModule("_codecs_cn", getcodec_cn.index);
}

function PyInit__codecs_hk(): PyObject | null {
  return codecModule("_codecs_hk", getcodec_hk.index);
}

function PyInit__codecs_iso2022(): PyObject | null {
  return codecModule("_codecs_iso2022", getcodec_iso2022.index);
}

function PyInit__codecs_jp(): PyObject | null {
  return codecModule("_codecs_jp", getcodec_jp.index);
}

function PyInit__codecs_kr(): PyObject | null {
  return codecModule("_codecs_kr", getcodec_kr.index);
}

function PyInit__codecs_tw(): PyObject | null {
  return codecModule("_codecs_tw", getcodec_tw.index);
}

/** CPython makes its codecs through capsules; there are none here. */
function createCodec(m: PyObject, capsule: PyObject): PyObject | null {
  return PyErr_SetString(PyExc_ValueError, "argument type invalid");
}

function PyInit__multibytecodec(): PyObject | null {
  const m = PyModule_New("_multibytecodec");
  if (m === null) return null;
  if (
    moduleFunction(m, "__create_codec", createCodec.index, METH_O, "__create_codec($module, arg, /)\n--\n\n") == 0 &&
    PyModule_AddObjectRef(m, "MultibyteIncrementalEncoder", Encoder_Type) == 0 &&
    PyModule_AddObjectRef(m, "MultibyteIncrementalDecoder", Decoder_Type) == 0 &&
    PyModule_AddObjectRef(m, "MultibyteStreamReader", StreamReader_Type) == 0 &&
    PyModule_AddObjectRef(m, "MultibyteStreamWriter", StreamWriter_Type) == 0
  ) {
    return m;
  }
  Py_DECREF(m);
  return null;
}

/** The table index of the init function of module `name`, or 0. */
export function multibyteModuleInit(name: PyObject): u32 {
  if (PyUnicode_EqualToLiteral(name, "_multibytecodec")) return PyInit__multibytecodec.index;
  if (PyUnicode_EqualToLiteral(name, "_codecs_cn")) return PyInit__codecs_cn.index;
  if (PyUnicode_EqualToLiteral(name, "_codecs_hk")) return PyInit__codecs_hk.index;
  if (PyUnicode_EqualToLiteral(name, "_codecs_iso2022")) return PyInit__codecs_iso2022.index;
  if (PyUnicode_EqualToLiteral(name, "_codecs_jp")) return PyInit__codecs_jp.index;
  if (PyUnicode_EqualToLiteral(name, "_codecs_kr")) return PyInit__codecs_kr.index;
  if (PyUnicode_EqualToLiteral(name, "_codecs_tw")) return PyInit__codecs_tw.index;
  return 0;
}
