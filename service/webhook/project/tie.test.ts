import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  customerObject,
  eventOf,
  type Fields,
  invoiceObject,
  newYear,
  subscriptionItem,
  subscriptionObject,
} from '../../testing/stripe-objects.ts';
import { previousAttributes } from '../../stripe/local-stripe/state/previous-attributes.ts';
import type { StripeEvent } from '../event.ts';
import { settleTie } from './tie.ts';

const letters = 'abcdefghijklmnopqrstuvwxyz';

/** Updates of one second that lead from each state to the next; each event's id ends in its place. */
function updates(type: string, states: Fields[]): StripeEvent[] {
  return states.slice(1).map((after, index) => {
    const previous = previousAttributes(states[index]!, after) as Fields | undefined;
    return eventOf(type, after, { id: `evt_${letters[index]}`, ...(previous && { previous }) }) as StripeEvent;
  });
}

const customerUpdates = (...states: Fields[]) => updates('customer.updated', states.map(customerObject));

/** Asserts that all orders of these events end in the same verdict, and returns it. */
function verdictOf(events: StripeEvent[]) {
  const verdict = settleTie(events);
  fc.assert(
    fc.property(fc.shuffledSubarray(events, { minLength: events.length }), (shuffled) => {
      expect(settleTie(shuffled)).toEqual(verdict);
    }),
    { seed: 1, numRuns: 30 },
  );
  return verdict;
}

describe('the payloads settle', () => {
  const chains: Record<string, { events: StripeEvent[]; newest: string }> = {
    'an only event': { events: customerUpdates({}, { balance: 1 }), newest: 'evt_a' },
    'two updates of one field': { events: customerUpdates({}, { balance: 1 }, { balance: 2 }), newest: 'evt_b' },
    'five updates of several fields': {
      events: customerUpdates(
        {},
        { balance: 1 },
        { balance: 1, email: 'b@example.com' },
        { balance: 1, email: 'b@example.com', delinquent: true },
        { balance: 0, email: 'b@example.com', delinquent: true },
        { balance: 0, email: 'b@example.com', name: 'Ada King', delinquent: true },
      ),
      newest: 'evt_e',
    },
    'a state that is left, returned to, and left for another': {
      events: customerUpdates({}, { balance: 1 }, { balance: 0 }, { balance: 1 }, { balance: 5 }),
      newest: 'evt_d',
    },
    'a field that had no value before': {
      events: customerUpdates({ name: null }, { name: 'Ada' }, { name: 'Ada K' }),
      newest: 'evt_b',
    },
    'changes inside a nested hash': {
      events: updates('customer.subscription.updated', [
        subscriptionObject({ pause_collection: null }),
        subscriptionObject({ pause_collection: { behavior: 'void', resumes_at: null } }),
        subscriptionObject({ pause_collection: { behavior: 'keep_as_draft', resumes_at: null } }),
        subscriptionObject({ pause_collection: { behavior: 'keep_as_draft', resumes_at: newYear + 5 } }),
      ]),
      newest: 'evt_c',
    },
    'a hash that becomes null': {
      events: updates('customer.subscription.updated', [
        subscriptionObject({ cancel_at_period_end: true, pause_collection: { behavior: 'void', resumes_at: 7 } }),
        subscriptionObject({ cancel_at_period_end: false, pause_collection: { behavior: 'void', resumes_at: 7 } }),
        subscriptionObject({ cancel_at_period_end: false, pause_collection: null }),
      ]),
      newest: 'evt_b',
    },
    'items of a list, which Stripe sends whole': {
      events: updates('customer.subscription.updated', [
        subscriptionObject({}, [subscriptionItem()]),
        subscriptionObject({}, [subscriptionItem({ quantity: 2 })]),
        subscriptionObject({}, [subscriptionItem({ quantity: 2 }), subscriptionItem({ id: 'si_2' })]),
        subscriptionObject({}, [subscriptionItem({ id: 'si_2' })]),
      ]),
      newest: 'evt_c',
    },
    'an invoice’s nested transitions': {
      events: updates('invoice.updated', [
        invoiceObject({ status: 'open', status_transitions: { finalized_at: null, paid_at: null } }),
        invoiceObject({ status: 'open', status_transitions: { finalized_at: newYear, paid_at: null } }),
        invoiceObject({ status: 'open', attempt_count: 1, status_transitions: { finalized_at: newYear } }),
      ]),
      newest: 'evt_b',
    },
  };

  test.each(Object.entries(chains))('%s', (_, { events, newest }) => {
    expect(verdictOf(events)).toMatchObject({ settled: true, newest: { eventId: newest } });
  });

  test('several reports of the last state: the highest event id stands for it', () => {
    const [first, last] = customerUpdates({}, { balance: 1 }, { balance: 2 });
    const report = { ...last!, id: 'evt_z', data: { object: last!.data.object } };
    expect(verdictOf([first!, last!, report])).toMatchObject({ settled: true, newest: { eventId: 'evt_z' } });
  });

  test('changes of what no column holds: both events report the same state', () => {
    const events = customerUpdates({ metadata: {} }, { metadata: { a: '1' } }, { metadata: { a: '2' } });
    expect(verdictOf(events)).toMatchObject({ settled: true, newest: { eventId: 'evt_b' } });
  });

  test('a creation and a deletion without a look at the updates between them', () => {
    const [update] = customerUpdates({}, { balance: 9 });
    const created = eventOf('customer.created', customerObject(), { id: 'evt_y' }) as StripeEvent;
    const deleted = eventOf('customer.deleted', customerObject(), { id: 'evt_0' }) as StripeEvent;
    expect(verdictOf([created, update!])).toMatchObject({ settled: true, newest: { eventId: 'evt_a' } });
    expect(verdictOf([created, update!, deleted])).toMatchObject({ settled: true, newest: { eventId: 'evt_0' } });
  });
});

