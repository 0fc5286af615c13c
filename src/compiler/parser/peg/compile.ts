/**
 * Turns the grammar texts into tables that engine.ts walks. The notation is PEP 617's, with actions after `->`:
 *
 *   'if' "match"  a keyword or operator; a soft keyword        NAME NUMBER STRING ...  a token
 *   e? [e] e* e+  optional and repeated                        s.e+                    e separated by s
 *   &e !e         look-ahead                                   ~  &&e                  commit; must follow or "expected 'e'"
 *   a=e           a name for the action                        (memo) (left)           results are kept; left-recursive
 *
 *   -> Kind                the value is a node of that kind holding the named parts
 *   -> a                   the value is that part
 *   -> err "text"          raise at the last token read; `err at a`, `err range a b`, `err from a`, `err next`, `err indent [a]`
 *   -> do name "argument"  a function of actions.ts
 */
import {
  FIRST_KEYWORD,
  KEYWORDS,
  NAME_CASE,
  NAME_MATCH,
  NAME_TYPE,
  NAME_UNDERSCORE,
  OPERATOR_TEXT,
  T,
} from "../../tokenizer/tokens.js";
import { EXPRESSION_RULES } from "./grammar_expressions.js";
import { INVALID_RULES } from "./grammar_invalid.js";
import { STATEMENT_RULES } from "./grammar_statements.js";

export const enum Op {
  Token,
  SoftKeyword,
  AnySoftKeyword,
  Rule,
  Optional,
  Many,
  Some,
  Gather,
  And,
  Not,
  Cut,
  Force,
}

export interface Item {
  op: Op;
  /** Token type or name id. */
  type: number;
  rule: Rule | null;
  item: Item | null;
  separator: Item | null;
  /** The name of the part, or "". */
  name: string;
  /** What `&&` expects, for the message. */
  text: string;
}

export interface Action {
  how: "node" | "part" | "err" | "do";
  name: string;
  where: string;
  parts: string[];
  text: string;
}

export interface Alternative {
  items: Item[];
  action: Action | null;
  /** Index of the named parts among the items. */
  names: Record<string, number>;
  invalid: boolean;
  /** Index of the one item that reads something, or -1: its value is the alternative's. */
  only: number;
}

export interface Rule {
  id: number;
  name: string;
  memo: boolean;
  left: boolean;
  withoutInvalid: boolean;
  alternatives: Alternative[];
}

const TOKEN_NAMES: Readonly<Record<string, number>> = {
  NAME: T.NAME,
  NUMBER: T.NUMBER,
  STRING: T.STRING,
  NEWLINE: T.NEWLINE,
  INDENT: T.INDENT,
  DEDENT: T.DEDENT,
  ENDMARKER: T.ENDMARKER,
  TYPE_COMMENT: T.TYPE_COMMENT,
  FSTRING_START: T.FSTRING_START,
  FSTRING_MIDDLE: T.FSTRING_MIDDLE,
  FSTRING_END: T.FSTRING_END,
};

const SOFT: Readonly<Record<string, number>> = {
  _: NAME_UNDERSCORE,
  case: NAME_CASE,
  match: NAME_MATCH,
  type: NAME_TYPE,
};

const LITERALS = new Map<string, number>([
  ...Object.entries(OPERATOR_TEXT).map(([type, text]) => [text, Number(type)] as const),
  ...KEYWORDS.map((word, i) => [word, FIRST_KEYWORD + i] as const),
]);

class GrammarReader {
  readonly rules = new Map<string, Rule>();
  private words: string[] = [];
  private at = 0;
  private groups = 0;

