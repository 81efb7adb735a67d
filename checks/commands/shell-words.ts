import type { DoubleQuotedChild, Word as ShellWord, WordPart } from 'unbash';
import type { Word } from './command.ts';
import { rootMark } from './directory.ts';
import type { Excerpt } from './excerpt.ts';

/** What a shell knows where it stands. A variable is null where its value cannot be told. */
export interface Scope {
  variables: Map<string, string | null>;
  scriptDirectory: string | undefined;
}

/** The words that one word of shell becomes. A bare `$COMMAND` that holds several words is split as a shell does. */
export function wordsOf(shell: Excerpt, word: ShellWord, scope: Scope): Word[] {
  const { text, literal } = valueOf(word, scope);
  const [only] = word.parts ?? [];
  const one = {
    ...{ text, literal, start: shell.start(word.pos), end: shell.end(word.end) },
    inner: shell.decoded(word.pos, word.end, againOf(word)),
  };
  const splits = literal && word.parts?.length === 1 && isExpansion(only!) && /\s/.test(text.trim());
  if (!splits) return [one];
  const place = shell.part(word.pos, word.end);
  return text
    .trim()
    .split(/\s+/)
    .map((piece) => ({ ...one, text: piece, inner: place.as(piece) }));
}

/** What a word stands for. Where that cannot be told, its text as it is written, and `literal` false. */
export function valueOf(word: ShellWord, scope: Scope): { text: string; literal: boolean } {
  if (word.parts === undefined) return { text: word.value, literal: true };
  const values = word.parts.map((part) => partValue(part, scope));
  return {
    text: values.map((value, index) => value ?? word.parts![index]!.text).join(''),
    literal: values.every((value) => value !== null),
  };
}

function partValue(part: WordPart | DoubleQuotedChild, scope: Scope): string | null {
  if (part.type === 'Literal' || part.type === 'SingleQuoted' || part.type === 'AnsiCQuoted') return part.value;
  if (part.type === 'DoubleQuoted' || part.type === 'LocaleString') {
    const values = part.parts.map((inner) => partValue(inner, scope));
    return values.includes(null) ? null : values.join('');
  }
  if (part.type === 'SimpleExpansion') return variable(part.text.slice(1), scope);
  if (part.type === 'CommandExpansion') return commandValue(part.text, scope);
  if (part.type !== 'ParameterExpansion') return null;
  const { parameter, operation, prefix, index } = part;
  if (operation === undefined && prefix === undefined && index === undefined) return variable(parameter, scope);
  return operation?.type === 'Remove' && /^(?:0|BASH_SOURCE)$/.test(parameter) ? ownFolder(scope) : null;
}

function variable(name: string, scope: Scope): string | null {
  const known = scope.variables.get(name);
  if (known !== undefined) return known;
  if (name === 'PWD' || name === 'INIT_CWD') return '.';
  if (name === 'GITHUB_WORKSPACE' || name === 'CI_PROJECT_DIR') return rootMark;
  return null;
}

/** The few substitutions with which scripts find their own folder, the current one, or the repository's root. */
function commandValue(text: string, scope: Scope): string | null {
  if (/^[$(`\s]*pwd[\s)`]*$/.test(text)) return '.';
  if (/^[$(`\s]*git rev-parse --show-toplevel[\s)`]*$/.test(text)) return rootMark;
  const found = /\bdirname\b[^/]{0,60}(?:\$0|\$\{0\}|BASH_SOURCE)[^/]{0,60}((?:\/\.\.)*)/.exec(text);
  if (found === null) return null;
  const own = ownFolder(scope);
  return own === null ? null : `${own}${found[1]}`;
}

function ownFolder(scope: Scope): string | null {
  return scope.scriptDirectory === undefined ? null : `${rootMark}${scope.scriptDirectory}`;
}

/** A word as a second shell would read it: unquoted once, its expansions still to be made. */
function againOf(word: ShellWord): string {
  return (word.parts ?? []).length === 0 ? word.value : word.parts!.map(partAgain).join('');
}

function partAgain(part: WordPart | DoubleQuotedChild): string {
  if (part.type === 'DoubleQuoted') return part.parts.map(partAgain).join('');
  if (part.type === 'Literal' || part.type === 'SingleQuoted' || part.type === 'AnsiCQuoted') return part.value;
  return part.text;
}

function isExpansion(part: WordPart): boolean {
  return part.type === 'SimpleExpansion' || part.type === 'ParameterExpansion';
}
