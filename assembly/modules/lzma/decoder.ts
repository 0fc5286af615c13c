/**
 * Decoding of the containers: .xz, .lzma (alone), raw chains. What has been read and not used stays in a queue; headers are read when they are whole.
 *
 * Bytes go from LZMA through the stages of the chain, from the last to the first, into the output (zlib/bytes_out.ts) up to a limit.
 *
 * Invariant: `ready` bytes at the front of the first stage's buffer are done and not given yet; nothing new is decoded before they are.
 */
import { PyMem_Free, PyMem_Malloc, PyMem_Realloc } from "../../memory/blocks";
import { outBytes, outFailed, outSize } from "../zlib/bytes_out";
import { crc32 } from "../zlib/checksums";
import { checkBegin, checkEnd, checkSize, checkUpdate, isCheckSupported } from "./checks";
import { decodedAt, decodedSize, inputLeft, lzmaDecode, lzmaDecoderFree, lzmaDecoderNew } from "./lzma_decode";
import {
  CHAIN_SIZE,
  FILTER_LZMA1,
  FILTER_LZMA2,
  LZMA_DATA_ERROR,
  LZMA_FORMAT_ERROR,
  LZMA_MEMLIMIT_ERROR,
  LZMA_MEM_ERROR,
  LZMA_OK,
  LZMA_OPTIONS_ERROR,
  LZMA_PROG_ERROR,
  LZMA_STREAM_END,
  chainCount,
  checkChain,
  decodeProperties,
  filterAt,
  goodDictSize,
  splitLclppb,
} from "./options";
import { Stage, stageDrop, stageFree, stageNew, stageRun } from "./stages";

export const FORMAT_AUTO: i32 = 0;
export const FORMAT_XZ: i32 = 1;
export const FORMAT_ALONE: i32 = 2;
export const FORMAT_RAW: i32 = 3;

const AT_AUTO: i32 = 0;
const AT_STREAM_HEADER: i32 = 1;
const AT_BLOCK_HEADER: i32 = 2;
const AT_DATA: i32 = 3;
const AT_PADDING: i32 = 4;
const AT_CHECK: i32 = 5;
const AT_INDEX: i32 = 6;
const AT_RECORDS: i32 = 7;
const AT_INDEX_END: i32 = 8;
const AT_FOOTER: i32 = 9;
const AT_ALONE: i32 = 10;
const AT_ERROR: i32 = 11;

/** Inside only: the next phase can go on at once. */
const GO: i32 = 100;
/** What decoders take besides their dictionaries, about. */
const MEMORY_BASE: u64 = 65536;

@unmanaged
export class XzDecoder {
  phase: i32;
  isXz: bool;
  isPicky: bool; // .lzma found by looking: its header must be a likely one
  isFlushed: bool; // the end of the data has gone through the stages
  check: i32; // 8; -1 not known yet
  queue: usize;
  queueSize: i32;
  queueRoom: i32;
  queueAt: i32;
  lzma: usize; // 28
  stages: i32; // 32: how many
  stage0: usize;
  stage1: usize;
  stage2: usize;
  ready: i32; // 48
  headerSize: i32;
  memlimit: u64; // 56
  packed: i64; // of the block: bytes taken
  unpacked: i64; // and given
  wantedPacked: i64; // 80, as the block's header says; -1 if it does not
  wantedUnpacked: i64;
  blocks: i64; // 96
  records: i64; // that the index still has
  indexSize: i64;
  blocksCrc: u32; // 120, of the blocks' sizes
  recordsCrc: u32;
  indexCrc: u32;
  pad: u32;
}

const CHAIN: usize = 136;
const CHECK_STATE: usize = 136 + 264;
const DECODER_SIZE: usize = 136 + 264 + 384;

function chainOf(d: XzDecoder): usize {
  return changetype<usize>(d) + CHAIN;
}

function checkOf(d: XzDecoder): usize {
  return changetype<usize>(d) + CHECK_STATE;
}

/** A decoder for the format; 0 without memory. A raw one gets its chain by `decoderSetChain`. */
export function decoderNew(format: i32, memlimit: u64): usize {
  const at = PyMem_Malloc(DECODER_SIZE);
  if (at == 0) return 0;
  memory.fill(at, 0, DECODER_SIZE);
  const d = changetype<XzDecoder>(at);
  d.phase =
    format == FORMAT_AUTO
      ? AT_AUTO
      : format == FORMAT_XZ
        ? AT_STREAM_HEADER
        : format == FORMAT_ALONE
          ? AT_ALONE
          : AT_DATA;
  d.check = -1;
  d.memlimit = memlimit;
  d.wantedPacked = -1;
  d.wantedUnpacked = -1;
  return at;
}

