import { PyObject } from "./object/layout";
import { evalLoop } from "./vm/eval";
import { runSlice, startMain, initRun, PyEval_EvalCode } from "./vm/run";
import { readMarshalledCode } from "./load/marshal";
import { initGeneratorTypes } from "./vm/genobject";
import { initFrameType } from "./vm/frameobject";
import { initFunctionType } from "./types/function";
import { code_dealloc } from "./types/code";
import { initCoroutineTypes } from "./vm/coroutine";
import { initCodeType } from "./types/code_getters";
export function all(a: usize): usize {
  initRun(); initCodeType(); initGeneratorTypes(); initFrameType(); initFunctionType(); initCoroutineTypes();
  store<u32>(a, code_dealloc.index);
  readMarshalledCode(a, a);
  startMain(changetype<PyObject>(a), changetype<PyObject>(a));
  return evalLoop(true) + runSlice(1);
}
