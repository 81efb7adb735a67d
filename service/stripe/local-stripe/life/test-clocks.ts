import { clockStepsPerTurn } from '../../../../policies/local-stripe.ts';
import { ApiError } from '../api/api-error.ts';
import type { Invoice } from '../objects/invoice.ts';
import type { Subscription } from '../objects/subscription.ts';
import { testClock, type TestClock } from '../objects/test-clock.ts';
import type { Account, ClockWork } from '../state/account.ts';
import { DueHeap } from '../state/due-heap.ts';
import { addIntervals, type Rhythm } from './calendar.ts';
import { endSubscription, expireSubscription } from './end-subscription.ts';
import { finalizeInvoice, markUncollectible, subscriptionOf, voidInvoice } from './invoices.ts';
import { nextStep, type Step } from './next-step.ts';
import { collectPayment } from './payments.ts';
import { endTrial, renewSubscription } from './renew-subscription.ts';
import { rhythmOf } from './start-subscription.ts';

export function createTestClock(account: Account, frozenTime: number, name: string | null): TestClock {
  const clock = testClock({ id: account.ids.next('clock'), created: account.now(null), frozenTime, name });
  account.clockWork.set(clock.id, { moment: frozenTime, due: new DueHeap() });
  return account.add(clock, 'test_helpers.test_clock.created');
}

/**
 * Starts to advance a clock and answers at once, as Stripe does: the clock says `advancing`, then `ready`. Everything
 * due on the way happens in its order and at its own time, with pauses so that other requests get their turn.
 */
export function startAdvancing(
  account: Account,
  clock: TestClock,
  to: number,
): { clock: TestClock; done: Promise<void> } {
  const work = account.clockWork.get(clock.id);
  if (work === undefined || clock.status !== 'ready') {
    throw new ApiError(400, `The test clock ${clock.id} is still advancing; wait until its status is ready.`);
  }
  if (to <= clock.frozen_time) {
    throw new ApiError(400, 'Test clocks can only be advanced forward in time.', { param: 'frozen_time' });
  }
  const latest = latestAdvance(account, clock);
  if (to > latest) {
    throw new ApiError(
      400,
      `Cannot advance more than two intervals of the shortest subscription on this clock; the latest is ${latest}.`,
      { code: 'test_clock_advance_too_far', param: 'frozen_time' },
    );
  }
  const details = { advancing: { target_frozen_time: to } };
  const advancing = { status: 'advancing' as const, status_details: details };
  const changed = account.change(clock, advancing, 'test_helpers.test_clock.advancing');
  return { clock: changed, done: advance(account, clock.id, work, to) };
}

/** Deletes a clock together with its customers, their subscriptions and invoices, as Stripe does. */
export function deleteTestClock(account: Account, clock: TestClock): void {
  for (const customer of [...account.customers.newestFirst({ keys: { test_clock: [clock.id] } })]) {
    const keys = { customer: [customer.id] };
    for (const invoice of [...account.invoices.newestFirst({ keys })]) account.remove(invoice);
    for (const subscription of [...account.subscriptions.newestFirst({ keys })]) account.remove(subscription);
    account.remove(customer);
  }
  account.clockWork.delete(clock.id);
  account.remove(clock, 'test_helpers.test_clock.deleted');
}

/** Two intervals of the shortest running subscription; two years without one. */
function latestAdvance(account: Account, clock: TestClock): number {
  const rhythms = new Map<string, Rhythm>([['none', { interval: 'year', interval_count: 1 }]]);
  for (const { status, items } of account.subscriptions.newestFirst({ keys: { test_clock: [clock.id] } })) {
    if (status === 'canceled' || status === 'incomplete_expired') continue;
    const rhythm = rhythmOf(items.data.map(({ price }) => price));
    rhythms.set(`${rhythm.interval} ${rhythm.interval_count}`, rhythm);
  }
  return Math.min(...[...rhythms.values()].map((rhythm) => addIntervals(clock.frozen_time, rhythm, 2)));
}

async function advance(account: Account, clockId: string, work: ClockWork, to: number): Promise<void> {
  for (let steps = 0; ; steps += 1) {
    // The first turn is given away too, so that the answer to the request says `advancing`.
    if (steps % clockStepsPerTurn === 0) await new Promise((resolve) => setImmediate(resolve));
    if (!account.clockWork.has(clockId)) return;
    const due = work.due.takeBy(to);
    if (due === undefined) break;
    const object = account.find(due.id);
    const step = object === undefined ? undefined : nextStep(account, object);
    // An entry whose time no longer fits was overtaken by a later change, which left an entry of its own.
    if (object === undefined || step?.at !== due.at) continue;
    work.moment = Math.max(work.moment, due.at);
    take(account, step, object);
    scheduleAgain(account, work, due);
  }
  work.moment = to;
  const clock = account.testClocks.get(clockId);
  if (clock === undefined) return;
  const ready = { frozen_time: to, status: 'ready' as const, status_details: {} };
  account.change(clock, ready, 'test_helpers.test_clock.ready');
}

/** An object whose next step did not move when it was stored is not in the heap any more: put it back. */
function scheduleAgain(account: Account, work: ClockWork, done: { at: number; id: string }): void {
  const object = account.find(done.id);
  const step = object === undefined ? undefined : nextStep(account, object);
  if (step !== undefined) work.due.add(step.at, done.id);
}

function take(account: Account, step: Step, object: unknown): void {
  const subscription = object as Subscription;
  const invoice = object as Invoice;
  switch (step.kind) {
    case 'remind':
      account.trialReminders.set(subscription.id, subscription.trial_end ?? 0);
      account.tell('customer.subscription.trial_will_end', subscription);
      return;
    case 'end-trial':
      endTrial(account, subscription);
      return;
    case 'renew':
      renewSubscription(account, subscription);
      return;
    case 'cancel':
      endSubscription(account, subscription, {});
      return;
    case 'expire':
      expireSubscription(account, subscription);
      return;
    case 'resume-collection':
      account.change(subscription, { pause_collection: null }, 'customer.subscription.updated');
      return;
    case 'finalize':
      finalizeAndCollect(account, invoice);
      return;
    case 'retry-payment':
      collectPayment(account, invoice, { scheduled: true });
      return;
  }
}

/** What Stripe does with a draft when its hour is over. */
function finalizeAndCollect(account: Account, draft: Invoice): void {
  const open = finalizeInvoice(account, draft);
  if (open.status !== 'open') return;
  const pause = subscriptionOf(account, open)?.pause_collection?.behavior;
  if (pause === 'void') voidInvoice(account, open);
  else if (pause === 'mark_uncollectible') markUncollectible(account, open);
  else if (open.collection_method === 'charge_automatically') collectPayment(account, open, { scheduled: true });
}
