/**
 * Token numbers (CPython: Grammar/Tokens), the keywords, and the table of names. Numbers up to ENDMARKER..ERRORTOKEN are
 * CPython's; a keyword is a token type of its own, `FIRST_KEYWORD + n`, so that the parser compares one small integer.
 *
 * The name table maps the bytes of an identifier to a small integer and one JavaScript string for the whole process, so
 * equal names are the same string object everywhere in the AST. Keywords stand first in it, soft keywords next.
 */

export const T = {
  ENDMARKER: 0,
  NAME: 1,
  NUMBER: 2,
  STRING: 3,
  NEWLINE: 4,
  INDENT: 5,
  DEDENT: 6,
  LPAR: 7,
  RPAR: 8,
  LSQB: 9,
  RSQB: 10,
  COLON: 11,
  COMMA: 12,
  SEMI: 13,
  PLUS: 14,
  MINUS: 15,
  STAR: 16,
  SLASH: 17,
  VBAR: 18,
  AMPER: 19,
  LESS: 20,
  GREATER: 21,
  EQUAL: 22,
  DOT: 23,
  PERCENT: 24,
  LBRACE: 25,
  RBRACE: 26,
  EQEQUAL: 27,
  NOTEQUAL: 28,
  LESSEQUAL: 29,
  GREATEREQUAL: 30,
  TILDE: 31,
  CIRCUMFLEX: 32,
  LEFTSHIFT: 33,
  RIGHTSHIFT: 34,
  DOUBLESTAR: 35,
  PLUSEQUAL: 36,
  MINEQUAL: 37,
  STAREQUAL: 38,
  SLASHEQUAL: 39,
  PERCENTEQUAL: 40,
  AMPEREQUAL: 41,
  VBAREQUAL: 42,
  CIRCUMFLEXEQUAL: 43,
  LEFTSHIFTEQUAL: 44,
  RIGHTSHIFTEQUAL: 45,
  DOUBLESTAREQUAL: 46,
  DOUBLESLASH: 47,
  DOUBLESLASHEQUAL: 48,
  AT: 49,
  ATEQUAL: 50,
  RARROW: 51,
  ELLIPSIS: 52,
  COLONEQUAL: 53,
  EXCLAMATION: 54,
  TYPE_IGNORE: 56,
  TYPE_COMMENT: 57,
  FSTRING_START: 59,
  FSTRING_MIDDLE: 60,
  FSTRING_END: 61,
  ERRORTOKEN: 64,

  // Keywords: FIRST_KEYWORD + index in KEYWORDS.
  FALSE: 70,
  NONE: 71,
  TRUE: 72,
  AND: 73,
  AS: 74,
  ASSERT: 75,
  ASYNC: 76,
  AWAIT: 77,
  BREAK: 78,
  CLASS: 79,
  CONTINUE: 80,
  DEF: 81,
  DEL: 82,
  ELIF: 83,
  ELSE: 84,
  EXCEPT: 85,
  FINALLY: 86,
  FOR: 87,
  FROM: 88,
  GLOBAL: 89,
  IF: 90,
  IMPORT: 91,
  IN: 92,
  IS: 93,
  LAMBDA: 94,
  NONLOCAL: 95,
  NOT: 96,
  OR: 97,
  PASS: 98,
  RAISE: 99,
  RETURN: 100,
  TRY: 101,
  WHILE: 102,
  WITH: 103,
  YIELD: 104,
} as const;

export const FIRST_KEYWORD = T.FALSE;

export const KEYWORDS: readonly string[] = (
  "False None True and as assert async await break class continue def del elif else except finally for from global if " +
  "import in is lambda nonlocal not or pass raise return try while with yield"
).split(" ");

/** Name ids of the soft keywords, which are ordinary NAME tokens. */
export const NAME_UNDERSCORE = KEYWORDS.length;
export const NAME_CASE = KEYWORDS.length + 1;
export const NAME_MATCH = KEYWORDS.length + 2;
export const NAME_TYPE = KEYWORDS.length + 3;
export const SOFT_KEYWORDS: readonly string[] = ["_", "case", "match", "type"];

