/**
 * The fast parser's parameter lists of `def` and `lambda` (Grammar/python.gram: parameters, lambda_parameters).
 */
import * as ast from "../ast/nodes.js";
import { T } from "../tokenizer/tokens.js";
import { StringParser } from "./string_parser.js";

export abstract class ParameterParser extends StringParser {
  abstract expression(): ast.expr;
  protected abstract starExpression(): ast.expr;

  /** The parameter list of `def` (up to `)`) or `lambda` (up to `:`), whose closing token is left. */
  protected parameters(close: number, annotated: boolean): ast.Arguments {
    const types = this.types;
    let posonly: ast.Arg[] = [];
    let args: ast.Arg[] = [];
    const defaults: ast.expr[] = [];
    const kwonly: ast.Arg[] = [];
    const kwDefaults: (ast.expr | null)[] = [];
    let vararg: ast.Arg | null = null;
    let kwarg: ast.Arg | null = null;
    let star = false;
    while (types[this.pos] !== close) {
      const type = types[this.pos];
      if (kwarg !== null) this.fail();
      if (type === T.SLASH) {
        if (star || posonly.length > 0 || args.length === 0) this.fail();
        this.needVersion(8);
        this.pos++;
        posonly = args;
        args = [];
      } else if (type === T.STAR) {
        if (star) this.fail();
        star = true;
        this.pos++;
        if (types[this.pos] === T.COMMA) {
          // A bare star must be followed by a named parameter, which may not be `**`.
          if (types[this.pos + 1] !== T.NAME) this.fail();
          this.pos++;
          continue;
        }
        vararg = this.parameter(annotated, true);
        if (types[this.pos] === T.EQUAL) this.fail();
        if (this.parameterEnded(vararg, annotated, close)) break;
        continue;
      } else if (type === T.DOUBLESTAR) {
        this.pos++;
        kwarg = this.parameter(annotated, false);
        if (types[this.pos] === T.EQUAL) this.fail();
        if (this.parameterEnded(kwarg, annotated, close)) break;
        continue;
      } else {
        const arg = this.parameter(annotated, false);
        const value = this.accept(T.EQUAL) ? this.expression() : null;
        if (star) {
          kwonly.push(arg);
          kwDefaults.push(value);
        } else {
          if (value !== null) defaults.push(value);
          else if (defaults.length > 0) this.fail();
          args.push(arg);
        }
        if (this.parameterEnded(arg, annotated, close)) break;
        continue;
      }
      if (types[this.pos] !== T.COMMA) break;
      this.pos++;
    }
    if (types[this.pos] !== close) this.fail();
    return ast.Arguments(posonly, args, vararg, kwonly, kwDefaults, kwarg, defaults);
  }

  /** Reads the comma and the type comment behind a parameter; true if it was the last one. */
  private parameterEnded(arg: ast.Arg, annotated: boolean, close: number): boolean {
    const comma = this.accept(T.COMMA);
    if (annotated && this.types[this.pos] === T.TYPE_COMMENT) arg.type_comment = this.tokenText(this.pos++);
    if (!comma && this.types[this.pos] !== close) this.fail();
    return !comma;
  }

  private parameter(annotated: boolean, starAnnotation: boolean): ast.Arg {
    const start = this.pos;
    const name = this.identifier();
    let annotation: ast.expr | null = null;
    if (annotated && this.types[this.pos] === T.COLON) {
      this.pos++;
      annotation = starAnnotation ? this.starExpression() : this.expression();
    }
    const e = this.pos - 1;
    return ast.Arg(name, annotation, null, this.sl[start]!, this.sc[start]!, this.el[e]!, this.ec[e]!);
  }
}
