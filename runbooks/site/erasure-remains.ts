import { accessLog, logGroupDays } from '../../policies/access-log.ts';
import { backups, expiryAfterLockDaysMax, putAsideDays } from '../../policies/backup.ts';
import { erasure, reasons } from '../../policies/erasure.ts';
import { changeDays, eventPayloadDays, finishedWorkDays } from '../../policies/retention.ts';

/** Something that is left of a person once they are erased. */
export interface Remains {
  what: string;
  where: string;
  howLong: string;
  endedBy: string;
}

type Reason = keyof typeof reasons;

const noEnd = 'no end is set';
const retain = 'bulkhead retain, daily';

/** Why a table keeps rows about a customer. A table that keeps some for several reasons stands under the first of them. */
const ofReasons: readonly (Pick<Remains, 'what' | 'howLong' | 'endedBy'> & { reason: Reason })[] = [
  {
    reason: 'books',
    what: 'books: amounts, states and dates under Stripe’s random id, without name or address',
    howLong: `as long as the law wants books; ${noEnd} here`,
    endedBy: 'nothing here: it is decided with an accountant',
  },
  {
    reason: 'ledger',
    what: 'that Stripe told of something, and when: its ids, and the hash of the text that went',
    howLong: noEnd,
    endedBy: 'nothing: no event may be counted twice',
  },
  {
    reason: 'change',
    what: 'what apps were told of a plan, under Stripe’s random id',
    howLong: `${changeDays} days; the newest of each customer stays`,
    endedBy: retain,
  },
  {
    reason: 'access',
    what: 'the access log: who did what with whose data, under Stripe’s random id, which is a pseudonym',
    howLong: `${accessLog.keepMonths} months`,
    endedBy: retain,
  },
  {
    reason: 'erasure',
    what: 'that the person asked, and was erased: Stripe’s random id and the day',
    howLong: noEnd,
    endedBy: 'nothing: each restore has to erase again',
  },
  {
    reason: 'work',
    what: 'work that was to be done, under Stripe’s random id',
    howLong: `${finishedWorkDays} days after it was done`,
    endedBy: retain,
  },
];

/** What remains of a person, and where: tables by the matrix of erasure, then the copies, then what others hold. */
export function viewRemains(): Remains[] {
  const { billing, main } = backups;
  return [
    ...ofReasons.map(({ reason, ...row }) => ({ ...row, where: tablesKept(reason).join(', ') })),
    {
      what: 'what an event says of the person without the customer’s id, such as evidence in a dispute',
      where: 'the text of events',
      howLong: `${eventPayloadDays} days after the event`,
      endedBy: retain,
    },
    {
      what: 'logs of requests and of the network: internet addresses, and what was asked for',
      where: 'logs in CloudWatch and in the log bucket',
      howLong: `${logGroupDays} days`,
      endedBy: 'their own retention',
    },
    {
      what: 'the list of who was erased: Stripe’s random id, replayed by each restore',
      where: 'beside billing’s backups',
      howLong: `locked for ${billing.keepDays} days; ${noEnd} after that`,
      endedBy: 'nothing: each restore has to erase again',
    },
    {
      what: 'the person as they were, in backups that were made before',
      where: 'billing’s dumps, locked',
      howLong: `${billing.keepDays} days after each was made; the files are deleted at most ${expiryAfterLockDaysMax} days after that`,
      endedBy: 'bulkhead prune, daily, then the bucket’s own rule; each restore erases again before anybody may read',
    },
    {
      what: 'the same, in snapshots of the server',
      where: 'AWS Backup’s vault, and its copy in another region, both locked',
      howLong: `${billing.keepDays} days after each was made`,
      endedBy: 'AWS Backup; whoever brings one back erases again',
    },
    {
      what: 'the same, in the server’s own log of changes',
      where: 'RDS’s point in time',
      howLong: `${billing.pointInTimeDays} days`,
      endedBy: 'RDS; whoever brings one back erases again',
    },
    {
      what: 'the person as they were, where a restore was made before the erasure',
      where: 'a database that a restore put aside',
      howLong: `${putAsideDays} days after the restore`,
      endedBy: 'the first drill after that; bulkhead copies sooner; bringing it back erases again',
    },
    {
      what: 'what the main app holds of the person',
      where: 'main’s database and its backups',
      howLong: `as the main app decides; after it has erased, its backups for ${main.keepDays} days and its point in time for ${main.pointInTimeDays}`,
      endedBy: 'the main app’s own erasure: this one changes nothing there',
    },
    {
      what: 'Stripe’s own records: the customer is deleted, invoices and payments stay',
      where: 'at Stripe',
      howLong: 'as Stripe’s own obligations want it',
      endedBy: 'Stripe',
    },
  ];
}

/** Tables with the id of a customer in rows that stay, for this reason before all others. */
export function tablesKept(reason: Reason): string[] {
  return Object.entries(erasure).flatMap(([table, columns]) => {
    const kept: Reason[] = Object.values(columns).flatMap((rule) => (rule.erase ? [] : [rule.reason]));
    const first = ofReasons.find((one) => kept.includes(one.reason));
    return kept.includes('identity') && first?.reason === reason ? [table] : [];
  });
}
