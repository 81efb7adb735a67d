import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { previousAttributes } from '../stripe/local-stripe/state/previous-attributes.ts';
import { type Change, type Choice, customerLife, invoiceLife, type Life, subscriptionLife } from './object-lives.ts';
import { type EventBody, eventOf, type Fields, newYear } from './stripe-objects.ts';

/** What one object goes through: its kind, and the choices that its life offers one after the other. */
interface LifePlan {
  life: Life;
  choices: readonly (Choice & { secondsLater: number; alsoCharge: boolean })[];
}

const choice = fc.record({
  // Most steps fall into the second of the one before: that is where order is hard to tell.
  secondsLater: fc.constantFrom(0, 0, 0, 1, 3600),
  move: fc.nat(11),
  value: fc.nat(2),
  told: fc.constantFrom<Choice['told']>('by its name', 'as an update', 'by both'),
  alsoCharge: fc.boolean(),
});

const plan: fc.Arbitrary<LifePlan> = fc.record({
  life: fc.constantFrom(customerLife, subscriptionLife, invoiceLife),
  choices: fc.array(choice, { maxLength: 10 }),
});

/** The events of several objects' lives, in the order in which they happened. Event ids say nothing about that order. */
export function histories(limits: { minObjects: number; maxObjects: number }): fc.Arbitrary<EventBody[]> {
  const { minObjects: minLength, maxObjects: maxLength } = limits;
  return fc
    .array(plan, { minLength, maxLength, size: 'max' })
    .map((plans) => plans.flatMap(eventsOfLife).sort((one, other) => one.created - other.created));
}

/** One history for a test that needs a load and no counterexamples; the same for the same seed. */
export function oneHistory(seed: number, objects: number): EventBody[] {
  return fc.sample(histories({ minObjects: objects, maxObjects: objects }), { seed, numRuns: 1 })[0]!;
}

function eventsOfLife({ life, choices }: LifePlan, index: number): EventBody[] {
  const events: EventBody[] = [];
  const tell = (type: string, object: Fields, created: number, previous?: Fields) => {
    const digest = createHash('sha256').update(`${index} ${events.length}`).digest('hex');
    const id = `evt_1${digest.slice(0, 20)}`;
    events.push(eventOf(type, object, { id, created, ...(previous && { previous }) }));
  };

  let created = newYear + (index % 5);
  let object = life.begin(`${life.prefix}_${index}`, choices[0]?.value ?? 0);
  tell(`${life.typePrefix}.created`, object, created);
  for (const { secondsLater, alsoCharge, ...chosen } of choices) {
    created += secondsLater;
    const change: Change | undefined = life.change(object, chosen);
    if (change === undefined) break;
    const previous = previousAttributes(object, change.object) as Fields | undefined;
    object = change.object;
    if (change.name !== undefined) tell(`${life.typePrefix}.${change.name}`, object, created);
    if (change.updated && previous !== undefined) tell(`${life.typePrefix}.updated`, object, created, previous);
    if (alsoCharge) tell('charge.succeeded', { id: `ch_${index}`, object: 'charge', amount: 1900 }, created);
  }
  return events;
}
