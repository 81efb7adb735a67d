import {
  ambiguousNames,
  harmlessFirstWords,
  otherCardFields,
  otherCards,
  otherCardWords,
} from '../../policies/card-data.ts';
import { judgementOf, makesCardContext, wordsOf } from '../../policies/card-data/field-names.ts';
import type { Declaration, Field, Name } from './declaration.ts';

/** A field that is a place for card data. */
export interface CardField extends Name {
  /** The requirement of PCI DSS that keeps it out. */
  requirement: string;
}

const ambiguous = new Set(ambiguousNames.map((words) => words.replaceAll(' ', '')));
const harmlessStarts = harmlessFirstWords.map((words) => `${words} `);
const otherWords = new Set(otherCardWords);
const otherFields = new Set(otherCardFields);
const other = new Set(otherCards);

/** The fields of a declaration that could hold card data, each once. */
export function cardFieldsIn({ about, fields, logged = false, onScreen = false }: Declaration): CardField[] {
  const judged = fields.flatMap((field) => {
    const found = judge(field, about) ?? (field.alias && judge({ ...field, ...field.alias }, about));
    return found === undefined ? [] : [found];
  });
  const ofGame = fields.some(({ name }) => otherFields.has(name));
  const besideCardData = judged.some(({ needs }) => needs === 'nothing' || needs === 'no game');
  return judged.filter(({ needs }) => {
    if (needs === 'nothing' || saysBankCard(about)) return true;
    if (ofGame) return false;
    if (needs === 'no game' || besideCardData) return true;
    return needs === 'card' && makesCardContext(about) && (logged || !onScreen) && !saysOtherCard(about);
  });
}

/** What has to be so around a name that it means card data. */
type Judged = CardField & { needs: 'nothing' | 'no game' | 'card' | 'bank card' };

function judge({ name, start, end, holds }: Field, about: string): Judged | undefined {
  if (holds === 'other') return undefined;
  const judgement = judgementOf(name);
  if (judgement.verdict === 'clean') return undefined;
  const words = wordsOf(name);
  if (harmlessStarts.some((first) => `${words.join(' ')} `.startsWith(first))) return undefined;
  const { requirement } = judgement;
  const found = { name, start, end, requirement };
  if (judgement.verdict === 'contextual' || ambiguous.has(words.join(''))) {
    // A number's `number` counts something; only a text can be a card's.
    return holds === 'text' ? { ...found, needs: 'card' } : undefined;
  }
  // Nine digits and a bit: an INTEGER can count cards, and cannot hold a card's number.
  if (requirement === '3.5.1' && holds === 'small') return undefined;
  // `customerCardNumber`, and not `creditCardNumber`: any card has a number.
  if (!judgement.words.startsWith('card') || saysBankCard(name)) return { ...found, needs: 'nothing' };
  if (wordsOf(about).some((word) => other.has(word))) return undefined;
  return { ...found, needs: requirement === '3.5.1' && holds === 'number' ? 'bank card' : 'no game' };
}

/** `creditCard`, `payment_cards`: nobody calls a box on a screen so. */
function saysBankCard(name: string): boolean {
  return /(?:^| )(?:credit|debit|bank|payment) ?cards?(?: |$)/.test(wordsOf(name).join(' '));
}

function saysOtherCard(name: string): boolean {
  return wordsOf(name).some((word) => otherWords.has(word));
}
