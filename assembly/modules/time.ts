/**
 * The module time (Modules/timemodule.c): the host's clocks, sleep, struct_time and conversions. Calendar and strftime are in
 * time_calendar.ts, zones in time_zone.ts.
 */
import { monotonicClock, processClock, resetZone, wallClock } from "../host";
import { sleepFor } from "../vm/wait";
import { PyObject, PyTypeObject, ptrAt } from "../object/layout";
import { Py_DECREF, Py_INCREF, Py_NewRef, Py_XDECREF, Py_XSETREF } from "../object/refcount";
import { Py_None } from "../object/statics";
import { METH_FASTCALL, METH_NOARGS, METH_O } from "../object/typedef";
import { PyExc_OSError, PyExc_OverflowError, PyExc_TypeError, PyExc_ValueError } from "../object/exception_types";
import { ID } from "../generated/ids";
import { PyErr_Format, PyErr_Occurred, PyErr_SetObject, PyErr_SetString } from "../protocol/errors";
import { checkParsedCount, PyArg_CheckPositional } from "../protocol/args";
import { PyObject_GetAttrString } from "../protocol/attr";
import { PyObject_Vectorcall } from "../protocol/call";
import { PyNumber_AsSsize_t, PyNumber_Index } from "../protocol/number";
import { PyDict_New, PyDict_SetItem } from "../types/dict";
import { PyBool_FromLong } from "../types/bool";
import { PyFloat_AS_DOUBLE, PyFloat_Check, PyFloat_FromDouble } from "../types/float";
import { PyLong_AsI32, PyLong_FromI64, PyLong_FromLong, longAsI64, longOverflow } from "../types/long";
import { PyModule_Add, PyModule_AddIntConstant, PyModule_New, moduleFunction } from "../types/module";
import { _PyNamespace_New } from "../types/namespace";
import { PyStructSequence_New, PyStructSequence_NewType, PyStructSequence_SetItem } from "../types/structseq";
import { breakDownLocal, localSeconds, look, lookedUpName, zoneDst, zoneOffset } from "./time_zone";
import { importModule } from "../types/object_reduce";
import { PyTupleObject, PyTuple_Pack2 } from "../types/tuple";
import { PyUnicode_Check, PyUnicode_EqualToLiteral } from "../types/unicode";
import { PyUnicode_FromLiteral } from "../types/unicode_format";
import {
  ascTime,
  breakDown,
  checkTime,
  day,
  formatTime,
  hour,
  isdst,
  minute,
  month,
  readTime,
  second,
  setZone,
  weekday,
  year,
  yearday,
} from "./time_calendar";

let structTimeType: PyTypeObject | null = null;

function nanoseconds(seconds: f64): PyObject | null {
  // Split so that the product keeps what the clock gave.
  const whole = Math.floor(seconds);
  return PyLong_FromI64(<i64>whole * 1000000000 + <i64>((seconds - whole) * 1e9));
}

function time_time(_m: PyObject, _unused: PyObject | null): PyObject | null {
  return PyFloat_FromDouble(wallClock());
}

function time_time_ns(_m: PyObject, _unused: PyObject | null): PyObject | null {
  return nanoseconds(wallClock());
}

function time_monotonic(_m: PyObject, _unused: PyObject | null): PyObject | null {
  return PyFloat_FromDouble(monotonicClock());
}

function time_monotonic_ns(_m: PyObject, _unused: PyObject | null): PyObject | null {
  return nanoseconds(monotonicClock());
}

function time_process_time(_m: PyObject, _unused: PyObject | null): PyObject | null {
  return PyFloat_FromDouble(processClock());
}

function time_process_time_ns(_m: PyObject, _unused: PyObject | null): PyObject | null {
  return nanoseconds(processClock());
}

/** Seconds read by `readSeconds`. */
let seconds: f64 = 0;

