import { backups, comparisons } from '../backup.ts';
import { residency } from '../residency.ts';
import type { Control } from './control.ts';
import {
  accessReviewed,
  approved,
  backupOf,
  checked,
  drillOf,
  previewed,
  pruneOf,
  rehearsalOf,
  rehearsed,
  tested,
  verification,
} from './evidence-due.ts';

const framework = 'SOC 2';

/** The criteria of the Trust Services that a database and its wall bear on: access, operations, change, availability. */
export const soc2Controls: readonly Control[] = [
  {
    ...{ id: 'soc2-cc6.1', framework, reference: 'CC6.1', title: 'Access is limited to what is needed' },
    sentence:
      'Each role has a user of its own, in one database alone, with the rights of its work and a secret of its own.',
    policies: ['policies/databases.ts#databaseRoles', 'policies/keys.ts#passwordRotationDays'],
    mechanisms: [
      'prisma/billing/grants.sql',
      'prisma/main/grants.sql',
      'service/database/grants.test.ts',
      'infra/components/user-secrets.ts#makeUserSecrets',
      'service/api/scopes.ts#scopes',
      'policies/pack/policies/role-grants-no-wildcard.ts#roleGrantsNoWildcard',
    ],
    evidence: [tested, previewed, accessReviewed],
    owner: 'security on-call',
    runbooks: ['access-review', 'logins-refused'],
  },
  {
    ...{ id: 'soc2-cc6.3', framework, reference: 'CC6.3', title: 'Access is given, changed and taken away' },
    sentence: 'Users, apps and keys are compared with those that ought to be, and what is left over is taken away.',
    policies: ['policies/assurance.ts#accessReviewDays', 'policies/api.ts#keyCacheSeconds'],
    mechanisms: [
      'service/api/app-registry.ts#revoke',
      'service/database/grant.ts#grant',
      'service/api/key-ring.ts#KeyRing',
    ],
    evidence: [accessReviewed],
    owner: 'security on-call',
    runbooks: ['access-review'],
  },
  {
    ...{ id: 'soc2-cc6.6', framework, reference: 'CC6.6', title: 'The boundary is guarded' },
    sentence:
      'From outside only the load balancer is reached, behind a firewall; a delivery without a signature changes nothing.',
    policies: ['policies/webhook.ts#signatureAgeSecondsMax', 'policies/service.ts#requestsPerAddressMax'],
    mechanisms: [
      'infra/billing/firewall.ts#makeFirewall',
      'service/webhook/signature.ts#verifySignature',
      'policies/pack/policies/database-is-not-public.ts#databaseIsNotPublic',
      'policies/pack/policies/security-group-is-not-open.ts#securityGroupIsNotOpen',
      'policies/pack/policies/load-balancer-is-behind-the-firewall.ts#loadBalancerIsBehindTheFirewall',
    ],
    evidence: [previewed, tested],
    owner: 'platform on-call',
    runbooks: ['signatures-refused', 'requests-blocked'],
  },
  {
    ...{ id: 'soc2-cc6.7', framework, reference: 'CC6.7', title: 'What leaves is protected, and goes where it may' },
    sentence: `Data travels to Stripe, to apps, to the database and to its backups over TLS, no copy of a database leaves ${residency.zone}, and what else leaves is named.`,
    policies: ['policies/residency.ts#residency.regions'],
    mechanisms: [
      'policies/pack/policies/database-speaks-tls-only.ts#databaseSpeaksTlsOnly',
      'policies/pack/policies/bucket-speaks-tls-only.ts#bucketSpeaksTlsOnly',
      'policies/pack/policies/load-balancer-speaks-modern-tls.ts#loadBalancerSpeaksModernTls',
      'policies/pack/policies/data-stays-in-residency.ts#dataStaysInResidency',
      'runbooks/compliance/data-residency.md',
    ],
    evidence: [previewed],
    owner: 'platform on-call',
    runbooks: ['data-residency'],
  },
  {
    ...{ id: 'soc2-cc7.2', framework, reference: 'CC7.2', title: 'What goes wrong is noticed' },
    sentence:
      'Each objective has an alarm that rings when it is missed, also when nothing is heard at all, and a page for it.',
    policies: ['policies/alarms.ts#alarms'],
    mechanisms: [
      'infra/components/alarms.ts#makeAlarms',
      'infra/components/lock-tampering.ts#watchLocks',
      'policies/pack/policies/every-alarm-is-there.ts#everyAlarmIsThere',
      'policies/pack/policies/alarm-has-an-action-and-a-runbook.ts#alarmHasAnActionAndARunbook',
    ],
    evidence: [previewed, verification],
    owner: 'platform on-call',
    runbooks: ['monitoring', 'lock-tampering', 'stripe-drift', 'service-down'],
  },
  {
    ...{ id: 'soc2-cc7.5', framework, reference: 'CC7.5', title: 'Recovery is written down and rehearsed' },
    sentence:
      'What to do when the database is lost, corrupted or moved is a page whose commands are run before they are needed.',
    policies: ['policies/backup.ts#backups.billing.recoveryMinutesMax'],
    mechanisms: [
      'runbooks/restore/billing-corrupted.md',
      'runbooks/restore/data-deleted.md',
      'runbooks/restore/move-billing.md',
      'service/backup/restore/restore-flow.ts#restore',
      'service/stripe/sweep/sweep-flow.ts#sweep',
    ],
    evidence: [rehearsalOf('billing-corrupted'), rehearsalOf('move-billing'), drillOf('billing')],
    owner: 'billing on-call',
    runbooks: ['billing-corrupted', 'data-deleted', 'move-billing', 'restore-billing', 'restore-main'],
  },
  {
    ...{ id: 'soc2-cc8.1', framework, reference: 'CC8.1', title: 'Changes are authorised, tested and recorded' },
    sentence:
      'Only a reviewed change is to reach production, and its check, tests and preview of the cloud have to pass.',
    policies: [],
    mechanisms: [
      '.github/workflows/check.yml#wall',
      'infra/preview/preview.ts#command',
      'policies/pack/policies.ts#policies',
      'prisma/README.md',
      'service/database/schema-matches-migrations.test.ts',
    ],
    evidence: [approved, checked, previewed, tested],
    owner: 'platform on-call',
    runbooks: ['change-management'],
  },
  {
    ...{ id: 'soc2-a1.2', framework, reference: 'A1.2', title: 'There are backups' },
    sentence: `Billing is backed up every ${backups.billing.everyHours} hours and kept for ${backups.billing.keepDays} days, main every ${backups.main.everyHours} hours and for ${backups.main.keepDays} days.`,
    policies: [
      'policies/backup.ts#backups.billing.everyHours',
      'policies/backup.ts#backups.billing.keepDays',
      'policies/backup.ts#backups.main.everyHours',
      'policies/backup.ts#backups.main.keepDays',
    ],
    mechanisms: [
      'service/backup/backup-flow.ts#makeBackup',
      'infra/components/jobs.ts#makeJobs',
      'infra/components/dump-bucket.ts#makeDumpBucket',
      'infra/components/recovery-vault.ts#makeRecoveryVault',
      'policies/pack/policies/jobs-run-in-time.ts#jobsRunInTime',
    ],
    evidence: [backupOf('billing'), backupOf('main'), pruneOf('billing'), pruneOf('main'), previewed],
    owner: 'billing on-call',
    runbooks: ['backup-policy', 'backup-missed', 'recovery-point-missed'],
  },
  {
    ...{ id: 'soc2-a1.3', framework, reference: 'A1.3', title: 'Recovery is tested' },
    sentence: `Every ${backups.billing.drillEveryDays} days the newest backup of each database is restored, compared with the backup (${comparisons.drill}), and timed.`,
    policies: [
      'policies/backup.ts#backups.billing.drillEveryDays',
      'policies/backup.ts#backups.main.drillEveryDays',
      'policies/backup.ts#backups.billing.recoveryMinutesMax',
      'policies/backup.ts#backups.main.recoveryMinutesMax',
    ],
    mechanisms: [
      'service/backup/drill/drill-flow.ts#drill',
      'service/backup/drill/compare.ts#compareTables',
      'service/backup/drill/record.ts#storeRecord',
      'policies/pack/policies/restores-are-tested.ts#restoresAreTested',
    ],
    evidence: [drillOf('billing'), drillOf('main'), rehearsed],
    owner: 'billing on-call',
    runbooks: ['backup-policy', 'drill-missed'],
  },
];