/** Text of the operator tokens, as grammar and messages spell them. */
export const OPERATOR_TEXT: Readonly<Record<number, string>> = {
  7: "(",
  8: ")",
  9: "[",
  10: "]",
  11: ":",
  12: ",",
  13: ";",
  14: "+",
  15: "-",
  16: "*",
  17: "/",
  18: "|",
  19: "&",
  20: "<",
  21: ">",
  22: "=",
  23: ".",
  24: "%",
  25: "{",
  26: "}",
  27: "==",
  28: "!=",
  29: "<=",
  30: ">=",
  31: "~",
  32: "^",
  33: "<<",
  34: ">>",
  35: "**",
  36: "+=",
  37: "-=",
  38: "*=",
  39: "/=",
  40: "%=",
  41: "&=",
  42: "|=",
  43: "^=",
  44: "<<=",
  45: ">>=",
  46: "**=",
  47: "//",
  48: "//=",
  49: "@",
  50: "@=",
  51: "->",
  52: "...",
  53: ":=",
  54: "!",
};

/** Beyond this many names the table starts anew, so that a long-lived process does not keep every name it ever saw. */
const MAX_NAMES = 200_000;

class NameTable {
  names: string[] = [];
  private hashes = new Int32Array(4096);
  private slots = new Int32Array(8192);
  private bytes: Uint8Array[] = [];

  constructor() {
    this.reset();
  }

  private reset(): void {
    this.names = [];
    this.bytes = [];
    this.hashes = new Int32Array(4096);
    this.slots = new Int32Array(8192);
    for (const name of [...KEYWORDS, ...SOFT_KEYWORDS]) {
      const bytes = Uint8Array.from(name, (ch) => ch.charCodeAt(0));
      let hash = 0;
      for (const byte of bytes) hash = (Math.imul(hash, 31) + byte) | 0;
      this.lookup(bytes, 0, bytes.length, hash, true);
    }
  }

  /** Called between two parses only: name ids live as long as the token buffer of one parse. */
  trim(): void {
    if (this.names.length > MAX_NAMES) this.reset();
  }

  /** The id of src[start, end); `hash` is the 31-polynomial hash of its bytes. */
  lookup(src: Uint8Array, start: number, end: number, hash: number, ascii: boolean): number {
    const mask = this.slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    const length = end - start;
    for (;;) {
      const id = this.slots[slot]! - 1;
      if (id < 0) break;
      if (this.hashes[id] === hash) {
        const bytes = this.bytes[id]!;
        if (bytes.length === length) {
          let i = 0;
          while (i < length && bytes[i] === src[start + i]) i++;
          if (i === length) return id;
        }
      }
      slot = (slot + 1) & mask;
    }
    return this.add(src.slice(start, end), hash, slot, ascii);
  }

  private add(bytes: Uint8Array, hash: number, slot: number, ascii: boolean): number {
    const id = this.names.length;
    let name = "";
    if (ascii) {
      for (let i = 0; i < bytes.length; i++) name += String.fromCharCode(bytes[i]!);
    } else {
      name = new TextDecoder().decode(bytes).normalize("NFKC");
    }
    this.names.push(internalize(name));
    this.bytes.push(bytes);
    this.slots[slot] = id + 1;
    this.hashes[id] = hash;
    if (this.names.length * 2 > this.slots.length) this.grow();
    return id;
  }

  private grow(): void {
    const slots = new Int32Array(this.slots.length * 2);
    const hashes = new Int32Array(this.hashes.length * 2);
    hashes.set(this.hashes);
    const mask = slots.length - 1;
    for (let id = 0; id < this.names.length; id++) {
      let slot = (hashes[id]! ^ (hashes[id]! >>> 15)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id + 1;
    }
    this.slots = slots;
    this.hashes = hashes;
  }
}

/** Makes the engine keep one flat copy of the string, so that later comparisons and map look-ups are by address. */
function internalize(name: string): string {
  return Object.keys({ [name]: 0 })[0]!;
}

export const nameTable = new NameTable();
