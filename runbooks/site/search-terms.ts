/**
 * What auditors say, and what our pages say for it. Only what leads to a true answer is here: what we do not do (a second
 * factor, say) is not found under another name.
 */
export const searchTerms: Readonly<Record<string, readonly string[]>> = {
  pan: ['card number'],
  cvv: ['security code', 'verification code'],
  cvv2: ['security code', 'verification code'],
  cvc: ['security code', 'verification code'],
  dpo: ['data protection officer'],
  rto: ['recovery time objective'],
  rpo: ['recovery point objective'],
  dsar: ['erase person'],
  'right to be forgotten': ['erase person'],
  'incident response': ['data breach', 'incident'],
  'vulnerability scan': ['patching', 'image scan findings'],
  'vulnerability management': ['patching'],
  'least privilege': ['access limited needed'],
  encryption: ['encrypted'],
};

/** `10.2.1`, `billing_privacy`, `grants.sql`: what is one word to a reader, though it has a mark in it. */
const compound = /[\p{L}\p{N}]+(?:[._][\p{L}\p{N}]+)+/gu;
const between = /[\n\r\p{Z}\p{P}]+/u;

/** The words of a text, and what is one word with a mark in it as a whole besides. */
export function wordsOf(text: string): string[] {
  return [...text.split(between), ...(text.match(compound) ?? [])];
}
