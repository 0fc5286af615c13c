/**
 * Makes dist/multibyte.pack: the tables of the East Asian codecs, asked of the CPython in the npm package pyodide, which has them compiled in.
 * src/machine/multibyte_file.ts reads it (the format is described there).
 *
 * A codec's decoding is one or two planes of 2-byte codes; each is stored as its difference to a plane of a related codec, so that shift_jis
 * costs next to nothing after euc_jp. Its encoding is the inverse of its decoding but for a list of exceptions.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { deflateSync } from "fflate";
import { loadPyodide } from "pyodide";
import { root } from "./setup.mjs";

/**
 * name -> planes [name, shape, base plane]. Shapes: "raw" is keyed by lead and trail byte; "three" the same behind a byte 0x8f; "sjis" by row and
 * column of the 94 x 94 square that a Shift_JIS code stands for; "gl" by the two bytes with their high bits set, chosen by an escape sequence.
 */
const CODECS = {
  euc_jp: [
    ["jis1", "raw", ""],
    ["jis2", "three", ""],
  ],
  shift_jis: [["sjis", "sjis", "jis1"]],
  cp932: [["cp932", "sjis", "sjis"]],
  euc_jis_2004: [
    ["jis1_2004", "raw", "jis1"],
    ["jis2_2004", "three", "jis2"],
  ],
  euc_jisx0213: [
    ["jis1_2000", "raw", "jis1_2004"],
    ["jis2_2000", "three", "jis2_2004"],
  ],
  shift_jis_2004: [["sjis_2004", "sjis", "jis1_2004"]],
  shift_jisx0213: [["sjis_2000", "sjis", "sjis_2004"]],
  gb2312: [["gb", "raw", ""]],
  gbk: [["gbk", "raw", "gb"]],
  gb18030: [["gb18030", "raw", "gbk"]],
  euc_kr: [["ks", "raw", ""]],
  cp949: [["cp949", "raw", "ks"]],
  johab: [["johab", "raw", ""]],
  big5: [["big5", "raw", ""]],
  cp950: [["cp950", "raw", "big5"]],
  big5hkscs: [["hkscs", "raw", "big5"]],
  iso2022_kr: [["iso_ks", "gl", "ks"]],
  iso2022_jp: [["iso_jis1", "gl", "jis1"]],
  iso2022_jp_1: [
    ["", "gl", "iso_jis1"],
    ["iso_jis2", "gl", "jis2"],
  ],
  iso2022_jp_2: [
    ["", "gl", "iso_jis1"],
    ["", "gl", "iso_jis2"],
    ["", "gl", "iso_ks"],
    ["iso_gb", "gl", "gb"],
  ],
  iso2022_jp_ext: [
    ["", "gl", "iso_jis1"],
    ["", "gl", "iso_jis2"],
  ],
  iso2022_jp_2004: [
    ["", "gl", "iso_jis1"],
    ["iso_2004_1", "gl", "jis1_2004"],
    ["iso_2004_2", "gl", "jis2_2004"],
  ],
  iso2022_jp_3: [
    ["", "gl", "iso_jis1"],
    ["iso_2000_1", "gl", "iso_2004_1"],
    ["iso_2000_2", "gl", "iso_2004_2"],
  ],
};

/** What follows ESC for the planes of the ISO 2022 codecs; where there are several the codec prefers the first. */
const ESCAPES = {
  iso_ks: ["$)C", "$(C"],
  iso_jis1: ["$B"],
  iso_jis2: ["$(D"],
  iso_gb: ["$(A"],
  iso_2004_1: ["$(Q"],
  iso_2004_2: ["$(P"],
  iso_2000_1: ["$(O"],
  iso_2000_2: ["$(P"],
};

/** The questions, asked in Python: a failing code or character is noted by an error handler, which is a hundred times faster than an exception. */
const QUESTIONS = `
import codecs

def step_two(error):
    return ("\\ufffe", error.start + skip)

def nothing(error):
    return (b"", error.end)

codecs.register_error("krait.step", step_two)
codecs.register_error("krait.nothing", nothing)

def single(codec):
    """What each byte alone is: a code point, -1 a lead byte, -2 nothing."""
    out = []
    for byte in range(256):
        try:
            out.append(ord(bytes([byte]).decode(codec)))
        except UnicodeDecodeError as error:
            out.append(-1 if error.reason.startswith("incomplete") else -2)
    return out

def plane(codec, prefix, size, before, leads, trails):
    """Each 2-byte code's text, "" for none: [lead, [text of each trail]]."""
    global skip
    prefix, before, trails = bytes(prefix), bytes(before), bytes(trails)
    skip = size
    rows = []
    for lead in bytes(leads):
        data = b"".join(prefix + bytes((lead, trail)) + b"\\n" for trail in trails)
        texts = (before + data + b"\\n\\n\\n\\n").decode(codec, "krait.step").split("\\n")[:-5]
        assert len(texts) == len(trails)
        row = ["" if text[:1] == "\\ufffe" else text for text in texts]
        if any(row):
            rows.append((lead, row))
    return rows

def encoded(codec, text):
    return [piece.hex() for piece in "\\n".join(text).encode(codec, "krait.nothing").split(b"\\n")]
`;

