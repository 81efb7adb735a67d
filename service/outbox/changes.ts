import Table from 'cli-table3';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { changesListedDefault } from '../../policies/outbox.ts';
import { exitCode, Failure } from '../../failure.ts';
import { operatorName } from '../operator.ts';
import {
  type ChangeFilter,
  changeStates,
  findChange,
  type ListedChange,
  listChanges,
  replayChanges,
} from './change-list.ts';
import { withBilling } from '../with-billing.ts';

const ids = (name: string, description: string) =>
  new Argument(name, description).argParser((text: string, before: bigint[] | undefined) => [
    ...(before ?? []),
    readId(text),
  ]);
const filters = (command: Command) =>
  command
    .option('--app <name>', 'of this app')
    .option('--customer <id>', 'of this customer')
    .addOption(new Option('--state <state>', 'in this state').choices(changeStates));
const subcommand = (name: string, description: string) => new Command(name).description(description).exitOverride();

export const command = new Command()
  .description(
    'What apps are told of their customers’ entitlements. An app that does not take a change is told again, for three\n' +
      'days; then the change is dead, until somebody replays it.',
  )
  .exitOverride()
  .addHelpText(
    'after',
    `
Environment:
  BILLING_DATABASE_URL       billing's app user; unset, the MariaDB under .bulkhead/ is started for the while
  BILLING_DATABASE_PASSWORD  its password, where the URL has none

Examples:
  ./bulkhead changes list --state dead
  ./bulkhead changes replay --state dead --app shop`,
  )
  .addCommand(
    filters(subcommand('list', 'list changes, the newest first'))
      .option('--limit <changes>', 'how many at the most', readCount, changesListedDefault)
      .option('--json', 'print one JSON object on stdout')
      .action((flags: ChangeFilter & { limit: number; json?: boolean }) =>
        withBilling(async () => {
          const changes = await listChanges(flags, flags.limit);
          process.stdout.write(flags.json === true ? `${JSON.stringify({ changes }, null, 2)}\n` : tableOf(changes));
        }),
      ),
  )
  .addCommand(
    subcommand('show', 'print one change as JSON, with what the app is told')
      .addArgument(ids('<id>', 'its number, or the webhook-id that the app saw: chg_…'))
      .action(([id]: [bigint]) =>
        withBilling(async () => {
          process.stdout.write(`${JSON.stringify(await findChange(id), null, 2)}\n`);
        }),
      ),
  )
  .addCommand(
    filters(subcommand('replay', 'tell changes again: these, or all that the options name'))
      .addArgument(ids('[ids...]', 'their numbers, or the webhook-ids that the app saw: chg_…'))
      .action((named: bigint[] | undefined, flags: ChangeFilter) =>
        withBilling(async () => {
          const chosen = { ...flags, ...(named !== undefined && named.length > 0 && { ids: named }) };
          if (Object.values(chosen).every((value) => value === undefined)) {
            throw new Failure('nothing says which changes to replay', {
              fix: 'name them, or say --state, --app or --customer',
              exitCode: exitCode.wrongUse,
            });
          }
          const replayed = await replayChanges(chosen, operatorName());
          process.stdout.write(`${replayed} ${replayed === 1 ? 'change is' : 'changes are'} told again\n`);
        }),
      ),
  );

function readId(text: string): bigint {
  const digits = /^(?:chg_)?(\d{1,19})$/.exec(text)?.[1];
  if (digits === undefined) throw new InvalidArgumentError('It has to be a number, or chg_ and a number.');
  return BigInt(digits);
}

function readCount(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('It has to be a whole number from 1 on.');
  return Number(text);
}

function tableOf(changes: readonly ListedChange[]): string {
  if (changes.length === 0) return 'no changes\n';
  const table = new Table({
    head: ['change', 'at', 'app', 'customer', 'told', 'state', 'tries', 'next try', 'last answer'],
    style: { head: [], border: [], compact: true },
  });
  for (const { id, at, app, customer, status, state, tries, nextTryAt, lastError } of changes) {
    table.push([id, at, app, customer, status, state, tries, nextTryAt ?? '', lastError ?? '']);
  }
  return `${table.toString()}\n`;
}
