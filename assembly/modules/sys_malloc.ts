/**
 * sys._debugmallocstats: what the pools, the arenas and the free lists hold, in the lines of CPython's _PyObject_DebugMallocStats
 * (Objects/obmalloc.c). Written without allocating, so that the numbers are those from before.
 */
import { Py_NewRef } from "../object/refcount";
import { PyObject } from "../object/layout";
import { Py_None } from "../object/statics";
import { ARENA_SIZE, POOL_BYTES, arenaStat, classCount, countPools } from "../memory/blocks";
import { freelistCount } from "../memory/freelist";
import { dictFreeList } from "../types/dict";
import { keysFreeList } from "../types/dict_keys";
import { floatsKept } from "../types/float";
import { listFreeList } from "../types/list";
import { tuplesKept } from "../types/tuple";
import { flushText, writeByte, writeText, writeTo } from "./faulthandler_text";

/** One line of numbers and texts, built here. */
const line = memory.data(256, 8);
let length: i32 = 0;

function put(text: string): void {
  for (let i = 0; i < text.length; i++) {
    store<u8>(line + <usize>length, <u8>text.charCodeAt(i));
    length++;
  }
}

/** A number, right aligned in `places`, with commas between thousands if `commas`. */
function putNumber(n: u64, places: i32 = 0, commas: bool = false): void {
  let digits = 1;
  for (let rest = n / 10; rest != 0; rest /= 10) digits++;
  const marks = commas ? (digits - 1) / 3 : 0;
  for (let i = digits + marks; i < places; i++) put(" ");
  let unit: u64 = 1;
  for (let i = 1; i < digits; i++) unit *= 10;
  for (let left = digits; left > 0; left--) {
    store<u8>(line + <usize>length, <u8>(48 + ((n / unit) % 10)));
    length++;
    unit /= 10;
    if (commas && left > 1 && (left - 1) % 3 == 0) put(",");
  }
}

function writeLine(): void {
  for (let i = 0; i < length; i++) writeByte(load<u8>(line + <usize>i));
  writeByte(10);
  length = 0;
}

/** Ends the line with its value: "...   =      1,234". */
function finishLine(value: u64): void {
  while (length < 35) put(" ");
  put("=");
  putNumber(value, 21, true);
  writeLine();
}

function total(text: string, value: u64): u64 {
  put(text);
  finishLine(value);
  return value;
}

function writeClasses(): void {
  writeText("Small block threshold = 512, in 32 size classes.\n\n");
  writeText("class   size   num pools   blocks in use  avail blocks\n");
  writeText("-----   ----   ---------   -------------  ------------\n");
  for (let i = 0; i < 32; i++) {
    const pools = classCount(i, 0);
    if (pools == 0) continue;
    putNumber(i, 5);
    put(" ");
    putNumber((i + 1) * 16, 6);
    put(" ");
    putNumber(pools, 11);
    put(" ");
    putNumber(classCount(i, 1), 15);
    put(" ");
    putNumber(classCount(i, 2), 13);
    writeLine();
  }
  writeByte(10);
}

function writeArenas(): void {
  let pools: u64 = 0;
  let allocated: u64 = 0;
  let available: u64 = 0;
  let lost: u64 = 0;
  for (let i = 0; i < 32; i++) {
    const size = <u64>(i + 1) * 16;
    const n = <u64>classCount(i, 0);
    pools += n;
    allocated += <u64>classCount(i, 1) * size;
    available += <u64>classCount(i, 2) * size;
    lost += n * ((<u64>POOL_BYTES - 48) % size);
  }
  const arenas = <u64>arenaStat(1);
  total("# arenas allocated total", arenaStat(0));
  total("# arenas reclaimed", arenaStat(0) - arenaStat(1));
  total("# arenas highwater mark", arenaStat(2));
  total("# arenas allocated current", arenas);
  putNumber(arenas);
  put(" arenas * ");
  putNumber(ARENA_SIZE);
  put(" bytes/arena");
  finishLine(arenas * ARENA_SIZE);
  writeByte(10);
  let sum = total("# bytes in allocated blocks", allocated);
  sum += total("# bytes in available blocks", available);
  const unused = arenas * (ARENA_SIZE / POOL_BYTES) - pools;
  putNumber(unused);
  put(" unused pools * ");
  putNumber(POOL_BYTES);
  put(" bytes");
  finishLine(unused * POOL_BYTES);
  sum += unused * POOL_BYTES;
  sum += total("# bytes lost to pool headers", pools * 48);
  sum += total("# bytes lost to quantization", lost);
  sum += total("# bytes lost to arena alignment", 0);
  total("Total", sum);
}

/** pages.ts has one flat table where CPython has a tree of three levels. */
function writeMap(): void {
  writeText("\narena map counts\n");
  total("# arena map mid nodes", 0);
  total("# arena map bot nodes", 0);
  writeByte(10);
  let sum = total("# bytes lost to arena map root", 16384);
  sum += total("# bytes lost to arena map mid", 0);
  sum += total("# bytes lost to arena map bot", 0);
  total("Total", sum);
}

/** "N free NAMEs * SIZE bytes each =", its left part aligned to the right; `items` of a tuple, or -1. */
function writeFreeList(count: i32, name: string, size: i32, items: i32): void {
  putNumber(count);
  put(" free ");
  if (items >= 0) {
    putNumber(items);
    put("-sized ");
  }
  put(name);
  put("s * ");
  putNumber(size);
  put(" bytes each");
  const missing = 48 - length;
  if (missing > 0) {
    memory.copy(line + <usize>missing, line, <usize>length);
    memory.fill(line, 32, <usize>missing);
    length = 48;
  }
  put(" ");
  finishLine(<u64>count * <u64>size);
}

function writeFreeLists(): void {
  writeByte(10);
  writeFreeList(freelistCount(dictFreeList), "PyDictObject", 48, -1);
  writeFreeList(freelistCount(keysFreeList), "PyDictKeysObject", 32, -1);
  writeFreeList(floatsKept(), "PyFloatObject", 24, -1);
  writeFreeList(freelistCount(listFreeList), "PyListObject", 40, -1);
  for (let i = 1; i <= 20; i++) writeFreeList(tuplesKept(i), "PyTupleObject", 24 + 8 * i, i);
}

export function sys__debugmallocstats(self: PyObject, unused: PyObject | null): PyObject | null {
  countPools();
  writeTo(2, false);
  writeClasses();
  writeArenas();
  writeMap();
  writeFreeLists();
  flushText();
  return Py_NewRef(Py_None);
}
