/**
 * What a file may import, as far as a scan of its text can tell: nothing that it imports is missing, but a comment or a
 * string may have added something.
 */
export interface ScannedImports {
  specifiers: string[];
  /** Some import is more than one literal: every string of the file is then among the specifiers. */
  computed?: true;
}

type Skip = (at: number) => number;

// `import`, `require`, and what Vitest, Jest and Node name after them: importActual, doMock, createMockFromModule.
const importWord = /\bfrom\b|\b(?:import|require)\w*|[mM]ock\w*|<reference\b/g;
const mockWord = /^(?:[mM]ock(?:Module|FromModule)?|(?:import|require)(?:Actual|Mock))$/;
const memberName = /\w{1,30}/y;
// What is escaped, a string, a template up to its first placeholder, or a template's end.
const anyString =
  /\\[^]|(['"])((?:(?!\1)[^\\\n]|\\.){1,300})\1|`((?:[^\\`$]|\\.|\$(?!\{)){1,300})(?:`|\$\{)|\}([^\\`$}\n]{0,100})`/g;
const specifierLengthMax = 300;
// What opens a line and comments out what follows. Should the line stand in a template, in a text of JSX or in a comment
// of more lines, nothing here ends that; a placeholder may hold an expression, but no declaration.
const opensComment = /^[ \t]*\/\/[^'"`/\\${}<>\r\u2028\u2029]*$/;
const opensCommentOfDeclaration = /^[ \t]*\/\/[^'"`/\\<>\r\u2028\u2029]*$/;
const commentedLengthMax = 200;
const commentsMax = 50;

/**
 * Finds what a text may import without parsing it: the string after each word that imports. It is asked of every file,
 * and only files that it makes suspects are parsed. Linear in the text, whatever the text is.
 */
export function scanImports(text: string): ScannedImports | null {
  const found = new Set<string>();
  const skip = gapSkipper(text);
  let computed = text.includes('createRequire');
  for (const match of text.matchAll(importWord)) computed = readAfter(text, match, skip, found) || computed;
  if (computed) for (const [, , quoted, head, tail] of text.matchAll(anyString)) add(found, quoted ?? head ?? tail);
  if (found.size === 0) return null;
  return computed ? { specifiers: [...found], computed } : { specifiers: [...found] };
}

/** Adds the literal after one import word. True where something computed stands there instead. */
function readAfter(text: string, match: RegExpExecArray, skip: Skip, found: Set<string>): boolean {
  const [word] = match;
  if (word === '<reference') {
    const referred = /^\s+(?:path|types)\s*=\s*["']([^"'\n]+)/.exec(
      text.slice(match.index + word.length).slice(0, 400),
    );
    add(found, referred?.[1]);
    return false;
  }
  if (isCommentedOut(text, match.index, word)) return false;
  let at = skip(match.index + word.length);
  // require.resolve, import.meta.resolve, mock.module
  for (let members = 0; members < 3 && text[at] === '.' && word !== 'from'; members += 1) {
    memberName.lastIndex = skip(at + 1);
    at = memberName.test(text) ? skip(memberName.lastIndex) : text.length;
  }
  if (at < 0 || (text[at] === '<' && mockWord.test(word))) return true;
  const called = text[at] === '(';
  if (called && word === 'from') return false;
  while (text[at] === '(') at = skip(at + 1);
  if (at < 0) return true;
  const computes = called && (word === 'import' || word === 'require' || mockWord.test(word));
  const quote = text[at];
  if (quote !== '"' && quote !== "'" && quote !== '`') return computes && quote !== ')';
  const end = literalEnd(text, at, quote);
  if (end === undefined) return computes;
  add(found, text.slice(at + 1, end));
  const next = text[skip(end + 1)];
  return computes && next !== ')' && next !== ',';
}

/** Whether the word stands on a line of its own comment: `// import { a } from './a.ts';`. False where that is not sure. */
function isCommentedOut(text: string, at: number, word: string): boolean {
  const start = Math.max(0, at - commentedLengthMax);
  const before = text.slice(start, at);
  const line = before.lastIndexOf('\n') + 1;
  if (line === 0 && start > 0) return false;
  return (word === 'from' ? opensCommentOfDeclaration : opensComment).test(before.slice(line));
}

/** The offset of the quote that ends a literal; undefined for a template with placeholders, and for no specifier. */
function literalEnd(text: string, start: number, quote: string): number | undefined {
  const limit = Math.min(text.length, start + specifierLengthMax);
  for (let at = start + 1; at < limit; at += 1) {
    const character = text[at];
    if (character === quote) return at;
    if (character === '\\') at += 1;
    else if (character === '\n' || (quote === '`' && character === '$' && text[at + 1] === '{')) return undefined;
  }
  return undefined;
}

function add(found: Set<string>, literal: string | undefined): void {
  const specifier = literal?.includes('\\') ? unescaped(literal) : literal;
  if (specifier !== undefined && specifier !== '' && !/\s/.test(specifier)) found.add(specifier);
}

function unescaped(literal: string): string {
  return literal.replaceAll(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|u\{(0?[\da-fA-F]{1,5})\}|([^]))/g,
    (_match, byte?: string, unit?: string, point?: string, plain?: string) =>
      plain ?? String.fromCodePoint(Number.parseInt(byte ?? unit ?? point ?? '', 16)),
  );
}

/** Skips blanks, comments, and the stars before JSDoc lines. Gives -1 where more comments follow than anyone writes. */
function gapSkipper(text: string): Skip {
  const blockEnd = finder(text, '*/');
  const lineEnd = finder(text, '\n');
  return (start) => {
    let at = start;
    for (let comments = 0; comments < commentsMax; comments += 1) {
      while (text.charCodeAt(at) <= 32 || text[at] === '*' || text[at] === '\u{A0}') at += 1;
      if (text[at] !== '/') return at;
      if (text[at + 1] === '*') at = blockEnd(at + 2);
      else if (text[at + 1] === '/') at = lineEnd(at + 2);
      else return at;
    }
    return -1;
  };
}

/** The offset behind the next `wanted`. Remembers the last answer, so that many questions cost one pass over the text. */
function finder(text: string, wanted: string): Skip {
  let askedFrom = Number.POSITIVE_INFINITY;
  let answer = -1;
  return (from) => {
    if (from < askedFrom || from > answer) {
      const at = text.indexOf(wanted, from);
      askedFrom = from;
      answer = at === -1 ? text.length : at;
    }
    return Math.min(text.length, answer + wanted.length);
  };
}
