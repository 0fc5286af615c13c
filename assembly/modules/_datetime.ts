/** The module _datetime (Modules/_datetimemodule.c). Its types are in datetime/. */
import { PyObject, PyTypeObject, initPtr } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { Py_None } from "../object/statics";
import { cstr } from "../object/typedef";
import { PyCapsule_New } from "../types/capsule";
import { PyDict_SetItem } from "../types/dict";
import {
  PyModule_AddIntConstant,
  PyModule_AddObjectRef,
  PyModule_AddStringConstant,
  PyModule_New,
} from "../types/module";
import { lookup_tp_dict } from "../types/typeobject";
import { ID } from "../generated/ids";
import { MAXYEAR, MAX_DELTA_DAYS, MINYEAR } from "./datetime/calendar";
import { date_fromtimestamp, defineDate, isoCalendarDateType } from "./datetime/date";
import { datetime_fromtimestamp } from "./datetime/datetime";
import { defineDateTime } from "./datetime/datetime_methods";
import { defineDelta } from "./datetime/delta";
import {
  PyDateTime_DateTimeType,
  PyDateTime_DateType,
  PyDateTime_DeltaType,
  PyDateTime_TZInfoType,
  PyDateTime_TimeType,
  PyDateTime_TimeZoneType,
  create_timezone,
  initStatics,
  makeDelta,
  new_date_ex,
  new_datetime_ex2,
  new_delta,
  new_time_ex2,
  new_timezone,
  utcTimezone,
} from "./datetime/objects";
import { defineTime } from "./datetime/time";
import { defineTimezones } from "./datetime/timezone";
import { ready } from "./itertools_base";

let defined: bool = false;

/** type.name = value (stolen, null: failed). */
function put(type: PyTypeObject, name: PyObject, value: PyObject | null): bool {
  if (value === null) return false;
  const ok = PyDict_SetItem(lookup_tp_dict(type), name, value) == 0;
  Py_DECREF(value);
  return ok;
}

/** A timezone of so many seconds: `new`. */
function zoneOf(seconds: i32): PyObject | null {
  const delta = new_delta(0, seconds, 0);
  if (delta === null) return null;
  const zone = create_timezone(delta, null);
  Py_DECREF(delta);
  return zone;
}

/** min, max and resolution of each type. */
function addLimits(): bool {
  const delta = PyDateTime_DeltaType;
  const date = PyDateTime_DateType;
  const time = PyDateTime_TimeType;
  const datetime = PyDateTime_DateTimeType;
  const zone = PyDateTime_TimeZoneType;
  return (
    put(delta, ID.resolution, makeDelta(0, 0, 1, delta)) &&
    put(delta, ID.min, makeDelta(-MAX_DELTA_DAYS, 0, 0, delta)) &&
    put(delta, ID.max, makeDelta(MAX_DELTA_DAYS, 86399, 999999, delta)) &&
    put(date, ID.min, new_date_ex(MINYEAR, 1, 1, date)) &&
    put(date, ID.max, new_date_ex(MAXYEAR, 12, 31, date)) &&
    put(date, ID.resolution, makeDelta(1, 0, 0, delta)) &&
    put(time, ID.min, new_time_ex2(0, 0, 0, 0, Py_None, 0, time)) &&
    put(time, ID.max, new_time_ex2(23, 59, 59, 999999, Py_None, 0, time)) &&
    put(time, ID.resolution, makeDelta(0, 0, 1, delta)) &&
    put(datetime, ID.min, new_datetime_ex2(MINYEAR, 1, 1, 0, 0, 0, 0, Py_None, 0, datetime)) &&
    put(datetime, ID.max, new_datetime_ex2(MAXYEAR, 12, 31, 23, 59, 59, 999999, Py_None, 0, datetime)) &&
    put(datetime, ID.resolution, makeDelta(0, 0, 1, delta)) &&
    put(zone, ID.utc, utcTimezone) &&
    put(zone, ID.min, zoneOf(-86340)) &&
    put(zone, ID.max, zoneOf(86340))
  );
}

function makeTypes(): bool {
  if (defined) return true;
  initStatics();
  defineDate();
  defineDateTime();
  defineTime();
  defineDelta();
  defineTimezones();
  defined =
    ready(PyDateTime_DateType) &&
    ready(PyDateTime_DateTimeType) &&
    ready(PyDateTime_TimeType) &&
    ready(PyDateTime_DeltaType) &&
    ready(PyDateTime_TZInfoType) &&
    ready(PyDateTime_TimeZoneType) &&
    ready(isoCalendarDateType()) &&
    addLimits();
  return defined;
}

/**
 * PyDateTime_CAPI of CPython's datetime.h: five types, timezone.utc, then nine functions, of which there is the number in the table. Nobody
 * calls them; the capsule shows where the types are.
 */
const capi = memory.data(15 * 8, 8);

/** The capsule datetime_CAPI: `new`. */
function makeCapi(): PyObject | null {
  initPtr(capi, changetype<usize>(PyDateTime_DateType));
  initPtr(capi + 8, changetype<usize>(PyDateTime_DateTimeType));
  initPtr(capi + 16, changetype<usize>(PyDateTime_TimeType));
  initPtr(capi + 24, changetype<usize>(PyDateTime_DeltaType));
  initPtr(capi + 32, changetype<usize>(PyDateTime_TZInfoType));
  initPtr(capi + 40, changetype<usize>(utcTimezone));
  initPtr(capi + 48, new_date_ex.index);
  initPtr(capi + 56, new_datetime_ex2.index);
  initPtr(capi + 64, new_time_ex2.index);
  initPtr(capi + 72, makeDelta.index);
  initPtr(capi + 80, new_timezone.index);
  initPtr(capi + 88, datetime_fromtimestamp.index);
  initPtr(capi + 96, date_fromtimestamp.index);
  initPtr(capi + 104, new_datetime_ex2.index);
  initPtr(capi + 112, new_time_ex2.index);
  return PyCapsule_New(capi, cstr("datetime.datetime_CAPI"));
}

let capsule: PyObject | null = null;

/** `new`: the module object. */
export function PyInit__datetime(): PyObject | null {
  const m = PyModule_New("_datetime");
  if (m === null) return null;
  if (
    makeTypes() &&
    (capsule !== null || (capsule = makeCapi()) !== null) &&
    PyModule_AddObjectRef(m, "datetime_CAPI", capsule) == 0 &&
    PyModule_AddStringConstant(m, "__doc__", "Dates, times and durations.") == 0 &&
    PyModule_AddObjectRef(m, "date", PyDateTime_DateType) == 0 &&
    PyModule_AddObjectRef(m, "datetime", PyDateTime_DateTimeType) == 0 &&
    PyModule_AddObjectRef(m, "time", PyDateTime_TimeType) == 0 &&
    PyModule_AddObjectRef(m, "timedelta", PyDateTime_DeltaType) == 0 &&
    PyModule_AddObjectRef(m, "tzinfo", PyDateTime_TZInfoType) == 0 &&
    PyModule_AddObjectRef(m, "timezone", PyDateTime_TimeZoneType) == 0 &&
    PyModule_AddIntConstant(m, "MINYEAR", MINYEAR) == 0 &&
    PyModule_AddIntConstant(m, "MAXYEAR", MAXYEAR) == 0 &&
    PyModule_AddObjectRef(m, "UTC", utcTimezone) == 0
  ) {
    return m;
  }
  Py_DECREF(m);
  return null;
}
