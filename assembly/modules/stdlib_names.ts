/**
 * Names of modules as sys tells them: the standard library's (Python/stdlib_module_names.h), and the machine's own built-in ones.
 */
import { PyObject } from "../object/layout";
import { Py_DECREF } from "../object/refcount";
import { NATIVE_NAMES } from "../generated/native_names";
import * as host from "../host";
import { PyMem_Free } from "../memory/blocks";
import { readMarshal } from "../load/marshal";
import { PySequence_Contains } from "../protocol/sequence";
import { PyFrozenSet_New } from "../types/set";
import { PyList_Append, PyList_AsTuple, PyList_New } from "../types/list";
import { PyList_Sort } from "../types/list_sort";
import { PyTuple_GET_ITEM, PyTuple_GET_SIZE } from "../types/tuple";
import { PyUnicode_FromUTF16 } from "../types/unicode";

const STANDARD_LIBRARY =
  "__future__,_abc,_aix_support,_android_support,_ast,_asyncio,_bisect,_blake2,_bz2,_codecs,_codecs_cn,_codecs_hk,_codecs_iso2022,_codecs_jp,_codecs_kr,_codecs_tw,_collections,_collections_abc,_colorize,_compat_pickle,_compression,_contextvars,_csv,_ctypes,_curses,_curses_panel,_datetime,_dbm,_decimal,_elementtree,_frozen_importlib,_frozen_importlib_external,_functools,_gdbm,_hashlib,_heapq,_imp,_interpchannels,_interpqueues,_interpreters,_io,_ios_support,_json,_locale,_lsprof,_lzma,_markupbase,_md5,_multibytecodec,_multiprocessing,_opcode,_opcode_metadata,_operator,_osx_support,_overlapped,_pickle,_posixshmem,_posixsubprocess,_py_abc,_pydatetime,_pydecimal,_pyio,_pylong,_pyrepl,_queue,_random,_scproxy,_sha1,_sha2,_sha3,_signal,_sitebuiltins,_socket,_sqlite3,_sre,_ssl,_stat,_statistics,_string,_strptime,_struct,_suggestions,_symtable,_sysconfig,_thread,_threading_local,_tkinter,_tokenize,_tracemalloc,_typing,_uuid,_warnings,_weakref,_weakrefset,_winapi,_wmi,_zoneinfo,abc,antigravity,argparse,array,ast,asyncio,atexit,base64,bdb,binascii,bisect,builtins,bz2,cProfile,calendar,cmath,cmd,code,codecs,codeop,collections,colorsys,compileall,concurrent,configparser,contextlib,contextvars,copy,copyreg,csv,ctypes,curses,dataclasses,datetime,dbm,decimal,difflib,dis,doctest,email,encodings,ensurepip,enum,errno,faulthandler,fcntl,filecmp,fileinput,fnmatch,fractions,ftplib,functools,gc,genericpath,getopt,getpass,gettext,glob,graphlib,grp,gzip,hashlib,heapq,hmac,html,http,idlelib,imaplib,importlib,inspect,io,ipaddress,itertools,json,keyword,linecache,locale,logging,lzma,mailbox,marshal,math,mimetypes,mmap,modulefinder,msvcrt,multiprocessing,netrc,nt,ntpath,nturl2path,numbers,opcode,operator,optparse,os,pathlib,pdb,pickle,pickletools,pkgutil,platform,plistlib,poplib,posix,posixpath,pprint,profile,pstats,pty,pwd,py_compile,pyclbr,pydoc,pydoc_data,pyexpat,queue,quopri,random,re,readline,reprlib,resource,rlcompleter,runpy,sched,secrets,select,selectors,shelve,shlex,shutil,signal,site,smtplib,socket,socketserver,sqlite3,sre_compile,sre_constants,sre_parse,ssl,stat,statistics,string,stringprep,struct,subprocess,symtable,sys,sysconfig,syslog,tabnanny,tarfile,tempfile,termios,textwrap,this,threading,time,timeit,tkinter,token,tokenize,tomllib,trace,traceback,tracemalloc,tty,turtle,turtledemo,types,typing,unicodedata,unittest,urllib,uuid,venv,warnings,wave,weakref,webbrowser,winreg,winsound,wsgiref,xml,xmlrpc,zipapp,zipfile,zipimport,zlib,zoneinfo";

/** Appends each name of a comma-separated text; false with an exception. */
function appendNames(list: PyObject, names: string): bool {
  let start = 0;
  for (let i = 0; i <= names.length; i++) {
    if (i < names.length && names.charCodeAt(i) != 0x2c) continue;
    const name = PyUnicode_FromUTF16(changetype<usize>(names) + ((<usize>start) << 1), i - start);
    if (name === null || PyList_Append(list, name) < 0) return false;
    Py_DECREF(name);
    start = i + 1;
  }
  return true;
}

/** Appends the names that the host gives, each once; false with an exception. */
function appendHostNames(list: PyObject): bool {
  const block = host.moduleNames(false);
  if (block == 0) return false;
  const names = readMarshal(block, <usize>host.resultSize());
  PyMem_Free(block);
  if (names === null) return false;
  let good = true;
  for (let i = 0; good && i < PyTuple_GET_SIZE(names); i++) {
    const name = PyTuple_GET_ITEM(names, i);
    const known = PySequence_Contains(list, name);
    good = known > 0 || (known == 0 && PyList_Append(list, name) == 0);
  }
  Py_DECREF(names);
  return good;
}

/** sys.builtin_module_names: `new`. */
export function builtinModuleNames(): PyObject | null {
  const list = PyList_New(0);
  if (list === null) return null;
  const good = appendNames(list, NATIVE_NAMES) && appendHostNames(list) && PyList_Sort(list) == 0;
  const tuple: PyObject | null = good ? PyList_AsTuple(list) : null;
  Py_DECREF(list);
  return tuple;
}

/** sys.stdlib_module_names: `new`. */
export function stdlibModuleNames(): PyObject | null {
  const list = PyList_New(0);
  if (list === null) return null;
  const set: PyObject | null = appendNames(list, STANDARD_LIBRARY) ? PyFrozenSet_New(list) : null;
  Py_DECREF(list);
  return set;
}
