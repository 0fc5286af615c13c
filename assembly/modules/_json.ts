/** The module _json (Modules/_json.c): its functions and types are in json_scanner.ts and json_encoder.ts. */
import { PyObject } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { METH_FASTCALL, METH_O } from "../object/typedef";
import { PyModule_AddObjectRef, PyModule_New, moduleFunction } from "../types/module";
import { ready } from "./itertools_base";
import { Scanner_type, defineScannerType, py_scanstring } from "./json_scanner";
import { Encoder_type, defineEncoderType, py_encode_basestring, py_encode_basestring_ascii } from "./json_encoder";

let defined: bool = false;

/** `new`: the module object. */
export function PyInit__json(): PyObject | null {
  if (!defined) {
    defineScannerType();
    defineEncoderType();
    defined = true;
  }
  const m = PyModule_New("_json", "json speedups");
  if (m === null) return null;
  let bad = 0;
  bad |= moduleFunction(
    m,
    "encode_basestring_ascii",
    py_encode_basestring_ascii.index,
    METH_O,
    "encode_basestring_ascii(string) -> string\n\nThe JSON text of a str, with escapes for all that is not ASCII",
  );
  bad |= moduleFunction(
    m,
    "encode_basestring",
    py_encode_basestring.index,
    METH_O,
    "encode_basestring(string) -> string\n\nThe JSON text of a str",
  );
  bad |= moduleFunction(
    m,
    "scanstring",
    py_scanstring.index,
    METH_FASTCALL,
    "scanstring(string, end, strict=True) -> (string, end)\n\nRead a JSON string literal whose opening quote ends before index end.\nGives the str and the index behind its closing quote. A bad escape is a\nValueError, and so is a control character unless strict is false.",
  );
  if (
    bad == 0 &&
    ready(Scanner_type) &&
    ready(Encoder_type) &&
    PyModule_AddObjectRef(m, "make_scanner", Scanner_type) == 0 &&
    PyModule_AddObjectRef(m, "make_encoder", Encoder_type) == 0
  ) {
    return m;
  }
  Py_DECREF(m);
  return null;
}
