/**
 * The tokens of one source, column-wise in typed arrays (CPython: struct Token and Parser.tokens). The whole source is
 * tokenized before parsing; a tokenizer error is the last token, ERRORTOKEN, and becomes an exception only when the parser
 * reads that far, as it would with CPython's token by token reading.
 *
 * Lines count from 1, columns in UTF-8 bytes from 0; INDENT, DEDENT and ENDMARKER have columns -1 as in CPython.
 */
export class TokenBuffer {
  count = 0;
  type = new Uint8Array(0);
  /** Byte offsets in the source. */
  start = new Int32Array(0);
  end = new Int32Array(0);
  lineno = new Int32Array(0);
  col = new Int32Array(0);
  endLineno = new Int32Array(0);
  endCol = new Int32Array(0);
  /** The name id of a NAME or keyword. */
  value = new Int32Array(0);
  /** Number of open brackets after the token. */
  level = new Uint8Array(0);

  reserve(capacity: number): void {
    if (this.type.length >= capacity) return;
    const grow = <A extends Uint8Array | Int32Array>(old: A, fresh: A): A => {
      fresh.set(old.subarray(0, this.count));
      return fresh;
    };
    this.type = grow(this.type, new Uint8Array(capacity));
    this.start = grow(this.start, new Int32Array(capacity));
    this.end = grow(this.end, new Int32Array(capacity));
    this.lineno = grow(this.lineno, new Int32Array(capacity));
    this.col = grow(this.col, new Int32Array(capacity));
    this.endLineno = grow(this.endLineno, new Int32Array(capacity));
    this.endCol = grow(this.endCol, new Int32Array(capacity));
    this.value = grow(this.value, new Int32Array(capacity));
    this.level = grow(this.level, new Uint8Array(capacity));
  }
}

/** Sources up to this many tokens share one buffer between parses. */
const POOLED_TOKENS = 1 << 18;
let pooled: TokenBuffer | null = new TokenBuffer();

export function acquireTokenBuffer(capacity: number): TokenBuffer {
  const buffer = pooled ?? new TokenBuffer();
  pooled = null;
  buffer.count = 0;
  buffer.reserve(capacity);
  return buffer;
}

export function releaseTokenBuffer(buffer: TokenBuffer): void {
  if (buffer.type.length <= POOLED_TOKENS) pooled = buffer;
}
