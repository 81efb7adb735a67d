import { hasUsualLength, isRealCardNumber } from '../../policies/card-data/card-numbers.ts';

/** A card number that stands in a text. */
export interface CardNumber {
  start: number;
  end: number;
  /** Its first six and last four digits: all that PCI DSS 3.4.1 lets anybody see. */
  shown: string;
}

/**
 * As people write them: without gaps, or in the groups of the card's face with one kind of gap. What a longer number, a
 * fraction, a phone number, a path or an id goes on with stands on neither side; an escaped line break may.
 */
const written =
  /(?:(?<![\w.+/\\-])|(?<=\\[nrt]))(?:\d{12,19}|(?<!\d[ -])(?:\d{4}(?<gap>[ -])\d{4}\k<gap>\d{4}\k<gap>\d{1,7}|\d{4}(?<space>[ -])\d{6}\k<space>\d{4,5})(?![ -]\d{4}(?!\d)))(?![\w+=]|[.-]\w)/g;

/** What makes a rare length credible: barcodes, phone numbers and ids have 12, 13 and 17 to 19 digits too. */
const cardWords = /card|\bpan\b|visa|maestro|diners|discover|unionpay|jcb|credit|debit/i;

/** How much text before a number is looked at for such a word: its line, and no more of a long one. */
const contextMax = 80;

/** The card numbers in a text, whatever its language. Each may be somebody's: published test numbers are not among them. */
export function* cardNumbersIn(text: string): Iterable<CardNumber> {
  for (const match of text.matchAll(written)) {
    const digits = match[0].replaceAll(/\D/g, '');
    if (!isRealCardNumber(digits)) continue;
    if (!hasUsualLength(digits) && !cardWords.test(lineBefore(text, match.index))) continue;
    yield {
      start: match.index,
      end: match.index + match[0].length,
      shown: `${digits.slice(0, 6)}${'*'.repeat(digits.length - 10)}${digits.slice(-4)}`,
    };
  }
}

function lineBefore(text: string, end: number): string {
  const before = text.slice(Math.max(0, end - contextMax), end);
  return before.slice(before.lastIndexOf('\n') + 1);
}
