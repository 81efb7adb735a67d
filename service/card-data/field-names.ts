import {
  cardContextWords,
  harmlessLastWords,
  otherCards,
  prohibitedInCardContext,
  prohibitedNames,
} from '../../policies/card-data.ts';

/** prohibited: card data wherever it stands. contextual: card data inside something about cards. clean: neither. */
export type NameVerdict = 'prohibited' | 'contextual' | 'clean';

const prohibited = new Set(prohibitedNames.map((name) => joined(name.words)));
const contextual = new Set(prohibitedInCardContext.map((name) => joined(name.words)));
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
  const words = wordsOf(name);
  if (words.some((word) => other.has(word))) return 'clean';
  const whole = words.join('');
  if (harmless.some((ending) => whole.endsWith(ending))) return 'clean';
  for (let start = 0; start < words.length; start += 1) {
    if (prohibited.has(words.slice(start).join(''))) return 'prohibited';
  }
  return contextual.has(whole) ? 'contextual' : 'clean';
}

/** Whether a parent of this name is about cards or payments, so that `number` inside it is a card number. */
export function makesCardContext(name: string): boolean {
  const words = wordsOf(name);
  return words.some((word) => context.has(word)) && !words.some((word) => other.has(word));
}

function joined(words: string): string {
  return words.replaceAll(' ', '');
}
