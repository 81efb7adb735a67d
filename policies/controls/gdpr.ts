import { breachNoticeHoursMax } from '../assurance.ts';
import { putAsideDays } from '../backup.ts';
import { residency } from '../residency.ts';
import { accessLog } from '../access-log.ts';
import { changeDays, eventPayloadDays } from '../retention.ts';
import type { Control } from './control.ts';
import {
  accessReviewed,
  checked,
  copiesOf,
  drillOf,
  erased,
  previewed,
  pruneOf,
  retention,
  tested,
  walkOf,
} from './evidence-due.ts';

const framework = 'GDPR';

/** Articles that a store of billing data answers to by what it does; notices and contracts are the business's own. */
export const gdprControls: readonly Control[] = [
  {
    ...{ id: 'gdpr-5-1-e', framework, reference: 'Art. 5(1)(e)', title: 'Nothing is kept for longer than needed' },
    sentence: `The text of an event goes after ${eventPayloadDays} days, what apps were told after ${changeDays} days, the access log after ${accessLog.keepMonths} months, backups at their retention, and what a restore put aside at the first drill after ${putAsideDays} days. Books, and records of evidence with the operators they name, no program ends.`,
    policies: [
      'policies/retention.ts#eventPayloadDays',
      'policies/retention.ts#changeDays',
      'policies/backup.ts#backups.billing.keepDays',
      'policies/backup.ts#putAsideDays',
      'policies/access-log.ts#accessLog.keepMonths',
    ],
    mechanisms: [
      'service/privacy/retain.ts#retain',
      'service/privacy/expire-rows.ts#expireRows',
      'service/backup/prune.ts#prune',
      'service/backup/restore/copies.ts#letGoOfPutAside',
      'policies/pack/policies/dump-bucket-lets-go.ts#dumpBucketLetsGo',
    ],
    evidence: [retention, pruneOf('billing'), pruneOf('main'), copiesOf('billing'), copiesOf('main')],
    owner: 'data protection officer',
    runbooks: ['gdpr', 'retain-missed', 'prune-missed'],
  },
  {
    ...{ id: 'gdpr-17', framework, reference: 'Art. 17', title: 'A person is erased on request' },
    sentence:
      'What says who a person is goes, column by column, here and at Stripe, with a receipt; books stay without the name.',
    policies: ['policies/erasure.ts#erasure', 'policies/erasure.ts#reasons', 'policies/erasure.ts#settleSeconds'],
    mechanisms: [
      'service/privacy/erase.ts#eraseCustomer',
      'service/privacy/replay-erasures.ts#replayErasures',
      'service/privacy/receipt.ts#matrixOfReceipt',
      'service/webhook/erased-customers.ts#withoutErased',
      'service/privacy/matrix.test.ts',
      'prisma/billing/grants.sql#billing_privacy',
    ],
    evidence: [erased, tested, drillOf('billing')],
    owner: 'data protection officer',
    runbooks: ['gdpr', 'erase-missed'],
  },
  {
    ...{ id: 'gdpr-28', framework, reference: 'Art. 28', title: 'Processors are known and bound' },
    sentence:
      'Those who process personal data for us are named, with what each holds, and have a contract. The repository names them; the contracts and their dates are the business’s, and are blanks on the page until they are filled in.',
    policies: ['policies/assurance.ts#scopeReviewDays'],
    mechanisms: ['runbooks/compliance/processors.md'],
    evidence: [walkOf('processors')],
    owner: 'data protection officer',
    runbooks: ['processors', 'production'],
  },
  {
    ...{ id: 'gdpr-30', framework, reference: 'Art. 30', title: 'Processing is recorded' },
    sentence:
      'The record of processing names each purpose, its data, its recipients and its end, and no column of billing is without a decision. The page is the repository’s part of the record; what only the business knows is a blank on it until it is filled in.',
    policies: ['policies/erasure.ts#erasure', 'policies/databases.ts#databases.billing.ownedTables'],
    mechanisms: ['runbooks/compliance/record-of-processing.md', 'service/privacy/matrix.test.ts'],
    evidence: [tested, walkOf('record-of-processing')],
    owner: 'data protection officer',
    runbooks: ['record-of-processing', 'production'],
  },
  {
    ...{ id: 'gdpr-32', framework, reference: 'Art. 32', title: 'Processing is secure, and that is tested' },
    sentence:
      'Data is encrypted, kept apart, reachable by few and can be brought back in time; each of these is proven regularly.',
    policies: ['policies/backup.ts#backups.billing.recoveryMinutesMax', 'policies/keys.ts#keyRotationDays'],
    mechanisms: [
      'policies/pack/policies/database-is-encrypted.ts#databaseIsEncrypted',
      'policies/pack/policies/database-survives-a-zone.ts#databaseSurvivesAZone',
      'service/backup/drill/drill-flow.ts#drill',
      'service/database/grants.test.ts',
    ],
    evidence: [drillOf('billing'), drillOf('main'), previewed, accessReviewed],
    owner: 'security on-call',
    runbooks: ['gdpr', 'drill-missed'],
  },
  {
    ...{ id: 'gdpr-33', framework, reference: 'Art. 33', title: 'A breach is reported in time' },
    sentence: `The authority hears of a personal data breach within ${breachNoticeHoursMax} hours of our knowing, with what we know by then. Its evidence is that somebody walked the page for it, as an exercise or in earnest.`,
    policies: ['policies/assurance.ts#breachNoticeHoursMax'],
    mechanisms: [
      'runbooks/compliance/personal-data-breach.md',
      'infra/components/lock-tampering.ts#watchLocks',
      'service/api/access-log.ts#AccessLog',
      'infra/network/flow-log.ts#logFlows',
    ],
    evidence: [walkOf('personal-data-breach')],
    owner: 'data protection officer',
    runbooks: ['personal-data-breach', 'lock-tampering'],
  },
  {
    ...{ id: 'gdpr-44', framework, reference: 'Art. 44', title: 'Data stays where it may be' },
    sentence: `Every copy of either database lies in ${residency.zone}; what leaves it is named, and has a ground.`,
    policies: ['policies/residency.ts#residency.regions', 'policies/residency.ts#regionsOfGlobalServices'],
    mechanisms: [
      'policies/pack/policies/data-stays-in-residency.ts#dataStaysInResidency',
      'policies/pack/policies/database-starts-no-copy-elsewhere.ts#databaseStartsNoCopyElsewhere',
      'infra/components/provider.ts#awsProvider',
    ],
    evidence: [previewed, checked],
    owner: 'data protection officer',
    runbooks: ['data-residency'],
  },
];
