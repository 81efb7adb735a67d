import {
  aboutValues,
  cardFieldWords,
  cardsWithoutMoney,
  otherCardFields,
  otherCards,
  otherCardWords,
  otherPaymentWords,
  paymentRecordFields,
} from '../../policies/card-data.ts';
import { makesCardContext, wordsOf } from '../../policies/card-data/field-names.ts';
import type { Declaration } from './declaration.ts';

/** What stands around a field: what it is declared in, and beside what. */
type Surroundings = Pick<Declaration, 'about' | 'fields'>;

const values = new Set(aboutValues);
const cardWords = new Set(cardFieldWords);
const withoutMoney = new Set(cardsWithoutMoney);
const gameFields = new Set(otherCardFields);
const other = new Set(otherCards);
const otherWords = new Set(otherCardWords);
const otherPayments = new Set(otherPaymentWords);
const recordFields = new Set(paymentRecordFields);

/** `creditCard`, `payment_cards`: nobody calls a box on a screen so. */
export function saysBankCard(name: string): boolean {
  return /(?:^| )(?:credit|debit|bank|payment) ?cards?(?: |$)/.test(wordsOf(name).join(' '));
}

/** `healthCardNumber`, `LibraryCard`, `giftCard`; anything of a gift or an identity. */
export function saysCardWithoutMoney(name: string): boolean {
  const words = wordsOf(name);
  return words.some((word, at) => other.has(word) || (/^cards?$/.test(word) && withoutMoney.has(words[at - 1] ?? '')));
}

/** `FormErrors`, `labels`: the fields are texts about values, and hold none. */
export function isAboutValues(about: string): boolean {
  return values.has(wordsOf(about).at(-1) ?? '');
}

/** Whether fields stand beside each other that only a card of a game or a collection has. */
export function isOfGame({ fields }: Surroundings): boolean {
  return fields.some(({ name }) => gameFields.has(wordsOf(name).join(' ')));
}

/** Whether something of this name may be about cards that pay. */
export function mayBeAboutCards(about: string): boolean {
  return makesCardContext(about) && !saysCardWithoutMoney(about);
}

/** Whether a `number` or a `pan` here is a card's, by what is around it. */
export function isAboutCards({ about, fields }: Surroundings, name: string): boolean {
  if (!mayBeAboutCards(about)) return false;
  const words = wordsOf(about);
  if (words.some((word) => otherWords.has(word))) return false;
  if (words.some((word) => /card/.test(word))) return true;
  if (words.some((word) => otherPayments.has(word))) return false;
  // A payment that was made is numbered like an invoice; nothing else of it goes by a card's names.
  return wordsOf(name).join(' ') !== 'number' || !isPaymentRecord(fields);
}

/** A payment that was made or is due, and not what it is made with. */
function isPaymentRecord(fields: Surroundings['fields']): boolean {
  const names = fields.map(({ name }) => wordsOf(name));
  return (
    names.some((words) => recordFields.has(words.join(' '))) &&
    !names.some((words) => words.some((word) => cardWords.has(word)))
  );
}
