/**
 * What sys has beside in a CPython built with --enable-pystats: _stats_on, _stats_off, _stats_clear, _stats_dump. The instrumented build's host asks for them
 * (`pystats` of a machine's options): a program sees them, so that without them its heap is the release build's.
 */
import { Py_NewRef } from "../object/refcount";
import * as host from "../host";
import { setCounting } from "../memory/counters";
import { sysModule } from "../modules/sys";
import { PyObject } from "../object/layout";
import { Py_False, Py_None, Py_True } from "../object/statics";
import { METH_NOARGS } from "../object/typedef";
import { moduleFunction } from "../types/module";
import { clearCounters } from "./counters";

function sys__stats_on(self: PyObject, unused: PyObject | null): PyObject | null {
  setCounting(true);
  return Py_NewRef(Py_None);
}

function sys__stats_off(self: PyObject, unused: PyObject | null): PyObject | null {
  setCounting(false);
  return Py_NewRef(Py_None);
}

function sys__stats_clear(self: PyObject, unused: PyObject | null): PyObject | null {
  clearCounters();
  return Py_NewRef(Py_None);
}

function sys__stats_dump(self: PyObject, unused: PyObject | null): PyObject | null {
  return Py_NewRef(host.dumpStats() != 0 ? Py_True : Py_False);
}

function add(module: PyObject, name: string, meth: u32, doc: string): bool {
  return moduleFunction(module, name, meth, METH_NOARGS, doc) == 0;
}

/** Gives sys its functions: 1, or 0 without memory. */
export function addStatsFunctions(): i32 {
  const sys = sysModule;
  if (sys === null) return 0;
  const good =
    add(sys, "_stats_on", sys__stats_on.index, "_stats_on($module, /)\n--\n\nCount from now on.") &&
    add(sys, "_stats_off", sys__stats_off.index, "_stats_off($module, /)\n--\n\nCount no longer.") &&
    add(sys, "_stats_clear", sys__stats_clear.index, "_stats_clear($module, /)\n--\n\nForget what was counted.") &&
    add(
      sys,
      "_stats_dump",
      sys__stats_dump.index,
      "_stats_dump($module, /)\n--\n\nWrite what was counted to a file, or to stderr; False if that is nothing.",
    );
  return good ? 1 : 0;
}
