import { requirements } from '../../policies/card-data.ts';
import { cardFieldsIn } from '../declarations/judge.ts';
import { mentionsCardField } from '../declarations/mentions.ts';
import { declarationsIn } from '../declarations/read.ts';
import { cardNumbersIn } from '../literals/card-numbers.ts';
import { isWrittenText } from '../repository/text-files.ts';
import type { Source } from '../repository/source.ts';
import { fileRule, type LocalBreach } from '../rule.ts';

/**
 * No place to put a card: no field, column or log line that is named for card data, and no card number in any text.
 * What the names mean, and which numbers are published for tests, stands in policies/card-data.ts.
 */
export const noCardData = fileRule({
  id: 'no-card-data',
  why: 'What was never stored cannot be stolen, and a system that holds no card data stays out of most of PCI DSS.',
  reads: isWrittenText,
  mentions: (text, path) => mentionsCardField(text, path) || holdsCardNumber(text),
  *check(source) {
    yield* cardFields(source);
    for (const { start, end, shown } of cardNumbersIn(source.text)) {
      yield {
        ...{ start, end },
        problem: `${shown} is a card number, and PCI DSS 3.5.1 forbids to keep one readable`,
        fix: 'take it out, also of the history if somebody has this card, and use a published test number',
      };
    }
  },
});

function* cardFields(source: Source): Iterable<LocalBreach> {
  if (!mentionsCardField(source.text, source.path)) return;
  const seen = new Set<number>();
  for (const declaration of declarationsIn(source)) {
    for (const { name, start, end, requirement } of cardFieldsIn(declaration)) {
      if (seen.has(start)) continue;
      seen.add(start);
      const what = `${requirements[requirement]!}, which PCI DSS ${requirement} keeps out`;
      yield declaration.logged === true
        ? {
            ...{ start, end },
            problem: `\`${name}\` writes ${what}, to the log`,
            fix: 'log the payment method’s id (pm_…) or its last4 instead',
          }
        : {
            ...{ start, end },
            problem: `\`${name}\` is a place for ${what}`,
            fix: 'take it out: Stripe keeps the card; its payment method’s id (pm_…), brand and last4 are enough',
          };
    }
  }
}

function holdsCardNumber(text: string): boolean {
  for (const _ of cardNumbersIn(text)) return true;
  return false;
}
