import type { Evidence } from '../../policies/controls.ts';
import { comparisons } from '../../policies/backup.ts';
import type { EvidenceKind } from '../../policies/evidence.ts';

/** What a kind of record is called on the site, and what one shows, for a reader who has seen none. */
export const kinds: Readonly<Record<EvidenceKind, { title: string; shows: string }>> = {
  check: {
    title: 'Checks of the code',
    shows:
      'All rules of the check were run over the repository at that commit: what was found, and what exceptions allow.',
  },
  preview: {
    title: 'Previews of the infrastructure',
    shows: 'What the code would make in the cloud was judged by the policy pack, resource by resource.',
  },
  tests: { title: 'Test runs', shows: 'All tests were run at that commit: how many passed, failed, were skipped.' },
  backup: {
    title: 'Backups',
    shows:
      'A database was dumped, and every byte of the dump read back and compared by SHA-256. A lock, where there is one, keeps everybody from deleting it; without one, only the commands keep to the date.',
  },
  drill: {
    title: 'Restore drills',
    shows: `A machine restored a backup into a database of its own, took the time, and dumped each table again. Compared with the backup: ${comparisons.drill}, by SHA-256 of each table, before erasures were replayed into it. The recovery’s seconds leave the comparing out.`,
  },
  prune: { title: 'Prunes of old backups', shows: 'Backups that had reached the end of their retention were deleted.' },
  restore: {
    title: 'Restores',
    shows: `A backup was brought back, each part by SHA-256 as it was dumped. Before its tables took others’ place, they were compared with its manifest: which there are, their identity and newest migration, and ${comparisons.restore}.`,
  },
  copies: {
    title: 'Copies beside a database',
    shows:
      'What lies beside the live database was looked through, and what a restore had put aside too long ago was dropped.',
  },
  erasure: {
    title: 'Erasures of people',
    shows: 'People who asked for it were erased. No record says who: the receipt that each of them got does.',
  },
  'access-review': {
    title: 'Access reviews',
    shows:
      'Who can log in, and with which rights, was read from the server itself and compared with what the files say; and how old each password is.',
  },
  migration: { title: 'Migrations', shows: 'A database got the tables and columns of a newer version.' },
  rotation: {
    title: 'Rotations of secrets',
    shows:
      'A key or a signing secret of an app was replaced, or the users of a database were given the rights and credentials that they have to have. That AWS changes passwords, access reviews show.',
  },
  verification: {
    title: 'Comparisons with Stripe',
    shows: 'What billing holds was compared with what Stripe says, field by field.',
  },
  retention: { title: 'Removals by age', shows: 'What had been kept long enough was removed from billing.' },
  latency: {
    title: 'Commit latency',
    shows: 'How long Stripe’s events took to become durable: half of them, 95 and 99 of 100, at the most.',
  },
  rehearsal: {
    title: 'Rehearsals of runbooks',
    shows: 'The commands of a page were played, in order, on a system made for it.',
  },
  runbook: {
    title: 'Runbooks walked by people',
    shows: 'A person went through a page, step by step. One in which a step was skipped or left out has not passed.',
  },
};

/** What evidence is called: `Backups (billing)`, `Runbooks walked by people (pci-dss)`. */
export function titleOf(wanted: Evidence): string {
  if (wanted.kind === 'approvals') return 'Approvals of changes';
  const { kind, database, page } = wanted;
  const about = page ?? database;
  return `${kinds[kind].title}${about === undefined ? '' : ` (${about})`}`;
}

/** A fact's name in words: `recoverySecondsMax` is “recovery seconds max”. */
export function factInWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** How soon a page's work begins: what its head calls severity, in words. */
export const urgencies: Readonly<Record<string, string>> = {
  CRITICAL: 'at once, day or night',
  HIGH: 'by the next morning',
  PLANNED: 'at a planned time',
};