export function decoderFree(at: usize): void {
  if (at == 0) return;
  const d = changetype<XzDecoder>(at);
  freeChain(d);
  PyMem_Free(d.queue);
  PyMem_Free(at);
}

function stageAt(d: XzDecoder, i: i32): usize {
  return <usize>load<u32>(changetype<usize>(d) + offsetof<XzDecoder>("stage0") + ((<usize>i) << 2));
}

function freeChain(d: XzDecoder): void {
  for (let i = 0; i < d.stages; i++) stageFree(stageAt(d, i));
  d.stages = 0;
  lzmaDecoderFree(d.lzma);
  d.lzma = 0;
}

/** Makes the decoders of the chain that is in place. `size`: of an .lzma file, else -1. */
function openChain(d: XzDecoder, size: i64): i32 {
  freeChain(d);
  const chain = chainOf(d);
  const last = chainCount(chain) - 1;
  const f = filterAt(chain, last);
  if (<u64>f.dict_size + MEMORY_BASE > d.memlimit) return LZMA_MEMLIMIT_ERROR;
  for (let i = 0; i < last; i++) {
    const stage = stageNew(filterAt(chain, i), false);
    if (stage == 0) return LZMA_MEM_ERROR;
    store<u32>(changetype<usize>(d) + offsetof<XzDecoder>("stage0") + ((<usize>i) << 2), <u32>stage);
    d.stages++;
  }
  d.lzma = lzmaDecoderNew(f, f.id == FILTER_LZMA2, size);
  d.ready = 0;
  d.isFlushed = false;
  return d.lzma == 0 ? LZMA_MEM_ERROR : LZMA_OK;
}

/** Gives a raw decoder its chain. */
export function decoderSetChain(at: usize, chain: usize): i32 {
  const d = changetype<XzDecoder>(at);
  const status = checkChain(chain, false);
  if (status != LZMA_OK) return status;
  memory.copy(chainOf(d), chain, CHAIN_SIZE);
  return openChain(d, -1);
}

// ---- the queue -------------------------------------------------------------------------------------------------------

/** Adds input; false without memory. */
export function decoderInput(at: usize, p: usize, n: i32): bool {
  const d = changetype<XzDecoder>(at);
  if (d.queueAt > 0) {
    d.queueSize -= d.queueAt;
    memory.copy(d.queue, d.queue + <usize>d.queueAt, <usize>d.queueSize);
    d.queueAt = 0;
  }
  if (d.queueSize + n > d.queueRoom) {
    const queue = PyMem_Realloc(d.queue, <usize>(d.queueSize + n));
    if (queue == 0) return false;
    d.queue = queue;
    d.queueRoom = d.queueSize + n;
  }
  memory.copy(d.queue + <usize>d.queueSize, p, <usize>n);
  d.queueSize += n;
  return true;
}

export function queuedSize(at: usize): i32 {
  const d = changetype<XzDecoder>(at);
  return d.queueSize - d.queueAt;
}

export function queuedAt(at: usize): usize {
  const d = changetype<XzDecoder>(at);
  return d.queue + <usize>d.queueAt;
}

function here(d: XzDecoder): usize {
  return d.queue + <usize>d.queueAt;
}

function has(d: XzDecoder, n: i32): bool {
  return d.queueSize - d.queueAt >= n;
}

/** A number in 7 bits a byte, the lowest first, at p: its size, 0 if it goes on beyond the end, -1 if it is none. The value is in `vli`. */
let vli: i64 = 0;
function readVli(p: usize, n: i32): i32 {
  vli = 0;
  for (let i = 0; i < n && i < 9; i++) {
    const b = <i64>load<u8>(p + <usize>i);
    vli |= (b & 127) << (<i64>i * 7);
    if (b < 128) return b == 0 && i > 0 ? -1 : i + 1;
  }
  return n >= 9 ? -1 : 0;
}

// ---- headers ---------------------------------------------------------------------------------------------------------

const MAGIC = memory.data<u8>([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]);

