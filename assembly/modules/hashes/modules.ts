/**
 * The modules _md5, _sha1, _sha2 and _sha3: their functions and types. _blake2 is in blake2.ts.
 */
import { PyObject, PyTypeObject } from "../../object/layout";
import { Py_DECREF } from "../../object/refcount";
import { METH_FASTCALL_KEYWORDS } from "../../object/typedef";
import { arg, parseArgs, parseTupleArgs } from "../../protocol/args";
import { PyObject_IsTrue } from "../../protocol/compare";
import { PyModule_Add, PyModule_AddObjectRef, PyModule_New, moduleFunction } from "../../types/module";
import { PyUnicode_FromLiteral } from "../../types/unicode_format";
import { hashType, initHashType, startHash } from "./objects";
import {
  MD5,
  SHA1,
  SHA224,
  SHA256,
  SHA384,
  SHA3_224,
  SHA3_256,
  SHA3_384,
  SHA3_512,
  SHA512,
  SHAKE_128,
  SHAKE_256,
} from "./stream";

/** md5(string=b'', *, usedforsecurity=True) and its like. */
function construct(fname: string, kind: u32, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  if (!parseArgs(fname, "string=,*,usedforsecurity=", args, nargs, kwnames)) return null;
  const data = arg(0);
  const flag = arg(1);
  if (flag !== null && PyObject_IsTrue(flag) < 0) return null;
  return startHash(hashType(kind), kind, data);
}

function make_md5(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return construct("md5", MD5, args, nargs, kwnames);
}
function make_sha1(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return construct("sha1", SHA1, args, nargs, kwnames);
}
function make_sha224(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return construct("sha224", SHA224, args, nargs, kwnames);
}
function make_sha256(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return construct("sha256", SHA256, args, nargs, kwnames);
}
function make_sha384(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return construct("sha384", SHA384, args, nargs, kwnames);
}
function make_sha512(self: PyObject, args: usize, nargs: i32, kwnames: PyObject | null): PyObject | null {
  return construct("sha512", SHA512, args, nargs, kwnames);
}

/** All types of _sha3 have this one tp_new: CPython's messages name sha3_224 for each. */
function sha3_new(type: PyTypeObject, args: PyObject, kwargs: PyObject | null): PyObject | null {
  if (!parseTupleArgs("sha3_224", "data=,/,*,usedforsecurity=", args, kwargs)) return null;
  const data = arg(0);
  const flag = arg(1);
  if (flag !== null && PyObject_IsTrue(flag) < 0) return null;
  for (let kind = SHA3_224; kind <= SHAKE_256; kind++) {
    if (type == hashType(kind)) return startHash(type, kind, data);
  }
  return null;
}

/** Before types are readied; boot.ts calls it. */
export function initHashTypes(): void {
  initHashType(MD5, "_md5.md5", "md5", 0, null);
  initHashType(SHA1, "_sha1.sha1", "sha1", 0, null);
  initHashType(SHA224, "_sha2.SHA224Type", "sha224", 0, null);
  initHashType(SHA256, "_sha2.SHA256Type", "sha256", 0, null);
  initHashType(SHA384, "_sha2.SHA384Type", "sha384", 0, null);
  initHashType(SHA512, "_sha2.SHA512Type", "sha512", 0, null);
  const make = sha3_new.index;
  initHashType(
    SHA3_224,
    "_sha3.sha3_224",
    "sha3_224",
    make,
    "sha3_224([data], *, usedforsecurity=True) -> SHA3 object\n\nA SHA-3 hash of 28 bytes.",
  );
  initHashType(
    SHA3_256,
    "_sha3.sha3_256",
    "sha3_256",
    make,
    "sha3_256([data], *, usedforsecurity=True) -> SHA3 object\n\nA SHA-3 hash of 32 bytes.",
  );
  initHashType(
    SHA3_384,
    "_sha3.sha3_384",
    "sha3_384",
    make,
    "sha3_384([data], *, usedforsecurity=True) -> SHA3 object\n\nA SHA-3 hash of 48 bytes.",
  );
  initHashType(
    SHA3_512,
    "_sha3.sha3_512",
    "sha3_512",
    make,
    "sha3_512([data], *, usedforsecurity=True) -> SHA3 object\n\nA SHA-3 hash of 64 bytes.",
  );
  initHashType(
    SHAKE_128,
    "_sha3.shake_128",
    "shake_128",
    make,
    "shake_128([data], *, usedforsecurity=True) -> SHAKE object\n\nA SHAKE hash of any length.",
  );
  initHashType(
    SHAKE_256,
    "_sha3.shake_256",
    "shake_256",
    make,
    "shake_256([data], *, usedforsecurity=True) -> SHAKE object\n\nA SHAKE hash of any length.",
  );
}

