/** Controls, what changes the direction of writing or cannot be seen, line separators, halves of surrogate pairs. */
const active = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;

/**
 * Text that comes from the checked repository, as one line in which nothing acts on a terminal, a log or a parser:
 * what could is shown as an escape, such as `\n` or `\u{1b}`.
 */
export function inert(text: string): string {
  return text.replaceAll(active, (character) =>
    character === '\n' ? '\\n' : `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
}

/** A value as JSON that reads back the same, in which nothing acts where it is printed. */
export function inertJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2).replaceAll(active, (character) =>
    character === '\n' ? character : [...unitsOf(character)].join(''),
  )}\n`;
}

function* unitsOf(character: string): Iterable<string> {
  for (let at = 0; at < character.length; at += 1) {
    yield `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`;
  }
}