function streamHeader(d: XzDecoder): i32 {
  if (!has(d, 12)) return LZMA_OK;
  const p = here(d);
  if (memory.compare(p, MAGIC, 6) != 0) return LZMA_FORMAT_ERROR;
  if (crc32(0, p + 6, 2) != load<u32>(p, 8)) return LZMA_DATA_ERROR;
  if (load<u8>(p, 6) != 0 || load<u8>(p, 7) > 15) return LZMA_OPTIONS_ERROR;
  d.check = <i32>load<u8>(p, 7);
  d.isXz = true;
  d.queueAt += 12;
  d.phase = AT_BLOCK_HEADER;
  return GO;
}

/** Reads the sizes and filters of a block's header that is whole and has the right sum. */
function blockFilters(d: XzDecoder, p: usize, end: usize): i32 {
  const flags = <u32>load<u8>(p, 1);
  if (flags & 0x3c) return LZMA_OPTIONS_ERROR;
  p += 2;
  d.wantedPacked = -1;
  d.wantedUnpacked = -1;
  for (let k: u32 = 0; k < 2; k++) {
    if (!(flags & (0x40 << k))) continue;
    const n = readVli(p, <i32>(end - p));
    if (n <= 0) return LZMA_DATA_ERROR;
    p += <usize>n;
    if (k == 0) d.wantedPacked = vli;
    else d.wantedUnpacked = vli;
  }
  if (d.wantedPacked == 0) return LZMA_DATA_ERROR;
  const chain = chainOf(d);
  const count = <i32>(flags & 3) + 1;
  store<i32>(chain, count);
  for (let i = 0; i < count; i++) {
    let n = readVli(p, <i32>(end - p));
    if (n <= 0) return LZMA_DATA_ERROR;
    const id = vli;
    p += <usize>n;
    n = readVli(p, <i32>(end - p));
    if (n <= 0) return LZMA_DATA_ERROR;
    p += <usize>n;
    if (vli > <i64>(end - p)) return LZMA_DATA_ERROR;
    const size = <i32>vli;
    if (id == FILTER_LZMA1) return LZMA_OPTIONS_ERROR;
    const status = decodeProperties(filterAt(chain, i), id, p, size);
    if (status != LZMA_OK) return status;
    p += <usize>size;
  }
  for (; p < end; p++) {
    if (load<u8>(p) != 0) return LZMA_OPTIONS_ERROR;
  }
  return checkChain(chain, false);
}

function blockHeader(d: XzDecoder): i32 {
  if (!has(d, 1)) return LZMA_OK;
  const code = <i32>load<u8>(here(d));
  if (code == 0) {
    d.indexCrc = crc32(0, here(d), 1);
    d.indexSize = 1;
    d.queueAt++;
    d.phase = AT_INDEX;
    return GO;
  }
  const size = (code + 1) << 2;
  if (!has(d, size)) return LZMA_OK;
  const p = here(d);
  const end = p + <usize>size - 4;
  if (crc32(0, p, <usize>size - 4) != load<u32>(end)) return LZMA_DATA_ERROR;
  let status = blockFilters(d, p, end);
  if (status == LZMA_OK) status = openChain(d, -1);
  if (status != LZMA_OK) return status;
  d.headerSize = size;
  d.packed = 0;
  d.unpacked = 0;
  checkBegin(checkOf(d), isCheckSupported(d.check) ? d.check : 0);
  d.queueAt += size;
  d.phase = AT_DATA;
  return GO;
}

function aloneHeader(d: XzDecoder): i32 {
  if (!has(d, 1)) return LZMA_OK;
  const chain = chainOf(d);
  const f = filterAt(chain, 0);
  memory.fill(changetype<usize>(f), 0, 64);
  if (!splitLclppb(f, <u32>load<u8>(here(d)))) return LZMA_FORMAT_ERROR;
  if (!has(d, 5)) return LZMA_OK;
  f.dict_size = load<u32>(here(d), 1);
  if (d.isPicky && f.dict_size != 0xffffffff && goodDictSize(f.dict_size) != f.dict_size) return LZMA_FORMAT_ERROR;
  if (!has(d, 13)) return LZMA_OK;
  const size = load<i64>(here(d), 5);
  if (size != -1 && d.isPicky && <u64>size >= (<u64>1) << 38) return LZMA_FORMAT_ERROR;
  f.id = FILTER_LZMA1;
  store<i32>(chain, 1);
  d.check = 0;
  d.queueAt += 13;
  d.phase = AT_DATA;
  const status = openChain(d, size);
  return status == LZMA_OK ? GO : status;
}

