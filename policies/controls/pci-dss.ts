import { accessLog } from '../access-log.ts';
import { accessReviewDays, criticalPatchDaysMax, patchReviewDays, secretRotationDays } from '../assurance.ts';
import { backups } from '../backup.ts';
import { heldOfACard } from '../card-data/held-of-a-card.ts';
import { passwordRotationDays } from '../keys.ts';
import type { Control } from './control.ts';
import {
  accessReviewed,
  approved,
  checked,
  passwordsReviewed,
  patched,
  previewed,
  retention,
  secretsRotated,
  tested,
  walkOf,
} from './evidence-due.ts';

const framework = 'PCI DSS 4.0.1';

/** Cards are entered on Stripe's pages. What is left of PCI DSS is to prove that none gets in, and to guard what guards that. */
export const pciDssControls: readonly Control[] = [
  {
    ...{ id: 'pci-1.3.1', framework, reference: '1.3.1', title: 'Only what is needed comes in' },
    sentence:
      'From the internet only the load balancer is reached; a database lets in named groups of tasks and no addresses. What goes out is 1.3.2, and is no control here: tasks that call Stripe may reach any address on port 443.',
    policies: [],
    mechanisms: [
      'policies/pack/policies/security-group-is-not-open.ts#securityGroupIsNotOpen',
      'policies/pack/policies/database-sees-only-its-own.ts#databaseSeesOnlyItsOwn',
      'policies/pack/policies/database-is-not-public.ts#databaseIsNotPublic',
      'policies/pack/policies/task-has-no-public-address.ts#taskHasNoPublicAddress',
      'infra/components/task-group.ts#makeTaskGroup',
    ],
    evidence: [previewed],
    owner: 'platform on-call',
    runbooks: ['pci-dss', 'requests-blocked'],
  },
  {
    ...{ id: 'pci-3.2.1', framework, reference: '3.2.1', title: 'Account data is kept to a minimum' },
    sentence: `No card number is stored, and without one the rest is no account data. ${heldOfACard}`,
    policies: ['policies/card-data.ts#prohibitedNames', 'policies/retention.ts#eventPayloadDays'],
    mechanisms: [
      'checks/rules/no-card-data.ts#noCardData',
      'service/card-data/scrub.ts#scrub',
      'service/privacy/retain.ts#retain',
    ],
    evidence: [checked, tested, retention],
    owner: 'billing on-call',
    runbooks: ['pci-dss', 'retain-missed'],
  },
  {
    ...{ id: 'pci-3.3.1', framework, reference: '3.3.1', title: 'No sensitive authentication data is stored' },
    sentence:
      'A verification code, a PIN block or the content of a magnetic stripe, in a field that is named so, reaches no disk and no log. Three digits in a sentence are not told from others.',
    policies: ['policies/card-data.ts#prohibitedNames', 'policies/card-data.ts#requirements'],
    mechanisms: [
      'checks/rules/no-card-data.ts#noCardData',
      'service/card-data/scrub.ts#scrub',
      'service/card-data-on-disk.test.ts',
      'service/log.ts#createLog',
    ],
    evidence: [checked, tested],
    owner: 'billing on-call',
    runbooks: ['pci-dss'],
  },
  {
    ...{ id: 'pci-3.4.1', framework, reference: '3.4.1', title: 'Card numbers are masked where they are shown' },
    sentence: `No full number is held that could be shown, and apps are told nothing of a card. ${heldOfACard}`,
    policies: ['policies/card-data.ts#harmlessLastWords', 'policies/card-data.ts#harmlessWords'],
    mechanisms: [
      'checks/rules/no-card-data.ts#noCardData',
      'service/card-data/scrub.ts#scrub',
      'service/api/schemas/resources.ts',
    ],
    evidence: [checked, tested],
    owner: 'billing on-call',
    runbooks: ['pci-dss'],
  },
  {
    ...{ id: 'pci-3.5.1', framework, reference: '3.5.1', title: 'A stored card number cannot be read' },
    sentence:
      'A card number in what Stripe sends is taken out before anything is stored, and what an app sends with one is refused. One that is split over two fields or written in words is not found.',
    policies: ['policies/card-data.ts#issuers', 'policies/card-data.ts#removedText'],
    mechanisms: [
      'service/card-data/scrub.ts#scrub',
      'service/webhook/prepare.ts#prepare',
      'policies/card-data/card-numbers.ts',
      'service/card-data-on-disk.test.ts',
    ],
    evidence: [tested],
    owner: 'billing on-call',
    runbooks: ['pci-dss'],
  },
  {
    ...{ id: 'pci-3.5.1.2', framework, reference: '3.5.1.2', title: 'An encrypted disk is not relied upon' },
    sentence:
      'Disks, dumps and copies are encrypted, and yet that is no reason to hold a card number on them: none is.',
    policies: ['policies/keys.ts#keyRotationDays'],
    mechanisms: [
      'policies/pack/policies/database-is-encrypted.ts#databaseIsEncrypted',
      'policies/pack/policies/bucket-is-encrypted.ts#bucketIsEncrypted',
      'policies/pack/policies/key-names-its-users.ts#keyNamesItsUsers',
      'checks/rules/no-card-data.ts#noCardData',
    ],
    evidence: [checked, previewed],
    owner: 'platform on-call',
    runbooks: ['pci-dss'],
  },
  {
    ...{ id: 'pci-4.2.1', framework, reference: '4.2.1', title: 'What travels is encrypted' },
    sentence:
      'Stripe, apps and AWS are spoken to over TLS alone, and the database refuses a connection without it. From the load balancer to the service, inside the private network, it is plain HTTP.',
    policies: [],
    mechanisms: [
      'policies/pack/policies/database-speaks-tls-only.ts#databaseSpeaksTlsOnly',
      'policies/pack/policies/load-balancer-speaks-modern-tls.ts#loadBalancerSpeaksModernTls',
      'policies/pack/policies/bucket-speaks-tls-only.ts#bucketSpeaksTlsOnly',
      'service/database/database-url.ts#parseDatabaseUrl',
    ],
    evidence: [previewed, tested],
    owner: 'platform on-call',
    runbooks: ['pci-dss', 'certificate-ending'],
  },
  {
    ...{ id: 'pci-6.3.3', framework, reference: '6.3.3', title: 'Known weaknesses are mended in time' },
    sentence: `A fix of a critical weakness runs in production within ${criticalPatchDaysMax} days of its release. Its evidence is a walk of the patching page, every ${patchReviewDays} days; what scanners found is not recorded here.`,
    policies: [
      'policies/assurance.ts#criticalPatchDaysMax',
      'policies/assurance.ts#patchReviewDays',
      'policies/databases.ts#engines',
    ],
    mechanisms: [
      'policies/pack/policies/database-takes-minor-upgrades.ts#databaseTakesMinorUpgrades',
      'policies/pack/policies/database-engine-is-supported.ts#databaseEngineIsSupported',
      'policies/pack/policies/task-image-is-pinned.ts#taskImageIsPinned',
      'package-lock.json',
    ],
    evidence: [patched, previewed],
    owner: 'platform on-call',
    runbooks: ['patching'],
  },
  {
    ...{ id: 'pci-6.5.1', framework, reference: '6.5.1', title: 'A change is explained, tested and approved' },
    sentence: 'A change comes as a pull request with its reason, its effect, its approval, its tests and its way back.',
    policies: [],
    mechanisms: [
      '.github/workflows/check.yml#wall',
      'checks/check.ts#command',
      'infra/preview/preview.ts#command',
      'infra/preview/snapshot/production.billing.json',
      'service/database/migrate.ts#migrate',
    ],
    evidence: [approved, checked, previewed, tested],
    owner: 'platform on-call',
    runbooks: ['change-management'],
  },
  {
    ...{ id: 'pci-7.2.4', framework, reference: '7.2.4', title: 'Access is reviewed' },
    sentence: `Who may reach what is gone through every ${accessReviewDays} days, and what has no reason is taken away.`,
    policies: ['policies/assurance.ts#accessReviewDays', 'policies/databases.ts#databaseRoles'],
    mechanisms: [
      'prisma/billing/grants.sql',
      'prisma/main/grants.sql',
      'service/api/apps.ts#command',
      'service/database/grants.test.ts',
    ],
    evidence: [accessReviewed, walkOf('access-review', accessReviewDays)],
    owner: 'security on-call',
    runbooks: ['access-review'],
  },
  {
    ...{ id: 'pci-8.6.3', framework, reference: '8.6.3', title: 'Secrets of programs are changed' },
    sentence: `AWS changes each database password every ${passwordRotationDays} days, and the access review fails where one is older. People change Stripe’s and the apps’ secrets every ${secretRotationDays} days, the old and the new one live meanwhile.`,
    policies: [
      'policies/keys.ts#passwordRotationDays',
      'policies/keys.ts#passwordLateDaysMax',
      'policies/assurance.ts#secretRotationDays',
      'policies/api.ts#rotationHoursMax',
    ],
    mechanisms: [
      'infra/components/password-rotation.ts#rotatePasswords',
      'policies/pack/policies/secret-rotates.ts#secretRotates',
      'service/database/access/review.ts#reviewAccess',
      'service/api/app-registry.ts#rotateKey',
      'service/webhook/signature.ts#verifySignature',
    ],
    evidence: [passwordsReviewed, secretsRotated, previewed],
    owner: 'platform on-call',
    runbooks: ['rotate-secrets', 'rotation-failed', 'access-review'],
  },
  {
    ...{ id: 'pci-10.2.1', framework, reference: '10.2.1', title: 'Access is written down' },
    sentence:
      'Before an app is told anything of a customer, or a command shows an event or explains an object, a row of the access log says so; erasures, repairs, replays and changes of apps have rows too. Logins and changes of tables and rights are in the database’s audit log. What a database user reads or changes over SQL is in neither.',
    policies: ['policies/database-server.ts#auditedEvents', 'policies/databases.ts#exportedLogs'],
    mechanisms: [
      'service/api/access-log.ts#AccessLog',
      'service/events/access.ts#logAccess',
      'prisma/billing/grants.sql#billing_access_log',
      'infra/components/database-parameters.ts#makeOptionGroup',
    ],
    evidence: [tested, previewed],
    owner: 'security on-call',
    runbooks: ['soc-2', 'logins-refused'],
  },
  {
    ...{ id: 'pci-10.5.1', framework, reference: '10.5.1', title: 'Audit logs are kept' },
    sentence: `Audit logs are kept for ${accessLog.keepMonths} months, the last ${accessLog.atHandMonths} of them at hand at once. A restore of billing loses the access log’s rows since its backup, up to ${backups.billing.everyHours} hours of them; and the users for erasure, restores and migrations could delete younger rows, which no grant forbids them.`,
    policies: [
      'policies/backup.ts#backups.billing.everyHours',
      'policies/access-log.ts#accessLog.keepMonths',
      'policies/access-log.ts#accessLog.atHandMonths',
      'policies/access-log.ts#logGroupDays',
      'policies/access-log.ts#logFilesAtHandDays',
    ],
    mechanisms: [
      'service/privacy/expire-rows.ts#expireRows',
      'prisma/billing/grants.sql#billing_access_log',
      'policies/pack/policies/logs-are-kept.ts#logsAreKept',
      'infra/components/log-bucket.ts#makeLogBucket',
    ],
    evidence: [retention, previewed],
    owner: 'security on-call',
    runbooks: ['soc-2', 'retain-missed', 'restore-billing'],
  },
  {
    ...{ id: 'pci-11.4.5', framework, reference: '11.4.5', title: 'The separation is tested' },
    sentence:
      'That nothing of the main app reaches billing’s database is tried, by each user and each path, at every change.',
    policies: ['policies/databases.ts#databaseRoles', 'policies/stack-outputs.ts#stackReferences'],
    mechanisms: [
      'service/database/grants.test.ts',
      'infra/preview/mutation/wall.ts',
      'policies/pack/policies/no-path-between-the-classes.ts#noPathBetweenTheClasses',
      'policies/pack/policies/classes-share-nothing.ts#classesShareNothing',
    ],
    evidence: [tested, previewed],
    owner: 'security on-call',
    runbooks: ['pci-dss', 'requests-blocked'],
  },
  {
    ...{ id: 'pci-12.5.2', framework, reference: '12.5.2', title: 'The scope is confirmed' },
    sentence:
      'Once a year, and in the pull request of each change of how people pay, somebody walks the page that confirms where card data could be. The year is timed; that a change is such a one, its reviewer has to see.',
    policies: ['policies/assurance.ts#scopeReviewDays'],
    mechanisms: [
      'runbooks/compliance/pci-dss.md',
      'checks/rules/no-card-data.ts#noCardData',
      'service/api/routes/create-checkout-session.ts',
      'service/api/routes/create-portal-session.ts',
    ],
    evidence: [walkOf('pci-dss'), checked],
    owner: 'security on-call',
    runbooks: ['pci-dss', 'change-management'],
  },
];
