import { sentenceCharactersMax } from '../../policies/check.ts';
import type { Quantity } from './quantity.ts';
import { isTrivial } from './policy-numbers.ts';
import { unabbreviated, unitOf } from './units.ts';
import { wordsOf } from './words.ts';

const spelledOut: Readonly<Record<string, number>> = {
  ...{ two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10, twelve: 12, fifteen: 15 },
  ...{ twenty: 20, thirty: 30, sixty: 60, ninety: 90 },
};

/** "90 days", "6-hourly", "300 s", "**512** connections", "five minutes". */
const numberFirst = /(?<![\w.$#])(\d[\d_,]{0,20}(?:\.\d{1,9})?)[*_`]{0,3}[ \u{a0}\u{202f}-]?([A-Za-z]{1,24})\b/gu;
const spelledFirst = new RegExp(String.raw`\b(${Object.keys(spelledOut).join('|')})[ -]([A-Za-z]{1,24})\b`, 'gi');

/** `retention-days: 90`, `retention_days = 90`, `--retention-days 90`, "port 12111". */
const nameFirst =
  /(?<![A-Za-z_-])(-{0,2}[A-Za-z][A-Za-z_-]{1,60})["'`]?(?:[ \t]{0,8}[:=][ \t]{0,8}|[ \t])["'`]?(\d[\d_]{0,20})(?![\w.,-]{0,20}[\w-])/g;

/** The quantities in a sentence or line. `around` are words that belong to it without standing in it. */
export function quantitiesIn(sentence: string, offset: number, around: readonly string[] = []): Quantity[] {
  const found: Quantity[] = [];
  for (let start = 0; start < sentence.length; start += sentenceCharactersMax) {
    found.push(...quantitiesInPiece(sentence.slice(start, start + sentenceCharactersMax), offset + start, around));
  }
  return found;
}

function quantitiesInPiece(sentence: string, offset: number, around: readonly string[]): Quantity[] {
  const words = [...new Set([...wordsOf(sentence), ...around])];
  const found = [
    ...[...sentence.matchAll(nameFirst)].map((match) => {
      const name = wordsOf(match[1]!);
      const unit = name.findLast((word) => unitOf(word) !== undefined);
      const start = match.index + match[0].lastIndexOf(match[2]!);
      return { start, written: match[2]!, value: Number(match[2]!.replaceAll('_', '')), name, unit };
    }),
    ...numbersBeforeUnits(sentence),
  ];
  return found
    .filter(({ value, unit }) => !isTrivial(value, unit))
    .map(({ start, written, value, name, unit }) => ({
      start: offset + start,
      end: offset + start + written.length,
      ...{ value, name, words },
      units: unit === undefined ? name : [unit],
    }));
}

function numbersBeforeUnits(sentence: string) {
  const inDigits = [...sentence.matchAll(numberFirst)].map((match) => ({
    match,
    value: Number(match[1]!.replaceAll(/[_,]/g, '')),
  }));
  const inLetters = [...sentence.matchAll(spelledFirst)].map((match) => ({
    match,
    value: spelledOut[match[1]!.toLowerCase()]!,
  }));
  return [...inDigits, ...inLetters].map(({ match, value }) => {
    const unit = unabbreviated(wordsOf(match[2]!.toLowerCase())[0]!);
    return { start: match.index, written: match[0], value, name: [unit], unit };
  });
}