/** An int or float of seconds; false with an exception. */
function readSeconds(op: PyObject): bool {
  if (PyFloat_Check(op)) {
    seconds = PyFloat_AS_DOUBLE(op);
    if (seconds != seconds) {
      PyErr_SetString(PyExc_ValueError, "Invalid value NaN (not a number)");
      return false;
    }
    if (Math.abs(seconds) < 9.2e18) return true;
  } else {
    const index = PyNumber_Index(op);
    if (index === null) return false;
    const value = longAsI64(index);
    const over = longOverflow;
    Py_DECREF(index);
    seconds = <f64>value;
    if (over == 0) return true;
  }
  PyErr_SetString(PyExc_OverflowError, "timestamp out of range for platform time_t");
  return false;
}

function time_sleep(_m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("sleep", nargs, 1, 1) || !readSeconds(ptrAt(args, 0))) return null;
  if (seconds > 9.2e9) return PyErr_SetString(PyExc_OverflowError, "timestamp out of range for platform time_t");
  if (seconds < 0) return PyErr_SetString(PyExc_ValueError, "sleep length must be non-negative");
  if (!sleepFor(seconds, args)) return null;
  return Py_NewRef(Py_None);
}

function setField(op: PyObject, i: i32, value: i64): bool {
  const number = PyLong_FromI64(value);
  if (number === null) return false;
  PyStructSequence_SetItem(op, i, number);
  return true;
}

/** struct_time of the calendar's globals in the zone `name` (stolen; null: an exception is pending), `east` of Greenwich. `new` */
function structTime(name: PyObject | null, east: i64): PyObject | null {
  if (name === null) return null;
  const op = PyStructSequence_New(structTimeType!);
  if (op === null) {
    Py_DECREF(name);
    return null;
  }
  if (
    !setField(op, 0, year) ||
    !setField(op, 1, month + 1) ||
    !setField(op, 2, day) ||
    !setField(op, 3, hour) ||
    !setField(op, 4, minute) ||
    !setField(op, 5, second) ||
    !setField(op, 6, (weekday + 6) % 7) ||
    !setField(op, 7, yearday + 1) ||
    !setField(op, 8, isdst) ||
    !setField(op, 10, east)
  ) {
    Py_DECREF(name);
    Py_DECREF(op);
    return null;
  }
  PyStructSequence_SetItem(op, 9, name);
  return op;
}

/** OSError(75, ...): a year beyond C's int. */
function tooLarge(): PyObject | null {
  return osError(75, "Value too large for defined data type");
}

function osError(code: i32, message: string): PyObject | null {
  const text = PyUnicode_FromLiteral(message);
  const number = PyLong_FromLong(code);
  if (text === null || number === null) return null;
  const args = PyTuple_Pack2(number, text);
  Py_DECREF(text);
  if (args === null) return null;
  PyErr_SetObject(PyExc_OSError, args);
  Py_DECREF(args);
  return null;
}

/** Breaks the optional argument, or the present, down; false with an exception. */
function breakArgument(fname: string, args: usize, nargs: i32, local: bool): bool {
  if (nargs > 1) {
    PyErr_Format(PyExc_TypeError, "%L() takes at most 1 argument (%d given)", changetype<usize>(fname), nargs);
    return false;
  }
  let value: i64;
  if (nargs == 0 || ptrAt(args, 0) == Py_None) {
    value = <i64>Math.floor(wallClock());
  } else {
    const op = ptrAt(args, 0);
    if (!readSeconds(op)) return false;
    if (PyFloat_Check(op)) {
      value = <i64>Math.floor(seconds);
    } else {
      const index = PyNumber_Index(op);
      if (index === null) return false;
      value = longAsI64(index);
      Py_DECREF(index);
    }
  }
  if (value > 67768036191676799 || value < -67768040609740800) {
    tooLarge();
    return false;
  }
  if (local) breakDownLocal(value);
  else breakDown(value);
  return true;
}

