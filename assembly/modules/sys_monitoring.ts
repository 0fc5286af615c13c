/**
 * sys.monitoring (PEP 669): tools, callbacks and events. Counterpart: the module half of Python/instrumentation.c; the work is in
 * vm/instrument.ts and vm/monitor_call.ts.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF, Py_NewRef } from "../object/refcount";
import { Py_None, PyCode_Type } from "../object/statics";
import { METH_FASTCALL, METH_NOARGS, METH_O } from "../object/typedef";
import { PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { PyArg_CheckPositional } from "../protocol/args";
import { PyErr_Format, PyErr_Occurred, PyErr_SetString } from "../protocol/errors";
import { PyNumber_Index } from "../protocol/number";
import { PyDict_New, PyDict_SetItem } from "../types/dict";
import { PyLong_AsI32, PyLong_FromLong } from "../types/long";
import {
  PyModule_Add,
  PyModule_AddIntConstant,
  PyModule_AddObjectRef,
  PyModule_New,
  moduleFunction,
} from "../types/module";
import { _PyNamespace_New } from "../types/namespace";
import { PyUnicode_Check } from "../types/unicode";
import { PyUnicode_FromLiteral } from "../types/unicode_format";
import { LOCAL_EVENTS } from "../types/code_monitoring";
import { instrumentAll } from "../vm/instrument";
import { localEvents, setGlobalEvents, setLocalEvents } from "../vm/legacy_trace";
import {
  C_RAISE,
  C_RETURN,
  EVENTS,
  EVENT_CALL,
  PUBLIC_TOOLS,
  UNGROUPED_EVENTS,
  disableObject,
  eventName,
  eventsOfTool,
  globalTools,
  initMonitoring,
  missingObject,
  replaceCallback,
  setToolName,
  toolName,
  toolsOf,
} from "../vm/monitor_state";

let number: i32 = 0;

/** A C int from argument `op` goes to `number`; false with an exception. */
function takeInt(op: PyObject): bool {
  const index = PyNumber_Index(op);
  if (index === null) return false;
  number = PyLong_AsI32(index);
  Py_DECREF(index);
  return number != -1 || PyErr_Occurred() === null;
}

function validTool(tool: i32): bool {
  if (tool >= 0 && tool < PUBLIC_TOOLS) return true;
  PyErr_Format(PyExc_ValueError, "invalid tool %d (must be between 0 and 5)", tool);
  return false;
}

function toolInUse(tool: i32): bool {
  if (toolName(tool) !== null) return true;
  PyErr_Format(PyExc_ValueError, "tool %d is not in use", tool);
  return false;
}

function isCode(op: PyObject): bool {
  if (op.ob_type == PyCode_Type) return true;
  PyErr_SetString(PyExc_TypeError, "code must be a code object");
  return false;
}

const C_EVENTS: i32 = (1 << C_RETURN) | (1 << C_RAISE);

/** `set` without C_RETURN and C_RAISE, which only come with CALL: -1 with an exception if they stand alone. */
function withoutCEvents(set: i32): i32 {
  const all = C_EVENTS | (1 << EVENT_CALL);
  if (!(set & C_EVENTS) || (set & all) == all) return set & ~C_EVENTS;
  PyErr_SetString(PyExc_ValueError, "cannot set C_RETURN or C_RAISE events independently");
  return -1;
}

function use_tool_id(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("use_tool_id", nargs, 2, 2) || !takeInt(load<PyObject>(args))) return null;
  const tool = number;
  const name = load<PyObject>(args + 8);
  if (!validTool(tool)) return null;
  if (!PyUnicode_Check(name)) return PyErr_SetString(PyExc_ValueError, "tool name must be a str");
  if (toolName(tool) !== null) return PyErr_Format(PyExc_ValueError, "tool %d is already in use", tool);
  setToolName(tool, name);
  return Py_NewRef(Py_None);
}

function free_tool_id(self: PyObject, arg: PyObject): PyObject | null {
  if (!takeInt(arg) || !validTool(number)) return null;
  setToolName(number, null);
  return Py_NewRef(Py_None);
}

function get_tool(self: PyObject, arg: PyObject): PyObject | null {
  if (!takeInt(arg) || !validTool(number)) return null;
  const name = toolName(number);
  return Py_NewRef(name === null ? Py_None : name);
}

function register_callback(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("register_callback", nargs, 3, 3) || !takeInt(load<PyObject>(args))) return null;
  const tool = number;
  if (!takeInt(load<PyObject>(args + 8))) return null;
  const set = number;
  if (!validTool(tool)) return null;
  if (popcnt(set) != 1) {
    return PyErr_SetString(PyExc_ValueError, "The callback can only be set for one event at a time");
  }
  const event = <i32>ctz(set);
  if (event >= EVENTS) return PyErr_Format(PyExc_ValueError, "invalid event %d", set);
  const callback = load<PyObject>(args + 16);
  const old = replaceCallback(tool, event, callback == Py_None ? null : callback);
  return old === null ? Py_NewRef(Py_None) : old;
}

function get_events(self: PyObject, arg: PyObject): PyObject | null {
  if (!takeInt(arg) || !validTool(number)) return null;
  return PyLong_FromLong(<i32>eventsOfTool(globalTools, UNGROUPED_EVENTS, number));
}