function chooseFormat(d: XzDecoder): i32 {
  if (!has(d, 1)) return LZMA_OK;
  const isXz = load<u8>(here(d)) == 0xfd;
  d.isPicky = !isXz;
  d.phase = isXz ? AT_STREAM_HEADER : AT_ALONE;
  return GO;
}

// ---- data ------------------------------------------------------------------------------------------------------------

/** Bytes for the program. */
function give(d: XzDecoder, p: usize, n: i32): void {
  outBytes(p, n);
  d.unpacked += <i64>n;
  if (d.isXz) checkUpdate(checkOf(d), p, <usize>n);
}

/** Sends bytes through stage i and those before it; false without memory. What the first one has done is `ready`. */
function send(d: XzDecoder, i: i32, p: usize, n: i32, isEnd: bool): bool {
  const stage = stageAt(d, i);
  const done = stageRun(stage, p, n, isEnd);
  if (done < 0) return false;
  if (i == 0) {
    d.ready = done;
    return true;
  }
  if (!send(d, i - 1, changetype<Stage>(stage).buf, done, isEnd)) return false;
  stageDrop(stage, done);
  return true;
}

/** Gives what is ready, up to the limit. */
function giveReady(d: XzDecoder, limit: i32): void {
  const room = limit - outSize;
  const n = d.ready < room ? d.ready : room;
  if (n <= 0) return;
  give(d, changetype<Stage>(d.stage0).buf, n);
  stageDrop(d.stage0, n);
  d.ready -= n;
}

/** The end of the block's or stream's data, when all of it is given. */
function dataEnd(d: XzDecoder): i32 {
  if (!d.isXz) return LZMA_STREAM_END;
  if (d.wantedPacked >= 0 && d.wantedPacked != d.packed) return LZMA_DATA_ERROR;
  if (d.wantedUnpacked >= 0 && d.wantedUnpacked != d.unpacked) return LZMA_DATA_ERROR;
  d.phase = AT_PADDING;
  return GO;
}

function data(d: XzDecoder, limit: i32): i32 {
  if (d.ready > 0) {
    giveReady(d, limit);
    if (d.ready > 0) return LZMA_OK;
  }
  if (d.isFlushed) return dataEnd(d);
  const from = here(d);
  const room = limit - outSize;
  const status = lzmaDecode(d.lzma, from, d.queueSize - d.queueAt, room);
  const taken = <i32>(inputLeft() - from);
  d.queueAt += taken;
  d.packed += <i64>taken;
  if (status != LZMA_OK && status != LZMA_STREAM_END) return status;
  const n = decodedSize(d.lzma);
  const isEnd = status == LZMA_STREAM_END;
  if (d.stages == 0) give(d, decodedAt(d.lzma), n);
  else if (!send(d, d.stages - 1, decodedAt(d.lzma), n, isEnd)) return LZMA_MEM_ERROR;
  if (isEnd) d.isFlushed = true;
  return isEnd || n > 0 || taken > 0 ? GO : LZMA_OK;
}

function padding(d: XzDecoder): i32 {
  while ((d.packed & 3) != 0) {
    if (!has(d, 1)) return LZMA_OK;
    if (load<u8>(here(d)) != 0) return LZMA_DATA_ERROR;
    d.queueAt++;
    d.packed++;
    // the padding counts for the place only
    d.headerSize--;
  }
  d.phase = AT_CHECK;
  return GO;
}

const scratch = memory.data(64, 8);

/** A record of the index, or what it should be, into a sum. */
function addRecord(crc: u32, packed: i64, unpacked: i64): u32 {
  store<i64>(scratch, packed);
  store<i64>(scratch, unpacked, 8);
  return crc32(crc, scratch, 16);
}

function check(d: XzDecoder): i32 {
  const size = checkSize(d.check);
  if (!has(d, size)) return LZMA_OK;
  if (isCheckSupported(d.check)) {
    checkEnd(checkOf(d), scratch);
    if (memory.compare(scratch, here(d), <usize>size) != 0) return LZMA_DATA_ERROR;
  }
  d.queueAt += size;
  d.blocksCrc = addRecord(d.blocksCrc, d.packed + <i64>d.headerSize + <i64>size, d.unpacked);
  d.blocks++;
  d.phase = AT_BLOCK_HEADER;
  return GO;
}

