import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { previousAttributes } from '../stripe/local-stripe/state/previous-attributes.ts';
import { type ReadType, readTypes, repairIdPrefix } from '../webhook/event.ts';
import { type Change, type Choice, customerLife, invoiceLife, type Life, subscriptionLife } from './object-lives.ts';
import { type EventBody, eventOf, type Fields, newYear } from './stripe-objects.ts';

/** What one object goes through: its kind, and the choices that its life offers one after the other. */
interface LifePlan {
  life: Life;
  choices: readonly (Choice & { secondsLater: number; alsoCharge: boolean; read: ReadType | undefined })[];
}

const choice = (reads: readonly (ReadType | undefined)[]) =>
  fc.record({
    // Most steps fall into the second of the one before: that is where order is hard to tell.
    secondsLater: fc.constantFrom(0, 0, 0, 1, 3600),
    move: fc.nat(11),
    value: fc.nat(2),
    told: fc.constantFrom<Choice['told']>('by its name', 'as an update', 'by both'),
    alsoCharge: fc.boolean(),
    read: fc.constantFrom(...reads),
  });

const plan = (reads: readonly (ReadType | undefined)[]): fc.Arbitrary<LifePlan> =>
  fc.record({
    life: fc.constantFrom(customerLife, subscriptionLife, invoiceLife),
    choices: fc.array(choice(reads), { maxLength: 10 }),
  });

/** Every other step is followed by one. */
const someReads = [undefined, undefined, undefined, readTypes.read, readTypes.read, readTypes.repair];

/**
 * The events of several objects' lives, in the order in which they happened. Event ids say nothing about that order.
 * `reads`: among them are reads and repairs, each of the state that the step before it has left.
 */
export function histories(limits: {
  minObjects: number;
  maxObjects: number;
  reads?: boolean;
}): fc.Arbitrary<EventBody[]> {
  const { minObjects: minLength, maxObjects: maxLength, reads = false } = limits;
  return fc
    .array(plan(reads ? someReads : [undefined]), { minLength, maxLength, size: 'max' })
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
    const id = `${type === readTypes.repair ? repairIdPrefix : 'evt_'}1${digest.slice(0, 20)}`;
    events.push(eventOf(type, object, { id, created, ...(previous && { previous }) }));
  };

  let created = newYear + (index % 5);
  let object = life.begin(`${life.prefix}_${index}`, choices[0]?.value ?? 0);
  tell(`${life.typePrefix}.created`, object, created);
  for (const { secondsLater, alsoCharge, read, ...chosen } of choices) {
    created += secondsLater;
    const change: Change | undefined = life.change(object, chosen);
    if (change === undefined) break;
    const previous = previousAttributes(object, change.object) as Fields | undefined;
    object = change.object;
    if (change.name !== undefined) tell(`${life.typePrefix}.${change.name}`, object, created);
    if (change.updated && previous !== undefined) tell(`${life.typePrefix}.updated`, object, created, previous);
    if (read !== undefined) tell(object['over'] === true ? readTypes.deleted : read, object, created);
    if (alsoCharge) tell('charge.succeeded', { id: `ch_${index}`, object: 'charge', amount: 1900 }, created);
  }
  return events;
}
