import { backups } from '../../policies/backup.ts';
import { type DatabaseClass, databaseClasses } from '../../policies/databases.ts';
import { siteChartPointsMax } from '../../policies/evidence.ts';
import { jobs, succeedsWithinMinutes } from '../../policies/jobs.ts';
import { commitMillisecondsHigh } from '../../policies/service.ts';
import { inBytes } from '../../service/backup/in-words.ts';
import type { ChainRecord } from '../../service/evidence/chains.ts';
import { drawChart, type Limit } from './draw-chart.ts';

interface Point {
  at: string;
  value: number;
  record: ChainRecord;
}

interface Plan {
  id: string;
  title: string;
  unit: string;
  points: readonly Point[];
  /** What the points are to stay below, where the policy says a number: the lowest first, the one that alarms last. */
  limits?: readonly Limit[];
  /** A value with its unit, where that is not simply both. */
  inWords?: (value: number) => string;
  /** What the axis counts in, where that is not the unit, and how much one of it is. */
  axis?: { unit: string; each: number };
  /** What a reader has to know of the values. */
  note?: string;
  /** What is said in place of a drawing, where there are records and yet nothing to draw. */
  instead?: string;
}

/** A drawing, what it says in words, and the numbers behind it. */
export interface Chart extends Plan {
  /** Empty where there is nothing to draw. */
  svg: string;
  summary: string;
  inWords: (value: number) => string;
  /** Those that are not drawn: older ones. */
  omitted: number;
}

/** Draws what people would rather look at than read. A chart without records says so, and is not drawn. */
export async function drawCharts(records: readonly ChainRecord[], now: Date): Promise<Chart[]> {
  return Promise.all(plansOf(records, now).map((plan) => draw(plan)));
}

function plansOf(records: readonly ChainRecord[], now: Date): Plan[] {
  const facts = (kind: string, fact: string, database?: DatabaseClass): Point[] =>
    records
      .filter((record) => record.kind === kind && (database ?? record.database) === record.database)
      .flatMap((record) => {
        const value = record.facts[fact];
        return typeof value === 'number' ? [{ at: record.endedAt, value, record }] : [];
      });
  const ofDatabases = databaseClasses.flatMap((name): Plan[] => [
    ageOfBackups(records, name, now),
    {
      ...{ id: `recovery-${name}`, title: `Recovery time in drills of ${name}`, unit: 'seconds' },
      points: facts('drill', 'recoverySeconds', name),
      limits: [{ name: 'objective', value: backups[name].recoveryMinutesMax * 60 }],
    },
    { id: `rows-${name}`, title: `Rows in backups of ${name}`, unit: 'rows', points: facts('backup', 'rows', name) },
    sizeOfBackups(facts('backup', 'bytes', name), name),
  ]);
  return [
    ...ofDatabases,
    latencyOf(facts('latency', 'commitP95Milliseconds'), records),
    { id: 'findings', title: 'Findings of the check', unit: 'findings', points: facts('check', 'findings') },
  ];
}

/** How old each backup was when the next one was there; the newest as it is now, where there is one to compare it with. */
function ageOfBackups(records: readonly ChainRecord[], database: DatabaseClass, now: Date): Plan {
  const own = records.filter(
    (record) => record.kind === 'backup' && record.database === database && record.result === 'passed',
  );
  const ages = own.map((record, index) => {
    const next = own[index + 1]?.endedAt ?? now.toISOString();
    const taken = typeof record.facts['snapshotAt'] === 'string' ? Date.parse(record.facts['snapshotAt']) : NaN;
    const from = Number.isNaN(taken) ? Date.parse(record.endedAt) : taken;
    return { at: next, value: Math.max(0, Math.round((Date.parse(next) - from) / 36_000) / 100), record };
  });
  const alarmHours =
    succeedsWithinMinutes(
      jobs.find(({ name }) => name === 'backup')!,
      database,
    ) / 60;
  const limits = [
    { name: 'objective', value: backups[database].everyHours },
    { name: 'alarm', value: alarmHours },
  ];
  return {
    ...{ id: `age-${database}`, title: `Age that backups of ${database} reached`, unit: 'hours', limits },
    points: own.length < 2 ? [] : ages,
    note: 'How old each backup was when the next one was there. The last point is the newest backup as this was built.',
    ...(own.length === 1 && {
      instead: `One backup: no interval yet. The objective is ${limits[0]!.value} hours; the alarm rings after ${alarmHours}.`,
    }),
  };
}

