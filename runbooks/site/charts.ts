import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { backups } from '../../policies/backup.ts';
import { type DatabaseClass, databaseClasses } from '../../policies/databases.ts';
import { siteChartPointsMax } from '../../policies/evidence.ts';
import type { ChainRecord } from '../../service/evidence/chains.ts';

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
  /** What the points are to stay below, where the policy says a number. */
  objective?: number;
}

/** A drawing, what it says in words, and the numbers behind it. */
export interface Chart extends Plan {
  svg: string;
  summary: string;
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
    {
      ...{ id: `age-${name}`, title: `Age that backups of ${name} reached`, unit: 'hours' },
      points: agesOf(records, name, now),
      objective: backups[name].everyHours,
    },
    {
      ...{ id: `recovery-${name}`, title: `Recovery time in drills of ${name}`, unit: 'seconds' },
      points: facts('drill', 'recoverySeconds', name),
      objective: backups[name].recoveryMinutesMax * 60,
    },
    { id: `rows-${name}`, title: `Rows in backups of ${name}`, unit: 'rows', points: facts('backup', 'rows', name) },
    {
      id: `bytes-${name}`,
      title: `Bytes of backups of ${name}`,
      unit: 'bytes',
      points: facts('backup', 'bytes', name),
    },
  ]);
  return [
    ...ofDatabases,
    {
      id: 'latency',
      title: 'Webhook commit latency, 99th percentile',
      unit: 'milliseconds',
      points: facts('latency', 'commitP99Milliseconds'),
    },
    { id: 'findings', title: 'Findings of the check', unit: 'findings', points: facts('check', 'findings') },
  ];
}

/** How old each backup was when the next one was there; the newest as it is now. */
function agesOf(records: readonly ChainRecord[], database: DatabaseClass, now: Date): Point[] {
  const own = records.filter(
    (record) => record.kind === 'backup' && record.database === database && record.result === 'passed',
  );
  return own.map((record, index) => {
    const next = own[index + 1]?.endedAt ?? now.toISOString();
    const taken = typeof record.facts['snapshotAt'] === 'string' ? Date.parse(record.facts['snapshotAt']) : NaN;
    const from = Number.isNaN(taken) ? Date.parse(record.endedAt) : taken;
    return { at: next, value: Math.max(0, Math.round((Date.parse(next) - from) / 36_000) / 100), record };
  });
}

async function draw(plan: Plan): Promise<Chart> {
  const drawn = plan.points.slice(-siteChartPointsMax);
  const omitted = plan.points.length - drawn.length;
  const svg = drawn.length === 0 ? '' : await svgOf({ ...plan, points: drawn });
  return { ...plan, points: drawn, omitted, svg, summary: inWords({ ...plan, points: drawn }) };
}

function inWords({ title, unit, points, objective }: Plan): string {
  if (points.length === 0) return 'There is no record of it.';
  const values = points.map(({ value }) => value);
  const above = values.filter((value) => value > (objective ?? Infinity)).length;
  const over =
    objective === undefined ? '' : `; ${above === 0 ? 'none' : above} above the objective of ${objective} ${unit}`;
  const range =
    values.length === 1
      ? `one record, ${values[0]} ${unit}`
      : `${values.length} records, from ${Math.min(...values)} to ${Math.max(...values)} ${unit}, the last ${values.at(-1)}`;
  return `${title}: ${range}${over}.`;
}

/** A day and an hour of UTC, for readers of any country. */
const timeFormat = '%d %b %H:%M';

/** Where the objective is so many times above every point, a linear axis would draw them all at its foot. */
const farAbove = 20;

function scaleOf(points: readonly Point[], objective: number | undefined): { type?: 'symlog'; zero: true } {
  const isFar = objective !== undefined && objective > farAbove * Math.max(...points.map(({ value }) => value));
  return isFar ? { type: 'symlog', zero: true } : { zero: true };
}

/**
 * Of a size that can be read on a phone. No colour of its own: the page's style gives it, light and dark. The points carry
 * a class to be found by.
 */
async function svgOf({ unit, points, objective }: Plan): Promise<string> {
  const axis = {
    domainColor: 'currentColor',
    gridColor: 'currentColor',
    gridOpacity: 0.15,
    labelColor: 'currentColor',
    tickColor: 'currentColor',
    titleColor: 'currentColor',
    labelFontSize: 14,
    titleFontSize: 14,
  };
  const scale = scaleOf(points, objective);
  const specification: TopLevelSpec = {
    ...{ width: 400, height: 200, background: 'transparent', view: { stroke: null } },
    ...{ config: { aria: false, axis, axisX: { labelAngle: 0, tickCount: 3 } } },
    data: { values: points.map(({ at, value }) => ({ at, value })) },
    layer: [
      {
        mark: { type: 'line', color: 'currentColor', opacity: 0.5 },
        encoding: {
          x: {
            field: 'at',
            type: 'temporal',
            title: 'time (UTC)',
            scale: { type: 'utc' },
            axis: { format: timeFormat },
          },
          y: { field: 'value', type: 'quantitative', title: unit, scale, axis: { tickMinStep: 1 } },
        },
      },
      {
        mark: { type: 'point', filled: true, color: 'currentColor', size: 30 },
        encoding: { x: { field: 'at', type: 'temporal' }, y: { field: 'value', type: 'quantitative' } },
      },
      ...(objective === undefined
        ? []
        : [
            {
              mark: { type: 'rule' as const, color: 'currentColor', strokeDash: [6, 4] },
              encoding: { y: { datum: objective } },
            },
          ]),
    ],
  };
  const view = new View(parse(compile(specification).spec), { renderer: 'none' });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}