  read(text: string): void {
    this.words = text.match(/"(?:\\.|[^"\\])*"|'[^']*'|->|&&|[\w]+|[^\s\w]/g) ?? [];
    this.at = 0;
    while (this.at < this.words.length) this.readRule();
  }

  private rule(name: string): Rule {
    let rule = this.rules.get(name);
    if (rule === undefined) {
      rule = { id: this.rules.size, name, memo: false, left: false, withoutInvalid: false, alternatives: [] };
      this.rules.set(name, rule);
    }
    return rule;
  }

  private peek(): string {
    return this.words[this.at] ?? "";
  }

  private accept(word: string): boolean {
    if (this.words[this.at] !== word) return false;
    this.at++;
    return true;
  }

  private expect(word: string): void {
    if (!this.accept(word))
      throw new Error(`grammar: expected ${word} at ${this.words.slice(this.at, this.at + 8).join(" ")}`);
  }

  private startsRule(): boolean {
    const next = this.words[this.at + 1];
    if (!/^[a-z_]\w*$/.test(this.peek())) return false;
    return next === ":" || (next === "(" && this.words[this.at + 3] === ")" && this.words[this.at + 4] === ":");
  }

  private readRule(): void {
    const rule = this.rule(this.words[this.at++]!);
    if (this.accept("(")) {
      const flag = this.words[this.at++]!;
      rule.memo = flag === "memo" || flag === "left";
      rule.left = flag === "left";
      rule.withoutInvalid = flag === "without_invalid";
      this.expect(")");
    }
    this.expect(":");
    rule.alternatives = this.readAlternatives();
  }

  private readAlternatives(): Alternative[] {
    this.accept("|");
    const alternatives = [this.readAlternative()];
    while (this.accept("|")) alternatives.push(this.readAlternative());
    return alternatives;
  }

  private atEnd(): boolean {
    const word = this.peek();
    return word === "" || word === "|" || word === ")" || word === "]" || word === "->" || this.startsRule();
  }

  private readAlternative(): Alternative {
    const items: Item[] = [];
    const names: Record<string, number> = {};
    while (!this.atEnd()) {
      const item = this.readItem();
      if (item.name !== "") names[item.name] = items.length;
      items.push(item);
    }
    const action = this.accept("->") ? this.readAction() : null;
    const readers = items.filter((item) => item.op !== Op.And && item.op !== Op.Not && item.op !== Op.Cut);
    const only = readers.length === 1 ? items.indexOf(readers[0]!) : -1;
    const invalid = items.length === 1 && (items[0]!.rule?.name.startsWith("invalid_") ?? false);
    return { items, action, names, invalid, only };
  }

  private string(): string {
    return this.peek().startsWith('"') ? this.words[this.at++]!.slice(1, -1).replace(/\\"/g, '"') : "";
  }

  private readAction(): Action {
    const word = this.words[this.at++]!;
    if (word === "err") {
      const where = /^(at|range|from|next|indent)$/.test(this.peek()) ? this.words[this.at++]! : "last";
      const parts: string[] = [];
      while (/^[a-z]$/.test(this.peek())) parts.push(this.words[this.at++]!);
      return { how: "err", name: "", where, parts, text: this.string() };
    }
    if (word === "do") {
      const name = this.words[this.at++]!;
      const parts = /^\d+$/.test(this.peek()) ? [this.words[this.at++]!] : [];
      return { how: "do", name, where: "", parts, text: this.string() };
    }
    return { how: /^[A-Z]/.test(word) ? "node" : "part", name: word, where: "", parts: [], text: "" };
  }

  private item(op: Op, fields: Partial<Item> = {}): Item {
    return { op, type: 0, rule: null, item: null, separator: null, name: "", text: "", ...fields };
  }

  private readItem(): Item {
    let name = "";
    if (this.words[this.at + 1] === "=" && /^\w+$/.test(this.peek())) {
      name = this.words[this.at]!;
      this.at += 2;
    }
    const item = this.readOperand();
    return name === "" ? item : { ...item, name };
  }

  private readOperand(): Item {
    if (this.accept("~")) return this.item(Op.Cut);
    if (this.accept("&&")) {
      const text = this.peek().slice(1, -1);
      return this.item(Op.Force, { type: this.readAtom().type, text });
    }
    if (this.accept("&")) return this.item(Op.And, { item: this.readAtom() });
    if (this.accept("!")) return this.item(Op.Not, { item: this.readAtom() });
    const atom = this.readAtom();
    if (this.accept(".")) {
      const element = this.readAtom();
      this.expect("+");
      return this.item(Op.Gather, { separator: atom, item: element });
    }
    if (this.accept("?")) return this.item(Op.Optional, { item: atom });
    if (this.accept("*")) return this.item(Op.Many, { item: atom });
    if (this.accept("+")) return this.item(Op.Some, { item: atom });
    return atom;
  }

  private readAtom(): Item {
    const word = this.words[this.at++]!;
    if (word === "(" || word === "[") {
      const group = this.group(this.readAlternatives());
      this.expect(word === "(" ? ")" : "]");
      return word === "(" ? group : this.item(Op.Optional, { item: group });
    }
    if (word.startsWith("'") || word.startsWith('"')) {
      const text = word.slice(1, -1);
      const type = LITERALS.get(text);
      if (type !== undefined) return this.item(Op.Token, { type });
      return this.item(Op.SoftKeyword, { type: SOFT[text]! });
    }
    if (word === "SOFT_KEYWORD") return this.item(Op.AnySoftKeyword);
    const token = TOKEN_NAMES[word];
    if (token !== undefined) return this.item(Op.Token, { type: token });
    return this.item(Op.Rule, { rule: this.rule(word) });
  }

  /** A parenthesised part is a rule of its own, as in CPython's generated parser; a single item stands for itself. */
  private group(alternatives: Alternative[]): Item {
    const only = alternatives.length === 1 ? alternatives[0]! : null;
    if (only !== null && only.items.length === 1 && only.action === null) return { ...only.items[0]!, name: "" };
    const rule = this.rule(`_group_${++this.groups}`);
    rule.alternatives = alternatives;
    return this.item(Op.Rule, { rule });
  }
}

let compiled: Map<string, Rule> | null = null;

/** The rules by name; built when the first error is looked for. */
export function grammar(): Map<string, Rule> {
  if (compiled === null) {
    const reader = new GrammarReader();
    for (const text of [STATEMENT_RULES, EXPRESSION_RULES, INVALID_RULES]) reader.read(text);
    for (const rule of reader.rules.values()) {
      if (rule.alternatives.length === 0) throw new Error(`grammar: no rule ${rule.name}`);
    }
    compiled = reader.rules;
  }
  return compiled;
}