function time_gmtime(_m: PyObject, args: usize, nargs: i32): PyObject | null {
  return breakArgument("gmtime", args, nargs, false) ? structTime(PyUnicode_FromLiteral("GMT"), 0) : null;
}

function time_localtime(_m: PyObject, args: usize, nargs: i32): PyObject | null {
  return breakArgument("localtime", args, nargs, true) ? structTime(lookedUpName(), zoneOffset) : null;
}

function time_ctime(_m: PyObject, args: usize, nargs: i32): PyObject | null {
  return breakArgument("ctime", args, nargs, true) ? ascTime() : null;
}

function time_asctime(_m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("asctime", nargs, 0, 1)) return null;
  if (nargs == 0) breakDownLocal(<i64>Math.floor(wallClock()));
  else if (!readTime(ptrAt(args, 0), "asctime(): illegal time tuple argument") || !checkTime()) return null;
  return ascTime();
}

function time_mktime(_m: PyObject, tuple: PyObject): PyObject | null {
  if (!readTime(tuple, "mktime(): illegal time tuple argument")) return null;
  return PyFloat_FromDouble(<f64>localSeconds());
}

function time_strftime(_m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!PyArg_CheckPositional("strftime", nargs, 1, 2)) return null;
  const format = ptrAt(args, 0);
  if (!PyUnicode_Check(format)) {
    return PyErr_Format(PyExc_TypeError, "strftime() argument 1 must be str, not %.50s", format.ob_type.tp_name);
  }
  let name: PyObject | null = null;
  let east = 0;
  if (nargs == 1) {
    breakDownLocal(<i64>Math.floor(wallClock()));
    east = <i32>zoneOffset;
    name = lookedUpName();
    if (name === null) return null;
  } else {
    const tuple = ptrAt(args, 1);
    if (!readTime(tuple, "strftime(): illegal time tuple argument") || !checkTime()) return null;
    if (tuple.ob_type == structTimeType) {
      const items = changetype<usize>(tuple) + offsetof<PyTupleObject>();
      const offset = ptrAt(items, 10);
      if (PyUnicode_Check(ptrAt(items, 9))) name = Py_NewRef(ptrAt(items, 9));
      if (offset != Py_None) {
        east = PyLong_AsI32(offset);
        if (east == -1 && PyErr_Occurred() !== null) {
          Py_XDECREF(name);
          return null;
        }
      }
    }
    if (name === null && isdst >= 0) name = Py_NewRef(zoneNameOf(isdst));
  }
  setZone(name, east);
  const text = formatTime(format);
  setZone(null, 0);
  Py_XDECREF(name);
  return text;
}

/** The standard library's _strptime does the work. `new` */
function time_strptime(_m: PyObject, args: usize, nargs: i32): PyObject | null {
  const name = PyUnicode_FromLiteral("_strptime");
  if (name === null) return null;
  const module = importModule(name);
  Py_DECREF(name);
  if (module === null) return null;
  const parse = PyObject_GetAttrString(module, "_strptime_time");
  Py_DECREF(module);
  if (parse === null) return null;
  const result = PyObject_Vectorcall(parse, args, nargs, null);
  Py_DECREF(parse);
  return result;
}

/** Clock `id` in seconds; -1 where there is no such clock. */
function clockOf(id: i32): f64 {
  if (id == 0 || id == 11) return wallClock();
  if (id == 1 || id == 4 || id == 7) return monotonicClock();
  return id == 2 || id == 3 ? processClock() : -1.0;
}

/** The clock named by `op`; false with an exception. */
function readClock(op: PyObject): bool {
  const id = PyNumber_AsSsize_t(op, PyExc_OverflowError);
  if (id == -1 && PyErr_Occurred() !== null) return false;
  seconds = clockOf(id);
  if (seconds >= 0) return true;
  osError(22, "Invalid argument");
  return false;
}

function time_clock_gettime(_m: PyObject, op: PyObject): PyObject | null {
  return readClock(op) ? PyFloat_FromDouble(seconds) : null;
}

