/** The module binascii: hexadecimal, base64, quoted-printable, uuencode, and the checksums. */
import { def, HostError, type HostModule } from "../host_module.js";

const encoder = new TextEncoder();

const error = (message: string): HostError => new HostError("binascii.Error", message);

/** Bytes, or the ASCII characters of a str. */
function input(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === "string") {
    for (let i = 0; i < value.length; i++) {
      if (value.charCodeAt(i) > 127)
        throw new HostError("ValueError", "string argument should contain only ASCII characters");
    }
    return encoder.encode(value);
  }
  throw new HostError("TypeError", "argument should be bytes, buffer or ASCII string");
}

function bytes(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw new HostError(
    "TypeError",
    `a bytes-like object is required, not '${typeof value === "string" ? "str" : "object"}'`,
  );
}

const HEX = "0123456789abcdef";

function hexlify(value: unknown, sep?: unknown, perSep = 1): Uint8Array {
  const data = bytes(value);
  const separator =
    sep === undefined ? "" : typeof sep === "string" ? sep : new TextDecoder("latin1").decode(bytes(sep));
  if (sep !== undefined && separator.length !== 1) throw new HostError("ValueError", "sep must be length 1.");
  const group = Math.abs(perSep);
  let text = "";
  data.forEach((byte, i) => {
    const boundary = perSep > 0 ? (data.length - i) % group === 0 : i % group === 0;
    if (i > 0 && group > 0 && separator !== "" && boundary) text += separator;
    text += HEX[byte >> 4]! + HEX[byte & 15]!;
  });
  return encoder.encode(text);
}

function unhexlify(value: unknown): Uint8Array {
  const data = input(value);
  if (data.length % 2 !== 0) throw error("Odd-length string");
  const out = new Uint8Array(data.length / 2);
  for (let i = 0; i < out.length; i++) {
    const digits = String.fromCharCode(data[i * 2]!, data[i * 2 + 1]!);
    if (!/^[0-9a-fA-F]{2}$/.test(digits)) throw error("Non-hexadecimal digit found");
    out[i] = Number.parseInt(digits, 16);
  }
  return out;
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const fromBase64 = new Int8Array(256).fill(-1);
for (let i = 0; i < 64; i++) fromBase64[BASE64.charCodeAt(i)] = i;
const PAD = 61;

function toBase64(value: unknown, newline: boolean): Uint8Array {
  const data = bytes(value);
  const text = Buffer.from(data.buffer, data.byteOffset, data.length).toString("base64");
  return encoder.encode(newline ? `${text}\n` : text);
}

function decodeBase64(value: unknown, strict: boolean): Uint8Array {
  const data = input(value);
  const out: number[] = [];
  let quad = 0;
  let left = 0;
  let pads = 0;
  if (strict && data[0] === PAD) throw error("Leading padding not allowed");
  for (let i = 0; i < data.length; i++) {
    const ch = data[i]!;
    if (ch === PAD) {
      if (strict && quad === 0) throw error("Excess padding not allowed");
      pads++;
      if (quad >= 2 && quad + pads >= 4) {
        if (strict && i + 1 < data.length) throw error("Excess data after padding");
        return Uint8Array.from(out);
      }
      continue;
    }
    const v = fromBase64[ch]!;
    if (v < 0) {
      if (strict) throw error("Only base64 data is allowed");
      continue;
    }
    if (strict && pads > 0) throw error("Discontinuous padding not allowed");
    pads = 0;
    if (quad === 1) out.push((left << 2) | (v >> 4));
    else if (quad === 2) out.push(((left & 15) << 4) | (v >> 2));
    else if (quad === 3) out.push(((left & 3) << 6) | v);
    left = quad === 0 ? v : quad === 1 ? v & 15 : quad === 2 ? v & 3 : 0;
    quad = (quad + 1) & 3;
  }
  if (quad === 1) {
    const n = Math.floor(out.length / 3) * 4 + 1;
    throw error(
      `Invalid base64-encoded string: number of data characters (${n}) cannot be 1 more than a multiple of 4`,
    );
  }
  if (quad !== 0) throw error("Incorrect padding");
  return Uint8Array.from(out);
}

const crcTable = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  return c;
});

