/**
 * Encoding of the containers: .xz, .lzma (alone), raw chains. Bytes go through the stages of the chain to LZMA, whose output goes to zlib/bytes_out.ts.
 *
 * A stream of .xz has one block, without sizes in its header, as liblzma's streaming encoder writes it; none for no bytes at all.
 */
import { PyMem_Free, PyMem_Malloc } from "../../memory/blocks";
import { outByte, outBytes, outFailed, outSize } from "../zlib/bytes_out";
import { crc32 } from "../zlib/checksums";
import { checkBegin, checkEnd, checkSize, checkUpdate, isCheckSupported } from "./checks";
import { FORMAT_ALONE, FORMAT_XZ } from "./decoder";
import { lzmaEncode, lzmaEncodeEnd, lzmaEncoderFree, lzmaEncoderNew } from "./lzma_encode";
import {
  CHAIN_SIZE,
  FILTER_LZMA1,
  FILTER_LZMA2,
  LZMA_MEM_ERROR,
  LZMA_OK,
  LZMA_PROG_ERROR,
  LZMA_UNSUPPORTED_CHECK,
  chainCount,
  checkChain,
  encodeProperties,
  filterAt,
  goodDictSize,
  propertiesSize,
} from "./options";
import { Stage, stageDrop, stageFree, stageNew, stageRun } from "./stages";

@unmanaged
class XzEncoder {
  format: i32;
  check: i32;
  isBegun: bool; // 8, the stream's header is out
  isInBlock: bool;
  lzma: usize; // 12
  stages: i32; // 16
  stage0: usize;
  stage1: usize;
  stage2: usize;
  headerSize: i32; // 32
  pad: u32;
  packed: i64; // 40, bytes of the block
  unpacked: i64;
}

const CHAIN: usize = 56;
const CHECK_STATE: usize = 56 + 264;
const ENCODER_SIZE: usize = 56 + 264 + 384;

function chainOf(e: XzEncoder): usize {
  return changetype<usize>(e) + CHAIN;
}

function checkOf(e: XzEncoder): usize {
  return changetype<usize>(e) + CHECK_STATE;
}

function stageAt(e: XzEncoder, i: i32): usize {
  return <usize>load<u32>(changetype<usize>(e) + offsetof<XzEncoder>("stage0") + ((<usize>i) << 2));
}

export function encoderFree(at: usize): void {
  if (at == 0) return;
  const e = changetype<XzEncoder>(at);
  for (let i = 0; i < e.stages; i++) stageFree(stageAt(e, i));
  lzmaEncoderFree(e.lzma);
  PyMem_Free(at);
}

/** What is wrong with a chain for that format: LZMA_OK or an error. */
function checkFor(format: i32, check: i32, chain: usize): i32 {
  const n = chainCount(chain);
  if (n == 0) return LZMA_PROG_ERROR;
  if (format == FORMAT_XZ) {
    if (check < 0 || check > 15) return LZMA_PROG_ERROR;
    if (!isCheckSupported(check)) return LZMA_UNSUPPORTED_CHECK;
    if (filterAt(chain, n - 1).id == FILTER_LZMA1) return LZMA_PROG_ERROR;
  }
  return checkChain(chain, true);
}

/** The address of the encoder that `encoderNew` has made. */
export let madeEncoder: usize = 0;

/** Makes an encoder into `madeEncoder`: LZMA_OK or an error. */
export function encoderNew(format: i32, check: i32, chain: usize): i32 {
  madeEncoder = 0;
  const status = checkFor(format, check, chain);
  if (status != LZMA_OK) return status;
  const at = PyMem_Malloc(ENCODER_SIZE);
  if (at == 0) return LZMA_MEM_ERROR;
  memory.fill(at, 0, ENCODER_SIZE);
  const e = changetype<XzEncoder>(at);
  e.format = format;
  e.check = check;
  memory.copy(chainOf(e), chain, CHAIN_SIZE);
  checkBegin(checkOf(e), check);
  const last = chainCount(chain) - 1;
  for (let i = 0; i < last; i++) {
    const stage = stageNew(filterAt(chain, i), true);
    if (stage == 0) break;
    store<u32>(at + offsetof<XzEncoder>("stage0") + ((<usize>i) << 2), <u32>stage);
    e.stages++;
  }
  const f = filterAt(chain, last);
  if (e.stages == last) e.lzma = lzmaEncoderNew(f, f.id == FILTER_LZMA2);
  if (e.lzma != 0) {
    madeEncoder = at;
    return LZMA_OK;
  }
  encoderFree(at);
  return LZMA_MEM_ERROR;
}

// ---- headers ---------------------------------------------------------------------------------------------------------

function outWord(value: u32): void {
  for (let k: u32 = 0; k < 32; k += 8) outByte((value >> k) & 255);
}

const scratch = memory.data(128, 8);

