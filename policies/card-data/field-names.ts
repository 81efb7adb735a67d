import {
  cardContextWords,
  harmlessLastWords,
  neutralLastWords,
  otherCards,
  prohibitedInCardContext,
  prohibitedNames,
} from '../card-data.ts';

/** prohibited: card data wherever it stands. contextual: card data inside something about cards. clean: neither. */
export type NameVerdict = 'prohibited' | 'contextual' | 'clean';

/** What a name means and which requirement of PCI DSS keeps it out; no requirement where it is clean. */
export type NameJudgement =
  { verdict: 'clean' } | { verdict: 'prohibited' | 'contextual'; words: string; requirement: string };

const prohibited = new Map(
  prohibitedNames.flatMap((name) => ['', ...neutralLastWords].map((ending) => [joined(name.words) + ending, name])),
);
const contextual = new Map(prohibitedInCardContext.map((name) => [joined(name.words), name]));
const harmless = harmlessLastWords.map(joined);
const context = new Set(cardContextWords);
const other = new Set(otherCards);

/** Splits `cardNumber`, `card_number`, `CVV2` and `track2Data` into lower-case words; digits are words of their own. */
export function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replaceAll(/([A-Za-z])(\d)/g, '$1 $2')
    .replaceAll(/(\d)([A-Za-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

/** Judges one field name by policies/card-data.ts. Leading words do not soften it: `customer_card_number` is a card number. */
export function judgeName(name: string): NameVerdict {
  return judgementOf(name).verdict;
}

/** The same judgement, with what it rests on: the words of the list that the name ends in. */
export function judgementOf(name: string): NameJudgement {
  const words = wordsOf(name);
  if (words.some((word) => other.has(word))) return { verdict: 'clean' };
  const whole = words.join('');
  if (harmless.some((ending) => whole.endsWith(ending))) return { verdict: 'clean' };
  for (let start = 0; start < words.length; start += 1) {
    const found = prohibited.get(words.slice(start).join(''));
    if (found !== undefined) return { verdict: 'prohibited', ...found };
  }
  const found = contextual.get(whole);
  return found === undefined ? { verdict: 'clean' } : { verdict: 'contextual', ...found };
}

/** Whether a parent of this name is about cards or payments, so that `number` inside it is a card number. */
export function makesCardContext(name: string): boolean {
  const words = wordsOf(name);
  return words.some((word) => context.has(word)) && !words.some((word) => other.has(word));
}

function joined(words: string): string {
  return words.replaceAll(' ', '');
}