// ---- the end of a stream of .xz ----------------------------------------------------------------------------------------

/** Takes n bytes of the index. */
function takeIndex(d: XzDecoder, n: i32): void {
  d.indexCrc = crc32(d.indexCrc, here(d), <usize>n);
  d.indexSize += <i64>n;
  d.queueAt += n;
}

function index(d: XzDecoder): i32 {
  const n = readVli(here(d), d.queueSize - d.queueAt);
  if (n <= 0) return n == 0 ? LZMA_OK : LZMA_DATA_ERROR;
  if (vli != d.blocks) return LZMA_DATA_ERROR;
  d.records = vli;
  takeIndex(d, n);
  d.phase = AT_RECORDS;
  return GO;
}

function records(d: XzDecoder): i32 {
  while (d.records > 0) {
    const left = d.queueSize - d.queueAt;
    const n = readVli(here(d), left);
    if (n <= 0) return n == 0 ? LZMA_OK : LZMA_DATA_ERROR;
    const packed = vli;
    const m = readVli(here(d) + <usize>n, left - n);
    if (m <= 0) return m == 0 ? LZMA_OK : LZMA_DATA_ERROR;
    d.recordsCrc = addRecord(d.recordsCrc, packed, vli);
    takeIndex(d, n + m);
    d.records--;
  }
  if (d.recordsCrc != d.blocksCrc) return LZMA_DATA_ERROR;
  d.phase = AT_INDEX_END;
  return GO;
}

function indexEnd(d: XzDecoder): i32 {
  while ((d.indexSize & 3) != 0) {
    if (!has(d, 1)) return LZMA_OK;
    if (load<u8>(here(d)) != 0) return LZMA_DATA_ERROR;
    takeIndex(d, 1);
  }
  if (!has(d, 4)) return LZMA_OK;
  if (load<u32>(here(d)) != d.indexCrc) return LZMA_DATA_ERROR;
  d.queueAt += 4;
  d.phase = AT_FOOTER;
  return GO;
}

function footer(d: XzDecoder): i32 {
  if (!has(d, 12)) return LZMA_OK;
  const p = here(d);
  if (load<u16>(p, 10) != 0x5a59 || load<u32>(p) != crc32(0, p + 4, 6)) return LZMA_DATA_ERROR;
  if ((<i64>load<u32>(p, 4) + 1) << 2 != d.indexSize + 4) return LZMA_DATA_ERROR;
  if (load<u8>(p, 8) != 0 || <i32>load<u8>(p, 9) != d.check) return LZMA_DATA_ERROR;
  d.queueAt += 12;
  return LZMA_STREAM_END;
}

// ---- the whole -------------------------------------------------------------------------------------------------------

function step(d: XzDecoder, limit: i32): i32 {
  switch (d.phase) {
    case AT_AUTO:
      return chooseFormat(d);
    case AT_STREAM_HEADER:
      return streamHeader(d);
    case AT_BLOCK_HEADER:
      return blockHeader(d);
    case AT_DATA:
      return data(d, limit);
    case AT_PADDING:
      return padding(d);
    case AT_CHECK:
      return check(d);
    case AT_INDEX:
      return index(d);
    case AT_RECORDS:
      return records(d);
    case AT_INDEX_END:
      return indexEnd(d);
    case AT_FOOTER:
      return footer(d);
    case AT_ALONE:
      return aloneHeader(d);
    default:
      return LZMA_PROG_ERROR;
  }
}

/** Decodes into the output until it has `limit` bytes or the input ends: LZMA_OK, LZMA_STREAM_END or an error. */
export function decode(at: usize, limit: i32): i32 {
  const d = changetype<XzDecoder>(at);
  let status = GO;
  while (status == GO) {
    status = step(d, limit);
    if (outFailed) return LZMA_MEM_ERROR;
    if (status == GO && d.phase == AT_DATA && outSize >= limit && !d.isFlushed && d.ready == 0) return LZMA_OK;
  }
  if (status != LZMA_OK && status != LZMA_STREAM_END) {
    d.phase = AT_ERROR;
    d.queueAt = d.queueSize;
  }
  return status;
}

/** The check that the stream has, as far as it has said so; 16 before. */
export function checkIdOf(at: usize): i32 {
  const id = changetype<XzDecoder>(at).check;
  return id < 0 ? 16 : id;
}