/** Two bytes of flags: nothing, and the check. */
function flagsAt(to: usize, check: i32): void {
  store<u8>(to, 0);
  store<u8>(to, <u8>check, 1);
}

function streamHeader(e: XzEncoder): void {
  outByte(0xfd);
  outByte(0x37);
  outByte(0x7a);
  outByte(0x58);
  outByte(0x5a);
  outByte(0);
  flagsAt(scratch, e.check);
  outBytes(scratch, 2);
  outWord(crc32(0, scratch, 2));
}

/** The header of .lzma: options, dictionary, an unknown size. */
function aloneHeader(e: XzEncoder): void {
  const f = filterAt(chainOf(e), 0);
  encodeProperties(f, scratch);
  outByte(<u32>load<u8>(scratch));
  outWord(goodDictSize(f.dict_size));
  outWord(0xffffffff);
  outWord(0xffffffff);
}

/** Writes a number in 7 bits a byte at p: where it ends. */
function putVli(p: usize, value: i64): usize {
  let v = <u64>value;
  for (; v >= 128; v >>= 7) store<u8>(p++, <u8>(v | 128));
  store<u8>(p, <u8>v);
  return p + 1;
}

function blockHeader(e: XzEncoder): void {
  const chain = chainOf(e);
  const count = chainCount(chain);
  let p = scratch + 2;
  store<u8>(scratch, <u8>(count - 1), 1);
  for (let i = 0; i < count; i++) {
    const f = filterAt(chain, i);
    const size = propertiesSize(f);
    p = putVli(p, f.id);
    p = putVli(p, size);
    encodeProperties(f, p);
    p += <usize>size;
  }
  while (((p - scratch) & 3) != 0) store<u8>(p++, 0);
  const size = p - scratch;
  store<u8>(scratch, <u8>(size >> 2));
  outBytes(scratch, <i32>size);
  outWord(crc32(0, scratch, size));
  e.headerSize = <i32>size + 4;
  e.isInBlock = true;
}

function begin(e: XzEncoder): void {
  if (e.isBegun) return;
  if (e.format == FORMAT_XZ) streamHeader(e);
  else if (e.format == FORMAT_ALONE) aloneHeader(e);
  e.isBegun = true;
}

// ---- data ------------------------------------------------------------------------------------------------------------

/** Sends bytes through stage i and those behind it to LZMA; false without memory. */
function send(e: XzEncoder, i: i32, p: usize, n: i32, isEnd: bool): bool {
  if (i == e.stages) return lzmaEncode(e.lzma, p, n);
  const stage = stageAt(e, i);
  const done = stageRun(stage, p, n, isEnd);
  if (done < 0 || !send(e, i + 1, changetype<Stage>(stage).buf, done, isEnd)) return false;
  stageDrop(stage, done);
  return true;
}

/** Compresses n bytes into the output; false without memory. */
export function encode(at: usize, p: usize, n: i32): bool {
  const e = changetype<XzEncoder>(at);
  begin(e);
  if (n == 0) return true;
  if (e.format == FORMAT_XZ && !e.isInBlock) blockHeader(e);
  checkUpdate(checkOf(e), p, <usize>n);
  e.unpacked += <i64>n;
  const before = outSize;
  const good = send(e, 0, p, n, false);
  e.packed += <i64>(outSize - before);
  return good && !outFailed;
}

/** The rest of the block, its padding and its check. */
function endBlock(e: XzEncoder): bool {
  const before = outSize;
  if (!send(e, 0, scratch, 0, true)) return false;
  lzmaEncodeEnd(e.lzma);
  e.packed += <i64>(outSize - before);
  if (e.format != FORMAT_XZ) return true;
  for (let n = e.packed; (n & 3) != 0; n++) outByte(0);
  checkEnd(checkOf(e), scratch);
  outBytes(scratch, checkSize(e.check));
  return true;
}

/** The index and the stream's footer. */
function endStream(e: XzEncoder): void {
  let p = scratch;
  store<u8>(p++, 0);
  p = putVli(p, e.isInBlock ? 1 : 0);
  if (e.isInBlock) {
    p = putVli(p, <i64>e.headerSize + e.packed + <i64>checkSize(e.check));
    p = putVli(p, e.unpacked);
  }
  while (((p - scratch) & 3) != 0) store<u8>(p++, 0);
  const size = p - scratch;
  outBytes(scratch, <i32>size);
  outWord(crc32(0, scratch, size));
  store<u32>(scratch, <u32>(size >> 2));
  flagsAt(scratch + 4, e.check);
  outWord(crc32(0, scratch, 6));
  outBytes(scratch, 6);
  outByte(0x59);
  outByte(0x5a);
}

/** Ends the stream; false without memory. */
export function encodeEnd(at: usize): bool {
  const e = changetype<XzEncoder>(at);
  begin(e);
  if ((e.format != FORMAT_XZ || e.isInBlock) && !endBlock(e)) return false;
  if (e.format == FORMAT_XZ) endStream(e);
  return !outFailed;
}
