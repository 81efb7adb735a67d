import { accessLog } from './access-log.ts';

/** What evidence is kept of: each kind is written by the command that does it. */
export const evidenceKinds = [
  'check',
  'preview',
  'tests',
  'backup',
  'drill',
  'prune',
  'restore',
  'copies',
  'erasure',
  'access-review',
  'migration',
  'rotation',
  'verification',
  'retention',
  'latency',
  'rehearsal',
  'runbook',
] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

/** Where what is recorded was done: the stacks of infra/configuration/stack.ts, continuous integration, one machine. */
export const evidenceEnvironments = ['production', 'staging', 'ci', 'local'] as const;
export type EvidenceEnvironment = (typeof evidenceEnvironments)[number];

/** Records are part of the audit trail, and stay as long: the store locks them for so many months, where it can. */
export const evidenceKeepMonths = accessLog.keepMonths;

/** The same in days, as a bucket's own lock counts them: the longest that twelve months in a row can be. */
export const evidenceKeepDays = 366;

/** Largest record that is written or read; a usual one has a kilobyte. */
export const evidenceRecordBytesMax = 64 * 1024;

/** Longest title and longest text among a record's facts. */
export const evidenceTextCharactersMax = 500;

/** Exceptions of the check that one record counts, each by itself; a repository with more of them has another problem. */
export const evidenceExceptionsMax = 50;

/** Records that are read at once. */
export const evidenceReadsInFlightMax = 32;

/** Writers that wait for the same number; each of them gets one after at most so many tries. */
export const evidenceTriesMax = 50;

/** How far the clocks of two machines that write records may be apart before a record counts as wrongly dated. */
export const evidenceClockSecondsMax = 120;

/** Records that `bulkhead evidence list` prints unless it is told another number. */
export const evidenceListedDefault = 50;

/** Longest wait for a service that is asked how long its commits took. */
export const metricsSecondsMax = 10;

/** Largest answer that is read of it; a usual one has some ten kilobytes. */
export const metricsBytesMax = 1024 * 1024;

/** After so long a site that is still unfinished is no build's that runs, but what a killed one left. */
export const unfinishedSiteMinutes = 60;

/** Characters of records that one page of the site shows; escaped and marked up they stay below a megabyte. */
export const sitePageCharactersMax = 128 * 1024;

/** Newest changes of the wall that the site lists. */
export const siteChangesMax = 100;

/** Newest points that one chart of the site draws: more of them are a black bar, and a page too large. */
export const siteChartPointsMax = 200;
