import { backups } from '../backup.ts';
import { databases } from '../databases.ts';
import { evidenceKeepMonths } from '../evidence.ts';
import { reviewEveryDays } from '../runbooks.ts';
import { listedDays } from '../sweep.ts';
import type { Control } from './control.ts';
import { backupOf, checked, drillOf, previewed, pruneOf, rehearsalOf, tested, verification } from './evidence-due.ts';

const framework = 'Bulkhead';

/** The pages of restore and disaster that are played against the clock. */
const timedPages = ['billing-corrupted', 'one-customer-deleted', 'table-dropped', 'database-dropped', 'move-billing'];

/** The rules of the wall. Each of them is held by at least two locks of different kinds. */
export const ownControls: readonly Control[] = [
  {
    ...{
      id: 'own-clients-apart',
      framework,
      reference: 'clients-stay-apart',
      title: 'No code uses the other’s client',
    },
    sentence:
      'Code of billing never reaches main’s database client, nor code of main billing’s, over however many files.',
    policies: [],
    mechanisms: [
      'checks/rules/clients-stay-apart.ts#clientsStayApart',
      'service/database/identity.ts#requireIdentity',
      'service/database/billing-prisma.ts#billingPrisma',
    ],
    evidence: [checked, tested],
    owner: 'platform on-call',
    runbooks: ['separate-database'],
  },
  {
    ...{
      id: 'own-databases-apart',
      framework,
      reference: 'databases-stay-apart',
      title: 'The databases share nothing',
    },
    sentence: 'No statement, URL or schema of one database names a table, a user or a place of the other.',
    policies: [
      'policies/databases.ts#databases.billing.ownedTables',
      'policies/databases.ts#databases.main.ownedTables',
    ],
    mechanisms: [
      'checks/rules/databases-stay-apart.ts#databasesStayApart',
      'service/database/grants.test.ts',
      'policies/pack/policies/classes-share-nothing.ts#classesShareNothing',
      'policies/pack/policies/no-path-between-the-classes.ts#noPathBetweenTheClasses',
    ],
    evidence: [checked, tested, previewed],
    owner: 'platform on-call',
    runbooks: ['separate-database'],
  },
  {
    ...{ id: 'own-identity-row', framework, reference: 'identity row', title: 'A wrong URL costs an error message' },
    sentence:
      'Each database says which one it is, and whoever connects reads that first and stops where it is the other.',
    policies: ['policies/databases.ts#databaseClasses'],
    mechanisms: [
      'service/database/identity.ts#requireIdentity',
      'prisma/billing/migrations/20261122090000_billing_identity/migration.sql',
      'prisma/main/migrations/20261122090000_main_identity/migration.sql',
    ],
    evidence: [tested],
    owner: 'billing on-call',
    runbooks: ['database-unreachable'],
  },
  {
    ...{ id: 'own-one-user-one-database', framework, reference: 'grants', title: 'A user has rights in one database' },
    sentence:
      'No user of one database can read, change or even see the other; the service’s own user can delete no row.',
    policies: ['policies/databases.ts#databaseRoles'],
    mechanisms: ['prisma/billing/grants.sql', 'prisma/main/grants.sql', 'service/database/grants.test.ts'],
    evidence: [tested],
    owner: 'security on-call',
    runbooks: ['access-review'],
  },
  {
    ...{
      id: 'own-commands-pinned',
      framework,
      reference: 'prisma-commands-pinned',
      title: 'A migration names its database',
    },
    sentence: 'Every prisma command names the database it is for, and there is no default for one that forgot to.',
    policies: [],
    mechanisms: [
      'checks/rules/prisma-commands-pinned.ts#prismaCommandsPinned',
      'package.json',
      'service/database/migrate.ts#migrate',
    ],
    evidence: [checked, tested],
    owner: 'platform on-call',
    runbooks: ['separate-database', 'change-management'],
  },
  {
    ...{ id: 'own-no-card-data', framework, reference: 'no-card-data', title: 'Card data has no place' },
    sentence:
      'No column, field, log line or stored text holds a card number, a verification code, a PIN or a magnetic stripe, as far as the lists know one when they see it; what arrives by mistake is taken out or refused.',
    policies: ['policies/card-data.ts#prohibitedNames', 'policies/card-data.ts#removedText'],
    mechanisms: [
      'checks/rules/no-card-data.ts#noCardData',
      'service/card-data/scrub.ts#scrub',
      'service/card-data-on-disk.test.ts',
    ],
    evidence: [checked, tested],
    owner: 'billing on-call',
    runbooks: ['pci-dss'],
  },
  {
    ...{ id: 'own-secrets-out', framework, reference: 'secrets-stay-out', title: 'No secret is in the repository' },
    sentence: 'A key, password or signing secret is in no file of the repository and in no state of Pulumi’s.',
    policies: [],
    mechanisms: [
      'checks/rules/secrets-stay-out.ts#secretsStayOut',
      'policies/pack/policies/secret-is-not-in-the-program.ts#secretIsNotInTheProgram',
      'policies/pack/policies/task-holds-no-plain-secret.ts#taskHoldsNoPlainSecret',
    ],
    evidence: [checked, previewed],
    owner: 'security on-call',
    runbooks: ['rotate-secrets'],
  },
  {
    ...{ id: 'own-numbers-once', framework, reference: 'numbers-live-in-policies', title: 'A number is written once' },
    sentence: 'Each number of a policy stands in policies/ and is imported or quoted and compared, never copied.',
    policies: [],
    mechanisms: [
      'checks/rules/numbers-live-in-policies.ts#numbersLiveInPolicies',
      'policies/pack/policies/numbers-are-the-policies.ts#numbersAreThePolicies',
    ],
    evidence: [checked, previewed],
    owner: 'platform on-call',
    runbooks: ['change-management'],
  },
  {
    ...{ id: 'own-imports-down', framework, reference: 'imports-point-down', title: 'Billing leans on no app' },
    sentence: 'Imports follow the table of layers, so that billing can be taken out of any app that it serves.',
    policies: [],
    mechanisms: ['checks/rules/imports-point-down.ts#importsPointDown', 'checks/house/layers.ts#layers'],
    evidence: [checked],
    owner: 'platform on-call',
    runbooks: ['change-management'],
  },
  {
    ...{
      id: 'own-runbooks-true',
      framework,
      reference: 'runbook-heads-complete',
      title: 'A runbook has an owner, and names what exists',
    },
    sentence: `Each alarm has its page, each page an owner and a review that was written down within the last ${reviewEveryDays} days, and the links and commands in it exist.`,
    policies: ['policies/runbooks.ts#reviewEveryDays'],
    mechanisms: [
      'checks/rules/runbook-heads-complete.ts#runbookHeadsComplete',
      'checks/rules/runbook-links-resolve.ts#runbookLinksResolve',
      'checks/rules/runbook-commands-exist.ts#runbookCommandsExist',
      'checks/rules/product-terms-spelled.ts#productTermsSpelled',
    ],
    evidence: [checked],
    owner: 'platform on-call',
    runbooks: ['change-management'],
  },
  {
    ...{
      id: 'own-exemptions-end',
      framework,
      reference: 'exemptions-current',
      title: 'An exception has a reason and an end',
    },
    sentence:
      'An exception from a rule stands in the configuration with its reason and a date; past that the check fails.',
    policies: [],
    mechanisms: [
      'checks/rules/exemptions-current.ts#exemptionsCurrent',
      'checks/rules/files-readable.ts#filesReadable',
      'bulkhead.config.json#waivers',
    ],
    evidence: [checked],
    owner: 'security on-call',
    runbooks: ['access-review'],
  },
  {
    ...{
      id: 'own-billing-backups',
      framework,
      reference: 'backups of billing',
      title: 'Billing’s backups are in time',
    },
    sentence: `Billing, which is ${databases.billing.priority}, has a verified backup every ${backups.billing.everyHours} hours, kept and locked for ${backups.billing.keepDays} days.`,
    policies: ['policies/backup.ts#backups.billing.everyHours', 'policies/backup.ts#backups.billing.keepDays'],
    mechanisms: [
      'policies/pack/policies/jobs-run-in-time.ts#jobsRunInTime',
      'policies/pack/policies/dump-bucket-is-locked.ts#dumpBucketIsLocked',
      'service/backup/prune.ts#prune',
      'service/backup/status.ts#judgeRetention',
    ],
    evidence: [backupOf('billing'), pruneOf('billing'), previewed],
    owner: 'billing on-call',
    runbooks: ['backup-policy', 'backup-missed', 'prune-missed'],
  },
  {
    ...{ id: 'own-main-backups', framework, reference: 'backups of main', title: 'Main’s backups are in time' },
    sentence: `Main, which is ${databases.main.priority}, has a verified backup every ${backups.main.everyHours} hours, kept and locked for ${backups.main.keepDays} days.`,
    policies: ['policies/backup.ts#backups.main.everyHours', 'policies/backup.ts#backups.main.keepDays'],
    mechanisms: [
      'policies/pack/policies/jobs-run-in-time.ts#jobsRunInTime',
      'policies/pack/policies/dump-bucket-is-locked.ts#dumpBucketIsLocked',
      'service/backup/prune.ts#prune',
    ],
    evidence: [backupOf('main'), pruneOf('main'), previewed],
    owner: 'platform on-call',
    runbooks: ['backup-policy', 'backup-missed', 'prune-missed'],
  },
  {
    ...{ id: 'own-backups-go-home', framework, reference: 'restore', title: 'A backup returns to its own database' },
    sentence:
      'A backup is restored into the database it came from and no other, beside what is there, and proven before the swap.',
    policies: [],
    mechanisms: [
      'service/backup/restore/preconditions.ts#requireOwnPlace',
      'service/backup/restore/swap.ts#swap',
      'prisma/billing/grants.sql#billing_restore',
      'service/backup/restore/refusals.test.ts',
    ],
    evidence: [tested, drillOf('billing'), drillOf('main')],
    owner: 'billing on-call',
    runbooks: ['restore-billing', 'restore-main'],
  },
  {
    ...{ id: 'own-backups-locked', framework, reference: 'Object Lock', title: 'Nobody can delete a backup early' },
    sentence:
      'Until its time nobody, the administrator included, can delete or shorten a backup; who tries rings an alarm. A new vault’s lock can be taken back for some days, then by nobody.',
    policies: ['policies/backup.ts#keptVerifiedMin', 'policies/database-server.ts#vaultLockGraceDays'],
    mechanisms: [
      'policies/pack/policies/dump-bucket-is-locked.ts#dumpBucketIsLocked',
      'policies/pack/policies/vault-is-locked.ts#vaultIsLocked',
      'policies/pack/policies/nobody-bypasses-the-lock.ts#nobodyBypassesTheLock',
      'policies/pack/policies/writer-cannot-delete.ts#writerCannotDelete',
      'infra/components/lock-tampering.ts#watchLocks',
    ],
    evidence: [previewed],
    owner: 'security on-call',
    runbooks: ['lock-tampering', 'backup-policy'],
  },
  {
    ...{ id: 'own-evidence-kept', framework, reference: 'evidence', title: 'Evidence cannot be taken away' },
    sentence: `Each record carries the hash of the one before, lies under a lock that nobody can open for ${evidenceKeepMonths} months, and does not expire.`,
    policies: ['policies/evidence.ts#evidenceKeepMonths', 'policies/evidence.ts#evidenceKeepDays'],
    mechanisms: [
      'service/evidence/chain.ts#faultsOf',
      'infra/components/evidence-bucket.ts#makeEvidenceBucket',
      'policies/pack/policies/evidence-bucket-keeps-all.ts#evidenceBucketKeepsAll',
      'policies/pack/policies/writer-cannot-delete.ts#writerCannotDelete',
      'policies/pack/policies/locked-bucket-logs-its-access.ts#lockedBucketLogsItsAccess',
    ],
    evidence: [previewed, tested],
    owner: 'security on-call',
    runbooks: ['evidence', 'lock-tampering'],
  },
  {
    ...{ id: 'own-events-once', framework, reference: 'webhook', title: 'An event is counted once' },
    sentence: `An event that was answered is in the ledger once, with what follows from it; what did not arrive is swept, as far back as Stripe lists: ${listedDays} days.`,
    policies: ['policies/sweep.ts#everyMinutes', 'policies/sweep.ts#listedDays'],
    mechanisms: [
      'service/webhook/group-commit.ts#GroupCommit',
      'service/webhook/ledger.ts#appendToLedger',
      'service/stripe/sweep/sweep-flow.ts#sweep',
      'service/truth.test.ts',
      'service/crash.test.ts',
    ],
    evidence: [tested, verification],
    owner: 'billing on-call',
    runbooks: ['sweep-missed', 'sweep-behind', 'events-quarantined'],
  },
  {
    ...{ id: 'own-equal-to-stripe', framework, reference: 'verify', title: 'Billing says what Stripe says' },
    sentence:
      'Every day each product, customer, subscription and invoice is compared with Stripe, both ways, field by field.',
    policies: ['policies/jobs.ts#jobs', 'policies/verify.ts#lookedAtAgainMax'],
    mechanisms: ['service/stripe/verify/verify-flow.ts#verify', 'service/stripe/verify/record.ts#storeVerification'],
    evidence: [verification],
    owner: 'billing on-call',
    runbooks: ['stripe-drift'],
  },
  {
    ...{
      id: 'own-runbooks-run',
      framework,
      reference: 'rehearse',
      title: 'The pages of recovery were played, and timed',
    },
    sentence:
      'The commands of each page that can run on one machine are played there in order, and five pages of recovery against the clock. Commands that need AWS are read by a check, and not played.',
    policies: ['policies/assurance.ts#proofDays'],
    mechanisms: [
      'runbooks/rehearse/rehearse.ts#rehearse',
      '.ci/run',
      'runbooks/restore/billing-corrupted.md',
      'runbooks/restore/database-dropped.md',
    ],
    evidence: timedPages.map(rehearsalOf),
    owner: 'billing on-call',
    runbooks: timedPages,
  },
];