export function crc32(data: Uint8Array, start: number): number {
  let c = ~start;
  for (const byte of data) c = crcTable[(c ^ byte) & 255]! ^ (c >>> 8);
  return ~c >>> 0;
}

function crcHqx(data: Uint8Array, start: number): number {
  let c = start & 0xffff;
  for (const byte of data) {
    c ^= byte << 8;
    for (let k = 0; k < 8; k++) c = c & 0x8000 ? ((c << 1) ^ 0x1021) & 0xffff : (c << 1) & 0xffff;
  }
  return c;
}

function toUu(value: unknown, backtick: boolean): Uint8Array {
  const data = bytes(value);
  if (data.length > 45) throw error("At most 45 bytes at once");
  const letter = (v: number) => (v === 0 && backtick ? 0x60 : v + 32);
  const out = [letter(data.length)];
  for (let i = 0; i < data.length; i += 3) {
    const word = (data[i]! << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0);
    for (const shift of [18, 12, 6, 0]) out.push(letter((word >> shift) & 63));
  }
  out.push(10);
  return Uint8Array.from(out);
}

function decodeUu(value: unknown): Uint8Array {
  const data = input(value);
  const size = ((data[0] ?? 32) - 32) & 63;
  const out = new Uint8Array(size);
  let have = 0;
  let bits = 0;
  let at = 1;
  let n = 0;
  while (n < size) {
    const ch = data[at] ?? 10;
    at++;
    let v = 0;
    if (ch !== 10 && ch !== 13) {
      if (ch < 32 || ch > 96) throw error("Illegal char");
      v = (ch - 32) & 63;
    } else at--;
    have = ((have << 6) | v) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out[n++] = (have >> bits) & 255;
    }
  }
  for (; at < data.length; at++) {
    const ch = data[at]!;
    if (ch !== 32 && ch !== 96 && ch !== 10 && ch !== 13) throw error("Trailing garbage");
  }
  return out;
}

function decodeQp(value: unknown, header: boolean): Uint8Array {
  const data = input(value);
  const out: number[] = [];
  const digit = (ch: number | undefined) =>
    ch === undefined ? -1 : "0123456789abcdef".indexOf(String.fromCharCode(ch).toLowerCase());
  for (let i = 0; i < data.length; i++) {
    const ch = data[i]!;
    if (ch === PAD) {
      if (i + 1 >= data.length) break;
      const next = data[i + 1]!;
      if (next === 10 || next === 13) {
        i++;
        if (next === 13) while (i < data.length && data[i] !== 10) i++;
      } else if (next === PAD) {
        out.push(PAD);
        i++;
      } else if (digit(next) >= 0 && digit(data[i + 2]) >= 0) {
        out.push(digit(next) * 16 + digit(data[i + 2]));
        i += 2;
      } else out.push(PAD);
    } else out.push(header && ch === 95 ? 32 : ch);
  }
  return Uint8Array.from(out);
}

const NL = 10;
const CR = 13;
const LINE_LIMIT = 76;

/** Must the byte at i be written as =XX at column `line`? */
function isQuoted(
  data: Uint8Array,
  i: number,
  line: number,
  quoteTabs: boolean,
  isText: boolean,
  header: boolean,
): boolean {
  const ch = data[i]!;
  const isBlank = ch === 32 || ch === 9;
  const isLast = i + 1 === data.length;
  const next = data[i + 1];
  if (ch > 126 || ch === PAD || (header && ch === 95)) return true;
  if (ch === 46 && line === 0 && (isLast || next === NL || next === CR || next === 0)) return true;
  if (ch === CR || ch === NL) return !isText;
  if (isBlank) return isLast || quoteTabs;
  return ch < 33;
}

