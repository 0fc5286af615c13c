/**
 * The structs of exception instances (Include/cpython/pyerrors.h), offset for offset.
 *
 *   0 count   8 type   16 __dict__   24 args   32 notes (unused)   40 __traceback__   48 __context__   56 __cause__
 *   64 suppress_context (1 byte)   72 fields of the type
 */
import { PyObject } from "../object/layout";

/** Head of every exception: 72 bytes. */
@unmanaged
export class PyBaseExceptionObject extends PyObject {
  dict: PyObject | null; // 16
  dict_hi: u32;
  args: PyObject; // 24: a tuple
  args_hi: u32;
  notes: PyObject | null; // 32: unused
  notes_hi: u32;
  traceback: PyObject | null; // 40
  traceback_hi: u32;
  context: PyObject | null; // 48
  context_hi: u32;
  cause: PyObject | null; // 56
  cause_hi: u32;
  suppress_context: u8; // 64
  suppress_pad: u8;
  suppress_pad2: u16;
  suppress_pad3: u32;
}

@unmanaged
export class PyBaseExceptionGroupObject extends PyBaseExceptionObject {
  msg: PyObject; // 72
  msg_hi: u32;
  excs: PyObject; // 80: a tuple
  excs_hi: u32;
}

@unmanaged
export class PySyntaxErrorObject extends PyBaseExceptionObject {
  msg: PyObject | null; // 72
  msg_hi: u32;
  filename: PyObject | null; // 80
  filename_hi: u32;
  lineno: PyObject | null; // 88
  lineno_hi: u32;
  offset: PyObject | null; // 96
  offset_hi: u32;
  end_lineno: PyObject | null; // 104
  end_lineno_hi: u32;
  end_offset: PyObject | null; // 112
  end_offset_hi: u32;
  text: PyObject | null; // 120
  text_hi: u32;
  print_file_and_line: PyObject | null; // 128
  print_file_and_line_hi: u32;
}

@unmanaged
export class PyImportErrorObject extends PyBaseExceptionObject {
  msg: PyObject | null; // 72
  msg_hi: u32;
  name: PyObject | null; // 80
  name_hi: u32;
  path: PyObject | null; // 88
  path_hi: u32;
  name_from: PyObject | null; // 96
  name_from_hi: u32;
}

@unmanaged
export class PyUnicodeErrorObject extends PyBaseExceptionObject {
  encoding: PyObject | null; // 72
  encoding_hi: u32;
  object: PyObject | null; // 80
  object_hi: u32;
  start: i32; // 88
  start_hi: i32;
  end: i32; // 96
  end_hi: i32;
  reason: PyObject | null; // 104
  reason_hi: u32;
}

@unmanaged
export class PySystemExitObject extends PyBaseExceptionObject {
  code: PyObject | null; // 72
  code_hi: u32;
}

@unmanaged
export class PyOSErrorObject extends PyBaseExceptionObject {
  myerrno: PyObject | null; // 72
  myerrno_hi: u32;
  strerror: PyObject | null; // 80
  strerror_hi: u32;
  filename: PyObject | null; // 88
  filename_hi: u32;
  filename2: PyObject | null; // 96
  filename2_hi: u32;
  written: i32; // 104: only for BlockingIOError, -1 otherwise
  written_hi: i32;
}

@unmanaged
export class PyStopIterationObject extends PyBaseExceptionObject {
  value: PyObject | null; // 72
  value_hi: u32;
}

@unmanaged
export class PyNameErrorObject extends PyBaseExceptionObject {
  name: PyObject | null; // 72
  name_hi: u32;
}

@unmanaged
export class PyAttributeErrorObject extends PyBaseExceptionObject {
  obj: PyObject | null; // 72
  obj_hi: u32;
  name: PyObject | null; // 80
  name_hi: u32;
}