function finish(m: PyObject, ok: bool): PyObject | null {
  if (ok) return m;
  Py_DECREF(m);
  return null;
}

export function PyInit__md5(): PyObject | null {
  const m = PyModule_New("_md5");
  if (m === null) return null;
  return finish(
    m,
    moduleFunction(
      m,
      "md5",
      make_md5.index,
      METH_FASTCALL_KEYWORDS,
      "md5($module, /, string=b'', *, usedforsecurity=True)\n--\n\nAn MD5 hash, begun with these bytes if given.",
    ) == 0 && PyModule_AddObjectRef(m, "MD5Type", hashType(MD5)) == 0,
  );
}

export function PyInit__sha1(): PyObject | null {
  const m = PyModule_New("_sha1");
  if (m === null) return null;
  return finish(
    m,
    moduleFunction(
      m,
      "sha1",
      make_sha1.index,
      METH_FASTCALL_KEYWORDS,
      "sha1($module, /, string=b'', *, usedforsecurity=True)\n--\n\nA SHA-1 hash, begun with these bytes if given.",
    ) == 0 && PyModule_AddObjectRef(m, "SHA1Type", hashType(SHA1)) == 0,
  );
}

export function PyInit__sha2(): PyObject | null {
  const m = PyModule_New("_sha2");
  if (m === null) return null;
  return finish(
    m,
    moduleFunction(
      m,
      "sha256",
      make_sha256.index,
      METH_FASTCALL_KEYWORDS,
      "sha256($module, /, string=b'', *, usedforsecurity=True)\n--\n\nA SHA-256 hash, begun with these bytes if given.",
    ) == 0 &&
      moduleFunction(
        m,
        "sha224",
        make_sha224.index,
        METH_FASTCALL_KEYWORDS,
        "sha224($module, /, string=b'', *, usedforsecurity=True)\n--\n\nA SHA-224 hash, begun with these bytes if given.",
      ) == 0 &&
      moduleFunction(
        m,
        "sha512",
        make_sha512.index,
        METH_FASTCALL_KEYWORDS,
        "sha512($module, /, string=b'', *, usedforsecurity=True)\n--\n\nA SHA-512 hash, begun with these bytes if given.",
      ) == 0 &&
      moduleFunction(
        m,
        "sha384",
        make_sha384.index,
        METH_FASTCALL_KEYWORDS,
        "sha384($module, /, string=b'', *, usedforsecurity=True)\n--\n\nA SHA-384 hash, begun with these bytes if given.",
      ) == 0 &&
      PyModule_AddObjectRef(m, "SHA224Type", hashType(SHA224)) == 0 &&
      PyModule_AddObjectRef(m, "SHA256Type", hashType(SHA256)) == 0 &&
      PyModule_AddObjectRef(m, "SHA384Type", hashType(SHA384)) == 0 &&
      PyModule_AddObjectRef(m, "SHA512Type", hashType(SHA512)) == 0,
  );
}

export function PyInit__sha3(): PyObject | null {
  const m = PyModule_New("_sha3");
  if (m === null) return null;
  return finish(
    m,
    PyModule_AddObjectRef(m, "sha3_224", hashType(SHA3_224)) == 0 &&
      PyModule_AddObjectRef(m, "sha3_256", hashType(SHA3_256)) == 0 &&
      PyModule_AddObjectRef(m, "sha3_384", hashType(SHA3_384)) == 0 &&
      PyModule_AddObjectRef(m, "sha3_512", hashType(SHA3_512)) == 0 &&
      PyModule_AddObjectRef(m, "shake_128", hashType(SHAKE_128)) == 0 &&
      PyModule_AddObjectRef(m, "shake_256", hashType(SHAKE_256)) == 0 &&
      PyModule_Add(m, "implementation", PyUnicode_FromLiteral("HACL")) == 0,
  );
}
