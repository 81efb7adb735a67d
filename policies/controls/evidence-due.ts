import { accessReviewDays, erasureExerciseDays, proofDays, scopeReviewDays, secretRotationDays } from '../assurance.ts';
import type { DatabaseClass } from '../databases.ts';
import type { EvidenceKind } from '../evidence.ts';
import { jobs, succeedsWithinMinutes } from '../jobs.ts';
import type { Evidence } from './control.ts';

const minutesADay = 24 * 60;

/** The record of a scheduled job is too old when its alarm rings. */
function ofJob(name: string, kind: EvidenceKind, database: DatabaseClass): Evidence {
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
export const checked: Evidence = { kind: 'check', everyDays: proofDays };
export const previewed: Evidence = { kind: 'preview', everyDays: proofDays };
export const tested: Evidence = { kind: 'tests', everyDays: proofDays };
export const rehearsed: Evidence = { kind: 'rehearsal', everyDays: proofDays };
export const rehearsalOf = (page: string): Evidence => ({ ...rehearsed, page });

/** What people do. */
export const accessReviewed: Evidence = { kind: 'access-review', everyDays: accessReviewDays };
export const scopeReviewOf = (page: string): Evidence => ({ kind: 'runbook', page, everyDays: scopeReviewDays });
export const erased: Evidence = { kind: 'erasure', database: 'billing', everyDays: erasureExerciseDays };
export const rotated: Evidence = { kind: 'rotation', everyDays: secretRotationDays };
