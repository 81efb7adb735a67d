import { type CommandTable, runCommandLine } from './command-line.ts';
import { evidenceStoreUrl } from './evidence-note.ts';
import packageJson from './package.json' with { type: 'json' };

/** Every command: its name is its file's name, and its module is loaded only when it is called. */
const commands: CommandTable = {
  serve: {
    summary: 'receive Stripe’s webhooks, make each durable once',
    load: () => import('./service/serve.ts'),
  },
  migrate: {
    summary: 'bring a database to the newest schema',
    load: () => import('./service/database/migrate.ts'),
  },
  grant: {
    summary: 'make a database’s users, rights and credentials',
    load: () => import('./service/database/grant.ts'),
  },
  'access-review': {
    summary: 'say who can reach a database, and what is not as the files say',
    load: () => import('./service/database/access-review.ts'),
  },
  backup: {
    summary: 'dump a database, verify it, publish it',
    load: () => import('./service/backup/backup.ts'),
  },
  backups: {
    summary: 'list backups, and whether the objective holds',
    load: () => import('./service/backup/backups.ts'),
  },
  restore: {
    summary: 'bring a backup back, proven before it is swapped in',
    load: () => import('./service/backup/restore.ts'),
  },
  drill: {
    summary: 'prove that the newest backup can be restored',
    load: () => import('./service/backup/drill.ts'),
  },
  copies: {
    summary: 'list and drop what lies beside a live database',
    load: () => import('./service/backup/copies.ts'),
  },
  prune: {
    summary: 'delete backups that are past their retention',
    load: () => import('./service/backup/prune.ts'),
  },
  sweep: {
    summary: 'take in the events that Stripe lists',
    load: () => import('./service/stripe/sweep.ts'),
  },
  backfill: {
    summary: 'fill the database from Stripe, as far as it lacks',
    load: () => import('./service/stripe/backfill.ts'),
  },
  verify: {
    summary: 'compare billing with Stripe; --repair makes them equal',
    load: () => import('./service/stripe/verify.ts'),
  },
  events: {
    summary: 'list, show and replay what Stripe sent',
    load: () => import('./service/events/events.ts'),
  },
  explain: {
    summary: 'say what billing believed when, and why',
    load: () => import('./service/events/explain.ts'),
  },
  apps: {
    summary: 'make, list and end the apps that may ask, and their keys',
    load: () => import('./service/api/apps.ts'),
  },
  changes: {
    summary: 'list what apps are told, and tell it again',
    load: () => import('./service/outbox/changes.ts'),
  },
  erase: {
    summary: 'erase a customer (GDPR Art. 17), with a receipt',
    load: () => import('./service/privacy/erase.ts'),
  },
  retain: {
    summary: 'let go of what was kept long enough',
    load: () => import('./service/privacy/retain.ts'),
  },
  'local-stripe': {
    summary: 'run a stand-in for Stripe on this machine',
    load: () => import('./service/stripe/local-stripe.ts'),
  },
  check: {
    summary: 'find breaches of the wall in a repository',
    load: () => import('./checks/check.ts'),
  },
  preview: {
    summary: 'show what infra/ would build, judged and priced',
    load: () => import('./infra/preview/preview.ts'),
  },
  evidence: {
    summary: 'prove, list and show what was recorded of all this',
    load: () => import('./runbooks/evidence.ts'),
  },
  runbook: {
    summary: 'walk through a page of runbooks/, step by step',
    load: () => import('./runbooks/runbook.ts'),
  },
  rehearse: {
    summary: 'play a runbook on a local system',
    load: () => import('./runbooks/rehearse.ts'),
  },
  demo: {
    summary: 'play a year of a small SaaS, compare the books',
    load: () => import('./service/demo/demo.ts'),
  },
  setup: {
    summary: 'install what this machine lacks: MariaDB, Chromium',
    load: () => import('./service/machine/setup.ts'),
  },
};

process.exitCode = await runCommandLine(
  {
    description: 'Billing behind a wall: its own database, client, credentials, backups and runbooks.',
    version: packageJson.version,
    commands,
    hint: 'Run it with --help to see what there is.',
    keepEvidence: async (notes) => {
      if (evidenceStoreUrl() === undefined) return;
      const { appendNotes } = await import('./service/evidence/append-notes.ts');
      await appendNotes(notes);
    },
  },
  process.argv.slice(2),
);
