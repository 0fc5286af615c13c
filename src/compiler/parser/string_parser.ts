/**
 * The fast parser's string literals: adjacent STRING tokens and f-strings with their replacement fields (Grammar/python.gram:
 * strings, fstring). What the pieces become is in strings.ts, the values of literals in literals.ts.
 */
import type { PyBytes } from "../../bytecode/values.js";
import * as ast from "../ast/nodes.js";
import { debugText } from "../tokenizer/fstring_mode.js";
import { T } from "../tokenizer/tokens.js";
import { decodeEscapes, literalText, type PyStr, parseString } from "./literals.js";
import { ParserBase } from "./parser_base.js";
import { concatenateStrings, formatSpec } from "./strings.js";

export abstract class StringParser extends ParserBase {
  protected abstract annotatedRhs(): ast.expr;

  /** One or more adjacent string literals. */
  protected strings(): ast.expr {
    const start = this.pos;
    const types = this.types;
    const first = types[start] === T.STRING ? this.stringToken() : this.fstring();
    const next = types[this.pos];
    if (next !== T.STRING && next !== T.FSTRING_START) {
      if (first.kind === "Constant") return first;
      const e = this.pos - 1;
      return concatenateStrings([first], this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
    }
    const parts = [first];
    for (;;) {
      const type = types[this.pos];
      if (type === T.STRING) parts.push(this.stringToken());
      else if (type === T.FSTRING_START) parts.push(this.fstring());
      else break;
    }
    const e = this.pos - 1;
    return concatenateStrings(parts, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  private stringToken(): ast.expr {
    const i = this.pos++;
    const { value, kind } = parseString(
      this.source,
      this.tokens.start[i]!,
      this.tokens.end[i]!,
      i,
      this.sl[i]!,
      this.warnings,
    );
    return ast.Constant(value as PyStr | PyBytes, kind, this.sl[i]!, this.sc[i]!, this.el[i]!, this.ec[i]!);
  }

  private fstring(): ast.expr {
    const start = this.pos++;
    const types = this.types;
    const raw = /r/i.test(this.tokenText(start));
    const values: ast.expr[] = [];
    // CPython decodes the pieces when FSTRING_END is read; escape warnings carry that token's line.
    const middles: number[] = [];
    for (;;) {
      const type = types[this.pos];
      if (type === T.FSTRING_MIDDLE) {
        middles.push(values.length, this.pos);
        values.push(this.middle(this.pos++, true, this.pos));
      } else if (type === T.LBRACE) {
        this.replacementField(values);
      } else if (type === T.FSTRING_END) {
        break;
      } else {
        this.fail();
      }
    }
    const e = this.pos++;
    if (!raw) {
      for (let i = 0; i < middles.length; i += 2) values[middles[i]!] = this.middle(middles[i + 1]!, false, e);
    }
    const kept = values.filter((value) => value.kind !== "Constant" || value.value !== "");
    return ast.JoinedStr(kept, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }

  /** FSTRING_MIDDLE as a Constant; `end` is the token whose line a warning names. */
  private middle(i: number, raw: boolean, end: number): ast.expr {
    const text = literalText(this.source, this.tokens.start[i]!, this.tokens.end[i]!);
    const value = raw || !text.includes("\\") ? text : decodeEscapes(text, end, this.sl[end]!, this.warnings, true);
    return ast.Constant(value, null, this.sl[i]!, this.sc[i]!, this.el[i]!, this.ec[i]!);
  }

  /** `{expr=!r:spec}`; pushes the debug text, if asked for, and the FormattedValue. */
  private replacementField(values: ast.expr[]): void {
    const open = this.pos++;
    const types = this.types;
    this.enter(20);
    const value = this.annotatedRhs();
    const debug = this.accept(T.EQUAL);
    const textEnd = this.pos;
    let conversion = -1;
    let debugEnd = -1;
    if (types[this.pos] === T.EXCLAMATION) {
      this.pos++;
      debugEnd = this.pos;
      conversion = this.conversion();
    }
    let spec: ast.expr | null = null;
    if (types[this.pos] === T.COLON) {
      spec = this.fullFormatSpec();
      if (debugEnd < 0) debugEnd = textEnd;
    }
    const close = this.pos;
    this.expect(T.RBRACE);
    this.depth -= 20;
    if (debug) {
      if (conversion < 0 && spec === null) conversion = 114;
      const text = debugText(this.tokenizer, this.tokens.end[open]!, this.tokens.start[textEnd]!);
      let line = this.el[close]!;
      let col = this.ec[close]!;
      if (debugEnd >= 0) {
        line = this.sl[debugEnd]!;
        col = this.sc[debugEnd]! + (types[debugEnd] === T.COLON ? 1 : 0);
      }
      values.push(ast.Constant(text, null, this.sl[open]!, this.sc[open]! + 1, line, col - 1));
    }
    values.push(
      ast.FormattedValue(value, conversion, spec, this.sl[open]!, this.sc[open]!, this.el[close]!, this.ec[close]!),
    );
  }

  private conversion(): number {
    const i = this.pos;
    const previous = i - 1;
    if (this.sl[previous] !== this.sl[i] || this.ec[previous] !== this.sc[i]) this.fail();
    const name = this.identifier();
    if (name !== "s" && name !== "r" && name !== "a") this.fail();
    return name.charCodeAt(0);
  }

  private fullFormatSpec(): ast.expr {
    const colon = this.pos++;
    const parts: ast.expr[] = [];
    for (;;) {
      const type = this.types[this.pos];
      if (type === T.FSTRING_MIDDLE) {
        const i = this.pos++;
        parts.push(this.middle(i, false, i));
      } else if (type === T.LBRACE) {
        this.specField(parts);
      } else {
        break;
      }
    }
    const e = this.pos - 1;
    return formatSpec(parts, this.sl[colon]!, this.sc[colon]!, this.el[e]!, this.ec[e]!);
  }

  /** A replacement field inside a format spec: with debug text it stays a JoinedStr of two. */
  private specField(parts: ast.expr[]): void {
    const open = this.pos;
    const values: ast.expr[] = [];
    this.replacementField(values);
    if (values.length === 1) {
      parts.push(values[0]!);
      return;
    }
    const text = values[0]! as ast.Constant;
    const { end_lineno, end_col_offset } = text;
    parts.push(ast.JoinedStr(values, this.sl[open]!, this.sc[open]!, end_lineno, end_col_offset + 1));
  }
}