function time_clock_gettime_ns(_m: PyObject, op: PyObject): PyObject | null {
  return readClock(op) ? nanoseconds(seconds) : null;
}

function time_clock_getres(_m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!checkParsedCount("clock_getres", nargs, 1, 1)) return null;
  return readClock(ptrAt(args, 0)) ? PyFloat_FromDouble(1e-9) : null;
}

/** What C's tzname holds, names without and with daylight saving time: owned. */
const names = memory.data(16, 8);

/** What %Z shows of a time that knows its daylight flag only: borrowed. */
function zoneNameOf(dst: i32): PyObject {
  const name = load<PyObject | null>(names + (dst > 0 ? 8 : 0));
  return name === null ? Py_None : name;
}

/** 365 days and 6 hours. */
const YEAR: i64 = 31557600;

/** timezone, altzone, daylight and tzname: the zones of this year's winter and summer, wherever on earth it is (init_timezone). */
function addZones(m: PyObject): i32 {
  const winter = (<i64>Math.floor(wallClock()) / YEAR) * YEAR;
  look(winter);
  let standard = zoneOffset;
  let first = lookedUpName();
  const reversed = zoneDst != 0;
  look(winter + YEAR / 2);
  let summer = zoneOffset;
  let second = lookedUpName();
  if (first === null || second === null) return -1;
  Py_XSETREF(names, Py_NewRef(reversed ? second : first));
  Py_XSETREF(names + 8, Py_NewRef(reversed ? first : second));
  if (standard > summer) {
    const offset = standard;
    standard = summer;
    summer = offset;
    const name = first;
    first = second;
    second = name;
  }
  let bad = PyModule_Add(m, "timezone", PyLong_FromI64(-standard));
  bad |= PyModule_Add(m, "altzone", PyLong_FromI64(-summer));
  bad |= PyModule_Add(m, "daylight", PyLong_FromI64(i64(standard != summer)));
  bad |= PyModule_Add(m, "tzname", PyTuple_Pack2(first, second));
  Py_DECREF(first);
  Py_DECREF(second);
  return bad;
}

function time_tzset(m: PyObject, _unused: PyObject | null): PyObject | null {
  resetZone();
  return addZones(m) < 0 ? null : Py_NewRef(Py_None);
}

/** dict[name] = value. Steals `value`; false with an exception. */
function put(dict: PyObject, name: PyObject, value: PyObject | null): bool {
  if (value === null) return false;
  const result = PyDict_SetItem(dict, name, value);
  Py_DECREF(value);
  return result == 0;
}

function time_get_clock_info(_m: PyObject, args: usize, nargs: i32): PyObject | null {
  if (!checkParsedCount("get_clock_info", nargs, 1, 1)) return null;
  const name = ptrAt(args, 0);
  if (!PyUnicode_Check(name)) {
    return PyErr_Format(PyExc_TypeError, "get_clock_info() argument 1 must be str, not %.50s", name.ob_type.tp_name);
  }
  let implementation: string;
  let monotonic = 1;
  if (PyUnicode_EqualToLiteral(name, "time")) {
    implementation = "clock_gettime(CLOCK_REALTIME)";
    monotonic = 0;
  } else if (PyUnicode_EqualToLiteral(name, "monotonic") || PyUnicode_EqualToLiteral(name, "perf_counter")) {
    implementation = "clock_gettime(CLOCK_MONOTONIC)";
  } else if (PyUnicode_EqualToLiteral(name, "process_time")) {
    implementation = "clock_gettime(CLOCK_PROCESS_CPUTIME_ID)";
  } else if (PyUnicode_EqualToLiteral(name, "thread_time")) {
    implementation = "clock_gettime(CLOCK_THREAD_CPUTIME_ID)";
  } else {
    return PyErr_SetString(PyExc_ValueError, "unknown clock");
  }
  const dict = PyDict_New();
  if (dict === null) return null;
  let result: PyObject | null = null;
  if (
    put(dict, ID.implementation, PyUnicode_FromLiteral(implementation)) &&
    put(dict, ID.monotonic, PyBool_FromLong(monotonic)) &&
    put(dict, ID.adjustable, PyBool_FromLong(1 - monotonic)) &&
    put(dict, ID.resolution, PyFloat_FromDouble(1e-9))
  ) {
    result = _PyNamespace_New(dict);
  }
  Py_DECREF(dict);
  return result;
}