function toQp(value: unknown, quoteTabs: boolean, isText: boolean, header: boolean): Uint8Array {
  const data = bytes(value);
  const end = data[data.indexOf(NL) - 1] === CR ? [CR, NL] : [NL];
  const out: number[] = [];
  let line = 0;
  const quote = (ch: number) =>
    out.push(PAD, HEX.toUpperCase().charCodeAt(ch >> 4), HEX.toUpperCase().charCodeAt(ch & 15));
  const soft = () => {
    out.push(PAD, ...end);
    line = 0;
  };
  for (let i = 0; i < data.length; i++) {
    const ch = data[i]!;
    if (isQuoted(data, i, line, quoteTabs, isText, header)) {
      if (line + 3 >= LINE_LIMIT) soft();
      quote(ch);
      line += 3;
    } else if (isText && (ch === NL || (ch === CR && data[i + 1] === NL))) {
      line = 0;
      // A blank at the end of a line would be lost on the way.
      const last = out.at(-1);
      if (last === 32 || last === 9) quote(out.pop()!);
      out.push(...end);
      if (ch === CR) i++;
    } else {
      if (i + 1 !== data.length && data[i + 1] !== NL && line + 1 >= LINE_LIMIT) soft();
      line++;
      out.push(header && ch === 32 ? 95 : ch);
    }
  }
  return Uint8Array.from(out);
}

export function binasciiModule(): HostModule {
  return {
    doc: "Conversion between binary data and ASCII",
    functions: {
      hexlify: def(
        "data: buffer, sep: object=<unrepresentable>, bytes_per_sep: int=1",
        "Hexadecimal representation of binary data.",
        hexlify,
      ),
      b2a_hex: def(
        "data: buffer, sep: object=<unrepresentable>, bytes_per_sep: int=1",
        "Hexadecimal representation of binary data.",
        hexlify,
      ),
      unhexlify: def("hexstr: ascii_buffer, /", "Binary data of hexadecimal representation.", unhexlify),
      a2b_hex: def("hexstr: ascii_buffer, /", "Binary data of hexadecimal representation.", unhexlify),
      b2a_base64: def("data: buffer, /, *, newline: bool=True", "Base64-code line of data.", (data, newline) =>
        toBase64(data, newline !== false && newline !== 0),
      ),
      a2b_base64: def(
        "data: ascii_buffer, /, *, strict_mode: bool=False",
        "Decode a line of base64 data.",
        (data, strict) => decodeBase64(data, strict === true || strict === 1),
      ),
      crc32: def("data: buffer, crc: bits=0, /", "Compute CRC-32 incrementally.", (data, crc = 0) =>
        crc32(bytes(data), Number(BigInt.asUintN(32, BigInt(crc)))),
      ),
      crc_hqx: def("data: buffer, crc: bits, /", "Compute CRC-CCITT incrementally.", (data, crc) =>
        crcHqx(bytes(data), crc),
      ),
      b2a_uu: def("data: buffer, /, *, backtick: bool=False", "Uuencode line of data.", (data, backtick) =>
        toUu(data, backtick === true),
      ),
      a2b_uu: def("data: ascii_buffer, /", "Decode a line of uuencoded data.", decodeUu),
      b2a_qp: def(
        "data: buffer, quotetabs: bool=False, istext: bool=True, header: bool=False",
        "Encode a string using quoted-printable encoding.",
        (data, tabs, isText, header) =>
          toQp(data, Boolean(tabs), isText === undefined || Boolean(isText), Boolean(header)),
      ),
      a2b_qp: def("data: ascii_buffer, header: bool=False", "Decode a string of qp-encoded data.", (data, header) =>
        decodeQp(data, Boolean(header)),
      ),
    },
    exceptions: { Error: "ValueError", Incomplete: "Exception" },
  };
}
