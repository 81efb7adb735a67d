import {
  accessReviewDays,
  erasureExerciseDays,
  patchReviewDays,
  proofDays,
  scopeReviewDays,
  secretRotationDays,
} from '../assurance.ts';
import type { DatabaseClass } from '../databases.ts';
import type { EvidenceKind } from '../evidence.ts';
import { jobs, succeedsWithinMinutes } from '../jobs.ts';
import { passwordRotationDays } from '../keys.ts';
import type { Approvals, RecordedEvidence } from './control.ts';

const minutesADay = 24 * 60;

/** The record of a scheduled job is too old when its alarm rings. */
function ofJob(name: string, kind: EvidenceKind, database: DatabaseClass): RecordedEvidence {
  const job = jobs.find((one) => one.name === name);
  if (job === undefined) throw new Error(`there is no job ${name} in policies/jobs.ts`);
  return { kind, database, everyDays: succeedsWithinMinutes(job, database) / minutesADay };
}

export const backupOf = (database: DatabaseClass) => ofJob('backup', 'backup', database);
export const drillOf = (database: DatabaseClass) => ofJob('drill', 'drill', database);
/** Each drill looks through them first. */
export const copiesOf = (database: DatabaseClass) => ofJob('drill', 'copies', database);
export const pruneOf = (database: DatabaseClass) => ofJob('prune', 'prune', database);
export const retention = ofJob('retain', 'retention', 'billing');
export const verification = ofJob('verify', 'verification', 'billing');

/** What every change proves anew. */
export const checked: RecordedEvidence = { kind: 'check', everyDays: proofDays };
export const previewed: RecordedEvidence = { kind: 'preview', everyDays: proofDays };
export const tested: RecordedEvidence = { kind: 'tests', everyDays: proofDays };
export const rehearsed: RecordedEvidence = { kind: 'rehearsal', everyDays: proofDays };
export const rehearsalOf = (page: string): RecordedEvidence => ({ ...rehearsed, page });

/** What people do. */
export const approved: Approvals = { kind: 'approvals' };
export const accessReviewed: RecordedEvidence = { kind: 'access-review', everyDays: accessReviewDays };
/** A page that somebody walked, step by step; what it asks for was looked at then. */
export const walkOf = (page: string, everyDays = scopeReviewDays): RecordedEvidence => ({
  kind: 'runbook',
  page,
  everyDays,
});
export const patched = walkOf('patching', patchReviewDays);
export const secretsRotated = walkOf('rotate-secrets', secretRotationDays);
/** The review reads from the server how old each password is, so one is due as often as they change. */
export const passwordsReviewed: RecordedEvidence = { kind: 'access-review', everyDays: passwordRotationDays };
export const erased: RecordedEvidence = { kind: 'erasure', database: 'billing', everyDays: erasureExerciseDays };