function addClocks(m: PyObject): i32 {
  let bad = 0;
  bad |= moduleFunction(
    m,
    "time",
    time_time.index,
    METH_NOARGS,
    "time($self, /)\n--\n\ntime() -> floating-point number",
  );
  bad |= moduleFunction(m, "time_ns", time_time_ns.index, METH_NOARGS, "time_ns($self, /)\n--\n\ntime_ns() -> int");
  bad |= moduleFunction(
    m,
    "monotonic",
    time_monotonic.index,
    METH_NOARGS,
    "monotonic($self, /)\n--\n\nmonotonic() -> float",
  );
  bad |= moduleFunction(
    m,
    "monotonic_ns",
    time_monotonic_ns.index,
    METH_NOARGS,
    "monotonic_ns($self, /)\n--\n\nmonotonic_ns() -> int",
  );
  bad |= moduleFunction(
    m,
    "perf_counter",
    time_monotonic.index,
    METH_NOARGS,
    "perf_counter($self, /)\n--\n\nperf_counter() -> float",
  );
  bad |= moduleFunction(
    m,
    "perf_counter_ns",
    time_monotonic_ns.index,
    METH_NOARGS,
    "perf_counter_ns($self, /)\n--\n\nperf_counter_ns() -> int",
  );
  bad |= moduleFunction(
    m,
    "process_time",
    time_process_time.index,
    METH_NOARGS,
    "process_time($self, /)\n--\n\nprocess_time() -> float",
  );
  bad |= moduleFunction(
    m,
    "process_time_ns",
    time_process_time_ns.index,
    METH_NOARGS,
    "process_time_ns($self, /)\n--\n\nprocess_time() -> int",
  );
  bad |= moduleFunction(
    m,
    "thread_time",
    time_process_time.index,
    METH_NOARGS,
    "thread_time($self, /)\n--\n\nthread_time() -> float",
  );
  bad |= moduleFunction(
    m,
    "thread_time_ns",
    time_process_time_ns.index,
    METH_NOARGS,
    "thread_time_ns($self, /)\n--\n\nthread_time() -> int",
  );
  bad |= moduleFunction(
    m,
    "sleep",
    time_sleep.index,
    METH_FASTCALL,
    "sleep($self, object, /)\n--\n\nDelay execution for a given number of seconds.",
  );
  bad |= moduleFunction(
    m,
    "clock_gettime",
    time_clock_gettime.index,
    METH_O,
    "clock_gettime($module, clk_id, /)\n--\n\nReturn the time of the specified clock clk_id as a float.",
  );
  bad |= moduleFunction(
    m,
    "clock_gettime_ns",
    time_clock_gettime_ns.index,
    METH_O,
    "clock_gettime_ns($module, clk_id, /)\n--\n\nWhat the clock clk_id shows, in nanoseconds (int).",
  );
  bad |= moduleFunction(
    m,
    "clock_getres",
    time_clock_getres.index,
    METH_FASTCALL,
    "clock_getres(clk_id) -> floating-point number\n\nReturn the resolution of the specified clock.",
  );
  bad |= moduleFunction(
    m,
    "get_clock_info",
    time_get_clock_info.index,
    METH_FASTCALL,
    "get_clock_info(name: str) -> dict\n\nResolution, kind and C function of a clock.",
  );
  bad |= PyModule_AddIntConstant(m, "CLOCK_REALTIME", 0);
  bad |= PyModule_AddIntConstant(m, "CLOCK_MONOTONIC", 1);
  bad |= PyModule_AddIntConstant(m, "CLOCK_PROCESS_CPUTIME_ID", 2);
  bad |= PyModule_AddIntConstant(m, "CLOCK_THREAD_CPUTIME_ID", 3);
  bad |= PyModule_AddIntConstant(m, "CLOCK_MONOTONIC_RAW", 4);
  bad |= PyModule_AddIntConstant(m, "CLOCK_BOOTTIME", 7);
  bad |= PyModule_AddIntConstant(m, "CLOCK_TAI", 11);
  return bad;
}