function set_events(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("set_events", nargs, 2, 2) || !takeInt(load<PyObject>(args))) return null;
  const tool = number;
  if (!takeInt(load<PyObject>(args + 8)) || !validTool(tool)) return null;
  if (number < 0 || number >= 1 << EVENTS) return PyErr_Format(PyExc_ValueError, "invalid event set 0x%x", number);
  const set = withoutCEvents(number);
  if (set < 0 || !toolInUse(tool)) return null;
  return setGlobalEvents(tool, set) ? Py_NewRef(Py_None) : null;
}

function get_local_events(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("get_local_events", nargs, 2, 2) || !takeInt(load<PyObject>(args))) return null;
  const code = load<PyObject>(args + 8);
  if (!isCode(code) || !validTool(number)) return null;
  return PyLong_FromLong(<i32>localEvents(code, number));
}

function set_local_events(self: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("set_local_events", nargs, 3, 3) || !takeInt(load<PyObject>(args))) return null;
  const tool = number;
  const code = load<PyObject>(args + 8);
  if (!takeInt(load<PyObject>(args + 16)) || !isCode(code) || !validTool(tool)) return null;
  const asked = number;
  const set = withoutCEvents(asked);
  if (set == -1 && PyErr_Occurred() !== null) return null;
  if (set < 0 || set >= 1 << LOCAL_EVENTS) return PyErr_Format(PyExc_ValueError, "invalid local event set 0x%x", set);
  if (!toolInUse(tool)) return null;
  return setLocalEvents(code, tool, set) ? Py_NewRef(Py_None) : null;
}

function restart_events(self: PyObject, unused: PyObject | null): PyObject | null {
  return instrumentAll(true) ? Py_NewRef(Py_None) : null;
}

/** Sets dict[literal] = value; false with an exception. */
function setInt(dict: PyObject, key: string, value: i32): bool {
  const name = PyUnicode_FromLiteral(key);
  if (name === null) return false;
  const op = PyLong_FromLong(value);
  let status = -1;
  if (op !== null) {
    status = PyDict_SetItem(dict, name, op);
    Py_DECREF(op);
  }
  Py_DECREF(name);
  return status == 0;
}

/** Event name -> tools, of all events that some tool wants. */
function all_events(self: PyObject, unused: PyObject | null): PyObject | null {
  const dict = PyDict_New();
  if (dict === null) return null;
  for (let e = 0; e < UNGROUPED_EVENTS; e++) {
    const tools = toolsOf(e);
    if (tools != 0 && !setInt(dict, eventName(e), tools)) {
      Py_DECREF(dict);
      return null;
    }
  }
  return dict;
}

/** sys.monitoring.events: `new`. */
function eventsNamespace(): PyObject | null {
  const dict = PyDict_New();
  if (dict === null) return null;
  let ok = true;
  for (let e = 0; e < EVENTS; e++) ok = ok && setInt(dict, eventName(e), 1 << e);
  ok = ok && setInt(dict, "NO_EVENTS", 0);
  const made = ok ? _PyNamespace_New(dict) : null;
  Py_DECREF(dict);
  return made;
}

function addFunctions(m: PyObject): void {
  moduleFunction(m, "use_tool_id", use_tool_id.index, METH_FASTCALL, "use_tool_id($module, tool_id, name, /)\n--\n\n");
  moduleFunction(m, "free_tool_id", free_tool_id.index, METH_O, "free_tool_id($module, tool_id, /)\n--\n\n");
  moduleFunction(m, "get_tool", get_tool.index, METH_O, "get_tool($module, tool_id, /)\n--\n\n");
  moduleFunction(
    m,
    "register_callback",
    register_callback.index,
    METH_FASTCALL,
    "register_callback($module, tool_id, event, func, /)\n--\n\n",
  );
  moduleFunction(m, "get_events", get_events.index, METH_O, "get_events($module, tool_id, /)\n--\n\n");
  moduleFunction(
    m,
    "set_events",
    set_events.index,
    METH_FASTCALL,
    "set_events($module, tool_id, event_set, /)\n--\n\n",
  );
  moduleFunction(
    m,
    "get_local_events",
    get_local_events.index,
    METH_FASTCALL,
    "get_local_events($module, tool_id, code, /)\n--\n\n",
  );
  moduleFunction(
    m,
    "set_local_events",
    set_local_events.index,
    METH_FASTCALL,
    "set_local_events($module, tool_id, code, event_set, /)\n--\n\n",
  );
  moduleFunction(m, "restart_events", restart_events.index, METH_NOARGS, "restart_events($module, /)\n--\n\n");
  moduleFunction(m, "_all_events", all_events.index, METH_NOARGS, "_all_events($module, /)\n--\n\n");
}

/** Makes sys.monitoring; false with an exception. */
export function addSysMonitoring(sys: PyObject): bool {
  initMonitoring();
  const m = PyModule_New("sys.monitoring");
  if (m === null) return false;
  addFunctions(m);
  const ok =
    PyModule_AddObjectRef(m, "DISABLE", disableObject) == 0 &&
    PyModule_AddObjectRef(m, "MISSING", missingObject) == 0 &&
    PyModule_AddIntConstant(m, "DEBUGGER_ID", 0) == 0 &&
    PyModule_AddIntConstant(m, "COVERAGE_ID", 1) == 0 &&
    PyModule_AddIntConstant(m, "PROFILER_ID", 2) == 0 &&
    PyModule_AddIntConstant(m, "OPTIMIZER_ID", 5) == 0 &&
    PyModule_Add(m, "events", eventsNamespace()) == 0;
  if (ok) return PyModule_Add(sys, "monitoring", m) == 0;
  Py_DECREF(m);
  return false;
}