/** Dense values of a plane, by key row * 256 + column; texts that are no single BMP character apart, as [key, first, second]. */
function readPlane(rows, shape, gl) {
  const dense = new Map();
  const wide = [];
  for (const [lead, row] of rows) {
    row.forEach((text, i) => {
      if (text === "") return;
      const trail = gl ? i + 0x21 : i;
      let key = gl ? ((lead | 0x80) << 8) | trail | 0x80 : (lead << 8) | trail;
      if (shape === "sjis") {
        const index = lead < 0xe0 ? lead - 0x81 : lead - 0xc1;
        const column = trail < 0x80 ? trail - 0x40 : trail - 0x41;
        if (column < 0) return;
        key = ((0xa1 + 2 * index + (column < 94 ? 0 : 1)) << 8) + 0xa1 + (column % 94);
      }
      const points = Array.from(text, (c) => c.codePointAt(0));
      if (points.length === 1 && points[0] < 0x10000) dense.set(key, points[0]);
      else wide.push([key, points[0], points[1] ?? 0]);
    });
  }
  return { dense, wide };
}

/** The 2-byte code of a plane's key, as the codec's encoding writes it. */
function codeOf(key, shape) {
  if (shape === "gl") return key & 0x7f7f;
  if (shape === "three") return key & 0xff7f;
  if (shape !== "sjis") return key;
  const row = (key >> 8) - 0xa1;
  const column = (key & 255) - 0xa1 + (row & 1) * 94;
  const lead = row >> 1;
  return ((lead < 0x1f ? lead + 0x81 : lead + 0xc1) << 8) | (column < 0x3f ? column + 0x40 : column + 0x41);
}

