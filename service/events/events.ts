import { Command, InvalidArgumentError, Option } from 'commander';
import { listedEvents, listedEventsMax } from '../../policies/events.ts';
import { exitCode, Failure } from '../../failure.ts';
import { billingPrisma, connectBilling } from '../database/billing-prisma.ts';
import { operatorName } from '../operator.ts';
import { readSince } from '../stripe/sweep/since.ts';
import { billingHelp, withBilling } from '../with-billing.ts';
import { describeList, type Filters, listEvents } from './list.ts';
import { type Replayed, replay } from './replay.ts';
import { describeEvent, showEvent } from './show.ts';

const states = ['applied', 'recorded', 'quarantined'];
const time = (text: string) => readSince(text);

const list = new Command('list')
  .description('lists events, newest first')
  .option('--id <event>', 'this event alone')
  .option('--type <type>', 'such as invoice.paid')
  .option('--object <id>', 'events about this object: cus_…, sub_…, in_…')
  .addOption(new Option('--state <state>', 'what became of it').choices(states))
  .option(
    '--since <time>',
    'received then or later: ISO 8601 with its zone, a Unix second, or back from now: 48h',
    time,
  )
  .option('--until <time>', 'received before then', time)
  .option('--account <id>', 'Connect: of this account')
  .option('--limit <number>', `how many at the most, up to ${listedEventsMax}`, readLimit, listedEvents)
  .option('--after <cursor>', 'go on behind where the list before ended')
  .option('--json', 'print { events, next } as one JSON object')
  .action(async ({ json, ...filters }: Filters & { json?: boolean }) => {
    const listed = await withBilling(() => listEvents(filters));
    process.stdout.write(json === true ? `${JSON.stringify(listed, null, 2)}\n` : describeList(listed));
  });

const show = new Command('show')
  .description(
    'prints one event: its facts, what it changed, and its text. That you looked is written to the access log',
  )
  .argument('<event>', 'evt_…')
  .option('--json', 'print it as one JSON object')
  .action(async (id: string, { json }: { json?: boolean }) => {
    const shown = await withBilling(() => showEvent(id));
    process.stdout.write(json === true ? `${JSON.stringify(shown, null, 2)}\n` : describeEvent(shown));
  });

const replayCommand = new Command('replay')
  .description(
    'applies kept events as if they came now: quarantined ones whose shape is read by now, recorded ones that a projection\n' +
      'wants by now. One that is applied already changes nothing. Who replayed what is written to the access log',
  )
  .argument('[events...]', 'evt_…, one or many')
  .addOption(new Option('--state <state>', 'all events in this state instead').choices(['quarantined', 'recorded']))
  .option('--type <type>', 'of those in that state, these alone')
  .option('--json', 'print what became of each as one JSON list')
  .action(async (ids: string[], { state, type, json }: { state?: 'quarantined'; type?: string; json?: boolean }) => {
    if ((ids.length === 0) === (state === undefined)) {
      throw new Failure('it is not clear which events to replay', {
        fix: 'name them (evt_… evt_…), or say --state quarantined, with --type where not all of them are meant',
        exitCode: exitCode.wrongUse,
      });
    }
    const replayed = await withBilling(async ({ livemode }) =>
      replayAll(state === undefined ? ids : await idsOf(state, type), livemode),
    );
    process.stdout.write(json === true ? `${JSON.stringify(replayed, null, 2)}\n` : describeReplays(replayed));
    if (replayed.some(({ state }) => state === 'quarantined' || state === 'unknown'))
      process.exitCode = exitCode.failed;
  });

export const command = new Command()
  .description(
    'Shows what Stripe sent and what became of it, and applies again what was kept. A quarantined event failed for good:\n' +
      'its shape cannot be read, the database refused one of its values, or it is of the other mode. What may pass by\n' +
      'itself, as a database that is away, is never quarantined: Stripe is told to send it again.',
  )
  .addCommand(list)
  .addCommand(show)
  .addCommand(replayCommand)
  .addHelpText(
    'after',
    `
Environment:
${billingHelp}

Exit codes: 0 done; 1 not there, or not all of what was replayed could be applied; 2 wrong use.

Examples:
  ./bulkhead events list --state quarantined
  ./bulkhead events show evt_1MowQVLkdIwHu7ix
  ./bulkhead events replay --state quarantined --type invoice.paid`,
  );

function readLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= listedEventsMax) return limit;
  throw new InvalidArgumentError(`It is a whole number from 1 to ${listedEventsMax}.`);
}

async function idsOf(state: 'quarantined' | 'recorded', type: string | undefined): Promise<string[]> {
  const where = { state, ...(type !== undefined && { type }) };
  const found = await billingPrisma.billing_webhooks.findMany({
    where,
    orderBy: { sequence: 'asc' },
    select: { event_id: true },
  });
  return found.map(({ event_id: id }) => id);
}

async function replayAll(ids: readonly string[], livemode: boolean): Promise<Replayed[]> {
  const connection = await connectBilling();
  const actor = operatorName();
  try {
    const replayed: Replayed[] = [];
    for (const id of ids) replayed.push(await replay(connection, id, { livemode, actor }));
    return replayed;
  } finally {
    await connection.end();
  }
}

function describeReplays(replayed: readonly Replayed[]): string {
  const lines = replayed.map(({ event, state, changed, reason }) =>
    changed
      ? `${event}: now ${state}\n`
      : `${event}: ${state}, nothing changed${reason === null ? '' : `: ${reason}`}\n`,
  );
  return lines.join('') || 'There is none to replay.\n';
}
