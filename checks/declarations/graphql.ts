import { SyntaxFault } from '../syntax/syntax-fault.ts';
import type { Declaration, Field } from './declaration.ts';
import { holdsOf } from './holds.ts';

interface Token {
  text: string;
  start: number;
}

const tokenPattern = /#[^\n]*|"""[\s\S]*?(?:"""|$)|"(?:[^"\\\n]|\\.)*"?|([A-Za-z_]\w*|[^\s\w])/g;

/** The fields of types, inputs and interfaces, and the arguments of each field. Queries declare nothing and are passed over. */
export function graphqlDeclarations(text: string, offset = 0): Declaration[] {
  const tokens = tokensOf(text, offset);
  const declarations: Declaration[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const word = tokens[at]!.text;
    if (word === '{') at = closing(tokens, at);
    else if (['type', 'input', 'interface'].includes(word)) {
      const open = nextBrace(tokens, at);
      if (open === undefined) continue;
      const close = closing(tokens, open);
      declarations.push(...fieldsBetween(tokens[at + 1]!.text, tokens.slice(open + 1, close)));
      at = close;
    }
  }
  return declarations.filter(({ fields }) => fields.length > 0);
}

/** Throws a SyntaxFault where a bracket or a description never closes: all that follows would be taken for its inside. */
export function requireClosed(text: string): void {
  const open: number[] = [];
  for (const { 0: whole, 1: token, index } of text.matchAll(tokenPattern)) {
    const isOpen = token === undefined ? /^"""(?:"{0,2}|[^]*(?<!"""))$/.test(whole) : '{(['.includes(token);
    if (isOpen) open.push(index);
    else if (token !== undefined && '})]'.includes(token)) open.pop();
  }
  const [first] = open;
  if (first !== undefined) throw new SyntaxFault(`the ${text[first]} that opens here is never closed`, first);
}

function tokensOf(text: string, offset: number): Token[] {
  return [...text.matchAll(tokenPattern)].flatMap((match) =>
    match[1] === undefined ? [] : [{ text: match[1], start: match.index + offset }],
  );
}

/** The `{` that opens the body; undefined where another definition begins before it. */
function nextBrace(tokens: readonly Token[], from: number): number | undefined {
  for (let at = from + 1; at < tokens.length; at += 1) {
    const { text } = tokens[at]!;
    if (text === '{') return at;
    if (text === '(') at = closing(tokens, at);
    else if (text === '}' || (at > from + 1 && ['type', 'input', 'interface', 'query'].includes(text)))
      return undefined;
  }
  return undefined;
}

/** The place of the bracket that closes the one at `open`, or of the last token. */
function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    if ('{([<'.includes(tokens[at]!.text)) depth += 1;
    else if ('})]>'.includes(tokens[at]!.text) && --depth === 0) return at;
  }
  return tokens.length - 1;
}

/** `number(format: String): String!`: a field, and below it a declaration of its arguments. */
function fieldsBetween(about: string, tokens: readonly Token[], inArguments = false): Declaration[] {
  const fields: Field[] = [];
  const below: Declaration[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const { text, start } = tokens[at]!;
    if (text === '(' || text === '{' || text === '[') at = closing(tokens, at);
    // A directive; its arguments are next.
    if (text === '@') at += 1;
    if (!/^\w/.test(text)) continue;
    let colon = at + 1;
    if (tokens[colon]?.text === '(') {
      const close = closing(tokens, colon);
      if (!inArguments) below.push(...fieldsBetween(text, tokens.slice(colon + 1, close), true));
      colon = close + 1;
    }
    if (tokens[colon]?.text !== ':') continue;
    const type = tokens.slice(colon + 1, colon + 8).find((token) => token.text !== '[');
    fields.push({ name: text, start, end: start + text.length, holds: holdsOf(type?.text ?? '') });
    at = colon + 1;
    while (tokens[at]?.text === '[') at += 1;
  }
  return [{ about, fields }, ...below];
}