/** The value that stands for encoded bytes: 0 none, below 256 one byte, else as codeOf; -1 longer than the table has. */
function valueOf(hex, codec, escapes) {
  if (hex === "") return 0;
  let bytes = Array.from(Buffer.from(hex, "hex"));
  if (codec.startsWith("iso2022")) {
    const text = String.fromCharCode(...bytes)
      .replace(/^\x1b\$\)C/, "")
      .replace(/[\x0e\x0f]|\x1b\(B$/g, "");
    const escape = /^\x1b([$(]+[@-Z])/.exec(text);
    bytes = Array.from(text.slice(escape === null ? 0 : escape[0].length), (c) => c.charCodeAt(0));
    if (bytes.length === 1) return escape === null || escape[1] === "(J" ? bytes[0] : bytes[0] | 0x80;
    const which = escape === null ? 0 : escapes.findIndex((names) => names.includes(escape[1]));
    if (which < 0 || bytes.length !== 2) throw new Error(`${codec} encodes in an unknown form: ${hex}`);
    return (bytes[0] << 8) | bytes[1] | ((which & 1) << 7) | ((which & 2) << 14);
  }
  if (bytes.length === 3 && bytes[0] === 0x8f) return (bytes[1] << 8) | (bytes[2] & 0x7f);
  if (bytes.length > 2) return -1;
  return bytes.length === 1 ? bytes[0] : (bytes[0] << 8) | bytes[1];
}

/** Where the table made from the planes alone (see multibyte_file.ts) and the codec's own encoding differ: [code point, value]. */
function exceptions(hexes, candidates, codec, single, planes, escapes) {
  const guess = new Map();
  for (let byte = 0; byte < 256; byte++) {
    const point = single === undefined ? byte & 127 : single[byte];
    if (point >= 0) guess.set(point, byte & (single === undefined ? 127 : 255));
  }
  planes.forEach(({ dense, wide, shape }, which) => {
    const mark = shape === "gl" ? ((which & 1) << 7) | ((which & 2) << 14) : 0;
    const keys = [...dense].concat(wide.filter(([, , second]) => second === 0));
    keys.sort((a, b) => a[0] - b[0]);
    for (const [key, point] of keys) if (!guess.has(point)) guess.set(point, codeOf(key, shape) | mark);
  });
  const list = [];
  candidates.forEach((text, i) => {
    const point = text.codePointAt(0);
    const value = valueOf(hexes[i], codec, escapes);
    if (value !== -1 && value !== (guess.get(point) ?? 0)) list.push([point, value]);
  });
  return list;
}

/** gb18030 writes what has no 2-byte code as 4 bytes, in runs: [first, last, index of the first]. */
function fourByteRuns(hexes, first) {
  const runs = [];
  hexes.forEach((hex, i) => {
    if (hex.length !== 8) return;
    const [a, b, c, d] = Buffer.from(hex, "hex");
    const index = (((a - 0x81) * 10 + b - 0x30) * 126 + c - 0x81) * 10 + d - 0x30;
    const last = runs.at(-1);
    const point = first + i;
    if (last !== undefined && last[1] + 1 === point && last[2] + point - last[0] === index) last[1] = point;
    else runs.push([point, point, index]);
  });
  return runs;
}

async function main() {
  const python = await loadPyodide();
  python.runPython(QUESTIONS);
  const ask = (name, ...args) => {
    const result = python.globals.get(name)(...args);
    const plain = result.toJs();
    result.destroy();
    return plain;
  };
  const bytes = (text) => python.toPy(Uint8Array.from(text, (c) => c.charCodeAt(0)));
  const square = python.toPy(Array.from({ length: 94 }, (_, i) => i + 0x21));
  const all = python.toPy(Array.from({ length: 256 }, (_, i) => i));

  const planes = new Map();
  const described = {};
  const points = new Set();
  for (const [codec, parts] of Object.entries(CODECS)) {
    described[codec] = { planes: [], single: codec.startsWith("iso") ? undefined : ask("single", codec) };
    for (const [name, shape, base] of parts) {
      described[codec].planes.push(name === "" ? base : name);
      if (name === "") continue;
      const gl = shape === "gl";
      const leads = described[codec].single?.flatMap((point, byte) =>
        shape === "three" || (point === -1 && !(byte === 0x8f && parts[1])) ? [byte] : [],
      );
      const before = gl ? `\x1b${ESCAPES[name][0]}${codec === "iso2022_kr" ? "\x0e" : ""}` : "";
      // in ISO 2022 a line's end shifts out
      const rows = gl
        ? ask("plane", codec, bytes(codec === "iso2022_kr" ? "\x0e" : ""), 2, bytes(before), square, square)
        : ask(
            "plane",
            codec,
            bytes(shape === "three" ? "\x8f" : ""),
            shape === "three" ? 3 : 2,
            bytes(""),
            python.toPy(leads),
            all,
          );
      const plane = { name, shape, base, ...readPlane(rows, shape, gl) };
      planes.set(name, plane);
      for (const point of plane.dense.values()) points.add(point);
      for (const [, first, second] of plane.wide) if (second === 0) points.add(first);
    }
    for (const point of described[codec].single ?? []) if (point >= 0) points.add(point);
  }

  for (let control = 0; control < 32; control++) points.delete(control);
  const candidates = [...points].sort((a, b) => a - b).map((point) => String.fromCodePoint(point));
  for (const [codec, parts] of Object.entries(CODECS)) {
    const own = described[codec].planes.map((name) => planes.get(name));
    const escapes = own.map(({ name }) => ESCAPES[name]);
    described[codec].exceptions = exceptions(
      ask("encoded", codec, python.toPy(candidates)),
      candidates,
      codec,
      described[codec].single,
      own,
      escapes,
    );
    if (codec === "gb18030") {
      const bmp = Array.from({ length: 0xff80 }, (_, i) =>
        String.fromCharCode(i + 0x80 >= 0xd800 && i + 0x80 < 0xe000 ? 0x80 : i + 0x80),
      );
      described[codec].runs = fourByteRuns(ask("encoded", codec, python.toPy(bmp)), 0x80).filter(
        ([first]) => first < 0xd800 || first > 0xdfff,
      );
    }
    if (parts.length !== own.length) throw new Error(codec);
  }
  writePack(described, planes);
}

function writePack(codecs, planes) {
  const head = { codecs, planes: [] };
  const low = [];
  const high = [];
  for (const { name, shape, base, dense, wide } of planes.values()) {
    const keys = [...dense.keys(), ...wide.map(([key]) => key)];
    const rows = keys.map((key) => key >> 8);
    const columns = keys.map((key) => key & 255);
    const min = (list) => list.reduce((a, b) => Math.min(a, b));
    const max = (list) => list.reduce((a, b) => Math.max(a, b));
    const box = [min(rows), max(rows), min(columns), max(columns)];
    head.planes.push({ name, shape, base, box, wide });
    for (let row = box[0]; row <= box[1]; row++) {
      for (let column = box[2]; column <= box[3]; column++) {
        const key = (row << 8) | column;
        const value = (dense.get(key) ?? 0) ^ (planes.get(base)?.dense.get(key) ?? 0);
        low.push(value & 255);
        high.push(value >> 8);
      }
    }
  }
  const text = Buffer.from(JSON.stringify(head));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(text.length);
  writeFileSync(
    join(root, "dist/multibyte.pack"),
    deflateSync(Buffer.concat([size, text, Buffer.from(low), Buffer.from(high)]), { level: 9 }),
  );
}

await main().catch((error) => {
  // the trace of an error in Python carries the whole of pyodide's source
  console.error(`multibyte: ${error.message}`);
  process.exitCode = 1;
});