function addCalendar(m: PyObject): i32 {
  let bad = 0;
  bad |= moduleFunction(
    m,
    "gmtime",
    time_gmtime.index,
    METH_FASTCALL,
    "gmtime([seconds]) -> (tm_year, tm_mon, tm_mday, tm_hour, tm_min,\n                       tm_sec, tm_wday, tm_yday, tm_isdst)\n\nConvert seconds since the Epoch to a time tuple expressing UTC.",
  );
  bad |= moduleFunction(
    m,
    "localtime",
    time_localtime.index,
    METH_FASTCALL,
    "localtime([seconds]) -> (tm_year,tm_mon,tm_mday,tm_hour,tm_min,\n                          tm_sec,tm_wday,tm_yday,tm_isdst)\n\nThe local date and time of a moment given in seconds since the Epoch.",
  );
  bad |= moduleFunction(
    m,
    "asctime",
    time_asctime.index,
    METH_FASTCALL,
    "asctime([tuple]) -> string\n\nThe text of a time tuple, like 'Mon Nov 23 10:06:39 2026'.",
  );
  bad |= moduleFunction(
    m,
    "ctime",
    time_ctime.index,
    METH_FASTCALL,
    "ctime(seconds) -> string\n\nThe text of a moment's local date and time.",
  );
  bad |= moduleFunction(
    m,
    "mktime",
    time_mktime.index,
    METH_O,
    "mktime($self, object, /)\n--\n\nThe moment at which local clocks show this time tuple, in seconds since the Epoch.",
  );
  bad |= moduleFunction(
    m,
    "strftime",
    time_strftime.index,
    METH_FASTCALL,
    "strftime(format[, tuple]) -> string\n\nThe text of a time tuple, by a format of % directives.",
  );
  bad |= moduleFunction(
    m,
    "strptime",
    time_strptime.index,
    METH_FASTCALL,
    "strptime(string, format) -> struct_time\n\nThe time tuple that a text gives, by a format of % directives.",
  );
  bad |= moduleFunction(m, "tzset", time_tzset.index, METH_NOARGS, "tzset($self, /)\n--\n\ntzset()");
  bad |= addZones(m);
  bad |= PyModule_AddIntConstant(m, "_STRUCT_TM_ITEMS", 11);
  const type = PyStructSequence_NewType(
    "time.struct_time",
    "tm_year,tm_mon,tm_mday,tm_hour,tm_min,tm_sec,tm_wday,tm_yday,tm_isdst,tm_zone,tm_gmtoff",
    "A date and time in nine integers, from year to daylight saving, with the zone\n as attributes. gmtime(), localtime() and strptime() return one; asctime(),\n mktime() and strftime() take one.",
    9,
  );
  if (type === null) return -1;
  structTimeType = type;
  Py_INCREF(type);
  bad |= PyModule_Add(m, "struct_time", type);
  return bad;
}

/** `new` module time, or null. */
export function initTimeModule(): PyObject | null {
  const module = PyModule_New("time", "Clocks, dates of the calendar, and waiting.");
  if (module === null) return null;
  if (addClocks(module) < 0 || addCalendar(module) < 0) {
    Py_DECREF(module);
    return null;
  }
  return module;
}
