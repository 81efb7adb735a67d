import { ambiguousNames, harmlessFirstWords, harmlessWords } from '../../policies/card-data.ts';
import { judgementOf, wordsOf } from '../../policies/card-data/field-names.ts';
import type { Declaration, Field, Name } from './declaration.ts';
import { isAboutCards, isAboutValues, isOfGame, saysBankCard, saysCardWithoutMoney } from './surroundings.ts';

/** A field that is a place for card data. */
export interface CardField extends Name {
  /** The requirement of PCI DSS that keeps it out. */
  requirement: string;
}

const ambiguous = new Set(ambiguousNames.map((words) => words.replaceAll(' ', '')));
const harmlessStarts = harmlessFirstWords.map((words) => `${words} `);

/** The fields of a declaration that could hold card data, each once. */
export function cardFieldsIn(declaration: Declaration): CardField[] {
  const { about, fields, logged = false, onScreen = false } = declaration;
  if (isAboutValues(about)) return [];
  const judged = fields.flatMap((field) => {
    const found = judge(field, about) ?? (field.alias && judge({ ...field, ...field.alias }, about));
    return found === undefined ? [] : [found];
  });
  const ofGame = isOfGame(declaration);
  const besideCardData = judged.some(({ needs }) => needs === 'nothing' || needs === 'no game');
  return judged.filter(({ name, needs }) => {
    if (needs === 'nothing' || saysBankCard(about)) return true;
    if (ofGame) return false;
    if (needs === 'no game' || besideCardData) return true;
    return needs === 'card' && (logged || !onScreen) && isAboutCards(declaration, name);
  });
}

/** What has to be so around a name that it means card data. */
type Judged = CardField & { needs: 'nothing' | 'no game' | 'card' | 'bank card' };

function judge({ name, start, end, holds }: Field, about: string): Judged | undefined {
  if (holds === 'other') return undefined;
  const judgement = judgementOf(name);
  if (judgement.verdict === 'clean') return undefined;
  const words = wordsOf(name);
  const spaced = ` ${words.join(' ')} `;
  if (harmlessStarts.some((first) => spaced.startsWith(` ${first}`))) return undefined;
  if (harmlessWords.some((word) => spaced.includes(` ${word} `))) return undefined;
  const { requirement } = judgement;
  const found = { name, start, end, requirement };
  if (judgement.verdict === 'contextual' || ambiguous.has(words.join(''))) {
    // A number's `number` counts something; only a text can be a card's. A code is short enough for a number.
    const isCode = judgement.verdict === 'prohibited' && requirement === '3.3.1.2';
    return holds === 'text' || isCode ? { ...found, needs: 'card' } : undefined;
  }
  // Nine digits and a bit: an INTEGER can count cards, and cannot hold a card's number.
  if (requirement === '3.5.1' && holds === 'small') return undefined;
  // `customerCardNumber`, and not `creditCardNumber`: any card has a number.
  if (!judgement.words.startsWith('card') || saysBankCard(name)) return { ...found, needs: 'nothing' };
  if (saysCardWithoutMoney(name) || saysCardWithoutMoney(about)) return undefined;
  return { ...found, needs: requirement === '3.5.1' && holds === 'number' ? 'bank card' : 'no game' };
}
