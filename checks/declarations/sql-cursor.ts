import type { SqlToken } from '../sql/tokens.ts';

/** Where a reader of SQL's tokens stands. Words are compared without regard to case; a quoted name is never a keyword. */
export class SqlCursor {
  readonly #tokens: readonly SqlToken[];
  #at = 0;

  constructor(tokens: readonly SqlToken[]) {
    this.#tokens = tokens;
  }

  get atEnd(): boolean {
    return this.#at >= this.#tokens.length;
  }

  peek(): SqlToken | undefined {
    return this.#tokens[this.#at];
  }

  next(): SqlToken | undefined {
    return this.#tokens[this.#at++];
  }

  is(text: string): boolean {
    const token = this.peek();
    return token !== undefined && token.kind !== 'quoted' && token.text.toUpperCase() === text;
  }

  /** Goes behind this word or sign, if it is next. */
  take(text: string): boolean {
    const found = this.is(text);
    if (found) this.#at += 1;
    return found;
  }

  /** Goes behind as many of these words as follow each other. */
  takeAll(...texts: string[]): void {
    for (const text of texts) if (!this.take(text)) return;
  }

  /** The last part of a name: `cards` of `shop.cards`. */
  name(): string {
    let name = '';
    do name = this.next()?.text ?? '';
    while (this.take('.'));
    return name;
  }

  /** Goes behind the next such sign outside of parentheses; false where the `)` or `;` that ends it all comes first. */
  skipBehind(sign: string): boolean {
    let depth = 0;
    for (; !this.atEnd; this.#at += 1) {
      const { kind, text } = this.peek()!;
      if (kind !== 'symbol') continue;
      if (text === ';') return false;
      if (text === '(') depth += 1;
      if (text === ')' && depth-- === 0) return false;
      if (text === sign && depth === 0) {
        this.#at += 1;
        return true;
      }
    }
    return false;
  }
}