/** In the unit that the largest is told in, and one form: `260.3 KiB` on the axis, in words and in titles of records. */
function sizeOfBackups(points: readonly Point[], database: DatabaseClass): Plan {
  const largest = Math.max(1, ...points.map(({ value }) => value));
  const [amount = '1', unit = 'bytes'] = inBytes(largest).split(' ');
  return {
    ...{ id: `bytes-${database}`, title: `Size of backups of ${database}`, unit: 'bytes', inWords: inBytes, points },
    axis: { unit, each: 1024 ** Math.round(Math.log(largest / Number(amount)) / Math.log(1024)) },
  };
}

/** What the alarm looks at, `commit-slow`: 95 of 100 commits. */
function latencyOf(points: readonly Point[], records: readonly ChainRecord[]): Plan {
  const beyond = records.filter(({ facts }) => facts['commitP95Milliseconds'] === null).length;
  const tooLong = `${beyond} ${beyond === 1 ? 'record is' : 'records are'} beyond the last edge, and not drawn.`;
  return {
    ...{ id: 'latency', title: 'Webhook commit latency, 95th percentile', unit: 'milliseconds', points },
    limits: [{ name: 'alarm', value: commitMillisecondsHigh }],
    inWords: (value) => `at most ${inUnit(value, 'milliseconds')}`,
    note: `A value is the edge of the histogram’s bucket within which 95 of 100 commits ended, from the service’s start to the record. The alarm looks at each minute by itself.${beyond === 0 ? '' : ` ${tooLong}`}`,
    ...(points.length === 0 && beyond > 0 && { instead: tooLong }),
  };
}

async function draw(plan: Plan): Promise<Chart> {
  const points = plan.points.slice(-siteChartPointsMax);
  const inWords = plan.inWords ?? ((value: number) => inUnit(value, plan.unit));
  const drawn = { ...plan, points, inWords };
  const { unit, each } = plan.axis ?? { unit: plan.unit, each: 1 };
  const onAxis = points.map(({ at, value }) => ({ at, value: value / each }));
  const svg = points.length === 0 ? '' : await drawChart({ ...drawn, unit, points: onAxis });
  return { ...drawn, svg, omitted: plan.points.length - points.length, summary: summaryOf(drawn) };
}

function summaryOf({ instead, unit, points, limits = [], inWords }: Plan & Pick<Chart, 'inWords'>): string {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return instead ?? 'No record yet.';
  const values = points.map(({ value }) => value);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const days = [...new Set([dayOf(first.at), dayOf(last.at)])].join(' to ');
  const several = least === most ? `each ${inWords(most)}` : spread(least, most, last.value, inWords);
  const range =
    points.length === 1
      ? `One record, ${days}: ${inWords(last.value)}`
      : `${points.length} records, ${days}: ${several}`;
  return [range, ...limits.map((limit) => againstLimit(limit, values, unit))].join('; ') + '.';
}

function spread(least: number, most: number, last: number, inWords: Chart['inWords']): string {
  return `from ${inWords(least)} to ${inWords(most)}, the last ${inWords(last)}`;
}

function againstLimit({ name, value }: Limit, values: readonly number[], unit: string): string {
  const above = values.filter((each) => each > value).length;
  return `${above === 0 ? 'none' : above} above the ${name}’s ${inUnit(value, unit)}`;
}

function inUnit(value: number, unit: string): string {
  return `${value.toLocaleString('en')} ${value === 1 ? unit.replace(/s$/, '') : unit}`;
}

/** `25 Nov 2026`: for readers of any country. */
function dayOf(at: string): string {
  return new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
}
