import { describe } from 'vitest';
import { isCardNumber } from '../../policies/card-data/card-numbers.ts';
import { type Mutation, testMutations } from '../testing/mutation.ts';
import { languages, spelled } from './declaration-languages.ts';

const rule = 'no-card-data';

/** By hand and not from the policy: a name that is lost there is to be missed here. */
const prohibitedAlone = [
  ...['cvv', 'cvv 2', 'cvc', 'cvc 2', 'cvn', 'card security code', 'card verification code', 'pin block'],
  ...['magnetic stripe', 'track 1 data', 'track 2 data', 'full pan', 'raw pan', 'card pan', 'card number', 'cc number'],
];
const prohibitedInCards = ['number', 'pan', 'cid', 'csc', 'security code', 'track data'];
const harmless = ['last 4', 'brand', 'exp month', 'cardholder name', 'bin', 'fingerprint', 'cvc check', 'cvv status'];

describe.each(Object.entries(languages))('%s', (_language, { case: style, write }) => {
  const rows = (names: readonly string[], mutation: (name: string, index: number) => Mutation) =>
    Object.fromEntries(names.map((words, index) => [spelled(words, style), mutation(spelled(words, style), index)]));
  const harmlessAt = (index: number) => spelled(harmless[index % harmless.length]!, style);

  describe('has no place for', () => {
    testMutations(
      rule,
      rows(prohibitedAlone, (name, index) => ({ files: write('Parcel', `«${name}⇒${harmlessAt(index)}»`) })),
    );
  });

  describe('has, in something about cards, no place for', () => {
    testMutations(
      rule,
      rows(prohibitedInCards, (name, index) => ({ files: write('PaymentCard', `«${name}⇒${harmlessAt(index)}»`) })),
    );
  });

  describe('has, outside of the cards that pay, a place for', () => {
    const others = ['Parcel', 'GiftCard', 'LoyaltyCard', 'DiscountCard', 'SimCard', 'IdentityCard'];
    testMutations(
      rule,
      rows(prohibitedInCards, (name, index) => ({ files: write(`‹PaymentCard⇒${others[index]}›`, `«${name}»`) })),
    );
  });
});

describe('a name that is prohibited in cards only is found', () => {
  testMutations(rule, {
    'beside a field that is prohibited alone': {
      files: { 'src/main/form.ts': 'export interface Form {\n  «number⇒bin»: string;\n  «cvv⇒brand»: string;\n}\n' },
    },
  });
});

describe('a card number is found in', () => {
  /** Made here, so that no file of this repository holds a number that may be somebody's. */
  const made = (body: string) => [...'0123456789'].map((digit) => body + digit).find(isCardNumber)!;
  const visa = made('453201511283036');
  const spaced = visa.replaceAll(/(\d{4})(?=\d)/g, '$1 ');
  const published = '4242424242424242';
  const wrongDigit = `${visa.slice(0, -1)}${(Number(visa.at(-1)) + 1) % 10}`;
  testMutations(rule, {
    'a script, and a published number is not': { files: { 'src/main/form.ts': `pay('«${visa}⇒${published}»');\n` } },
    'a page, in groups': { files: { 'docs/form.md': `Pay with «${spaced}⇒4242 4242 4242 4242».\n` } },
    'a table, and one with a wrong check digit is not': {
      files: { 'form.csv': `id,card\n1,«${visa}⇒${wrongDigit}»\n` },
    },
    'JSON, and part of a longer number is not': { files: { 'form.json': `{ "n": «${visa}⇒${visa}0000» }\n` } },
    'SQL, and part of a word is not': {
      files: { 'prisma/main/form.sql': `INSERT INTO forms VALUES ('«${visa}⇒order_${visa}»');\n` },
    },
    'an environment, and two digits in turn are not': { files: { '.env.form': `FORM="«${visa}⇒4111111114444444»"\n` } },
  });
});