describe('the payloads do not settle, so that the highest event id is taken for the time being', () => {
  const ties: Record<string, { events: StripeEvent[]; newest: string }> = {
    'a circle back to the first state': {
      events: customerUpdates({ balance: 1 }, { balance: 2 }, { balance: 1 }),
      newest: 'evt_b',
    },
    'a circle of three': {
      events: customerUpdates({ balance: 1 }, { balance: 2 }, { balance: 3 }, { balance: 1 }),
      newest: 'evt_c',
    },
    'two states of which neither says what it replaced': {
      events: [
        eventOf('invoice.finalized', invoiceObject({ status: 'open' }), { id: 'evt_b' }) as StripeEvent,
        eventOf('invoice.payment_failed', invoiceObject({ status: 'open', attempt_count: 1 }), {
          id: 'evt_a',
        }) as StripeEvent,
      ],
      newest: 'evt_b',
    },
    'a chain with a missing link': {
      events: customerUpdates({}, { balance: 1 }, { balance: 2 }, { balance: 3 }).filter(({ id }) => id !== 'evt_b'),
      newest: 'evt_c',
    },
  };

  test.each(Object.entries(ties))('%s', (_, { events, newest }) => {
    expect(verdictOf(events)).toMatchObject({ settled: false, newest: { eventId: newest } });
  });

  test('previous attributes that make an unreadable object are as good as none', () => {
    const [first, second] = customerUpdates({}, { balance: 1 }, { balance: 2 });
    const unreadable = { ...second!, data: { ...second!.data, previous_attributes: { balance: 'much' } } };
    expect(verdictOf([first!, unreadable])).toMatchObject({ settled: false, newest: { eventId: 'evt_b' } });
  });
});

test('any walk over states that does not come back to its end is settled at that end', () => {
  const walk = fc.array(fc.nat(4), { minLength: 2, maxLength: 9 }).map((balances) => [...balances, 99]);
  fc.assert(
    fc.property(walk, (balances) => {
      const states = balances.filter((balance, index) => balance !== balances[index - 1]);
      const { newest, settled } = verdictOf(customerUpdates(...states.map((balance) => ({ balance }))));
      expect(settled).toBe(true);
      expect(newest.row['balance']).toBe(99);
    }),
    { seed: 2, numRuns: 50 },
  );
});
