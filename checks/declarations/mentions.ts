import { judgeName } from '../../policies/card-data/field-names.ts';
import { isScript } from '../repository/source.ts';
import { mayBeAboutCards } from './surroundings.ts';

/** Whether a text may declare a place for card data. Wider than the judgement, and cheap: it is asked of every file. */
export function mentionsCardField(text: string, path: string): boolean {
  if (!declaring.test(path) || (tree.test(path) && !schema.test(text))) return false;
  if (holdsProhibitedName(text)) return true;
  return context.test(text) && (isScript(path) ? memberOfScript : member).test(text) && holdsCardContext(text);
}

const declaring = /\.(?:[cm]?[jt]sx?|prisma|sql|g(?:raph)?qls?|jsonc?|ya?ml)$/;

/** `cvcCheck` and `giftCardNumber` are common and mean nothing: what looks prohibited is judged with all of its words. */
function holdsProhibitedName(text: string): boolean {
  for (const match of text.matchAll(prohibited)) {
    const before = beginningOfName.exec(textBefore(match))?.[0] ?? '';
    const after = endOfName.exec(textAfter(match))?.[0] ?? '';
    if (judgeName(`${before}${match[0]}${after}`) === 'prohibited') return true;
  }
  return false;
}

/**
 * `giftCard` and `wildcard` are as common. What is declared goes by one name, so one word of the text has to say by
 * itself that it is about cards; one too long to be seen whole may.
 */
function holdsCardContext(text: string): boolean {
  for (const match of text.matchAll(everyContext)) {
    const before = beginningOfWord.exec(textBefore(match))?.[0] ?? '';
    const after = endOfWord.exec(textAfter(match))?.[0] ?? '';
    if (Math.max(before.length, after.length) === nameCharactersMax) return true;
    if (mayBeAboutCards(`${before}${match[0]}${after}`)) return true;
  }
  return false;
}

function textBefore({ index, input }: RegExpExecArray): string {
  return input.slice(Math.max(0, index - nameCharactersMax), index);
}

function textAfter({ 0: found, index, input }: RegExpExecArray): string {
  return input.slice(index + found.length, index + found.length + nameCharactersMax);
}

const nameCharactersMax = 64;
const beginningOfName = /[\w$-]*$/;
const endOfName = /^[\w$-]*/;
const beginningOfWord = /[\w$]*$/;
const endOfWord = /^[\w$]*/;

/** Among JSON and YAML only JSON Schema and OpenAPI declare anything. */
const tree = /\.(?:jsonc?|ya?ml)$/;
const schema = /\bproperties["']?\s*:|\bin["']?\s*:/;

/** What the words of every prohibited name in policies/card-data.ts look like, however they are joined. */
const prohibited =
  /cv[vcn]|ccv|c(?:ard|c)[\W_]{0,2}(?:n(?:um|o(?!t|de|rma|w))|pan(?!e)|(?:security|verification)[\W_]?(?:code|value|num))|account[\W_]?num|pin[\W_]?block|mag(?:netic)?[\W_]?stripe|track[\W_]?[12]|full[\W_]?track|(?:full|raw)[\W_]?pan(?!e)/gi;

/** The contextual names where they are declared, typed or reached for; `: number` alone is only a type. */
const memberOfScript =
  /(?<![:|<>]\s?)\b(?:number|pan|cid|csc|security[\W_]?code|track[\W_]?(?:data|[12]))(?:["'`\]]|\\")?[?!]?\s*(?:[:(=]|(?:string|text|n?varchar|char)\b)|[.["'`](?:number|pan|cid|csc|security[\W_]?code|track[\W_]?(?:data|[12]))\b/i;

const member = /\b(?:number|pan|cid|csc|security[\W_]?code|track[\W_]?data)\b/i;

const context = /card|payment/i;
const everyContext = new RegExp(context, 'gi');
