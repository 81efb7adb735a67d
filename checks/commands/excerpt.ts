import { align } from './align.ts';

/**
 * A text that stands in a file, perhaps decoded: the value of a JSON string, the lines of a YAML block, a Dockerfile
 * instruction without its comments. Knows for each of its characters where that stands in the file.
 */
export class Excerpt {
  readonly text: string;
  readonly #places: (index: number) => number;

  /** `places` gives the offset in the file; the whole file's text needs none. */
  constructor(text: string, places: (index: number) => number = (index) => index) {
    this.text = text;
    this.#places = places;
  }

  /** Where the character at `index` stands in the file. */
  start(index: number): number {
    return index < this.text.length || index === 0 ? this.#places(index) : this.#places(index - 1) + 1;
  }

  /** Where what ends before `index` ends in the file. */
  end(index: number): number {
    return index === 0 ? this.#places(0) : this.#places(index - 1) + 1;
  }

  part(from: number, to: number): Excerpt {
    return new Excerpt(this.text.slice(from, to), (index) => this.#places(from + index));
  }

  /** What a part of this text means once its quotes, escapes and indents are undone. */
  decoded(from: number, to: number, value: string): Excerpt {
    let places: number[] | undefined;
    return new Excerpt(value, (index) => {
      places ??= align(this.text.slice(from, to), value);
      return this.#places(from + (places[index] ?? 0));
    });
  }

  /** Puts something else in place of each match; all of it then stands where the match stood. */
  replace(pattern: RegExp, replacement: (match: RegExpExecArray) => string): Excerpt {
    const parts: Excerpt[] = [];
    let from = 0;
    for (const match of this.text.matchAll(pattern)) {
      const to = match.index + match[0].length;
      parts.push(this.part(from, match.index), this.part(match.index, to).as(replacement(match)));
      from = to;
    }
    return parts.length === 0 ? this : Excerpt.join([...parts, this.part(from, this.text.length)]);
  }

  /** Another text in this one's place. */
  as(text: string): Excerpt {
    const last = Math.max(this.text.length - 1, 0);
    return new Excerpt(text, (index) => this.#places(index > 0 && index === text.length - 1 ? last : 0));
  }

  static join(parts: readonly Excerpt[]): Excerpt {
    const places: number[] = [];
    for (const part of parts)
      for (let index = 0; index < part.text.length; index += 1) places.push(part.#places(index));
    return new Excerpt(parts.map(({ text }) => text).join(''), (index) => places[index] ?? 0);
  }
}
