import { hole } from './quoting.ts';

/** A stretch of SQL and the place in the file that it comes from; of the same length where it is a quotation of it. */
interface Piece {
  at: number;
  start: number;
  end: number;
  quoted: boolean;
}

/** SQL put together from the strings and templates of a program, with the way back to their places in the file. */
export class SqlText {
  text = '';
  readonly #pieces: Piece[] = [];

  /** Adds what stands between quotes from `start` on, escapes included: each becomes two characters, as it has two. */
  addQuoted(raw: string, start: number): void {
    const plain = raw.replaceAll(/\\([\s\S])/g, (_match, character: string) =>
      /[nrtvfb0\r\n]/.test(character) ? ` ${character === 'n' ? '\n' : ' '}` : ` ${character}`,
    );
    this.#add(plain, { start, end: start + raw.length, quoted: true });
  }

  /** Adds what an expression stands for, or a hole where only the running program knows. */
  addExpression(value: string | null, start: number, end: number): void {
    this.#add(value ?? hole, { start, end, quoted: false });
  }

  /** The place in the file of what stands from `start` up to `end` in the SQL. */
  placeOf(start: number, end: number): { start: number; end: number } {
    const first = this.#pieceAt(start);
    const last = this.#pieceAt(end - 1);
    return {
      start: first.quoted ? first.start + start - first.at : first.start,
      end: last.quoted ? last.start + end - last.at : last.end,
    };
  }

  #add(text: string, from: Omit<Piece, 'at'>): void {
    if (text === '') return;
    this.#pieces.push({ at: this.text.length, ...from });
    this.text += text;
  }

  #pieceAt(offset: number): Piece {
    let low = 0;
    let high = this.#pieces.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#pieces[middle]!.at <= offset) low = middle;
      else high = middle - 1;
    }
    return this.#pieces[low]!;
  }
}
