/**
 * All types of the room, described before any object exists; boot.ts calls `initIoTypes`, and readies them in this order: a base stands before the
 * classes that inherit from it.
 */
import { initBufferedRandomType, initBufferedReaderType, initBufferedWriterType } from "./buffered_types";
import { initRWPairType } from "./buffered_rwpair";
import { initBufferedIOBaseType } from "./bufferediobase";
import { initBytesIOType } from "./bytesio";
import { initFileIOType } from "./fileio";
import { initIOBaseTypes } from "./iobase";
import { defineNewlineDecoder } from "./newline_decoder";
import { defineStringIO } from "./stringio";
import { defineTextIOBase } from "./textiobase";
import { defineTextIOWrapper } from "./textiowrapper";

export function initIoTypes(): void {
  initIOBaseTypes();
  defineTextIOBase();
  defineNewlineDecoder();
  defineStringIO();
  defineTextIOWrapper();
  initBufferedIOBaseType();
  initBytesIOType();
  initFileIOType();
  initBufferedReaderType();
  initBufferedWriterType();
  initBufferedRandomType();
  initRWPairType();
}
